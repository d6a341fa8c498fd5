"""Sentences about a scenario: what it would change, what it costs, what no longer fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.wording.catalogue import Lang, t
from locator.wording.figures import number, percent
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    from locator.pack.model import CityPack
    from locator.reach.scenario import Outcome


def outcome_sentences(found: Outcome, pack: CityPack, lang: Lang) -> list[str]:
    """What a scenario changes, the mark first: nobody takes it for what is published."""
    scenario, gaps = found.scenario, found.counts.loc["gap"]
    said = [
        t("scenario.mark", lang),
        t(
            "scenario.answer",
            lang,
            name=scenario.name,
            actions=len(scenario.actions),
            done=len(scenario.actions) - len(found.misfits),
            changed=len(found.verdicts),
            before=int(gaps["before"]),
            after=int(gaps["after"]),
        ),
    ]
    if found.reach is not None:
        shares = [one.city["within"] / one.demand.total for one in found.reach]
        before, after = map(percent, shares)
        said.append(t("scenario.reach", lang, before=before, after=after))
    if found.fairness is not None:
        base = found.fairness[0].base
        least = [number(one.least * base, lang) for one in found.fairness]
        base_text = t(f"reach.base_{base}", lang)
        said.append(t("scenario.fairness", lang, base=base_text, before=least[0], after=least[1]))
    known = number(scenario.cost, lang)
    if not scenario.costless:
        said.append(t("scenario.cost", lang, cost=known))
    elif scenario.cost:
        said.append(t("scenario.cost_some", lang, cost=known, n=scenario.costless))
    if scenario.data_date and scenario.data_date != pack.data_date:
        said.append(t("scenario.older", lang, then=scenario.data_date, now=pack.data_date))
    return [*said, *(problem_text(misfit, lang) for misfit in found.misfits)]
