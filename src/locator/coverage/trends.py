"""Many snapshots seen as lines: how many units met a requirement each time."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from locator.coverage.successors import followed, unit_changes
from locator.pack.model import STATUSES, same_rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from locator.coverage.snapshots import Snapshot
    from locator.pack.model import Status

#: Points from which a line says something.
TREND = 3


class Point(NamedTuple):
    """One snapshot on a line: its name, and how many units were in each status."""

    snapshot: str
    met: int
    gap: int
    unreported: int


class Trend(NamedTuple):
    """The line of a requirement in a county; ``county`` is "" for the whole city."""

    requirement: str
    county: str
    points: tuple[Point, ...]


def trends(
    snapshots: Sequence[Snapshot], successors: pd.DataFrame | None = None
) -> tuple[Trend, ...]:
    """Lines of every requirement of the latest snapshot, for the city and each county.

    A line has a point for each snapshot in which the requirement's rule is that of the latest;
    one of fewer than :data:`TREND` points is left out. Earlier snapshots speak of the units that
    the latest has (``successors`` as in :func:`locator.coverage.compare.compare`).
    """
    dated = sorted(snapshots, key=lambda s: (s.at, s.name))
    if len(dated) < TREND:
        return ()
    latest = dated[-1]
    dated = [followed(s, unit_changes(s, latest, successors)) for s in dated]
    counties = [code for code, unit in latest.units.items() if unit.level == "county"]
    found: list[Trend] = []
    for rule in latest.requirements:
        alike = [s for s in dated if any(same_rule(rule, r) for r in s.requirements)]
        if len(alike) < TREND:
            continue
        tallies = [_by_county(s, rule.id) for s in alike]
        for county in ("", *counties):
            counts = [tally.get(county, Counter()) for tally in tallies]
            if any(counts):
                points = (
                    Point(s.name, *(count[status] for status in STATUSES))
                    for s, count in zip(alike, counts, strict=True)
                )
                found.append(Trend(rule.id, county, tuple(points)))
    return tuple(found)


def _by_county(snapshot: Snapshot, requirement: str) -> dict[str, Counter[Status]]:
    """How many units of each county are in each status; those of the whole city under ``""``."""
    tally: dict[str, Counter[Status]] = {"": Counter()}
    for unit, status in snapshot.statuses[requirement].items():
        tally[""][status] += 1
        county = snapshot.county(unit)
        if county:
            tally.setdefault(county, Counter())[status] += 1
    return tally
