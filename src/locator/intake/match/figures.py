"""Lists that are not venues: indicators, populations, and declarations that a list is complete."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator.intake.match.doubts import free_to_change
from locator.intake.match.gazetteer import points_of_units
from locator.intake.match.rows import doubt_marks, find_unit, read_answer, rows_of
from locator.intake.model import CellError, Declared
from locator.intake.recognise.cells import plain, read_cell, read_code
from locator.intake.recognise.figures import counted_noun, of_part, read_number, says_unit
from locator.intake.recognise.kinds import alike_layers, layer_of_kind
from locator.intake.recognise.words import compact, is_placeholder, pattern, remarks
from locator.names.keys import half_width
from locator.pack import schema
from locator.pack.model import IndicatorRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.intake.match.drafts import Drafts
    from locator.intake.model import Place, SheetPlan, UploadSheet
    from locator.pack.change import Cells
    from locator.pack.schema import Table

#: 2024年, 2023-2024学年 (of which the second counts), 2024年度.
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=(?:学?年|全年)|[^\d]*统计)")
#: So many times more or fewer than before is a slip of a unit of measure rather than a change.
_JUMP = 10
#: Of no indicator that counts is there more than one for so few residents (the plan asks for 1.5
#: teachers for 10 000).
_RESIDENTS_EACH = 20
#: More than so many of anything are not in a city where its residents are not known.
_MOST = 10_000
#: No unit of a level has more residents: China's largest counties have about 5 million, its largest
#: towns about 1 million (census of 2020).
_LARGEST = {"county": 6_000_000, "town": 1_200_000, "village": 200_000}
#: And no county or town has fewer.
_SMALLEST = {"county": 5_000, "town": 500}
_POPULATION = ("population", "population_60plus", "population_year")


def import_indicators(drafts: Drafts, sheet: UploadSheet, plan: SheetPlan) -> None:
    """One figure a unit, indicator and year; a row without a value is a blank of a template."""
    file = "indicators.csv"
    years, doubted = _years(drafts, sheet, plan), _doubted(drafts, sheet, plan, ("value",))
    for row, listed in rows_of(sheet, plan):
        doubt_marks(drafts.problems, plan, row, listed)
        if not listed.get("value") or is_placeholder(listed["value"]):
            continue
        unit = _unit(drafts, plan, row, listed)
        cells = _cells(drafts, sheet, plan, row, listed, schema.INDICATORS, ("value", "year"))
        indicator = _indicator(drafts, plan, row, listed)
        if "year" not in listed:
            year = _year(drafts, plan, row, "year", years)
            cells = cells | {"year": year} if cells is not None and year else cells
        if not unit or not indicator or cells is None or "year" not in cells:
            continue
        if int(cells["year"]) > drafts.terms.today.year:
            # What is to be is no figure of what is.
            drafts.problems.ask("cell_year", plan, row, "year", cells["year"])
            continue
        value = float(cells["value"])
        if not _fits(drafts, sheet, (plan, row), indicator, listed["value"], value):
            continue
        if beside := _beside(sheet, plan, row, listed) or doubted:
            drafts.problems.ask("figure_doubted", plan, row, *beside)
            continue
        _doubt_indicator(drafts, (plan, row), unit, indicator, cells["year"], value)
        key = {"unit": unit, "indicator": indicator, "year": cells["year"]}
        before = drafts.rows.of(file).get("|".join(key.values()))
        source = plain(listed.get("source", ""))
        after = before | cells if before else key | cells
        if before and float(before["value"]) == float(after["value"]):
            continue
        if before:
            drafts.with_source((plan, row), before, after, source)
        else:
            after["source"] = drafts.source((plan, row), source)
        ordered = {name: after[name] for name in schema.INDICATORS.names}
        drafts.put(file, before, ordered, (plan, row), drafts.finder.path(unit).name, unit)


def _beside(sheet: UploadSheet, plan: SheetPlan, row: int, listed: Cells) -> tuple[str, str] | None:
    """Column and text of a row that says its figure is a target, an estimate or of a part."""
    unread = {g.header: str(sheet.cells.at[row, g.header]) for g in plan.columns if not g.column}
    for column, text in ({"note": listed.get("note", "")} | unread).items():
        if pattern("figures", "doubts").search(compact(text)):
            return column, text
    return None


def _doubted(
    drafts: Drafts, sheet: UploadSheet, plan: SheetPlan, columns: Sequence[str]
) -> tuple[str, str] | None:
    """The same of all rows, by what titles, the file's name or a heading say: 常住人口（户籍）."""
    titles, headings = pattern("figures", "titles"), plan.headers()
    texts = (*sheet.notes, sheet.name, drafts.upload.name.rpartition(".")[0])
    said = [(columns[0], text) for text in texts if titles.search(compact(text))]
    for column in columns:
        heading = headings.get(column, "")
        if titles.search(compact(heading)) or any(map(of_part, remarks(heading))):
            said.append((column, heading))
    return next(iter(said), None)


