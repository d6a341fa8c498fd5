"""What the Coverage page shows: its filters and what was chosen on it, one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, TypeVar, cast

import streamlit as st

from locator.coverage.tables import narrow, tally
from locator.pack.model import LEVELS, STATUSES, STRENGTHS
from locator.reach.scenario_file import MOST_IN_ADDRESS, read_scenario
from locator.web.parts import address, state
from locator.wording.catalogue import t
from locator.wording.names import names_of
from locator.wording.verdicts import requirement_groups

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from locator.city import City
    from locator.pack.model import Level
    from locator.problems import Problem
    from locator.wording.catalogue import Lang

P = ParamSpec("P")
T = TypeVar("T")

DRAWINGS = ("geography", "hexagons")
_CHART_LENGTH = 40


@dataclass(frozen=True, slots=True)
class CoverageView:
    """What of the Coverage page can be chosen; an address carries all but the last.

    ``scope`` is a county, ``unit`` and ``requirement`` what map and evidence are about ("": not
    chosen), ``level`` that of the matrix, ``chart`` the one that stands open ("": the first),
    ``then_from`` and ``then_to`` the snapshots that are compared ("": as it is now), ``scenario``
    the text of one that is laid over the city ("": as it is published), ``cell`` the cell of the
    matrix whose click was answered last: row and column.
    """

    scope: str = ""
    strength: str = ""
    status: str = ""
    drawing: str = DRAWINGS[0]
    requirement: str = ""
    unit: str = ""
    level: Level = "town"
    chart: str = ""
    then_from: str = ""
    then_to: str = ""
    scenario: str = ""
    cell: tuple[int, str] | None = None


def fields() -> dict[str, address.Field]:
    """How the address carries a view."""
    city = state.current_city()
    pack, times = city.pack, [one.name for one in state.snapshots()]
    before = times[max(len(times) - 2, 0)] if times else ""
    return {
        "scope": address.choice(["", *pack.counties.index], "", city.former),
        "strength": address.choice(["", *STRENGTHS], ""),
        "status": address.choice(["", *STATUSES], ""),
        "drawing": address.choice(DRAWINGS, DRAWINGS[0]),
        "requirement": address.choice([r.id for r in pack.requirements], ""),
        "unit": address.choice(pack.units.index, "", city.former),
        "level": address.choice(LEVELS, "town"),
        "chart": address.words(_CHART_LENGTH),
        "then_from": address.choice(times, before),
        "then_to": address.choice(["", *times], ""),
        "scenario": address.whole(MOST_IN_ADDRESS),
    }


def current() -> CoverageView:
    """What is shown now."""
    return address.view(CoverageView)


def choose(**changed: object) -> None:
    """Show something else."""
    address.change(CoverageView, **changed)


def city() -> City:
    """The city that the page is about: as it is published, or with a scenario laid over it."""
    text = current().scenario
    return laid(text)[0] if text else state.current_city()


def laid(text: str) -> tuple[City, tuple[Problem, ...]]:
    """The chosen city with a scenario laid over it, and doubts about what of it does not fit.

    Raises
    ------
    LocatorError
        It is none, or another city's.
    """
    base = state.current_city()
    return _laid(base.pack.checksum, text, base)


# A city takes megabytes, and scenarios are anybody's: few are kept.
@st.cache_resource(show_spinner=False, max_entries=4)
def _laid(checksum: str, text: str, _city: City) -> tuple[City, tuple[Problem, ...]]:
    del checksum  # it only tells one state of the data from another
    return _city.what_if(read_scenario(text, "scenario", _city.pack.city.code))


def scenario_name(one: City) -> str:
    """Name of the scenario that is laid over a city, "" for none."""
    return "" if one.scenario is None else one.scenario.name


def once(make: Callable[Concatenate[City, P], T], *key: P.args, **_: P.kwargs) -> T:
    """As :func:`locator.web.parts.state.once`, of the city that the page is about."""
    return cast("T", city().once(make, *key))


class Narrowed(NamedTuple):
    """Which verdicts are shown: those of a county, a strength and a status ("": all)."""

    scope: str = ""
    strength: str = ""
    status: str = ""


def tell() -> None:
    """Let the address say what is shown, at the end of a part of the page that runs by itself."""
    address.write("coverage", fields(), CoverageView)
    address.tell("coverage")


def verdicts(city: City, scope: str, strength: str, status: str) -> pd.DataFrame:
    """The verdicts that the filters leave.

    Narrowing takes a millisecond or two; a copy kept for each choice of filters took 17 MB.
    """
    return narrow(city.verdicts, city.pack, scope, strength, status)


def counts(city: City, scope: str, strength: str, status: str) -> pd.DataFrame:
    """How these verdicts stand by requirement."""
    return tally(verdicts(city, scope, strength, status))


def groups(city: City, scope: str, strength: str, status: str, lang: Lang) -> list[dict[str, Any]]:
    """The requirements with their bars."""
    return requirement_groups(city.pack.requirements, counts(city, scope, strength, status), lang)


def scopes(city: City, lang: Lang) -> dict[str, str]:
    """The whole city and its counties by name."""
    counties = city.pack.counties
    return {"": t("coverage.whole_city", lang)} | names_of(counties, lang)
