"""What stands before every answer: rate, methods, reading from any web page, failures."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import FastAPI, Request, Response

from locator.api.answers import problem_answer
from locator.api.document import BURST, RATE
from locator.problems import passed
from locator.ratelimit import Limiter, network

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_log = logging.getLogger("locator.api")


def _address(scope: Scope) -> str:
    """Whose requests are counted together."""
    client = scope.get("client")
    return network(str(client[0])) if client else ""


_FOR_ALL = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Retry-After"),
    (b"x-content-type-options", b"nosniff"),
)
_METHODS = "GET, HEAD, OPTIONS"


class RateLimitMiddleware:
    """What stands before every answer: rate, methods, reading from any web page, failures."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self.limiter = Limiter(RATE, BURST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_FOR_ALL]
            elif head:
                message = {**message, "body": b""}
            await send(message)

        early = self._early(Request(scope))
        # A GET of its own: whoever called goes on seeing the HEAD.
        inner = {**scope, "method": "GET"} if head else scope
        try:
            await (early or self._app)(inner, receive, with_headers)
        except Exception as failure:  # noqa: BLE001 - FastAPI has answered and hands it on
            # Kind and lines alone: messages may hold what was asked, such as a position.
            _log.error("%s", passed(failure))

    def _early(self, request: Request) -> Response | None:
        """An answer that needs no question; None when the question is to be asked."""
        seconds = self.limiter.wait(_address(request.scope))
        if seconds:
            answer = problem_answer(request, "too_many", seconds=seconds, rate=RATE, burst=BURST)
            answer.headers["Retry-After"] = str(seconds)
            return answer
        if request.method == "OPTIONS":
            allowed = {
                "Allow": _METHODS,
                "Access-Control-Allow-Methods": _METHODS,
                "Access-Control-Allow-Headers": "If-None-Match",
                "Access-Control-Max-Age": "86400",
            }
            return Response(status_code=204, headers=allowed)
        if request.method not in _METHODS.split(", "):
            answer = problem_answer(request, "method")
            answer.headers["Allow"] = _METHODS
            return answer
        return None
