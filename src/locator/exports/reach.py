"""Reach, fairness, siting and scenarios as plain records, for terminal, API and files."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from locator.exports.records import Record, plain, rows
from locator.wording.catalogue import t
from locator.wording.problems import problem_text
from locator.wording.reach import fairness_sentences, reach_sentences, siting_sentences
from locator.wording.scenario import action_text, outcome_rows, outcome_sentences

if TYPE_CHECKING:
    import pandas as pd

    from locator.pack.model import CityPack
    from locator.reach.demand import Demand
    from locator.reach.fairness import Fairness
    from locator.reach.reached import Reached, ReachQuery, Supply
    from locator.reach.scenario import Outcome
    from locator.reach.siting import Siting
    from locator.ways.travel import Travel
    from locator.wording.catalogue import Lang

_UNIT = (
    "unit", "name", "name_en", "within", "beyond", "unknown", "total", "share", "points",
    "weightless",
)  # fmt: skip # a table, a row a line
_POINT = ("code", "name", "name_en", "town", "county", "lon", "lat", "weight")


def reached(answer: Reached, pack: CityPack, lang: Lang, most: int | None = None) -> Record:
    """Who is within reach: sentences, ``question``, ``basis``, figures by unit, curve, points.

    ``most``: no more points than that, where only the figures are asked for.
    """
    return {
        "sentences": reach_sentences(answer, pack, lang),
        "question": _question(answer.query, answer.supply),
        "basis": _basis(answer.demand, answer.travel, answer.supply)
        | {"declared_share": _short(answer.declared)},
        **{level: _shares(table) for level, table in answer.tables.items()},
        "curve": rows(answer.curve.round(6), answer.curve.columns),
        "farthest": _points(answer.farthest, ("minutes",)),
        "points": _points(answer.points.iloc[:most], ("minutes", "state")),
    }


def fair(fairness: Fairness, pack: CityPack, lang: Lang, most: int | None = None) -> Record:
    """How evenly it can be reached; figures are places a ``base`` of what points count for.

    ``most``: no more points than that, those with least.
    """
    points = fairness.points.assign(access=fairness.points["access"] * fairness.base)
    if most is not None:
        points = points.sort_values(["access", "code"], kind="stable").head(most)
    return {
        "sentences": fairness_sentences(fairness, pack, lang),
        "question": _question(fairness.query, fairness.supply),
        "basis": _basis(fairness.demand, fairness.travel, fairness.supply)
        | {"capacity_known": fairness.capacity_known},
        "base": fairness.base,
        "least": _short(fairness.least * fairness.base),
        "most": _short(fairness.most * fairness.base),
        "mean": _short(fairness.mean * fairness.base),
        "curve": rows(fairness.curve.round(6), fairness.curve.columns),
        "points": _points(points, ("access",)),
    }


def sited(siting: Siting, pack: CityPack, lang: Lang) -> Record:
    """Where the next ones go: the sites, what they add and change, how sure it is."""
    kinds = [t(f"reach.kind_{kind}", lang) for kind in siting.sites["kind"]]
    sites = siting.sites.round({"share": 6}).assign(kind_name=kinds)
    return {
        "sentences": siting_sentences(siting, pack, lang),
        "question": _question(siting.query.reach, siting.before.supply)
        | {"objective": siting.query.objective},
        "basis": _basis(siting.before.demand, siting.before.travel, siting.before.supply)
        | {
            "doubtful": plain(siting.doubtful),
            "candidates": siting.candidates,
            "equal": siting.equal,
        },
        "share_before": _short(siting.before.city["within"] / siting.before.demand.total),
        "share_after": _short(siting.share),
        "unknown_after": _short(siting.unknown),
        "average_before": _short(siting.average[0]),
        "average_after": _short(siting.average[1]),
        "gaps": siting.gaps,
        "gaps_closed": siting.closed,
        "ordered": not siting.no_choice,
        "exact": siting.exact,
        "proven_gap": _short(siting.gap),
        "sites": rows(sites, ("number", *sites.columns.drop("number"))),
        "verdicts": rows(siting.verdicts, siting.verdicts.columns),
        "curve": rows(siting.curve.round(6), siting.curve.columns),
    }


def scenario(outcome: Outcome, pack: CityPack, lang: Lang, most: int | None = None) -> Record:
    """Before and after a scenario, marked as one; ``most`` as of :func:`reached`."""
    one = outcome.scenario
    answer: Record = {
        "mark": t("scenario.mark", lang),
        "sentences": outcome_sentences(outcome, pack, lang),
        "name": one.name,
        "actions": [asdict(action) for action in one.actions],
        "cost": None if one.costless else plain(one.cost),
        "actions_without_cost": one.costless,
        "misfits": [{"action": p.row, "message": problem_text(p, lang)} for p in outcome.misfits],
        "counts": {
            str(status): dict(row) for status, row in outcome.counts.to_dict("index").items()
        },
        "verdicts": rows(outcome.verdicts, outcome.verdicts.columns),
        "done": [action_text(action, one, pack, lang) for action in one.actions],
        "compared": [
            {"name": what, "before": before, "after": after}
            for what, before, after in outcome_rows(outcome, lang)
        ],
    }
    if outcome.reach is not None and outcome.fairness is not None:
        before, after = outcome.reach
        answer["reach"] = {
            "before": reached(before, pack, lang, most),
            "after": reached(after, pack, lang, most),
        }
        first, then = outcome.fairness
        answer["fairness"] = {
            "before": fair(first, pack, lang, most),
            "after": fair(then, pack, lang, most),
        }
    return answer


def _question(query: ReachQuery, offered: Supply) -> Record:
    return {
        "layers": list(offered.layers),
        "requirement": query.requirement,
        "mode": query.mode,
        "walker": query.walker,
        "minutes": plain(float(query.minutes)),
        "people": query.people,
    }


def _basis(demand: Demand, way: Travel, offered: Supply) -> Record:
    return {
        "points": len(demand.points),
        "level": demand.level,
        "weighed": demand.weighed,
        "total": plain(demand.total),
        "unlocated_share": _short(demand.unlocated_share),
        "weightless": demand.weightless,
        "by": way.by,
        "metres_per_minute": plain(way.metres_per_minute),
        "detour": plain(way.detour),
        "venues": len(offered.placed),
        "venues_without_position": len(offered.unplaced),
    }


def _shares(table: pd.DataFrame) -> list[Record]:
    return rows(table.round({"share": 6}), _UNIT)


def _points(points: pd.DataFrame, more: tuple[str, ...]) -> list[Record]:
    numbers = points.replace([float("inf")], float("nan")).round({"minutes": 2, "access": 6})
    return rows(numbers, (*_POINT, *more))


def _short(value: float) -> object:
    return plain(round(float(value), 6))
