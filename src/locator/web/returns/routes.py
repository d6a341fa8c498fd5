"""Addresses of the returns: a link becomes a cookie, a form becomes answers.

The first request exchanges the link's token for a cookie that no script can read and is sent to
this return's address alone, and goes on to an address without the token: it stays out of logs,
histories and referrers. Every request holds the cookie against the store, so that a revoked link
stops at once.
"""

from __future__ import annotations

import json
import logging
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from locator.exports.template.workbook import template
from locator.problems import LocatorError, Problem, passed
from locator.ratelimit import Limiter, network
from locator.returns.answers import WORKBOOK, give, read_draft, remaining
from locator.returns.cards import cards_of, layers_of_cards, nothing_asked
from locator.returns.links import LinkError, open_link
from locator.returns.review import CONTACT, opened, send, unit_return, workbook_problems
from locator.returns.round import city_of
from locator.site.state import OUTAGES
from locator.web.returns import forms
from locator.web.returns.card_page import card_page, stays
from locator.web.returns.office import Office, broken_page, refused_page
from locator.web.returns.overview import overview, workbook_page
from locator.web.returns.sending import clashes_page, send_page
from locator.web.returns.tapping import spot_picture, with_spots
from locator.wording.catalogue import LANGUAGES, Lang
from locator.wording.problems import failure_text, visitor_text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from starlette.requests import Request

    from locator.returns.answers import Clash, Value
    from locator.returns.cards import Card
    from locator.returns.round import Round
    from locator.site import Site

#: Links that open nothing, from one address: so many at once, and one more every so many seconds.
GUESSES, GUESS_SECONDS = 20, 30
_COOKIE, _DEVICE = "locator_return", "locator_device"
_DEVICE_LENGTH = 16
_DAYS_S = 120 * 24 * 3600
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
_log = logging.getLogger("locator.web.returns")


class _Refused(Exception):  # noqa: N818 - carries the answer
    """A request that opens nothing; carries what is answered."""

    def __init__(self, response: Response) -> None:
        self.response = response


def returns_app(site: Site) -> Starlette:
    """The returns of a site, to be mounted at ``/returns``."""
    routes = _ReturnRoutes(site)
    own = "/{number:int}/{unit}"
    return Starlette(
        routes=[
            Route("/to/{token}", routes.answering(routes.enter)),
            Route(own, routes.answering(routes.overview)),
            Route(own + "/card/{card}", routes.answering(routes.card), methods=["GET", "POST"]),
            Route(own + "/map.svg", routes.answering(routes.map)),
            Route(own + "/keep", routes.answering(routes.keep), methods=["POST"]),
            Route(own + "/send", routes.answering(routes.send), methods=["GET", "POST"]),
            Route(own + "/workbook", routes.answering(routes.workbook), methods=["GET", "POST"]),
        ]
    )


