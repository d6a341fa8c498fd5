"""What a process counts, for Prometheus: requests, runs of pages, open pages, how each city stands.

Labels are names of ours (a face, a page, a city, a reason), never an address or what somebody
typed. Off unless a site is told where to answer (``LOCATOR_METRICS``): on a port of its own, so
that no visitor of the site reads it.
"""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prometheus_client import REGISTRY, Gauge, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from locator.site import Site

RUNS = Histogram("locator_run_seconds", "Runs of a page's script", ["page"])
_REQUESTS = Histogram("locator_request_seconds", "Answers over HTTP", ["face", "status"])
_OPEN_PAGES = Gauge("locator_open_pages", "Pages that are open (websockets)")
#: Whose answer it is, by the first part of its address; the rest is Streamlit's.
_FACES = {
    "api": "api",
    "m": "light",
    "returns": "returns",
    "assets": "file",
    "ground": "file",
    "static": "file",
    "livez": "health",
    "readyz": "health",
    "healthz": "health",
}

_log = logging.getLogger("locator.web")


class MetricsMiddleware:
    """Counts what is asked and how long the answers take; ``base`` as ``/map``."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app, self._base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        if scope["type"] == "websocket":
            with _OPEN_PAGES.track_inprogress():
                await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began = 500, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            path = scope["path"].removeprefix(self._base).strip("/")
            face = _FACES.get(path.partition("/")[0], "page")
            _REQUESTS.labels(face, str(status)).observe(time.perf_counter() - began)


class _CityStates(Collector):
    """How each city stands, asked when somebody looks."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Age of what is served where it is not the newest, and what is wrong."""
        text = "Seconds since which a city is not served as it was last published"
        age = GaugeMetricFamily("locator_city_stale_seconds", text, labels=["city"])
        text = "1 where something is wrong with a city"
        wrong = GaugeMetricFamily("locator_city_problem", text, labels=["city", "reason"])
        now = datetime.now(tz=UTC)
        for state in self._site.states():
            stale = (now - state.since).total_seconds() if state.since else 0.0
            age.add_metric([state.name], stale)
            if state.reason:
                wrong.add_metric([state.name, state.reason], 1)
        yield from (age, wrong)


@contextmanager
def answering(site: Site) -> Iterator[None]:
    """Answer at the address of the settings meanwhile; a port that is taken is logged."""
    host, _, port = site.settings.metrics.rpartition(":")
    if not port:
        yield
        return
    try:
        server, thread = start_http_server(int(port), host)
    except (OSError, OverflowError) as failure:
        _log.error("LOCATOR_METRICS: %s", failure)
        yield
        return
    states = _CityStates(site)
    REGISTRY.register(states)
    try:
        yield
    finally:
        REGISTRY.unregister(states)
        server.shutdown()
        server.server_close()
        thread.join()
