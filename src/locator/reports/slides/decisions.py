"""Slides that ask: gaps, what the commission decides, and the names of both."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from locator.pack.model import STATUSES, STRENGTHS
from locator.reports.drawing.canvas import longest_piece, text_width
from locator.reports.drawing.heads import in_two
from locator.reports.figure import TableColumn
from locator.reports.slides.maker import Maker
from locator.reports.slides.pages import SIZES, all_grids, grids, head_size, one_grid, pages
from locator.reports.slides.shown import worth_naming
from locator.reports.slides.slide import CELL_X, WIDE, GridCell
from locator.style import SYMBOLS
from locator.wording.catalogue import t
from locator.wording.figures import apart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from locator.pack.model import Status
    from locator.reports.content.annex import PlanLine
    from locator.reports.content.report import Gap
    from locator.reports.slides.pages import Columns
    from locator.reports.slides.slide import Grid, Slide


#: Units that are named where a clause stands; more have their place in the appendix.
_FEW = 3
#: Room for names in the appendix.
_UNITS = WIDE - 310
#: Rows of names that a short deck does without.
_FEW_ROWS = 2
#: Columns of the list of towns: county, a status, and the least for names.
_COUNTY, _SIGN, _LEAST_NAMES = 116.0, 112.0, 230.0
#: How much wider bold letters are.
_BOLD = 1.08


class Decisions(Maker):
    """Slides on what is missing and what is to be decided."""

    # -- gaps ---------------------------------------------------------------------------------

    def gaps(self) -> Iterator[Slide]:
        """By clause: how many units of which county, and what closes it."""
        title = self.words("section_gaps")
        gaps = [gap for gap in self.report.gaps if gap.strength == "required"]
        if not gaps:
            return
        heads = (
            t("coverage.column_title", self.lang),
            *map(self.words, ("gap_units", "gap_close")),
        )

        def columns(_size: float) -> Sequence[TableColumn]:
            widths = (235.0, WIDE - 580, 345.0)
            return [TableColumn(h, w) for h, w in zip(heads, widths, strict=True)]

        groups = _by_clause(gaps)
        rows = [
            (
                GridCell(f"{SYMBOLS['gap']} {group[0].title}", "gap", bold=True),
                GridCell(self._gap_units(group)),
                GridCell(self._close(group)),
            )
            for group in groups
        ]
        encouraged = len(self.report.gaps) - len(gaps)
        key = "gaps_lead_more" if encouraged else "gaps_lead"
        lead = self.words(key, n=len(gaps), more=encouraged)
        closing = self.report.answers.closing

        def left(shown: int) -> tuple[str, ...]:
            return f"{sum(map(len, groups[shown:])):,}", ""

        for grid in self.tables(columns, rows, left):
            yield self.slide(
                "gaps",
                title,
                lead,
                grid,
                why=self.clauses(gap.requirement for gap in gaps),
                who=dict.fromkeys(gap.county or gap.name for gap in gaps),
                then=[closing],
                notes=[t("coverage.meaning", self.lang)],
            )

    def _gap_units(self, group: Sequence[Gap]) -> str:
        """How many of each county; a few by name, with what they have and need."""
        figures = [self._gap_name(gap) for gap in group]
        if len(group) <= _FEW:
            return self.words("gap_names", n=len(group), names=self.names(figures))
        counties: dict[str, int] = {}
        for gap in group:
            counties[gap.county] = counties.get(gap.county, 0) + 1
        if self.head.scope_code or set(counties) == {""}:
            return self.words("gap_count", n=len(group))
        names = self.names(f"{self.short(county)}\u00a0{n}" for county, n in counties.items())
        return self.words("gap_names", n=len(group), names=names)

    def _close(self, group: Sequence[Gap]) -> str:
        """What closes each of them, or what closes all where that differs."""
        steps = list(dict.fromkeys(gap.closing[0] for gap in group))
        short = [gap.short for gap in group]
        if len(steps) == 1 or None in short:
            return self.words("semicolon").join(steps)
        return self.words("close_sum", n=f"{sum(one for one in short if one):,.0f}")

    def _gap_name(self, gap: Gap) -> str:
        """A unit, with what it has and needs unless that is simply none of one."""
        if gap.have is None or gap.need is None or (gap.have, gap.need) == (0, 1):
            return gap.name
        have, need = apart(gap.have, gap.need, self.lang)
        return gap.name + self.words("gap_figures", have=have, need=need)

    # -- what is decided ----------------------------------------------------------------------

    def decisions(self) -> Iterator[Slide]:
        """What the commission is asked: from the data, and the speaker's own lines."""
        answers = self.report.answers
        lines = [*answers.asks, *answers.lacking, *self.report.next_steps]
        if not lines:
            return
        numbered = [self.words("ask_line", n=n, text=line) for n, line in enumerate(lines, start=1)]
        for page in pages(numbered):
            yield self.slide(
                "next",
                self.words("section_next"),
                "",
                page,
                why=[self.report.standing_words],
                who=[answers.owing],
                then=[answers.closing, self.words("then_report") if answers.owing else ""],
                notes=self.clauses(clause.id for clause in self.report.required),
            )

    def plan(self) -> Iterator[Slide]:
        """方案对照, in a full deck: each clause with rule, state and records, and those without."""
        plan = self.report.plan
        if not self.report.choices.full:
            return
        heads = [self.words(f"plan_{key}") for key in ("clause", "rule", "where", "records")]

        def columns(_size: float) -> Sequence[TableColumn]:
            widths = (300.0, 220.0, WIDE - 610)
            words = [TableColumn(h, w) for h, w in zip(heads, widths, strict=False)]
            return [*words, TableColumn(heads[-1], 90.0, "right")]

        lead = self.words("plan_lead", n=len(plan.lines), m=len(plan.unmeasured))
        for strength in STRENGTHS:
            lines = (line for line in plan.lines if line.strength == strength)
            rows = [
                row
                for clause, parts in groupby(lines, key=lambda line: line.clause)
                for row in self._plan_rows(clause, tuple(parts))
            ]
            kind = t(f"document.{strength}", self.lang)
            title = self.words("section_plan", kind=kind)
            for grid in grids(columns(14), rows, 14):
                yield self.slide("plan", title, lead, grid)
        if plan.unmeasured:
            widths = (520.0, WIDE - 520)
            pair = (heads[0], self.words("plan_why"))
            others = [(GridCell(clause), GridCell(why)) for clause, why in plan.unmeasured]
            kind = self.words("plan_unmeasured")
            two = [TableColumn(h, w) for h, w in zip(pair, widths, strict=True)]
            for grid in grids(two, others, 16):
                yield self.slide("plan", self.words("section_plan", kind=kind), lead, grid)

    def _plan_rows(self, clause: str, parts: Sequence[PlanLine]) -> Iterator[tuple[GridCell, ...]]:
        """A clause with its rule; one that several rules measure is said once, they beneath it."""
        above = clause if len(parts) > 1 else ""
        # On the next slide its number is enough: what it says is long.
        again = above and self.words("plan_again", clause=clause.split("：“", maxsplit=1)[0])
        if above:
            yield GridCell(above), *[GridCell("")] * 3
        for number, line in enumerate(parts):
            key = "plan_part" if above else "plan_title"
            title = self.words(key, title=line.title, clause=clause)
            said = (line.rule, line.state, f"{line.records:,}")
            # The first stands with its heading already.
            yield GridCell(title, under=again if number else ""), *map(GridCell, said)

    # -- names, once --------------------------------------------------------------------------

    def all_names(self) -> Iterator[Slide]:
        """The appendix of names, once: whom a clause is about, by status.

        A short deck names gaps, and of clauses on towns who meets them; who has not reported
        stands in the workbook. A full one has every town on one line, and gaps below the towns.
        """
        title = self.words("section_names")
        if self.report.choices.full:
            for grid in self._towns():
                yield self.slide("names", title, self.words("names_lead_full"), grid)
        heads = [
            t("coverage.column_title", self.lang),
            t("coverage.status", self.lang),
            self.words("named_units"),
        ]

        def columns(_size: float) -> Sequence[TableColumn]:
            widths = (190.0, 120.0, _UNITS)
            return [TableColumn(h, w) for h, w in zip(heads, widths, strict=True)]

        full = self.report.choices.full
        lines = [*self._gap_lines(), *([] if full else self._map_lines())]
        # Few rows stand beside their maps, or among the gaps.
        if not lines or (len(lines) <= _FEW_ROWS and not full):
            return
        lead = self.words("names_lead_gaps" if full else "names_lead")
        for grid in self.tables(columns, self._named_rows(columns, lines)):
            yield self.slide("names", title, lead, grid)

    def _named_rows(
        self, columns: Columns, lines: Sequence[_Names]
    ) -> Sequence[tuple[GridCell, ...]]:
        """Every name; where a short deck's slide has no room, the longest lines as numbers."""
        rows = [self._row(line, self._by_name(line)) for line in lines]
        if self.report.choices.full:
            return rows
        for at in sorted(range(len(rows)), key=lambda at: -len(rows[at][-1].text)):
            if one_grid(columns, rows):
                break
            rows[at] = self._row(lines[at], self._by_number(lines[at]))
        return rows

    def _towns(self) -> Iterator[Grid]:
        """Every town once: those of a county of which the same is known on one line.

        A clause of which nothing is known at all has no column.
        """
        known = {c.id for c in self.report.required if c.level == "town" and c.unreported < c.total}
        for table in self.report.appendix:
            own = [(at, title) for at, (rule, title) in enumerate(table.columns) if rule in known]
            if not own or table.level != "town":
                continue
            alike: dict[tuple[str, tuple[Status | Literal[""], ...]], list[str]] = {}
            # Two of a county that are alike in short, a town and a subdistrict, are told apart.
            once = Counter((county, self.short(name)) for _, county, name, _ in table.rows)
            for _, county, name, statuses in table.rows:
                said = self.short(name)
                alike.setdefault((county, tuple(statuses[at] for at, _ in own)), []).append(
                    said if once[county, said] == 1 else name
                )
            city = not self.head.scope_code
            counties = [self.short(name) for _, name, _, _ in table.rows] if city else []
            columns = self._town_columns(counties, [title for _, title in own])
            rows = [
                (
                    *([GridCell(self.short(county), bold=True)] * city),
                    *(GridCell(self.status(s) if s else "", s) for s in statuses),
                    GridCell(self.names(towns)),
                )
                for (county, statuses), towns in alike.items()
            ]
            yield from all_grids(columns, rows)

    def _town_columns(self, counties: Sequence[str], titles: Sequence[str]) -> Columns:
        """County, a status for each clause, names: at a size that breaks no status, if any does."""

        def columns(size: float) -> Sequence[TableColumn]:
            first = max((_COUNTY, *(_word(name, size) for name in counties))) if counties else 0.0
            signs = (text_width(self.status(status), size) for status in STATUSES)
            heads = (in_two(title, head_size(size)) for title in titles)
            sign = max(_SIGN, *(wide * _BOLD + 2 * CELL_X for wide in (*signs, *heads)))
            width = min(sign, (WIDE - first - _LEAST_NAMES) / len(titles))
            if width < sign and size > SIZES[-1]:
                return [TableColumn("", 0.0)]
            head = t("coverage.matrix_county", self.lang)
            return [
                *([TableColumn(head, first)] if counties else []),
                *(TableColumn(title, width, "center") for title in titles),
                TableColumn(self.words("named_units"), WIDE - first - width * len(titles)),
            ]

        return columns

    def _gap_lines(self) -> Iterator[_Names]:
        on_map = {one.clause.id for one in self.report.maps}
        own = (gap for gap in self.report.gaps if gap.strength == "required")
        for group in _by_clause(gap for gap in own if gap.requirement not in on_map):
            if len(group) > _FEW:
                counties: dict[str, list[str]] = {}
                for gap in group:
                    counties.setdefault(gap.county, []).append(self._gap_name(gap))
                # A full deck has a line for each county: a longer one would fill a slide.
                each = self.report.choices.full and not self.head.scope_code
                of = [[one] for one in counties.items()] if each else [list(counties.items())]
                for part in of:
                    yield _Names(group[0].title, "gap", part)

    def _map_lines(self) -> Iterator[_Names]:
        for one in self.report.maps:
            # Gaps first: the meeting is about them.
            for named in sorted(one.named, key=lambda named: named.status != "gap"):
                if worth_naming(one, named.status):
                    yield _Names(one.clause.title, named.status, named.counties)

    def _by_name(self, line: _Names) -> str:
        """Names after their county's, which a report on that county does not repeat."""
        return self.words("semicolon").join(
            self.names(names)
            if self.head.scope_code or not county or list(names) == [county]
            else self.words("county_names", county=county, names=self.names(names))
            for county, names in line.counties
        )

    def _by_number(self, line: _Names) -> str:
        """How many of each county: a row of too many names would push the others off the slide."""
        if self.head.scope_code:
            return self.words("named_elsewhere", n=sum(len(names) for _, names in line.counties))
        return self.names(f"{county}\u00a0{len(names)}" for county, names in line.counties)

    def _row(self, line: _Names, text: str) -> tuple[GridCell, ...]:
        known = next(one for one in STATUSES if one == line.status)
        sign = GridCell(self.status(known), known)
        return GridCell(line.title, bold=True), sign, GridCell(text)


@dataclass(frozen=True, slots=True)
class _Names:
    """A line of the appendix: a clause, a status, and the names that have it by county."""

    title: str
    status: str
    counties: Sequence[tuple[str, Sequence[str]]]


def _word(text: str, size: float) -> float:
    """Width of a column of the list of towns in which a county's name breaks between words alone:
    a Chinese one has none.
    """
    whole = longest_piece(text, size) if text.isascii() else text_width(text, size)
    return whole * _BOLD + 2 * CELL_X


def _by_clause(gaps: Iterable[Gap]) -> list[list[Gap]]:
    """Gaps of the same requirement."""
    found: dict[str, list[Gap]] = {}
    for gap in gaps:
        found.setdefault(gap.requirement, []).append(gap)
    return list(found.values())
