"""The declaration of every table of a city pack: columns, types, what may be blank.

The one place that says what a cell may hold. Reading, validation, templates and the recognition
of people's own lists follow it; the frames in memory have exactly these columns in this order.
A column is called ``column.<name>`` in the message catalogue, which is its header in a template,
and ``column.<name>_hint`` how to fill it in; what lists call it is in :mod:`locator.pack.files`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from locator.pack.files import header_words
from locator.pack.model import (
    ALIAS_KINDS,
    CIRCLE_MINUTES,
    LEVELS,
    PLACE_KINDS,
    PRECISIONS,
    SHARE_KINDS,
    SHARE_STATUSES,
    VENUE_STATUSES,
    WALKERS,
)

Kind = Literal["text", "number", "count", "year", "date", "url", "choice"]

#: Characters of a cell of a list: a date, number, code, name or some telephones, and any text.
SHORT_CELL, LONG_CELL = 300, 4000
_SHORT = frozenset({"id", "code", "name", "name_en", "title", "title_en", "phone"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``count`` is a whole number ≥ 0, ``date`` is YYYY, YYYY-MM or YYYY-MM-DD.

    Attributes
    ----------
    vocabulary
        Its values are codes of this table of ``vocabularies.toml``.
    many
        A cell may hold several values, separated by :data:`locator.pack.model.LIST_SEPARATOR`.
    aliases
        What people call it in lists of their own, beside its names; separated by spaces, which
        the names themselves are written without. From ``headers.toml``.
    late
        Packs of earlier releases have no such column, and nothing is wrong with them.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    vocabulary: str = ""
    many: bool = False
    aliases: str = ""
    late: bool = False

    @property
    def numeric(self) -> bool:
        """Whether the column is float64 (NaN for unknown) in memory rather than text."""
        return self.kind in {"number", "count", "year"}

    @property
    def longest(self) -> int:
        """Characters of its cells in a list; no parser sees a longer one."""
        free = self.kind in {"text", "url"} and self.name not in _SHORT
        return LONG_CELL if free else SHORT_CELL


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the pack and its columns in order.

    ``form`` are the columns that a template asks for, in the order in which people fill them in.
    """

    name: str
    columns: tuple[Column, ...]
    form: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in file order."""
        return tuple(c.name for c in self.columns)

    def column(self, name: str) -> Column:
        """Look a column up by name; KeyError when the table has none of that name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def _worded(table: str, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Columns with the other words that a table's header may have for them."""
    words = header_words(table)
    return tuple(replace(c, aliases=words.get(c.name, "")) for c in columns)


def _table(name: str, columns: tuple[Column, ...], form: tuple[str, ...] = ()) -> Table:
    return Table(name, _worded(name, columns), form)


#: Where the point of a unit comes from.
POINT_QUALITIES = ("label", "geonames", "station")

_LON = Column("lon", "number", low=-180, high=180)
_LAT = Column("lat", "number", low=-90, high=90)
_SOURCE = Column("source", required=True)
_SOURCE_DATE = Column("source_date", "date", required=True)
_NOTE = Column("note")
_UNIT = Column("unit", required=True)
_LAYER = Column("layer", required=True)

UNITS = _table(
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
        Column("point_quality", choices=POINT_QUALITIES),
        Column("population", "count"),
        Column("population_60plus", "count"),
        Column("population_year", "year"),
        _SOURCE,
        _NOTE,
    ),
)

PLACES = _table(
    "places",
    (
        Column("name", required=True),
        Column("kind", required=True, choices=PLACE_KINDS),
        Column("lon", "number", required=True, low=-180, high=180),
        Column("lat", "number", required=True, low=-90, high=90),
        Column("unit"),
        Column("aliases", many=True),
        _SOURCE,
    ),
)

VENUES = _table(
    "venues",
    (
        Column("id", required=True),
        Column("name", required=True),
        Column("name_en"),
        _LAYER,
        _UNIT,
        Column("address"),
        _LON,
        _LAT,
        Column("precision", "choice", required=True, choices=PRECISIONS, vocabulary="precision"),
        Column("phone"),
        Column("opening_hours"),
        Column("admission"),
        Column("website", "url"),
        Column("audience", vocabulary="audience", many=True),
        Column("topics", vocabulary="topic", many=True),
        Column("shares", many=True),
        Column("capacity", "count", late=True),
        Column("recognition"),
        Column("status", "choice", required=True, choices=VENUE_STATUSES, vocabulary="status"),
        _SOURCE,
        replace(_SOURCE_DATE, required=False),
        Column("collected_date", "date", late=True),
        Column("licence"),
        _NOTE,
    ),
    form=(
        "unit",
        "name",
        "address",
        "phone",
        "opening_hours",
        "admission",
        "audience",
        "topics",
        "status",
        "recognition",
        "shares",
        "capacity",
        "website",
        "lon",
        "lat",
        "precision",
        "note",
        "source",
        "source_date",
        "collected_date",
        "licence",
        "name_en",
        "layer",
        "id",
    ),
)

