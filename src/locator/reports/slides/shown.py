"""Slides that show how it stands: cover, clauses, maps, charts, counties, method."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from locator.pack.model import STATUSES
from locator.reports.drawing.canvas import wrapped
from locator.reports.slides.maker import Maker
from locator.reports.slides.pages import SIZES, all_grids, figure_columns, pages
from locator.reports.slides.slide import (
    BOTTOM,
    LEADING,
    PANEL_GAP,
    PANELS,
    TOP,
    Cover,
    Graph,
    GridCell,
    Panel,
    Picture,
)
from locator.wording.catalogue import t
from locator.wording.figures import known_share, rate_text
from locator.wording.names import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from locator.reports.content.report import Chart, Clause, Gap, MapSlide, Named, Score
    from locator.reports.slides.slide import Slide

#: Maps of a short deck, where nobody chose them.
_MAPS = 3
#: Of them, where every clause is mostly unreported.
_MOST_MET = 2


class Shown(Maker):
    """Slides on how it stands."""

    def cover(self) -> Slide:
        """Title, residents, and the whole in a sentence."""
        head = self.head
        lines = [
            self.report.overview,
            self.report.standing_words,
            *self._still(),
            head.as_of,
            self.report.absent_words,
            head.watermark_note,
        ]
        shown = tuple(line for line in lines if line)
        slide = self.slide("standing", head.title, "", Cover(shown), notes=head.method)
        return slide.of_title()

    def _still(self) -> Iterator[str]:
        """That nothing changed since last time, which is no slide of its own."""
        changes = self.report.changes
        if changes and changes.still and "changes" in self.report.choices.sections:
            yield changes.summary

    def standing(self) -> Iterator[Slide]:
        """All required clauses in one table; those encouraged where the plan binds to none."""
        clauses = self.report.required or self.report.standing
        if not clauses:
            return
        # A column that is mostly dashes tells nothing across a room; the workbook has it.
        reached = 2 * sum(c.population_share is not None for c in clauses) >= len(clauses)
        heads = [
            *(self.status(status) for status in STATUSES),
            self.words("total"),
            *([self.words("residents_reached")] if reached else []),
        ]
        rows = [
            (
                GridCell(clause.title, bold=True),
                *(self.count(clause.count(s), s) for s in STATUSES),
                GridCell(f"{clause.total:,}"),
                *([GridCell(known_share(clause.population_share))] if reached else []),
            )
            for clause in clauses
        ]

        def left(shown: int) -> list[str]:
            rest = clauses[shown:]
            sums = (*(sum(c.count(s) for c in rest) for s in STATUSES), sum(c.total for c in rest))
            return [*(f"{n:,}" for n in sums), *[""] * reached]

        widest = [*rows, (GridCell(""), *map(GridCell, left(0)))]
        columns = figure_columns(t("coverage.column_title", self.lang), heads, widest)
        notes = [
            self.words("notes_clause", title=c.title, sentence=c.sentence, clause=c.clause)
            for c in clauses
        ]
        for grid in self.tables(columns, rows, left):
            yield self.slide(
                "standing",
                self.words("section_standing"),
                self.report.standing_words,
                grid,
                why=[t("coverage.meaning", self.lang)],
                who=[self.report.answers.owing],
                then=self.report.answers.asks,
                notes=notes,
            )

    # -- maps ---------------------------------------------------------------------------------

    def maps(self) -> Iterator[Slide]:
        """The maps chosen; in a short deck those that show more than who has not reported."""
        chosen = self.report.maps
        if not (self.report.choices.full or self.report.choices.maps):
            known = [one for one in chosen if not one.clause.mostly_unreported]
            best = sorted(chosen, key=lambda one: -one.clause.met)[:_MOST_MET]
            some = known or [one for one in best if one.clause.met]
            some = sorted(some, key=lambda one: -one.clause.gap)[:_MAPS]
            chosen = tuple(one for one in chosen if one in some)
        listed: Sequence[object] = ()
        for one in chosen:
            clause = one.clause
            gaps = [gap for gap in self.report.gaps if gap.requirement == clause.id]
            yield self.slide(
                "maps",
                one.figure.title,
                clause.sentence + self.words("not_none") * bool(clause.unreported),
                self._picture(one, again=one.undrawn == listed),
                why=[clause.clause],
                who=[
                    self.words(
                        "named_counts",
                        status=t(f"coverage.status_{named.status}", self.lang),
                        names=self._counts(named),
                    )
                    for named in one.named
                    if named.status != "met"
                ],
                then=self._then(clause, gaps),
                notes=[one.note, *self._undrawn_note(one)],
            )
            listed = one.undrawn or listed

    def _then(self, clause: Clause, gaps: Sequence[Gap]) -> Iterable[str]:
        """What closes its gaps and settles what is unreported, or what is asked."""
        steps = list(dict.fromkeys(step for gap in gaps for step in gap.closing))
        steps += [self.words("then_report")] if clause.unreported else []
        return steps or self.report.answers.asks

    def _picture(self, one: MapSlide, *, again: bool) -> Picture:
        """The map and beside it who is in which status: names while there is room, else numbers.

        Gaps first, because the meeting is about them. What is on no map is listed once, not
        ``again`` where the map before has it.
        """
        order = sorted(
            one.named, key=lambda named: ("gap", "met", "unreported").index(named.status)
        )
        undrawn = self._undrawn(one)
        if undrawn and again:
            undrawn = self.words("undrawn_same")
        # Names are worth smaller type where the slide is about them.
        about = [n for n, of in enumerate(order) if worth_naming(one, of.status)]
        found = [(size, *self._fitted(order, size, undrawn)) for size in SIZES[1:]]
        fitting = [(size, texts) for size, texts, fits in found if fits] or [found[-1][:2]]
        size, texts = next(
            (
                (size, texts)
                for size, texts in fitting
                if all(texts[n] != self._counts(order[n]) for n in about)
            ),
            fitting[0],
        )
        panels = [
            Panel(named.status, f"{self.status(named.status)} {named.count}", text)
            for named, text in zip(order, texts, strict=True)
        ]
        if undrawn:
            panels.append(Panel("", self.words("undrawn", n=one.undrawn_count), undrawn))
        return Picture(one.figure, tuple(panels), size)

    def _fitted(self, order: Sequence[Named], size: float, undrawn: str) -> tuple[list[str], bool]:
        """Text of each status, and whether all of them fit at a size."""
        step = size * LEADING
        headings = len(order) + bool(undrawn)
        room = (BOTTOM - TOP - headings * (step + PANEL_GAP)) / step
        room -= len(wrapped(undrawn, size, PANELS[2])) if undrawn else 0
        least = [len(wrapped(self._counts(named), size, PANELS[2])) for named in order]
        texts = []
        for position, named in enumerate(order):
            most = room - sum(least[position + 1 :])
            text = self._names(named)
            if len(wrapped(text, size, PANELS[2])) > most:
                text = self._counts(named)
            texts.append(text)
            room -= len(wrapped(text, size, PANELS[2]))
        return texts, room >= 0

    def _names(self, named: Named) -> str:
        """Names, after their county's unless they are counties or all of one that is reported."""
        return self._in_counties(named.counties)

    def _in_counties(self, counties: Sequence[tuple[str, Sequence[str]]]) -> str:
        if self.head.scope_code or all(tuple(names) == (county,) for county, names in counties):
            return self.names(self.short(name) for _, names in counties for name in names)
        parts = (
            self.words(
                "county_names", county=self.short(county), names=self.names(map(self.short, names))
            )
            if county and tuple(names) != (county,)
            else self.names(map(self.short, names))
            for county, names in counties
        )
        return self.words("semicolon").join(parts)

    def _counts(self, named: Named) -> str:
        if len(named.counties) == 1 and self.head.scope_code:
            return ""
        if _are_counties(named):
            return self._names(named)
        return self.names(
            f"{self.short(county)}\u00a0{len(names)}" for county, names in named.counties
        )

    def _undrawn(self, one: MapSlide) -> str:
        return self._in_counties(one.undrawn)

    def _undrawn_note(self, one: MapSlide) -> Iterator[str]:
        """Whom the map does not show; names alone would read as those the slide is about."""
        if names := self._undrawn(one):
            yield t("document.undrawn", self.lang, n=one.undrawn_count, names=names)

    # -- charts and counties ------------------------------------------------------------------

    def charts(self) -> Iterator[Slide]:
        """Every chart; a short deck has one over time, and on the old where they are."""
        answers = self.report.answers
        for chart in self.report.charts:
            if not self.report.choices.full and chart.id in {"coverage", "gaps", "trend_counties"}:
                continue
            lead = self._with_seniors(chart) if chart.id == "ageing" else chart.answer
            yield self.slide(
                "charts",
                chart.title,
                lead,
                Graph(chart),
                why=[answers.seniors if chart.id == "ageing" else chart.answer],
                who=[answers.owing],
                then=answers.asks,
            )

    def _with_seniors(self, chart: Chart) -> str:
        """What the chart answers, or how many of the old are concerned: two lines at most."""
        return self.report.answers.seniors or chart.answer

    def scorecard(self) -> Iterator[Slide]:
        """Counties, or the towns of one, in figures."""
        scores: Sequence[Score] = self.report.scorecard
        if not scores:
            return
        level = self.head.parts
        name = "column_name" if level == "town" else "matrix_county"
        known = {
            "population": any(s.population is not None for s in scores),
            "share": any(s.share_60 is not None for s in scores),
            "rate": any(s.per_10000 is not None for s in scores),
        }
        heads = [
            *([t("coverage.population", self.lang)] if known["population"] else []),
            *([t("coverage.share_60", self.lang)] if known["share"] else []),
            self.words("venues_short"),
            *([self.words("per_10000_short")] if known["rate"] else []),
            *(self.status(status) for status in STATUSES),
        ]

        def row(score: Score) -> tuple[GridCell, ...]:
            return (
                GridCell(score.name, bold=True),
                *([GridCell(self.residents(score.population))] if known["population"] else []),
                *([GridCell(known_share(score.share_60))] if known["share"] else []),
                GridCell(f"{score.venues:,}"),
                *([GridCell(rate_text(score.per_10000))] if known["rate"] else []),
                *(self.count(score.count(status), status) for status in STATUSES),
            )

        lead = self.words("scorecard_lead" if known["rate"] else "scorecard_reporting")
        title = self.words(f"section_scorecard_{level}")
        rows = [row(score) for score in scores]
        most = sorted(scores, key=lambda score: (-score.gap, -score.unreported))

        def left(shown: int) -> list[str]:
            rest = most[shown:]
            people = [score.population for score in rest if score.population is not None]
            whole = sum(people) if len(people) == len(rest) else None
            return [
                *[self.residents(whole)] * known["population"],
                *[""] * known["share"],
                f"{sum(score.venues for score in rest):,}",
                *[""] * known["rate"],
                *(f"{sum(score.count(status) for score in rest):,}" for status in STATUSES),
            ]

        widest = [*rows, (GridCell(""), *map(GridCell, left(0)))]
        columns = figure_columns(t(f"coverage.{name}", self.lang), heads, widest)
        found = all_grids(columns, rows)
        if len(found) > 1 and not self.report.choices.full:
            lead = self.words("scorecard_most")
            found = self.tables(columns, [row(score) for score in most], left)
        if any(score.unreported for score in scores):
            lead += self.words("not_none")
        summed = sum(score.met + score.gap + score.unreported for score in scores)
        rest = sum(clause.total for clause in self.report.required) - summed
        if rest:
            lead += self.words("scorecard_rest", n=f"{rest:,}")
        for grid in found:
            yield self.slide(
                "scorecard",
                title,
                lead,
                grid,
                why=[self.report.scorecard_note],
                who=[self.report.answers.owing],
                then=self.report.answers.asks,
            )

    def method(self) -> Iterator[Slide]:
        """What the data are and how the figures came about."""
        kinds = {
            what: list(uses)
            for what, uses in groupby(self.report.sources, key=lambda use: use.what)
        }
        counted = [
            self.words(
                "sources_line",
                what=what,
                records=f"{sum(use.records for use in uses):,}",
                # One source under two licences is one.
                n=f"{len({use.source for use in uses}):,}",
            )
            for what, uses in kinds.items()
        ]
        words = (
            *self.head.method,
            joined(counted, self.lang) + self.words("stop"),
            self.head.approval,
        )
        for page in pages(words):
            yield self.slide("sources", self.words("section_sources"), "", page)


def _are_counties(named: Named) -> bool:
    """Whether the units named are the counties themselves: each alone, under its own name."""
    return all(names == (county,) for county, names in named.counties)


def worth_naming(one: MapSlide, status: str) -> bool:
    """Whether names of a status tell a meeting anything: gaps, and who meets where few do."""
    return status == "gap" or (status == "met" and one.clause.mostly_unreported)
