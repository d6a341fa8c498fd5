"""Writing answers: JSON, CSV or an aligned table on standard output, messages beside it."""

from __future__ import annotations

import csv
import json
import os
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from errno import ENOENT
from typing import TYPE_CHECKING, Any

from locator.exports.cells import safe_cell
from locator.folders import told_if_unwritable, written_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from locator.exports.records import Record

FINE, PROBLEMS, WRONG_USE = 0, 1, 2
FORMATS = ("json", "csv", "table")


def say(message: str) -> None:
    """A message for the person at the terminal, on standard error."""
    print(message, file=sys.stderr)


def as_json(answer: object) -> None:
    """An answer as JSON, alone on standard output."""
    print(json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False))


def save(out: Path, content: bytes) -> None:
    """A file written whole or not at all.

    Raises
    ------
    QueryError
        The folder does not exist or may not be written to.
    """
    with told_if_unwritable(out):
        if not out.parent.is_dir():
            raise FileNotFoundError(ENOENT, os.strerror(ENOENT))
        with written_whole(out) as part:
            part.write_bytes(content)


def listing(found: list[Record], columns: Sequence[str], form: str) -> None:
    """A plain list in any format."""
    if form == "json":
        as_json(found)
    else:
        rows(found, columns, form)


def rows(found: Sequence[Mapping[str, Any]], columns: Sequence[str], form: str) -> None:
    """Records as CSV (a formula sign never starts a cell) or as an aligned table."""
    cells = [["" if row.get(c) is None else str(row.get(c)) for c in columns] for row in found]
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        # Numbers were written by us: their sign is no formula.
        writer.writerows(
            [
                safe_cell(text) if isinstance(row.get(c), str) else text
                for c, text in zip(columns, line, strict=True)
            ]
            for row, line in zip(found, cells, strict=True)
        )
        return
    lines = [list(columns), *([" ".join(text.split()) for text in line] for line in cells)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(columns))]
    for line in lines:
        padded = [text + " " * (w - _width(text)) for text, w in zip(line, widths, strict=True)]
        print("  ".join(padded).rstrip())


def _width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def flat(name: str, value: object) -> Iterable[tuple[str, str]]:
    """Nested records as dotted names with their values."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from flat(f"{name}.{key}" if name else str(key), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from flat(f"{name}.{number}", inner)
    else:
        yield name, "" if value is None else str(value)
