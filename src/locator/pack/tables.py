"""Read the plain files of a pack: bytes → text → rows, with every problem located.

Nothing here knows what a unit or a venue is; it knows files, encodings, header lines and cell
types, and it never stops at the first problem. Reading uses no GDAL: files that strangers send
come through the same door.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import tomllib
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.errors import ShapelyError

from locator.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from locator.pack.schema import Column, Table

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_VALUE_LENGTH = 200
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass
class Report:
    """A folder that is read, and the problems found in it.

    ``overlay`` holds the bytes of files, by name with forward slashes, that count instead of
    those in the folder or in addition to them.
    """

    root: Path
    problems: list[Problem] = field(default_factory=list)
    overlay: Mapping[str, bytes] = field(default_factory=dict)

    def read(self, file: str) -> bytes:
        """Bytes of a file; OSError when there is none."""
        return self.overlay[file] if file in self.overlay else (self.root / file).read_bytes()

    def has(self, file: str) -> bool:
        """Whether there is a file of that name."""
        return file in self.overlay or (self.root / file).is_file()

    def files(self, folder: str, ending: str) -> list[str]:
        """Names of the files of a folder that end so, sorted."""
        found = {f"{folder}/{path.name}" for path in (self.root / folder).glob(f"*{ending}")}
        laid = {f for f in self.overlay if f.rpartition("/")[0] == folder and f.endswith(ending)}
        return sorted(found | laid)

    def add(
        self,
        severity: Severity,
        key: str,
        file: str,
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        **params: object,
    ) -> None:
        """Record one problem; ``key`` is relative to the ``problem`` namespace."""
        text = None if value is None else str(value)[:_VALUE_LENGTH]
        self.problems.append(Problem(severity, f"problem.{key}", file, row, column, text, params))

    def error(
        self,
        key: str,
        file: str,
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        **params: object,
    ) -> None:
        """Record an error."""
        self.add("error", key, file, row, column, value, **params)

    def warning(
        self,
        key: str,
        file: str,
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        **params: object,
    ) -> None:
        """Record a doubt."""
        self.add("warning", key, file, row, column, value, **params)


def read_text(report: Report, file: str) -> str | None:
    """Text of a file of the pack, or None when it is missing or cannot be decoded.

    UTF-8 with or without a byte-order mark is right. GB18030, which Excel writes on Chinese
    Windows, is named in the error and read all the same, so that the rest can be checked.
    """
    try:
        raw = report.read(file)
    except OSError:
        report.error("file_missing", file)
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = raw.count(b"\n", 0, failure.start) + 1
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        report.error("encoding_unknown", file, line)
        return None
    report.error("encoding_gb18030", file, line)
    return text


def read_table(report: Report, files: str | Sequence[str], table: Table) -> pd.DataFrame:
    """Rows of a CSV file, or of several of the same kind, with the columns of ``table``.

    Returns
    -------
    DataFrame
        Text columns ``str`` (``""`` unknown), numeric columns ``float64`` (NaN unknown), plus
        ``_file`` and ``_row`` (line of the file, header = 1) to locate later findings. Cells that
        break their column's rule are reported and blanked; the row stays.
    """
    names = [files] if isinstance(files, str) else files
    records = [[file, *record] for file in names for record in _records(report, file, table)]
    frame = pd.DataFrame(records, columns=["_file", "_row", *table.names])
    frame = frame.astype(dict.fromkeys(["_file", *table.names], "str") | {"_row": "int64"})
    if not records:
        # Nothing to check; most packs leave several tables out.
        return frame.astype({c.name: "float64" for c in table.columns if c.numeric})
    return frame.assign(**{c.name: _typed(report, frame, c) for c in table.columns})


def _records(report: Report, file: str, table: Table) -> Iterator[list[object]]:
    text = read_text(report, file)
    if text is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    order: list[int] = []
    width, start = 0, 1
    try:
        for cells in reader:
            row, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not order:
                found = _header(report, file, cells, table)
                if found is None:
                    return
                order, width = found, len(cells)
            elif len(cells) != width:
                report.error(
                    "cell_count", file, row, value=",".join(cells), found=len(cells), expected=width
                )
            else:
                yield [row, *(cells[i].strip() if i >= 0 else "" for i in order)]
    except csv.Error as failure:
        report.error("csv_broken", file, reader.line_num, reason=failure)
    if not order:
        report.error("file_empty", file)


def _header(report: Report, file: str, cells: list[str], table: Table) -> list[int] | None:
    """Position of each column of ``table`` in the file, -1 for one that is missing."""
    names = [cell.strip() for cell in cells]
    for name in sorted({n for n in names if names.count(n) > 1}):
        report.error("column_twice", file, 1, name)
    for name in names:
        if name not in table.names:
            report.warning("column_unknown", file, 1, name, columns=", ".join(table.names))
    missing = [column for column in table.columns if column.name not in names]
    for column in missing:
        severity: Severity = "error" if column.required else "warning"
        report.add(severity, "column_missing", file, 1, column.name, columns=",".join(table.names))
    if len(missing) == len(table.names):
        return None
    return [names.index(name) if name in names else -1 for name in table.names]


def _typed(report: Report, frame: pd.DataFrame, column: Column) -> pd.Series[Any]:
    text = frame[column.name]
    blank = text == ""
    if column.required:
        for file, row in _places(frame, blank):
            report.error("blank", file, row, column.name)
    values = pd.to_numeric(text.where(~blank), errors="coerce") if column.numeric else text
    bad = ~blank & ~_valid(values, column)
    for (file, row), value in zip(_places(frame, bad), text[bad], strict=True):
        report.error(
            f"not_{column.kind}",
            file,
            row,
            column.name,
            value,
            choices=", ".join(column.choices),
            low=column.low,
            high=column.high,
        )
    return values.astype("float64").mask(bad) if column.numeric else text.mask(bad, "")


def _places(frame: pd.DataFrame, rows: pd.Series[bool]) -> list[tuple[str, int]]:
    if not rows.any():
        return []
    return list(zip(frame.loc[rows, "_file"], frame.loc[rows, "_row"], strict=True))


def _valid(values: pd.Series[Any], column: Column) -> pd.Series[bool]:
    if column.kind == "choice":
        return values.isin(column.choices)
    if column.kind == "date":
        return values.map(is_date).astype(bool)
    if column.kind == "url":
        return values.map(is_url).astype(bool)
    if not column.numeric:
        return pd.Series(data=True, index=values.index)
    valid = np.isfinite(values)
    if column.kind in {"count", "year"}:
        valid &= (values >= 0) & (values % 1 == 0)
    if column.kind == "year":
        valid &= values.between(_FIRST_YEAR, _LAST_YEAR)
    if column.low is not None and column.high is not None:
        valid &= values.between(column.low, column.high)
    return valid


def is_date(text: str) -> bool:
    """Whether a text is a calendar date as YYYY, YYYY-MM or YYYY-MM-DD."""
    if not _DATE.fullmatch(text):
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


def read_toml(report: Report, file: str) -> dict[str, Any]:
    """Content of a TOML file, empty when it is missing or broken (which is then reported)."""
    text = read_text(report, file)
    if text is None:
        return {}
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as failure:
        line = re.search(r"line (\d+)", str(failure))
        report.error("toml_broken", file, int(line[1]) if line else None, reason=failure)
        return {}


def read_features(report: Report, file: str) -> gpd.GeoDataFrame:
    """Features of a GeoJSON file as a frame of its properties and geometry, EPSG:4326.

    The row of a problem is the number of the feature counted from 1.
    """
    text = read_text(report, file)
    records: list[Mapping[str, Any]] = []
    shapes: list[Any] = []
    for number, feature in enumerate(_features(report, file, text) if text else [], start=1):
        try:
            shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        except (ShapelyError, KeyError, TypeError):
            shape = None
        if shape is None or shape.is_empty or not _finite(shape.bounds):
            report.error("geometry_broken", file, number)
            continue
        properties = feature.get("properties")
        records.append((properties if isinstance(properties, dict) else {}) | {"_row": number})
        shapes.append(shape)
    properties_frame = pd.DataFrame(records) if records else pd.DataFrame({"_row": []})
    return gpd.GeoDataFrame(properties_frame, geometry=shapes, crs="EPSG:4326")


def _features(report: Report, file: str, text: str) -> list[Any]:
    try:
        document = json.loads(text)
    except ValueError as failure:
        report.error("json_broken", file, getattr(failure, "lineno", None), reason=failure)
        return []
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        report.error("not_features", file)
        return []
    return features


def _finite(bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return (
        all(map(math.isfinite, bounds))
        and -180 <= west <= east <= 180  # noqa: PLR2004 - degrees
        and -90 <= south <= north <= 90  # noqa: PLR2004
    )
