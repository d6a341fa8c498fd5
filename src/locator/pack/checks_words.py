"""What the words of a pack give away: Chinese where English is shown, other cities, codes alike,
aliases that are other units' names.

Like :mod:`locator.pack.checks`: every finding is a problem, nothing is dropped.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from locator.folders import GEODATA
from locator.names.keys import name_key, recorded_key
from locator.names.latin import HAN, romanised
from locator.pack.clause_rows import REQUIREMENTS_FILE
from locator.pack.elsewhere import area_codes, division_name, elsewhere, prefecture
from locator.pack.files import LAYERS_FILE, VOCABULARIES_FILE
from locator.pack.tables import located
from locator.pack.toml_files import CITY_FILE, read_profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from locator.pack.elsewhere import Elsewhere
    from locator.pack.files import Vocabularies
    from locator.pack.model import CityProfile, LayerCatalogue, Requirement
    from locator.problems import Problems

#: File, row, column and text of what is shown to readers of English.
_Text = tuple[str, int | None, str, str]
_NATIONAL_CODE = re.compile(r"(?!99)\d{6}")
#: 0512-63480068, （0512）63480068, 051263480068.
_AREA_CODE = r"(?<![\d-])(010|02\d|0[3-9]\d\d)[-—) ）]*\d{7,8}(?!\d)"
#: Columns that begin with the place they are about.
_PLACED = ("name", "address")


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
) -> Iterator[_Text]:
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


def check_elsewhere(
    problems: Problems, frames: Iterable[pd.DataFrame], city: CityProfile, units: pd.DataFrame
) -> None:
    """Names and addresses that begin with another city: left over, or meant for another list."""
    if (others := others_of(city, units)) is None:
        return
    for frame in frames:
        for column in (c for c in _PLACED if c in frame):
            places = frame[column].map(others.at)
            for file, row, value in located(frame, places != "", column):
                place = others.at(value)
                problems.warning("problem.named_elsewhere", file, row, column, value, place=place)


def check_own_name(
    problems: Problems,
    city: CityProfile,
    units: pd.DataFrame,
    rules: Mapping[str, tuple[int | None, Requirement]],
) -> None:
    """The same of what the city calls itself, its plan and its clauses."""
    if (others := others_of(city, units)) is None:
        return
    texts: list[_Text] = [
        (CITY_FILE, None, "plan.name", city.plan.name),
        (CITY_FILE, None, "plan.sources", city.plan.sources),
        *((REQUIREMENTS_FILE, row, "title", rule.title) for row, rule in rules.values()),
    ]
    if name_key(city.name_en) != name_key(romanised(city.name.removesuffix("市"))):
        texts.append((CITY_FILE, None, "city.name_en", city.name_en))  # 苏州 and 宿州 sound alike
    for file, at, column, value in texts:
        if value and (place := others.at(value)):
            problems.warning("problem.toml_elsewhere", file, at, column, value, place=place)


def others_of(city: CityProfile, units: pd.DataFrame) -> Elsewhere | None:
    """Names of other cities; None where the code is none of the country's: nobody knows what lies
    around it.
    """
    if city.fictional or not _NATIONAL_CODE.fullmatch(city.code):
        return None
    return elsewhere(city.code, frozenset(units["name"]))


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
        for name, own in zip(frame["name"], frame[code], strict=True):
            known[recorded_key(name)].append(own)
        rows = aliases[(aliases["kind"] == kind) & (aliases["alias"] != "")]
        for index, alias, target in rows[["alias", "target"]].itertuples():
            same = known.get(recorded_key(alias), ())
            if same and target not in same:
                problems.warning(
                    "problem.alias_another", rows["_file"][index], rows["_row"][index], "alias",
                    alias, other=same[0], target=target,
                )  # fmt: skip # as one call


def check_phones(problems: Problems, frames: Iterable[pd.DataFrame], city: CityProfile) -> None:
    """Telephones whose area code is another city's: left over, or copied from its list."""
    own = prefecture(city.code)
    if city.fictional or not any(own in cities for cities in area_codes().values()):
        return
    for frame in frames:
        found = frame["phone"].str.extractall(_AREA_CODE)[0].groupby(level=0).agg(list)
        for index, codes in found.items():
            for code in dict.fromkeys(codes):
                cities = area_codes().get(code, frozenset({own}))
                if own not in cities:
                    place = "、".join(division_name(c) for c in sorted(cities))
                    problems.warning(
                        "problem.phone_elsewhere", frame["_file"][index], frame["_row"][index],
                        "phone", code, place=place,
                    )  # fmt: skip # as one call


def check_plan(
    problems: Problems, city: CityProfile, rules: Mapping[str, tuple[int | None, Requirement]]
) -> None:
    """The plan that is cited is no other city's, of those whose packs come with the program."""
    for other in () if city.fictional else _plans():
        if other.city.code == city.code:
            continue
        number = other.city.plan.number
        texts = {"number": city.plan.number, "name": city.plan.name, "sources": city.plan.sources}
        for key, text in texts.items():
            if number and number in text:
                problems.warning(
                    "problem.plan_elsewhere", CITY_FILE, None, f"plan.{key}", number,
                    place=other.city.name,
                )  # fmt: skip # as one call
        rows = [row or 0 for row, rule in rules.values() if rule.clause in other.clauses]
        if rows:
            problems.warning(
                "problem.clauses_elsewhere", REQUIREMENTS_FILE, rows[0], "clause",
                place=other.city.name, n=len(rows),
            )  # fmt: skip # as one call


class _Shipped(NamedTuple):
    """A city whose pack comes with the program, and the clauses that its plan is quoted by."""

    city: CityProfile
    clauses: frozenset[str]


@cache
def _plans() -> tuple[_Shipped, ...]:
    found = []
    for path in sorted(GEODATA.glob(f"*/{CITY_FILE}")):
        city, file = read_profile(path.parent), path.with_name(REQUIREMENTS_FILE)
        if city and not city.fictional and file.is_file():
            clauses = tomllib.loads(file.read_text(encoding="utf-8")).get("requirement", [])
            found.append(_Shipped(city, frozenset(one.get("clause", "") for one in clauses)))
    return tuple(found)
