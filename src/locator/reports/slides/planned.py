"""Slides that plan: who lives too far, where the next ones go, before and after a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.reports.slides.maker import Maker
from locator.reports.slides.pages import ROOM, SIZES, cut_grid, figure_columns, points
from locator.reports.slides.slide import LEADING, PANEL_GAP, GridCell, Panel, Picture, panel_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from locator.reports.content.report import PlanningSlide
    from locator.reports.slides.slide import Body, Slide


class Planned(Maker):
    """Slides of what was taken from the planning page."""

    def slides(self, section: str) -> Iterator[Slide]:
        """The slides of one answer; those of a scenario say so in their title."""
        for one in self.report.planning:
            if one.section != section:
                continue
            title = self.words("marked", mark=one.mark, title=one.title) if one.mark else one.title
            body = self._body(one)
            if body is not None:
                yield self.slide(one.section, title, one.answer, body, notes=one.basis)

    def _body(self, one: PlanningSlide) -> Body | None:
        if one.figure is not None:
            return self._picture(one)
        if not one.rows:
            return points([one.answer])
        rows = [(GridCell(row[0], bold=True), *map(GridCell, row[1:])) for row in one.rows]
        columns = figure_columns(one.heads[0], one.heads[1:], rows)
        return cut_grid(columns, rows, lambda n: self.words("rows_more", n=n))

    def _picture(self, one: PlanningSlide) -> Picture:
        """The map, and beside it as much as has the room, as large as that allows."""
        panels = [Panel("", head, text) for head, text in one.named]
        assert one.figure is not None  # noqa: S101 - asked before
        for size in SIZES[1:]:
            lines = sum(len(part) for panel in panels for part in panel_lines(panel, size))
            if lines * size * LEADING + len(panels) * PANEL_GAP <= ROOM:
                return Picture(one.figure, tuple(panels), size)
        # What is unknown and what is on no record stand last, and are never left out.
        most = int(ROOM / (2 * SIZES[-1] * LEADING + PANEL_GAP)) - 3
        rest = Panel("", self.words("rows_more", n=len(panels) - most), "")
        return Picture(one.figure, (*panels[: most - 2], rest, *panels[-2:]), SIZES[-1])
