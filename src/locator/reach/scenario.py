"""What if: a named list of actions, laid over a pack as published changes are.

A scenario is made of what venues and units are called, not of what they held: laid over newer data
it does what still fits and says what no longer does. It never becomes a publication.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from locator.coverage.verdicts import is_recognised
from locator.pack.change import RowChange
from locator.pack.model import STATUSES
from locator.problems import Problem
from locator.reach.fairness import fairness
from locator.reach.reached import NEW, reach

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from locator.coverage import Evaluated
    from locator.pack.change import Cells
    from locator.pack.model import CityPack
    from locator.reach.fairness import Fairness
    from locator.reach.reached import Reached, ReachQuery
    from locator.reach.siting import Siting
    from locator.ways.network import Network

ActionKind = Literal[
    "open", "close", "move", "merge", "recognise", "hours", "capacity", "staff"
]  # fmt: skip # one value
ACTION_KINDS: tuple[ActionKind, ...] = get_args(ActionKind)
#: The indicator that staff are counted by.
STAFF = "full_time_teachers"
_INDICATORS = "indicators.csv"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that is done.

    Attributes
    ----------
    kind
        ``open`` a venue of ``layer`` in ``unit``, at ``lon``, ``lat`` if given; ``close``, ``move``
        (to ``lon``, ``lat``, ``unit``), ``recognise``, ``hours`` or ``capacity`` (as ``value``
        says) the venue ``target``; ``merge`` it into the venue ``value``; ``staff``: ``value``
        full-time teachers in the unit ``target``.
    cost
        What it costs in 10,000 yuan, None where nobody said.
    """

    kind: ActionKind
    target: str = ""
    name: str = ""
    layer: str = ""
    unit: str = ""
    lon: float | None = None
    lat: float | None = None
    value: str = ""
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A name and what is done, in order.

    Attributes
    ----------
    city, made, data_date
        Code of the city, the day it was made, and the date of the data it was made from.
    """

    name: str
    actions: tuple[Action, ...]
    city: str = ""
    made: str = ""
    data_date: str = ""
    note: str = ""

    @property
    def cost(self) -> float:
        """What all actions cost whose cost is known."""
        return sum(action.cost or 0.0 for action in self.actions)

    @property
    def costless(self) -> int:
        """Actions whose cost nobody said."""
        return sum(action.cost is None for action in self.actions)

    def branch(self, name: str, *actions: Action) -> Scenario:
        """Another scenario that begins with the same actions."""
        return replace(self, name=name, actions=(*self.actions, *actions))

    def without(self, number: int) -> Scenario:
        """The same without one action, counted from 1."""
        kept = (a for n, a in enumerate(self.actions, start=1) if n != number)
        return replace(self, actions=tuple(kept))

    @property
    def opened(self) -> dict[str, str]:
        """Ids of the venues that it opens, with their names."""
        ids = {
            one.target or f"{NEW}{number:03}": one.name
            for number, one in enumerate(self.actions, start=1)
            if one.kind == "open"
        }
        return {identifier: name or identifier for identifier, name in ids.items()}

    @property
    def free(self) -> str:
        """An id for a further venue that it opens; it stays so when actions before it go."""
        known, number = self.opened, 1
        while (identifier := f"{NEW}{number:03}") in known:
            number += 1
        return identifier


@dataclass(frozen=True, slots=True)
class ScenarioRows:
    """What a scenario does to the rows of a pack.

    Attributes
    ----------
    changes
        Rows before and after, one a row.
    rows
        All rows of each file that changes, by its name.
    misfits
        Doubts about the actions that do not fit the data and were left out; a problem's row is
        the number of the action.
    """

    changes: tuple[RowChange, ...]
    rows: Mapping[str, Mapping[str, Cells]] = field(repr=False)
    misfits: tuple[Problem, ...]


def lay(
    scenario: Scenario,
    pack: CityPack,
    rows: Callable[[str], Mapping[str, Cells]],
    former: Mapping[str, str] | None = None,
) -> ScenarioRows:
    """The rows of a pack with what a scenario does.

    Parameters
    ----------
    pack
        The pack as it is in effect.
    rows
        Its rows of a file, as text, by key.
    former
        Codes of former units with their one successor, which is meant by them.
    """
    laying = _Laying(scenario, pack, rows, former or {})
    for number, action in enumerate(scenario.actions, start=1):
        laying.do(number, action)
    return laying.laid()


def scenario_of(siting: Siting, pack: CityPack, name: str, made: str) -> Scenario:
    """The new sites of a siting answer as a scenario that opens them, ``made`` on a day (ISO)."""
    layer = siting.before.supply.layers[0]
    actions = tuple(
        Action(
            "open",
            f"{NEW}{site.number:03}",
            site.name,
            layer=layer,
            unit=site.unit,
            lon=site.lon,
            lat=site.lat,
            cost=None if pd.isna(site.cost) else site.cost,
        )
        for site in siting.sites.itertuples(index=False)
    )
    return Scenario(name, actions, pack.city.code, made, pack.data_date)


#: Key and value of why an action does not fit.
Misfit = tuple[str, str]


class _Laying:
    """The rows as they become, one action after the other."""

    def __init__(
        self,
        scenario: Scenario,
        pack: CityPack,
        rows: Callable[[str], Mapping[str, Cells]],
        former: Mapping[str, str],
    ) -> None:
        self.scenario, self.pack, self.former = scenario, pack, former
        self.read = rows
        self.before: dict[str, Mapping[str, Cells]] = {}
        self.after: dict[str, dict[str, Cells]] = {}
        self.opened: dict[str, str] = {}
        self.misfits: list[Problem] = []

    def file(self, name: str) -> dict[str, Cells]:
        if name not in self.after:
            self.before[name] = self.read(name)
            self.after[name] = dict(self.before[name])
        return self.after[name]

    def do(self, number: int, action: Action) -> None:
        wrong = self.done(number, action)
        if wrong is not None:
            key, value = wrong
            self.misfits.append(Problem("warning", key, self.scenario.name, number, None, value))

    def done(self, number: int, action: Action) -> Misfit | None:
        """Do one action; what does not fit, where it cannot be done."""
        if action.unit or action.kind in {"open", "staff"}:
            given = action.target if action.kind == "staff" else action.unit
            unit = self.former.get(given, given)
            if unit not in self.pack.units.index:
                return "scenario.no_unit", given
            action = replace(action, unit=unit)
        if action.kind == "open":
            return self.open(number, action)
        return self.staff(action) if action.kind == "staff" else self.venue(action)

    def open(self, number: int, action: Action) -> Misfit | None:
        if action.layer not in self.pack.catalogue.layers:
            return "scenario.no_layer", action.layer
        identifier = action.target or f"{NEW}{number:03}"
        if self.venue_file(identifier):
            return "scenario.there", identifier
        where = f"venues/{action.layer}.csv"
        self.opened[identifier] = where
        self.file(where)[identifier] = {
            "id": identifier,
            "name": action.name or identifier,
            "name_en": english_name(self.pack, action.name),
            "layer": action.layer,
            "unit": action.unit,
            **_position(action),
            "capacity": action.value,
            "status": "open",
            "source": f"{NEW}{self.scenario.name}",
            "source_date": self.pack.data_date or self.scenario.made,
        }
        return None

    def staff(self, action: Action) -> Misfit | None:
        rows = self.file(_INDICATORS)
        every = [row for row in rows.values() if row["indicator"] == STAFF]
        own = [row["year"] for row in every if row["unit"] == action.unit]
        year = max(own or [row["year"] for row in every], default=self.scenario.made[:4])
        key = f"{action.unit}|{STAFF}|{year}"
        held = rows.get(key, {})
        if held.get("value") == action.value:
            return "scenario.same", action.target
        rows[key] = held | {
            "unit": action.unit,
            "indicator": STAFF,
            "value": action.value,
            "year": year,
            "source": f"{NEW}{self.scenario.name}",
        }
        return None

    def venue_file(self, identifier: str) -> str:
        """File in which a venue stands, "" where there is none of that id."""
        if identifier in self.opened:
            return self.opened[identifier]
        venues = self.pack.venues
        return f"venues/{venues.at[identifier, 'layer']}.csv" if identifier in venues.index else ""

    def venue(self, action: Action) -> Misfit | None:
        for needed in (action.target, *([action.value] if action.kind == "merge" else [])):
            if not self.venue_file(needed):
                return "scenario.no_venue", needed
        rows = self.file(self.venue_file(action.target))
        held = rows[action.target]
        new = held | self.cells(action, held)
        if new == held:
            return "scenario.same", action.target
        rows[action.target] = new
        return None

    def cells(self, action: Action, held: Cells) -> Cells:
        """The cells that an action writes into a venue's row."""
        if action.kind == "move":
            return _position(action) | {"unit": action.unit or held["unit"]}
        if action.kind == "recognise":
            known = held.get("recognition", "")
            named = known if is_recognised(known) else action.value or self.scenario.name
            return {"recognition": named}
        if action.kind == "hours":
            return {"opening_hours": action.value}
        return {"capacity": action.value} if action.kind == "capacity" else {"status": "closed"}

    def laid(self) -> ScenarioRows:
        changes = [
            RowChange(name, key, self.before[name].get(key), cells)
            for name, rows in sorted(self.after.items())
            for key, cells in rows.items()
            if self.before[name].get(key) != cells
        ]
        changed = {change.file: self.after[change.file] for change in changes}
        return ScenarioRows(tuple(changes), changed, tuple(self.misfits))


