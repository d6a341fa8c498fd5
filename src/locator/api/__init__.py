"""The open API: the same answers as the screens and the terminal, over HTTP, for reading.

:func:`api` makes the ASGI application for ``/api``, :func:`healthz` the endpoint of ``/healthz``.
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

from locator.api import sharing
from locator.api.answers import bad_parameter, failed, health, not_answered
from locator.api.cities import Shelf
from locator.api.document import VERSION
from locator.api.door import RateLimitMiddleware
from locator.api.questions import router
from locator.problems import PackError, QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


def api(packs: Sequence[Path]) -> RateLimitMiddleware:
    """The API over some city packs, the first being the default, to be mounted at ``/api``.

    The packs are read when first asked for, once.
    """
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
    app.state.shelf = Shelf(packs)
    app.include_router(router)
    app.include_router(sharing.router)
    app.add_exception_handler(RequestValidationError, bad_parameter)
    app.add_exception_handler(QueryError, not_answered)
    app.add_exception_handler(PackError, partial(failed, "unavailable"))
    app.add_exception_handler(404, partial(failed, "not_found"))
    app.add_exception_handler(Exception, partial(failed, "unexpected"))
    return RateLimitMiddleware(app)


def healthz(packs: Sequence[Path]) -> Callable[[Request], Response]:
    """The endpoint of ``/healthz``: 200 when all packs can be used, 503 otherwise."""
    shelf = Shelf(packs)

    def endpoint(request: Request) -> Response:
        return health(shelf, request)

    return endpoint
