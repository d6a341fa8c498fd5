"""What every import of these tests says is looked at once more: in each language it is all of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from locator.intake import upload
from locator.problems import Quoted
from locator.wording.problems import problem_here

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from locator.problems import Problem
    from locator.wording.catalogue import Lang

#: What a file says is quoted as it stands, in either language.
_QUOTED = re.compile('“[^“”]*”|"[^"]*"')
#: What no language translates: names of datums and programs, endings, options, ids and addresses.
_NAMES = re.compile(
    r"https?:\S*|--\w+|\w*\.\w+|[a-z]+(?:-[0-9a-f]+|-[a-z]+-[0-9a-f]+)\b"
    r"|\b(?:WGS|GCJ|BD|CGCS|GPS|Excel|WPS|KML|KMZ|GPX|GeoJSON|GeoPackage|CSV|UTF|XML|ODK"
    r"|xlsx|xls|zip|csv|lon|lat|id)\b"
)
_FOREIGN: dict[Lang, re.Pattern[str]] = {
    "en": re.compile("[\u3400-\u9fff、，。；：（）？]+"),
    "zh": re.compile("[A-Za-z]{2,}"),
}


def _without_cells(problem: Problem) -> dict[str, object]:
    """Parameters without what cells say behind their column's name, and without who published."""
    params = dict(problem.params) | ({"by": "N."} if "by" in problem.params else {})
    for name, value in params.items():
        if isinstance(value, Quoted):
            kept = ((column, "" if isinstance(c, str) else c) for column, c in value.cells)
            params[name] = Quoted(tuple(kept))
    return params


def foreign(problem: Problem) -> list[str]:
    """Words of the other language that a problem has where it quotes nothing."""
    found = []
    for lang, words in _FOREIGN.items():
        said = problem_here(replace(problem, params=_without_cells(problem)), problem.file, lang)
        said = _NAMES.sub(" ", _QUOTED.sub(" ", said))
        found += [f"{lang}: {word}" for word in words.findall(said)]
    return found


@pytest.fixture(autouse=True)
def said_in_one_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every problem of every import of a test names units, kinds and choices in one language."""
    kept: list[Problem] = []
    by_cause = upload.by_cause

    def keeping(problems: Iterable[Problem]) -> list[Problem]:
        found = by_cause(problems)
        kept.extend(found)
        return found

    monkeypatch.setattr(upload, "by_cause", keeping)
    yield
    mixed = {problem.key: words for problem in kept if (words := foreign(problem))}
    assert not mixed, mixed
