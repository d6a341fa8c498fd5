"""Coverage: counting by unit code against geopandas' points-in-polygons, Suzhou and a nation.

The nation is invented: one root, 2,850 counties, 41,352 towns, 600,000 villages and five million
venues of all layers, judged by every requirement of the Suzhou pack; once with the coded columns
categorical and once as plain text. Its peer joins as many points to 41,352 town squares and
counts them, which is less: no layers, no requirements, no verdicts. Each runs in a process of its
own, so that its peak memory is its own (invented data included).
Targets for the nation: under 3 s and 4 GiB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.timing import alone, measure, peak_rss_mib, short, versus
from locator.coverage.verdicts import evaluate, evaluate_pack
from locator.pack.model import IndicatorRule, layers_asked
from locator.pack.read import load_pack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from locator.pack.model import Requirement

_COUNTIES, _TOWNS, _VILLAGES, _VENUES = 2_850, 41_352, 600_000, 5_000_000
_ROOT = 100_000
_CODED = ("unit", "layer", "status")
#: Shares of the invented venues: standing in villages, no longer open, recognised.
_IN_VILLAGES, _CLOSED, _RECOGNISED = 0.9, 0.05, 0.1
#: Share of counties that declare their lists complete.
_DECLARING = 0.5
_SEED = 20
_SUZHOU_REPEATS, _NATION_REPEATS = 10, 3
_MOST_S, _MOST_MIB = 3, 4096


@dataclass(frozen=True, slots=True)
class Size:
    """How many of everything the invented nation has."""

    counties: int
    towns: int
    villages: int
    venues: int

    @classmethod
    def at(cls, scale: float) -> Size:
        whole = (_COUNTIES, _TOWNS, _VILLAGES, _VENUES)
        return cls(*(max(round(n * scale), 1) for n in whole))


def run(scale: float = 1.0) -> dict[str, Any]:
    size = Size.at(scale)
    coded = alone(_nation, size, categorical=True)
    text = alone(_nation, size, categorical=False)
    peer = alone(_nation_peer, size)
    return {
        "suzhou": _suzhou(),
        "nation": {
            "towns": size.towns,
            "villages": size.villages,
            "venues": size.venues,
            "verdicts": coded["verdicts"],
            **{
                name: {
                    "seconds": versus(figures["seconds"], peer["seconds"]),
                    "peak_mib": versus(figures["peak_mib"], peer["peak_mib"]),
                    "data_mib": short(figures["data_mib"]),
                }
                for name, figures in (("categorical", coded), ("text", text))
            },
            "targets": {
                f"categorical under {_MOST_S} s": coded["seconds"] < _MOST_S,
                f"categorical under {_MOST_MIB} MiB": coded["peak_mib"] < _MOST_MIB,
            },
        },
    }


def _suzhou() -> dict[str, Any]:
    """The real pack; the peer counts its located venues in the county outlines."""
    pack = load_pack()
    venues = pack.venues[pack.venues["lon"].notna()]
    points = gpd.GeoDataFrame(
        venues[["layer"]],
        geometry=gpd.points_from_xy(venues["lon"], venues["lat"]),
        crs="EPSG:4326",
    )
    areas = pack.outlines[["geometry"]]
    ours = measure(lambda: evaluate_pack(pack), _SUZHOU_REPEATS)
    peer = measure(lambda: _count_inside(points, areas), _SUZHOU_REPEATS)
    return {
        "venues": len(pack.venues),
        "verdicts": len(evaluate_pack(pack)),
        "seconds": versus(ours.median, peer.median),
    }


def _count_inside(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.Series[int]:
    joined = points.sjoin(areas, predicate="within")
    return joined.groupby(joined.columns[-1]).size()


def _nation(size: Size, *, categorical: bool) -> dict[str, float]:
    rules = load_pack().requirements
    rng = np.random.default_rng(_SEED)
    units = _units(rng, size)
    venues = _venues(rng, size, units["code"], rules)
    if not categorical:
        venues[list(_CODED)] = venues[list(_CODED)].astype("str")
    indicators, reporting = _indicators(rng, units, rules), _reporting(rng, units, rules)
    before = peak_rss_mib()
    verdicts = evaluate(units, venues, rules, indicators, reporting)
    timing = measure(lambda: evaluate(units, venues, rules, indicators, reporting), _NATION_REPEATS)
    return {
        "seconds": timing.median,
        "peak_mib": peak_rss_mib(),
        "data_mib": before,
        "verdicts": len(verdicts),
    }


def _nation_peer(size: Size) -> dict[str, float]:
    rng = np.random.default_rng(_SEED)
    width = int(np.ceil(np.sqrt(size.towns)))
    town = np.arange(size.towns)
    x, y = town % width, town // width
    areas = gpd.GeoDataFrame(geometry=shapely.box(x, y, x + 1, y + 1))
    stand = rng.integers(0, size.towns, size.venues)
    offset = rng.random((2, size.venues))
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(stand % width + offset[0], stand // width + offset[1])
    )
    timing = measure(lambda: _count_inside(points, areas), 1)
    return {"seconds": timing.median, "peak_mib": peak_rss_mib()}


def _units(rng: np.random.Generator, size: Size) -> pd.DataFrame:
    """Units with consistent codes (6, 9 and 12 digits) and the derived columns."""
    county = _ROOT + 1 + np.arange(size.counties)
    of_county = _spread(size.towns, size.counties)
    town = county[of_county] * 1000 + _number_within(of_county)
    of_town = _spread(size.villages, size.towns)
    village = town[of_town] * 1000 + _number_within(of_town)
    none = np.full(1, "", dtype=object)
    parent = [_text(np.full(size.counties, _ROOT)), _text(county[of_county]), _text(town[of_town])]
    frame = pd.DataFrame(
        {
            "code": np.concatenate([_text(n) for n in (np.array([_ROOT]), county, town, village)]),
            "level": np.repeat(
                np.array(["city", "county", "town", "village"], dtype=object),
                [1, size.counties, size.towns, size.villages],
            ),
            "parent": np.concatenate([none, *parent]),
            "kind": np.concatenate(
                [
                    none,
                    np.full(size.counties, "市辖区", dtype=object),
                    np.full(size.towns, "镇", dtype=object),
                    rng.choice(np.array(["村", "社区"], dtype=object), size.villages),
                ]
            ),
            "county": np.concatenate(
                [none, _text(county), _text(county[of_county]), _text(county[of_county[of_town]])]
            ),
            "town": np.concatenate(
                [none, np.full(size.counties, "", dtype=object), _text(town), _text(town[of_town])]
            ),
        }
    ).astype("str")
    frame["name"] = frame["code"]
    frame["counts"] = True
    frame["population"] = rng.integers(500, 100_000, len(frame)).astype(np.float64)
    return frame.set_index("code", drop=False).rename_axis(None)


def _spread(n: int, parents: int) -> NDArray[np.int64]:
    """Parent of each of n children, evenly and in order."""
    return np.arange(n) * parents // n


def _number_within(parent: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of each child among those of its parent, from 1."""
    return np.arange(len(parent)) - np.searchsorted(parent, parent) + 1


