"""What must hold of codes: of units (whole, under their parent) and of vocabularies (known)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator.pack.model import LEVELS, LIST_SEPARATOR
from locator.pack.requirements import IndicatorRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from locator.pack.requirements import Requirement
    from locator.pack.schema import Table
    from locator.pack.words import Vocabularies
    from locator.problems import Problems

#: What spreadsheets make of long numbers: 3.40102E+11, 340102001001.0, '340102, 340,102.
_DAMAGED = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+|\d+\.0*|['’‘`=].*|\d{1,3}(,\d{3})+|#+|.*\s.*")
#: Columns that hold codes of units.
_CODES = ("code", "parent", "unit", "successor")


def check_codes_whole(problems: Problems, frame: pd.DataFrame) -> None:
    """Report codes of units that a spreadsheet has damaged."""
    for column in (c for c in _CODES if c in frame):
        bad = frame[frame[column].str.fullmatch(_DAMAGED)]
        for file, row, code in zip(bad["_file"], bad["_row"], bad[column], strict=True):
            problems.error("problem.code_damaged", file, row, column, code)


def check_tree(problems: Problems, units: pd.DataFrame) -> None:
    """Each unit stands under one of the level above, and its code begins as its parent's.

    Where a city has no counties (东莞, 中山, 儋州, 嘉峪关) its towns stand directly under it.
    """
    known = units.drop_duplicates("code").set_index("code")["level"]
    # Villages of a zone that is no town of its own (开发区, 400 and above) lie in real towns.
    zones = tuple(units.loc[(units["level"] == "town") & (units["counts"] == "no"), "code"])
    above = dict(zip(LEVELS[1:], LEVELS, strict=False))
    if len(known) and not (units["level"] == "county").any():
        above["town"] = "city"
    for file, row, code, own, parent in zip(
        units["_file"], units["_row"], units["code"], units["level"], units["parent"], strict=True
    ):
        if own == "city":
            if parent:
                problems.error("problem.city_parent", file, row, "parent", parent)
        elif not own or not code:
            continue
        elif parent not in known.index:
            problems.error("problem.unknown_parent", file, row, "parent", parent)
        elif known[parent] != above[own]:
            problems.error(
                "problem.parent_level", file, row, "parent", parent, level=own, expected=above[own]
            )
        elif not code.startswith((_stem(parent), *zones)) and _is_statistical(code, parent):
            problems.warning("problem.code_elsewhere", file, row, "code", code, parent=parent)


def _is_statistical(*codes: str) -> bool:
    """Whether codes are of the national system, in which a unit's begins with its parent's."""
    return all(code.isdecimal() and len(code) in {6, 9, 12} for code in codes)


def _stem(code: str) -> str:
    """The part of a code that all below have: 3205 of 320500, 31 of 310000, 441900 its 4419."""
    return re.sub(r"(00){1,2}$", "", code) if len(code) == 6 else code


def check_vocabulary(
    problems: Problems, frame: pd.DataFrame, table: Table, vocabularies: Vocabularies
) -> None:
    """Report values of coded columns that are no codes, with the code that a word stands for.

    Indicators are left out: a plan may name its own, see :func:`check_requirements`.
    """
    for column in table.columns:
        named = vocabularies.get(column.vocabulary, {})
        known = column.choices or tuple(named)
        if column.kind == "choice" or not known or column.vocabulary == "indicator":
            continue
        words = {w: code for code, e in named.items() for w in (e.name, e.name_en, *e.words)}
        cells = frame[frame[column.name] != ""]
        for file, row, cell in zip(cells["_file"], cells["_row"], cells[column.name], strict=True):
            parts = cell.split(LIST_SEPARATOR) if column.many else [cell]
            for part in (p.strip() for p in parts):
                if part and part not in known:
                    pieces = [words.get(p, p) for p in re.split(r"[、,，/；|\s]+", part)]
                    meant = LIST_SEPARATOR.join(p for p in pieces if p in known)
                    key = "problem.code_meant" if meant else "problem.code_unknown"
                    problems.warning(
                        key, file, row, column.name, part, meant=meant, choices=", ".join(known)
                    )


def check_requirements(
    problems: Problems,
    rules: Mapping[str, tuple[int, Requirement]],
    units: pd.DataFrame,
    indicators: pd.DataFrame,
) -> None:
    """Clauses that are about no unit, and figures that no clause asks for."""
    file = "requirements.toml"
    counted = units[units["counts"] == "yes"]
    for row, rule in rules.values():
        below = LEVELS[LEVELS.index(rule.level) + 1 :]
        for column, kinds in (
            ("unit_kind", _kinds(counted, [rule.level])),
            ("has_kind", _kinds(units, below)),
        ):
            kind = getattr(rule, column)
            if kind and kind not in kinds:
                problems.warning(
                    "problem.kind_of_none", file, row, column, kind, choices=", ".join(kinds)
                )
        if not (counted["level"] == rule.level).any():
            problems.warning("problem.level_of_none", file, row, "level", rule.level)
    asked = [rule.indicator for _, rule in rules.values() if isinstance(rule, IndicatorRule)]
    idle = indicators[~indicators["indicator"].isin(asked) & (indicators["indicator"] != "")]
    for at, row, name in zip(idle["_file"], idle["_row"], idle["indicator"], strict=True):
        problems.warning(
            "problem.indicator_unasked",
            at,
            row,
            "indicator",
            name,
            choices=", ".join(dict.fromkeys(asked)) or "—",
        )


def _kinds(units: pd.DataFrame, levels: Iterable[str]) -> list[str]:
    return sorted(set(units.loc[units["level"].isin(list(levels)), "kind"]) - {""})
