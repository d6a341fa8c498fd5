"""The contract: what a city pack holds once it is in memory.

Tables are pandas frames with the columns declared in :mod:`locator.pack.schema`; every text
column is
``str`` with ``""`` for unknown, every number column ``float64`` with NaN, codes are text. All
coordinates are WGS-84 decimal degrees, longitude before latitude. The frames are shared by all
sessions of a process and must never be changed in place.

The measurable clauses of the plan are rules: venues to count, or a figure to compare. A snapshot
keeps those that its verdicts followed, in the one form of :func:`definition` and
:func:`from_definition`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from locator.pack.files import Vocabularies
    from locator.pack.population import PopulationGrid
    from locator.problems import Problem

Level = Literal["city", "county", "town", "village"]
LEVELS: tuple[Level, ...] = get_args(Level)

Status = Literal["met", "gap", "unreported"]
STATUSES: tuple[Status, ...] = get_args(Status)

Strength = Literal["required", "encouraged"]
STRENGTHS: tuple[Strength, ...] = get_args(Strength)

VENUE_STATUSES = ("open", "planned", "suspended", "closed")
#: What a place of the gazetteer may be; units and venues are found by their own tables.
PLACE_KINDS = (
    "station", "landmark", "settlement", "estate", "street", "school", "hospital", "park",
)  # fmt: skip # a table
PRECISIONS = ("exact", "street", "estimated", "unit")
#: Those by which a way can be measured and a unit told; an estimate is the point of something of
#: the same name.
MEASURED = ("exact", "street")

#: What an everyday name may stand for.
ALIAS_KINDS = ("unit", "venue", "place", "layer")
#: What is shared or asked for (item 11 of the plan); ``learning_team`` is item 8's.
SHARE_KINDS = ("room", "equipment", "course", "teacher", "exhibition", "volunteer", "learning_team")
#: ``closed`` is an offer that was withdrawn, or a need that was met.
SHARE_STATUSES = ("open", "suspended", "closed")

Walker = Literal["adult", "elderly"]
WALKERS: tuple[Walker, ...] = get_args(Walker)
#: Walks, in minutes, that a learning circle may have.
CIRCLE_MINUTES = (5, 10, 15, 30)

LIST_SEPARATOR = ";"
#: Whoever is there for everyone is there for each of them.
EVERYONE = "everyone"
#: What a cell of recognitions holds where somebody said that there is none; blank: nobody said.
NOT_RECOGNISED = "未认定"
#: Residents to which a rate refers (work plan, item 7: 万分之一点五 of the resident population).
RATE_BASE = 10_000
#: Fields in the order in which a definition holds them: what verdicts depend on after the words.
CLAUSE_WORDS = ("clause", "title", "title_en", "strength")
CLAUSE_RULE = (
    "level",
    "layers",
    "recognised",
    "indicator",
    "minimum",
    "per_10000",
    "unit_kind",
    "has_kind",
)
_ORDER = ("id", "clause", "title", "title_en", "level", "strength", *CLAUSE_RULE[1:])


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan whose clauses are measured: its name and number, and what else a page cites."""

    name: str = ""
    name_en: str = ""
    number: str = ""
    sources: str = ""
    sources_en: str = ""


@dataclass(frozen=True, slots=True)
class CityProfile:
    """Identity and frame of a pack's city.

    ``center`` is (lon, lat) in WGS-84; ``metric_crs`` a projected CRS in metres for areas and
    buffers; ``fictional`` marks an invented city, whose every screen and export is watermarked.
    ``examples`` are what a visitor might type, by what is asked for (``share``, ``share_en``).
    """

    code: str
    name: str
    name_en: str
    center: tuple[float, float]
    zoom: int
    metric_crs: str
    fictional: bool = False
    plan: Plan = field(default_factory=Plan)
    examples: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Walk:
    """How straight-line metres become walking minutes: metres x detour / metres_per_minute."""

    detour: float
    metres_per_minute: float

    def minutes(self, distance_m: float) -> float:
        """Estimated walking time in minutes for a straight-line distance in metres."""
        return distance_m * self.detour / self.metres_per_minute

    def radius(self, minutes: float) -> float:
        """Straight-line metres that a walk of so many minutes reaches."""
        return minutes * self.metres_per_minute / self.detour


