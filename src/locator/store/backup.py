"""Taking the store's content away and bringing it back: pack folders and backup files.

Two things leave the store. A *pack folder* is the effective pack as plain files: what the program
would read, and nothing of how it came about. A *backup file* is the history: every entry with its
changes, every submission with its decisions, every snapshot, every scenario, every round with what
was returned, of all cities; never the names and telephone numbers of those who sent something.

A backup file is JSON lines in UTF-8. The first line is ``{"store": VERSION}``; each other line
is one row, with its table under ``table`` and its columns under their names, tables in an order in
which they can be put back. The same store gives the same bytes.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from locator.folders import written_whole
from locator.pack.files import PackFiles
from locator.problems import LocatorError, Problem
from locator.store import log, sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection, Table

#: What a backup holds, in an order in which it can be put back. Contacts are not among it.
TABLES: tuple[Table, ...] = (
    sql.entry,
    sql.change,
    sql.submission,
    sql.decision,
    sql.snapshot,
    sql.scenario,
    sql.round_of_returns,
    sql.round_event,
    sql.answer,
)


def export_pack(folder: Path, laid: Mapping[str, bytes], out: Path) -> list[str]:
    """Write a complete pack: the files of ``folder`` with those of ``laid`` over them.

    What is written equals the effective pack: read as a pack it has the same rows and the same
    checksum, and exporting it again gives the same bytes. It is written beside ``out`` under
    another name and renamed, so ``out`` is never half written.

    Returns
    -------
    list of str
        Names of the files, with forward slashes, sorted.

    Raises
    ------
    LocatorError
        ``out`` exists and is not an empty folder, lies within the pack, or cannot be written.
    """
    root, target = folder.resolve(), out.resolve()
    if target.is_relative_to(root):
        raise LocatorError(Problem("error", "store.out_inside", str(out)))
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise LocatorError(Problem("error", "store.out_exists", str(out)))
    files = PackFiles(root, laid).all_names()
    with _writing_beside(target) as place:
        place.mkdir()
        for file in files:
            path = place / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(laid[file] if file in laid else (root / file).read_bytes())
        if target.exists():
            target.rmdir()
    return files


def write_backup(connection: Connection | None, out: Path) -> int:
    """Write a backup file; returns how many rows it holds.

    Raises
    ------
    LocatorError
        ``out`` exists, or cannot be written.
    """
    if out.exists():
        raise LocatorError(Problem("error", "store.out_exists", str(out)))
    count = 0
    with _writing_beside(out.resolve()) as place, place.open("w", encoding="utf-8") as file:
        file.write(_line({"store": sql.VERSION}))
        for row in _rows(connection) if connection is not None else ():
            file.write(_line(row))
            count += 1
    return count


def _rows(connection: Connection) -> Iterator[dict[str, Any]]:
    for table in sql.there(connection, TABLES):
        for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
            yield {"table": table.name, **row}


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def restore(connection: Connection, file: Path) -> int:
    """Put a backup into an empty store; returns how many rows it held.

    Raises
    ------
    LocatorError
        The store is not empty, the file is no backup or of a later version (with its line), or
        what it holds was altered.
    """
    for table in TABLES:
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise LocatorError(Problem("error", "store.not_empty"))
    known = {table.name: table for table in TABLES}
    count = 0
    for number, row in _read(file):
        if number == 1:
            if row.get("store") != sql.VERSION:
                raise LocatorError(Problem("error", "store.backup_version", file.name, 1))
            continue
        name = row.pop("table", "")
        if name not in known or set(row) != set(known[name].c.keys()):
            raise LocatorError(Problem("error", "store.backup_line", file.name, number))
        connection.execute(insert(known[name]).values(**row))
        count += 1
    problems = log.verify(connection)
    if problems:
        raise LocatorError(problems)
    return count


def _read(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        raw = file.read_bytes()
    except OSError as failure:
        params = {"reason": failure.strerror or ""}
        raise LocatorError(
            Problem("error", "store.file_unreadable", str(file), params=params)
        ) from None
    if not raw.startswith(b'{"store":'):
        raise LocatorError(Problem("error", "store.backup_version", file.name, 1))
    for number, line in enumerate(raw.splitlines(), start=1):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise LocatorError(Problem("error", "store.backup_line", file.name, number))
        yield number, row


@contextmanager
def _writing_beside(target: Path) -> Iterator[Path]:
    """A name in the folder of ``target`` that becomes ``target`` if all goes well."""
    try:
        with written_whole(target) as part:
            yield part
    except OSError as failure:
        params = {"reason": failure.strerror or ""}
        raise LocatorError(
            Problem("error", "store.out_failed", str(target), params=params)
        ) from failure
