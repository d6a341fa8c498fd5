"""Fixtures shared by all tests."""

from __future__ import annotations

import atexit
import functools
import gc
import os
import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from xdist.scheduler import LoadFileScheduling

import moment
from locator import clock
from locator.pack.kept import keep_texts_plain
from locator.pack.read import load_pack
from locator.settings import Settings, read_settings
from locator.site.site import PACKS, Site
from locator.web.parts import state
from packs import write_pack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from locator.pack.model import CityPack

# The suite gives the same answer every time: it tries the same inputs. New ones are looked for
# with `pytest --hypothesis-profile=explore`. A slow machine is not a failing property.
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1000)
hypothesis.settings.register_profile(
    "locator", deadline=None, max_examples=40, derandomize=True, database=None
)
hypothesis.settings.load_profile("locator")

moment.begin()
keep_texts_plain()  # as our programs do; the library's tests of its own processes do not
# Tests make and drop whole cities: looking through them for what may be freed, 700 objects at a
# time, took a twelfth of all time.
gc.set_threshold(200_000, 50, 100)

ROOT = Path(__file__).resolve().parents[1]

# No test, and no server that one starts, reads or writes the data folder of the installation.
os.environ["LOCATOR_DATA"] = tempfile.mkdtemp(prefix="locator-tests-")
atexit.register(shutil.rmtree, os.environ["LOCATOR_DATA"], ignore_errors=True)
os.environ.pop("LOCATOR_DATABASE_URL", None)


#: What takes minutes, or a whole server, runs only when it is asked for by its mark.
ASKED_FOR = ("attack", "deploy")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked so unless the command line names the mark."""
    marks = [mark for mark in ASKED_FOR if mark not in (config.option.markexpr or "")]
    left = [item for item in items if any(map(item.get_closest_marker, marks))]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


class _BrowserTogether(LoadFileScheduling):
    """One worker drives the browser, from the beginning: two would wait for each other's pages,
    and each would start a server of its own.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "tests/browser" if file.startswith("tests/browser/") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _BrowserTogether:
    """How the files of tests are handed out; what comes first begins first."""
    config.option.loadscopereorder = False
    return _BrowserTogether(config, log)


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> CityPack:
    """The invented city, loaded."""
    return load_pack(write_pack(tmp_path_factory.mktemp("geodata") / "invented"))


@pytest.fixture(scope="session")
def suzhou() -> CityPack:
    """The embedded Suzhou pack, loaded."""
    return load_pack(ROOT / "geodata" / "suzhou")


@pytest.fixture(scope="session")
def demo() -> CityPack:
    """The embedded fictional pack, loaded."""
    return load_pack(ROOT / "geodata" / "demo")


@pytest.fixture(scope="session")
def demo_folder() -> Path:
    """Folder of the embedded fictional pack."""
    return ROOT / "geodata" / "demo"


@pytest.fixture(scope="session")
def _read_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented city as an installation keeps it that has read it already."""
    data = tmp_path_factory.mktemp("kept")
    Site.open(Settings(packs=(write_pack(data / "invented"),), data=data)).city()
    return data / PACKS


@pytest.fixture
def site(tmp_path: Path, _read_before: Path) -> Site:
    """A site of this test's own: the invented city, and a store that nobody else writes to."""
    folder = write_pack(tmp_path / "geodata" / "invented")
    shutil.copytree(_read_before, tmp_path / "data" / PACKS)
    return Site.open(Settings(packs=(folder,), data=tmp_path / "data"))


@pytest.fixture
def serving(site: Site) -> Site:
    """The same, as the pages' own."""
    state.serve(site)
    return site


@pytest.fixture(scope="module", autouse=True)
def _walk_no_pack_again() -> None:
    """What the tests before have read is not walked at each collection, of which Streamlit does
    one a run.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _nothing_kept_by_the_parent() -> None:
    """`make mutate` forks from a process that passed all tests: what it kept would hide a fault."""
    if "MUTANT_UNDER_TEST" in os.environ:
        cache = type(functools.cache(len))
        gc.unfreeze()  # what is frozen is not listed
        for kept in gc.get_objects():
            if isinstance(kept, cache) and kept.__module__.startswith("locator"):
                kept.cache_clear()


@functools.lru_cache(maxsize=2)
def _as_installed(settings: str, today: date) -> Site:
    """The site that pages make of these settings, which has read its cities for earlier tests."""
    return Site.open(read_settings(), state.FIRST_S)


@pytest.fixture(autouse=True)
def _served_by_this_test_alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Which site pages serve is each test's own business; that of the installation is shared."""

    def opened(settings: Settings, _: float) -> Site:
        return _as_installed(settings.model_dump_json(), clock.today())

    monkeypatch.setattr(state, "Site", SimpleNamespace(open=opened))
    state.serve(None)
    yield
    state.serve(None)
