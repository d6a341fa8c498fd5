"""What a document is written on, and how its parts are numbered; independent of the file's kind."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Protocol

import numpy as np

from locator.reports.drawing.canvas import longest_piece, text_width, wrapped
from locator.reports.drawing.heads import in_two
from locator.wording.catalogue import printable, t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.pack.model import Status
    from locator.reports.figure import Figure, Side, TableColumn
    from locator.wording.catalogue import Lang


#: Room inside a cell beside its text, in points, and how much wider bold Latin heads are.
BESIDE, _BOLD = 8.0, 1.15
#: How much smaller the heads of a table are than its cells, in points.
HEAD_LESS = 1.0
#: Sizes of what a row is about, of a short name or number, which stand on one line where the table
#: has the room, and of a word: what is longer is an address, which breaks anywhere.
_ABOUT, _SHORT, _WORD = 10.5, 7.5, 9.0
#: Letters that are wider than others in every font, and by how much: one of them cuts a short head.
_WIDE, _WIDER = "mwMW", 0.28
#: Where figures or letters meet Chinese.
_MIXED = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u4e00-\u9fff])")
#: Width in font sizes that any column has: short words may be of wide letters only (Town).
_LEAST = 2.8
#: Lines on which a text of some words stands, where its column has the room of a short name.
_STANDS = 3
#: Share of its lines that a table keeps at most where other widths are worth it.
_WORTH = 0.85
#: Sizes from which a text takes some lines, and how much longer it is for what they leave blank.
_LINES, _LOOSE = 15, 1.06


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell that shows a status: symbol and word, over a tint that repeats it."""

    text: str
    status: Status


class Writing(Protocol):
    """What a report is written on, from top to bottom: a Word document or a PDF."""

    @property
    def lang(self) -> Lang:
        """Language of the document."""

    def mark_pages(self, text: str) -> None:
        """A line at the head of every page."""

    def title(self, text: str, under: str = "") -> None:
        """The document's title, centred, and a line under it."""

    def warning(self, text: str) -> None:
        """A boxed line that nobody overlooks."""

    def heading(self, level: int, text: str) -> None:
        """A numbered heading of level 1 or 2."""

    def loose_heading(self, text: str) -> None:
        """A heading without a number."""

    def item(self, text: str) -> None:
        """A numbered paragraph."""

    def body(self, text: str) -> None:
        """A paragraph of running text."""

    def together(self, lines: int, paragraphs: int = 0) -> None:
        """So many lines of the body's type follow that stand on one page.

        ``paragraphs`` are how many they make, where not each is one.
        """

    def line(self, text: str, side: Side, away: float = 0) -> None:
        """A line of the body's type at one side of the page, so many characters away from it."""

    def note(self, text: str, *, leads: bool = False) -> None:
        """Small print; ``leads`` where it stands on the page of the table that follows."""

    def table(
        self,
        caption: str,
        columns: Sequence[TableColumn],
        rows: Sequence[Sequence[str | Marked]],
        *,
        whole: bool = True,
        notes: Sequence[str] = (),
    ) -> None:
        """A captioned table, and small print that stands on a page with its last rows."""

    def prepare(self, figures: Sequence[Figure]) -> None:
        """All figures that will be drawn."""

    def drawing(self, figure: Figure) -> None:
        """A figure with its caption."""

    def attachment(self, *, upright: bool) -> None:
        """Begin what is attached, on pages of its own."""


