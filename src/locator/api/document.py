"""The open API on paper: the OpenAPI document, its limits, its readable page.

The document is what FastAPI makes of the routes, with the texts of the catalogue in place of
their keys, and with the codes that the packs really know. The page is plain HTML without a
script, so that it reads anywhere and asks nobody else for anything.
"""

from __future__ import annotations

import copy
from html import escape
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
from locator.wording.catalogue import LANGUAGES, Lang, catalogue, t

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


# -- the readable page --------------------------------------------------------------------------

_STYLE = """
body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  max-width: 62rem; margin: 0 auto; padding: 1rem; color: #1c2b2a; background: #fff; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
td:first-child code { white-space: nowrap; }
h2 { border-bottom: 1px solid #ccd5d4; margin-top: 2.5rem; }
section { margin: 1.5rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .3rem .8rem .3rem 0;
  border-bottom: 1px solid #e4e9e8; }
a { color: #00665e; }
@media (prefers-color-scheme: dark) {
  body { color: #e4ecea; background: #14201f; } a { color: #6fd0c5; }
  h2, th, td { border-color: #38504d; } }
"""


def page(made: Json, base: str, lang: Lang) -> str:
    """The document as a page of HTML for people; every address on it is our own."""
    other: Lang = next(other for other in LANGUAGES if other != lang)
    info = made["info"]
    code = "zh-CN" if lang == "zh" else "en"
    parts = [
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(info['title'])}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{escape(info['title'])}</h1><p>{escape(t('api.about', lang))}</p>",
        f'<p><a href="{base}/openapi.json?lang={lang}">{escape(t("api.document", lang))}</a> · ',
        f'<a href="{base}/docs?lang={other}" lang="{other}">{t("app.language_name", other)}</a>',
        f"</p><h2>{escape(t('api.limits', lang))}</h2><ul>",
        *(f"<li>{escape(sentence)}</li>" for sentence in limits(lang)),
        f"</ul><h2>{escape(t('api.operations', lang))}</h2>",
    ]
    for path, item in made["paths"].items():
        for method, operation in item.items():
            parts += _operation(f"{method.upper()} {base}{path}", operation, lang)
    parts.append(f"<h2>{escape(t('api.problems', lang))}</h2>")
    parts.append(f"<p>{escape(t('api.problems_about', lang))}</p><ul>")
    for kind, status in PROBLEMS.items():
        title = escape(t(f"api.title_{kind}", lang))
        parts.append(f'<li id="problem-{kind}"><code>{status}</code> {title}</li>')
    parts.append(f"</ul><h2>{escape(t('api.schemas', lang))}</h2>")
    for name, schema in made["components"]["schemas"].items():
        parts += _schema(name, schema, lang)
    parts.append("</main></body></html>")
    return "".join(parts)


def _operation(heading: str, operation: Json, lang: Lang) -> Iterator[str]:
    name = escape(operation["operationId"])
    yield f'<section id="{name}"><h3><code>{escape(heading)}</code></h3>'
    yield f"<p><strong>{escape(operation['summary'])}</strong> "
    yield f"{escape(operation['description'])}</p>"
    if operation.get("parameters"):
        yield _head("parameter", "kind", "meaning", lang=lang)
        for parameter in operation["parameters"]:
            must = f" ({t('api.required', lang)})" if parameter.get("required") else ""
            yield f"<tr><td><code>{escape(parameter['name'])}</code>{escape(must)}</td>"
            yield f"<td>{_kind(parameter['schema'])}</td>"
            yield f"<td>{escape(parameter.get('description', ''))}</td></tr>"
        yield "</table></div>"
    yield f"<p>{escape(t('api.answers', lang))}</p><ul>"
    for status, answer in operation["responses"].items():
        yield f"<li><code>{status}</code> {escape(answer['description'])}"
        for media, content in answer.get("content", {}).items():
            yield f" · <code>{media}</code> {_kind(content['schema'])}"
        yield "</li>"
    yield "</ul></section>"


def _schema(name: str, schema: Json, lang: Lang) -> Iterator[str]:
    yield f'<section id="schema-{escape(name)}"><h3><code>{escape(name)}</code></h3>'
    yield _head("parameter", "kind", "meaning", lang=lang)
    for field, inner in schema.get("properties", {}).items():
        yield f"<tr><td><code>{escape(field)}</code></td><td>{_kind(inner)}</td>"
        yield f"<td>{escape(inner.get('description', ''))}</td></tr>"
    yield "</table></div></section>"


def _head(*columns: str, lang: Lang) -> str:
    cells = "".join(f"<th>{escape(t(f'api.{column}', lang))}</th>" for column in columns)
    return f'<div class="scroll"><table><tr>{cells}</tr>'


def _kind(schema: Json) -> str:
    """Type and range of a schema in a few signs."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#schema-{name}"><code>{name}</code></a>'
    if "anyOf" in schema:
        return " | ".join(_kind(choice) for choice in schema["anyOf"])
    kind = escape(str(schema.get("type", "")))
    if "items" in schema:
        kind = f"{kind}&lt;{_kind(schema['items'])}&gt;"
    choices = schema.get("enum", [schema["const"]] if "const" in schema else [])
    if choices:
        kind += ": " + ", ".join(f"<code>{escape(str(choice))}</code>" for choice in choices)
    if "minimum" in schema or "maximum" in schema:
        kind += f" {schema.get('minimum', '')}–{schema.get('maximum', '')}"
    if "default" in schema:
        kind += f" = <code>{escape(str(schema['default']))}</code>"
    return kind
