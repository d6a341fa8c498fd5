"""Which unit a cell means: by code, by name with homonyms settled by what stands above it; and
which units stand in a text that is no name of one, an address or a title.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz import process

from locator.intake.recognise.cells import MANGLED
from locator.intake.recognise.whereabouts import ROAD, Whereabouts
from locator.intake.recognise.words import is_generic, remarks
from locator.names.keys import (
    OtherNames,
    bare_key,
    core_key,
    half_width,
    levelled,
    name_key,
    recorded_key,
)
from locator.names.latin import romanised, translated
from locator.pack.elsewhere import elsewhere
from locator.pack.model import LEVELS, cells
from locator.problems import DataName

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from locator.pack.model import CityPack

#: What lists write after the name of a unit: its office. A committee's unit is a village.
_COMMITTEES = re.compile(r"(?:居民委员会|居委会|村民委员会|村委会|居民委|社区工作站)$")
_OFFICES = re.compile(r"(?:人民政府|政府|办事处|管委会|管理委员会)$")
_CODE = re.compile(r"\d{2,}[A-Z]?\d*")
#: What stands together as one code, however it is joined: 320509-Z1 is not 320509.
_TOKEN = re.compile(r"[0-9A-Z]+(?:[-_.][0-9A-Z]+)*")
#: A token that begins with this many digits was meant as a code, as no number in a name is.
_MEANT_AS_CODE = re.compile(r"\d{4}")
#: Zeros with which statistical codes are filled up to 12 digits.
_FILL = "000"
#: A name this alike (rapidfuzz, 0 to 100) is worth naming in the error.
_ALIKE = 60.0
_OTHERS = 3
_COUNTY, _TOWN, _VILLAGE = (LEVELS.index(level) for level in ("county", "town", "village"))
#: Levels of which the ending of a name speaks: 千灯村 is not the town 千灯镇. First that fits.
_ENDINGS = (
    (re.compile(r"(?:村|社区)$"), frozenset({_VILLAGE})),
    (re.compile(r"(?:街道|镇|乡)$"), frozenset({_TOWN})),
    (re.compile(r"(?:市|区|县)$"), frozenset({LEVELS.index("city"), _COUNTY})),
)
#: The same in English, without which people write counties and towns too: Zhouzhuang.
_LATIN_ENDINGS = re.compile(r" (?:City|District|County|Town|Township|Subdistrict)$")
_VILLAGES, _TOWNS = _ENDINGS[0][0], _ENDINGS[1][0]
#: Shorter stems are part of too many words to be found in an address; longer texts are no path.
_SHORTEST, _LONGEST = 2, 300


@dataclass(frozen=True, slots=True)
class Meant:
    """The unit that was meant, or why none could be told.

    ``key`` is the last part of a message key, ``others`` codes that were as well or nearly meant.
    """

    code: str = ""
    key: str = ""
    others: tuple[str, ...] = ()


class UnitFinder:
    """All names and codes of the units of a pack."""

    def __init__(self, pack: CityPack) -> None:
        units = pack.units
        self._units = units
        self.city = pack.city.code
        self._rank = {code: LEVELS.index(level) for code, level in cells(units, "code", "level")}
        self._parent = dict(cells(units, "code", "parent"))
        self._name = dict(cells(units, "code", "name"))
        self._latin_name = dict(cells(units, "code", "name_en"))
        self._chains: dict[str, list[str]] = {}
        self._names: dict[str, set[str]] = defaultdict(set)
        self._stems: dict[str, set[str]] = defaultdict(set)
        self._former: dict[str, str] = {}
        for code, name, note in cells(units, "code", "name", "note"):
            key = recorded_key(name)
            self._names[key].add(code)
            self._stems[bare_key(key)].add(code)
            for other in _CODE.findall(note):
                if other not in self._rank and len(other) == len(code):
                    self._former.setdefault(other, code)
        self._pack = pack
        self.elsewhere = elsewhere(pack.city.code, frozenset(units["name"].to_list()))
        self._counted = dict(cells(units, "code", "counts"))
        self._known: dict[tuple[str, frozenset[str], str], Meant] = {}
        self._below: dict[frozenset[str], frozenset[str]] = {}

    @cached_property
    def _other(self) -> OtherNames:
        return OtherNames(self._pack.aliases, self._pack.successors)

    @cached_property
    def texts(self) -> UnitsInText:
        """The same names as they stand in addresses and names."""
        return UnitsInText(self._pack, self._names, self, self._other)

    @cached_property
    def whereabouts(self) -> Whereabouts:
        """The same names as remarks have them."""
        return Whereabouts(self._names, self, self._other)

    @cached_property
    def _latin(self) -> dict[str, set[str]]:
        """Units by what their names are in Latin letters: English, else translated and pinyin."""
        found: dict[str, set[str]] = defaultdict(set)
        for code, name, latin in cells(self._units, "code", "name", "name_en"):
            for written in [latin] if latin else [translated(name), romanised(name)]:
                found[recorded_key(written)].add(code)
                bare = _LATIN_ENDINGS.sub("", written)
                if bare != written and self._rank[code] <= _TOWN:
                    found[recorded_key(bare)].add(code)
        return found

    def chain(self, code: str) -> list[str]:
        """A unit and all units above it."""
        if code not in self._chains:
            above = self._parent.get(code, "")
            self._chains[code] = [code, *self.chain(above)] if code else []
        return self._chains[code]

    def one_place(self, unit: str, other: str) -> bool:
        """Whether one unit is the other or lies in it; a blank one may be any."""
        return not unit or unit in self.chain(other) or other in self.chain(unit)

    def below(self, codes: Iterable[str]) -> frozenset[str]:
        """Units with all that lie below them."""
        tops = frozenset(codes)
        if tops not in self._below:
            self._below[tops] = frozenset(c for c in self._rank if tops & set(self.chain(c)))
        return self._below[tops]

    def level(self, code: str) -> str:
        """Level of a unit."""
        return LEVELS[self._rank[code]]

    def below_in(self, text: str, unit: str) -> str:
        """The unit below another that a text means, "" where it means none."""
        code = self.find(text, (unit,)).code
        return "" if code in self.chain(unit) else code

    def is_unit(self, text: str) -> bool:
        """Whether a text is nothing but the full name of a unit."""
        return name_key(text) in self._names

    def means_any(self, text: str) -> bool:
        """Whether a text means a unit, or one of several."""
        found = self.find(text)
        return bool(found.code) or found.key == "unit_ambiguous"

    def counted(self, code: str) -> bool:
        """Whether requirements count a unit: functional zones without residents are not."""
        return bool(self._counted[code])

    def name(self, code: str) -> str:
        """Name of a unit."""
        return str(self._name[code])

    def path(self, code: str) -> DataName:
        """Names from the county down, for telling homonyms apart; of no unit a blank one."""
        chain = [c for c in reversed(self.chain(code)) if self._rank[c]] or [c for c in [code] if c]
        latin = (self._latin_name[c] or translated(self._name[c]) for c in chain)
        return DataName("".join(self._name[c] for c in chain), " · ".join(latin))

    def paths(self, codes: Iterable[str]) -> tuple[DataName, ...]:
        """Several units as choices: their paths, each with its code."""
        named = ((code, self.path(code)) for code in codes)
        return tuple(DataName(f"{n.name}（{c}）", f"{n.name_en} ({c})") for c, n in named)

    def find(self, text: str, above: Iterable[str] = (), level: str = "") -> Meant:
        """The unit that a text means.

        Parameters
        ----------
        text
            A code, a name, both (``横塘街道（320505001）``), or a path of names.
        above
            Codes of units of which it is one, lies in, or contains; they settle homonyms.
        level
            Level of which its column speaks; it settles homonyms of several levels.
        """
        hints = frozenset(code for code in above if code)
        known = (text, hints, level)
        if known not in self._known:
            self._known[known] = self._find(half_width(text), hints, level)
        return self._known[known]

    def _find(self, text: str, hints: frozenset[str], level: str) -> Meant:
        if not text or MANGLED.fullmatch(text):
            return Meant(key="cell_mangled" if text else "unit_unknown")
        tokens = _TOKEN.findall(text.upper())
        for token in tokens:
            known = self._code(token) if _CODE.fullmatch(token) else ""
            if known:
                return Meant(known)
        name, found = self._called(text)
        if not found and self.elsewhere.at(text):
            alike = self._stems.get(bare_key(self.elsewhere.at(text)), set())
            return Meant(key="unit_foreign", others=tuple(sorted(alike))[:_OTHERS])
        fitting = [code for code in found if self._fits(code, hints)]
        of_level = [c for c in fitting if self.level(c) == level and self._counted[c]]
        exact = [code for code in fitting if recorded_key(self._name[code]) == name]
        for sure in (exact, of_level, fitting):
            if len(sure) == 1 and not (sure is not exact and self._vague(name, sure[0], hints)):
                return Meant(sure[0])
        if found:
            key = "unit_ambiguous" if fitting else "unit_elsewhere"
            return Meant(key=key, others=tuple(sorted(fitting or found)))
        coded = name.isdigit() or any(map(_MEANT_AS_CODE.match, tokens))
        return (
            Meant(key="unit_code")
            if coded
            else Meant(key="unit_unknown", others=self._alike(name, hints))
        )

    def _called(self, text: str) -> tuple[str, set[str]]:
        """A name as it is compared, and the units it may mean: as it stands, below the province,
        as a path, without what stands in brackets, which may not mean another unit.
        """
        whole = name_key(text)
        for name in dict.fromkeys((whole, self.elsewhere.within(text))):
            found = self._named(name) or self._by_path(name)
            if found:
                return name, found
        core = core_key(text)
        coded = any(map(_MEANT_AS_CODE.match, _TOKEN.findall(text.upper())))
        found = set() if coded or core == whole else self._named(core) or self._by_path(core)
        for remark in remarks(text) if found else ():
            beside = self._named(name_key(remark))
            found = {c for c in found if not beside or self._fits_any(c, beside)} or found | beside
        return (core, found) if found else (whole, set())

    def _fits_any(self, code: str, others: set[str]) -> bool:
        return any(code in self.chain(o) or o in self.chain(code) for o in others)

    def _vague(self, name: str, code: str, hints: frozenset[str]) -> bool:
        """Whether a word alone is too little to be this unit: 新区, or a village's bare name."""
        shared = self._sharing(bare_key(name), {code}) - {code} if self.respelt(name, code) else ()
        if shared or any(self._rank[hint] >= _TOWN for hint in hints - {code}):
            return bool(shared)
        said = _COMMITTEES.search(name) or any(ending.search(name) for ending, _ in _ENDINGS)
        return (is_generic(name) and not hints - {code}) or (
            not said and self._rank[code] == _VILLAGE
        )

    def respelt(self, text: str, code: str) -> bool:
        """Whether a text calls a town by its name with another ending: 千灯街道 for 千灯镇."""
        own, said = recorded_key(self._name[code]), name_key(text)
        ending = _TOWNS.search(said)
        stem = _TOWNS.sub("", own)
        other = ending[0] if ending and stem != own else own
        return not own.endswith(other) and said.endswith(stem + other)

    def _code(self, text: str) -> str:
        """A code, also one filled up with zeros or one that a unit had before."""
        while text not in self._rank and text not in self._former and text.endswith(_FILL):
            text = text.removesuffix(_FILL)
        return text if text in self._rank else self._former.get(text, "")

    def _recorded(self, name: str) -> set[str]:
        return (self._latin if name.isascii() else self._names).get(name, set())

    def _named(self, name: str) -> set[str]:
        """Units of a name: as recorded, with the office behind it, as everybody says, as it was
        before, or with another ending of the same level.
        """
        if found := self._recorded(name):
            return found
        committee = _COMMITTEES.sub("", name)
        bare = committee if committee != name else _OFFICES.sub("", name)
        levels = frozenset({_VILLAGE}) if committee != name else self._levels(bare)
        if is_generic(name):
            within = {c for n, codes in self._names.items() if name in n for c in codes}
            large = {code for code in within if self._rank[code] <= _TOWN}
            return large | set(self._other.targets(name, "unit")) & self._rank.keys()
        if found := self._names.get(bare, set()):
            return {c for c in found if self._rank[c] in levels} or found
        # An everyday name says nothing of a level: 高新区 is a county here and a zone there.
        if said := {c for c in self._other.targets(name, "unit") if c in self._rank}:
            return said
        former = self._other.former_unit(name)
        if former is not None:
            return {code for code in former.successors if code in self._rank}
        stems = self._stems.get(bare_key(bare), set())
        if bare == bare_key(bare) and (former := self._other.former_unit(name, stems=True)):
            # 沧浪 alone may be the street of today or the district that a larger one took in.
            stems = stems | (self._rank.keys() & set(former.successors))
        found = {c for c in stems if self._rank[c] in levels and not self._other_village(c, name)}
        return found | self._sharing(bare_key(bare), found)

    def _sharing(self, name: str, found: set[str]) -> set[str]:
        """Zones and towns beside a town whose names share its bare word: 太湖 is a lake first, and
        there is no 太湖镇.
        """
        if {self._rank[code] for code in found} != {_TOWN}:
            return set()
        return {
            code
            for other, codes in self._names.items()
            if name in other
            for code in codes
            if self._rank[code] == _TOWN
        }

    def _other_village(self, code: str, name: str) -> bool:
        """Whether one is a community and the other a village: towns have both of one name."""
        own, said = (_VILLAGES.search(text) for text in (recorded_key(self._name[code]), name))
        return bool(own and said and own[0] != said[0])

    def _levels(self, name: str) -> frozenset[int]:
        """Levels that a name can be of by its ending; any where it has none."""
        own = (levels for ending, levels in _ENDINGS if ending.search(name))
        return next(own, frozenset(range(len(LEVELS))))

    def _by_path(self, name: str) -> set[str]:
        """``苏州市虎丘区枫桥街道``: the rest of a path below the unit that stands at its front."""
        for cut in range(_SHORTEST, len(name) if len(name) <= _LONGEST else 0):
            front = self._recorded(name[:cut]) or {
                c for c in self._stems.get(name[:cut], ()) if self._rank[c] <= _COUNTY
            }
            rest = (self._named(name[cut:]) or self._by_path(name[cut:])) if front else set()
            below = {code for code in rest if front & set(self.chain(code))}
            if below:
                return below
        return set()

    def _fits(self, code: str, hints: frozenset[str]) -> bool:
        chain = self.chain(code)
        return all(hint in chain or code in self.chain(hint) for hint in hints)

    def _alike(self, name: str, hints: frozenset[str]) -> tuple[str, ...]:
        names = self._latin if name.isascii() else self._names
        found = process.extract(name, list(names), limit=_OTHERS, score_cutoff=_ALIKE)
        codes = [c for text, _, _ in found for c in names[text] if self._fits(c, hints)]
        return tuple(dict.fromkeys(codes))[:_OTHERS]


