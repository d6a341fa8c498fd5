"""The Word document: the model's numbers, the standard's sheet, the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given
from hypothesis import strategies as st

from locator.city import City
from locator.reports.building.build import build
from locator.reports.content.annex import SourceUse
from locator.reports.content.choices import SECTIONS, Choices, MapChoice
from locator.reports.drawing.canvas import longest_piece, text_width, wrapped
from locator.reports.drawing.heads import fitted, halves
from locator.reports.figure import TableColumn
from locator.reports.paper.docx import Paper, to_docx
from locator.reports.paper.pdf import PdfPaper, to_report_pdf
from locator.reports.paper.rows import layout
from locator.reports.paper.writing import Marked, column_widths
from locator.wording.catalogue import LANGUAGES, Lang

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table

    from locator.pack.model import CityPack
    from locator.reports.content.report import Report

WATERMARK = "虚构示例 FICTIONAL DEMO"
#: Everything but the pictures, which take long.
WORDS = tuple(section for section in SECTIONS if section not in {"maps", "charts"})
TRICK = "<w:t>&amp;\u0000\u202e'\"</w:t>"


def report_on(pack: CityPack, lang: Lang = "zh", **choices: object) -> Report:
    return build(City(pack=pack), Choices(**{"sections": WORDS, **choices}), lang)


def opened(data: bytes) -> WordDocument:
    return Document(io.BytesIO(data))


def text_of(document: WordDocument) -> str:
    """All that stands on its pages; that numbers are tied to what they count is another matter."""
    nodes = document.element.body.iter(qn("w:t"))
    return "\n".join(node.text or "" for node in nodes).replace("\xa0", " ")


def cells(document: WordDocument) -> list[list[list[str]]]:
    """Texts of every table, row by row."""
    return [
        [
            [
                "".join(node.text or "" for node in cell.iter(qn("w:t"))).replace("\xa0", " ")
                for cell in row.iterchildren(qn("w:tc"))
            ]
            for row in table.iterchildren(qn("w:tr"))
        ]
        for table in document.element.body.iterchildren(qn("w:tbl"))
    ]


@cache
def whole(pack: CityPack, lang: Lang) -> tuple[Report, bytes]:
    report = report_on(pack, lang, next_steps="第一步\n第二步")
    return report, to_docx(report)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_are_those_of_the_model(demo: CityPack, lang: Lang) -> None:
    report, data = whole(demo, lang)
    tables = cells(opened(data))
    found = {row[0]: row for row in tables[0][1:]}
    assert len(found) == len(report.required) > 10
    for clause in report.required:
        row = found[clause.title]
        shown = [0 if cell in {"—", "–"} else int(cell.replace(",", "")) for cell in row[2:6]]
        assert shown == [clause.met, clause.gap, clause.unreported, clause.total]
    text = text_of(opened(data))
    assert report.standing_words in text
    assert report.overview in text
    assert all(clause.sentence in text for clause in report.required)
    assert all(step in text for step in report.next_steps)
    assert report.head.checksum in text


def test_every_gap_and_every_unit_is_named(demo: CityPack) -> None:
    report, data = whole(demo, "zh")
    written = text_of(opened(data))
    # Nine towns have a senior school whose recognition nobody stated: that is no gap.
    assert len(report.gaps) == 113
    assert all(gap.name in written and gap.title in written for gap in report.gaps)
    # The attachment has units with something to say; the others are counted.
    said = {row[0] for m in report.appendix for row in m.rows if {"met", "gap"} & set(row[3])}
    assert all(demo.units.at[code, "name"] in written for code in said)
    silent = sum(not {"met", "gap"} & set(row[3]) for m in report.appendix for row in m.rows)
    assert silent > 0
    counted = [int(n) for n in re.findall(r"另有 (\d+) 个单位各项均未上报", written)]
    assert sum(counted) == silent


def test_statuses_of_towns_are_those_of_the_model(demo: CityPack) -> None:
    report, data = whole(demo, "zh")
    [matrix] = [one for one in report.appendix if one.level == "town"]
    [table] = [
        rows for rows in cells(opened(data)) if rows[0][1:3] == ["单位", matrix.columns[0][1]]
    ]
    symbols = {"met": "●", "gap": "▲", "unreported": "○", "": ""}
    assert [row[1:] for row in table[1:]] == [
        [unit, *(symbols[status] for status in statuses)] for _, _, unit, statuses in matrix.rows
    ]


def test_the_sheet_is_that_of_the_standard(demo: CityPack) -> None:
    document = opened(whole(demo, "zh")[1])
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    margins = page.top_margin, page.bottom_margin, page.left_margin, page.right_margin
    assert [round(side.mm) for side in margins] == [37, 35, 28, 26]
    body = document.styles["Normal"]
    assert body.font.size == Pt(16)
    # 28 characters x 22 lines fill 156 x 225 mm: 442.2 pt / 28 = 15.79, 637.8 pt / 22 = 28.99.
    assert body.paragraph_format.line_spacing == Pt(28.95)
    grid = page._sectPr.find(qn("w:docGrid"))
    # With a grid of characters LibreOffice gave each of them two cells: 130 pages.
    assert grid.get(qn("w:type")) == "lines"
    assert grid.get(qn("w:linePitch")) == "580"
    closer = int(body.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 27.95 < 156 * 72 / 25.4 / (16 + closer) < 29
    assert body.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert body.element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    faces = {
        style: document.styles[style].element.rPr.rFonts.get(qn("w:eastAsia"))
        for style in ("Title", "Heading 1", "Heading 2")
    }
    assert faces == {"Title": "方正小标宋简体", "Heading 1": "黑体", "Heading 2": "楷体"}
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert [head[:2] for head in heads] == ["一、", "二、", "三、", "四、", "五、", "六、", "七、"]
    assert [s.orientation for s in document.sections].count(WD_ORIENT.LANDSCAPE) == 2


def test_who_gets_it_who_signs_and_what_is_attached(demo: CityPack) -> None:
    words = {"addressed": "某委员会", "signed": "某办公室", "dated": "2026-07-01"}
    report = report_on(demo, sections=("gaps", "sources"), **words)
    lines = [p.text for p in opened(to_docx(report)).paragraphs if p.text]
    places = [
        lines.index(line)
        for line in (
            "某委员会：",
            "附件：1．单位核对表",
            "2．方案对照",
            "3．资料来源",
            "某办公室",
            "2026年7月1日",
            "附件 1",
        )
    ]
    assert places == sorted(places)
    bare = [p.text for p in opened(to_docx(report_on(demo, sections=("gaps",)))).paragraphs]
    assert not any(line.startswith("附件") or line.endswith("：") for line in bare)


def test_a_source_under_two_licences_is_counted_once(demo: CityPack) -> None:
    alone = [SourceUse("场所", f"来源{n:02d}", "仅事实", 90 - n, "") for n in range(30)]
    uses = [*alone[:2], SourceUse("场所", "来源00", "CC0", 1, ""), *alone[2:]]
    uses.append(SourceUse("单位与人口", "来源29", "", 1, ""))
    report = replace(report_on(demo, sections=("sources",)), sources=tuple(uses))
    document = opened(to_docx(report))
    [table] = [rows for rows in cells(document) if rows[0][0] == "内容"]
    named = [row[1] for row in table[1:]]
    assert [named.count(one) for one in ("来源00", "来源01", "来源29")] == [2, 1, 0]
    rest = [use for use in uses if use.source not in named]
    n, records = len({use.source for use in rest}), sum(use.records for use in rest)
    assert n == 30 - len(set(named)) < len(rest)
    assert f"另有 {n} 个来源、共 {records} 条记录" in text_of(document)


def test_the_plan_stands_clause_by_clause(suzhou: CityPack) -> None:
    report = report_on(suzhou, scope="320585")
    text = text_of(opened(to_docx(report)))
    assert len(report.plan.lines) == len(suzhou.requirements)
    assert len(report.plan.unmeasured) == len(suzhou.unmeasured) > 10
    assert all(clause in text and why in text for clause, why in report.plan.unmeasured)
    assert all(line.rule in text and line.clause in text for line in report.plan.lines)


def test_a_clause_is_said_once_and_its_parts_beneath(demo: CityPack) -> None:
    report, data = whole(demo, "zh")
    alike = [line for line in report.plan.lines if line.clause.startswith("第 13 项：“增强图书馆")]
    assert len(alike) == 10
    document = opened(data)
    assert text_of(document).count(alike[0].clause) == 1
    [table] = [rows for rows in cells(document) if [alike[0].title] in [r[1:2] for r in rows[1:]]
               and rows[0][0] == "条款"]  # fmt: skip # one condition
    at = next(n for n, row in enumerate(table) if row[0] == alike[0].clause)
    assert [row[1] for row in table[at : at + 10]] == [line.title for line in alike]
    # Four rows at most have one name, for a page may end below each such group.
    again = [row[0] for row in table[at + 1 : at + 11]]
    assert again[:-1] == ["", "", "", *["第 13 项（接上）", "", ""] * 2]
    assert again[-1]
    marks = [m.get(qn("w:val")) for m in document.element.body.iter(qn("w:vMerge"))]
    assert marks.count("continue") >= 7


def test_a_gap_of_a_fiftieth_looks_like_one(demo: CityPack) -> None:
    tables = cells(opened(whole(demo, "zh")[1]))
    figures = [row[2].split(" / ") for rows in tables if rows[0][2:3] == ["现有 / 应有"]
               for row in rows[1:]]  # fmt: skip # a pair a row
    assert ["5", "5.02"] in figures  # five teachers where 33,477 residents ask for 5.02
    assert ["0", "大于 0"] in figures  # a budget, for which the plan sets no number
    assert all(have != need for have, need in figures)


def test_latin_letters_are_not_torn_apart(demo: CityPack) -> None:
    report = report_on(demo, "en", sections=("gaps",))
    body = opened(to_docx(report)).styles["Normal"]
    assert body.element.rPr.find(qn("w:spacing")) is None


def test_the_shorter_side_of_a_check_list_goes_across(demo: CityPack) -> None:
    report, data = whole(demo, "zh")
    [matrix] = [one for one in report.appendix if one.level == "county"]
    counties = [row[2] for row in matrix.rows]
    assert len(counties) < len(matrix.columns)
    [table] = [rows for rows in cells(opened(data)) if rows[0] == ["要求", *counties]]
    symbols = {"met": "●", "gap": "▲", "unreported": "○", "": ""}
    for (_, title), row in zip(matrix.columns, table[1:], strict=True):
        at = [one for _, one in matrix.columns].index(title)
        assert row == [title, *(symbols[unit[3][at]] for unit in matrix.rows)]


def test_pages_are_numbered_odd_right_and_even_left(demo: CityPack) -> None:
    document = opened(whole(demo, "zh")[1])
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer in (section.footer, section.even_page_footer):
        [paragraph] = footer.paragraphs
        assert paragraph.text == "— 1 —"
        codes = [node.text.strip() for node in paragraph._p.iter(qn("w:instrText"))]
        assert codes == ["PAGE"]


def test_heads_of_tables_stand_again_on_the_next_page(demo: CityPack) -> None:
    tables = list(opened(whole(demo, "zh")[1]).element.body.iter(qn("w:tbl")))
    assert len(tables) > 6
    for table in tables:
        first, *rest = table.iterchildren(qn("w:tr"))
        assert first.find(f".//{qn('w:tblHeader')}") is not None
        assert all(row.find(f".//{qn('w:tblHeader')}") is None for row in rest)


def test_missing_fonts_have_a_substitute(demo: CityPack) -> None:
    with zipfile.ZipFile(io.BytesIO(whole(demo, "zh")[1])) as files:
        fonts = files.read("word/fontTable.xml").decode()
        assert not [name for name in files.namelist() if "thumbnail" in name or "custom" in name]
    assert '<w:font w:name="仿宋"><w:altName w:val="FangSong"/>' in fonts


def test_the_same_report_gives_the_same_bytes(demo: CityPack) -> None:
    report, data = whole(demo, "zh")
    assert to_docx(report) == data
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        assert {entry.date_time for entry in files.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = opened(data).core_properties
    assert properties.created == properties.modified
    assert properties.created.year == 2024


def test_the_fictional_city_is_marked_on_every_page(demo: CityPack, suzhou: CityPack) -> None:
    section = opened(whole(demo, "en")[1]).sections[0]
    assert section.header.paragraphs[0].text == WATERMARK
    assert section.even_page_header.paragraphs[0].text == WATERMARK
    document = opened(to_docx(report_on(suzhou, scope="320585")))
    assert not document.sections[0].header.paragraphs[0].text
    assert WATERMARK not in text_of(document)


def test_maps_are_pictures_for_print_with_their_words(demo: CityPack) -> None:
    maps = (MapChoice("town-senior-school"),)
    report = report_on(demo, sections=("maps",), maps=maps)
    document = opened(to_docx(report))
    [picture] = document.inline_shapes
    assert picture._inline.docPr.get("descr") == report.maps[0].figure.alt
    [part] = [p for p in document.part.package.iter_parts() if p.partname.endswith(".png")]
    assert part.image.horz_dpi == 300
    text = text_of(document)
    assert all(
        name in text
        for named in report.maps[0].named
        for _, names in named.counties
        for name in names
    )


def test_hostile_names_stay_text(invented: CityPack) -> None:
    units = invented.units.copy()
    units["name"] = TRICK
    report = report_on(replace(invented, units=units), next_steps=TRICK)
    text = text_of(opened(to_docx(report)))
    assert TRICK.replace("\u0000", "") in text
    assert "\u0000" not in text


def test_sections_that_were_not_chosen_are_not_there(demo: CityPack) -> None:
    document = opened(to_docx(report_on(demo, sections=("gaps",))))
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert heads == ["一、已认定的缺口与补齐办法"]


def test_quotation_marks_are_as_wide_as_the_letters_of_a_language(demo: CityPack) -> None:
    hints = {}
    for lang in LANGUAGES:
        fonts = opened(whole(demo, lang)[1]).styles["Normal"].element.rPr.find(qn("w:rFonts"))
        hints[lang] = fonts.get(qn("w:hint"))
    assert hints == {"zh": "eastAsia", "en": None}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["○\u00a0Unreported", "Unit", "苏州工业园区", "Share of residents"]),
            st.floats(5, 60),
            st.sampled_from(["Zhangjiagang City", "2,226", "综合性文化服务中心", ""]),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_no_column_breaks_a_word(made: list[tuple[str, float, str]]) -> None:
    columns = [TableColumn(head, width) for head, width, _ in made]
    widths = column_widths(columns, [[cell for *_, cell in made]], 442, 9.5)
    assert sum(widths) == pytest.approx(442)
    # The longest of these words takes 67 points and 8 beside it: five of them have the room. Heads
    # are a point smaller.
    for (head, _, cell), width in zip(made, widths, strict=True):
        assert longest_piece(head, 8.5 * 1.08) + 7.9 <= width
        assert longest_piece(cell, 9.5) + 7.9 <= width


def test_a_short_word_of_wide_letters_is_not_broken_where_nothing_fits() -> None:
    heads = ("Requirement", "Leyu Town", "Demonstration Park", *["Technological Zone"] * 4)
    columns = [TableColumn(head, 30) for head in heads]
    widths = column_widths(columns, [], 442, 9.5)
    assert sum(widths) == pytest.approx(442)
    # Bold letters of Times: T 0.667, o 0.5, w 0.722, n 0.556 of the size; 7.5 for the cell's edges.
    assert widths[1] >= 2.445 * 9.5 + 7.5
    # Letters of Noto Sans: U 0.72, n 0.61, k 0.55, o 0.6, w 0.8 of the size; heads a point smaller.
    columns = [TableColumn("Name", 90), TableColumn("Unknown", 1), TableColumn("Total", 20)]
    assert column_widths(columns, [["Huqiu District", "7", "7"]], 442, 9.5)[1] >= 4.5 * 8.5 + 8


def test_a_name_stands_on_one_line_where_others_have_room() -> None:
    columns = [TableColumn("要求", 90), TableColumn("苏州工业园区", 20)]
    # Of 500 points twenty of 110 parts are 91, which hold the six characters; of 300 they do not.
    assert column_widths(columns, [], 500, 10)[1] == pytest.approx(500 * 20 / 110)
    assert column_widths(columns, [], 300, 10)[1] == pytest.approx(6 * 9 + 8)


def test_what_a_row_is_about_stands_on_one_line() -> None:
    columns = [TableColumn("要求", 20), *(TableColumn("苏州工业园区", 20) for _ in range(4))]
    # Ten characters take 100 points and 8 beside them; heads of 54 and 8 break where they must.
    row = ["社区教育经费（人均）", "1", "1", "1", "1"]
    for room in (420, 300):
        assert column_widths(columns, [row], room, 10)[0] == pytest.approx(108)


def test_heads_of_figures_stand_on_two_lines() -> None:
    heads = ("单位", "常住人口（人）", "60 岁以上（人）", "60 岁以上占比", "收录场所（处）")
    heads += ("每万人场所（处）", "●\u00a0达到", "▲\u00a0缺口", "○\u00a0未上报")
    shares = (32, 25, 23, 19, 23, 17, 25, 25, 25)
    columns = [TableColumn(h, w) for h, w in zip(heads, shares, strict=True)]
    row = ["星星糖街道", "190,010", "42,159", "22.2%", "175", "9.21", "117", "30", "6"]
    widths = column_widths(columns, [row], 442, 10.5)
    assert sum(widths) == pytest.approx(442)
    lines = [len(wrapped(h, 9.5, w - 8)) for h, w in zip(heads, widths, strict=True)]
    assert max(lines) == 2
    assert lines[6:] == [1, 1, 1]


def test_notes_and_the_last_rows_stand_with_their_table() -> None:
    paper = Paper("zh", "", "")
    rows = [[str(n)] for n in range(40)]
    paper.table("", [TableColumn("数", 1)], rows, whole=False, notes=["甲", "乙"])
    paper.table("", [TableColumn("数", 1)], rows, whole=False)
    document = opened(paper.to_bytes())
    noted, bare = document.tables

    def kept(table: Table) -> list[bool]:
        cells = [row.cells[0].paragraphs[0] for row in table.rows]
        return [bool(cell.paragraph_format.keep_with_next) for cell in cells]

    # The head with the first row, the last six with each other and with what is noted.
    assert kept(noted) == [True, *[False] * 34, *[True] * 6]
    assert kept(bare) == [True, *[False] * 34, *[True] * 5, False]
    notes = [p for p in document.paragraphs if p.style.name == "Note"]
    assert [p.paragraph_format.keep_with_next for p in notes] == [True, None]


def test_what_is_attached_does_not_stand_alone(demo: CityPack) -> None:
    document = opened(whole(demo, "zh")[1])
    said = document.paragraphs
    last = next(n for n, p in enumerate(said) if p.text.endswith("资料来源"))
    bound = [bool(p.paragraph_format.keep_with_next) for p in said[last - 5 : last + 1]]
    assert bound == [True] * 5 + [False]
    assert said[last - 5].text.startswith("示意边界")
    pages = pypdfium2.PdfDocument(to_report_pdf(whole(demo, "zh")[0]))
    texts = [page.get_textpage().get_text_bounded() for page in pages]
    [page] = [text for text in texts if "附件：1" in text.replace(" ", "")]
    assert "示意边界" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_holds_more_than_the_last_row_of_a_table(lang: Lang) -> None:
    paper, numbers = PdfPaper(lang, "", ""), range(30, 60)
    for number in numbers:  # each from the head of a page, all in one file
        paper.attachment(upright=True)
        rows = [[f"row{number}"] for _ in range(number)]
        paper.table("", [TableColumn("n", 1)], rows, whole=False, notes=["NOTE"])
    pages = pypdfium2.PdfDocument(paper.to_bytes())
    texts = [page.get_textpage().get_text_bounded() for page in pages]
    for number in numbers:
        *_, last = table = [text for text in texts if f"row{number}" in text]
        assert sum(text.count("row") for text in table) == number
        assert last.count("row") >= 3
        assert "NOTE" in last


def test_lines_of_a_pdf_fill_their_measure() -> None:
    address = "http://travel.example.com/p-oi7523931-zhongguoguzhuanwabowuguanwwwwmmmm " * 3
    paper = PdfPaper("en", "", "")
    paper.body("The work plan asks for a regular report on community education. " * 9)
    paper.table("", [TableColumn("a", 1), TableColumn("b", 1)], [[address, "1"]])
    page = pypdfium2.PdfDocument(paper.to_bytes())[0].get_textpage()
    boxes = [page.get_rect(n) for n in range(page.count_rects())]
    # 28 mm at the left and 156 mm of type; the first column is half of it.
    left, width = 28 * 72 / 25.4, 156 * 72 / 25.4
    body = [right - left for _, _, right, top in boxes if top > 620]
    assert sum(one > 0.93 * width for one in body) >= 5
    cells = [right for begin, _, right, top in boxes if top < 600 and begin < left + 10]
    assert cells
    assert max(cells) <= left + width / 2


def test_a_long_list_goes_on_in_a_row_that_says_whom_it_is_about() -> None:
    names = "、".join(f"第{n:02d}号社区" for n in range(60))
    columns = [TableColumn("乡镇", 24), TableColumn("村（社区）", 60, names=True),
               *(TableColumn(head, 14) for head in ("老年学习点", "党群服务中心"))]  # fmt: skip # a row
    lay = layout(
        columns, [["示例镇", names, Marked("●", "met"), "○"], ["另一镇", "甲村", "", ""]], 400, 10
    )
    *parts, last = lay.rows
    assert [row[0] for row in parts] == ["示例镇"] * len(parts)
    assert [row[2:] for row in parts] == [[Marked("●", "met"), "○"]] * len(parts)
    assert "".join(str(row[1]) for row in parts) == names
    assert last == ["另一镇", "甲村", "", ""]
    for row in parts:
        assert len(wrapped(str(row[1]), 10, lay.widths[1] - 8)) <= 6
    # What is short gives the list the room; a head breaks for it between words alone.
    assert lay.widths[1] > 400 * 60 / 112
    assert set(lay.heads[2:]) <= {"老年学习点", "老年\n学习点", "党群服务中心", "党群服务\n中心"}


@pytest.mark.parametrize(("head", "parts"), [
    ("社区教育中心", ("社区教育", "中心")), ("党群服务中心", ("党群服务", "中心")),
    ("综合性文化服务中心", ("综合性文化", "服务中心")), ("老年学习点", ("老年", "学习点")),
    ("新时代文明实践所", ("新时代文明", "实践所")), ("村（社区）学习场所", ("村（社区）", "学习场所")),
    ("专职教师（乡镇）", ("专职教师", "（乡镇）")), ("青少年活动中心", ("青少年", "活动中心")),
    ("达到", ("达到",)), ("● 达到", ("● 达到",)), ("Senior school", ("Senior school",)),
        ("张家港市", ("张家港市",)),
        ("苏州工业园区", ("苏州工业", "园区")),
        ("示例星港区", ("示例星港区",)),
        ("双山岛旅游度假区", ("双山岛旅游", "度假区")),
])  # fmt: skip # two pairs a line
def test_a_head_breaks_between_words(head: str, parts: tuple[str, ...]) -> None:
    assert halves(head) == parts
    assert fitted(head, 10, 1000) == head
    widest = max(text_width(part, 10) for part in parts)
    assert fitted(head, 10, widest) == "\n".join(parts)


def test_a_name_with_brackets_breaks_before_them() -> None:
    assert wrapped("专职教师（乡镇）", 10, 65) == ["专职教师", "（乡镇）"]
    assert wrapped("县（市、区）老年大学", 10, 65) == ["县（市、区）", "老年大学"]
    columns = [TableColumn("条款", 66), TableColumn("要求", 30), TableColumn("规则", 114)]
    row = [
        "第 7 项：“社区教育机构专职教师按照常住人口万分之一点五的标准配备”",
        "专职教师（乡镇）",
        "每 10,000 常住人口 1.5",
    ]
    assert column_widths(columns, [row], 400, 10.5)[1] - 8 >= 8 * 10.5
