"""A region of three invented cities: the same figures whoever asks them, honest about the rest."""

from __future__ import annotations

import json
import os
import shutil
import signal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import locator
from locator.cli import FINE, PROBLEMS, WRONG_USE, main
from locator.coverage.verdicts import evaluate_pack
from locator.pack.read import load_pack
from locator.pack.region_file import read_region
from locator.problems import QueryError
from locator.region.cities import Workers, _check_workers, ask_each, cities_of, release
from locator.region.coverage import compared, coverage_of, figures_of
from locator.region.near import NearQuestion
from regions import CITIES, SHARED, name_region

if TYPE_CHECKING:
    from locator.region.cities import RegionCity
    from locator.region.coverage import CityFigures, RegionCoverage
    from locator.site import Site


def answered(
    site: Site, workers: Workers | None = None, question: Any = figures_of
) -> RegionCoverage:
    assert site.settings.region
    region, cities = cities_of(site, site.settings.region)
    return coverage_of(region, ask_each(cities, question, workers or Workers()))


def test_a_region_is_the_sum_of_its_cities(site: Site, region: Path) -> None:
    found = answered(site)
    total = found.total.set_index("requirement")
    own = [evaluate_pack(site.packs.load(region / name)) for name in CITIES]
    for rule in SHARED:
        judged = own[:2] if rule == "town-center" else own  # north has another rule
        assert total.loc[rule, "total"] == sum(len(v[v["requirement"] == rule]) for v in judged)
        assert total.loc[rule, "cities"] == len(judged)
        for status in ("met", "gap", "unreported"):
            per_city = [
                int((v[v["requirement"] == rule]["status"] == status).sum()) for v in judged
            ]
            assert total.loc[rule, status] == sum(per_city), (rule, status)
    assert found.other_rules == (("north", "town-center"),)
    assert found.failures == {}
    # Nobody in west said that a list was complete: no place is claimed to be missing there.
    west = found.cities[found.cities["pack"] == "west"].set_index("requirement")
    assert west.loc["village-book-room", "gap"] == 0
    counties = found.counties[found.counties["pack"] == "east"]
    assert counties[counties["requirement"] == "town-center"]["total"].tolist() == [2, 1]


def test_cities_are_ranked_only_where_enough_is_reported(site: Site) -> None:
    found = answered(site)
    for rule in SHARED:
        rows, fair = compared(found, rule)
        assert fair == bool((rows["reported"] >= 0.8).all())
        assert rows["rank"].notna().all() == fair
        if fair:
            assert rows["share"].is_monotonic_decreasing
    assert not compared(found, "village-book-room")[1]


