"""The contract of a report: what screen, slides, documents and workbooks show, in one language.

Every figure and sentence is here; a renderer lays out and never counts. Numbers are numbers, so
that a workbook can hold them; texts are ready to read. Units are named by code as well, so that a
native shape or a link can be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.pack.model import Level, Status, Strength
    from locator.reports.content.annex import EvidenceLine, Indicator, Matrix, PlanTable, SourceUse
    from locator.reports.content.choices import Choices, Drawing
    from locator.reports.figure import Figure
    from locator.wording.catalogue import Lang

ChartKind = Literal["stacked", "bars", "lines"]


@dataclass(frozen=True, slots=True)
class Head:
    """What every page of every file says of itself.

    ``scope_code`` is the county's code, "" for the whole city. ``data_date`` is ISO, "" when no
    venue has a date; ``date_text`` is the same in words, ``as_of`` a sentence of it. ``watermark``
    and ``watermark_note`` are "" unless the city is fictional. ``boundary`` says that drawn lines
    are no boundaries, ``approval`` names the map approval number or says that there is none.
    ``method`` is how the figures came about, a sentence each. ``compared_from`` is the share
    reported from which units are ranked (:func:`locator.coverage.tables.comparable`). ``parts`` is
    the level of the units of which the scope is made: counties, or towns in a county and in a city
    without counties.
    """

    lang: Lang
    title: str
    city: str
    scope: str
    scope_code: str
    data_date: str
    date_text: str
    as_of: str
    checksum: str
    watermark: str
    watermark_note: str
    boundary: str
    approval: str
    method: tuple[str, ...]
    compared_from: float
    parts: Level


class Counted:
    """What counts units, or verdicts, by status."""

    __slots__ = ()
    met: int
    gap: int
    unreported: int

    def count(self, status: Status) -> int:
        """How many are of one status."""
        return {"met": self.met, "gap": self.gap, "unreported": self.unreported}[status]


@dataclass(frozen=True, slots=True)
class Clause(Counted):
    """Where one requirement stands in the scope.

    ``met + gap + unreported = total`` units of ``level``. ``figure`` has the denominator in words
    (13 / 98 个乡镇（街道）), ``words`` all three statuses, ``sentence`` is the same as prose.
    ``population_met`` are the residents of the units that meet it and ``population_share`` their
    share of the scope's residents; None where a population among them is unknown or none meets.
    """

    id: str
    clause: str
    title: str
    level: Level
    strength: Strength
    met: int
    gap: int
    unreported: int
    total: int
    figure: str
    words: str
    sentence: str
    population_met: float | None
    population_share: float | None

    @property
    def mostly_unreported(self) -> bool:
        """Whether less is known than not: then it is a question of reporting, not of gaps."""
        return self.unreported * 2 > self.total


@dataclass(frozen=True, slots=True)
class Named:
    """Units of one status, by the county they lie in: ``(county name, unit names)`` in order."""

    status: Status
    label: str
    count: int
    counties: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class MapSlide:
    """The map of one requirement and the units that it shows, by status.

    ``named`` holds what the map colours: towns for requirements on towns and villages (``note``
    says how villages are summed up), counties or the city otherwise. ``undrawn`` are names of
    units that have no place on the map, by county.
    """

    clause: Clause
    drawing: Drawing
    figure: Figure
    named: tuple[Named, ...]
    note: str
    undrawn: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def undrawn_count(self) -> int:
        """How many units have no place on the map."""
        return sum(len(names) for _, names in self.undrawn)


@dataclass(frozen=True, slots=True)
class Series:
    """Values of a chart, one a category (None: unknown); ``status`` where the series is one."""

    name: str
    values: tuple[float | None, ...]
    status: Status | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that answers a question: its data, the answer in a sentence, and the drawing.

    ``percent`` says that values are shares of one; beside shares, series of a status are counts.
    """

    id: str
    title: str
    answer: str
    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    percent: bool
    figure: Figure


@dataclass(frozen=True, slots=True)
class Score(Counted):
    """A row of the scorecard: a county, or a town when the scope is a county.

    ``met, gap, unreported`` count its required verdicts, those of units below it included.
    Unknown numbers are None.
    """

    code: str
    name: str
    population: float | None
    population_60plus: float | None
    share_60: float | None
    venues: int
    per_10000: float | None
    met: int
    gap: int
    unreported: int


@dataclass(frozen=True, slots=True)
class OfUnit:
    """Something that is said of a unit (its county's name beside it) and a requirement."""

    code: str
    name: str
    county: str
    requirement: str
    title: str


