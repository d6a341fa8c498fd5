"""One box: a sentence → a wish and the place it names, with what was not understood.

The vocabulary is read by :mod:`locator.names.vocabulary`; here the names of the city's places are
found in the sentence first, since 唱歌石街道 is a place and not a singing class.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from locator.names.vocabulary import SpokenConditions, parse_sentence, plain
from locator.problems import QueryError
from locator.sharing.offers import offers
from locator.sharing.search import ShareQuery, find, mentions, reach_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from locator.pack.model import CityPack
    from locator.venues.gazetteer import PlaceIndex
    from locator.venues.place import Place

#: Score (0-100) from which a name is taken: after “near” a person means a place, in letters it is
#: spelled in pinyin or English, and Chinese elsewhere must be the name itself.
_MEANT, _SPELLED, _WRITTEN = 80.0, 93.0, 98.0
_NEAR_ZH = re.compile(r"(?:在|离|到)([^，,。在离]{2,15}?)(?:附近|旁边|周边|一带|那边)")
_NEAR_EN = re.compile(r"\b(?:in|near|at|around|by|from|close to)\s+((?:[\w'’-]+\s*){1,5})")


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """What a sentence asks for: the wish, the place it names, and words that no record has."""

    wish: ShareQuery
    place: Place | None
    unknown: tuple[str, ...]


def understand(pack: CityPack, places: PlaceIndex, text: str) -> ParsedQuestion:
    """Read a sentence; a word that no offer and no need mentions is kept apart, not dropped.

    Nothing of the sentence is kept: it may say where a person is.
    """
    said = plain(text)
    place, said = _place(places, said)
    heard = parse_sentence(said)
    words, unknown = list(heard.words), []
    for part in heard.rest:
        least = _SPELLED if part.isascii() else _WRITTEN
        if place is None and (found := _named(places, part, least)) is not None:
            place = found
        elif _known(pack, part):
            words.append(part)
        else:
            unknown.append(part)
    said_of_it = {f.name: getattr(heard, f.name) for f in fields(SpokenConditions)}
    wish = ShareQuery(**said_of_it, text=", ".join(words))
    return ParsedQuestion(wish, place, tuple(unknown))


def answered(
    pack: CityPack, places: PlaceIndex, sentences: Iterable[str], now: datetime
) -> list[str]:
    """Those of some sentences to which there is an offer: what a page may give as examples."""
    return [text for text in sentences if _has_answer(pack, understand(pack, places, text), now)]


def _has_answer(pack: CityPack, heard: ParsedQuestion, now: datetime) -> bool:
    position, units = reach_of(pack, heard.place)
    return find(pack, replace(heard.wish, units=units), now, position).fitting > 0


def _place(places: PlaceIndex, said: str) -> tuple[Place | None, str]:
    """The place that a sentence names, and the sentence without it."""
    near = _NEAR_ZH.search(said)
    if near and (found := _named(places, near[1], _MEANT)) is not None:
        return found, said.replace(near[0], "\n", 1)
    inside = places.inside(said)
    if inside is not None:
        found, name = inside
        return found, said.replace(name, "\n", 1)
    for near in _NEAR_EN.finditer(said):
        words = near[1].split()
        for n in range(len(words), 0, -1):
            name = " ".join(words[:n])
            heard = parse_sentence(name)
            if heard.rest and (found := _named(places, name, _SPELLED)) is not None:
                return found, said.replace(name, "\n", 1)
    return None, said


def _named(places: PlaceIndex, name: str, least: float) -> Place | None:
    try:
        found = places.find(name, 1)
    except QueryError:  # numbers that look like coordinates out of range
        return None
    return found[0] if found and found[0].score >= least else None


def _known(pack: CityPack, word: str) -> bool:
    tables = (offers(pack), pack.needs)
    return any(mentions(row, word) for table in tables for row in table.to_dict("records"))
