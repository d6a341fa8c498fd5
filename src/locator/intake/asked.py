"""Whom a template asks: the units that the plan speaks of, with the records that they have."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from locator.coverage import evaluate_pack
from locator.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    import pandas as pd

    from locator.model import CityPack


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a template.

    ``cells`` is the record, None where there is none to show; ``declared`` the date as of which
    the unit's list is complete, on its first row.
    """

    unit: str
    cells: Mapping[Hashable, Any] | None = None
    declared: str | None = None
    indicator: str = ""


def venue_rows(pack: CityPack, unit: str, layer: str) -> Iterator[Line]:
    """Rows of a layer's sheet: every unit in scope that the plan asks about, with its records.

    The plan asks the units of the lowest level of all requirements that the layer can meet; where
    none does, only the unit itself. It always has a row of its own, so that one answer can
    declare the list of everything below it complete. Records of units that are not asked stand
    where these units have their place.
    """
    scope = _within(pack, unit)
    venues = pack.venues[(pack.venues["layer"] == layer) & pack.venues["unit"].isin(scope)]
    reporting = pack.reporting[pack.reporting["layer"] == layer]
    declared = dict(zip(reporting["unit"], reporting["as_of"], strict=True))
    of_unit: dict[str, list[Mapping[Hashable, Any]]] = defaultdict(list)
    for record in venues.to_dict("records"):
        of_unit[record["unit"]].append(record)
    asked = {unit} | (asked_units(pack, layer) & scope)
    shown = asked | set(of_unit) | (set(declared) & scope)
    for code in pack.units.index[pack.units.index.isin(shown)]:
        records: list[Mapping[Hashable, Any] | None] = [*of_unit[code]]
        # A town whose villages hold the records needs no blank row, but a declaration does.
        needed = code == unit or code in declared or not _has_below(pack, code, of_unit, asked)
        if records or needed:
            for number, record in enumerate(records or [None]):
                yield Line(code, record, None if number else declared.get(code))


def _has_below(pack: CityPack, code: str, of_unit: Mapping[str, object], asked: set[str]) -> bool:
    """Whether records stand in units below one that are not themselves asked."""
    level = pack.units.at[code, "level"]
    if level not in {"county", "town"}:
        return False
    below = pack.units.index[pack.units[level] == code]
    return any(other in of_unit and other not in asked for other in below)


def asked_units(pack: CityPack, layer: str) -> set[str]:
    """Units that have a verdict to which a layer can contribute, of the lowest such level."""
    rules = [rule for rule in pack.requirements if layer in rule.layers]
    if not rules:
        return set()
    lowest = max((rule.level for rule in rules), key=LEVELS.index)
    ids = {rule.id for rule in rules if rule.level == lowest}
    verdicts = evaluate_pack(pack)
    return set(verdicts.loc[verdicts["requirement"].isin(ids), "unit"])


def indicator_rows(pack: CityPack, unit: str) -> Iterator[Line]:
    """Rows of the sheet of figures: each indicator of the plan for the units of its levels, with
    the latest value that is known.
    """
    scope = _within(pack, unit)
    latest = pack.indicators.sort_values("year", kind="stable").drop_duplicates(
        ["unit", "indicator"], keep="last"
    )
    known = {(r["unit"], r["indicator"]): r for r in latest.to_dict("records")}
    done: set[tuple[str, str]] = set()
    for rule in pack.requirements:
        if not rule.indicator:
            continue
        units = pack.units
        of_level = units.index[(units["level"] == rule.level) & units["counts"]]
        for code in of_level[of_level.isin(scope)]:
            pair = (str(code), rule.indicator)
            if pair not in done:
                done.add(pair)
                yield Line(pair[0], known.get(pair), None, rule.indicator)


def _within(pack: CityPack, unit: str) -> set[str]:
    """A unit and all below it."""
    units: pd.DataFrame = pack.units
    level = units.at[unit, "level"]
    if level == "city":
        return set(units.index)
    if level == "village":
        return {unit}
    return set(units.index[units[level] == unit])
