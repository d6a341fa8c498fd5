"""The open API: the same answers as the screens and the terminal, over HTTP, for reading.

:func:`api` makes the ASGI application for ``/api``, :func:`health_routes` the
endpoints beside it that say how the site is.
Answers are the records of :mod:`locator.exports.records`; their shapes and the limits stand in
:mod:`locator.api.document`. A question for the nearest venues holds a person's position: such an
answer is never cached, no value of it is logged, and a failure is logged by its kind and lines.
What does another program get? May use every room below; no page and no terminal.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError

from locator.api import reach, region, sharing
from locator.api.answers import (
    alive,
    bad_parameter,
    failed,
    health,
    not_answered,
    ready,
    unavailable,
)
from locator.api.document import VERSION
from locator.api.door import RateLimitMiddleware
from locator.api.questions import router
from locator.problems import LocatorError, QueryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from locator.site import Site


def api(site: Site) -> RateLimitMiddleware:
    """The API of a site, to be mounted at ``/api``; cities are read when first asked for."""
    app = FastAPI(
        title="api.title",
        version=VERSION,
        # FastAPI's own pages fetch their scripts from elsewhere: ours are in the router.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        # Traces and logs of telemetry hold query strings, and so positions.
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )
    app.state.site = site
    app.include_router(router)
    app.include_router(sharing.router)
    app.include_router(reach.router)
    app.include_router(region.router)
    app.add_exception_handler(RequestValidationError, bad_parameter)
    app.add_exception_handler(QueryError, not_answered)
    app.add_exception_handler(LocatorError, unavailable)
    app.add_exception_handler(404, partial(failed, "not_found"))
    app.add_exception_handler(Exception, partial(failed, "unexpected"))
    return RateLimitMiddleware(app)


def health_routes(site: Site) -> dict[str, Callable[[Request], Response]]:
    """Endpoints by path: ``livez`` (the process answers), ``readyz`` (some city can be served)
    and ``healthz`` (every city is served as it should be).
    """
    return {
        "livez": lambda _: alive(),
        "readyz": lambda request: ready(site, request),
        "healthz": lambda request: health(site, request),
    }