class Numbering:
    """Counts from the first heading on: 一、 then （一） then 1. in Chinese."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._counts = [0, 0, 0]
        self._tables = self._figures = 0
        self._numerals = t("document.numerals", lang).split()

    def heading(self, level: int, text: str) -> str:
        """A heading of level 1 or 2; what is below it is numbered from one again."""
        number = self._next(level)
        numeral = self._numerals[number - 1] if number <= len(self._numerals) else str(number)
        return t(f"document.heading_{level}", self.lang, numeral=numeral, text=printable(text))

    def item(self, text: str) -> str:
        """A paragraph below a heading."""
        return t("document.item", self.lang, number=self._next(3), text=printable(text))

    def table(self, caption: str) -> str:
        """Caption of the next table."""
        self._tables += 1
        return t("document.table", self.lang, n=self._tables, text=printable(caption))

    def figure(self, caption: str) -> str:
        """Caption of the next figure."""
        self._figures += 1
        return t("document.figure", self.lang, n=self._figures, text=printable(caption))

    def _next(self, level: int) -> int:
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (len(self._counts) - level)
        return self._counts[level - 1]


def plain(cell: str | Marked) -> str:
    """Text of a cell."""
    return cell.text if isinstance(cell, Marked) else cell


def told(
    columns: Sequence[TableColumn], rows: Sequence[Sequence[str | Marked]], nothing: str = ""
) -> tuple[list[TableColumn], list[list[str | Marked]]]:
    """A table without the columns in which every row says ``nothing``: they tell nothing."""
    full = [n for n in range(len(columns)) if not rows or any(row[n] != nothing for row in rows)]
    return [columns[n] for n in full], [[row[n] for n in full] for row in rows]


def in_counties(counties: Sequence[tuple[str, Sequence[str]]], lang: Lang, scope: str) -> str:
    """Names, after their county's where it is not what the report is about."""
    comma, semicolon = (t(f"document.{key}_separator", lang) for key in ("name", "named"))
    parts = [
        t("document.named_county", lang, county=county, names=comma.join(names))
        if county not in {"", scope, names[0]}
        else comma.join(names)
        for county, names in counties
    ]
    alone = all(county in {"", scope, names[0]} for county, names in counties)
    return (comma if alone else semicolon).join(parts)


def column_widths(
    columns: Sequence[TableColumn], rows: Sequence[Sequence[str | Marked]], room: float, size: float
) -> list[float]:
    """Widths in points that fill the room: by the columns' shares, and none breaks a word.

    Short names and numbers stand on one line as well, where the others can give that much.
    """
    texts = [
        [
            (column.head, (size - HEAD_LESS) * (1 if _chinese(column.head) else _BOLD)),
            *((plain(row[n]), size) for row in rows),
        ]
        for n, column in enumerate(columns)
    ]
    words = [
        min(
            max(_LEAST * size, _head_word(*head), *(_unbroken(text, of) for text, of in cells)),
            _WORD * size,
        )
        for head, *cells in texts
    ]
    # Lines that heads and cells may take.
    short, broken, halved = (
        [
            max(
                word,
                (in_two(*one[0]) if heads > 1 else 0.0) or _short(*one[0], size, heads),
                *(_short(text, of, size, cells) for text, of in one[1:]),
            )
            for word, one in zip(words, texts, strict=True)
        ]
        for heads, cells in ((1, 1), (2, 1), (2, 2))
    )
    shares = [room * column.width / sum(column.width for column in columns) for column in columns]
    about = max((_set(words, of) for words, of in texts[0][1:]), default=0.0)
    named = [max(short[0], about) if about <= _ABOUT * size else short[0], *short[1:]]
    asked: list[list[float]] = []
    for least in (named, short, [named[0], *halved[1:]], [named[0], *words[1:]], halved, words):
        floors = [one + BESIDE for one in least]
        if sum(floors) <= room:
            widths = _filled(_given(floors, asked, room), shares)
            # A font may be a little wider than ours; a sentence is no pile of words.
            told = [
                max(min(text_width(text, of) / _STANDS, _SHORT * size) for text, of in one)
                for one in texts
            ]
            floors = [max(pair) for pair in zip((named[0], *broken[1:]), told, strict=True)]
            return _lower(widths, [one * _LOOSE + BESIDE for one in floors], rows, size)
        asked.insert(0, floors)
    # Nothing fits unbroken: in proportion, edges beside the text kept whole.
    part = (room - len(words) * BESIDE) / sum(words)
    return [one * part + BESIDE for one in words]


