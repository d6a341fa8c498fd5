"""Records → changes of rows, each with where in the upload it comes from; ids of new ones."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import shapely

from locator.intake.model import DifferenceRow
from locator.intake.recognise.cells import plain
from locator.intake.recognise.coordinates import DECIMALS
from locator.intake.recognise.legends import legend_of
from locator.intake.recognise.words import pattern, source_of_file
from locator.pack import schema
from locator.pack.change import RowChange
from locator.pack.model import LEVELS, cells, layers_of
from locator.pack.overlay import overlay
from locator.pack.rows import GEOMETRY, read_rows, row_key
from locator.pack.schema import family
from locator.publishing.rights import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from pathlib import Path

    from locator.intake.match.merge import Earlier
    from locator.intake.model import ParsedRecord, Place, SheetPlan, Terms, Upload, UploadProblems
    from locator.intake.recognise.legends import ColourWords
    from locator.intake.recognise.units import UnitFinder
    from locator.pack.change import Cells
    from locator.pack.model import CityPack


#: Coordinates nearer than this (degrees, 0.1 m) are the same, written with other decimals.
_SAME_DEGREES = 1.5 * 10.0**-DECIMALS
_SOURCE_JOINT = "；"
#: Hexadecimal digits of a made id.
_ID_LENGTH = 10
#: What stands in the ids of rows that are no venues.
_WORDS = {"shares.csv": "share", "needs.csv": "need", "circles.csv": "circle"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A change that an import proposes.

    ``row`` is what the difference says of it; ``changes`` are two when a venue moves to the file
    of another layer.
    """

    row: DifferenceRow
    changes: tuple[RowChange, ...]
    new: bool


