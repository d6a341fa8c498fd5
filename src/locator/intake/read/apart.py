"""A program of its own: spreadsheets of older kinds from stdin → their cells as JSON on stdout.

Their readers hold a sheet as one dense block and repeat shared texts, and nothing outside them
can weigh such a file first. So they run in a process that may only use so much memory and time:
what a hostile file does to it, it does to nobody else. Run as a script, never imported; it knows
nothing of the package, so that it starts quickly.

Arguments: bytes of memory, seconds of processor time, most cells, most characters, most sheets.
Status 3: too many cells; 4: too much text; 5: too many sheets; anything else but 0: unreadable.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import resource
import sys
from itertools import islice
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOO_MANY_CELLS, _TOO_MUCH_TEXT, _TOO_MANY_SHEETS = 3, 4, 5
_ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}
_ERROR_CELL = 5  # xlrd.XL_CELL_ERROR
#: So many painted cells of a row are told.
_PAINTED = 8


def _value(value: object) -> object:
    if isinstance(value, dt.datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, dt.time):
        return {"time": value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"seconds": value.total_seconds()}
    return value


def _sheets(data: bytes, cells: int, text: int, most: int) -> Iterator[dict[str, Any]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    if len(workbook.sheet_names) > most:
        raise SystemExit(_TOO_MANY_SHEETS)
    for number, about in enumerate(workbook.sheets_metadata):
        source = workbook.get_sheet_by_index(number)
        if about.typ != SheetTypeEnum.WorkSheet or source.end is None:
            continue
        cells -= source.total_height * source.total_width
        if cells < 0:
            raise SystemExit(_TOO_MANY_CELLS)
        rows = []
        for row in source.iter_rows():
            text -= sum(len(value) for value in row if isinstance(value, str))
            if text < 0:
                raise SystemExit(_TOO_MUCH_TEXT)
            rows.append([_value(value) for value in row])
        yield {
            "name": about.name,
            "hidden": about.visible != SheetVisibleEnum.Visible,
            "left": (source.start or (0, 0))[1],
            "rows": rows,
            "merged": source.merged_cell_ranges or [],
        }


def _marks(data: bytes) -> dict[str, Any] | None:
    """Hidden rows and columns, errors, merged and struck cells, comments of BIFF; or None."""
    import xlrd  # noqa: PLC0415 - only where the file is one

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except Exception:  # noqa: BLE001 - whatever xlrd meets in a file that calamine could read
        return None
    return {
        sheet.name: {
            "rows": [row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden],
            "columns": [at for at, info in sheet.colinfo_map.items() if info.hidden],
            "texts": [
                [row + 1, at, _ERRORS.get(sheet.cell_value(row, at), "#N/A")]
                for row in range(sheet.nrows)
                for at in range(sheet.row_len(row))
                if sheet.cell_type(row, at) == _ERROR_CELL
            ],
            "merged": [
                [[top, left], [bottom - 1, right - 1]]
                for top, bottom, left, right in sheet.merged_cells
            ],
            "struck": [
                [row + 1, at]
                for row in range(sheet.nrows)
                for at in range(sheet.row_len(row))
                if book.font_list[book.xf_list[sheet.cell_xf_index(row, at)].font_index].struck_out
            ],
            "painted": {
                row: cells
                for row in range(1, sheet.nrows + 1)
                if (cells := list(islice(_painted(book, sheet, row), _PAINTED)))
            },
            "comments": [
                [row + 1, at, note.text] for (row, at), note in sheet.cell_note_map.items()
            ],
        }
        for sheet in book.sheets()
    }


def _painted(book: Any, sheet: Any, row: int) -> Iterator[tuple[int, str, str]]:
    """Position and colours of a row's cells that have a ground or letters of a colour."""
    for at in range(sheet.row_len(row - 1)):
        style = book.xf_list[sheet.cell_xf_index(row - 1, at)]
        ground = style.background
        colours = (
            ground.pattern_colour_index if ground.fill_pattern else None,
            book.font_list[style.font_index].colour_index,
        )
        rgbs = [book.colour_map.get(colour) for colour in colours]
        if any(rgbs):
            first, second = ("".join(f"{c:02X}" for c in rgb or ()) for rgb in rgbs)
            yield at, first, second


def main() -> None:
    """Read stdin, write stdout."""
    memory, seconds, cells, text, most = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    sheets = list(_sheets(data, cells, text, most))
    marks = _marks(data) if data.startswith(b"\xd0\xcf\x11\xe0") else None
    json.dump({"sheets": sheets, "marks": marks}, sys.stdout)


main()
