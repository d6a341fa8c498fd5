"""Lists of offers, needs and curated circles: where each belongs, which record it is."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from locator.geo.datum import convert
from locator.intake.match.doubts import free_to_change
from locator.intake.match.drafts import row_id, told_cells
from locator.intake.match.gazetteer import FILE as PLACES
from locator.intake.match.gazetteer import unit_at
from locator.intake.match.rows import PLACE_ONLY, find_unit, read_cells, rows_of
from locator.intake.match.venues import say_duplicate
from locator.intake.model import Duplicate
from locator.intake.recognise.cells import CLEAR
from locator.intake.recognise.coordinates import degrees, told_datum
from locator.intake.recognise.words import is_placeholder
from locator.names.keys import core_key, half_width
from locator.pack import schema
from locator.pack.checks import SIMILAR
from locator.problems import DataName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.intake.match.drafts import Drafts
    from locator.intake.model import Place, SheetPlan, UploadSheet
    from locator.pack.change import Cells

#: A name this alike (rapidfuzz, 0 to 100) is worth naming in the error.
_ALIKE = 60.0
_OTHERS = 3
_IN_BRACKETS = re.compile(r"[（(]([^（）()]+)[）)]$")
_MINUTES = re.compile(r"\s*(?:分钟|分|min(?:ute)?s?)$")


@dataclass
class _Shared:
    """One row of somebody's list of offers or needs.

    ``cells`` are those that could be read, ``as_listed`` the same as they stand in the
    file; ``venue`` and ``unit`` are what the row names, ``""`` where it names none.
    """

    row: int
    cells: Cells
    as_listed: Cells
    venue: str
    unit: str
    failed: set[str] = field(default_factory=set)
    match: str = ""

    @property
    def title(self) -> str:
        """What is offered or asked for."""
        return self.cells.get("title", "")


def import_sharing(drafts: Drafts, sheet: UploadSheet, plan: SheetPlan) -> list[Duplicate]:
    """Changes of offers or needs go to ``drafts``; the new ones that may be there already."""
    file = f"{plan.table}.csv"
    known = drafts.rows.of(file)
    records = _read(drafts, sheet, plan, known)
    foreign = sum(bool(r.as_listed.get("id")) and r.as_listed["id"] not in known for r in records)
    if foreign:
        drafts.problems.warning("ids_unknown", plan, None, "id", number=foreign)
    for record in records:
        record.match = _match(record, known)
    taken = {record.match for record in records if record.match}
    duplicates: list[Duplicate] = []
    for record in records:
        before = known.get(record.match)
        if before is not None:
            after = _changed(drafts, plan, record, before)
            if not _newer(drafts, (plan, record.row), file, before, after, record.cells):
                continue
        elif _complete(drafts, plan, record):
            others = {key: row for key, row in known.items() if key not in taken}
            duplicates += _doubted(drafts, plan, record, others)
            after = _new(drafts, plan, record, file, set(known))
        else:
            continue
        unit = drafts.venue_unit(after["venue"]) or after["unit"]
        drafts.put(file, before, after, (plan, record.row), after["title"], unit)
    return duplicates


def _newer(
    drafts: Drafts, place: Place, file: str, before: Cells, after: Cells, cells: Cells
) -> bool:
    """Whether a row may change what is known: it is no older, or was said to hold."""
    names = after.keys() - {"source", "source_date"}
    told = {name: after[name] for name in after if name in names and after[name] != before[name]}
    return free_to_change(drafts, place, file, before, told, cells.get("source_date", ""))


def _read(
    drafts: Drafts, sheet: UploadSheet, plan: SheetPlan, known: Mapping[str, Cells]
) -> list[_Shared]:
    """Rows that say something, and whose venue and unit are known."""
    columns = [
        c
        for c in schema.TABLES[f"{plan.table}.csv"].columns
        if c.name not in {"id", "venue", "unit"}
    ]
    venues = _Venues(drafts)
    records = []
    for row, listed in rows_of(sheet, plan):
        if not _says_something(listed, known):
            continue
        own = known.get(listed.get("id", ""), {})
        cells, failed = read_cells(drafts, (plan, row), listed, columns, own)
        meant = find_unit(drafts.finder, drafts.problems, plan, row, listed)
        unit = meant.code if meant else ""
        venue = venues.find(plan, row, listed, unit)
        if venue is not None and (meant is None or unit):
            records.append(_Shared(row, cells, listed, venue, unit, failed))
    return records


def _says_something(listed: Cells, known: Mapping[str, Cells]) -> bool:
    """Whether a row is more than a blank of a template; a known id beside a unit may move it."""
    content = {
        name for name in listed if name not in PLACE_ONLY and not is_placeholder(listed[name])
    }
    return bool(content - {"id"}) or listed.get("id", "") in known


class _Venues:
    """Venues of the pack and of this import, by their names."""

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts
        self._names: dict[str, str] = drafts.pack.venues["name"].to_dict()
        self._names |= {
            draft.row.key: draft.row.name
            for (file, _), draft in drafts.by_key.items()
            if file.startswith("venues/")
        }
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for identifier, name in self._names.items():
            self._by_name[core_key(name)].append(identifier)

    def find(self, plan: SheetPlan, row: int, listed: Cells, unit: str) -> str | None:
        """Id of the venue that a row names by id or name, ``""`` for none, None if unknown."""
        text = listed.get("venue", "")
        if not text or is_placeholder(text) or half_width(text).casefold() in CLEAR:
            return ""
        bracketed = _IN_BRACKETS.search(text)
        for identifier in (text, bracketed[1] if bracketed else ""):
            if identifier in self._names:
                return identifier
        named = self._by_name.get(core_key(text), [])
        named = [i for i in named if self._names[i] == text] or named
        finder, problems = self._drafts.finder, self._drafts.problems
        fitting = [i for i in named if finder.one_place(unit, self._drafts.venue_unit(i))]
        if len(fitting) == 1:
            return fitting[0]
        key = "venue_ambiguous" if fitting else "venue_unknown"
        others = fitting or named or self._alike(text)
        if others and not fitting:
            key = "venue_unknown_like"
        shown = tuple(map(self._choice, others[:_OTHERS]))
        problems.ask(key, plan, row, "venue", text, others=shown)
        return None

    def _choice(self, identifier: str) -> DataName:
        """A place with its unit and id."""
        unit = self._drafts.finder.path(self._drafts.venue_unit(identifier))
        name = self._names[identifier]
        return DataName(
            f"{unit.name}{name}（{identifier}）", f"“{name}”, {unit.name_en} ({identifier})"
        )

    def _alike(self, text: str) -> list[str]:
        names = list(self._by_name)
        found = process.extract(core_key(text), names, limit=_OTHERS, score_cutoff=_ALIKE)
        return [identifier for name, _, _ in found for identifier in self._by_name[name]]


def _match(record: _Shared, known: Mapping[str, Cells]) -> str:
    """Id of the record that a row is: by id, else by kind, title and place, if only one fits.

    Where several do, their hours tell them apart.
    """
    if record.as_listed.get("id", "") in known:
        return record.as_listed["id"]
    same = [
        key
        for key, row in known.items()
        if row["kind"] == record.cells.get("kind")
        and core_key(row["title"]) == core_key(record.title)
        and _same_place(record, row)
    ]
    hours = record.cells.get("hours", "")
    exact = [key for key in same if known[key]["hours"] == hours]
    return exact[0] if len(exact) == 1 else same[0] if len(same) == 1 else ""


def _same_place(record: _Shared, row: Cells) -> bool:
    if record.venue or row["venue"]:
        return record.venue == row["venue"]
    institution = record.cells.get("institution", "")
    return record.unit == row["unit"] and core_key(institution) == core_key(row["institution"])


def _complete(drafts: Drafts, plan: SheetPlan, record: _Shared) -> bool:
    """Whether a new row says what it is and where; what cannot be read has been reported."""
    fine = not record.failed & {"kind", "title"}
    for name in ("kind", "title"):
        if not record.cells.get(name) and name not in record.failed:
            drafts.problems.ask(f"share_{name}", plan, record.row, name)
            fine = False
    if not record.venue and not record.unit:
        drafts.problems.ask("share_where", plan, record.row, "unit")
        fine = False
    return fine


def _doubted(
    drafts: Drafts, plan: SheetPlan, record: _Shared, others: Mapping[str, Cells]
) -> list[Duplicate]:
    """The record of the same kind and place whose title is similar, which a new row may be."""
    unit = drafts.venue_unit(record.venue) or record.unit
    for key, row in others.items():
        here = (drafts.venue_unit(row["venue"]) or row["unit"]) == unit
        alike = fuzz.ratio(core_key(row["title"]), core_key(record.title)) >= SIMILAR
        if here and alike and row["kind"] == record.cells["kind"]:
            duplicate = Duplicate(
                plan.sheet, record.row, record.title, unit, key, row["title"], None
            )
            say_duplicate(drafts, plan, duplicate, "title")
            return [duplicate]
    return []


def _new(drafts: Drafts, plan: SheetPlan, record: _Shared, file: str, taken: set[str]) -> Cells:
    after: Cells = dict.fromkeys(schema.TABLES[file].names, "")
    after |= record.cells
    at = drafts.venue_unit(record.venue)
    after["venue"] = record.venue
    after["unit"] = "" if record.unit in drafts.finder.chain(at) else record.unit
    where = record.venue or f"{record.unit}|{after['institution']}"
    said = "|".join((after["kind"], after["title"], where, after["hours"]))
    after["id"] = row_id(drafts.pack, file, said, taken)
    after["status"] = after["status"] or "open"
    after["source"] = drafts.source((plan, record.row), after["source"])
    after["source_date"] = after["source_date"] or drafts.today()
    return after


def _changed(drafts: Drafts, plan: SheetPlan, record: _Shared, before: Cells) -> Cells:
    """The record with what a row tells; the unit is kept with the venue where there is one."""
    after = before | told_cells(record.cells, record.as_listed, before)
    if record.venue:
        after["venue"] = record.venue
    elif record.as_listed.get("venue") and not is_placeholder(record.as_listed["venue"]):
        after["venue"] = ""
        after["unit"] = before["unit"] or drafts.venue_unit(before["venue"])
    at = drafts.venue_unit(after["venue"])
    chain = drafts.finder.chain(at or after["unit"])
    if record.unit and record.unit not in chain:
        after["unit"] = record.unit
    elif after["venue"] != before["venue"] and after["venue"]:
        after["unit"] = ""
    return drafts.sourced((plan, record.row), before, after, record.cells)


def import_circles(drafts: Drafts, sheet: UploadSheet, plan: SheetPlan) -> None:
    """Curated circles: a walk around a place of the gazetteer or a point, whose datum is told."""
    file = "circles.csv"
    known = drafts.rows.of(file)
    by_name = {core_key(cells["name"]): cells for cells in known.values()}
    columns = [c for c in schema.CIRCLES.columns if c.name not in {"id", "unit"}]
    for row, filled in rows_of(sheet, plan):
        if not _says_something(filled, known):
            continue
        listed = dict(filled)
        if "minutes" in listed:
            listed["minutes"] = _MINUTES.sub("", listed["minutes"])
        own = known.get(listed.get("id", ""), {})
        cells, failed = read_cells(drafts, (plan, row), listed, columns, own)
        before = own or by_name.get(core_key(cells.get("name", "")))
        missing = [
            n
            for n in ("name", "minutes", "walker")
            if not before and not cells.get(n) and n not in failed
        ]
        for name in missing:
            drafts.problems.ask("circle_blank", plan, row, name)
        meant = find_unit(drafts.finder, drafts.problems, plan, row, listed)
        if missing or failed or (meant and not meant.code):
            continue
        told = told_cells(cells, listed, before) if before else dict(cells)
        if not _moved(drafts, sheet, plan, row, told):
            continue
        after = dict.fromkeys(schema.CIRCLES.names, "") | (before or {}) | told
        if meant:
            after["unit"] = meant.code
        after["unit"] = after["unit"] or _unit_of(drafts, after)
        place = (plan, row)
        if before:
            after = drafts.sourced(place, before, after, cells)
            if not _newer(drafts, place, file, before, after, cells):
                continue
        else:
            after["id"] = row_id(drafts.pack, file, after["name"], set(known))
            after["source"] = drafts.source(place, after["source"])
            after["source_date"] = after["source_date"] or drafts.today()
        drafts.put(file, before, after, place, after["name"], after["unit"])


def _moved(drafts: Drafts, sheet: UploadSheet, plan: SheetPlan, row: int, told: Cells) -> bool:
    """Bring the centre that a row tells to WGS-84; whether that could be done."""
    if not told.get("lon") or not told.get("lat"):
        return True
    datum = drafts.terms.datum if drafts.terms.datum != "auto" else told_datum(sheet, plan)
    if datum is None:
        drafts.problems.ask("place_datum", plan, row, "lon")
        return False
    lon, lat = convert(float(told["lon"]), float(told["lat"]), datum, "wgs84")
    told |= {"lon": degrees(float(lon)), "lat": degrees(float(lat))}
    return True


def _unit_of(drafts: Drafts, circle: Cells) -> str:
    """Unit of the centre of a circle, ``""`` where it cannot be told."""
    if circle["lon"] and circle["lat"]:
        return unit_at(drafts, float(circle["lon"]), float(circle["lat"]))
    places = drafts.rows.of(PLACES).values()
    units = {place["unit"] for place in places if place["name"] == circle["place"]}
    return units.pop() if len(units) == 1 else ""
