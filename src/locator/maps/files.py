"""What of a map outlasts an answer: base maps and outlines, as files that a browser keeps for good.

The address of a file holds a digest of its text, so that a tap sends none of it again. Files live
as long as somebody who draws with them does; the web's server answers with :func:`file_in_use`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakValueDictionary

#: Where they are, beside the other assets.
FOLDER = "map"
#: So many drawings are kept for browsers to fetch.
_DRAWINGS = 128


@dataclass(frozen=True, eq=False)
class MapFile:
    """A script that holds one JSON value for the maps' own scripts, or a drawing.

    Attributes
    ----------
    digest
        Tells it from every other: its name.
    text
        The script, or the drawing as SVG.
    media
        What of the two it is.
    """

    digest: str
    text: str
    media: str = "text/javascript"

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


@lru_cache(maxsize=_DRAWINGS)
def picture(svg: str) -> MapFile:
    """The file of a drawing of ours, held for a while: those of some decks of slides."""
    digest = hashlib.sha256(svg.encode()).hexdigest()[:16]
    return _files.setdefault(digest, MapFile(digest, svg, "image/svg+xml"))


def file_in_use(digest: str, media: str) -> MapFile | None:
    """A file of a kind that is in use; None of any other."""
    found = _files.get(digest)
    return found if found and found.media == media else None


def script_json(value: Any) -> str:
    """JSON that may stand in a script: no sequence of it ends the script or opens a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
