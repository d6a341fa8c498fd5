"""The report as slides: what stands on each, in which order, independent of who draws it.

A slide is 960 x 540 points (16:9). Body text is 20 points or more, so that it is read from ten
metres; what does not fit goes on to a further slide of the same title.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from locator.maps import SYMBOLS
from locator.model import STATUSES, Status
from locator.reports.canvas import wrapped
from locator.reports.words import joined, people, percent
from locator.standing import number
from locator.text import t

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from locator.reports.choices import Section
    from locator.reports.figure import Figure
    from locator.reports.report import Chart, Gap, MapSlide, Named, Report, Unreported

WIDTH, HEIGHT = 960.0, 540.0
MARGIN = 40.0
#: Where the body of a slide begins and ends below title and lead.
TOP, BOTTOM = 128.0, 500.0
BODY_SIZE, SMALL_SIZE = 20.0, 18.0
#: Room inside a table's cell and between lines.
CELL_X, CELL_Y, LEADING = 8.0, 5.0, 1.25
_PANEL_LEFT = 590.0
#: Sources named in a slide's notes; the rest stand in the appendix.
_SOURCES = 6
_CHECKSUM_SHOWN = 12

Align = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: heading, width in points, alignment."""

    title: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of a table's cell; ``status`` colours it."""

    text: str
    status: Status | Literal[""] = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """The first slide: lines below the title."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; ``heights`` are those of its rows in points, the heading's first."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heights: tuple[float, ...]
    size: float


@dataclass(frozen=True, slots=True)
class Panel:
    """Units of one status beside a map."""

    status: Status
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A map with its units named beside it."""

    figure: Figure
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """A chart over the whole slide."""

    chart: Chart


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences, one below the other, already broken into lines."""

    points: tuple[tuple[str, ...], ...]
    size: float


Body = Cover | Grid | Picture | Graph | Points


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: its part of the report, title, leading sentence, body and speaker's notes."""

    section: Section | Literal["title"]
    title: str
    lead: str
    body: Body
    notes: tuple[str, ...]


def deck(report: Report) -> tuple[Slide, ...]:
    """The slides of a report in order: what was chosen and has something to say."""
    maker = _Deck(report)
    slides = [maker.cover()]
    parts = {
        "standing": maker.standing, "maps": maker.maps, "charts": maker.charts,
        "scorecard": maker.scorecard, "gaps": maker.gaps, "unreported": maker.unreported,
        "changes": maker.changes, "next": maker.next_steps, "sources": maker.sources,
    }  # fmt: skip
    for section, slides_of in parts.items():
        if section in report.choices.sections:
            slides += slides_of()
    return tuple(slides)


def footer(report: Report) -> str:
    """The line at the foot of every slide: scope, data date, pack, and what lines are not."""
    head = report.head
    return t(
        "report.footer", head.lang, scope=head.scope, date=head.date_text,
        checksum=head.checksum[:_CHECKSUM_SHOWN], boundary=head.boundary,
    )  # fmt: skip


