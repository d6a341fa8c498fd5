"""Repeated timing, peak memory, and a figure beside its peer."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of the fastest and of the middle repeat, and of the processor in the thriftiest.

    On a machine that others use only the processor's say anything.
    """

    best: float
    median: float
    cpu: float


def measure(action: Callable[[], object], repeats: int) -> Timing:
    """Time an action several times."""
    seconds, cpu = [], []
    for _ in range(repeats):
        start, used = time.perf_counter(), time.process_time()
        action()
        seconds.append(time.perf_counter() - start)
        cpu.append(time.process_time() - used)
    return Timing(min(seconds), statistics.median(seconds), min(cpu))


def peak_rss_mib() -> float:
    """Highest resident memory of this process so far, MiB.

    Linux hands ``ru_maxrss`` on from the process that started this one, so the kernel's own
    record of this address space is preferred.
    """
    if _STATUS.exists():
        text = _STATUS.read_text(encoding="ascii")
        return int(text.partition("VmHWM:")[2].split()[0]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def alone(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Result of a function run in a fresh process, so that its peak memory is its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *args, **kwargs).result()


def versus(ours: float, peer: float) -> dict[str, float]:
    """A figure, its peer's and their ratio, to four significant digits."""
    return {"ours": short(ours), "peer": short(peer), "ratio": short(ours / peer)}


def short(value: float) -> float:
    """A number to four significant digits."""
    return float(f"{value:.4g}")
