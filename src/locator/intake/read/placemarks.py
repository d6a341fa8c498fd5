"""KML, KMZ and GPX: named points and outlines, in WGS-84 by their standards."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

import numpy as np
import pyproj
import shapely
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from shapely.errors import ShapelyError

from locator.intake.read import limits
from locator.intake.read.archive import Archive
from locator.intake.read.features import FeatureList, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from locator.intake.model import UploadSheet
    from locator.problems import Problems

#: Tags of a file that keeps the limits: about ten a feature, an opening and a closing one each.
_TAGS = 20 * limits.FEATURES
_WGS84 = pyproj.CRS("EPSG:4326")
_LISTS = {"Document", "Folder", "kml"}
#: What a placemark says beside its name and shape: tags of KML, of which these are worth a column.
_TEXTS = ("name", "address", "phoneNumber", "description")
_WAYPOINT = ("name", "desc", "cmt", "type", "sym", "ele")


def read_kml(problems: Problems, data: bytes) -> list[UploadSheet]:
    """A sheet for each folder that holds placemarks; rows count all placemarks from 1.

    ``ExtendedData`` are columns beside name, address, phone and description.

    Raises
    ------
    LocatorError
        The XML is broken or unsafe, holds no placemark, or a limit is passed.
    """
    weight = Weight()
    sheets: dict[str, FeatureList] = {}
    for row, (folder, placemark) in enumerate(_placemarks(_root(problems, data, "KML")), start=1):
        if folder not in sheets:
            if len(sheets) == limits.SHEETS:
                raise problems.refusal("upload.sheets_many", limit=limits.SHEETS)
            sheets[folder] = FeatureList(problems, weight, folder, _WGS84, standard=True)
        table = sheets[folder]
        table.add(row, _record(placemark), _shape(table, row, placemark))
    if not sheets:
        raise problems.refusal("upload.no_rows")
    return [table.table() for table in sheets.values()]


def read_kmz(problems: Problems, data: bytes) -> list[UploadSheet]:
    """The KML document of a KMZ archive, as :func:`read_kml` reads it."""
    archive = Archive(problems, data)
    names = [name for name in archive.names if name.lower().endswith(".kml")]
    if not names:
        raise problems.refusal("upload.xml_text", kind="KMZ")
    main = next((name for name in names if name.lower() == "doc.kml"), names[0])
    return read_kml(problems, archive.read(main))


def read_gpx(problems: Problems, data: bytes) -> list[UploadSheet]:
    """The one sheet of the waypoints of a GPX file; its routes and tracks are no places.

    Raises
    ------
    LocatorError
        The XML is broken or unsafe, or a limit is passed.
    """
    root = _root(problems, data, "GPX")
    table = FeatureList(problems, Weight(), crs=_WGS84, standard=True)
    for row, point in enumerate((e for e in root if _tag(e) == "wpt"), start=1):
        record = {key: text for key in _WAYPOINT if (text := _text(point, key))}
        position = f"{point.get('lon', '')},{point.get('lat', '')}"
        table.add(row, record, _point(table, row, position))
    return [table.table()]


def _root(problems: Problems, data: bytes, kind: str) -> Element:
    # Tags are counted before anything is built.
    if data.count(b"<") > _TAGS:
        raise problems.refusal("upload.vertices", limit=limits.VERTICES)
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise problems.refusal("upload.xml_text", kind=kind) from None
    if _tag(root) != kind.lower():
        raise problems.refusal("upload.xml_text", kind=kind)
    return root


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: Element, tag: str) -> list[Element]:
    return [child for child in element if _tag(child) == tag]


def _text(element: Element, tag: str) -> str:
    return next((("".join(c.itertext())).strip() for c in _children(element, tag)), "")


def _placemarks(root: Element) -> Iterator[tuple[str, Element]]:
    """Each placemark with the name of the folder that holds it, in the file's order."""
    waiting: list[tuple[str, Element]] = [("", root)]
    while waiting:
        folder, element = waiting.pop()
        if _tag(element) == "Placemark":
            yield folder, element
        elif _tag(element) in _LISTS:
            name = _text(element, "name") or folder
            waiting.extend((name, child) for child in reversed(element))


def _record(placemark: Element) -> dict[str, str]:
    record = {key: text for key in _TEXTS if (text := _text(placemark, key))}
    for extended in _children(placemark, "ExtendedData"):
        for data in _children(extended, "Data"):
            record.setdefault(data.get("name", ""), _text(data, "value"))
        for schema in _children(extended, "SchemaData"):
            for data in _children(schema, "SimpleData"):
                record.setdefault(data.get("name", ""), (data.text or "").strip())
    return {name: text for name, text in record.items() if name}


def _shape(table: FeatureList, row: int, placemark: Element) -> shapely.Geometry | None:
    """The shape of a placemark; of several, all its outlines or all its points."""
    shapes = [e for e in placemark.iter() if _tag(e) in {"Point", "Polygon", "LineString"}]
    kinds = {_tag(e) for e in shapes}
    if len(kinds) > 1 or "LineString" in kinds:
        table.problems.error("upload.shape_kind", sheet=table.sheet, row=row, value="/".join(kinds))
        return None
    if kinds == {"Point"}:
        points = [_point(table, row, _text(e, "coordinates")) for e in shapes]
        found = [p for p in points if p is not None]
        return shapely.MultiPoint(found) if found else None
    outlines = [_outline(table, row, e) for e in shapes]
    whole = [o for o in outlines if o is not None]
    return shapely.MultiPolygon(whole) if whole else None


def _point(table: FeatureList, row: int, text: str) -> shapely.Point | None:
    if not text:
        return None
    try:
        return shapely.Point(_corners(text)[0])
    except (ValueError, IndexError):
        table.broken(row)
        return None


def _outline(table: FeatureList, row: int, polygon: Element) -> shapely.Polygon | None:
    rings: dict[str, list[list[tuple[float, float]]]] = {}
    try:
        for side in ("outerBoundaryIs", "innerBoundaryIs"):
            rings[side] = [
                _corners(_text(ring, "coordinates"))
                for edge in _children(polygon, side)
                for ring in _children(edge, "LinearRing")
            ]
        return shapely.Polygon(rings["outerBoundaryIs"][0], rings["innerBoundaryIs"])
    except (ValueError, IndexError, ShapelyError):
        table.broken(row)
        return None


def _corners(text: str) -> list[tuple[float, float]]:
    """Longitude and latitude of ``lon,lat[,height]`` separated by blanks."""
    corners = [tuple(map(float, corner.split(",")[:2])) for corner in text.split()]
    if any(len(corner) != 2 for corner in corners) or not np.isfinite(corners).all():
        raise ValueError(text)
    return [(corner[0], corner[1]) for corner in corners]
