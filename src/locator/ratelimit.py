"""How often one address may ask: a bucket each, in memory, bounded, and gone when it is full.

Nothing here is written down; an address is known no longer than its bucket takes to fill.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Client addresses whose requests are counted at one time; the longest silent one goes first.
ADDRESSES_KEPT = 4096


class Limiter:
    """A bucket of ``burst`` requests for each address, filled with ``rate`` a second."""

    def __init__(
        self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, address: str) -> int:
        """0 when the address may ask now, or the seconds after which it may."""
        moment = self._clock()
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

    def give_back(self, address: str) -> None:
        """What was asked shall not count: the address did what it may do."""
        if address in self._buckets:
            left, touched = self._buckets[address]
            self._buckets[address] = (min(float(self._burst), left + 1), touched)
