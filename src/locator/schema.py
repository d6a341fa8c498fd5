"""The declaration of every table of a city pack: columns, types, what may be blank.

The one place that says what a cell may hold. Reading, validation and templates follow it; the
frames in memory have exactly these columns in this order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from locator.model import (
    CIRCLE_MINUTES,
    LEVELS,
    PRECISIONS,
    SHARE_KINDS,
    SHARE_STATUSES,
    VENUE_STATUSES,
    WALKERS,
)

Kind = Literal["text", "number", "count", "year", "date", "url", "choice"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``count`` is a whole number ≥ 0, ``date`` is YYYY, YYYY-MM or YYYY-MM-DD."""

    name: str
    kind: Kind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def numeric(self) -> bool:
        """Whether the column is float64 (NaN for unknown) in memory rather than text."""
        return self.kind in {"number", "count", "year"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the pack and its columns in order."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in file order."""
        return tuple(c.name for c in self.columns)


_LON = Column("lon", "number", low=-180, high=180)
_LAT = Column("lat", "number", low=-90, high=90)

UNITS = Table(
    "units",
    (
        Column("code", required=True),
        Column("name", required=True),
        Column("name_en"),
        Column("level", "choice", required=True, choices=LEVELS),
        Column("parent"),
        Column("kind"),
        Column("counts", "choice", required=True, choices=("yes", "no")),
        _LON,
        _LAT,
        Column("point_quality"),
        Column("population", "count"),
        Column("population_60plus", "count"),
        Column("population_year", "year"),
        Column("source", required=True),
        Column("note"),
    ),
)

PLACES = Table(
    "places",
    (
        Column("name", required=True),
        Column("kind", required=True),
        Column("lon", "number", required=True, low=-180, high=180),
        Column("lat", "number", required=True, low=-90, high=90),
        Column("unit"),
        Column("aliases"),
        Column("source", required=True),
    ),
)

VENUES = Table(
    "venues",
    (
        Column("id", required=True),
        Column("name", required=True),
        Column("name_en"),
        Column("layer", required=True),
        Column("unit", required=True),
        Column("address"),
        _LON,
        _LAT,
        Column("precision", "choice", required=True, choices=PRECISIONS),
        Column("phone"),
        Column("opening_hours"),
        Column("admission"),
        Column("website", "url"),
        Column("audience"),
        Column("topics"),
        Column("shares"),
        Column("recognition"),
        Column("status", "choice", required=True, choices=VENUE_STATUSES),
        Column("source", required=True),
        Column("source_date", "date", required=True),
        Column("licence"),
        Column("note"),
    ),
)

INDICATORS = Table(
    "indicators",
    (
        Column("unit", required=True),
        Column("indicator", required=True),
        Column("value", "number", required=True),
        Column("year", "year", required=True),
        Column("source", required=True),
    ),
)

REPORTING = Table(
    "reporting",
    (
        Column("unit", required=True),
        Column("layer", required=True),
        Column("as_of", "date", required=True),
        Column("source", required=True),
    ),
)

SHARES = Table(
    "shares",
    (
        Column("id", required=True),
        Column("kind", "choice", required=True, choices=SHARE_KINDS),
        Column("title", required=True),
        Column("title_en"),
        Column("description"),
        Column("institution"),
        Column("venue"),
        Column("unit"),
        Column("audience"),
        Column("topics"),
        Column("hours"),
        Column("capacity", "count"),
        Column("cost"),
        Column("conditions"),
        Column("contact"),
        Column("phone"),
        Column("website", "url"),
        Column("valid_until", "date"),
        Column("status", "choice", required=True, choices=SHARE_STATUSES),
        Column("source", required=True),
        Column("source_date", "date", required=True),
        Column("licence"),
    ),
)

#: A need is an offer without what only an offerer can say.
NEEDS = Table(
    "needs",
    tuple(c for c in SHARES.columns if c.name not in {"cost", "conditions", "website"}),
)

CIRCLES = Table(
    "circles",
    (
        Column("id", required=True),
        Column("name", required=True),
        Column("name_en"),
        Column("place"),
        _LON,
        _LAT,
        Column("minutes", "choice", required=True, choices=tuple(map(str, CIRCLE_MINUTES))),
        Column("walker", "choice", required=True, choices=WALKERS),
        Column("unit"),
        Column("description"),
        Column("source", required=True),
        Column("source_date", "date", required=True),
    ),
)

#: Columns that identify a row of each file of a pack; a file of venues is any ``venues/*.csv``.
KEYS = {
    "units.csv": ("code",),
    "villages.csv": ("code",),
    "places.csv": ("name", "kind", "unit"),
    "venues": ("id",),
    "indicators.csv": ("unit", "indicator", "year"),
    "reporting.csv": ("unit", "layer"),
    "shares.csv": ("id",),
    "needs.csv": ("id",),
    "circles.csv": ("id",),
    "outlines.geojson": ("code",),
}

#: Declaration of each CSV file of a pack; a file of venues is any ``venues/*.csv``.
TABLES = {
    "units.csv": UNITS,
    "villages.csv": UNITS,
    "places.csv": PLACES,
    "venues": VENUES,
    "indicators.csv": INDICATORS,
    "reporting.csv": REPORTING,
    "shares.csv": SHARES,
    "needs.csv": NEEDS,
    "circles.csv": CIRCLES,
}


def family(file: str) -> str | None:
    """What :data:`KEYS` and :data:`TABLES` call a file of a pack; None when it has no rows."""
    folder, _, name = file.rpartition("/")
    if folder == "venues" and name.endswith(".csv"):
        return folder
    return file if file in KEYS and file != "venues" else None
