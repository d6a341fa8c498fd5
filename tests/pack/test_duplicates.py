"""Venues that are probably one, also where there are more on one spot than can be compared."""

from __future__ import annotations

import pandas as pd
import pytest

from locator.pack import checks
from locator.pack.checks import check_duplicates
from locator.problems import Problems


def crowd(number: int, lon: float = 121.1) -> pd.DataFrame:
    """Venues on one spot whose names differ by much, the first twice but for one character."""
    names = [
        "虚构清风明月书院",
        "虚构清风明月书苑",
        *(f"{chr(0x4E00 + 97 * n % 20_000)}虚{n * n}" for n in range(number)),
    ]
    return pd.DataFrame(
        {"name": names, "unit": "320585101", "lon": lon, "lat": 31.5, "precision": "exact"}
    ).assign(_file="venues/senior_school.csv", _row=range(2, len(names) + 2))


@pytest.mark.parametrize("number", [20, 500])
def test_two_that_are_alike_are_found_in_a_crowd_too(number: int) -> None:
    problems = Problems("x")
    check_duplicates(problems, crowd(number))
    assert [(p.key, p.row) for p in problems if p.row == 3] == [("problem.duplicate_near", 3)]


def test_a_crowd_is_compared_row_by_row_and_not_each_with_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[int] = []
    monkeypatch.setattr(checks.fuzz, "ratio", lambda *_, **__: compared.append(1) or 0)
    check_duplicates(Problems("x"), crowd(2000))
    assert 2000 < len(compared) < 20_000
