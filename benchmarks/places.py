"""The search box: ``PlaceIndex.find`` against rapidfuzz's own extraction over the same names.

rapidfuzz alone knows neither pinyin nor units; it is the least that any typed text costs.
Target: every input under 10 ms.
"""

from __future__ import annotations

import statistics
from typing import Any

from rapidfuzz import process

from benchmarks.timing import measure, short, versus
from locator.pack.read import load_pack
from locator.venues.gazetteer import PlaceIndex

_INPUTS = {
    "name": "察院场",
    "initials": "gsq",
    "pinyin": "guanqianjie",
    "common": "平江",
    "typo": "察园场",
    "long": "苏州市姑苏区平江街道社区教育中心",
    "english": "Suzhou Library",
    "coordinates": "120.6195, 31.3002",
}
_LIMIT, _REPEATS = 8, 20
_MOST_MS = 10


def run() -> dict[str, Any]:
    pack = load_pack()
    build = measure(lambda: PlaceIndex(pack), 1).best
    index = PlaceIndex(pack)
    names = [*pack.places["name"], *pack.units["name"], *pack.venues["name"]]
    figures = {}
    for kind, text in _INPUTS.items():
        ours = measure(lambda t=text: index.find(t, _LIMIT), _REPEATS).median
        peer = measure(lambda t=text: process.extract(t, names, limit=_LIMIT), _REPEATS).median
        best = index.find(text, 1)
        figures[kind] = {
            "text": text,
            "first": best[0].name or best[0].kind if best else None,
            "ms": versus(ours * 1e3, peer * 1e3),
        }
    own = [figure["ms"]["ours"] for figure in figures.values()]
    theirs = [figure["ms"]["peer"] for figure in figures.values()]
    return {
        "names": len(names),
        "prepare_s": short(build),
        "worst_ms": versus(max(own), max(theirs)),
        "median_ms": versus(statistics.median(own), statistics.median(theirs)),
        "inputs": figures,
        "targets": {f"every input under {_MOST_MS} ms": max(own) < _MOST_MS},
    }
