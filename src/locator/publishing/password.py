"""One operator's password: its hash, where it may be used, and limits on attempts.

Nothing about those who try is stored: addresses are counted in memory, only so many of them, and
forgotten when the process ends.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import math
import secrets
import time
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from locator.problems import LocatorError, Problem, QueryError
from locator.ratelimit import network, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Cost of scrypt (RFC 7914): 32 MiB and a fraction of a second, as OWASP's password storage
#: cheat sheet asks at least (N = 2^15, r = 8, p = 3).
_N, _R, _P = 2**15, 8, 3
#: What a hash from elsewhere may cost at most: 256 MiB.
_MAX_N, _MAX_R, _MAX_P = 2**18, 8, 8
_SALT_BYTES, _KEY_BYTES = 16, 32
SHORTEST, _LONGEST = 12, 256

#: Wrong passwords that cost no waiting, and the longest wait in seconds, of one address and of
#: all together. All together wait less: whoever tries must not lock the operator out.
_FREE, _LONGEST_WAIT = 3, 900.0
_FREE_OF_ALL, _LONGEST_WAIT_OF_ALL = 30, 30.0
#: Addresses that are counted at one time, and the seconds after which failures are forgotten.
ADDRESSES_KEPT = 1024
_MEMORY = 3600.0

#: Headers by which proxies say for whom they ask. They grant nothing, because anybody can send
#: them; but a request that has one did not come straight from this machine.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_LOCAL_NAMES = {"localhost", "127.0.0.1", "::1"}


class SignInError(LocatorError):
    """A sign-in was refused; its problem says why and when to try again."""


@dataclass(frozen=True, slots=True)
class _Hash:
    n: int
    r: int
    p: int
    salt: bytes
    key: bytes

    def of(self, password: str) -> bytes:
        text = unicodedata.normalize("NFKC", password).encode()
        memory = 128 * self.r * (2 * self.n + self.p + 2)
        return hashlib.scrypt(
            text, salt=self.salt, n=self.n, r=self.r, p=self.p, maxmem=memory, dklen=len(self.key)
        )


def hash_password(password: str) -> str:
    """The hash to put in ``LOCATOR_DESK_PASSWORD_HASH``: ``scrypt:N:r:p:salt:key``.

    Colons and URL-safe base64, so that neither a shell nor an env file reads anything into it.

    Raises
    ------
    QueryError
        The password has fewer than :data:`SHORTEST` characters, or too many.
    """
    if not SHORTEST <= len(password) <= _LONGEST:
        raise QueryError(Problem("error", "access.password_length", params={"n": SHORTEST}))
    made = _Hash(_N, _R, _P, secrets.token_bytes(_SALT_BYTES), bytes(_KEY_BYTES))
    texts = (base64.urlsafe_b64encode(b).decode() for b in (made.salt, made.of(password)))
    return ":".join(("scrypt", str(_N), str(_R), str(_P), *texts))


def read_hash(text: str) -> _Hash | None:
    """The parts of a hash, None when it is none that this program makes or can afford."""
    try:
        kind, *numbers, salt, key = text.split(":")
        n, r, p = map(int, numbers)
        found = _Hash(
            n, r, p, *(base64.b64decode(b, altchars=b"-_", validate=True) for b in (salt, key))
        )
    except (ValueError, binascii.Error):
        return None
    power = n > 1 and n & (n - 1) == 0
    fits = power and n <= _MAX_N and 1 <= r <= _MAX_R and 1 <= p <= _MAX_P
    long_enough = len(found.salt) >= _SALT_BYTES and len(found.key) == _KEY_BYTES
    return found if kind == "scrypt" and fits and long_enough else None


def on_this_machine(address: str, headers: Mapping[str, str]) -> bool:
    """Whether a request comes straight from a browser on the machine that answers it.

    ``address`` is the client's; ``headers`` have names in lower case. The right rests on the peer
    of the connection and on the configuration alone: what came through one of our own proxies
    carries ``x-forwarded-for`` whatever the client sent (:mod:`locator.web.middleware`). Headers of
    a client can only take the right away: the browser's own ``Host`` and ``Origin`` must name this
    machine (a page of another site, or a proxy for one, names that).

    All of this holds only where every proxy is named: that is asked of whoever runs the site
    (:attr:`locator.publishing.rights.Access.proxies_named`), not of a request.
    """
    found = number(address)
    if found is None or not found.is_loopback:
        return False
    if any(headers.get(name) for name in _FORWARDED):
        return False
    origin = headers.get("origin", "")
    if origin and urlsplit(origin).hostname not in _LOCAL_NAMES:
        return False
    return urlsplit("//" + headers.get("host", "")).hostname in _LOCAL_NAMES


class PasswordSignIn:
    """Asks for the password, and makes those who guess wait longer each time.

    One password is checked at a time: a check takes memory on purpose, and an attempt must be
    counted before the next one is weighed.
    """

    def __init__(self, stored: str, clock: Callable[[], float] = time.monotonic) -> None:
        found = read_hash(stored)
        if found is None:
            raise SignInError(Problem("error", "access.hash", column="LOCATOR_DESK_PASSWORD_HASH"))
        self._hash = found
        self._clock = clock
        self._checking = Lock()
        self._of_all = _Failures(0, 0.0)
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def __len__(self) -> int:
        return len(self._failures)

    def enter(self, password: str, address: str) -> None:
        """Let somebody in.

        Raises
        ------
        SignInError
            The password is wrong, or too many wrong ones came from this address, or from all
            addresses together; the problem's ``seconds`` say how long to wait.
        """
        who = network(address)
        with self._checking:
            moment = self._clock()
            own = self._failures.get(who, _Failures(0, moment)).after(moment)
            of_all = self._of_all.after(moment)
            wait = max(
                own.wait(moment, _FREE, _LONGEST_WAIT),
                of_all.wait(moment, _FREE_OF_ALL, _LONGEST_WAIT_OF_ALL),
            )
            if wait > 0:
                params = {"seconds": math.ceil(wait)}
                raise SignInError(Problem("error", "access.wait", params=params))
            given = password if len(password) <= _LONGEST else ""
            if hmac.compare_digest(self._hash.of(given), self._hash.key):
                self._failures.pop(who, None)
                return
            self._of_all = _Failures(of_all.count + 1, moment)
            self._failures.pop(who, None)
            self._failures[who] = _Failures(own.count + 1, moment)
            while len(self._failures) > ADDRESSES_KEPT:
                self._failures.popitem(last=False)
        raise SignInError(Problem("error", "access.wrong"))


@dataclass(frozen=True, slots=True)
class _Failures:
    """Wrong passwords in a row and when the last one came."""

    count: int
    last: float

    def after(self, moment: float) -> _Failures:
        """As they stand at a moment: forgotten after a while."""
        return self if moment - self.last < _MEMORY else _Failures(0, moment)

    def wait(self, moment: float, free: int, longest: float) -> float:
        """Seconds until the next attempt is weighed: doubling from one, up to the longest."""
        over = self.count - free
        if over < 0:
            return 0.0
        return min(2.0 ** min(over, 60), longest) - (moment - self.last)
