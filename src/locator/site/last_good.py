"""The last good answer of something that may be slow, broken or away.

Once something is known, whoever asks waits until :data:`PATIENCE_S` after the question was put, and
not at all while it is known not to answer: one thread asks, everybody else goes on with what was
good before, and :attr:`LastGood.since` says since when it may be out of date. However many answers
of one store a visitor needs, they are waited for as one (:class:`Together`). While nothing is known
yet, who asks waits for it, a page no longer than :data:`FIRST_S`.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future, wait
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from locator.problems import LocatorError, Problem, passed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from locator.site.site import Site

T = TypeVar("T")

#: How long an asker waits for news when something is known, in seconds.
PATIENCE_S = 1.0
#: How long a page waits while nothing is known yet, in seconds: to read a city takes a few.
FIRST_S = 30.0
#: Something that was asked so long ago and did not answer is away, in seconds.
SILENT_S = 5.0

_log = logging.getLogger(__name__)


class Together:
    """Questions under way that nobody is to wait long for: the oldest is waited for with all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._put: dict[object, float] = {}

    def put(self, who: object, at_s: float) -> None:
        """A question was put, by the clock that does not jump."""
        with self._lock:
            self._put[who] = at_s

    def answered(self, who: object) -> None:
        """It is under way no longer."""
        with self._lock:
            self._put.pop(who, None)

    def since(self, at_s: float) -> float:
        """When the oldest was put; ``at_s`` where none is older."""
        with self._lock:
            return min([at_s, *self._put.values()])


class LastGood(Generic[T]):
    """An answer that is asked for again from time to time, and kept when that fails.

    Parameters
    ----------
    ask
        Gets the newest answer; is given the last good one (None at first). Runs in one thread at
        a time.
    name
        What the log calls it.
    fresh_s, retry_s
        How long an answer is taken as new, and how long a failure is believed, in seconds.
    first_s
        How long after the question who asks waits while nothing is known, in seconds; by default
        until there is an answer.
    together
        What it is waited for with.
    """

    def __init__(
        self,
        ask: Callable[[T | None], T],
        name: str,
        fresh_s: float,
        retry_s: float,
        first_s: float | None = None,
        together: Together | None = None,
    ) -> None:
        self._ask, self._name = ask, name
        self._fresh_s, self._retry_s, self._first_s = fresh_s, retry_s, first_s
        self._together = together or Together()
        self._lock = threading.Lock()
        self._asking: Future[T] | None = None
        self._asked = self._due = 0.0
        self._mark: object = None
        self._known: T | None = None
        self._failure: LocatorError | None = None
        self._failed_at: datetime | None = None

    @property
    def since(self) -> datetime | None:
        """When the last good answer stopped being the newest one (UTC); None: it is."""
        with self._lock:
            if self._failed_at is None and self._asking is not None:
                silent = time.monotonic() - self._asked
                if silent > SILENT_S:
                    self._failed_at = datetime.now(tz=UTC)
            return self._failed_at

    @property
    def failure(self) -> LocatorError | None:
        """Why there is no newer answer; None while all is well."""
        return self._failure

    def get(self, mark: object = None) -> T:
        """The newest answer, or the last good one when there is no newer within the patience.

        ``mark`` is anything that changes when the answer is known to have changed.

        Raises
        ------
        LocatorError
            Nothing was ever known, or not yet.
        """
        with self._lock:
            asking = self._asking_now(mark)
            known, failing = self._known, self._failed_at is not None
            since_s = self._together.since(self._asked) if self._soon else self._asked
            waited_s = time.monotonic() - since_s
        if asking is not None:
            if known is None:
                return self._first(asking, waited_s)
            # However often one asks while it is silent: all together no longer than that.
            if not failing and waited_s < PATIENCE_S:
                wait([asking], timeout=PATIENCE_S - waited_s)
        if self._known is None:
            raise self._failure or LocatorError(())
        return self._known

    def _first(self, asking: Future[T], waited_s: float) -> T:
        left_s = None if self._first_s is None else max(0.0, self._first_s - waited_s)
        if wait([asking], timeout=left_s).not_done:
            raise LocatorError(Problem("error", "site.reading"))
        return asking.result()

    def begin(self, mark: object = None) -> None:
        """Ask where it is time to, and go on: several can then be waited for at once.

        What was never known is left alone: reading it takes more than asking.
        """
        with self._lock:
            if self._known is not None:
                self._asking_now(mark)

    def renew(self, mark: object = None) -> T:
        """Ask now and wait for the answer, as after a change of one's own."""
        while True:
            with self._lock:
                asking, own = self._asking, self._asking is None
                if asking is None:
                    asking = self._start(mark)
            wait([asking])
            if own:
                return self.get(mark)

    def recall(self, known: T, failure: LocatorError) -> T:
        """Take an answer of earlier times as the last good one: ``ask`` may call it."""
        with self._lock:
            self._known = known
        raise failure

    @property
    def _soon(self) -> bool:
        """Whether who asks goes on before long, with what is known or without."""
        return self._known is not None or (
            self._first_s is not None and self._first_s <= PATIENCE_S
        )

    def _asking_now(self, mark: object) -> Future[T] | None:
        """The question under way, started where it is time to; None while the answer is new."""
        if self._asking is None and (time.monotonic() >= self._due or mark != self._mark):
            return self._start(mark)
        return self._asking

    def _start(self, mark: object) -> Future[T]:
        asking: Future[T] = Future()
        self._asking, self._asked, self._mark = asking, time.monotonic(), mark
        if self._soon:
            self._together.put(self, self._asked)
        name = f"asking {self._name}"
        threading.Thread(target=self._run, args=(asking,), daemon=True, name=name).start()
        return asking

    def _run(self, asking: Future[T]) -> None:
        try:
            found = self._ask(self._known)
        except LocatorError as failure:
            self._end(asking, failure)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the others go on
            _log.error("%s: %s", self._name, passed(failure))
            self._end(asking, LocatorError(Problem("error", "site.unexpected")))
        else:
            with self._lock:
                if self._failed_at is not None:
                    _log.warning("%s: up to date again", self._name)
                self._known, self._failure, self._failed_at = found, None, None
                self._due, self._asking = time.monotonic() + self._fresh_s, None
            self._together.answered(self)
            asking.set_result(found)

    def _end(self, asking: Future[T], failure: LocatorError) -> None:
        with self._lock:
            if self._failed_at is None:
                self._failed_at = datetime.now(tz=UTC)
            if self._failure is None or self._failure.problems != failure.problems:
                words = [(p.key, p.file, p.row, p.column, dict(p.params)) for p in failure.problems]
                _log.error("%s: %s %s", self._name, type(failure).__name__, words[:5])
            self._failure = failure
            known = self._known
            wait_s = self._retry_s if known is not None else min(self._retry_s, self._fresh_s)
            self._due, self._asking = time.monotonic() + wait_s, None
        self._together.answered(self)
        if known is None:
            asking.set_exception(failure)
        else:
            asking.set_result(known)


