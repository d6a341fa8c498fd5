"""How a place may be called: keys of its record, and what a typed key may be recorded as."""

from __future__ import annotations

import re
from collections import defaultdict
from enum import IntEnum
from typing import TYPE_CHECKING

from locator.names.english import GENERIC, english_keys
from locator.names.keys import bare_key, core_key, name_key
from locator.names.latin import translated
from locator.pack.model import LEVELS
from locator.venues.place import entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from locator.names.keys import OtherNames
    from locator.pack.model import CityPack
    from locator.venues.place import Place

#: Names of villages and venues shorter than this are not looked for inside a sentence.
LONG_NAME = 4
#: The English words that end the recorded English name of a unit or a station.
_LATIN_ENDING = re.compile(
    r"\s+(?:City|District|County|Town|Township|Subdistrict|Community|Village|Station)$"
)
#: The office that stands behind the name of a unit.
_OFFICE = re.compile("(?:居民委员会|居委会|村民委员会|村委会|人民政府|政府|办事处)$")
#: Generic words of venues: what ends so in brackets is a second name, not a remark.
_HOUSES = tuple(word for word in GENERIC if word[-1] in "馆学院宫")
_METRO = re.compile("(?:地铁站|轻轨站)$")


class Tier(IntEnum):
    """How a text names a place, surest first."""

    NAME = 0  #: its recorded name
    OTHER = 1  #: an everyday name, the name without its ending or remark, in English
    FORMER = 2  #: a unit that is no more and became it
    SOUND = 3  #: its pinyin in full, typed in letters


class Called:
    """The names of a pack's places in all their forms."""

    def __init__(self, pack: CityPack, names: OtherNames) -> None:
        self._pack, self._names = pack, names
        self._stems = _unit_stems(pack, names)
        self._institutions = _institutions(names)
        city = name_key(pack.city.name)
        self._city = (city, bare_key(city))

    def variants(self, key: str) -> Iterator[str]:
        """A key, and what it may be recorded as: without its office, its city, 市 behind 太仓."""
        written = (key, _OFFICE.sub("", key), _METRO.sub("站", key), _METRO.sub("", key))
        forms = dict.fromkeys(written)
        for form in list(forms):
            forms |= dict.fromkeys([self._loose(form), *self._in_full(form)])
        for form in list(forms):
            for city in self._city:
                rest = form.removeprefix(city)
                if rest != form and len(rest) > 1:
                    forms[rest] = None
        return (form for form in forms if len(form) > 1 or form == key)

    def _in_full(self, key: str) -> Iterator[str]:
        """苏图枫桥分馆 as 苏州图书馆枫桥分馆: an institution in front by its other names."""
        for name, others in self._institutions:
            if key.startswith(name) and len(key) > len(name):
                yield from (other + key.removeprefix(name) for other in others)

    def _loose(self, key: str) -> str:
        """太仓市博物馆 as 太仓博物馆: a unit's name in front without its ending."""
        for name, stem in self._stems:
            if key.startswith(name) and len(key) > len(name):
                return stem + key.removeprefix(name)
        return key

    def places(self) -> Iterator[tuple[Place, dict[str, Tier]]]:
        """Every place with the keys that it is known by."""
        known: dict[tuple[str, str], list[str]] = defaultdict(list)
        for alias, kind, target in self._names.rows():
            known[kind, target].append(alias)
        # 悦书房（常熟图书馆）: what is in brackets is the house that keeps it.
        houses = {self._loose(core_key(name)) for name in self._pack.venues["name"]}
        for place, more in entries(self._pack):
            kind = "unit" if place.kind in LEVELS else place.kind
            token = place.code or place.name
            aliases = known["place" if not place.code else kind, token]
            forms: dict[str, Tier] = {}
            for text in (place.name, place.name_en):
                forms.setdefault(name_key(text), Tier.NAME)
            others = [*more, *aliases]
            core = core_key(place.name)
            ending = self._loose if place.kind == "venue" else bare_key
            latin = name_key(_LATIN_ENDING.sub("", place.name_en))
            derived = [core, ending(name_key(place.name)), ending(core), latin]
            english = [k for text in (place.name, *others) for k in english_keys(text)]
            if place.kind == "venue":
                second = (name for name in _second_names(place.name) if name not in houses)
                derived += self._short(core), *second, *self._branch(core)
                # As pages show it to who reads English, also without City and District.
                english += [name_key(translated(t)) for t in (place.name, core, ending(core))]
            if kind == "unit":
                forms.setdefault(name_key(place.code), Tier.NAME)
            for key in (*map(name_key, others), *derived, *english):
                forms.setdefault(key, Tier.OTHER)
            forms.pop("", None)
            yield place, forms

    def _short(self, core: str) -> str:
        """A venue's name without its city, where it still says which: 丝绸博物馆."""
        for city in self._city:
            rest = core.removeprefix(city)
            if rest != core and len(rest) >= LONG_NAME and rest not in GENERIC:
                return rest
        return core

    def _branch(self, core: str) -> Iterator[str]:
        """枫桥分馆 of 苏州图书馆枫桥分馆: a branch without its institution."""
        for name, _ in self._institutions:
            rest = core.removeprefix(name)
            if rest != core and len(rest) >= LONG_NAME and rest.endswith("馆"):
                if rest not in GENERIC:
                    yield rest
                return


def _second_names(name: str) -> list[str]:
    """A venue's names in brackets behind its own: 吴中博物馆 in 吴文化博物馆（吴中博物馆）."""
    parts = [name_key(part) for part in re.findall(r"[（(]([^（）()]+)[）)]", name)]
    return [p for p in parts if any(p.endswith(g) and len(p) > len(g) + 1 for g in _HOUSES)]


def _institutions(names: OtherNames) -> list[tuple[str, tuple[str, ...]]]:
    """Everyday names of venues and the others of exactly the same ones, longest first.

    苏图 is 苏州图书馆 and 苏州市图书馆, and so it is in front of the name of a branch.
    """
    targets: dict[str, set[str]] = defaultdict(set)
    for alias, kind, target in names.rows():
        if kind == "venue":
            targets[name_key(alias)].add(target)
    same: dict[frozenset[str], list[str]] = defaultdict(list)
    for key, venues in targets.items():
        same[frozenset(venues)].append(key)
    pairs = [
        (key, tuple(other for other in keys if other != key and not other.startswith(key)))
        for keys in same.values()
        for key in keys
    ]
    return sorted(((k, o) for k, o in pairs if o), key=lambda pair: -len(pair[0]))


def _unit_stems(pack: CityPack, names: OtherNames) -> list[tuple[str, str]]:
    """Names of units down to towns, also former ones, with and without ending, longest first."""
    wide = pack.units[pack.units["level"] != "village"]
    keys = [name_key(name) for name in (*wide["name"], *(unit.name for unit in names.former))]
    return sorted(((k, bare_key(k)) for k in keys if bare_key(k) != k), key=lambda p: -len(p[0]))
