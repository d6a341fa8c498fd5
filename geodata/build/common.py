r"""Paths and deterministic reading and writing shared by the build scripts.

Every file is UTF-8 with ``\n`` line ends and has no time stamps, so that a second run writes the
same bytes and a diff shows only what a source changed.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from locator.pack.schema import Table

COLLECTED = Path(__file__).parent / "collected"
PACK = Path(__file__).parent.parent / "suzhou"

CITY = "320500"
SIP = "320571"
"""苏州工业园区: the census and the Ministry of Civil Affairs use 320571."""
SIP_NBS = "320576"
"""苏州工业园区 in the statistical division codes of 2023-06-30; mapped to ``SIP``."""


_REPOSITORY = re.compile(r"(?:GitHub |github\.com/)([\w-]+/[\w.-]+)(?: @[0-9a-f]{7,40})?")


def published(source: str) -> str:
    """A source with its repository by address; the commit stays in the collected table."""
    return _REPOSITORY.sub(r"github.com/\1", source)


def sip_code(code: str) -> str:
    """Code of the pack for a statistical code: 320576… becomes 320571…, others stay."""
    return SIP + code[len(SIP_NBS) :] if code.startswith(SIP_NBS) else code


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of a collected CSV file, all cells text, ``""`` for unknown."""
    with (COLLECTED / name).open(encoding="utf-8", newline="") as file:
        return [{k: v.strip() for k, v in row.items()} for row in csv.DictReader(file)]


def read_features(path: Path) -> list[tuple[dict[str, Any], shapely.Geometry]]:
    """Properties and geometry of each feature of a GeoJSON file."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return [
        (feature["properties"], shapely.from_geojson(json.dumps(feature["geometry"])))
        for feature in document["features"]
    ]


def write_table(path: Path, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows with exactly the columns of ``table``; a row with another key is an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table.names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_features(
    path: Path, features: Sequence[tuple[Mapping[str, object], shapely.Geometry]], decimals: int = 5
) -> None:
    """Write GeoJSON, one feature a line; coordinates rounded to ``decimals`` (5 is about 1 m)."""
    lines = []
    for properties, shape in features:
        geometry = _rounded(json.loads(shapely.to_geojson(shape)), decimals)
        feature = {"type": "Feature", "properties": dict(properties), "geometry": geometry}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    path.parent.mkdir(parents=True, exist_ok=True)
    body = ",\n".join(lines)
    path.write_text(
        f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n', encoding="utf-8", newline="\n"
    )


def _rounded(value: Any, decimals: int) -> Any:
    if isinstance(value, float):
        return round(value, decimals)
    if isinstance(value, list):
        return [_rounded(item, decimals) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item, decimals) for key, item in value.items()}
    return value
