"""What the Find page says: the sections of its list, its sentences and its choices.

Pure functions between a search result and the browser; no Streamlit here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from locator.venues.listing import Origin, nearest_units_first, place_of
from locator.wording.cards import Card, venue_card
from locator.wording.catalogue import Lang, t
from locator.wording.names import name_of, unit_path
from locator.wording.venue_page import on_day

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    import pandas as pd

    from locator.pack.model import CityPack
    from locator.venues.gazetteer import Place
    from locator.venues.search import VenueResult

_SPOKEN = ("name", "kind", "distance", "hours")


def place_name(place: Place, lang: Lang) -> str:
    """Name of a starting point, as distances are worded."""
    if place.kind == "position":
        return t("find.my_position", lang)
    if place.kind in {"coordinate", "point"}:
        return t(f"find.{place.kind}", lang)
    return name_of(place, lang)


def suggestion(pack: CityPack, place: Place, lang: Lang) -> dict[str, str]:
    """A suggestion under the search box: what it is called, what and where it is."""
    kind = t(f"vocabulary.kind_{place.kind}", lang)
    if place.kind == "coordinate":
        name = f"{place.lat:.5f}, {place.lon:.5f}"
        return {"token": "", "name": name, "context": kind}
    where = unit_path(pack, place.unit, lang) if place.unit else ""
    context = " · ".join(part for part in (kind, where) if part)
    return {"token": place.code or place.name, "name": name_of(place, lang), "context": context}


def sections(
    pack: CityPack,
    found: VenueResult,
    origin: Origin | None,
    now: datetime,
    lang: Lang,
    *,
    shown: int,
    opened: Collection[str],
    day: date | None = None,
) -> list[dict[str, Any]]:
    """The list: located venues first, then those known by unit alone, by where they are.

    With a ``day``, cards say its hours rather than the present moment's. ``shown`` limits the
    cards of the first section. The others, each of one unit, are folded and have cards only where
    their unit is in ``opened`` (or where nothing else was found): hundreds of cards that nobody
    looks at would make every answer slow.
    """
    name = place_name(origin.place, lang) if origin else ""

    def cards(rows: pd.DataFrame) -> list[Card]:
        found = [venue_card(pack, row, name, now, lang) for row in rows.to_dict("records")]
        if day is not None:
            for card, text in zip(found, rows["opening_hours"], strict=True):
                card["hours"], card["hours_state"] = on_day(text, day, lang)
        return found

    result: list[dict[str, Any]] = []
    if len(found.located):
        result.append(
            {
                "id": "",
                "title": "",
                "note": "",
                "open": True,
                "cards": cards(found.located.head(shown)),
            }
        )
    unit_only = found.unit_only
    order = nearest_units_first(pack, unit_only, origin)
    for number, code in enumerate(order):
        rows = unit_only[place_of(unit_only) == code]
        title = t("find.unit_only_title", lang, place=unit_path(pack, code, lang), n=len(rows))
        note = ""
        if number == 0 and len(found.located):
            note = t("find.unit_only_note", lang, total=found.matching, n=len(unit_only))
        unfolded = code in opened or (number == 0 and not len(found.located))
        result.append(
            {
                "id": code,
                "title": title,
                "note": note,
                "open": unfolded,
                "cards": cards(rows) if unfolded else [],
            }
        )
    return result


def spoken(listed: Sequence[Mapping[str, Any]], lang: Lang) -> str:
    """The first section's cards as one reads them aloud."""
    cards = listed[0]["cards"] if listed else []
    return " ".join(
        t("find.spoken", lang, n=n, **{key: card[key] for key in _SPOKEN})
        for n, card in enumerate(cards, start=1)
    )


def headline(found: VenueResult, origin: Origin | None, lang: Lang) -> str:
    """How many were found, and from where: the sentence that is announced."""
    if not found.matching or not (len(found.located) or len(found.unit_only)):
        return t("find.results_none", lang)
    if origin is not None and origin.located:
        if not len(found.located):
            return t("find.results_none", lang)
        name = place_name(origin.place, lang)
        return t("find.results_near", lang, origin=name, n=len(found.located))
    if origin is not None and origin.unit:
        place = place_name(origin.place, lang)
        return t("find.results_in", lang, place=place, n=found.matching)
    return t("find.results_all", lang, n=found.matching)
