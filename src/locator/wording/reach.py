"""Sentences about reach, fairness and siting: the answer first, then what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from locator.pack.population import CELL_M
from locator.reach.fairness import ZONE_WEIGHTS
from locator.reach.reached import REACH_STATES
from locator.wording.catalogue import Lang, pick, t
from locator.wording.figures import money, number, of_level, people, percent, way_text
from locator.wording.names import joined, listed

if TYPE_CHECKING:
    import pandas as pd

    from locator.pack.model import CityPack, Status
    from locator.reach.demand import Demand
    from locator.reach.fairness import Fairness
    from locator.reach.reached import Reached, ReachQuery
    from locator.reach.siting import Siting
    from locator.ways.travel import Travel

#: Points named as the farthest.
_NAMED = 3
#: New sites named in the answer.
_SITES_NAMED = 5
#: How far from so many in ten a share may be that is said so, and at most what part of them:
#: one in ten is not said of 7.7 %.
_NEARLY, _NEARLY_PART = 0.25, 0.1
_BEST = 1e-5


def declared_text(reached: Reached, lang: Lang) -> str:
    """What share of the lists is declared complete; "" where all are."""
    if reached.declared >= 1:
        return ""
    return t("reach.declared", lang, share=percent(reached.declared))


def reach_sentences(reached: Reached, pack: CityPack, lang: Lang) -> list[str]:
    """Who is within reach, whom nobody knows of, and what that rests on."""
    demand, row = reached.demand, reached.city
    figures: dict[str, str] = {}
    for state in REACH_STATES:
        figures[state] = _answered(demand, float(row[state]), lang)
        figures[f"{state}_share"] = percent(row[state] / demand.total)
    answer = t(
        "reach.answer",
        lang,
        taking=taking(demand, lang),
        layers=layers_text(pack, reached.supply.layers, lang),
        **way_words(reached.query, lang),
        **figures,
    )
    said = [sentence(answer), *_basis(demand, reached.travel, lang)]
    if not len(reached.supply.placed):
        layers = layers_text(pack, reached.supply.layers, lang)
        said.append(t("reach.nothing_placed", lang, layers=layers))
    if len(reached.supply.unplaced):
        said.append(t("reach.unplaced", lang, n=len(reached.supply.unplaced)))
    if declared := declared_text(reached, lang):
        said.append(declared)
    if len(reached.farthest):
        names = [
            t("reach.named", lang, name=pick(p.name, p.name_en, lang), minutes=f"{p.minutes:,.0f}")
            for p in reached.farthest.head(_NAMED).itertuples(index=False)
        ]
        said.append(t("reach.farthest", lang, names=listed(names, lang)))
    return said


def fairness_sentences(fairness: Fairness, pack: CityPack, lang: Lang) -> list[str]:
    """What those with least and those with most can use, and what that rests on."""
    weighed, venues = fairness.demand.weighed, len(fairness.supply.placed)
    figures = {
        name: number(value * fairness.base, lang)
        for name, value in (
            ("least", fairness.least),
            ("most", fairness.most),
            ("mean", fairness.mean),
        )
    }
    answer = t(
        "reach.fair",
        lang,
        taking=taking(fairness.demand, lang),
        layers=layers_text(pack, fairness.supply.layers, lang),
        each=t(f"reach.each_{weighed}", lang),
        base=t(f"reach.base_{fairness.base}", lang),
        **way_words(fairness.query, lang),
        **figures,
    )
    said = [sentence(answer), *_basis(fairness.demand, fairness.travel, lang)]
    if not venues:
        layers = layers_text(pack, fairness.supply.layers, lang)
        said.append(t("reach.nothing_placed", lang, layers=layers))
    elif not fairness.capacity_known:
        said.append(t("reach.capacity_none", lang))
    elif fairness.capacity_known < venues:
        rest = venues - fairness.capacity_known
        said.append(t("reach.capacity_some", lang, known=fairness.capacity_known, rest=rest))
    else:
        said.append(t("reach.capacity_all", lang, known=venues))
    if len(fairness.supply.unplaced):
        said.append(t("reach.unplaced", lang, n=len(fairness.supply.unplaced)))
    weights = listed([f"{weight:g}" for weight in ZONE_WEIGHTS], lang)
    return [*said, t("reach.fair_method", lang, weights=weights)]


def siting_sentences(siting: Siting, pack: CityPack, lang: Lang) -> list[str]:
    """What the new sites bring, what they change, how sure it is, and what it rests on."""
    demand, query = siting.before.demand, siting.query
    gained = siting.within - float(siting.before.city["within"])
    answer = t(
        "reach.site",
        lang,
        taking=taking(demand, lang),
        where="" if siting.no_choice else _where(siting.sites, lang),
        n=len(siting.sites),
        tenths=_tenths(demand, siting.share, lang),
        closing=t("reach.site_closing", lang, gaps=siting.gaps, closed=siting.closed)
        if siting.gaps
        else "",
        layers=layers_text(pack, siting.before.supply.layers, lang),
        before=percent(siting.before.city["within"] / demand.total),
        after=percent(siting.share),
        gain=_answered(demand, gained, lang),
        unknown=percent(siting.unknown),
        **way_words(query.reach, lang),
    )
    said = [sentence(answer), *_basis(demand, siting.before.travel, lang)]
    if siting.no_choice:
        said.insert(1, t("reach.site_no_choice", lang))
    if not np.isnan(siting.average).any():
        before, after = (f"{minutes:,.0f}" for minutes in siting.average)
        said.append(t("reach.site_average", lang, before=before, after=after))
    if query.budget is not None:
        cost, budget = money(float(siting.sites["cost"].sum()), lang), money(query.budget, lang)
        said.append(t("reach.site_cost", lang, cost=cost, budget=budget))
    said.append(sentence(changes_text(siting.verdicts, lang)) + t("report.stop", lang))
    if siting.doubtful:
        doubtful = counted(demand, siting.doubtful, lang)
        said.append(t("reach.site_doubtful", lang, people=doubtful))
    said.append(t("reach.site_candidates", lang, n=siting.candidates))
    if siting.no_choice:
        return said
    if not siting.exact:
        said.append(t("reach.site_greedy", lang))
    elif siting.gap <= _BEST:
        said.append(t("reach.site_best", lang))
    else:
        said.append(t("reach.site_within", lang, gap=f"{siting.gap:.2%}"))
    if siting.equal:
        said.append(t("reach.site_equal", lang, n=siting.equal))
    return said


def _where(sites: pd.DataFrame, lang: Lang) -> str:
    """Where the sites are, by name: all of a few, or the first ones."""
    names = [pick(s.name, s.name_en, lang) for s in sites.itertuples(index=False)]
    if not names:
        return ""
    key = "reach.site_where" if len(names) <= _SITES_NAMED else "reach.site_where_more"
    return t(key, lang, names=listed(names[:_SITES_NAMED], lang))


def _tenths(demand: Demand, share: float, lang: Lang) -> str:
    """A share as so many people in ten, where people are counted and it is nearly that."""
    n = round(10 * share)
    near = (
        n and demand.weighed != "points" and abs(10 * share - n) <= min(_NEARLY, _NEARLY_PART * n)
    )
    return t("reach.site_tenths", lang, n=n) if near else ""


def counted(demand: Demand, n: float, lang: Lang) -> str:
    """A number of what a demand point counts for: residents, residents of 60 and more, points."""
    if demand.weighed == "points":
        return of_level(demand.level, round(n), lang)
    text = people(n, lang).strip()
    return t("reach.seniors", lang, people=text) if demand.weighed == "seniors" else text


def _answered(demand: Demand, n: float, lang: Lang) -> str:
    """The same in an answer that began by saying what a point is."""
    if demand.weighed != "points":
        return counted(demand, n, lang)
    return t("reach.points", lang, n=number(n, lang))


def changes_text(verdicts: pd.DataFrame, lang: Lang) -> str:
    """How many verdicts change, and from what to what: a gap may close or be known no more."""
    if verdicts.empty:
        return t("reach.no_verdicts", lang)
    changes = [
        t("reach.verdicts_from_to", lang, n=n, **from_to(before, after, lang))
        for (before, after), n in verdicts.groupby(["before", "after"]).size().items()
    ]
    return t("reach.verdicts", lang, n=len(verdicts), changes=joined(changes, lang))


def from_to(before: Status, after: Status, lang: Lang) -> dict[str, str]:
    """Two statuses as words within a sentence."""
    words = [t(f"coverage.status_{status}", lang).lower() for status in (before, after)]
    return dict(zip(("before", "after"), words, strict=True))


def layers_text(pack: CityPack, layers: tuple[str, ...], lang: Lang) -> str:
    """Names of layers, any of which will do."""
    known = pack.catalogue.layers
    return t("reach.or", lang).join(pick(known[c].name, known[c].name_en, lang) for c in layers)


def way_words(query: ReachQuery, lang: Lang) -> dict[str, str]:
    """How and how long, as parts of a sentence: ``mode`` and ``minutes``."""
    mode = "cycle" if query.mode == "cycle" else f"walk_{query.walker}"
    return {"mode": t(f"reach.mode_{mode}", lang), "minutes": f"{query.minutes:g}"}


def taking(demand: Demand, lang: Lang) -> str:
    """What is counted, where that is no people, before the answer itself."""
    if demand.weighed != "points":
        return ""
    units, above = of_level(demand.level, len(demand.points), lang), demand.known_above
    known = t("reach.taking_above", lang, level=t(f"reach.above_{above}", lang)) if above else ""
    share = percent(demand.unlocated_share)
    return t("reach.taking", lang, units=units, known=known, share=share)


def sentence(text: str) -> str:
    """A text that begins as a sentence does."""
    return text[:1].upper() + text[1:]


def _basis(demand: Demand, way: Travel, lang: Lang) -> list[str]:
    """What is counted, what is unknown, and how the way is measured."""
    units, missing = of_level(demand.level, len(demand.points), lang), demand.unlocated_share
    unlocated = t("reach.located", lang)
    if missing:
        unlocated = t("reach.unlocated", lang, share=percent(missing))
    if demand.weighed != "points":
        who, total = t(f"reach.who_{demand.weighed}", lang), people(demand.total, lang).strip()
        said = [
            t("reach.basis_people", lang, units=units, who=who, total=total, unlocated=unlocated)
        ]
    elif demand.known_above:
        level = t(f"reach.above_{demand.known_above}", lang)
        said = [t("reach.basis_above", lang, level=level, units=units, unlocated=unlocated)]
    else:
        said = [t("reach.basis_points", lang, units=units, unlocated=unlocated)]
    if demand.grid is not None:
        of = demand.grid
        said.append(t("reach.grid", lang, source=of.source, year=of.year, most=f"{CELL_M:g}"))
    if demand.weightless:
        said.append(t("reach.weightless", lang, n=demand.weightless))
    said.append(way_text(way, lang))
    return said
