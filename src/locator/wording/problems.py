"""Problems in words: what is wrong, where, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.problems import DataName, Quoted, Words, place
from locator.wording.catalogue import catalogue, pick, t

if TYPE_CHECKING:
    from locator.problems import Content, LocatorError, Problem
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
    params = {name: _param(value, lang) for name, value in problem.params.items()}
    text = t(problem.key, lang, **(where | params))
    return f"{text} {t('intake.waits', lang)}".replace("。 ", "。") if "waits" in params else text


def failure_text(failure: LocatorError, lang: Lang) -> str:
    """All problems of a failure, one a line, in the user's language."""
    return "\n".join(problem_text(problem, lang) for problem in failure.problems)


def content_text(content: Content, lang: Lang) -> str:
    """What a cell says, in a language; a blank one says so."""
    if isinstance(content, DataName):
        return pick(content.name, content.name_en, lang)
    if isinstance(content, Words):
        known = catalogue(lang)
        texts = (known.get(key, key.partition(".")[2]) for key in content.keys)
        return t("find.comma", lang).join(texts)
    return content or t("desk.blank", lang)


def _param(value: object, lang: Lang) -> object:
    if isinstance(value, tuple):
        return t("find.comma", lang).join(str(_param(each, lang)) for each in value)
    if isinstance(value, (DataName, Words)):
        return content_text(value, lang)
    if isinstance(value, Quoted):
        cells = [
            t("desk.cell", lang, column=column_text(name, lang), value=content_text(said, lang))
            for name, said in value.cells
        ]
        return t("desk.semicolon", lang).join(cells)
    return value


def column_text(column: str, lang: Lang) -> str:
    """What a column is called; one that has no name, such as a geometry, by its code."""
    return catalogue(lang).get(f"column.{column}", column)
