"""Answers on who gets where."""

from __future__ import annotations

from typing import Literal

from locator.api.shapes.common import AboutWhatIf, AnswerPart, Number
from locator.pack.model import Level, Walker
from locator.reach.demand import DemandLevel, People
from locator.ways.travel import Followed, Mode

UNIT_SHARES = ("unit", "name", "name_en", "within", "beyond", "unknown", "share")


class UnitReach(AnswerPart):
    """Who of a unit is within reach, beyond it, or of whom nobody can say."""

    level: Level
    unit: str
    name: str
    name_en: str
    within: Number
    beyond: Number
    unknown: Number
    share: Number | None


class CurvePoint(AnswerPart):
    """Shares of everybody for a way of so many minutes."""

    minutes: Number
    within: Number
    beyond: Number
    unknown: Number


class FarPoint(AnswerPart):
    """A starting point that is farthest from all venues on record."""

    code: str
    name: str
    name_en: str
    minutes: Number


class ReachAnswer(AboutWhatIf):
    """Who gets there, how fairly, and what that rests on."""

    sentences: list[str]
    layers: list[str]
    requirement: str
    mode: Mode
    walker: Walker
    minutes: Number
    people: People
    starts: int
    level: DemandLevel
    weighed: Literal["residents", "seniors", "points"]
    unlocated_share: Number
    declared_share: Number
    by: Followed
    metres_per_minute: Number
    placed: int
    unplaced: int
    units: list[UnitReach]
    curve: list[CurvePoint]
    farthest: list[FarPoint]
    base: int
    least: Number | None
    most: Number | None
    mean: Number | None
