"""Drawings: what stands where, what it says in words, and that nothing a person typed is markup."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2
import pytest
import shapely
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from locator.city import City
from locator.maps.features import short_name
from locator.pack.model import STATUSES
from locator.reports.building.build import build
from locator.reports.content.choices import Choices, MapChoice
from locator.reports.content.report import Series
from locator.reports.drawing.canvas import INK, PAPER, WHITE, Labels, text_box, text_width, wrapped
from locator.reports.drawing.chart import Caption, distance, lines, stacked
from locator.reports.drawing.pdf import PdfSheet, hatching, to_png
from locator.reports.drawing.svg import to_svg
from locator.reports.figure import Figure, Line, Shape, Text
from locator.wording.names import unit_name

if TYPE_CHECKING:
    from locator.pack.model import CityPack
    from locator.reports.content.report import Report

SVG = "{http://www.w3.org/2000/svg}"
TRICK = "</title><script>alert(1)</script>&\"'\x00\u202e${x}"
RULE = "town-senior-school"
words = st.text(st.sampled_from("苏州 市，。（）「」abc DEF-12.\n、x"), max_size=60)


@pytest.fixture(scope="module")
def city(demo: CityPack) -> City:
    return City(pack=demo)


@pytest.fixture(scope="module")
def report(city: City) -> Report:
    maps = (MapChoice(RULE), MapChoice(RULE, "hexagons"), MapChoice("county-senior-university"))
    return build(city, Choices(maps=maps), "zh")


def figures(report: Report) -> list[Figure]:
    return [one.figure for one in report.maps] + [one.figure for one in report.charts]


# -- text in a room -------------------------------------------------------------------------


@given(words, st.floats(8, 30), st.floats(30, 300))
def test_wrapped_lines_keep_the_text_and_the_room(text: str, size: float, room: float) -> None:
    lines = wrapped(text, size, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, size) <= room or len(line.strip()) <= 1 for line in lines)


def test_wrapped_by_hand() -> None:
    # Ten points a Chinese character: four fit into 45, the comma stays with its word.
    assert wrapped("苏州市区，很好", 10, 45) == ["苏州市", "区，很好"]
    assert wrapped("one two", 10, 25) == ["one", "two"]
    assert wrapped("", 10, 45) == [""]
    # A per cent sign is as wide as a Chinese character: an encoded address stays in its cell.
    assert wrapped("%%%%%", 10, 45) == ["%%%%", "%"]
    # A no-break space ties what it stands between, Chinese or not.
    assert wrapped("未上报\u00a093 个", 10, 45) == ["未上", "报\u00a093 个"]
    assert wrapped("not met\u00a05", 10, 35) == ["not", "met\u00a05"]
    # A number ends no line before what it counts, in either language; 第 stands with its number.
    assert wrapped("共有常住人口 2.6 万人。", 10, 95) == ["共有常住人口", "2.6 万人。"]
    assert wrapped("has 48 open places", 10, 45) == ["has", "48 open", "places"]
    assert wrapped("对照第 1 项 x", 10, 45) == ["对照", "第 1 项", "x"]
    # Narrow brackets stand with the wide characters that they hold, and the full stop after them.
    assert wrapped("a (第一项：“规模”). Of", 10, 35) == ["a (第", "一项：", "“规", "模”).", "Of"]
    # As a font measures it: here every character is six points wide.
    six = lambda text, size: 6.0 * len(text)  # noqa: E731 - a measure in a word
    assert wrapped("one two three", 10, 45, six) == ["one two", "three"]


@given(st.lists(st.tuples(st.floats(0, 200), st.floats(0, 200)), max_size=25))
@settings(max_examples=40)
def test_labels_never_lie_on_one_another(points: list[tuple[float, float]]) -> None:
    labels = Labels((0, 0, 200, 200), [(x - 3, y - 3, x + 3, y + 3) for x, y in points])
    boxes = [
        shapely.box(*text_box(label))
        for point in points
        if (label := labels.beside("苏州", point, 11, 4))
    ]
    assert all(
        one.intersection(two).area < 1e-9 for n, one in enumerate(boxes) for two in boxes[n + 1 :]
    )
    symbols = [shapely.box(x - 3, y - 3, x + 3, y + 3) for x, y in points]
    assert all(box.intersection(symbol).area < 1e-9 for box in boxes for symbol in symbols)


def test_hatching_stays_inside() -> None:
    outer = [(0.0, 0.0), (60.0, 0.0), (60.0, 40.0), (0.0, 40.0)]
    hole = [(20.0, 10.0), (40.0, 10.0), (40.0, 30.0), (20.0, 30.0)]
    area = shapely.Polygon(outer, [hole]).buffer(1e-6)
    lines = hatching([outer, hole], 5)
    # A diagonal every 5 points over 60 x 40: (60 + 40) / (5 sqrt 2) = 14.1, those across the
    # hole in two parts.
    assert len(lines) > 14
    assert all(area.contains(shapely.LineString(line)) for line in lines)


# -- maps -----------------------------------------------------------------------------------


def test_every_town_is_one_shape_named_by_its_code(city: City, report: Report) -> None:
    units = city.pack.units
    for slide, ground in zip(report.maps, (city.areas, city.hexagons), strict=False):
        named = [i for i in slide.figure.items if isinstance(i, Shape) and i.name]
        assert sorted(shape.name for shape in named) == sorted(ground.index)
        assert all(shape.group == units.at[shape.name, "county"] for shape in named)


def test_status_by_colour_pattern_outline_and_symbol(city: City, report: Report) -> None:
    status = city.verdicts.query("requirement == @RULE").set_index("unit")["status"]
    looks: dict[str, set[tuple[object, ...]]] = {s: set() for s in STATUSES}
    for item in report.maps[0].figure.items:
        if isinstance(item, Shape) and item.name:
            looks[status[item.name]].add((item.fill, item.pattern, item.stroke, item.width))
    assert all(len(look) == 1 for look in looks.values())
    met, gap, unreported = (next(iter(looks[s])) for s in STATUSES)
    assert len({met[0], gap[0], unreported[0]}) == 3
    assert (met[1], gap[1], unreported[1]) == ("", "", "hatch")
    assert gap[3] > met[3]


def test_figures_of_a_map_are_the_reports(report: Report) -> None:
    slide = report.maps[0]
    texts = {item.text for item in slide.figure.items if isinstance(item, Text)}
    assert {f"达到 {slide.clause.met}", f"缺口 {slide.clause.gap}"} <= texts
    assert f"未上报 {slide.clause.unreported}" in texts
    assert any("非行政区域界线" in text for text in texts)
    assert report.head.approval in texts
    statuses = [row[3] for row in slide.figure.rows]
    assert [statuses.count(w) for w in ("达到", "缺口", "未上报")] == [
        slide.clause.met,
        slide.clause.gap,
        slide.clause.unreported,
    ]


def test_no_line_of_a_county_goes_through_a_town(city: City) -> None:
    maps = tuple(MapChoice(one) for one in (RULE, "town-community-education-center"))
    for lang in ("zh", "en"):
        for slide in build(city, Choices(maps=maps), lang).maps:
            items = slide.figure.items
            own = {shape.name for shape in items if isinstance(shape, Shape)}
            towns = {
                short_name(unit_name(city.pack, c, lang)) for c in own & {*city.pack.units.index}
            }
            names = {i.text: shapely.box(*text_box(i)) for i in items if isinstance(i, Text)}
            leads = [i.points for i in items if isinstance(i, Line) and len(i.points) == 2]
            assert towns & names.keys()
            assert leads
            crossed = shapely.MultiLineString(leads)
            assert [t for t in towns & names.keys() if names[t].intersects(crossed)] == []


def signs_and_names(figure: Figure) -> list[tuple[str, shapely.Polygon]]:
    """Boxes of all texts of a figure, and of the small closed shapes that stand for a status."""
    found = [(i.text, shapely.box(*text_box(i))) for i in figure.items if isinstance(i, Text)]
    for item in figure.items:
        if isinstance(item, Shape) and not item.name and len(item.rings) == 1:
            ring = shapely.Polygon(item.rings[0])
            if len(item.rings[0]) in (3, 24) and ring.area < 160:
                found.append(("sign", ring))
    return found


def crossing(figure: Figure) -> list[tuple[str, str]]:
    boxes = signs_and_names(figure)
    return [
        (a, b)
        for n, (a, one) in enumerate(boxes)
        for b, two in boxes[n + 1 :]
        if one.intersection(two).area > 1e-6
    ]


@pytest.mark.parametrize("scope", ["", "320506"])
def test_no_name_lies_on_another_or_on_a_sign(suzhou: CityPack, report: Report, scope: str) -> None:
    for lang in ("zh", "en"):
        maps = (MapChoice(RULE),)
        real = build(City(pack=suzhou), Choices(scope, maps), lang)
        for one in real.maps:
            assert crossing(one.figure) == []
            texts = {item.text for item in one.figure.items if isinstance(item, Text)}
            assert not any("…" in text for text in texts)
            # In a city each county is named, beside the map.
            named = {short_name(unit_name(suzhou, code, lang)) for code in suzhou.counties.index}
            words = " ".join(i.text for i in one.figure.items if isinstance(i, Text))
            assert scope or all(name in words for name in named)
            # Who is not on the map is named whole beside it.
            drawn = {i.name for i in one.figure.items if isinstance(i, Shape) and i.name}
            assert one.undrawn_count == one.clause.total - len(drawn) > 0
    for one in report.maps:
        assert crossing(one.figure) == []


@given(st.integers(0, 10_000))
@settings(max_examples=5, deadline=None)
def test_nor_in_any_city(seed: int) -> None:
    """County and town names of random lengths on random grounds."""
    random = np.random.default_rng(seed)
    labels = Labels((0, 0, 300, 200))
    points = [(float(x), float(y)) for x, y in random.uniform(0, 300, (40, 2))]
    boxes = []
    for n, at in enumerate(points):
        name = "苏" * int(random.integers(2, 7))
        if n % 3 and labels.take((at[0] - 4, at[1] - 4, at[0] + 4, at[1] + 4)):
            boxes.append(shapely.box(at[0] - 4, at[1] - 4, at[0] + 4, at[1] + 4))
        label = labels.within(name, points, 15) if n % 3 == 0 else labels.beside(name, at, 13, 5)
        if label:
            boxes.append(shapely.box(*text_box(label)))
    tree = shapely.STRtree(boxes)
    pairs = tree.query(boxes, predicate="overlaps")
    assert pairs.shape[1] == 0


def area(text: Text) -> float:
    left, top, right, bottom = text_box(text)
    return (right - left) * (bottom - top)


def test_white_names_stand_on_dark_ground(report: Report) -> None:
    """Not every reader of slides draws halos: a white name over an edge loses its letters."""
    seen = []
    for one in report.maps:
        items = one.figure.items
        dark = shapely.union_all(
            [
                shapely.make_valid(shapely.Polygon(ring))
                for i in items
                if isinstance(i, Shape) and i.name and not i.pattern
                for ring in i.rings
            ]
        )
        white = [i for i in items if isinstance(i, Text) and i.fill == WHITE]
        off = [
            i.text
            for i in white
            if shapely.box(*text_box(i)).intersection(dark).area < 0.85 * area(i)
        ]
        assert off == []
        seen += white
    assert seen


def test_names_over_an_edge_stand_on_paper(report: Report) -> None:
    """Ink on red is hard to read, and white on pale ground: where both are, paper lies between."""
    over = []
    for one in report.maps:
        items = one.figure.items
        coloured = [i for i in items if isinstance(i, Shape) and i.name and not i.pattern]
        rings = [shapely.make_valid(shapely.Polygon(r)) for i in coloured for r in i.rings]
        dark = shapely.union_all(rings)
        for before, item in pairwise(items):
            if not isinstance(item, Text) or item.fill != INK or not item.halo:
                continue
            box = shapely.box(*text_box(item))
            if 0.12 < box.intersection(dark).area / box.area < 0.88:
                over.append(item.text)
                assert isinstance(before, Shape)
                assert before.fill == PAPER
                assert shapely.Polygon(before.rings[0]).covers(box)
    assert over


def test_lines_are_told_apart_and_named_at_their_end(report: Report) -> None:
    head, dates = report.head, ("2025年", "2026年")
    series = tuple(Series(f"第{n}条线", (0.5, 0.5 + n / 1000)) for n in range(4))
    figure = lines(Caption("trend", "题", "答"), dates, series, head).figure
    assert crossing(figure) == []
    drawn = [i for i in figure.items if isinstance(i, Line) and i.width > 2]
    assert len({(line.stroke, line.dashed) for line in drawn}) == len(drawn) == 4
    assert len({line.stroke for line in drawn}) == 4
    names = [i.text for i in figure.items if isinstance(i, Text) and "条线" in i.text]
    assert len(names) == 4


def test_approximate_cells_are_dashed(suzhou: CityPack) -> None:
    city = City(pack=suzhou)
    figure = build(city, Choices("320506", (MapChoice(RULE),), ("maps",)), "zh").maps[0].figure
    dashed = {i.name for i in figure.items if isinstance(i, Shape) and i.dashed}
    own = city.areas[city.areas.index.map(suzhou.units["county"]) == "320506"]
    assert dashed == set(own.index[own["quality"] == "approximate"]) != set()


def test_charts_carry_their_data(report: Report) -> None:
    assert [chart.id for chart in report.charts] == ["coverage", "gaps", "ageing"]
    for chart in report.charts:
        assert [row[0] for row in chart.figure.rows] == list(chart.categories)
        for number, series in enumerate(chart.series, start=1):
            assert [row[number] for row in chart.figure.rows] == list(series.values)


def test_a_clauses_name_is_whole_beside_its_bar(city: City) -> None:
    report = build(city, Choices("990121"), "en")
    [chart] = [one for one in report.charts if one.id == "coverage"]
    said = {item.text for item in chart.figure.items if isinstance(item, Text)}
    assert set(chart.categories) <= said
    # A longer one goes on in a second line, in a drawing and at the end of a line alike.
    name, head = (
        "Whalesong Example District: Full-time teachers of every school (town)",
        report.head,
    )
    caption, status = Caption("gaps", "", ""), Series("met", (1.0,), "met")
    for drawn in (
        distance(caption, [(name, 1, 2)] * 12, head),
        stacked(caption, (name,) * 12, (replace(status, values=(1.0,) * 12),), head),
        lines(caption, ("2025", "2026"), (Series(name, (0.1, 0.2)),), head),
    ):
        texts = [item for item in drawn.figure.items if isinstance(item, Text)]
        assert not any("…" in item.text for item in texts)
        assert name in " ".join(item.text for item in texts)
        assert crossing(drawn.figure) == []


def test_counts_stand_in_the_bars(report: Report) -> None:
    chart = report.charts[0]
    texts = [item.text for item in chart.figure.items if isinstance(item, Text)]
    widest = {
        int(max(s.values[row] or 0 for s in chart.series)) for row in range(len(chart.categories))
    }
    assert {str(n) for n in widest} <= set(texts)


# -- renderers ------------------------------------------------------------------------------


def test_svg_is_well_formed_and_described(report: Report) -> None:
    for figure in figures(report):
        root = ElementTree.fromstring(to_svg(figure))
        assert root.find(f"{SVG}title").text == figure.title
        assert root.find(f"{SVG}desc").text == figure.alt
        assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
            "svg",
            "title",
            "desc",
            "defs",
            "pattern",
            "path",
            "rect",
            "text",
            "g",
        }


def test_what_a_person_typed_is_text_in_svg() -> None:
    ring = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0))
    items = (Shape((ring,), fill="#1B7F79", name=TRICK, tip=TRICK), Text((1, 1), TRICK, 9))
    root = ElementTree.fromstring(to_svg(Figure(10, 10, items, TRICK, TRICK)))
    assert not [node for node in root.iter() if "script" in node.tag]
    assert "<script>alert(1)</script>" in root.find(f"{SVG}title").text
    assert "<script>alert(1)</script>" in root.find(f"{SVG}text").text


def test_pdf_embeds_its_font_and_says_the_figures(report: Report) -> None:
    figure = report.maps[0].figure
    sheet = PdfSheet(figure.width, figure.height, figure.title)
    sheet.add_page()
    sheet.figure(figure, 0, 0)
    data = bytes(sheet.output())
    assert b"/FontFile3" in data
    document = pypdfium2.PdfDocument(data)
    text = document[0].get_textpage().get_text_bounded()
    assert f"未上报 {report.maps[0].clause.unreported}" in text
    document.close()


def test_english_marks_are_as_narrow_as_its_letters() -> None:
    wide, narrow = PdfSheet(100, 100, ""), PdfSheet(100, 100, "", "en")
    for sheet in (wide, narrow):
        sheet.set_font("sans", size=10)
    for mark in "‘’“”":
        assert wide.get_string_width(mark) == pytest.approx(10)
        assert 2 < narrow.get_string_width(mark) < 5
    assert wide.get_string_width("中a.") == narrow.get_string_width("中a.")
    for sheet in (wide, narrow):  # what is never written out keeps its font's file open
        sheet.fonts["sans"].ttfont.close()


def test_png_has_the_resolution_of_print(report: Report) -> None:
    figure = replace(report.maps[2].figure, items=report.maps[2].figure.items[:3])
    picture = Image.open(io.BytesIO(to_png(figure)))
    assert picture.size == (2250, 1609)  # 540 x 386 points at 300 dots an inch
    assert round(picture.info["dpi"][0]) == 300
