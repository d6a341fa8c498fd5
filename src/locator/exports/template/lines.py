"""Whom a template asks: the units that the plan speaks of, with the records that they have."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from locator.coverage.verdicts import evaluate_pack, latest_values
from locator.pack.model import LEVELS, IndicatorRule, cells, layers_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from locator.pack.model import CityPack


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One row of a template.

    ``cells`` is the record, None where there is none to show; ``declared`` the date as of which
    the unit's list is complete, on its first row.
    """

    unit: str
    cells: Mapping[Hashable, Any] | None = None
    declared: str | None = None
    indicator: str = ""


class TemplateRequest:
    """The units of a scope, in the order of the pack, and what the plan asks of them."""

    def __init__(self, pack: CityPack, unit: str) -> None:
        self._pack, self._top = pack, unit
        units = pack.units
        level = units.at[unit, "level"]
        if level in {"county", "town"}:
            self.units = list(units.index[units[level] == unit])
        else:
            self.units = list(units.index) if level == "city" else [unit]
        self._scope = set(self.units)
        self._above = dict(
            zip(units.index, zip(units["county"], units["town"], strict=True), strict=True)
        )
        self._of_rule: dict[str, set[str]] = defaultdict(set)
        verdicts = evaluate_pack(pack)
        for rule, code in cells(verdicts, "requirement", "unit"):
            self._of_rule[rule].add(code)

    def venue_rows(self, layer: str) -> Iterator[TemplateLine]:
        """Rows of a layer's sheet: every unit that the plan asks about, with its records.

        The plan asks the units of the lowest level of all requirements that the layer can meet;
        where none does, only the unit itself. It always has a row of its own, so that one answer
        can declare the list of everything below it complete. Records of units that are not asked
        stand where these units have their place.
        """
        venues, reporting = self._pack.venues, self._pack.reporting
        here = venues[(venues["layer"] == layer) & venues["unit"].isin(self._scope)]
        of_unit: dict[str, list[Mapping[Hashable, Any] | None]] = defaultdict(list)
        for record in here.to_dict("records"):
            of_unit[record["unit"]].append(record)
        own = reporting[reporting["layer"] == layer]
        declared = dict(cells(own, "unit", "as_of"))
        asked = self._asked(layer)
        # A unit whose records stand in units below that nobody asks needs no blank row.
        served = {above for code in of_unit if code not in asked for above in self._above[code]}
        for code in self.units:
            blank = code == self._top or code in declared or (code in asked and code not in served)
            records = of_unit[code] or ([None] if blank else [])
            for number, record in enumerate(records):
                yield TemplateLine(code, record, None if number else declared.get(code))

    def _asked(self, layer: str) -> set[str]:
        """Units that have a verdict to which a layer can contribute, of the lowest such level."""
        rules = [rule for rule in self._pack.requirements if layer in layers_of(rule)]
        lowest = max((LEVELS.index(rule.level) for rule in rules), default=None)
        asked = [self._of_rule[r.id] for r in rules if LEVELS.index(r.level) == lowest]
        return set().union(*asked)

    def places(self) -> dict[str, str]:
        """Venues of the scope that are not closed: name by id, in the order of the units."""
        venues = self._pack.venues
        here = venues[venues["unit"].isin(self._scope) & (venues["status"] != "closed")]
        order = here["unit"].map({code: number for number, code in enumerate(self.units)})
        return here.loc[order.sort_values(kind="stable").index, "name"].to_dict()

    def sharing_rows(self, rows: pd.DataFrame) -> Iterator[TemplateLine]:
        """Offers or needs of the scope that are known, in the order of the pack; a row of the unit
        itself where there is none.
        """
        here = rows[rows["unit"].isin(self._scope)].to_dict("records")
        yield from (
            (TemplateLine(record["unit"], record) for record in here)
            if here
            else [TemplateLine(self._top)]
        )

    def resident_rows(self) -> Iterator[TemplateLine]:
        """Rows of the sheet of residents: the units of levels at which the plan counts something
        against them.
        """
        rules = self._pack.requirements
        levels = {r.level for r in rules if isinstance(r, IndicatorRule) and r.per_10000}
        units = self._pack.counting(*levels)
        for record in units[units.index.isin(self._scope)].to_dict("records"):
            yield TemplateLine(record["code"], None if pd.isna(record["population"]) else record)

    def indicator_rows(self) -> Iterator[TemplateLine]:
        """Rows of the sheet of figures: each indicator of the plan for the units of its levels,
        with the latest value that is known.
        """
        latest = latest_values(self._pack.indicators)
        known = {(r["unit"], r["indicator"]): r for r in latest.to_dict("records")}
        done: set[tuple[str, str]] = set()
        for rule in self._pack.requirements:
            if not isinstance(rule, IndicatorRule):
                continue
            of_level = set(self._pack.counting(rule.level).index)
            for code in self.units:
                pair = (code, rule.indicator)
                if code in of_level and pair not in done:
                    done.add(pair)
                    yield TemplateLine(code, known.get(pair), None, rule.indicator)
