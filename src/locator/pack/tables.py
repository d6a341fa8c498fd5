"""Read the plain files of a pack: text → rows, with every problem located.

Nothing here knows what a unit or a venue is; it knows header lines and cell types, and it never
stops at the first problem. Reading uses no GDAL: files that strangers send
come through the same door.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.errors import ShapelyError

from locator.pack.files import csv_records
from locator.problems import LocatorError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from locator.pack.files import PackFiles
    from locator.pack.schema import Column, Table
    from locator.problems import Problems

    #: File and row of each row.
    _Places = list[tuple[str, int]]

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
#: A formula instead of its value, or the error that it gave.
_FORMULA = re.compile(r"=[A-Za-z(+\-].*|#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!)")
#: Names of WGS-84, and of CGCS2000, which is the same to a metre, in a GeoJSON of before RFC 7946.
_DEGREES = re.compile(r"CRS:?84|EPSG:{1,2}(?:4326|4490)\b|EPSG:[\d.]*:(?:4326|4490)\b")
#: What other programs put between cells instead of commas.
_OTHER_MARKS = (";", "\t", "|", "，")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_OUTLINE_COLUMNS = ["code", "quality", "source", "licence"]


def read_table(
    files: PackFiles, problems: Problems, file: str | Sequence[str], table: Table
) -> pd.DataFrame:
    """Rows of a CSV file, or of several of the same kind, with the columns of ``table``.

    Returns
    -------
    DataFrame
        Text columns ``str`` (``""`` unknown), numeric columns ``float64`` (NaN unknown), plus
        ``_file`` and ``_row`` (line of the file, header = 1) to locate later findings. Cells that
        break their column's rule are reported and blanked; the row stays.
    """
    names = [file] if isinstance(file, str) else file
    records = [
        [name, *record] for name in names for record in _records(files, problems, name, table)
    ]
    return table_frame(problems, records, table)


def table_frame(problems: Problems, records: Sequence[Sequence[Any]], table: Table) -> pd.DataFrame:
    """The same of records that were taken apart: file, row, and a text for each column."""
    # Cell by cell: packs have many small tables, of which pandas would take longer to make columns.
    columns: list[Sequence[Any]] = list(zip(*records, strict=True))
    files, rows, *columns = columns or [()] * (2 + len(table.names))
    places = list(zip(files, rows, strict=True))
    if any(cell[:1] in {"=", "#"} for cells in columns for cell in cells if cell):
        columns = [
            _without_formulas(problems, places, name, cells)
            for name, cells in zip(table.names, columns, strict=True)
        ]
    return pd.DataFrame(
        {"_file": pd.array(files, dtype="str"), "_row": np.array(rows, dtype="int64")}
        | {
            column.name: _typed(problems, places, column, cells)
            for column, cells in zip(table.columns, columns, strict=True)
        }
    )


def _without_formulas(
    problems: Problems, places: _Places, column: str, cells: Sequence[str]
) -> list[str]:
    """Cells of which what a spreadsheet has left of a formula is reported and blanked."""
    kept = []
    for (file, row), cell in zip(places, cells, strict=True):
        broken = _FORMULA.fullmatch(cell)
        if broken:
            problems.error("problem.cell_formula", file, row, column, cell)
        kept.append("" if broken else cell)
    return kept


def _records(
    files: PackFiles, problems: Problems, file: str, table: Table
) -> Iterator[list[object]]:
    text = files.text(problems, file)
    if text is None:
        return
    order: list[int] = []
    width = 0
    try:
        for row, _, cells in csv_records(file, text):
            if not any(cell.strip() for cell in cells):
                continue
            if not order:
                found = _header(problems, file, cells, table)
                if found is None:
                    return
                order, width = found, len(cells)
            elif len(cells) != width:
                problems.error(
                    "problem.cell_count",
                    file,
                    row,
                    value=",".join(cells),
                    found=len(cells),
                    expected=width,
                )
            else:
                yield [row, *(cells[i].strip() if i >= 0 else "" for i in order)]
    except LocatorError as failure:
        problems.extend(failure.problems)
    if not order:
        problems.error("problem.file_empty", file)


def _header(problems: Problems, file: str, cells: list[str], table: Table) -> list[int] | None:
    """Position of each column of ``table`` in the file, -1 for one that is missing."""
    names = [cell.strip() for cell in cells]
    other = next((m for m in _OTHER_MARKS if set(names[0].split(m)) & set(table.names)), None)
    if len(names) == 1 and other:
        problems.error("problem.csv_separator", file, 1, value=names[0])
        return None
    for name in sorted({n for n in names if names.count(n) > 1}):
        problems.error("problem.column_twice", file, 1, name)
    for name in names:
        if name not in table.names:
            problems.warning(
                "problem.column_unknown", file, 1, name, columns=", ".join(table.names)
            )
    missing = [column for column in table.columns if column.name not in names]
    for column in (c for c in missing if not c.late):
        record = problems.error if column.required else problems.warning
        record("problem.column_missing", file, 1, column.name, columns=",".join(table.names))
    if len(missing) == len(table.names):
        return None
    return [names.index(name) if name in names else -1 for name in table.names]


def _typed(
    problems: Problems, places: _Places, column: Column, cells: Sequence[str]
) -> NDArray[np.float64] | pd.api.extensions.ExtensionArray:
    if column.required:
        for (file, row), cell in zip(places, cells, strict=True):
            if not cell:
                problems.error("problem.blank", file, row, column.name)
    filled = [i for i, cell in enumerate(cells) if cell]
    texts = [cells[i] for i in filled]
    numbers = np.full(len(cells), np.nan)
    if column.numeric and filled:
        numbers[filled] = pd.to_numeric(np.array(texts, dtype="object"), errors="coerce")
    valid = _valid(column, texts, numbers[filled])
    bad = [i for i, fine in zip(filled, valid, strict=True) if not fine]
    for i in bad:
        problems.error(
            f"problem.not_{column.kind}",
            *places[i],
            column.name,
            cells[i],
            choices=", ".join(column.choices),
            low=column.low,
            high=column.high,
        )
    if column.numeric:
        numbers[bad] = np.nan
        return numbers
    if bad:
        cells = ["" if i in set(bad) else cell for i, cell in enumerate(cells)]
    return pd.array(cells, dtype="str")


def _valid(
    column: Column, texts: Sequence[str], numbers: NDArray[np.float64]
) -> Iterable[bool | np.bool_]:
    """Whether each filled cell keeps the rule of its column."""
    if column.kind == "choice":
        return map(frozenset(column.choices).__contains__, texts)
    if column.kind == "date":
        return map(is_date, texts)
    if column.kind == "url":
        return map(is_url, texts)
    if not column.numeric:
        return [True] * len(texts)
    valid = np.isfinite(numbers)
    if column.kind in {"count", "year"}:
        valid &= (numbers >= 0) & (numbers % 1 == 0)
    if column.kind == "year":
        valid &= (numbers >= _FIRST_YEAR) & (numbers <= _LAST_YEAR)
    if column.low is not None and column.high is not None:
        valid &= (numbers >= column.low) & (numbers <= column.high)
    return valid


def located(frame: pd.DataFrame, rows: pd.Series[bool], column: str) -> list[tuple[str, int, Any]]:
    """File, row and cell of those rows for which ``rows`` is true, as a problem names them."""
    at = np.flatnonzero(rows)
    if not len(at):
        return []
    return list(zip(*(frame[name].iloc[at] for name in ("_file", "_row", column)), strict=True))


def among(cells: pd.Series[Any], known: Container[str]) -> pd.Series[bool]:
    """Which cells hold a known text; pandas' ``isin`` turns every known one into a scalar first."""
    return cells.map(known.__contains__).astype(bool)


