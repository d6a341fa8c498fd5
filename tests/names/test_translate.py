"""English names by rules, where the data have none."""

from __future__ import annotations

import pytest

from locator.names.translate import translated


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("吴中区图书馆（新馆）", "Wuzhong District Library (new building)"),
        ("凤凰镇社区教育中心", "Fenghuang Town Community Education Centre"),
        ("察院场站", "Chayuanchang Station"),
        ("苏州湾数字艺术馆", "Suzhou Bay Digital Art Museum"),
        ("IFS·展览馆", "IFS · Exhibition Hall"),
        ("Library", "Library"),
        ("", ""),
    ],
)
def test_words_for_kinds_are_translated_in_order(name: str, english: str) -> None:
    assert translated(name) == english
