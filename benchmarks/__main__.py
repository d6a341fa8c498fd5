"""Command line: choose groups, run them, print one JSON document."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from importlib.metadata import version

from benchmarks import (
    asking,
    browser,
    coverage,
    intake,
    light,
    nearest,
    pack,
    places,
    reach,
    region,
    reports,
    serving,
    start,
    store,
)

_LIBRARIES = ("numpy", "pandas", "scipy", "geopandas", "rapidfuzz", "streamlit", "streamlit-folium")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="NAME", help="groups to run (default: all)")
    parser.add_argument(
        "--points", nargs="+", type=int, default=[10_000, 1_000_000], help="sizes for search"
    )
    parser.add_argument(
        "--scale", type=float, default=1.0, help="share of the synthetic nation, for a quick trial"
    )
    parser.add_argument(
        "--sessions", type=int, default=100, help="largest crowd of the group serving"
    )
    return parser.parse_args()


def main() -> None:
    chosen = _arguments()
    groups = {
        "start": start.run,
        "search": lambda: nearest.run(chosen.points),
        "coverage": lambda: coverage.run(chosen.scale),
        "region": lambda: region.run(chosen.scale),
        "places": places.run,
        "asking": asking.run,
        "pack": pack.run,
        "intake": intake.run,
        "light": light.run,
        "reach": reach.run,
        "store": store.run,
        "reports": reports.run,
        "browser": browser.run,
        "serving": lambda: serving.run(chosen.sessions),
    }
    unknown = [name for name in chosen.groups if name not in groups]
    if unknown:
        sys.exit(f"unknown group: {', '.join(unknown)}; known: {', '.join(groups)}")
    document: dict[str, object] = {
        "machine": {
            "system": platform.platform(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            **{name: version(name) for name in _LIBRARIES},
        }
    }
    for name in chosen.groups or groups:
        print(f"{name} …", file=sys.stderr, flush=True)
        began = time.perf_counter()
        document[name] = groups[name]()
        print(f"{name}: {time.perf_counter() - began:.1f} s", file=sys.stderr, flush=True)
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    print()


if __name__ == "__main__":
    main()