@dataclass
class Drafts:
    """Everything an import works with, and the changes that it has gathered."""

    upload: Upload
    pack: CityPack
    rows: PackRows
    finder: UnitFinder
    problems: UploadProblems
    terms: Terms
    plans: tuple[SheetPlan, ...]
    #: What a template was made from, where rows were published since.
    earlier: Earlier | None = None
    by_key: dict[tuple[str, str], Draft] = field(default_factory=dict)
    #: (sheet, row) of every row that gets the file's name as its source.
    assumed: set[tuple[str, int | None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        scope = self.terms.scope
        self._allowed = None if not scope or EVERYWHERE in scope else self.finder.below(scope)
        self._layer_of = dict(cells(self.pack.venues, "id", "layer"))
        self._unit_of: dict[str, str] = dict(cells(self.pack.venues, "id", "unit"))

    def put(
        self,
        file: str,
        before: Cells | None,
        after: Cells | None,
        place: Place,
        name: str,
        unit: str,
    ) -> None:
        """Add the change of one row, if it is one and the scope allows it."""
        if before == after:
            return
        plan, row = place
        if self._forbidden(before, after):
            self.problems.error(
                "outside_scope", plan, row, "unit", unit, unit=self.finder.path(unit)
            )
            return
        one = after or before or {}
        key = row_key(file, one)
        shown = DifferenceRow(file, key, name, unit, fields_of(before, after), plan.sheet, row)
        earlier = self.by_key.get((file, key))
        if earlier is not None and earlier.changes[-1].after != after:
            first = next(p for p in self.plans if p.sheet == earlier.row.sheet), earlier.row.row
            self._contradict(place, first, name)
            self._contradict(first, place, name)
            return
        old = file if before is None or "layer" not in before else _file_of(file, before)
        changes: tuple[RowChange, ...] = (RowChange(file, key, before, after),)
        if old != file and after is not None:
            changes = (RowChange(old, key, before, None), RowChange(file, key, None, after))
        self.by_key[file, key] = Draft(shown, changes, before is None)

    def _contradict(self, place: Place, other: Place, name: str) -> None:
        (plan, row), (other_plan, other_row) = place, other
        sheet = other_plan.sheet or self.upload.name
        self.problems.ask(
            "row_twice", plan, row, "unit", name, other_row=other_row, other_sheet=sheet
        )

    def _forbidden(self, *rows: Cells | None) -> bool:
        """Whether a row, as it was or will be, belongs to a unit outside the scope or to none."""
        allowed = self._allowed
        if allowed is None:
            return False
        return any(not allowed.issuperset(self._units_of(row)) for row in rows if row)

    def _units_of(self, row: Cells) -> set[str]:
        """Unit of a row; an offer or a need has that of its venue too."""
        own = row.get("unit") or row.get("code", "")
        at = self.venue_unit(row.get("venue", ""))
        return {own or at, at or own}

    @cached_property
    def coloured(self) -> bool:
        """Whether something in the upload is painted, or a text in it has a word for a colour."""
        hue = pattern("legends", "hues")
        return any(
            sheet.painted.swatches
            or any(map(hue.search, (*sheet.notes, *sheet.cells, *sheet.cells.to_numpy().ravel())))
            for sheet in self.upload.sheets
        )

    @cached_property
    def legend(self) -> ColourWords:
        """What the sheets that are no lists say of colours."""
        return legend_of(self.upload, {plan.sheet for plan in self.plans})

    def venue(self, identifier: str) -> Cells | None:
        """The pack's row of a venue, None when it has none of that id."""
        layer = self._layer_of.get(identifier)
        return None if layer is None else self.rows.of(f"venues/{layer}.csv").get(identifier)

    def venue_unit(self, identifier: str) -> str:
        """Unit of a venue of the pack or of this import, ``""`` when there is none of that id."""
        if not identifier or identifier in self._unit_of:
            return self._unit_of.get(identifier, "")
        return next((d.row.unit for (_, key), d in self.by_key.items() if key == identifier), "")

    def drop_held(self) -> None:
        """Take back the changes of rows of which something is asked.

        A list of venues with such a row is not complete: its declarations wait too.
        """
        held = self.problems.held
        self.by_key = {
            at: d for at, d in self.by_key.items() if (d.row.sheet, d.row.row) not in held
        }
        asked = {sheet for sheet, _ in held}
        for plan in self.plans:
            if plan.table != "venues" or plan.sheet not in asked:
                continue
            for at, draft in list(self.by_key.items()):
                row = draft.row
                closes = row.row is None and row.file.startswith("venues/")
                declares = row.file == "reporting.csv" and draft.changes[-1].after is not None
                if row.sheet == plan.sheet and (closes or declares):
                    del self.by_key[at]
                    if declares:
                        self.problems.warning("declaration_waits", plan, row.row, "complete")

    def residents(self, unit: str, column: str = "population") -> int:
        """How many people a unit has as the pack knows, 0 where it does not."""
        units = self.pack.units
        known = units.loc[units["code"] == unit, column].dropna()
        return int(known.iloc[0]) if len(known) else 0

    def too_high(self, unit: str, layer: str) -> bool:
        """Whether clauses count a kind only in units below this one, so that a place of which no
        more is known counts nowhere: a town's school of which a list tells only the county.
        """
        levels = [r.level for r in self.pack.requirements if layer in layers_of(r)]
        if not unit or not levels:
            return False
        own = LEVELS.index(self.finder.level(unit))
        return all(LEVELS.index(level) > own for level in levels)

    def source(self, place: Place, listed: str) -> str:
        """Source of a row that names one or not."""
        if listed or self.terms.source:
            return listed or self.terms.source
        plan, row = place
        self.assumed.add((plan.sheet, row))
        return source_of_file(self.upload.name)

    def with_source(self, place: Place, before: Cells, after: Cells, listed: str) -> None:
        """Let a changed row name who says so: the old source spoke of the old cells."""
        if listed and listed != before["source"]:
            after["source"] = listed
            return
        more = self.source(place, "")
        if more not in before["source"]:
            after["source"] = _SOURCE_JOINT.join(filter(None, (before["source"], more)))

    def sourced(self, place: Place, before: Cells, after: Cells, told: Cells) -> Cells:
        """A record with the source and date of what a row tells; as it was if it tells nothing."""
        source, own_date = told.get("source", ""), told.get("source_date", "")
        common = min(len(own_date), len(before["source_date"]))
        older = own_date[:common] < before["source_date"][:common]
        known = own_date in {"", before["source_date"]} and source in {"", before["source"]}
        if after == before and (known or older):
            return before
        self.with_source(place, before, after, source)
        changed_date = own_date and own_date != before["source_date"]
        after["source_date"] = own_date if changed_date else self.today()
        return after

    def today(self) -> str:
        """Date of rows that name none."""
        return self.terms.today.isoformat()

    def changes(self) -> tuple[RowChange, ...]:
        """All changes, in the order of the upload."""
        return tuple(change for draft in self.by_key.values() for change in draft.changes)


def fields_of(before: Cells | None, after: Cells | None) -> tuple[tuple[str, str, str], ...]:
    """(column, before, after) of every cell that differs."""
    old, new = before or {}, after or {}
    return tuple(
        (name, _shown(name, old.get(name, "")), _shown(name, new.get(name, "")))
        for name in dict.fromkeys([*old, *new])
        if old.get(name, "") != new.get(name, "")
    )


def _shown(name: str, text: str) -> str:
    """A cell as a person reads it: of a shape, its kind and how many corners it has."""
    if name != GEOMETRY or not text:
        return text
    shape = shapely.from_geojson(text)
    return f"{shape.geom_type} ({shapely.get_num_coordinates(shape)})"


def _file_of(file: str, before: Cells) -> str:
    return f"venues/{before['layer']}.csv" if file.startswith("venues/") else file


def venue_draft(drafts: Drafts, record: ParsedRecord, identifier: str) -> None:
    """The change that one record of a venue makes, coordinates being WGS-84."""
    before = drafts.venue(record.match)
    if before is None:
        after = _new_venue(drafts, record, identifier)
    else:
        after = _changed_venue(drafts, record, before)
    file = f"venues/{after['layer']}.csv"
    drafts.put(file, before, after, (record.plan, record.row), after["name"], after["unit"])


def _new_venue(drafts: Drafts, record: ParsedRecord, identifier: str) -> Cells:
    after: Cells = dict.fromkeys(schema.VENUES.names, "")
    after |= record.cells
    after |= {"id": identifier, "layer": record.layer, "unit": record.unit}
    after["status"] = after["status"] or "open"
    after["source"] = drafts.source((record.plan, record.row), record.cells.get("source", ""))
    if not after["collected_date"]:
        after["source_date"] = after["source_date"] or drafts.today()
    _settle_precision(after)
    return after


def _changed_venue(drafts: Drafts, record: ParsedRecord, before: Cells) -> Cells:
    after = dict(before)
    told = told_cells(record.cells, record.as_listed, before)
    after |= told
    after["layer"] = record.layer
    if record.unit and record.unit not in drafts.finder.chain(before["unit"]):
        after["unit"] = record.unit
    if told.keys() & {"lon", "lat", "precision"}:
        _settle_precision(after)
    return drafts.sourced((record.plan, record.row), before, after, record.cells)


def told_cells(cells: Cells, listed: Cells, before: Cells) -> Cells:
    """Those cells of a row that say something else than the record that it is."""
    return {
        name: value
        for name, value in cells.items()
        if name not in {"id", "source", "source_date", "collected_date"}
        and listed.get(name, "") != before[name]
        and not same_cell(name, value, before[name])
    }


def _settle_precision(after: Cells) -> None:
    """A point without a precision is good to the street, no point is the unit: no more is said."""
    if not after["lon"] and not after["lat"]:
        after["precision"] = "unit"
    elif after["lon"] and after["lat"] and after["precision"] in {"", "unit"}:
        after["precision"] = "street"
    else:
        after["precision"] = after["precision"] or "unit"


def same_cell(name: str, value: str, before: str) -> bool:
    """Whether a cell says what it said before, with other blanks or other decimals."""
    if name in {"lon", "lat"} and value and before:
        return abs(float(value) - float(before)) < _SAME_DEGREES
    return plain(value) == plain(before)


class PackRows:
    """Rows of the effective pack: the files of a folder with approved changes laid over them.

    Files are read when they are first asked for.
    """

    def __init__(self, folder: Path, approved: Iterable[RowChange] = ()) -> None:
        self.folder = folder
        self.approved = tuple(approved)
        #: Bytes of the files that the changes alter, by name.
        self.laid = overlay(folder, self.approved).files if self.approved else {}
        self._rows: dict[str, dict[str, Cells]] = {}
        self._keys: dict[str, dict[int, str]] = {}

    def of(self, file: str) -> dict[str, Cells]:
        """Rows of a file by their key, in its order; empty where the pack has no such file."""
        if file not in self._rows:
            path = self.folder / file
            raw = self.laid.get(file) or (path.read_bytes() if path.is_file() else None)
            rows = [row for row in read_rows(file, raw).rows if row.key is not None]
            self._rows[file] = {str(row.key): row.cells for row in reversed(rows)}
            self._keys[file] = {row.line: str(row.key) for row in rows}
        return self._rows[file]

    def with_changes(self, changes: Iterable[RowChange]) -> dict[str, dict[str, Cells]]:
        """All rows of each file that changes touch, as they would be."""
        found: dict[str, dict[str, Cells]] = {}
        for one in changes:
            rows = found.setdefault(one.file, dict(self.of(one.file)))
            if one.after is None:
                rows.pop(one.key, None)
            else:
                rows[one.key] = dict(one.after)
        return found

    def key_at(self, file: str, line: int) -> str:
        """Key of the row at a line of a file, ``""`` where none begins."""
        if family(file) is None:
            return ""
        self.of(file)
        return self._keys[file].get(line, "")


# -- ids ----------------------------------------------------------------------


def make_ids(records: Iterable[ParsedRecord], pack: CityPack) -> dict[int, str]:
    """Id of each new record by its position: the same list makes the same ids again.

    The pack's own style: its usual prefix and ten hexadecimal digits of SHA-256 over layer, name
    and county, with the unit where that is taken.
    """
    prefix = id_prefix(pack)
    taken = set(pack.venues.index)
    names = dict(cells(pack.units, "code", "name"))
    named = {code: names.get(county, "") for code, county in cells(pack.units, "code", "county")}
    found: dict[int, str] = {}
    for position, record in enumerate(records):
        if record.match:
            continue
        text = f"{record.layer}|{record.name}|{named[record.unit]}"
        identifier = made_id(prefix, text, taken, f"|{record.unit}")
        taken.add(identifier)
        found[position] = identifier
    return found


def id_prefix(pack: CityPack) -> str:
    """What the ids of a pack usually begin with, before the first hyphen."""
    prefixes = Counter(identifier.partition("-")[0] for identifier in pack.venues.index)
    return prefixes.most_common(1)[0][0] if prefixes else pack.city.code


def row_id(pack: CityPack, file: str, text: str, taken: Container[str] = ()) -> str:
    """Id of a new offer, need or circle: the pack's prefix, what it is, and the text's digits."""
    return made_id(f"{id_prefix(pack)}-{_WORDS[file]}", text, taken, "|")


def made_id(prefix: str, text: str, taken: Container[str] = (), more: str = "") -> str:
    """An id that is made of a text, with ``more`` added to it while the id is taken."""
    while True:
        identifier = f"{prefix}-{hashlib.sha256(text.encode()).hexdigest()[:_ID_LENGTH]}"
        if identifier not in taken:
            return identifier
        text += more
