"""Whatever becomes of the store, every page is drawn, and no visitor's run waits on it.

Not measured but counted: a visitor's thread that calls the database is a fault however quick the
database is, and what a run may wait for is added up by a clock of the test's own.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from apptest import opened, shown
from harm import WHO, center, damaged, deleted, truncated
from locator.problems import Problem
from locator.site import Site
from locator.site.last_good import FIRST_S, PATIENCE_S, wait
from locator.store import open_store
from locator.store.model import StoreUnreachable
from locator.store.sql import Database
from locator.web import server
from locator.web.middleware import PAGE_PATHS
from locator.web.parts import state
from offices import begin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: Every page but that of a region, which has cities of its own.
SCREENS = sorted(PAGE_PATHS - {"", "region"})
VIEWS: list[tuple[str, dict[str, str]]] = [
    *((page, {}) for page in SCREENS),
    *(("desk", {"part": part}) for part in ("history", "review", "rounds", "clauses")),
]
ADDRESSES = [
    "/",
    *(f"/m{path}" for path in ("", "/circle", "/shares", "/venue?id=n1", "/correct", "/map")),
    *("/sitemap.xml", "/readyz", "/livez", "/healthz"),
    *(f"/api/v1/{path}" for path in ("venues", "venues/n1", "units", "coverage", "shares")),
    *("/api/v1/near?lon=120.6&lat=31.3", "/api/v1/reach", "/api/v1/ask?text=书"),
    *("/api/v1/coverage/990102/town-center", "/api/healthz"),
]


@pytest.fixture
def published(site: Site) -> Site:
    """Two publications, a snapshot and a round; asked anew at every question."""
    for n, unit in enumerate(("990102", "990101")):
        site.publish("", [center(f"n{n}", unit)], head=n, **WHO)
    site.snapshots.take("", by="甲")
    begin(site)
    return again(site)


def again(site: Site) -> Site:
    """The same installation after a restart, as pages have it."""
    store = open_store(site.settings.store_address)
    new = Site(site.settings, store, notice_s=0.0, away_s=0.0, first_s=FIRST_S)
    state.serve(new)
    return new


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("harm", [damaged, truncated, deleted])
def test_every_page_is_drawn_whatever_becomes_of_the_database(
    harm: Callable[[Path], None], published: Site, *, restarted: bool
) -> None:
    if not restarted:
        for page, more in VIEWS:
            opened(page, **more)
    harm(published.settings.data / "locator.sqlite3")
    site = again(published) if restarted else published
    while site.state().since is None:
        pass
    for page, more in VIEWS:
        app = opened(page, **more)
        said = shown(app)
        assert not app.exception, (page, more)
        assert "之前最后一次正常的数据" in said, (page, more)
        assert str(site.settings.data) not in said, (page, more)
    # What was known of the log is told still; what was not is no "nothing was published".
    said = shown(opened("data"))
    assert ("虚构中心n1" in said) is not restarted
    assert "还没有发布过变动" not in said


class Silence:
    """A store that does not answer from some moment on: who calls it, and how long who waits."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.silent, self.over = threading.Event(), threading.Event()
        # So much later that nothing is taken as new any more.
        self.now_s, self.waited_s = time.monotonic() + 1000, 0.0
        self.callers = set[str]()
        real = {"reading": Database.reading, "writing": Database.writing}

        def asked(how: str) -> Callable[..., Any]:
            @contextmanager
            def ask(base: Database, *given: Any) -> Iterator[Any]:
                if self.silent.is_set():
                    name = threading.current_thread().name
                    if not name.startswith("asking"):
                        self.callers.add(name)
                        raise StoreUnreachable(Problem("error", "store.busy"))
                    self.over.wait()
                    raise StoreUnreachable(Problem("error", "store.busy"))
                with real[how](base, *given) as connection:
                    yield connection

            return ask

        for how in real:
            monkeypatch.setattr(Database, how, asked(how))
        clock = SimpleNamespace(monotonic=lambda: self.now_s)
        monkeypatch.setattr("locator.site.last_good.time", clock)
        monkeypatch.setattr("locator.site.last_good.wait", self.wait)

    def wait(self, asking: Any, timeout: float | None = None) -> Any:
        """Wait in earnest while the store answers; else let that time pass at once."""
        if not self.silent.is_set():
            return wait(asking)
        # What needs no store (a pack is read, files of snapshots) may come yet.
        self.waited_s += timeout or 0.0
        self.now_s += timeout or 0.0
        return wait(asking, 0)


@pytest.mark.parametrize(
    ("before", "face"),
    [
        *((face, face) for face in (*SCREENS, *ADDRESSES)),
        *(("find", face) for face in ("coverage", "data", "meeting")),  # which ask for more
    ],
)
def test_no_visitor_waits_on_a_silent_store(
    before: str, face: str, published: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first to come after it went silent, and the next; what is known they go on with."""
    web = TestClient(Starlette(routes=server.routes()))

    def visited(face: str) -> None:
        if face.startswith("/"):
            assert web.get(face).status_code < 500 or face.endswith("healthz")
        else:
            assert not opened(face).exception

    visited(before)
    silence = Silence(monkeypatch)
    silence.silent.set()
    try:
        for _ in range(2):
            visited(face)
        assert (silence.callers, silence.waited_s <= PATIENCE_S) == (set(), True)
    finally:
        silence.over.set()
