"""Where a remark says that a place is: in a unit that is not its row's, or in another city."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from locator.intake.recognise.states import CLAUSE
from locator.intake.recognise.words import compact, is_generic_key, pattern
from locator.names.keys import bare_key, levelled, name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from locator.intake.recognise.units import UnitFinder
    from locator.names.keys import OtherNames

#: Behind the name of a unit these make a road's of it: 常熟路, 太仓南路.
ROAD = re.compile("[东西南北中]?[路街巷弄桥道]")
#: Behind a bare name these make another word of it: 太湖边, 东南角, 太湖大道.
_NO_PLACE = re.compile(f"{ROAD.pattern}|大[道街]|[边旁畔滨侧角面方部向门头洋]")
#: Everyday names of zones that others have too: alone, or before a name, they mean this city's.
_LOOSE = re.compile("(?:高新|经开|开发|度假|综保|保税|工业园|园|老?城|古城|市)区|市中心|城里|市里")
#: Bare names of directions are too common in what tells of a way: 东南, 南门.
_COMPASS = re.compile("[东南西北]{2}|[东南西北][门桥]")
#: Shorter names, and bare ones of villages, are part of too many words.
_SHORTEST, _LONGEST, _SHORTEST_VILLAGE = 2, 16, 3


class Whereabouts:
    """Units as remarks call them: by whole and bare names, everyday and former ones.

    ``names`` are the units by their names as they are compared.
    """

    def __init__(
        self, names: Mapping[str, set[str]], finder: UnitFinder, other: OtherNames
    ) -> None:
        self._names, self._finder, self._other = names, finder, other

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
            whole = front in self._names or bare_key(front) != front
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

        for name, codes in self._names.items():
            large = {code for code in codes if finder.level(code) != "village"}
            if large or len(name) >= _SHORTEST_VILLAGE:
                add(name, codes)
            add(bare_key(name), large)
        for alias, kind, code in self._other.rows():
            if kind == "unit" and not alias.isascii():
                add(name_key(alias), {code})
        for former in self._other.former:
            whole = name_key(former.name)
            for name in {whole, bare_key(whole)} if not ROAD.search(whole) else {whole}:
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
