"""Answers on units, verdicts and the evidence behind them."""

from __future__ import annotations

from locator.api.shapes.common import AboutWhatIf, AnswerPart, Number, Page
from locator.api.shapes.venues import VenueStatus
from locator.pack.model import Level, Status, Strength


class Unit(AnswerPart):
    """A unit."""

    code: str
    name: str
    name_en: str
    level: Level
    parent: str
    county: str
    town: str
    kind: str
    counts: bool
    lon: Number | None
    lat: Number | None
    point_quality: str
    population: Number | None
    population_60plus: Number | None
    population_year: Number | None
    source: str
    note: str


class UnitList(Page):
    """A page of units."""

    items: list[Unit]


class Verdict(AnswerPart):
    """A verdict."""

    requirement: str
    unit: str
    name: str
    status: Status
    have: Number | None
    need: Number | None
    short: Number | None


class VerdictList(Page, AboutWhatIf):
    """A page of verdicts."""

    items: list[Verdict]


class EvidenceRecord(AnswerPart):
    """A venue as evidence."""

    id: str
    name: str
    layer: str
    unit: str
    status: VenueStatus
    recognition: str
    source: str
    source_date: str
    collected_date: str


class NotCounted(EvidenceRecord):
    """A venue that does not count, and why."""

    reason: str
    why: str


class IndicatorValue(AnswerPart):
    """A value of an indicator."""

    value: Number
    year: Number
    source: str


class Declaration(AnswerPart):
    """A declaration that a list is complete."""

    unit: str
    layer: str
    as_of: str
    source: str


class ExplainedVerdict(AnswerPart):
    """The whole evidence behind a verdict."""

    requirement: str
    title: str
    clause: str
    strength: Strength
    unit: str
    name: str
    status: Status
    have: Number | None
    need: Number | None
    short: Number | None
    asks: str
    counted: list[EvidenceRecord]
    not_counted: list[NotCounted]
    values: list[IndicatorValue]
    population: Number | None
    population_year: Number | None
    declarations: list[Declaration]
    undeclared: list[str]
    closing: list[str]


class ExplanationAnswer(AboutWhatIf):
    """The evidence of one verdict."""

    explanation: ExplainedVerdict
