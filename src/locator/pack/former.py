"""Former units: what the code of a unit that is no more means now, as far as that is sure.

``successors.csv`` says what became of a unit. Whatever lies *in* a former unit with one successor
lies in that successor. What is said *of* the unit as a whole (its row, its outline, a figure, "our
list is complete") holds of the successor only where it is the same unit under another code.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from locator.pack.change import RowChange
from locator.pack.files import path_of
from locator.pack.rows import OUTLINES, read_rows, row_key
from locator.pack.schema import family
from locator.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from locator.pack.change import Cells

SUCCESSORS = "successors.csv"
_UNITS = ("units.csv", "villages.csv")
#: Columns whose cells are codes of units.
_UNIT_COLUMNS = ("unit", "parent", "target")
#: Column with the code of the unit of which a row says something as a whole.
_OF_A_UNIT = dict.fromkeys((*_UNITS, OUTLINES), "code") | dict.fromkeys(
    ("reporting.csv", "indicators.csv"), "unit"
)


class FormerUnits(NamedTuple):
    """Units that are no more.

    Attributes
    ----------
    now
        Code of each that became one present unit → that unit's code.
    other
        Of those that are not surely the same unit, because several became one or the name is
        another: code → former name, name of the successor.
    """

    now: Mapping[str, str]
    other: Mapping[str, tuple[str, str]]


def present_codes(
    successors: Iterable[tuple[str, str]], standing: Collection[str]
) -> dict[str, str]:
    """Code of each former unit that became exactly one present unit → that unit's code.

    Parameters
    ----------
    successors
        Code of a former unit, and of a unit that it became; both may be blank.
    standing
        Codes of the units that there are: of one that is still there its own code is meant.
    """
    after: dict[str, set[str]] = {}
    for code, successor in successors:
        if code and successor and code not in standing:
            after.setdefault(code, set()).add(successor)
    return {code: min(found) for code, found in after.items() if len(found) == 1}


def former_units(folder: Path) -> FormerUnits:
    """The former units of a pack, by its files alone.

    Raises
    ------
    LocatorError
        A file of units cannot be read.
    """
    told = list(_cells(folder, SUCCESSORS))
    if not told:
        return FormerUnits({}, {})
    units = {cells.get("code", ""): cells for file in _UNITS for cells in _cells(folder, file)}
    return became(told, units)


def became(told: Sequence[Cells], units: Mapping[str, Cells]) -> FormerUnits:
    """The former units that rows of ``successors.csv`` tell of, beside the present ones by code."""
    now = present_codes(((c.get("code", ""), c.get("successor", "")) for c in told), units)
    before = {c["code"]: c for c in told if c.get("code") in now}
    merged = Counter(now.values())
    other = {}
    for code, successor in now.items():
        was, unit = before[code], units.get(successor, {})
        same = all(was.get(c) == unit.get(c) for c in ("name", "level"))
        if merged[successor] > 1 or not same:
            other[code] = (was.get("name", code), unit.get("name", successor))
    return FormerUnits(now, other)


def _cells(folder: Path, file: str) -> Iterable[Cells]:
    path = path_of(folder, file)
    rows = read_rows(file, path.read_bytes()).rows if path.is_file() else ()
    return (row.cells for row in rows if row.key is not None)


def followed(change: RowChange, former: FormerUnits) -> tuple[RowChange, tuple[Problem, ...]]:
    """A change in the codes that there are now, and why it may not be meant of them."""
    if not former.now:
        return change, ()
    kind = family(change.file) or change.file
    own = {*_UNIT_COLUMNS, *(("code",) if kind in {*_UNITS, OUTLINES} else ())}

    def follow(cells: Mapping[str, str] | None) -> Mapping[str, str] | None:
        if cells is None:
            return None
        return {c: former.now.get(v, v) if c in own else v for c, v in cells.items()}

    before, after = follow(change.before), follow(change.after)
    if before == change.before and after == change.after:
        return change, ()
    key = row_key(change.file, after or before or {})
    told = (change.after or change.before or {}).get(_OF_A_UNIT.get(kind, ""), "")
    doubt: tuple[Problem, ...] = ()
    if told in former.other:
        name, now = former.other[told]
        params = {"key": key, "now": now}
        doubt = (Problem("error", "store.row_merged", change.file, value=name, params=params),)
    return RowChange(change.file, key, before, after), doubt
