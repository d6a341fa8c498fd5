"""A venue as a resident reads it: short lines of text, in their language, with their source.

Cards are plain dictionaries of strings for the browser component that draws them; the component
sets every string as text, so nothing here is escaped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pandas as pd

from locator.coverage.verdicts import is_recognised
from locator.hours.state import state_at, unless_shut
from locator.hours.sun import point_of
from locator.pack.model import LIST_SEPARATOR, CityPack
from locator.venues.nearby import from_station
from locator.ways.travel import LONGEST_WALK
from locator.wording.catalogue import Lang, t
from locator.wording.directions import Direction, directions, searches
from locator.wording.figures import dated, distance_kind, distance_text, minutes_text
from locator.wording.hours import describe, hours_words
from locator.wording.labels import label, labels
from locator.wording.names import name_of, unit_path
from locator.wording.prices import admission_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from datetime import datetime

    from locator.city import City
    from locator.hours.state import HoursState
    from locator.pack.files import Vocabularies

Card = dict[str, Any]

_PHONE = re.compile(r"[+\d][\d\s()-]{5,}\d")
#: What a list says of each venue beside where it is; its page says all.
_BRIEF = ("hours", "admission")
#: Chinese characters from which on a citation names somebody, and sources that a card names.
_NAMED, _SOURCES = 3, 2
#: What a part of a citation gave where it gave a cell and not the record.
_CELLS = ("坐标", "地址", "开放时间")
_HOST = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})")
#: A site as collectors noted it: its short name and the number of a page.
_SHORTHAND = re.compile(r"[a-z][\w.-]*(?: (?:镜像|[\w=-]*\d).*)?")


def venue_card(
    pack: CityPack, venue: Mapping[Hashable, Any], origin: str, now: datetime, lang: Lang
) -> Card:
    """Everything a resident needs of one venue.

    Parameters
    ----------
    venue
        A row of ``pack.venues``, with ``distance_m`` and ``walk_min`` when it was found near a
        position.
    origin
        Name of that position, as the distance is worded; "" says no distance.
    now
        When hours are judged; naive is the city's time.
    """
    return at_moment(lasting_parts(pack, venue, lang), venue, origin, now, lang)


def card_alone(city: City, venue: Mapping[Hashable, Any], now: datetime, lang: Lang) -> Card:
    """The card of a venue on a page of its own: how far from the nearest station it is."""
    found = from_station(city.pack, venue, city.walk)
    if found is None:
        return venue_card(city.pack, venue, "", now, lang)
    station = city.places.by_token(found[0])
    name = name_of(station, lang) if station is not None else found[0]
    return venue_card(city.pack, dict(venue) | found[1], name, now, lang)


def at_moment(
    card: Card, venue: Mapping[Hashable, Any], origin: str, now: datetime, lang: Lang
) -> Card:
    """The card of :func:`venue_card` from its :func:`lasting_parts`."""
    said = state_at(venue["opening_hours"], now, point_of(venue))
    state = unless_shut(said, venue["status"])
    hours = describe(state, lang, now) + ask_first(venue, state, lang)
    return {
        **card,
        "distance": _distance(venue, origin, lang) if origin else "",
        "hours": hours if venue["status"] == "open" else "",
        "hours_state": state.state,
    }


def lasting_parts(pack: CityPack, venue: Mapping[Hashable, Any], lang: Lang) -> Card:
    """What a card says whenever and from wherever it is asked for; the rest is still empty."""
    layer = pack.catalogue.layers[venue["layer"]]
    located = not pd.isna(venue["lon"])
    phone = _PHONE.search(venue["phone"])
    facts = _facts(pack, venue, lang)
    return {
        "id": venue["id"],
        "name": name_of(venue, lang),
        # Whoever asks the way shows the name as signs have it.
        "original": venue["name"] if lang == "en" else "",
        "translated": "" if lang == "zh" or venue["name_en"] else t("find.translated", lang),
        "kind": name_of(layer, lang),
        "glyph": layer.glyph,
        "colour": pack.catalogue.colour(layer.code),
        "located": located,
        **dict.fromkeys(("distance", "hours", "hours_state"), ""),
        "badges": _badges(venue, lang),
        "facts": _labelled(facts, facts, lang),
        "brief": _labelled(facts, ["address" if venue["address"] else "area", *_BRIEF], lang),
        "phone": t("find.call", lang, phone=phone[0] if phone else venue["phone"]),
        "phone_href": "tel:" + re.sub(r"[^\d+]", "", phone[0]) if phone else "",
        "website": venue["website"],
        "page": "venue?" + urlencode({"id": venue["id"]}),
        "wrong": "correct?" + urlencode({"id": venue["id"]}),
        "directions": [{"name": d.name, "url": d.url} for d in _directions(pack, venue, lang)],
        "source": t(
            "find.source",
            lang,
            source=short_source(venue["source"], lang, pack.vocabularies),
            date=dated(venue, lang),
        ),
        "evidence": [
            [t(f"find.fact_{name}", lang), venue[name]]
            for name in ("source", "licence", "note")
            if venue[name]
        ],
    }


def short_source(text: str, lang: Lang, terms: Vocabularies | None = None) -> str:
    """Who says so, in plain words; the whole stands with the evidence.

    Of a citation its Chinese words remain, otherwise the site, by the name that the vocabulary
    ``source`` gives it or as what it is; addresses, names of repositories, numbers of pages and
    remarks in brackets are for clerks, and what gave only a cell names nobody. ``terms`` are the
    vocabularies of a pack, as in :func:`~locator.wording.labels.label`.
    """
    names = []
    for part in re.split(r"[；;]", text):
        plain = re.sub(r"[（(][^（()）]*[)）]|，引自.*|https?://\S+", "", part).strip()
        said = "".join(re.findall(r"[\u3400-\u9fff、《》]+", plain))
        host = _HOST.search(part)
        if said.startswith(_CELLS) or said.endswith("区划"):
            continue
        if plain.startswith("OpenStreetMap"):
            names.append("OpenStreetMap")
        elif len(said) >= _NAMED:
            names.append(label("source", said, lang, terms))
        elif host or _SHORTHAND.fullmatch(plain):
            names.append(_site(host[1] if host else "", lang, terms))
        else:
            names.append(plain)
    return (
        t("find.source_and", lang).join(
            list(dict.fromkeys(name for name in names if name))[:_SOURCES]
        )
        or text
    )


def _site(host: str, lang: Lang, terms: Vocabularies | None) -> str:
    """A website by the name of the narrowest domain that has one."""
    parts = host.split(".")
    for start in range(len(parts) - 1):
        domain = ".".join(parts[start:])
        name = label("source", domain, lang, terms)
        if name != domain:
            return name
    return t("find.source_site", lang)


def ask_first(venue: Mapping[Hashable, Any], state: HoursState, lang: Lang) -> str:
    """Where hours are unknown: how to ask, where the record says how; otherwise nothing."""
    known = "phone" if _PHONE.search(venue["phone"]) else "website" if venue["website"] else ""
    return t(f"hours.ask_{known}", lang) if known and state.state == "unknown" else ""


def _directions(pack: CityPack, venue: Mapping[Hashable, Any], lang: Lang) -> list[Direction]:
    """Ways to a venue: to its point, or else map services asked for its name and address."""
    if pack.city.fictional:
        return []
    if not pd.isna(venue["lon"]):
        return directions(venue["name"], venue["lon"], venue["lat"], lang)
    units = [pack.units.at[venue[c], "name"] for c in ("county", "town") if venue[c]]
    words = " ".join([*units, venue["address"], venue["name"]])
    return searches(" ".join(words.split()), pack.city.name, lang)


def _distance(venue: Mapping[Hashable, Any], origin: str, lang: Lang) -> str:
    """How far from where, and how long on foot up to an hour: nobody walks farther."""
    metres = float(venue["distance_m"])
    minutes = float(venue["walk_min"])
    far = t(
        f"find.{distance_kind(venue['precision'])}",
        lang,
        origin=origin,
        distance=distance_text(metres, lang),
    )
    if not minutes <= LONGEST_WALK:
        return far
    return t("find.distance_walk", lang, distance=far, walk=minutes_text(minutes, lang))


def _badges(venue: Mapping[Hashable, Any], lang: Lang) -> list[str]:
    badges = [] if venue["status"] == "open" else [label("status", venue["status"], lang)]
    named = (
        venue["recognition"].split(LIST_SEPARATOR) if is_recognised(venue["recognition"]) else []
    )
    return badges + [r.strip() for r in named if r.strip()]


def _facts(pack: CityPack, venue: Mapping[Hashable, Any], lang: Lang) -> dict[str, str]:
    """What is known by its name; what is unknown is left out, never guessed."""
    facts = {
        "area": unit_path(pack, venue["unit"], lang),
        "address": venue["address"] or "",
        "hours": hours_words(venue["opening_hours"], lang),
        "admission": admission_text(venue["admission"], lang),
        "audience": labels("audience", venue["audience"], lang),
        "topics": labels("topic", venue["topics"], lang),
        "shares": labels("share", venue["shares"], lang),
    }
    return {name: text for name, text in facts.items() if text}


def _labelled(facts: Mapping[str, str], names: Iterable[str], lang: Lang) -> list[list[str]]:
    return [[t(f"find.fact_{name}", lang), facts[name]] for name in names if name in facts]
