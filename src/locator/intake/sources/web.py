"""Asking a web service for JSON: with patience, with limits, and without giving a key away."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

from locator.problems import LocatorError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tenacity import RetryCallState

#: Seconds to connect, and between two pieces of an answer.
TIMEOUT = (5.0, 30.0)
#: How often a question is asked before giving up, and the longest pause between, seconds.
ATTEMPTS, LONGEST_PAUSE = 5, 60.0
#: Bytes of an answer: a page of any of these services has far less.
ANSWER_BYTES = 20 * 1024 * 1024
#: Who is asking: services want to know whom to slow down.
USER_AGENT = "suzhou-learning-map/0.1 (python -m locator fetch)"
_OK, _TOO_MANY, _SERVER = 200, 429, 500


class Passing(Exception):  # noqa: N818 - not an error yet: it is tried again
    """A failure that may be over in a moment; ``key`` and ``params`` say what to tell if not."""

    def __init__(self, key: str, pause: float = 0.0, **params: object) -> None:
        super().__init__(key)
        self.key, self.pause, self.params = key, pause, params


@dataclass
class Service:
    """One web service.

    Attributes
    ----------
    name
        What messages call it.
    url
        Address of the question; never logged with its parameters, which may hold a key.
    sleep
        How to wait, seconds.
    """

    name: str
    url: str
    sleep: Callable[[float], None] = time.sleep
    session: requests.Session = field(default_factory=requests.Session)

    def ask(
        self, parameters: Mapping[str, str], check: Callable[[Any], None] = lambda _: None
    ) -> Any:
        """The answer as parsed JSON.

        Timeouts, broken connections, half answers, status 429 and 5xx, and whatever ``check``
        calls :class:`Passing` are tried again after 1, 2, 4, … seconds, or after what the
        service's ``Retry-After`` asks for.

        Raises
        ------
        LocatorError
            The service cannot be reached, refuses, or keeps answering what is no JSON.
        """
        retrying = Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=_pause,
            retry=retry_if_exception_type(Passing),
            sleep=self.sleep,
            reraise=True,
        )
        try:
            return retrying(self._once, parameters, check)
        except Passing as failure:
            raise self.problem(failure.key, **failure.params) from None

    def problem(self, key: str, **params: object) -> LocatorError:
        """The exception to raise; messages have ``{service}``."""
        return LocatorError(
            Problem("error", key, self.name, params={"service": self.name} | params)
        )

    def _once(self, parameters: Mapping[str, str], check: Callable[[Any], None]) -> Any:
        try:
            # A redirect would carry the parameters, a key among them, who knows where.
            with self.session.get(
                self.url,
                params=dict(parameters),
                timeout=TIMEOUT,
                allow_redirects=False,
                headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
                stream=True,
            ) as response:
                self._refuse(response)
                content = self._content(response)
        except requests.Timeout:
            raise Passing("fetch.timeout") from None
        except requests.RequestException:
            raise Passing("fetch.unreachable") from None
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError):
            raise Passing("fetch.not_json") from None
        check(answer)
        return answer

    def _refuse(self, response: requests.Response) -> None:
        status = response.status_code
        if status == _TOO_MANY or status >= _SERVER:
            pause = response.headers.get("Retry-After", "")
            seconds = float(pause) if pause.isdecimal() else 0.0
            raise Passing("fetch.busy", seconds, status=status)
        if status != _OK:
            raise self.problem("fetch.refused", status=status)

    def _content(self, response: requests.Response) -> bytes:
        parts, size = [], 0
        for part in response.iter_content(64 * 1024):
            size += len(part)
            if size > ANSWER_BYTES:
                raise self.problem("fetch.too_large", megabytes=ANSWER_BYTES // 2**20)
            parts.append(part)
        return b"".join(parts)


def _pause(state: RetryCallState) -> float:
    failure = state.outcome.exception() if state.outcome else None
    asked = failure.pause if isinstance(failure, Passing) else 0.0
    return min(max(asked, math.ldexp(0.5, state.attempt_number)), LONGEST_PAUSE)
