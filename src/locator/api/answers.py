"""Writing answers: pages, GeoJSON, marks for caches, and every error in one shape (RFC 9457)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError

from locator.api.asking import Parameters, base_of, language
from locator.api.document import JSON, PROBLEM, PROBLEMS, VERSION
from locator.problems import LocatorError, Problem, QueryError
from locator.wording.catalogue import Lang, t
from locator.wording.problems import problem_text, visitor_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pandas as pd

    from locator.exports.records import Record
    from locator.site import Site
    from locator.site.state import CityState

MAX_AGE_S = 300


@dataclass
class Link:
    """The Link header of a page, known once the page is made."""

    text: str = ""


def page_of(
    request: Request, rows: pd.DataFrame, page: int, per_page: int, link: Link
) -> tuple[Record, pd.DataFrame]:
    """What a list says of itself, and the rows of one page."""

    def address(number: int) -> str:
        given = [(n, v) for n, v in request.query_params.multi_items() if n != "page"]
        path = quote(request.scope["path"])
        return f"{path}?{urlencode([*given, ('page', str(number))])}"

    start = (page - 1) * per_page
    following = address(page + 1) if start + per_page < len(rows) else None
    named = [("prev", address(page - 1) if page > 1 else None), ("next", following)]
    link.text = ", ".join(f'<{where}>; rel="{name}"' for name, where in named if where)
    head = {"total": len(rows), "page": page, "per_page": per_page, "next": following}
    return head, rows.iloc[start : start + per_page]


def features(items: Iterable[Record]) -> Record:
    """Records as GeoJSON; one without a position keeps its place with no geometry."""
    features = []
    for record in items:
        point = None
        if record.get("lon") is not None and record.get("lat") is not None:
            point = {"type": "Point", "coordinates": [record["lon"], record["lat"]]}
        features.append(
            {"type": "Feature", "id": record["id"], "geometry": point, "properties": record}
        )
    return {"type": "FeatureCollection", "features": features}


def answer_of(
    parameters: Parameters,
    make: Callable[[], Record],
    *,
    media: str = JSON,
    also: str = "",
    link: Link | None = None,
    max_age: int = MAX_AGE_S,
) -> Response:
    """An answer with its mark; made only when the asker does not have it already."""
    scope = parameters.request.scope
    parts = (
        VERSION,
        parameters.city.id,
        parameters.pack.checksum,
        scope["path"],
        parameters.lang,
        media,
        also,
    )
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass"))
    digest.update(b"\0" + scope.get("query_string", b""))
    response = kept(
        parameters.request,
        media,
        digest.hexdigest(),
        lambda: dump(parameters.city.about(parameters.lang) | make()),
        max_age,
    )
    if link and link.text:
        response.headers["Link"] = link.text
    return response


def kept(
    request: Request, media: str, mark: str, body: Callable[[], bytes], max_age: int = MAX_AGE_S
) -> Response:
    """An answer that may be kept, or 304 when the asker has it."""
    headers = {
        "ETag": f'"{mark}"',
        "Cache-Control": f"public, max-age={max_age}",
        "Vary": "Accept, Accept-Language",
    }
    known = [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
    if "*" in known or mark in {tag.removeprefix("W/").strip('"') for tag in known}:
        return Response(status_code=304, headers=headers)
    return Response(body(), media_type=media, headers=headers)


def json_answer(answer: Record, media: str, headers: dict[str, str], status: int = 200) -> Response:
    """An answer that is never the same as another: no mark."""
    return Response(dump(answer), status, headers, media)


def dump(answer: Record) -> bytes:
    """A record as the bytes that are sent."""
    return json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()


_NO_STORE = {"Cache-Control": "no-store"}


def alive() -> Response:
    """The process answers; a supervisor restarts one that does not."""
    return json_answer({"status": "ok"}, JSON, _NO_STORE)


def ready(site: Site, request: Request) -> Response:
    """Whether visitors can be sent here: at least one city can be served."""
    states = site.states()
    if any(state.usable for state in states):
        return json_answer({"status": "ok"}, JSON, _NO_STORE)
    return _outage(request, states)


def health(site: Site, request: Request) -> Response:
    """Whether every city is served as it should be; else which is not, why and since when."""
    states = site.states()
    if any(state.reason for state in states):
        return _outage(request, states)
    said: Record = {"status": "ok", "cities": [s.name for s in states]}
    lang = language(request)
    # Every page is well; what was published and no longer fits waits for somebody at the desk.
    if waiting := {s.name: s.set_aside for s in states if s.set_aside}:
        said["set_aside"] = [
            {"city": name, "changes": n, "detail": t("site.set_aside", lang, n=n)}
            for name, n in waiting.items()
        ]
    return json_answer(said, JSON, _NO_STORE)


def _outage(request: Request, states: Iterable[CityState]) -> Response:
    """503 with the reason of the first city that has one, and a list of all."""
    troubled = _troubled(states, language(request))
    detail = troubled[0]["detail"] if troubled else ""
    return problem_answer(request, "unavailable", detail, cities=troubled)


def _troubled(states: Iterable[CityState], lang: Lang) -> list[Record]:
    """Cities with trouble: name, reason as a code and in words, since when, whether served."""
    return [
        {
            "city": state.name,
            "reason": state.reason,
            "detail": t(f"site.reason_{state.reason}", lang),
            "since": state.since.isoformat(timespec="seconds") if state.since else None,
            "served": state.usable,
            "set_aside": state.set_aside,
        }
        for state in states
        if state.reason
    ]


# -- errors, all in one shape -------------------------------------------------------------------


class NotFoundError(QueryError):
    """There is nothing at this address."""


def problem_answer(
    request: Request,
    kind: str,
    detail: str = "",
    parameter: str = "",
    cities: Sequence[Record] = (),
    **params: object,
) -> Response:
    """An error as RFC 9457 wants it, in the language of the asker."""
    lang, status = language(request), PROBLEMS[kind]
    answer: Record = {
        "type": f"{base_of(request)}/docs#problem-{kind}",
        "title": t(f"api.title_{kind}", lang),
        "status": status,
        "detail": detail or t(f"api.detail_{kind}", lang, **params),
    }
    if parameter:
        answer["parameter"] = parameter
    if cities:
        answer["cities"] = list(cities)
    return json_answer(answer, PROBLEM, {"Cache-Control": "no-store"}, status)


def failed(kind: str, request: Request, _failure: Exception) -> Response:
    """A failure that has nothing to do with what was asked."""
    return problem_answer(request, kind)


def unavailable(request: Request, failure: Exception) -> Response:
    """A city that cannot be served: which and why; files, rows and columns stand in the log."""
    site = request.app.state.site
    if getattr(request.state, "region", False):
        return problem_answer(
            request, "unavailable", visitor_text(cast("LocatorError", failure), language(request))
        )
    name = request.query_params.get("city") or site.names[0]
    return _outage(request, [site.state(name)] if name in site.names else [])


def not_answered(request: Request, failure: Exception) -> Response:
    """A question that cannot be answered as asked."""
    problem = cast("QueryError", failure).problems[0]
    kind = "not_found" if isinstance(failure, NotFoundError) else "bad_parameter"
    return problem_answer(
        request, kind, problem_text(problem, language(request)), problem.column or ""
    )


def bad_parameter(request: Request, failure: Exception) -> Response:
    """A value of the wrong type or out of range; it may be a position and is not repeated."""
    place: Sequence[int | str] = ()
    if isinstance(failure, RequestValidationError):
        place = failure.errors()[0]["loc"]
    name = str(place[1]) if len(place) > 1 else ""
    lang = language(request)
    item = request.app.openapi()["paths"][request.scope["route"].path]["get"]
    keys = [p["description"] for p in item["parameters"] if p["name"] == name]
    problem = Problem(
        "error", "api.bad_parameter", column=name, params={"meaning": t(keys[0], lang)}
    )
    return problem_answer(request, "bad_parameter", problem_text(problem, lang), name)