def _filled(floors: Sequence[float], shares: Sequence[float]) -> list[float]:
    """Widths by shares, none below its floor: those that have more give what the others lack."""
    lack = sum(max(floor - share, 0) for floor, share in zip(floors, shares, strict=True))
    spare = sum(max(share - floor, 0) for floor, share in zip(floors, shares, strict=True))
    given = lack / spare if spare else 0.0
    return [
        floor if share < floor else share - (share - floor) * given
        for floor, share in zip(floors, shares, strict=True)
    ]


def _lower(
    widths: Sequence[float],
    floors: Sequence[float],
    rows: Sequence[Sequence[str | Marked]],
    size: float,
) -> list[float]:
    """Widths under which the rows take far fewer lines, where there are some; none below its floor.

    A long list beside columns that need less is higher than a page of them.
    """
    if not rows or len(widths) == 1:
        return list(widths)
    wide = np.array([[text_width(plain(cell), size) for cell in row] for row in rows])
    wide[wide > _LINES * size] *= _LOOSE

    def lines(tried: Sequence[float]) -> float:
        room = np.maximum(np.asarray(tried) - BESIDE, 1.0)
        return float(np.maximum(np.ceil(wide / room), 1).max(axis=1).sum())

    best, fewest = list(widths), lines(widths)
    first = fewest
    for step in (size * 2, size):
        moved = True
        while moved:
            moved = False
            for give, take in permutations(range(len(best)), 2):
                if best[give] - step < floors[give]:
                    continue
                tried = [*best]
                tried[give] -= step
                tried[take] += step
                if (found := lines(tried)) < fewest:
                    best, fewest, moved = tried, found, True
    return best if fewest <= first * _WORTH else list(widths)


def _given(floors: Sequence[float], asked: Sequence[Sequence[float]], room: float) -> list[float]:
    """Floors with what is left of the room: as many columns as it serves have what they ask for."""
    found = list(floors)
    for wants in asked:
        more = [max(want - have, 0.0) for want, have in zip(wants, found, strict=True)]
        for n in sorted(range(len(more)), key=more.__getitem__):
            if sum(found) + more[n] <= room:
                found[n] += more[n]
    return found


def _short(text: str, of: float, size: float, lines: int) -> float:
    """Points that a text asks for in a column: a short one for its lines, Chinese for two.

    Longer words of other letters break between them: what they leave is the others'.
    """
    line = _set(text, of)
    # Word breaks inside brackets too: a name that has some stands on one line, as said above.
    if lines == 1 and text_width(text, of) <= (_ABOUT if "（" in text else _SHORT) * size:
        return line
    if " " in text and not _chinese(text):
        return 0.0
    halves = (line / 2 + step * of / 4 for step in range(5))
    half = next((one for one in halves if len(wrapped(text, of, one)) <= 2), line / 2 + of)
    return min(half, _SHORT * size)


def _set(text: str, of: float) -> float:
    """Points of a line as office programs set it: figures and Chinese a quarter of one apart."""
    return text_width(text, of) + len(_MIXED.findall(text)) * of / 4


def _chinese(text: str) -> bool:
    """Whether a text holds characters that are squares, which are as wide in bold."""
    return any(unicodedata.east_asian_width(c) in "WF" for c in text)


def _unbroken(text: str, of: float) -> float:
    """Points of the longest word; a text tied by a no-break space, a status, is one."""
    return text_width(text, of) if "\u00a0" in text else longest_piece(text, of)


def _head_word(head: str, of: float) -> float:
    """Points of a head's longest word: one that stands alone has room for its wide letters."""
    wide = 0 if " " in head else sum(map(head.count, _WIDE))
    return _unbroken(head, of) + wide * _WIDER * of
