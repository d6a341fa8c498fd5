"""Who gets there, and how fairly: the question of the siting page over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from locator.api import document as paper
from locator.api.answers import answer_of
from locator.api.asking import AskedWhatIf, Layers, check_known
from locator.api.shapes.reach import UNIT_SHARES, FarPoint, ReachAnswer
from locator.exports import reach as records
from locator.exports.records import Record
from locator.pack.model import Walker
from locator.reach.demand import People
from locator.reach.fairness import fairness
from locator.reach.reached import CIRCLE_MINUTES, MOST_MINUTES, REACH_LEVELS, ReachQuery, reach
from locator.ways.travel import Mode

_LONG = 100
_BASIS = (
    "level", "weighed", "unlocated_share", "declared_share", "by", "metres_per_minute",
)  # fmt: skip # a table, a row a line

router = APIRouter()


@router.get(
    "/v1/reach",
    operation_id="reach",
    summary="api.reach",
    description="api.reach_about",
    responses=paper.responses(ReachAnswer),
)
def _reach(
    asked: AskedWhatIf,
    layer: Layers = [],
    requirement: Annotated[
        str, Query(description="api.param_reach_requirement", max_length=_LONG)
    ] = "",
    mode: Annotated[Mode, Query(description="api.param_mode")] = "walk",
    walker: Annotated[Walker, Query(description="api.param_walker")] = "adult",
    minutes: Annotated[
        float, Query(description="api.param_minutes", ge=0, le=MOST_MINUTES, allow_inf_nan=False)
    ] = CIRCLE_MINUTES,
    people: Annotated[People, Query(description="api.param_people")] = "residents",
) -> Response:
    pack = asked.pack
    check_known("layer", layer, pack.catalogue.layers, "query.layer")
    known = [rule.id for rule in pack.requirements]
    check_known(
        "requirement", [requirement] if requirement else [], known, "explain.no_requirement"
    )
    query = ReachQuery(tuple(layer), requirement, mode, walker, minutes, people)
    network = asked.request.app.state.site.streets.network(asked.city.id)

    def make() -> Record:
        found = records.reached(reach(pack, query, network), pack, asked.lang)
        shared = records.fair(fairness(pack, query, network), pack, asked.lang)
        basis = found["basis"]
        return {
            "sentences": [*found["sentences"], shared["sentences"][0]],
            **found["question"],
            "starts": basis["points"],
            **{name: basis[name] for name in _BASIS},
            "placed": basis["venues"],
            "unplaced": basis["venues_without_position"],
            "units": [
                {"level": level} | {name: row[name] for name in UNIT_SHARES}
                for level in REACH_LEVELS
                for row in found[level]
            ],
            "curve": found["curve"],
            "farthest": [
                {name: one[name] for name in FarPoint.model_fields} for one in found["farthest"]
            ],
            **{name: shared[name] for name in ("base", "least", "most", "mean")},
        }

    return answer_of(asked, make, also=network.date if network else "")
