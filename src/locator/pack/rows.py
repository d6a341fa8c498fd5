"""The rows of a pack's files as text: read with their place, written back without touching others.

A row is a record of a CSV file, a feature of ``outlines.geojson`` or a clause of
``requirements.toml``; which files have rows, and what identifies one, is declared in
:mod:`locator.pack.schema`.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from locator.pack import schema
from locator.pack.clause_rows import (
    CLAUSE_COLUMNS,
    CLAUSE_NUMBERS,
    REQUIREMENTS_FILE,
    clause_blocks,
    clause_text,
)
from locator.pack.files import csv_records
from locator.problems import LocatorError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.pack.change import Cells

OUTLINES = "outlines.geojson"
GEOMETRY = "geometry"
_PROPERTIES = ("code", "quality", "source", "licence")
_MARK = b"\xef\xbb\xbf"
_COLLECTION = {"type": "FeatureCollection"}


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row as it stands in a file.

    Attributes
    ----------
    key
        Values of its key columns joined with ``|``; None for an empty line or one that cannot be
        read, which is kept as it is.
    line
        Line of the file counted from 1, or number of the feature.
    cells
        Text by column name, spaces around it dropped.
    raw
        The text of the row in the file; None for a row that is to be written anew.
    """

    key: str | None
    line: int
    cells: Cells
    raw: str | None


@dataclass(frozen=True, slots=True)
class RowFile:
    """A file taken apart: what stands before its rows, the rows, and how rows are written."""

    file: str
    header: tuple[str, ...]
    head: str
    rows: tuple[FileRow, ...]
    ending: str
    mark: bool

    def written(self, rows: list[FileRow]) -> bytes:
        """The file with other rows."""
        if self.file == OUTLINES:
            text = _features_text(self, rows)
        elif self.file == REQUIREMENTS_FILE:
            text = _clauses_text(self, rows)
        else:
            text = _csv_text(self, rows)
        return _MARK * self.mark + text.encode()


def columns(file: str) -> tuple[str, ...]:
    """Columns of a file's rows in order.

    Raises
    ------
    LocatorError
        A pack has no such file, or none with rows.
    """
    family = schema.family(file)
    if family is None:
        raise LocatorError(Problem("error", "store.unknown_file", file))
    if family == OUTLINES:
        return (*_PROPERTIES, GEOMETRY)
    if family == REQUIREMENTS_FILE:
        return CLAUSE_COLUMNS
    return schema.TABLES[family].names


def row_key(file: str, cells: Mapping[str, str]) -> str:
    """What identifies a row of a file: the values of its key columns joined with ``|``."""
    return "|".join(cells.get(c, "").strip() for c in schema.KEYS[schema.family(file) or file])


def same_value(file: str, column: str, one: str, other: str) -> bool:
    """Whether two cells say the same: numbers by value, shapes by their coordinates."""
    if one == other:
        return True
    try:
        if column == GEOMETRY:
            return bool(json.loads(one) == json.loads(other))
        if file != OUTLINES and _numeric(file, column):
            return float(one) == float(other)
    except ValueError:
        return False
    return False


def _numeric(file: str, column: str) -> bool:
    if file == REQUIREMENTS_FILE:
        return column in CLAUSE_NUMBERS
    table = schema.TABLES[schema.family(file) or file]
    return any(c.name == column and c.numeric for c in table.columns)


