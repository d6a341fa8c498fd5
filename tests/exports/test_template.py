"""Templates: made by the declaration, filled in, understood again without a question."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lists import filled
from locator.cli import main
from locator.exports.template.workbook import template
from locator.intake.match.drafts import PackRows
from locator.intake.match.merge import Earlier
from locator.intake.model import Terms
from locator.intake.read import read_upload
from locator.intake.recognise.words import EXTRA, guess_columns
from locator.intake.upload import understand
from locator.pack import schema
from locator.pack.overlay import overlay
from locator.pack.read import read_pack
from locator.problems import QueryError
from locator.style import WATERMARK
from locator.wording.catalogue import LANGUAGES, Lang, t
from locator.wording.labels import vocabulary
from locator.wording.problems import problem_text
from packs import VENUES, venue, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from locator.intake.model import Import
    from locator.pack.model import CityPack

TOLD = Terms(today=date(2026, 11, 25))
HINTED = [
    "county",
    "town",
    "unit",
    "complete",
    "as_of",
    *schema.VENUES.form,
    *schema.INDICATORS.form,
]


def opened(workbook: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook))


def back(workbook: bytes, pack: CityPack) -> Import:
    """Understood as one whose pack is what it was made from, with nothing published since."""
    earlier = Earlier(PackRows(pack.path), {})
    return understand(read_upload("填报表.xlsx", workbook), pack, TOLD, earlier=earlier)


def column(sheet: Worksheet, header: str) -> list[object]:
    headers = [str(cell.value).rstrip("*") for cell in sheet[1]]
    position = headers.index(header)
    return [row[position].value for row in sheet.iter_rows(min_row=2) if any(c.value for c in row)]


# -- one declaration -------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headers_are_those_of_the_catalogue_and_are_recognised(
    invented: CityPack, lang: Lang
) -> None:
    for sheet in opened(template(invented, "99", ["library"], lang)).worksheets[1:3]:
        headers = [str(cell.value) for cell in sheet[1]]
        table = schema.VENUES if len(headers) > 10 else schema.INDICATORS
        guesses = guess_columns(headers, [*table.columns, schema.REPORTING.column("as_of")])
        assert all(guess.confidence == 1.0 for guess in guesses)
        assert [t(f"column.{g.column}", lang) for g in guesses] == [h.rstrip("*") for h in headers]


def test_forms_ask_for_every_column_of_their_table() -> None:
    assert set(schema.VENUES.form) == set(schema.VENUES.names)
    assert set(schema.INDICATORS.form) == set(schema.INDICATORS.names)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_has_a_hint_in_its_header_and_in_the_instructions(
    invented: CityPack, lang: Lang
) -> None:
    book = opened(template(invented, "99", ["library"], lang))
    shown = {cell.comment.text for sheet in book.worksheets for cell in sheet[1] if cell.comment}
    about = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row}
    for name in HINTED:
        assert t(f"column.{name}_hint", lang) in shown & about


def test_every_coded_column_has_a_list_to_choose_from(invented: CityPack) -> None:
    book = opened(template(invented, "99", ["library"], "zh"))
    lists = book["选项"]
    assert lists.sheet_state == "hidden"
    sheet = book["图书馆"]
    headers = [str(cell.value).rstrip("*") for cell in sheet[1]]
    found = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            first = int(openpyxl.utils.cell.range_boundaries(str(rule.sqref))[0])
            area = rule.formula1.partition("!")[2].replace("$", "")
            found[headers[first - 1]] = [cell.value for [cell] in lists[area]]
    coded = [c.name for c in schema.VENUES.columns if c.vocabulary]
    names = {t(f"column.{name}", "zh"): name for name in coded}
    assert set(found) == {"所在单位", "场所类型", "本单位此类清单已填全", "收费", *names}
    for header, name in names.items():
        codes = vocabulary(schema.VENUES.column(name).vocabulary)
        words = [t(f"vocabulary.{schema.VENUES.column(name).vocabulary}_{c}", "zh") for c in codes]
        assert found[header] == words
    assert len(found["所在单位"]) == len(invented.units)
    assert found["场所类型"] == [layer.name for layer in invented.catalogue.layers.values()]


def test_codes_and_phones_are_text_cells(invented: CityPack) -> None:
    sheet = opened(template(invented, "99", ["library"], "zh"))["图书馆"]
    headers = [str(cell.value).rstrip("*") for cell in sheet[1]]
    for header in ("所在单位", "电话", "编号", "来源日期"):
        letter = openpyxl.utils.get_column_letter(headers.index(header) + 1)
        style = sheet.column_dimensions[letter]
        assert style.number_format == "@", header
    assert sheet.freeze_panes == "D2"


def test_nothing_becomes_a_formula(demo: CityPack) -> None:
    venues = demo.venues.copy()
    venues["name"] = "=HYPERLINK(1)"
    layer = venues["layer"].iloc[0]
    made = template(replace(demo, venues=venues), demo.city.code, [layer], "zh")
    book = opened(made)
    cells = [c for row in book.worksheets[1].iter_rows() for c in row if c.value == "=HYPERLINK(1)"]
    assert cells
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name]
    assert not [sheet for sheet in sheets if b"<f>" in sheet]


def test_points_that_are_estimated_can_be_told_apart(suzhou: CityPack) -> None:
    sheet = opened(template(suzhou, "320508", ["library_branch"], "zh")).worksheets[1]
    here = suzhou.venues[suzhou.venues["layer"] == "library_branch"]
    said = dict(zip(column(sheet, "编号"), column(sheet, "点位精度"), strict=True))
    guessed = {venue for venue, precision in said.items() if precision == "估点"}
    assert guessed == set(said) & set(here.index[here["precision"] == "estimated"]) != set()


# -- rows ------------------------------------------------------------------------------------------


def test_a_row_for_every_unit_that_the_plan_asks(invented: CityPack) -> None:
    # The requirement is about towns: the county asks its towns, the city all that count.
    book = opened(template(invented, "9901", ["community_education_center"], "zh"))
    assert column(book["社区教育中心"], "所在单位") == [
        "虚构甲县（9901）",
        "虚构东镇（990101）",
        "虚构西镇（990102）",
    ]
    assert column(book["社区教育中心"], "名称") == [
        "虚构县级记录",
        "虚构东镇社区教育中心",
        "虚构在建中心",
    ]
    assert column(book["社区教育中心"], "编号") == ["v7", "v1", "v6"]
    assert column(book["社区教育中心"], "状态") == ["开放", "开放", "筹建中"]
    assert column(book["社区教育中心"], "本单位此类清单已填全") == ["是", None, None]
    assert column(book["社区教育中心"], "截至日期") == ["2025-01-01", None, None]
    city = opened(template(invented, "99", ["community_education_center"], "zh"))
    assert column(city["社区教育中心"], "所在单位") == [
        "测试虚构市（99）",
        "虚构甲县（9901）",
        "虚构东镇（990101）",
        "虚构西镇（990102）",
        "虚构南街道（990201）",
    ]


def test_a_village_layer_goes_down_to_the_villages_that_are_asked(invented: CityPack) -> None:
    # Farmers' book rooms are asked of villages of the kind 村 only; 99020101 is a 社区.
    book = opened(template(invented, "99", ["farmers_book_room"], "zh"))
    units = column(book["农家书屋"], "所在单位")
    assert units == [
        "测试虚构市（99）",
        "虚构甲县（9901）",
        "虚构一村（99010101）",
        "虚构二村（99010201）",
    ]
    assert column(book["农家书屋"], "乡镇（街道）") == [None, None, "虚构东镇", "虚构西镇"]
    assert column(book["农家书屋"], "名称") == [None, None, "虚构农家书屋", None]


def test_indicators_of_the_plan_for_the_units_in_scope(invented: CityPack) -> None:
    sheet = opened(template(invented, "9901", ["library"], "zh"))["指标"]
    assert column(sheet, "所在单位") == [
        "虚构甲县（9901）",
        "虚构东镇（990101）",
        "虚构西镇（990102）",
        "虚构甲县（9901）",
    ]
    assert column(sheet, "指标") == ["专职教师（人）"] * 3 + ["budget"]
    assert column(sheet, "数值") == [5, 3, None, 0.5]
    assert column(sheet, "年份") == [2023, 2023, None, 2024]


def test_the_invented_city_is_marked(demo: CityPack, suzhou: CityPack) -> None:
    marked = opened(template(demo, demo.city.code, ["library"], "zh"))
    assert marked.worksheets[0]["A2"].value == WATERMARK
    assert WATERMARK in marked["图书馆"].oddHeader.center.text
    real = opened(template(suzhou, "320509", ["library"], "zh"))
    text = json.dumps([str(c.value) for row in real.worksheets[0].iter_rows() for c in row])
    assert WATERMARK not in json.loads(text)
    assert suzhou.checksum in json.loads(text)
    assert suzhou.data_date in json.loads(text)


def test_the_same_pack_gives_the_same_bytes(invented: CityPack) -> None:
    assert template(invented, "99", [], "zh") == template(invented, "99", [], "zh")


def test_what_is_not_there_cannot_be_asked(invented: CityPack) -> None:
    with pytest.raises(QueryError) as unit:
        template(invented, "1234", [], "zh")
    assert unit.value.problems[0].key == "template.no_unit"
    with pytest.raises(QueryError) as layer:
        template(invented, "99", ["pub"], "zh")
    assert layer.value.problems[0].key == "query.layer"


def test_extra_columns_are_no_columns_of_the_pack() -> None:
    assert not set(EXTRA) & {*schema.VENUES.names, *schema.INDICATORS.names}


# -- and back --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["suzhou", "demo", "invented"])
def test_a_template_nobody_touched_changes_nothing(
    request: pytest.FixtureRequest, name: str, lang: Lang
) -> None:
    pack: CityPack = request.getfixturevalue(name)
    county = pack.units.index[pack.units["level"] == "county"][0]
    held = set(pack.venues.loc[pack.venues["county"] == county, "layer"])
    result = back(template(pack, county, sorted(held), lang), pack)
    assert held
    assert result.problems == ()
    assert result.changes == ()
    assert result.verdicts == ()


TEXT = st.text(st.characters(min_codepoint=0x20, exclude_categories=("Cs", "Cn", "Co")), max_size=9)


@settings(max_examples=4, phases=[Phase.explicit, Phase.generate])  # each holds many rows
@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=20, max_size=40), st.sampled_from(LANGUAGES))
def test_any_pack_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str, str]], lang: Lang
) -> None:
    odd = [
        venue(
            f"v{number}",
            f"名{name}",
            "library_branch",
            "990102",
            address=address,
            phone=phone,
            opening_hours=address,
            note=name,
            audience="seniors;children",
        )
        for number, (name, address, phone) in enumerate(texts, start=10)
    ]
    pack, _ = read_pack(write_pack(tmp_path_factory.mktemp("odd") / "pack", venues=[*VENUES, *odd]))
    assert pack is not None
    assert back(template(pack, "99", ["library_branch"], lang), pack).changes == ()


def test_filled_in_it_is_understood_without_a_question(invented: CityPack) -> None:
    book = template(invented, "99", ["community_education_center", "library_branch"], "zh")
    said = {"来源": "虚构教育局", "来源日期": "2026-06-30"}
    returned = filled(book, {
        "社区教育中心": [
            {"所在单位": "990201", "名称": "虚构南街道社区教育中心", "地址": "虚构路1号", "收费": "免费",
             "电话": "0512-62345678", "对象": "老年人；儿童", "状态": "开放", "经度": 150.75,
             "纬度": 20.5, "点位精度": "准确", **said},
            {"所在单位": "9902", "本单位此类清单已填全": "是", "截至日期": "2026年6月30日", **said},
        ],
        "图书馆分馆": [{"所在单位": "虚构西镇（990102）", "名称": "虚构分馆乙", **said}],
        "指标": [{"所在单位": "虚构西镇", "指标": "专职教师（人）", "数值": 4, "年份": 2024, "来源": "局"}],
    })  # fmt: skip # a table, a row a line
    result = back(returned, invented)
    assert [problem_text(p, "zh") for p in result.problems if p.key != "intake.gone"] == []
    # v6 is planned, and named on its prefilled row. Of v7 only the county is known: no list of all
    # of 99 is complete before its town is told.
    assert result.difference.gone == ()
    made = {change.file: change.after for change in result.changes if change.after}
    center = made["venues/community_education_center.csv"]
    assert {name: value for name, value in center.items() if value and name != "id"} == {
        "name": "虚构南街道社区教育中心",
        "layer": "community_education_center",
        "unit": "990201",
        "address": "虚构路1号",
        "lon": "150.75",
        "lat": "20.5",
        "precision": "exact",
        "phone": "0512-62345678",
        "admission": "免费",
        "audience": "seniors;children",
        "status": "open",
        "source": "虚构教育局",
        "source_date": "2026-06-30",
    }
    assert made["venues/library_branch.csv"]["unit"] == "990102"
    assert made["reporting.csv"] == {
        "unit": "9902",
        "layer": "community_education_center",
        "as_of": "2026-06-30",
        "source": "虚构教育局",
    }
    assert made["indicators.csv"] == {
        "unit": "990102",
        "indicator": "full_time_teachers",
        "value": "4",
        "year": "2024",
        "source": "局",
    }
    assert {(v.requirement, v.unit, v.before, v.after) for v in result.verdicts} == {
        ("town-center", "990201", "unreported", "met")
        # The town's teachers are known now, its population is not: unreported as before.
    }
    # Laid over the pack and asked again, the template shows all of it and changes nothing.
    laid = overlay(invented.path, result.changes).files
    pack, _ = read_pack(invented.path, laid)
    assert pack is not None
    again = template(pack, "99", ["community_education_center", "library_branch"], "zh")
    told = understand(read_upload("a.xlsx", again), pack, TOLD, result.changes)
    assert (told.problems, told.changes) == ((), ())


# -- the command line ------------------------------------------------------------------------------


def test_template_import_publish(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    invented: CityPack,
) -> None:
    monkeypatch.setenv("LOCATOR_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("LOCATOR_DATABASE_URL", raising=False)
    pack, out = ["--pack", str(invented.path)], tmp_path / "t.xlsx"
    assert (
        main(["template", *pack, "--unit", "9902", "--layer", "senior_school", "--out", str(out)])
        == 0
    )
    said = {"来源": "虚构教育局", "来源日期": "2026-06-30"}
    out.write_bytes(
        filled(
            out.read_bytes(),
            {
                "乡镇（街道）老年学校": [
                    {
                        "所在单位": "虚构南街道",
                        "名称": "虚构南街道老年学校",
                        "认定": "市级示范校（2025）",
                        **said,
                    }
                ]
            },
        )
    )
    capsys.readouterr()
    command = ["import", str(out), *pack, "--format", "json"]
    assert main([*command, "--dry-run"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["problems"] == []
    assert [row["name"] for row in answer["difference"]["new"]] == ["虚构南街道老年学校"]
    assert answer["verdicts"] == [
        {"requirement": "town-quality", "unit": "990201", "before": "unreported", "after": "met"}
    ]
    assert main(command) == 2  # who publishes, and why?
    capsys.readouterr()
    assert not (tmp_path / "data" / "locator.sqlite3").exists()
    assert main([*command, "--by", "王", "--why", "试"]) == 0
    assert re.search(r"第 1 条", capsys.readouterr().err)
    assert main([*command, "--dry-run"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert not any(again["difference"].values())
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("名称,单位\n虚构社区教育中心,无此镇\n", encoding="utf-8")
    assert main(["import", str(wrong), *pack, "--format", "json", "--by", "王", "--why", "试"]) == 1
    [problem] = json.loads(capsys.readouterr().out)["problems"]
    assert {k: problem[k] for k in ("severity", "file", "sheet", "row", "column", "value")} == {
        "severity": "warning",
        "file": "wrong.csv",
        "sheet": "",
        "row": 2,
        "column": "单位",
        "value": "无此镇",
    }
    assert main(["import", str(tmp_path / "none.csv"), *pack, "--dry-run"]) == 2
