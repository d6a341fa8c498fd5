"""Why a verdict is what it is, in sentences: what the clause asks, what would close the gap."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from locator.pack.requirements import RATE_BASE, VenueRule
from locator.wording.catalogue import Lang, t
from locator.wording.names import name_of

if TYPE_CHECKING:
    from locator.coverage.explain import Closing, Explanation
    from locator.pack.model import CityPack


def need_text(explanation: Explanation, pack: CityPack, lang: Lang) -> str:
    """What the clause asks of this unit and how the figure came about."""
    rule = explanation.requirement
    if isinstance(rule, VenueRule):
        names = "、".join if lang == "zh" else ", ".join
        layers = names(name_of(pack.catalogue.layers[code], lang) for code in rule.layers)
        key = "explain.need_recognised" if rule.recognised else "explain.need_venues"
        return t(key, lang, n=f"{explanation.need:.0f}", layers=layers)
    if rule.per_10000 is None:
        if rule.minimum is None:
            return t("explain.need_any", lang)
        return t("explain.need_minimum", lang, n=f"{rule.minimum:g}")
    unit = pack.units.loc[explanation.unit]
    if math.isnan(unit["population"]):
        return t("explain.need_rate_unknown", lang, rate=f"{rule.per_10000:g}")
    return t(
        "explain.need_rate",
        lang,
        rate=f"{rule.per_10000:g}",
        base=f"{RATE_BASE:,}",
        population=f"{unit['population']:,.0f}",
        year=f"{unit['population_year']:.0f}",
        need=f"{explanation.need:,.1f}",
    )


def closing_text(step: Closing, lang: Lang) -> str:
    """One thing that would change the verdict."""
    return t(step.key, lang, **step.params)
