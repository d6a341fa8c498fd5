"""What stands before every page of the light face: methods, sizes, headers, failures.

An answer to what stands in an address alone may be kept for a minute, and is marked by its
publication and content; one that holds what a person typed or where they are may not be kept, and
nothing of it is logged.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

import htpy as h
from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from locator import clock
from locator.api.answers import kept
from locator.api.asking import language
from locator.light import asking, circle, correct, find, index, markup, shares, venue
from locator.light import map as map_
from locator.light.visit import LightPage, Moved, RefusedError, Visit, values_of
from locator.problems import LocatorError, passed
from locator.wording.catalogue import LANGUAGES, Lang, t

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from locator.api.door import Receive, Scope, Send
    from locator.light.correct import HandIn
    from locator.site import Site

#: Where the light face answers; elsewhere it says that there is no such page.
PATHS = ("/m", "/m/{page:path}", "/sitemap.xml", "/robots.txt")

_log = logging.getLogger("locator.light")

#: Bytes of a body: a report with everything filled in is a tenth of it.
_LONGEST = 16_384
_MAX_AGE_S, _FOREVER_S = 60, 31_536_000
_HTML = "text/html; charset=utf-8"
_HEADERS = {
    # The record for search engines is data, which no policy on scripts is about.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_NO_STORE = {"Cache-Control": "no-store"}
_READING = ("GET", "HEAD")
_METHODS = (*_READING, "POST")
#: Answers that are kept for the minute in which they hold: a page is asked for by many at once.
_KEPT = 256


@dataclass(frozen=True, slots=True)
class _Written:
    """A page as it is sent; ``mark`` is "" where nobody may keep it."""

    body: bytes
    status: int
    mark: str


@dataclass(frozen=True, slots=True)
class _Key:
    """What an answer follows from that an address alone asks for: nothing a person typed."""

    visit: Visit = field(compare=False)
    since: datetime | None
    minute: datetime
    question: tuple[object, ...] = field(init=False)

    def __post_init__(self) -> None:
        visit = self.visit
        query = tuple((key, *values) for key, values in visit.query.items())
        question = (visit.name, visit.pack.checksum, visit.root, visit.path, visit.lang, query)
        object.__setattr__(self, "question", question)


class LightFace:
    """ASGI application of the light face, for every path of :data:`PATHS`.

    Parameters
    ----------
    site
        Whose cities are asked about.
    hand_in
        Takes a report to the store, held to the rate of all faces together.
    """

    def __init__(self, site: Site, hand_in: HandIn) -> None:
        self._site = site
        self._again = lru_cache(_KEPT)(self._asked)
        self._pages: dict[str, Callable[[Visit], LightPage | Moved]] = {
            "m": find.find,
            "m/venue": venue.venue,
            "m/circle": circle.circle_page,
            "m/map": map_.choose,
            "m/shares": shares.shares,
            "m/correct": lambda visit: correct.correct(visit, hand_in),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One HTTP request."""
        request = Request(scope, receive)
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _LONGEST:
                break
        answer = await run_in_threadpool(self._answer, request, body)
        await answer(scope, receive, send)

    def _answer(self, request: Request, body: bytes) -> Response:
        base = request.scope.get("root_path", "")
        path = request.scope["path"].removeprefix(base).strip("/")
        name = path.removeprefix("m/")
        try:
            if name in markup.ASSETS:
                return _asset(request, name)
            visit = self._visit(request, path)
            state = self._site.state(visit.name)
            if not state.usable:
                return _broken(visit.lang, state.reason)
            if path in index.TEXTS:
                return self._text(request, visit)
            if request.method not in _READING or "q" in visit.query:
                page = self._page(request.method, visit, body)
            else:
                # No address of a visitor outlives its request.
                page = self._again(_Key(replace(visit, peer=""), state.since, clock.now()))
            return _written(request, page)
        except Exception as failure:  # noqa: BLE001 - every defect gets an answer
            # Kind and lines alone: messages may hold what was asked, such as a position.
            _log.error("%s", passed(failure))
            status = 503 if isinstance(failure, LocatorError) else 500
            return _plain("zh", status, t("app.unexpected", "zh"))

    def _text(self, request: Request, visit: Visit) -> Response:
        try:
            text, media = index.TEXTS[visit.path](visit)
        except RefusedError as refused:
            return _plain(visit.lang, refused.status, refused.text)
        return kept(request, media, markup.mark(visit, text), text.encode, _MAX_AGE_S)

    def _visit(self, request: Request, path: str) -> Visit:
        try:
            query = values_of(request.scope.get("query_string", b"").decode("latin-1"))
        except ValueError:
            query = {"too_many": [""]}
        base = quote(request.scope.get("root_path", "").rstrip("/"))
        asked = query.get("lang", [""])[0]
        if not asked and path not in {*self._pages, *index.TEXTS}:
            # Who mistyped an address has chosen nothing yet.
            asked = language(request)
        lang: Lang = next((code for code in LANGUAGES if code == asked), "zh")
        city = query.get("city", [""])[0]
        return Visit(
            site=self._site,
            name=city if city in self._site.names else self._site.names[0],
            path=path,
            root=f"{_origin(request)}{base}/",
            query=query,
            form={},
            lang=lang,
            peer=str(request.client.host) if request.client else "",
        )

    def _asked(self, key: _Key) -> _Written | Moved:
        return self._page("GET", key.visit, b"")

    def _page(self, method: str, visit: Visit, body: bytes) -> _Written | Moved:
        """The page that was asked for, or why it cannot be had and what can."""
        try:
            visit = self._heard(method, visit, body)
            page = self._pages[visit.path](visit)
        except RefusedError as refused:
            page = index.refused(visit, refused)
        if isinstance(page, Moved):
            return page
        text = markup.document(visit, page)
        lasting = page.status == 200 and not page.private and method != "POST"
        return _Written(text.encode(), page.status, markup.mark(visit, text) if lasting else "")

    def _heard(self, method: str, visit: Visit, body: bytes) -> Visit:
        """The visit with its body, if the request is one that a page can answer.

        Raises
        ------
        RefusedError
            Too long, not a page of ours, or sent in a way that pages do not take.
        """
        city = visit.parameter("city")
        if city and city != visit.name:
            raise asking.unknown_value(visit, city)
        if method not in _METHODS:
            raise RefusedError(405, t("light.wrong_method", visit.lang))
        if visit.path not in self._pages:
            raise RefusedError(404, t("light.wrong_path", visit.lang), index.pages(visit))
        too_long = RefusedError(400, t("light.too_long", visit.lang))
        if len(body) > _LONGEST or "too_many" in visit.query:
            raise too_long
        try:
            return replace(visit, form=values_of(body.decode("utf-8", "replace")))
        except ValueError:
            raise too_long from None


