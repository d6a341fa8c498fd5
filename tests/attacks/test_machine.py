"""The machine under a site: another user, a full disk, a clock that jumps, guesses from everywhere."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine

from locator.exports.template.workbook import template
from locator.intake.read import read_upload
from locator.pack.change import RowChange
from locator.problems import LocatorError
from locator.publishing import password
from locator.publishing.password import PasswordSignIn, SignInError, hash_password
from locator.site import Site
from locator.store import open_store
from packs import venue

if TYPE_CHECKING:
    from pathlib import Path

    from locator.pack.model import CityPack

FILE = "venues/community_education_center.csv"
DAY_S = 86_400


def publish(site: Site, key: str) -> int:
    row = venue(key, f"虚构中心{key}", "community_education_center", "990102")
    change = RowChange(FILE, key, None, {name: str(value) for name, value in row.items()})
    return site.publish("", [change], by="甲", why="试", head=site.store.head("99")).number


@pytest.mark.attack
def test_a_template_saved_by_another_program_knows_its_version(
    demo: CityPack, tmp_path: Path
) -> None:
    """LibreOffice saves as Excel's, as WPS's .et (which is .xls), and as OpenDocument."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    made = tmp_path / "made.xlsx"
    made.write_bytes(template(demo, "990100", ["senior_school"], "zh", head=7))
    version = read_upload(made.name, made.read_bytes()).version
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind in ("xlsx", "xls", "ods"):
        out = tmp_path / kind
        told = [program, "--headless", profile, "--convert-to", kind, "--outdir", str(out)]
        subprocess.run(  # noqa: S603 - our own program, on a file of ours
            [*told, str(made)], check=True, capture_output=True, timeout=300
        )
        name = "made.et" if kind == "xls" else f"made.{kind}"
        again = read_upload(name, (out / f"made.{kind}").read_bytes()).version
        assert again == version is not None, kind


def test_a_full_disk_is_called_that_and_nothing_is_half_kept(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(site, "n1")
    whole = site.city()
    connect = sqlite3.connect

    def full(*given: object, **options: object) -> sqlite3.Connection:
        made = connect(*given, **options)  # type: ignore[call-overload]
        pages = made.execute("PRAGMA page_count").fetchone()[0]
        made.execute(f"PRAGMA max_page_count = {pages}")
        return made

    monkeypatch.setattr(sqlite3, "connect", full)
    store = open_store(site.settings.store_address)
    cells = {"level": "town", "counts": "yes", "source": "s" * 400}
    rows = [
        RowChange("units.csv", f"{n:06}", None, {"code": f"{n:06}"} | cells) for n in range(200)
    ]
    with pytest.raises(LocatorError) as failure:
        store.publish("99", rows, by="甲", why="试", head=1)
    assert [problem.key for problem in failure.value.problems] == ["store.full"]
    assert (store.verify(), store.head("99")) == ([], whole.head)
    monkeypatch.undo()
    assert publish(Site(site.settings, open_store(site.settings.store_address)), "n2") == 2


@pytest.mark.attack
def test_a_clock_that_jumps_changes_no_order(site: Site) -> None:
    for n, year in enumerate((2030, 2027, 2028)):
        with time_machine.travel(datetime(year, 1, 1, tzinfo=UTC)):
            assert publish(site, f"n{n}") == n + 1
            assert site.snapshots.take("", by="x").name.startswith(str(year))
    assert [entry.number for entry in site.store.log("99")] in ([1, 2, 3], [3, 2, 1])
    assert site.store.verify() == []
    assert site.city().head == 3


def stranger(site: Site, told: multiprocessing.Queue[tuple[int, list[str]]]) -> None:
    os.setgid(65534)
    os.setuid(65534)
    here = Site(site.settings, open_store(site.settings.store_address))
    try:
        publish(here, "n2")
    except LocatorError as failure:
        told.put((here.city().head, [problem.key for problem in failure.problems]))


@pytest.mark.attack
@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="another user needs root"
)
def test_another_user_reads_and_is_told(site: Site, tmp_path: Path) -> None:
    publish(site, "n1")
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    fork = multiprocessing.get_context("fork")
    told: multiprocessing.Queue[tuple[int, list[str]]] = fork.Queue()
    child = fork.Process(target=stranger, args=(site, told))
    child.start()
    head, keys = told.get(timeout=60)
    child.join()
    assert head == 1
    assert keys
    assert site.store.verify() == []


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("addresses", [1, 1000])
def test_guesses_of_a_day(addresses: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many addresses somebody has: some thousand guesses a day at a password of 12 letters."""
    monkeypatch.setattr(password, "_N", 2)
    monkeypatch.setattr(password, "_P", 1)
    clock, weighed = Clock(), 0
    sign_in = PasswordSignIn(hash_password("湖心亭看雪 three men"), clock)
    while clock.now < 1000 + DAY_S:
        wait = 1.0
        try:
            sign_in.enter(
                "wrong", f"198.51.{weighed % addresses // 250}.{weighed % addresses % 250}"
            )
        except SignInError as failure:
            [problem] = failure.problems
            weighed += problem.key == "access.wrong"
            wait = float(str(problem.params.get("seconds", 0)))
        clock.now += wait
    assert weighed < (200 if addresses == 1 else 3000)
