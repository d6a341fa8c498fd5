"""How a typed line was taken, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.wording.catalogue import Lang, t
from locator.wording.listing import place_name
from locator.wording.sharing import day_name, day_text

if TYPE_CHECKING:
    from datetime import datetime

    from locator.hours.windows import ChosenTime
    from locator.venues.asking import Question


def remarks(question: Question, lang: Lang) -> list[str]:
    """What a person should know: a unit's former name, and words that are not heeded."""
    said = []
    if question.former is not None and question.where is not None:
        said.append(
            t(
                "find.former_unit",
                lang,
                name=question.former.name,
                date=question.former.date[:4],
                now=place_name(question.where, lang),
            )
        )
    if question.unheeded:
        said.append(t("find.unheeded", lang, words="、".join(question.unheeded)))
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
