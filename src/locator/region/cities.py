"""The cities of a region, each asked by itself: in this process, or on the workers of Dask.

A city that cannot answer is named with its reason and the others go on. A worker holds one city at
a time, so its memory is that of the largest pack. Answers come in the order of ``region.toml``
whoever gave them first, so that a figure does not depend on how many workers there were.
"""

from __future__ import annotations

import hashlib
import logging
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from locator.city import City, check_city, city_code, read_city
from locator.pack.kept import KEPT, KeptPacks, program
from locator.pack.region_file import Region, read_region
from locator.problems import LocatorError, Problem, QueryError, passed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from distributed import Client, Future

    from locator.pack.change import RowChange
    from locator.site import Site

T = TypeVar("T")

#: How long a scheduler may take to answer, in seconds.
SCHEDULER_S = 10
#: And for processes of our own.
OWN_WORKERS_S = 300
#: Questions that each worker has before it: enough that none waits, few enough to take back.
_AHEAD = 2

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RegionCity:
    """Where a city of a region lies, and what was published for it; what a worker is sent.

    ``packs`` is the folder of kept packs, and ``most`` how many it keeps: those of all the region;
    ``networks`` the folder of streets made from extracts.
    """

    folder: Path
    changes: tuple[RowChange, ...]
    head: int
    packs: Path
    most: int
    networks: Path | None = None

    def kept(self) -> KeptPacks:
        """Reads the pack."""
        return KeptPacks(self.packs, self.most)

    def open(self) -> City:
        """The effective city.

        Raises
        ------
        LocatorError
            The pack has errors, or the changes do not fit it.
        """
        return read_city(self.kept(), self.folder, self.changes, self.head, self.networks)


def check(city: RegionCity) -> tuple[Problem, ...]:
    """Everything wrong with the effective pack of a city."""
    return check_city(city.kept(), city.folder, city.changes)[1]


@dataclass(frozen=True, slots=True)
class CityAnswer(Generic[T]):
    """What one city answered, or why it did not: ``problems``, and no ``value``."""

    name: str
    value: T | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Workers:
    """Who asks the cities.

    ``number`` processes of this machine (0 and 1: this one, without Dask), or those of the
    ``scheduler`` at an address such as ``tcp://10.0.0.5:8786``.
    """

    number: int = 0
    scheduler: str = ""


def cities_of(site: Site, folder: Path) -> tuple[Region, list[RegionCity]]:
    """A region and its cities with everything that is published.

    Raises
    ------
    QueryError
        ``region.toml`` cannot be used.
    LocatorError
        The store does not answer.
    """
    region = read_region(folder)
    most = max(KEPT, 2 * len(region.folders))
    found = []
    for one in region.folders:
        code = city_code(one)
        head = site.store.head(code) if code else 0
        changes = tuple(site.store.changes(code, upto=head)) if head else ()
        found.append(RegionCity(one, changes, head, site.packs.folder, most, site.networks))
    return region, found


def ask_each(
    cities: Sequence[RegionCity], question: Callable[[RegionCity], T], workers: Workers
) -> list[CityAnswer[T]]:
    """The answer of every city to one question, in their order.

    ``question`` and what it returns go to other processes and back: a function of a module, and
    plain data or frames.

    Raises
    ------
    QueryError
        The scheduler does not answer, has no workers, or one of them runs another program.
    """
    if not workers.scheduler and workers.number <= 1:
        return [_answer(question, city) for city in cities]
    with _client(workers) as client:
        return _gather(client, cities, question)


def _answer(question: Callable[[RegionCity], T], city: RegionCity) -> CityAnswer[T]:
    """What a city answers; whatever goes wrong is its own."""
    name = city.folder.name
    try:
        return CityAnswer(name, question(city))
    except LocatorError as failure:
        return CityAnswer(name, None, failure.problems)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the other cities go on
        _log.error("%s: %s", name, passed(failure))
        return CityAnswer(name, None, (Problem("error", "region.unexpected", value=name),))


def _gather(
    client: Client, cities: Sequence[RegionCity], question: Callable[[RegionCity], T]
) -> list[CityAnswer[T]]:
    """Answers as they come, a few questions ahead of each worker."""
    from distributed import as_completed  # noqa: PLC0415 - an extra

    found: dict[int, CityAnswer[T]] = {}
    waiting = iter(enumerate(cities))
    asked: dict[object, int] = {}

    def ask() -> Future[CityAnswer[T]] | None:
        for number, city in waiting:
            future = client.submit(_answer, question, city, pure=False)
            asked[future.key] = number
            return future
        return None

    ahead = max(1, len(client.scheduler_info(n_workers=-1)["workers"])) * _AHEAD
    first = [future for _ in range(min(ahead, len(cities))) if (future := ask())]
    answers = as_completed(first, loop=client.loop)
    for future in answers:
        number = asked[future.key]
        name = cities[number].folder.name
        # Dask asks a lost worker's question again; one that ends every worker is not asked forever.
        lost: CityAnswer[T] = CityAnswer(name, None, (Problem("error", "region.lost", value=name),))
        found[number] = future.result() if future.status == "finished" else lost
        if (more := ask()) is not None:
            answers.add(more)
    return [found[number] for number in range(len(cities))]


@contextmanager
def _client(workers: Workers) -> Iterator[Client]:
    """A client of a cluster: of this machine's own, or of one that is there."""
    from dask import config  # noqa: PLC0415 - an extra
    from distributed import Client, LocalCluster  # noqa: PLC0415 - an extra

    # What goes wrong is said by the command: what Dask says of it is for its own operators.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # Our own processes do come, on a loaded machine late.
    settings = {
        "distributed.comm.timeouts.connect": OWN_WORKERS_S,
        # Nobody reads where a worker spends its time, nor its load.
        "distributed.worker.profile.enabled": False,
        "distributed.admin.system-monitor.interval": "60s",
        # Dask gives each large array's memory back at once, and the next city pays for it anew.
        "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
    }
    if workers.scheduler:
        try:
            client = Client(workers.scheduler, timeout=SCHEDULER_S, set_as_default=False)
        except (OSError, ValueError) as failure:
            params = {"reason": str(failure) or type(failure).__name__}
            problem = Problem("error", "region.scheduler", value=workers.scheduler, params=params)
            raise QueryError(problem) from None
        with client:
            _check_workers(client, workers.scheduler)
            yield client
        return
    with (
        config.set(settings),
        LocalCluster(
            n_workers=workers.number, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def release(package: Path = _PACKAGE) -> bytes:
    """All code of the rooms, of which an answer is made, as a process has it."""
    digest = hashlib.sha256(program())
    for room in sorted(one.parent for one in package.glob("*/__init__.py")):
        for file in sorted(room.rglob("*.py")):
            digest.update(file.relative_to(package).as_posix().encode() + file.read_bytes())
    digest.update((package / "city.py").read_bytes())
    return digest.digest()


def _check_workers(client: Client, scheduler: str) -> None:
    """Refuse workers whose program is not ours: their figures would not be either."""
    try:
        programs = client.run(release, on_error="return")
    except Exception as failure:  # noqa: BLE001 - Dask of another version breaks in many ways
        programs = {scheduler: failure}
    if not programs:
        raise QueryError(Problem("error", "region.no_workers", value=scheduler))
    for address, found in programs.items():
        if found != release():
            raise QueryError(Problem("error", "region.other_program", value=address))
