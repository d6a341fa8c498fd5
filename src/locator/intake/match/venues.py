"""Lists of venues: rows read, matched with the pack, moved to WGS-84, doubted, compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from rapidfuzz import fuzz
from scipy.spatial import cKDTree

from locator.geo.datum import EARTH_RADIUS_M, convert, great_circle, unit_xyz
from locator.hours.text import parse
from locator.intake.match.doubts import (
    doubt,
    doubt_crowds,
    doubt_spellings,
    firm_declarations,
    one_name,
    without_held,
    without_repeated,
)
from locator.intake.match.drafts import make_ids, venue_draft
from locator.intake.match.reader import VenueReader
from locator.intake.match.rows import doubt_finer
from locator.intake.model import DatumGuess, DifferenceRow, Duplicate
from locator.intake.recognise.cells import read_phone
from locator.intake.recognise.coordinates import degrees, guess_datum
from locator.intake.recognise.words import is_placeholder
from locator.names.keys import core_key, name_key, recorded_core_key
from locator.pack.checks import SIMILAR
from locator.pack.checks_points import DUPLICATE_M
from locator.pack.model import cells
from locator.problems import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.intake.match.drafts import Drafts
    from locator.intake.model import Declared, ParsedRecord, SheetPlan, UploadProblems, UploadSheet
    from locator.intake.recognise.units import UnitFinder
    from locator.pack.model import CityPack

#: A point farther outside its unit's outline than this (m) is a doubt.
_OUTSIDE_M = 500.0


def import_venues(
    drafts: Drafts, planned: Sequence[tuple[UploadSheet, SheetPlan]]
) -> tuple[list[DatumGuess], list[Declared], tuple[Duplicate, ...], tuple[DifferenceRow, ...]]:
    """Changes of venues go to ``drafts``; datums, declarations, possible duplicates and gone."""
    records: list[ParsedRecord] = []
    declared: list[Declared] = []
    of_sheet: list[tuple[UploadSheet, SheetPlan, list[ParsedRecord]]] = []
    for sheet, plan in planned:
        reader = VenueReader(sheet, plan, drafts)
        reader.read()
        records += reader.records
        declared += reader.declared
        of_sheet.append((sheet, plan, reader.records))
    match_records(records, drafts.pack, drafts.finder, drafts.problems)
    for record in records:
        doubt(record, drafts)
    doubt_spellings(records, drafts)
    records = without_repeated(records, drafts)
    for record in records:
        _keep_what_is_same(record, drafts)
        _doubt_texts(record, drafts)
    datums = [guess for of in of_sheet if (guess := _settle_datum(drafts, *of))]
    _fill_units(drafts, records)
    _doubt_points(drafts, records)
    settled = [record for record in records if record.unit]
    doubt_crowds(drafts, settled)
    duplicates = possible_duplicates(settled, drafts.pack, drafts.finder)
    for duplicate in duplicates:
        plan = next(plan for _, plan in planned if plan.sheet == duplicate.sheet)
        say_duplicate(drafts, plan, duplicate, "name")
    declared = firm_declarations(declared, settled, drafts)
    ids = make_ids(settled, drafts.pack)
    for position, record in enumerate(settled):
        venue_draft(drafts, record, ids.get(position, record.match))
    return datums, declared, duplicates, _gone(drafts, settled, declared)


def match_records(
    records: Sequence[ParsedRecord], pack: CityPack, finder: UnitFinder, problems: UploadProblems
) -> None:
    """Set ``match`` of each record that is one of the pack: by id, else by name, layer and unit.

    A name matches when it is the same but for brackets and spaces and one unit is the other or
    lies in it. Ids that the pack does not have are a running number of somebody else's list: one
    warning a sheet says that they are not used.
    """
    venues = pack.venues
    layers = dict(cells(venues, "id", "layer"))
    units = dict(cells(venues, "id", "unit"))
    names = dict(cells(venues, "id", "name"))
    by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    for identifier, name, layer in cells(venues, "id", "name", "layer"):
        by_name[recorded_core_key(name), layer].append(identifier)
    foreign: Counter[str] = Counter()
    for record in records:
        identifier = record.as_listed.get("id", "").strip()
        if identifier in layers:
            record.match = identifier
        else:
            foreign[record.plan.sheet] += bool(identifier)
            same = by_name.get((core_key(record.name), record.layer), [])
            fitting = [
                i
                for i in same
                if finder.one_place(record.unit, units[i]) and one_name(record.name, names[i])
            ]
            exact = [i for i in fitting if name_key(names[i]) == name_key(record.name)]
            chosen = exact if len(exact) == 1 else fitting
            record.match = chosen[0] if len(chosen) == 1 else ""
        record.match_layer = layers.get(record.match, "")
        if record.match and not record.unit:
            record.unit, record.unit_from = units[record.match], "pack"
    plans = {record.plan.sheet: record.plan for record in records}
    for sheet, number in foreign.items():
        if number:
            problems.warning("ids_unknown", plans[sheet], None, "id", number=number)


def _keep_what_is_same(record: ParsedRecord, drafts: Drafts) -> None:
    """Take cells out of a record that stand in the pack just so, coordinates before all: what a
    template was filled with is WGS-84, whatever the datum of the rest.
    """
    before = drafts.venue(record.match)
    if before is None:
        return
    if not record.as_listed.get("layer"):
        record.layer = record.match_layer
    point = [(name, before[name]) for name in ("lon", "lat")]
    if all(_same_number(record.cells.get(name, ""), value) for name, value in point):
        for name, _ in point:
            record.cells.pop(name, None)
    if before["phone"] and read_phone(before["phone"])[0] == record.cells.get("phone"):
        record.cells["phone"] = before["phone"]


def _doubt_texts(record: ParsedRecord, drafts: Drafts) -> None:
    """Phone numbers and opening hours that are new and not understood; they are kept as given."""
    before = drafts.venue(record.match) or {}
    phone, hours = record.cells.get("phone", ""), record.cells.get("opening_hours", "")
    if phone and phone != before.get("phone") and not read_phone(phone)[1]:
        drafts.problems.warning("phone", record.plan, record.row, "phone", phone)
    if hours and hours != before.get("opening_hours") and not parse(hours).tells:
        drafts.problems.warning(
            "hours",
            record.plan,
            record.row,
            "opening_hours",
            hours,
            name=record.cells.get("name") or before.get("name", ""),
        )


def _same_number(value: str, before: str) -> bool:
    return bool(value and before) and float(value) == float(before)


def _settle_datum(
    drafts: Drafts, sheet: UploadSheet, plan: SheetPlan, records: list[ParsedRecord]
) -> DatumGuess | None:
    records = without_held(records, drafts)
    for record in records:
        if record.datum and record.point:
            _move(record, *convert(*record.point, record.datum, "wgs84"))
    located = [record for record in records if record.point and not record.datum]
    if not located:
        return None
    guess = guess_datum(sheet, plan, located, drafts.pack, drafts.finder, drafts.terms)
    if guess.sureness in {"likely", "unsure"}:
        drafts.problems.warning(
            f"datum_{guess.sureness}",
            plan,
            None,
            "lon",
            datum=Words((f"intake.datum_{guess.datum}",)),
            percent=round(100 * guess.confidence),
        )
    points = np.array([record.point for record in located], dtype=np.float64)
    lon, lat = convert(points[:, 0], points[:, 1], guess.datum, "wgs84")
    for record, x, y in zip(located, lon, lat, strict=True):
        _move(record, x, y)
    return guess


def _move(record: ParsedRecord, lon: object, lat: object) -> None:
    record.cells |= {"lon": degrees(float(lon)), "lat": degrees(float(lat))}  # type: ignore[arg-type]


def _fill_units(drafts: Drafts, records: Sequence[ParsedRecord]) -> None:
    """Units of rows that name none: by the point; what was taken from where is said."""
    outlines = drafts.pack.outlines
    level = outlines.index.map(drafts.pack.units["level"]).isin(["county", "town", "village"])
    usable = outlines[level & (outlines["quality"] != "approximate")]
    for record in records:
        named = record.as_listed.keys() & {"unit", "county", "town"}
        if record.unit or not all(is_placeholder(record.as_listed[name]) for name in named):
            if record.unit_from in {"address", "name", "title"}:
                _say_unit(drafts, record)
            continue
        if record.point:
            inside = usable[shapely.contains_xy(usable.geometry.array, *record.point)]
            if len(inside):
                smallest = inside.geometry.to_crs(drafts.pack.city.metric_crs).area.idxmin()
                record.unit, record.unit_from = str(smallest), "point"
                _say_unit(drafts, record)
                if not record.match:
                    doubt_finer(record, drafts)
                continue
        drafts.problems.ask("unit_blank", record.plan, record.row, "unit")


def _say_unit(drafts: Drafts, record: ParsedRecord) -> None:
    drafts.problems.warning(
        f"unit_from_{record.unit_from}",
        record.plan,
        record.row,
        "unit",
        record.cells.get(record.unit_from),
        unit=drafts.finder.path(record.unit),
    )


def _doubt_points(drafts: Drafts, records: Sequence[ParsedRecord]) -> None:
    """Points that lie well outside the outline of the unit that the row names."""
    pack = drafts.pack
    city = pack.outlines[pack.outlines["quality"] != "approximate"]
    shapes = city.geometry.to_crs(pack.city.metric_crs)
    of_unit: dict[str, list[ParsedRecord]] = defaultdict(list)
    for record in records:
        if record.point and record.unit and record.unit_from != "point":
            code = next((c for c in drafts.finder.chain(record.unit) if c in shapes.index), "")
            # What lies outside the city is for the pack's own check to refuse.
            if code and code != pack.city.code:
                of_unit[code].append(record)
    known = shapely.union_all(shapes.array)
    shapely.prepare(known)
    for code, inside in of_unit.items():
        points = gpd.GeoSeries(
            gpd.points_from_xy(*np.array([r.point for r in inside]).T), crs="EPSG:4326"
        ).to_crs(pack.city.metric_crs)
        metres = points.distance(shapes[code]).to_numpy()
        doubtful = (metres > _OUTSIDE_M) & shapely.contains_xy(known, points.x, points.y)
        for number in np.flatnonzero(doubtful):
            record = inside[number]
            drafts.problems.warning(
                "point_elsewhere",
                record.plan,
                record.row,
                "lon",
                f"{record.cells['lon']},{record.cells['lat']}",
                unit=drafts.finder.path(code),
                metres=f"{metres[number]:.0f}",
            )


def possible_duplicates(
    records: Sequence[ParsedRecord], pack: CityPack, finder: UnitFinder
) -> tuple[Duplicate, ...]:
    """New records that may be one of the pack: near or of one unit, and of a similar name.

    Coordinates of the records are WGS-84 by now. What is similar and near is what
    :func:`locator.pack.checks.check_duplicates` takes for it; of a record that another row already
    is, no new one is a duplicate.
    """
    taken = {record.match for record in records}
    venues = pack.venues[~pack.venues.index.isin(taken)]
    by_place: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, (layer, town, county) in enumerate(cells(venues, "layer", "town", "county")):
        by_place[layer, town or county].append(number)
    names = [recorded_core_key(name) for name in venues["name"].to_list()]
    lon, lat = venues["lon"].to_numpy(), venues["lat"].to_numpy()
    located = np.flatnonzero(~np.isnan(lon))
    points = len(located) and any(record.point for record in records)
    tree = cKDTree(unit_xyz(lon[located], lat[located])) if points else None
    found = []
    for record in records:
        if record.match or not record.layer or not record.unit:
            continue
        near: set[int] = set()
        if tree is not None and record.point:
            hits = tree.query_ball_point(unit_xyz(*record.point), DUPLICATE_M / EARTH_RADIUS_M)
            near = {int(located[i]) for i in hits}
        chain = finder.chain(record.unit)
        same = [number for code in chain[:3] for number in by_place.get((record.layer, code), [])]
        name = core_key(record.name)
        for number in dict.fromkeys([*sorted(near), *same]):
            if fuzz.ratio(name, names[number]) >= SIMILAR:
                found.append(_duplicate(record, pack, str(venues.index[number])))
                break
    return tuple(found)


def _duplicate(record: ParsedRecord, pack: CityPack, other: str) -> Duplicate:
    venue = pack.venues.loc[other]
    distance = None
    if record.point and not np.isnan(venue["lon"]):
        distance = round(float(great_circle(*record.point, venue["lon"], venue["lat"])), 1)
    return Duplicate(
        record.plan.sheet, record.row, record.name, record.unit, other, venue["name"], distance
    )


def say_duplicate(drafts: Drafts, plan: SheetPlan, duplicate: Duplicate, column: str) -> None:
    """Warn of a new row that may be a record which is there already."""
    drafts.problems.warning(
        "possible_duplicate",
        plan,
        duplicate.row,
        column,
        duplicate.name,
        other=duplicate.other_name,
        id=duplicate.other,
    )


def _gone(
    drafts: Drafts, records: Sequence[ParsedRecord], declared: Sequence[Declared]
) -> tuple[DifferenceRow, ...]:
    """Open records of a unit and layer whose list is declared complete and does not name them.

    They stay as they are and a warning says so; with ``close_gone`` each becomes *closed*. No
    record is ever taken out: a place that was is not a place that never was.
    """
    named = {record.match for record in records if record.match}
    venues = drafts.pack.venues
    gone: dict[str, DifferenceRow] = {}
    for answer in declared:
        if not answer.complete:
            continue
        below = drafts.finder.below([answer.unit])
        here = venues[
            (venues["layer"] == answer.layer)
            & venues["unit"].isin(below)
            & (venues["status"] != "closed")
            & ~venues.index.isin(named)
        ]
        file = f"venues/{answer.layer}.csv"
        for identifier, name, unit in cells(here, "id", "name", "unit"):
            if identifier in gone or (drafts.earlier and drafts.earlier.lacked(identifier)):
                continue
            gone[identifier] = DifferenceRow(file, identifier, name, unit)
            if drafts.terms.close_gone:
                _close(drafts, answer, file, identifier)
            else:
                drafts.problems.warning(
                    "gone", answer.plan, answer.row, "complete", name, id=identifier
                )
    return tuple(gone.values())


def _close(drafts: Drafts, answer: Declared, file: str, identifier: str) -> None:
    before = drafts.rows.of(file)[identifier]
    after = before | {"status": "closed", "source_date": drafts.today()}
    place = (answer.plan, None)
    drafts.with_source(place, before, after, answer.source)
    drafts.put(file, before, after, place, before["name"], before["unit"])
