"""The forms in which offices hand lists in: layouts, old spreadsheets, placemarks, hidden parts."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from locator.intake.model import Terms
from locator.intake.read import read_upload
from locator.intake.upload import understand
from uploads import saved, workbook, zipped

if TYPE_CHECKING:
    from locator.intake.model import Import, UploadSheet
    from locator.pack.model import CityPack

HEADS = ["序号", "名称", "地址", "电话"]


def table(name: str, data: bytes) -> tuple[UploadSheet, list[tuple[str, int | None]]]:
    upload = read_upload(name, data)
    assert len(upload.sheets) == 1, upload.problems
    return upload.sheets[0], [(p.key.partition(".")[2], p.row) for p in upload.problems]


def lines(*rows: list[object]) -> bytes:
    return saved(workbook(*rows))


def cells(sheet: UploadSheet) -> list[list[str]]:
    return sheet.cells.to_numpy().tolist()


# --- between the rows ------------------------------------------------------------------------


def test_sections_name_the_rows_below_them() -> None:
    sheet, problems = table(
        "a.xlsx",
        lines(
            HEADS,
            ["一、甲镇（2所）"],
            [1, "子", "路1号", "1"],
            [2, "丑", "路2号", "2"],
            ["（二）乙镇："],
            [3, "寅", "路3号", "3"],
        ),
    )
    assert sheet.sections == {3: "甲镇", 4: "甲镇", 6: "乙镇"}
    assert sheet.cells["名称"].tolist() == ["子", "丑", "寅"]
    assert problems == []


def test_sums_notes_rules_and_repeated_headings_are_no_records() -> None:
    sheet, problems = table(
        "a.csv",
        "名称,地址,人数\n子,路1号,3\n小计,,3\n——,——,——\n名称,地址,人数\n丑,路2号,4\n合 计：2所,,7\n注：数字截至去年底,,\n填表人：某某,,".encode(),
    )
    assert cells(sheet) == [["子", "路1号", "3"], ["丑", "路2号", "4"]]
    assert problems == [("note", 8), ("note", 9), ("sum", 3), ("sum", 7)]
    assert sheet.notes == ("注：数字截至去年底", "填表人：某某")


def test_a_record_that_has_only_a_name_stays() -> None:
    sheet, problems = table("a.csv", "名称,地址,人数\n合计书店,,\n甲馆,路,1\n丙馆,,\n".encode())
    assert sheet.cells["名称"].tolist() == ["合计书店", "甲馆", "丙馆"]
    assert problems == []


def test_a_merged_line_is_no_record() -> None:
    book = workbook(
        ["某市一览表（坐标为百度坐标）"], HEADS[1:], ["甲镇"], ["子", "路", "1"], ["说明文字"]
    )
    for merged in ("A1:C1", "A3:C3", "A5:C5"):
        book.active.merge_cells(merged)
    sheet, problems = table("a.xlsx", saved(book))
    assert (cells(sheet), sheet.sections) == ([["子", "路", "1"]], {4: "甲镇"})
    assert sheet.notes == ("某市一览表（坐标为百度坐标）", "说明文字")
    assert problems == [("note", 5)]


@pytest.mark.parametrize("mark", ["同上", "〃", "″", "(同上)", "ditto"])
def test_ditto_marks_repeat_the_cell_above(mark: str) -> None:
    sheet, _ = table("a.csv", f"名称,镇,地址\n子,甲镇,路1\n丑,{mark},路2\n寅,{mark},\n".encode())
    assert sheet.cells["镇"].tolist() == ["甲镇"] * 3
    assert sheet.cells["地址"].tolist() == ["路1", "路2", ""]


def test_a_ditto_mark_above_which_nothing_stands_is_kept() -> None:
    sheet, _ = table("a.csv", "名称,镇,地址\n子,同上,路1\n".encode())
    assert cells(sheet) == [["子", "同上", "路1"]]


# --- headings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("third", "columns"),
    [
        (["经度", "纬度"], ["学校名称", "所在镇", "经度（WGS84）", "纬度（WGS84）"]),
        ([121.0034, 31.265], ["学校名称", "所在镇", "坐标（WGS84）", "D"]),
    ],
)
def test_three_lines_of_headings_are_read_as_one(third: list[object], columns: list[str]) -> None:
    book = openpyxl.Workbook()
    lines = [
        ["学校名称", "位置", None, None],
        [None, "所在镇", "坐标（WGS84）", None],
        [None, None, *third],
        ["虚构甲老年学校", "千灯镇", 121.0034, 31.265],
    ]
    for line in lines:
        book.active.append(line)
    for cells in ("A1:A3", "B1:D1", "B2:B3", "C2:D2"):
        book.active.merge_cells(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    [sheet] = read_upload("名单.xlsx", buffer.getvalue()).sheets
    assert list(sheet.cells.columns) == columns


def test_two_lines_of_headings_without_merged_cells() -> None:
    sheet, _ = table(
        "a.csv",
        (
            "清单,,,,,\n名称,学员,,教师,,位置（BD-09）,\n,男,女,男,女,经度,纬度\n子,1,2,3,4,121,31\n"
        ).encode(),
    )
    assert list(sheet.cells.columns) == [
        "名称",
        "学员 男",
        "学员 女",
        "教师 男",
        "教师 女",
        "经度（BD-09）",
        "纬度（BD-09）",
    ]
    assert cells(sheet) == [["子", "1", "2", "3", "4", "121", "31"]]


def test_a_blank_heading_does_not_make_the_first_row_headings() -> None:
    sheet, problems = table("a.csv", "名称,,地址\n子,甲,乙\n".encode())
    assert (list(sheet.cells.columns), cells(sheet)) == (
        ["名称", "B", "地址"],
        [["子", "甲", "乙"]],
    )
    assert problems == [("heading_missing", 1)]


# --- text -------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.tsv", "a.xls"])
def test_utf_16_without_a_mark(name: str, encoding: str) -> None:
    sheet, problems = table(name, "名称\t镇\r\n子\t甲镇\r\n".encode(encoding))
    assert (cells(sheet), problems) == ([["子", "甲镇"]], [])


@pytest.mark.parametrize("bar", [",", "\t", ";", "|", "，", "；"])
def test_the_delimiter_is_what_makes_even_columns(bar: str) -> None:
    text = (
        bar.join(["名称", "镇"])
        + "\n"
        + bar.join(["子、丑, 寅; 卯 | 辰，巳；午".replace(bar, ""), "甲镇"])
    )
    sheet, _ = table("a.csv", (text + "\n" + bar.join(["未", "乙镇"]) + "\n").encode())
    assert sheet.cells["镇"].tolist() == ["甲镇", "乙镇"]


# --- workbooks --------------------------------------------------------------------------------


def venues() -> openpyxl.Workbook:
    return workbook(
        ["名称", "类型", "所在镇", "地址", "电话"],
        ["虚构子图书馆", "图书馆分馆", "虚构东镇", "路1号", "0512-57470001"],
        ["虚构丑图书馆", "图书馆分馆", "虚构东镇", "路2号", "0512-57470002"],
        ["虚构寅图书馆", "图书馆分馆", "虚构东镇", "路3号", "0512-57470003"],
    )


def imported(book: openpyxl.Workbook, pack: CityPack, *, hidden: bool = False) -> Import:
    return understand(read_upload("名单.xlsx", saved(book)), pack, Terms(hidden=hidden))


def said(result: Import, prefix: str) -> list[tuple[str, int | None, str | None]]:
    return [(p.key, p.row, p.column) for p in result.problems if p.key.startswith(prefix)]


def test_what_is_hidden_is_read_only_after_a_yes(invented: CityPack) -> None:
    book = venues()
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["E"].hidden = True
    book.copy_worksheet(book.active).sheet_state = "hidden"
    result = imported(book, invented)
    assert sorted(said(result, "intake.hidden"), key=str) == [
        ("intake.hidden_column", None, "电话"),
        ("intake.hidden_row", 3, None),
        ("intake.hidden_sheet", None, None),
    ]
    assert [row.row for row in result.difference.new] == [2, 4]
    assert "57470001" not in str(result.changes)
    everything = imported(book, invented, hidden=True)
    assert said(everything, "intake.hidden") == []
    assert {row.row for row in everything.difference.new} == {2, 3, 4}
    assert "57470001" in str(everything.changes)


def test_a_formula_without_its_value_and_an_error_are_named(invented: CityPack) -> None:
    book = venues()
    book.active["A3"] = '=CONCATENATE("虚构","丁书房")'
    book.active["D4"] = "#N/A"
    book.active["D4"].data_type = "e"
    result = imported(book, invented)
    assert ("intake.cell_unsaved", 3, "名称") in said(result, "intake.cell")
    assert ("intake.cell_fault", 4, "地址") in said(result, "intake.cell")
    assert [row.row for row in result.difference.new] == [2]
    assert "#N/A" not in str(result.changes)


def test_a_date_is_no_address(invented: CityPack) -> None:
    book = venues()
    book.active["D2"] = "2024-03-02"
    result = imported(book, invented)
    assert said(result, "intake.cell_became_date") == [("intake.cell_became_date", 2, "地址")]


def test_a_table_of_contents_is_not_read(invented: CityPack) -> None:
    book = venues()
    book.active.title = "图书馆名单"
    book.create_sheet("总表", 0)
    for row in (["序号", "名称", "页码"], [1, "图书馆名单", 1]):
        book["总表"].append(row)
    result = imported(book, invented)
    assert said(result, "intake.sheet") == [("intake.sheet_contents", None, None)]
    assert len(result.difference.new) == 3


def test_one_heading_twice(invented: CityPack) -> None:
    book = venues()
    for row, value in enumerate(["地址", "", "路2号", "路9号"], start=1):
        book.active.cell(row, 6, value)
    result = imported(book, invented)
    assert said(result, "intake.column_twice") == [("intake.column_twice", 4, "地址")]
    assert [row.row for row in result.difference.new] == [2, 3]
    book.active["F4"] = ""
    book.active["D3"] = ""
    result = imported(book, invented)
    assert said(result, "intake.column_twice") == []
    added = {
        r.row: {c: after for c, _, after in r.fields}["address"] for r in result.difference.new
    }
    assert added == {2: "路1号", 3: "路2号", 4: "路3号"}


# --- older spreadsheets -----------------------------------------------------------------------


def old_workbook() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    sheet.write_merge(0, 0, 0, 2, "一览表")
    for row, values in enumerate(
        [["名称", "镇", "人数"], ["子", "甲镇", 3], ["丑", "", 4.5], ["寅", "乙镇", 5]], 1
    ):
        for column, value in enumerate(values):
            if value != "":
                sheet.write(row, column, value)
    sheet.merge(2, 3, 1, 1)
    sheet.row(4).hidden = True
    sheet.col(2).hidden = True
    book.add_sheet("空")
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.xlsx"])
def test_the_old_format_of_excel(name: str) -> None:
    sheet, problems = table(name, old_workbook())
    assert list(sheet.cells.columns) == ["名称", "镇", "人数"]
    assert cells(sheet) == [["子", "甲镇", "3"], ["丑", "甲镇", "4.5"], ["寅", "乙镇", "5"]]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({5}, {"人数"})
    assert (sheet.notes, problems) == (("一览表",), [])


def test_an_old_workbook_in_far_corners_is_refused() -> None:
    book = xlwt.Workbook()
    for number in range(3):
        sheet = book.add_sheet(str(number))
        sheet.write(0, 0, "a")
        sheet.write(65_535, 255, "b")
    data = io.BytesIO()
    book.save(data)
    upload = read_upload("a.xls", data.getvalue())
    assert upload.sheets == ()
    assert {p.key for p in upload.problems} <= {"upload.cells", "upload.workbook_broken"}


ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="名单"><table:table-column/>
<table:table-column table:visibility="collapse"/>{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""
KIND = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = f"""<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/></manifest:manifest>"""


def ods(*rows: str) -> bytes:
    return zipped(
        {
            "mimetype": KIND,
            "META-INF/manifest.xml": MANIFEST,
            "content.xml": ODS.format(rows="".join(rows)),
        }
    )


def ods_row(*values: str, more: str = "") -> str:
    filled = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{v}</text:p></table:table-cell>'
        for v in values
    )
    return f"<table:table-row{more}>{filled}</table:table-row>"


def test_open_document() -> None:
    hidden = ' table:visibility="filter"'
    sheet, problems = table(
        "a.ods", ods(ods_row("名称", "电话"), ods_row("子", "1"), ods_row("丑", "2", more=hidden))
    )
    assert (cells(sheet), problems) == ([["子", "1"], ["丑", "2"]], [])
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3}, {"电话"})


def test_open_document_of_repeated_cells_is_refused() -> None:
    wide = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell'
        ' office:value-type="string" table:number-columns-repeated="16000"><text:p>x</text:p>'
        "</table:table-cell></table:table-row>"
    )
    upload = read_upload("a.ods", ods(wide))
    assert upload.sheets == ()
    assert {p.key for p in upload.problems} <= {"upload.cells", "upload.workbook_broken"}


# --- placemarks -------------------------------------------------------------------------------

KML = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<name>学校</name>{marks}<Folder><name>书房</name><Placemark><name>丑</name><ExtendedData><SchemaData>
<SimpleData name="镇">乙镇</SimpleData></SchemaData></ExtendedData><MultiGeometry><Polygon>
<outerBoundaryIs><LinearRing><coordinates>120,31 121,31 121,32 120,31</coordinates></LinearRing>
</outerBoundaryIs></Polygon></MultiGeometry></Placemark></Folder></Document></kml>"""
MARK = """<Placemark><name>子</name><ExtendedData><Data name="镇"><value>甲镇</value></Data>
</ExtendedData><Point><coordinates>121.5,31.25,0</coordinates></Point></Placemark>"""


