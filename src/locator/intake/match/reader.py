"""Rows of a list of venues → records: what each is called, what it is and where it lies.

What titles and notes around a table say of its rows is asked once, for rows may be many.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from locator.intake.match.feet import foot_doubts, heads_list, tells_of_state
from locator.intake.match.rows import (
    PLACE_ONLY,
    PLACED,
    doubt_marks,
    find_unit,
    heads_rows,
    is_heading,
    names_venue,
    read_answer,
    read_cells,
    rows_of,
)
from locator.intake.match.status import doubts_rows, read_status
from locator.intake.match.unsaid import unsaid
from locator.intake.model import CellError, Declared, ParsedRecord
from locator.intake.read.layout import section_name
from locator.intake.recognise.cells import (
    date_said,
    is_code,
    names_in,
    plain,
    read_code,
    without_mobiles,
)
from locator.intake.recognise.coordinates import (
    datum_said,
    degrees,
    exchanged,
    is_pair,
    is_zero,
    read_pair,
)
from locator.intake.recognise.kinds import alike_layers, layer_of_kind
from locator.intake.recognise.legends import Beside, legend_beside
from locator.intake.recognise.states import latest_year, state_of_heading
from locator.intake.recognise.words import (
    bare_recognition,
    ignorable,
    is_placeholder,
    no_recognition,
    recognition_unclear,
    says_unrecognised,
    several_names,
)
from locator.pack import schema
from locator.pack.model import NOT_RECOGNISED
from locator.problems import Verbatim

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from locator.intake.match.drafts import Drafts
    from locator.intake.model import SheetPlan, UploadSheet
    from locator.intake.recognise.units import Meant
    from locator.pack.change import Cells

#: Columns whose digits may be a person's number.
_TEXTS = {c.name for c in schema.VENUES.columns if not c.numeric}
_TEXTS -= {"id", "website", "source_date", "collected_date"}
#: A number that is an office's, as it is written: 0512-6234 5678转801, (0512)62345678, 12345.
_FIXED = re.compile(r"[(+]?\d[-—()\s\d]{3,}\d(?:\s*转\s*\d{1,6})?")
_COLUMNS = tuple(c for c in schema.VENUES.columns if c.name not in {"unit", "layer"})
_NUMBER = re.compile(r"[(（]?[\da-zA-Z]*(?:[-.]\d+)*[.、)）]?|[一二三四五六七八九十]+、?")


def _read_on(cells: pd.Series, *, numbers: bool) -> dict[int, str]:
    """Cells of a column that is not read by row; of running numbers what is none: 3（删）."""
    return {
        int(row): "" if numbers and _NUMBER.fullmatch(text) else text for row, text in cells.items()
    }


class Around:
    """Titles and notes of one sheet, with its name and the file's, and lines ``below`` its rows.

    Of all ``lines`` those of which only the name is filled may be about colours; these are no
    records. ``strangers`` are notes on places of which there is no row.
    ``dated`` is the day as of which they say that the list holds, ``""`` for none; ``aside`` are
    row and heading of cells that explain colours and tell nothing of their row.
    """

    def __init__(
        self,
        drafts: Drafts,
        sheet: UploadSheet,
        plan: SheetPlan,
        below: Sequence[str],
        lines: Sequence[tuple[int, Cells]],
    ) -> None:
        self._catalogue, self._finder = drafts.pack.catalogue, drafts.finder
        names = plan.sheet, (file := drafts.upload.name.rpartition(".")[0])
        alone = [of["name"] for _, of in lines if of.keys() <= {"name", "section"}]
        lines_of_colours = (*sheet.notes, *alone)
        beside = (
            legend_beside(drafts.legend, sheet, lines_of_colours) if drafts.coloured else Beside()
        )
        self._of_colours, self._explain = beside.lines, beside.rows
        self.aside, self._colours = beside.cells, beside.told
        notes = tuple(note for note in sheet.notes if note not in self._of_colours)
        self._titles = (*filter(heads_list, notes), *names)
        self.dated = date_said((*sheet.notes, *names))
        self.layer = cache(self._layer)
        self._doubts = cache(lambda title: doubts_rows(title, self._finder))
        titles = next(filter(self._doubts, self._titles[:-1]), "")
        over = ((c, sheet.groups[h]) for c, h in plan.headers().items() if h in sheet.groups)
        named = (*plan.headers().items(), *over)
        headings = (heading for column, heading in named if state_of_heading(heading, column))
        self._doubting = titles or next(headings, "") or (file if doubts_rows(file) else "")
        below = [line for line in below if line not in self._of_colours]
        around = notes or below
        self._feet = foot_doubts(notes, below, lines, self._finder.means_any) if around else []
        self.strangers = [foot.note for foot in self._feet if foot.rows == frozenset()]

    def unit(self) -> str:
        """The only unit that the titles name, ``""`` for none."""
        units = {code for title in self._titles for code in self._finder.texts.in_text(title)}
        finest = {u for u in units if not any(u != o and u in self._finder.chain(o) for o in units)}
        return finest.pop() if len(finest) == 1 else ""

    def _layer(self, level: str) -> str:
        """Layer that the titles name for a unit of a level, ``""`` for none."""
        layers = (layer_of_kind(title, level, self._catalogue) for title in self._titles)
        return next(filter(None, layers), "")

    def explains(self, row: int, listed: Cells) -> bool:
        """Whether a row tells of colours and is no record."""
        lone = listed.keys() <= {"name", "section"}
        return row in self._explain or (lone and listed.get("name") in self._of_colours)

    def coloured(self, row: int) -> tuple[str, str]:
        """Why a row may not be open by its colour, and what is said of it; ``""``: it may be."""
        return self._colours.doubt(row) if self._colours else ("", "")

    def doubt(self, row: int, listed: Cells) -> str:
        """The section, title or note by which a row may not be open, ``""`` for none."""
        section, said = listed.get("section", ""), "".join(listed.values())
        if self._doubts(section) or self._doubting:
            return section if self._doubts(section) else self._doubting
        return next((foot.note for foot in self._feet if foot.concerns(row, said)), "")


class VenueReader:
    """Reads the rows of one sheet of venues."""

    def __init__(self, sheet: UploadSheet, plan: SheetPlan, drafts: Drafts) -> None:
        self._plan, self._drafts = plan, drafts
        self._pack, self._finder, self._problems = drafts.pack, drafts.finder, drafts.problems
        self._several = several_names(map(str, sheet.cells.columns))
        self._unread = {
            guess.header: _read_on(sheet.cells[guess.header], numbers=ignorable(guess.header))
            for guess in plan.columns
            if not guess.column
        }
        self._year = latest_year({h for h, of in self._unread.items() if any(of.values())})
        self._lines = list(rows_of(sheet, plan))
        # In a template of ours a blank state is that of the record, or open.
        told = (self._unread or "status" in plan.headers()) and drafts.upload.version is None
        terms = self._pack.vocabularies
        self._unsaid = unsaid(plan, self._lines, self._unread, terms) if told else {}
        self._alone = {row for row, of in self._lines if of.keys() <= {"name", "section"}}
        last = max((row for row, _ in self._lines if row not in self._alone), default=0)
        below = [
            of["name"]
            for row, of in self._lines
            if row in self._alone
            and row > last > 0
            and (is_heading(of["name"], drafts) or tells_of_state(of["name"]))
        ]
        self._around = Around(drafts, sheet, plan, below, self._lines)
        self._of_title = "" if PLACED & plan.headers().keys() else self._around.unit()
        self.records: list[ParsedRecord] = []
        self.declared: list[Declared] = []

    def read(self) -> None:
        """All rows; what can be read of a row with problems is kept, so that all are found."""
        section = ""
        for note in self._around.strangers:
            self._problems.warning("note_stranger", self._plan, None, "", note)
        for row, listed in self._lines:
            if self._around.explains(row, listed):
                continue
            if row in self._alone and heads_rows(listed["name"], self._drafts):
                section = section_name(listed["name"])
                if not names_venue(section, self._drafts):
                    continue
            elif row in self._alone and is_heading(listed["name"], self._drafts):
                section = section_name(listed["name"])
            self._row(row, {"section": section} | listed if section else listed)

    def _row(self, row: int, listed: Cells) -> None:
        content = {n for n in listed if n not in PLACE_ONLY and not is_placeholder(listed[n])}
        if content == {"id"}:
            content = set()
        record = ParsedRecord(self._plan, row, "", "", as_listed=listed)
        record.titled, record.coloured = self._around.doubt(row, listed), self._around.coloured(row)
        record.unsaid = self._unsaid.get(row, "")
        aside = self._around.aside
        unread = self._unread.items()
        cells = ((h, of[row].strip()) for h, of in unread if (row, h) not in aside)
        record.unread = {h: text for h, text in cells if text or h == self._year}
        doubt_marks(self._problems, self._plan, row, listed)
        meant = find_unit(self._finder, self._problems, self._plan, row, listed)
        record.unit = meant.code if meant else ""
        if content:
            self._fill(record)
            self._settle_unit(record, meant)
        record.layer = self._layer(record, content)
        declares = not is_placeholder(listed.get("complete", ""))
        self._refine_unit(record, meant)
        if content and not record.name and "name" not in record.failed:
            self._problems.ask("name_blank", self._plan, row, "name")
        elif content and record.layer and not self._joined(record):
            self.records.append(record)
        elif not (content or declares) and {"name", "source", "source_date"} & listed.keys():
            self._problems.warning("name_missing", self._plan, row, "name", listed.get("name"))
        if declares:
            self._declaration(record)

    def _joined(self, record: ParsedRecord) -> bool:
        """Whether a row holds several venues: then it is asked for as many rows."""
        if len(self._several) > 1:
            names = tuple(map(Verbatim, self._several))
            self._problems.ask("several_columns", self._plan, record.row, "name", others=names)
            return True
        if record.match or record.as_listed.get("id", "") in self._pack.venues.index:
            return False
        text = record.as_listed.get("name", "")
        number = names_in(text)
        if number is None:
            return False
        self._problems.ask("several_names", self._plan, record.row, "name", text, number=number)
        return True

    def _layer(self, record: ParsedRecord, content: set[str]) -> str:
        """Layer of a row: by its own cell, the sheet's, or what the name says of its level."""
        text = record.as_listed.get("layer", "")
        catalogue = self._pack.catalogue
        level = self._finder.level(record.unit) if record.unit else ""
        if text and not is_placeholder(text):
            layer = layer_of_kind(text, level, catalogue)
            if not layer:
                others = alike_layers(text, catalogue)
                self._problems.ask(
                    "layer_unknown", self._plan, record.row, "layer", text, others=others
                )
            return layer
        if self._plan.layer:
            return self._plan.layer
        own = (
            record.as_listed.get("section", ""),
            self._plan.headers().get("name", ""),
            record.name,
        )
        layers = (layer_of_kind(title, level, catalogue) for title in own)
        if layer := next(filter(None, layers), "") or self._around.layer(level):
            return layer
        if content:
            self._problems.ask("layer_blank", self._plan, record.row, "layer")
        return ""

    def _settle_unit(self, record: ParsedRecord, meant: Meant | None) -> None:
        """Fill a blank unit from the address and the name."""
        if meant is not None:
            return
        for source in ("address", "name"):
            found = self._finder.texts.in_text(record.cells.get(source, ""))
            if len(found) == 1:
                record.unit, record.unit_from = found[0], source
                if not self._finder.one_place(self._of_title, found[0]):
                    paths = {"other": self._finder.path(found[0])}
                    paths["unit"] = self._finder.path(self._of_title)
                    text, key = record.cells[source], f"{source}_elsewhere"
                    self._problems.ask(key, self._plan, record.row, source, text, **paths)
                return
        if not {"lon", "lat", "position"} & record.as_listed.keys():
            record.unit = self._of_title
            record.unit_from = "title" if record.unit else ""

    def _refine_unit(self, record: ParsedRecord, meant: Meant | None) -> None:
        """The town that address or name has below a row's unit, where its kind counts there."""
        if meant is None or not self._drafts.too_high(record.unit, record.layer):
            return
        for source in ("address", "name"):
            found = self._finder.texts.in_text(record.cells.get(source, ""), (record.unit,))
            if len(found) == 1 and found[0] != record.unit:
                record.unit, record.unit_from = found[0], source
                return

    def _fill(self, record: ParsedRecord) -> None:
        known = self._drafts.venue(record.as_listed.get("id", "")) or {}
        place = (self._plan, record.row)
        told = self._plainly(record, known)
        record.cells, record.failed = read_cells(self._drafts, place, told, _COLUMNS, known)
        if record.failed & {"lon", "lat"}:
            # Half a point says nothing; the half that failed has been reported.
            for name in ("lon", "lat"):
                record.cells.pop(name, None)

    def _plainly(self, record: ParsedRecord, known: Cells) -> Cells:
        """The row's cells with everyday ways of saying put as the pack's columns have them."""
        told = dict(record.as_listed)
        if self._around.dated:
            told.setdefault("source_date", self._around.dated)
        for name in told.keys() & _TEXTS:
            text, private = without_mobiles(told[name])
            if private and told[name] != known.get(name):
                self._say(record, "mobile", name, text)
                # Of a contact without the number the name is left: it is no number.
                told[name] = text if name != "phone" else "、".join(_FIXED.findall(text))
        self._point(record, told)
        said = told.get("recognition", "")
        if said and said != known.get("recognition"):
            if says_unrecognised(said):
                told["recognition"] = NOT_RECOGNISED
            elif no_recognition(said):
                del told["recognition"]
            elif bare_recognition(said):
                self._say(record, "recognition_bare", "recognition", told.pop("recognition"))
            elif recognition_unclear(said):
                self._say(record, "recognition_unclear", "recognition", told.pop("recognition"))
        read_status(record.plan, record.row, told, self._drafts)
        fee = told.get("admission", "")
        if fee and is_code(fee, "answer"):
            del told["admission"]
            heading = self._plan.headers()["admission"]
            charged = (read_code(fee, "answer") == "yes") == ("免" not in heading)
            if ("收费" in heading or "免费" in heading) and not charged:
                told["admission"] = "免费"
            else:
                self._say(record, "fee_bare", "admission", fee)
        return told

    def _point(self, record: ParsedRecord, told: Cells) -> None:
        """Longitude and latitude from a pair, exchanged ones put right, zeros left out."""
        lon, lat = told.get("lon", ""), told.get("lat", "")
        column = "lon" if lon else "position"
        pair = told.get("position", "") if not (lon or lat) else "" if lat else lon
        if lon and lat and (is_zero(lon) or is_zero(lat)):
            self._say(record, "point_zero", "lon", f"{lon},{lat}")
            del told["lon"], told["lat"]
        elif lon and lat and exchanged(lon, lat):
            self._say(record, "point_exchanged", "lon", f"{lon},{lat}")
            told["lon"], told["lat"] = lat, lon
        elif pair and not is_placeholder(pair) and (column == "position" or is_pair(pair)):
            told.pop("lon", None)
            try:
                point = read_pair(pair)
            except CellError as failure:
                record.failed.update({"lon", "lat"})
                self._problems.ask(
                    failure.key, self._plan, record.row, column, pair, **failure.params
                )
            else:
                if point is None:
                    self._say(record, "point_zero", column, pair)
                else:
                    told["lon"], told["lat"] = (degrees(value) for value in point)
        said = told.get("datum", "")
        # 未知 and 不详 are no datum either: whoever wrote it is asked.
        if said and {"lon", "lat"} <= told.keys():
            record.datum = datum_said(said) or ""
            if not record.datum:
                self._problems.ask("datum_row", self._plan, record.row, "datum", said)

    def _say(self, record: ParsedRecord, key: str, column: str, value: str) -> None:
        self._problems.warning(key, self._plan, record.row, column, value)

    def _declaration(self, record: ParsedRecord) -> None:
        answer = read_answer(self._problems, self._plan, record.row, record.as_listed)
        if answer is None or not record.layer or not record.unit:
            return
        complete, as_of = answer
        source = plain(record.as_listed.get("source", ""))
        self.declared.append(
            Declared(self._plan, record.row, record.unit, record.layer, complete, as_of, source)
        )
