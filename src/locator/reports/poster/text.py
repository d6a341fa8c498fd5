"""What room a text takes on the page, and the form in which it enters it."""

from __future__ import annotations

import re
from html import escape
from itertools import accumulate
from math import ceil
from unicodedata import east_asian_width

from locator.style import PALETTES
from locator.wording.catalogue import printable

PALETTE = PALETTES["light"]
COLOUR = re.compile("#[0-9A-Fa-f]{6}")
#: Wider names are cut, in Chinese characters; as many letters as two thirds more fit.
NAME_LENGTH = 60
#: Width of the page without its margins, in millimetres.
WIDTH = 186.0
#: Lines of a text at most.
LINES = 2


def text_of(text: str) -> str:
    """A text from the data as the text of an element or attribute."""
    return escape(printable(text))


def shortened(text: str, length: int) -> str:
    """A text at most so many Chinese characters wide; what is cut off is an ellipsis."""
    if letters_wide(text) <= length:
        return text
    wide = accumulate(map(letters_wide, text))
    return text[: sum(one <= length - 1 for one in wide)].rstrip() + "…"


def letters_wide(text: str) -> float:
    """Width of a text in letters of the size of a Chinese character."""
    return sum(1.0 if east_asian_width(c) in "WFA" else 0.58 for c in text)


def lines_of(text: str, size: float, room: float, most: int = LINES) -> int:
    """Lines that a text takes; a little is lost at the end of each."""
    return min(most, max(1, ceil(letters_wide(text) * size * 1.06 / room)))


def colour_of(colour: str) -> str:
    """A colour from the data, or ink."""
    return colour if COLOUR.fullmatch(colour) else PALETTE.ink
