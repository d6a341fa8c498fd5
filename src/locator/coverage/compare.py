"""Two snapshots compared: pure functions of snapshots.

Only the comparable is compared. A requirement whose rule is not the same in both (another
threshold, other layers) is said to have changed and its verdicts are left alone; one whose words
alone changed is compared. A unit counts only where the requirement was about it both times.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from locator.coverage.successors import followed, followed_venues, unit_changes
from locator.coverage.verdicts import counts
from locator.pack.files import number_text
from locator.pack.model import (
    CLAUSE_RULE,
    CLAUSE_WORDS,
    STATUSES,
    IndicatorRule,
    asks_recognition,
    definition,
    layers_of,
    same_rule,
)
from locator.problems import Problem, QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from locator.coverage.snapshots import Snapshot, SnapshotValue, SnapshotVenue
    from locator.coverage.successors import UnitChange
    from locator.pack.model import Requirement, Status

CauseKind = Literal[
    "venue_new", "venue_gone", "venue_changed", "indicator", "population", "declared", "withdrawn"
]

#: A field with what it was and is, as text; "" where nothing is set.
Field = tuple[str, str, str]


class Cause(NamedTuple):
    """One reason why a verdict moved; :func:`locator.wording.changes.cause_text` says it in words.

    ``code`` is the venue's id, the indicator, the unit whose residents changed, or the layers of
    declarations separated by ``;``; ``name`` the venue's or the unit's name. ``fields`` are those
    of a changed venue (as in :class:`locator.coverage.snapshots.SnapshotVenue`), or the one field
    ``value``. ``unit`` is the code of the unit whose value or declaration it is.
    """

    kind: CauseKind
    code: str
    name: str
    fields: tuple[Field, ...] = ()
    unit: str = ""


class Move(NamedTuple):
    """A unit whose verdict on a requirement changed."""

    requirement: str
    unit: str
    name: str
    county: str
    before: Status
    after: Status
    causes: tuple[Cause, ...]


class Definition(NamedTuple):
    """A requirement that came, went, or is worded or defined otherwise than before.

    ``fields`` are ``(field, before, after)`` as text; ``comparable`` is whether its rule is the
    same, so that its verdicts are compared.
    """

    requirement: str
    title: str
    title_en: str
    kind: Literal["added", "removed", "changed"]
    comparable: bool = False
    fields: tuple[Field, ...] = ()


class VenueChange(NamedTuple):
    """A venue that came (``fields`` empty), went, or differs in fields that verdicts depend on."""

    id: str
    name: str
    layer: str
    unit: str
    fields: tuple[Field, ...] = ()


class IndicatorChange(NamedTuple):
    """An indicator of a unit whose latest value or year is another; None: not known."""

    unit: str
    name: str
    indicator: str
    before: SnapshotValue | None
    after: SnapshotValue | None


class Total(NamedTuple):
    """How many units of a comparable requirement were in each status, then and now."""

    requirement: str
    before: dict[Status, int]
    after: dict[Status, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two snapshots of a city, the older one first.

    ``older`` is in the units that the newer one has (:func:`locator.coverage.successors.followed`);
    ``new_units`` and ``lost_units`` are those that ``units`` does not explain.
    """

    older: Snapshot
    newer: Snapshot
    definitions: tuple[Definition, ...]
    totals: tuple[Total, ...]
    moves: tuple[Move, ...]
    new_venues: tuple[VenueChange, ...]
    lost_venues: tuple[VenueChange, ...]
    changed_venues: tuple[VenueChange, ...]
    indicators: tuple[IndicatorChange, ...]
    units: tuple[UnitChange, ...]
    new_units: tuple[str, ...]
    lost_units: tuple[str, ...]


