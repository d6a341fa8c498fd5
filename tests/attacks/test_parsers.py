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