def test_the_built_region_says_the_same(
    site: Site, region: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "built"
    assert main(["region", "build", str(out), "--format", "json"], site) == FINE
    assert {path.name for path in (out / "venues").iterdir()} == {"city=91", "city=92", "city=93"}
    assert capsys.readouterr().out
    assert main(["region", "coverage", "--format", "json"], site) == FINE
    packs = capsys.readouterr().out
    assert main(["region", "coverage", "--format", "json", "--built", str(out)], site) == FINE
    assert capsys.readouterr().out == packs
    # What is there is not written over, and what is damaged is not added up.
    assert main(["region", "build", str(out)], site) == WRONG_USE
    (out / "units" / "city=92" / "part.parquet").write_bytes(b"")
    assert main(["region", "coverage", "--built", str(out)], site) == WRONG_USE


def die_once(mark: Path, city: RegionCity) -> CityFigures:
    """Kill the process that asks west, the first time."""
    if city.folder.name == "west" and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return figures_of(city)


@pytest.mark.attack
def test_a_killed_worker_changes_nothing(site: Site, tmp_path: Path) -> None:
    one = answered(site)
    mark = tmp_path / "killed"
    two = answered(site, Workers(2), partial(die_once, mark))
    assert mark.exists()
    for table in ("total", "cities", "counties"):
        assert getattr(one, table).equals(getattr(two, table))
    assert two.failures == {}


def test_a_broken_city_is_named_and_the_rest_answers(
    site: Site, region: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (region / "west" / "units.csv").write_text("nonsense\n", encoding="utf-8")
    assert main(["region", "coverage", "--format", "json", "--lang", "en"], site) == PROBLEMS
    out, said = capsys.readouterr()
    answer = json.loads(out)
    assert [one["pack"] for one in answer["failed"]] == ["west"]
    assert {one["pack"] for one in answer["cities"]} == {"east", "north"}
    assert "west" in said
    assert main(["region", "check", "--format", "json"], site) == PROBLEMS
    found = json.loads(capsys.readouterr().out)["problems"]
    assert {one["pack"] for one in found if one["severity"] == "error"} == {"west"}


def test_the_nearest_of_all_cities(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    line = [
        "region",
        "near",
        "--lon",
        "150.25",
        "--lat",
        "20.25",
        "--limit",
        "4",
        "--format",
        "json",
    ]
    assert main(line, site) == FINE
    found = json.loads(capsys.readouterr().out)
    assert len(found) == 4
    # The three cities lie on each other: the nearest of each is as near as the others'.
    assert {one["pack"] for one in found[:3]} == set(CITIES)
    assert [one["distance_m"] for one in found] == sorted(one["distance_m"] for one in found)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda root: name_region(root, ["east", "nowhere"]), "region.no_pack"),
        (lambda root: name_region(root, ["east", "../region"]), "region.no_pack"),
        (lambda root: name_region(root, []), "problem.toml_missing"),
        (lambda root: (root / "region.toml").write_text("cities = 3", "utf-8"), "problem.toml_missing"),
        (lambda root: (root / "region.toml").write_text("[", "utf-8"), "problem.toml_broken"),
        (lambda root: (root / "region.toml").unlink(), "problem.file_missing"),
        (lambda root: (root / "west" / "city.toml").write_bytes(
            (root / "east" / "city.toml").read_bytes()), "region.twice"),
    ],
)  # fmt: skip # a table, a row a line
def test_what_makes_no_region_is_refused(
    region: Path, site: Site, change: Any, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change(region)
    with pytest.raises(QueryError) as failure:
        read_region(region)
    assert key in {problem.key for problem in failure.value.problems}
    assert main(["region", "coverage"], site) == WRONG_USE
    assert not capsys.readouterr().out


@pytest.mark.parametrize(
    "asked",
    [
        "check",
        "coverage",
        "compare",
        "near --lon 150.25 --lat 20.25",
        "build OUT",
        "report --kind html --out OUT",
    ],
)
def test_nobody_is_asked_where_no_scheduler_is(
    asked: str,
    site: Site,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("locator.region.cities.SCHEDULER_S", 0.2)
    folder = tmp_path / "written"
    folder.mkdir()
    words = asked.replace("OUT", str(folder / "out.html")).split()
    line = ["region", *words, "--scheduler", "tcp://127.0.0.1:1", "--lang", "en"]
    assert main(line, site) == WRONG_USE
    out, said = capsys.readouterr()
    assert not out
    assert "tcp://127.0.0.1:1" in said
    assert list(folder.iterdir()) == []  # nothing half-written


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        ({}, "region.no_workers"),
        ({"tcp://a:1": release(), "tcp://b:1": b"of last year"}, "region.other_program"),
        ({"tcp://a:1": ModuleNotFoundError("locator")}, "region.other_program"),
        (TypeError("another Dask"), "region.other_program"),
    ],
)
def test_workers_of_another_program_are_refused(answers: Any, key: str) -> None:
    class Cluster:
        def run(self, *_: object, **__: object) -> Any:
            if isinstance(answers, Exception):
                raise answers
            return answers

    with pytest.raises(QueryError) as failure:
        _check_workers(Cluster(), "tcp://scheduler:8786")
    assert [problem.key for problem in failure.value.problems] == [key]


def test_another_rule_of_judging_is_another_program(tmp_path: Path) -> None:
    """Also where it reads packs alike: its verdicts would be others."""
    other = tmp_path / "locator"
    shutil.copytree(Path(locator.__file__).parent, other)
    assert release(other) == release()
    with (other / "coverage" / "verdicts.py").open("a", encoding="utf-8") as file:
        file.write("# another\n")
    release.cache_clear()
    assert release(other) != release()


def test_workers_of_our_program_are_asked() -> None:
    class Cluster:
        def run(self, *_: object, **__: object) -> dict[str, bytes]:
            return {"tcp://a:1": release()}

    _check_workers(Cluster(), "tcp://scheduler:8786")


def test_a_position_is_in_no_text_of_a_question() -> None:
    assert "120" not in repr(NearQuestion(120.62, 31.32, 5))


def test_what_a_region_shares_counts_in_its_packs_alone(region: Path) -> None:
    shared = load_pack(region / "east")
    assert [rule.id for rule in shared.requirements] == SHARED
    (region / "requirements.toml").write_text("", encoding="utf-8")
    assert load_pack(region / "east").checksum != shared.checksum
    assert load_pack(region / "north").requirements[0].id == SHARED[0]
