"""What a planner changed in a template, laid over what others published since it was taken.

A template is filled with what was known then. A cell that still says so is no statement of today:
it gives way to what stands there now, so that an old template undoes nothing. A cell that the
planner changed is a change; where somebody else changed the same since, both are shown and one is
chosen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from locator import clock
from locator.intake.match.drafts import same_cell
from locator.intake.match.rows import find_unit, rows_of
from locator.intake.model import CellError, UploadProblems
from locator.intake.recognise.cells import CLEAR, plain, read_code, read_date, read_listed
from locator.intake.recognise.kinds import layer_of_kind
from locator.intake.recognise.words import is_placeholder
from locator.names.keys import core_key, half_width
from locator.pack import schema
from locator.pack.quoted import cells_quoted, row_named, row_unit
from locator.problems import Quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from locator.intake.match.drafts import Drafts, PackRows
    from locator.intake.model import Answer, SheetPlan, UploadSheet
    from locator.pack.change import Cells
    from locator.store.model import Entry

_FIGURES, _DECLARED = "indicators.csv", "reporting.csv"
_FILES = {"venues": "venues", "shares": "shares.csv", "needs": "needs.csv"}
#: Cells that only make sense together.
_TOGETHER = dict.fromkeys(("lon", "lat", "precision"), ("lon", "lat", "precision"))
#: Cells that say where the others come from; which unit it is takes all of its cells.
_ABOUT = frozenset({"id", "source", "source_date", "collected_date", "licence"})
_PLACE = ("unit", "county", "town")
#: Cells of a declaration, which stands in the row of a venue.
_DECLARING = (*_PLACE, "layer", "complete", "as_of", "source")


@dataclass(frozen=True, slots=True)
class Earlier:
    """The rows that a template was made from, and who published what since.

    ``since`` is the last entry that touched each row, by file and key.
    """

    rows: PackRows
    since: Mapping[tuple[str, str], Entry]

    def lacked(self, key: str) -> bool:
        """Whether a row came since: a template could not name it."""
        files = [file for file, known in self.since if known == key]
        return bool(files) and not any(key in self.rows.of(file) for file in files)


@dataclass(frozen=True, slots=True)
class _Moved:
    """A row that somebody changed since: as it was (None: not there) and as it is."""

    file: str
    before: Cells | None
    now: Cells | None
    entry: Entry

    @property
    def shown(self) -> Cells:
        return self.now or self.before or {}

    def with_other(self, other: _Moved) -> _Moved:
        """The same row, of which the two files each know one end."""
        return _Moved(
            self.file if self.now else other.file,
            self.before or other.before,
            self.now or other.now,
            max(self.entry, other.entry, key=_number),
        )


def carried_over(
    drafts: Drafts, earlier: Earlier, sheet: UploadSheet, plan: SheetPlan
) -> UploadSheet:
    """A sheet of a template as if it had been taken today and filled in the same way.

    A row on which the planner and somebody else disagree is asked for; unless that was answered,
    it waits.
    """
    if not earlier.since or not (plan.table in _FILES or plan.table == "indicators"):
        return sheet
    return _Merge(drafts, earlier, sheet, plan).merged()


class _Merge:
    """Carries the rows of one sheet over."""

    def __init__(
        self, drafts: Drafts, earlier: Earlier, sheet: UploadSheet, plan: SheetPlan
    ) -> None:
        self._drafts, self._earlier, self._sheet, self._plan = drafts, earlier, sheet, plan
        self._headers = plan.headers()
        self._cells = sheet.cells.copy()
        self._moved: dict[str, _Moved] = {}
        family = _FILES.get(plan.table)
        for file, key in earlier.since:
            if schema.family(file) == family:
                one, known = self._row(file, key), self._moved.get(key)
                # A venue in the files of two layers changed its kind.
                self._moved[key] = one if known is None else one.with_other(known)

    def _row(self, file: str, key: str) -> _Moved:
        before, now = self._earlier.rows.of(file).get(key), self._drafts.rows.of(file).get(key)
        return _Moved(file, before, now, self._earlier.since[file, key])

    def merged(self) -> UploadSheet:
        """The sheet with its rows carried over."""
        for row, listed in rows_of(self._sheet, self._plan):
            if self._plan.table == "indicators":
                self._figure(row, listed)
                continue
            one = self._which(listed)
            if one is not None and one.now is None:
                self._taken_out(row, listed, one)
            elif one is not None:
                self._record(row, listed, one)
            if self._plan.table == "venues" and listed.get("complete"):
                self._declaration(row, listed)
        return replace(self._sheet, cells=self._cells)

    # -- records -------------------------------------------------------------------------------

    def _which(self, listed: Cells) -> _Moved | None:
        """The record changed since that a row is: by its id, or its name, kind and place."""
        if listed.get("id", "") in self._moved:
            return self._moved[listed["id"]]
        name = core_key(listed.get("name") or listed.get("title") or "")
        same = [
            one
            for key, one in self._moved.items()
            if name in {core_key(r.get("name") or r.get("title") or "") for r in _states(one)}
            and any(self._same_kind(listed, r) for r in _states(one))
            and not self._is_another(listed, key)
        ]
        return same[0] if name and len(same) == 1 else None

    def _is_another(self, listed: Cells, key: str) -> bool:
        """Whether a row has the id of another record that is known."""
        identifier = listed.get("id", "")
        if not identifier or identifier == key:
            return False
        if self._plan.table == "venues":
            return self._drafts.venue(identifier) is not None
        return identifier in self._drafts.rows.of(f"{self._plan.table}.csv")

    def _same_kind(self, listed: Cells, row: Cells) -> bool:
        unit = self._unit(listed)
        own = row.get("unit") or self._drafts.venue_unit(row.get("venue", ""))
        if not self._drafts.finder.one_place(unit, own):
            return False
        return self._plan.table != "venues" or self._layer(listed) in {"", row["layer"]}

    def _record(self, row: int, listed: Cells, one: _Moved) -> None:
        """Carry one record over, and ask where both changed the same."""
        now, old = one.now or {}, one.before or {}
        clash: list[str] = []
        for columns in self._groups(listed):
            mine = {c for c in columns if self._is_mine(c, listed, one)}
            theirs = [c for c in columns if not same_cell(c, old.get(c, ""), now.get(c, ""))]
            if not theirs:
                continue
            if mine - _ABOUT and not all(self._says(c, listed, now, one.file) for c in mine):
                clash += [c for c in columns if c in listed]
            elif not mine:
                self._renew(row, columns, now)
        if not clash:
            return
        told = self._told(one, listed, clash)
        answer = self._ask("changed_since", row, one, clash[0], told)
        if answer == "known":
            self._renew(row, clash, now)
        elif answer is None and self._plan.table != "venues":
            self._empty(row)

    def _taken_out(self, row: int, listed: Cells, one: _Moved) -> None:
        """A record that somebody took out since is brought back only if that is said."""
        mine = [c for c in listed if c not in _ABOUT and self._is_mine(c, listed, one)]
        shown = [c for c in mine if c not in {"county", "town"}]
        told = self._told(one, listed, shown)
        answer: Answer | None = "known"
        if mine:
            answer = self._ask("gone_since", row, one, mine[0], told)
        # Its id is none any more: what the row says would be a record of its own.
        self._empty(row, keep=self._headers.keys() - {"id"})
        if answer == "known" or (answer is None and self._plan.table != "venues"):
            self._empty(row, keep=_DECLARING if listed.get("complete") else _PLACE)

    def _groups(self, listed: Cells) -> Iterable[tuple[str, ...]]:
        names = [c for c in listed if c in self._headers and c not in {"complete", "as_of", "id"}]
        groups = (_PLACE if c in _PLACE else _TOGETHER.get(c, (c,)) for c in names)
        return dict.fromkeys(groups)

    def _is_mine(self, column: str, listed: Cells, one: _Moved) -> bool:
        """Whether a cell says something else than the template said there."""
        text, before = listed.get(column, ""), one.before
        if not text or is_placeholder(text):
            return False
        if before is None:
            # Not in the template: all is the planner's, but for what says which record it is.
            return column not in {*_PLACE, "layer", "name", "title"}
        return not self._says(column, listed, before, one.file)

    def _says(self, column: str, listed: Cells, row: Cells, file: str) -> bool:
        """Whether a cell says what a row has; a blank one does."""
        text, own = listed.get(column, ""), row.get(column, "")
        if not text:
            return True
        if column in _PLACE:
            at = row.get("unit") or self._drafts.venue_unit(row.get("venue", ""))
            return self._unit(listed) in {"", *self._drafts.finder.chain(at)}
        if column == "layer":
            return self._layer(listed) == own
        if column == "venue":
            return text == own or bool(own and f"（{own}）" in text)
        try:
            return text == own or same_cell(column, self._value(column, text, file), own)
        except ValueError:  # no number, which is said where it is read
            return False

    def _value(self, column: str, text: str, file: str) -> str:
        """A cell in the pack's form, or as it stands where it cannot be read."""
        table = schema.TABLES[schema.family(file) or ""]
        if half_width(text).casefold() in CLEAR:
            return ""
        try:
            terms = self._drafts.pack.vocabularies
            known = column in table.names
            return read_listed(text, table.column(column), terms) if known else text
        except CellError:
            return plain(text)

    def _renew(self, row: int, columns: Iterable[str], now: Cells) -> None:
        """Let cells say what is known now; which unit that is, by its code."""
        for column in columns:
            if column not in self._headers:
                continue
            text = now.get(column, "")
            if column in _PLACE:
                text = text if column == "unit" and self._plan.table == "venues" else ""
            elif column == "layer":
                layer = self._drafts.pack.catalogue.layers.get(text)
                text = text if layer is None else layer.name
            self._cells.at[row, self._headers[column]] = text

    def _empty(self, row: int, keep: Iterable[str] = ()) -> None:
        for column in self._headers.keys() - set(keep):
            self._cells.at[row, self._headers[column]] = ""

    def _unit(self, listed: Cells) -> str:
        """Code of the unit that a row names; what is wrong with it is said where it is read."""
        silent = UploadProblems("")
        meant = find_unit(self._drafts.finder, silent, self._plan, 0, listed)
        return meant.code if meant else ""

    def _layer(self, listed: Cells) -> str:
        text = listed.get("layer", "")
        unit = self._unit(listed)
        level = self._drafts.finder.level(unit) if unit else ""
        catalogue = self._drafts.pack.catalogue
        return layer_of_kind(text, level, catalogue) if text else self._plan.layer

    # -- declarations and figures --------------------------------------------------------------

    def _declaration(self, row: int, listed: Cells) -> None:
        """Carry over whether a list was said to be complete."""
        key = f"{self._unit(listed)}|{self._layer(listed)}"
        if (_DECLARED, key) not in self._earlier.since:
            return
        one = self._row(_DECLARED, key)
        try:
            yes = read_code(listed["complete"], "answer") == "yes"
            mine = read_date(listed.get("as_of", "")) if yes else ""
        except CellError:
            return  # said where it is read
        before, now = (r["as_of"] if r else "" for r in (one.before, one.now))
        if now in (mine, before):
            return
        answer: Answer | None = "known"
        if mine != before:
            told = (Quoted((("as_of", mine),)), Quoted((("as_of", now),)))
            answer = self._ask("changed_since", row, one, "complete", told)
        if answer == "known":
            self._cells.at[row, self._headers["complete"]] = ""

    def _figure(self, row: int, listed: Cells) -> None:
        """Carry one figure over: of a unit, an indicator and a year."""
        unit, names = self._unit(listed), schema.INDICATORS
        terms = self._drafts.pack.vocabularies
        try:
            code = read_code(listed.get("indicator", ""), "indicator", terms)
            value, year = (
                read_listed(listed[c], names.column(c), terms) for c in ("value", "year")
            )
            key = f"{unit}|{code}|{year}"
            if (_FIGURES, key) not in self._earlier.since:
                return
            one = self._row(_FIGURES, key)
            before, now = (float(r["value"]) if r else None for r in (one.before, one.now))
            mine = float(value)
        except (CellError, KeyError, ValueError):
            return  # said where it is read
        if now in (mine, before):
            return
        answer: Answer | None = "known"
        if mine != before:
            told = self._told(one, listed, ["value"])
            answer = self._ask("changed_since", row, one, "value", told)
        if answer != "list":
            self._cells.at[row, self._headers["value"]] = ""

    # -- asking --------------------------------------------------------------------------------

    def _told(self, one: _Moved, listed: Cells, columns: Iterable[str]) -> tuple[Quoted, Quoted]:
        """Cells as the planner has them, and as somebody published them."""
        names = list(dict.fromkeys("unit" if c in _PLACE else c for c in columns))
        mine = {c: self._value(c, listed.get(c, ""), one.file) for c in names}
        mine |= {"unit": self._unit(listed), "layer": self._layer(listed)}
        return tuple(  # type: ignore[return-value] # two in, two out
            cells_quoted(self._drafts.pack, one.file, cells, names)
            for cells in (mine, one.now or {})
        )

    def _ask(
        self, key: str, row: int, one: _Moved, column: str, told: tuple[Quoted, Quoted]
    ) -> Answer | None:
        pack = self._drafts.pack
        return self._drafts.problems.choose(
            key,
            self._plan,
            row,
            column,
            name=row_named(pack, one.shown),
            unit=row_unit(pack, one.shown),
            number=one.entry.number,
            by=one.entry.by,
            on=clock.local(datetime.fromisoformat(one.entry.at)).date().isoformat(),
            yours=told[0],
            theirs=told[1],
        )


def _states(one: _Moved) -> list[Cells]:
    return [row for row in (one.before, one.now) if row is not None]


def _number(entry: Entry) -> int:
    return entry.number
