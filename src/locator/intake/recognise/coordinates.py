"""Coordinates as lists write them, and in which datum: tested against what the pack knows.

A cell is read as :mod:`.cells` reads the others. Of the datum every candidate is tried: the points
are moved as if they were of it, and the one after which they lie best beside known neighbours
(records of the same name, stations and landmarks that the address names) and inside the outlines
of their units wins. Confidence is the winner's share of the likelihood, so a few good neighbours
outweigh many points that fit everywhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from locator.geo.datum import DATUMS, convert, great_circle
from locator.intake.model import SURE, CellError, DatumGuess
from locator.names.keys import core_key, half_width, name_key
from locator.pack.model import LIST_SEPARATOR
from locator.pack.schema import SHORT_CELL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from locator.geo.datum import Datum
    from locator.intake.model import ParsedRecord, SheetPlan, Sureness, Terms, UploadSheet
    from locator.intake.recognise.units import UnitFinder
    from locator.pack.model import CityPack
    from locator.pack.schema import Column

#: What a header may say of its datum.
_WORDS: tuple[tuple[str, Datum], ...] = (
    ("wgs84", "wgs84"),
    ("gps", "wgs84"),
    ("cgcs2000", "wgs84"),
    ("国家2000", "wgs84"),
    ("大地2000", "wgs84"),
    ("2000国家大地", "wgs84"),
    ("天地图", "wgs84"),
    ("gcj", "gcj02"),
    ("高德", "gcj02"),
    ("腾讯", "gcj02"),
    ("火星", "gcj02"),
    ("amap", "gcj02"),
    ("bd09", "bd09"),
    ("百度", "bd09"),
    ("baidu", "bd09"),
)
#: What a note must speak of, for such a word in it to be about a datum.
_OF_DATUM = ("坐标", "经纬", "经度", "纬度", "datum", "coordinate")
#: How far (m) a right position usually lies from a record of the same name, from a place that its
#: address names, and outside its unit's outline.
_SCALE_M = {"name": 60.0, "address": 250.0, "outline": 150.0}
#: Beyond this many scales a comparison only says that it is no neighbour at all.
_MOST = 8.0
#: A neighbour farther off than this under every candidate is another place of that name.
_FAR_M = 2_500.0
#: The shift of GCJ-02 is at least 100 m in all of China; nearer than this there is none.
_SAME_DEGREES = 1e-6
_LIKELY = 0.7
_NAME_LENGTH = 3

_DEGREES = re.compile(
    r"(?:[EN]|东经|北纬)?(?P<d>[-+]?\d{1,3}(?:\.\d+)?)[°度]?(?:(?P<m>\d{1,2}(?:\.\d+)?)['′分])?"
    r"(?:(?P<s>\d{1,2}(?:\.\d+)?)(?:\"|''|′′|秒))?[EN]?",
    re.IGNORECASE,
)

#: China's longitudes (73° to 136° E) and latitudes (3° to 54° N) never overlap, so that a pair
#: says by itself which is which.
_LON, _LAT = (73.0, 136.0), (3.0, 54.0)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_DMS = re.compile(
    r"(\d{1,3})\s*[°度:]\s*(\d{1,2}(?:\.\d+)?)\s*[′'分:]\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:\"|''|′′|″|秒)?)?"
)
#: An ODK point is latitude, longitude, altitude and accuracy.
_ODK = 4
#: Decimals kept of a coordinate in degrees: about 0.1 m.
DECIMALS = 6


def read_degrees(text: str, column: Column) -> str:
    """A longitude or latitude in decimal degrees, also from degrees, minutes and seconds."""
    match = _DEGREES.fullmatch(half_width(text[: SHORT_CELL + 1]).replace(" ", ""))
    if match is None or len(text) > SHORT_CELL:
        raise CellError("cell_degrees")
    value = float(match["d"]) + float(match["m"] or 0) / 60 + float(match["s"] or 0) / 3600
    if column.low is None or column.high is None or not column.low <= value <= column.high:
        raise CellError("cell_degrees")
    return degrees(value)


def read_pair(text: str) -> tuple[float, float] | None:
    """Longitude and latitude of one cell in any usual way of writing; None for 0, 0.

    Raises
    ------
    CellError
        There are not two numbers, or they are no place in China.
    """
    if len(text) > SHORT_CELL:
        raise CellError("cell_position")
    seen = half_width(text)
    turned = [int(d) + float(m) / 60 + float(s or 0) / 3600 for d, m, s in _DMS.findall(seen)]
    numbers = turned or [float(n) for n in _NUMBER.findall(seen)]
    if len(numbers) == _ODK and not turned:
        numbers = numbers[:2]
    if len(numbers) != 2:
        raise CellError("cell_position")
    if not any(numbers):
        return None
    for lon, lat in (numbers, numbers[::-1]):
        if _LON[0] <= lon <= _LON[1] and _LAT[0] <= lat <= _LAT[1]:
            return lon, lat
    raise CellError("cell_position")


def is_zero(text: str) -> bool:
    """Whether a coordinate is 0, by which forms and devices say that they have none."""
    number = _NUMBER.fullmatch(half_width(text))
    return number is not None and float(number[0]) == 0


def exchanged(lon: str, lat: str) -> bool:
    """Whether a longitude and a latitude certainly stand in each other's column."""
    try:
        there = read_pair(f"{lon} , {lat}")
    except CellError:
        return False
    first = _NUMBER.search(half_width(lon))
    return there is not None and first is not None and float(first[0]) <= _LAT[1]


