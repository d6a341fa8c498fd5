"""The questions: one function an address, each asking what the screens and the terminal ask."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as PathParameter

from locator import clock
from locator.api import document as paper
from locator.api import readable
from locator.api.answers import (
    MAX_AGE_S,
    Link,
    NotFoundError,
    answer_of,
    dump,
    features,
    health,
    json_answer,
    kept,
    page_of,
)
from locator.api.asking import (
    Asked,
    AskedWhatIf,
    County,
    Form,
    Layers,
    Page,
    PerPage,
    base_of,
    check_known,
    counties,
    known_codes,
    language,
    media_of,
    moment_of,
)
from locator.api.document import GEOJSON, JSON, MAX_NEAR, MAX_RADIUS_M, MAX_UNIT_ONLY
from locator.api.shapes.common import Health
from locator.api.shapes.coverage import ExplanationAnswer, Unit, UnitList, VerdictList
from locator.api.shapes.venues import (
    Near,
    NearFeatures,
    QuestionAnswer,
    Venue,
    VenueAnswer,
    VenueFeatures,
    VenueList,
    VenueStatus,
    WholeVenue,
)
from locator.clock import is_date
from locator.coverage.explain import explain
from locator.coverage.tables import narrow
from locator.exports import records
from locator.exports.records import Record
from locator.geo.datum import Datum, convert
from locator.hours.state import state_at, state_on, unless_shut
from locator.hours.sun import point_of
from locator.pack.model import Level, Status
from locator.problems import Problem, QueryError
from locator.venues.search import VenueQuery, mask, near, when_open
from locator.wording.names import name_of

#: A venue's answer says whether it is open now, which a longer copy would get wrong.
_MAX_AGE_NOW_S = 60
_SHORT, _LONG, _MANY = 40, 100, 50
_DECIMALS = 8

router = APIRouter()


@router.get(
    "/v1/venues",
    operation_id="venues",
    summary="api.venues",
    description="api.venues_about",
    responses=paper.responses(VenueList, VenueFeatures),
)
def _venues(
    asked: Asked,
    layer: Layers = [],
    county: County = "",
    unit: Annotated[str, Query(description="api.param_unit", max_length=_SHORT)] = "",
    status: Annotated[
        list[VenueStatus], Query(description="api.param_status_venue", max_length=_MANY)
    ] = ["open"],
    text: Annotated[str, Query(description="api.param_text", max_length=_LONG)] = "",
    page: Page = 1,
    per_page: PerPage = 50,
    format: Form = None,
) -> Response:
    pack = asked.pack
    check_known("layer", layer, pack.catalogue.layers, "query.layer")
    check_known("county", [county] if county else [], counties(pack), "query.county")
    check_known("unit", [unit] if unit else [], pack.units.index, "api.no_unit")
    # The whole city holds every venue, wherever in it they are.
    inside = (unit,) if unit and pack.units.at[unit, "level"] != "city" else ()
    filters = VenueQuery(
        layers=tuple(layer),
        counties=(county,) if county else (),
        units=inside,
        statuses=tuple(status),
        text=text,
    )
    media = media_of(asked.request, format)
    link = Link()

    def make() -> Record:
        found = pack.venues[mask(pack.venues, filters)]
        head, part = page_of(asked.request, found, page, per_page, link)
        items = records.rows(part, Venue.model_fields)
        return head | (features(items) if media == GEOJSON else {"items": items})

    return answer_of(asked, make, media=media, link=link)


@router.get(
    "/v1/venues/{id}",
    operation_id="venue",
    summary="api.venue",
    description="api.venue_about",
    responses=paper.responses(
        VenueAnswer, kinds=("bad_parameter", "not_found", "too_many", "unexpected", "unavailable")
    ),
)
def _venue(
    asked: Asked,
    id: Annotated[str, PathParameter(description="api.param_id")],
    at: Annotated[str, Query(description="api.param_at_venue", max_length=_SHORT)] = "",
) -> Response:
    pack = asked.pack
    moment = moment_of(at) or clock.now()
    if id not in pack.venues.index:
        raise NotFoundError(Problem("error", "api.no_venue", value=id[:_LONG]))
    stamp = moment.isoformat(timespec="minutes")

    def make() -> Record:
        own = pack.venues.loc[[id]]
        text, layer = own["opening_hours"].iloc[0], pack.catalogue.layers[own["layer"].iloc[0]]
        unit = pack.units.loc[own["unit"].iloc[0]]
        point = point_of(own.iloc[0])
        whole_day = at and is_date(at)
        said = state_on(text, moment.date(), point) if whole_day else state_at(text, moment, point)
        names = [n for n in WholeVenue.model_fields if n in own.columns]
        venue = records.rows(own, names)[0] | {
            "layer_name": name_of(layer, asked.lang),
            "unit_name": name_of(unit, asked.lang),
            "hours": {"at": stamp} | records.hours(unless_shut(said, own["status"].iloc[0])),
        }
        return {"venue": venue}

    return answer_of(asked, make, also=stamp, max_age=MAX_AGE_S if at else _MAX_AGE_NOW_S)


@router.get(
    "/v1/near",
    operation_id="near",
    summary="api.near",
    description="api.near_about",
    responses=paper.responses(Near, NearFeatures, kept=False),
)
def _near(
    asked: Asked,
    lon: Annotated[float, Query(description="api.param_lon", ge=-180, le=180, allow_inf_nan=False)],
    lat: Annotated[float, Query(description="api.param_lat", ge=-90, le=90, allow_inf_nan=False)],
    datum: Annotated[Datum, Query(description="api.param_datum")] = "wgs84",
    radius: Annotated[
        float, Query(description="api.param_radius", ge=0, le=MAX_RADIUS_M, allow_inf_nan=False)
    ] = MAX_RADIUS_M,
    limit: Annotated[int, Query(description="api.param_limit", ge=1, le=MAX_NEAR)] = 10,
    layer: Layers = [],
    at: Annotated[str, Query(description="api.param_at", max_length=_SHORT)] = "",
    format: Form = None,
) -> Response:
    pack = asked.pack
    check_known("layer", layer, pack.catalogue.layers, "query.layer")
    filters = when_open(at, moment_of(at), layers=tuple(layer))
    east, north = (float(v) for v in convert(lon, lat, datum, "wgs84"))
    found = near(
        asked.effective.venues,
        asked.effective.walk,
        east,
        north,
        k=limit,
        radius_m=radius,
        filters=filters,
    )
    venues = records.located(found.located)
    unit_only = records.unit_only(found.unit_only.head(MAX_UNIT_ONLY))
    answer = asked.city.about(asked.lang) | {
        "origin": {"lon": round(east, _DECIMALS), "lat": round(north, _DECIMALS)},
        "unit_only_total": len(found.unit_only),
    }
    media = media_of(asked.request, format)
    if media == GEOJSON:
        answer |= features([*venues, *unit_only])
    else:
        answer |= {"venues": venues, "unit_only": unit_only}
    return json_answer(answer, media, {"Cache-Control": "no-store"})


@router.get(
    "/v1/ask",
    operation_id="ask",
    summary="api.ask",
    description="api.ask_about",
    responses=paper.responses(QuestionAnswer, kept=False),
)
def _ask(
    asked: Asked,
    text: Annotated[str, Query(description="api.param_line", max_length=_LONG)],
    datum: Annotated[Datum, Query(description="api.param_datum")] = "wgs84",
) -> Response:
    question = records.question(asked.effective.asker.ask(text, datum))
    # A line may say where a person is, as a position does.
    return json_answer(asked.city.about(asked.lang) | question, JSON, {"Cache-Control": "no-store"})


@router.get(
    "/v1/units",
    operation_id="units",
    summary="api.units",
    description="api.units_about",
    responses=paper.responses(UnitList),
)
def _units(
    asked: Asked,
    level: Annotated[Level | None, Query(description="api.param_level")] = None,
    parent: Annotated[str, Query(description="api.param_parent", max_length=_SHORT)] = "",
    page: Page = 1,
    per_page: PerPage = 50,
) -> Response:
    units = asked.pack.units
    check_known("parent", [parent] if parent else [], units.index, "api.no_unit")
    link = Link()

    def make() -> Record:
        found = units[units["level"] == level] if level else units
        found = found[found["parent"] == parent] if parent else found
        head, part = page_of(asked.request, found, page, per_page, link)
        return head | {"items": records.rows(part, Unit.model_fields)}

    return answer_of(asked, make, link=link)


@router.get(
    "/v1/coverage",
    operation_id="coverage",
    summary="api.coverage",
    description="api.coverage_about",
    responses=paper.responses(VerdictList),
)
def _coverage(
    asked: AskedWhatIf,
    requirement: Annotated[
        list[str], Query(description="api.param_requirement", max_length=_MANY)
    ] = [],
    county: County = "",
    status: Annotated[Status | None, Query(description="api.param_status")] = None,
    page: Page = 1,
    per_page: PerPage = 50,
) -> Response:
    pack = asked.pack
    known = [r.id for r in pack.requirements]
    check_known("requirement", requirement, known, "explain.no_requirement")
    check_known("county", [county] if county else [], counties(pack), "query.county")
    link = Link()

    def make() -> Record:
        found = narrow(asked.effective.verdicts, pack, county, "", status or "")
        if requirement:
            found = found[found["requirement"].isin(requirement)]
        head, part = page_of(asked.request, found, page, per_page, link)
        return head | {"items": records.verdicts(part)}

    return answer_of(asked, make, link=link)


@router.get(
    "/v1/coverage/{unit}/{requirement}",
    operation_id="explanation",
    summary="api.explanation",
    description="api.explanation_about",
    responses=paper.responses(
        ExplanationAnswer,
        kinds=("bad_parameter", "not_found", "too_many", "unexpected", "unavailable"),
    ),
)
def _explanation(
    asked: AskedWhatIf,
    unit: Annotated[str, PathParameter(description="api.param_unit")],
    requirement: Annotated[str, PathParameter(description="api.param_requirement")],
) -> Response:
    try:
        # No code is that long, and the message quotes it.
        found = explain(asked.pack, asked.effective.verdicts, unit[:_LONG], requirement[:_LONG])
    except QueryError as failure:
        raise NotFoundError(failure.problems) from None
    return answer_of(
        asked, lambda: {"explanation": records.explanation(found, asked.pack, asked.lang)}
    )


@router.get(
    "/healthz",
    operation_id="health",
    summary="api.health",
    description="api.health_about",
    responses=paper.responses(Health, kept=False, kinds=("too_many", "unexpected", "unavailable")),
)
def _healthz(request: Request) -> Response:
    return health(request.app.state.site, request)


@router.get("/openapi.json", include_in_schema=False)
def _openapi(request: Request) -> Response:
    made = _document(request)
    body = dump(made)
    return kept(request, JSON, hashlib.sha256(body).hexdigest(), lambda: body)


@router.get("/docs", include_in_schema=False)
def _docs(request: Request) -> Response:
    lang = language(request)
    body = readable.page(_document(request), base_of(request), lang).encode()
    mark = hashlib.sha256(body).hexdigest()
    answer = kept(request, "text/html; charset=utf-8", mark, lambda: body)
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    answer.headers["Content-Security-Policy"] = policy
    return answer


def _document(request: Request) -> Record:
    codes = known_codes(request.app.state.site)
    return paper.document(request.app, codes, base_of(request), language(request))