def compare(one: Snapshot, other: Snapshot, successors: pd.DataFrame | None = None) -> Comparison:
    """Compare two snapshots of a city, whichever is given first.

    Parameters
    ----------
    one, other
        The snapshots.
    successors
        As :attr:`locator.pack.model.CityPack.successors`: units that bear another code now.

    Raises
    ------
    QueryError
        They are of different cities.
    """
    if one.city != other.city:
        params = {"other": other.city_name}
        raise QueryError(
            Problem("error", "store.snapshot_city", value=one.city_name, params=params)
        )
    older, newer = sorted((one, other), key=lambda s: (s.at, s.name))
    units = unit_changes(older, newer, successors)
    older = followed_venues(followed(older, units), newer)
    said = {code for change in units for code, _ in (*change.before, *change.after)}
    rules = _comparable(older, newer)
    evidence = _Evidence(older), _Evidence(newer)
    return Comparison(
        older=older,
        newer=newer,
        definitions=_definitions(older, newer),
        totals=tuple(_total(rule, older, newer) for rule in rules),
        moves=tuple(move for rule in rules for move in _moves(rule, *evidence)),
        new_venues=_only(newer, older),
        lost_venues=_only(older, newer),
        changed_venues=_changed(older, newer),
        indicators=_indicators(older, newer),
        units=units,
        new_units=tuple(code for code in newer.units if code not in {*older.units, *said}),
        lost_units=tuple(code for code in older.units if code not in {*newer.units, *said}),
    )


# -- requirements ------------------------------------------------------------------------------


def _comparable(older: Snapshot, newer: Snapshot) -> list[Requirement]:
    return [r for r in newer.requirements if any(same_rule(r, o) for o in older.requirements)]


def _definitions(older: Snapshot, newer: Snapshot) -> tuple[Definition, ...]:
    before = {r.id: r for r in older.requirements}
    after = {r.id: r for r in newer.requirements}
    found = []
    for rule in after.values():
        old = before.get(rule.id)
        if old is None:
            found.append(Definition(rule.id, rule.title, rule.title_en, "added"))
        elif old != rule:
            a, b = definition(old), definition(rule)
            differ = [f for f in (*CLAUSE_WORDS, *CLAUSE_RULE) if a.get(f) != b.get(f)]
            fields = tuple((f, _as_text(a.get(f)), _as_text(b.get(f))) for f in differ)
            alike = same_rule(old, rule)
            found.append(Definition(rule.id, rule.title, rule.title_en, "changed", alike, fields))
    gone = (r for r in before.values() if r.id not in after)
    found += [Definition(r.id, r.title, r.title_en, "removed") for r in gone]
    return tuple(found)


def _as_text(value: object) -> str:
    """A field as text, "" where nothing is set."""
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number_text(value)
    return "" if value is None else str(value)


def _total(rule: Requirement, older: Snapshot, newer: Snapshot) -> Total:
    before, after = older.statuses[rule.id], newer.statuses[rule.id]
    both = [unit for unit in after if unit in before]
    then, now = Counter(before[u] for u in both), Counter(after[u] for u in both)
    return Total(rule.id, {s: then[s] for s in STATUSES}, {s: now[s] for s in STATUSES})


# -- why a verdict moved -----------------------------------------------------------------------


