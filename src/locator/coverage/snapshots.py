"""Snapshots: what was known on a day, kept so that a later day can be compared with it.

A snapshot is a dated, immutable record: the verdicts, the definitions of the requirements they
were made by, the records that count towards them, and the checksum of the pack. It stands on its
own: no later change of the pack alters it. Its form as a file, which is also how the store keeps
it, is described in ``geodata/README.md``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from locator.coverage.verdicts import is_recognised, latest_values
from locator.pack.counts import counts
from locator.pack.model import LEVELS, STATUSES, Requirement, cells, definition, from_definition
from locator.problems import LocatorError, Problem
from locator.style import WATERMARK

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from locator.pack.model import CityPack, Level, Status

#: Version of the form; a file of a later one is refused.
FORM = 1


#: Letter of each status in a snapshot's strings, and of a unit that a requirement is not about.
_LETTERS: dict[Status, str] = dict(zip(STATUSES, "mgu", strict=True))


_STATUSES = {letter: status for status, letter in _LETTERS.items()}


_NONE = "-"

#: What a file says of a recognition; 0 is also what stood there before anybody could say no.
_RECOGNISED = {True: 1, None: 0, False: False}


#: Parts of the file that have one line an entry.
_LISTS = ("requirements", "units", "population", "statuses", "venues", "indicators", "reporting")


class SnapshotUnit(NamedTuple):
    """A unit: ``parent`` is "" for the city."""

    name: str
    level: Level
    parent: str


class SnapshotVenue(NamedTuple):
    """A venue, as far as verdicts depend on it; ``recognised`` is None where nobody said."""

    name: str
    layer: str
    unit: str
    status: str
    recognised: bool | None


class SnapshotValue(NamedTuple):
    """The latest value of an indicator and its year."""

    value: float
    year: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was known of a city on a day.

    Attributes
    ----------
    name
        The day in the city's own time, ``2026-11-25``; the second of a day ends in ``-2``.
    at
        The moment, UTC in ISO 8601.
    by, note
        Who took it, and what for.
    checksum, data_date
        Of the pack, as :class:`locator.pack.model.CityPack` defines them.
    counts
        How many of everything, as :func:`locator.pack.counts.counts` has it.
    requirements
        As they were defined, in their order.
    units
        Every unit by code, in the pack's order.
    population
        Residents of the units of which they were known.
    statuses
        Requirement → unit → status, for the units that the requirement is about.
    venues
        Every venue by id, open or not.
    indicators
        Latest value by unit and indicator.
    reporting
        Declarations of a complete list, as pairs of unit and layer.
    """

    name: str
    at: str
    by: str
    note: str
    city: str
    city_name: str
    city_name_en: str
    fictional: bool
    checksum: str
    data_date: str
    counts: Mapping[str, int]
    requirements: tuple[Requirement, ...]
    units: Mapping[str, SnapshotUnit]
    population: Mapping[str, int]
    statuses: Mapping[str, Mapping[str, Status]]
    venues: Mapping[str, SnapshotVenue]
    indicators: Mapping[tuple[str, str], SnapshotValue]
    reporting: frozenset[tuple[str, str]] = field(default=frozenset())

    def ancestors(self, unit: str) -> list[str]:
        """A unit and all above it, nearest first; empty for a unit that was not there."""
        line = []
        while unit in self.units:
            line.append(unit)
            unit = self.units[unit].parent
        return line

    def county(self, unit: str) -> str:
        """Code of the county that a unit lies in or is; "" for the city."""
        return next((u for u in self.ancestors(unit) if self.units[u].level == "county"), "")


def take(
    pack: CityPack, verdicts: pd.DataFrame, *, name: str, at: str, by: str, note: str
) -> Snapshot:
    """Record a pack and what :func:`locator.coverage.verdicts.evaluate_pack` found."""
    units, venues, declared = pack.units, pack.venues, pack.reporting
    statuses: dict[str, dict[str, Status]] = {rule.id: {} for rule in pack.requirements}
    for rule, unit, status in zip(
        verdicts["requirement"], verdicts["unit"], verdicts["status"], strict=True
    ):
        statuses[rule][unit] = status
    return Snapshot(
        name=name,
        at=at,
        by=by,
        note=note,
        city=pack.city.code,
        city_name=pack.city.name,
        city_name_en=pack.city.name_en,
        fictional=pack.city.fictional,
        checksum=pack.checksum,
        data_date=pack.data_date,
        counts=counts(pack),
        requirements=pack.requirements,
        units={
            code: SnapshotUnit(*row)
            for code, *row in zip(
                units["code"], units["name"], units["level"], units["parent"], strict=True
            )
        },
        population={c: int(n) for c, n in units["population"].dropna().items()},
        statuses=statuses,
        venues={
            code: SnapshotVenue(
                name, layer, unit, status, is_recognised(recognition) if recognition else None
            )
            for code, name, layer, unit, status, recognition in venues[
                ["id", "name", "layer", "unit", "status", "recognition"]
            ].itertuples(index=False, name=None)
        },
        indicators={
            (unit, indicator): SnapshotValue(float(value), int(year))
            for unit, indicator, value, year in latest_values(pack.indicators)[
                ["unit", "indicator", "value", "year"]
            ].itertuples(index=False, name=None)
        },
        reporting=frozenset(cells(declared, "unit", "layer")),
    )