def _fits(
    drafts: Drafts, sheet: UploadSheet, place: Place, indicator: str, text: str, value: float
) -> bool:
    """Whether a figure counts what its indicator does: people are whole, and no 万元.

    The indicator's name says what it counts, 专职教师（人）.
    """
    term = drafts.pack.vocabularies["indicator"].get(indicator)
    counts = counted_noun(term.name) if term else ""
    told = counted_noun(_heading(sheet, place[0], "value"))
    if (counts == "元") != (told == "元") and counts and told:
        drafts.problems.ask("cell_unit", *place, "value", text, unit=told)
        return False
    if counts and counts != "元" and value % 1:
        drafts.problems.ask("cell_count", *place, "value", text)
        return False
    return True


def _indicator(drafts: Drafts, plan: SheetPlan, row: int, listed: Cells) -> str:
    """Code of the indicator: one that a requirement uses, by its code or its word."""
    text = listed.get("indicator", "")
    if not text:
        drafts.problems.ask("indicator_blank", plan, row, "indicator")
        return ""
    known = set(drafts.pack.indicators_asked)
    if text in known or text in set(drafts.pack.indicators["indicator"]):
        return text
    try:
        return read_code(text, "indicator", drafts.pack.vocabularies)
    except CellError as failure:
        drafts.problems.ask(failure.key, plan, row, "indicator", text, **failure.params)
        return ""


def import_units(drafts: Drafts, sheet: UploadSheet, plan: SheetPlan) -> None:
    """Residents and points of units that the pack has; nothing else of a unit is changed."""
    files = ("units.csv", "villages.csv")
    located = points_of_units(drafts, sheet, plan)
    years, doubted = _years(drafts, sheet, plan), _doubted(drafts, sheet, plan, _POPULATION[:2])
    for row, listed in rows_of(sheet, plan):
        doubt_marks(drafts.problems, plan, row, listed)
        if not any(listed.get(name) for name in (*_POPULATION, "lon", "lat")):
            continue
        named = dict(listed)
        named.setdefault("unit", listed.get("code", "") or listed.get("name", ""))
        unit = _unit(drafts, plan, row, named)
        cells = _cells(drafts, sheet, plan, row, listed, schema.UNITS, _POPULATION)
        if not unit or cells is None:
            continue
        file = next(name for name in files if unit in drafts.rows.of(name))
        before = drafts.rows.of(file)[unit]
        point = located(row, listed, unit, before)
        if not cells and not point:
            continue
        after = before | cells | point
        told = {name: value for name, value in cells.items() if value != before.get(name, "")}
        if told and "population_year" not in cells:
            year = _year(drafts, plan, row, "population_year", years)
            if not year:
                continue
            cells["population_year"] = year
            after["population_year"] = year
            if year != before["population_year"]:
                told["population_year"] = year
        year = cells.get("population_year", before["population_year"])
        if not free_to_change(drafts, (plan, row), file, before, told, year):
            continue
        if after != before:
            _doubt_populations(drafts, (plan, row), unit, cells, doubted if told else None)
            drafts.with_source((plan, row), before, after, plain(listed.get("source", "")))
        drafts.put(file, before, after, (plan, row), before["name"], unit)


