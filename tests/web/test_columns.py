"""Columns of the grid hold what stands in them."""

from __future__ import annotations

import pandas as pd
import pytest

from locator.web.parts.columns import uncut, whole

SHORT = ["493", "113", "310", "0", "40.7", "14.7"]


@pytest.mark.parametrize(
    ("cells", "cut"),
    [
        ([*SHORT, "116,881 residents aged 60+ (95.4%)"], True),
        ([*SHORT, "60 岁以上 11.7 万人 (95.4%)"], True),
        (["—"] * 10 + ["变为“达到”"], True),
        (SHORT, False),
        (["116,881 residents", "92,097 residents"], False),
        ([], False),
    ],
)
def test_a_long_cell_among_short_ones_is_not_cut(cells: list[str], cut: bool) -> None:
    table = pd.DataFrame({"Now": cells, "No.": [str(n) for n in range(len(cells))]})
    assert list(uncut(table)) == ["Now"] * cut
    assert list(whole(table)) == ["Now", "No."]
    longest = max((len(cell) for cell in cells), default=0)
    assert all(column["width"] >= 7 * longest for column in uncut(table).values())
