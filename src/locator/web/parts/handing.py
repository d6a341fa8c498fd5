"""Handing a browser the cookie by which it is known again.

A page of Streamlit cannot set a cookie, and one set by a script could be read by a script. So the
page gets a code that is good once and for a minute, and fetches the cookie for it.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

COOKIE = "locator_desk"
#: Where the cookie is fetched, beside the pages.
PATH = "/desk-cookie"
_GOOD_FOR_S = 60.0
_CODE_LENGTH = 100
#: Token and when the offer ends, by code.
_offered: dict[str, tuple[str, float]] = {}


def offer(token: str) -> str:
    """A code for which a browser may fetch a token as its cookie, once."""
    now = time.monotonic()
    for code in [code for code, (_, end) in list(_offered.items()) if end < now]:
        _offered.pop(code, None)
    code = secrets.token_urlsafe(32)
    _offered[code] = token, now + _GOOD_FOR_S
    return code


async def fetch(request: Request) -> Response:
    """The cookie for a code; without one that is good, nothing."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _CODE_LENGTH:
            break
    token, end = _offered.pop(body.decode(errors="replace"), ("", 0.0))
    answer = Response(status_code=204, headers={"Cache-Control": "no-store"})
    if token and time.monotonic() < end:
        answer.set_cookie(
            COOKIE,
            token,
            max_age=12 * 3600,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
    return answer
