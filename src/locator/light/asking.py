"""What an address, a body and a typed line ask of the light face, and how it is said if nothing."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from locator import clock
from locator.hours.windows import PARTS, dates
from locator.light.visit import RefusedError
from locator.problems import QueryError
from locator.venues.origin import Origin, origin_of, point_of
from locator.venues.place import Place
from locator.wording.catalogue import t
from locator.wording.listing import suggestion
from locator.wording.names import name_of
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from locator.light.visit import Visit
    from locator.venues.question import Question

#: So much of what a person wrote is said back.
TEXT_SHOWN = 40
_SUGGESTIONS, _FAR = 6, timedelta(days=366)
#: What a position in the body is, beside where a person is.
_KINDS = {"coordinate", "point"}


def origin_asked(visit: Visit) -> Origin | None:
    """The place that an address names, or the position that was sent.

    Raises
    ------
    RefusedError
        There is no such place, or these are no coordinates.
    """
    if visit.sent("lon") or visit.sent("lat"):
        return _position(visit)
    token = visit.parameter("near")
    if not token:
        return None
    place = visit.city.places.by_token(token)
    origin = point_of(token) if place is None else origin_of(place)
    if origin is None and visit.city.asker.of_another_city(token):
        city = name_of(visit.pack.city, visit.lang)
        raise RefusedError(
            404, t("light.other_city", visit.lang, text=token[:TEXT_SHOWN], city=city)
        )
    if origin is None:
        raise RefusedError(
            404,
            t("light.unknown_place", visit.lang, text=token[:TEXT_SHOWN]),
            alike(visit, token, visit.path),
        )
    return origin


def _position(visit: Visit) -> Origin:
    """Where a person is, what they typed as coordinates, or where they tapped the map."""
    try:
        lon, lat = float(visit.sent("lon")), float(visit.sent("lat"))
    except ValueError:
        lon = lat = math.inf
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise RefusedError(400, t("light.wrong_position", visit.lang))
    kind = visit.sent("kind")
    place = Place("", "", kind if kind in _KINDS else "position", "", "", lon, lat, 100.0)
    return Origin(place, "")


def alike(visit: Visit, text: str, page: str) -> list[tuple[str, str]]:
    """Places whose names resemble a text: address of the same page from there, and name."""
    try:
        places = visit.city.places.find(text, _SUGGESTIONS)
    except QueryError:
        places = []
    words = [suggestion(visit.pack, place, visit.lang) for place in places]
    return [(visit.to(page, {"near": w["token"]}), called(w)) for w in words if w["token"]]


def called(words: Mapping[str, str]) -> str:
    """A suggestion in one line: its name, what and where it is."""
    return " · ".join(filter(None, (words["name"], words["context"])))


def codes_asked(visit: Visit, key: str, known: Container[str]) -> tuple[str, ...]:
    """Codes of a parameter that may be given more than once.

    Raises
    ------
    RefusedError
        One is not known.
    """
    codes = [code for code in dict.fromkeys(visit.query.get(key, ())) if code]
    for code in codes:
        if code not in known:
            raise unknown_value(visit, code)
    return tuple(codes)


def number_asked(visit: Visit, key: str, known: range) -> int | None:
    """A number of a parameter, None without one.

    Raises
    ------
    RefusedError
        It is none, or out of range.
    """
    text = visit.parameter(key)
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < len("1000000") else 0
    if number not in known:
        raise unknown_value(visit, text)
    return number


def day_asked(visit: Visit, key: str) -> str:
    """A day of a parameter as :func:`~locator.hours.windows.dates` takes it, "" without one.

    Raises
    ------
    RefusedError
        It is none, or more than a year away.
    """
    day, now = visit.parameter(key), clock.now()
    try:
        far = bool(day) and abs(dates(day, now)[0] - now.date()) > _FAR
    except QueryError:
        far = True
    if far:
        raise unknown_value(visit, day)
    return day


def part_asked(visit: Visit) -> str:
    """The part of the day that an address names, "" without one.

    Raises
    ------
    RefusedError
        It is not known.
    """
    part = visit.parameter("part")
    if part and part not in PARTS:
        raise unknown_value(visit, part)
    return part


def unknown_value(visit: Visit, text: str) -> RefusedError:
    """An address holds what this page cannot know; its own start is offered."""
    sentence = t("light.unknown_value", visit.lang, text=text[:TEXT_SHOWN])
    return RefusedError(400, sentence)


def moment_asked(visit: Visit, key: str) -> datetime | None:
    """A day and an hour of a parameter (the city's time), None without one.

    Raises
    ------
    RefusedError
        It is none, or more than a year away.
    """
    text = visit.parameter(key)
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise unknown_value(visit, text) from None
    if when.tzinfo is not None or abs(when.date() - clock.today()) > _FAR:
        raise unknown_value(visit, text)
    return when


def question_asked(visit: Visit, text: str) -> Question:
    """What a typed line asks, if anything.

    Raises
    ------
    RefusedError
        Nothing of it is known, or its coordinates are out of range.
    """
    try:
        question = visit.city.asker.ask(text)
    except QueryError as failure:
        raise RefusedError(400, failure_text(failure, visit.lang)) from None
    if question.certainty == "nothing":
        sentence = t("find.not_understood", visit.lang, text=text[:TEXT_SHOWN])
        groups = visit.pack.catalogue.groups
        known = [(visit.to("m", {"group": g}), name_of(groups[g], visit.lang)) for g in groups]
        raise RefusedError(404, sentence, known)
    return question
