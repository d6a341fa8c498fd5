"""What the server answers beside Streamlit's own pages, and what it says when a page fails."""

from __future__ import annotations

import asyncio
import logging
from asyncio import sleep
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
import uvicorn.config
import xstatic.pkg.leaflet
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Match, Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit.runtime import get_instance

from locator.api import api, health_routes
from locator.light.door import PATHS, LightFace
from locator.maps.files import FOLDER, file_in_use
from locator.maps.ground import ASSETS
from locator.problems import passed
from locator.region.served import ServedRegion
from locator.returns.contacts import forget_contacts
from locator.web import logs, sessions
from locator.web.middleware import (
    LASTING,
    PAGE_PATHS,
    ClientAddressMiddleware,
    CompressionMiddleware,
    SessionLimitMiddleware,
    UploadLimitMiddleware,
)
from locator.web.parts import handing, metrics, state, tiles, warm
from locator.web.parts.opening import first_page
from locator.web.parts.sending import hand_in
from locator.web.returns.routes import returns_app
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from locator.site import Site

WEB = Path(__file__).parent
SHELL = WEB / "shell.py"

#: What Streamlit needs a descriptor for: a session's socket and its event loop's three; and what
#: a process needs beside its sessions.
_DESCRIPTORS_EACH, _DESCRIPTORS_BESIDE = 4, 200

#: For what changes its address with its content.
_LASTING = {"Cache-Control": LASTING}

_NO_LIMIT = 1_000_000
_DAY_S = 24 * 3600

#: First parts of the paths that Streamlit answers beside our pages, and its own files.
_STREAMLIT = {"_stcore", "media", "component", "app", "auth", "oauth2callback"}
_STREAMLIT |= {file.name for file in Path(st.__file__).with_name("static").iterdir()}

_log = logging.getLogger("locator.web")


class _LastingFiles(StaticFiles):
    """Files whose address changes with their content (:data:`locator.maps.ground.ASSETS`)."""

    def file_response(self, *args: Any, **options: Any) -> Response:
        """A file, to be kept for good."""
        answer = super().file_response(*args, **options)
        answer.headers.update(_LASTING)
        return answer


def _map_file(request: Request) -> Response:
    """What a map draws on, or a drawing, by the digest of it."""
    digest, _, ending = request.path_params["name"].partition(".")
    file = file_in_use(digest, {"js": "text/javascript", "svg": "image/svg+xml"}.get(ending, ""))
    if file is None:
        return PlainTextResponse("", 404)
    return Response(file.text, 200, _LASTING, file.media)


class _Below:
    """Tells an application that answers under whole paths which part of them is the site's."""

    def __init__(self, base: str, app: ASGIApp) -> None:
        self._base, self._app = base, app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        await self._app({**scope, "root_path": self._base}, receive, send)