def is_point(text: str) -> bool:
    """Whether a cell holds nothing but a point: two numbers of the country's longitudes and
    latitudes.
    """
    try:
        read_pair(text)
    except CellError:
        return False
    return True


def is_pair(text: str) -> bool:
    """Whether a cell holds two numbers with decimals."""
    return len(re.findall(r"\d+\.\d+", half_width(text))) == 2


def degrees(value: float) -> str:
    """A coordinate as the pack writes it."""
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def guess_datum(
    sheet: UploadSheet,
    plan: SheetPlan,
    located: Sequence[ParsedRecord],
    pack: CityPack,
    finder: UnitFinder,
    terms: Terms,
) -> DatumGuess:
    """The datum of the coordinates of a sheet, of whose rows the located ones are given."""
    points = [record.point for record in located]
    if terms.datum != "auto":
        return DatumGuess(sheet.name, terms.datum, 1.0, "told", len(points), 0)
    told = _written(sheet, plan)
    if told:
        return DatumGuess(sheet.name, told, 1.0, "told", len(points), 0)
    given = np.array(points, dtype=np.float64)
    moved = [np.stack(convert(given[:, 0], given[:, 1], d, "wgs84"), axis=1) for d in DATUMS]
    distances = [*_to_neighbours(located, moved, pack), *_to_outlines(located, moved, pack, finder)]
    scores = np.zeros(len(DATUMS))
    evidence: set[int] = set()
    for number, scale, metres in distances:
        cost = np.minimum(metres / scale, _MOST)
        scores -= cost
        if np.ptp(cost) > 1:
            evidence.add(number)
    shares = np.exp(scores - scores.max())
    if np.abs(moved[1] - moved[0]).max() < _SAME_DEGREES:
        # Outside China GCJ-02 is WGS-84, and nobody but Baidu's maps of China has BD-09.
        shares[1:] = 0
    shares /= shares.sum()
    winner = int(np.argmax(shares))
    confidence = round(float(shares[winner]), 3)
    sureness = _sureness(confidence)
    if sheet.standard:
        if sureness == "unsure" or DATUMS[winner] == "wgs84":
            return DatumGuess(sheet.name, "wgs84", 1.0, "told", len(points), len(evidence))
        # Some maps of China write their own into such files all the same: that is for eyes.
        sureness = "likely"
    return DatumGuess(sheet.name, DATUMS[winner], confidence, sureness, len(points), len(evidence))


def _sureness(confidence: float) -> Sureness:
    return "sure" if confidence >= SURE else "likely" if confidence >= _LIKELY else "unsure"


def told_datum(sheet: UploadSheet, plan: SheetPlan) -> Datum | None:
    """What is written of the datum, or the standard of the file's form."""
    return _written(sheet, plan) or ("wgs84" if sheet.standard else None)