def is_date(text: str) -> bool:
    """Whether a text is a calendar date as YYYY, YYYY-MM or YYYY-MM-DD."""
    if not _DATE.fullmatch(text) or int(text[:4]) < _FIRST_YEAR:
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def last_day(text: str) -> date | None:
    """Last day of a date as :func:`is_date` allows it: of its month or year; None for a blank."""
    if not is_date(text):
        return None
    if len(text) == len("YYYY-MM-DD"):
        return date.fromisoformat(text)
    year, month = (int(part) for part in (*text.split("-"), "12")[:2])
    return date(year, month, monthrange(year, month)[1])


def is_url(text: str) -> bool:
    """Whether a text is an absolute http(s) address."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and " " not in text


def read_toml(files: PackFiles, problems: Problems, file: str) -> dict[str, Any]:
    """Content of a TOML file, empty when it is missing or broken (which is then reported)."""
    text = files.text(problems, file)
    if text is None:
        return {}
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as failure:
        line = re.search(r"line (\d+)", str(failure))
        problems.error("problem.toml_broken", file, int(line[1]) if line else None, reason=failure)
        return {}


def read_features(files: PackFiles, problems: Problems, file: str) -> gpd.GeoDataFrame:
    """Features of a GeoJSON file as a frame of its properties and geometry, EPSG:4326.

    The row of a problem is the number of the feature counted from 1.
    """
    text = files.text(problems, file)
    return feature_frame(problems, file, _features(problems, file, text) if text else [])


def feature_frame(problems: Problems, file: str, features: Sequence[Any]) -> gpd.GeoDataFrame:
    """The same of features that were taken apart; a geometry may be its text."""
    records: list[Mapping[str, Any]] = []
    shapes: list[Any] = []
    for number, feature in enumerate(features, start=1):
        try:
            given = feature["geometry"]
            shape = shapely.from_geojson(given if isinstance(given, str) else json.dumps(given))
        except (ShapelyError, KeyError, TypeError):
            shape = None
        if shape is None or shape.is_empty or not _finite(shape.bounds):
            problems.error("problem.geometry_broken", file, number)
            continue
        properties = feature.get("properties")
        records.append((properties if isinstance(properties, dict) else {}) | {"_row": number})
        shapes.append(shape)
    properties_frame = pd.DataFrame(records) if records else pd.DataFrame({"_row": []})
    return gpd.GeoDataFrame(properties_frame, geometry=shapes, crs="EPSG:4326")


def outline_frame(features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Shapes with the columns of outlines, blank where a shape does not have one."""
    return with_texts(features, _OUTLINE_COLUMNS)[["_row", *_OUTLINE_COLUMNS, "geometry"]]


def with_texts(features: gpd.GeoDataFrame, columns: Iterable[str]) -> gpd.GeoDataFrame:
    """Shapes that have these columns as text, blank where a shape does not have one."""
    texts = {c: features[c].fillna("").astype("str") if c in features else "" for c in columns}
    return features.assign(**texts)


def _features(problems: Problems, file: str, text: str) -> list[Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as failure:
        problems.error(
            "problem.json_broken", file, getattr(failure, "lineno", None), reason=failure
        )
        return []
    features = document.get("features") if isinstance(document, dict) else None
    crs = document.get("crs") if isinstance(document, dict) else None
    if crs and not _DEGREES.search(json.dumps(crs)):
        problems.error("problem.geojson_crs", file, None, "crs", json.dumps(crs))
        return []
    if not isinstance(features, list):
        problems.error("problem.not_features", file)
        return []
    return features


def _finite(bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return (
        all(map(math.isfinite, bounds))
        and -180 <= west <= east <= 180
        and -90 <= south <= north <= 90
    )
