"""Columns of the grid hold what stands in them."""

from __future__ import annotations

import pandas as pd
import pytest

from locator.web.parts.columns import widths

SHORT = ["493", "113", "310", "0", "40.7", "14.7"]


@pytest.mark.parametrize(
    ("cells", "least", "most"),
    [
        ([*SHORT, "116,881 residents aged 60+ (95.4%)"], 240, 300),
        ([*SHORT, "60 岁以上 11.7 万人 (95.4%)"], 190, 260),
        (["—"] * 20 + ["变为“达到”"], 90, 130),
        (SHORT, 40, 60),
        (["很长的一句话" * 20], 420, 420),
        ([], 30, 60),
    ],
)
def test_a_long_cell_among_short_ones_is_not_cut(cells: list[str], least: int, most: int) -> None:
    table = pd.DataFrame({"No.": range(len(cells)), "Now": cells})
    number, column = (one["width"] for one in widths(table).values())
    assert least <= column <= most
    assert 30 <= number <= 60


def test_numbers_are_written_and_stand_as_everywhere() -> None:
    table = pd.DataFrame(
        {"n": [5077, 3], "share": ["9.1%", "—"], "name": ["12 处", "7"], "true": [True, False]}
    )
    numbers, shares, names, flags = widths(table).values()
    assert numbers["type_config"]["format"] == "localized"
    assert shares["alignment"] == "right"
    assert names.get("alignment") is flags.get("alignment") is None