def _written(sheet: UploadSheet, plan: SheetPlan) -> Datum | None:
    """What the headers of the coordinates, the title or a note, or the file's system say."""
    headers = plan.headers()
    heading = "".join(name_key(headers.get(name, "")) for name in ("lon", "lat", "position"))
    notes = [key for key in map(name_key, sheet.notes) if any(w in key for w in _OF_DATUM)]
    for text in (heading, *notes):
        for word, datum in _WORDS:
            if word in text:
                return datum
    crs = sheet.geometry.crs if sheet.geometry is not None else None
    # Plain WGS-84 is what every exporter writes, whatever the datum; a projection is deliberate.
    return "wgs84" if crs is not None and crs.to_epsg() != 4326 else None


def datum_said(text: str) -> Datum | None:
    """The datum that a cell names."""
    key = name_key(text)
    return next((datum for word, datum in _WORDS if word in key), None)


_Distances = list[tuple[int, float, "NDArray[np.float64]"]]


def _to_neighbours(
    records: Sequence[ParsedRecord], moved: Sequence[NDArray[np.float64]], pack: CityPack
) -> _Distances:
    """Metres to the nearest known namesake for each candidate, (record, scale, metres)."""
    venues = pack.venues[pack.venues["precision"] == "exact"]
    named: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for name, lon, lat in zip(venues["name"], venues["lon"], venues["lat"], strict=True):
        named[core_key(name)].append((lon, lat))
    places: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for name, aliases, lon, lat in zip(
        pack.places["name"],
        pack.places["aliases"],
        pack.places["lon"],
        pack.places["lat"],
        strict=True,
    ):
        for text in (name, *aliases.split(LIST_SEPARATOR)):
            if len(text) >= _NAME_LENGTH:
                places[text].append((lon, lat))
    longest = sorted(places, key=len, reverse=True)
    in_text = re.compile("|".join(map(re.escape, longest)) or r"(?!)")
    found: _Distances = []
    for number, record in enumerate(records):
        known = pack.venues.loc[record.match] if record.match else None
        same = named.get(core_key(record.name), [])
        if known is not None:
            exact = known["precision"] == "exact"
            same = [(known["lon"], known["lat"])] if exact else []
        hits = in_text.findall(record.cells.get("address", ""))
        near = [point for hit in hits for point in places[hit]]
        for kind, points in (("name", same), ("address", near)):
            if points:
                metres = np.array([_nearest(m[number], points) for m in moved])
                if metres.min() < _FAR_M:
                    found.append((number, _SCALE_M[kind], metres))
    return found


def _nearest(point: NDArray[np.float64], others: Sequence[tuple[float, float]]) -> float:
    lon, lat = np.array(others).T
    return float(great_circle(point[0], point[1], lon, lat).min())


def _to_outlines(
    records: Sequence[ParsedRecord],
    moved: Sequence[NDArray[np.float64]],
    pack: CityPack,
    finder: UnitFinder,
) -> _Distances:
    """Metres outside the outline of the smallest unit that has one, for each candidate.

    A point that lies outside under all of them has another fault than its datum.
    """
    outlines = pack.outlines[pack.outlines["quality"] != "approximate"]
    projected = outlines.geometry.to_crs(pack.city.metric_crs)
    of_unit: dict[str, list[int]] = defaultdict(list)
    for number, record in enumerate(records):
        code = next((c for c in finder.chain(record.unit) if c in projected.index), "")
        if code:
            of_unit[code].append(number)
    found: _Distances = []
    for code, numbers in of_unit.items():
        metres = []
        for points in moved:
            here = gpd.GeoSeries(gpd.points_from_xy(*points[numbers].T), crs="EPSG:4326")
            distance = here.to_crs(pack.city.metric_crs).distance(projected[code])
            metres.append(np.nan_to_num(distance.to_numpy(), nan=np.inf))
        found += [
            (number, _SCALE_M["outline"], np.array(of_point))
            for number, of_point in zip(numbers, zip(*metres, strict=True), strict=True)
            if min(of_point) == 0
        ]
    return found
