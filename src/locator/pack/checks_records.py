"""What a record says against itself and beside others: open, yet its note says closed; recognised
in years to come; declared by a unit of which the plan does not ask it; words for sources that no
record names; Chinese where English is shown; two venues that are probably one; codes alike and
aliases that are other units' names.

Like :mod:`locator.pack.checks`: every finding is a problem, nothing is dropped.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from scipy.spatial import cKDTree

from locator import clock
from locator.geo.datum import EARTH_RADIUS_M, unit_xyz
from locator.names.keys import recorded_core_key, recorded_key
from locator.names.latin import HAN
from locator.pack.clause_rows import REQUIREMENTS_FILE
from locator.pack.files import LAYERS_FILE, VOCABULARIES_FILE, vocabularies
from locator.pack.model import LEVELS, VenueRule, cells
from locator.pack.tables import located
from locator.pack.toml_files import CITY_FILE
from locator.problems import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from locator.pack.elsewhere import Elsewhere
    from locator.pack.files import Vocabularies
    from locator.pack.model import CityProfile, LayerCatalogue, Requirement
    from locator.problems import Problems

_ENDED = "停办|停业|停用|停课|停止办学|关停|关闭|撤销|撤并|拆除|搬迁|搬走|迁走|注销"
#: Says that a place is no longer, not now or not yet in use; 2012 年撤销的沧浪区 does not.
_NOT_OPEN = re.compile(
    rf"已(?:经)?(?:{_ENDED})(?!的)|(?:^|[;；,，。、（(年月日起])(?:停办|关停|停业|撤销|拆除)(?!的)"
    r"|不再(?:开放|办学|招生|使用|对外|营业)|(?:暂停|停止)(?:对外)?(?:开放|办学|服务|使用|活动)"
    r"|(?:尚|还)未(?:建成|开放|启用|投入)|(?:^|[;；,，。（(])(?:正在)?(?:筹建|在建|待建|拟建)"
    r"|闭馆(?:装修|改造|维修|修缮|施工|整修|中)|(?:装修|改造|维修|修缮)(?:期间)?闭馆"
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
#: Words of sources that a problem quotes.
_QUOTED = 3
#: Two venues nearer than this with similar names are probably one.
DUPLICATE_M = 100.0
#: rapidfuzz ratio (0-100) from which names without their bracketed parts are similar.
SIMILAR = 85.0
#: More on one spot (0.001°, about 100 m) are a crowd, of which each is compared with so many.
_CROWD, _BESIDE = 100, 5


def check_open(problems: Problems, venues: pd.DataFrame) -> None:
    """Venues that are open by their status alone."""
    opened = venues["status"] == "open"
    for column in ("name", "note", "opening_hours"):
        told = opened & venues[column].str.contains(_NOT_OPEN)
        for file, row, value in located(venues, told, column):
            said = _NOT_OPEN.search(value)
            problems.warning("problem.open_but", file, row, column, said[0] if said else value)


def check_recognised(problems: Problems, venues: pd.DataFrame) -> None:
    """Recognitions of years to come."""
    this_year = clock.today().year
    for file, row, value in located(venues, venues["recognition"] != "", "recognition"):
        if years := [year for year in _YEAR.findall(value) if int(year) > this_year]:
            problems.warning("problem.future_date", file, row, "recognition", years[0])


def check_declared(
    problems: Problems,
    reporting: pd.DataFrame,
    units: pd.DataFrame,
    rules: Mapping[str, tuple[int | None, Requirement]],
) -> None:
    """Declarations by a unit below every level at which the plan asks for the layer."""
    asked: dict[str, int] = {}
    for _, rule in rules.values():
        for layer in rule.layers if isinstance(rule, VenueRule) else ():
            asked[layer] = max(asked.get(layer, 0), LEVELS.index(rule.level))
    level = dict(cells(units, "code", "level"))
    lowest = reporting["layer"].map(asked)
    own = reporting["unit"].map(level).map({name: n for n, name in enumerate(LEVELS)})
    for file, row, layer in located(reporting, own > lowest, "layer"):
        problems.warning(
            "problem.declared_below",
            file,
            row,
            "layer",
            layer,
            level=Words((f"vocabulary.kind_{LEVELS[asked[layer]]}",)),
        )


def check_sources(
    problems: Problems,
    frames: Iterable[pd.DataFrame],
    words: Vocabularies,
    others: Elsewhere | None,
) -> None:
    """The pack's own words for sources that no record names: those of another city, or all."""
    mine = {k: term for k, term in words.get("source", {}).items() if k not in _shared()}
    cited = "\n".join(
        cell for frame in frames if "source" in frame for cell in frame["source"].unique()
    )
    unused = [key for key in mine if key not in cited]
    left = unused if len(unused) == len(mine) else []
    left = left or [key for key in unused if others and others.at(mine[key].name)]
    if left:
        keys = "、".join(left[:_QUOTED])
        problems.warning(
            "problem.source_words", VOCABULARIES_FILE, None, "source", keys, n=len(left)
        )


def _shared() -> Collection[str]:
    return vocabularies()["source"]


