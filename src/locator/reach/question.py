"""A planner's question as plain codes and numbers: what an address, a meeting and a file carry."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from locator.pack.model import WALKERS, Walker
from locator.problems import Problem, QueryError
from locator.reach.demand import PEOPLE, People
from locator.reach.reached import CIRCLE_MINUTES, ReachQuery
from locator.reach.siting_query import KINDS, OBJECTIVES, SITES, Objective, SitingQuery
from locator.ways.travel import MODES, Mode

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: Which candidates: all, only halls that lend a room, only villages and towns.
CANDIDATES = ("all", *KINDS)
MINUTES = tuple(range(5, 65, 5))
MOST_SITES = 20
#: What stands before a layer where a clause or a layer is meant.
LAYER = "layer:"


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
            sites=None if self.objective == "goal" else self.sites,
            goal=self.goal / 100,
            kinds=tuple(kind for kind in KINDS if self.candidates in {"all", kind}),
            per_town=self.per_town or None,
        )

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
}


def allowed(name: str) -> Collection[Any]:
    """Values that a field of a question may have, of all but ``of``."""
    return _ALLOWED[name]


def read_question(given: Mapping[str, object], file: str = "") -> PlanningQuestion:
    """The question of a file of choices.

    Raises
    ------
    QueryError
        Names every field that cannot be so. Whether there is such a clause or layer is only known
        with the data.
    """
    whole = asdict(PlanningQuestion())
    wrong = [
        Problem("error", "reach.question_field", file, column=name, value=str(value)[:200],
                params={"known": ", ".join(map(str, _ALLOWED.get(name, whole)))})
        for name, value in given.items()
        if name not in whole
        or type(value) is not type(whole[name])
        or (name in _ALLOWED and value not in _ALLOWED[name])
    ]  # fmt: skip # a problem a field
    if wrong:
        raise QueryError(wrong)
    return PlanningQuestion(**(whole | dict(given)))
