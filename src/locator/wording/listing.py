"""What Find says: the sections of its list, its sentences and its choices.

Pure functions between a :class:`~locator.venues.listing.Listing` and whoever draws it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from locator.hours.sun import point_of
from locator.venues.matching import NEAR_MINUTES
from locator.venues.unsaid import UNSAID
from locator.wording.cards import Card, at_moment, lasting_parts
from locator.wording.catalogue import Lang, t
from locator.wording.figures import metres_text
from locator.wording.names import name_of, unit_name, unit_path
from locator.wording.venue_page import on_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from locator.pack.model import CityPack
    from locator.venues.listing import Listing, Section
    from locator.venues.origin import Origin
    from locator.venues.place import Place
    from locator.venues.search import VenueIndex

#: Cards that a section shows at first, and more each time one asks.
PAGE = 10
#: Sections that are one line until they are opened, unless nothing stands before them.
_FOLDED = {"further", "rest", "county", "unplaced", "may_teach", *UNSAID}
#: A town's own one or two with these folded away look like all there is.
_BESIDE_FEW, _FEW = {"county", "may_teach"}, 3
#: Sections that are no part of what the headline counts.
_OTHERS = {"may_teach", *UNSAID}
#: Sections whose cards say how far they are from a starting point.
_FROM_START = {"near", "further", *UNSAID}
#: How an address writes the cards of a section.
_SHOWN = re.compile(r"[a-z_]{3,9}-\d{1,4}")
_SPOKEN = ("name", "kind", "distance", "hours")


def place_name(place: Place, lang: Lang) -> str:
    """Name of a starting point, as distances are worded."""
    if place.kind == "position":
        return t("find.my_position", lang)
    if place.kind in {"coordinate", "point"}:
        return t(f"find.{place.kind}", lang)
    return name_of(place, lang)


def layers_text(names: Sequence[str], lang: Lang) -> str:
    """Kinds that are sought, as one: a word such as 老年大学 means several of them."""
    if len(names) == 1:
        return names[0]
    return t("find.layers", lang, name=names[0], n=len(names))


def remedy_text(name: str, n: int, lang: Lang) -> str:
    """What a button says that gives a condition up."""
    return t("find.relax", lang, filter=t(f"find.relax_{name}", lang), n=n)


def suggestion(pack: CityPack, place: Place, lang: Lang) -> dict[str, str]:
    """A suggestion under the search box: what it is called, what and where it is."""
    kind = t(f"vocabulary.kind_{place.kind}", lang)
    if place.kind == "venue" and place.code in pack.venues.index:
        kind = name_of(pack.catalogue.layers[pack.venues.at[place.code, "layer"]], lang)
    if place.kind == "coordinate":
        name = f"{place.lat:.5f}, {place.lon:.5f}"
        return {"token": "", "name": name, "context": kind}
    where = unit_path(pack, place.unit, lang) if place.unit else ""
    context = " · ".join(part for part in (kind, where) if part)
    return {"token": place.code or place.name, "name": name_of(place, lang), "context": context}


def sections(
    pack: CityPack,
    listed: Listing,
    origin: Origin | None,
    now: datetime,
    lang: Lang,
    *,
    shown: Mapping[str, int],
    day: date | None = None,
) -> list[dict[str, Any]]:
    """The sections of a listing as a page draws them.

    With a ``day``, cards say its hours rather than the present moment's. A section has its first
    cards, one that is folded has none, since hundreds of cards that nobody looks at would make
    every answer slow; ``shown`` says by its name how many were asked for beyond those, ``more`` is
    what the next ones are asked for with.
    """
    result: list[dict[str, Any]] = []
    for section in listed.sections:
        few = section.name in _BESIDE_FEW and sum(len(s["cards"]) for s in result) < _FEW
        folded = section.name in _FOLDED and bool(result) and not few
        most = (0 if folded else PAGE) + shown.get(section.name, 0)
        rows = section.venues.pick(slice(most))
        start = ""
        if section.name in _FROM_START and origin is not None and origin.located:
            start = place_name(origin.place, lang)
        elif section.name == "nearest":
            start = unit_name(pack, section.unit, lang)
        once = rows.index.once
        lasting = [once(lasting_card, pack, rows.index, int(row), lang) for row in rows.numbers]
        cards = [
            at_moment(card, record, start, now, lang)
            for card, record in zip(lasting, rows.records(), strict=True)
        ]
        if day is not None:
            for card, record in zip(cards, rows.records(), strict=True):
                said = on_day(record["opening_hours"], day, lang, point_of(record))
                card["hours"], card["hours_state"] = said
        rest = len(section.venues) - len(cards)
        result.append(
            {
                "id": section.name,
                # Of the first the headline says it all, unless it answers something else.
                "title": _title(pack, section, lang) if result or section.name in _OTHERS else "",
                "folded": folded,
                "cards": cards,
                "more": t("find.more", lang, n=min(rest, PAGE)) if rest and cards else "",
            }
        )
    return result


def lasting_card(pack: CityPack, index: VenueIndex, row: int, lang: Lang) -> Card:
    """What a card says of a row whenever and from wherever it is asked for."""
    return lasting_parts(pack, index.records[row], lang)


def cards_shown(texts: Iterable[str]) -> dict[str, int]:
    """How many cards of which sections an address asks for: ``further-20``."""
    pairs = (text.split("-") for text in texts if _SHOWN.fullmatch(text))
    return {name: int(n) for name, n in pairs}


def with_more(shown: Mapping[str, int], section: str) -> list[str]:
    """The same with the next cards of a section, as an address says it."""
    more = {**shown, section: shown.get(section, 0) + PAGE}
    return [f"{name}-{n}" for name, n in more.items()]


def _title(pack: CityPack, section: Section, lang: Lang) -> str:
    """The heading of a section."""
    place = unit_name(pack, section.unit, lang) if section.unit else ""
    return t(f"find.section_{section.name}", lang, place=place, n=len(section.venues))


def spoken(listed: Sequence[Mapping[str, Any]], lang: Lang) -> str:
    """The first section's cards as one reads them aloud."""
    if not listed:
        return ""
    cards = [
        t("find.spoken", lang, n=n, **{key: card[key] for key in _SPOKEN})
        for n, card in enumerate(listed[0]["cards"], start=1)
    ]
    return " ".join(filter(None, [listed[0]["title"], *cards]))


