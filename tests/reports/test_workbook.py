"""The workbook of a report: the model's numbers as numbers, safe, printable, the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from locator.city import City
from locator.reports.building.build import build
from locator.reports.content.choices import Choices
from locator.reports.content.report import Changes, VerdictMove
from locator.reports.workbook import to_xlsx
from locator.wording.catalogue import LANGUAGES, Lang, t

if TYPE_CHECKING:
    from locator.pack.model import CityPack
    from locator.reports.content.report import Report

WATERMARK = "虚构示例 FICTIONAL DEMO"
TRICK = '=HYPERLINK("http://x")'


@cache
def report_on(pack: CityPack, lang: Lang = "zh", scope: str = "") -> Report:
    return build(City(pack=pack), Choices(scope=scope), lang)


def rows(data: bytes, sheet: str) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return book.get_sheet_by_name(sheet).to_python()


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_numbers_are_those_of_the_model(demo: CityPack) -> None:
    report = report_on(demo)
    data = to_xlsx(report)
    listed = rows(data, "各项要求")
    assert listed[0][:4] == ["要求编号", "要求", "条款", "对象"]
    assert len(listed) - 1 == len(report.standing)
    for row, clause in zip(listed[1:], report.standing, strict=True):
        assert row[0] == clause.id
        assert row[5:9] == [clause.met, clause.gap, clause.unreported, clause.total]
        known = clause.unreported < clause.total
        assert row[9] == (pytest.approx(clause.met / clause.total) if known else "")
        assert row[11] == (
            "" if clause.population_share is None else pytest.approx(clause.population_share)
        )
    scores = rows(data, "分地区")[1:]
    assert [row[2] for row in scores] == [score.population for score in report.scorecard]


def test_every_list_is_complete(demo: CityPack) -> None:
    report = report_on(demo)
    data = to_xlsx(report)
    gaps = rows(data, "缺口")[1:]
    assert [(row[3], row[8]) for row in gaps] == [
        (gap.code, "" if gap.short is None else gap.short) for gap in report.gaps
    ]
    asked = rows(data, "未上报")[1:]
    assert [(row[0], row[5], row[7]) for row in asked] == [
        (u.ask, u.count, "、".join(u.names)) for u in report.unreported
    ]
    assert [row[0] for row in rows(data, "依据记录")[1:]] == [one.id for one in report.evidence]
    assert [row[4] for row in rows(data, "指标")[1:]] == [one.value for one in report.indicators]
    assert len(rows(data, "资料来源")) - 1 == len(report.sources)


def test_the_matrix_says_each_status_in_words(demo: CityPack) -> None:
    report = report_on(demo)
    data = to_xlsx(report)
    words = {"met": "● 达到", "gap": "▲ 缺口", "unreported": "○ 未上报", "": ""}
    for matrix, sheet, places in zip(
        report.appendix, ("市级", "县级", "乡镇级", "村级"), (2, 2, 3, 4), strict=True
    ):
        listed = rows(data, f"核对表·{sheet}")
        assert listed[0][places:] == [title for _, title in matrix.columns]
        for row, (code, _, unit, statuses) in zip(listed[1:], matrix.rows, strict=True):
            assert row[0] == code
            assert row[places - 1] == unit
            assert row[places:] == [words[status] for status in statuses]


def test_colours_follow_the_words(demo: CityPack) -> None:
    data = to_xlsx(report_on(demo))
    sheets = [text for name, text in parts(data).items() if "worksheets/sheet" in name]
    coloured = [text for text in sheets if "<conditionalFormatting" in text]
    assert len(coloured) == 4  # one sheet a level
    rules = re.findall(r"<formula>(.*?)</formula>", coloured[0])
    assert set(rules) == {'"● 达到"', '"▲ 缺口"', '"○ 未上报"'}


def test_sheets_are_filtered_and_printable(demo: CityPack) -> None:
    report = report_on(demo)
    data = to_xlsx(report)
    files = parts(data)
    titles = files["xl/workbook.xml"].count("_xlnm.Print_Titles")
    tables = [t for n, t in files.items() if "worksheets/sheet" in n and "<autoFilter" in t]
    assert len(tables) == titles == 12
    for text in tables:
        assert 'orientation="landscape"' in text
        assert 'fitToHeight="0"' in text
        assert 'state="frozen"' in text
        assert report.head.checksum[:16] in text
        assert report.head.date_text in text
        assert WATERMARK in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_is_in_the_dictionary(demo: CityPack, lang: Lang) -> None:
    data = to_xlsx(report_on(demo, lang))
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    *names, last = book.sheet_names
    described = {(row[0], row[1]) for row in rows(data, last)[1:]}
    matrices = {name for name in names if "核对表" in name or "Matrix" in name}
    assert len(matrices) == 4
    for name in names[1:]:
        heads = rows(data, name)[0]
        known = [head for head in heads if (name, head) in described]
        assert known if name in matrices else known == heads


def test_nothing_from_the_data_becomes_a_formula(invented: CityPack) -> None:
    units = invented.units.copy()
    units["name"] = TRICK
    report = build(City(pack=replace(invented, units=units)), Choices(next_steps=TRICK), "zh")
    data = to_xlsx(report)
    files = parts(data)
    assert not any("<f>" in text or "<hyperlink" in text for n, text in files.items())
    assert TRICK in {row[3] for row in rows(data, "核对表·乡镇级")} | {
        row[2] for row in rows(data, "核对表·乡镇级")
    }
    assert ["下一步工作 1", TRICK] in [row[:2] for row in rows(data, "摘要")]


def test_what_moved_has_a_sheet_when_there_is_something_to_compare(demo: CityPack) -> None:
    report = report_on(demo)
    move = VerdictMove("990101", "某镇", "某县", "x", "某项", "gap", "met", ("甲", "乙"))
    changes = Changes("2026年1月", "2026年6月", "一处变动", (move,), (), (), (), ("某项改了标准",))
    data = to_xlsx(replace(report, changes=changes))
    assert rows(data, "与上次相比")[1] == [
        "990101",
        "某镇",
        "某县",
        "某项",
        "▲ 缺口",
        "● 达到",
        "甲；乙",
    ]
    assert "某项改了标准" in {row[1] for row in rows(data, "摘要")}
    assert (
        "与上次相比" not in CalamineWorkbook.from_filelike(io.BytesIO(to_xlsx(report))).sheet_names
    )


def test_the_same_report_gives_the_same_bytes(demo: CityPack) -> None:
    assert to_xlsx(report_on(demo)) == to_xlsx(report_on(demo))
    again = build(City(pack=demo), Choices(), "zh")
    assert to_xlsx(again) == to_xlsx(report_on(demo))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sheet_is_a_head_alone_and_no_column_is_blank(
    suzhou: CityPack, demo: CityPack, lang: Lang
) -> None:
    """A head with nothing under it reads as "nothing is missing"."""
    for pack, scope in ((suzhou, "320583"), (demo, "")):
        book = CalamineWorkbook.from_filelike(io.BytesIO(to_xlsx(report_on(pack, lang, scope))))
        for name in book.sheet_names[1:]:
            head, *lines = book.get_sheet_by_name(name).to_python()
            assert lines, name
            said = len(lines) == 1 and not any(lines[0][1:])
            assert said or all(any(line[n] != "" for line in lines) for n in range(len(head))), name
    kunshan = to_xlsx(report_on(suzhou, lang, "320583"))
    gaps, described = (
        rows(kunshan, t(f"workbook.sheet_{sheet}", lang)) for sheet in ("gaps", "dictionary")
    )
    assert "未上报" in gaps[1][0] if lang == "zh" else "unreported" in gaps[1][0]
    rate = t("workbook.column_per_10000", lang)
    (meaning,) = [line[2] for line in described if line[1] == rate]
    assert meaning != t("workbook.meaning_per_10000", lang), "what is left out is said"
