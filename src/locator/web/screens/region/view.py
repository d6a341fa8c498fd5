"""What the Region page shows: the clause and the city that were chosen, one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from locator.web.parts import address, components, state
from locator.wording.region import MEASURES, clause_groups

if TYPE_CHECKING:
    from locator.pack.model import Requirement
    from locator.region.served import RegionAnswer
    from locator.wording.catalogue import Lang

DRAWINGS = ("geography", "hexagons")


@dataclass(frozen=True, slots=True)
class RegionView:
    """What of the Region page can be chosen: all of it is in the address.

    ``at`` is the code of a city ("": none), ``measure`` what the table of all clauses shows.
    """

    requirement: str = ""
    drawing: str = DRAWINGS[0]
    at: str = ""
    measure: str = MEASURES[0]


def fields(answer: RegionAnswer) -> dict[str, address.Field]:
    """How the address carries a view; ``city`` there is whose frame it is, ``at`` the view's."""
    return {
        "requirement": address.choice([rule.id for rule in answer.coverage.rules], ""),
        "drawing": address.choice(DRAWINGS, DRAWINGS[0]),
        "at": address.choice(list(answer.units.index), ""),
        "measure": address.choice(MEASURES, MEASURES[0]),
    }


def current() -> RegionView:
    """What is shown now."""
    return address.view(RegionView)


def choose(**changed: object) -> None:
    """Show something else."""
    address.change(RegionView, **changed)


def chosen(answer: RegionAnswer) -> Requirement:
    """The clause that was chosen, or the first binding one of the towns."""
    judged = set(answer.coverage.total["requirement"])
    rules = {rule.id: rule for rule in answer.coverage.rules if rule.id in judged}
    asked = current().requirement
    towns = (r.id for r in rules.values() if r.level == "town" and r.strength == "required")
    return rules[asked if asked in rules else next(towns, next(iter(rules)))]


def groups(answer: RegionAnswer, lang: Lang) -> list[dict[str, Any]]:
    """The clauses with their bars."""
    return clause_groups(answer.coverage, lang)


def city_link(answer: RegionAnswer, code: str, requirement: str) -> str:
    """Address of the Coverage page of a city with a clause chosen; "" where it is not served."""
    pack = next((n for n, one in answer.coverage.names.items() if one.code == code), "")
    name = state.site().offered.named(answer.folders[pack]) if pack else ""
    return state.href("coverage", city=name, requirement=requirement) if name else ""


def on_requirement() -> None:
    """A clause was chosen in the list."""
    if asked := components.trigger("requirement_list", "chosen"):
        choose(requirement=asked)
