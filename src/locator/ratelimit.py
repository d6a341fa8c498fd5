"""Who asks, as an address, and how often one may: a bucket each, in memory, bounded.

Nothing here is written down; an address is known no longer than its bucket takes to fill. A
request's address is decided once, when it comes in (:func:`client_address`), for the API, for what
visitors send and for the password alike.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Number: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

#: Client addresses whose requests are counted at one time; the longest silent one goes first.
ADDRESSES_KEPT = 4096


def number(address: str) -> Number | None:
    """An address as a number, None where it is none.

    An IPv4 address that came to a socket of both families (``::ffff:…``) is the IPv4 address.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def network(address: str) -> str:
    """Whose requests are counted together: an address, or the network of one in IPv6."""
    found = number(address)
    if found is None:
        return address
    if found.version == 6:
        return str(ipaddress.ip_network((int(found), 64), strict=False))
    return str(found)


def trusted(address: str, proxies: Iterable[Network]) -> bool:
    """Whether an address is one of our own proxies'."""
    found = number(address)
    return found is not None and any(found in one for one in proxies)


def client_address(peer: str, forwarded: str, proxies: Iterable[Network]) -> str:
    """Whose request it is.

    Parameters
    ----------
    peer
        The other end of the connection.
    forwarded
        ``X-Forwarded-For``: each proxy adds the address it was asked by at the end. Anybody can
        send one, so only what our own proxies added is believed.
    proxies
        Networks of our own proxies.

    Returns
    -------
    str
        The peer, or the last address in ``forwarded`` that is not one of our proxies'.
    """
    proxies = tuple(proxies)
    address = peer
    for hop in reversed(forwarded.split(",")):
        if not trusted(address, proxies):
            break
        text = hop.strip()
        host = text[1:].partition("]")[0] if text.startswith("[") else text
        if host.count(":") == 1:
            host = host.partition(":")[0]
        found = number(host)
        if found is None:
            break
        address = str(found)
    return address


class Limiter:
    """A bucket of ``burst`` requests for each address, filled with ``rate`` a second."""

    def __init__(
        self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, address: str) -> int:
        """0 when the address may ask now, or the seconds after which it may."""
        with self._lock:
            return self._wait(address, self._clock())

    def _wait(self, address: str, moment: float) -> int:
        while self._buckets:
            oldest, (_, touched) = next(iter(self._buckets.items()))
            filled = moment - touched >= self._burst / self._rate
            if not filled and len(self._buckets) < ADDRESSES_KEPT:
                break
            del self._buckets[oldest]
        left, touched = self._buckets.pop(address, (float(self._burst), moment))
        left = min(self._burst, left + (moment - touched) * self._rate)
        may = left >= 1
        self._buckets[address] = (left - 1 if may else left, moment)
        return 0 if may else math.ceil((1 - left) / self._rate)
