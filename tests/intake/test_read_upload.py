"""Reading what planners hand in: the same text out of every format, and every row's number."""

from __future__ import annotations

import datetime as dt

import pytest

from locator.intake.read import read_upload
from uploads import keys, saved, workbook


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_reads_the_same_in_every_encoding(encoding: str, delimiter: str) -> None:
    text = '2026 年清单\n\n名称,电话\r\n图书馆,0512 \n"甲\n乙",\n,3\n'.replace(",", delimiter)
    upload = read_upload("桌面\\清单.csv", text.encode(encoding))
    assert (upload.name, upload.problems) == ("清单.csv", ())
    (sheet,) = upload.sheets
    assert (sheet.name, sheet.geometry, sheet.hidden) == ("", None, False)
    assert sheet.cells.to_dict("split") == {
        "columns": ["名称", "电话"],
        "index": [4, 5, 7],  # the line on which the row starts
        "data": [["图书馆", "0512"], ["甲\n乙", ""], ["", "3"]],
    }


def test_workbook_cells_read_as_a_person_would_write_them() -> None:
    row = [13800138000, 0.1 + 0.2, 1e-7, 320505001002, True, dt.date(2024, 1, 2),
           dt.datetime.fromisoformat("2024-01-02T09:30"), dt.time(9), " 甲\u200b\r\n ", None]  # fmt: skip # a table, a row a line
    (sheet,) = read_upload("a.xlsx", saved(workbook(list("abcdefghij"), row))).sheets
    assert sheet.cells.loc[2].tolist() == [
        "13800138000",
        "0.3",
        "0.0000001",
        "320505001002",
        "TRUE",
        "2024-01-02",
        "2024-01-02 09:30",
        "09:00",
        "甲",
        "",
    ]
    assert {str(kind) for kind in sheet.cells.dtypes} == {"str"}


def test_workbook_with_titles_and_merged_cells() -> None:
    book = workbook(
        ["社区教育中心一览表"],
        [],
        ["区县", "名称", "联系方式", None, "备注"],
        [None, None, "电话", "地址", None],
        ["甲县", "一中心", "1", "路一号", None],
        [None, "二中心", "2", "路二号", "说明"],
    )
    for merged in ("A1:E1", "A3:A4", "B3:B4", "C3:D3", "A5:A6"):
        book.active.merge_cells(merged)
    book.create_sheet("空白")
    book.create_sheet("选项").append(["是", "否"])
    book["选项"].sheet_state = "hidden"
    upload = read_upload("a.xlsx", saved(book))
    first, hidden = upload.sheets
    assert first.cells.to_dict("split") == {
        "columns": ["区县", "名称", "电话", "地址", "备注"],
        "index": [5, 6],
        "data": [["甲县", "一中心", "1", "路一号", ""], ["甲县", "二中心", "2", "路二号", "说明"]],
    }
    assert (hidden.name, hidden.hidden, len(hidden.cells)) == ("选项", True, 0)
    assert [(p.key, p.sheet) for p in upload.problems] == [("upload.header_only", "选项")]


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("a.numbers", b"x", "upload.old_excel"),
        ("a.xls", b"<html><table>", "upload.content"),
        ("a.ods", b"PK\x03\x04", "upload.archive_broken"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "upload.workbook_broken"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "upload.encrypted",
        ),
        ("a.xlsx", b"name,unit\n", "upload.content"),
        ("a.csv", b"PK\x03\x04name", "upload.content"),
        ("a.csv", b"na\x00me,unit\n", "upload.content"),
        ("a.csv", b" \n", "upload.empty"),
        ("a.csv", b"name,unit\n\xff\xff,1\n", "upload.encoding"),
        ("a.csv", b'name,unit\n"a,1\n', "upload.csv_broken"),
        ("a.csv", b"name,unit\na,b,c\n", "upload.cell_count"),
        ("a.csv", b"name,name\na,b\n", "upload.heading_twice"),
        ("a.vrt", b"<OGRVRTDataSource/>", "upload.format"),
        ("a.kml", b"<kml/>", "upload.no_rows"),
        ("a.kml", b"<kml><Placemark>", "upload.xml_text"),
        ("a.kml", b'<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>', "upload.xml_text"),
        ("a.gpx", b"<kml/>", "upload.xml_text"),
        ("a.kmz", b"PK\x03\x04", "upload.archive_broken"),
        ("/vsicurl/x", b"x", "upload.format"),
        ("a.shp", b"x", "upload.bare_shapefile"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, data: bytes, key: str) -> None:
    assert keys(name, data) == [key]
