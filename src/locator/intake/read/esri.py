"""A shapefile in a zip archive, read by pyshp from memory; its index is not trusted.

The index (``.shx``) may send many records to one large shape, so records are read in the order
in which they stand. Rings are put together here: pyshp compares every ring with every other.
"""

from __future__ import annotations

import io
import struct
from itertools import pairwise, zip_longest
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np
import shapefile
import shapely
from shapely.errors import ShapelyError

from locator.intake.read import limits
from locator.intake.read.archive import Archive
from locator.intake.read.crs import defined_crs
from locator.intake.read.features import FeatureList, Weight
from locator.problems import LocatorError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyproj

    from locator.intake.model import UploadSheet
    from locator.problems import Problems

_HEADER = 100
#: Bytes of a corner: two coordinates, up to four with height and measure.
_CORNER = 16
_POINTS = {
    shapefile.POINT,
    shapefile.POINTM,
    shapefile.POINTZ,
    shapefile.MULTIPOINT,
    shapefile.MULTIPOINTM,
    shapefile.MULTIPOINTZ,
}
_POLYGONS = {shapefile.POLYGON, shapefile.POLYGONM, shapefile.POLYGONZ}
#: Names of code page 936 in ``.cpg`` files, and its number in the head of a ``.dbf``.
_CHINESE = ("gb18030", "gbk", "gb2312", "936")
_CHINESE_MARK = 0x4D
#: Outer rings times holes of one shape.
_RING_PAIRS = 250_000


def read_shapefile(problems: Problems, data: bytes) -> list[UploadSheet]:
    """A sheet for each ``.shp`` of a zip archive; rows count its records from 1.

    Text is in the encoding that ``.cpg`` or ``.dbf`` name if it can be, else UTF-8 or GB18030
    (Latin-1, which some programs write whatever the text is, is not believed).

    Raises
    ------
    LocatorError
        The archive is unsafe, broken or without a shapefile, or a limit is passed.
    """
    archive = Archive(problems, data)
    layers = [name for name in archive.names if name.lower().endswith(".shp") and _shown(name)]
    if not layers:
        raise problems.refusal("upload.no_shapefile")
    if len(layers) > limits.SHEETS:
        raise problems.refusal("upload.sheets", found=len(layers), limit=limits.SHEETS)
    weight = Weight()
    return [_layer(problems, archive, name, weight) for name in layers]


def _shown(name: str) -> bool:
    """Whether a member is no file that macOS adds."""
    return not any(part.startswith(("__MACOSX", "._")) for part in PurePosixPath(name).parts)


def _layer(problems: Problems, archive: Archive, name: str, weight: Weight) -> UploadSheet:
    sheet = PurePosixPath(name).stem
    stem = name[: -len(".shp")].lower()
    parts = {
        other.lower().removeprefix(stem): other
        for other in archive.names
        if other.lower().startswith(stem)
    }

    def part(ending: str) -> bytes:
        return archive.read(parts[ending]) if ending in parts else b""

    table = FeatureList(problems, weight, sheet, _crs(problems, sheet, part(".prj")))
    dbf = part(".dbf")
    if not dbf:
        raise problems.refusal("upload.no_attributes", sheet=sheet)
    try:
        records = _records(table, dbf, part(".cpg"))
        shapes = list(_shapes(table, archive.read(name)))
    except LocatorError:
        raise
    except Exception:  # noqa: BLE001 - whatever pyshp meets in a broken file
        raise problems.refusal("upload.shapefile_broken", sheet=sheet) from None
    if len(records) != len(shapes):
        problems.error(
            "upload.shapefile_parts", sheet=sheet, shapes=len(shapes), records=len(records)
        )
    for row, (record, shape) in enumerate(zip_longest(records, shapes), start=1):
        if record is not None:
            table.add(row, record, shape)
    return table.table()


def _crs(problems: Problems, sheet: str, prj: bytes) -> pyproj.CRS | None:
    return defined_crs(problems, prj.decode("utf-8-sig", "replace"), sheet)