def import_reporting(drafts: Drafts, sheet: UploadSheet, plan: SheetPlan) -> None:
    """Declarations in a list of their own: unit, layer, date.

    Where open places of the kind are known of which only a unit is told that is too high for them
    to be counted, the list proves no gap below it: the declaration waits.
    """
    catalogue = drafts.pack.catalogue
    for row, listed in rows_of(sheet, plan):
        doubt_marks(drafts.problems, plan, row, listed)
        unit = _unit(drafts, plan, row, listed)
        text = listed.get("layer", "")
        level = drafts.finder.level(unit) if unit else ""
        layer = layer_of_kind(text, level, catalogue) if text else plan.layer
        if not layer:
            key = "layer_unknown" if text else "layer_blank"
            others = alike_layers(text, catalogue)
            drafts.problems.ask(key, plan, row, "layer", text or None, others=others)
        answer = read_answer(drafts.problems, plan, row, listed)
        if answer and answer[0] and (number := _coarse(drafts, unit, layer)):
            drafts.problems.warning("declaration_coarse", plan, row, "complete", number=number)
        elif unit and layer and answer:
            source = plain(listed.get("source", ""))
            import_declared(drafts, [Declared(plan, row, unit, layer, *answer, source)])


def _coarse(drafts: Drafts, unit: str, layer: str) -> int:
    """How many open places of a kind lie too high at or below a unit that has not declared it."""
    declared = f"{unit}|{layer}" in drafts.rows.of("reporting.csv")
    told = unit and layer and not declared
    rows = drafts.rows.of(f"venues/{layer}.csv").values() if told else ()
    return sum(
        row["status"] != "closed"
        and unit in drafts.finder.chain(row["unit"])
        and drafts.too_high(row["unit"], layer)
        for row in rows
    )


def import_declared(drafts: Drafts, declared: Iterable[Declared]) -> None:
    """Declarations that stand beside the rows of a list of venues; *no* takes one back."""
    rows = drafts.rows.of("reporting.csv")
    for answer in declared:
        before = rows.get(f"{answer.unit}|{answer.layer}")
        place = (answer.plan, answer.row)
        after: Cells | None = None
        if answer.complete:
            told = {"as_of": answer.as_of}
            if before and (
                before["as_of"] == answer.as_of
                or not free_to_change(drafts, place, "reporting.csv", before, told, answer.as_of)
            ):
                continue
            after = {
                "unit": answer.unit,
                "layer": answer.layer,
                "as_of": answer.as_of,
                "source": drafts.source(place, answer.source),
            }
        drafts.put(
            "reporting.csv", before, after, place, drafts.finder.path(answer.unit).name, answer.unit
        )


def _years(drafts: Drafts, sheet: UploadSheet, plan: SheetPlan) -> set[str]:
    """Years that titles and headings name."""
    titles = (drafts.upload.name, sheet.name, *sheet.notes, *plan.headers().values())
    return {year for title in titles for year in _YEAR.findall(half_width(title))}


def _year(drafts: Drafts, plan: SheetPlan, row: int, column: str, years: set[str]) -> str:
    """The year of figures whose row names none: the only one of those around the table."""
    if len(years) == 1:
        [year] = years
        drafts.problems.warning("year_from_title", plan, row, column, year)
        return str(year)
    this = drafts.terms.today.year
    others = tuple(sorted(years, reverse=True) or (str(this), str(this - 1)))
    drafts.problems.ask("year_blank", plan, row, column, others=others)
    return ""


def _unit(drafts: Drafts, plan: SheetPlan, row: int, listed: Cells) -> str:
    meant = find_unit(drafts.finder, drafts.problems, plan, row, listed)
    if meant is None:
        drafts.problems.ask("unit_blank", plan, row, "unit")
        return ""
    return meant.code


