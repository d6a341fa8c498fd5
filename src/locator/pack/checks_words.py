"""What the words of a pack give away: Chinese where English is shown, other cities, codes alike.

Like :mod:`locator.pack.checks`: every finding is a problem, nothing is dropped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator.names.keys import name_key
from locator.names.latin import HAN, romanised
from locator.pack.clause_rows import REQUIREMENTS_FILE
from locator.pack.elsewhere import elsewhere
from locator.pack.files import LAYERS_FILE, VOCABULARIES_FILE
from locator.pack.tables import located
from locator.pack.toml_files import CITY_FILE

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
    if (others := _others(city, units)) is None:
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
    if (others := _others(city, units)) is None:
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


def _others(city: CityProfile, units: pd.DataFrame) -> Elsewhere | None:
    """Names of other cities; None where the code is none of the country's: nobody knows what lies
    around it.
    """
    if city.fictional or not _NATIONAL_CODE.fullmatch(city.code):
        return None
    return elsewhere(city.code, frozenset(units["name"]))


def check_alike(problems: Problems, frame: pd.DataFrame, column: str) -> None:
    """Codes that differ in capitals, widths or spaces alone: one was meant."""
    codes = frame.loc[frame[column] != "", column].drop_duplicates()
    keys = codes.map(name_key)
    first = codes.groupby(keys).transform("first")
    later = codes[codes != first]
    for index, code in later.items():
        problems.warning(
            "problem.code_alike", frame["_file"][index], frame["_row"][index], column, code,
            other=first[index],
        )  # fmt: skip # as one call
