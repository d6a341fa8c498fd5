"""Slides: the model's figures in native tables, charts and shapes; the same bytes every time."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation

from locator.city import City
from locator.maps.features import short_name
from locator.pack.model import STATUSES
from locator.reports.building.build import build
from locator.reports.content.choices import SECTIONS, Choices, MapChoice
from locator.reports.content.report import Series
from locator.reports.drawing.canvas import longest_piece, text_width, tied, wrapped
from locator.reports.drawing.chart import Caption, lines, stacked
from locator.reports.figure import TableColumn
from locator.reports.paper.pdf import to_report_pdf
from locator.reports.slides.deck import MOST, deck
from locator.reports.slides.html import to_html
from locator.reports.slides.native import EMU, Pen
from locator.reports.slides.native_chart import chart as draw_chart
from locator.reports.slides.pages import ROOM, SIZES, cut_grid, figure_columns, grids, one_grid
from locator.reports.slides.pdf import to_slides_pdf
from locator.reports.slides.pptx import FONT, to_pptx
from locator.reports.slides.slide import (
    BODY,
    BOTTOM,
    CELL_X,
    COVER,
    FOOT,
    LEADING,
    LEAST,
    TOP,
    WIDE,
    Cover,
    Grid,
    GridCell,
    Points,
    lead_fits,
)
from locator.wording.catalogue import LANGUAGES, t
from packs import snapshots

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from locator.pack.model import CityPack
    from locator.reports.content.report import Report
    from locator.reports.slides.slide import Slide
    from locator.wording.catalogue import Lang

WATERMARK = "虚构示例 FICTIONAL DEMO"
RULE = "town-senior-school"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
TRICK = "<a:t>&amp;\u0000\u202e=1+1'\"</a:t>"


@pytest.fixture(scope="module")
def city(demo: CityPack) -> City:
    return City(pack=demo)


@pytest.fixture(scope="module")
def report(city: City) -> Report:
    maps = (MapChoice(RULE), MapChoice(RULE, "hexagons"))
    choices = Choices(maps=maps, next_steps="第一步\n第二步", full=True)
    return build(city, choices, "zh", "苏S（2026）1号")


@pytest.fixture(scope="module")
def data(report: Report) -> bytes:
    return to_pptx(report)


@pytest.fixture(scope="module")
def book(data: bytes) -> Any:
    return Presentation(io.BytesIO(data))


def shapes(parent: Any) -> Iterator[Any]:
    """All shapes, those of groups too."""
    for shape in parent.shapes:
        yield shape
        if shape.shape_type == 6:
            yield from shapes(shape)


def titled(book: Any, title: str) -> list[Any]:
    return [page for page in book.slides if page.shapes.title.text_frame.text == title]


def rows(page: Any) -> list[list[str]]:
    return [
        [cell.text for cell in row.cells]
        for shape in page.shapes
        if shape.has_table
        for row in shape.table.rows
    ]


# -- what is on the slides ------------------------------------------------------------------


def test_tables_have_the_models_figures(book: Any, report: Report) -> None:
    table = {row[0]: row[1:5] for page in titled(book, "落实情况") for row in rows(page)}
    for clause in report.required:
        counts = [clause.met, clause.gap, clause.unreported, clause.total]
        assert table[clause.title] == [f"{n:,}" for n in counts]
    scores = {row[0]: row for page in titled(book, "各县（市、区）一览") for row in rows(page)}
    for score in report.scorecard:
        expected = [str(n) for n in (score.met, score.gap, score.unreported)]
        assert scores[score.name][-3:] == expected


def test_charts_are_native_with_the_models_figures(book: Any, report: Report) -> None:
    charts: dict[str, list[Any]] = {}
    for page in book.slides:
        for shape in (s for s in page.shapes if s.has_chart):
            charts.setdefault(shape.name, []).append(shape.chart)
    assert set(charts) == {chart.id for chart in report.charts}
    for chart in report.charts:
        native = charts[chart.id]
        drawn = [list(s.values) for one in native for s in one.series]
        assert drawn == [list(s.values) for s in chart.series]
        assert all(list(one.plots[0].categories) == list(chart.categories) for one in native)
        # Shares of residents and of units never share an axis.
        kinds = {bool(s.status) for s in chart.series}
        assert len(native) == (len(kinds) if chart.kind == "bars" else 1)


def test_a_value_without_room_in_its_bar_is_left_out(report: Report) -> None:
    # Of 880 points less the names, 165 of 7,103 are some 18: three digits of 16 points take 26.
    values = {"met": (165.0, 311.0), "gap": (0.0, 72.0), "unreported": (6938.0, 196.0)}
    series = tuple(Series(status, values[status], status) for status in STATUSES)
    made = stacked(Caption("cities", "各城市", ""), ("苏州市", "浮云岛"), series, report.head)
    book = Presentation()
    shapes = book.slides.add_slide(book.slide_layouts[6]).shapes
    draw_chart(shapes, made, BODY, Pen("zh-CN"))
    [native] = [one.chart for one in shapes if one.has_chart]
    left_out = {
        (of.name, int(label.find(f"{C}idx").get("val")))
        for of in native.series
        for label in of._element.iter(f"{C}dLbl")
        if label.find(f"{C}delete") is not None
    }
    assert left_out == {("met", 0)}
    assert [list(of.values) for of in native.series] == [list(values[s]) for s in STATUSES]


def test_names_at_the_end_of_lines_lie_apart_in_their_order(report: Report) -> None:
    # Shares of what is counted: 1e-45 and 0 lie on one another in whatever order.
    share = st.integers(0, 10_000).map(lambda n: n / 10_000)
    one_line = st.lists(st.none() | share, min_size=3, max_size=3)

    @given(st.lists(one_line, max_size=4))
    @settings(max_examples=30, deadline=None)
    def holds(values: list[list[float | None]]) -> None:
        series = tuple(Series(f"老年学习点 {n}", tuple(one)) for n, one in enumerate(values))
        made = lines(Caption("trend", "", ""), ("一", "二", "三"), series, report.head)
        book = Presentation()
        shapes = book.slides.add_slide(book.slide_layouts[6]).shapes
        draw_chart(shapes, made, BODY, Pen("zh-CN"))
        tops = {
            s.text_frame.text.rsplit(" ", 1)[0]: s.top / EMU for s in shapes if s.has_text_frame
        }
        known = {one.name: [v for v in one.values if v is not None] for one in series}
        assert set(tops) == {name for name, of in known.items() if of}
        order = sorted(tops, key=lambda name: tops[name])
        ends = [known[name][-1] for name in order]
        assert ends == sorted(ends, reverse=True)
        assert all(lower - upper >= 14 for upper, lower in pairwise(tops[one] for one in order))

    holds()


def test_every_town_is_a_native_shape_in_its_countys_group(
    book: Any, report: Report, city: City
) -> None:
    units = city.pack.units
    pages = titled(book, tied(report.maps[0].figure.title))
    assert len(pages) == 2
    for page, ground in zip(pages, (city.areas, city.hexagons), strict=True):
        groups = {s.name: [c.name for c in s.shapes] for s in shapes(page) if s.shape_type == 6}
        whole = groups.pop("map")
        towns = [name for names in groups.values() for name in names]
        assert sorted(towns) == sorted(ground.index)
        assert set(groups) <= set(whole)
        assert all(units.at[town, "county"] == group for group, of in groups.items() for town in of)


def test_towns_are_coloured_by_status(book: Any, report: Report, city: City) -> None:
    status = city.verdicts.query("requirement == @RULE").set_index("unit")["status"]
    page = titled(book, tied(report.maps[0].figure.title))[0]
    seen = set()
    for shape in shapes(page):
        if shape.name in status.index:
            xml = shape._element.xml
            kind = status[shape.name]
            assert ("pattFill" in xml) == (kind == "unreported")
            assert ("1B7F79" in xml) == (kind == "met")
            seen.add(kind)
    assert seen == set(STATUSES)


def test_watermark_and_sources_on_every_slide(book: Any, report: Report) -> None:
    for page in book.slides:
        texts = [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]
        assert texts.count(WATERMARK) == 2
        assert any("示意边界，非行政区域界线" in text and "2026年6月28日" in text for text in texts)
        notes = page.notes_slide.notes_text_frame.text
        assert report.head.checksum in notes
        assert "审图号：苏S（2026）1号" in notes


def test_no_watermark_on_a_real_city(suzhou: CityPack) -> None:
    report = build(City(pack=suzhou), Choices(sections=("standing",)), "zh")
    book = Presentation(io.BytesIO(to_pptx(report)))
    assert all(
        WATERMARK not in s.text_frame.text
        for page in book.slides
        for s in page.shapes
        if s.has_text_frame
    )


def test_sections_are_left_out(city: City, report: Report) -> None:
    for section in SECTIONS:
        one = replace(report, choices=replace(report.choices, sections=(section,)))
        assert {slide.section for slide in deck(one)} <= {"title", section}


def test_what_is_asked_comes_from_the_data_and_the_speaker(book: Any, report: Report) -> None:
    page = titled(book, "请审议")[0]
    text = "\n".join(s.text_frame.text for s in page.shapes if s.has_text_frame)
    lines = [*report.answers.asks, "第一步", "第二步"]
    assert len(lines) == 4
    assert all(tied(f"{n}．{line}") in text for n, line in enumerate(lines, start=1))


# -- the short deck ---------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "scope"), [("suzhou", ""), ("demo", ""), ("demo", "990102")])
def test_a_meeting_sits_through_twelve_slides(
    request: pytest.FixtureRequest, name: str, scope: str
) -> None:
    report = build(City(pack=request.getfixturevalue(name)), Choices(scope), "zh")
    slides = deck(report)
    assert len(slides) <= MOST
    sections = [slide.section for slide in slides]
    assert sections[0] == "title"
    assert [s for s in SECTIONS if s in sections] == list(dict.fromkeys(sections[1:]))
    assert "next" in sections
    # Clauses that are mostly unreported are asked for in one table, and nowhere listed by name.
    *_, asked = [slide.body for slide in slides if slide.section == "unreported"]
    assert isinstance(asked, Grid)
    totals = sum(int(row[-1].text.replace(",", "")) for row in asked.rows)
    if not scope:
        assert totals == sum(clause.unreported for clause in report.required)
    for slide in slides:
        body = slide.body
        if isinstance(body, Grid):
            assert body.size >= 14
            assert body.head >= LEAST
            assert sum(body.heights) <= BOTTOM - TOP
            for column in range(len(body.columns)):
                assert {row[column].text for row in body.rows} - {"—", ""}
        if slide.section not in {"title", "sources", "names"}:
            said = "\n".join(slide.notes)
            assert "下一步：" in said
            assert "为什么：" in said
    if name == "suzhou":
        # One slide: what only the city is asked has a row and no column.
        assert sections.count("unreported") == 1
        own = [row for row in report.unreported if row.ask == "320500"]
        rows = {row[0].text: row for row in asked.rows}
        for one in own:
            *others, due = rows[f"{one.ask_name}：{one.title}"][1:]
            assert {cell.text for cell in others} == {""}
            assert due.text == str(one.count)
        assert own
        assert all(column.head != own[0].ask_name for column in asked.columns)
        assert "gaps" not in sections  # nothing is known to be missing
        names = {row[1].text for row in _names(slides)}
        assert not any("未上报" in text for text in names)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["suzhou", "demo"])
def test_a_short_deck_names_whom_its_slide_has_room_for(
    request: pytest.FixtureRequest, name: str, lang: Lang
) -> None:
    report = build(City(pack=request.getfixturevalue(name)), Choices(), lang)
    slides = deck(report)
    rows = _names(slides)
    counted = [row for row in rows if re.search(r"\u00a0\d", row[-1].text)]
    [grid] = [s.body for s in slides if s.section == "names" and isinstance(s.body, Grid)]
    # Numbers stand for names in the smallest type only.
    assert not counted or grid.size == SIZES[-1]
    assert bool(counted) == (name == "demo")
    # A name is not told without its county, though all be of the same.
    county = t("report.county_names", lang, county="", names="").strip()
    assert all(county in row[-1].text for row in rows if row not in counted)


@pytest.mark.parametrize("name", ["suzhou", "demo"])
def test_longer_words_stand_on_their_slides_too(request: pytest.FixtureRequest, name: str) -> None:
    slides = deck(build(City(pack=request.getfixturevalue(name)), Choices(), "en"))
    assert len(slides) <= MOST
    for slide in slides:
        body = slide.body
        assert lead_fits(slide.lead), slide.title
        if isinstance(body, Cover):
            lines = sum(len(wrapped(line, body.size, COVER[2])) for line in body.lines)
            assert COVER[1] + lines * body.size * LEADING < FOOT[1]
        if isinstance(body, Grid):
            assert all(column.width > 2 * CELL_X + body.size for column in body.columns)
            if slide.section == "unreported":
                shown = {cell.text for row in body.rows for cell in row}
                marks = {"0": "ask_zero", "": "ask_blank"}
                said = [t(f"report.{key}", "en") for mark, key in marks.items() if mark in shown]
                assert all(words in slide.lead for words in said)
                assert ("of 6 unreported" in slide.lead) == any("/6" in text for text in shown)
            assert sum(column.width for column in body.columns) <= WIDE + 1
            assert sum(body.heights) <= BOTTOM - TOP


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scope", ["", "320582", "320509"])
def test_what_a_short_table_leaves_out_stands_in_its_last_row(
    suzhou: CityPack, scope: str, lang: Lang
) -> None:
    report = build(City(pack=suzhou), Choices(scope), lang)
    slides = deck(report)
    grids_of = {
        key: [s.body for s in slides if s.section == key and isinstance(s.body, Grid)]
        for key in ("standing", "unreported", "scorecard")
    }
    whole = {
        "standing": sum(clause.total for clause in report.required),
        "unreported": sum(clause.unreported for clause in report.required),
        "scorecard": sum(score.unreported for score in report.scorecard),
    }
    for key, found in grids_of.items():
        if found:  # a longer deck does without the counties
            last = [int(row[-1].text.replace(",", "")) for row in found[-1].rows]
            assert sum(last) == whole[key]
    # What the figures count is said above them, whole: they would be read as what there is.
    said = [slide for slide in slides if slide.section in {"unreported", "scorecard"}]
    assert all(slide.lead == slide.notes[0] for slide in said)
    zero = t("report.ask_zero", lang).strip()
    blank = t("report.ask_blank", lang).strip()
    assert all(
        zero in slide.lead and blank in slide.lead
        for slide in said
        if slide.section == "unreported"
    )
    if not scope:  # its own; 常熟 has its college; 虎丘 has no senior university on record
        assert report.owed("320500", "city-full-time-teachers") == "1"
        assert report.owed("320500", "county-community-college") == ""
        assert report.owed("320581", "county-community-college") == "0"
        assert report.owed("320505", "county-senior-university") == "1"
        assert report.owed("320505", "town-senior-school") == "6/7"
        # A source whose records come under two licences is one.
        sources = f"{suzhou.venues['source'].nunique()}"
        assert any(sources in str(s.body) for s in slides if s.section == "sources")
    # Of no clause that is due at all a column says that nothing is.
    for grid in grids_of["unreported"]:
        for column in range(1, len(grid.columns)):
            assert any(row[column].text not in {"0", ""} for row in grid.rows)
    for row in report.unreported:
        if row.ask == scope and row.strength == "required":
            owing = grids_of["unreported"]
            heads = {c.head.replace("\n", "") for grid in owing for c in grid.columns}
            assert row.ask_name in heads or {grid.rows[0][0].text for grid in owing} == {
                row.ask_name
            }


@given(st.integers(1, 40), st.integers(1, 3))
@settings(max_examples=30)
def test_a_table_that_is_cut_loses_no_figure(rows: int, lines: int) -> None:
    columns = (TableColumn("名称", 150), TableColumn("个数", 730))
    content = [(GridCell("苏" * 8 * lines), GridCell(str(n))) for n in range(1, rows + 1)]
    found = cut_grid(
        lambda _size: columns,
        content,
        lambda n: f"另有 {n} 行",
        lambda shown: [str(sum(range(shown + 1, rows + 1)))],
    )
    assert sum(int(row[1].text) for row in found.rows) == sum(range(1, rows + 1))
    if len(found.rows) < rows:
        assert found.rows[-1][0].text == f"另有 {rows - len(found.rows) + 1} 行"


def test_a_deck_is_longer_rather_than_without_a_decision(city: City) -> None:
    lines = "\n".join(f"第 {n} 件：" + "请各区县照此办理。" * 6 for n in range(1, 30))
    slides = deck(build(city, Choices(next_steps=lines), "zh"))
    said = "\n".join(point for s in slides if isinstance(s.body, Points) for point in s.body.points)
    assert all(f"第 {n} 件" in said for n in range(1, 30))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rows_of_what_changed_add_up_to_the_sentence_above_them(
    city: City, demo_folder: Path, lang: Lang
) -> None:
    report = build(city, Choices(), lang, snapshots=snapshots(demo_folder))
    changes = report.changes
    assert changes
    required = {clause.id for clause in report.required}
    others = [move for move in changes.moves if move.requirement not in required]
    assert others  # the sentence counts them too
    [slide] = [one for one in deck(report) if one.section == "changes"]
    assert isinstance(slide.body, Grid)
    [row] = [r for r in slide.body.rows if r[0].text == t("document.encouraged", lang)]
    assert row[1].text == str(len(others))
    # What is no longer met stands above what is, so that a cut leaves the latter out.
    after = [row[1].status for row in slide.body.rows if row[1].status]
    assert after == sorted(after, key=lambda status: status == "met")
    assert set(after) == {move.after for move in changes.moves if move.requirement in required}
    [new] = [row for row in slide.body.rows if row[0].text == t("report.change_new", lang)]
    assert new[1].text == str(len(changes.new_venues))
    # Names of what came give way to moves, not moves to names.
    assert sum(bool(row[1].status) for row in slide.body.rows) >= {"zh": 8, "en": 5}[lang]


def test_in_a_full_deck_every_move_has_its_row(city: City, demo_folder: Path) -> None:
    report = build(city, Choices(full=True), "zh", snapshots=snapshots(demo_folder))
    assert report.changes
    told = [
        row
        for slide in deck(report)
        if slide.section == "changes" and isinstance(slide.body, Grid)
        for row in slide.body.rows
    ]
    rows = [row[0].text for row in told]
    after = [row[1].status for row in told if row[1].status]
    assert after == sorted(after, key=lambda status: status == "met")
    required = {clause.id for clause in report.required}
    for move in report.changes.moves:
        assert (f"{move.name}：{move.title}" in rows) == (move.requirement in required)


def _names(slides: tuple[Slide, ...]) -> list[tuple[GridCell, ...]]:
    return [
        row
        for slide in slides
        if slide.section == "names" and isinstance(slide.body, Grid)
        for row in slide.body.rows
    ]


def test_the_deadline_is_in_the_title_and_in_what_is_asked(city: City) -> None:
    report = build(city, Choices(deadline="2026-06-30", sections=("unreported", "next")), "zh")
    slides = deck(report)
    assert slides[1].title == "谁在2026年6月30日前上报什么：未上报数"
    assert "在2026年6月30日前补齐未上报的" in report.answers.asks[1]
    assert "确定上报期限" in build(city, Choices(), "zh").answers.asks[1]


def test_every_town_stands_in_one_appendix_once(report: Report) -> None:
    [towns] = [table for table in report.appendix if table.level == "town"]
    own = [row for row in _names(deck(report)) if row[0].text in {c for _, c, _, _ in towns.rows}]
    names = [name for row in own for name in row[-1].text.split("、")]
    assert sorted(names) == sorted(name for _, _, name, _ in towns.rows)
    # What stands on a line holds for each of its towns.
    titles = [title for _, title in towns.columns]
    known = [c for c in report.required if c.level == "town" and c.unreported < c.total]
    told = {
        name: [cell.status for cell in row[1:-1]]
        for row in own
        for name in row[-1].text.split("、")
    }
    for _, _, name, statuses in towns.rows:
        assert told[name] == [statuses[titles.index(clause.title)] for clause in known]


def test_towns_are_short_in_english_and_those_alike_in_short_told_apart(city: City) -> None:
    report = build(city, Choices(full=True, sections=("names",)), "en")
    [towns] = [table for table in report.appendix if table.level == "town"]
    (one, county, _, was), (two, _, _, now), (_, _, other, _), *_ = towns.rows
    alike = ((one, county, "Ping Town", was), (two, county, "Ping Subdistrict", now))
    own = replace(towns, rows=(*alike, *towns.rows[2:]))
    names = {
        name
        for row in _names(deck(replace(report, appendix=(own,))))
        for name in row[-1].text.split(", ")
    }
    assert {"Ping Town", "Ping Subdistrict", short_name(other)} <= names
    for slide in deck(report):
        if isinstance(slide.body, Grid):  # and no status is broken
            for row in slide.body.rows:
                for cell, column in zip(row, slide.body.columns, strict=True):
                    room = column.width - 2 * CELL_X
                    assert not cell.status or wrapped(cell.text, slide.body.size, room)[1:] == []
    assert not {"Ping", other} & names


# -- the file -------------------------------------------------------------------------------


def test_equal_reports_give_equal_bytes(data: bytes, city: City, report: Report) -> None:
    assert build(city, report.choices, "zh", "苏S（2026）1号") == report
    again = replace(report, choices=replace(report.choices, sections=("charts", "next")))
    assert to_pptx(again) == to_pptx(again)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


def test_ids_are_unique_and_fonts_named(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert len(set(package.namelist())) == len(package.namelist())
        for name in package.namelist():
            if re.fullmatch(r"ppt/slides/slide\d+\.xml", name):
                ids = re.findall(r'<p:cNvPr id="(\d+)"', package.read(name).decode())
                assert len(ids) == len(set(ids)) > 2
        theme = package.read("ppt/theme/theme1.xml").decode()
    assert theme.count(f'<a:ea typeface="{FONT}"') == 2


#: Order of children that the schema of Office Open XML gives, for what we or the library write.
ORDER = {
    "a:rPr": ("ln", "noFill", "solidFill", "effectLst", "latin", "ea", "cs", "hlinkClick"),
    "a:tcPr": ("lnL", "lnR", "lnT", "lnB", "noFill", "solidFill", "pattFill"),
    "a:pPr": ("lnSpc", "spcBef", "spcAft", "buNone", "tabLst", "defRPr"),
    "c:catAx": (
        "axId", "scaling", "delete", "axPos", "majorGridlines", "title", "numFmt",
        "majorTickMark", "minorTickMark", "tickLblPos", "spPr", "txPr", "crossAx", "crosses",
        "auto", "lblAlgn", "lblOffset", "tickLblSkip", "noMultiLvlLbl",
    ),
    "c:plotArea": ("layout", "barChart", "lineChart", "catAx", "valAx", "spPr"),
    "c:ser": (
        "idx", "order", "tx", "spPr", "invertIfNegative", "marker", "dPt", "dLbls", "cat", "val",
        "smooth",
    ),
    "c:dLbl": (
        "idx", "delete", "layout", "tx", "numFmt", "spPr", "txPr", "dLblPos", "showLegendKey", "showVal",
        "showCatName", "showSerName", "showPercent", "showBubbleSize",
    ),
    "c:manualLayout": ("layoutTarget", "xMode", "yMode", "wMode", "hMode", "x", "y", "w", "h"),
    "p:sld": ("cSld", "clrMapOvr", "transition", "timing"),
    "p:sp": ("nvSpPr", "spPr", "style", "txBody"),
}  # fmt: skip # a table of the schema


def test_the_file_keeps_to_the_schema(data: bytes) -> None:
    names = {"a": "drawingml/2006/main", "c": "drawingml/2006/chart"}
    spaces = {k: f"{{http://schemas.openxmlformats.org/{v}}}" for k, v in names.items()}
    spaces["p"] = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
    seen = set()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if not re.match(r"ppt/(slides|charts)/[^/]+\.xml$", name):
                continue
            root = ElementTree.fromstring(package.read(name))
            for node in root.iter():
                # Ids of axes and shapes are unsigned.
                if node.tag.endswith(("}axId", "}crossAx", "}cNvPr")):
                    assert 0 <= int(node.get("val") or node.get("id") or -1) < 2**32
            for tag, order in ORDER.items():
                space, local = tag.split(":")
                for node in root.iter(spaces[space] + local):
                    seen.add(tag)
                    places = [order.index(child.tag.partition("}")[2]) for child in node]
                    assert places == sorted(places), (name, tag, [c.tag for c in node])
    assert {"a:rPr", "a:tcPr", "c:catAx", "c:ser", "p:sp"} <= seen


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_deck_as_one_page_refers_to_nothing_outside(city: City, lang: str) -> None:
    typed = '</script><img src="https://example.org/x">${title}'
    report = build(city, Choices(next_steps=typed, sections=("standing", "maps", "next")), lang)
    page = to_html(report).decode()
    assert page == to_html(report).decode()
    assert typed not in page
    outside = set(re.findall(r"https?://[^\"'\\\s<>)]+", page)) - {"https://example.org/x"}
    assert outside == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(?:link|img|iframe|script[^>]*src)|@import|url\((?!#)", page)
    told = json.loads(
        page.split('<script type="application/json" id="data">')[1].split("</script>")[0]
    )
    assert [slide["title"] for slide in told["slides"]] == [tied(s.title) for s in deck(report)]


def test_what_a_person_typed_is_text(report: Report) -> None:
    scores = (replace(report.scorecard[0], name=TRICK), *report.scorecard[1:])
    hostile = replace(
        report,
        scorecard=scores,
        next_steps=(TRICK,),
        choices=replace(report.choices, sections=("scorecard", "next")),
    )
    book = Presentation(io.BytesIO(to_pptx(hostile)))
    assert TRICK.replace("\0", "") in {row[0] for page in book.slides for row in rows(page)}
    to_slides_pdf(hostile)  # neither stops at it


def test_slides_as_pdf_are_the_same_slides(report: Report) -> None:
    data = to_slides_pdf(report)
    assert data == to_slides_pdf(report)
    document = pypdfium2.PdfDocument(data)
    slides = deck(report)
    assert len(document) == len(slides)
    for page, slide in zip(document, slides, strict=True):
        text = page.get_textpage().get_text_bounded()
        assert slide.title[:8] in text
        assert WATERMARK in text
    document.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_report_as_pdf_has_the_models_sentences(city: City, lang: str) -> None:
    sections = ("standing", "next")
    report = build(city, Choices("990102", sections=sections, next_steps="A step"), lang)
    if lang == "zh":
        short = replace(report, choices=replace(report.choices, sections=("next",)))
        assert to_report_pdf(short) == to_report_pdf(short)
    data = to_report_pdf(report)
    document = pypdfium2.PdfDocument(data)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    # Without what stands between the pages of a paragraph: number and mark.
    squeezed = re.sub("—\\d+—", "", "".join(text.split())).replace("虚构示例FICTIONALDEMO", "")
    for clause in report.required:
        assert "".join(clause.sentence.split()) in squeezed
    assert WATERMARK in text
    document.close()


# -- pages ----------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 1200), max_size=20))
@settings(max_examples=40)
def test_tables_are_split_without_loss_and_fit(lengths: list[int]) -> None:
    columns = (TableColumn("名称", 150), TableColumn("状态", 130), TableColumn("内容", 600))
    content = [
        (GridCell(str(number)), GridCell("缺口", "gap"), GridCell("苏" * length))
        for number, length in enumerate(lengths)
    ]
    found = list(grids(columns, content))
    # Lines of the fonts at hand are a twentieth taller than they are counted.
    room = (BOTTOM - TOP) * 0.951
    assert all(isinstance(grid, Grid) and sum(grid.heights) <= room for grid in found)
    # A row that goes on on the next slide says of which status it is there too.
    assert all(row[1].text == "缺口" for grid in found for row in grid.rows)
    text = "".join(row[2].text for grid in found for row in grid.rows)
    assert len(text) == sum(lengths)


@given(st.lists(st.booleans(), min_size=1, max_size=60))
@settings(max_examples=40)
def test_a_row_that_heads_others_is_not_the_last_of_a_slide(heading: list[bool]) -> None:
    columns = (TableColumn("条款", 300), TableColumn("状态", 580))
    # No more than two heads in a row, as a plan has them.
    kinds = [one and heading[at - 2 : at] != [True, True] for at, one in enumerate(heading)]
    content = [(GridCell("款" * 30), GridCell("" if one else "达到")) for one in kinds]
    found = list(grids(columns, content))
    assert sum(len(grid.rows) for grid in found) == len(content)
    assert all(grid.rows[-1][1].text for grid in found[:-1])


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 40)), min_size=1, max_size=60))
@settings(max_examples=40)
def test_what_heads_a_row_stands_again_on_the_next_slide(made: list[tuple[bool, int]]) -> None:
    columns = (TableColumn("条款", 300), TableColumn("状态", 580))
    content: list[tuple[GridCell, ...]] = []
    for number, (alone, length) in enumerate(made):
        said = GridCell("达到" * length)
        if alone:
            content.append((GridCell(f"单独{number}"), said))
            continue
        content.append((GridCell(f"第 {number} 项"), GridCell("")))
        content += [
            (GridCell(f"· {number}", under=f"第 {number} 项" if part else ""), said)
            for part in range(3)
        ]
    found = list(grids(columns, content))
    for grid in found:
        assert sum(grid.heights) <= (BOTTOM - TOP) * 0.951
        assert len(grid.heights) == len(grid.rows) + 1
        above = ""
        for first, said in grid.rows:
            above = first.text if not said.text else above
            if first.text.startswith("· "):
                assert above == f"第 {first.text[2:]} 项"
    # Nothing else is said twice.
    texts = [said.text for grid in found for _, said in grid.rows if said.text]
    assert texts == [said.text for _, said in content if said.text]


@given(st.integers(20, 400), st.sampled_from(["、", "；", ", ", "; "]))
@settings(max_examples=20)
def test_a_list_that_goes_on_breaks_no_name(number: int, between: str) -> None:
    columns = (TableColumn("要求", 190), TableColumn("状态", 120), TableColumn("单位", 570))
    names = [f"Moon Rabbit Horse Garden Community {n}" for n in range(number)]
    row = (GridCell("老年学习点"), GridCell("缺口", "gap"), GridCell(between.join(names)))
    found = list(grids(columns, [row]))
    parts = [row[2].text for grid in found for row in grid.rows]
    told = [name.strip() for part in parts for name in re.split("[、；,;]", part) if name.strip()]
    assert told == names
    assert all(grid.rows[0][1].text == "缺口" for grid in found)


def test_heads_of_figures_break_no_word() -> None:
    heads = ["Dianshanhu Town", "Zhouzhuang Town", "Kunshan Development Zone", *["Qiandeng"] * 9]
    rows = [(GridCell("Community education centre", bold=True), *[GridCell("1")] * len(heads))]
    for most in (2, 3):
        columns = figure_columns("What", heads, rows, least=110, most_lines=most)(14)
        for column in columns[1:]:
            assert longest_piece(column.head, LEAST) * 1.08 <= column.width - 2 * CELL_X
            assert len(wrapped(column.head, LEAST, (column.width - 2 * CELL_X) / 1.08)) <= most
    # On three lines they leave the first column more.
    two, three = (figure_columns("What", heads, rows, 110, n)(14)[0].width for n in (2, 3))
    assert two < three


def test_notes_say_of_names_that_they_are_on_no_map(suzhou: CityPack) -> None:
    choices = Choices("320585", sections=("maps",), maps=(MapChoice(RULE),))
    report = build(City(pack=suzhou), choices, "zh")
    [slide] = [one for one in deck(report) if one.section == "maps"]
    [one] = report.maps
    assert one.undrawn_count
    said = [
        note
        for note in slide.notes
        if note.startswith(f"没有位置、未画在图上的 {one.undrawn_count} 个：")
    ]
    assert len(said) == 1


@pytest.mark.parametrize("name", ["suzhou", "demo"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_heads_are_read_by_a_listener(
    request: pytest.FixtureRequest, name: str, lang: Lang
) -> None:
    slides = deck(build(City(pack=request.getfixturevalue(name)), Choices(full=True), lang))
    grids = [slide.body for slide in slides if isinstance(slide.body, Grid)]
    assert len(grids) > 9
    for grid in grids:
        assert grid.head >= LEAST
        assert sum(grid.heights) <= ROOM
        for column in grid.columns[1:]:
            assert longest_piece(column.head, grid.head) * 1.08 <= column.width - 2 * CELL_X


def test_heads_are_as_large_in_the_file_as_on_paper(book: Any, report: Report) -> None:
    grids = [slide.body for slide in deck(report) if isinstance(slide.body, Grid)]
    tables = [shape.table for page in book.slides for shape in page.shapes if shape.has_table]
    for grid, table in zip(grids, tables, strict=True):
        cells = [table.cell(0, number) for number in range(len(grid.columns))]
        runs = [run for cell in cells for run in cell.text_frame.paragraphs[0].runs]
        assert {run.font.size.pt for run in runs} == {grid.head}


def test_rows_are_of_one_height_where_there_is_room() -> None:
    columns = [TableColumn("单位", 200.0), TableColumn("数", 80.0, "right")]
    texts = ("城厢镇", "比这一列宽出一些的名称", "沙溪镇")
    grid = one_grid(lambda _size: columns, [(GridCell(one), GridCell("1")) for one in texts])
    assert grid
    assert len(set(grid.heights[1:])) == 1
    assert sum(grid.heights) <= ROOM


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scope", ["", "990102", "990122"])
def test_no_status_in_the_list_of_towns_breaks(city: City, lang: Lang, scope: str) -> None:
    slides = deck(build(city, Choices(scope, full=True, sections=("names",)), lang))
    towns = [slide.body for slide in slides if isinstance(slide.body, Grid)]
    assert towns
    for grid in towns:
        for row in grid.rows:
            for cell, column in zip(row, grid.columns, strict=True):
                if cell.status:
                    width = text_width(cell.text, grid.size) * 1.08
                    assert width <= column.width - 2 * CELL_X + 0.01


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["demo", "suzhou"])
def test_a_sentence_on_what_is_met_says_what_is_open(
    request: pytest.FixtureRequest, name: str, lang: Lang
) -> None:
    pack = request.getfixturevalue(name)
    for scope in ("", *pack.counties.index[:3]):
        report = build(City(pack=pack), Choices(scope, sections=("charts",)), lang)
        chart = next(one for one in report.charts if one.id == "coverage")
        due = sum(sum(filter(None, s.values)) for s in chart.series if s.status == "unreported")
        assert due > 0
        assert f"{due:,.0f}" in chart.answer
        ageing = next((one.answer for one in report.charts if one.id == "ageing"), "")
        assert " 0 个未上报" not in ageing
        assert ", 0 unreported" not in ageing
