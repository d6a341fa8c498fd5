"""``/m/venue``: one venue, its week, what it shares, what is near, how to get there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import htpy as h
import pandas as pd

from locator import clock
from locator.hours.calendars import known_years
from locator.hours.sun import point_of
from locator.light import asking, markup
from locator.light.shares import offers
from locator.light.visit import LightPage, RefusedError
from locator.sharing.search import ShareQuery
from locator.sharing.search import find as find_shares
from locator.venues.nearby import nearby
from locator.wording.cards import card_alone
from locator.wording.catalogue import t
from locator.wording.figures import distance_text
from locator.wording.names import name_of, unit_path
from locator.wording.venue_page import json_ld, week

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from htpy import Node

    from locator.light.visit import Visit

_NEAREST, _TEXT_SHOWN = 6, 40


def venue(visit: Visit) -> LightPage:
    """The page of the venue that the address names."""
    lang, pack = visit.lang, visit.pack
    id_ = known_venue(visit)
    row = pack.venues.loc[id_].to_dict()
    card = card_alone(visit.city, row, clock.now(), lang)
    name = name_of(row, lang)
    where = unit_path(pack, row["unit"], lang)
    body: list[Node] = [
        markup.card(visit, card, whole=True),
        _week(visit, row),
        _shares(visit, id_),
        *_neighbours(visit, id_),
        markup.buttons(
            [
                (visit.to("m/correct", {"id": id_}), t("venue.wrong", lang)),
                (visit.to("m"), t("venue.back", lang)),
            ]
        ),
    ]
    if pd.isna(row["lon"]):
        body.insert(1, markup.quiet(t("venue.unlocated", lang, place=where)))
    about = t("light.about_venue", lang, kind=card["kind"], where=where, hours=card["hours"])
    address = visit.absolute("m/venue", {"id": id_})
    return LightPage(name, body, about=about, record=json_ld(pack, id_, address, clock.today()))


def known_venue(visit: Visit) -> str:
    """The id that the address names.

    Raises
    ------
    RefusedError
        There is no such venue.
    """
    id_ = visit.parameter("id")
    if id_ not in visit.pack.venues.index:
        sentence = t("venue.missing", visit.lang, id=id_[:_TEXT_SHOWN])
        raise RefusedError(404, sentence, asking.alike(visit, id_, "m") if id_ else ())
    return id_


def _week(visit: Visit, row: Mapping[Hashable, Any]) -> Node:
    """Seven days from today, today marked."""
    lang = visit.lang
    days = week(row["opening_hours"], clock.today(), lang, point_of(row))
    head = h.h2[t("venue.week", lang)]
    if days is None:
        return [head, markup.quiet(t("venue.no_week", lang))]
    rows = [
        h.tr(aria_current="date" if day.today else None)[
            h.th(scope="row")[day.weekday(lang)], h.td[day.hours(lang)]
        ]
        for day in days
    ]
    unknown = {day.date.year for day in days} - known_years()
    note = t("venue.no_calendar", lang, year=max(unknown)) if unknown else ""
    return [head, h.table(".week")[rows], markup.quiet(note) if note else None]


def _shares(visit: Visit, id_: str) -> Node:
    """What it shares; nothing where nothing is on record."""
    found = find_shares(visit.pack, ShareQuery(), clock.now())
    rows = pd.concat([found.located, found.unit_only])
    rows = rows[rows["venue"] == id_]
    return [h.h2[t("share.venue_head", visit.lang)], offers(visit, rows, "")] if len(rows) else None


def _neighbours(visit: Visit, id_: str) -> list[Node]:
    """What is at the same place, and what is near."""
    lang, city = visit.lang, visit.city
    here, near = nearby(city.pack, city.venues, id_, _NEAREST)
    parts: list[Node] = []
    for key, rows in (("here", here), ("near", near)):
        links = []
        for other in rows.to_dict("records"):
            kind = name_of(city.pack.catalogue.layers[other["layer"]], lang)
            words = {"name": name_of(other, lang), "kind": kind}
            if key == "near":
                distance = distance_text(other["distance_m"], lang)
                text = t("venue.row_distance", lang, distance=distance, **words)
            else:
                text = t("venue.row", lang, **words)
            links.append(h.li[h.a(href=visit.to("m/venue", {"id": other["id"]}))[text]])
        if links:
            parts += [h.h2[t(f"venue.{key}", lang)], h.ul(".list")[links]]
    return parts
