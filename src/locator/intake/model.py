"""What travels between the steps of an import: sheets as they were read, and the result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from locator import clock
from locator.intake.colours import Painted
from locator.problems import Problem, Problems, Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from locator.geo.datum import Datum
    from locator.intake.template_version import TemplateVersion
    from locator.pack.change import Cells, RowChange
    from locator.pack.model import Status
    from locator.problems import Severity

#: From this confidence (0 to 1) a guess is used without asking.
SURE = 0.9

Sureness = Literal["told", "sure", "likely", "unsure"]
#: A sheet and a row of it; None where a change has no row of its own.
Place = tuple["SheetPlan", int | None]
#: What holds of a row that disagrees with what is known: the list, or what is known.
Answer = Literal["list", "known"]
#: Why a row of a difference deserves eyes, :mod:`locator.intake.upload`; ``""``: it does not.
Look = Literal["reopened", "verdict", "other", "back", ""]


@dataclass(frozen=True)
class UploadSheet:
    """One table of an upload, as text, before anything is understood.

    Attributes
    ----------
    name
        UploadSheet of a workbook, layer of a geographic file, "" for a CSV file.
    cells
        One column a header of the file, in order, all ``str``, ``""`` for an empty cell; dates
        that a workbook holds as dates are ISO text; numbers have no trailing ``.0``. The index
        is the row of the file (header line = 1; features count from 1).
    geometry
        None for a plain table; otherwise the shapes, same index, with the CRS that the file
        declares (None when it declares none). Never reprojected.
    standard
        Whether the form of the file itself says that its coordinates are WGS-84: KML, GPX.
    hidden, hidden_rows, hidden_columns
        Whether the workbook hides the sheet (lists of choices); rows and headers that it hides.
    sections
        Heading that stands above each row between the rows, by row: 千灯镇 over its schools.
    notes
        Title and notes around the table.
    faults
        Errors (``#N/A``) of cells, by row and header; ``=?``: a formula saved without its value.
    struck, comments, painted
        Row and header of cells with text struck through, what is pinned to any, and all colours.
    positions
        Header of each column by its position in the file, from 0.
    groups
        What a line of merged headings says above a header, by header.
    """

    name: str
    cells: pd.DataFrame
    geometry: gpd.GeoSeries | None = None
    standard: bool = False
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[str] = frozenset()
    sections: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    faults: Mapping[tuple[int, str], str] = field(default_factory=dict)
    struck: frozenset[tuple[int, str]] = frozenset()
    comments: Mapping[tuple[int, str], str] = field(default_factory=dict)
    positions: Mapping[int, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    painted: Painted = field(default_factory=Painted)


@dataclass(frozen=True)
class Upload:
    """A file somebody handed in: its sheets and what was wrong with it.

    ``problems`` with an error and no sheets means that the file could not be used at all;
    ``version`` is what it was made from, where it is one of our templates.
    """

    name: str
    sha256: str
    sheets: tuple[UploadSheet, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    version: TemplateVersion | None = None


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a column of a sheet was taken for.

    ``column`` is a column of :mod:`locator.pack.schema`, or one of the columns that only people's
    lists have (:data:`locator.intake.recognise.words.EXTRA`); ``""`` when it is not read.
    """

    header: str
    column: str
    confidence: float

    @property
    def sure(self) -> bool:
        """Whether nobody needs to be asked."""
        return self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What a sheet was taken for; handed back, changed where need be, it settles the matter.

    Attributes
    ----------
    table
        Table of :mod:`locator.pack.schema`, ``outlines`` for shapes of units, ``""``: not read.
    layer
        Layer of all its venues; ``""`` where each row says it, and for other tables.
    """

    sheet: str
    table: str
    layer: str = ""
    columns: tuple[ColumnGuess, ...] = ()

    def headers(self) -> dict[str, str]:
        """Header of each column that is read."""
        return {guess.column: guess.header for guess in self.columns if guess.column}


@dataclass(frozen=True, slots=True)
class DatumGuess:
    """In which datum the coordinates of a sheet were taken to be.

    ``confidence`` is 0 to 1; ``points`` the coordinates looked at, ``evidence`` how many of them
    could be compared with something known.
    """

    sheet: str
    datum: Datum
    confidence: float
    sureness: Sureness
    points: int
    evidence: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import would change, row by row.

    ``gone`` are records that a complete list no longer names; closed ones are ``changed`` too.
    ``possible_duplicates`` are new rows that may be a record which is there already.
    """

    new: tuple[DifferenceRow, ...] = ()
    changed: tuple[DifferenceRow, ...] = ()
    gone: tuple[DifferenceRow, ...] = ()
    possible_duplicates: tuple[Duplicate, ...] = ()


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One row of the difference: where it goes, what it is called, and where it came from.

    ``fields`` are (column, before, after) of the cells that change; for a new row all that are
    filled, ``before`` being blank. ``sheet`` and ``row`` say where in the upload it stands; None
    for a row that the upload does not have. ``look`` is why it deserves eyes.
    """

    file: str
    key: str
    name: str
    unit: str
    fields: tuple[tuple[str, str, str], ...] = ()
    sheet: str = ""
    row: int | None = None
    look: Look = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A new row that may be the record ``other`` of the pack."""

    sheet: str
    row: int
    name: str
    unit: str
    other: str
    other_name: str
    distance_m: float | None


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A verdict that the import changes; None where a requirement did or does not apply."""

    requirement: str
    unit: str
    before: Status | None
    after: Status | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the person who imports said about the file.

    Attributes
    ----------
    datum
        Datum of its coordinates; ``auto``: find out.
    plans
        What its sheets are, by sheet name; others are guessed.
    layer
        Layer of venues where the file says nowhere what they are.
    scope
        Units that may be changed, with all below them, as
        :class:`locator.publishing.rights.Person` has them; empty: all of the city.
    source
        Source of rows that name none; ``""``: the file's name, and a warning says so.
    close_gone
        Propose status *closed* for what a complete list no longer names.
    hidden
        Whether hidden rows, columns and sheets are meant to be read.
    answers
        By sheet and row: whether the list holds or what is known, where either may be newer.
    today
        Date of rows that have none.
    """

    datum: Datum | Literal["auto"] = "auto"
    plans: Mapping[str, SheetPlan] = field(default_factory=dict)
    layer: str = ""
    scope: frozenset[str] = frozenset()
    source: str = ""
    close_gone: bool = False
    hidden: bool = False
    answers: Mapping[tuple[str, int], Answer] = field(default_factory=dict)
    today: date = field(default_factory=clock.today)


@dataclass(frozen=True)
class Import:
    """An upload understood: what is wrong with it, and what publishing it would do.

    ``changes`` go to :meth:`locator.store.Store.publish`; with errors among the ``problems``
    they must not. ``verdicts`` are those that change, ``questions`` those of :attr:`Terms.answers`,
    answered or not.
    """

    upload: Upload
    plans: tuple[SheetPlan, ...]
    datums: tuple[DatumGuess, ...]
    problems: tuple[Problem, ...]
    changes: tuple[RowChange, ...]
    difference: Difference
    verdicts: tuple[VerdictChange, ...]
    questions: tuple[Problem, ...] = ()

    @property
    def publishable(self) -> bool:
        """Whether there is something to publish and nothing forbids it."""
        return bool(self.changes) and all(p.severity != "error" for p in self.problems)


@dataclass
class ParsedRecord:
    """One row of somebody's list of venues.

    ``cells`` are those that are filled and could be read, in the pack's form, coordinates still
    in the file's datum; ``as_listed`` the same as they stand in the file; ``failed`` columns that
    could not be read. ``unit_from`` says where the unit was found, ``""`` for its own cell;
    ``unread`` are filled cells of columns that are not read, by heading, ``titled`` the title or
    note around the table by which the row may not be open, ``coloured`` why by its colour, and
    ``unsaid`` the heading under which other rows say that they are and this one nothing.
    """

    plan: SheetPlan
    row: int
    layer: str
    unit: str
    cells: Cells = field(default_factory=dict)
    as_listed: Cells = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    unit_from: str = ""
    unread: Mapping[str, str] = field(default_factory=dict)
    titled: str = ""
    coloured: tuple[str, str] = ("", "")
    unsaid: str = ""
    #: Datum that the row names for its coordinates; ``""``: the sheet's.
    datum: Datum | Literal[""] = ""
    #: Key of the record of the pack that this is, and the layer whose file holds it.
    match: str = ""
    match_layer: str = ""

    @property
    def name(self) -> str:
        """Name of the venue."""
        return self.cells.get("name", "")

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude as the row gives them."""
        told = self.cells
        return (float(told["lon"]), float(told["lat"])) if {"lon", "lat"} <= told.keys() else None


@dataclass(frozen=True, slots=True)
class Declared:
    """A unit's answer whether its list of a layer is complete."""

    plan: SheetPlan
    row: int
    unit: str
    layer: str
    complete: bool
    as_of: str
    source: str


class CellError(ValueError):
    """A cell cannot be read; ``key`` and ``params`` are those of its message."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key, self.params = key, params


def called(column: str) -> dict[str, object]:
    """What fills a message's ``column`` when a sheet lacks the column: its name, not its code."""
    return {"column": Words((f"column.{column}",))}


class UploadProblems(Problems):
    """What is wrong with the sheets of one file, in its own headings.

    Parameters
    ----------
    file
        Name of the file.
    answers
        What was answered, as :class:`Terms` has it.
    """

    def __init__(self, file: str, answers: Mapping[tuple[str, int], Answer] | None = None) -> None:
        super().__init__(file)
        self._answers = answers or {}
        #: (sheet, row) of rows that are not published before a question is answered.
        self.held: set[tuple[str, int | None]] = set()
        #: Every question with a choice, answered or not.
        self.questions: list[Problem] = []

    def of_sheet(
        self,
        severity: Severity,
        key: str,
        plan: SheetPlan,
        row: int | None = None,
        column: str = "",
        value: str | None = None,
        **params: object,
    ) -> Problem:
        """A problem of a sheet, not yet recorded; ``key`` is relative to ``intake``, ``column`` a
        column of the pack, shown by its header in the sheet, or a header as it stands.
        """
        header = plan.headers().get(column, column)
        where = (self.file, row, header or None, value)
        return Problem(severity, f"intake.{key}", *where, params | called(header), plan.sheet)

    # The place of these is that of :meth:`of_sheet`.

    def error(self, key: str, *place: Any, **params: Any) -> None:
        """Record what keeps the whole file back."""
        self.append(self.of_sheet("error", key, *place, **params))

    def warning(self, key: str, *place: Any, **params: Any) -> None:
        """Record a doubt."""
        self.append(self.of_sheet("warning", key, *place, **params))

    def ask(self, key: str, plan: SheetPlan, row: int | None, *place: Any, **params: Any) -> None:
        """Record a question whose answer could turn a verdict: the row waits, the rest goes on."""
        self.held.add((plan.sheet, row))
        self.append(self.of_sheet("warning", key, plan, row, *place, waits=True, **params))

    def choose(
        self, key: str, plan: SheetPlan, row: int, *place: Any, **params: Any
    ) -> Answer | None:
        """Which holds, a row of the list or what is known; None, and the row waits: not said."""
        question = self.of_sheet("warning", key, plan, row, *place, **params)
        self.questions.append(question)
        answer = self._answers.get((plan.sheet, row))
        if answer is None:
            self.held.add((plan.sheet, row))
            self.append(question)
        return answer
