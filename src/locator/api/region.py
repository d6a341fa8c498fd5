"""A region over HTTP: its cities, their figures, side by side, and what is nearest in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi import Path as PathParameter

from locator.api import document as paper
from locator.api.answers import Link, NotFoundError, dump, json_answer, kept, page_of
from locator.api.asking import Layers, Page, PerPage, check_known, language
from locator.api.document import JSON, MAX_NEAR, VERSION
from locator.api.shapes.region import RegionComparison, RegionFigures, RegionList, RegionNear
from locator.exports import region_records
from locator.exports.records import Record, rows
from locator.geo.datum import Datum, convert
from locator.problems import LocatorError, Problem, QueryError
from locator.region.near import NearQuestion
from locator.region.served import RegionAnswer, ServedRegion
from locator.style import WATERMARK
from locator.wording.catalogue import Lang, t
from locator.wording.region import compared_sentence, invented_note

if TYPE_CHECKING:
    from collections.abc import Callable

    from locator.site import Site

_SHORT, _MANY, _DECIMALS = 40, 50, 8
_KINDS = ("bad_parameter", "not_found", "too_many", "unexpected", "unavailable")

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AskedRegion:
    """What a request about a region brings along."""

    request: Request
    served: ServedRegion
    answer: RegionAnswer
    lang: Lang

    def about(self) -> Record:
        """What every answer says of its data."""
        answer, invented = self.answer, self.answer.fictional
        region = answer.coverage.region
        return {
            "region": {"code": region.code, "name": region.name, "name_en": region.name_en},
            "data_date": answer.data_date,
            "checksum": answer.checksum,
            "fictional": invented,
            "watermark": WATERMARK if invented else None,
            "watermark_note": invented_note(answer.coverage, self.lang) or None,
            "failed": [
                {"pack": pack, "detail": t("site.reason_pack", self.lang)}
                for pack in answer.coverage.failures
            ],
        }

    def kept(self, make: Callable[[], Record], link: Link | None = None) -> Response:
        """An answer with its mark; made only when the asker does not have it already."""
        scope = self.request.scope
        failed = ",".join(self.answer.coverage.failures)
        parts = (VERSION, self.answer.checksum, failed, scope["path"], self.lang)
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass"))
        digest.update(b"\0" + scope.get("query_string", b""))
        response = kept(self.request, JSON, digest.hexdigest(), lambda: dump(self.about() | make()))
        if link and link.text:
            response.headers["Link"] = link.text
        return response


def _answer(request: Request) -> RegionAnswer:
    site: Site = request.app.state.site
    request.state.region = True
    try:
        return site.once(ServedRegion).answer()
    except QueryError as failure:  # of the settings, not of the request
        raise LocatorError(failure.problems) from None


def _asked_by(
    request: Request,
    code: Annotated[str, PathParameter(description="api.param_region")],
    lang: Annotated[Lang | None, Query(description="api.param_lang")] = None,
) -> AskedRegion:
    site: Site = request.app.state.site
    answer = _answer(request) if site.settings.region else None
    if answer is None or answer.coverage.region.code != code:
        raise NotFoundError(Problem("error", "api.no_region", column="code", value=code[:_SHORT]))
    return AskedRegion(request, site.once(ServedRegion), answer, lang or language(request))


Requirements = Annotated[list[str], Query(description="api.param_requirement", max_length=_MANY)]


@router.get(
    "/v1/regions",
    operation_id="regions",
    summary="api.regions",
    description="api.regions_about",
    responses=paper.responses(
        RegionList, kept=False, kinds=("too_many", "unexpected", "unavailable")
    ),
)
def _regions(request: Request) -> Response:
    site: Site = request.app.state.site
    found = []
    if site.settings.region:
        answer = _answer(request)
        region = answer.coverage.region
        cities = [
            {"pack": pack, "city": site.offered.named(answer.folders[pack]), "code": one.code,
             "name": one.name, "name_en": one.name_en}
            for pack, one in answer.coverage.names.items()
        ]  # fmt: skip # a record a line
        found = [{"code": region.code, "name": region.name, "name_en": region.name_en,
                  "cities": cities}]  # fmt: skip # a record a line
    return json_answer({"regions": found}, JSON, {"Cache-Control": "no-cache"})


@router.get(
    "/v1/regions/{code}/coverage",
    operation_id="region_coverage",
    summary="api.region_coverage",
    description="api.region_coverage_about",
    responses=paper.responses(RegionFigures, kinds=_KINDS),
)
def _coverage(
    asked: Annotated[AskedRegion, Depends(_asked_by)],
    by: Annotated[
        Literal["region", "city", "county"], Query(description="api.param_region_by")
    ] = "region",
    requirement: Requirements = [],
    page: Page = 1,
    per_page: PerPage = 50,
) -> Response:
    found = asked.answer.coverage
    known = [rule.id for rule in found.rules]
    check_known("requirement", requirement, known, "explain.no_requirement")
    link = Link()

    def make() -> Record:
        frame = {"region": found.total, "city": found.cities, "county": found.counties}[by]
        frame = frame[frame["requirement"].isin(requirement or known)]
        head, part = page_of(asked.request, frame, page, per_page, link)
        columns = region_records.TOTAL if by == "region" else region_records.UNIT
        return head | {
            "clauses": region_records.clauses(found),
            "other_rules": region_records.other_rules(found),
            "items": rows(part, columns),
        }

    return asked.kept(make, link)


@router.get(
    "/v1/regions/{code}/compare",
    operation_id="region_compare",
    summary="api.region_compare",
    description="api.region_compare_about",
    responses=paper.responses(RegionComparison, kinds=_KINDS),
)
def _compare(
    asked: Annotated[AskedRegion, Depends(_asked_by)], requirement: Requirements = []
) -> Response:
    found, least = asked.answer.coverage, asked.request.app.state.site.settings.compared_from
    known = [rule.id for rule in found.rules]
    check_known("requirement", requirement, known, "explain.no_requirement")
    chosen = requirement or known
    return asked.kept(
        lambda: {
            "sentences": [compared_sentence(found, one, asked.lang, least) for one in chosen],
            "items": region_records.comparison(found, chosen, least),
        }
    )


@router.get(
    "/v1/regions/{code}/near",
    operation_id="region_near",
    summary="api.region_near",
    description="api.region_near_about",
    responses=paper.responses(RegionNear, kept=False, kinds=_KINDS),
)
def _near(
    asked: Annotated[AskedRegion, Depends(_asked_by)],
    lon: Annotated[float, Query(description="api.param_lon", ge=-180, le=180, allow_inf_nan=False)],
    lat: Annotated[float, Query(description="api.param_lat", ge=-90, le=90, allow_inf_nan=False)],
    datum: Annotated[Datum, Query(description="api.param_datum")] = "wgs84",
    limit: Annotated[int, Query(description="api.param_limit", ge=1, le=MAX_NEAR)] = 10,
    layer: Layers = [],
) -> Response:
    east, north = (float(v) for v in convert(lon, lat, datum, "wgs84"))
    found = asked.served.near(NearQuestion(east, north, limit, tuple(layer)))
    answer = asked.about() | {
        "origin": {"lon": round(east, _DECIMALS), "lat": round(north, _DECIMALS)},
        "venues": region_records.near(found, limit),
    }
    return json_answer(answer, JSON, {"Cache-Control": "no-store"})
