"""One effective pack for every face; one city never touches another; the last good state stays."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from harm import FILE, HARM, WHO, center, half_written, missing, no_text, no_toml
from locator.pack.change import RowChange
from locator.problems import LocatorError, PackError
from locator.publishing.publish import decide
from locator.publishing.rights import AccessError, Person
from locator.settings import Settings
from locator.site import Site
from locator.site.last_good import LastGood
from locator.store import StoreConflict, open_store
from locator.store.model import WAIT_S, StoreBackwards, StoreUnreachable
from packs import write_pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from locator.pack.overlay import Decision

ROOT = Path(__file__).resolve().parents[2]
#: Seconds that a state may take to come on a machine loaded ten times over.
PATIENCE_S = 60


def status(site: Site, unit: str) -> str:
    verdicts = site.city().verdicts
    own = (verdicts["unit"] == unit) & (verdicts["requirement"] == "town-center")
    return verdicts.loc[own, "status"].iloc[0]


def again(site: Site) -> Site:
    """The same installation after a restart, which asks the store at every question."""
    store = open_store(site.settings.store_address)
    return Site(site.settings, store, notice_s=0.0, away_s=0.0)


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def database(site: Site) -> Path:
    return Path(site.settings.store_address.removeprefix("sqlite:///"))


# -- publishing ---------------------------------------------------------------------------------


def test_published_changes_show_at_once_and_undo_takes_them_back(site: Site) -> None:
    first = site.city()
    assert (first.head, first.laid, status(site, "990102")) == (0, {}, "gap")
    assert site.city() is first
    assert not database(site).exists()
    site.publish("", [center("n1", "990102")], head=first.head, **WHO)
    assert (site.city().head, status(site, "990102")) == (1, "met")
    assert site.city().rows(FILE)["n1"]["unit"] == "990102"
    assert site.city() is site.city(site.folder())
    site.undo("", 1, **WHO)
    assert (site.city().head, status(site, "990102")) == (2, "gap")
    assert site.city().pack.checksum == first.pack.checksum
    assert site.city().laid == {}


def test_a_publication_that_would_break_the_pack_is_refused(site: Site) -> None:
    with pytest.raises(PackError) as raised:
        site.publish("", [center("n1", "no such unit")], head=0, **WHO)
    assert "problem.unknown_unit" in [p.key for p in raised.value.problems]
    row = site.city().rows("units.csv")["990101"]
    with pytest.raises(PackError):  # its venues and villages would hang in the air
        site.publish("", [RowChange("units.csv", "990101", row, None)], head=0, **WHO)
    with pytest.raises(LocatorError) as raised:  # the files know it, though the log does not
        site.publish("", [center("v1", "990102")], head=0, **WHO)
    assert [p.key for p in raised.value.problems] == ["store.row_there"]
    assert site.store.log("99") == []


def test_an_undo_that_would_break_the_pack_is_refused(site: Site) -> None:
    new = site.city().rows("villages.csv")["99010101"] | {"code": "99010109", "name": "虚构新村"}
    site.publish("", [RowChange("villages.csv", "99010109", None, new)], head=0, **WHO)
    site.publish("", [center("n1", "99010109")], head=1, **WHO)
    with pytest.raises(PackError):
        site.undo("", 1, **WHO)
    assert site.city().head == 2


def test_another_process_is_noticed(site: Site) -> None:
    here = again(site)
    assert here.city().head == 0
    script = (
        "from test_site import *; from locator.settings import read_settings;"
        "Site.open(read_settings()).publish('', [center('n1', '990102')], head=0, **WHO)"
    )
    paths = os.pathsep.join(map(str, (ROOT / "src", ROOT / "tests", ROOT / "tests" / "city")))
    given = {"LOCATOR_PACKS": str(site.folder()), "LOCATOR_DATA": str(site.settings.data)}
    subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script], env=os.environ | given | {"PYTHONPATH": paths}, check=True
    )
    until(lambda: here.city().head == 1)
    with pytest.raises(StoreConflict):
        here.publish("", [center("n1", "990101")], head=0, **WHO)


def test_files_edited_underneath(site: Site) -> None:
    row = site.city().rows("units.csv")["990101"]
    new = row | {"name": "虚构东新镇"}
    site.publish("", [RowChange("units.csv", "990101", row, new)], head=0, **WHO)
    file = site.folder() / "units.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("虚构东镇", "改了"), encoding="utf-8")
    # The city stays open, with the files' name, and says what waits for a decision.
    city = again(site).city()
    assert city.pack.units.at["990101", "name"] == "改了"
    [waiting] = city.set_aside
    assert [(p.key, p.file, p.row, p.column, p.value) for p in waiting.doubts] == [
        ("store.aside_cell_moved", "units.csv", 5, "name", "改了")
    ]
    pack, problems = site.check("")
    assert pack is not None
    assert "store.aside_cell_moved" in [p.key for p in problems]
    # Already as the change leaves it, as after putting an export in the place of the pack.
    file.write_text(text.replace("虚构东镇", "虚构东新镇"), encoding="utf-8")
    assert again(site).city().pack.units.at["990101", "name"] == "虚构东新镇"


@pytest.mark.parametrize(("choice", "name"), [("apply", "虚构东新镇"), ("drop", "改了")])
def test_what_was_set_aside_is_decided_by_a_person(site: Site, choice: Decision, name: str) -> None:
    row = site.city().rows("units.csv")["990101"]
    new = row | {"name": "虚构东新镇"}
    site.publish("", [RowChange("units.csv", "990101", row, new)], head=0, **WHO)
    file = site.folder() / "units.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("虚构东镇", "改了"), encoding="utf-8")
    new_site = again(site)
    [waiting] = new_site.city().set_aside
    county = Person("a@b.cn", frozenset({"9902"}))
    with pytest.raises(AccessError):
        decide(new_site, "", waiting, choice, person=county, why="核对")
    whole = Person("c@b.cn", frozenset({"99"}))
    assert decide(new_site, "", waiting, choice, person=whole, why="核对").number == 2
    city = new_site.city()
    assert city.set_aside == ()
    assert city.pack.units.at["990101", "name"] == name
    with pytest.raises(LocatorError):  # decided already
        decide(new_site, "", waiting, choice, person=whole, why="又一次")


# -- one city never touches another -------------------------------------------------------------


@pytest.mark.parametrize("harm", [missing, half_written, no_text, no_toml])
def test_a_broken_city_leaves_the_others_alone(
    harm: Callable[[Path], None], tmp_path: Path, demo_folder: Path
) -> None:
    folder = write_pack(tmp_path / "harmed")
    harm(folder)
    site = Site.open(Settings(packs=(folder, demo_folder), data=tmp_path / "data"))
    broken, fine = site.states()
    assert (broken.name, broken.usable, broken.reason) == ("harmed", False, "pack")
    assert (fine.name, fine.usable, fine.reason) == ("demo", True, "")
    assert set(site.cities()) == {"demo"}
    with pytest.raises(LocatorError):
        site.city()


def test_a_second_pack_of_a_name_or_a_city_says_so(tmp_path: Path) -> None:
    one, two, three = (write_pack(tmp_path / name / "city") for name in ("a", "b", "c"))
    other = write_pack(tmp_path / "other")
    site = Site.open(Settings(packs=(one, two, one, three, other), data=tmp_path / "data"))
    assert site.names == ("city", "city-2", "city-3", "other")
    assert [(s.usable, s.reason) for s in site.states()] == [
        (True, ""), (False, "name"), (False, "name"), (False, "name"),
    ]  # fmt: skip # a row a line
    assert site.city().pack.path == one.resolve()


# -- the last good state ------------------------------------------------------------------------


@pytest.fixture
def published(site: Site) -> Site:
    """A site with two publications, by the first of which a gap is met."""
    site.publish("", [center("n1", "990102")], head=0, **WHO)
    site.publish("", [center("n2", "990101")], head=1, **WHO)
    return again(site)


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("harm", HARM)
def test_what_was_published_stays_whatever_becomes_of_the_database(
    harm: Callable[[Path], None], published: Site, *, restarted: bool
) -> None:
    site, file = published, database(published)
    known = site.city()
    whole = file.read_bytes()
    harm(file)
    if restarted:
        site = again(site)
    until(lambda: site.state().since is not None)
    found = site.state()
    assert (found.usable, found.reason) == (True, HARM[harm])
    assert (site.city().head, status(site, "990102")) == (2, "met")
    assert site.city().pack.checksum == known.pack.checksum
    with pytest.raises(LocatorError):  # nothing is written over what is lost
        site.publish("", [center("n3", "990102")], head=2, **WHO)
    # Mended: news come again, and the alarm ends.
    if file.is_dir():
        file.rmdir()
    file.write_bytes(whole)
    until(lambda: site.state().since is None)
    site.publish("", [center("n3", "990102")], head=2, **WHO)
    assert site.city().head == 3


def test_an_older_database_is_an_alarm(published: Site) -> None:
    file = database(published)
    older = file.read_bytes()
    published.publish("", [center("n3", "990102")], head=2, **WHO)
    file.write_bytes(older)
    site = again(published)
    found = site.state()
    assert (found.usable, found.reason, site.city().head) == (True, "backwards", 3)
    assert isinstance(found.failure, StoreBackwards)
    [problem] = found.failure.problems
    assert (problem.params["head"], problem.params["seen"]) == (2, 3)
    # The operator's word: the present database is the one that counts.
    Path(str(problem.params["file"])).unlink()
    assert again(site).state().reason == ""
    assert again(site).city().head == 2


@pytest.fixture
def locked(published: Site) -> Iterator[Site]:
    published.city()
    other = sqlite3.connect(database(published))
    other.execute("BEGIN EXCLUSIVE")
    yield published
    other.rollback()
    other.close()


def test_nobody_queues_behind_a_locked_database(locked: Site) -> None:
    heads: list[int] = []
    callers = [
        threading.Thread(target=lambda: heads.append(locked.city().head), daemon=True)
        for _ in range(6)
    ]
    for one in callers:
        one.start()
    # While it stays locked: whoever waited for the lock itself would not be back.
    until(lambda: len(heads) == len(callers))
    assert heads == [2] * len(callers)
    until(lambda: locked.state().since is not None)
    assert (locked.state().usable, locked.state().reason) == (True, "store")


def test_a_visitor_s_words_do_not_queue_behind_a_publisher(locked: Site) -> None:
    said: list[str] = []

    def send() -> None:
        with pytest.raises(StoreUnreachable) as failure:
            locked.store.submit("correction", "99", {"remark": "换锁了"})
        said.extend(problem.key for problem in failure.value.problems)

    sending = threading.Thread(target=send, daemon=True)
    sending.start()
    # While it stays locked: a publisher's wait of half a minute would not be over.
    sending.join(WAIT_S - 5)
    assert said == ["store.busy"]


def test_the_first_to_ask_is_told_that_the_data_are_being_read(published: Site) -> None:
    fresh = Site(published.settings, published.store, first_s=0.0)
    never = threading.Event()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fresh, "_read", lambda *_: never.wait() and published.city())
        assert (fresh.state().usable, fresh.state().reason) == (False, "reading")
        never.set()
        until(lambda: fresh.state().usable)
    assert fresh.city().head == 2


def test_many_cities_are_waited_for_as_one(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A silent store holds whoever asks for all cities a second, not a second for each."""
    silent, never, moment, held = threading.Event(), threading.Event(), [1000.0], []

    def ask(known: object) -> object:
        if silent.is_set():
            never.wait()
        return known or SimpleNamespace(set_aside=())

    def wait(_: object, timeout: float | None = None) -> None:
        held.append(timeout)
        moment[0] += timeout or 0

    folders = {f"city{n}": Path(f"/{n}") for n in range(4)}
    monkeypatch.setattr("locator.site.last_good.time", SimpleNamespace(monotonic=lambda: moment[0]))
    monkeypatch.setattr("locator.site.last_good.SILENT_S", 1e9)
    monkeypatch.setattr(site.offered, "folders", folders)
    kept = {folder: LastGood(ask, name, 0.0, 5.0) for name, folder in folders.items()}
    monkeypatch.setattr(site, "_cities", kept)
    assert len(site.cities()) == 4
    silent.set()
    monkeypatch.setattr("locator.site.last_good.wait", wait)
    for _ in range(3):
        assert len(site.cities()) == 4
        assert site.city("city3") is not None
        assert len(site.states()) == 4
    assert sum(held) == 1.0
    never.set()


