"""One name a thing: what the glossary says is in the code, and nothing bears a word that it forbids."""

from __future__ import annotations

import ast
import functools
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| term")
]
MODULES = {
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
    for path in SOURCE.rglob("*.py")
}


@functools.cache
def classes() -> Counter[str]:
    """Every class of the source by its name, with how often the name comes."""
    return Counter(
        node.name
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )


def words(name: str) -> list[str]:
    """Words of a name in singular: ``VenueQuery`` and ``venue_query`` are venue, query."""
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return [part.lower().removesuffix("s") for part in parts]


def test_the_table_is_whole() -> None:
    assert len(ROWS) > 25
    for row in ROWS:
        assert len(row) == 5, row
        assert all(row), row
        assert re.search("[一-鿿]", row[1]), row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_code_speaks_so(row: list[str]) -> None:
    for name in re.findall(r"`([^`]+)`", row[3]):
        assert name in MODULES or name in classes(), name


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_nothing_bears_the_other_word(row: list[str]) -> None:
    bearers = {
        name for name in MODULES | set(classes()) if row[4] in words(name.rpartition(".")[2])
    }
    assert not bearers


def test_no_class_name_comes_twice() -> None:
    assert [name for name, n in classes().items() if n > 1] == []


def test_words_of_a_name() -> None:
    assert words("VenueQuery") == ["venue", "query"]
    assert words("checks_city") == ["check", "city"]
    assert words("PDFPage") == ["pdf", "page"]