@dataclass(frozen=True, slots=True)
class Layer:
    """A kind of venue: its names, its group (one hue a group) and its glyph (one a layer).

    ``words`` are what people say for it beside its names; ``teaches`` whether its venues do
    where those of its group need not.
    """

    code: str
    name: str
    name_en: str
    group: str
    glyph: str
    words: tuple[str, ...] = ()
    teaches: bool = False


@dataclass(frozen=True, slots=True)
class LayerGroup:
    """A group of layers, its colour (``#rrggbb``), and whether its venues are schools."""

    code: str
    name: str
    name_en: str
    colour: str
    teaches: bool = False


@dataclass(frozen=True, slots=True)
class LayerCatalogue:
    """The layers and their groups, by code, in the order of ``layers.toml``."""

    groups: Mapping[str, LayerGroup]
    layers: Mapping[str, Layer]

    def teaches(self, layer: str) -> bool:
        """Whether venues of a layer give courses, of which their record need not speak."""
        return self.layers[layer].teaches or self.groups[self.layers[layer].group].teaches

    def colour(self, layer: str) -> str:
        """Colour of a layer, which is that of its group."""
        return self.groups[self.layers[layer].group].colour


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    """What every measurable clause of the plan has.

    ``unit_kind`` limits it to units of that kind; ``has_kind`` to units that have at least one
    unit of that kind below them.
    """

    id: str
    clause: str
    title: str
    title_en: str = ""
    level: Level
    strength: Strength
    unit_kind: str = ""
    has_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueRule(_Clause):
    """At least ``minimum`` open venues of any of the ``layers``.

    ``recognised``: only venues whose recognition is filled.
    """

    layers: tuple[str, ...]
    minimum: float = 1
    recognised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRule(_Clause):
    """A value of at least ``minimum``, or of ``per_10000`` for every 10 000 residents.

    With neither, any value above zero: the plan sets no number. A unit without a value is
    unreported, and stays in every total.
    """

    indicator: str
    minimum: float | None = None
    per_10000: float | None = None

    @property
    def has_threshold(self) -> bool:
        """Whether the plan sets a number."""
        return self.per_10000 is not None or self.minimum is not None


