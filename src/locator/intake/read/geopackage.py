"""GeoPackage: the tables that its contents name, read by SQLite from memory and nothing else.

The database is a stranger's program as much as a file: views, triggers, virtual tables and
generated columns may call functions. So it never touches the disk, its schema is not trusted,
only real tables are read, only reading is authorised, and the work is counted.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from locator.intake.read import limits
from locator.intake.read.crs import defined_crs, named_crs
from locator.intake.read.features import FeatureList, Weight, from_wkb

if TYPE_CHECKING:
    import pyproj
    import shapely

    from locator.intake.model import UploadSheet
    from locator.problems import LocatorError, Problems

#: Steps of the SQLite machine between two looks, and looks until it is stopped.
_STEPS, _LOOKS = 100_000, 500
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_CONTENTS = """
    SELECT c.table_name, c.data_type, g.column_name, s.organization, s.organization_coordsys_id,
           s.definition
    FROM gpkg_contents c
    LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
    LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
    WHERE c.data_type IN ('features', 'attributes')
"""
#: Row numbers that programs add on their own, and show to nobody.
_ROW_NUMBERS = {"fid", "ogc_fid"}
#: Bytes of the bounds in the head of a shape, by their code.
_BOUNDS = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_EXTENDED = 0x20


def read_geopackage(problems: Problems, data: bytes) -> list[UploadSheet]:
    """A sheet for each table of features or attributes; rows count from 1.

    Raises
    ------
    LocatorError
        The database is broken or unsafe, holds no such table, or a limit is passed.
    """
    try:
        with closing(_open(data)) as database:
            sheets = list(_sheets(problems, database))
    except (sqlite3.Error, sqlite3.Warning, UnicodeError, OverflowError, MemoryError):
        raise _broken(problems) from None
    if not sheets:
        raise problems.refusal("upload.no_tables")
    return sheets


def _open(data: bytes) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    # Bytes 18 and 19 say whether a write-ahead log lies beside the file; in memory none does.
    database.deserialize(data[:18] + b"\x01\x01" + data[20:])
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.UPLOAD_BYTES)
    database.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, limits.COLUMNS)
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    looks = iter(range(_LOOKS))
    database.set_progress_handler(lambda: next(looks, None) is None, _STEPS)
    database.text_factory = lambda text: text.decode("utf-8", "replace")
    for setting in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
        database.execute(f"PRAGMA {setting}")
    if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise sqlite3.DatabaseError
    database.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
    )
    return database


def _sheets(problems: Problems, database: sqlite3.Connection) -> list[UploadSheet]:
    real = {
        name
        for name, sql in database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
        )
        if sql and not sql.upper().startswith("CREATE VIRTUAL")
    }
    if not real.issuperset({"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"}):
        raise problems.refusal("upload.no_tables")
    contents = database.execute(_CONTENTS).fetchmany(limits.SHEETS + 1)
    if len(contents) > limits.SHEETS:
        raise problems.refusal("upload.sheets", found=len(contents), limit=limits.SHEETS)
    weight = Weight()
    sheets = []
    for name, kind, geometry, organization, code, definition in contents:
        if name not in real or (kind == "features" and geometry is None):
            problems.error("upload.table_unsafe", sheet=str(name))
            continue
        table = FeatureList(problems, weight, name)
        if geometry is not None:
            table.crs = _crs(table, organization, code, definition)
        _read(table, database, geometry)
        sheets.append(table.table(geometry=geometry is not None))
    return sheets


def _crs(
    table: FeatureList, organization: object, code: object, definition: object
) -> pyproj.CRS | None:
    if str(organization).upper() == "EPSG":
        return named_crs(table.problems, f"EPSG:{code}", table.sheet)
    wkt = definition if isinstance(definition, str) else ""
    return None if wkt == "undefined" else defined_crs(table.problems, wkt, table.sheet)


def _read(table: FeatureList, database: sqlite3.Connection, geometry: str | None) -> None:
    quoted = table.sheet.replace('"', '""')
    cursor = database.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - a name cannot be bound
    names = [column[0] for column in cursor.description]
    if geometry is not None and geometry not in names:
        raise _broken(table.problems)
    for row, values in enumerate(cursor, start=1):
        record: dict[str, Any] = dict(zip(names, values, strict=True))
        blob = record.pop(geometry) if geometry is not None else None
        shape = None if blob is None else _shape(blob)
        if blob is not None and shape is None:
            table.broken(row)
        text = {
            name: "" if isinstance(value, bytes) else value
            for name, value in record.items()
            if name not in _ROW_NUMBERS
        }
        table.add(row, text, shape)


def _shape(blob: object) -> shapely.Geometry | None:
    """The shape of a GeoPackage geometry: a head of its own, then well-known binary."""
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        return None
    flags = blob[3]
    bounds = _BOUNDS.get(flags >> 1 & 7)
    if bounds is None or flags & _EXTENDED:
        return None
    return from_wkb(blob[8 + bounds :])


def _broken(problems: Problems) -> LocatorError:
    return problems.refusal("upload.geopackage_broken")
