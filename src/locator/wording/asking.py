"""How a typed line was taken, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.wording.catalogue import Lang, t
from locator.wording.listing import place_name

if TYPE_CHECKING:
    from locator.venues.asking import Question


def remarks(question: Question, lang: Lang) -> list[str]:
    """What a person should know: a unit's former name, and conditions that are not heeded."""
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
    if question.conditions:
        said.append(t("find.conditions", lang, words="、".join(question.conditions)))
    return said