class _Deck:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.head = report.head
        self.lang = report.head.lang

    def _t(self, key: str, **params: object) -> str:
        return t(f"report.{key}", self.lang, **params)

    def _slide(self, section: Section, title: str, lead: str, body: Body,
               notes: Iterable[str] = ()) -> Slide:  # fmt: skip
        return Slide(section, title, lead, body, (lead, *notes, *self._sources()))

    def _sources(self) -> Iterator[str]:
        """What the notes of every slide say of its data."""
        head, used = self.head, self.report.sources
        yield self._t("notes_data", date=head.date_text, checksum=head.checksum)
        yield self._t("notes_sources", sources=self._t("semicolon").join(
            self._t("source_use", what=use.what, source=use.source, n=use.records)
            for use in used[:_SOURCES]), n=len(used))  # fmt: skip
        yield self._t("notes_drawn", boundary=head.boundary, approval=head.approval)
        if head.watermark:
            yield f"{head.watermark} {head.watermark_note}"

    # -- the parts ----------------------------------------------------------------------------

    def cover(self) -> Slide:
        head = self.head
        lines = [
            self._t("cover_scope", city=head.city, scope=head.scope) if head.scope_code else "",
            self._t("cover_date", date=head.date_text),
            self._t("cover_pack", checksum=head.checksum[:_CHECKSUM_SHOWN]),
            head.watermark_note,
        ]
        shown = tuple(line for line in lines if line)
        return Slide("title", head.title, "", Cover(shown), (*head.method, *self._sources()))

    def standing(self) -> Iterator[Slide]:
        columns = (
            Column(t("coverage.column_title", self.lang), 360),
            *(Column(self._status(status), 116, "right") for status in STATUSES),
            Column(self._t("total"), 72, "right"),
            Column(self._t("residents_reached"), 100, "right"),
        )
        rows = [
            (
                Cell(clause.title, bold=True),
                *(Cell(f"{clause.count(s):,}", s if clause.count(s) else "") for s in STATUSES),
                Cell(f"{clause.total:,}"),
                Cell(percent(clause.population_share) if clause.population_share else "—"),
            )
            for clause in self.report.required
        ]
        notes = [
            self._t("notes_clause", title=c.title, sentence=c.sentence, clause=c.clause)
            for c in self.report.required
        ]
        lead, title = self.report.standing_words, self._t("section_standing")
        for grid in _grids(columns, rows):
            yield self._slide(
                "standing", title, lead, grid, [t("coverage.meaning", self.lang), *notes]
            )

    def maps(self) -> Iterator[Slide]:
        for one in self.report.maps:
            yield from self._map(one)

    def _map(self, one: MapSlide) -> Iterator[Slide]:
        panels, rest = self._panels(one)
        notes = [one.clause.clause, *([one.note] if one.note else [])]
        notes += [self._names(named) for named in one.named]
        lead = one.clause.sentence
        yield self._slide("maps", one.figure.title, lead, Picture(one.figure, panels), notes)
        if rest:
            title = self._t("named_title", title=one.clause.title)
            width = WIDTH - 2 * MARGIN
            columns = (Column(t("coverage.column_county", self.lang), 190),
                       Column(self._t("named_units"), width - 190))  # fmt: skip
            for named in rest:
                words = self._t("named_lead", status=self._status(named.status), n=named.count)
                rows = [(Cell(county, bold=True), Cell(joined_names(units, self.lang)))
                        for county, units in named.counties]  # fmt: skip
                for grid in _grids(columns, rows, SMALL_SIZE):
                    yield self._slide("maps", title, words, grid, [one.clause.clause])

    def _panels(self, one: MapSlide) -> tuple[tuple[Panel, ...], tuple[Named, ...]]:
        """What stands beside the map, and which statuses need a slide of their own for names.

        Gaps first, because the meeting is about them; names while there is room, else numbers.
        """
        width, room = WIDTH - MARGIN - _PANEL_LEFT, BOTTOM - TOP
        order = sorted(
            one.named, key=lambda named: ("gap", "met", "unreported").index(named.status)
        )
        heading = BODY_SIZE * LEADING + 4
        room -= len(order) * (heading + 8)
        panels, rest = [], []
        for position, named in enumerate(order):
            left = len(order) - position - 1
            lines = wrapped(self._names(named), BODY_SIZE, width)
            # Every status after this one keeps two lines for itself.
            most = int(room / (BODY_SIZE * LEADING)) - 2 * left
            if len(lines) > most:
                rest.append(named)
                short = self._counts(named)
                lines = wrapped(short, BODY_SIZE, width)[: max(most, 1)]
            room -= len(lines) * BODY_SIZE * LEADING
            words = f"{self._status(named.status)} {named.count}"
            panels.append(Panel(named.status, words, tuple(lines)))
        return tuple(panels), tuple(rest)

    def _names(self, named: Named) -> str:
        """Names, after their county's where there are several."""
        if len(named.counties) <= 1 or self.head.scope_code:
            return joined_names([n for _, names in named.counties for n in names], self.lang)
        return self._t("semicolon").join(
            self._t("county_names", county=county, names=joined_names(names, self.lang))
            if names != (county,) else county
            for county, names in named.counties
        )  # fmt: skip

    def _counts(self, named: Named) -> str:
        return joined_names(
            [f"{county} {len(names)}" for county, names in named.counties], self.lang
        )

    def charts(self) -> Iterator[Slide]:
        for chart in self.report.charts:
            yield self._slide("charts", chart.title, chart.answer, Graph(chart))

    def scorecard(self) -> Iterator[Slide]:
        if not self.report.scorecard:
            return
        level = "town" if self.head.scope_code else "county"
        columns = (
            Column(
                t(
                    f"coverage.{'column_name' if self.head.scope_code else 'matrix_county'}",
                    self.lang,
                ),
                218,
            ),
            Column(t("coverage.population", self.lang), 130, "right"),
            Column(t("coverage.share_60", self.lang), 110, "right"),
            Column(self._t("venues_short"), 76, "right"),
            Column(self._t("per_10000_short"), 86, "right"),
            *(
                Column(f"{SYMBOLS[s]} {t(f'coverage.status_{s}', self.lang)}", 86.5, "right")
                for s in STATUSES
            ),
        )
        rows = [
            (
                Cell(score.name, bold=True),
                Cell(people(score.population, self.lang).strip() if score.population else "—"),
                Cell(percent(score.share_60) if score.share_60 else "—"),
                Cell(f"{score.venues:,}"),
                Cell(f"{score.per_10000:.2f}" if score.per_10000 is not None else "—"),
                *(Cell(f"{n:,}", s if n else "") for s, n in
                  zip(STATUSES, (score.met, score.gap, score.unreported), strict=True)),
            )
            for score in self.report.scorecard
        ]  # fmt: skip
        note = self.report.scorecard_note
        for grid in _grids(columns, rows, SMALL_SIZE):
            yield self._slide("scorecard", self._t(f"section_scorecard_{level}"),
                              self._t("scorecard_lead"), grid, [note])  # fmt: skip

    def gaps(self) -> Iterator[Slide]:
        title = self._t("section_gaps")
        gaps = [gap for gap in self.report.gaps if gap.strength == "required"]
        encouraged = len(self.report.gaps) - len(gaps)
        if not gaps:
            words = (self._t("gaps_none"), t("coverage.meaning", self.lang))
            yield self._slide("gaps", title, "", _points(words))
            return
        width = WIDTH - 2 * MARGIN
        columns = (
            Column(t("coverage.column_title", self.lang), 210),
            Column(self._t("gap_units"), width - 470),
            Column(self._t("gap_close"), 260),
        )
        rows = [
            (
                Cell(f"{SYMBOLS['gap']} {group[0].title}", "gap", bold=True),
                Cell(self._gap_units(group)),
                Cell(self._t("semicolon").join(group[0].closing)),
            )
            for group in _alike(gaps)
        ]
        key = "gaps_lead_more" if encouraged else "gaps_lead"
        lead = self._t(key, n=len(gaps), more=encouraged)
        for grid in _grids(columns, rows, SMALL_SIZE):
            yield self._slide("gaps", title, lead, grid)

    def _gap_units(self, group: Sequence[Gap]) -> str:
        """Names with what they have and need, where that is not simply none of one."""
        names = []
        for gap in group:
            plain = gap.have == 0 and gap.need == 1
            figures = (
                ""
                if plain or gap.have is None or gap.need is None
                else self._t(
                    "gap_figures",
                    have=number(gap.have, self.lang),
                    need=number(gap.need, self.lang),
                )
            )
            names.append(gap.name + figures)
        return self._t("gap_names", n=len(group), names=joined_names(names, self.lang))

    def unreported(self) -> Iterator[Slide]:
        title = self._t("section_unreported")
        asked = [row for row in self.report.unreported if row.strength == "required"]
        if not asked:
            yield self._slide("unreported", title, "", _points((self._t("unreported_none"),)))
            return
        columns = (
            Column(self._t("ask_whom"), 200),
            Column(self._t("ask_what"), WIDTH - 2 * MARGIN - 200),
        )
        rows = [
            (Cell(name, bold=True), Cell(self._asked(list(group))))
            for name, group in groupby(asked, key=lambda row: row.ask_name)
        ]
        lead = self._t("unreported_lead", n=sum(row.count for row in asked), offices=len(rows))
        for grid in _grids(columns, rows, SMALL_SIZE):
            yield self._slide("unreported", title, lead, grid, [t("coverage.meaning", self.lang)])

    def _asked(self, rows: Sequence[Unreported]) -> str:
        return joined_names(
            [self._t("asked", title=r.title, n=r.count, total=r.total) for r in rows], self.lang
        )

    def changes(self) -> Iterator[Slide]:
        changes = self.report.changes
        if changes is None:
            return
        title = self._t("section_changes", before=changes.before, after=changes.after)
        columns = (Column(self._t("change_unit"), 250), Column(self._t("change_to"), 220),
                   Column(self._t("change_why"), WIDTH - 2 * MARGIN - 470))  # fmt: skip
        rows = [
            (
                Cell(self._t("change_of", name=move.name, title=move.title), bold=True),
                Cell(f"{SYMBOLS[move.before]} → {self._status(move.after)}", move.after),
                Cell(self._t("semicolon").join(move.why)),
            )
            for move in changes.moves
        ]
        notes = [
            *changes.new_venues,
            *changes.lost_venues,
            *changes.indicators,
            *changes.incomparable,
        ]
        if not rows:
            yield self._slide(
                "changes", title, "", _points((changes.summary, *changes.incomparable)), notes
            )
        for grid in _grids(columns, rows, SMALL_SIZE):
            yield self._slide("changes", title, changes.summary, grid, notes)

    def next_steps(self) -> Iterator[Slide]:
        if self.report.next_steps:
            for points in _pages(self.report.next_steps, 26.0):
                yield self._slide("next", self._t("section_next"), "", points)

    def sources(self) -> Iterator[Slide]:
        kinds = {
            what: list(uses)
            for what, uses in groupby(self.report.sources, key=lambda use: use.what)
        }
        counted = [
            self._t(
                "sources_line", what=what, records=sum(use.records for use in uses), n=len(uses)
            )
            for what, uses in kinds.items()
        ]
        words = (
            *self.head.method,
            joined(counted, self.lang) + self._t("stop"),
            self.head.approval,
        )
        for points in _pages(words, SMALL_SIZE):
            yield self._slide("sources", self._t("section_sources"), "", points)

    def _status(self, status: Status) -> str:
        return t("coverage.cell", self.lang, symbol=SYMBOLS[status],
                 status=t(f"coverage.status_{status}", self.lang))  # fmt: skip


