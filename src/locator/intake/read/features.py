"""Features → a sheet: properties as text, shapes as points or outlines in two dimensions."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.errors import ShapelyError

from locator.intake.model import UploadSheet
from locator.intake.read import limits
from locator.intake.read.grid import clean, letter, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyproj

    from locator.problems import Problems

_KINDS = {"Point", "MultiPoint", "Polygon", "MultiPolygon"}
#: WKB codes of those four; the members of a collection must be the kind three lower.
_POINT, _POLYGON, _MULTIPOINT, _MULTIPOLYGON = 1, 3, 4, 6
_Z, _M = 1, 2


@dataclass
class FeatureList:
    """Features of one sheet while they are read, with the sums that limit the whole file."""

    problems: Problems
    weight: Weight
    sheet: str = ""
    crs: pyproj.CRS | None = None
    standard: bool = False
    rows: list[int] = field(default_factory=list)
    records: list[Mapping[str, Any]] = field(default_factory=list)
    shapes: list[shapely.Geometry | None] = field(default_factory=list)

    def add(self, row: int, record: Mapping[str, Any], shape: shapely.Geometry | None) -> None:
        """Take one feature; a shape that is neither points nor an outline is reported.

        Raises
        ------
        LocatorError
            There are more features or corners than the limits allow.
        """
        self.weight.feature(self.problems, self.sheet)
        if shape is not None:
            self.weight.vertices(self.problems, shapely.get_num_coordinates(shape))
            shape = self._plain(row, shape)
        self.rows.append(row)
        self.records.append(record)
        self.shapes.append(shape)

    def broken(self, row: int) -> None:
        """Report a shape that cannot be read."""
        self.problems.error("upload.shape_broken", sheet=self.sheet, row=row)

    def table(self, *, geometry: bool = True) -> UploadSheet:
        """The sheet: every property a column of text, ``""`` where a feature has none."""
        names = list(dict.fromkeys(name for record in self.records for name in record))
        if len(names) > limits.COLUMNS:
            raise self.problems.refusal(
                "upload.columns", sheet=self.sheet, row=1, found=len(names), limit=limits.COLUMNS
            )
        if len(names) * len(self.records) > limits.CELLS:
            raise self.problems.refusal("upload.cells", sheet=self.sheet, limit=limits.CELLS)
        columns = self._columns(names)
        index = pd.Index(self.rows, dtype="int64")
        cells = pd.DataFrame(
            [
                [
                    self._cell(row, column, record.get(name))
                    for name, column in zip(names, columns, strict=True)
                ]
                for row, record in zip(self.rows, self.records, strict=True)
            ],
            columns=pd.Index(columns, dtype="str"),
            index=index,
        ).astype("str")
        if not self.rows:
            self.problems.error("upload.no_rows", sheet=self.sheet)
        shapes = gpd.GeoSeries(self.shapes, index=index, crs=self.crs) if geometry else None
        return UploadSheet(self.sheet, cells, shapes, self.standard)

    def _columns(self, names: list[str]) -> list[str]:
        columns: list[str] = []
        kept = (" ".join(clean(name).split())[: limits.HEADING_LENGTH] for name in names)
        for position, name in enumerate(kept):
            if not name or name in columns:
                self.problems.error(
                    "upload.heading_twice",
                    sheet=self.sheet,
                    row=1,
                    column=name,
                    where=letter(position),
                )
            columns.append(f"{name} {letter(position)}".strip() if name in columns else name)
        return columns

    def _cell(self, row: int, column: str, value: object) -> str:
        if isinstance(value, dict):
            text = json.dumps(value, ensure_ascii=False)
        elif isinstance(value, list):
            text = ";".join(v if isinstance(v, str) else json.dumps(v) for v in value)
        else:
            text = written(value)
        self.weight.text(self.problems, len(text))
        if len(text) > limits.CELL_LENGTH:
            self.problems.error(
                "upload.cell_length",
                sheet=self.sheet,
                row=row,
                column=column,
                value=text,
                limit=limits.CELL_LENGTH,
            )
            return ""
        return text

    def _plain(self, row: int, shape: shapely.Geometry) -> shapely.Geometry | None:
        if shape.geom_type not in _KINDS:
            self.problems.error(
                "upload.shape_kind", sheet=self.sheet, row=row, value=shape.geom_type
            )
            return None
        if shape.is_empty:
            return None
        shape = shapely.force_2d(shape)
        if not np.isfinite(shapely.get_coordinates(shape)).all():
            self.broken(row)
            return None
        parts = shapely.get_parts(shape)
        return parts[0] if len(parts) == 1 else shape


@dataclass
class Weight:
    """Features, corners and characters of one file so far."""

    _features: int = 0
    _vertices: int = 0
    _text: int = 0

    def feature(self, problems: Problems, sheet: str) -> None:
        """Count one feature."""
        self._features += 1
        if self._features > limits.FEATURES:
            raise problems.refusal("upload.rows", sheet=sheet, limit=limits.FEATURES)

    def vertices(self, problems: Problems, number: int) -> None:
        """Count corners, before they are built where their number is known."""
        self._vertices += number
        if self._vertices > limits.VERTICES:
            raise problems.refusal("upload.vertices", limit=limits.VERTICES)

    def text(self, problems: Problems, length: int) -> None:
        """Count characters."""
        self._text += length
        if self._text > limits.TEXT:
            raise problems.refusal("upload.text", limit=limits.TEXT)


def from_wkb(wkb: bytes) -> shapely.Geometry | None:
    """A shape from well-known binary, None when it is broken or of another kind.

    GEOS reads collections within collections by calling itself, so deep ones end the process:
    here only flat ones reach it.
    """
    try:
        if _end(wkb, 0, {_POINT, _POLYGON, _MULTIPOINT, _MULTIPOLYGON}) != len(wkb):
            return None
        return shapely.from_wkb(wkb)
    except (struct.error, ValueError, ShapelyError):
        return None


def _end(wkb: bytes, at: int, kinds: set[int]) -> int:
    """Where the shape that begins at ``at`` ends; ValueError when it is not of these kinds."""
    order = "<" if wkb[at : at + 1] == b"\x01" else ">"
    (code,) = struct.unpack_from(f"{order}I", wkb, at + 1)
    dimensions, kind = divmod(code & 0xFFFF, 1000)
    size = 8 * (2 + bool(code >> 31 or dimensions & _Z) + bool(code >> 30 & 1 or dimensions & _M))
    if kind not in kinds or code >> 29 & 1:
        raise ValueError(code)
    at += 5
    if kind == _POINT:
        return at + size
    (count,) = struct.unpack_from(f"{order}I", wkb, at)
    at += 4
    for _ in range(count):
        if kind == _POLYGON:
            (corners,) = struct.unpack_from(f"{order}I", wkb, at)
            at += 4 + corners * size
        else:
            at = _end(wkb, at, {kind - 3})
    return at
