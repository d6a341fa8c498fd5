"""What became of units between two snapshots, and the older one in the codes of the newer.

Codes are the only thing that joins units. A code that is no longer there is looked up in the
pack's ``successors.csv``; an older snapshot then speaks of the units that there are now, as far as
that can be known: a unit with one successor is followed, units that became one are merged, and
what a divided unit had is anybody's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from locator.coverage.snapshots import Snapshot, SnapshotUnit

UnitChangeKind = Literal["renamed", "recoded", "merged", "divided"]
#: A successor of a successor of …: more steps than these are a circle.
_STEPS = 20


class UnitChange(NamedTuple):
    """Units that bear another name or code, became one, or were divided.

    ``before`` and ``after`` are ``(code, name)`` in the order of the snapshots. ``comparable`` is
    whether verdicts of the unit are compared: not where several became one or one became several.
    """

    kind: UnitChangeKind
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]

    @property
    def comparable(self) -> bool:
        """Whether the unit is the same ground before and after."""
        return self.kind in {"renamed", "recoded"}


def unit_changes(
    older: Snapshot, newer: Snapshot, successors: pd.DataFrame | None = None
) -> tuple[UnitChange, ...]:
    """What became of the units of an older snapshot that are not simply there as before.

    Parameters
    ----------
    successors
        As :attr:`locator.pack.model.CityPack.successors`; None: nothing is known of successors.
    """
    after = _after(older, newer, successors)
    sources: dict[str, list[str]] = {}
    for code, present in after.items():
        if len(present) == 1:
            sources.setdefault(present[0], []).append(code)
    found = []
    for code, present in after.items():
        if len(present) > 1:
            found.append(UnitChange("divided", _named(older, [code]), _named(newer, present)))
            continue
        [now] = present
        if code != sources[now][0]:
            continue  # said with the first of those that became one
        names = _named(older, sources[now]), _named(newer, [now])
        if len(sources[now]) > 1:
            found.append(UnitChange("merged", *names))
        elif code != now:
            found.append(UnitChange("recoded", *names))
        elif older.units[code].name != newer.units[now].name:
            found.append(UnitChange("renamed", *names))
    return tuple(found)


def followed(older: Snapshot, changes: tuple[UnitChange, ...]) -> Snapshot:
    """An older snapshot in the units of a newer one.

    Venues, values and declarations of a recoded unit are those of its successor. Venues of merged
    units are the new unit's, and so are declarations that all of them had made; residents are
    added up where all are known; verdicts and values of merged units are left out, because nobody
    gave any for the whole.
    """
    moved = {
        code: change.after[0][0]
        for change in changes
        if change.kind in {"recoded", "merged"}
        for code, _ in change.before
    }
    if not moved:
        return older
    merged = {c.after[0][0]: [code for code, _ in c.before] for c in changes if c.kind == "merged"}
    units: dict[str, SnapshotUnit] = {}
    for code, unit in older.units.items():
        now = moved.get(code, code)
        units.setdefault(now, unit._replace(parent=moved.get(unit.parent, unit.parent)))
    population = {
        moved.get(c, c): n for c, n in older.population.items() if moved.get(c, c) not in merged
    }
    for now, parts in merged.items():
        if all(part in older.population for part in parts):
            population[now] = sum(older.population[part] for part in parts)
    declared = {(moved.get(unit, unit), layer) for unit, layer in older.reporting}
    whole = {
        (unit, layer)
        for unit, layer in declared
        if all((part, layer) in older.reporting for part in merged.get(unit, []))
    }
    return replace(
        older,
        units=units,
        population=population,
        statuses={
            rule: {
                moved.get(unit, unit): status
                for unit, status in own.items()
                if moved.get(unit, unit) not in merged
            }
            for rule, own in older.statuses.items()
        },
        venues={
            code: venue._replace(unit=moved.get(venue.unit, venue.unit))
            for code, venue in older.venues.items()
        },
        indicators={
            (moved.get(unit, unit), indicator): value
            for (unit, indicator), value in older.indicators.items()
            if moved.get(unit, unit) not in merged
        },
        reporting=frozenset(whole),
    )


def followed_venues(older: Snapshot, newer: Snapshot) -> Snapshot:
    """An older snapshot whose venues bear the ids that they have in the newer one.

    A record that went and one that came, of one name in one unit, are one venue that was recorded
    anew. Where either side has several of them nobody can say which is which, and all stay.
    """
    gone, come = _alone(older, newer), _alone(newer, older)
    ids = {code: come[key] for key, code in gone.items() if key in come}
    if not ids:
        return older
    return replace(older, venues={ids.get(c, c): venue for c, venue in older.venues.items()})


def _alone(here: Snapshot, there: Snapshot) -> dict[tuple[str, str], str]:
    """Venues that only one snapshot has, by name and unit where those are one venue's alone."""
    found: dict[tuple[str, str], list[str]] = {}
    for code, venue in here.venues.items():
        if code not in there.venues:
            found.setdefault((venue.name, venue.unit), []).append(code)
    return {key: codes[0] for key, codes in found.items() if len(codes) == 1}


def _named(snapshot: Snapshot, codes: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, snapshot.units[code].name) for code in codes)


def _after(
    older: Snapshot, newer: Snapshot, successors: pd.DataFrame | None
) -> dict[str, list[str]]:
    """Each unit of the older snapshot that is still there, or whose successors are → those."""
    by_code, by_name = _rows(successors)
    found = {}
    for code, unit in older.units.items():
        here = [code]
        for _ in range(_STEPS):
            if all(one in newer.units for one in here):
                break
            step: dict[str, None] = {}
            for one in here:
                known = [one] if one in newer.units else by_code.get(one, [])
                if not known and one == code:
                    known = by_name.get((unit.name, unit.level), [])
                step |= dict.fromkeys(known)
            here = list(step)
        present = [one for one in here if one in newer.units]
        if present and len(present) == len(here):
            found[code] = present
    return found


def _rows(
    successors: pd.DataFrame | None,
) -> tuple[Mapping[str, list[str]], Mapping[tuple[str, str], list[str]]]:
    """Successors by former code, and by name and level for former units without one."""
    by_code: dict[str, list[str]] = {}
    by_name: dict[tuple[str, str], list[str]] = {}
    if successors is not None:
        columns = (successors[c] for c in ("code", "name", "level", "successor"))
        for code, name, level, successor in zip(*columns, strict=True):
            if code:
                by_code.setdefault(code, []).append(successor)
            else:
                by_name.setdefault((name, level), []).append(successor)
    return by_code, by_name