def test_a_store_that_never_answers_holds_nobody(
    published: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert published.city().head == 2
    never = threading.Event()
    monkeypatch.setattr(type(published.store), "head", lambda *_: never.wait())
    monkeypatch.setattr("locator.site.last_good.SILENT_S", 0.0)
    assert published.city().head == 2
    until(lambda: published.state().since is not None)
    never.set()


@pytest.mark.parametrize("harm", [half_written, no_text, no_toml, missing])
def test_files_that_break_under_a_running_site(
    harm: Callable[[Path], None], published: Site
) -> None:
    site = published
    assert site.city().head == 2
    other = again(site)
    other.publish("", [center("n3", "990102")], head=2, **WHO)
    harm(site.folder())
    site.city()
    # Where reading takes long, the site is first taken to be silent.
    until(lambda: site.state().reason == "pack")
    assert (site.state().usable, site.city().head) == (True, 2)


@pytest.mark.parametrize("text", ["{", "[1]", "7", "null", '{"id": 3}', "\x00", "[" * 9000])
def test_a_row_that_is_no_change_is_named_and_the_last_good_state_served(
    text: str, published: Site
) -> None:
    with sqlite3.connect(database(published)) as base:
        base.execute("UPDATE store_change SET after = ? WHERE number = 1", (text,))
    base.close()
    keys = {p.key for p in published.store.verify()}
    assert keys & {"store.bad_change", "store.verify_seal"}
    assert again(published).city().head == 2
