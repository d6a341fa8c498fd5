"""The clauses of ``requirements.toml`` as rows of text, and rows as clauses again.

So a clause that is changed at the desk goes through the log as any other row does: compared cell by
cell, taken back, and laid over the file without touching another clause or a remark in it.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple

from locator.pack.files import number_text
from locator.pack.model import LIST_SEPARATOR
from locator.problems import LocatorError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.pack.change import Cells

REQUIREMENTS_FILE = "requirements.toml"
#: Keys of a clause, in the order in which they are written.
CLAUSE_COLUMNS = (
    "id",
    "clause",
    "title",
    "title_en",
    "level",
    "strength",
    "layers",
    "recognised",
    "indicator",
    "min",
    "per_10000",
    "unit_kind",
    "has_kind",
)
CLAUSE_NUMBERS = frozenset({"min", "per_10000"})
_HEADER = re.compile(r"\s*\[\[\s*(\w+)\s*\]\]")
_REMARK = re.compile(r"\s*(#.*)?")


class Block(NamedTuple):
    """A part of the file: its text, its first line from 1, and the cells where it is a clause."""

    text: str
    line: int
    cells: Cells | None


def clause_blocks(text: str) -> list[Block]:
    """The file taken apart: first what stands before every table, then a block a table.

    Remarks and blank lines after a table speak of the next one and are a block of their own, so
    that they stay where a clause is rewritten.

    Raises
    ------
    LocatorError
        It is no TOML, or not laid out as ``[[requirement]]`` tables.
    """
    lines = text.splitlines(keepends=True)
    starts = [n for n, line in enumerate(lines) if _HEADER.match(line)]
    blocks = [Block("".join(lines[: starts[0]] if starts else lines), 1, None)]
    for start, after in zip(starts, [*starts[1:], len(lines)], strict=True):
        end = after
        while _REMARK.fullmatch(lines[end - 1].rstrip("\r\n")):
            end -= 1
        own, rest = "".join(lines[start:end]), "".join(lines[end:after])
        blocks.append(Block(own, start + 1, _cells(own, start + 1)))
        if rest:
            blocks.append(Block(rest, end + 1, None))
    return blocks


def clause_text(cells: Mapping[str, str]) -> str:
    """A clause as the file writes it; blank cells are left out."""
    given = {c: cell for c in CLAUSE_COLUMNS if (cell := cells.get(c, "").strip())}
    return "\n".join(
        ["[[requirement]]", *(f"{c} = {_toml(c, cell)}" for c, cell in given.items()), ""]
    )


def clause_cells(entry: Mapping[str, object]) -> Cells:
    """Keys and values of a clause as text, every column there."""
    return {column: _text(entry.get(column, "")) for column in CLAUSE_COLUMNS}


def _cells(text: str, line: int) -> Cells | None:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as failure:
        params = {"reason": failure}
        raise LocatorError(
            Problem("error", "problem.toml_broken", REQUIREMENTS_FILE, line, params=params)
        ) from None
    entries = document.get("requirement")
    return clause_cells(entries[0]) if isinstance(entries, list) else None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return LIST_SEPARATOR.join(map(str, value))
    return number_text(value) if isinstance(value, float) else str(value)


def _toml(column: str, cell: str) -> str:
    """A cell as a TOML value; one that is no number where one belongs stays text, and is told."""
    if column == "layers":
        return f"[{', '.join(_quoted(x.strip()) for x in cell.split(LIST_SEPARATOR))}]"
    if column == "recognised" and cell == "yes":
        return "true"
    if column in CLAUSE_NUMBERS and re.fullmatch(r"\d+(\.\d+)?", cell):
        return cell
    return _quoted(cell)


def _quoted(text: str) -> str:
    # A string of JSON is one of TOML, but for the one control character that JSON lets stand.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
