"""Outlines of units: whose they are, in which datum, and whether they fit beside and in others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from rapidfuzz import fuzz

from locator.geo.datum import DATUMS, convert
from locator.intake.match.rows import find_unit, rows_of
from locator.intake.model import CellError
from locator.intake.recognise.cells import plain, read_cell
from locator.pack.schema import OUTLINE_COLUMNS
from locator.problems import Verbatim, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from locator.geo.datum import Datum
    from locator.intake.match.drafts import Drafts
    from locator.intake.model import SheetPlan, UploadSheet
    from locator.pack.change import Cells

FILE = "outlines.geojson"
#: Degrees to which coordinates are rounded: about 0.1 m.
_PRECISION = 1e-6
#: Neighbours may overlap by this share of the smaller one, and a unit reach out of the one above
#: by this share of itself, before it is a doubt, and before it is an error.
_DOUBT, _ERROR = 0.005, 0.05
#: Outlines that are only measured are no ground for an error until more than this share differs.
_MEASURED_ERROR = 0.5
#: Likeness (0 to 100) of a given name and the unit's below which the code is taken for wrong.
_ALIKE = 50
#: Share of the unit above that its units may leave open when all of them have a real outline.
_GAP = 0.01
#: A datum other than WGS-84 is believed when it halves what reaches out of the unit above.
_BETTER = 0.5
#: What stands where nobody said under which licence an outline is.
_NOT_SAID = "未注明"


@dataclass(frozen=True, slots=True)
class _Outline:
    plan: SheetPlan
    row: int
    unit: str
    as_listed: Cells
    shape: shapely.Geometry


_ByUnit = dict[str, _Outline]
_Shapes = dict[str, shapely.Geometry]


def import_outlines(drafts: Drafts, sheet: UploadSheet, plan: SheetPlan) -> None:
    """New and changed outlines of units that the pack has; approximate ones give way.

    Shapes come in the system that the file declares. One that declares WGS-84 or nothing may be
    in any of the three datums: the one that reaches least out of the units above is taken.
    """
    if sheet.geometry is None:
        return
    shapes = sheet.geometry
    if shapes.crs is not None:
        shapes = shapes.to_crs("EPSG:4326")
    filled = dict(rows_of(sheet, plan))
    each = (_one(drafts, plan, row, filled.get(row, {}), shapes) for row in shapes.index)
    found = [outline for outline in each if outline is not None]
    if not found:
        return
    plainly = sheet.geometry.crs is None or sheet.geometry.crs.to_epsg() == 4326
    datum = _datum(drafts, plan, found) if plainly else "wgs84"
    found = [_moved(outline, datum) for outline in found]
    _check_fit(drafts, found)
    known = drafts.rows.of(FILE)
    for outline in found:
        _put(drafts, outline, known.get(outline.unit))


def _one(
    drafts: Drafts, plan: SheetPlan, row: int, listed: Cells, shapes: gpd.GeoSeries
) -> _Outline | None:
    """The outline of a row; None when its unit or its shape cannot be told."""
    shape = shapes.get(row)
    called = listed.get("name") or listed.get("code") or "—"
    if shape is None or shape.geom_type not in {"Polygon", "MultiPolygon"}:
        drafts.problems.error("outline_shape", plan, row, "name", called)
        return None
    if not shape.is_valid:
        drafts.problems.error(
            "outline_invalid",
            plan,
            row,
            "name",
            called,
            reason=Verbatim(shapely.is_valid_reason(shape)),
        )
        return None
    code = _code(drafts, plan, row, listed, shape)
    if not code:
        return None
    called = drafts.pack.units.at[code, "name"]
    name = listed.get("name", "")
    if name and fuzz.partial_ratio(name, called) < _ALIKE:
        drafts.problems.error(
            "outline_name", plan, row, "name", name, unit=drafts.finder.path(code), code=code
        )
        return None
    return _Outline(plan, row, code, listed, shape)


def _code(drafts: Drafts, plan: SheetPlan, row: int, listed: Cells, shape: shapely.Geometry) -> str:
    """The unit of a row, by its whole code or else by its name; "" when it cannot be told."""
    code, name = listed.get("code", ""), listed.get("name", "")
    if code:
        if code in drafts.pack.units.index:
            return code
        drafts.problems.error("unit_code", plan, row, "code", code)
        return ""
    if not name:
        drafts.problems.error("unit_blank", plan, row, "code")
        return ""
    county = _county_at(drafts, shape)
    named = {"county": county, "unit": name} if county else {"unit": name}
    meant = find_unit(drafts.finder, drafts.problems, plan, row, named)
    return meant.code if meant else ""


def _county_at(drafts: Drafts, shape: shapely.Geometry) -> str:
    """The county in which a shape lies for the most part: homonyms are told apart by it."""
    outlines = drafts.pack.outlines
    of_county = outlines[outlines.index.map(drafts.pack.units["level"]) == "county"]
    shared = of_county.intersection(shape).set_crs(None, allow_override=True).area
    most = shared.max() if len(shared) else 0.0
    return str(shared.idxmax()) if most > shape.area / 2 else ""


def _datum(drafts: Drafts, plan: SheetPlan, found: Sequence[_Outline]) -> Datum:
    """The datum that was told, or the one in which the outlines stay best in the units above."""
    if drafts.terms.datum != "auto":
        return drafts.terms.datum
    outside = {d: sum(_outside(drafts, _moved(o, d))[0] for o in found) for d in DATUMS}
    best = min(DATUMS, key=lambda d: outside[d])
    if best == "wgs84" or outside[best] > _BETTER * outside["wgs84"]:
        return "wgs84"
    drafts.problems.warning("outline_datum", plan, None, "", datum=Words((f"intake.datum_{best}",)))
    return best


def _moved(outline: _Outline, datum: Datum) -> _Outline:
    def to_wgs84(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.stack(convert(points[:, 0], points[:, 1], datum, "wgs84"), axis=1)

    shape = shapely.set_precision(shapely.transform(outline.shape, to_wgs84), _PRECISION)
    return _Outline(outline.plan, outline.row, outline.unit, outline.as_listed, shape)


def _outside(drafts: Drafts, outline: _Outline) -> tuple[float, bool]:
    """Share of an outline outside the nearest real one above, and whether that is official."""
    real = _real(drafts)
    for code in drafts.finder.chain(outline.unit):
        if code != outline.unit and code in real.index:
            beyond = outline.shape.difference(real.geometry[code])
            share = beyond.area / outline.shape.area
            return float(share), bool(real.at[code, "quality"] == "official")
    return 0.0, False


def _real(drafts: Drafts) -> gpd.GeoDataFrame:
    outlines = drafts.pack.outlines
    return outlines[(outlines["quality"] != "approximate") & outlines.is_valid]


def _check_fit(drafts: Drafts, found: Sequence[_Outline]) -> None:
    """Report what reaches out of the unit above, overlaps a neighbour of its level, leaves gaps."""
    for outline in found:
        share, official = _outside(drafts, outline)
        _say(drafts, "outline_outside", outline, share, _ERROR if official else _MEASURED_ERROR)
    new = {outline.unit: outline for outline in found}
    after = _real(drafts).geometry.to_dict() | {code: o.shape for code, o in new.items()}
    _check_overlaps(drafts, new, after)
    _check_gaps(drafts, new, after)


def _check_overlaps(drafts: Drafts, new: _ByUnit, after: _Shapes) -> None:
    level = drafts.pack.units["level"].to_dict()
    quality = drafts.pack.outlines["quality"].to_dict()
    codes = list(after)
    tree = shapely.STRtree(list(after.values()))
    pairs: set[tuple[str, str]] = set()
    for code, outline in new.items():
        beside = (codes[i] for i in tree.query(outline.shape, predicate="intersects"))
        pairs |= {
            (min(code, other), max(code, other))
            for other in beside
            if other != code and level.get(other) == level.get(code)
        }
    for pair in sorted(pairs):
        one, other = (after[code] for code in pair)
        share = one.intersection(other).area / min(one.area, other.area)
        later = max((new[code] for code in pair if code in new), key=lambda o: o.row)
        neighbour = pair[later.unit == pair[0]]
        firm = neighbour in new or quality[neighbour] == "official"
        _say(
            drafts,
            "outline_overlap",
            later,
            share,
            _ERROR if firm else _MEASURED_ERROR,
            other=drafts.finder.path(neighbour),
        )


def _check_gaps(drafts: Drafts, new: _ByUnit, after: _Shapes) -> None:
    """What units leave open of the one above, once each has a real outline, that was not before."""
    units = drafts.pack.units
    parent = units["parent"].to_dict()
    before = _real(drafts).geometry.to_dict()
    for above in sorted({parent.get(code, "") for code in new} & set(after)):
        below = units.index[(units["parent"] == above) & units["counts"]].tolist()
        if all(code in after for code in below):
            share = _open(above, below, after)
            known = _open(above, below, before) if {above, *below} <= set(before) else 0.0
            if share - known > _GAP:
                first = next(o for code, o in new.items() if parent.get(code) == above)
                _say(drafts, "outline_gap", first, share, 1.0, other=drafts.finder.path(above))


def _open(above: str, below: Sequence[str], shapes: _Shapes) -> float:
    rest = shapes[above].difference(shapely.union_all([shapes[code] for code in below]))
    return float(rest.area / shapes[above].area)


def _say(
    drafts: Drafts, key: str, outline: _Outline, share: float, limit: float, **params: object
) -> None:
    """Report a share that is a doubt, and an error beyond ``limit``."""
    if share > _DOUBT:
        report = drafts.problems.error if share > limit else drafts.problems.warning
        report(
            key,
            outline.plan,
            outline.row,
            "name",
            outline.as_listed.get("name"),
            unit=drafts.finder.path(outline.unit),
            percent=f"{100 * share:.1f}",
            **params,
        )


def _put(drafts: Drafts, outline: _Outline, before: Cells | None) -> None:
    place, listed = (outline.plan, outline.row), outline.as_listed
    quality = listed.get("quality", "")
    column = next(c for c in OUTLINE_COLUMNS if c.name == "quality")
    try:
        quality = read_cell(quality, column) if quality else "measured"
    except CellError as failure:
        drafts.problems.error(
            failure.key, outline.plan, outline.row, "quality", quality, **failure.params
        )
        return
    if before is not None and before["quality"] == "official" and quality == "approximate":
        drafts.problems.error(
            "outline_worse",
            outline.plan,
            outline.row,
            "quality",
            quality,
            unit=drafts.finder.path(outline.unit),
        )
        return
    text = shapely.to_geojson(outline.shape)
    after = {
        "code": outline.unit,
        "quality": quality,
        "source": drafts.source(place, plain(listed.get("source", ""))),
        "licence": plain(listed.get("licence", "")) or _NOT_SAID,
        "geometry": text,
    }
    drafts.put(FILE, before, after, place, drafts.finder.path(outline.unit).name, outline.unit)
