"""Unknown is never a number: in no sentence, chart or cell of any file, whatever a pack lacks."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pptx import Presentation

from locator.city import City
from locator.exports import files, records
from locator.reports.building.build import build
from locator.reports.content.choices import Choices
from locator.reports.drawing.svg import to_svg
from locator.reports.paper.docx import to_docx
from locator.reports.slides.html import to_html
from locator.reports.slides.pptx import to_pptx
from locator.reports.workbook import to_xlsx
from locator.wording.catalogue import t
from locator.wording.figures import UNKNOWN, known_share

if TYPE_CHECKING:
    from locator.pack.model import CityPack
    from locator.reports.content.choices import Section
    from locator.reports.content.report import Report

SHARE = re.compile(r"\d(?:\.\d+)?\s*%")
VENUES = {t("report.venues_short", "zh"), t("document.column_venues", "zh")}
#: What the document says without pictures, which take long to draw.
SAID: tuple[Section, ...] = ("standing", "scorecard", "gaps", "unreported", "next", "changes")
PEOPLE = re.compile(r"\d\s*万?人")


def lessened(pack: CityPack, kept: tuple[float, float, float], seed: int) -> CityPack:
    """The pack with a share of its residents' numbers, records and declarations left."""
    random = np.random.default_rng(seed)
    people, recorded, declared = kept
    units = pack.units.copy()
    for column in ("population", "population_60plus"):
        units[column] = units[column].where(random.random(len(units)) < people)
    return replace(
        pack,
        units=units,
        venues=pack.venues[random.random(len(pack.venues)) < recorded],
        indicators=pack.indicators[random.random(len(pack.indicators)) < recorded],
        reporting=pack.reporting[random.random(len(pack.reporting)) < declared],
    )


@settings(max_examples=2, deadline=None)
@example(kept=(0.0, 0.0, 0.0), seed=1)
@example(kept=(0.0, 1.0, 1.0), seed=1)
@given(st.tuples(*[st.sampled_from([0.3, 0.7])] * 3), st.integers(0, 99))
def test_no_number_where_the_model_holds_none(
    invented: CityPack, kept: tuple[float, float, float], seed: int
) -> None:
    pack = lessened(invented, kept, seed)
    city = City(pack=pack)
    report = build(city, Choices(full=True, sections=(*SAID, "charts")), "zh")
    open_ones = city.verdicts["status"] == "unreported"
    assert city.verdicts.loc[open_ones, "short"].isna().all()
    told = [one for one in records.verdicts(city.verdicts) if one["status"] == "unreported"]
    assert all(one["short"] is None for one in told)
    table = csv.DictReader(io.StringIO(files.to_csv(city.verdicts, pack, "zh").decode("utf-8-sig")))
    rows = list(table)
    shorts = [list(row.values())[-1] for row in rows]
    assert not any(short for short, one in zip(shorts, open_ones, strict=True) if one)
    book = Presentation(io.BytesIO(to_pptx(report)))
    said = replace(report, choices=replace(report.choices, sections=SAID), maps=())
    document = Document(io.BytesIO(to_docx(said)))
    tables = [
        *(_cells(s.table) for p in book.slides for s in p.shapes if s.has_table),
        *(_cells(one) for one in document.tables),
    ]
    _scores(report, tables)
    _sheet(report)
    _charts(report, book)
    texts = _texts(report, book, document)
    if not kept[0]:
        assert not PEOPLE.search(texts)
    if not any(kept):
        assert not SHARE.search(texts)


def _cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def _scores(report: Report, tables: list[list[list[str]]]) -> None:
    """Rows of counties in slides and document: what is not known is a dash, or has no column."""
    found = 0
    for score in report.scorecard:
        values = (score.population, score.population_60plus, score.share_60, score.per_10000)
        known = sum(value is not None for value in values)
        for table in tables:
            if not VENUES & {head.replace("\n", "") for head in table[0]}:
                continue
            for row in (row for row in table[1:] if row[0] == score.name):
                numbers = [cell for cell in row[1:-3] if re.search(r"\d", cell)]
                # Their venues, and no more than is known.
                assert 1 <= len(numbers) <= known + 1, row
                assert known_share(score.share_60) in {*row, UNKNOWN}
                found += 1
    assert found


def _sheet(report: Report) -> None:
    """Cells of the workbook are empty, or their column is left out, where the model holds none."""
    sheet = load_workbook(io.BytesIO(to_xlsx(report)))["分地区"]
    head, *lines = sheet.iter_rows(values_only=True)
    rows = {line[1]: dict(zip(head, line, strict=True)) for line in lines}
    for score in report.scorecard:
        wanted = (score.population, score.population_60plus, score.share_60)
        assert [value is None for value in wanted] == [
            rows[score.name].get(column) in {None, ""}
            for column in ("常住人口", "60 岁以上", "60 岁以上占比")
        ]


def _charts(report: Report, book: Any) -> None:
    """Native charts and drawings hold a value only where the series does."""
    native: dict[str, list[tuple[float | None, ...]]] = {}
    for shape in (s for page in book.slides for s in page.shapes if s.has_chart):
        native.setdefault(shape.name, []).extend(tuple(s.values) for s in shape.chart.series)
    for chart in report.charts:
        assert native[chart.id] == [series.values for series in chart.series]
        if chart.id == "ageing":
            unknown = chart.series[0].values.count(None)
            assert to_svg(chart.figure).count(f">{UNKNOWN}<") == unknown


def _texts(report: Report, book: Any, document: Any) -> str:
    """All that slides and document say, notes included."""
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [cell for table in document.tables for row in _cells(table) for cell in row]
    for page in book.slides:
        parts.append(page.notes_slide.notes_text_frame.text)
        for shape in page.shapes:
            if shape.has_text_frame:
                parts.append(shape.text_frame.text)
            if shape.has_table:
                parts += [cell for row in _cells(shape.table) for cell in row]
    return "\n".join([*parts, to_html(report).decode().split('id="data">')[1]])
