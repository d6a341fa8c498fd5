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
    line = sorted(snapshots, key=lambda s: (s.at, s.name))
    if len(line) < TREND:
        return ()
    line = [followed(s, unit_changes(s, line[-1], successors)) for s in line]
    found: list[Trend] = []
    for rule in line[-1].requirements:
        alike = [s for s in line if any(same_rule(rule, r) for r in s.requirements)]
        if len(alike) < TREND:
            continue
        counties = [c for c, place in line[-1].units.items() if place.level == "county"]
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
    tally: dict[str, Counter[Status]] = {"": Counter()}
    for unit, status in snapshot.statuses[requirement].items():
        tally[""][status] += 1
        county = snapshot.county(unit)
        if county:
            tally.setdefault(county, Counter())[status] += 1
    return tally
