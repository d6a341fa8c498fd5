"""Line 3 by force: whatever becomes of the database or of a pack, visitors get the last good state.

A whole server is asked at all its addresses and by an open page at once. States are asserted;
how long the slowest of them waited is printed, since a machine that others use too bounds nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
import subprocess
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from harm import HARM, WHO, center, half_written, missing, no_text, no_toml
from locator.problems import LocatorError
from locator.settings import Settings
from locator.site import Site
from packs import write_pack
from visiting import PATIENCE_S, Visitor, answer, failed, fetched, served, status, terminal, visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.attack
CITY = "invented"
#: What is asked at once, and how it is answered while the last good state is served.
ADDRESSES = {
    "/": 200,
    "/coverage": 200,
    "/m": 200,
    "/m/venue?id=n2": 200,
    "/api/v1/venues": 200,
    "/api/v1/venues/n2": 200,
    "/api/v1/coverage": 200,
    "/readyz": 200,
    "/livez": 200,
}
STALE = "之前最后一次正常的数据"


@dataclass
class Crowd:
    """All addresses of a server and one open page, asked at once; how long the slowest waited."""

    url: str
    page: Visitor
    longest: dict[str, float] = field(default_factory=dict)
    asked: int = 0

    async def ask(self) -> str:
        """Every address answers as it should; what the page says."""
        *found, said = await asyncio.gather(
            *(self._timed(path, asyncio.to_thread(self._status, path)) for path in ADDRESSES),
            self._timed("page", self.page.run()),
        )
        assert dict(zip(ADDRESSES, found, strict=True)) == ADDRESSES
        assert not failed(said)
        return str(said)

    def _status(self, path: str) -> int:
        # Each as another visitor: on a quick machine one address would ask the API too often.
        self.asked += 1
        who = {"X-Forwarded-For": f"198.51.100.{self.asked % 250}"}
        return status(self.url + path, {"Accept": "text/html", **who})

    async def _timed(self, name: str, asked: Any) -> Any:
        began = time.monotonic()
        found = await asked
        self.longest[name] = max(self.longest.get(name, 0), time.monotonic() - began)
        return found

    async def health(self) -> tuple[int, list[dict[str, Any]]]:
        code, said = await asyncio.to_thread(answer, f"{self.url}/healthz")
        return code, [one for one in said.get("cities", []) if isinstance(one, dict)]

    async def until(self, reason: str) -> None:
        """Ask until health gives a reason ("": is well); everything is answered meanwhile."""
        end = time.monotonic() + PATIENCE_S
        while True:
            code, troubled = await self.health()
            if reason in {one["reason"] for one in troubled} or (code == 200 and not reason):
                return
            assert time.monotonic() < end, (reason, troubled)
            await self.ask()

    async def is_last_good(self, reason: str) -> None:
        """The banner says since when, on the page and on the one without script; health too."""
        assert STALE in await self.ask()
        _, light = await asyncio.to_thread(fetched, f"{self.url}/m")
        assert STALE in light
        code, troubled = await self.health()
        assert (code, troubled[0]["reason"], troubled[0]["served"]) == (503, reason, True)
        assert troubled[0]["since"]

    def told(self) -> str:
        slowest = max(self.longest, key=lambda one: self.longest[one])
        return f"{self.longest[slowest]:.1f} s ({slowest})"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Two publications; what the first two of three left is kept as ``older``."""
    settings = Settings(packs=(write_pack(tmp_path / CITY),), data=tmp_path / "data")
    site = Site.open(settings)
    for n, unit in enumerate(("990102", "990101", "990201")):
        if n == 2:
            shutil.copy(database(site), tmp_path / "older")
        site.publish("", [center(f"n{n}", unit)], head=n, **WHO)
    return site


def database(site: Site) -> Path:
    return site.settings.data / "locator.sqlite3"


def served_site(site: Site) -> Any:
    return served(
        LOCATOR_PACKS=str(site.settings.packs[0]),
        LOCATOR_DATA=str(site.settings.data),
        LOCATOR_TRUSTED_PROXIES="127.0.0.1",
    )


def crowd(url: str, play: Callable[[Crowd], Any]) -> None:
    """A page is opened, everything is well, and then a situation is played."""

    async def attack() -> None:
        page = await visit(url)
        here = Crowd(url, page)
        await here.ask()
        here.longest.clear()
        assert STALE not in await here.ask()
        assert await here.health() == (200, [])
        await play(here)
        await page.connection.close()

    asyncio.run(attack())


def mend(file: Path, whole: bytes) -> None:
    if file.is_dir():
        file.rmdir()
    file.write_bytes(whole)


def test_whatever_becomes_of_the_database(site: Site, tmp_path: Path) -> None:
    """Damaged, cut off, no database, deleted, emptied, wiped, another, away, older: each is mended again."""
    file = database(site)
    whole, older = file.read_bytes(), (tmp_path / "older").read_bytes()
    harms = {harm.__name__: (harm, reason) for harm, reason in HARM.items()}
    harms["older"] = (lambda file: file.write_bytes(older), "backwards")  # type: ignore[assignment]

    async def play(here: Crowd) -> None:
        print(f"\nusual: slowest answer {here.told()}")
        for name, (harm, reason) in harms.items():
            here.longest.clear()
            harm(file)
            await here.until(reason)
            await here.is_last_good(reason)
            print(f"database {name}: health says {reason}, slowest answer {here.told()}")
            mend(file, whole)
            await here.until("")
            assert STALE not in await here.ask()

    with served_site(site) as (url, _):
        crowd(url, play)


