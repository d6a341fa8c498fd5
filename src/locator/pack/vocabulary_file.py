"""``vocabularies.toml``: codes of columns and their names, the pack's own or the shared ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.pack import schema
from locator.pack.files import VOCABULARIES_FILE, PackFiles, Vocabularies, entries, vocabularies
from locator.pack.tables import read_toml
from locator.pack.toml_files import unknown_key

if TYPE_CHECKING:
    from pathlib import Path

    from locator.problems import Problems

SOURCES = "source"


def read_vocabularies(root: Path, problems: Problems) -> Vocabularies:
    """The shared vocabularies, and over them those that the pack brings; sources beside them."""
    if not (root / VOCABULARIES_FILE).is_file():
        return vocabularies()
    try:
        own = entries(read_toml(PackFiles(root), problems, VOCABULARIES_FILE))
    except ValueError as failure:
        problems.error("problem.vocabulary_entry", VOCABULARIES_FILE, None, str(failure))
        return vocabularies()
    for table in own.keys() - vocabularies().keys():
        unknown_key(problems, VOCABULARIES_FILE, None, table, vocabularies())
    # What a website is called holds in every city: a pack adds to these, and replaces the others.
    if SOURCES in own:
        own[SOURCES] = vocabularies()[SOURCES] | own[SOURCES]
    for table, codes in _needed_codes().items():
        lacking = codes - own.get(table, dict.fromkeys(codes)).keys()
        if lacking:
            file, listed = VOCABULARIES_FILE, ", ".join(sorted(lacking))
            problems.error("problem.vocabulary_lacks", file, None, table, listed)
            own[table] = vocabularies()[table] | own[table]
    return vocabularies() | own


def _needed_codes() -> dict[str, set[str]]:
    """Codes of each vocabulary that the program itself names, whatever a pack adds to them."""
    found: dict[str, set[str]] = {}
    for column in (c for table in schema.TABLES.values() for c in table.columns):
        if column.vocabulary and column.choices:
            found.setdefault(column.vocabulary, set()).update(column.choices)
    return found
