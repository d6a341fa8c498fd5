"""Cells as people fill them in: dates, phones, coordinates, choices; every answer by hand."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.intake.model import CellError
from locator.intake.recognise.cells import read_cell, read_code, read_date, read_phone
from locator.intake.recognise.coordinates import exchanged, read_pair
from locator.pack import schema
from locator.problems import Problem
from locator.wording.problems import problem_text


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024年6月", "2024-06"),
        ("2024年6月26日", "2024-06-26"),
        ("2024 年 6 月 26 号", "2024-06-26"),
        ("2024.6.26", "2024-06-26"),
        ("2024/6/26", "2024-06-26"),
        ("2024-06", "2024-06"),
        ("2024年", "2024"),
        ("2024", "2024"),
        ("20240626", "2024-06-26"),
        ("２０２４．６．２６", "2024-06-26"),
        ("二〇二四年六月二十六日", "2024-06-26"),
        ("二零二四年十二月三十一日", "2024-12-31"),
        ("二〇二四年十月", "2024-10"),
        ("2024年廿六月", None),
        ("2024-06-26 00:00:00", "2024-06-26"),
        ("2024-06-26T08:30", "2024-06-26"),
        ("45000", "2023-03-15"),  # Excel: 45 000 days after 1899-12-30
        ("45469", "2024-06-26"),
        ("20000", None),  # 1954: no date of a source, but a number
        ("2024-02-30", None),
        ("2024.13", None),
        ("6.7.8", None),
        ("24-06-26", None),
        ("去年", None),
        ("2024年底", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    if date is None:
        with pytest.raises(CellError, match="cell_date"):
            read_date(text)
    else:
        assert read_date(text) == date


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("0512-62345678", "0512-62345678"),
        ("０５１２－６２３４５６７８", "0512-62345678"),
        ("（0512）6234 5678", "0512-62345678"),
        ("051262345678", "0512-62345678"),
        ("51262345678", "0512-62345678"),  # a spreadsheet dropped the zero
        ("+86 512 6234 5678", "0512-62345678"),
        ("86-512-62345678", None),
        ("电话：0512-62345678", "0512-62345678"),
        ("62345678", "62345678"),
        ("138 1234 5678", "13812345678"),
        ("010-62345678", "010-62345678"),
        ("0512-62345678转801", "0512-62345678转801"),
        ("0512-62345678 ext.801", "0512-62345678转801"),
        ("0512-62345678/62345679", "0512-62345678、62345679"),
        ("0512-62345678、0512-62345678", "0512-62345678"),
        ("12345", "12345"),
        ("400-820-8820", "4008208820"),
        ("6234567", "6234567"),
        ("6234", None),
        ("0512-6234567890", None),
        ("见官网", None),
    ],
)
def test_phones(text: str, phone: str | None) -> None:
    found, understood = read_phone(text)
    assert understood == (phone is not None)
    assert found == (phone or text)


def test_a_rounded_phone_number_is_lost() -> None:
    with pytest.raises(CellError, match="cell_mangled"):
        read_phone("1.38E+10")


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("lon", "120.6195", "120.6195"),
        ("lon", "１２０．５", "120.5"),
        ("lon", "E120.6195°", "120.6195"),
        ("lon", "120°37'12\"", "120.62"),  # 37/60 + 12/3600 = 0.62
        ("lat", "31°18′36″N", "31.31"),
        ("lon", "-0.5", "-0.5"),
        ("lat", "120.6", None),  # no latitude
        ("lon", "约120", None),
        ("lon", "0x10", None),
        ("lon", "nan", None),
    ],
)
def test_coordinates(column: str, text: str, value: str | None) -> None:
    declared = schema.VENUES.column(column)
    if value is None:
        with pytest.raises(CellError, match="cell_degrees"):
            read_cell(text, declared)
    else:
        assert read_cell(text, declared) == value


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("count", "1,234", "1234"),
        ("count", "12人", "12"),
        ("count", "12.5", None),
        ("count", "-1", None),
        ("count", "约12", None),
        ("number", "1,234.50", "1234.5"),
        ("number", "-3", None),  # of nothing that is counted or paid is there less than none
        ("number", "inf", None),
        ("year", "2024年", "2024"),
        ("year", "24", None),
    ],
)
def test_numbers(kind: str, text: str, value: str | None) -> None:
    column = schema.Column("n", kind)  # type: ignore[arg-type]
    if value is None:
        with pytest.raises(CellError, match=f"cell_{kind}"):
            read_cell(text, column)
    else:
        assert read_cell(text, column) == value


@pytest.mark.parametrize(
    ("vocabulary", "text", "code"),
    [
        ("status", "open", "open"),
        ("status", "开放", "open"),
        ("status", "Closed for good", "closed"),
        ("status", "已撤销", "closed"),
        ("status", "在建", "planned"),
        ("precision", "准确", "exact"),
        ("answer", "√", "yes"),
        ("answer", "是", "yes"),
        ("answer", "Ｎｏ", "no"),
        ("indicator", "专职教师数", "full_time_teachers"),
        ("indicator", "专职教师（人）", "full_time_teachers"),
    ],
)
def test_choices_by_code_and_by_word(vocabulary: str, text: str, code: str) -> None:
    assert read_code(text, vocabulary) == code


def test_a_wrong_choice_names_the_right_ones() -> None:
    with pytest.raises(CellError) as failure:
        read_code("大概开放", "status")
    assert failure.value.key == "cell_choice"
    problem = Problem(
        "error", "intake.cell_choice", "甲.csv", 2, "状态", "大概开放", failure.value.params
    )
    assert "开放、筹建中、暂停开放、已关闭" in problem_text(problem, "zh")
    assert "Open, Planned, Suspended, Closed for good" in problem_text(problem, "en")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("老年人；儿童", "seniors;children"),
        ("老年人、Young people", "seniors;youth"),
        ("老年人 儿童/老人", "seniors;children"),
        ("seniors;everyone", "seniors;everyone"),
        ("市民", "everyone"),
    ],
)
def test_several_values_in_a_cell(text: str, cell: str) -> None:
    assert read_cell(text, schema.VENUES.column("audience")) == cell


def test_free_words_keep_their_blanks() -> None:
    assert read_cell("教室 2 间；操场", schema.VENUES.column("shares")) == "教室 2 间;操场"


def test_addresses_of_pages() -> None:
    website = schema.VENUES.column("website")
    assert read_cell("www.example.org/a", website) == "http://www.example.org/a"
    assert read_cell("https://example.org", website) == "https://example.org"
    for text in ("暂未开通", "ftp://example.org", "http://"):
        with pytest.raises(CellError, match="cell_url"):
            read_cell(text, website)


def test_two_coordinates_in_a_cell() -> None:
    for text in (
        "120.6，31.3", "(120.6, 31.3)", "纬度31.3，经度120.6", "31.3 120.6 0 0", "120.6/31.3",
        "120°36'0\"E 31°18'0\"N",
    ):  # fmt: skip # ways of writing one point
        assert read_pair(text) == pytest.approx((120.6, 31.3))
    assert read_pair("0,0") is None
    for text in ("120.6", "1,2", "120.6,31.3,7"):
        with pytest.raises(CellError, match="cell_position"):
            read_pair(text)
    assert exchanged("31.3", "120.6")
    assert not exchanged("120.6", "31.3")


@given(st.dates())
def test_iso_dates_stay(day: object) -> None:
    text = str(day)
    if text[:4] >= "1900":
        assert read_date(text) == text


@given(st.text())
def test_no_cell_breaks_a_reader(text: str) -> None:
    for column in schema.VENUES.columns:
        try:
            value = read_cell(text, column)
        except CellError:
            continue
        # What was read is what is read again.
        if value:
            assert read_cell(value, column) == value
    try:
        found, _ = read_phone(text)
    except CellError:
        return
    assert read_phone(found)[0] == found


COLUMNS = [
    *(c for t in vars(schema).values() if isinstance(t, schema.Table) for c in t.columns),
    *schema.OUTLINE_COLUMNS,
]
#: Pieces of which slow or wrong readings of cells were made.
PIECES = st.sampled_from(
    [
        *"年月日-./:：转,，;；、 0129十廿",
        "2024",
        "8:00-11:30",
        "13:30-5:00",
        "1.3E+10",
        "电话",
        "²",
        "٣",
    ]
)


@given(st.sampled_from(COLUMNS), st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text_in_any_column_is_read_or_is_a_problem(column: schema.Column, text: str) -> None:
    for read in (
        lambda: read_cell(text, column),
        lambda: read_phone(text),
        lambda: read_date(text),
    ):
        with contextlib.suppress(CellError):
            read()


@pytest.mark.parametrize(
    "text", ["9" * 5000, "9" * 5000 + "年", "1" * 5000 + "E+9", "9" * 5000 + "°"]
)
def test_thousands_of_digits_are_a_problem(text: str) -> None:
    for column in COLUMNS:
        try:
            read_cell(text, column)
        except CellError:
            continue
    with pytest.raises(CellError):
        read_date(text)