def headline(pack: CityPack, listed: Listing, origin: Origin | None, lang: Lang) -> str:
    """How many were found, and from where: the sentence that is announced."""
    name = place_name(origin.place, lang) if origin is not None else ""
    if listed.outside:
        return t("find.outside", lang, origin=name, city=name_of(pack.city, lang))
    if not listed.sections:
        return t("find.results_none" if len(pack.venues) else "find.results_empty", lang)
    first, n = listed.sections[0], listed.counted
    if listed.reach is not None:
        mode = listed.reach.mode if n else "none"
        distance = metres_text(round(listed.reach.metres), lang) if mode == "within" else ""
        said = {"origin": name, "minutes": NEAR_MINUTES, "distance": distance}
        return t(f"find.near_{mode}", lang, n=n, **said)
    place = unit_name(pack, first.unit or pack.city.code, lang)
    if first.name == "within":
        key = "find.results_all" if first.unit == pack.city.code else "find.results_in"
        return t(key, lang, place=place, n=n)
    beside = listed.section("town") if first.name == "own" else None
    if beside is not None:
        town = unit_name(pack, beside.unit, lang)
        more = len(beside.venues)
        return t("find.results_own_town", lang, place=name, n=n - more, town=town, more=more)
    return t(f"find.results_{first.name}", lang, place=name, town=place, n=len(first.venues))