Requirement = VenueRule | IndicatorRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmeasured:
    """A clause of the plan that no rule measures, and why not."""

    clause: str
    why: str
    why_en: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class CityPack:
    """Everything the program knows about one city. Immutable: never write into its frames.

    Attributes
    ----------
    units
        ``schema.UNITS`` of all levels, indexed by ``code`` (kept as a column too), with the
        derived columns ``county`` and ``town``: the code of the unit itself or its ancestor at
        that level, ``""`` where there is none. ``counts`` is boolean.
    venues
        ``schema.VENUES``, indexed by ``id`` (kept as a column too), with the derived columns
        ``county``, ``town`` and ``village`` from its unit.
    places, indicators, reporting
        As declared in ``schema``, with a plain range index.
    shares, needs
        ``schema.SHARES`` and ``schema.NEEDS``: what is offered and what is asked for, indexed by
        ``id`` (kept as a column too). ``unit`` is that of the venue where one is named; derived
        columns ``county``, ``town`` and ``village`` as for venues.
    circles
        ``schema.CIRCLES``: curated learning circles, indexed by ``id`` (kept as a column too).
    aliases, successors
        ``schema.ALIASES`` and ``schema.SUCCESSORS``: everyday names, and former units with what
        became of them; asked through :class:`locator.names.keys.OtherNames`.
    requirements, unmeasured
        Rules, and clauses that no rule measures, in the order of ``requirements.toml``.
    outlines
        ``code, quality, source, licence, geometry`` in EPSG:4326, indexed by ``code``.
    basemap
        File stem (``water``, ``metro`` …) → geometry with its properties, EPSG:4326.
    checksum
        SHA-256 over the bytes of all files of the pack and the layer catalogue.
    vocabularies
        The shared vocabularies, and over them the pack's own.
    data_date
        Latest day on which a venue was checked or collected, ``""`` when there is none.
    population
        Grids that an operator brought: ``residents``, ``seniors``; no file of the pack.
    """

    path: Path
    city: CityProfile
    walk: Walk
    catalogue: LayerCatalogue
    units: pd.DataFrame
    venues: pd.DataFrame
    places: pd.DataFrame
    indicators: pd.DataFrame
    reporting: pd.DataFrame
    shares: pd.DataFrame
    needs: pd.DataFrame
    circles: pd.DataFrame
    aliases: pd.DataFrame
    successors: pd.DataFrame
    requirements: tuple[Requirement, ...]
    outlines: gpd.GeoDataFrame
    basemap: Mapping[str, gpd.GeoDataFrame]
    checksum: str
    data_date: str
    vocabularies: Vocabularies
    unmeasured: tuple[Unmeasured, ...] = field(default=())
    problems: tuple[Problem, ...] = field(default=())
    population: Mapping[str, PopulationGrid] = field(default_factory=dict)

    def counting(self, *levels: Level) -> pd.DataFrame:
        """Rows of ``units`` of some levels that count as such: a development zone may not."""
        return self.units[self.units["level"].isin(levels) & self.units["counts"]]

    @property
    def counties(self) -> pd.DataFrame:
        """Rows of ``units`` that are county-level and count as such."""
        return self.counting("county")

    def towns(self, counties: Collection[str] = ()) -> pd.DataFrame:
        """Rows of ``units`` at town level, of some counties only if any are given."""
        rows = self.units[self.units["level"] == "town"]
        return rows[rows["county"].isin(counties)] if counties else rows

    @property
    def indicators_asked(self) -> dict[str, IndicatorRule]:
        """Indicators that clauses ask for, each with the first clause that does, in order."""
        rules = (r for r in reversed(self.requirements) if isinstance(r, IndicatorRule))
        found = {rule.indicator: rule for rule in rules}
        return dict(reversed(found.items()))

    def requirement(self, requirement_id: str) -> Requirement:
        """Look a requirement up by id; KeyError when the pack has none of that id."""
        for requirement in self.requirements:
            if requirement.id == requirement_id:
                return requirement
        raise KeyError(requirement_id)


def layers_of(rule: Requirement) -> tuple[str, ...]:
    """Layers whose venues a clause counts; none where it asks for a figure."""
    return rule.layers if isinstance(rule, VenueRule) else ()


def layers_asked(rules: Iterable[Requirement]) -> set[str]:
    """Layers that clauses count."""
    return {layer for rule in rules for layer in layers_of(rule)}


def asks_recognition(rule: Requirement) -> bool:
    """Whether only recognised venues count."""
    return isinstance(rule, VenueRule) and rule.recognised


def definition(rule: Requirement) -> dict[str, Any]:
    """The fields of a rule that are set, in a fixed order, ready for JSON."""
    given = {
        f.name: getattr(rule, f.name) for f in fields(rule) if getattr(rule, f.name) != f.default
    }
    if isinstance(rule, VenueRule):
        given["minimum"] = rule.minimum
    return {
        name: list(v) if isinstance(v := given[name], tuple) else v
        for name in _ORDER
        if name in given
    }


def cells(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The named cells of each row, whole columns taken at once: pandas walks a column of texts some
    fifty times slower.
    """
    return zip(*(frame[column].to_list() for column in columns), strict=True)


def same_rule(one: Requirement, other: Requirement) -> bool:
    """Whether verdicts on two requirements can be compared: all but their words is the same."""
    a, b = definition(one), definition(other)
    return one.id == other.id and all(a.get(f) == b.get(f) for f in CLAUSE_RULE)


def from_definition(definition: Mapping[str, Any]) -> Requirement:
    """The rule of a definition.

    Raises
    ------
    TypeError
        A field is missing, or there is one that no rule has.
    """
    if "layers" in definition:
        return VenueRule(**{**definition, "layers": tuple(definition["layers"])})
    # Older snapshots left out units without a value, and said so.
    return IndicatorRule(
        **{name: value for name, value in definition.items() if name != "where_known"}
    )
