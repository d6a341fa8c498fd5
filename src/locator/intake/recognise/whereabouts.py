"""Which units stand in a text that is no name of one: an address, a title, a remark."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from locator.intake.recognise.states import CLAUSE
from locator.intake.recognise.words import compact, is_generic, is_generic_key, pattern
from locator.names.keys import bare_key, levelled, name_key, recorded_key
from locator.pack.model import cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from locator.intake.recognise.units import UnitFinder
    from locator.names.keys import OtherNames
    from locator.pack.model import CityPack

#: Behind the name of a unit these make a road's of it: 常熟路, 太仓南路.
_ROAD = re.compile("[东西南北中]?[路街巷弄桥道]")
#: Behind a bare name these make another word of it: 太湖边, 东南角, 太湖大道.
_NO_PLACE = re.compile(f"{_ROAD.pattern}|大[道街]|[边旁畔滨侧角面方部向门头洋]")
#: Everyday names of zones that others have too: alone, or before a name, they mean this city's.
_LOOSE = re.compile("(?:高新|经开|开发|度假|综保|保税|工业园|园|老?城|古城|市)区|市中心|城里|市里")
#: Bare names of directions are too common in what tells of a way: 东南, 南门.
_COMPASS = re.compile("[东南西北]{2}|[东南西北][门桥]")
#: Shorter names, and bare ones of villages, are part of too many words.
_SHORTEST, _LONGEST, _SHORTEST_VILLAGE = 2, 16, 3


class PlacesInText:
    """The names of a pack's units as they stand in texts."""

    def __init__(self, pack: CityPack, finder: UnitFinder, other: OtherNames) -> None:
        self._pack, self._finder, self._other = pack, finder, other
        units = pack.units
        self._large = _pattern(units.loc[units["level"].isin(["county", "town"]), "name"])
        self._villages_of: dict[str, re.Pattern[str]] = {}
        self._codes: dict[str, set[str]] = {}
        for code, name in cells(units, "code", "name"):
            self._codes.setdefault(recorded_key(name), set()).add(code)

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
        return {c for name in names.findall(levelled(text)) for c in self._codes[name_key(name)]}

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
            and not _ROAD.match(key[len(stem) :])
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

    # -- of a remark ---------------------------------------------------------------

    def apart(self, text: str, unit: str) -> tuple[str, frozenset[str]]:
        """Another city, or units, where a remark says that a place is, if they are not its own.

        此校在吴江盛泽, 借用震泽中学教室, or nothing but the name of a unit. Bare names count, and
        everyday and former ones; only what stands behind a word of being there, or alone, does.
        """
        for phrase in _phrases(text):
            found = self.away(phrase, unit)
            if found != ("", frozenset()):
                return found
        for clause in CLAUSE.split(compact(text)):
            codes, rest = self._begins(clause)
            while codes and rest:
                more, rest = self._begins(rest)
                codes = more or codes
                if not more:
                    break
            if codes and (not rest or pattern("places", "behind").fullmatch(rest)):
                found = self.away(clause, unit)
                if found != ("", frozenset()):
                    return found
        return "", frozenset()

    def without_own(self, text: str, unit: str) -> str:
        """A remark with marks for its row's own units, which tell nothing: 在七都小学."""
        for code in self._finder.chain(unit) if unit else ():
            whole = self._finder.name(code)
            for name in (whole, bare_key(whole)):
                text = text.replace(name, "·")
        return text

    def away(self, text: str, unit: str) -> tuple[str, frozenset[str]]:
        """The other city, or the units, with which a text begins, if they are not a row's own."""
        finder, rest, own = self._finder, text, False
        while True:
            codes, rest = self._begins(rest)
            if not codes:
                break
            own = True
            if not any(finder.one_place(unit, code) for code in codes):
                return "", frozenset(codes)
            if not codes & {*finder.chain(unit)[1:], finder.city}:
                break
        city = "" if own else finder.elsewhere.at(text) or finder.elsewhere.at_front(text)
        return city, frozenset()

    def _begins(self, text: str) -> tuple[set[str], str]:
        """The units with whose longest name a text begins, and what follows; none and the text."""
        key = compact(levelled(text))
        for cut in range(min(len(key), _LONGEST), _SHORTEST - 1, -1):
            front, rest = key[:cut], key[cut:]
            codes = self._codes_of_front.get(front, set())
            whole = front in self._codes or bare_key(front) != front
            loose = _LOOSE.fullmatch(front) and rest and not self._begins(rest)[0]
            if codes and not loose and (whole or not _NO_PLACE.match(rest)):
                return codes, rest
        return set(), key

    @cached_property
    def _codes_of_front(self) -> dict[str, set[str]]:
        """Units by all names by which a text may begin with them."""
        finder, found = self._finder, dict[str, set[str]]()

        def add(name: str, codes: Iterable[str]) -> None:
            if not is_generic_key(name) and not _COMPASS.fullmatch(name) and len(name) >= _SHORTEST:
                found.setdefault(name, set()).update(codes)

        for name, codes in self._codes.items():
            large = {code for code in codes if finder.level(code) != "village"}
            if large or len(name) >= _SHORTEST_VILLAGE:
                add(name, codes)
            add(bare_key(name), large)
        for alias, kind, code in self._other.rows():
            if kind == "unit" and not alias.isascii():
                add(name_key(alias), {code})
        for former in self._other.former:
            whole = name_key(former.name)
            for name in {whole, bare_key(whole)} if not _ROAD.search(whole) else {whole}:
                add(name, former.successors)
        return found


def _phrases(text: str) -> Iterator[str]:
    """What stands behind words of being somewhere, unless that was before, or is about a day."""
    for clause in CLAUSE.split(compact(text)):
        for lead in pattern("places", "leads").finditer(clause):
            phrase = clause[lead.end() :]
            if pattern("places", "before").search(clause[: lead.start()]):
                continue
            if phrase and not pattern("places", "visits").search(phrase):
                yield phrase


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names, the longest that fits."""
    longest = sorted(
        {n for n in map(levelled, names) if len(n) > _SHORTEST}, key=lambda n: (-len(n), n)
    )
    return re.compile("|".join(map(re.escape, longest)) or r"(?!)")
