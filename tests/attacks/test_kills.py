"""Processes killed while they write, and files beside which they die: whole or not at all."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from typing import TYPE_CHECKING

import pytest

from locator.folders import written_whole
from locator.store.backup import export_pack

if TYPE_CHECKING:
    from pathlib import Path

    from locator.site import Site

FORK = multiprocessing.get_context("fork")


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def grow_old(path: Path) -> None:
    os.utime(path, (0, 0))


def killed_in_the_act(target: Path) -> None:
    with written_whole(target) as part:
        part.write_text("half", encoding="utf-8")
        os.kill(os.getpid(), signal.SIGKILL)


def test_what_a_killed_writer_leaves_is_taken_away(tmp_path: Path) -> None:
    target, other = tmp_path / "out.txt", tmp_path / ".other.1.part"
    target.write_text("old", encoding="utf-8")
    other.write_text("of another target", encoding="utf-8")
    writer = FORK.Process(target=killed_in_the_act, args=(target,))
    writer.start()
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    assert target.read_text(encoding="utf-8") == "old"
    [part] = [p for p in tmp_path.iterdir() if p.name.startswith(".out.txt.")]
    with written_whole(target) as fresh:  # somebody may still be writing it
        fresh.write_text("new", encoding="utf-8")
    assert part.exists()
    grow_old(part)
    grow_old(other)
    with written_whole(target) as fresh:
        fresh.write_text("newest", encoding="utf-8")
    assert target.read_text(encoding="utf-8") == "newest"
    assert left(tmp_path) == [".other.1.part", "out.txt"]


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), written_whole(tmp_path / "a") as part:  # noqa: PT012 - halfway
        part.mkdir()
        (part / "b").write_text("half", encoding="utf-8")
        raise RuntimeError
    assert left(tmp_path) == []


@pytest.mark.attack
def test_exports_and_snapshots_killed_at_any_moment(site: Site, tmp_path: Path) -> None:
    """At 200 random moments: a target is whole or not there, and the next export clears up."""
    out = tmp_path / "out"
    whole = set(export_pack(site.folder(), {}, out / "probe"))
    site.snapshots.take("", by="x")
    rng, there = random.Random(1), 0

    def work(n: int) -> None:
        for turn in range(50):
            export_pack(site.folder(), {}, out / f"{n}-{turn}")
            site.snapshots.take("", by="x")

    for n in range(200):
        child = FORK.Process(target=work, args=(n,))
        child.start()
        time.sleep(0.02 + rng.random() * 0.2)  # the moment is what is tried
        child.kill()
        child.join()
    for target in out.glob("[0-9]*"):
        there += 1
        assert {str(p.relative_to(target)) for p in target.rglob("*") if p.is_file()} == whole
    assert site.store.verify() == []
    parts = [path for path in out.iterdir() if path.name.endswith(".part")]
    for part in parts:
        grow_old(part)
        export_pack(site.folder(), {}, out / part.name.split(".")[1])
    assert not [path for path in out.iterdir() if path.name.endswith(".part")]
    print(
        f"\nkills during exports and snapshots: 200; {there} whole folders, none torn; "
        f"{len(parts)} parts left and cleared; {len(site.store.snapshots('99'))} snapshots, all sound"
    )
