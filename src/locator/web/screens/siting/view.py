"""What the siting page shows, one frozen value, and what its address carries of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from locator.reach.question import PlanningQuestion, allowed
from locator.web.parts import address, planning

if TYPE_CHECKING:
    from collections.abc import Collection

    from locator.pack.model import CityPack

Question = Literal["reach", "fairness", "site", "scenario"]
QUESTIONS: tuple[Question, ...] = get_args(Question)
_CHOICES = ("people", "mode", "walker", "objective", "candidates")
_NUMBERS = ("minutes", "sites", "goal", "per_town", "budget", "cost_hall", "cost_unit")
_FIXED = ("fixed_in", "fixed_out")
#: Characters of a candidate's code, and how many of them an address holds.
_CODE, MOST_FIXED = 80, 20


@dataclass(frozen=True, slots=True)
class SitingView(PlanningQuestion):
    """What can be chosen: which answer is shown, and what it is asked of."""

    question: Question = QUESTIONS[0]


def fields(pack: CityPack) -> dict[str, address.Field]:
    """What of this view its address carries."""
    first = SitingView()
    return {
        "question": address.choice(QUESTIONS, first.question),
        "of": address.choice(tuple(planning.subjects(pack, "zh")), ""),
        **{name: address.choice(allowed(name), getattr(first, name)) for name in _CHOICES},
        **{name: _number(allowed(name), getattr(first, name)) for name in _NUMBERS},
        **{name: address.some(_CODE, MOST_FIXED) for name in _FIXED},
    }


def current(pack: CityPack) -> SitingView:
    """What is shown now; without a choice it is about the first clause of towns."""
    seen = address.view(SitingView)
    known = planning.subjects(pack, "zh")
    if seen.of not in known:
        towns = (r.id for r in pack.requirements if r.level == "town" and r.id in known)
        address.change(SitingView, of=next(towns, next(iter(known), "")))
    return address.view(SitingView)


def _number(values: Collection[int], default: int) -> address.Field:
    return replace(address.number(values), default=default)
