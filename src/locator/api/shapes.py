"""The shape of every answer of the open API, as pydantic models that allow nothing else."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from locator.hours.state import State
from locator.pack.model import Level, Status, Strength, Walker
from locator.reach.demand import People
from locator.ways.travel import Followed, Mode

VenueStatus = Literal["open", "planned", "suspended", "closed"]
Precision = Literal["exact", "street", "estimated", "unit"]
ShareKind = Literal[
    "room", "equipment", "course", "teacher", "exhibition", "volunteer", "learning_team"
]
Number = int | float


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CityReference(_Shape):
    """Which city an answer is about."""

    id: str
    code: str
    name: str
    name_en: str


class About(_Shape):
    """What every answer says of its data."""

    city: CityReference
    data_date: str
    checksum: str
    fictional: bool
    watermark: str | None
    watermark_note: str | None


class Page(About):
    """What every list says of itself."""

    total: int
    page: int
    per_page: int
    next: str | None


class Venue(_Shape):
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
    licence: str


class Hours(_Shape):
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


class GeoJsonPoint(_Shape):
    """A GeoJSON point."""

    type: Literal["Point"]
    coordinates: Annotated[list[Number], Field(min_length=2, max_length=2)]


class VenueFeature(_Shape):
    """A venue as a GeoJSON feature."""

    type: Literal["Feature"]
    id: str
    geometry: GeoJsonPoint | None
    properties: Venue


class VenueFeatures(Page):
    """A page of venues as GeoJSON."""

    type: Literal["FeatureCollection"]
    features: list[VenueFeature]


class UnitOnlyVenue(_Shape):
    """A venue without a position."""

    id: str
    name: str
    layer: str
    unit: str
    precision: Precision


class NearVenue(UnitOnlyVenue):
    """A venue with its distance."""

    distance_m: float
    walk_min: float
    walk_by: Followed
    lon: float
    lat: float


class StartPoint(_Shape):
    """Where distances are measured from."""

    lon: float
    lat: float


class Near(About):
    """The nearest venues."""

    origin: StartPoint
    venues: list[NearVenue]
    unit_only: list[UnitOnlyVenue]
    unit_only_total: int


class Sought(_Shape):
    """What a typed line looks for."""

    layers: list[str]
    topics: list[str]
    audiences: list[str]
    text: str


class NamedPlace(_Shape):
    """The one place that a typed line names."""

    name: str
    kind: str
    code: str
    lon: float | None
    lat: float | None


class SoughtTime(_Shape):
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
    where: NamedPlace | None
    choices: list[Choice]


class NearFeature(_Shape):
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


class Unit(_Shape):
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


class Verdict(_Shape):
    """A verdict."""

    requirement: str
    unit: str
    name: str
    status: Status
    have: Number | None
    need: Number | None
    short: Number | None


class VerdictList(Page):
    """A page of verdicts."""

    items: list[Verdict]


class EvidenceRecord(_Shape):
    """A venue as evidence."""

    id: str
    name: str
    layer: str
    unit: str
    status: VenueStatus
    recognition: str
    source: str
    source_date: str


class NotCounted(EvidenceRecord):
    """A venue that does not count, and why."""

    reason: str
    why: str


class IndicatorValue(_Shape):
    """A value of an indicator."""

    value: Number
    year: Number
    source: str


class Declaration(_Shape):
    """A declaration that a list is complete."""

    unit: str
    layer: str
    as_of: str
    source: str


class ExplainedVerdict(_Shape):
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


class ExplanationAnswer(About):
    """The evidence of one verdict."""

    explanation: ExplainedVerdict


class ShareRecord(_Shape):
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


UNIT_SHARES = ("unit", "name", "name_en", "within", "beyond", "unknown", "share")


class UnitReach(_Shape):
    """Who of a unit is within reach, beyond it, or of whom nobody can say."""

    level: Level
    unit: str
    name: str
    name_en: str
    within: Number
    beyond: Number
    unknown: Number
    share: Number | None


class CurvePoint(_Shape):
    """Shares of everybody for a way of so many minutes."""

    minutes: Number
    within: Number
    beyond: Number
    unknown: Number


class FarPoint(_Shape):
    """A starting point that is farthest from all venues on record."""

    code: str
    name: str
    name_en: str
    minutes: Number


class ReachAnswer(About):
    """Who gets there, how fairly, and what that rests on."""

    sentences: list[str]
    layers: list[str]
    requirement: str
    mode: Mode
    walker: Walker
    minutes: Number
    people: People
    starts: int
    level: Level
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


class Health(_Shape):
    """The server is well."""

    status: Literal["ok"]
    cities: list[str]


class CityTrouble(_Shape):
    """A city that is not served as it should be, and why."""

    city: str
    reason: Literal["pack", "name", "store", "full", "backwards", "reading"]
    detail: str
    since: str | None
    served: bool


class ProblemDetails(_Shape):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    parameter: str | None = None
    cities: list[CityTrouble] | None = None


SHAPES: tuple[type[BaseModel], ...] = (
    VenueList,
    VenueFeatures,
    VenueAnswer,
    Near,
    NearFeatures,
    QuestionAnswer,
    UnitList,
    VerdictList,
    ExplanationAnswer,
    ShareList,
    ReachAnswer,
    Health,
    ProblemDetails,
)
