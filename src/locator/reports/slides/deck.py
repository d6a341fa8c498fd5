"""The report as slides: what stands on each, in which order.

What does not fit goes on to a further slide of the same title.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from locator.maps.draw import short_name
from locator.pack.model import STATUSES
from locator.reports.drawing.canvas import wrapped
from locator.reports.drawing.figure import TableColumn
from locator.reports.slides.pages import grids, pages, points, table_columns
from locator.reports.slides.slide import (
    BODY_SIZE,
    BOTTOM,
    LEADING,
    PANEL_GAP,
    PANELS,
    SMALL_SIZE,
    TOP,
    WIDE,
    Cover,
    Graph,
    GridCell,
    Panel,
    Picture,
    Slide,
)
from locator.style import SYMBOLS
from locator.wording.catalogue import t
from locator.wording.figures import UNKNOWN, apart, joined, known_share, rate_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from locator.pack.model import Status
    from locator.reports.content.choices import Section
    from locator.reports.content.report import Gap, MapSlide, Named, Report, Unreported
    from locator.reports.slides.slide import Body
    from locator.wording.catalogue import Lang

#: Sources named in a slide's notes; the rest stand in the appendix.
_SOURCES = 6
_CHECKSUM_SHOWN = 12


def deck(report: Report) -> tuple[Slide, ...]:
    """The slides of a report in order: what was chosen and has something to say."""
    maker = _Deck(report)
    slides = [maker.cover()]
    parts = {
        "standing": maker.standing,
        "maps": maker.maps,
        "charts": maker.charts,
        "scorecard": maker.scorecard,
        "gaps": maker.gaps,
        "unreported": maker.unreported,
        "changes": maker.changes,
        "next": maker.next_steps,
        "sources": maker.sources,
    }
    for section, slides_of in parts.items():
        if section in report.choices.sections:
            slides += slides_of()
    return tuple(slides)


def footer(report: Report) -> str:
    """The line at the foot of every slide: scope, data date, pack, and what lines are not."""
    head = report.head
    return t(
        "report.footer",
        head.lang,
        scope=head.scope,
        date=head.date_text,
        checksum=head.checksum[:_CHECKSUM_SHOWN],
        boundary=head.boundary,
    )


class _Deck:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.head = report.head
        self.lang = report.head.lang

    def _t(self, key: str, **params: object) -> str:
        return t(f"report.{key}", self.lang, **params)

    def _slide(
        self, section: Section, title: str, lead: str, body: Body, notes: Iterable[str] = ()
    ) -> Slide:
        return Slide(section, title, lead, body, (lead, *notes, *self._sources()))

    def _sources(self) -> Iterator[str]:
        """What the notes of every slide say of its data."""
        head, used = self.head, self.report.sources
        yield self._t("notes_data", date=head.date_text, checksum=head.checksum)
        yield self._t(
            "notes_sources",
            sources=self._t("semicolon").join(
                self._t("source_use", what=use.what, source=use.source, n=use.records)
                for use in used[:_SOURCES]
            ),
            n=len(used),
        )
        yield self._t("notes_drawn", boundary=head.boundary, approval=head.approval)
        if head.watermark:
            yield f"{head.watermark} {head.watermark_note}"

    # -- the parts ----------------------------------------------------------------------------

    def cover(self) -> Slide:
        head = self.head
        lines = [
            self.report.overview,
            self._t("cover_date", date=head.date_text),
            self._t("cover_pack", checksum=head.checksum[:_CHECKSUM_SHOWN]),
            head.watermark_note,
        ]
        shown = tuple(line for line in lines if line)
        return Slide("title", head.title, "", Cover(shown), (*head.method, *self._sources()))

    def standing(self) -> Iterator[Slide]:
        heads = [
            *(self._status(status) for status in STATUSES),
            self._t("total"),
            self._t("residents_reached"),
        ]
        columns = table_columns(t("coverage.column_title", self.lang), heads, BODY_SIZE)
        rows = [
            (
                GridCell(clause.title, bold=True),
                *(GridCell(f"{clause.count(s):,}", s if clause.count(s) else "") for s in STATUSES),
                GridCell(f"{clause.total:,}"),
                GridCell(known_share(clause.population_share)),
            )
            for clause in self.report.required
        ]
        notes = [
            self._t("notes_clause", title=c.title, sentence=c.sentence, clause=c.clause)
            for c in self.report.required
        ]
        lead, title = self.report.standing_words, self._t("section_standing")
        for grid in grids(columns, rows):
            yield self._slide(
                "standing", title, lead, grid, [t("coverage.meaning", self.lang), *notes]
            )

    def maps(self) -> Iterator[Slide]:
        for one in self.report.maps:
            yield from self._map(one)

    def _map(self, one: MapSlide) -> Iterator[Slide]:
        picture, rest = self._panels(one)
        notes = [one.clause.clause]
        notes += [self._names(named) for named in one.named]
        lead = one.clause.sentence
        yield self._slide("maps", one.figure.title, lead, picture, notes)
        if rest:
            title = self._t("named_title", title=one.clause.title)
            columns = (
                TableColumn(t("coverage.status", self.lang), 150),
                TableColumn(t("coverage.column_county", self.lang), 190),
                TableColumn(self._t("named_units"), WIDE - 340),
            )
            rows = [
                (
                    GridCell(self._status(named.status), named.status, bold=True),
                    GridCell(county, bold=True),
                    GridCell(joined_names(map(self._short, units), self.lang)),
                )
                for named in rest
                for county, units in named.counties
            ]
            for grid in grids(columns, rows, SMALL_SIZE):
                yield self._slide("maps", title, lead, grid, [one.clause.clause])

    def _panels(self, one: MapSlide) -> tuple[Picture, tuple[Named, ...]]:
        """The map with what stands beside it, and the statuses whose names need a further slide.

        Gaps first, because the meeting is about them; names while there is room, else numbers.
        """
        order = sorted(
            one.named, key=lambda named: ("gap", "met", "unreported").index(named.status)
        )
        for size in (BODY_SIZE, SMALL_SIZE):
            texts, fits = self._fitted(order, size)
            if fits:
                break
        panels = tuple(
            Panel(named.status, f"{self._status(named.status)} {named.count}", text)
            for named, (text, _) in zip(order, texts, strict=True)
        )
        rest = tuple(n for n, (_, whole) in zip(order, texts, strict=True) if not whole)
        return Picture(one.figure, panels, size), rest

    def _fitted(self, order: Sequence[Named], size: float) -> tuple[list[tuple[str, bool]], bool]:
        """Text of each status and whether it has all names; whether all of it fits at a size."""
        room = (BOTTOM - TOP - len(order) * (size * LEADING + PANEL_GAP)) / (size * LEADING)
        least = [len(wrapped(self._counts(named), size, PANELS[2])) for named in order]
        texts = []
        for position, named in enumerate(order):
            most = room - sum(least[position + 1 :])
            tries = (self._names(named), joined_names(self._all(named), self.lang))
            text = next((w for w in tries if len(wrapped(w, size, PANELS[2])) <= most), "")
            texts.append((text or self._counts(named), bool(text)))
            room -= len(wrapped(texts[-1][0], size, PANELS[2]))
        return texts, room >= 0

    def _names(self, named: Named) -> str:
        """Names, after their county's where there are several."""
        if len(named.counties) <= 1 or self.head.scope_code:
            return joined_names(self._all(named), self.lang)
        return self._t("semicolon").join(
            self._t(
                "county_names",
                county=self._short(county),
                names=joined_names(map(self._short, names), self.lang),
            )
            if names != (county,)
            else county
            for county, names in named.counties
        )

    def _all(self, named: Named) -> list[str]:
        return [self._short(name) for _, names in named.counties for name in names]

    def _counts(self, named: Named) -> str:
        counts = [f"{self._short(county)} {len(names)}" for county, names in named.counties]
        return joined_names(counts, self.lang)

    def _short(self, name: str) -> str:
        """A name beside a map: English ones as on it, for want of room."""
        return short_name(name) if self.lang == "en" else name

    def charts(self) -> Iterator[Slide]:
        for chart in self.report.charts:
            yield self._slide("charts", chart.title, chart.answer, Graph(chart))

    def scorecard(self) -> Iterator[Slide]:
        if not self.report.scorecard:
            return
        level = "town" if self.head.scope_code else "county"
        name = "column_name" if self.head.scope_code else "matrix_county"
        scores = self.report.scorecard
        rates = any(score.per_10000 is not None for score in scores)
        heads = [
            t("coverage.population", self.lang),
            t("coverage.share_60", self.lang),
            self._t("venues_short"),
            *([self._t("per_10000_short")] if rates else []),
            *(self._status(status) for status in STATUSES),
        ]
        columns = table_columns(t(f"coverage.{name}", self.lang), heads, SMALL_SIZE)
        rows = [
            (
                GridCell(score.name, bold=True),
                GridCell(self._residents(score.population)),
                GridCell(known_share(score.share_60)),
                GridCell(f"{score.venues:,}"),
                *([GridCell(rate_text(score.per_10000))] if rates else []),
                *(
                    GridCell(f"{n:,}", s if n else "")
                    for s, n in zip(STATUSES, (score.met, score.gap, score.unreported), strict=True)
                ),
            )
            for score in scores
        ]
        lead = self._t("scorecard_lead" if rates else "scorecard_reporting")
        note = self.report.scorecard_note
        for grid in grids(columns, rows, SMALL_SIZE):
            yield self._slide(
                "scorecard", self._t(f"section_scorecard_{level}"), lead, grid, [note]
            )

    def _residents(self, n: float | None) -> str:
        """Residents in a table: 83.2 万, 832,499 in English."""
        if n is None:
            return UNKNOWN
        words = f"{n / 10_000:,.1f}" if self.lang == "zh" else f"{n:,.0f}"
        return self._t("residents_cell", n=words)

    def gaps(self) -> Iterator[Slide]:
        title = self._t("section_gaps")
        gaps = [gap for gap in self.report.gaps if gap.strength == "required"]
        encouraged = len(self.report.gaps) - len(gaps)
        if not gaps:
            words = (self._t("gaps_none"), t("coverage.meaning", self.lang))
            yield self._slide("gaps", title, "", points(words))
            return
        width = WIDE
        columns = (
            TableColumn(t("coverage.column_title", self.lang), 210),
            TableColumn(self._t("gap_units"), width - 470),
            TableColumn(self._t("gap_close"), 260),
        )
        rows = [
            (
                GridCell(f"{SYMBOLS['gap']} {group[0].title}", "gap", bold=True),
                GridCell(self._gap_units(group)),
                GridCell(self._t("semicolon").join(group[0].closing)),
            )
            for group in _alike(gaps)
        ]
        key = "gaps_lead_more" if encouraged else "gaps_lead"
        lead = self._t(key, n=len(gaps), more=encouraged)
        for grid in grids(columns, rows, SMALL_SIZE):
            yield self._slide("gaps", title, lead, grid)

    def _gap_units(self, group: Sequence[Gap]) -> str:
        """Names by county, with what they have and need unless that is simply none of one."""
        counties: dict[str, list[str]] = {}
        for gap in group:
            name = gap.name
            if gap.have is not None and gap.need is not None and (gap.have, gap.need) != (0, 1):
                have, need = apart(gap.have, gap.need, self.lang)
                name += self._t("gap_figures", have=have, need=need)
            counties.setdefault(gap.county, []).append(name)
        alone = self.head.scope_code or all(gap.county in {"", gap.name} for gap in group)
        names = (
            joined_names([name for own in counties.values() for name in own], self.lang)
            if alone
            else self._t("semicolon").join(
                self._t("county_names", county=county, names=joined_names(own, self.lang))
                for county, own in counties.items()
            )
        )
        return self._t("gap_names", n=len(group), names=names)

    def unreported(self) -> Iterator[Slide]:
        title = self._t("section_unreported")
        asked = [row for row in self.report.unreported if row.strength == "required"]
        if not asked and not self.report.required:
            return
        if not asked:
            yield self._slide("unreported", title, "", points((self._t("unreported_none"),)))
            return
        columns = (
            TableColumn(self._t("ask_whom"), 200),
            TableColumn(self._t("ask_what"), WIDE - 200),
        )
        rows = [
            (GridCell(name, bold=True), GridCell(self._asked(list(group))))
            for name, group in groupby(asked, key=lambda row: row.ask_name)
        ]
        lead = self._t(
            "unreported_lead", n=f"{sum(row.count for row in asked):,}", offices=len(rows)
        )
        for grid in grids(columns, rows, SMALL_SIZE):
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
        required = {clause.id for clause in self.report.required}
        columns = (
            TableColumn(self._t("change_unit"), 250),
            TableColumn(self._t("change_to"), 220),
            TableColumn(self._t("change_why"), WIDE - 470),
        )
        rows = [
            (
                GridCell(self._t("change_of", name=move.name, title=move.title), bold=True),
                GridCell(f"{SYMBOLS[move.before]} → {self._status(move.after)}", move.after),
                GridCell(self._t("semicolon").join(move.why)),
            )
            for move in changes.moves
            if move.requirement in required
        ]
        notes = [
            *changes.new_venues,
            *changes.lost_venues,
            *changes.indicators,
            *changes.units,
            *changes.incomparable,
        ]
        if not rows:
            yield self._slide(
                "changes",
                title,
                "",
                points((changes.summary, *changes.units, *changes.incomparable)),
                notes,
            )
        for grid in grids(columns, rows, SMALL_SIZE):
            yield self._slide("changes", title, changes.summary, grid, notes)

    def next_steps(self) -> Iterator[Slide]:
        if self.report.next_steps:
            for page in pages(self.report.next_steps, 26.0):
                yield self._slide("next", self._t("section_next"), "", page)

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
        for page in pages(words, SMALL_SIZE):
            yield self._slide("sources", self._t("section_sources"), "", page)

    def _status(self, status: Status) -> str:
        return t(
            "coverage.cell",
            self.lang,
            symbol=SYMBOLS[status],
            status=t(f"coverage.status_{status}", self.lang),
        )


def joined_names(names: Iterable[str], lang: Lang) -> str:
    """Names in a row: 甲、乙、丙."""
    return ("、" if lang == "zh" else ", ").join(names)


def _alike(gaps: Iterable[Gap]) -> list[list[Gap]]:
    """Gaps of the same requirement that the same would close."""
    found: dict[tuple[str, tuple[str, ...]], list[Gap]] = {}
    for gap in gaps:
        found.setdefault((gap.requirement, gap.closing), []).append(gap)
    return list(found.values())
