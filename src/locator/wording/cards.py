"""A venue as a resident reads it: short lines of text, in their language, with their source.

Cards are plain dictionaries of strings for the browser component that draws them; the component
sets every string as text, so nothing here is escaped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import pandas as pd

from locator.hours.state import describe, state_at
from locator.pack.model import LIST_SEPARATOR, CityPack
from locator.venues.search import FREE
from locator.wording.catalogue import Lang, catalogue, pick, t
from locator.wording.directions import directions
from locator.wording.hours import hours_words

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import datetime

Card = dict[str, Any]

_METRES_IN_KILOMETRE = 1000
#: From here on whole kilometres; a tenth more would be read as precision that is not there.
_WHOLE_KILOMETRES = 9.95
#: Up to here a walk is said to the minute, beyond it to five.
_EXACT_MINUTES = 20
_PHONE = re.compile(r"[+\d][\d\s()-]{5,}\d")


def distance_text(metres: float, lang: Lang) -> str:
    """A distance as people say it: 80 米, 350 米, 1.2 公里, 12 公里."""
    if metres < _METRES_IN_KILOMETRE - 5:
        return t("find.metres", lang, n=f"{max(10, round(metres / 10) * 10)}")
    kilometres = metres / _METRES_IN_KILOMETRE
    n = f"{kilometres:.1f}" if kilometres < _WHOLE_KILOMETRES else f"{kilometres:.0f}"
    return t("find.kilometres", lang, n=n)


def metres_text(metres: int, lang: Lang) -> str:
    """A radius as it was chosen: 500 米, 2 公里."""
    if metres < _METRES_IN_KILOMETRE:
        return t("find.metres", lang, n=metres)
    return t("find.kilometres", lang, n=metres // _METRES_IN_KILOMETRE)


def minutes_text(minutes: float, lang: Lang) -> str:
    """A walking time as people say it: about 4, 15, 70 minutes."""
    rounded = max(1, round(minutes)) if minutes < _EXACT_MINUTES else round(minutes / 5) * 5
    return t("find.walk", lang, n=rounded)


def date_text(text: str, lang: Lang) -> str:
    """A record's date (YYYY, YYYY-MM or YYYY-MM-DD): 2026年11月23日 in Chinese, ISO in English."""
    if lang == "en":
        return text
    parts = [str(int(p)) for p in text.split("-")] if text else []
    return "".join(f"{part}{mark}" for part, mark in zip(parts, "年月日", strict=False))


def unit_path(pack: CityPack, code: str, lang: Lang) -> str:
    """Names of a unit and those above it, without the city: 姑苏区 · 平江街道."""
    names: list[str] = []
    while code and code in pack.units.index and code != pack.city.code:
        unit = pack.units.loc[code]
        names.insert(0, pick(unit["name"], unit["name_en"], lang))
        code = unit["parent"]
    return " · ".join(names) or pick(pack.city.name, pack.city.name_en, lang)


def vocabulary(name: str) -> list[str]:
    """Codes of a vocabulary (audience, topic …) in the catalogue's order."""
    prefix = "vocabulary." + name + "_"
    return [key.removeprefix(prefix) for key in catalogue("zh") if key.startswith(prefix)]


def label(vocabulary: str, code: str, lang: Lang) -> str:
    """Text of a code of the vocabularies (audience, topic …); an unknown code as it stands."""
    return catalogue(lang).get(f"vocabulary.{vocabulary}_{code}", code)


def labels(vocabulary: str, cell: str, lang: Lang) -> str:
    """Texts of all codes in a list cell."""
    codes = [c.strip() for c in cell.split(LIST_SEPARATOR) if c.strip()]
    return t("find.comma", lang).join(label(vocabulary, code, lang) for code in codes)


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
    state = state_at(venue["opening_hours"], now)
    phone = _PHONE.search(venue["phone"])
    return {
        "id": venue["id"],
        "name": pick(venue["name"], venue["name_en"], lang),
        # Whoever asks the way shows the name as signs have it.
        "original": venue["name"] if lang == "en" else "",
        "kind": pick(layer.name, layer.name_en, lang),
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
