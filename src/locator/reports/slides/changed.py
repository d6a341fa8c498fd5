"""Slides on what is new: what changed since last time, and what the newest round made known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.reports.figure import TableColumn
from locator.reports.slides.maker import Maker
from locator.reports.slides.pages import head_width, one_grid
from locator.reports.slides.slide import WIDE, GridCell
from locator.style import SYMBOLS
from locator.wording.catalogue import t
from locator.wording.verdicts import moved_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from locator.reports.content.report import VerdictMove
    from locator.reports.slides.slide import Slide

#: Records named where venues came or went; fewer where they would push moves off the slide.
_NAMED = (4, 2, 1)
#: Records named behind moves of one clause at most.
_BEHIND = 2


class Changed(Maker):
    """Slides on what changed, and because of what."""

    def changes(self) -> Iterator[Slide]:
        """What changed since last time, and because of which records."""
        changes = self.report.changes
        if changes is None:
            return
        title = self.words("section_changes", before=changes.before, after=changes.after)
        required = {clause.id for clause in self.report.required}
        # What cannot be compared comes first: it is what the others are read by.
        others = {
            "incomparable": changes.incomparable,
            "units": changes.units,
            "new": changes.new_venues,
            "lost": changes.lost_venues,
            "indicators": changes.indicators,
        }
        binding = [move for move in changes.moves if move.requirement in required]
        moves = binding or changes.moves
        heads = [self.words(key) for key in ("change_unit", "change_to", "change_why")]

        def columns(_size: float) -> Sequence[TableColumn]:
            widths = (280.0, 180.0, WIDE - 460)
            return [TableColumn(h, w) for h, w in zip(heads, widths, strict=True)]

        full = self.report.choices.full
        worse_first = sorted(moves, key=lambda move: move.after == "met")
        groups = [[move] for move in worse_first] if full else _together(moves)
        others_moved = [move for move in changes.moves if move not in moves]

        for few in _NAMED:
            first, came = (
                [self._other(key, others[key], few) for key in keys if others[key]]
                for keys in (("incomparable", "units"), ("new", "lost", "indicators"))
            )
            moved = [self._moved(group, few) for group in groups]
            rows, last = [*first, *moved], [*self._not_told(others_moved), *came]
            if full or one_grid(columns, [*rows, *last]):
                break

        def left(shown: int) -> tuple[str, str]:
            return f"{sum(map(len, groups[shown - len(first) :])):,}", ""

        for grid in self.tables(columns, rows, left, last) if rows or last else ():
            yield self.slide(
                "changes",
                title,
                changes.summary,
                grid,
                why=dict.fromkeys(why for move in moves for why in move.why),
                who=dict.fromkeys(move.county or move.name for move in moves),
                then=self.report.answers.asks,
                notes=[line for lines in others.values() for line in lines],
            )

    def _other(self, kind: str, lines: Sequence[str], few: int) -> tuple[GridCell, ...]:
        """What came, went or is no longer the same: how many, and the first by name."""
        # What became of units is told in sentences.
        sentences = kind in {"incomparable", "units"}
        names = self.words("semicolon").join(lines[:few]) if sentences else self.names(lines[:few])
        if len(lines) > few:
            names = self.words("change_names_more", names=names)
        return (
            GridCell(self.words(f"change_{kind}"), bold=True),
            GridCell(f"{len(lines):,}"),
            GridCell(names),
        )

    def _not_told(self, moves: Sequence[VerdictMove]) -> Iterator[tuple[GridCell, ...]]:
        """Moves that the sentence above counts and no row tells: those of encouraged clauses."""
        if moves:
            yield (
                GridCell(t("document.encouraged", self.lang), bold=True),
                GridCell(f"{len(moves):,}"),
                GridCell(
                    self.words(
                        "change_elsewhere",
                        parts=moved_to((move.after for move in moves), self.lang),
                    )
                ),
            )

    def _move(self, move: VerdictMove) -> tuple[GridCell, ...]:
        return (
            GridCell(self.words("change_of", name=move.name, title=move.title), bold=True),
            self._to(move),
            GridCell(self.words("semicolon").join(move.why)),
        )

    def _moved(self, group: Sequence[VerdictMove], few: int) -> tuple[GridCell, ...]:
        """Moves of one clause the same way: how many, and a few records behind them."""
        first = group[0]
        if len(group) == 1:
            return self._move(first)
        why = list(dict.fromkeys(why for move in group for why in move.why))
        few = min(few, _BEHIND)
        shown = self.words("semicolon").join(why[:few])
        if len(why) > few:
            shown = self.words("change_more", why=shown, n=len(why))
        return (
            GridCell(self.words("change_many", title=first.title, n=len(group)), bold=True),
            self._to(first),
            GridCell(shown),
        )

    def _to(self, move: VerdictMove) -> GridCell:
        return GridCell(f"{SYMBOLS[move.before]} → {self.status(move.after)}", move.after)

    def round(self) -> Iterator[Slide]:
        """Who answered the newest round, by county, and what it made known."""
        part = self.report.round
        if part is None:
            return
        keys = ("county", "asked", "answered", "published", "missing_head")
        heads = [self.words(f"round_{key}") for key in keys]

        def columns(size: float) -> Sequence[TableColumn]:
            widths = [max(100.0, head_width(head, size)) for head in heads[1:4]]
            figures = (TableColumn(h, w, "right") for h, w in zip(heads[1:4], widths, strict=True))
            left = WIDE - 190 - sum(widths)
            return [TableColumn(heads[0], 190), *figures, TableColumn(heads[4], left)]

        rows = [
            (
                GridCell(one.name, bold=True),
                *(GridCell(f"{n:,}") for n in (one.invited, one.answered, one.published)),
                GridCell(one.missing),
            )
            for one in part.counties
        ]

        def left(shown: int) -> list[str]:
            rest = part.counties[shown:]
            sums = (sum(getattr(one, key) for one in rest) for key in keys[1:4])
            return [*(f"{n:,}" for n in sums), ""]

        for grid in self.tables(columns, rows, left):
            yield self.slide(
                "round",
                self.words("section_round", title=part.title),
                part.lead + part.changed,
                grid,
                why=part.moves,
                who=[one.name for one in part.counties if one.missing],
                then=[part.missing],
            )


def _together(moves: Iterable[VerdictMove]) -> list[list[VerdictMove]]:
    """Moves of the same requirement the same way: what got worse first, then the most."""
    found: dict[tuple[str, str, str], list[VerdictMove]] = {}
    for move in moves:
        found.setdefault((move.requirement, move.before, move.after), []).append(move)
    return sorted(found.values(), key=lambda group: (group[0].after == "met", -len(group)))
