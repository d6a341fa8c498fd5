"""Lists of stations, estates, streets … → the gazetteer by which people find a position."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import shapely

from locator.geo.datum import convert, great_circle
from locator.intake.match.rows import rows_of
from locator.intake.model import CellError
from locator.intake.recognise.cells import plain, read_cell
from locator.intake.recognise.coordinates import degrees, told_datum
from locator.names.keys import name_key
from locator.pack import schema
from locator.pack.model import LIST_SEPARATOR, PLACE_KINDS
from locator.pack.rows import row_key
from locator.problems import DataName, Verbatim

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from locator.intake.match.drafts import Drafts
    from locator.intake.model import SheetPlan, UploadSheet
    from locator.pack.change import Cells

FILE = "places.csv"
#: A place of the same name within this distance (m) is the same one, of another kind too …
_SAME_M = 1500.0
#: … and stays where it is if it moves less than this (m): sources differ by about as much.
_MOVED_M = 150.0


def import_places(drafts: Drafts, sheet: UploadSheet, plan: SheetPlan) -> None:
    """New places, and known ones that stand elsewhere now.

    Coordinates must say their datum, in the heading or by the terms of the import: there is
    nothing to try a gazetteer against, since it is what lists are tried against.
    """
    datum = drafts.terms.datum if drafts.terms.datum != "auto" else told_datum(sheet, plan)
    if datum is None:
        drafts.problems.error("place_datum", plan, None, "lon")
        return
    known, outlines = _known(drafts), _outlines(drafts)
    for row, listed in rows_of(sheet, plan):
        cells = _cells(drafts, plan, row, listed)
        if cells is None:
            continue
        lon, lat = convert(float(cells["lon"]), float(cells["lat"]), datum, "wgs84")
        where = {"lon": degrees(float(lon)), "lat": degrees(float(lat))}
        unit = _around(outlines, float(lon), float(lat))
        if not unit:
            drafts.problems.warning("place_outside", plan, row, "lon", cells["name"])
            continue
        place = (plan, row)
        same = _nearest(known[cells["kind"], cells["name"]], where)
        if same is None and _nearest(known["", cells["name"]], where) is not None:
            continue
        if same is None:
            new = cells | where | {"unit": unit}
            if row_key(FILE, new) in drafts.rows.of(FILE):
                drafts.problems.warning(
                    "place_namesake",
                    plan,
                    row,
                    "name",
                    cells["name"],
                    unit=drafts.finder.path(unit),
                )
                continue
            new["source"] = drafts.source(place, listed.get("source", ""))
            ordered = {name: new.get(name, "") for name in schema.PLACES.names}
            drafts.put(FILE, None, ordered, place, cells["name"], unit)
        elif _metres(same, where) > _MOVED_M:
            moved = same | where
            drafts.with_source(place, same, moved, listed.get("source", ""))
            drafts.put(FILE, same, moved, place, same["name"], same["unit"])


def points_of_units(
    drafts: Drafts, sheet: UploadSheet, plan: SheetPlan
) -> Callable[[int, Cells, str, Cells], Cells]:
    """What finds the new point of a unit in a row of a list of units; empty where there is none.

    Of a row's name and the unit's one is the other, and the point lies in no other unit's real
    outline, else the row is no sure word on where the unit is.
    """
    datum = drafts.terms.datum if drafts.terms.datum != "auto" else told_datum(sheet, plan)
    outlines, chain = _outlines(drafts), drafts.finder.chain
    asked: list[str] = []

    def located(row: int, listed: Cells, unit: str, before: Cells) -> Cells:
        told = bool(listed.get("lon") and listed.get("lat"))
        if told and datum is None and not asked:
            drafts.problems.error("place_datum", plan, None, "lon")
            asked.append(unit)
        if not told or datum is None:
            return {}
        if listed.get("name") and name_key(listed["name"]) != name_key(before["name"]):
            drafts.problems.ask(
                "unit_other_name",
                plan,
                row,
                "name",
                listed["name"],
                unit=DataName(before["name"], before["name_en"]),
            )
            return {}
        try:
            lon, lat = (
                float(read_cell(listed[name], schema.UNITS.column(name))) for name in ("lon", "lat")
            )
        except CellError as failure:
            drafts.problems.ask(failure.key, plan, row, "lon", listed["lon"], **failure.params)
            return {}
        lon, lat = map(float, convert(lon, lat, datum, "wgs84"))
        around, where = _around(outlines, lon, lat), {"lon": degrees(lon), "lat": degrees(lat)}
        within = around and (around in chain(unit) or unit in chain(around))
        if not within:
            drafts.problems.warning("unit_point_elsewhere", plan, row, "lon", before["name"])
        if not within or (before["lon"] and _metres(before, where) <= _MOVED_M):
            return {}
        said = listed.get("point_quality", "")
        return where | {"point_quality": said if said in schema.POINT_QUALITIES else "label"}

    return located


def _known(drafts: Drafts) -> Mapping[tuple[str, str], list[Cells]]:
    """Places of the pack by kind and each of their names, and by no kind and their own name."""
    known: dict[tuple[str, str], list[Cells]] = defaultdict(list)
    for cells in drafts.rows.of(FILE).values():
        for name in {cells["name"], *cells["aliases"].split(LIST_SEPARATOR)}:
            known[cells["kind"], name].append(cells)
        known["", cells["name"]].append(cells)
    return known


def _nearest(places: list[Cells], where: Cells) -> Cells | None:
    nearest = min(places, key=lambda place: _metres(place, where), default=None)
    return nearest if nearest is not None and _metres(nearest, where) <= _SAME_M else None


def _metres(one: Cells, other: Cells) -> float:
    points = [float(place[name]) for place in (one, other) for name in ("lon", "lat")]
    return float(great_circle(*points))


def _cells(drafts: Drafts, plan: SheetPlan, row: int, listed: Cells) -> Cells | None:
    """Name, kind, position and aliases of a row; None when one cannot be used."""
    if not listed.get("name"):
        drafts.problems.ask("name_blank", plan, row, "name")
        return None
    kind = listed.get("kind", "")
    if kind not in PLACE_KINDS:
        drafts.problems.ask(
            "place_kind", plan, row, "kind", kind or None, choices=tuple(map(Verbatim, PLACE_KINDS))
        )
        return None
    cells = {"name": plain(listed["name"]), "kind": kind}
    for name in ("lon", "lat", "aliases"):
        try:
            column = schema.PLACES.column(name)
            cells[name] = read_cell(listed[name], column) if listed.get(name) else ""
            if not cells[name] and column.required:
                raise CellError("cell_degrees")  # noqa: TRY301 - a blank one is no degree either
        except CellError as failure:
            drafts.problems.ask(failure.key, plan, row, name, listed.get(name), **failure.params)
            return None
    return cells


def unit_at(drafts: Drafts, lon: float, lat: float) -> str:
    """The smallest unit with a real outline around a point."""
    return _around(_outlines(drafts), lon, lat)


def _outlines(drafts: Drafts) -> list[tuple[str, shapely.Geometry]]:
    """Units with a real outline, the smallest first."""
    outlines = drafts.pack.outlines
    real = outlines[outlines["quality"] != "approximate"]
    area = real.geometry.to_crs(drafts.pack.city.metric_crs).area
    real = real.loc[area.sort_values().index]
    shapely.prepare(real.geometry.array)
    return list(zip(real.index.astype(str), real.geometry, strict=True))


def _around(outlines: list[tuple[str, shapely.Geometry]], lon: float, lat: float) -> str:
    return next((code for code, shape in outlines if shapely.contains_xy(shape, lon, lat)), "")
