"""Rows of a sheet of venues → records: cells read, units settled, problems noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from locator.intake.recognise.cells import (
    CLEAR,
    CellError,
    is_nothing,
    plain,
    read_cell,
    read_code,
    read_date,
    read_phone,
    read_position,
)
from locator.intake.recognise.sheets import alike_layers, find_layer, layer_within
from locator.names.keys import half_width
from locator.pack import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from locator.intake.findings import Findings
    from locator.intake.match.drafts import Drafts, Place
    from locator.intake.model import SheetPlan, UploadSheet
    from locator.intake.recognise.units import Meant, UnitFinder
    from locator.pack.schema import Column
    from locator.store.model import Cells

#: Columns that say where a row belongs, not that there is anything: alone they are no record.
PLACE_ONLY = frozenset(
    {"unit", "county", "town", "layer", "complete", "as_of", "source", "source_date", "licence"}
)


@dataclass
class ParsedRecord:
    """One row of somebody's list of venues.

    ``cells`` are those that are filled and could be read, in the pack's form, coordinates still
    in the file's datum; ``given`` the same as they stand in the file; ``failed`` the columns that
    could not be read. ``unit_from`` says where the unit was found, ``""`` for its own cell.
    """

    plan: SheetPlan
    row: int
    layer: str
    unit: str
    cells: Cells = field(default_factory=dict)
    given: Cells = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    unit_from: str = ""
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
        if "lon" in self.cells and "lat" in self.cells:
            return float(self.cells["lon"]), float(self.cells["lat"])
        return None


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


class VenueReader:
    """Reads the rows of one sheet of venues."""

    def __init__(self, sheet: UploadSheet, plan: SheetPlan, drafts: Drafts) -> None:
        self._sheet, self._plan, self._drafts = sheet, plan, drafts
        self._pack, self._finder, self._findings = drafts.pack, drafts.finder, drafts.findings
        self._layers: dict[str, str] = {}
        self.records: list[ParsedRecord] = []
        self.declared: list[Declared] = []

    def read(self) -> None:
        """All rows; what can be read of a row with problems is kept, so that all are found."""
        for row, given in rows_of(self._sheet, self._plan):
            self._row(row, given)

    def _row(self, row: int, given: Cells) -> None:
        layer = self._layer(row, given)
        content = {name for name in given if name not in PLACE_ONLY and not is_nothing(given[name])}
        if content == {"id"}:
            content = set()
        record = ParsedRecord(self._plan, row, layer, "", given=given)
        meant = self.unit(row, given)
        record.unit = meant.code if meant else ""
        if content:
            self._fill(record)
            if not record.name and "name" not in record.failed:
                self._findings.error("name_blank", self._plan, row, "name")
            elif layer:
                self._settle_unit(record, meant)
                self.records.append(record)
        if given.get("complete"):
            self._declaration(record)

    def _layer(self, row: int, given: Cells) -> str:
        text = given.get("layer", "")
        if not text:
            if not self._plan.layer and set(given) - PLACE_ONLY:
                self._findings.error("layer_blank", self._plan, row, "layer")
            return self._plan.layer
        if text not in self._layers:
            catalogue = self._pack.catalogue
            self._layers[text] = find_layer(text, catalogue) or layer_within(text, catalogue)
        if not self._layers[text]:
            others = "、".join(alike_layers(text, self._pack.catalogue))
            self._findings.error("layer_unknown", self._plan, row, "layer", text, others=others)
        return self._layers[text]

    def unit(self, row: int, given: Cells) -> Meant | None:
        """The unit of the row's own cells; None when it has none; problems are reported."""
        return find_unit(self._finder, self._findings, self._plan, row, given)

    def _settle_unit(self, record: ParsedRecord, meant: Meant | None) -> None:
        """Fill a blank unit from the address and the name, and doubt one that they contradict."""
        text = record.cells.get("address", "")
        named = self._finder.in_text(text, (record.unit,)) if text else ()
        if meant is None:
            for source in ("address", "name"):
                found = self._finder.in_text(record.cells.get(source, ""))
                if len(found) == 1:
                    record.unit, record.unit_from = found[0], source
                    return
        elif meant.code and text and not named:
            elsewhere = self._finder.in_text(text)
            if len(elsewhere) == 1 and meant.code not in self._finder.chain(elsewhere[0]):
                self._findings.warning(
                    "address_elsewhere",
                    self._plan,
                    record.row,
                    "address",
                    text,
                    other=self._finder.path(elsewhere[0]),
                    unit=self._finder.path(meant.code),
                )

    def _fill(self, record: ParsedRecord) -> None:
        known = self._drafts.venue(record.given.get("id", "")) or {}
        columns = [c for c in schema.VENUES.columns if c.name not in {"unit", "layer"}]
        place = (self._plan, record.row)
        record.cells, record.failed = read_cells(
            self._findings, place, record.given, columns, known
        )
        if record.given.get("position") and "lon" not in record.cells:
            self._position(record)
        if record.failed & {"lon", "lat"}:
            # Half a point says nothing; the half that failed has been reported.
            for name in ("lon", "lat"):
                record.cells.pop(name, None)

    def _position(self, record: ParsedRecord) -> None:
        text = record.given["position"]
        try:
            pair = [_degrees(part) for part in read_position(text)]
            # Chinese coordinates: longitude 73 to 135 is always above latitude 18 to 54.
            record.cells["lon"], record.cells["lat"] = sorted(pair, key=float, reverse=True)
        except CellError as failure:
            record.failed.update({"lon", "lat"})
            self._findings.error(
                failure.key, self._plan, record.row, "position", text, **failure.params
            )

    def _declaration(self, record: ParsedRecord) -> None:
        answer = read_answer(self._findings, self._plan, record.row, record.given)
        if answer is None or not record.layer or not record.unit:
            return
        complete, as_of = answer
        source = plain(record.given.get("source", ""))
        self.declared.append(
            Declared(self._plan, record.row, record.unit, record.layer, complete, as_of, source)
        )


