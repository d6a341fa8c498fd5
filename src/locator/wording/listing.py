"""What the Find page shows: the sections of its list, its sentences and its choices.

Pure functions between a search result and the browser; no Streamlit here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from locator.venues.gazetteer import Place
from locator.wording.cards import Card, venue_card
from locator.wording.catalogue import Lang, pick, t
from locator.wording.units import unit_path
from locator.wording.venue_page import on_day

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    import pandas as pd

    from locator.pack.model import CityPack, Level
    from locator.venues.search import VenueIndex, VenueQuery, VenueResult

#: A resident's own position farther than this from every venue gets no list but a sentence.
FAR_M = 60_000.0
_SPOKEN = ("name", "kind", "distance", "hours")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a search starts.

    ``place`` is what was chosen or typed; a person's own position has the kind ``position``.
    Only a named place has a ``token``, the text by which an address may carry it.
    """

    place: Place
    token: str

    @property
    def located(self) -> bool:
        """Whether distances can be measured from it."""
        return self.place.lon is not None and self.place.kind not in {"city", "county", "village"}

    @property
    def position(self) -> tuple[float, float]:
        """(lon, lat) in WGS-84 of an origin whose place has one."""
        return cast("tuple[float, float]", (self.place.lon, self.place.lat))

    @property
    def unit(self) -> str:
        """The unit whose venues are asked for, where it is a unit without a useful position."""
        return "" if self.located or self.place.kind not in _UNIT_KINDS else self.place.code


#: How an address writes a point of the map: longitude and latitude to about ten metres.
_POINT = re.compile(r"(-?\d{1,3}\.\d{1,4}),(-?\d{1,2}\.\d{1,4})")

_UNIT_KINDS = {"city", "county", "town", "village"}


def own_position(lon: float, lat: float) -> Origin:
    """A person's position; it has no name and no token, so nothing can write it down."""
    return Origin(Place("", "", "position", "", "", lon, lat, 100.0), "")


def map_point(lon: float, lat: float, *, public: bool = False) -> Origin:
    """A point chosen on the map.

    It may be somebody's home, so an address carries it only once it was declared ``public``.
    """
    place = Place("", "", "point", "", "", lon, lat, 100.0)
    return Origin(place, f"{lon:.4f},{lat:.4f}" if public else "")


def point_of(token: str) -> Origin | None:
    """The point of the map that an address names; None when it names none."""
    match = _POINT.fullmatch(token)
    if match is None:
        return None
    lon, lat = float(match[1]), float(match[2])
    # Degrees that no place has are no point.
    return map_point(lon, lat, public=True) if abs(lon) <= 180 and abs(lat) <= 90 else None  # noqa: PLR2004


def origin_of(place: Place) -> Origin:
    """A chosen place, and how an address names it."""
    token = "" if place.kind == "coordinate" else place.code or place.name
    return Origin(place, token)


def place_name(place: Place, lang: Lang) -> str:
    """Name of a starting point, as distances are worded."""
    if place.kind == "position":
        return t("find.my_position", lang)
    if place.kind in {"coordinate", "point"}:
        return t(f"find.{place.kind}", lang)
    return pick(place.name, place.name_en, lang)


def suggestion(pack: CityPack, place: Place, lang: Lang) -> dict[str, str]:
    """A suggestion under the search box: what it is called, what and where it is."""
    kind = t(f"vocabulary.kind_{place.kind}", lang)
    if place.kind == "coordinate":
        name = f"{place.lat:.5f}, {place.lon:.5f}"
        return {"token": "", "name": name, "context": kind}
    where = unit_path(pack, place.unit, lang) if place.unit else ""
    context = " · ".join(part for part in (kind, where) if part)
    return {
        "token": place.code or place.name,
        "name": pick(place.name, place.name_en, lang),
        "context": context,
    }


def search(
    index: VenueIndex, origin: Origin | None, filters: VenueQuery, radius_m: float | None
) -> VenueResult:
    """Venues for the page: by distance when there is a position, within a unit, or all."""
    if origin is not None and origin.located:
        return index.nearest(*origin.position, radius_m=radius_m, filters=filters)
    return index.all(filters)


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
        result.append({"id": "", "title": "", "note": "", "open": True,
                       "cards": cards(found.located.head(shown))})  # fmt: skip
    unit_only = found.unit_only
    order = _nearest_units_first(pack, unit_only, origin)
    for number, code in enumerate(order):
        rows = unit_only[_place_of(unit_only) == code]
        title = t("find.unit_only_title", lang, place=unit_path(pack, code, lang), n=len(rows))
        note = ""
        if number == 0 and len(found.located):
            note = t("find.unit_only_note", lang, total=found.matching, n=len(unit_only))
        unfolded = code in opened or (number == 0 and not len(found.located))
        result.append({"id": code, "title": title, "note": note, "open": unfolded,
                       "cards": cards(rows) if unfolded else []})  # fmt: skip
    return result


def spoken(listed: Sequence[Mapping[str, Any]], lang: Lang) -> str:
    """The first section's cards as one reads them aloud."""
    cards = listed[0]["cards"] if listed else []
    return " ".join(
        t("find.spoken", lang, n=n, **{key: card[key] for key in _SPOKEN})
        for n, card in enumerate(cards, start=1)
    )


def _place_of(venues: pd.DataFrame) -> pd.Series[str]:
    """Under which unit a venue without a position is listed: its town, county or city."""
    return (
        venues["town"]
        .mask(venues["town"] == "", venues["county"])
        .mask((venues["town"] == "") & (venues["county"] == ""), venues["unit"])
    )


def _nearest_units_first(
    pack: CityPack, unit_only: pd.DataFrame, origin: Origin | None
) -> list[str]:
    """Units of venues without position: the starting point's own town and county come first."""
    codes = list(dict.fromkeys(_place_of(unit_only)))
    units = pack.units
    start = ""
    if origin is not None:
        place = origin.place
        start = place.code if place.kind in _UNIT_KINDS else place.unit
    if start not in units.index:
        return codes
    town, county = units.at[start, "town"], units.at[start, "county"]

    def rank(code: str) -> tuple[int, int, str]:
        if town and code == town:
            return 0, 0, code
        own = county != "" and units.at[code, "county"] == county
        return (1 if own else 2), int(units.at[code, "level"] != "county"), code

    return sorted(codes, key=rank)


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


def far_away(found: VenueResult) -> bool:
    """Whether the nearest venue is too far for this city's list to be of use."""
    return bool(len(found.located)) and float(found.located["distance_m"].iloc[0]) > FAR_M


def nothing_found(found: VenueResult, radius_m: float | None) -> bool:
    """Whether there is nothing to show, or nothing within the radius that was asked for."""
    if len(found.located):
        return False
    return radius_m is not None or not len(found.unit_only)


def unit_names(
    pack: CityPack, level: Level, counties: Collection[str], lang: Lang
) -> dict[str, str]:
    """Code → name of the units of a level, of some counties only if any are given."""
    units = pack.units[pack.units["level"] == level]
    if counties:
        units = units[units["county"].isin(counties)]
    return {
        code: pick(zh, en, lang)
        for code, zh, en in zip(units["code"], units["name"], units["name_en"], strict=True)
    }
