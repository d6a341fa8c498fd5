"""The open API on paper: the OpenAPI document and its limits.

The document is what FastAPI makes of the routes, with the texts of the catalogue in place of
their keys, and with the codes that the packs really know.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from locator.api.shapes.common import Health, Page, ProblemDetails
from locator.api.shapes.coverage import ExplanationAnswer, UnitList, VerdictList
from locator.api.shapes.reach import ReachAnswer
from locator.api.shapes.region import RegionComparison, RegionFigures, RegionList, RegionNear
from locator.api.shapes.sharing import ShareList
from locator.api.shapes.venues import (
    Near,
    NearFeatures,
    QuestionAnswer,
    VenueAnswer,
    VenueFeatures,
    VenueList,
)
from locator.wording.catalogue import Lang, catalogue, t

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fastapi import FastAPI
    from pydantic import BaseModel

Json = dict[str, Any]

#: Part of every ETag: raise it with every change of what an answer holds.
VERSION = "1.3.0"
#: Requests a second that one address may ask on average, and at once.
RATE, BURST = 10, 60
#: Records a page, nearest venues, and metres around a position.
MAX_PER_PAGE, MAX_NEAR, MAX_RADIUS_M = 200, 100, 50_000
#: Venues known only by their unit that an answer about the nearest lists.
MAX_UNIT_ONLY = 200

#: Every shape that an answer may have.
SHAPES: tuple[type[BaseModel], ...] = (
    VenueList,
    VenueFeatures,
    VenueAnswer,
    Near,
    NearFeatures,
    QuestionAnswer,
    UnitList,
    VerdictList,
    ExplanationAnswer,
    ShareList,
    ReachAnswer,
    RegionList,
    RegionFigures,
    RegionComparison,
    RegionNear,
    Health,
    ProblemDetails,
)

JSON, GEOJSON, PROBLEM = "application/json", "application/geo+json", "application/problem+json"

#: Kind of problem → HTTP status. The titles are ``api.title_{kind}``.
PROBLEMS: Mapping[str, int] = {
    "bad_parameter": 400,
    "not_found": 404,
    "method": 405,
    "too_many": 429,
    "unexpected": 500,
    "unavailable": 503,
}


# -- the OpenAPI document -----------------------------------------------------------------------


def _ref(shape: type[BaseModel]) -> Json:
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


def responses(
    shape: type[BaseModel],
    geojson: type[BaseModel] | None = None,
    *,
    kept: bool = True,
    kinds: tuple[str, ...] = ("bad_parameter", "too_many", "unexpected", "unavailable"),
) -> dict[int | str, Json]:
    """What an operation may answer; ``kept`` answers have an ETag and may be asked for again."""
    content = {JSON: {"schema": _ref(shape)}}
    if geojson:
        content[GEOJSON] = {"schema": _ref(geojson)}
    text = {"schema": {"type": "string"}}
    headers: Json = {"Cache-Control": {"description": "api.header_cache", **text}}
    if kept:
        headers["ETag"] = {"description": "api.header_etag", **text}
    if issubclass(shape, Page):
        headers["Link"] = {"description": "api.header_link", **text}
    found: dict[int | str, Json] = {
        200: {"description": "api.answer_ok", "headers": headers, "content": content}
    }
    if kept:
        found[304] = {"description": "api.answer_same"}
    for kind in kinds:
        found[PROBLEMS[kind]] = {
            "description": f"api.title_{kind}",
            "content": {PROBLEM: {"schema": _ref(ProblemDetails)}},
        }
    if "too_many" in kinds:
        whole = {"schema": {"type": "integer", "minimum": 1}}
        found[429]["headers"] = {"Retry-After": {"description": "api.header_retry", **whole}}
    return found


def document(app: FastAPI, codes: Mapping[str, list[str]], base: str, lang: Lang) -> Json:
    """The OpenAPI document in a language.

    ``codes`` are the known values of parameters by the parameter's name; ``base`` is the path
    under which the API is mounted.
    """
    made: Json = copy.deepcopy(app.openapi())
    made["info"]["x-limits"] = {
        "requests_per_second": RATE,
        "burst": BURST,
        "per_page": MAX_PER_PAGE,
        "near": MAX_NEAR,
        "radius_m": MAX_RADIUS_M,
        "unit_only": MAX_UNIT_ONLY,
    }
    made["info"]["description"] = "\n\n".join([t("api.about", lang), *limits(lang)])
    made["servers"] = [{"url": base or "/"}]
    for operation in operations(made):
        operation["responses"].pop("422", None)
        for parameter in operation.get("parameters", []):
            _tidy(parameter, codes)
    _, schemas = models_json_schema(
        [(shape, "serialization") for shape in SHAPES], ref_template="#/components/schemas/{model}"
    )
    made["components"] = {"schemas": schemas["$defs"]}
    for schema in made["components"]["schemas"].values():
        _describe(schema, lang)
    problem = made["components"]["schemas"][ProblemDetails.__name__]["properties"]
    for name in ("parameter", "cities"):  # there or not, never null
        given, _null = problem[name]["anyOf"]
        problem[name] = given | {"description": problem[name]["description"]}
    problem["type"]["format"] = "uri-reference"
    translated: Json = _translated(made, lang)
    return translated


def limits(lang: Lang) -> list[str]:
    """The limits as sentences."""
    return [
        t("api.limit_rate", lang, rate=RATE, burst=BURST),
        t("api.limit_page", lang, page=MAX_PER_PAGE, near=MAX_NEAR, radius=MAX_RADIUS_M),
        t("api.limit_unit_only", lang, n=MAX_UNIT_ONLY),
    ]


def operations(made: Json) -> Iterator[Json]:
    """All operations of a document."""
    for path in made["paths"].values():
        yield from path.values()


def _tidy(parameter: Json, codes: Mapping[str, list[str]]) -> None:
    """Say of a parameter what it really takes: known codes, nothing about null or blank."""
    schema = parameter["schema"]
    for choice in schema.pop("anyOf", []):
        if choice.get("type") != "null":
            schema |= choice
    for noise in ("title", "description"):  # the parameter says it already
        schema.pop(noise, None)
    if schema.get("default") in ("", []):
        del schema["default"]
    known = codes.get(parameter["name"], [])
    if known:
        schema.get("items", schema)["enum"] = known
        if parameter["name"] == "city":
            schema["default"] = known[0]


def _describe(schema: Json, lang: Lang) -> None:
    """Give every property of a schema its meaning, and take away what pydantic says for us."""
    for noise in ("title", "description"):
        schema.pop(noise, None)
    for name, inner in schema.get("properties", {}).items():
        inner.pop("title", None)
        inner["description"] = t(f"api.field_{name}", lang)


def _translated(value: Any, lang: Lang) -> Any:
    """A part of the document with messages in place of their keys."""
    if isinstance(value, dict):
        return {name: _translated(inner, lang) for name, inner in value.items()}
    if isinstance(value, list):
        return [_translated(inner, lang) for inner in value]
    if isinstance(value, str) and value.startswith("api."):
        return catalogue(lang).get(value, value)
    return value