def _position(action: Action) -> Cells:
    if action.lon is None or action.lat is None:
        return {"lon": "", "lat": "", "precision": "unit"}
    return {"lon": str(action.lon), "lat": str(action.lat), "precision": "exact"}


def english_name(pack: CityPack, name: str) -> str:
    """English name of the unit or hall of that very name, "" where there is none, or several."""
    for known in (pack.units, pack.venues):
        own = known.loc[known["name"] == name, "name_en"].unique()
        if len(own) == 1:
            return str(own[0])
    return ""


def scenario_mark(scenario: Scenario) -> str:
    """A few letters that differ with any action: what is derived from a scenario is its own."""
    return hashlib.sha256(repr(scenario).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """Before and after a scenario.

    Attributes
    ----------
    verdicts
        ``requirement, unit, name, before, after`` of those that change.
    counts
        Indexed by status, ``before`` and ``after``: how many verdicts.
    reach, fairness
        Before and after, None where nobody asked.
    """

    scenario: Scenario
    misfits: tuple[Problem, ...]
    verdicts: pd.DataFrame = field(repr=False)
    counts: pd.DataFrame = field(repr=False)
    reach: tuple[Reached, Reached] | None = field(default=None, repr=False)
    fairness: tuple[Fairness, Fairness] | None = field(default=None, repr=False)


def outcome(
    scenario: Scenario,
    misfits: tuple[Problem, ...],
    before: Evaluated,
    after: Evaluated,
    query: ReachQuery | None = None,
    network: Network | None = None,
) -> Outcome:
    """What a scenario changes: verdicts, and reach and fairness of a question if one is asked."""
    keys = ["requirement", "unit"]
    both = before.verdicts.merge(
        after.verdicts[[*keys, "status"]], on=keys, suffixes=("", "_after")
    )
    both = both.rename(columns={"status": "before", "status_after": "after"})
    moved = both.loc[both["before"] != both["after"], [*keys, "name", "before", "after"]]
    totals = {"before": before.verdicts["status"], "after": after.verdicts["status"]}
    counts = pd.DataFrame({when: found.value_counts() for when, found in totals.items()})
    counts = counts.reindex(list(STATUSES)).fillna(0).astype("int64")
    whole = Outcome(scenario, misfits, moved.reset_index(drop=True), counts)
    if query is None:
        return whole
    one, two = before.pack, after.pack
    return replace(
        whole,
        reach=(reach(one, query, network), reach(two, query, network)),
        fairness=(fairness(one, query, network), fairness(two, query, network)),
    )
