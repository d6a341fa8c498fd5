"""What a unit is asked, card by card, with what is known of it now.

Clauses that count the same layers are one card: who lists the senior schools says at once which of
them are recognised. All clauses of villages are columns of one table, all figures one card.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from locator.coverage.verdicts import latest_values
from locator.pack.model import IndicatorRule, VenueRule, asks_recognition, cells
from locator.problems import DataName, Problem, Words
from locator.returns.round import rules_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from locator.pack.model import CityPack, Requirement
    from locator.returns.round import Round

Record = dict["Hashable", Any]

#: Ids of the cards that stand for several clauses.
VILLAGES, FIGURES = "villages", "figures"
#: What residents are called among the figures.
POPULATION = "population"


#: What a card shows of a record.
_SHOWN = [
    "id", "name", "layer", "unit", "village", "address", "phone", "opening_hours", "admission",
    "recognition", "status", "source", "source_date",
    "collected_date",
]  # fmt: skip # a table, a row a line


@dataclass(frozen=True, slots=True)
class VenueCard:
    """Clauses on venues of the same layers.

    ``id`` is that of the first clause; ``records`` are rows of ``CityPack.venues`` that are not
    closed; ``declared`` the date as of which the list is complete already, "" if it is not.
    """

    id: str
    rules: tuple[VenueRule, ...]
    records: tuple[Record, ...]
    declared: str
    kind: Literal["venues"] = "venues"

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers whose venues are asked."""
        return self.rules[0].layers

    @property
    def recognised(self) -> bool:
        """Whether a clause counts only recognised venues."""
        return any(asks_recognition(rule) for rule in self.rules)


@dataclass(frozen=True, slots=True)
class VillageColumn:
    """A clause of villages: ``known`` are the records of each village that has some."""

    id: str
    rule: VenueRule
    villages: tuple[str, ...]
    known: Mapping[str, tuple[Record, ...]]
    declared: frozenset[str]

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers that count."""
        return self.rule.layers


@dataclass(frozen=True, slots=True)
class VillageCard:
    """The villages of a town down, the clauses across."""

    villages: tuple[str, ...]
    columns: tuple[VillageColumn, ...]
    id: str = VILLAGES
    kind: Literal["villages"] = "villages"


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """A figure that is asked: an indicator, or the residents that one is set against.

    Attributes
    ----------
    code
        The indicator's, or :data:`POPULATION`.
    rule
        The clause that it is asked for.
    known
        The latest ``value`` with its ``year`` and ``source``; None where none is known.
    """

    code: str
    rule: IndicatorRule
    known: Record | None

    @property
    def title(self) -> DataName | Words:
        """What it is called in a message."""
        return Words(("column.population",)) if self.code == POPULATION else title_of(self.rule)


@dataclass(frozen=True, slots=True)
class FigureCard:
    """Figures: those of the clauses' indicators, and residents where one is set against them."""

    figures: tuple[AskedFigure, ...]
    id: str = FIGURES
    kind: Literal["figures"] = "figures"


Card = VenueCard | VillageCard | FigureCard


#: Cards of each city, as long as its pack stays the same.
_KEPT: dict[str, tuple[CityPack, dict[tuple[Round, str], tuple[Card, ...]]]] = {}


def cards_of(pack: CityPack, round_: Round, unit: str) -> tuple[Card, ...]:
    """The cards of a unit in a round; none when the pack no longer has the unit."""
    known = _KEPT.get(pack.city.code)
    if known is None or known[0] is not pack:
        known = _KEPT[pack.city.code] = pack, {}
    if (round_, unit) not in known[1]:
        known[1][round_, unit] = _made(pack, round_, unit)
    return known[1][round_, unit]


def _made(pack: CityPack, round_: Round, unit: str) -> tuple[Card, ...]:
    if unit not in pack.units.index:
        return ()
    rules = rules_of(pack, round_, unit)
    level = pack.units.at[unit, "level"]
    own = [rule for rule in rules if isinstance(rule, VenueRule) and rule.level == level]
    below = [rule for rule in rules if isinstance(rule, VenueRule) and rule.level == "village"]
    counted = [rule for rule in rules if isinstance(rule, IndicatorRule) and rule.level == level]
    found: list[Card] = [
        _venue_card(pack, unit, tuple(rule for rule in own if rule.layers == layers))
        for layers in dict.fromkeys(rule.layers for rule in own)
    ]
    if below and level == "town":
        villages = _villages(pack, unit, below)
        if villages.villages:
            found.append(villages)
    if counted:
        found.append(FigureCard(tuple(_figures(pack, unit, counted))))
    return tuple(found)


