"""What a record says against itself: open, yet its note says closed; recognised in years to come;
declared by a unit of which the plan does not ask it; words for sources that no record names.

Like :mod:`locator.pack.checks`: every finding is a problem, nothing is dropped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator import clock
from locator.pack.files import VOCABULARIES_FILE, vocabularies
from locator.pack.model import LEVELS, VenueRule
from locator.pack.tables import located

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import pandas as pd

    from locator.pack.elsewhere import Elsewhere
    from locator.pack.files import Vocabularies
    from locator.pack.model import Requirement
    from locator.problems import Problems

_ENDED = "停办|停业|停用|停课|停止办学|关停|关闭|撤销|撤并|拆除|搬迁|搬走|迁走|注销"
#: Says that a place is no longer, not now or not yet in use; 2012 年撤销的沧浪区 does not.
_NOT_OPEN = re.compile(
    rf"已(?:经)?(?:{_ENDED})(?!的)|(?:^|[;；,，。、（(年月日起])(?:停办|关停|停业|撤销|拆除)(?!的)"
    r"|不再(?:开放|办学|招生|使用|对外|营业)|(?:暂停|停止)(?:对外)?(?:开放|办学|服务|使用|活动)"
    r"|(?:尚|还)未(?:建成|开放|启用|投入)|(?:^|[;；,，。（(])(?:正在)?(?:筹建|在建|待建|拟建)"
    r"|闭馆(?:装修|改造|维修|修缮|施工|整修|中)|(?:装修|改造|维修|修缮)(?:期间)?闭馆"
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
#: Words of sources that a problem quotes.
_QUOTED = 3


def check_open(problems: Problems, venues: pd.DataFrame) -> None:
    """Venues that are open by their status alone."""
    opened = venues["status"] == "open"
    for column in ("name", "note", "opening_hours"):
        told = opened & venues[column].str.contains(_NOT_OPEN)
        for file, row, value in located(venues, told, column):
            said = _NOT_OPEN.search(value)
            problems.warning("problem.open_but", file, row, column, said[0] if said else value)


def check_recognised(problems: Problems, venues: pd.DataFrame) -> None:
    """Recognitions of years to come."""
    this_year = clock.today().year
    for file, row, value in located(venues, venues["recognition"] != "", "recognition"):
        if years := [year for year in _YEAR.findall(value) if int(year) > this_year]:
            problems.warning("problem.future_date", file, row, "recognition", years[0])


def check_declared(
    problems: Problems,
    reporting: pd.DataFrame,
    units: pd.DataFrame,
    rules: Mapping[str, tuple[int | None, Requirement]],
) -> None:
    """Declarations by a unit below every level at which the plan asks for the layer."""
    asked: dict[str, int] = {}
    for _, rule in rules.values():
        for layer in rule.layers if isinstance(rule, VenueRule) else ():
            asked[layer] = max(asked.get(layer, 0), LEVELS.index(rule.level))
    level = dict(zip(units["code"], units["level"], strict=True))
    lowest = reporting["layer"].map(asked)
    own = reporting["unit"].map(level).map({name: n for n, name in enumerate(LEVELS)})
    for file, row, layer in located(reporting, own > lowest, "layer"):
        problems.warning(
            "problem.declared_below", file, row, "layer", layer, level=LEVELS[asked[layer]]
        )


def check_sources(
    problems: Problems, frames: Iterable[pd.DataFrame], own: Vocabularies, others: Elsewhere | None
) -> None:
    """The pack's own words for sources that no record names: those of another city, or all."""
    mine = {k: term for k, term in own.get("source", {}).items() if k not in _shared()}
    cited = "\n".join(
        cell for frame in frames if "source" in frame for cell in frame["source"].unique()
    )
    unused = [key for key in mine if key not in cited]
    left = unused if len(unused) == len(mine) else []
    left = left or [key for key in unused if others and others.at(mine[key].name)]
    if left:
        keys = "、".join(left[:_QUOTED])
        problems.warning(
            "problem.source_words", VOCABULARIES_FILE, None, "source", keys, n=len(left)
        )


def _shared() -> Collection[str]:
    return vocabularies()["source"]
