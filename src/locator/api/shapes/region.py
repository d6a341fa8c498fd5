"""Answers on a region: its cities, their figures side by side and added up."""

from __future__ import annotations

from locator.api.shapes.common import AnswerPart, Number
from locator.api.shapes.venues import NearVenue, StartPoint
from locator.pack.model import Level, Strength


class RegionReference(AnswerPart):
    """Which region an answer is about."""

    code: str
    name: str
    name_en: str


class RegionCityReference(RegionReference):
    """A city of a region: the folder of its pack, and by what name requests ask for it."""

    pack: str
    city: str


class ListedRegion(RegionReference):
    """A region with its cities."""

    cities: list[RegionCityReference]


class RegionList(AnswerPart):
    """The region of this installation, where it has one."""

    regions: list[ListedRegion]


class CityFailure(AnswerPart):
    """A city that did not answer, and why."""

    pack: str
    detail: str


class AboutRegion(AnswerPart):
    """What every answer on a region says of its data."""

    region: RegionReference
    data_date: str
    checksum: str
    fictional: bool
    watermark: str | None
    watermark_note: str | None
    failed: list[CityFailure]


class RegionClause(AnswerPart):
    """A clause as the first city that has it judges it."""

    id: str
    clause: str
    title: str
    level: Level
    strength: Strength


class OtherRule(AnswerPart):
    """A city that judges a clause by another rule and is not added in."""

    pack: str
    requirement: str


class Figures(AnswerPart):
    """Numbers of units, the share that meets a clause and the share reported."""

    requirement: str
    met: int
    gap: int
    unreported: int
    total: int
    share: Number
    reported: Number


class RegionTotal(Figures):
    """A clause over all cities that judge it so."""

    cities: int


class UnitFigures(Figures):
    """A clause in a city or county."""

    pack: str
    unit: str
    name: str


class RegionFigures(AboutRegion):
    """A page of figures of a region."""

    total: int
    page: int
    per_page: int
    next: str | None
    clauses: list[RegionClause]
    other_rules: list[OtherRule]
    items: list[RegionTotal] | list[UnitFigures]


class RankedFigures(UnitFigures):
    """A city beside the others; without a rank where too little is reported."""

    rank: Number | None


class RegionComparison(AboutRegion):
    """Cities side by side."""

    sentences: list[str]
    items: list[RankedFigures]


class RegionVenue(NearVenue):
    """A venue near a position, and the pack it is in."""

    pack: str


class RegionNear(AboutRegion):
    """The nearest venues of all cities."""

    origin: StartPoint
    venues: list[RegionVenue]