@pytest.mark.parametrize("name", ["a.kml", "a.kmz"])
def test_placemarks(name: str) -> None:
    data = KML.format(marks=MARK).encode()
    upload = read_upload(name, zipped({"doc.kml": data}) if name == "a.kmz" else data)
    first, second = upload.sheets
    assert upload.problems == ()
    assert (first.name, cells(first)) == ("学校", [["子", "甲镇"]])
    assert first.geometry is not None
    assert second.geometry is not None
    assert first.geometry.crs.to_epsg() == 4326
    assert (first.geometry.iloc[0].x, first.geometry.iloc[0].y) == (121.5, 31.25)
    assert (second.name, cells(second)) == ("书房", [["丑", "乙镇"]])
    assert second.geometry.iloc[0].area == 0.5
    assert list(second.cells.index) == [2]


def test_a_line_and_a_broken_point_are_named() -> None:
    line = MARK.replace("Point", "LineString")
    broken = MARK.replace("121.5,", "x,")
    upload = read_upload("a.kml", KML.format(marks=line + broken).encode())
    assert [(p.key, p.row) for p in upload.problems] == [
        ("upload.shape_kind", 1),
        ("upload.shape_broken", 2),
    ]


def test_waypoints() -> None:
    text = '<gpx><wpt lat="31.25" lon="121.5"><name>子</name><desc>路</desc></wpt><trk/></gpx>'
    sheet, problems = table("a.gpx", text.encode())
    assert (cells(sheet), problems) == ([["子", "路"]], [])
    assert sheet.geometry is not None
    assert (sheet.geometry.iloc[0].x, sheet.geometry.iloc[0].y) == (121.5, 31.25)


