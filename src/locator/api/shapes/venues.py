"""Answers on venues, on what is near, and on what a typed line means."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from locator.api.shapes.common import About, AnswerPart, Number, Page
from locator.hours.state import State
from locator.ways.travel import Followed

VenueStatus = Literal["open", "planned", "suspended", "closed"]
Precision = Literal["exact", "street", "estimated", "unit"]


class Venue(AnswerPart):
    """A venue in a list."""

    id: str
    name: str
    name_en: str
    layer: str
    unit: str
    county: str
    town: str
    address: str
    lon: Number | None
    lat: Number | None
    precision: Precision
    opening_hours: str
    admission: str
    status: VenueStatus
    source: str
    source_date: str
    collected_date: str
    licence: str


class Hours(AnswerPart):
    """What published hours say about a moment."""

    at: str
    text: str
    syntax: str | None
    confidence: float
    state: State
    until: str | None
    comment: str


class WholeVenue(Venue):
    """Everything known of a venue."""

    layer_name: str
    unit_name: str
    village: str
    phone: str
    website: str
    audience: str
    topics: str
    shares: str
    capacity: int | None
    recognition: str
    note: str
    hours: Hours


class VenueList(Page):
    """A page of venues."""

    items: list[Venue]


class VenueAnswer(About):
    """One venue."""

    venue: WholeVenue


class GeoJsonPoint(AnswerPart):
    """A GeoJSON point."""

    type: Literal["Point"]
    coordinates: Annotated[list[Number], Field(min_length=2, max_length=2)]


class VenueFeature(AnswerPart):
    """A venue as a GeoJSON feature."""

    type: Literal["Feature"]
    id: str
    geometry: GeoJsonPoint | None
    properties: Venue


class VenueFeatures(Page):
    """A page of venues as GeoJSON."""

    type: Literal["FeatureCollection"]
    features: list[VenueFeature]


class UnitOnlyVenue(AnswerPart):
    """A venue without a position."""

    id: str
    name: str
    layer: str
    unit: str
    precision: Precision


class NearVenue(UnitOnlyVenue):
    """A venue with its distance."""

    distance_m: float
    walk_min: float | None
    walk_by: Followed
    lon: float
    lat: float


class StartPoint(AnswerPart):
    """Where distances are measured from."""

    lon: float
    lat: float


class Near(About):
    """The nearest venues."""

    origin: StartPoint
    venues: list[NearVenue]
    unit_only: list[UnitOnlyVenue]
    unit_only_total: int


class Sought(AnswerPart):
    """What a typed line looks for."""

    layers: list[str]
    topics: list[str]
    audiences: list[str]
    text: str


class NamedPlace(AnswerPart):
    """The one place that a typed line names."""

    name: str
    kind: str
    code: str
    lon: float | None
    lat: float | None


class SoughtTime(AnswerPart):
    """When it is to be open: a day's code or date, a part of it, an hour (HH:MM), or now."""

    day: str
    part: str
    clock: str
    now: bool


class Choice(NamedPlace):
    """Something that a typed line may mean."""

    id: str


class QuestionAnswer(About):
    """What a typed line asks, and how sure that is."""

    certainty: Literal["sure", "doubtful", "nothing"]
    near_me: bool
    what: Sought
    when: SoughtTime
    free: bool
    reports: bool
    where: NamedPlace | None
    choices: list[Choice]


class NearFeature(AnswerPart):
    """One of the nearest venues as a GeoJSON feature."""

    type: Literal["Feature"]
    id: str
    geometry: GeoJsonPoint | None
    properties: NearVenue | UnitOnlyVenue


class NearFeatures(About):
    """The nearest venues as GeoJSON, those without a position last."""

    origin: StartPoint
    unit_only_total: int
    type: Literal["FeatureCollection"]
    features: list[NearFeature]
