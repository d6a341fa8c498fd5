"""Which column of the pack a header of somebody's list means."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from locator.intake.model import SURE, ColumnGuess
from locator.intake.recognise.words import is_organiser
from locator.names.keys import core_key, name_key
from locator.pack import schema
from locator.pack.words import header_words, headings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from locator.pack.schema import Column

#: Columns that lists and templates have and the pack does not, with other words for them:
#: names of the units above a row, both coordinates in one cell, and the declaration.
EXTRA = header_words("list")
#: Headers that carry nothing to import and need no question.
_IGNORED = frozenset({"序号", "行号", "no", "number"})

#: Confidence (0 to 1) of a header that is the same but for what stands in brackets, of one that
#: contains a known name, and the least and most of one that only resembles it.
_BARE, _WITHIN, _ALIKE_LEAST, _ALIKE_MOST = 0.95, 0.7, 0.72, 0.85
_SHORTEST = 2
#: Columns that say in which unit a row lies.
_PLACES = ("county", "town", "unit")
#: What a heading calls the name or the address of venues of any kind: 农家书屋名称, 校址.
_KIND = (
    r"(?P<kind>.*(?:书屋|学校|大学|学院|中心|馆|书房|基地|点|站|所|空间|教室|阅览室|剧院|文化宫))"
)
_NAMES = re.compile(rf"(?:{_KIND}|[校馆站店])(?:的?名称|名)")
_ADDRESSES = re.compile(rf"(?:{_KIND}|[校馆站店院])?(?:所在|的|详细|具体)?(?:地址|址)")


def guess_columns(headers: Iterable[str], columns: Iterable[Column]) -> tuple[ColumnGuess, ...]:
    """What each header of a sheet means; each column is given to one header only, the surest."""
    words = _words(tuple(columns))
    found = {header: _guess(header, words) for header in headers}
    best: dict[str, tuple[float, str]] = {}
    for header, (column, confidence) in found.items():
        if column and confidence > best.get(column, (0.0, ""))[0]:
            best[column] = (confidence, header)
    _place_finer(found, best)
    return tuple(
        ColumnGuess(header, column, confidence)
        if column and best[column][1] == header
        else ColumnGuess(header, "", 1.0 if ignorable(header) else 0.0)
        for header, (column, confidence) in found.items()
    )


def _place_finer(found: dict[str, tuple[str, float]], best: dict[str, tuple[float, str]]) -> None:
    """Give a second column of units, 所属板块 beside 区域, a place that is free.

    Their cells may be of any level, and the finest one that is filled is the unit.
    """
    for header, (column, confidence) in found.items():
        if column not in _PLACES or confidence < SURE or best[column][1] == header:
            continue
        free = next((name for name in _PLACES if name not in best), "")
        if free:
            found[header] = (free, confidence)
            best[free] = (confidence, header)


def several_names(headers: Iterable[str]) -> tuple[str, ...]:
    """Headings that each name venues of another kind, in a list with several venues a row."""
    kinds = {header: _NAMES.fullmatch(name_key(header)) for header in headers}
    return tuple(header for header, kind in kinds.items() if kind and kind["kind"])


def ignorable(header: str) -> bool:
    """Whether a column has no name or is only a running number."""
    return name_key(header) in _IGNORED or not name_key(header)


@cache
def _words(columns: tuple[Column, ...]) -> dict[str, str]:
    """Column of every word that may head it; a column's own names come before other words."""
    found: dict[str, str] = {}
    names = [column.name for column in columns] + list(EXTRA)
    for name in names:
        found.setdefault(name_key(name), name)
        for text in (headings()[name].name, headings()[name].name_en):
            found.setdefault(name_key(text), name)
    aliases = {column.name: column.aliases for column in columns} | EXTRA
    for name, words in aliases.items():
        for word in words.split():
            found.setdefault(name_key(word), name)
    return found


def _guess(header: str, words: dict[str, str]) -> tuple[str, float]:
    whole, bare = name_key(header), core_key(header)
    if ignorable(header):
        return "", 1.0
    if whole in words:
        return words[whole], 1.0
    if bare in words:
        return words[bare], _BARE
    if is_organiser(header):
        return "", 0.0
    return _resembles(whole, bare, words)


def _resembles(whole: str, bare: str, words: dict[str, str]) -> tuple[str, float]:
    """Column of a header that only resembles a known one, or has one within it."""
    for pattern, column in ((_NAMES, "name"), (_ADDRESSES, "address")):
        if column in words.values() and pattern.fullmatch(bare or whole):
            return column, _BARE
    alike = process.extractOne(bare or whole, list(words), scorer=fuzz.ratio)
    if alike and alike[1] / 100 >= _ALIKE_LEAST:
        return words[alike[0]], min(_ALIKE_MOST, alike[1] / 100)
    # The longest known name within the header: 学校详细地址 is an address.
    within = [
        word for word in words if len(word) >= _SHORTEST and word in whole and not word.isascii()
    ]
    if within:
        return words[max(within, key=len)], _WITHIN
    return "", 0.0


def columns_of(table: str) -> tuple[Column, ...]:
    """Columns that a sheet of a kind may have."""
    if table == "outlines":
        return (*schema.OUTLINE_COLUMNS, schema.VENUES.column("name"))
    if table == "venues":
        # A declaration may stand beside the rows of a list.
        return (*schema.VENUES.columns, schema.REPORTING.column("as_of"))
    if table == "units":
        # People say which unit they mean as in any other list.
        return (schema.REPORTING.column("unit"), *schema.UNITS.columns)
    return TABLES[table].columns


#: Tables that an import may fill, by name.
TABLES = {table.name: table for table in vars(schema).values() if isinstance(table, schema.Table)}
