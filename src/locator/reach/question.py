"""A planner's question as plain codes and numbers: what an address, a meeting and a file carry."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from locator.pack.files import PackFiles
from locator.pack.model import WALKERS, Walker
from locator.problems import LocatorError, Problem, Problems, QueryError
from locator.reach.candidates import LIST_FILE, read_candidates
from locator.reach.demand import PEOPLE, People
from locator.reach.reached import CIRCLE_MINUTES, ReachQuery
from locator.reach.siting_query import KINDS, OBJECTIVES, SITES, Objective, SitingQuery
from locator.ways.travel import MODES, Mode

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from locator.pack.model import CityPack

#: Which candidates: all, only halls that lend a room, only villages and towns, a list's own.
CANDIDATES = ("all", *KINDS, "list")
MINUTES = tuple(range(5, 65, 5))
MOST_SITES = 20
#: A budget and what a site costs are whole numbers of 10,000 yuan up to this.
MOST_MONEY = 1_000_000
#: What stands before a layer where a clause or a layer is meant.
LAYER = "layer:"
#: A message quotes so many characters of what it found.
_QUOTED = 60


@dataclass(frozen=True, slots=True)
class PlanningQuestion:
    """What reach and siting are asked of.

    Attributes
    ----------
    of
        A clause's id, or a layer's code behind ``layer:``.
    goal
        Per cent of the people to bring within reach.
    per_town
        At most so many new ones in a town, 0 for any number.
    budget, cost_hall, cost_unit
        At most so much money in place of ``sites``, 0 for no such limit; what a hall and what a
        unit costs.
    fixed_in, fixed_out
        Codes of candidates that are chosen in any case, and in none.
    brought
        A planner's list of candidates as text, see
        :func:`locator.reach.candidates.read_candidates`; blank: the pack's own.
    """

    of: str = ""
    people: People = PEOPLE[0]
    mode: Mode = MODES[0]
    walker: Walker = WALKERS[0]
    minutes: int = CIRCLE_MINUTES
    objective: Objective = OBJECTIVES[0]
    sites: int = SITES
    goal: int = 90
    candidates: str = CANDIDATES[0]
    per_town: int = 0
    budget: int = 0
    cost_hall: int = 0
    cost_unit: int = 0
    fixed_in: tuple[str, ...] = ()
    fixed_out: tuple[str, ...] = ()
    brought: str = ""

    @property
    def reach(self) -> ReachQuery:
        """The question of reach."""
        layer = self.of.removeprefix(LAYER) if self.of.startswith(LAYER) else ""
        return ReachQuery(
            layers=(layer,) if layer else (),
            requirement="" if layer else self.of,
            mode=self.mode,
            walker=self.walker,
            minutes=self.minutes,
            people=self.people,
        )

    @property
    def siting(self) -> SitingQuery:
        """The question of siting."""
        return SitingQuery(
            self.reach,
            objective=self.objective,
            sites=None if self.objective == "goal" or self.budget else self.sites,
            goal=self.goal / 100,
            budget=self.budget or None,
            costs=self.costs,
            kinds=tuple(kind for kind in KINDS if self.candidates in {"all", kind}),
            fixed_in=self.fixed_in,
            fixed_out=self.fixed_out,
            per_town=self.per_town or None,
        )

    @property
    def costs(self) -> dict[str, float]:
        """What a site of a kind costs: a hall perhaps nothing, of a unit 0 says nothing."""
        known = {"hall": self.cost_hall} | ({"unit": self.cost_unit} if self.cost_unit else {})
        return {kind: float(cost) for kind, cost in known.items()} if self.budget else {}

    def listed(self, pack: CityPack) -> pd.DataFrame | None:
        """Candidates of a list, brought or the pack's own; None where it asks for no list.

        Raises
        ------
        LocatorError
            There is no list, or it cannot be read.
        """
        if self.candidates != "list":
            return None
        files, problems = PackFiles(pack.path, {}), Problems(LIST_FILE)
        text = self.brought
        if not text and files.has(LIST_FILE):
            text = files.text(problems, LIST_FILE) or ""
        if problems:
            raise LocatorError(problems)
        if not text:
            raise QueryError(Problem("error", "reach.no_list"))
        return read_candidates(pack, text, LIST_FILE)

    @property
    def plain(self) -> PlanningQuestion:
        """The same without what a page adds to it."""
        return PlanningQuestion(**{one.name: getattr(self, one.name) for one in _FIELDS})


_FIELDS = fields(PlanningQuestion)
_ALLOWED: Mapping[str, Collection[object]] = {
    "people": PEOPLE,
    "mode": MODES,
    "walker": WALKERS,
    "minutes": MINUTES,
    "objective": OBJECTIVES,
    "sites": range(1, MOST_SITES + 1),
    "goal": range(5, 105, 5),
    "candidates": CANDIDATES,
    "per_town": range(MOST_SITES + 1),
    **dict.fromkeys(("budget", "cost_hall", "cost_unit"), range(MOST_MONEY + 1)),
}


def allowed(name: str) -> Collection[Any]:
    """Values that a field of a question may have, of all but ``of``."""
    return _ALLOWED[name]


def _known(values: Collection[object]) -> str:
    """What a field may be, for a message: a range by its ends, nobody reads a million numbers."""
    if isinstance(values, range) and values.step == 1:
        return f"{values.start}–{values.stop - 1}"
    return ", ".join(map(str, values))


def _wrong_key(name: str) -> str:
    """The message for a field: one that has a choice, one that is text, a list, or none at all."""
    if name in _ALLOWED:
        return "reach.question_field"
    if name in {"fixed_in", "fixed_out"}:
        return "reach.question_list"
    return "reach.question_text" if name in {"of", "brought"} else "reach.question_unknown"


def read_question(parameters: Mapping[str, object], file: str = "") -> PlanningQuestion:
    """The question of a file of choices.

    Raises
    ------
    QueryError
        Names every field that cannot be so. Whether there is such a clause or layer is only known
        with the data.
    """
    whole = asdict(PlanningQuestion())
    parameters = {
        name: tuple(value) if isinstance(value, list) and all(isinstance(v, str) for v in value)
        else value
        for name, value in parameters.items()
    }  # fmt: skip # JSON knows no tuple
    wrong = [
        Problem("error", _wrong_key(name), file, column=name,
                value=json.dumps(value, ensure_ascii=False)[:_QUOTED],
                params={"known": _known(_ALLOWED.get(name, tuple(whole)))})
        for name, value in parameters.items()
        if name not in whole
        or type(value) is not type(whole[name])
        or (name in _ALLOWED and value not in _ALLOWED[name])
    ]  # fmt: skip # a problem a field
    if wrong:
        raise QueryError(wrong)
    return PlanningQuestion(**(whole | dict(parameters)))
