"""Who may give a course where few records say what is taught: kinds of venues that give courses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from locator.names.vocabulary import is_subject
from locator.pack.model import EVERYONE, LIST_SEPARATOR
from locator.venues.search import VenueQuery

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray

    from locator.pack.model import LayerCatalogue


def is_to_learn(query: VenueQuery) -> bool:
    """Whether a query asks for something to learn."""
    return bool(query.topics) or all(map(is_subject, query.text.split() or [""]))


def of_teachers(catalogue: LayerCatalogue, query: VenueQuery) -> VenueQuery:
    """What to ask for in place of a course: those of the kinds asked for that give some, or all.

    Where it is to be stays; hours, fees and courses are what one has to ask them.
    """
    teaching = [code for code in catalogue.layers if catalogue.teaches(code)]
    layers = [code for code in teaching if code in query.layers] or teaching
    return VenueQuery(layers=tuple(layers), counties=query.counties, units=query.units)


def may_be_for(cells: Iterable[str], audiences: Collection[str]) -> NDArray[np.bool_]:
    """Which list cells name one of the audiences, all people or nobody, (n,); all if none asked."""
    wanted = {*audiences, EVERYONE}
    named = [{code.strip() for code in cell.split(LIST_SEPARATOR)} - {""} for cell in cells]
    fits = [not (audiences and codes) or not codes.isdisjoint(wanted) for codes in named]
    return np.array(fits, dtype=bool)
