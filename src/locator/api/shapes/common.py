"""What every answer of the open API says, its lists, and its errors (RFC 9457)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Number = int | float


class AnswerPart(BaseModel):
    """A part of an answer: what it does not name is an error of ours."""

    model_config = ConfigDict(extra="forbid")


class CityReference(AnswerPart):
    """Which city an answer is about."""

    id: str
    code: str
    name: str
    name_en: str


class About(AnswerPart):
    """What every answer says of its data."""

    city: CityReference
    data_date: str
    checksum: str
    fictional: bool
    watermark: str | None
    watermark_note: str | None


class AboutWhatIf(About):
    """The same where a scenario may be laid over it: its mark, its name, what does not fit."""

    mark: str | None = None
    scenario: str | None = None
    misfits: list[str] | None = None


class Page(About):
    """What every list says of itself."""

    total: int
    page: int
    per_page: int
    next: str | None


class CitySetAside(AnswerPart):
    """How many published changes of a city wait for a decision, and what to do."""

    city: str
    changes: int
    detail: str


class Health(AnswerPart):
    """The server is well."""

    status: Literal["ok"]
    cities: list[str]
    set_aside: list[CitySetAside] | None = None


class CityTrouble(AnswerPart):
    """A city that is not served as it should be, and why."""

    city: str
    reason: Literal["pack", "name", "store", "full", "backwards", "reading"]
    detail: str
    since: str | None
    served: bool
    set_aside: int


class ProblemDetails(AnswerPart):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    parameter: str | None = None
    cities: list[CityTrouble] | None = None
