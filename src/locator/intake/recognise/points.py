"""Coordinates as lists write them: pairs in one cell, exchanged ones, zeros for none."""

from __future__ import annotations

import re

from locator.intake.recognise.cells import CellError
from locator.names.keys import half_width

#: China's longitudes (73° to 136° E) and latitudes (3° to 54° N) never overlap, so that a pair
#: says by itself which is which.
_LON, _LAT = (73.0, 136.0), (3.0, 54.0)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_DMS = re.compile(
    r"(\d{1,3})\s*[°度:]\s*(\d{1,2}(?:\.\d+)?)\s*[′'分:]\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:\"|''|′′|″|秒)?)?"
)
#: An ODK point is latitude, longitude, altitude and accuracy.
_ODK = 4


def read_pair(text: str) -> tuple[float, float] | None:
    """Longitude and latitude of one cell in any usual way of writing; None for 0, 0.

    Raises
    ------
    CellError
        There are not two numbers, or they are no place in China.
    """
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
