"""What of a map outlasts an answer: base maps and outlines, as files that a browser keeps for good.

The address of a file holds a digest of its text, so that a tap sends none of it again. Files live
as long as somebody who draws with them does; the web's server answers with :func:`file_text`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

#: Where they are, beside the other assets.
FOLDER = "map"


@dataclass(frozen=True, eq=False)
class MapFile:
    """A script that holds one JSON value for the maps' own scripts.

    Attributes
    ----------
    digest
        Tells it from every other: its name.
    text
        The script.
    """

    digest: str
    text: str

    @property
    def value(self) -> str:
        """The value as a map's script names it."""
        return f'llFiles["{self.digest}"]'


_files: WeakValueDictionary[str, MapFile] = WeakValueDictionary()


def lasting(value: Any) -> MapFile:
    """The file of a JSON value; the same one for the same value while anybody holds it."""
    text = script_json(value)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    made = MapFile(digest, f'(window.llFiles ??= {{}})["{digest}"] = {text};\n')
    return _files.setdefault(digest, made)


def file_text(digest: str) -> str | None:
    """The text of a file that is in use; None of any other."""
    found = _files.get(digest)
    return found.text if found else None


def script_json(value: Any) -> str:
    """JSON that may stand in a script: no sequence of it ends the script or opens a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
