"""The append-only log: entries with their changes of rows, each sealed with the one before.

Functions of a connection: who calls decides what is one transaction. Nothing here updates or
deletes a row. Every entry carries a checksum over itself, its changes and the checksum of the
entry before it, so an entry altered in the database by other means is found by :func:`verify`.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, insert, select

from locator import clock
from locator.pack.change import RowChange
from locator.pack.overlay import check_change, disagreement
from locator.pack.rows import differing
from locator.problems import LocatorError, Problem
from locator.store import sql
from locator.store.model import Conflict, Entry, Source, StoreBroken, StoreConflict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Row

    from locator.pack.change import Cells
    from locator.store.model import Check, EntryKind


def words(text: str, key: str) -> str:
    """A name or reason as it is kept: required, and text that every database can hold."""
    clean = text.replace("\0", "").encode(errors="replace").decode().strip()
    if not clean:
        raise LocatorError(Problem("error", key))
    return clean


def head(connection: Connection, city: str) -> int:
    """Number of a city's last entry, 0 when there is none."""
    last = select(func.max(sql.entry.c.number)).where(sql.entry.c.city == city)
    return connection.execute(last).scalar() or 0


def entries(connection: Connection, city: str) -> list[Entry]:
    """All entries of a city in order."""
    table = sql.entry
    rows = connection.execute(select(table).where(table.c.city == city).order_by(table.c.number))
    return [_entry(row) for row in rows]


def changes(
    connection: Connection, city: str, number: int | None = None, upto: int | None = None
) -> tuple[RowChange, ...]:
    """Changes of a city in order: all, those of one entry, or those up to one."""
    table = sql.change
    asked = select(table).where(table.c.city == city)
    if number is not None:
        asked = asked.where(table.c.number == number)
    if upto is not None:
        asked = asked.where(table.c.number <= upto)
    rows = connection.execute(asked.order_by(table.c.number, table.c.position))
    return tuple(_change(row) for row in rows)


def publish(
    connection: Connection,
    city: str,
    wanted: Sequence[RowChange],
    *,
    by: str,
    why: str,
    source: Source | None,
    seen: int,
    check: Check | None = None,
) -> Entry:
    """Append an entry; see :meth:`locator.store.Store.publish`."""
    if not wanted:
        raise LocatorError(Problem("error", "store.no_changes"))
    wrong = [problem for one in wanted for problem in check_change(one)]
    if wrong:
        raise LocatorError(wrong)
    last = head(connection, city)
    if seen > last:
        params = {"head": last}
        raise LocatorError(Problem("error", "store.no_entry", value=str(seen), params=params))
    # Whether it agrees with what the planner saw is for a check to say, which knows the files too.
    held = _held(connection, city, {one.file for one in wanted}, after=seen if check else 0)
    conflicts = [c for one in wanted for c in _conflicts(held, one)]
    if conflicts:
        raise StoreConflict(conflicts)
    if check is not None:
        check(changes(connection, city), wanted)
    return append(connection, city, "publish", wanted, by=by, why=why, source=source)


def undo(
    connection: Connection, city: str, number: int, *, by: str, why: str, check: Check | None = None
) -> Entry:
    """Append the opposite of an entry; see :meth:`locator.store.Store.undo`."""
    done = changes(connection, city, number)
    if not done:
        params = {"head": head(connection, city)}
        raise LocatorError(Problem("error", "store.no_entry", value=str(number), params=params))
    held = _held(connection, city, {one.file for one in done})
    left = {(one.file, one.key): one.after for one in done}
    later: dict[int, list[str]] = {}
    for (file, key), after in left.items():
        if disagreement(file, key, None, held[file, key].cells, after):
            cells = held[file, key].cells or after or {}
            name = cells.get("name") or cells.get("title") or f"{file} {key}"
            later.setdefault(held[file, key].number, []).append(name)
    if later:
        raise LocatorError(
            Problem(
                "error",
                "store.undo_later",
                value=str(number),
                params={"number": since, "rows": "; ".join(rows[:5]), "n": len(rows)},
            )
            for since, rows in sorted(later.items())
        )
    opposite = [RowChange(one.file, one.key, one.after, one.before) for one in reversed(done)]
    if check is not None:
        check(changes(connection, city), opposite)
    return append(connection, city, "undo", opposite, by=by, why=why, undoes=number)


def undone(log: Iterable[Entry]) -> set[int]:
    """Numbers of the entries that were taken back; ``log`` is in order."""
    found: set[int] = set()
    for entry in reversed(list(log)):
        if entry.undoes is not None and entry.number not in found:
            found.add(entry.undoes)
    return found


def append(
    connection: Connection,
    city: str,
    kind: EntryKind,
    wanted: Sequence[RowChange],
    *,
    by: str,
    why: str,
    source: Source | None = None,
    undoes: int | None = None,
) -> Entry:
    """Write one entry and its changes after the last one."""
    number = head(connection, city) + 1
    new = Entry(
        number,
        city,
        kind,
        clock.stamp(),
        words(by, "store.by_blank"),
        words(why, "store.undo_why_blank" if undoes else "store.why_blank"),
        source,
        undoes,
        len(wanted),
    )
    write(connection, new, wanted, seal(new, wanted, digest(connection, city, number - 1)))
    return new


def write(connection: Connection, new: Entry, wanted: Sequence[RowChange], digest: str) -> None:
    """Write an entry as it is, with its checksum."""
    source = new.source
    connection.execute(
        insert(sql.entry).values(
            city=new.city,
            number=new.number,
            kind=new.kind,
            at=new.at,
            by=new.by,
            why=new.why,
            source_name=source.name if source else None,
            source_sha256=source.sha256 if source else None,
            undoes=new.undoes,
            rows=new.rows,
            digest=digest,
        )
    )
    rows = [
        {
            "city": new.city,
            "number": new.number,
            "position": position,
            "file": one.file,
            "key": one.key,
            "before": _text(one.before),
            "after": _text(one.after),
        }
        for position, one in enumerate(wanted)
    ]
    connection.execute(insert(sql.change), rows)