def test_a_restart_over_a_lost_database_is_no_way_around(site: Site, tmp_path: Path) -> None:
    """A new process, which finds it so; one that finds it whole is printed beside them."""
    file = database(site)
    whole, older = file.read_bytes(), (tmp_path / "older").read_bytes()

    async def attack(url: str, name: str, reason: str) -> None:
        here = Crowd(url, await visit(url))
        first = await here.ask()
        assert (STALE in first) == bool(reason)
        print(f"\nrestarted, database {name}: slowest answer to the first visitors {here.told()}")
        if reason:
            await here.is_last_good(reason)
        await here.page.connection.close()

    for name, content, reason in (
        ("whole", whole, ""),
        ("damaged", whole[:20] + b"\xa5" * (len(whole) - 20), "store"),
        ("emptied", b"", "backwards"),
        ("older", older, "backwards"),
    ):
        file.write_bytes(content)
        with served_site(site) as (url, _):
            asyncio.run(attack(url, name, reason))


def correction(url: str) -> int:
    """Status of a report of a wrong telephone, which is a write."""
    form = urlencode({"field": "phone", "new": "0512-60000000", "remark": "试"}).encode()
    return status(f"{url}/m/correct?id=v1", data=form, method="POST")


@contextmanager
def locked(file: Path) -> Iterator[None]:
    with sqlite3.connect(file, check_same_thread=False) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.rollback()
    other.close()


@contextmanager
def slow(file: Path) -> Iterator[None]:
    """Held for most of a second, let go for a moment, and held again."""
    done = threading.Event()

    def hold() -> None:
        while not done.wait(0.05):
            with locked(file):
                done.wait(0.7)

    holding = threading.Thread(target=hold)
    holding.start()
    yield
    done.set()
    holding.join()


def test_a_locked_and_a_slow_database(site: Site) -> None:
    async def play(here: Crowd) -> None:
        with locked(database(site)):
            await here.until("store")
            await here.is_last_good("store")
            began = time.monotonic()
            sent = await asyncio.to_thread(correction, here.url)
            waited = time.monotonic() - began
        print(f"\nlocked: slowest answer {here.told()}; a correction {sent} after {waited:.1f} s")
        assert sent == 503
        await here.until("")
        here.longest.clear()
        with slow(database(site)):
            for _ in range(10):
                await here.ask()
        print(f"slow: slowest of 10 rounds {here.told()}")
        await here.until("")

    with served_site(site) as (url, _):
        crowd(url, play)


def fill(file: Path) -> None:
    """Write until the disk takes no more."""
    with file.open("wb", buffering=0) as filler, contextlib.suppress(OSError):
        while filler.write(bytes(4096)):
            pass


def test_a_full_disk(site: Site, tmp_path: Path) -> None:
    """The data lie on a small disk of their own, which is filled up under the server."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(  # noqa: S603 - our own
        [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if not made or made.returncode:
        pytest.skip("a disk of one's own needs root")
    with ExitStack() as after:
        after.callback(subprocess.run, ["umount", "-l", str(disk)], check=True)
        shutil.copytree(site.settings.data, disk / "data")
        there = Site.open(Settings(packs=site.settings.packs, data=disk / "data"))

        async def play(here: Crowd) -> None:
            fill(disk / "filler")
            for _ in range(5):
                await here.ask()
            sent = await asyncio.to_thread(correction, here.url)
            rows = [center(f"m{n}", "990201", note="满" * 400) for n in range(60)]
            with pytest.raises(LocatorError) as failure:
                await asyncio.to_thread(there.publish, "", rows, head=3, **WHO)
            keys = {problem.key for problem in failure.value.problems}
            code, _ = await here.health()
            print(f"\nfull disk: slowest answer {here.told()}; a correction {sent}, a publication "
                  f"{keys}, health {code}")  # fmt: skip # one sentence
            assert (sent, keys) == (503, {"store.full"})
            (disk / "filler").unlink()
            await here.until("")
            assert there.store.verify() == []
            there.publish("", rows[:1], head=3, **WHO)
            assert await asyncio.to_thread(correction, here.url) in {200, 303}

        with served_site(there) as (url, _):
            crowd(url, play)


def test_files_of_a_pack_that_break_under_a_server(site: Site) -> None:
    """Half-written, garbled, no TOML, gone: read again because somebody published meanwhile."""
    folder = site.settings.packs[0]
    kept = folder.parent / "kept"
    shutil.copytree(folder, kept)

    async def play(here: Crowd) -> None:
        for n, harm in enumerate((half_written, no_text, no_toml, missing), start=3):
            here.longest.clear()
            await asyncio.to_thread(site.publish, "", [center(f"n{n}", "990201")], head=n, **WHO)
            harm(folder)
            await here.until("pack")
            await here.is_last_good("pack")
            print(f"pack {harm.__name__}: slowest answer {here.told()}")
            shutil.copytree(kept, folder, dirs_exist_ok=True)
            await here.until("")

    with served_site(site) as (url, _):
        crowd(url, play)


@pytest.mark.parametrize(
    "row", ["{", "[1]", "7", "null", '{"id": 3}', "\x00", "x" * 10_000, '"\\ud800"', "[" * 5000]
)
def test_verify_survives_any_row(row: str, site: Site) -> None:
    with sqlite3.connect(database(site)) as base:
        base.execute("UPDATE store_change SET after = ? WHERE number = 1", (row,))
        base.execute("UPDATE store_entry SET why = '别的' WHERE number = 3")
    base.close()
    keys = [(p.key, p.params.get("number")) for p in site.store.verify()]
    assert [number for _, number in keys] == [1, 3]  # the rest of the log is looked at all the same
    said = terminal(site, "store", "verify")
    assert said.count("99") >= 2
