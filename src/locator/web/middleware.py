"""What stands before Streamlit and our own routes: whose request it is, and how much is too much.

Each middleware holds to the settings of one installation; what it says to a visitor stands in the
catalogue. None reads what is sent to us, and an address is known no longer than its page or file.
"""

from __future__ import annotations

import gzip
import logging
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.websockets import WebSocket

from locator.folders import PAGES
from locator.ratelimit import client_address, network, trusted
from locator.web.parts import markup, uploading
from locator.wording.catalogue import LANGUAGES, t

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from locator.settings import Settings

MB = 2**20
#: Compressed files that are kept, in bytes: Streamlit's scripts, styles and maps take about 5 MB.
_KEPT_BYTES = 16 * MB
#: A refused file that is at most so large, in bytes, is heard out: the largest that we take at all.
_READ_ANYWAY = 21 * MB
_TEXTS = {"application/javascript", "application/json", "image/svg+xml"}
#: When somebody who was refused may try again, in seconds.
_AGAIN_S = 15
#: Paths of our pages; the first one is at the root alone.
PAGE_PATHS = {"", *(file.stem for file in PAGES.glob("*.py"))} - {"find"}

#: For what changes its address with its content, and a component's file that does.
LASTING = "public, max-age=31536000, immutable"
_HASHED = re.compile(r"/component/.+/static/.+\.[0-9a-f]{8}\.(?:js|css)$")

_log = logging.getLogger("locator.web")


class ClientAddressMiddleware:
    """Says in ``scope["client"]`` whose request it is, for everything behind it.

    What came through one of our own proxies carries ``x-forwarded-for`` from here on, whatever the
    client or the proxy sent: it never counts as coming from this machine. The scheme that such a
    proxy was asked by is taken over too.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._proxies = app, settings.trusted_proxies or ()
        self._told = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        client = scope.get("client")
        if scope["type"] in {"http", "websocket"} and client:
            scope = self._decided(scope, *client)
        await self._app(scope, receive, send)

    def _decided(self, scope: Scope, peer: str, port: int) -> Scope:
        headers = Headers(scope=scope)
        forwarded = ",".join(headers.getlist("x-forwarded-for"))
        if not trusted(peer, self._proxies):
            if forwarded and not self._told:
                self._told = True
                _log.warning(
                    "%s says for whom it asks and is not in LOCATOR_TRUSTED_PROXIES: if it is a "
                    "proxy of yours, all its visitors count as one",
                    peer,
                )
            return scope
        address = client_address(peer, forwarded, self._proxies)
        scope = {**scope, "client": (address, port if address == peer else 0)}
        MutableHeaders(scope=scope)["x-forwarded-for"] = address
        proto = headers.get("x-forwarded-proto", "").strip()
        if proto in {"http", "https"}:
            secure = proto == "https"
            plain = {"http": "http", "websocket": "ws"}[scope["type"]]
            scope["scheme"] = plain + "s" * secure
        return scope


class SessionLimitMiddleware:
    """So many open pages a process and an address; above, a polite 503 that tries again.

    ``most`` is the bound of the process, which descriptors may hold lower than the settings do;
    ``base`` the path below which the site is, as ``/map``.
    """

    def __init__(self, app: ASGIApp, settings: Settings, most: int, base: str = "") -> None:
        self._app, self._most, self._each = app, most, settings.sessions_per_address
        self._base = base
        self.open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        who = _who(scope)
        full = self.open.total() >= self._most or self.open[who] >= self._each
        if scope["type"] == "http":
            answer = _busy() if full and _is_page(scope, self._base) else self._app
            await answer(scope, receive, send)
        elif full:
            refused = PlainTextResponse(_words("busy"), 503, {"Retry-After": str(_AGAIN_S)})
            await WebSocket(scope, receive, send).send_denial_response(refused)
            # uvicorn would log an error for whoever is gone before the connection is.
            while (await receive())["type"] != "websocket.disconnect":
                pass
        else:
            self.open[who] += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self.open[who] -= 1
                if not self.open[who]:
                    del self.open[who]


class UploadLimitMiddleware:
    """Files are taken from pages that ask for one, up to so much a page, an address, a process.

    Parameters
    ----------
    app
        What comes after it.
    settings
        The bounds.
    held
        Bytes of files that each session holds; what a session lets go of counts no more.
    """

    def __init__(
        self, app: ASGIApp, settings: Settings, held: Callable[[], Mapping[str, int]]
    ) -> None:
        self._app, self._held = app, held
        self._each = settings.upload_mb_per_session * MB
        self._of_address = settings.upload_mb_per_address * MB
        self._of_all = settings.upload_mb * MB
        self._coming: Counter[str] = Counter()
        self._whose: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        _, found, after = scope.get("path", "").partition("/_stcore/upload_file/")
        if scope["type"] != "http" or scope["method"] != "PUT" or not found:
            await self._app(scope, receive, send)
            return
        session, who = after.partition("/")[0], _who(scope)
        length = Headers(scope=scope).get("content-length", "")
        size = int(length) if length.isascii() and length.isdigit() else -1
        refused = self._refused(session, who, size)
        if refused is not None:
            if 0 <= size <= _READ_ANYWAY:
                await _discard(receive)
            await refused(scope, receive, send)
            return
        self._coming[session] += size
        self._whose[session] = who
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming[session] -= size
            if not self._coming[session]:
                del self._coming[session]

    def _refused(self, session: str, who: str, size: int) -> Response | None:
        """Why a file is not taken; None when it is."""
        if not uploading.offered(session):
            return PlainTextResponse(_words("upload_none"), 403)
        if size < 0:  # a browser always says how much it sends
            return PlainTextResponse(_words("upload_length"), 411)
        held = Counter(self._held())
        held.update(self._coming)
        self._whose = {one: whose for one, whose in self._whose.items() if held[one]}
        own = sum(held[one] for one, whose in self._whose.items() if whose == who)
        if held[session] + size > self._each or own + size > self._of_address:
            return PlainTextResponse(_words("upload_much"), 413)
        if held.total() + size > self._of_all:
            headers = {"Retry-After": str(_AGAIN_S)}
            return PlainTextResponse(_words("upload_full"), 503, headers)
        return None


class CompressionMiddleware:
    """Files that never change leave compressed, each compressed once.

    Streamlit sends its scripts as they are (see its ``SelectiveGZipMiddleware``: compressing them
    for every visitor would cost more than it saves). What may be kept for good under its address
    is compressed here once a process and kept, up to :data:`_KEPT_BYTES`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[str, Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        if scope["type"] != "http" or not _may_be_compressed(scope):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        kept = self._kept.get(path)
        if kept is None:
            whole = await _whole(self._app, scope, receive)
            if not whole.lasting:
                await self._app(scope, receive, send)
                return
            kept = await run_in_threadpool(whole.compressed)
            self._keep(path, kept)
        await kept(scope, receive, send)

    def _keep(self, path: str, answer: Response) -> None:
        """Keep an answer in the place of the oldest: after a publication maps have new files."""
        self._kept[path] = answer
        while sum(len(one.body) for one in self._kept.values()) > _KEPT_BYTES:
            del self._kept[next(iter(self._kept))]


@dataclass
class _Whole:
    """An answer taken down as it comes."""

    answer: Response = field(default_factory=Response)
    parts: list[bytes] = field(default_factory=list)

    @property
    def lasting(self) -> bool:
        """Whether it is text that may be kept for good under its address."""
        headers = self.answer.headers
        kind = headers.get("content-type", "").partition(";")[0]
        text = kind in _TEXTS or kind.startswith("text/")
        plain = self.answer.status_code == 200 and "content-encoding" not in headers
        return text and plain and "immutable" in headers.get("cache-control", "")

    def compressed(self) -> Response:
        headers = {n: v for n, v in self.answer.headers.items() if n not in {"etag", "vary"}}
        body = gzip.compress(self.answer.body, 9, mtime=0)
        headers |= {"content-encoding": "gzip", "content-length": str(len(body))}
        return Response(body, headers=headers | {"vary": "Accept-Encoding"})


async def _whole(app: ASGIApp, scope: Scope, receive: Receive) -> _Whole:
    found = _Whole()
    # As it is, or Streamlit would compress the one or the other anew each time.
    headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]

    async def take(message: Message) -> None:
        if message["type"] == "http.response.start":
            found.answer.status_code = message["status"]
            found.answer.raw_headers = list(message["headers"])
        elif message["type"] == "http.response.body":
            found.parts.append(message.get("body", b""))

    await app({**scope, "headers": headers}, receive, take)
    found.answer.body = b"".join(found.parts)
    if _HASHED.search(scope["path"]):
        # Streamlit lets no browser keep a component's files, which are built under such names.
        found.answer.headers["cache-control"] = LASTING
    return found


