"""Sentences about a learning circle: when, how far, how the radius came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from locator.wording.catalogue import Lang, t
from locator.wording.figures import distance_text, minutes_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import datetime

    from locator.circles.circle import Circle


def when_text(when: datetime, lang: Lang) -> str:
    """A chosen moment: 11月28日（周六）15:00."""
    weekday = t(f"hours.weekday_{when.weekday()}", lang)
    clock = f"{when.hour}:{when.minute:02d}"
    return t("circle.when", lang, month=when.month, day=when.day, weekday=weekday, clock=clock)


def pace_text(found: Circle, lang: Lang) -> str:
    """How the radius follows from minutes, pace and detour."""
    return t(
        "circle.pace",
        lang,
        minutes=found.minutes,
        pace=f"{found.walk.metres_per_minute:g}",
        detour=f"{found.walk.detour:g}",
        radius=distance_text(found.radius_m, lang),
    )


def venue_distance(found: Circle, venue: Mapping[Hashable, Any], lang: Lang) -> str:
    """Distance and minutes of a venue, at the circle's own pace."""
    return t(
        "circle.distance_street" if venue["precision"] == "street" else "circle.distance",
        lang,
        distance=distance_text(venue["distance_m"], lang),
        walk=minutes_text(found.walk.minutes(venue["distance_m"]), lang),
    )
