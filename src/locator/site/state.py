"""How it stands with a city: served, served as it was, or not at all, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from locator.problems import LocatorError, PackError
from locator.store.model import StoreBackwards, StoreBroken, StoreUnreachable

if TYPE_CHECKING:
    from datetime import datetime


#: Failures of a city or of the database, whatever was asked.
OUTAGES = (PackError, StoreBackwards, StoreBroken, StoreUnreachable)


@dataclass(frozen=True, slots=True)
class CityState:
    """How it stands with a city.

    Attributes
    ----------
    name
        The name by which addresses and requests ask for it.
    usable
        Whether it can be served at all.
    since
        When what is served stopped being the newest (UTC); None: it is the newest.
    reason
        ``""``, or ``pack`` (files with errors), ``name`` (doubly named), ``store`` (the database
        does not answer), ``full`` (its disk is full), ``backwards`` (published changes are gone) or
        ``reading`` (nothing is known yet).
    failure
        Everything that is wrong, for operators.
    set_aside
        How many published changes no longer fit the files and wait for somebody's decision.
    """

    name: str
    usable: bool
    since: datetime | None = None
    reason: str = ""
    failure: LocatorError | None = None
    set_aside: int = 0


def reason(failure: LocatorError) -> str:
    """Why a city is not served as it should be: :attr:`CityState.reason`."""
    if isinstance(failure, StoreBackwards):
        return "backwards"
    keys = {problem.key for problem in failure.problems}
    if "store.full" in keys:
        return "full"
    if "site.twice" in keys:
        return "name"
    if "site.reading" in keys:
        return "reading"
    if isinstance(failure, (StoreBroken, StoreUnreachable)):
        return "store"
    return "pack"
