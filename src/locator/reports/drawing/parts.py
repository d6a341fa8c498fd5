"""A long text of names in parts: on several slides, or in several rows of a table on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator.reports.drawing.canvas import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: A name of a list with what parts it from the next.
_NAMES = re.compile(r"[^、；，,;]*[、；，,;]?\s*")


def parts(text: str, size: float, width: float, number: int, most: int) -> list[str]:
    """A text of names in so many parts, about as much in each; one more where names need it.

    No part has more than ``most`` lines ``width`` points wide.
    """
    lines = len(wrapped(text, size, width))
    tries = (list(_cut(text, size, width, n)) for n in range(-(-lines // number), most + 1))
    return next((found for found in tries if len(found) <= number), None) or list(
        _cut(text, size, width, most)
    )


def _cut(text: str, size: float, width: float, most: int) -> Iterator[str]:
    """A text of names in parts of so many lines, cut between names unless one is longer."""
    part = ""
    for name in _NAMES.findall(text):
        if part and len(wrapped(part + name, size, width)) > most:
            yield part.rstrip()
            part = ""
        part += name
        lines = wrapped(part, size, width)
        while len(lines) > most:
            yield _rejoined(lines[:most])
            part, lines = _rejoined(lines[most:]), lines[most:]
    if part:
        yield part


def _rejoined(lines: Iterable[str]) -> str:
    """Lines as one text again, with the space that a break between Latin words took."""
    text = ""
    for line in lines:
        text += " " + line if text and text[-1].isascii() else line
    return text
