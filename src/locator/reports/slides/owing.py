"""Slides on who reports what by when: an office a line, a clause a column."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from locator.reports.content.answers import owing
from locator.reports.slides.maker import Maker
from locator.reports.slides.pages import figure_columns, one_grid, stands
from locator.reports.slides.slide import GridCell, lead_fits
from locator.wording.catalogue import t
from locator.wording.figures import date_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from locator.reports.content.report import Unreported
    from locator.reports.slides.pages import Columns
    from locator.reports.slides.slide import Grid, Slide

#: Slides that may hold who reports what, and offices named above it.
_PARTS, _NAMED = 3, 3
_Table = tuple["Columns", "Sequence[tuple[GridCell, ...]]", "Callable[[int], Sequence[str]]"]


class Owing(Maker):
    """Slides on what is unreported, and from whom it is asked."""

    def unreported(self) -> Iterator[Slide]:
        """Who reports what by when: an office a line, a clause a column."""
        day = date_text(self.report.choices.deadline, self.lang)
        title = self.words("section_unreported_day" if day else "section_unreported", day=day)
        asked = [row for row in self.report.unreported if row.strength == "required"]
        if not asked:
            return
        offices = list(dict.fromkeys(row.ask for row in asked))
        ids = [c.id for c in self.report.required if any(row.requirement == c.id for row in asked)]
        marks = self._marks(asked, offices, ids)
        ends = self.words("not_none") + marks
        # Rather one name less than a mark that is not explained.
        leads = [owing(asked, self.lang, most) + ends for most in (_NAMED, _NAMED - 1)]
        lead = next(filter(lead_fits, leads), leads[-1])
        for grid in self._who_reports(asked, offices, ids):
            yield self.slide(
                "unreported",
                title,
                lead,
                grid,
                why=[t("coverage.meaning", self.lang)],
                who=self._owing_names(asked),
                then=[self.words("then_report"), *self.report.answers.asks],
                notes=self.clauses(ids),
            )

    def _marks(
        self, asked: Sequence[Unreported], offices: Iterable[str], ids: Iterable[str]
    ) -> str:
        """What "6/7", "0" and no figure say: as reported, as none and as 0 they would be read."""
        said = ""
        part = next((row for row in asked if row.count < row.total), None)
        if part:
            figure = self.report.owed(part.ask, part.requirement)
            said += self.words("ask_part", part=figure, n=part.count, total=part.total)
        figures = {self.report.owed(*one) for one in product(offices, ids)}
        marks = (("0", "ask_zero"), ("", "ask_blank"))
        return said + "".join(self.words(key) for figure, key in marks if figure in figures)

    def _who_reports(
        self, asked: Sequence[Unreported], offices: Sequence[str], ids: Sequence[str]
    ) -> list[Grid]:
        titles = {row.requirement: row.title for row in asked}
        names = {row.ask: row.ask_name for row in asked}
        total = self.words("total")

        sums = {
            one: sum(row.count for row in asked if one in {row.ask, row.requirement})
            for one in (*offices, *ids)
        }

        # What the unit itself owes stands on top: nobody else is asked for it.
        city = next((m.rows[0][0] for m in self.report.appendix if m.level == "city"), "")
        own = self.head.scope_code or city
        most = sorted(offices, key=lambda office: (office != own, -sums[office]))
        alone = _alone(asked)

        def table(
            down: Sequence[str],
            across: Sequence[str],
            lines: int,
            *,
            by_office: bool,
            whole: bool,
            last: bool,
        ) -> _Table:
            def sums_of(some: Sequence[Unreported]) -> list[str]:
                """What is unreported of some, column by column."""
                due = [sum(r.count for r in some if o in {r.ask, r.requirement}) for o in across]
                return [f"{n:,}" for n in (*due, *[sum(r.count for r in some)] * last)]

            rows = [
                (
                    GridCell((names if by_office else titles)[one], bold=True),
                    *(
                        GridCell(self.report.owed(*((one, other) if by_office else (other, one))))
                        for other in across
                    ),
                    *([GridCell(f"{sums[one]:,}", bold=True)] if last else []),
                )
                for one in down
            ]
            rows += [
                (
                    GridCell(self.words("ask_alone", office=r.ask_name, what=r.title), bold=True),
                    *[GridCell("")] * len(across),
                    *([GridCell(f"{r.count:,}", bold=True)] if last else []),
                )
                for r in ([] if whole else alone)
            ]
            heads = [(titles if by_office else names)[other] for other in across]
            first = self.words("ask_whom" if by_office else "ask_what")

            def left(shown: int) -> list[str]:
                some = set(down[shown:])
                return sums_of([row for row in asked if some & {row.ask, row.requirement}])

            widest = [*rows, (GridCell(""), *map(GridCell, left(0)))]
            heads = [*heads, total] if last else heads
            columns = figure_columns(first, heads, widest, least=110, most_lines=lines)
            return columns, rows, left

        def tables(parts: int, lines: int, *, by_office: bool, whole: bool = True) -> list[_Table]:
            """The table in parts beside each other, the sum in the last.

            One that is not ``whole`` has no column for what a single office is asked, but a row.
            """
            apart = set() if whole else {one for r in alone for one in (r.ask, r.requirement)}
            shared = ([o for o in of if o not in apart] for of in (most, ids, offices))
            down, clauses, columns = shared
            down, across = (down, clauses) if by_office else (clauses, columns)
            size = -(-len(across) // parts)
            starts = range(0, len(across), size)
            return [
                table(
                    down,
                    across[start : start + size],
                    lines,
                    by_office=by_office,
                    whole=whole,
                    last=start == starts[-1],
                )
                for start in starts
            ]

        # Rather heads on three lines, or a row for what only one is asked, than one more slide.
        tries = product(
            range(1, _PARTS + 1), (True, False)[: 1 + bool(alone)], (2, 3), (True, False)
        )
        for parts, whole, lines, by_office in tries:
            found = [
                one_grid(*one[:2]) for one in tables(parts, lines, by_office=by_office, whole=whole)
            ]
            if None not in found:
                return [grid for grid in found if grid]
        # Too many for them: those who owe most, and as many clauses as are legible.
        splits = (tables(parts, 3, by_office=True) for parts in range(1, len(ids) + 1))
        legible = next((split for split in splits if all(stands(one[0]) for one in split)), [])
        return [grid for one in legible for grid in self.tables(*one)]

    def _owing_names(self, asked: Iterable[Unreported]) -> list[str]:
        return list(dict.fromkeys(row.ask_name for row in asked))


def _alone(asked: Sequence[Unreported]) -> list[Unreported]:
    """What is asked of one office only, by which nothing is asked that others are asked too.

    In a table of offices and clauses it is a line and columns with nothing else in them.
    """
    asking: dict[str, set[str]] = {}
    for row in asked:
        asking.setdefault(row.requirement, set()).add(row.ask)
    shared = {office for offices in asking.values() if len(offices) > 1 for office in offices}
    return [row for row in asked if shared and row.ask not in shared]
