"""Whatever pieces of a text about hours come in whatever order, reading it ends in an answer."""

from __future__ import annotations

from datetime import datetime

from hypothesis import example, given
from hypothesis import strategies as st

from locator.clock import TIMEZONE
from locator.hours import state_at

PIECES = [
    *"()（）,，;；:：、-至&\n ",
    *("周一", "周末", "每天", "节假日", "国庆节", "春节当天", "夏季", "冬季", "4月-10月", "7月1日-8月31日", "暑假"),
    *("9:00", "9:00-17:00", "13:30-5:00", "晚上7:00", "全天", "闭馆", "开放", "日落", "16:30停止入馆", "仅", "含", "除外"),
    *("Mo-Fr", "PH", "off", "sunrise", "||", '"note"', "<img>", "x"),
]  # fmt: skip # a kind a line
NOON = datetime(2026, 12, 1, 12, tzinfo=TIMEZONE)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example("()")
@example("（）9:00-17:00")
def test_any_order_of_pieces_is_read_or_not_understood(text: str) -> None:
    assert state_at(text, NOON) is not None