def test_too_many_tags_are_refused_before_anything_is_built() -> None:
    upload = read_upload("a.kml", b"<kml>" + b"<a/>" * 1_000_000 + b"</kml>")
    assert [p.key for p in upload.problems] == ["upload.vertices"]


@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "子", "合计", "一、甲", "同上", "注：", "——", "3"]),
            min_size=3,
            max_size=4,
        ),
        max_size=8,
    )
)
def test_no_row_is_lost_without_a_word(rows: list[list[str]]) -> None:
    data = "\n".join(["名称,地址,电话,镇", *(",".join(row) for row in rows)])
    upload = read_upload("a.csv", data.encode())
    (sheet,) = upload.sheets
    named = {p.row for p in upload.problems}
    for number, row in enumerate(rows, start=2):
        if any(cell not in {"", "——"} for cell in row):
            in_section = any("一、" in cell for cell in row)
            assert number in sheet.cells.index or number in named or in_section


def binary_workbook(rows: list[list[str]]) -> bytes:
    """The least of an .xlsb: records of a number, a length and so many bytes."""

    def record(number: int, content: bytes = b"") -> bytes:
        head = bytes([number]) if number < 128 else bytes([number & 127 | 128, number >> 7])
        length = len(content)
        size = bytes([length]) if length < 128 else bytes([length & 127 | 128, length >> 7])
        return head + size + content

    def text(said: str) -> bytes:
        return struct.pack("<I", len(said)) + said.encode("utf-16-le")

    begin_book, begin_sheets, bundle, end_sheets, end_book = 131, 143, 156, 144, 132
    begin_sheet, extent, begin_data, end_data, end_sheet, row_head, cell = (
        129,
        148,
        145,
        146,
        130,
        0,
        6,
    )
    sheets = struct.pack("<II", 0, 1) + text("rId1") + text("名单")
    book = record(begin_book) + record(begin_sheets) + record(bundle, sheets)
    book += record(end_sheets) + record(end_book)
    sheet = record(begin_sheet)
    sheet += record(extent, struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1))
    sheet += record(begin_data)
    for y, row in enumerate(rows):
        sheet += record(row_head, struct.pack("<IIHBBBI", y, 0, 300, 0, 0, 0, 0))
        for x, said in enumerate(row):
            sheet += record(cell, struct.pack("<II", x, 0) + text(said))
    sheet += record(end_data) + record(end_sheet)
    schema = "http://schemas.openxmlformats.org"
    relation = f'<Relationship Id="rId1" Type="{schema}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.bin"/>'
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{schema}/package/2006/content-types"/>',
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{schema}/package/2006/relationships">{relation}</Relationships>',
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


@pytest.mark.parametrize(("hidden", "new"), [(False, 0), (True, 1)])
def test_a_binary_workbook_is_read_after_a_yes(suzhou: CityPack, hidden: bool, new: int) -> None:
    """It does not tell what is hidden: what may be is read after a yes only."""
    data = binary_workbook([["名称", "类型", "所在镇"], ["虚构甲老年学校", "老年学校", "沙溪镇"]])
    result = understand(read_upload("名单.xlsb", data), suzhou, Terms(hidden=hidden))
    assert len(result.difference.new) == new
    assert "upload.hidden_untold" in {p.key for p in result.problems}