def to_json(snapshot: Snapshot) -> str:
    """The snapshot as a file: the same snapshot gives the same text."""
    groups = _groups(snapshot)
    document: dict[str, Any] = {
        "snapshot": FORM,
        "name": snapshot.name,
        "at": snapshot.at,
        "by": snapshot.by,
        "note": snapshot.note,
        "city": {
            "code": snapshot.city,
            "name": snapshot.city_name,
            "name_en": snapshot.city_name_en,
            "fictional": snapshot.fictional,
        },
        "watermark": WATERMARK if snapshot.fictional else "",
        "pack": {"checksum": snapshot.checksum, "data_date": snapshot.data_date},
        "counts": snapshot.counts,
        "requirements": [definition(rule) for rule in snapshot.requirements],
        "units": {
            f"{level} {parent}".strip(): [f"{code} {snapshot.units[code].name}" for code in codes]
            for (level, parent), codes in groups.items()
        },
        "population": snapshot.population,
        "statuses": {rule.id: _letters(snapshot, rule, groups) for rule in snapshot.requirements},
        "venues": [
            [code, v.layer, v.unit, v.status, _RECOGNISED[v.recognised], v.name]
            for code, v in snapshot.venues.items()
        ],
        "indicators": [
            [unit, indicator, value, year]
            for (unit, indicator), (value, year) in sorted(snapshot.indicators.items())
        ],
        "reporting": [list(pair) for pair in sorted(snapshot.reporting)],
    }
    if not snapshot.fictional:
        del document["watermark"]
    parts = (f"{_text(key)}:{_part(key, value)}" for key, value in document.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _groups(snapshot: Snapshot) -> dict[tuple[Level, str], list[str]]:
    """Codes of units by level and parent, from the city down."""
    groups: dict[tuple[Level, str], list[str]] = {}
    for level in LEVELS:
        for code, place in snapshot.units.items():
            if place.level == level:
                groups.setdefault((level, place.parent), []).append(code)
    return groups


def _letters(
    snapshot: Snapshot, rule: Requirement, groups: dict[tuple[Level, str], list[str]]
) -> dict[str, str]:
    """A letter a unit, in the order of ``units``, for each parent of units it is about."""
    found = snapshot.statuses[rule.id]
    letters = {
        parent: "".join(_LETTERS[found[c]] if c in found else _NONE for c in codes)
        for (level, parent), codes in groups.items()
        if level == rule.level
    }
    return {parent: text for parent, text in letters.items() if text.strip(_NONE)}


def _part(key: str, value: Any) -> str:
    if key not in _LISTS or not value:
        return _text(value)
    if isinstance(value, list):
        return "[\n" + ",\n".join(map(_text, value)) + "\n]"
    return "{\n" + ",\n".join(f"{_text(k)}:{_text(v)}" for k, v in value.items()) + "\n}"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str | bytes, file: str) -> Snapshot:
    """Read a snapshot; ``file`` names it in an error.

    Raises
    ------
    LocatorError
        The text is no snapshot, or one of a later form.
    """
    try:
        return _read(json.loads(text))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as failure:
        raise LocatorError(Problem("error", "store.snapshot_broken", file)) from failure


def _read(document: dict[str, Any]) -> Snapshot:
    if document["snapshot"] != FORM:
        raise ValueError(document["snapshot"])
    city = document["city"]
    rules = tuple(from_definition(rule) for rule in document["requirements"])
    groups: dict[tuple[str, str], list[str]] = {}
    units: dict[str, SnapshotUnit] = {}
    for group, members in document["units"].items():
        level, _, parent = group.partition(" ")
        named = [member.split(" ", 1) for member in members]
        groups[level, parent] = [code for code, _ in named]
        units |= {code: SnapshotUnit(name, level, parent) for code, name in named}
    return Snapshot(
        **{name: document[name] for name in ("name", "at", "by", "note", "counts", "population")},
        city=city["code"],
        city_name=city["name"],
        city_name_en=city["name_en"],
        fictional=city["fictional"],
        checksum=document["pack"]["checksum"],
        data_date=document["pack"]["data_date"],
        requirements=rules,
        units=units,
        statuses={
            rule.id: {
                code: _STATUSES[letter]
                for parent, letters in document["statuses"][rule.id].items()
                for code, letter in zip(groups[rule.level, parent], letters, strict=True)
                if letter != _NONE
            }
            for rule in rules
        },
        venues={
            code: SnapshotVenue(
                name,
                layer,
                unit,
                status,
                False if recognised is False else bool(recognised) or None,
            )
            for code, layer, unit, status, recognised, name in document["venues"]
        },
        indicators={
            (unit, indicator): SnapshotValue(value, year)
            for unit, indicator, value, year in document["indicators"]
        },
        reporting=frozenset((unit, layer) for unit, layer in document["reporting"]),
    )
