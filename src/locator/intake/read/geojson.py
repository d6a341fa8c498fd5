"""GeoJSON: a collection of features, a single feature, or nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely
from shapely.errors import ShapelyError

from locator.intake.read import limits
from locator.intake.read.crs import named_crs
from locator.intake.read.features import FeatureList, Weight
from locator.intake.read.grid import decode

if TYPE_CHECKING:
    from typing import NoReturn

    from locator.intake.model import UploadSheet
    from locator.problems import Problems

#: Brackets of a file that keeps the limits: one a corner, and about ten a feature.
_BRACKETS = limits.VERTICES + 10 * limits.FEATURES


def read_geojson(problems: Problems, data: bytes) -> list[UploadSheet]:
    """The one sheet of a GeoJSON file; rows count its features from 1.

    A file without a ``crs`` member declares none here: the standard says WGS-84, but files of
    Chinese map services hold GCJ-02 and say nothing.

    Raises
    ------
    LocatorError
        The text is no JSON, or no collection of features, or passes a limit.
    """
    # Brackets are counted before anything is built: "[[],[],…" would fill the memory.
    if data.count(b"[") + data.count(b"{") > _BRACKETS:
        raise problems.refusal("upload.vertices", limit=limits.VERTICES)
    document = _parse(problems, decode(problems, data))
    features = _members(document)
    if features is None:
        raise problems.refusal("upload.not_features")
    name = _crs_name(document)
    crs = named_crs(problems, name) if name else None
    table = FeatureList(problems, Weight(), crs=crs)
    for row, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        record = properties if isinstance(properties, dict) else {}
        table.add(row, record, _shape(table, row, feature))
    return [table.table()]


def _parse(problems: Problems, text: str) -> Any:
    def refuse(constant: str) -> NoReturn:
        raise ValueError(constant)  # NaN and Infinity are no JSON

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError) as failure:
        row = getattr(failure, "lineno", None)
        raise problems.refusal("upload.json_broken", row=row) from None


def _members(document: Any) -> list[Any] | None:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Feature":
        return [document]
    features = document.get("features") if kind == "FeatureCollection" else None
    return features if isinstance(features, list) else None


def _crs_name(document: dict[str, Any]) -> str:
    member = document.get("crs")
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else ""


def _shape(table: FeatureList, row: int, feature: object) -> shapely.Geometry | None:
    if not isinstance(feature, dict) or not isinstance(feature.get("geometry", {}), dict | None):
        table.broken(row)
        return None
    geometry = feature.get("geometry")
    if geometry is None:
        return None
    try:
        return shapely.from_geojson(json.dumps(geometry))
    except (ShapelyError, ValueError, RecursionError):
        table.broken(row)
        return None
