"""A venue as a resident reads it: short lines of text, in their language, with their source.

Cards are plain dictionaries of strings for the browser component that draws them; the component
sets every string as text, so nothing here is escaped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import pandas as pd

from locator.hours.state import state_at, unless_shut
from locator.pack.model import LIST_SEPARATOR, CityPack
from locator.venues.search import FREE
from locator.wording.catalogue import Lang, t
from locator.wording.directions import directions
from locator.wording.figures import date_text, distance_text, minutes_text
from locator.wording.hours import describe, hours_words
from locator.wording.labels import label, labels
from locator.wording.names import name_of, unit_path

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import datetime

Card = dict[str, Any]

_PHONE = re.compile(r"[+\d][\d\s()-]{5,}\d")


def venue_card(
    pack: CityPack, venue: Mapping[Hashable, Any], origin: str, now: datetime, lang: Lang
) -> Card:
    """Everything a resident needs of one venue.

    Parameters
    ----------
    venue
        A row of ``pack.venues``, with ``distance_m`` when it was found near a position.
    origin
        Name of that position, as the distance is worded ("" without one).
    now
        When hours are judged; naive is the city's time.
    """
    layer = pack.catalogue.layers[venue["layer"]]
    located = not pd.isna(venue["lon"])
    state = unless_shut(state_at(venue["opening_hours"], now), venue["status"])
    phone = _PHONE.search(venue["phone"])
    return {
        "id": venue["id"],
        "name": name_of(venue, lang),
        # Whoever asks the way shows the name as signs have it.
        "original": venue["name"] if lang == "en" else "",
        "kind": name_of(layer, lang),
        "glyph": layer.glyph,
        "colour": pack.catalogue.colour(layer.code),
        "located": located,
        "distance": _distance(pack, venue, origin, lang) if "distance_m" in venue else "",
        "hours": describe(state, lang, now) if venue["status"] == "open" else "",
        "hours_state": state.state,
        "badges": _badges(venue, lang),
        "facts": _facts(pack, venue, lang),
        "phone": t("find.call", lang, phone=phone[0] if phone else venue["phone"]),
        "phone_href": "tel:" + re.sub(r"[^\d+]", "", phone[0]) if phone else "",
        "website": venue["website"],
        "page": "venue?" + urlencode({"id": venue["id"]}),
        "wrong": "correct?" + urlencode({"id": venue["id"]}),
        "directions": []
        if pack.city.fictional or not located
        else [
            {"name": d.name, "url": d.url}
            for d in directions(venue["name"], venue["lon"], venue["lat"], lang)
        ],
        "source": t(
            "find.source",
            lang,
            source=short_source(venue["source"]),
            date=date_text(venue["source_date"], lang),
        ),
        "evidence": [
            [t(f"find.fact_{name}", lang), venue[name]]
            for name in ("source", "licence", "note")
            if venue[name]
        ],
    }


def admission_text(text: str, lang: Lang) -> str:
    """What it costs in the record's words; free of charge in the reader's language before them."""
    free = t("find.free", lang)
    if not text.startswith(FREE) or free == FREE:
        return text
    return free if text == FREE else f"{free} · {text}"


def short_source(text: str) -> str:
    """Who says so, without addresses and dataset names: the whole stands with the evidence."""
    names = []
    for part in re.split(r"[；;]", text):
        plain = re.sub(r"[（(][^（()）]*github[^（()）]*[)）]", "", part)
        named = re.sub(r"https?://\S+?(?=[，,（(\s]|$)", "", plain).strip(" ，,")
        names.append(named or urlsplit(plain.strip()).netloc.removeprefix("www."))
    return "；".join(dict.fromkeys(name for name in names if name)) or text


def _distance(pack: CityPack, venue: Mapping[Hashable, Any], origin: str, lang: Lang) -> str:
    metres = float(venue["distance_m"])
    return t(
        "find.distance_street" if venue["precision"] == "street" else "find.distance",
        lang,
        origin=origin,
        distance=distance_text(metres, lang),
        walk=minutes_text(pack.walk.minutes(metres), lang),
    )


def _badges(venue: Mapping[Hashable, Any], lang: Lang) -> list[str]:
    badges = [] if venue["status"] == "open" else [label("status", venue["status"], lang)]
    return badges + [r.strip() for r in venue["recognition"].split(LIST_SEPARATOR) if r.strip()]


def _facts(pack: CityPack, venue: Mapping[Hashable, Any], lang: Lang) -> list[list[str]]:
    """Label and text of what is known; what is unknown is left out, never guessed."""
    address = venue["address"] or ""
    facts = [
        ("find.fact_area", unit_path(pack, venue["unit"], lang)),
        ("find.fact_address", address),
        ("find.fact_hours", hours_words(venue["opening_hours"], lang)),
        ("find.fact_admission", admission_text(venue["admission"], lang)),
        ("find.fact_audience", labels("audience", venue["audience"], lang)),
        ("find.fact_topics", labels("topic", venue["topics"], lang)),
        ("find.fact_shares", labels("share", venue["shares"], lang)),
    ]
    return [[t(key, lang), text] for key, text in facts if text]