def read_cells(
    findings: Findings, place: Place, given: Cells, columns: Iterable[Column], known: Cells
) -> tuple[Cells, set[str]]:
    """The filled ones of a row's cells in the pack's form, and the columns that cannot be read.

    ``known`` are the cells of the record that the row repeats, if it is one.
    """
    plan, row = place
    cells: Cells = {}
    failed: set[str] = set()
    for column in columns:
        text = given.get(column.name, "")
        if not text:
            continue
        if text == known.get(column.name):
            # What the pack holds already is not held against the list that repeats it.
            cells[column.name] = text
        elif half_width(text).casefold() in CLEAR:
            cells[column.name] = ""
        elif not is_nothing(text):
            try:
                cells[column.name] = _read(text, column)
            except CellError as failure:
                failed.add(column.name)
                findings.error(failure.key, plan, row, column.name, text, **failure.params)
    return cells, failed


def rows_of(sheet: UploadSheet, plan: SheetPlan) -> Iterator[tuple[int, Cells]]:
    """Row number and the filled cells of each row by column, blank rows left out."""
    headers = plan.headers()
    columns = [sheet.cells[header].tolist() for header in headers.values()]
    for row, *cells in zip(sheet.cells.index, *columns, strict=True):
        given = {
            name: text
            for name, cell in zip(headers, cells, strict=True)
            if (text := str(cell).strip())
        }
        if given:
            section = sheet.sections.get(int(row), "")
            yield int(row), given | ({"section": section} if section else {})


def read_answer(
    findings: Findings, plan: SheetPlan, row: int, given: Cells
) -> tuple[bool, str] | None:
    """Whether a list is said to be complete, and as of when; None when that cannot be told.

    A list of declarations may do without the answer: then each of its rows is one.
    """
    text = given.get("complete", "")
    try:
        complete = not text or read_code(text, "answer") == "yes"
    except CellError as failure:
        findings.error(failure.key, plan, row, "complete", text, **failure.params)
        return None
    date = given.get("as_of", "")
    try:
        as_of = read_date(date) if date else ""
    except CellError as failure:
        findings.error(failure.key, plan, row, "as_of", date, **failure.params)
        return None
    if complete and not as_of:
        findings.error("as_of_blank", plan, row, "as_of")
        return None
    return complete, as_of


def find_unit(
    finder: UnitFinder, findings: Findings, plan: SheetPlan, row: int, given: Cells
) -> Meant | None:
    """The most precise unit of a row's county, town and unit cells; None when all are blank.

    A section that is a unit stands above its rows' cells; one that is none says nothing.
    """
    section = finder.find(given["section"]) if "section" in given else None
    meant: Meant | None = section if section and section.code else None
    above: list[str] = [meant.code] if meant else []
    for column in ("county", "town", "unit"):
        text = given.get(column, "")
        if not text or is_nothing(text):
            continue
        meant = finder.find(text, above)
        if not meant.code:
            others = "、".join(f"{finder.path(code)}（{code}）" for code in meant.others)
            key = "unit_unknown_like" if meant.key == "unit_unknown" and others else meant.key
            findings.error(key, plan, row, column, text, others=others)
            return meant
        above.append(meant.code)
    return meant


@lru_cache(maxsize=65_536)
def _read(text: str, column: Column) -> str:
    return read_phone(text)[0] if column.name == "phone" else read_cell(text, column)


def _degrees(text: str) -> str:
    return read_cell(text, schema.VENUES.column("lon"))
