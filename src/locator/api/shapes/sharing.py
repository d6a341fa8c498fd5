"""Answers on offers and needs."""

from __future__ import annotations

from typing import Literal

from locator.api.shapes.common import AnswerPart, Number, Page
from locator.api.shapes.venues import Precision

ShareKind = Literal[
    "room", "equipment", "course", "teacher", "exhibition", "volunteer", "learning_team"
]


class ShareRecord(AnswerPart):
    """An offer or a need, and how it meets what was asked."""

    id: str
    kind: ShareKind
    title: str
    title_en: str
    description: str
    institution: str
    venue: str
    unit: str
    county: str
    town: str
    lon: Number | None
    lat: Number | None
    precision: Precision | Literal[""]
    audience: str
    topics: str
    hours: str
    capacity: Number | None
    cost: str
    conditions: str
    contact: str
    phone: str
    website: str
    valid_until: str
    source: str
    source_date: str
    licence: str
    fits: bool
    unsaid: list[str]


class ShareList(Page):
    """A page of offers or needs: those that fit first, then those that may."""

    fitting: int
    items: list[ShareRecord]