def _heading(sheet: UploadSheet, plan: SheetPlan, column: str) -> str:
    """The heading of a column with the notes that say in what the numbers below count."""
    return " ".join([plan.headers()[column], *filter(says_unit, sheet.notes)])


def _cells(
    drafts: Drafts,
    sheet: UploadSheet,
    plan: SheetPlan,
    row: int,
    listed: Cells,
    table: Table,
    names: Iterable[str],
) -> Cells | None:
    """The filled ones of some columns; None when one cannot be read."""
    cells: Cells = {}
    fine = True
    for name in names:
        text = listed.get(name, "")
        if not text:
            continue
        try:
            column = table.column(name)
            heading = _heading(sheet, plan, name)
            cells[name] = (
                read_number(text, column, heading)
                if column.numeric
                else read_cell(text, column, drafts.pack.vocabularies)
            )
        except CellError as failure:
            drafts.problems.ask(failure.key, plan, row, name, text, **failure.params)
            fine = False
    return cells if fine else None


# -- figures that cannot be ----------------------------------------------------
#
# Taken as given and said: a cell that counts in another unit than its heading says (万 for ones,
# yuan for 万元) is wrong by a factor of ten or more, and so shows against what is known. The bounds
# are rough on purpose; nobody is held up by them.


def _doubt_indicator(
    drafts: Drafts, place: Place, unit: str, indicator: str, year: str, value: float
) -> None:
    """Say of an indicator's value that it cannot be, by the residents or the nearest year."""
    plan, row = place
    said = {"unit": drafts.finder.path(unit)}
    problems = drafts.problems
    residents = drafts.residents(unit)
    if indicator in _counted(drafts) and residents and value * _RESIDENTS_EACH > residents:
        problems.warning(
            "absurd_residents", plan, row, "value", _text(value), known=residents, **said
        )
        return
    if not residents and value > _MOST:
        problems.warning("absurd_size", plan, row, "value", _text(value), **said)
        return
    known = drafts.pack.indicators
    same = known[(known["unit"] == unit) & (known["indicator"] == indicator)]
    if len(same):
        before = float(same.loc[(same["year"].astype(int) - int(year)).abs().idxmin(), "value"])
        _doubt_jump(drafts, place, "value", value, before, unit)


def _counted(drafts: Drafts) -> set[str]:
    """Indicators that a requirement compares with the number of residents."""
    rules = drafts.pack.requirements
    return {r.indicator for r in rules if isinstance(r, IndicatorRule) and r.per_10000}


def _doubt_populations(
    drafts: Drafts, place: Place, unit: str, cells: Cells, doubted: tuple[str, str] | None
) -> None:
    """Doubts of the residents that a row tells; ``doubted`` is what the list says against all."""
    if doubted:
        drafts.problems.ask("figure_doubted", *place, *doubted)
    for column in ("population", "population_60plus"):
        if column in cells:
            _doubt_population(drafts, place, unit, column, int(cells[column]))


def _doubt_population(drafts: Drafts, place: Place, unit: str, column: str, value: int) -> None:
    """Say of a unit's residents that they cannot be so many or so few."""
    plan, row = place
    level = drafts.finder.level(unit)
    above = next((n for c in drafts.finder.chain(unit)[1:] if (n := drafts.residents(c))), None)
    if column == "population" and (
        value > min(_LARGEST.get(level, value), above or value) or value < _SMALLEST.get(level, 0)
    ):
        drafts.problems.warning(
            "absurd_size", plan, row, column, str(value), unit=drafts.finder.path(unit)
        )
        return
    _doubt_jump(drafts, place, column, value, drafts.residents(unit, column), unit)


def _doubt_jump(
    drafts: Drafts, place: Place, column: str, value: float, before: float, unit: str
) -> None:
    if before > 0 and value > 0 and not 1 / _JUMP < value / before < _JUMP:
        drafts.problems.warning(
            "absurd_jump",
            *place,
            column,
            _text(value),
            known=_text(before),
            unit=drafts.finder.path(unit),
        )


def _text(value: float) -> str:
    return str(int(value)) if value % 1 == 0 else repr(value)
