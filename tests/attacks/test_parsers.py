"""Every parser of a cell: no text throws, and twice as long a text takes twice as long, not four."""

from __future__ import annotations

import contextlib
import itertools
import time
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from locator.geo.written import find_position
from locator.hours.state import state_at
from locator.hours.text import parse
from locator.intake.recognise import cells, figures
from locator.intake.recognise.cells import read_pair
from locator.names.keys import core_key, name_key
from locator.pack import schema
from locator.pack.tables import is_date, is_url, last_day

if TYPE_CHECKING:
    from collections.abc import Callable

MOMENT = datetime.fromisoformat("2026-11-28T10:00+08:00")
PARSERS: dict[str, Callable[[str], object]] = {
    "date": cells.read_date,
    "phone": cells.read_phone,
    "number": lambda text: figures.read_number(text, schema.UNITS.column("population")),
    "degrees": lambda text: cells.read_degrees(text, schema.VENUES.column("lon")),
    "hours": cells.read_hours,
    "url": cells.read_url,
    "hours read": parse,
    "hours now": lambda text: state_at(text, MOMENT),
    "pair": read_pair,
    "position": lambda text: find_position(text, (120.6, 31.3)),
    "pack date": is_date,
    "pack url": is_url,
    "last day": last_day,
    "name": name_key,
    "core name": core_key,
}
PIECES = (
    *"1(（-、 \u3000a，\n/；：转．\ufdfd节号至年月日²٣°′",
    *("12", "0512-", "8:00-11:30，", "13:30-5:00", "周一至周五 ", "2024年", "http://", "120.5 "),
    *("东经", "法定节假日除外", "每月第一个", "+86", "正月", "上午", "1.3E+10", "24小时", "%s{0}"),
)
TEXTS = [*PIECES, *("".join(pair) for pair in itertools.permutations(PIECES[::4], 2))]
#: What is below is as good as nothing: no ratio is made of it, in seconds.
NOTHING_S = 0.05


def seconds(parser: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    with contextlib.suppress(cells.CellError):
        parser(text)
    return time.process_time() - began


@pytest.mark.parametrize("name", PARSERS)
def test_no_text_throws(name: str) -> None:
    for piece in TEXTS:
        seconds(PARSERS[name], (piece * 300)[:300])


@pytest.mark.attack
def test_twice_the_text_takes_twice_the_time() -> None:
    worst, slowest = (0.0, "", ""), (0.0, "", "")
    for (name, parser), piece in itertools.product(PARSERS.items(), TEXTS):
        short, long = ((piece * n)[:n] for n in (10_000, 20_000))
        once = seconds(parser, short)
        slowest = max(slowest, (once, name, piece))
        if once > NOTHING_S:
            twice = min(seconds(parser, long) for _ in range(2))
            worst = max(worst, (twice / once, name, piece))
    print(
        f"\n{len(PARSERS)} parsers, {len(TEXTS)} texts of 10 000 characters: slowest {slowest[0]:.2f} s "
        f"({slowest[1]}, {slowest[2]!r}); twice as long takes {worst[0]:.1f} times as long at most {worst[1:]}"
    )
    assert worst[0] < 3
