"""What the siting page asks, one frozen value, and the question of reach that it stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from locator.pack.model import WALKERS
from locator.pack.requirements import VenueRule
from locator.reach.demand import PEOPLE
from locator.reach.reached import CIRCLE_MINUTES, ReachQuery
from locator.reach.siting_query import KINDS, OBJECTIVES, SITES, SitingQuery
from locator.ways.travel import MODES
from locator.web.parts import address
from locator.wording.catalogue import pick

if TYPE_CHECKING:
    from locator.pack.model import CityPack, Walker
    from locator.reach.demand import People
    from locator.reach.siting_query import Objective
    from locator.ways.travel import Mode
    from locator.wording.catalogue import Lang

Question = Literal["reach", "fairness", "site"]
QUESTIONS: tuple[Question, ...] = get_args(Question)
#: Which candidates: all, only halls that lend a room, only villages and towns.
CANDIDATES = ("all", *KINDS)
MINUTES = tuple(range(5, 65, 5))
MOST_SITES = 20
#: What stands before a layer where a clause or a layer is meant.
_LAYER = "layer:"


@dataclass(frozen=True, slots=True)
class SitingView:
    """What can be chosen; ``of`` is a clause's id, or a layer's code behind ``layer:``."""

    question: Question = QUESTIONS[0]
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


def fields(pack: CityPack) -> dict[str, address.Field]:
    """What of this view its address carries."""
    first = SitingView()
    return {
        "question": address.choice(QUESTIONS, first.question),
        "of": address.choice(tuple(subjects(pack, "zh")), ""),
        "people": address.choice(PEOPLE, first.people),
        "mode": address.choice(MODES, first.mode),
        "walker": address.choice(WALKERS, first.walker),
        "minutes": _number(MINUTES, first.minutes),
        "objective": address.choice(OBJECTIVES, first.objective),
        "sites": _number(range(1, MOST_SITES + 1), first.sites),
        "goal": _number(range(5, 105, 5), first.goal),
        "candidates": address.choice(CANDIDATES, first.candidates),
        "per_town": _number(range(MOST_SITES + 1), first.per_town),
    }


def current(pack: CityPack) -> SitingView:
    """What is shown now; without a choice it is about the first clause of towns."""
    seen = address.view(SitingView)
    known = subjects(pack, "zh")
    if seen.of not in known:
        towns = (r.id for r in pack.requirements if r.level == "town" and r.id in known)
        address.change(SitingView, of=next(towns, next(iter(known), "")))
    return address.view(SitingView)


def subjects(pack: CityPack, lang: Lang) -> dict[str, str]:
    """What reach can be asked of: clauses that count venues, then every kind there is one of."""
    layers = pack.catalogue.layers
    present = set(pack.venues["layer"])
    return {
        rule.id: pick(rule.title, rule.title_en, lang)
        for rule in pack.requirements
        if isinstance(rule, VenueRule)
    } | {
        f"{_LAYER}{code}": pick(layer.name, layer.name_en, lang)
        for code, layer in layers.items()
        if code in present
    }


def query(seen: SitingView) -> ReachQuery:
    """The question of reach."""
    layer = seen.of.removeprefix(_LAYER) if seen.of.startswith(_LAYER) else ""
    return ReachQuery(
        layers=(layer,) if layer else (),
        requirement="" if layer else seen.of,
        mode=seen.mode,
        walker=seen.walker,
        minutes=seen.minutes,
        people=seen.people,
    )


def siting_query(seen: SitingView) -> SitingQuery:
    """The question of siting."""
    return SitingQuery(
        query(seen),
        objective=seen.objective,
        sites=None if seen.objective == "goal" else seen.sites,
        goal=seen.goal / 100,
        kinds=KINDS if seen.candidates == "all" else (seen.candidates,),  # type: ignore[arg-type]
        per_town=seen.per_town or None,
    )


def _number(allowed: range | tuple[int, ...], default: int) -> address.Field:
    return replace(address.number(allowed), default=default)
