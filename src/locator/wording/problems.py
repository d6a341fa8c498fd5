"""An upload in words: what is wrong, where and what to do about it, and what it does to verdicts.

Problems are said alike wherever they come from.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from locator.problems import DataName, Quoted, Verbatim, Words, place
from locator.wording.catalogue import catalogue, pick, t
from locator.wording.figures import date_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.intake.model import VerdictChange
    from locator.pack.model import Requirement, Status
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
    rest = "".join(t(f"intake.{key}", lang) for key in ("waits", "left") if key in params)
    return f"{text} {rest}".replace("。 ", "。") if rest else text


def problem_here(problem: Problem, file: str, lang: Lang) -> str:
    """The same for a reader who has that file before them: of a row or a sheet without its name."""
    if problem.file not in {"", file}:
        return problem_text(problem, lang)
    if problem.sheet:
        file = _quoted(problem.sheet)
    else:
        leads = catalogue(lang)[problem.key].startswith("{file}") and problem.row is not None
        file = "" if leads else t("desk.this_file", lang)
    said = problem_text(replace(problem, file=file, sheet=""), lang)
    said = said.lstrip(" ,，")
    if lang == "zh" and file:  # a blank is for the letters of a file's name: 本文件有 1 行
        said = said.replace(f"{file} ", file)
    return said[:1].upper() + said[1:]


def failure_text(failure: LocatorError, lang: Lang) -> str:
    """All problems of a failure, one a line, in the user's language."""
    return "\n".join(problem_text(problem, lang) for problem in failure.problems)


def visitor_text(failure: LocatorError, lang: Lang) -> str:
    """The same for visitors: of what ails the site itself one sentence, no paths of a server."""
    from locator.site.state import OUTAGES, reason  # noqa: PLC0415 - quick commands need no site

    if isinstance(failure, OUTAGES):
        return t(f"site.reason_{reason(failure)}", lang)
    return failure_text(failure, lang)


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
    if isinstance(value, Verbatim):
        return _quoted(value.text)
    if isinstance(value, date):
        return date_text(str(value), lang)
    if isinstance(value, (DataName, Words)):
        return content_text(value, lang)
    if isinstance(value, Quoted):
        cells = [
            t("desk.cell", lang, column=column_text(name, lang), value=content_text(said, lang))
            for name, said in value.cells
        ]
        return t("desk.semicolon", lang).join(cells)
    return value


def _quoted(text: str) -> str:
    return f"“{text}”"


def column_text(column: str, lang: Lang) -> str:
    """What a column is called; one that has no name, such as a geometry, by its code."""
    return catalogue(lang).get(f"column.{column}", column)


def summary(
    changes: Sequence[VerdictChange], rules: Iterable[Requirement], lang: Lang
) -> list[str]:
    """What happens to units, in sentences: how many of a level become met, a gap, or unreported.

    A unit counts once a requirement: 12 towns may become met under one and gap under another.
    ``rules`` are those that the changes speak of, in order; of one that is taken out, or is no
    longer about a unit, the last sentence says so.
    """
    known = {rule.id: rule for rule in rules}
    counts = Counter((c.requirement, c.after) for c in changes)
    return [
        t(
            f"intake.become_{status or 'none'}",
            lang,
            number=number,
            level=t(f"vocabulary.kind_{known[rule].level}", lang),
            requirement=pick(known[rule].title, known[rule].title_en, lang),
        )
        for (rule, status), number in _in_order(counts, list(known))
    ]


def _in_order(
    counts: Counter[tuple[str, Status | None]], rules: Sequence[str]
) -> list[tuple[tuple[str, Status | None], int]]:
    # Whoever says a failure imports this module, and most of them know of no verdict.
    from locator.pack.model import STATUSES  # noqa: PLC0415 - see above

    statuses = (*STATUSES, None)
    return sorted(counts.items(), key=lambda x: (rules.index(x[0][0]), statuses.index(x[0][1])))
