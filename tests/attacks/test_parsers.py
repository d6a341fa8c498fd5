"""Every parser of a cell: no text throws, and twice as long a text takes twice as long, not four."""

from __future__ import annotations

import contextlib
import itertools
import time
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from lists import sheet, upload
from locator.geo.written import find_position
from locator.hours.state import state_at
from locator.hours.text import parse
from locator.intake.read import read_upload
from locator.intake.recognise import cells, coordinates, figures
from locator.intake.upload import understand
from locator.names.keys import core_key, name_key
from locator.pack import schema
from locator.pack.read import load_pack
from locator.pack.tables import is_date, is_url, last_day
from packs import SOUND_ROWS, write_pack
from uploads import saved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from locator.pack.model import CityPack

MOMENT = datetime.fromisoformat("2026-11-28T10:00+08:00")
PARSERS: dict[str, Callable[[str], object]] = {
    "date": cells.read_date,
    "phone": cells.read_phone,
    "number": lambda text: figures.read_number(text, schema.UNITS.column("population")),
    "degrees": lambda text: coordinates.read_degrees(text, schema.VENUES.column("lon")),
    "hours": cells.read_hours,
    "url": cells.read_url,
    "hours read": parse,
    "hours now": lambda text: state_at(text, MOMENT),
    "pair": coordinates.read_pair,
    "position": lambda text: find_position(text, (120.6, 31.3)),
    "pack date": is_date,
    "pack url": is_url,
    "last day": last_day,
    "name": name_key,
    "core name": core_key,
}
#: Every column that a list may have, by the door through which its cells come.
COLUMNS = {
    f"{name}.{column.name}": column
    for name, columns in (
        *((table.name, table.columns) for table in (*schema.TABLES.values(), schema.NEEDS)),
        ("outlines", schema.OUTLINE_COLUMNS),
    )
    for column in columns
}
PIECES = (
    *"1(（-、 \u3000a，\n/；：转．\ufdfd节号至年月日²٣°′",
    *("12", "0512-", "8:00-11:30，", "13:30-5:00", "周一至周五 ", "2024年", "http://", "120.5 "),
    *("东经", "法定节假日除外", "每月第一个", "+86", "正月", "上午", "1.3E+10", "24小时", "%s{0}"),
)
TEXTS = [*PIECES, *("".join(pair) for pair in itertools.permutations(PIECES[::4], 2))]
#: So many of the slowest are tried at twice the length, from the length on at which they take this
#: many seconds; what does not by the longest looks at no more than a beginning.
SLOWEST, ENOUGH_S, LONGEST = 40, 0.02, 640_000