def check_duplicates(problems: Problems, venues: pd.DataFrame, *, near: bool = True) -> None:
    """Same name and unit, or, with ``near``, within :data:`DUPLICATE_M` and a similar name."""
    named = venues[(venues["name"] != "") & (venues["unit"] != "")].reset_index(drop=True)
    pairs: dict[int, tuple[int, str]] = {}
    position = pd.Series(np.arange(len(named)))
    first = position.groupby([named["name"].map(recorded_key), named["unit"]]).transform("first")
    for later, earlier in zip(position, first, strict=True):
        if later != earlier:
            pairs[later] = (earlier, "problem.duplicate_name")
    # Estimates of two houses may well be the point of one housing estate.
    measured = named["lon"].notna() & named["lat"].notna() & (named["precision"] != "estimated")
    names = [recorded_core_key(name) for name in named["name"].to_list()]
    points = named.loc[measured, ["lon", "lat"]]
    for earlier, later in sorted(_near(points, names)) if near else ():
        if fuzz.ratio(names[earlier], names[later], score_cutoff=SIMILAR):
            pairs.setdefault(later, (earlier, "problem.duplicate_near"))
    for later in sorted(pairs):
        earlier, key = pairs[later]
        this, other = named.iloc[later], named.iloc[earlier]
        about = {"other": other["name"], "other_file": other["_file"], "other_row": other["_row"]}
        problems.warning(key, this["_file"], this["_row"], "name", this["name"], **about)


def _near(points: pd.DataFrame, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of rows within :data:`DUPLICATE_M`, the earlier first.

    Where more than :data:`_CROWD` stand on one spot, each is compared with those of them next to
    it by name only: the work grows with the number of rows and not with its square.
    """
    spots = points.round(3).groupby(["lon", "lat"])["lon"]
    crowded = spots.transform("size") > _CROWD
    alone = points[~crowded]
    tree = cKDTree(unit_xyz(alone["lon"], alone["lat"]))
    for i, j in tree.query_pairs(DUPLICATE_M / EARTH_RADIUS_M):
        a, b = sorted((int(alone.index[i]), int(alone.index[j])))
        yield a, b
    for _, crowd in points[crowded].groupby(spots.ngroup()[crowded]):
        alike = sorted(map(int, crowd.index), key=lambda at: (names[at], at))
        for step in range(1, _BESIDE + 1):
            for one, other in zip(alike, alike[step:], strict=False):
                yield min(one, other), max(one, other)


def check_english(
    problems: Problems,
    frames: Iterable[pd.DataFrame],
    city: CityProfile | None,
    catalogue: LayerCatalogue,
    vocabularies: Vocabularies,
    rules: Mapping[str, tuple[int | None, Requirement]],
) -> None:
    """Chinese in what readers of English are shown, in tables and in TOML files."""
    for frame in frames:
        for column in (c for c in frame if c.endswith("_en")):
            chinese = frame[column].str.contains(HAN.pattern)
            for file, row, value in located(frame, chinese, column):
                problems.warning("problem.english_chinese", file, row, column, value)
    for shown in _english(city, catalogue, vocabularies, rules):
        if HAN.search(shown[-1]):
            problems.warning("problem.toml_english", *shown)


def _english(
    city: CityProfile | None,
    catalogue: LayerCatalogue,
    vocabularies: Vocabularies,
    rules: Mapping[str, tuple[int | None, Requirement]],
) -> Iterator[tuple[str, int | None, str, str]]:
    """File, row, column and text of what is shown to readers of English."""
    if city:
        yield CITY_FILE, None, "city.name_en", city.name_en
        yield CITY_FILE, None, "plan.name_en", city.plan.name_en
        yield CITY_FILE, None, "plan.sources_en", city.plan.sources_en
    for code, layer in catalogue.layers.items():
        yield LAYERS_FILE, None, f"layers.{code}.name_en", layer.name_en
    for code, group in catalogue.groups.items():
        yield LAYERS_FILE, None, f"groups.{code}.name_en", group.name_en
    for table, terms in vocabularies.items():
        for code, term in terms.items():
            yield VOCABULARIES_FILE, None, f"{table}.{code}.name_en", term.name_en
    for row, rule in rules.values():
        yield REQUIREMENTS_FILE, row, "title_en", rule.title_en


def check_alike(problems: Problems, frame: pd.DataFrame, column: str) -> None:
    """Codes that differ in capitals, widths or spaces alone: one was meant."""
    codes = frame.loc[frame[column] != "", column].drop_duplicates()
    keys = codes.map(recorded_key)
    first = codes.groupby(keys).transform("first")
    later = codes[codes != first]
    for index, code in later.items():
        problems.warning(
            "problem.code_alike", frame["_file"][index], frame["_row"][index], column, code,
            other=first[index],
        )  # fmt: skip # as one call


def check_aliases(problems: Problems, aliases: pd.DataFrame, **named: pd.DataFrame) -> None:
    """Everyday names of one that are the name of another of its kind: which is meant, who knows.

    ``named`` has the tables by the kind of an alias; units and venues are named by their code.
    """
    for kind, frame in named.items():
        known: dict[str, list[str]] = defaultdict(list)
        code = {"unit": "code", "venue": "id"}.get(kind, "name")
        for name, own in cells(frame, "name", code):
            known[recorded_key(name)].append(own)
        rows = aliases[(aliases["kind"] == kind) & (aliases["alias"] != "")]
        for index, alias, target in rows[["alias", "target"]].itertuples():
            same = known.get(recorded_key(alias), ())
            if same and target not in same:
                problems.warning(
                    "problem.alias_another", rows["_file"][index], rows["_row"][index], "alias",
                    alias, other=same[0], target=target,
                )  # fmt: skip # as one call