def _may_be_compressed(scope: Scope) -> bool:
    """Whether a whole file of ours or Streamlit's is asked for by somebody who reads gzip."""
    headers = Headers(scope=scope)
    parts = scope["path"].split("/")
    return (
        scope["method"] == "GET"
        and ("static" in parts or "assets" in parts)
        and "gzip" in headers.get("accept-encoding", "")
        and not {"range", "if-none-match", "if-modified-since"} & set(headers)
    )


async def _discard(receive: Receive) -> None:
    """Read what is sent and keep nothing: a browser hears an answer only when it has sent all."""
    more = True
    while more:
        message = await receive()
        more = message["type"] == "http.request" and message.get("more_body", False)


def _who(scope: Scope) -> str:
    client = HTTPConnection(scope).client
    return network(client.host) if client else ""


def _is_page(scope: Scope, base: str) -> bool:
    """Whether a browser asks for one of our pages, and not for what one consists of."""
    wanted = Headers(scope=scope).get("accept", "")
    path = scope["path"].removeprefix(base).strip("/")
    return scope["method"] == "GET" and "text/html" in wanted and path in PAGE_PATHS


def _busy() -> Response:
    """The page of a site with too many visitors; the browser asks again by itself."""
    # The light face keeps no session, so it answers all the same.
    way = ("m", " · ".join(t("light.name", lang) for lang in LANGUAGES))
    page = markup.whole_page(_words("busy"), _AGAIN_S, way)
    return HTMLResponse(page, 503, {"Retry-After": str(_AGAIN_S), "Cache-Control": "no-store"})


def _words(key: str) -> str:
    """What is said where nobody knows the visitor's language."""
    return "\n".join(t(f"app.{key}", lang) for lang in LANGUAGES)
