"""Spreadsheets that are not xlsx: .xls and .et (BIFF), .ods, .xlsb, read by a process apart."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from locator.intake.colours import PAINTED, paints
from locator.intake.read import limits
from locator.intake.read.archive import Archive
from locator.intake.read.grid import tabulate, written
from locator.intake.read.workbook import fill_merged
from locator.intake.read.workbook_parts import Marks, weigh

if TYPE_CHECKING:
    from collections.abc import Callable

    from locator.intake.model import UploadSheet
    from locator.problems import Problems

_PROGRAM = Path(__file__).with_name("apart.py")
_REFUSALS = {
    3: ("upload.cells", limits.CELLS),
    4: ("upload.text", limits.TEXT),
    5: ("upload.sheets_many", limits.SHEETS),
}
_ZIP = b"PK\x03\x04"
_MADE: dict[str, Callable[[str], object]] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
}
#: Properties of a style that name the colour of the ground and that of letters.
_COLOURED = {
    "style:table-cell-properties": "fo:background-color",
    "style:text-properties": "fo:color",
}


def read_older(problems: Problems, data: bytes) -> list[UploadSheet]:
    """The sheets of a workbook that hold anything, as :func:`.workbook.read_workbook` has them.

    Raises
    ------
    LocatorError
        The file is broken, or a limit is passed.
    """
    archive = Archive(problems, data) if data.startswith(_ZIP) else None
    if archive is not None:
        weigh(problems, archive)
    told = _told(problems, data)
    marks = _marks(told.get("marks"))
    if archive is not None and "content.xml" in archive.names:
        marks = _open_document(archive.read("content.xml"))
    sheets = []
    for one in told["sheets"]:
        mark = marks.get(one["name"])
        if mark is None:
            # What may be hidden is read after a yes only.
            problems.warning("upload.hidden_untold", sheet=one["name"])
            mark, one["hidden"] = Marks(), True
        corners = one["merged"] or mark.merged
        merged = [((top, left), (bottom, right)) for (top, left), (bottom, right) in corners]
        rows = [[""] * one["left"] + [written(_cell(c)) for c in row] for row in one["rows"]]
        lines = fill_merged(problems, rows, merged, mark.texts)
        groups = {
            (top + 1, left, right)
            for (top, left), (bottom, right) in merged
            if top == bottom and left < right
        }
        sheet = tabulate(problems, one["name"], lines, groups)
        if sheet is not None:
            sheets.append(mark.laid_on(replace(sheet, hidden=one["hidden"]), lines))
    if not sheets and not problems:
        problems.error("upload.no_rows")
    return sheets


def _told(problems: Problems, data: bytes) -> dict[str, Any]:
    arguments = (limits.APART_BYTES, limits.APART_SECONDS, limits.CELLS, limits.TEXT, limits.SHEETS)
    try:
        run = subprocess.run(  # noqa: S603 - our own program, numbers as arguments
            [sys.executable, "-I", str(_PROGRAM), *map(str, arguments)],
            input=data,
            capture_output=True,
            timeout=limits.APART_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise problems.refusal("upload.workbook_broken") from None
    if run.returncode in _REFUSALS:
        key, limit = _REFUSALS[run.returncode]
        raise problems.refusal(key, limit=limit)
    if run.returncode:
        encrypted = b"PasswordError" in run.stderr
        raise problems.refusal("upload.encrypted" if encrypted else "upload.workbook_broken")
    told: dict[str, Any] = json.loads(run.stdout)
    return told


def _cell(value: object) -> object:
    if isinstance(value, dict):
        kind, text = next(iter(value.items()))
        if kind == "seconds":
            return dt.timedelta(seconds=text)
        return _MADE[kind](text)
    return value


def _marks(told: dict[str, Any] | None) -> dict[str, Marks]:
    return {
        name: Marks(
            set(sheet["rows"]),
            set(sheet["columns"]),
            {(row, at): text for row, at, text in sheet["texts"]},
            sheet["merged"],
            {(row, at) for row, at in sheet["struck"]},
            {(row, at): text for row, at, text in sheet["comments"]},
            {
                int(row): {at: paints(ground, letters) for at, ground, letters in cells}
                for row, cells in sheet["painted"].items()
            },
        )
        for name, sheet in (told or {}).items()
    }


def _open_document(content: bytes) -> dict[str, Marks]:
    """Hidden rows and columns, struck cells and comments of an OpenDocument spreadsheet."""
    found: dict[str, Marks] = {}
    at = {"row": 0, "column": 0, "cell": 0}
    within = dict.fromkeys(("office:annotation", "text:p"), 0)
    mark = Marks()
    style, struck = "", set[str]()
    tints = _Tints()

    def count(tag: str, by: int) -> None:
        if tag in within:
            within[tag] += by

    def opened(tag: str, attributes: dict[str, str]) -> None:
        nonlocal mark, style
        count(tag, 1)
        tints.tell(mark, style, tag, attributes, at)
        if tag == "style:style":
            style = attributes.get("style:name", "")
        elif tag == "style:text-properties" and _line_through(attributes):
            struck.add(style)
        elif tag in {"table:table-cell", "table:covered-table-cell", "text:span"}:
            cell = tag != "text:span"
            through = attributes.get("table:style-name" if cell else "text:style-name") in struck
            if through and (not cell or "office:value-type" in attributes):
                mark.struck.add((at["row"], at["cell"] - (not cell)))
            times = attributes.get("table:number-columns-repeated", "1") if cell else "0"
            at["cell"] += int(times[:8]) if times.isdecimal() else 1
        if tag == "table:table-row":
            at["cell"] = 0
        if tag == "table:table":
            mark = found.setdefault(attributes.get("table:name", ""), Marks())
            at.update(row=0, column=0)
        _count(mark, at, tag, attributes)

    def told(text: str) -> None:
        # A comment also has who wrote it and when.
        if all(within.values()):
            mark.pin(at["row"], at["cell"] - 1, text)

    parser = expat.ParserCreate()
    parser.StartElementHandler = opened
    parser.EndElementHandler = lambda tag: count(tag, -1)
    parser.CharacterDataHandler = told
    parser.Parse(content, True)  # noqa: FBT003 - positional only; weighed already
    return found


class _Tints:
    """Colours of an OpenDocument spreadsheet, gathered while its styles and cells are read."""

    def __init__(self) -> None:
        self._styles: dict[str, dict[str, str]] = {}

    def tell(
        self, mark: Marks, style: str, tag: str, attributes: dict[str, str], at: dict[str, int]
    ) -> None:
        """Take in the colours of a style or of a cell, and that conditions paint too."""
        if tag in _COLOURED:
            rgb = attributes.get(_COLOURED[tag], "").upper()
            # Other values are words for none.
            self._styles.setdefault(style, {})[tag] = rgb[1:] if rgb.startswith("#") else ""
        elif tag == "calcext:conditional-format":
            mark.conditional = True
        elif tag == "table:table-cell":
            own = self._styles.get(attributes.get("table:style-name", ""), {})
            of_row = mark.painted.setdefault(at["row"], {}) if own else {}
            if own and len(of_row) < PAINTED:
                of_row[at["cell"]] = paints(*(own.get(name, "") for name in _COLOURED))


def _line_through(attributes: dict[str, str]) -> bool:
    """Whether text properties draw a line through the text."""
    names = (f"style:text-line-through-{of}" for of in ("style", "type"))
    return any(attributes.get(name, "none") != "none" for name in names)


def _count(mark: Marks, at: dict[str, int], tag: str, attributes: dict[str, str]) -> None:
    """Go on to the row or column that a tag opens, and note which are hidden."""
    for part, hidden, first, most in (
        ("row", mark.hidden_rows, 1, limits.ROWS),
        ("column", mark.hidden_columns, 0, limits.COLUMNS),
    ):
        if tag == f"table:table-{part}":
            times = attributes.get(f"table:number-{part}s-repeated", "1")
            last = min(at[part] + (int(times[:8]) if times.isdecimal() else 1), most)
            if attributes.get("table:visibility", "visible") != "visible":
                hidden.update(range(at[part] + first, last + first))
            at[part] = last