class UnitsInText:
    """The names of a pack's units as they stand in texts that are no name of one."""

    def __init__(
        self, pack: CityPack, names: Mapping[str, set[str]], finder: UnitFinder, other: OtherNames
    ) -> None:
        self._pack, self._names, self._finder, self._other = pack, names, finder, other
        units = pack.units
        self._large = _pattern(units.loc[units["level"].isin(["county", "town"]), "name"])
        self._villages_of: dict[str, re.Pattern[str]] = {}

    @cached_property
    def _everyday(self) -> dict[str, set[str]]:
        """Counties by their everyday names."""
        units = [(alias, code) for alias, kind, code in self._other.rows() if kind == "unit"]
        levels = dict(cells(self._pack.units, "code", "level"))
        called = [alias for alias, code in units if levels.get(code) == "county"]
        return {alias: set(self._other.targets(alias, "unit")) for alias in called}

    def in_text(self, text: str, above: Iterable[str] = ()) -> tuple[str, ...]:
        """Units whose full names stand in an address: the most precise ones that agree.

        Counties and towns anywhere, villages only where their town stands before them or in
        ``above``. Several codes: the text does not decide. None where it names another city.
        """
        finder = self._finder
        if finder.elsewhere.at(text):
            return ()
        hints = [code for code in above if code]
        found = self._standing(self._large, text) | self._county_below_city(levelled(text))
        found = {
            code
            for code in found
            if finder.level(code) in {"county", "town"}
            and all(finder.one_place(hint, code) for hint in hints)
        }
        counties = {code for code in found if finder.level(code) == "county"}
        if len(counties) == 1:
            # A county that is named settles which of two towns of one name is meant.
            found = {code for code in found if counties & set(finder.chain(code))}
        towns = {code for code in found if finder.level(code) == "town"}
        if len(towns) == 1:
            [town] = towns
            return (self._village(text, town) or town,)
        return tuple(sorted(towns or found))

    def _standing(self, names: re.Pattern[str], text: str) -> set[str]:
        """Units of those names that stand in a text."""
        return {c for name in names.findall(levelled(text)) for c in self._names[name_key(name)]}

    def _county_below_city(self, text: str) -> set[str]:
        """The county with an everyday name behind the city's in an address: 苏州市工业园区."""
        city = recorded_key(self._finder.name(self._finder.city))
        rest = text.partition(city)[2]
        called = [alias for alias in self._everyday if rest.startswith(alias)]
        return self._everyday[max(called, key=len)] if called else set()

    def at_front(self, text: str, among: Iterable[str] = (), level: str = "county") -> list[str]:
        """Those of some units, or else of a level's, whose name, whole or bare, begins a text;
        a word that many units go by is none: 新区书房.
        """
        key, units = levelled(text), self._pack.units
        return [
            code
            for code in among or units.loc[units["level"] == level, "code"]
            for stem in [bare_key(recorded_key(self._finder.name(code)))]
            if len(stem) >= _SHORTEST
            and not is_generic(stem)
            and key.startswith(stem)
            and not ROAD.match(key[len(stem) :])
        ]

    def _village(self, text: str, town: str) -> str:
        """The only village of a town that stands by its full name in a text, else ``""``."""
        units = self._pack.units
        if town not in self._villages_of:
            names = units.loc[units["parent"] == town, "name"]
            self._villages_of[town] = _pattern(names)
        standing = self._standing(self._villages_of[town], text)
        codes = {code for code in standing if self._finder.chain(code)[1:2] == [town]}
        return codes.pop() if len(codes) == 1 else ""

    def without_own(self, text: str, unit: str) -> str:
        """A remark with marks for its row's own units, which tell nothing: 在七都小学."""
        for code in self._finder.chain(unit) if unit else ():
            whole = self._finder.name(code)
            for name in (whole, bare_key(whole)):
                text = text.replace(name, "·")
        return text


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names, the longest that fits."""
    longest = sorted(
        {n for n in map(levelled, names) if len(n) > _SHORTEST}, key=lambda n: (-len(n), n)
    )
    return re.compile("|".join(map(re.escape, longest)) or r"(?!)")
