"""Arrays with a few words about them, kept whole in one compressed file.

A street network and a population grid are frozen dataclasses of arrays and plain values: the
arrays are kept by their names, the rest as one JSON text.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from locator.folders import written_whole
from locator.problems import LocatorError, Problem

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")
_ABOUT = "about"
#: What numpy makes of a file that is none of ours, is empty, or was torn off.
_BROKEN = (
    OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip # as one list


def save_arrays(thing: Any, path: Path) -> None:
    """Write a dataclass of arrays and plain values, whole or not at all."""
    values = {field.name: getattr(thing, field.name) for field in fields(thing)}
    plain = {name: value for name, value in values.items() if not isinstance(value, np.ndarray)}
    # In the order of the fields, so that equal things give equal bytes.
    kept: dict[str, Any] = {name: value for name, value in values.items() if name not in plain}
    kept[_ABOUT] = np.array(json.dumps(plain))
    with written_whole(path) as part, part.open("wb") as file:
        np.savez_compressed(file, **kept)


def read_arrays(path: Path, kind: type[T], damaged: str) -> T:
    """What :func:`save_arrays` wrote of a ``kind``.

    Raises
    ------
    LocatorError
        The file is not one of that kind; ``damaged`` is the message.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            about = json.loads(str(kept[_ABOUT]))
            return kind(**{name: kept[name] for name in kept.files if name != _ABOUT}, **about)
    except _BROKEN:
        raise LocatorError(Problem("error", damaged, str(path))) from None
