"""Records of a source → sheets of an upload, and an upload → a file to look at and to import."""

from __future__ import annotations

import hashlib
import io
import json
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import pandas as pd
import xlsxwriter

from locator.folders import told_if_unwritable, written_whole
from locator.intake.model import Upload, UploadSheet
from locator.problems import Problem, QueryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import shapely

Declared = Literal["WGS-84", "GCJ-02"]

#: Columns of fetched venues; the unit is left to the import, which knows names and outlines.
VENUE_COLUMNS = (
    "name", "name_en", "layer", "county", "address", "lon", "lat", "precision", "phone",
    "opening_hours", "website", "capacity", "status", "source", "source_date", "licence", "note",
)  # fmt: skip # a table, a row a line
PLACE_COLUMNS = ("name", "kind", "lon", "lat", "aliases", "source")
UNIT_COLUMNS = (
    "code", "name", "lon", "lat", "point_quality", "population", "population_year", "source",
)  # fmt: skip # a table, a row a line
OUTLINE_COLUMNS = ("code", "name", "quality", "source", "licence")


def sheet(
    name: str, columns: Sequence[str], records: Iterable[Mapping[str, str]], datum: Declared
) -> UploadSheet:
    """A plain table; ``lon`` and ``lat`` get the datum into their heading."""
    headings = [f"{c} ({datum})" if c in {"lon", "lat"} else c for c in columns]
    rows = [[record.get(column, "") for column in columns] for record in records]
    cells = pd.DataFrame(rows, columns=pd.Index(headings, dtype="str"))
    cells.index = pd.RangeIndex(2, len(rows) + 2)
    return UploadSheet(name, cells.astype("str"))


def outline_sheet(
    name: str, records: Sequence[Mapping[str, str]], shapes: Sequence[shapely.Geometry]
) -> UploadSheet:
    """A table of outlines in WGS-84."""
    table = sheet(name, OUTLINE_COLUMNS, records, "WGS-84")
    cells = table.cells.set_axis(pd.RangeIndex(1, len(records) + 1))
    return UploadSheet(name, cells, gpd.GeoSeries(list(shapes), index=cells.index, crs="EPSG:4326"))


def upload(name: str, sheets: Iterable[UploadSheet], problems: Iterable[Problem] = ()) -> Upload:
    """An upload of what was fetched; its checksum is that of its text."""
    kept = tuple(s for s in sheets if len(s.cells))
    digest = hashlib.sha256()
    for one in kept:
        digest.update(one.cells.to_csv().encode())
        if one.geometry is not None:
            digest.update("".join(one.geometry.to_wkt()).encode())
    return Upload(name, digest.hexdigest(), kept, tuple(problems))


def write(fetched: Upload, path: Path) -> None:
    """Write what was fetched: tables to ``.xlsx``, outlines to ``.geojson``.

    Raises
    ------
    QueryError
        The ending is neither, the upload has nothing of that kind, or the file cannot be written.
    """
    plain = path.suffix.lower() == ".xlsx"
    wanted = [s for s in fetched.sheets if (s.geometry is None) == plain]
    if path.suffix.lower() not in {".xlsx", ".geojson"} or not wanted:
        raise QueryError(Problem("error", "fetch.out", str(path)))
    content = _workbook(wanted) if plain else _geojson(wanted)
    with told_if_unwritable(path), written_whole(path) as part:
        part.write_bytes(content)


def _workbook(sheets: Iterable[UploadSheet]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        for one in sheets:
            page = book.add_worksheet(one.name)
            page.write_row(0, 0, one.cells.columns, bold)
            page.freeze_panes(1, 0)
            for row, cells in enumerate(one.cells.itertuples(index=False), start=1):
                for column, cell in enumerate(cells):
                    page.write_string(row, column, cell)  # never a formula
    return stream.getvalue()


def _geojson(sheets: Iterable[UploadSheet]) -> bytes:
    features = [
        {"type": "Feature", "properties": properties, "geometry": shape.__geo_interface__}
        for one in sheets
        for properties, shape in zip(
            one.cells.to_dict("records"),
            one.geometry if one.geometry is not None else [],
            strict=True,
        )
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    document = {"type": "FeatureCollection", "crs": crs, "features": features}
    return json.dumps(document, ensure_ascii=False).encode()
