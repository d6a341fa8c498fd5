"""Workbooks that fill themselves: a sheet a layer, a row a unit, with what is known already.

Columns, choices and hints follow from :mod:`locator.pack.schema` and the message catalogue, and
:mod:`locator.intake.upload` reads the result by the same declaration, so a workbook that
nobody touched changes nothing. The same pack gives the same bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from locator.exports.template.choices import WIDTHS, TemplateChoices, declared_column, unit_label
from locator.exports.template.lines import TemplateRequest
from locator.intake.template_version import VERSION_PROPERTY, TemplateVersion
from locator.pack import schema
from locator.pack.model import LIST_SEPARATOR, layers_asked
from locator.problems import Problem, QueryError
from locator.style import WATERMARK
from locator.wording.catalogue import Lang, t
from locator.wording.labels import label
from locator.wording.names import name_of, names_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from locator.exports.template.lines import TemplateLine
    from locator.pack.model import CityPack
    from locator.pack.schema import Column, Table

#: A fixed creation date keeps the bytes reproducible.
_CREATED = datetime(2024, 6, 26, tzinfo=UTC)
_SHEET_NAME = 31
#: Lists of choices are offered this many rows below the filled ones too.
_MORE_ROWS = 200
#: Columns that say where a row belongs and are there already; filled in is what comes after.
_CONTEXT = ("county", "town")
_MUST = frozenset({"unit", "name", "title", "kind"})
_NUMBERS = frozenset({"lon", "lat", "value", "year", "capacity", "population", "population_year"})
#: What is asked about residents.
_RESIDENTS = ("population", "population_year", "source")
_LEFT_FIXED = 3
#: Heights in points; not every program finds out by itself how high wrapped text is.
_TITLE_HEIGHT, _TWO_LINES = 28, 32
#: Chinese characters that fit into a line of the instructions.
_LINE_LENGTH = 45
_INK, _MIST, _LINE, _TEAL_PALE = "#1F2A30", "#E9ECEA", "#C9CFCC", "#D6E9E7"


def template(
    pack: CityPack,
    unit: str,
    layers: Sequence[str],
    lang: Lang,
    *,
    sharing: bool = False,
    head: int = 0,
    as_of: str = "",
) -> bytes:
    """An Excel workbook to fill in for a unit and all below it.

    Parameters
    ----------
    pack
        The effective pack.
    unit
        Code of a county, a town, a village or the city.
    layers
        Codes of layers, a sheet each; empty: all that a requirement asks for.
    lang
        Language of headers, hints and choices; both are understood on import.
    sharing
        Whether offers and needs are asked for too, a sheet each.
    head
        Number of the log's last entry that the pack holds: with it the workbook knows the version
        that it was made from, so that only what is changed in it is a change.
    as_of
        Date (ISO) as of which lists are asked: it stands beside each that is not declared yet, so
        that one word declares it.

    Returns
    -------
    bytes
        The workbook: instructions, a sheet a layer with the units that the plan asks about, the
        indicators of the plan, offers and needs if so, and a hidden sheet of choices.

    Raises
    ------
    QueryError
        The pack has no such unit or layer.
    """
    if unit not in pack.units.index:
        raise QueryError(Problem("error", "template.no_unit", value=unit))
    for layer in layers:
        if layer not in pack.catalogue.layers:
            known = ", ".join(pack.catalogue.layers)
            raise QueryError(Problem("error", "query.layer", value=layer, params={"known": known}))
    asked = layers_asked(pack.requirements)
    chosen = list(layers) or [layer for layer in pack.catalogue.layers if layer in asked]
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": _CREATED, "title": _title(pack, unit, lang)})
        version = TemplateVersion(pack.city.code, head, pack.checksum, lang)
        book.set_custom_property(VERSION_PROPERTY, str(version), "text")
        book.define_name(VERSION_PROPERTY, f'="{version}"')
        writer, here = _TemplateWriter(book, pack, lang), TemplateRequest(pack, unit)
        writer.about(unit, chosen, sharing=sharing)
        for layer in chosen:
            writer.venues(layer, here.venue_rows(layer), as_of)
        writer.figures("indicators", here.indicator_rows(), ("value", "year", "source"))
        writer.figures("residents", here.resident_rows(), _RESIDENTS)
        if sharing:
            writer.choices.venues = here.places()
            writer.sharing(schema.SHARES, here.sharing_rows(pack.shares))
            writer.sharing(schema.NEEDS, here.sharing_rows(pack.needs))
        writer.choices.write(book, version, writer.head)
    return buffer.getvalue()


def _title(pack: CityPack, unit: str, lang: Lang) -> str:
    here = pack.units.loc[unit]
    return t("template.title", lang, unit=name_of(here, lang))


def sheet_name(text: str) -> str:
    """A name that Excel allows for a sheet."""
    return "".join(" " if c in "[]:*?/\\" else c for c in text)[:_SHEET_NAME].strip("' ")


@dataclass
class _TemplateWriter:
    """Writes the sheets of one workbook."""

    book: xlsxwriter.Workbook
    pack: CityPack
    lang: Lang

    def __post_init__(self) -> None:
        base = {"font_color": _INK, "valign": "top"}
        make = self.book.add_format
        self.text = make({**base, "num_format": "@", "text_wrap": True})
        self.number = make(base)
        self.context = make(
            {**base, "num_format": "@", "font_color": "#5B6870", "bg_color": "#F4F5F3"}
        )
        head = {"bold": True, "font_color": _INK, "text_wrap": True, "valign": "vcenter"}
        head |= {"border": 1, "border_color": _LINE}
        self.head = make({**head, "bg_color": _MIST})
        self.head_must = make({**head, "bg_color": _TEAL_PALE})
        self.title = make({"bold": True, "font_size": 16, "font_color": _INK})
        self.strong = make({**base, "bold": True, "text_wrap": True})
        self.wrap = make({**base, "text_wrap": True})
        units = self.pack.units
        names = names_of(units, self.lang)
        labels = {code: unit_label(name, code) for code, name in names.items()}
        self.choices = TemplateChoices(self.pack, self.lang, labels)
        self.above = {
            code: tuple("" if above in {"", code} else names[above] for above in pair)
            for code, *pair in zip(units["code"], *(units[c] for c in _CONTEXT), strict=True)
        }

    def heading(self, column: str) -> str:
        """Header of a column; what must be filled in has an asterisk."""
        return t(f"column.{column}", self.lang) + "*" * (column in _MUST)

    # -- instructions ----------------------------------------------------------------------------

    def about(self, unit: str, layers: Sequence[str], *, sharing: bool) -> None:
        """What the workbook is for, how to fill it in, and what every column means."""
        sheet = self.book.add_worksheet(t("sheet.about", self.lang))
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 92)
        sheet.set_row(0, _TITLE_HEIGHT)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, _title(self.pack, unit, self.lang), self.title)
        row = 1
        if self.pack.city.fictional:
            sheet.write_string(row, 0, WATERMARK, self.strong)
            sheet.write_string(row, 1, t("app.watermark_note", self.lang), self.strong)
            row += 1
        for number in range(1, 9 if sharing else 8):
            sheet.write_string(row, 0, t("template.step", self.lang, number=number), self.strong)
            sheet.write_string(row, 1, t(f"template.step_{number}", self.lang), self.wrap)
            sheet.set_row(row, _TWO_LINES)
            row += 1
        row += 1
        kinds = [self.pack.catalogue.layers[code] for code in layers]
        names = t("find.comma", self.lang).join(name_of(k, self.lang) for k in kinds)
        for key, text in (
            ("template.scope", self.choices.units[unit]),
            ("template.layers", names),
            ("coverage.about_date", self.pack.data_date),
            ("coverage.about_pack", self.pack.checksum),
        ):
            sheet.write_string(row, 0, t(key, self.lang), self.strong)
            sheet.write_string(row, 1, text, self.wrap)
            if len(text) > _LINE_LENGTH:
                sheet.set_row(row, _TWO_LINES / 2 * (1 + len(text) // _LINE_LENGTH))
            row += 1
        row += 1
        listed = [*_CONTEXT, "unit", "complete", "as_of", *schema.VENUES.form]
        row = self._explained(
            sheet,
            row,
            t("template.columns", self.lang),
            [*listed, *schema.INDICATORS.form, *_RESIDENTS],
            (),
        )
        for table in (schema.SHARES, schema.NEEDS) if sharing else ():
            name = t(f"sheet.{table.name}", self.lang)
            row = self._explained(sheet, row + 2, name, table.form, table.columns)

    def _explained(
        self,
        sheet: Worksheet,
        row: int,
        title: str,
        columns: Iterable[str],
        declared: Sequence[Column],
    ) -> int:
        """What goes into columns, from a row on; the last row that was written."""
        sheet.write_string(row, 0, title, self.title)
        sheet.set_row(row, _TITLE_HEIGHT)
        for column in dict.fromkeys(columns):
            row += 1
            sheet.write_string(row, 0, self.heading(column), self.strong)
            sheet.write_string(row, 1, self._hint(column, declared), self.wrap)
        return row

    def _hint(self, column: str, declared: Sequence[Column]) -> str:
        """How to fill a column in; what an offer's status may be is not what a venue's may."""
        status = next((c.vocabulary for c in declared if c.name == column == "status"), "")
        return t(f"column.{status}_status_hint" if status else f"column.{column}_hint", self.lang)

    # -- tables ----------------------------------------------------------------------------------

    def venues(self, layer: str, lines: Iterable[TemplateLine], as_of: str) -> None:
        """The sheet of a layer; a date alone, without the word that a list is complete, is none."""
        kind = self.pack.catalogue.layers[layer]
        form = list(schema.VENUES.form)
        columns = [*_CONTEXT, "unit", "complete", "as_of", *(c for c in form if c != "unit")]
        name = sheet_name(name_of(kind, self.lang))
        sheet = self._sheet(name, columns)
        place = {column: number for number, column in enumerate(columns)}
        last = 0
        for last, line in enumerate(lines, start=1):
            self._where(sheet, last, line.unit)
            sheet.write_string(last, place["layer"], name_of(kind, self.lang))
            if line.declared is not None:
                sheet.write_string(last, place["complete"], label("answer", "yes", self.lang))
            if date := line.declared or as_of:
                sheet.write_string(last, place["as_of"], date)
            if line.cells is not None:
                for column in form:
                    if column not in {"unit", "layer"}:
                        self._cell(sheet, last, place[column], column, line.cells)
        self.choices.restrict(sheet, columns, last + _MORE_ROWS)

    def figures(self, name: str, lines: Iterable[TemplateLine], filled: Sequence[str]) -> None:
        """A sheet of the plan's figures, or of the residents that they are set against; none where
        no unit has any.

        ``filled`` are the columns that stand there already.
        """
        found = list(lines)
        if not found:
            return
        own = [] if name == "residents" else ["indicator"]
        columns = [*_CONTEXT, "unit", *own, *filled]
        sheet = self._sheet(t(f"template.sheet_{name}", self.lang), columns)
        place = {column: number for number, column in enumerate(columns)}
        last = 0
        for last, line in enumerate(found, start=1):
            self._where(sheet, last, line.unit)
            if own:
                text = label("indicator", line.indicator, self.lang)
                sheet.write_string(last, place["indicator"], text)
            if line.cells is not None:
                for column in filled:
                    self._cell(sheet, last, place[column], column, line.cells)
        self.choices.restrict(sheet, columns, last + _MORE_ROWS)

    def sharing(self, table: Table, lines: Iterable[TemplateLine]) -> None:
        """The sheet of offers or of needs: what is known, and blank rows below."""
        columns = [*_CONTEXT, *table.form]
        sheet = self._sheet(t(f"sheet.{table.name}", self.lang), columns, table.columns)
        last = 0
        for last, line in enumerate(lines, start=1):
            self._where(sheet, last, line.unit)
            for number, column in enumerate(columns):
                if line.cells is not None and column not in {*_CONTEXT, "unit"}:
                    self._cell(sheet, last, number, column, line.cells, table.columns)
        self.choices.restrict(sheet, columns, last + _MORE_ROWS, table.columns)

    def _sheet(
        self, name: str, columns: Sequence[str], declared: Sequence[Column] = schema.VENUES.columns
    ) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        for number, column in enumerate(columns):
            style = self.number if column in _NUMBERS else self.text
            style = self.context if column in _CONTEXT else style
            sheet.set_column(number, number, WIDTHS[column], style)
            head = self.head_must if column in {*_MUST, "complete"} else self.head
            sheet.write_string(0, number, self.heading(column), head)
            hint = self._hint(column, () if declared is schema.VENUES.columns else declared)
            sheet.write_comment(0, number, hint, {"x_scale": 1.6, "y_scale": 1.2, "author": ""})
        sheet.set_row(0, 36)
        sheet.freeze_panes(1, _LEFT_FIXED)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        if self.pack.city.fictional:
            sheet.set_header("&C&24" + WATERMARK)
        return sheet

    def _where(self, sheet: Worksheet, row: int, unit: str) -> None:
        for number, name in enumerate(self.above[unit]):
            if name:
                sheet.write_string(row, number, name)
        sheet.write_string(row, len(_CONTEXT), self.choices.units[unit])

    def _cell(
        self,
        sheet: Worksheet,
        row: int,
        number: int,
        column: str,
        cells: Mapping[Hashable, Any],
        declared: Sequence[Column] = schema.VENUES.columns,
    ) -> None:
        value = cells[column]
        if column in _NUMBERS:
            if value == value:  # noqa: PLR0124 - not NaN
                sheet.write_number(row, number, value)
        elif value:
            sheet.write_string(row, number, self._shown(column, value, declared))

    def _shown(self, column: str, value: str, declared: Sequence[Column]) -> str:
        """A value in words where it is a code."""
        if column == "venue":
            venues = self.choices.venues
            return unit_label(venues[value], value) if value in venues else value
        found = declared_column(column, declared)
        if found is None or not found.vocabulary:
            return value
        codes = value.split(LIST_SEPARATOR) if found.many else [value]
        terms = self.pack.vocabularies
        return LIST_SEPARATOR.join(label(found.vocabulary, c, self.lang, terms) for c in codes)
