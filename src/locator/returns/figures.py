"""Figures that an office is asked about once more, before it sends them."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import pandas as pd

from locator import clock
from locator.names.keys import half_width
from locator.problems import Problem
from locator.returns.cards import POPULATION, AskedFigure, unit_called

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.pack.model import CityPack

#: A figure is asked back when it is this many times the last known one.
TENFOLD = 10
_YEAR = re.compile("(?:19|20)[0-9]{2}")


def figure_asked_back(
    pack: CityPack, unit: str, figure: AskedFigure, answer: Mapping[str, str]
) -> list[Problem]:
    """Why a figure is asked back: all that cannot be read, or how far it is from what is known.

    Parameters
    ----------
    answer
        ``value`` and ``year`` as they were written; ``sure`` where it was asked back before.
    """
    about: dict[str, object] = {"title": figure.title, "unit": unit_called(pack, unit)}
    value = _number(answer["value"])
    unread = _unread(figure, value, answer)
    if value is None or unread or answer.get("sure"):
        return [
            Problem("error", f"returns.figure_{name}", value=text, params=about)
            for name, text in unread.items()
        ]
    known = figure.known
    if known and known["value"] > 0 and value >= TENFOLD * known["value"]:
        about |= {"known": f"{known['value']:,.12g}", "year": f"{known['year']:.0f}"}
        return [Problem("error", "returns.figure_tenfold", value=answer["value"], params=about)]
    above = _residents(pack, unit, own=figure.code != POPULATION)
    if _of_people(figure) and above and value > above[1]:
        about |= {"unit": unit_called(pack, above[0]), "population": f"{above[1]:,.0f}"}
        return [Problem("error", "returns.figure_population", value=answer["value"], params=about)]
    return []


def _unread(figure: AskedFigure, value: float | None, answer: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with how a figure and its year are written: what, and the words."""
    wrong = {}
    if value is None:
        wrong["text"] = answer["value"]
    elif _of_people(figure) and value % 1:
        wrong["whole"] = answer["value"]
    year = half_width(answer.get("year", ""))
    if year and not (_YEAR.fullmatch(year) and int(year) <= clock.today().year):
        wrong["year"] = answer["year"]
    return wrong


def _of_people(figure: AskedFigure) -> bool:
    """Whether a figure counts people: residents, and what the plan sets against them."""
    return figure.code == POPULATION or figure.rule.per_10000 is not None


def _residents(pack: CityPack, unit: str, *, own: bool) -> tuple[str, float] | None:
    """The nearest unit above of which the residents are known, and how many; ``own``: or itself."""
    code = unit if own else pack.units.at[unit, "parent"]
    while code in pack.units.index:
        if not pd.isna(people := pack.units.at[code, "population"]):
            return code, float(people)
        code = pack.units.at[code, "parent"]
    return None


def _number(text: str) -> float | None:
    """A number that is not below 0; digits may be parted and of full width."""
    try:
        value = float(half_width(text).replace(",", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
