"""What a command costs before and with its answer: processor time of whole processes.

User and system time of ``python -m locator …``, the least of some runs, so that a busy machine
counts as little as it can. The peers are an interpreter that does nothing, and one that only
imports the library that the answer comes from.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from typing import Any

from locator.folders import PAGES

_REPEATS = 5
_COMMANDS = {
    "help": (["--help"], 0.4),
    "hours": (["hours", "周二至周日 9:00-17:00，周一闭馆"], 0.4),
    "near": (["near", "--lon", "120.617", "--lat", "31.3135"], 0.9),
}
_PEERS = {"python": "pass", "pandas": "import pandas", "geopandas": "import geopandas"}


def cpu_s(arguments: list[str], data: str) -> float:
    """Seconds of processor time of an interpreter, the least of some runs."""
    environment = {**os.environ, "PYTHONPATH": str(PAGES.parent / "src"), "LOCATOR_DATA": data}
    taken = []
    for _ in range(_REPEATS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, *arguments], env=environment, check=True, capture_output=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return round(min(taken), 3)


def run() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as data:
        ours = {
            name: cpu_s(["-m", "locator", *command], data)
            for name, (command, _) in _COMMANDS.items()
        }
        peers = {name: cpu_s(["-c", code], data) for name, code in _PEERS.items()}
    return {
        "cpu_seconds": ours,
        "peers": peers,
        "targets": {
            f"{name} under {most} s": ours[name] < most for name, (_, most) in _COMMANDS.items()
        },
    }
