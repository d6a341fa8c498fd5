"""The one box: ``Asker.ask`` over a gazetteer of tens of thousands of names.

The Suzhou pack is grown to 10 000 places and 5 000 venues by numbered copies of its own.
Target: every line under 10 ms.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from benchmarks.timing import measure, short
from locator.pack.read import load_pack
from locator.venues.asking import Asker
from locator.venues.gazetteer import PlaceIndex

if TYPE_CHECKING:
    from locator.pack.model import CityPack

_LINES = ("图书馆", "木渎附近的图书馆", "离我最近的图书馆", "苏图", "吴江老年书法", "高新区",
          "平江区", "人民路858号", "0512-63480068", "Suzhou Museum", "library near Lindun Road",
          "mudutushuguan", "察院厂", "gqj", "莲花新村", "qwzxv", "31°18′36″N 120°37′12″E",
          "苏州市吴中区木渎镇的老年大学")  # fmt: skip # a list, as many a line as fit
_PLACES, _VENUES, _REPEATS = 10_000, 5_000, 10
_MOST_MS = 10


def _grown(pack: CityPack) -> CityPack:
    """The pack with numbered copies of its places and venues."""

    def copies(frame: pd.DataFrame, least: int, key: str) -> pd.DataFrame:
        parts = [frame]
        for number in range(1, least // len(frame) + 1):
            more = frame.assign(name=frame["name"] + f"{number}")
            parts.append(more.assign(**{key: more[key] + f"-{number}"}) if key else more)
        return pd.concat(parts).head(max(least, len(frame)))

    venues = copies(pack.venues, _VENUES, "id").set_index("id", drop=False)
    venues.index.name = None
    return replace(pack, places=copies(pack.places, _PLACES, ""), venues=venues)


def run() -> dict[str, Any]:
    pack = _grown(load_pack())
    build = measure(lambda: Asker(pack, PlaceIndex(pack)), 1).best
    asker = Asker(pack, PlaceIndex(pack))
    lines = {
        line: {
            "certainty": asker.ask(line).certainty,
            "ms": short(measure(lambda line=line: asker.ask(line), _REPEATS).median * 1e3),
        }
        for line in _LINES
    }
    worst = max(float(figure["ms"]) for figure in lines.values())
    return {
        "places": len(pack.places),
        "venues": len(pack.venues),
        "prepare_s": short(build),
        "worst_ms": worst,
        "lines": lines,
        "targets": {f"every line under {_MOST_MS} ms": worst < _MOST_MS},
    }