def _written(request: Request, page: _Written | Moved) -> Response:
    if isinstance(page, Moved):
        return Response(status_code=303, headers={"Location": page.address, **_NO_STORE})
    if page.mark:
        answer = kept(request, _HTML, page.mark, lambda: page.body, _MAX_AGE_S)
    else:
        answer = Response(page.body, page.status, dict(_NO_STORE), _HTML)
    answer.headers.update(_HEADERS)
    if page.status == 405:
        answer.headers["Allow"] = ", ".join(_METHODS)
    return answer


def _asset(request: Request, name: str) -> Response:
    """A style sheet or script; its address changes when it does."""
    answer = kept(
        request, markup.ASSETS[name], markup.version(name), lambda: markup.asset(name), _FOREVER_S
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _plain(lang: Lang, status: int, *sentences: str) -> Response:
    """Sentences when no page can be made."""
    body = h.body[(h.p[sentence] for sentence in sentences)]
    text = str(h.html(lang=lang)[h.head[h.title[t("light.name", lang)]], body])
    return Response(text.encode(), status, dict(_NO_STORE), _HTML)


def _broken(lang: Lang, reason: str) -> Response:
    """A city that cannot be served: why; the log has the details."""
    return _plain(lang, 503, t(f"site.reason_{reason}", lang), t("site.broken_hint", lang))


def _origin(request: Request) -> str:
    """Scheme and host as the browser sees them."""
    return f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"
