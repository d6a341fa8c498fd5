"""What titles and notes around a table say of its rows: asked once, for rows may be many."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from locator.intake.match.status import doubts_rows, foot_doubts
from locator.intake.recognise.cells import date_said
from locator.intake.recognise.kinds import layer_of_kind
from locator.intake.recognise.sheets import is_ours
from locator.intake.recognise.states import state_hinted, state_said
from locator.intake.recognise.words import compact, is_title, pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from locator.intake.match.drafts import Drafts
    from locator.intake.model import SheetPlan, UploadSheet
    from locator.pack.change import Cells


#: A legend has no more lines.
_LEGEND = 40


def _legend(drafts: Drafts) -> str:
    """What a sheet that is no list says of colours that mean another state than open, ``""`` for
    nothing: 红 停办. Which rows have the colour is not read: all of them are asked.
    """
    lists = {plan.sheet for plan in drafts.plans}
    for sheet in drafts.upload.sheets:
        if sheet.name in lists or sheet.hidden or is_ours(sheet.name):
            continue
        first = sheet.cells.head(_LEGEND).itertuples(index=False)
        told = (*((note,) for note in sheet.notes), sheet.cells.columns, *first)
        for cells in told:
            line = " ".join(filter(None, map(str, cells)))
            coloured = pattern("states", "colours").search(compact(line))
            if coloured and (state_said(line) or state_hinted(line)):
                return line
    return ""


class Around:
    """Titles and notes of one sheet, with its name and the file's, and lines ``below`` its rows.

    ``dated`` is the day as of which they say that the list holds, ``""`` for none.
    """

    def __init__(
        self, drafts: Drafts, sheet: UploadSheet, plan: SheetPlan, below: Iterable[str]
    ) -> None:
        self._catalogue, self._finder = drafts.pack.catalogue, drafts.finder
        names = plan.sheet, (file := drafts.upload.name.rpartition(".")[0])
        self._titles = (*filter(is_title, sheet.notes), *names)
        self.dated = date_said((*sheet.notes, *names))
        self.layer = cache(self._layer)
        self._doubts = cache(lambda title: doubts_rows(title, self._finder))
        titles = next(filter(self._doubts, self._titles[:-1]), "")
        self._doubting = titles or (file if doubts_rows(file) else "") or _legend(drafts)
        self._feet = foot_doubts(sheet.notes, below)

    def unit(self) -> str:
        """The only unit that the titles name, ``""`` for none."""
        units = {code for title in self._titles for code in self._finder.in_text(title)}
        finest = {u for u in units if not any(u != o and u in self._finder.chain(o) for o in units)}
        return finest.pop() if len(finest) == 1 else ""

    def _layer(self, level: str) -> str:
        """Layer that the titles name for a unit of a level, ``""`` for none."""
        layers = (layer_of_kind(title, level, self._catalogue) for title in self._titles)
        return next(filter(None, layers), "")

    def doubt(self, listed: Cells) -> str:
        """The section, title or note by which a row may not be open, ``""`` for none."""
        section, said = listed.get("section", ""), "".join(listed.values())
        if self._doubts(section) or self._doubting:
            return section if self._doubts(section) else self._doubting
        feet = self._feet.items()
        return next((n for marks, n in feet if not marks or any(m in said for m in marks)), "")
