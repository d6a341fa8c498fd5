"""A region of 13, 100 and 333 invented cities: one process, two workers of Dask, Parquet, peers.

At 333 it is a nation (2,850 counties, 41,352 towns, 600,000 villages, five million venues). The
packs are invented when the benchmark runs, in a temporary folder: their venues as a file, and
beside it the kept form of the pack, so that what is measured is a day's second question. Polars,
where it is installed, reads the same Parquet, joins venues to units and counts open ones by county
and layer, which is less: no declarations, no requirements, no verdicts; geopandas joins as many
points to as many town squares, which is less again. Each runs in a process of its own; once a
worker is killed in the middle, which may cost time and no figure.
Targets at 333: 15 s from kept packs on two workers; from Parquet 4 GiB, and 3 s of judging
(`python -m benchmarks coverage` times that alone).
"""

from __future__ import annotations

import os
import resource
import signal
import time
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.coverage import Size, _indicators, _nation_peer, _reporting, _units, _venues
from benchmarks.timing import alone, peak_rss_mib, short
from locator.folders import SUZHOU
from locator.pack import kept
from locator.pack.files import PackFiles
from locator.pack.read import load_pack
from locator.pack.region_file import Region
from locator.region.built import build, read_built
from locator.region.cities import RegionCity, Workers, ask_each
from locator.region.coverage import coverage_of, figures_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from locator.region.coverage import CityFigures

_SIZES, _NATION = (13, 100, 333), 333
_TABLES = ("total", "cities", "counties")


def run(scale: float = 1.0, sizes: tuple[int, ...] = _SIZES) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        cities = alone(_invent, root, max(sizes), scale)
        return {
            str(number): _measured(root / str(number), cities[:number])
            | {"geopandas counts": _told(alone(_nation_peer, Size.at(number * scale / _NATION)))}
            for number in sizes
        }


def _measured(root: Path, cities: list[RegionCity]) -> dict[str, Any]:
    root.mkdir()
    ways = {
        "one process": alone(_ask, cities, Workers(), figures_of),
        "two workers": alone(_ask, cities, Workers(2), figures_of),
        "one of two killed": alone(_ask, cities, Workers(2), _Dies(cities[len(cities) // 2], root)),
        "build": alone(_build, cities, root / "built"),
        "from parquet": alone(_from_parquet, root / "built"),
    }
    answers = {name: way["answer"] for name, way in ways.items() if "answer" in way}
    first = answers.pop("one process")
    return {name: _told(way) for name, way in ways.items()} | {
        "polars counts": alone(_polars, root / "built"),
        "same figures": {
            name: all(answer[table].equals(first[table]) for table in _TABLES)
            for name, answer in answers.items()
        },
    }


@dataclass(frozen=True, slots=True)
class _Dies:
    """The question, whose worker is killed over one city the first time."""

    city: RegionCity
    root: Path

    def __call__(self, city: RegionCity) -> CityFigures:
        mark = self.root / "killed"
        if city.folder == self.city.folder and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return figures_of(city)


def _told(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: short(v) for name, v in figures.items() if isinstance(v, float)}


def _invent(root: Path, number: int, scale: float) -> list[RegionCity]:
    """Packs of so many cities, with kept forms as if they had been checked today.

    They have the same units and venues under codes of their own; who declared differs.
    """
    whole, rng = Size.at(scale / _NATION), np.random.default_rng(0)
    base = load_pack()
    units = _units(rng, whole)
    venues = _venues(rng, whole, units["code"], base.requirements)
    rows = base.venues.iloc[:1].reset_index(drop=True)
    rows = rows.reindex(range(len(venues)), method="ffill").assign(
        layer=venues["layer"].astype("str"),
        status=venues["status"].astype("str"),
        recognition=venues["recognition"],
    )
    rows["id"] = [f"v{i}" for i in range(len(rows))]
    rows = rows.set_index("id", drop=False).rename_axis(None)
    table = rows.to_csv(index=False).encode()
    indicators = _indicators(rng, units, base.requirements)
    found = []
    for n in range(number):
        city = RegionCity(root / f"city{n}", (), 0, root / "kept", 2 * number)
        city.folder.mkdir()
        (city.folder / "city.toml").write_bytes((SUZHOU / "city.toml").read_bytes())
        (city.folder / "venues.csv").write_bytes(f"{n}\n".encode() + table)
        own = _recoded(units, n)
        declared = _reporting(np.random.default_rng(n), own, base.requirements)
        pack = replace(
            base,
            path=city.folder,
            city=replace(base.city, code=str(own["code"].iloc[0])),
            units=own,
            venues=rows.assign(unit=(f"{n:03d}" + venues["unit"].astype("str")).to_numpy()),
            indicators=indicators.assign(unit=f"{n:03d}" + indicators["unit"]),
            reporting=declared,
        )
        kept_packs = city.kept()
        key = kept._key(PackFiles(city.folder.resolve()))  # noqa: SLF001 - files that none reads
        kept_packs._keep(key, pack)  # noqa: SLF001 - as above
        found.append(city)
    return found


def _recoded(units: pd.DataFrame, number: int) -> pd.DataFrame:
    """The same units with codes of their own: a city's number before each."""
    coded = ["code", "parent", "county", "town"]
    frame = units.copy()
    for column in coded:
        frame[column] = (f"{number:03d}" + frame[column]).where(frame[column] != "", "")
    return frame.set_index("code", drop=False).rename_axis(None)


def _ask(
    cities: list[RegionCity], workers: Workers, question: Callable[[RegionCity], CityFigures]
) -> dict[str, Any]:
    began, cpu = time.perf_counter(), time.process_time()
    found = coverage_of(_region(), ask_each(cities, question, workers))
    return _figures(began, cpu) | {"answer": {table: getattr(found, table) for table in _TABLES}}


def _build(cities: list[RegionCity], out: Path) -> dict[str, Any]:
    began, cpu = time.perf_counter(), time.process_time()
    failed = [one.name for one in build(_region(), cities, out, Workers()) if one.value is None]
    if failed:  # such as kept forms of a program that was changed meanwhile
        raise RuntimeError(f"{len(failed)} packs were not read")
    return _figures(began, cpu)


def _from_parquet(folder: Path) -> dict[str, Any]:
    began, cpu = time.perf_counter(), time.process_time()
    found = coverage_of(*read_built(folder))
    return _figures(began, cpu) | {"answer": {table: getattr(found, table) for table in _TABLES}}


def _polars(folder: Path) -> dict[str, Any]:
    try:
        pl = import_module("polars")  # a peer, where it is installed
    except ModuleNotFoundError:
        return {"installed": False}
    began, cpu = time.perf_counter(), time.process_time()
    venues = pl.scan_parquet(folder / "venues/*/part.parquet", hive_partitioning=False)
    units = pl.scan_parquet(folder / "units/*/part.parquet", hive_partitioning=False)
    opened = venues.filter(pl.col("status") == "open")
    joined = opened.join(units.select("code", "county"), left_on="unit", right_on="code")
    joined.group_by("county", "layer").len().collect()
    return _told(_figures(began, cpu))


def _figures(began: float, cpu: float) -> dict[str, float]:
    """Wall and processor time, and peak memory; of the workers, which have ended, too."""
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": time.perf_counter() - began,
        "cpu_s": time.process_time() - cpu,
        "peak_mib": peak_rss_mib(),
        "workers_cpu_s": workers.ru_utime + workers.ru_stime,
        "largest_worker_mib": workers.ru_maxrss / 1024,
    }


def _region() -> Region:
    return Region("9", "虚构国", "Inventia", ())