def _text(numbers: NDArray[np.int64]) -> NDArray[np.object_]:
    return numbers.astype(str).astype(object)


def _venues(
    rng: np.random.Generator, size: Size, codes: pd.Series[str], rules: Sequence[Requirement]
) -> pd.DataFrame:
    """Venues of all layers: one in a hundred in a county, nine in a town, the rest in villages."""
    first_town = 1 + size.counties
    first_village = first_town + size.towns
    where = np.where(
        rng.random(size.venues) < _IN_VILLAGES,
        rng.integers(first_village, len(codes), size.venues),
        rng.integers(first_town, first_village, size.venues),
    )
    where[::100] = rng.integers(1, first_town, len(where[::100]))
    layers = sorted(layers_asked(rules))
    return pd.DataFrame(
        {
            "unit": pd.Categorical.from_codes(where, codes.to_numpy()),
            "layer": pd.Categorical.from_codes(rng.integers(0, len(layers), size.venues), layers),
            "status": pd.Categorical.from_codes(
                (rng.random(size.venues) < _CLOSED).astype(np.int8), ["open", "closed"]
            ),
            "recognition": pd.array(["", "省级优质校"], dtype="str").take(
                (rng.random(size.venues) < _RECOGNISED).astype(np.int64)
            ),
        }
    )


def _indicators(
    rng: np.random.Generator, units: pd.DataFrame, rules: Sequence[Requirement]
) -> pd.DataFrame:
    """Two years of every indicator for every unit of its level."""
    parts = [
        pd.DataFrame(
            {
                "unit": units.index[units["level"] == rule.level],
                "indicator": rule.indicator,
                "year": float(year),
            }
        )
        for rule in rules
        if isinstance(rule, IndicatorRule)
        for year in (2024, 2025)
    ]
    frame = pd.concat(parts, ignore_index=True)
    return frame.assign(value=rng.random(len(frame)) * 30)


def _reporting(
    rng: np.random.Generator, units: pd.DataFrame, rules: Sequence[Requirement]
) -> pd.DataFrame:
    """Half of the counties declare their lists complete."""
    counties = units.index[units["level"] == "county"]
    declaring = counties[rng.random(len(counties)) < _DECLARING]
    layers = sorted(layers_asked(rules))
    return pd.MultiIndex.from_product([declaring, layers], names=["unit", "layer"]).to_frame(
        index=False
    )
