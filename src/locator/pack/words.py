"""Vocabularies of coded cells and words of header lines, which are data.

``geodata/vocabularies.toml`` has a row a code, ``geodata/headers.toml`` one a column; a pack that
brings a ``vocabularies.toml`` of its own replaces the tables that stand in it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from locator.pack.files import HEADERS_FILE, VOCABULARIES_FILE, shared_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Term:
    """A code's or a column's name in both languages, and what else lists call it."""

    name: str
    name_en: str
    words: tuple[str, ...] = ()


Vocabularies = dict[str, dict[str, Term]]


def entries(document: Mapping[str, Any]) -> Vocabularies:
    """Vocabulary → code → entry of a file as :mod:`tomllib` reads it.

    Raises
    ------
    ValueError
        A row has no name in both languages, or something that no row has; the text is
        ``table.code``.
    """
    found: Vocabularies = {}
    for table, rows in document.items():
        found[table] = {}
        listed: dict[str, Any] = rows if isinstance(rows, dict) else {"": None}
        for code, row in listed.items():
            try:
                term = Term(**(row | {"words": tuple(row.get("words", ()))}))
            except (TypeError, AttributeError):
                raise ValueError(f"{table}.{code}") from None
            if not all(isinstance(word, str) for word in (term.name, term.name_en, *term.words)):
                raise ValueError(f"{table}.{code}")
            found[table][code] = term
    return found


@cache
def vocabularies() -> Vocabularies:
    """The vocabularies of every pack that does not bring its own, codes in their order."""
    return entries(_shared(VOCABULARIES_FILE))


@cache
def headings() -> dict[str, Term]:
    """Every column's name, those included that only lists and outlines have."""
    return entries({"columns": _shared(HEADERS_FILE)["columns"]})["columns"]


@cache
def sheets() -> dict[str, Term]:
    """Names of the sheets of our own workbooks that are told by them."""
    return entries({"sheets": _shared(HEADERS_FILE)["sheets"]})["sheets"]


def header_words(table: str) -> dict[str, str]:
    """Other words for the columns of a table, separated by spaces.

    ``list`` stands for the columns that lists of other hands have and the pack does not.
    """
    document = _shared(HEADERS_FILE)
    every = document["every"] if table != "list" else {}
    return {**every, **document.get(table, {})}


@cache
def _shared(file: str) -> dict[str, Any]:
    return tomllib.loads(shared_bytes(file).decode())
