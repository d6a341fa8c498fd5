"""Sentences about a learning circle: when, how far, how the radius came about."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from locator.wording.catalogue import Lang, t
from locator.wording.figures import distance_text, minutes_text, month_day, way_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import datetime

    from locator.circles.circle import Circle


def when_text(when: datetime, lang: Lang) -> str:
    """A chosen moment: 11月28日（周六）15:00."""
    weekday = t(f"hours.weekday_{when.weekday()}", lang)
    clock = f"{when.hour}:{when.minute:02d}"
    return t("circle.when", lang, date=month_day(when, lang), weekday=weekday, clock=clock)


def pace_text(circle: Circle, lang: Lang) -> str:
    """How the shape follows from minutes, pace and streets, or the radius from the detour."""
    if circle.way.network is not None:
        return t("circle.streets", lang, minutes=circle.minutes) + way_text(circle.way, lang)
    return t(
        "circle.pace",
        lang,
        minutes=circle.minutes,
        pace=f"{circle.way.metres_per_minute:g}",
        detour=f"{circle.way.detour:g}",
        radius=distance_text(circle.radius_m, lang),
    )


def reach_text(circle: Circle, lang: Lang) -> str:
    """What stands at the edge on a map: the minutes, and the radius of a circle."""
    if circle.shape is not None:
        return t("circle.map_streets", lang, minutes=circle.minutes)
    radius = distance_text(circle.radius_m, lang)
    return t("circle.map_reach", lang, minutes=circle.minutes, radius=radius)


def venue_distance(venue: Mapping[Hashable, Any], lang: Lang) -> str:
    """Distance of a venue of a circle, and minutes where it is within a walk."""
    far = distance_text(venue["distance_m"], lang)
    if venue["precision"] == "street":
        far = t("circle.distance_street", lang, distance=far)
    if math.isnan(venue["walk_min"]):
        return far
    return t("find.distance_walk", lang, distance=far, walk=minutes_text(venue["walk_min"], lang))


def choose_text(place: str, lang: Lang, *, offered: bool) -> str:
    """Asks for a place to begin with, a narrower one where ``place`` is named; ``offered``: some
    to choose from stand below.
    """
    said = t("circle.choose_precise", lang, place=place) if place else t("circle.choose", lang)
    return t("circle.or_these", lang, said=said) if offered else said
