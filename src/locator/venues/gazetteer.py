"""Names of a pack → places: stations, landmarks, units and venues under all their names.

Two questions. :meth:`PlaceIndex.named` says what a text names, and how sure that is; nothing
weaker than the name itself, an everyday name, or its sound in letters counts there.
:meth:`PlaceIndex.find` lists what a text may mean, best first, by parts of names, initials and
small typos too: for suggestions, never to act upon.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from locator.geo.datum import Datum, check_position, convert, great_circle
from locator.geo.written import find_position
from locator.names.keys import OtherNames, bare_key, core_key, name_key
from locator.pack.model import PLACE_KINDS, cells
from locator.problems import Problem, QueryError
from locator.venues.called import LONG_NAME, Called, Tier
from locator.venues.contacts import VenueContacts
from locator.venues.place import Place
from locator.venues.resembling import EXACT, NEARLY, PINYIN, NameTexts, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from locator.pack.model import CityPack


_ADDRESS, _PHONE = 83.0, 95.0
#: More than this of a text is not looked at.
LONGEST = 100
#: Two places of one name nearer than this are one answer: a town and the station in it.
_TOGETHER_M = 3_000.0

#: Among equal scores, what a person most often means first; and of a name that several bear, the
#: likeliest bearer, in or beside which the others stand.
_KIND_ORDER = (
    "city", "county", "station", "landmark", "circle", "town", "park", "hospital", "school",
    "estate", "street", "settlement", "village", "venue",
)  # fmt: skip # a table
_BEARERS = (
    "city", "county", "town", "station", "landmark", "circle", "park", "hospital", "school",
    "estate", "street", "settlement", "village", "venue",
)  # fmt: skip # a table
_POINTS = frozenset(PLACE_KINDS)
#: Levels of units whose short names are as much those of greater ones that are no more.
_SMALL = frozenset({"village", "town"})


class PlaceIndex:
    """All names of a pack, prepared for :meth:`named` and :meth:`find`."""

    def __init__(self, pack: CityPack) -> None:
        self._pack = pack
        self._parent = dict(cells(pack.units, "code", "parent"))
        self.names = OtherNames(pack.aliases, pack.successors)
        self._called = Called(pack, self.names)
        self._places: list[Place] = []
        #: tier → key → numbers of places; ``_inside`` holds those that may stand in a sentence.
        self._keys: dict[Tier, dict[str, list[int]]] = {tier: defaultdict(list) for tier in Tier}
        self._inside: dict[str, None] = {}
        texts: list[tuple[str, int]] = []
        main: list[int] = []
        for number, (place, forms) in enumerate(self._called.places()):
            self._places.append(place)
            latin = next((key for key in forms if key.isascii()), "")
            main += [
                len(texts) + n
                for n, key in enumerate(forms)
                if key in {latin, bare_key(core_key(place.name))}
            ]
            for key, tier in forms.items():
                if number not in self._keys[tier][key]:
                    self._keys[tier][key].append(number)
                wide = place.kind not in {"village", "venue"}
                if len(key) >= (2 if wide else LONG_NAME):
                    self._inside[key] = None
                texts.append((key, number))
        self._number = {p.code: n for n, p in enumerate(self._places) if p.code}
        self._by_name = {p.name: n for n, p in reversed([*enumerate(self._places)]) if not p.code}
        self._add_former()
        self._texts = NameTexts(texts, main)
        for key, number in self._texts.sounds():
            if number not in self._keys[Tier.SOUND][key]:
                self._keys[Tier.SOUND][key].append(number)
        self._longest = max(map(len, self._inside), default=0)
        self._contacts = VenueContacts(pack.venues)
        self._ranks = np.array([_rank(_KIND_ORDER, p.kind) for p in self._places], np.int64)
        self._lengths = np.array([len(p.name) for p in self._places], np.int64)

    # -- what a text names ---------------------------------------------------------------------

    def named(self, text: str) -> tuple[tuple[Place, ...], Tier] | None:
        """The places that a text is a name of, most likely first, and how surely; None: of none.

        Several places: the name does not say which. A place that stands in, or beside, a likelier
        one of the same name is not counted apart (木渎 the town, and its station).
        """
        key = name_key(text[:LONGEST])
        for tier in Tier:
            for form in self._called.variants(key):
                if numbers := self._keys[tier].get(form):
                    if form.isascii() and tier is not Tier.SOUND:
                        # Yushan is how 虞山 is written in letters, and how 玉山 sounds as well.
                        alike = [n for one in Tier for n in self._keys[one].get(form, ())]
                        found = self._apart(alike, Tier.SOUND, form)
                    else:
                        found = self._apart(numbers, tier, form)
                    if tier is Tier.OTHER and all(place.kind in _SMALL for place in found):
                        # 沙洲 without its ending is a village's as little as a former county's, and
                        # 金阊 as much the former district's as the town's; 娄葑 the town became.
                        former = self._apart(self._keys[Tier.FORMER].get(form, ()), tier, form)
                        found += [] if set(former) & set(found) else former
                    return tuple(found), tier
        return None

    def alike(self, text: str) -> tuple[Place, ...]:
        """Places that sound like a Chinese text with a letter in common, or have these initials."""
        key = name_key(text[:LONGEST])
        sound = spelled(key)
        found = self._keys[Tier.SOUND].get(sound, []) if not key.isascii() else []
        alike = [n for n in found if set(key) & set(self._places[n].name)]
        return tuple(self._ordered(alike or self._texts.of_initials(key)))

    def at_address(self, text: str) -> tuple[Place, ...]:
        """Venues whose recorded address holds a text."""
        return self._of_ids(self._contacts.at_address(text[:LONGEST]))

    def at_house(self, line: str) -> tuple[str, str, tuple[Place, ...]] | None:
        """What stands before a house that a line names, the house, and its venues."""
        house = self._contacts.at_house(line[:LONGEST])
        return house and (house.before, house.name, self._of_ids(house.ids))

    def at_phone(self, text: str) -> tuple[Place, ...]:
        """Venues of a telephone number, with or without the codes of its area and country."""
        return self._of_ids(self._contacts.at_phone(text[:LONGEST]))

    def telephone_in(self, line: str) -> tuple[tuple[Place, ...], str] | None:
        """Venues of the telephone number that stands in a line, and the line without it."""
        found = self._contacts.telephone_in(line[:LONGEST])
        return found and (self._of_ids(found[0]), found[1])

    def inside(self, text: str) -> tuple[Place, str] | None:
        """The place whose Chinese name stands in a longer text, and the name as it stands there.

        The longest name counts. Names of villages and venues count from four characters on.
        """
        hits = [name for start, name in self.standing_in(text)]
        for name in sorted(hits, key=lambda n: -len(n)):
            if found := self.named(name):
                return found[0][0], name
        return None

    def standing_in(self, text: str) -> Iterator[tuple[int, str]]:
        """Every Chinese name of a place that stands in a text, with its position."""
        for start in range(len(text)):
            if text[start].isascii():
                continue
            for end in range(start + 2, min(len(text), start + self._longest) + 1):
                if text[start:end] in self._inside:
                    yield start, text[start:end]

    def by_token(self, token: str) -> Place | None:
        """The place that an address names: a unit code, a venue id or a place's exact name."""
        number = self._number.get(token, self._by_name.get(token))
        return None if number is None else self._places[number]

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place of the pack."""
        return tuple(self._places)

    def within(self, unit: str) -> tuple[str, ...]:
        """A unit and all units above it."""
        chain = []
        while unit:
            chain.append(unit)
            unit = self._parent.get(unit, "")
        return tuple(chain)

    # -- what a text may mean ------------------------------------------------------------------

    def find(self, text: str, limit: int = 10, datum: Datum = "wgs84") -> list[Place]:
        """Places that a text may mean, best first.

        Parameters
        ----------
        text
            A name in Chinese or English, full pinyin, pinyin initials, an address, a telephone,
            or coordinates in any writing (:func:`locator.geo.written.find_position`).
        limit
            At most so many.
        datum
            What typed coordinates are in where they do not say.

        Raises
        ------
        QueryError
            ``limit`` is below 1, or typed coordinates are out of range.
        """
        if limit < 1:
            raise QueryError(Problem("error", "query.limit", value=str(limit)))
        place, rest = self.position(text, datum)
        if place is not None and not rest:
            return [place]
        key = name_key(text[:LONGEST])
        if not key:
            return []
        best = np.zeros(len(self._places))
        self._raise_named(best, key)
        self._texts.score(best, key)
        for places, score in ((self.at_phone(text), _PHONE), (self.at_address(text), _ADDRESS)):
            numbers = [self._number[place.code] for place in places]
            best[numbers] = np.maximum(best[numbers], score)
        hits = np.flatnonzero(best)
        # Shorter names first among equals: 平江 means the subdistrict before its every shop.
        order = hits[np.lexsort([hits, self._lengths[hits], self._ranks[hits], -best[hits]])]
        return [
            replace(self._places[n], score=round(float(best[n]), 1)) for n in order[:limit].tolist()
        ]

    def position(self, text: str, datum: Datum = "wgs84") -> tuple[Place | None, str]:
        """The coordinates in a text as a place, and the rest of the text.

        Raises
        ------
        QueryError
            They are out of range.
        """
        found = find_position(text[:LONGEST], self._pack.city.center)
        if found is None:
            return None, text
        lon, lat = found.lon, found.lat
        check_position(lon, lat)
        x, y = convert(lon, lat, found.datum or datum, "wgs84")
        return Place("", "", "coordinate", "", "", float(x), float(y), EXACT), found.rest

    def _raise_named(self, best: NDArray[np.float64], key: str) -> None:
        scores = {Tier.NAME: EXACT, Tier.OTHER: EXACT, Tier.FORMER: NEARLY, Tier.SOUND: PINYIN}
        forms = [*self._called.variants(key)]
        for tier, score in scores.items():
            for form in forms:
                for number in self._keys[tier].get(form, ()):
                    best[number] = max(best[number], score)

    # -- preparing -----------------------------------------------------------------------------

    def _add_former(self) -> None:
        for unit in self.names.former:
            now = [self._number[code] for code in unit.successors if code in self._number]
            own = name_key(unit.name)
            for key in {own, unit.code, bare_key(own)} - {""}:
                self._keys[Tier.FORMER][key] += now
                self._inside[key] = None

    def _ordered(self, numbers: Iterable[int], key: str = "") -> list[Place]:
        places = [self._places[n] for n in dict.fromkeys(numbers)]
        return sorted(
            places,
            key=lambda p: (
                _rank(_BEARERS, p.kind),
                key not in {name_key(p.name), core_key(p.name)},
                len(p.name),
            ),
        )

    def _apart(self, numbers: Sequence[int], tier: Tier, key: str) -> list[Place]:
        """The places of one name; what stands in or beside a likelier one is left out."""
        found: list[Place] = []
        # The successors of a unit stand in the order of its rows.
        own = [self._places[n] for n in numbers]
        for place in dict.fromkeys(own if tier is Tier.FORMER else self._ordered(numbers, key)):
            if tier is not Tier.NAME and place.kind == "village" and found:
                continue  # without its ending, a village is not what the name of a town means
            if not any(self._together(place, other) for other in found):
                found.append(place)
        return found

    def _together(self, place: Place, other: Place) -> bool:
        if "venue" in (place.kind, other.kind):
            return False
        chain = self.within(place.unit)
        if other.kind in {"county", "town"} and other.code in chain:
            return True
        if (place.kind in _POINTS) != (other.kind in _POINTS):
            # A station is named after the village beside it, which often has no point.
            return bool(set(chain[-2:-1]) & set(self.within(other.unit)))
        if place.lon is None or place.lat is None or other.lon is None or other.lat is None:
            return False
        return bool(great_circle(place.lon, place.lat, other.lon, other.lat) < _TOGETHER_M)

    def _of_ids(self, ids: Iterable[str]) -> tuple[Place, ...]:
        return tuple(self._places[self._number[one]] for one in ids)


def _rank(order: Sequence[str], kind: str) -> int:
    return order.index(kind) if kind in order else len(order)