def differing(file: str, one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Columns in which two rows of a file differ; a missing cell is a blank one."""
    return [
        c
        for c in columns(file)
        if not same_value(file, c, one.get(c, "").strip(), other.get(c, "").strip())
    ]


def read_rows(file: str, raw: bytes | None) -> RowFile:
    """Take a file apart; None stands for a file that does not exist yet.

    Raises
    ------
    LocatorError
        The file cannot be decoded or read.
    """
    names = columns(file)
    if raw is None:
        head = {OUTLINES: _json(_COLLECTION), REQUIREMENTS_FILE: ""}.get(
            file, _csv_line(names, "\n")
        )
        return RowFile(file, names, head, (), "\n", mark=False)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = raw.count(b"\n", 0, failure.start) + 1
        raise LocatorError(Problem("error", "problem.encoding_unknown", file, line)) from None
    mark = raw.startswith(_MARK)
    if file == REQUIREMENTS_FILE:
        return _clauses_sheet(file, text, mark)
    return _features_sheet(file, text, mark) if file == OUTLINES else _csv_sheet(file, text, mark)


# -- CSV ---------------------------------------------------------------------------------------


def _csv_sheet(file: str, text: str, mark: bool) -> RowFile:  # noqa: FBT001 - as its callers say it
    header: tuple[str, ...] = ()
    rows: list[FileRow] = []
    head, ending = "", "\n"
    for line, raw, cells in csv_records(file, text):
        if not header:
            head += raw
            if any(cell.strip() for cell in cells):
                header = tuple(cell.strip() for cell in cells)
                ending = "\r\n" if raw.endswith("\r\n") else "\n"
            continue
        named = dict(zip(header, (c.strip() for c in cells), strict=False))
        fits = len(cells) == len(header)
        rows.append(FileRow(row_key(file, named) if fits else None, line, named, raw))
    if not header:
        raise LocatorError(Problem("error", "problem.file_empty", file))
    return RowFile(file, header, head, tuple(rows), ending, mark)


def _csv_text(sheet: RowFile, rows: list[FileRow]) -> str:
    used = {c for row in rows if row.raw is None for c, value in row.cells.items() if value}
    more = tuple(c for c in columns(sheet.file) if c in used and c not in sheet.header)
    header, head = sheet.header + more, sheet.head
    if more:
        # A column that the file went without: every line gets a cell for it.
        head = _csv_line(header, sheet.ending)
    lines = [
        _csv_line([row.cells.get(c, "") for c in header], sheet.ending)
        if row.raw is None or (more and row.key is not None)
        else row.raw
        for row in rows
    ]
    text = [line if line.endswith(("\n", "\r")) else line + sheet.ending for line in (head, *lines)]
    if rows and rows[-1].raw is not None and not more:
        text[-1] = lines[-1]  # a last line without an ending stays so
    return "".join(text)


def _csv_line(cells: tuple[str, ...] | list[str], ending: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=ending).writerow(cells)
    return buffer.getvalue()


# -- GeoJSON -----------------------------------------------------------------------------------


def _features_sheet(file: str, text: str, mark: bool) -> RowFile:  # noqa: FBT001 - as its callers say it
    try:
        document = json.loads(text)
    except ValueError as failure:
        params = {"reason": failure}
        raise LocatorError(Problem("error", "problem.json_broken", file, params=params)) from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise LocatorError(Problem("error", "problem.not_features", file))
    others = _COLLECTION | {k: value for k, value in document.items() if k != "features"}
    rows = [_feature_row(n, feature) for n, feature in enumerate(features, start=1)]
    return RowFile(file, columns(file), _json(others), tuple(rows), "\n", mark)


def _feature_row(number: int, feature: object) -> FileRow:
    raw = _json(feature)
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        return FileRow(None, number, {}, raw)
    cells = {
        name: value if isinstance(value, str) else _json(value)
        for name, value in feature["properties"].items()
    }
    cells[GEOMETRY] = _json(feature.get(GEOMETRY))
    return FileRow(row_key(OUTLINES, cells), number, cells, raw)


def _features_text(sheet: RowFile, rows: list[FileRow]) -> str:
    lines = [row.raw if row.raw is not None else _feature(row.cells) for row in rows]
    return f'{sheet.head.removesuffix("}")},"features":[\n' + ",\n".join(lines) + "\n]}\n"


def _feature(cells: Cells) -> str:
    properties = {name: value for name, value in cells.items() if name != GEOMETRY}
    return _json(
        {"type": "Feature", "properties": properties, GEOMETRY: json.loads(cells[GEOMETRY])}
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# -- clauses -----------------------------------------------------------------------------------


def _clauses_sheet(file: str, text: str, mark: bool) -> RowFile:  # noqa: FBT001 - as its callers say it
    head, *blocks = clause_blocks(text)
    rows = []
    for block in blocks:
        key = None if block.cells is None else row_key(file, block.cells)
        rows.append(FileRow(key, block.line, block.cells or {}, block.text))
    ending = "\r\n" if "\r\n" in text else "\n"
    return RowFile(file, CLAUSE_COLUMNS, head.text, tuple(rows), ending, mark)


def _clauses_text(sheet: RowFile, rows: list[FileRow]) -> str:
    text = sheet.head
    for row in rows:
        if text and not text.endswith(("\n", "\r")):
            text += sheet.ending
        last = text.splitlines()[-1] if text else ""
        if row.raw is None and last and not last.startswith("#"):
            text += sheet.ending  # one that stands where it stood has its blank line or remark
        text += row.raw or clause_text(row.cells).replace("\n", sheet.ending)
    return text