class _ReturnRoutes:
    """What is answered under each address."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.guesses = Limiter(1 / GUESS_SECONDS, GUESSES)

    def answering(
        self, answer: Callable[[Request, dict[str, str], bytes], Response]
    ) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint: the body is read within limits, the answer made beside the event loop."""

        async def endpoint(request: Request) -> Response:
            try:
                body, form = await self._body(request)
                response = await run_in_threadpool(answer, request, form, body)
            except _Refused as refused:
                response = refused.response
            except OUTAGES as failure:
                lang = _lang(request)
                response = _page(refused_page(visitor_text(failure, lang), lang), 503)
            except LocatorError as failure:
                lang = _lang(request)
                response = _page(refused_page(failure_text(failure, lang), lang), 400)
            except Exception as failure:  # noqa: BLE001 - a page for whoever waits, lines for the log
                _log.error("%s", passed(failure))
                response = _page(broken_page(_lang(request)), 500)
            for name, value in _HEADERS.items():
                response.headers[name] = value
            return response

        return endpoint

    async def _body(self, request: Request) -> tuple[bytes, dict[str, str]]:
        """Body of a request that is no form, and the fields of one that is."""
        if request.method != "POST":
            return b"", {}
        filled = request.headers.get("content-type", "").startswith("multipart/form-data")
        limit = forms.WORKBOOK_BYTES + 64 * 1024 if filled else forms.FORM_BYTES
        size = request.headers.get("content-length", "")
        if not size.isdecimal() or int(size) > limit:
            failure = LocatorError(Problem("error", "returns.too_large", params={"n": limit >> 10}))
            raise _Refused(
                _page(refused_page(failure_text(failure, _lang(request)), _lang(request)), 413)
            )
        if not filled:
            return b"", forms.fields(await request.body())
        async with request.form(max_files=1, max_fields=4) as form:
            file = form.get("file")
            if file is None or isinstance(file, str):
                return b"", {}
            return await file.read(), {"filename": file.filename or ""}

    # -- who asks ------------------------------------------------------------------------------

    def enter(self, request: Request, _form: dict[str, str], _body: bytes) -> Response:
        """A link is followed: keep it in a cookie, go on without it."""
        token = request.path_params["token"]
        round_, unit = self._opened(request, token)
        home = f"{_root(request)}/{round_.number}/{unit}"
        response = RedirectResponse(home + _more(request), 303)
        secure = request.url.scheme == "https"
        for name, value in ((_COOKIE, token), (_DEVICE, _device(request) or secrets.token_hex(4))):
            response.set_cookie(
                name,
                value,
                max_age=_DAYS_S,
                path=home,
                secure=secure,
                httponly=True,
                samesite="lax",
            )
        return response

    def _opened(self, request: Request, token: str) -> tuple[Round, str]:
        """What a token opens, however many from the same address open nothing.

        What opens nothing is told no more than that, and above a rate only to wait: it is the
        signature that keeps guessers out, the rate keeps them from asking much.
        """
        lang = _lang(request)
        try:
            return open_link(self.site, token)
        except LinkError as failure:
            # What opens something is no guess: the offices of a county may share one address.
            seconds = self.guesses.wait(network(request.client.host) if request.client else "")
            if not seconds:
                page = refused_page(failure_text(failure, lang), lang)
                raise _Refused(_page(page, 404)) from None
        refused = LocatorError(Problem("error", "returns.guessed", params={"n": seconds}))
        response = _page(refused_page(failure_text(refused, lang), lang), 429)
        response.headers["Retry-After"] = str(seconds)
        raise _Refused(response)

    def _office(self, request: Request) -> Office:
        """Whose return the cookie opens, with all that a page shows of it."""
        round_, unit = self._opened(request, request.cookies.get(_COOKIE, ""))
        path = request.path_params
        if (round_.number, unit) != (path["number"], path["unit"]):
            failure = LocatorError(Problem("error", "returns.link_unknown"))
            raise _Refused(
                _page(refused_page(failure_text(failure, _lang(request)), _lang(request)), 404)
            )
        city = self.site.city(city_of(self.site, round_))
        pack = city.pack
        cards = cards_of(pack, round_, unit)
        if not cards:
            failure = LocatorError(nothing_asked(pack, unit))
            raise _Refused(
                _page(refused_page(failure_text(failure, _lang(request)), _lang(request)), 410)
            )
        return Office(
            city=city,
            round=round_,
            unit=unit,
            cards=cards,
            draft=read_draft(self.site, round_, unit),
            stands=unit_return(self.site, round_, unit),
            device=_device(request),
            home=f"{_root(request)}/{round_.number}/{unit}",
            lang=_lang(request),
            contact_days=self.site.settings.contact_days,
        )

    # -- pages ---------------------------------------------------------------------------------

    def overview(self, request: Request, _form: dict[str, str], _body: bytes) -> Response:
        """Everything that is asked, and how far one has come."""
        office = self._office(request)
        opened(self.site, office.round, office.unit)
        return _page(overview(office))

    def card(self, request: Request, form: dict[str, str], _body: bytes) -> Response:
        """One card: shown, or its answers kept and the next one shown."""
        office = self._office(request)
        wanted = request.path_params["card"]
        card = next((one for one in office.cards if one.id == wanted), None)
        if card is None:
            return RedirectResponse(office.address(), 303)
        if request.method == "GET":
            return _page(card_page(office, card, saved="saved" in request.query_params))
        seen = int(form["seen"]) if form.get("seen", "").isdecimal() else office.draft.last
        form = with_spots(office.city, office.unit, form)
        try:
            given = forms.answers(card, form, office.draft)
            office, clashes = self._give(office, seen, given)
        except LocatorError as failure:
            # What was typed stands in the form still: nothing is lost, nothing was kept.
            words = failure_text(failure, office.lang)
            return _page(card_page(office, card, form=form, failure=words), 422)
        if clashes:
            return _page(clashes_page(office, card, clashes), 409)
        wrong = any(p.severity == "error" for p in office.doubtful.get(card.id, ()))
        stay = wrong or stays(card, form, given)
        rest = [one.id for one in _after(office.cards, card) if remaining(one, office.draft)]
        following = card.id if stay else next(iter(rest), "")
        saved = {"saved": "1"} if stay else {}
        path = f"card/{following}" if following else ""
        return RedirectResponse(office.address(path, **saved) + ("#saved" if stay else ""), 303)

    def map(self, request: Request, _form: dict[str, str], _body: bytes) -> Response:
        """The drawing on which a place is tapped."""
        office = self._office(request)
        at = request.query_params.get("at", "")
        picture = spot_picture(office.city, office.unit, at, office)
        return Response(picture, media_type="image/svg+xml")

    def keep(self, request: Request, form: dict[str, str], _body: bytes) -> Response:
        """Two people answered the same, and this one looked at both: their answer counts."""
        office = self._office(request)
        try:
            mine = json.loads(form.get("mine", "{}"))
            given = {
                str(key): {str(name): str(text) for name, text in dict(value).items()}
                for key, value in dict(mine).items()
            }
        except (TypeError, ValueError):
            given = {}
        known = {key for key in given if key in office.draft.answers and key != WORKBOOK}
        seen = int(form["seen"]) if form.get("seen", "").isdecimal() else 0
        self._give(office, seen, {key: given[key] for key in known})
        return RedirectResponse(office.address(), 303)

    def send(self, request: Request, form: dict[str, str], _body: bytes) -> Response:
        """Look at all of it once more, and send."""
        office = self._office(request)
        found = office.doubts
        if request.method == "GET":
            return _page(send_page(office, found))
        contact = {name: form.get(name, "") for name in CONTACT}
        try:
            send(self.site, office.round, office.unit, contact)
        except LocatorError as failure:
            words = failure_text(failure, office.lang)
            return _page(send_page(office, found, form=form, failure=words), 422)
        return RedirectResponse(office.address(), 303)

    def workbook(self, request: Request, form: dict[str, str], body: bytes) -> Response:
        """The same return as a workbook: taken, brought back filled, or taken out again."""
        office = self._office(request)
        layers = layers_of_cards(office.cards)
        if request.method == "GET":
            content = template(
                office.pack,
                office.unit,
                layers,
                office.lang,
                head=office.city.head,
                as_of=office.round.as_of,
            )
            name = f"return-{office.round.number}-{office.unit}.xlsx"
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            return Response(content, media_type=_WORKBOOK, headers=headers)
        if not (body or form.get("remove")):
            return RedirectResponse(office.address(), 303)
        if form.get("remove"):
            self._give(office, office.draft.last, {WORKBOOK: {}})
            return RedirectResponse(office.address(), 303)
        problems = workbook_problems(self.site, office.round, office.unit, form["filename"], body)
        if any(problem.severity == "error" for problem in problems):
            return _page(workbook_page(office, problems), 422)
        office, _ = self._give(office, office.draft.last, forms.workbook(form["filename"], body))
        return _page(workbook_page(office, problems))

    def _give(
        self, office: Office, seen: int, given: Mapping[str, Value]
    ) -> tuple[Office, tuple[Clash, ...]]:
        draft, clashes = give(self.site, office.round, office.unit, office.device, seen, given)
        return replace(office, draft=draft), clashes


def _page(content: str, status: int = 200) -> Response:
    return HTMLResponse(content, status)


def _lang(request: Request) -> Lang:
    asked = request.query_params.get("lang", "zh")
    return asked if asked in LANGUAGES else "zh"


def _more(request: Request) -> str:
    return "?lang=en" if _lang(request) == "en" else ""


def _root(request: Request) -> str:
    """Where the returns are mounted, as the browser knows it."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def _device(request: Request) -> str:
    found = request.cookies.get(_DEVICE, "")
    return found if len(found) <= _DEVICE_LENGTH and found.isalnum() else ""


def _after(cards: Sequence[Card], card: Card) -> list[Card]:
    """The other cards, those after this one first."""
    at = list(cards).index(card)
    return [*cards[at + 1 :], *cards[:at]]