@dataclass(frozen=True, slots=True)
class Gap(OfUnit):
    """A unit that lacks what a requirement asks, and what would close it, a sentence each."""

    clause: str
    strength: Strength
    have: float | None
    need: float | None
    short: float | None
    closing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreported:
    """What one office may be asked about: units of one requirement that nobody reported.

    The office is that of ``ask`` (a county in a report on the city; the county or a town in a
    report on a county). ``names`` are the units that are unreported, ``total`` all to which the
    requirement applies there.
    """

    ask: str
    ask_name: str
    requirement: str
    title: str
    level: Level
    strength: Strength
    count: int
    total: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerdictMove(OfUnit):
    """A verdict that changed between two snapshots, and why, a sentence each."""

    before: Status
    after: Status
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Two snapshots compared: what moved, what came and went, and what cannot be compared.

    ``units`` says which units were renamed, recoded, merged or divided.
    """

    before: str
    after: str
    summary: str
    moves: tuple[VerdictMove, ...]
    new_venues: tuple[str, ...]
    lost_venues: tuple[str, ...]
    indicators: tuple[str, ...]
    incomparable: tuple[str, ...]
    units: tuple[str, ...] = ()

    @property
    def still(self) -> bool:
        """Whether nothing moved, came or went: then a sentence says it all."""
        parts = (self.moves, self.new_venues, self.lost_venues, self.indicators)
        return not any((*parts, self.incomparable, self.units))


@dataclass(frozen=True, slots=True)
class PlanningSlide:
    """An answer of the planning page: who lives too far, where the next ones go, what if.

    ``answer`` is one sentence, ``basis`` what it rests on. ``named`` are headings with a text each
    that stand beside the ``figure``; ``rows`` are the same in figures, below ``heads``. ``mark``
    tells a scenario from what is published, "" where it is none.
    """

    section: Literal["reach", "sites", "scenario"]
    title: str
    mark: str
    answer: str
    basis: tuple[str, ...]
    figure: Figure | None
    named: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CountyResponse:
    """How the units of one county answered a round: numbers, and in words who did not."""

    code: str
    name: str
    invited: int
    answered: int
    published: int
    missing: str


@dataclass(frozen=True, slots=True)
class RoundPart:
    """The newest round of returns.

    ``lead`` says how many answered and how long is left, ``changed`` what of the unreported became
    known by it, ``moves`` the same by clause, ``missing`` how many have not answered.
    """

    title: str
    lead: str
    changed: str
    moves: tuple[str, ...]
    missing: str
    counties: tuple[CountyResponse, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a commission asks, a sentence each; "" where the question does not arise.

    ``seniors``: how many of 60 and more live in towns with no known senior school, or what is
    missing to say so. ``owing``: who owes most answers. ``closing``: what closing all known gaps
    takes. ``asks`` is what the data ask the commission to decide, ``lacking`` what other data it
    is to ask for.
    """

    seniors: str
    owing: str
    closing: str
    asks: tuple[str, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report says, whichever form it takes.

    ``overview`` says in a sentence how many people live in the scope and how many venues are on
    record. ``standing`` has all requirements of the scope in the pack's order, required ones and
    encouraged; ``standing_words`` sums the required ones up. ``maps`` are those chosen, in the
    order chosen. ``absent`` names chosen requirements that these data no longer have, and the
    snapshot to compare with where it is not there; ``absent_words`` says so, "" for nothing.
    ``planning`` are the answers of the planning page that were taken into the meeting.
    ``changes`` is None until there are two snapshots, ``round`` where no unit of the scope was
    asked for a return. ``next_steps`` are the speaker's own lines
    to the commission, beside ``answers.asks``. ``answers_for`` holds office and requirement.
    """

    head: Head
    choices: Choices
    overview: str
    standing: tuple[Clause, ...]
    standing_words: str
    maps: tuple[MapSlide, ...]
    charts: tuple[Chart, ...]
    scorecard: tuple[Score, ...]
    scorecard_note: str
    gaps: tuple[Gap, ...]
    unreported: tuple[Unreported, ...]
    answers_for: frozenset[tuple[str, str]]
    planning: tuple[PlanningSlide, ...]
    changes: Changes | None
    round: RoundPart | None
    next_steps: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    evidence: tuple[EvidenceLine, ...]
    sources: tuple[SourceUse, ...]
    appendix: tuple[Matrix, ...]
    plan: PlanTable
    answers: Answers
    absent: tuple[str, ...]
    absent_words: str

    @property
    def required(self) -> tuple[Clause, ...]:
        """Requirements that the plan makes binding."""
        return tuple(c for c in self.standing if c.strength == "required")

    def owed(self, office: str, requirement: str) -> str:
        """How many units an office has to report, among how many unless all: "" where it is none's.

        A requirement that is not the office's would read as one that it has reported.
        """
        for row in self.unreported:
            if (row.ask, row.requirement) == (office, requirement):
                return f"{row.count:,}" + (f"/{row.total:,}" if row.count < row.total else "")
        return "0" if (office, requirement) in self.answers_for else ""

    @property
    def by_office(self) -> Mapping[str, tuple[Unreported, ...]]:
        """What to ask each office, by its name, in order."""
        offices: dict[str, tuple[Unreported, ...]] = {}
        for row in self.unreported:
            offices[row.ask_name] = (*offices.get(row.ask_name, ()), row)
        return offices
