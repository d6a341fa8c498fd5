"""Why a verdict is what it is, in sentences: what the clause asks, what would close the gap."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from locator.pack.files import number_text
from locator.pack.model import RATE_BASE, VenueRule
from locator.wording.catalogue import Lang, t
from locator.wording.names import listed, name_of

if TYPE_CHECKING:
    from locator.coverage.explain import Closing, Explanation
    from locator.pack.model import CityPack, Requirement


def need_text(explanation: Explanation, pack: CityPack, lang: Lang) -> str:
    """What the clause asks of this unit and how the figure came about."""
    rule = explanation.requirement
    if isinstance(rule, VenueRule) or rule.per_10000 is None:
        return rule_text(rule, pack, lang)
    unit = pack.units.loc[explanation.unit]
    if math.isnan(unit["population"]):
        return t("explain.need_rate_unknown", lang, rate=number_text(rule.per_10000))
    return t(
        "explain.need_rate",
        lang,
        rate=number_text(rule.per_10000),
        base=f"{RATE_BASE:,}",
        population=f"{unit['population']:,.0f}",
        year=f"{unit['population_year']:.0f}",
        need=f"{explanation.need:,.1f}",
    )


def rule_text(rule: Requirement, pack: CityPack, lang: Lang) -> str:
    """What a clause asks of every unit that it is about."""
    if isinstance(rule, VenueRule):
        layers = listed((name_of(pack.catalogue.layers[code], lang) for code in rule.layers), lang)
        several = "need_venues_any" if len(rule.layers) > 1 else "need_venues"
        key = f"explain.{'need_recognised' if rule.recognised else several}"
        return t(key, lang, n=f"{rule.minimum:.0f}", layers=layers)
    if rule.per_10000 is not None:
        return t(
            "explain.need_rate_rule", lang, rate=number_text(rule.per_10000), base=f"{RATE_BASE:,}"
        )
    if rule.minimum is None:
        return t("explain.need_any", lang)
    return t("explain.need_minimum", lang, n=number_text(rule.minimum))


def closing_text(step: Closing, lang: Lang) -> str:
    """One thing that would change the verdict."""
    return t(step.key, lang, **step.params)
