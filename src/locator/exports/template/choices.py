"""What a template offers to choose from: lists of a hidden sheet, and limits of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.pack import schema
from locator.wording.catalogue import Lang, t
from locator.wording.labels import label, vocabulary
from locator.wording.names import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from locator.intake.template_version import TemplateVersion
    from locator.pack.model import CityPack
    from locator.pack.schema import Column

#: Width of each column, in characters.
WIDTHS = {
    "county": 12, "town": 14, "unit": 26, "complete": 14, "as_of": 12, "name": 30, "address": 34,
    "phone": 16, "opening_hours": 30, "admission": 14, "audience": 16, "topics": 18, "status": 10,
    "recognition": 24, "shares": 18, "website": 26, "lon": 12, "lat": 12, "precision": 12,
    "note": 30, "source": 26, "source_date": 12, "collected_date": 12, "licence": 14,
    "name_en": 22, "layer": 22,
    "id": 18, "indicator": 32, "value": 12, "year": 10,
    "population": 12, "population_year": 10, "kind": 12, "title": 28, "title_en": 22,
    "description": 30, "institution": 24, "venue": 34, "hours": 26, "capacity": 10, "cost": 14,
    "conditions": 22, "contact": 18, "valid_until": 12,
}  # fmt: skip # a table, a row a line
#: Columns that take words of one's own or several values beside the choices.
_OPEN_LISTS = frozenset({"audience", "topics", "admission"})
#: Columns of units and venues: a row may name one that is not on the list.
_LOOSE_LISTS = frozenset({"unit", "venue"})
#: What is most often written of admission; any other words do as well.
ADMISSION = ("template.admission_free", "template.admission_charged", "template.admission_booked")


def unit_label(name: str, code: str) -> str:
    """A unit as a choice, which an import understands by its code: 平江街道（320508018）."""
    return f"{name}（{code}）"


class TemplateChoices:
    """The choices of one workbook, gathered while its sheets are written.

    Parameters
    ----------
    pack, lang
        The effective pack, and the language of the workbook.
    units
        How each unit of the pack is shown, by code.
    """

    def __init__(self, pack: CityPack, lang: Lang, units: Mapping[str, str]) -> None:
        self._pack, self._lang, self.units = pack, lang, units
        #: Venues that offers and needs may choose from: name by id.
        self.venues: Mapping[str, str] = {}
        #: Lists of the hidden sheet: column, and what it offers.
        self._lists: list[tuple[str, Sequence[str]]] = []

    def restrict(
        self,
        sheet: Worksheet,
        columns: Sequence[str],
        last: int,
        declared: Sequence[Column] = schema.VENUES.columns,
    ) -> None:
        """Drop-down lists and limits for the columns of a sheet."""
        for number, column in enumerate(columns):
            rule = self._rule(column, declared)
            if rule:
                sheet.data_validation(1, number, last, number, rule)

    def _rule(self, column: str, columns: Sequence[Column]) -> dict[str, object]:
        entries = self._entries(column, columns)
        if entries:
            many = column in _OPEN_LISTS
            # Several values, and words of one's own, must pass: only a hint there.
            loose = "warning" if column in _LOOSE_LISTS else "stop"
            strictness = "information" if many else loose
            return {
                "validate": "list",
                "source": self._list(column, entries),
                "error_type": strictness,
                "show_error": not many,
                "error_title": t("template.choose", self._lang),
                "error_message": t("template.choose_hint", self._lang),
            }
        declared = declared_column(column, columns)
        if declared is not None and declared.low is not None:
            return {
                "validate": "decimal",
                "criteria": "between",
                "minimum": declared.low,
                "maximum": declared.high,
                "error_title": t("template.choose", self._lang),
                "error_message": t(f"column.{column}_hint", self._lang)[:255],
            }
        return {}

    def _entries(self, column: str, columns: Sequence[Column]) -> Sequence[str]:
        """What a column offers to choose from."""
        terms = self._pack.vocabularies
        if column in _LOOSE_LISTS:
            places = [unit_label(name, code) for code, name in self.venues.items()]
            return places if column == "venue" else list(self.units.values())
        if column == "layer":
            layers = self._pack.catalogue.layers.values()
            return [name_of(layer, self._lang) for layer in layers]
        if column == "complete":
            return [label("answer", code, self._lang) for code in vocabulary("answer")]
        if column == "admission":
            return [t(key, self._lang) for key in ADMISSION]
        if column == "indicator":
            used = self._pack.indicators_asked
            return [label("indicator", code, self._lang, terms) for code in used]
        declared = declared_column(column, columns)
        name = declared.vocabulary if declared else ""
        return (
            [label(name, code, self._lang, terms) for code in vocabulary(name, terms)]
            if name
            else []
        )

    def _list(self, column: str, entries: Sequence[str]) -> str:
        """Reference to a list of the hidden sheet."""
        if (column, entries) not in self._lists:
            self._lists.append((column, entries))
        letter = chr(ord("A") + self._lists.index((column, entries)))
        name = t("template.sheet_lists", self._lang)
        return f"='{name}'!${letter}$2:${letter}${len(entries) + 1}"

    def write(self, book: xlsxwriter.Workbook, version: TemplateVersion, head: Format) -> None:
        """The hidden sheet with the lists that the others refer to, and the version, which so
        outlives being saved in a format without properties (``.xls``, ``.et``).
        """
        sheet = book.add_worksheet(t("template.sheet_lists", self._lang))
        for number, (column, entries) in enumerate(self._lists):
            sheet.set_column(number, number, WIDTHS[column])
            # Two tables may have a column of one name with different choices.
            twice = sum(column == name for name, _ in self._lists[:number])
            heading = t(f"column.{column}", self._lang) + (f" {twice + 1}" if twice else "")
            sheet.write_string(0, number, heading, head)
            sheet.write_column(1, number, entries)
        sheet.write_string(0, len(self._lists), str(version))
        sheet.hide()


def declared_column(column: str, columns: Sequence[Column]) -> Column | None:
    """A column of a table by its name, None where it is none of the table's."""
    return next((c for c in columns if c.name == column), None)
