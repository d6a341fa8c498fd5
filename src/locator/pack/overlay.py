"""Lay changes over the files of a pack: what each file's bytes become.

Pure: the files are read and nothing is written. A change is compared by the cells it touched, so
that a new release of the files and an older log go together: it is still wanted (applied), already
there (nothing to do), or no longer fits, and is then set aside for somebody to decide on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from locator.pack.change import RowChange
from locator.pack.files import path_of
from locator.pack.former import followed, former_units
from locator.pack.rows import GEOMETRY, FileRow, RowFile, columns, differing, read_rows, row_key
from locator.problems import LocatorError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from locator.pack.change import Cells

Decision = Literal["apply", "drop"]
#: How a misfit is told to whoever has to decide on it.
_DOUBTS = {
    "store.row_gone": "store.aside_row_gone",
    "store.row_there": "store.aside_row_there",
    "store.cell_moved": "store.aside_cell_moved",
    "store.row_merged": "store.aside_merged",
}
#: A row of a pack: file and key.
RowName = tuple[str, str]
#: A change, and what is doubtful about it before it is compared.
_Given = tuple[RowChange, tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class SetAside:
    """Changes of one row that no longer fit the files, taken together.

    Attributes
    ----------
    change
        What was published: ``before`` and ``after``.
    held
        The row as the files have it, None where they have none.
    problems
        In what they differ; or the errors that the pack would have with them.
    """

    change: RowChange
    held: Cells | None
    problems: tuple[Problem, ...]

    @property
    def doubts(self) -> list[Problem]:
        """The same as doubts with the remedy, for whoever looks after the city."""
        told = [
            replace(p, severity="warning", key=_DOUBTS.get(p.key, p.key)) for p in self.problems
        ]
        if all(p.key in _DOUBTS for p in self.problems):
            return told
        # Errors of a row that no file holds: it has no line.
        breaks = Problem("warning", "store.aside_breaks", self.change.file, value=self.change.key)
        return [breaks, *(replace(p, row=None) for p in told)]

    def decided(self, choice: Decision) -> RowChange:
        """The change by which an operator ends the matter.

        ``apply`` writes the cells that were published into the row as it is now, or brings the
        row back or takes it out; ``drop`` leaves the row as the files have it.
        """
        change = self.change
        if choice == "drop":
            return RowChange(change.file, change.key, change.after, self.held)
        held = self.held
        if held is None or change.before is None or change.after is None:
            return RowChange(change.file, change.key, held, change.after)
        return RowChange(change.file, change.key, held, _laid(held, change))


@dataclass(frozen=True, slots=True)
class Overlay:
    """Bytes of every file that changes alter, by name, and the changes that were set aside."""

    files: dict[str, bytes] = field(default_factory=dict)
    set_aside: tuple[SetAside, ...] = ()


def overlay(
    folder: Path,
    changes: Iterable[RowChange],
    refused: Mapping[RowName, Sequence[Problem]] | None = None,
) -> Overlay:
    """A pack's files with changes laid over them, but for those of ``refused`` rows, with reasons.

    Untouched rows keep their place and their text to the byte. A changed row stays where it is.
    New rows go where their key belongs in a file that is sorted by key, else to the end, sorted
    by key. Cells are written without spaces around them; a line break within one is a line feed.

    A change and its opposite leave the file as it was, byte for byte, and a pack that was exported
    with changes, read with the same changes, is the same pack. A change of something in a former
    unit that has one successor is one of the successor (:mod:`locator.pack.former`).

    Raises
    ------
    LocatorError
        A change names a file or column that a pack does not have, or its key is not that of its
        cells; every problem with file and column.
    """
    problems: list[Problem] = []
    former = former_units(folder)
    rows = _by_row((followed(one, former) for one in changes), problems)
    if problems:
        raise LocatorError(problems)
    files: dict[str, bytes] = {}
    aside: list[SetAside] = []
    for file, own in sorted(rows.items()):
        path = path_of(folder, file)
        sheet = read_rows(file, path.read_bytes() if path.is_file() else None)
        written = _applied(sheet, own, aside, refused or {})
        if written is not None:
            files[file] = sheet.written(written)
    return Overlay(files, tuple(aside))


def pack_rows(folder: Path, file: str, laid: Mapping[str, bytes] | None = None) -> dict[str, Cells]:
    """Rows of a file of a pack by key, as text: what a change says was ``before``.

    Parameters
    ----------
    folder
        Folder of the pack.
    file
        Name of the file; one that does not exist has no rows.
    laid
        Files of :class:`Overlay`, for the rows of the pack as changed.

    Raises
    ------
    LocatorError
        A pack has no such file, or it cannot be read.
    """
    path = path_of(folder, file)
    raw = (laid or {}).get(file)
    if raw is None and path.is_file():
        raw = path.read_bytes()
    names = columns(file)
    known: dict[str, Cells] = {}
    for row in read_rows(file, raw).rows:
        if row.key is not None:
            known.setdefault(row.key, {c: row.cells.get(c, "") for c in names})
    return known


def _by_row(
    changes: Iterable[_Given], problems: list[Problem]
) -> dict[str, dict[str, list[_Given]]]:
    """Changes by file and key, in order."""
    rows: dict[str, dict[str, list[_Given]]] = {}
    for change, doubt in changes:
        found = check_change(change)
        problems.extend(found)
        if not found:
            rows.setdefault(change.file, {}).setdefault(change.key, []).append((change, doubt))
    return rows


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


def touched(change: RowChange) -> list[str]:
    """Columns that a change alters; all of them where it brings a row or takes one out."""
    if change.before is None or change.after is None:
        return [] if change.before is change.after else list(columns(change.file))
    return differing(change.file, change.before, change.after)


def _misfit(held: Mapping[str, str] | None, change: RowChange, line: int | None) -> list[Problem]:
    """Why a change can neither be applied to a row nor is there already; nothing where it can."""
    file, before, after = change.file, change.before, change.after
    # A column that the schema has gained since is none that the change speaks of.
    known = {None, *(before or {}), *(after or {})}

    def against(cells: Mapping[str, str] | None) -> list[Problem]:
        found = disagreement(file, change.key, line, held, cells)
        return [problem for problem in found if problem.column in known]

    if before is after or not against(after):
        return []
    if held is None or before is None or after is None:
        return against(before)
    cells = touched(change)
    there = set(differing(file, held, after)) & set(differing(file, held, before)) & set(cells)
    found = disagreement(file, change.key, line, held, before)
    return [problem for problem in found if problem.column in there]


def _laid(held: Cells | None, change: RowChange) -> Cells | None:
    """A row after a change that fits: the cells that it touched, the others as they are."""
    if change.before is change.after:
        return held
    if held is None or change.before is None or change.after is None:
        return None if change.after is None else dict(change.after)
    return held | {c: change.after.get(c, "") for c in touched(change)}


def _applied(
    sheet: RowFile,
    changes: Mapping[str, Sequence[_Given]],
    aside: list[SetAside],
    refused: Mapping[RowName, Sequence[Problem]],
) -> list[FileRow] | None:
    """The rows of a file after its changes; None when they are the same."""
    places: dict[str, list[int]] = {}
    for number, row in enumerate(sheet.rows):
        if row.key in changes:
            places.setdefault(str(row.key), []).append(number)
    rows: list[FileRow | None] = list(sheet.rows)
    new: list[FileRow] = []
    for key, own in changes.items():
        place = _place(sheet, places.get(key, []), own[0][0].before)
        old = None if place is None else sheet.rows[place].cells
        if why := refused.get((sheet.file, key)):
            whole = RowChange(sheet.file, key, own[0][0].before, own[-1][0].after)
            if disagreement(sheet.file, key, None, old, whole.after):
                aside.append(SetAside(whole, old, tuple(why)))
            continue
        held, waiting = _in_turn(old, own, None if place is None else sheet.rows[place].line)
        aside.extend(waiting)
        if not disagreement(sheet.file, key, None, old, held):
            continue
        written = None if held is None else _row(sheet, key, old, held)
        if place is not None:
            rows[place] = written
        elif written is not None:
            new.append(written)
    kept = [row for row in rows if row is not None]
    if not new and kept == list(sheet.rows):
        return None
    return _with_new(sheet, kept, new)


def _in_turn(
    held: Cells | None, changes: Sequence[_Given], line: int | None
) -> tuple[Cells | None, list[SetAside]]:
    """A row after its changes in order, and those that do not fit."""
    waiting: list[SetAside] = []
    for given, doubt in changes:
        change = given
        for one in list(waiting):
            # A change that goes on from one set aside counts together with it: an undo ends both.
            if not disagreement(change.file, change.key, None, one.change.after, change.before):
                change = RowChange(change.file, change.key, one.change.before, change.after)
                waiting.remove(one)
        # What somebody decided on since is no longer waiting.
        decided = set(touched(given))
        waiting = [one for one in waiting if not decided.issuperset(touched(one.change))]
        misfit = _misfit(held, change, line)
        wanted = change.before != change.after
        if doubt and wanted and disagreement(change.file, change.key, None, held, change.after):
            misfit = [replace(one, row=line) for one in doubt]
        if misfit:
            waiting.append(SetAside(change, held, tuple(misfit)))
        else:
            held = _laid(held, change)
    return held, waiting


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