def _records(table: FeatureList, dbf: bytes, cpg: bytes) -> list[dict[str, Any] | None]:
    """Values of each record by column, None for one that is marked as deleted."""
    # Latin-1 keeps every byte: what the text really is, is found out over all of it.
    reader = shapefile.DbfReader(io.BytesIO(dbf), encoding="latin-1")
    names = [field.name for field in reader.data_fields]
    if len(reader) > limits.FEATURES:
        raise table.problems.refusal("upload.rows", sheet=table.sheet, limit=limits.FEATURES)
    if len(reader) * len(names) > limits.CELLS:
        raise table.problems.refusal("upload.cells", limit=limits.CELLS)
    raw = list(reader.iterRecords(deleted_as_None=True))
    declared = cpg.decode("ascii", "replace").strip().lower()
    chinese = declared.endswith(_CHINESE) or (not declared and dbf[29] == _CHINESE_MARK)
    encodings = ("gb18030", "utf-8") if chinese else ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            return _decoded(names, raw, encoding, "strict")
        except UnicodeDecodeError:
            continue
    # A fixed width may have cut the last character of a text in two.
    table.problems.warning("upload.encoding_doubt", sheet=table.sheet)
    return _decoded(names, raw, encodings[0], "replace")


def _decoded(
    names: list[str], raw: list[list[Any] | None], encoding: str, errors: str
) -> list[dict[str, Any] | None]:
    def text(value: object) -> object:
        if isinstance(value, str):
            return value.encode("latin-1").decode(encoding, errors)
        return value

    columns = [str(text(name)) for name in names]
    return [
        None if record is None else dict(zip(columns, map(text, record), strict=True))
        for record in raw
    ]


def _shapes(table: FeatureList, shp: bytes) -> Iterator[shapely.Geometry | None]:
    if len(shp) > _HEADER + limits.VERTICES * 2 * _CORNER:
        raise table.problems.refusal("upload.vertices", limit=limits.VERTICES)
    lengths = []
    at = _HEADER
    while at < len(shp):
        (words,) = struct.unpack_from(">i", shp, at + 4)
        if words < 2 or at + 8 + 2 * words > len(shp):
            raise struct.error
        lengths.append(2 * words)
        at += 8 + 2 * words
    if len(lengths) > limits.FEATURES:
        raise table.problems.refusal("upload.rows", sheet=table.sheet, limit=limits.FEATURES)
    # The length in the head is often wrong, and pyshp warns of it on the terminal.
    whole = shp[:24] + struct.pack(">i", len(shp) // 2) + shp[28:]
    reader = shapefile.ShpReader(io.BytesIO(whole))
    for row, shape in enumerate(reader.iterShapes(lengths), start=1):
        if shape is None or shape.shapeType == shapefile.NULL:
            yield None
        elif shape.shapeType not in _POINTS | _POLYGONS:
            table.problems.error(
                "upload.shape_kind", sheet=table.sheet, row=row, value=shape.shapeTypeName
            )
            yield None
        else:
            yield _geometry(table, row, shape)


def _geometry(table: FeatureList, row: int, shape: shapefile.Shape) -> shapely.Geometry | None:
    points = np.array([point[:2] for point in shape.points], dtype="float64").reshape(-1, 2)
    if shape.shapeType in _POINTS:
        return shapely.MultiPoint(points)
    try:
        rings = [
            shapely.LinearRing(points[start:end])
            for start, end in pairwise([*shape.parts, len(points)])
        ]
        return _outline(table, rings)
    except (ValueError, ShapelyError):
        table.broken(row)
        return None


def _outline(table: FeatureList, rings: list[shapely.LinearRing]) -> shapely.Geometry:
    """Polygons from rings: outer ones run clockwise, each hole lies in the smallest around it."""
    hole = shapely.is_ccw(rings)
    holes = [ring for ring, inner in zip(rings, hole, strict=True) if inner]
    outer = [ring for ring, inner in zip(rings, hole, strict=True) if not inner]
    if not outer:
        outer, holes = holes, []
    if len(outer) <= 1 or not holes:
        return shapely.MultiPolygon([shapely.Polygon(ring, holes) for ring in outer])
    if len(outer) * len(holes) > _RING_PAIRS:
        raise table.problems.refusal("upload.vertices", limit=limits.VERTICES)
    shells = shapely.polygons(outer)
    inside: list[list[shapely.LinearRing]] = [[] for _ in outer]
    found = shapely.STRtree(shells).query(shapely.polygons(holes), predicate="covered_by")
    parents: dict[int, int] = {}
    areas = shapely.area(shells)
    for child, shell in found.T:
        if child not in parents or areas[shell] < areas[parents[child]]:
            parents[child] = shell
    for child, ring in enumerate(holes):
        if child in parents:
            inside[parents[child]].append(ring)
        else:
            outer.append(ring)
            inside.append([])
    return shapely.MultiPolygon(
        [shapely.Polygon(ring, cut) for ring, cut in zip(outer, inside, strict=True)]
    )
