"""What must hold of the rows of a city pack: codes, places, duplicates, names, offers.

Cell types are settled by :mod:`locator.pack.tables`; here are the rules that take two cells, two
rows or two files. Every finding is a problem; nothing is dropped. Frames are as
:func:`locator.pack.tables.read_table` returns them, with ``_file`` and ``_row``.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import prepare

from locator import clock
from locator.geo.datum import DOUBT_M
from locator.pack.checks_records import check_duplicates
from locator.pack.model import LEVELS, LIST_SEPARATOR
from locator.pack.schema import PRIVATE, WRITTEN
from locator.pack.tables import among, last_day, located

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import shapely

    from locator.geo.datum import CityShape
    from locator.pack.files import Vocabularies
    from locator.pack.model import CityProfile, LayerCatalogue
    from locator.pack.schema import Table
    from locator.problems import Problems


#: What a source says of an invented row.
_INVENTED_SOURCE = re.compile("虚构|fictional", re.IGNORECASE)
#: What the demo's names say, whatever their source has been changed to.
_INVENTED_NAME = re.compile("虚构|示例|fictional", re.IGNORECASE)
#: The characters themselves: the regular expressions of older Arrow know no escape for them.
_UNSEEN = "[\x00-\x1f\u2028\u2029]"
#: What spreadsheets make of long numbers: 3.40102E+11, 340102001001.0, '340102, 340,102.
_DAMAGED = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+|\d+\.0*|['’‘`=].*|\d{1,3}(,\d{3})+|#+|.*\s.*")
#: What stands for a venue's name in lists and is none: totals, placeholders, headings.
_NO_NAME = re.compile(
    r"(?i)(?:合计|小计|总计|共计|累计|汇总).*|(?:暂|尚)?无|待[定建填补]|不详|未知|名称|序号|备注"
    r"|[-—–_/\\.·*?？0-9]+|n/?a|none|null|nan|test|测试"
)
#: Columns that hold codes of units.
_CODES = ("code", "parent", "unit", "successor")


def check_frames(
    problems: Problems,
    catalogue: LayerCatalogue,
    frames: Mapping[str, pd.DataFrame],
    *,
    near: bool = True,
) -> None:
    """Check what a city's lists hold against each other and against its units; with ``near``, also
    which venues stand beside one that is alike.
    """
    places, indicators, reporting = (frames[n] for n in ("places", "indicators", "reporting"))
    codes = set(frames["units"]["code"].to_list()) - {""}
    _check_venues(problems, frames["venues"], codes)
    check_duplicates(problems, frames["venues"], near=near)
    for frame in (places, indicators, reporting):
        check_codes(problems, frame, codes)
    check_repeated(problems, indicators, ["unit", "indicator", "year"], "problem.indicator_twice")
    check_repeated(problems, reporting, ["unit", "layer"], "problem.reporting_twice")
    check_not_future(problems, reporting, "as_of")
    check_years(problems, indicators, "year")
    for file, row, value in located(indicators, indicators["value"] < 0, "value"):
        problems.error("problem.negative", file, row, "value", f"{value:g}")
    again = places.duplicated(["name", "kind", "lon", "lat"]) & (places["name"] != "")
    for file, row, value in located(places, again, "name"):
        problems.warning("problem.place_twice", file, row, "name", value)
    unknown = ~among(reporting["layer"], catalogue.layers) & (reporting["layer"] != "")
    for file, row, layer in located(reporting, unknown, "layer"):
        problems.error("problem.unknown_layer", file, row, "layer", layer)


def check_codes_whole(problems: Problems, frame: pd.DataFrame) -> None:
    """Report codes of units that a spreadsheet has damaged."""
    for column in (c for c in _CODES if c in frame):
        for file, row, code in located(frame, frame[column].str.fullmatch(_DAMAGED), column):
            problems.error("problem.code_damaged", file, row, column, code)


def check_vocabulary(
    problems: Problems, frame: pd.DataFrame, table: Table, vocabularies: Vocabularies
) -> None:
    """Report values of coded columns that are no codes, with the code that a word stands for.

    Indicators are left out: a plan may name its own, see :func:`check_requirements`.
    """
    for column in table.columns:
        named = vocabularies.get(column.vocabulary, {})
        known = column.choices or tuple(named)
        if column.kind == "choice" or not known or column.vocabulary == "indicator":
            continue
        words = {w: code for code, e in named.items() for w in (e.name, e.name_en, *e.words)}
        for file, row, cell in located(frame, frame[column.name] != "", column.name):
            parts = cell.split(LIST_SEPARATOR) if column.many else [cell]
            for part in (p.strip() for p in parts):
                if part and part not in known:
                    pieces = [words.get(p, p) for p in re.split(r"[、,，/；|\s]+", part)]
                    meant = LIST_SEPARATOR.join(p for p in pieces if p in known)
                    key = "problem.code_meant" if meant else "problem.code_unknown"
                    problems.warning(
                        key, file, row, column.name, part, meant=meant, choices=", ".join(known)
                    )


def check_lines(problems: Problems, frame: pd.DataFrame) -> None:
    """Names that run over several lines, or hold what nobody can see."""
    for column in (c for c in ("name", "name_en", "institution", "alias") if c in frame):
        broken = frame[column].str.contains(_UNSEEN)
        for file, row, value in located(frame, broken, column):
            problems.warning("problem.line_break", file, row, column, " ⏎ ".join(value.split()))


def check_invented(problems: Problems, city: CityProfile, frames: Iterable[pd.DataFrame]) -> None:
    """Rows that call themselves invented belong to an invented city only."""
    for frame in () if city.fictional else frames:
        invented = frame["source"].str.contains(_INVENTED_SOURCE)
        for file, row, value in located(frame, invented, "source"):
            problems.error("problem.row_invented", file, row, "source", value)
        for column in {"name", "title"} & set(frame.columns):
            named = frame[column].str.contains(_INVENTED_NAME) & ~invented
            for file, row, value in located(frame, named, column):
                problems.warning("problem.name_invented", file, row, column, value)


def check_inside(
    problems: Problems, frame: pd.DataFrame, shape: CityShape, *, strict: bool = False
) -> None:
    """Points that lie outside of the city; ``strict``: beyond the doubtful margin is an error."""
    points = frame[frame["lon"].notna() & frame["lat"].notna()]
    metres = shape.distances(points["lon"], points["lat"])
    for file, row, lon, lat, distance in zip(
        points["_file"], points["_row"], points["lon"], points["lat"], metres, strict=True
    ):
        far = distance > shape.doubt
        if not distance or (not strict and not far) or (not shape.measured and not far):
            continue
        record = problems.error if strict and far and shape.measured else problems.warning
        record(
            "problem.outside" if far else "problem.near_outline",
            file,
            row,
            "lon",
            f"{lon},{lat}",
            metres=metres_text(distance),
        )


def check_counties(
    problems: Problems,
    points: pd.DataFrame,
    units: pd.DataFrame,
    outlines: gpd.GeoDataFrame,
    metric_crs: str,
) -> None:
    """Points that lie in another county than their unit, more than a doubtful margin away."""
    placed = points["lon"].notna() & points["lat"].notna()
    if not placed.any():
        return
    tree = units.drop_duplicates("code").set_index("code")
    counties = outlines[outlines["code"].isin(tree.index[tree["level"] == "county"])]
    counties = counties[counties.is_valid].drop_duplicates("code").set_index("code").geometry
    level, parent = (dict(zip(tree.index, tree[c], strict=True)) for c in ("level", "parent"))
    own = points["unit"].map({u: _county(u, level, parent) for u in points["unit"].unique()})
    placed &= own.isin(counties.index)
    if not placed.any():
        return
    rows = points[placed]
    here = gpd.GeoSeries(gpd.points_from_xy(rows["lon"], rows["lat"]), rows.index, "EPSG:4326")
    prepare(counties.to_numpy())
    within = own[placed].map(counties)
    away = ~gpd.GeoSeries(within, crs="EPSG:4326").intersects(here)
    for index in rows.index[away]:
        metres = metres_between(here[index], within[index], metric_crs)
        others = counties.index[counties.intersects(here[index])]
        if len(others) and metres > DOUBT_M:
            row = rows.loc[index]
            problems.warning(
                "problem.other_county", row["_file"], row["_row"], "lon",
                f"{row['lon']},{row['lat']}", unit=tree["name"][own[index]],
                other=tree["name"][others[0]], metres=f"{metres:.0f}",
            )  # fmt: skip # as one call


def metres_between(point: shapely.Point, shape: shapely.Geometry, metric_crs: str) -> float:
    """Metres from a point to a shape, both WGS-84; infinite where no projection reaches."""
    both = gpd.GeoSeries([point, shape], crs="EPSG:4326").to_crs(metric_crs)
    return float(np.nan_to_num(both.iloc[0].distance(both.iloc[1]), nan=np.inf))


def _county(code: str, level: Mapping[str, str], parent: Mapping[str, str]) -> str:
    """The county of a unit, itself included; "" where it has none."""
    for _ in LEVELS:
        if level.get(code, "county") == "county":
            return code
        code = parent[code]
    return ""


def metres_text(metres: float) -> str:
    """A distance as a problem says it; ∞ where no projection reaches."""
    return f"{metres:.0f}" if np.isfinite(metres) else "∞"


def check_repeated(problems: Problems, frame: pd.DataFrame, keys: list[str], problem: str) -> None:
    """Report every later row of the same keys."""
    again = frame.duplicated(keys) & (frame[keys[0]] != "")
    for file, row, value in located(frame, again, keys[0]):
        problems.error(problem, file, row, keys[0], value)


def check_codes(
    problems: Problems, frame: pd.DataFrame, codes: set[str], column: str = "unit"
) -> None:
    """Report rows whose unit is neither blank nor one of ``codes``."""
    unknown = ~among(frame[column], codes) & (frame[column] != "")
    for file, row, unit in located(frame, unknown, column):
        problems.error("problem.unknown_unit", file, row, column, unit)


def check_pairs(problems: Problems, frame: pd.DataFrame) -> None:
    """Report rows with only one of ``lon`` and ``lat``."""
    half = frame["lon"].isna() != frame["lat"].isna()
    for file, row, lon in located(frame, half, "lon"):
        problems.error("problem.half_point", file, row, "lat" if pd.notna(lon) else "lon")


def check_years(problems: Problems, frame: pd.DataFrame, column: str) -> None:
    """Report figures of a year that is still to come."""
    for file, row, value in located(frame, frame[column] > clock.today().year, column):
        problems.warning("problem.future_date", file, row, column, f"{value:.0f}")


def check_not_future(problems: Problems, frame: pd.DataFrame, column: str = "source_date") -> None:
    """Report rows whose date is still to come."""
    # A day of grace: the server may stand west of the person who checked the record.
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    for file, row, value in located(frame, frame[column] > tomorrow, column):
        problems.error("problem.future_date", file, row, column, value)


def _check_venues(problems: Problems, venues: pd.DataFrame, codes: set[str]) -> None:
    check_repeated(problems, venues, ["id"], "problem.id_twice")
    check_codes(problems, venues, codes)
    check_pairs(problems, venues)
    placed = venues["lon"].notna() & venues["lat"].notna()
    by_unit = venues["precision"] == "unit"
    named = ~venues["precision"].isin(["unit", ""])
    half = venues["lon"].notna() != venues["lat"].notna()
    for file, row, value in located(venues, by_unit & placed, "lon"):
        problems.error("problem.precision_point", file, row, "precision", value)
    for file, row, value in located(venues, named & ~placed & ~half, "precision"):
        problems.error("problem.precision_blank", file, row, "precision", value)
    check_not_future(problems, venues)
    check_not_future(problems, venues, "collected_date")
    undated = (venues["source_date"] == "") & (venues["collected_date"] == "")
    told = {(one.file, one.row) for one in problems if one.column == "source_date"}
    for file, row, _ in located(venues, undated, "source_date"):
        if (file, row) not in told:
            problems.error("problem.blank", file, row, "source_date")
    for file, row, value in located(venues, venues["name"].str.fullmatch(_NO_NAME), "name"):
        problems.warning("problem.name_none", file, row, "name", value)
    for column in ("phone", "note", "address", "opening_hours"):
        for file, row, _ in located(venues, venues[column].str.contains(PRIVATE), column):
            problems.warning("problem.share_mobile", file, row, column)


def check_names(
    problems: Problems,
    aliases: pd.DataFrame,
    successors: pd.DataFrame,
    *,
    units: pd.DataFrame,
    venues: pd.DataFrame,
    places: pd.DataFrame,
    layers: Collection[str],
) -> None:
    """Check aliases and successors against the tables, and the layers, that they refer to."""
    codes = set(units["code"].to_list()) - {""}
    known = {
        "unit": codes,
        "venue": set(venues["id"].to_list()),
        "place": set(places["name"].to_list()),
        "layer": set(layers),
    }
    for kind, names in known.items():
        rows = aliases[(aliases["kind"] == kind) & (aliases["target"] != "")]
        for file, row, target in located(rows, ~among(rows["target"], names), "target"):
            problems.error("problem.alias_target", file, row, "target", target, kind=kind)
    check_repeated(problems, aliases, ["alias", "kind", "target"], "problem.name_twice")
    check_repeated(problems, successors, ["name", "successor"], "problem.name_twice")
    check_codes(problems, successors, codes, "successor")
    for file, row, code in located(successors, among(successors["code"], codes), "code"):
        problems.error("problem.former_current", file, row, "code", code)
    check_not_future(problems, successors, "date")


def check_sharing(
    problems: Problems,
    shares: pd.DataFrame,
    needs: pd.DataFrame,
    circles: pd.DataFrame,
    *,
    venues: pd.DataFrame,
    places: pd.DataFrame,
    units: pd.DataFrame,
) -> None:
    """Check offers, needs and circles against the tables that they refer to."""
    codes = set(units["code"].to_list()) - {""}
    for frame in (f for f in (shares, needs) if len(f)):
        check_repeated(problems, frame, ["id"], "problem.code_twice")
        check_codes(problems, frame, codes)
        check_not_future(problems, frame)
        _check_where(problems, frame, venues)
        _check_no_person(problems, frame)
        _check_valid(problems, frame)
    _check_listed(problems, shares, venues)
    check_repeated(problems, circles, ["id"], "problem.code_twice")
    check_codes(problems, circles, codes)
    check_pairs(problems, circles)
    check_not_future(problems, circles)
    _check_middle(problems, circles, set(places["name"].to_list()))


def _check_where(problems: Problems, frame: pd.DataFrame, venues: pd.DataFrame) -> None:
    """An offer or a need stands at a venue, or in a unit under the name of an institution."""
    unit = venues.drop_duplicates("id").set_index("id")["unit"]
    named = frame["venue"] != ""
    for file, row, value in located(frame, named & ~among(frame["venue"], unit.index), "venue"):
        problems.error("problem.share_venue", file, row, "venue", value)
    for file, row, _ in located(frame, ~named & (frame["unit"] == ""), "unit"):
        problems.error("problem.share_where", file, row, "unit")
    for file, row, _ in located(frame, ~named & (frame["institution"] == ""), "institution"):
        problems.error("problem.share_institution", file, row, "institution")
    own = frame["venue"].map(unit).fillna("")
    other = (own != "") & (frame["unit"] != "") & (frame["unit"] != own)
    for file, row, value in located(frame, other, "unit"):
        problems.warning("problem.share_unit", file, row, "unit", value)


def _check_no_person(problems: Problems, frame: pd.DataFrame) -> None:
    for column in (c for c in WRITTEN if c in frame):
        for file, row, _ in located(frame, frame[column].str.contains(PRIVATE), column):
            problems.error("problem.share_mobile", file, row, column)


def _check_valid(problems: Problems, frame: pd.DataFrame) -> None:
    """A day of grace, as for dates that are still to come, here to the other side."""
    yesterday = clock.today() - timedelta(days=1)
    for file, row, value in located(frame, frame["status"] == "open", "valid_until"):
        end = last_day(value)
        if end is not None and end < yesterday:
            problems.warning("problem.share_expired", file, row, "valid_until", value)


def _check_listed(problems: Problems, shares: pd.DataFrame, venues: pd.DataFrame) -> None:
    """What a venue is said to lend must be an offer too, or nobody can find it."""
    unlisted = (venues["shares"] != "") & ~among(venues["id"], set(shares["venue"]))
    for file, row, value in located(venues, unlisted, "shares"):
        problems.warning("problem.share_unlisted", file, row, "shares", value)


def _check_middle(problems: Problems, circles: pd.DataFrame, places: set[str]) -> None:
    """The middle of a circle: a place of ``places.csv``, or coordinates."""
    unknown = (circles["place"] != "") & ~among(circles["place"], places)
    for file, row, value in located(circles, unknown, "place"):
        problems.error("problem.circle_place", file, row, "place", value)
    nowhere = circles["lon"].isna() & circles["lat"].isna()
    for file, row, _ in located(circles, (circles["place"] == "") & nowhere, "place"):
        problems.error("problem.circle_centre", file, row, "place")