INDICATORS = _table(
    "indicators",
    (
        _UNIT,
        Column("indicator", required=True, vocabulary="indicator"),
        Column("value", "number", required=True),
        Column("year", "year", required=True),
        _SOURCE,
    ),
    form=("unit", "indicator", "value", "year", "source"),
)

REPORTING = _table("reporting", (_UNIT, _LAYER, Column("as_of", "date", required=True), _SOURCE))

SHARES = _table(
    "shares",
    (
        Column("id", required=True),
        Column("kind", "choice", required=True, choices=SHARE_KINDS, vocabulary="share"),
        Column("title", required=True),
        Column("title_en"),
        Column("description"),
        Column("institution"),
        Column("venue"),
        Column("unit"),
        Column("audience", vocabulary="audience", many=True),
        Column("topics", vocabulary="topic", many=True),
        Column("hours"),
        Column("capacity", "count"),
        Column("cost"),
        Column("conditions"),
        Column("contact"),
        Column("phone"),
        Column("website", "url"),
        Column("valid_until", "date"),
        Column("status", "choice", required=True, choices=SHARE_STATUSES, vocabulary="offer"),
        _SOURCE,
        _SOURCE_DATE,
        Column("licence"),
    ),
    form=(
        "unit",
        "kind",
        "title",
        "venue",
        "institution",
        "description",
        "audience",
        "topics",
        "hours",
        "capacity",
        "cost",
        "conditions",
        "contact",
        "phone",
        "website",
        "valid_until",
        "status",
        "source",
        "source_date",
        "licence",
        "title_en",
        "id",
    ),
)

_OFFERED_ONLY = frozenset({"cost", "conditions", "website"})
#: A need is an offer without what only an offerer can say.
NEEDS = Table(
    "needs",
    tuple(
        replace(c, vocabulary="need") if c.name == "status" else c
        for c in SHARES.columns
        if c.name not in _OFFERED_ONLY
    ),
    form=tuple(name for name in SHARES.form if name not in _OFFERED_ONLY),
)

#: A Chinese mobile number, which is a person's; an office is reached by its own telephone.
MOBILE = re.compile(r"(?<![\d-])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
#: The number of an identity card (GB 11643), and any number that is a person's.
IDENTITY = r"(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)"
PRIVATE = re.compile(f"{MOBILE.pattern}|{IDENTITY}")
#: Columns of an offer or a need that hold what somebody wrote, and that everybody reads.
WRITTEN = tuple(
    c.name
    for c in SHARES.columns
    if c.kind == "text"
    and not c.vocabulary
    and c.name not in {"id", "venue", "unit", "source", "licence"}
)
#: How many characters a remark may have that comes with something from the public.
REMARK_LENGTH = 500

CIRCLES = _table(
    "circles",
    (
        Column("id", required=True),
        Column("name", required=True),
        Column("name_en"),
        Column("place"),
        _LON,
        _LAT,
        Column("minutes", "choice", required=True, choices=tuple(map(str, CIRCLE_MINUTES))),
        Column("walker", "choice", required=True, choices=WALKERS, vocabulary="walker"),
        Column("unit"),
        Column("description"),
        _SOURCE,
        _SOURCE_DATE,
    ),
)

#: Everyday names: what people say for a unit, a venue, a place or a kind of venue. A name of
#: several rows may mean any of their targets.
ALIASES = _table(
    "aliases",
    (
        Column("alias", required=True),
        Column("kind", "choice", required=True, choices=ALIAS_KINDS),
        Column("target", required=True),
        _SOURCE,
        _NOTE,
    ),
)

#: Units that are no more; a unit that was divided has a row for each successor.
SUCCESSORS = _table(
    "successors",
    (
        Column("code"),
        Column("name", required=True),
        Column("level", "choice", required=True, choices=LEVELS),
        Column("successor", required=True),
        Column("date", "date"),
        _SOURCE,
    ),
)

#: Properties of a shape in ``outlines.geojson``.
OUTLINE_QUALITIES = ("official", "measured", "approximate")
OUTLINE_COLUMNS = _worded(
    "outlines",
    (
        Column("code", required=True),
        Column("quality", "choice", required=True, choices=OUTLINE_QUALITIES, vocabulary="quality"),
        _SOURCE,
        Column("licence", required=True),
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
    "aliases.csv": ("alias", "kind", "target"),
    "successors.csv": ("name", "successor"),
    "outlines.geojson": ("code",),
    "requirements.toml": ("id",),
}

#: Declaration of each CSV file of a pack, in the order in which they are read; a file of venues is
#: any ``venues/*.csv``.
TABLES = {
    "units.csv": UNITS,
    "villages.csv": UNITS,
    "venues": VENUES,
    "places.csv": PLACES,
    "indicators.csv": INDICATORS,
    "reporting.csv": REPORTING,
    "shares.csv": SHARES,
    "needs.csv": NEEDS,
    "circles.csv": CIRCLES,
    "aliases.csv": ALIASES,
    "successors.csv": SUCCESSORS,
}


def family(file: str) -> str | None:
    """What :data:`KEYS` and :data:`TABLES` call a file of a pack; None when it has no rows."""
    folder, _, name = file.rpartition("/")
    if folder == "venues" and name.endswith(".csv"):
        return folder
    return file if file in KEYS and file != "venues" else None
