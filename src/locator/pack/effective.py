"""The effective pack: files with everything that was published laid over them, as far as it holds.

A new release of the files may know a unit, a layer or a column no more that a published change
needs. Such a change is set aside with the errors that the pack would have with it; the pack is read
without it, so that a city never goes down over its own log.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from locator.pack.files import path_of
from locator.pack.overlay import Overlay, RowName, check_change, overlay
from locator.pack.rows import columns, read_rows
from locator.pack.schema import family
from locator.problems import LocatorError, PackError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from locator.pack.change import RowChange
    from locator.pack.kept import KeptPacks
    from locator.pack.model import CityPack
    from locator.problems import Problem

#: Errors may show others behind them; after so many turns all that is left is set aside.
_TURNS = 3
#: How many errors are told of changes that break something elsewhere.
_TOLD = 5
#: Files whose rows others need.
_NEEDED = ("units.csv", "villages.csv", "requirements.toml")


def effective(
    packs: KeptPacks, folder: Path, changes: Sequence[RowChange]
) -> tuple[CityPack, Overlay]:
    """The pack of a folder with the changes of a log that fit it.

    Raises
    ------
    PackError
        The files by themselves have errors.
    LocatorError
        A file cannot be read at all.
    """
    wanted = [_in_columns(one) for one in changes if family(one.file)]
    refused: dict[RowName, Sequence[Problem]] = {
        (one.file, one.key): found for one in wanted if (found := check_change(one))
    }
    wanted = [one for one in wanted if (one.file, one.key) not in refused]
    for turn in range(_TURNS + 2):
        laid = overlay(folder, wanted, refused)
        try:
            return packs.load(folder, laid.files), laid
        except PackError as failure:
            if not laid.files:
                raise
            if not turn:
                packs.load(folder)  # of errors of their own the files are told, not the log
            errors = [p for p in failure.problems if p.severity == "error"]
            refused |= _blamed(folder, laid, errors, whole=turn >= _TURNS)
    raise AssertionError  # without changes the files are sound


def check_fits(
    packs: KeptPacks, folder: Path, earlier: Sequence[RowChange], wanted: Sequence[RowChange]
) -> None:
    """See that changes fit the files and what was published before, and break nothing.

    Raises
    ------
    PackError
        The pack would have errors.
    LocatorError
        A change does not fit the files.
    """
    rows = {(one.file, one.key) for one in wanted}
    changes = [*earlier, *wanted]
    laid = overlay(folder, changes)
    if aside := [s for s in laid.set_aside if (s.change.file, s.change.key) in rows]:
        raise LocatorError(problem for one in aside for problem in one.problems)
    try:
        packs.load(folder, laid.files)
    except PackError:
        # What was set aside before does not hold up what is published now.
        _, before = effective(packs, folder, earlier)
        refused = {(s.change.file, s.change.key): s.problems for s in before.set_aside}
        others = {row: why for row, why in refused.items() if row not in rows}
        if not others:
            raise
        packs.load(folder, overlay(folder, changes, others).files)


def _in_columns(change: RowChange) -> RowChange:
    """The change without cells of columns that the schema has no more."""
    names = set(columns(change.file))
    before, after = (
        None if cells is None else {c: v for c, v in cells.items() if c in names}
        for cells in (change.before, change.after)
    )
    return replace(change, before=before, after=after)


def _blamed(
    folder: Path, laid: Overlay, errors: Sequence[Problem], *, whole: bool
) -> dict[RowName, Sequence[Problem]]:
    """Which changed rows the errors come from, each with its errors; all of them if ``whole``."""
    lines = {file: _lines(file, raw) for file, raw in laid.files.items()}
    shipped = cache(lambda file: _lines(file, _raw(folder, file)))
    own = {file: {key: cells for key, (_, cells) in shipped(file).items()} for file in laid.files}
    altered = {
        (file, key)
        for file, rows in lines.items()
        for key in rows.keys() | own[file].keys()
        if (key in rows) != (key in own[file]) or rows[key][1] != own[file][key]
    }
    found: dict[RowName, list[Problem]] = {}
    for problem in errors if not whole else ():
        rows = lines.get(problem.file) or shipped(problem.file)
        named = {key for key, (line, _) in rows.items() if problem.row in {None, line}}
        here = [one for one in altered if one[0] == problem.file and one[1] in named]
        # A key that comes twice is told of the second file that has it.
        for one in here or [one for one in altered if problem.row and one[1] in named]:
            found.setdefault(one, []).append(problem)
    if found:
        return dict(found)
    needed = {
        one for one in altered if one[0] in _NEEDED or one[1] not in lines[one[0]]
    }  # what others hang on, and what was taken out
    return dict.fromkeys(altered if whole or not needed else needed, tuple(errors[:_TOLD]))


def _raw(folder: Path, file: str) -> bytes | None:
    path = path_of(folder, file)
    return path.read_bytes() if family(file) and path.is_file() else None


def _lines(file: str, raw: bytes | None) -> dict[str, tuple[int, Mapping[str, str]]]:
    """Line and cells of each row of a file by key."""
    if family(file) is None:
        return {}
    return {row.key: (row.line, row.cells) for row in read_rows(file, raw).rows if row.key}