class _Mistyped(Route):
    """Every path at which nobody answers, for which Streamlit would send its empty shell."""

    def __init__(self, base: str, app: ASGIApp, pages: set[str]) -> None:
        super().__init__(f"{base}/{{path:path}}", app)
        self._base, self._pages = base, pages

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether it is one."""
        path = scope.get("path", "").removeprefix(self._base).strip("/")
        own = path in self._pages or not _STREAMLIT.isdisjoint(path.split("/"))
        return (Match.NONE, {}) if own else super().matches(scope)


def routes() -> list[Mount | Route]:
    """``/api``, ``/m``, ``/returns``, how the site is, the desk's cookie, under ``/assets`` Leaflet
    (as on PyPI) and ours, the first HTML of every page, and what says that an address is mistyped.
    """
    site, base = state.site(), _base()
    assets = f"{base}/{ASSETS.strip('./')}"
    light = _Below(base, LightFace(site, hand_in))
    pages = PAGE_PATHS - (set() if site.settings.region else {"region"})
    return [
        Mount(f"{base}/api", api(site)),
        Mount(f"{base}/returns", returns_app(site)),
        *(Route(f"{base}{path}", light) for path in PATHS),
        *(Route(f"{base}/{name}", one) for name, one in health_routes(site).items()),
        Route(f"{base}{handing.PATH}", handing.fetch, methods=["POST"]),
        Route(f"{base}{tiles.PATH}", tiles.tile),
        Mount(f"{assets}/leaflet", _LastingFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Route(f"{base}/assets/{FOLDER}/{{name}}", _map_file),
        Mount(f"{assets}/locator", _LastingFiles(directory=WEB / "assets")),
        *(Route(f"{base}/{page}", first_page) for page in sorted(pages)),
        _Mistyped(base, light, pages),
    ]


def _base() -> str:
    """The path below which the site is served, ``""`` or ``"/map"``.

    Streamlit moves its own routes alone; a mount of ours there would stand before all of them.
    """
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return base and f"/{base}"


def middleware() -> list[Middleware]:
    """What stands before Streamlit and our routes, the outermost first."""
    # uvicorn would believe whoever asks from this machine for whom they say they ask; it wraps
    # the application in this once it has been imported.
    uvicorn.config.ProxyHeadersMiddleware = _as_it_is  # type: ignore[assignment, attr-defined]
    settings = state.site().settings
    logs.begin(settings)
    most = min(settings.sessions, (descriptors() - _DESCRIPTORS_BESIDE) // _DESCRIPTORS_EACH)
    if most < settings.sessions:
        _log.warning("LOCATOR_SESSIONS: the system's descriptors suffice for %d only", most)
    counted = [Middleware(metrics.MetricsMiddleware, _base())] if settings.metrics else []
    return [
        *counted,
        Middleware(ClientAddressMiddleware, settings),
        Middleware(SessionLimitMiddleware, settings, most, _base()),
        Middleware(UploadLimitMiddleware, settings, lambda: sessions.held_by(get_instance())),
        Middleware(CompressionMiddleware),
    ]


def _as_it_is(app: ASGIApp, **_: object) -> ASGIApp:
    return app


def descriptors() -> int:
    """Descriptors that this process may have, after asking for as many as it can get."""
    try:
        import resource  # noqa: PLC0415 - not on Windows, which knows no such limit
    except ImportError:
        return _NO_LIMIT
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        except (ValueError, OSError):  # macOS names a limit that it does not grant
            return soft
    return _NO_LIMIT if hard == resource.RLIM_INFINITY else hard


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """While the server runs: sessions that went away are ended, and cities are made ready."""
    site = state.site()
    logs.begin(site.settings)  # those of the server itself, which is there by now
    sessions.Endings(get_instance())
    warm.start([partial(site.city, name) for name in site.at_hand()])
    if site.settings.region is not None:
        warm.begin(site.once(ServedRegion).answer)
    forgetting = asyncio.create_task(forget_daily(site))
    with metrics.answering(site):
        yield
    forgetting.cancel()


async def forget_daily(site: Site) -> None:
    """Delete the contacts of rounds that ended long enough ago, now and once a day."""
    while True:
        try:
            await run_in_threadpool(forget_contacts, site)
        except Exception as failure:  # noqa: BLE001 - the store is away: tomorrow it is asked again
            _log.error("%s", passed(failure))
        await sleep(_DAY_S)


def _says_no_values(record: logging.LogRecord) -> bool:
    """Whether Streamlit's own report of a failure may be logged: a traceback quotes values.

    Scripts that do not compile have met no visitor; of them only Streamlit speaks.
    """
    failure = record.exc_info[1] if record.exc_info else None
    return failure is None or isinstance(failure, SyntaxError)


logging.getLogger("streamlit.error_util").addFilter(_says_no_values)


def script_failed(failure: Exception) -> bool:
    """A defect of ours reached the page: a sentence for the visitor, places for the log.

    The log names the kind of failure and the lines it passed, never a message or a value: those
    may hold what a visitor typed or where they are.
    """
    _log.error("%s", passed(failure))
    st.error(t("app.unexpected", state.language()))
    return True
