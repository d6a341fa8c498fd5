"""Problems in words: what is wrong, where, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.problems import Words, place
from locator.wording.catalogue import catalogue, t

if TYPE_CHECKING:
    from locator.problems import LocatorError, Problem
    from locator.wording.catalogue import Lang


def problem_text(problem: Problem, lang: Lang) -> str:
    """What is wrong and what to do about it, in the user's language."""
    where = {
        "file": place(problem.file, problem.sheet),
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
    }
    params = {
        name: _words(value, lang) if isinstance(value, Words) else value
        for name, value in problem.params.items()
    }
    text = t(problem.key, lang, **(where | params))
    return f"{text} {t('intake.waits', lang)}".replace("。 ", "。") if "waits" in params else text


def failure_text(failure: LocatorError, lang: Lang) -> str:
    """All problems of a failure, one a line, in the user's language."""
    return "\n".join(problem_text(problem, lang) for problem in failure.problems)


def _words(words: Words, lang: Lang) -> str:
    known = catalogue(lang)
    return t("find.comma", lang).join(known.get(key, key.partition(".")[2]) for key in words.keys)
