"""What is shared, and what is asked for: the question of the sharing page over HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

import pandas as pd
from fastapi import APIRouter, Depends, Query, Response

from locator import clock
from locator.api import document as paper
from locator.api.answers import MAX_AGE_S, Link, answer_of, page_of
from locator.api.asking import Asked, Page, PerPage, check_known
from locator.api.shapes.sharing import ShareKind, ShareList
from locator.exports import records
from locator.exports.records import Record
from locator.hours.windows import windows_of
from locator.names.vocabulary import MOST_SEATS
from locator.sharing.search import ShareQuery, find, find_needs
from locator.wording.labels import vocabulary

_SHORT, _LONG, _MANY = 40, 100, 20
_MAX_AGE_NOW_S = 60

router = APIRouter()


def _what(
    kind: Annotated[list[ShareKind], Query(description="api.param_kind", max_length=_MANY)] = [],
    topic: Annotated[list[str], Query(description="api.param_topic", max_length=_MANY)] = [],
    audience: Annotated[list[str], Query(description="api.param_audience", max_length=_MANY)] = [],
    seats: Annotated[int | None, Query(description="api.param_seats", ge=1, le=MOST_SEATS)] = None,
    text: Annotated[str, Query(description="api.param_words", max_length=_LONG)] = "",
) -> ShareQuery:
    check_known("topic", topic, vocabulary("topic"), "api.no_code")
    check_known("audience", audience, vocabulary("audience"), "api.no_code")
    return ShareQuery(
        kinds=tuple(kind), topics=tuple(topic), audiences=tuple(audience), seats=seats, text=text
    )


def _wish(
    asked: Asked,
    what: Annotated[ShareQuery, Depends(_what)],
    day: Annotated[str, Query(description="api.param_day", max_length=_SHORT)] = "",
    part: Annotated[
        Literal["morning", "afternoon", "evening"] | None, Query(description="api.param_part")
    ] = None,
    free: Annotated[bool, Query(description="api.param_free")] = False,
    unit: Annotated[str, Query(description="api.param_unit", max_length=_SHORT)] = "",
) -> ShareQuery:
    check_known("unit", [unit] if unit else [], asked.pack.units.index, "api.no_unit")
    # The whole city holds every offer, wherever in it they are.
    units = (unit,) if unit and unit != asked.pack.city.code else ()
    return replace(what, day=day, part=part or "", free_only=free, units=units)


@router.get(
    "/v1/shares",
    operation_id="shares",
    summary="api.shares",
    description="api.shares_about",
    responses=paper.responses(ShareList),
)
def _shares(
    asked: Asked,
    wish: Annotated[ShareQuery, Depends(_wish)],
    side: Annotated[Literal["offers", "needs"], Query(description="api.param_side")] = "offers",
    page: Page = 1,
    per_page: PerPage = 50,
) -> Response:
    moment = clock.now()
    timed = bool(windows_of(wish.day, wish.part, moment))
    link = Link()

    def make() -> Record:
        found = (find_needs if side == "needs" else find)(asked.pack, wish, moment)
        listed = pd.concat([found.located, found.unit_only, found.perhaps])
        head, rows = page_of(asked.request, listed, page, per_page, link)
        return head | {"fitting": found.fitting, "items": records.offers(rows)}

    # What a weekday means changes with the day, what is left of today with the minute.
    stamp = moment.isoformat() if timed else moment.date().isoformat()
    return answer_of(
        asked, make, link=link, also=stamp, max_age=_MAX_AGE_NOW_S if timed else MAX_AGE_S
    )
