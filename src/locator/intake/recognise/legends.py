"""What the colours of a list mean: 绿=开放, 红=停办, in a note, a sheet or painted cells."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal

from locator.intake.recognise.sheets import is_ours
from locator.intake.recognise.states import keeps_out, state_hinted, state_said, state_unclear
from locator.intake.recognise.words import compact, pattern
from locator.names.keys import half_width

if TYPE_CHECKING:
    import re
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from locator.intake.colours import Paint, Painted
    from locator.intake.model import Upload, UploadSheet

Sort = Literal["open", "shut", "unclear", "other"]
#: A sort of meaning, and the text that says it.
Meaning = tuple[Sort, str]

#: A legend has no more lines, and what a painted cell explains is no longer.
_LINES, _SHORT = 40, 12
#: A line of a legend has a colour and its meaning.
_PAIR = 2
#: Of no colour, and of every one that a legend does not name.
_PLAIN, _REST = "plain", "rest"
#: Less of a colour, and more light, than this is grey, white, black; or pale.
_GREY, _WHITE, _BLACK, _PALE = 0.12, 0.93, 0.2, 0.35
#: Degrees of the circle of colours up to which each name is used; between two names both are.
_CIRCLE = (
    (14, "红"),
    (22, "红橙"),
    (40, "橙"),
    (48, "橙黄"),
    (66, "黄"),
    (74, "黄绿"),
    (160, "绿"),
    (178, "绿青"),
    (192, "青蓝"),
    (245, "蓝"),
    (262, "蓝紫"),
    (296, "紫"),
    (345, "紫粉红"),
    (360, "红"),
)
_PINKS = frozenset("红橙粉")


@dataclass
class ColourWords:
    """What colours mean, by their names and by the very colours of painted cells.

    ``line`` is a text that says so in words, ``""``: none does.
    """

    line: str = ""
    names: dict[str, Meaning] = field(default_factory=dict)
    shades: dict[str, Meaning] = field(default_factory=dict)

    def read(self, line: str) -> bool:
        """Take in what a line says of colours; whether it is about nothing else."""
        if not pattern("legends", "gate").search(compact(line)):
            return False
        told = [(name, _meant(meaning)) for name, meaning in _pairs(line)]
        plainly = pattern("legends", "plainly").search(compact(line)) is not None
        if tells := any(sort in {"open", "shut"} for _, (sort, _) in told):
            self.line = self.line or line
        if tells or plainly:
            for name, meaning in told:
                _keep(self.names, name, meaning)
        return tells or (plainly and bool(told))

    def look(self, sheet: UploadSheet, stray: Collection[int] | None = None) -> set[int]:
        """Take in what painted cells of a sheet explain, and return their rows.

        Of a list these stand between or around its records, or in columns of no name, ``stray``.
        """
        found = set[int]()
        if not sheet.painted.swatches:
            return found
        headings = {compact(str(heading)) for heading in sheet.cells.columns}
        filled = dict(zip(sheet.cells.index, (sheet.cells != "").sum(axis=1), strict=True))
        for swatch in sheet.painted.swatches:
            texts = (t for t in swatch.texts if t and not _only_colour(t))
            text = next(texts, "")
            if not text or len(text) > _SHORT:
                continue
            named = swatch.at in sheet.positions and swatch.at not in (stray or ())
            of_record = named and filled.get(swatch.row, 0) > 1
            if stray is not None and (of_record or compact(text) in headings):
                continue
            meaning = _meant(text)
            _keep(self.shades, swatch.rgb, meaning)
            if meaning[0] != "other":
                found.add(swatch.row)
        return found

    def of(self, painted: Painted, read: Collection[int], records: int) -> Explained | None:
        """The legend for the rows of a sheet, by the cells of columns that are ``read``; None where
        it says nothing of them.
        """
        telling = {"open", "shut"} & {m[0] for m in (*self.names.values(), *self.shades.values())}
        if not telling:
            return None
        rows = painted.of_rows(read)
        used = {self.means(paint)[0] for of in rows.values() for paint in of}
        if not (painted.told and used & telling):
            return Explained(self) if self.line else None
        banded = len(rows) == records > 1
        return Explained(
            self, rows, frozenset.intersection(*rows.values()) if banded else frozenset()
        )

    def means(self, paint: Paint) -> tuple[Sort | Literal[""], str]:
        """What a colour means; of several names that may be its own, what denies; "": unknown."""
        shade = None if paint.letters else self.shades.get(paint.rgb)
        names = hues(paint.rgb)
        found = [self.names[name] for name in names if name in self.names]
        found += [shade] if shade else []
        if denying := [m for m in found if m[0] in {"shut", "unclear"}]:
            return "shut", denying[0][1]
        if shade or (found and len(names) == 1):
            return (shade or found[0])[0], ""
        return "", ""


@dataclass(frozen=True)
class Explained:
    """A legend and the colours of a sheet by row, None: nobody can tell them, and those of all."""

    legend: ColourWords
    rows: Mapping[int, frozenset[Paint]] | None = None
    every: frozenset[Paint] = frozenset()

    def doubt(self, row: int) -> tuple[str, str]:
        """Why a row may not be open, and what is said of its colour; ``""``: it may well be.

        ``painted``: its colour means so; ``unpainted``: nothing is said of its colour; ``titled``:
        its colour cannot be told.
        """
        legend = self.legend
        if self.rows is None:
            return "titled", legend.line
        own = self.rows.get(row, frozenset())
        told = {means[0]: means[1] for p in own if (means := legend.means(p))[0]}
        if "shut" in told:
            return "painted", told["shut"]
        if "open" in told:
            return "", ""
        grounds = (p for p in own - self.every if not p.letters and hues(p.rgb))
        strange = [p for p in grounds if not legend.means(p)[0]]
        sort, text = legend.names.get(_REST, ("", ""))
        if not strange:
            sort, text = legend.names.get(_PLAIN, (sort, text)) if not told else (sort, text)
        if sort:
            return ("", "") if sort in {"open", "other"} else ("painted", text)
        meanings = (*legend.names.items(), *legend.shades.items())
        opens = [name for name, (sort, _) in meanings if sort == "open"]
        line = legend.line or "、".join(text for _, (_, text) in meanings)
        return ("unpainted", line) if opens or strange else ("", "")


def legend_of(upload: Upload, lists: Collection[str]) -> ColourWords:
    """What the sheets of an upload that are no ``lists`` say of colours."""
    legend = ColourWords()
    for sheet in upload.sheets:
        if sheet.name in lists or sheet.hidden or is_ours(sheet.name):
            continue
        first = sheet.cells.head(_LINES).itertuples(index=False)
        for cells in (*((note,) for note in sheet.notes), sheet.cells.columns, *first):
            legend.read(" ".join(filter(None, map(str, cells))))
        legend.look(sheet)
    return legend


@dataclass(frozen=True)
class Beside:
    """What is said of the colours of a list: ``lines`` and ``rows`` that are about nothing else,
    and such cells beside its records, by row and heading.
    """

    told: Explained | None = None
    lines: frozenset[str] = frozenset()
    rows: frozenset[int] = frozenset()
    cells: frozenset[tuple[int, str]] = frozenset()


def legend_beside(legend: ColourWords, sheet: UploadSheet, lines: Iterable[str]) -> Beside:
    """A legend with what ``lines`` around a list and cells in it and beside it add."""
    own = ColourWords(legend.line, dict(legend.names), dict(legend.shades))
    read = frozenset(line for line in lines if own.read(line))
    named = sheet.positions.items()
    stray = {at: head for at, head in named if pattern("legends", "stray").fullmatch(head)}
    rows = own.look(sheet, stray)
    for row, *cells in sheet.cells[[*stray.values()]].head(_LINES).itertuples():
        if own.read(" ".join(filter(None, map(str, cells)))):
            rows.add(int(row))
    whole = set()
    # They stand above the records or below them.
    ends = sheet.cells.head(_LINES), sheet.cells.tail(_LINES)
    for row, *cells in (line for end in ends for line in end.itertuples()):
        filled = [cell for cell in cells if cell]
        lone = len(filled) == 1
        pair = lone or (len(filled) == _PAIR and _only_colour(filled[0]))
        if (row in rows and len(filled) <= _PAIR) or (pair and own.read(" ".join(filled))):
            whole.add(int(row))
    columns = {at for at, head in named if head not in stray.values()}
    return Beside(
        own.of(sheet.painted, columns, len(sheet.cells)),
        read,
        frozenset(whole),
        frozenset((row, head) for row in rows for head in stray.values()),
    )


def _keep(known: dict[str, Meaning], name: str, meaning: Meaning) -> None:
    """Of two meanings of one colour the one that denies holds."""
    if name not in known or meaning[0] == "shut":
        known[name] = meaning


def _meant(text: str) -> Meaning:
    seen = compact(text)
    if pattern("legends", "open").fullmatch(seen):
        return "open", text
    if state_said(text) or state_hinted(text) or keeps_out(text):
        return "shut", text
    return ("unclear" if state_unclear(text) else "other"), text


def _only_colour(text: str) -> bool:
    return pattern("legends", "colour").fullmatch(compact(text)) is not None


def _pairs(line: str) -> Iterator[tuple[str, str]]:
    """Colours and what a line says of each, in whatever order: 红=停办; 停办（红）; 停办的标红."""
    text = pattern("legends", "intro").sub("", half_width(line).strip())
    colour = pattern("legends", "colour")
    waiting: list[str] = []
    before = ""
    for piece in _pieces(text):
        found = list(colour.finditer(piece))
        ends = (piece[: found[0].start()], piece[found[-1].end() :]) if found else ()
        left = "".join(map(_stripped, ends))
        names = [_name(match) for match in found]
        if not found:
            yield from ((name, piece) for name in waiting)
            before = "" if waiting else piece
            waiting = []
        elif left:
            yield from ((name, left) for name in (*waiting, *names))
            waiting, before = [], ""
        elif before:
            yield from ((name, before) for name in names)
            before = ""
        else:
            waiting += names


def _pieces(text: str) -> Iterator[str]:
    """The parts of a line that speak of one colour, or of several in the same way."""
    colour = pattern("legends", "colour")
    for piece in filter(None, map(compact, pattern("legends", "joints").split(text))):
        found = list(colour.finditer(piece))
        # 绿=开放红=停办 is cut before each colour, 停办标红在建标黄 behind it.
        leads = bool(found) and not _stripped(piece[: found[0].start()])
        cuts = [m.start() for m in found[1:]] if leads else [m.end() for m in found[:-1]]
        for start, end in zip((0, *cuts), (*cuts, len(piece)), strict=True):
            if part := piece[start:end]:
                yield part


def _stripped(text: str) -> str:
    """A meaning without what joins it to its colour."""
    joint, shorter = pattern("legends", "joint"), ""
    while shorter != text:
        shorter, text = text, joint.sub("", text)
    return text


def _name(match: re.Match[str]) -> str:
    return match["hue"] or (_PLAIN if match["plain"] else _REST)


@cache
def hues(rgb: str) -> frozenset[str]:
    """The names by which people may call a colour; none for white and nearly white greys."""
    red, green, blue = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    turn, full, bright = colorsys.rgb_to_hsv(red, green, blue)
    if bright < _BLACK:
        return frozenset("黑")
    if full < _GREY and bright < _WHITE:
        return frozenset("灰")
    if full < _GREY / 3:
        return frozenset()
    names = frozenset(next(names for most, names in _CIRCLE if turn * 360 <= most))
    if names & _PINKS and full < _PALE:
        names |= {"粉"}
    elif "橙" in names and bright < 0.7:
        names |= {"棕"}
    return names
