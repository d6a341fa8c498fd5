"""Sentences about a scenario: what it would change, what it costs, what no longer fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.reach.reached import REACH_STATES
from locator.reach.scenario import english_name
from locator.wording.catalogue import Lang, pick, t
from locator.wording.figures import UNKNOWN, money, number, percent
from locator.wording.names import joined, listed, unit_name
from locator.wording.problems import problem_text
from locator.wording.reach import (
    changes_text,
    counted,
    from_to,
    layers_text,
    sentence,
    taking,
    way_words,
)

if TYPE_CHECKING:
    from locator.pack.model import CityPack
    from locator.reach.reached import Reached
    from locator.reach.scenario import Action, Outcome, Scenario

#: Units named whose verdict changes; the workbook has all.
_NAMED = 10


def outcome_sentences(outcome: Outcome, pack: CityPack, lang: Lang) -> list[str]:
    """What a scenario changes, the mark first: nobody takes it for what is published."""
    scenario = outcome.scenario
    gaps, unreported = (outcome.counts.loc[status] for status in ("gap", "unreported"))
    said = [
        t("scenario.mark", lang),
        t(
            "scenario.answer",
            lang,
            name=scenario.name,
            actions=len(scenario.actions),
            done=len(scenario.actions) - len(outcome.misfits),
            changed=changes_text(outcome.verdicts, lang),
            before=f"{gaps['before']:,}",
            after=f"{gaps['after']:,}",
            unknown=f"{unreported['before']:,}",
            left=f"{unreported['after']:,}",
        ),
        *_changed(outcome, pack, lang),
    ]
    if outcome.reach is not None:
        said.append(_reach(*outcome.reach, pack, lang))
    # Where no position is known today, nothing is: no places of today's can be told.
    if outcome.fairness is not None and len(outcome.fairness[0].supply.placed):
        base = outcome.fairness[0].base
        least = [number(one.least * base, lang) for one in outcome.fairness]
        base_text = t(f"reach.base_{base}", lang)
        said.append(t("scenario.fairness", lang, base=base_text, before=least[0], after=least[1]))
    known = money(scenario.cost, lang)
    if not scenario.costless:
        said.append(t("scenario.cost", lang, cost=known))
    elif scenario.cost:
        said.append(t("scenario.cost_some", lang, cost=known, n=scenario.costless))
    if scenario.data_date and scenario.data_date != pack.data_date:
        said.append(t("scenario.older", lang, then=scenario.data_date, now=pack.data_date))
    return [*said, *(problem_text(misfit, lang) for misfit in outcome.misfits)]


def _changed(outcome: Outcome, pack: CityPack, lang: Lang) -> list[str]:
    """Which verdicts change, a sentence a clause."""
    said = []
    for requirement, own in outcome.verdicts.groupby("requirement", sort=False):
        parts = []
        for (before, after), units in own.groupby(["before", "after"])["unit"]:
            names = listed([unit_name(pack, code, lang) for code in units.head(_NAMED)], lang)
            if len(units) > _NAMED:
                names = t("scenario.changed_more", lang, names=names, n=len(units))
            words = from_to(before, after, lang)
            parts.append(t("scenario.changed_units", lang, units=names, **words))
        rule = pack.requirement(str(requirement))
        title = pick(rule.title, rule.title_en, lang)
        said.append(t("scenario.changed", lang, title=title, changes=joined(parts, lang)))
    return said


def _reach(before: Reached, after: Reached, pack: CityPack, lang: Lang) -> str:
    shares = {
        (state, when): percent(one.city[state] / one.demand.total)
        for when, one in enumerate((before, after))
        for state in ("within", "unknown")
    }
    text = t(
        "scenario.reach",
        lang,
        taking=taking(before.demand, lang),
        layers=layers_text(pack, before.supply.layers, lang),
        before=shares["within", 0],
        after=shares["within", 1],
        unknown=shares["unknown", 0],
        left=shares["unknown", 1],
        **way_words(before.query, lang),
    )
    return sentence(text)


def outcome_rows(outcome: Outcome, lang: Lang) -> list[tuple[str, str, str]]:
    """Before and after side by side: what, how it is, how it would be."""
    rows = [
        (t(f"scenario.row_{status}", lang), f"{row['before']:,}", f"{row['after']:,}")
        for status, row in outcome.counts.iterrows()
    ]
    if outcome.reach is not None:
        for state in REACH_STATES:
            both = [
                f"{counted(one.demand, float(one.city[state]), lang)} "
                f"({percent(one.city[state] / one.demand.total)})"
                for one in outcome.reach
            ]
            rows.append((t(f"scenario.row_{state}", lang), both[0], both[1]))
    if outcome.fairness is not None and len(outcome.fairness[0].supply.placed):
        base = outcome.fairness[0].base
        for part in ("least", "most", "mean"):
            values = [number(getattr(one, part) * base, lang) for one in outcome.fairness]
            label = t(f"scenario.row_{part}", lang, base=t(f"reach.base_{base}", lang))
            rows.append((label, values[0], values[1]))
    cost = UNKNOWN if outcome.scenario.costless else money(outcome.scenario.cost, lang)
    return [*rows, (t("scenario.row_cost", lang), UNKNOWN, cost)]


def opened_name(name: str, pack: CityPack, lang: Lang) -> str:
    """What an action calls something new; a unit or hall of that very name is named as it is."""
    return pick(name, english_name(pack, name), lang)


def action_text(action: Action, scenario: Scenario, pack: CityPack, lang: Lang) -> str:
    """What an action does, by the names of what it does it to."""
    opened = scenario.opened

    def venue(identifier: str) -> str:
        if identifier in pack.venues.index:
            row = pack.venues.loc[identifier]
            return pick(row["name"], row["name_en"], lang)
        return opened_name(opened.get(identifier, identifier), pack, lang)

    def unit(code: str) -> str:
        return unit_name(pack, code, lang) if code in pack.units.index else code

    kind, where = action.kind, unit(action.unit)
    if not where and action.lon is not None:
        where = f"{action.lon:.5f}, {action.lat:.5f}"
    known = action.layer in pack.catalogue.layers
    key = "open_nameless" if kind == "open" and not action.name else kind
    text = t(
        f"scenario.action_{key}",
        lang,
        name=unit(action.target)
        if kind == "staff"
        else (opened_name(action.name, pack, lang) if kind == "open" else venue(action.target)),
        layer=layers_text(pack, (action.layer,), lang) if known else action.layer,
        unit=unit(action.unit),
        where=where,
        into=venue(action.value),
        value=action.value,
    )
    if action.cost is None:
        return text
    return t("scenario.action_cost", lang, action=text, cost=money(action.cost, lang))