class _Evidence:
    """The records of a snapshot by what they count for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.below: dict[tuple[str, str], list[str]] = {}
        for code, venue in snapshot.venues.items():
            for unit in snapshot.ancestors(venue.unit):
                self.below.setdefault((venue.layer, unit), []).append(code)

    def counted(self, rule: Requirement, unit: str) -> dict[str, SnapshotVenue]:
        """Venues that count towards a requirement for a unit."""
        venues, only = self.snapshot.venues, asks_recognition(rule)
        codes = (code for layer in layers_of(rule) for code in self.below.get((layer, unit), ()))
        return {
            code: venues[code]
            for code in codes
            if counts(venues[code].status, bool(venues[code].recognised), recognised_only=only)
        }

    def unasked(self, rule: Requirement, unit: str) -> dict[str, SnapshotVenue]:
        """Venues of which nobody said whether they are recognised, where that is what counts."""
        if not asks_recognition(rule):
            return {}
        below = (self.below.get((layer, unit), ()) for layer in layers_of(rule))
        venues = ((code, self.snapshot.venues[code]) for codes in below for code in codes)
        return {
            code: venue
            for code, venue in venues
            if counts(venue.status, venue.recognised is None, recognised_only=True)
        }

    def declared(self, rule: Requirement, unit: str) -> set[tuple[str, str]]:
        """Declarations that bear on a requirement for a unit, as pairs of unit and layer."""
        line = self.snapshot.ancestors(unit)
        return {
            (u, layer)
            for u in line
            for layer in layers_of(rule)
            if (u, layer) in self.snapshot.reporting
        }


def _moves(rule: Requirement, older: _Evidence, newer: _Evidence) -> list[Move]:
    before = older.snapshot.statuses[rule.id]
    found = []
    for unit, status in newer.snapshot.statuses[rule.id].items():
        if unit not in before or before[unit] == status:
            continue
        if isinstance(rule, IndicatorRule):
            causes = _value_causes(rule, unit, older, newer)
        else:
            then, now = older.counted(rule, unit), newer.counted(rule, unit)
            causes = _venue_causes(then, now, older, newer)
            if "met" not in {before[unit], status}:
                causes += _declarations(rule, unit, status, older, newer)
                then, now = older.unasked(rule, unit), newer.unasked(rule, unit)
                causes += _venue_causes(then, now, older, newer)
        found.append(
            Move(
                rule.id,
                unit,
                newer.snapshot.units[unit].name,
                newer.snapshot.county(unit),
                before[unit],
                status,
                tuple(causes),
            )
        )
    return found


def _venue_causes(
    then: Mapping[str, SnapshotVenue],
    now: Mapping[str, SnapshotVenue],
    older: _Evidence,
    newer: _Evidence,
) -> list[Cause]:
    """What came and went among the venues that a verdict rests on."""
    found = []
    for code, venue in now.items():
        if code not in then:
            old = older.snapshot.venues.get(code)
            found.append(
                Cause("venue_new", code, venue.name) if old is None else _altered(code, old, venue)
            )
    for code, venue in then.items():
        if code not in now:
            new = newer.snapshot.venues.get(code)
            found.append(
                Cause("venue_gone", code, venue.name) if new is None else _altered(code, venue, new)
            )
    return found


def _declarations(
    rule: Requirement, unit: str, status: Status, older: _Evidence, newer: _Evidence
) -> list[Cause]:
    """Why absence became a gap, or stopped being one."""
    then, now = older.declared(rule, unit), newer.declared(rule, unit)
    kind: CauseKind = "declared" if status == "gap" else "withdrawn"
    layers: dict[str, list[str]] = {}
    for declarer, layer in sorted(now - then if status == "gap" else then - now):
        layers.setdefault(declarer, []).append(layer)
    names = {**older.snapshot.units, **newer.snapshot.units}
    return [Cause(kind, ";".join(codes), names[u].name, unit=u) for u, codes in layers.items()]


def _altered(code: str, before: SnapshotVenue, after: SnapshotVenue) -> Cause:
    return Cause("venue_changed", code, after.name, _fields(before, after))


def _value_causes(
    rule: IndicatorRule, unit: str, older: _Evidence, newer: _Evidence
) -> list[Cause]:
    found, name = [], newer.snapshot.units[unit].name
    then, now = (e.snapshot.indicators.get((unit, rule.indicator)) for e in (older, newer))
    if then != now:
        fields = (("value", _value(then), _value(now)),)
        found.append(Cause("indicator", rule.indicator, name, fields, unit))
    before, after = (e.snapshot.population.get(unit) for e in (older, newer))
    if rule.per_10000 is not None and before != after:
        fields = (("value", _as_text(before), _as_text(after)),)
        found.append(Cause("population", unit, name, fields, unit))
    return found


def _value(value: SnapshotValue | None) -> str:
    return "" if value is None else f"{number_text(value.value)} ({value.year})"


# -- records -----------------------------------------------------------------------------------


def _only(here: Snapshot, there: Snapshot) -> tuple[VenueChange, ...]:
    """Venues that one snapshot has and the other does not."""
    return tuple(
        VenueChange(code, v.name, v.layer, v.unit)
        for code, v in here.venues.items()
        if code not in there.venues
    )


def _changed(older: Snapshot, newer: Snapshot) -> tuple[VenueChange, ...]:
    both = ((c, older.venues[c], v) for c, v in newer.venues.items() if c in older.venues)
    return tuple(
        VenueChange(code, new.name, new.layer, new.unit, _fields(old, new))
        for code, old, new in both
        if old != new
    )


def _fields(before: SnapshotVenue, after: SnapshotVenue) -> tuple[Field, ...]:
    return tuple(
        (name, _as_text(old), _as_text(new))
        for name, old, new in zip(before._fields, before, after, strict=True)
        if old != new
    )


def _indicators(older: Snapshot, newer: Snapshot) -> tuple[IndicatorChange, ...]:
    units = {**older.units, **newer.units}
    return tuple(
        IndicatorChange(
            unit,
            units[unit].name,
            indicator,
            older.indicators.get((unit, indicator)),
            newer.indicators.get((unit, indicator)),
        )
        for unit, indicator in sorted({*older.indicators, *newer.indicators})
        if older.indicators.get((unit, indicator)) != newer.indicators.get((unit, indicator))
    )