def seconds(parser: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    with contextlib.suppress(cells.CellError):
        parser(text)
    return time.process_time() - began


@pytest.mark.parametrize("name", PARSERS)
def test_no_text_throws(name: str) -> None:
    for piece in TEXTS:
        seconds(PARSERS[name], (piece * 300)[:300])


@pytest.mark.parametrize("name", COLUMNS)
def test_no_text_in_any_column_throws(name: str) -> None:
    column = COLUMNS[name]
    for piece in TEXTS:
        seconds(lambda text: cells.read_listed(text, column, {}), (piece * 300)[:300])
    # What is longer than its column may be is refused before any parser sees it.
    with pytest.raises(cells.CellError) as failure:
        cells.read_listed("1" * (column.longest + 1), column, {})
    assert failure.value.key == "cell_long"


def doubled(parser: Callable[[str], object], piece: str) -> float:
    """How many times as long twice the text takes; 1 where no length that is tried takes long."""
    length = 10_000
    while length < LONGEST:
        once, twice = (
            min(seconds(parser, (piece * n)[:n]) for _ in range(3)) for n in (length, 2 * length)
        )
        if once > ENOUGH_S:
            return twice / once
        length *= 2
    return 1.0


@pytest.mark.attack
def test_what_takes_four_times_as_long_is_seen() -> None:
    assert doubled(lambda text: [text.count("1") for _ in range(len(text) // 50)], "1") > 3


@pytest.mark.attack
def test_twice_the_text_takes_twice_the_time() -> None:
    took = {
        (name, piece): seconds(parser, (piece * 10_000)[:10_000])
        for (name, parser), piece in itertools.product(PARSERS.items(), TEXTS)
    }
    slowest = sorted(took, key=lambda one: -took[one])[:SLOWEST]
    ratios = {(name, piece): doubled(PARSERS[name], piece) for name, piece in slowest}
    worst = max(ratios, key=lambda one: ratios[one])
    print(
        f"\n{len(PARSERS)} parsers, {len(TEXTS)} texts of 10 000 characters: slowest "
        f"{took[slowest[0]]:.3f} s {slowest[0]}; of the {SLOWEST} slowest "
        f"{sum(ratio > 1 for ratio in ratios.values())} take longer with their length, twice as long at "
        f"most {ratios[worst]:.1f} times as long {worst}"
    )
    assert ratios[worst] < 3


#: Where in a list a text may stand that no column bounds, put there in a workbook of one sheet.
AROUND: dict[str, Callable[[Worksheet, str], object]] = {
    "sheet": lambda table, text: setattr(table, "_WorkbookChild__title", text),
    "title": lambda table, text: table.insert_rows(1) or table.cell(1, 1, text),
    "heading": lambda table, text: table.cell(1, 5, text) and table.cell(2, 5, "有"),
    "section": lambda table, text: table.insert_rows(3) or table.cell(3, 1, text),
    "foot": lambda table, text: table.append([f"注：{text}"]),
    "name": lambda table, text: table.cell(3, 1, text),
    "unit": lambda table, text: table.cell(3, 3, text),
    "unread": lambda table, text: table.cell(1, 5, "情况") and table.cell(3, 5, text),
    "comment": lambda table, text: setattr(table["A2"], "comment", Comment(text, "甲")),
}


def listed(text: str, where: str, rows: int = 2) -> bytes:
    """A list of schools with a text somewhere."""
    book = Workbook()
    table = book.worksheets[0]
    table.append(["名称", "类型", "所在单位", "地址"])
    for n in range(rows):
        table.append([f"虚构第{n}老年学校", "老年学校", "虚构东镇", f"甲路{n}号"])
    AROUND[where](table, text)
    return saved(book)


def seconds_of_import(data: bytes, pack: CityPack) -> float:
    began = time.process_time()
    understand(read_upload("名单.xlsx", data), pack)
    return time.process_time() - began


#: What took longest, or did not end, somewhere around a table: unit after unit, a day that does not
#: come, an opening bracket, what a section counts.
LONG = ("虚构东镇" * 2500, f"截至{' ' * 9000}日", "（" * 9000, f"一、老年学校{' ' * 9000}共")


@pytest.mark.attack
@pytest.mark.parametrize("where", AROUND)
def test_no_text_around_a_table_is_slow_or_throws(where: str, tmp_path: Path) -> None:
    pack = load_pack(write_pack(tmp_path / "p"))
    usual = seconds_of_import(listed("老年学校", where), pack)
    for text in LONG:
        assert seconds_of_import(listed(text, where), pack) < usual + 1


@pytest.mark.attack
@pytest.mark.parametrize("where", ["title", "foot"])
def test_what_stands_around_a_table_is_read_once(where: str, tmp_path: Path) -> None:
    """Before, 200 rows below a title of 8 000 characters took twenty times as long as below none."""
    pack = load_pack(write_pack(tmp_path / "p"))
    told = "以上各校均已在册，情况属实；" * 600
    seconds_of_import(listed("老年学校", where), pack)
    short, long = (seconds_of_import(listed(text, where, 200), pack) for text in (told[:14], told))
    print(f"\n200 rows, {where} of 14 and {len(told)} characters: {short:.2f} and {long:.2f} s")
    assert long < 3 * short


@pytest.mark.attack
def test_a_whole_import_of_twice_as_long_cells_takes_twice_the_time(tmp_path: Path) -> None:
    """A sheet of every table with a row for each of its columns, in which that cell is the text."""
    pack = load_pack(write_pack(tmp_path / "p"))
    names = {name: schema.TABLES.get(f"{name}.csv", schema.VENUES).names for name in SOUND_ROWS}

    def took(text: str) -> float:
        sheets = [
            sheet(
                name,
                [
                    {**{n: str(row.get(n, "")) for n in names[name]}, column: text}
                    for column in names[name]
                ],
            )
            for name, row in SOUND_ROWS.items()
        ]
        began = time.process_time()
        understand(upload(*sheets), pack)
        return time.process_time() - began

    took("1")
    ratios = {}
    for piece in ("9", "年", "8:00-5:00，", "镇、", "0512-"):
        once, twice = (min(took((piece * n)[:n]) for _ in range(2)) for n in (16_000, 32_000))
        ratios[piece] = twice / once
    print(f"\n{sum(map(len, names.values()))} columns of {len(names)} tables in one upload, cells of "
          f"16 000 and 32 000 characters: at most {max(ratios.values()):.1f} times as long")  # fmt: skip # one sentence
    assert max(ratios.values()) < 3
