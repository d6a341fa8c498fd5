"""The one normaliser of names: what is the same name, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.names.keys import bare_key, core_key, half_width, levelled, name_key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("太倉圖書館", "太仓图书馆"),  # traditional
        ("乾隆行宮", "乾隆行宫"),  # by phrases: not 干隆
        ("⾦鸡湖", "金鸡湖"),  # Kangxi radical U+2FA6
        ("⻓江⻔站", "长江门站"),  # radicals of the supplement, unknown to NFKC
        ("Ｐ＋Ｒ　停车场", "pr停车场"),  # full width
        ("沙家\u200b浜\ufeff", "沙家浜"),  # zero width
        ("拙政园·苏博站", "拙政园苏博站"),
        ("Lion’s  Grove-Garden", "lionsgrovegarden"),
        ("  ", ""),
        ("木\ud800渎", "木渎"),  # half a character
        ("（）", ""),
    ],
)
def test_ways_of_writing_are_one_name(written: str, key: str) -> None:
    assert name_key(written) == key


def test_remarks_are_left_out_where_something_else_is_left() -> None:
    assert (
        core_key("测试馆（东馆）")
        == core_key("测试馆 [旧]")
        == core_key("测试馆【西】")
        == "测试馆"
    )
    assert core_key("（东馆）") == "东馆"
    assert name_key("测试馆（东馆）") == "测试馆东馆"


@pytest.mark.parametrize(
    ("key", "bare"),
    [
        ("城厢镇", "城厢"),
        ("娄葑街道", "娄葑"),
        ("娄葑街道办事处", "娄葑"),
        ("东港社区居民委员会", "东港"),
        ("新区", "新区"),  # one character alone is no name
        ("乐桥地铁站", "乐桥"),
        ("观前街", "观前街"),
    ],
)
def test_generic_endings(key: str, bare: str) -> None:
    assert bare_key(key) == bare


def test_a_value_keeps_its_case_its_spaces_and_its_letters() -> None:
    assert half_width(" ＡＢ　圖書館 ") == "AB 圖書館"
    assert levelled(" ＡＢ　圖書館,\u00a0二樓 ") == "ab 图书馆, 二楼"


# 薴 is the one letter that OpenCC maps to one (苧) which it maps on (苎).
@given(st.text(st.characters(exclude_characters="薴"), max_size=40))
def test_a_key_is_its_own_key(text: str) -> None:
    key = name_key(text)
    assert name_key(key) == key
    assert not any(c.isspace() for c in key)
