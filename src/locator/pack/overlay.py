"""Lay changes over the files of a pack: what each file's bytes become.

Pure: the files are read and nothing is written. Several changes of one row count as one, from
what it was at first to what it is at last, so a change and its opposite leave the file as it was,
byte for byte.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from locator.pack.rows import GEOMETRY, FileRow, RowFile, columns, differing, read_rows, row_key
from locator.problems import LocatorError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from locator.store.model import Cells, RowChange


@dataclass(slots=True)
class _Net:
    """All changes of one row taken together."""

    before: Mapping[str, str] | None
    after: Mapping[str, str] | None


def overlay(folder: Path, changes: Iterable[RowChange]) -> dict[str, bytes]:
    """Bytes of every file of a pack that changes alter, by name.

    Untouched rows keep their place and their text to the byte. A changed row stays where it is.
    New rows go where their key belongs in a file that is sorted by key, else to the end, sorted
    by key. Cells are written without spaces around them; a line break within one is a line feed.

    A row of the files that already is what the last of its changes makes of it is fine: a pack
    that was exported with changes, read with the same changes, is the same pack.

    Raises
    ------
    LocatorError
        A change names a file or column that a pack does not have, its key is not that of its
        cells, or what it says was ``before`` does not hold; every problem with file, row and
        column.
    """
    problems: list[Problem] = []
    result: dict[str, bytes] = {}
    for file, nets in sorted(_fold(changes, problems).items()):
        path = folder / file
        raw = path.read_bytes() if path.is_file() else None
        sheet = read_rows(file, raw)
        rows = _applied(sheet, nets, problems)
        if rows is not None:
            result[file] = sheet.written(rows)
    if problems:
        raise LocatorError(problems)
    return result


def pack_rows(folder: Path, file: str, laid: Mapping[str, bytes] | None = None) -> dict[str, Cells]:
    """Rows of a file of a pack by key, as text: what a change says was ``before``.

    Parameters
    ----------
    folder
        Folder of the pack.
    file
        Name of the file; one that does not exist has no rows.
    laid
        What :func:`overlay` returned, for the rows of the pack as changed.

    Raises
    ------
    LocatorError
        A pack has no such file, or it cannot be read.
    """
    path = folder / file
    raw = (laid or {}).get(file)
    if raw is None and path.is_file():
        raw = path.read_bytes()
    names = columns(file)
    known: dict[str, Cells] = {}
    for row in read_rows(file, raw).rows:
        if row.key is not None:
            known.setdefault(row.key, {c: row.cells.get(c, "") for c in names})
    return known


def _fold(changes: Iterable[RowChange], problems: list[Problem]) -> dict[str, dict[str, _Net]]:
    """First ``before`` and last ``after`` of each row, by file and key."""
    nets: dict[str, dict[str, _Net]] = {}
    for change in changes:
        found = check_change(change)
        if found:
            problems.extend(found)
            continue
        known = nets.setdefault(change.file, {})
        net = known.get(change.key)
        if net is None:
            known[change.key] = _Net(change.before, change.after)
            continue
        problems.extend(disagreement(change.file, change.key, None, net.after, change.before))
        net.after = change.after
    return nets


def check_change(change: RowChange) -> list[Problem]:
    """What is wrong with a change by itself: file, columns, key."""
    try:
        names = columns(change.file)
    except LocatorError as failure:
        return list(failure.problems)
    found: list[Problem] = []
    for cells in (change.before, change.after):
        if cells is None:
            continue
        found.extend(
            Problem(
                "error",
                "store.unknown_column",
                change.file,
                None,
                name,
                params={"key": change.key, "columns": ", ".join(names)},
            )
            for name in cells
            if name not in names and cells is change.after
        )
        if row_key(change.file, cells) != change.key:
            found.append(
                Problem(
                    "error",
                    "store.key",
                    change.file,
                    value=row_key(change.file, cells),
                    params={"key": change.key},
                )
            )
    if change.after is not None and GEOMETRY in names:
        try:
            json.loads(change.after.get(GEOMETRY, ""))
        except ValueError:
            params = {"key": change.key}
            found.append(
                Problem("error", "store.geometry", change.file, None, GEOMETRY, params=params)
            )
    return found


def disagreement(
    file: str,
    key: str,
    line: int | None,
    held: Mapping[str, str] | None,
    before: Mapping[str, str] | None,
) -> list[Problem]:
    """In what a row differs from what a change says it was."""
    if held is None or before is None:
        if held is before:
            return []
        gone = "store.row_gone" if held is None else "store.row_there"
        return [Problem("error", gone, file, line, None, key)]
    return [
        Problem(
            "error",
            "store.cell_moved",
            file,
            line,
            column,
            held.get(column, "")[:200],
            params={"key": key, "expected": before.get(column, "")[:200]},
        )
        for column in differing(file, held, before)
    ]


def _applied(
    sheet: RowFile, nets: dict[str, _Net], problems: list[Problem]
) -> list[FileRow] | None:
    """The rows of a file after its changes; None when they are the same."""
    places: dict[str, list[int]] = {}
    for number, row in enumerate(sheet.rows):
        if row.key in nets:
            places.setdefault(row.key, []).append(number)
    rows: list[FileRow | None] = list(sheet.rows)
    new: list[FileRow] = []
    for key, net in nets.items():
        place = _place(sheet, places.get(key, []), net.before)
        held = None if place is None else sheet.rows[place].cells
        line = None if place is None else sheet.rows[place].line
        if not disagreement(sheet.file, key, line, held, net.after):
            continue
        found = disagreement(sheet.file, key, line, held, net.before)
        problems.extend(found)
        if found:
            continue
        written = None if net.after is None else _row(sheet, key, held, net.after)
        if place is not None:
            rows[place] = written
        elif written is not None:
            new.append(written)
    kept = [row for row in rows if row is not None]
    if not new and kept == list(sheet.rows):
        return None
    return _with_new(sheet, kept, new)


def _place(sheet: RowFile, places: list[int], before: Mapping[str, str] | None) -> int | None:
    """Where a row stands; of several with its key, the one that is as it was before."""
    if before is not None:
        for place in places:
            if not differing(sheet.file, sheet.rows[place].cells, before):
                return place
    return places[0] if places else None


def _row(sheet: RowFile, key: str, held: Cells | None, after: Mapping[str, str]) -> FileRow:
    """A row to be written: cells of columns that the declaration does not know stay."""
    names = columns(sheet.file)
    cells = {c: v for c, v in (held or {}).items() if c not in names}
    own = {c: _clean(after.get(c, "")) for c in names}
    return FileRow(key, 0, own | cells, None)


def _clean(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def _with_new(sheet: RowFile, rows: list[FileRow], new: list[FileRow]) -> list[FileRow]:
    def by_key(row: FileRow) -> list[str]:
        return (row.key or "").split("|")

    keys = [by_key(row) for row in sheet.rows if row.key is not None]
    waiting = sorted(new, key=by_key, reverse=True)
    if keys != sorted(keys):
        return rows + waiting[::-1]
    merged: list[FileRow] = []
    for row in rows:
        while waiting and row.key is not None and by_key(waiting[-1]) < by_key(row):
            merged.append(waiting.pop())
        merged.append(row)
    return merged + waiting[::-1]