def joined_names(names: Iterable[str], lang: str) -> str:
    """Names in a row: 甲、乙、丙."""
    return ("、" if lang == "zh" else ", ").join(names)


def _alike(gaps: Iterable[Gap]) -> list[list[Gap]]:
    """Gaps of the same requirement that the same would close."""
    found: dict[tuple[str, tuple[str, ...]], list[Gap]] = {}
    for gap in gaps:
        found.setdefault((gap.requirement, gap.closing), []).append(gap)
    return list(found.values())


def _grids(
    columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]], size: float = BODY_SIZE
) -> Iterator[Grid]:
    """A table on as many slides as it takes, no row broken unless it is taller than a slide."""
    header = _height([Cell(c.title) for c in columns], columns, size - 2)
    room = BOTTOM - TOP - header
    page: list[tuple[Cell, ...]] = []
    heights: list[float] = []
    for row in _fitting(rows, columns, size, room):
        height = _height(row, columns, size)
        if page and sum(heights) + height > room:
            yield Grid(tuple(columns), tuple(page), (header, *heights), size)
            page, heights = [], []
        page.append(row)
        heights.append(height)
    if page:
        yield Grid(tuple(columns), tuple(page), (header, *heights), size)


def _fitting(
    rows: Iterable[tuple[Cell, ...]], columns: Sequence[Column], size: float, room: float
) -> Iterator[tuple[Cell, ...]]:
    """Rows, those taller than a slide in parts, whose first cells repeat."""
    most = int((room - 2 * CELL_Y) / (size * LEADING))
    for row in rows:
        lines = [
            wrapped(c.text, size, w.width - 2 * CELL_X) for c, w in zip(row, columns, strict=True)
        ]
        tallest = max(len(part) for part in lines)
        for start in range(0, tallest, most):
            yield (
                row
                if tallest <= most
                else tuple(
                    Cell(
                        "".join(part[start : start + most]) if number else cell.text,
                        cell.status,
                        cell.bold,
                    )
                    for number, (cell, part) in enumerate(zip(row, lines, strict=True))
                )
            )


def _height(row: Sequence[Cell], columns: Sequence[Column], size: float) -> float:
    lines = max(
        len(wrapped(cell.text, size, column.width - 2 * CELL_X))
        for cell, column in zip(row, columns, strict=True)
    )
    return lines * size * LEADING + 2 * CELL_Y


def _points(words: Iterable[str], size: float = BODY_SIZE + 4) -> Points:
    width = WIDTH - 2 * MARGIN - 24
    return Points(tuple(tuple(wrapped(text, size, width)) for text in words), size)


def _pages(words: Sequence[str], size: float) -> Iterator[Points]:
    """Sentences on as many slides as they take."""
    page: list[str] = []
    for text in words:
        lines = sum(len(lines) + 0.5 for lines in _points([*page, text], size).points)
        if page and lines * size * LEADING > BOTTOM - TOP:
            yield _points(page, size)
            page = []
        page.append(text)
    if page:
        yield _points(page, size)
