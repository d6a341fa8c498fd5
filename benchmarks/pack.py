"""Reading the Suzhou pack: ``load_pack``, which validates every cell, against plain readers.

The peer reads the same files with ``pandas.read_csv`` and ``geopandas.read_file`` and checks,
joins and sums up nothing. Imports are done before the clock starts; best of five.
Target: under 0.5 s.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from benchmarks.timing import measure, versus
from locator.folders import DEFAULT_PACK
from locator.pack.read import load_pack

_REPEATS = 5
_MOST_S = 0.5


def run() -> dict[str, Any]:
    tables = sorted(DEFAULT_PACK.rglob("*.csv"))
    drawings = sorted(DEFAULT_PACK.rglob("*.geojson"))

    def plain() -> None:
        for path in tables:
            pd.read_csv(path, dtype="str", keep_default_na=False)
        for path in drawings:
            gpd.read_file(path)

    load_pack(), plain()
    ours = measure(load_pack, _REPEATS).best
    peer = measure(plain, _REPEATS).best
    return {
        "files": len(tables) + len(drawings),
        "seconds": versus(ours, peer),
        "targets": {f"under {_MOST_S} s": ours < _MOST_S},
    }
