"""A city is made ready before it is asked for, and what lasts is left out of garbage collection.

Streamlit collects all garbage after every run of a page. Packs, indexes and modules last as long as
the process; ``gc.freeze`` takes them out of what is walked. After a publication everything is taken
back in, collected, and frozen anew, so that no old city and no session of then stays for good.
"""

from __future__ import annotations

import gc
import logging
import threading
from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from locator.problems import LocatorError, passed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from locator.city import City

_lock = threading.Lock()
#: Set once a server asked for it: no test and no terminal that draws a page has its memory frozen.
_serving = threading.Event()
#: Cities that are frozen or being made ready, by folder: the very objects, while they are served.
_ready: WeakValueDictionary[object, City] = WeakValueDictionary()

_log = logging.getLogger("locator.web")


def keep(city: City) -> None:
    """Make a city ready in the background unless this very one is."""
    if _serving.is_set() and _ready.get(city.pack.path) is not city:
        start([lambda: city])


def start(cities: Iterable[Callable[[], City]]) -> threading.Thread:
    """Make cities ready in the background, then freeze; returns the thread that does it."""
    _serving.set()
    thread = threading.Thread(target=_make, args=(tuple(cities),), daemon=True, name="warm")
    thread.start()
    return thread


def begin(ask: Callable[[], object]) -> None:
    """Put a question in the background, so that who asks it next need not wait as long."""

    def asked() -> None:
        with suppress(LocatorError):  # its page and the log say what is wrong
            ask()

    threading.Thread(target=asked, daemon=True, name="begin").start()


def _make(cities: Iterable[Callable[[], City]]) -> None:
    with _lock:
        new = False
        for get in cities:
            try:
                new |= _derived(get())
            except LocatorError:
                continue  # its pages, health and the log say what is wrong
            except Exception as failure:  # noqa: BLE001 - a page that needs it will say so
                _log.error("%s", passed(failure))
        if new:
            gc.unfreeze()
            gc.collect()
            gc.freeze()


def _derived(city: City) -> bool:
    """Derive what pages ask of a city; False where it was done."""
    if _ready.get(city.pack.path) is city:
        return False
    _ready[city.pack.path] = city
    for name in ("venues", "places", "asker", "verdicts", "shapes", "hexagons"):
        getattr(city, name)
    _ = city.venues.records
    return True
