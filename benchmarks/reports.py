"""Reports: from a pack in memory to the bytes of each kind of file, Suzhou and the demo.

Whole city with the default maps, all sections, in Chinese; the report model is built anew for
every file, as the page and the command line do. There is no peer: nobody else makes these files.
Best of two. Target: under 10 s a file.
"""

from __future__ import annotations

from typing import Any

from benchmarks.timing import measure, short
from locator.city import City
from locator.folders import DEMO, SUZHOU
from locator.pack.read import load_pack
from locator.reports.building.build import build
from locator.reports.content.choices import Choices
from locator.reports.files import KINDS

_REPEATS = 2
_MOST_S = 10.0


def run() -> dict[str, Any]:
    result: dict[str, Any] = {}
    for path in (SUZHOU, DEMO):
        desk = City(load_pack(path))
        build(desk, Choices(), "zh")  # verdicts and areas, which the application has at hand

        def export(kind: str, desk: City = desk) -> int:
            return len(KINDS[kind].make(build(desk, Choices(), "zh")))

        result[path.name] = {
            kind: {
                "seconds": short(measure(lambda kind=kind: export(kind), _REPEATS).best),
                "bytes": export(kind),
            }
            for kind in KINDS
        }
    slowest = max(figures["seconds"] for city in result.values() for figures in city.values())
    return {**result, "targets": {f"under {_MOST_S:g} s a file": slowest < _MOST_S}}
