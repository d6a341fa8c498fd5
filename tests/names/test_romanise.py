"""Readings of place names that the general dictionary has otherwise."""

from __future__ import annotations

import pytest

from locator.names.romanise import romanised


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("长泾", "Changjing"),
        ("重元寺站", "Chongyuansi Station"),
        ("甪直", "Luzhi"),
        ("浒墅关", "Xushuguan"),
        ("浒浦", "Xupu"),
        ("七都", "Qidu"),
        ("娄葑", "Loufeng"),
        ("黄埭", "Huangdai"),
        # Words of everyday language keep their reading.
        ("家长学校", "Jiazhang Xuexiao"),
        ("水浒", "Shuihu"),
    ],
)
def test_local_readings(name: str, latin: str) -> None:
    assert romanised(name) == latin