def title_of(rule: Requirement) -> DataName:
    """A clause's title, for a message."""
    return DataName(rule.title, rule.title_en)


def unit_called(pack: CityPack, unit: str) -> DataName:
    """A unit's own name, for a message; of one that is no more its last, else the code."""
    if unit not in pack.units.index:
        former = pack.successors["name"][pack.successors["code"] == unit]
        return DataName(next(iter(former), unit), "")
    return DataName(pack.units.at[unit, "name"], pack.units.at[unit, "name_en"])


def units_since(pack: CityPack, unit: str) -> tuple[DataName, ...]:
    """The units that one which is no more became: several where it was divided."""
    since = pack.successors["successor"][pack.successors["code"] == unit]
    return tuple(unit_called(pack, code) for code in since if code in pack.units.index)


def nothing_asked(pack: CityPack, unit: str) -> Problem:
    """Why a unit has no card: it is no more, which units it became since, or nothing is asked."""
    if unit in pack.units.index:
        return Problem("error", "returns.nothing_asked")
    about = {"unit": unit_called(pack, unit), "now": units_since(pack, unit)}
    return Problem("error", f"returns.unit_{'became' if about['now'] else 'gone'}", params=about)


def layers_of_cards(cards: Iterable[Card]) -> list[str]:
    """Layers that some cards ask about, each once."""
    found: list[str] = []
    for card in cards:
        if isinstance(card, VenueCard):
            found += card.layers
        elif isinstance(card, VillageCard):
            found += [layer for column in card.columns for layer in column.layers]
    return list(dict.fromkeys(found))


def _venue_card(pack: CityPack, unit: str, rules: tuple[VenueRule, ...]) -> VenueCard:
    venues, reporting = pack.venues, pack.reporting
    level = pack.units.at[unit, "level"]
    here = venues[(venues[level] == unit) & venues["layer"].isin(rules[0].layers)]
    records = here.loc[here["status"] != "closed", _SHOWN].to_dict("records")
    own = reporting[(reporting["unit"] == unit) & reporting["layer"].isin(rules[0].layers)]
    declared = own["as_of"].min() if set(own["layer"]) == set(rules[0].layers) else ""
    return VenueCard(rules[0].id, rules, tuple(records), declared)


def _villages(pack: CityPack, town: str, rules: list[VenueRule]) -> VillageCard:
    villages = pack.counting("village")
    below = villages[villages["town"] == town]
    kinds = dict(cells(below, "code", "kind"))
    venues, reporting = pack.venues, pack.reporting
    layers = {layer for rule in rules for layer in rule.layers}
    here = venues[venues["village"].isin(kinds) & venues["layer"].isin(layers)]
    records = here.loc[here["status"] != "closed", _SHOWN].to_dict("records")
    own = reporting[reporting["unit"].isin(kinds)]
    declared = set(cells(own, "unit", "layer"))
    columns = []
    for rule in rules:
        fits = [code for code, kind in kinds.items() if rule.unit_kind in {"", kind}]
        known: dict[str, tuple[Record, ...]] = {}
        for record in records:
            if record["layer"] in rule.layers and record["village"] in fits:
                known[record["village"]] = (*known.get(record["village"], ()), record)
        whole = (c for c in fits if all((c, layer) in declared for layer in rule.layers))
        if fits:
            columns.append(VillageColumn(rule.id, rule, tuple(fits), known, frozenset(whole)))
    asked = {village for column in columns for village in column.villages}
    return VillageCard(tuple(code for code in kinds if code in asked), tuple(columns))


def _figures(pack: CityPack, unit: str, rules: Sequence[IndicatorRule]) -> Iterator[AskedFigure]:
    """Each indicator once; a rate tells nothing without the residents, who are asked with it."""
    latest = latest_values(pack.indicators)
    own: list[Record] = latest[latest["unit"] == unit].to_dict("records")
    known = {row["indicator"]: row for row in own}
    for code in dict.fromkeys(rule.indicator for rule in rules):
        rule = next(rule for rule in rules if rule.indicator == code)
        yield AskedFigure(code, rule, known.get(code))
    rate = next((rule for rule in rules if rule.per_10000 is not None), None)
    if rate is not None:
        here = pack.units.loc[unit]
        people: Record = {"value": here["population"], "year": here["population_year"]}
        residents = None if pd.isna(here["population"]) else people | {"source": here["source"]}
        yield AskedFigure(POPULATION, rate, residents)