class OfEachCity(Generic[T]):
    """Something that a store knows of each city, beside what is published: pages wait for none.

    Parameters
    ----------
    site
        Whose cities; :meth:`locator.site.Site.each` makes one.
    ask
        Gets the newest answer of the city of a folder; is given the last good one (None at first).
    name
        What the log calls it.
    fresh_s
        How long what another process changed may go unnoticed, in seconds.
    """

    def __init__(
        self, site: Site, ask: Callable[[Path, T | None], T], name: str, fresh_s: float
    ) -> None:
        self._site, self._ask, self._name, self._fresh_s = site, ask, name, fresh_s
        self._lock = threading.Lock()
        self._last: dict[Path, LastGood[T]] = {}

    def of(self, where: str | Path = "", mark: object = None) -> T:
        """The newest answer or the last good one; ``mark`` as in :meth:`LastGood.get`.

        Raises
        ------
        LocatorError
            Nothing was ever known.
        """
        return self._of(where).get((self._site.store.generation, mark))

    def renew(self, where: str | Path = "") -> T:
        """Ask now and wait for the answer."""
        return self._of(where).renew((self._site.store.generation, None))

    def let_go(self, folder: Path) -> None:
        """Keep that of a city in memory no longer."""
        with self._lock:
            self._last.pop(folder, None)

    def _of(self, where: str | Path) -> LastGood[T]:
        folder, site = self._site.folder(where), self._site
        with self._lock:
            if folder not in self._last:
                self._last[folder] = LastGood(
                    lambda known: self._ask(folder, known),
                    f"{self._name} of {folder.name}",
                    self._fresh_s,
                    site.away_s,
                    None if site.first_s is None else min(site.first_s, PATIENCE_S),
                    site.together,
                )
            return self._last[folder]
