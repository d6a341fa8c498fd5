"""How a typed line was taken, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator.wording.catalogue import Lang, t
from locator.wording.listing import place_name
from locator.wording.sharing import day_name, day_text

if TYPE_CHECKING:
    from datetime import datetime

    from locator.hours.windows import ChosenTime
    from locator.venues.question import Question

#: A station that has the name of its road, and words of who means the station.
_ROAD = re.compile("(?:路|街|巷|大道)站$")
_STATION = re.compile("站|地铁|zhan|station|metro", re.IGNORECASE)


def remarks(question: Question, lang: Lang) -> list[str]:
    """What a person should know: a unit's former name, a station for its road, words left out."""
    said = []
    where = question.where
    if where is not None and _ROAD.search(where.name) and not _STATION.search(question.called):
        said.append(t("find.station_of_road", lang, station=place_name(where, lang)))
    if question.former is not None and where is not None:
        said.append(
            t(
                "find.former_unit",
                lang,
                name=question.former.name,
                date=question.former.date[:4],
                now=place_name(where, lang),
            )
        )
    if question.unheeded:
        said.append(t("find.unheeded", lang, words="、".join(question.unheeded)))
    if question.vague:
        said.append(t("find.vague_time", lang, words="、".join(question.vague)))
    return said


def time_words(chosen: ChosenTime, now: datetime, lang: Lang) -> dict[str, str]:
    """Each thing that is said of the time, by the field that says it, in a few words."""
    words = {}
    if chosen.on:
        words["on"] = day_name(chosen.on, now, lang)
    if chosen.part:
        words["part"] = t(f"share.part_{chosen.part}", lang)
    if chosen.at is not None:
        words["at"] = f"{day_text(chosen.at.date(), lang)} {chosen.at:%H:%M}"
    if chosen.open:
        words["open"] = t("light.open", lang)
    return words
