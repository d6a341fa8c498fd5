"""The State Council's calendar: statutory holidays and make-up working days (调休), as data.

``cn.csv`` holds one day a row: date, kind (``holiday`` or ``workday``), name, source (the
notice). A year without rows is unknown, not a year without holidays; every notice begins with
New Year's Day, so a year is known as soon as its notice has been entered.
Is this day a holiday or a working day? May use nothing but its own file.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

DayKind = Literal["holiday", "workday"]


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that differs from its weekday: a holiday, or a weekend day that is worked."""

    kind: DayKind
    name: str
    source: str


@cache
def special_days() -> Mapping[date, SpecialDay]:
    """Every day that differs from its weekday, in the order of the calendar."""
    text = files(__name__).joinpath("cn.csv").read_text(encoding="utf-8")
    return {
        date.fromisoformat(row["date"]): SpecialDay(
            cast("DayKind", row["kind"]), row["name"], row["source"]
        )
        for row in csv.DictReader(text.splitlines())
    }


@cache
def known_years() -> frozenset[int]:
    """Years whose notice is in the calendar."""
    return frozenset(day.year for day in special_days())