def seal(one: Entry, wanted: Iterable[RowChange], previous: str) -> str:
    """Checksum of an entry, its changes and everything before it: SHA-256 in hex."""
    source = [one.source.name, one.source.sha256] if one.source else None
    rows = [[c.file, c.key, _text(c.before), _text(c.after)] for c in wanted]
    whole = [previous, one.city, one.number, one.kind, one.at, one.by, one.why, source,
             one.undoes, one.rows, rows]  # fmt: skip # a table, a row a line
    # What no program of ours wrote (bytes) has a checksum too: another one.
    return hashlib.sha256(json.dumps(whole, default=repr).encode()).hexdigest()


def verify(connection: Connection) -> list[Problem]:
    """What was altered in the log by other means than this program; empty when nothing was.

    Entries are numbered from 1 without a gap, have as many changes as they say, and their
    checksums follow from one another. That the last entries were cut off can be seen only from
    outside: from the last checksum, which ``store verify`` prints, or from a backup.
    """
    problems: list[Problem] = []
    numbers = {(c, n) for c, n in connection.execute(select(sql.entry.c.city, sql.entry.c.number))}
    of_rows = {
        (c, n) for c, n in connection.execute(select(sql.change.c.city, sql.change.c.number))
    }
    problems += [
        Problem("error", "store.verify_stray", value=f"{city} {number}")
        for city, number in sorted(of_rows - numbers, key=str)
    ]
    for city in sorted({city for city, _ in numbers}, key=str):
        previous = ""
        for expected, one in enumerate(entries(connection, city), start=1):
            if one.number != expected:
                params = {"city": city, "number": one.number, "expected": expected}
                problems.append(Problem("error", "store.verify_number", params=params))
                break
            try:
                done = changes(connection, city, one.number)
            except StoreBroken as failure:
                problems.extend(failure.problems)
                previous = digest(connection, city, one.number)
                continue
            own = digest(connection, city, one.number)
            if len(done) != one.rows or seal(one, done, previous) != own:
                params = {"city": city, "number": one.number, "by": one.by, "at": one.at}
                problems.append(Problem("error", "store.verify_seal", params=params))
            previous = own
    return problems


def digests(connection: Connection) -> dict[str, str]:
    """Checksum of the last entry of each city: it stands for the whole log."""
    cities = connection.execute(select(sql.entry.c.city).distinct().order_by(sql.entry.c.city))
    return {city: digest(connection, city, head(connection, city)) for (city,) in cities.all()}


def digest(connection: Connection, city: str, number: int) -> str:
    """Checksum of a city's log up to an entry; ``""`` where there is no such entry."""
    table = sql.entry
    asked = select(table.c.digest).where(table.c.city == city, table.c.number == number)
    return connection.execute(asked).scalar() or ""


class _Held(NamedTuple):
    """A row as the log leaves it: what it is, and the entry that made it so."""

    cells: Mapping[str, str] | None
    number: int
    by: str
    at: str


def _held(
    connection: Connection, city: str, files: set[str], *, after: int = 0
) -> dict[tuple[str, str], _Held]:
    """Rows of some files that entries ``after`` one touched, as the last of them left each."""
    c, e = sql.change, sql.entry
    asked = (
        select(c.c.file, c.c.key, c.c.after, c.c.number, e.c.by, e.c.at)
        .join(e, (c.c.city == e.c.city) & (c.c.number == e.c.number))
        .where(c.c.city == city, c.c.file.in_(sorted(files)), c.c.number > after)
        .order_by(c.c.number, c.c.position)
    )
    last = {(file, key): entry for file, key, *entry in connection.execute(asked)}
    return {row: _Held(_cells(after), *entry) for row, (after, *entry) in last.items()}


def _conflicts(held: dict[tuple[str, str], _Held], wanted: RowChange) -> list[Conflict]:
    """In what a change disagrees with the log; ``held`` then has the row as it becomes."""
    file, key = wanted.file, wanted.key
    row = held.get((file, key))
    # A second change of the same row in one publication follows the first.
    held[file, key] = _Held(wanted.after, 0, "", "")
    if row is None or not disagreement(file, key, None, row.cells, wanted.before):
        return []
    came_or_went = row.cells is None or wanted.before is None
    columns = () if came_or_went else differing(file, row.cells or {}, wanted.before or {})
    entry = (row.number, row.by, row.at)
    return [Conflict(file, key, tuple(columns), row.cells, wanted.after, *entry)]


def _entry(row: Row[Any]) -> Entry:
    source = None if row.source_name is None else Source(row.source_name, row.source_sha256)
    return Entry(
        row.number, row.city, row.kind, row.at, row.by, row.why, source, row.undoes, row.rows
    )


def _change(row: Row[Any]) -> RowChange:
    try:
        before, after = _cells(row.before), _cells(row.after)
    except (ValueError, TypeError):
        params = {"city": row.city, "number": row.number, "position": row.position}
        raise StoreBroken(Problem("error", "store.bad_change", params=params)) from None
    return RowChange(row.file, row.key, before, after)


def _text(cells: Mapping[str, str] | None) -> str | None:
    # ASCII: whatever a cell holds, every database can keep it.
    return None if cells is None else json.dumps(dict(cells), sort_keys=True)


def _cells(text: str | None) -> Cells | None:
    if text is None:
        return None
    try:
        found = json.loads(text)
    except RecursionError:  # brackets without end are no change either
        raise ValueError(text) from None
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise ValueError(text)
    return found
