"""The search box: ``PlaceIndex.find`` against rapidfuzz's own extraction over the same names.

rapidfuzz alone knows neither pinyin nor units; it is the least that any typed text costs.
Target: every input under 10 ms, with a gazetteer of 30 000 invented estates, streets and schools
as an extract of OpenStreetMap brings them too.
"""

from __future__ import annotations

import statistics
from dataclasses import replace
from itertools import islice, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from rapidfuzz import process

from benchmarks.timing import measure, short, versus
from locator.pack.read import load_pack
from locator.venues.gazetteer import PlaceIndex

if TYPE_CHECKING:
    from locator.pack.model import CityPack

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
_MORE = {
    "estate": "桂兰花园",
    "part": "花园",
    "part_pinyin": "huayuan",
    "estate_typo": "桂兰梅花圆",
    "one_letter": "桂",
}
_LIMIT, _REPEATS = 8, 20
_EXTRA = 30_000
_STEMS = "桂兰梅竹松柏荷莲湖山水云月星日风春夏秋冬金银玉珠东西南北中新华康宁和平安福寿庆丰虹翠碧青"
_GENERICS = {"花园": "estate", "新村": "estate", "路": "street", "小学": "school", "公园": "park"}
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
    large = PlaceIndex(_large(pack))
    with_extract = {
        kind: short(measure(lambda t=text: large.find(t, _LIMIT), _REPEATS).median * 1e3)
        for kind, text in (_INPUTS | _MORE).items()
    }
    own = [figure["ms"]["ours"] for figure in figures.values()]
    theirs = [figure["ms"]["peer"] for figure in figures.values()]
    return {
        "names": len(names),
        "prepare_s": short(build),
        "worst_ms": versus(max(own), max(theirs)),
        "median_ms": versus(statistics.median(own), statistics.median(theirs)),
        "inputs": figures,
        "with_extract": {"places": len(large.places), "ms": with_extract},
        "targets": {
            f"every input under {_MOST_MS} ms": max(own) < _MOST_MS,
            f"every input under {_MOST_MS} ms with {_EXTRA} places more": max(with_extract.values())
            < _MOST_MS,
        },
    }


def _large(pack: CityPack) -> CityPack:
    """The pack with invented places spread evenly over 50 km."""
    names = ("".join(stem) for stem in product(_STEMS, repeat=3))
    kinds = [*_GENERICS.items()]
    side = np.linspace(-0.25, 0.25, _EXTRA)
    rows = [
        (stem + kinds[n % len(kinds)][0], kinds[n % len(kinds)][1])
        for n, stem in enumerate(islice(names, _EXTRA))
    ]
    more = pd.DataFrame(rows, columns=["name", "kind"]).assign(
        lon=pack.city.center[0] + side,
        lat=pack.city.center[1] - side[np.argsort(np.sin(np.arange(_EXTRA)))],
        unit=pack.city.code,
        aliases="",
        source="",
    )
    return replace(pack, places=pd.concat([pack.places, more], ignore_index=True))
