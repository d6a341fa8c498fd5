"""The State Council's calendar: statutory holidays and make-up working days (调休), as data.

``cn.csv`` holds one day a row: date, kind (``holiday`` or ``workday``), name, source (the
notice). A year without rows is unknown, not a year without holidays.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

DayKind = Literal["holiday", "workday"]


@cache
def special_days() -> dict[date, DayKind]:
    """Every day that differs from its weekday, in the order of the file."""
    text = files(__name__).joinpath("cn.csv").read_text(encoding="utf-8")
    return {
        date.fromisoformat(row["date"]): "holiday" if row["kind"] == "holiday" else "workday"
        for row in csv.DictReader(text.splitlines())
    }


@cache
def known_years() -> frozenset[int]:
    """Years whose notice is in the calendar."""
    return frozenset(day.year for day in special_days())
