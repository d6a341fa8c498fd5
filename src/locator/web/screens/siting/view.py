"""What the siting page shows, one frozen value, and what its address carries of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from locator.pack.requirements import VenueRule
from locator.reach.question import LAYER, PlanningQuestion, allowed
from locator.web.parts import address
from locator.wording.catalogue import pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.pack.model import CityPack
    from locator.wording.catalogue import Lang

Question = Literal["reach", "fairness", "site", "scenario"]
QUESTIONS: tuple[Question, ...] = get_args(Question)
_CHOICES = ("people", "mode", "walker", "objective", "candidates")
_NUMBERS = ("minutes", "sites", "goal", "per_town")


@dataclass(frozen=True, slots=True)
class SitingView(PlanningQuestion):
    """What can be chosen: which answer is shown, and what it is asked of."""

    question: Question = QUESTIONS[0]


def fields(pack: CityPack) -> dict[str, address.Field]:
    """What of this view its address carries."""
    first = SitingView()
    return {
        "question": address.choice(QUESTIONS, first.question),
        "of": address.choice(tuple(subjects(pack, "zh")), ""),
        **{name: address.choice(allowed(name), getattr(first, name)) for name in _CHOICES},
        **{name: _number(tuple(allowed(name)), getattr(first, name)) for name in _NUMBERS},
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
        f"{LAYER}{code}": pick(layer.name, layer.name_en, lang)
        for code, layer in layers.items()
        if code in present
    }


def _number(values: Sequence[int], default: int) -> address.Field:
    return replace(address.number(values), default=default)
