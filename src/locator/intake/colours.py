"""Colours of the rows of a workbook, and of the cells beside them that may explain them.

Readers resolve what a file says of a colour, a theme with a tint or a number of the old palette,
to six hexadecimal digits; what a colour means is told by :mod:`locator.intake.recognise.legends`.
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    #: Numbered lines of a sheet as they stand in the file.
    Lines = Sequence[tuple[int, list[str]]]
    #: By row and position, from 1 and from 0, what a cell is painted with.
    PaintedCells = Mapping[int, Mapping[int, frozenset["Paint"]]]


#: So many painted cells of a row are kept.
PAINTED = 8
#: A sheet of no more rows may be nothing but a legend.
_LEGEND = 40
#: How far right of a painted cell the text stands that explains it.
_BESIDE = 3
#: Colours of a theme in the order of their numbers, in which light stands before dark although the
#: theme's own part lists dark first; with those of Office where a file has none.
_THEME = {
    "lt1": "FFFFFF",
    "dk1": "000000",
    "lt2": "E7E6E6",
    "dk2": "44546A",
    "accent1": "4472C4",
    "accent2": "ED7D31",
    "accent3": "A5A5A5",
    "accent4": "FFC000",
    "accent5": "5B9BD5",
    "accent6": "70AD47",
    "hlink": "0563C1",
    "folHlink": "954F72",
}
#: Tags of a theme that name a colour, or are its place.
TOLD = frozenset({*_THEME, "srgbClr", "sysClr"})
#: Of the lists of grounds and of letters, the colour that says nothing.
_PLAIN = {"fills": "0", "fonts": "1"}
#: The old palette from its eighth colour on; those before repeat its first eight.
_INDEXED = (
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000 800080 "
    "008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF "
    "FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF "
    "FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 "
    "993300 993366 333399 333333"
)
_FIRST, _EACH = 8, 7
#: From here on a number names what the system has.
_SYSTEM = 64
_RGB = re.compile("[0-9A-Fa-f]{6}")


class Paint(NamedTuple):
    """One colour of a cell: of its ground, or of its letters."""

    letters: bool
    rgb: str


class Swatch(NamedTuple):
    """A painted cell that is of no record: its colour, and its text with those right and below."""

    rgb: str
    row: int
    at: int
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Painted:
    """Colours of a sheet.

    ``rows`` are those of its records; ``told`` is False where nobody can tell them: the file has
    none, or paints by conditions.
    """

    rows: PaintedCells = field(default_factory=dict)
    swatches: tuple[Swatch, ...] = ()
    told: bool = False

    def of_rows(self, positions: Collection[int]) -> dict[int, frozenset[Paint]]:
        """Colours of each row in columns of these positions."""
        of_all = frozenset[Paint]()
        return {
            row: of_all.union(*(of for at, of in cells.items() if at in positions))
            for row, cells in self.rows.items()
        }


def painted(cells: PaintedCells, lines: Lines, records: Collection[int], *, told: bool) -> Painted:
    """The colours of a sheet from those of its cells, its lines and which of them are records."""
    texts = dict(lines)
    rows = set(records)
    small = len(rows) <= _LEGEND
    swatches = [
        Swatch(paint.rgb, row, at, _beside(texts, row, at))
        for row, of in cells.items()
        if small or row not in rows
        for at, paints in of.items()
        for paint in paints
        if not paint.letters
    ]
    return Painted({row: of for row, of in cells.items() if row in rows}, tuple(swatches), told)


def _beside(texts: Mapping[int, list[str]], row: int, at: int) -> tuple[str, ...]:
    """Text of a cell, the next one to its right, and that below."""
    own, *right = [*texts.get(row, [])[at : at + 1 + _BESIDE], ""]
    below = texts.get(row + 1, [])[at : at + 1]
    return (own, next(filter(None, right), ""), *below)


def _tinted(rgb: str, tint: float) -> str:
    """A colour made lighter, or darker below 0, by a share (-1 to 1) of what is left to white or
    black, in hue, lightness and saturation as Excel does.
    """
    if not -1 <= tint <= 1 or not tint:
        return rgb
    red, green, blue = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(c * 255):02X}" for c in colorsys.hls_to_rgb(hue, light, full))


def paints(ground: str, letters: str) -> frozenset[Paint]:
    """What colours of a cell say; white ground and black letters say nothing."""
    both = (Paint(letters=False, rgb=ground), Paint(letters=True, rgb=letters))
    plain = {Paint(letters=False, rgb="FFFFFF"), Paint(letters=True, rgb="000000")}
    return frozenset(p for p in both if p.rgb and p not in plain)


class Styles:
    """The colours of a workbook's cell formats, gathered while its styles and themes are read."""

    def __init__(self) -> None:
        self._theme: dict[str, str] = {}
        self._slot = ""
        self._named: dict[tuple[str, int], dict[str, str]] = {}
        self._formats: dict[int, tuple[int, int]] = {}
        self._resolved: dict[int, frozenset[Paint]] = {}

    def add_theme(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in a place of a theme, or the colour in it; only a theme's first counts."""
        if tag in _THEME:
            self._slot = tag
        elif self._slot:
            rgb = attributes.get("lastClr") or attributes.get("val", "")
            self._theme.setdefault(self._slot, rgb)
            self._slot = ""

    def add_colour(self, of: str, number: int, attributes: dict[str, str]) -> None:
        """Take in the colour of a font or a ground by its number."""
        if attributes.get("theme") != _PLAIN[of] or "tint" in attributes:
            self._named.setdefault((of, number), attributes)

    def add_format(self, number: int, ground: int, font: int) -> None:
        """Take in a cell format by the numbers of its ground and its font."""
        if {("fills", ground), ("fonts", font)} & self._named.keys():
            self._formats[number] = ground, font

    def is_painted(self, number: int) -> bool:
        """Whether a cell format has a colour."""
        return number in self._formats

    def paints(self, cells: Mapping[int, int]) -> dict[int, frozenset[Paint]]:
        """Colours of the cells of a row by those of their formats."""
        return {at: self._paints(number) for at, number in cells.items()}

    def _paints(self, number: int) -> frozenset[Paint]:
        if number not in self._resolved:
            named = zip(("fills", "fonts"), self._formats[number], strict=True)
            self._resolved[number] = paints(*(self._rgb(self._named.get(n, {})) for n in named))
        return self._resolved[number]

    def _rgb(self, attributes: Mapping[str, str]) -> str:
        """The colour that attributes name, ``""`` for none and for what the system has."""
        rgb, number = attributes.get("rgb", "")[-6:], attributes.get("theme", "")
        indexed = attributes.get("indexed", "")
        if number.isdecimal() and int(number[:4]) < len(_THEME):
            slot = list(_THEME)[int(number)]
            rgb = self._theme.get(slot, _THEME[slot])
        elif indexed.isdecimal() and (at := int(indexed[:4])) < _SYSTEM:
            rgb = _INDEXED[_EACH * (at if at < _FIRST else at - _FIRST) :][:6]
        try:
            tint = float(attributes.get("tint", "0"))
        except ValueError:
            return ""
        return _tinted(rgb, tint).upper() if _RGB.fullmatch(rgb) else ""
