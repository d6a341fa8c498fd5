"""What a visitor plans, kept for the session: a scenario under way, and what the meeting shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from locator.pack.model import VenueRule
from locator.reach.question import LAYER
from locator.web.parts import address
from locator.wording.catalogue import pick

if TYPE_CHECKING:
    from locator.city import City
    from locator.pack.model import CityPack
    from locator.reach.question import PlanningQuestion
    from locator.reach.scenario import Scenario
    from locator.wording.catalogue import Lang


@dataclass(frozen=True, slots=True)
class PlanningView:
    """What is planned.

    Attributes
    ----------
    scenario
        The scenario under way.
    question, shown, city
        What was taken into the meeting, with which scenario, of which city.
    """

    scenario: Scenario | None = None
    question: PlanningQuestion | None = None
    shown: Scenario | None = None
    city: str = ""


def scenario(city: City) -> Scenario | None:
    """The scenario under way of a city."""
    own = address.view(PlanningView).scenario
    return own if own is not None and own.city == city.pack.city.code else None


def change(one: Scenario | None) -> None:
    """Go on with another scenario, or with none."""
    address.change(PlanningView, scenario=one)


def take(question: PlanningQuestion | None, shown: Scenario | None, city: City) -> None:
    """Show a question and a scenario to the meeting, or none."""
    address.change(PlanningView, question=question, shown=shown, city=city.pack.city.code)


def taken(city: City) -> tuple[PlanningQuestion | None, Scenario | None]:
    """What the meeting on a city shows."""
    own = address.view(PlanningView)
    return (own.question, own.shown) if own.city == city.pack.city.code else (None, None)


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
