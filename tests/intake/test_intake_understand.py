"""From a list to changes: what is new, changed, gone, doubtful; the verdicts worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from lists import sheet, upload
from locator.coverage.verdicts import evaluate_pack
from locator.geo.datum import convert
from locator.intake.model import ColumnGuess, SheetPlan, Terms
from locator.intake.read import read_upload
from locator.intake.upload import understand
from locator.pack.overlay import overlay
from locator.pack.read import read_pack
from locator.wording.problems import problem_text, summary

if TYPE_CHECKING:
    from lists import Rows
    from locator.intake.model import Import
    from locator.pack.model import CityPack

TODAY = date(2026, 11, 25)
CENTERS = "社区教育中心"
SAYS = {"来源": "东镇文教办", "来源日期": "2026-06-30"}


def read(pack: CityPack, rows: Rows, name: str = CENTERS, **terms: object) -> Import:
    """Understand one sheet of venues."""
    told = Terms(today=TODAY, **terms)  # type: ignore[arg-type]
    return understand(upload(sheet(name, rows)), pack, told)


def problems(result: Import) -> list[tuple[str, int | None, str | None]]:
    return [(p.key.partition(".")[2], p.row, p.column) for p in result.problems]


def cells(result: Import, file: str) -> list[dict[str, str]]:
    """The filled cells of what becomes of the rows of a file."""
    return [
        {name: value for name, value in change.after.items() if value}
        for change in result.changes
        if change.file == file and change.after is not None
    ]


# -- new, changed, gone ------------------------------------------------------------------------


def test_a_new_venue(invented: CityPack) -> None:
    rows = [
        {
            "所在单位": "虚构西镇",
            "名称": "虚构西镇社区教育中心",
            "联系电话": "０５１２－６２３４５６７８",
            "服务对象": "老年人、儿童",
            **SAYS,
        }
    ]
    result = read(invented, rows)
    assert problems(result) == []
    [venue] = cells(result, "venues/community_education_center.csv")
    identifier = venue.pop("id")
    assert venue == {
        "name": "虚构西镇社区教育中心",
        "layer": "community_education_center",
        "unit": "990102",
        "precision": "unit",
        "phone": "0512-62345678",
        "audience": "seniors;children",
        "status": "open",
        "source": "东镇文教办",
        "source_date": "2026-06-30",
    }
    # The pack's ids are v1, v2 …: the prefix of the most, and a digest; the same list, the same id.
    assert (
        identifier == cells(read(invented, rows), "venues/community_education_center.csv")[0]["id"]
    )
    assert [(row.name, row.unit, row.row) for row in result.difference.new] == [
        ("虚构西镇社区教育中心", "990102", 2)
    ]
    # 990102 lies in 9901, whose list of centres is complete: a gap until now.
    assert [(v.requirement, v.unit, v.before, v.after) for v in result.verdicts] == [
        ("town-center", "990102", "gap", "met")
    ]
    assert summary(result.verdicts, invented.requirements, "zh") == [
        "1 个乡镇（街道）的“每个乡镇设立社区教育中心”变为达到"
    ]


def test_an_id_in_the_style_of_the_pack(suzhou: CityPack) -> None:
    # sha256("community_education_center|平望镇社区教育中心|吴江区")[:10], as the pack was made.
    rows = [{"所在单位": "平望镇", "名称": "平望镇社区教育中心", **SAYS}]
    [venue] = cells(read(suzhou, rows), "venues/community_education_center.csv")
    assert venue["id"] == "sz-ceb7ae67c4"


def test_a_changed_venue_keeps_the_rest(invented: CityPack) -> None:
    rows = [
        {
            "编号": "v1",
            "所在单位": "990101",
            "名称": "虚构东镇社区教育中心",
            "收费": "",
            "开放时间": "周一至周六 9:00-17:00",
            **SAYS,
        }
    ]
    result = read(invented, rows)
    assert problems(result) == []
    [row] = result.difference.changed
    assert (row.file, row.key, row.row) == ("venues/community_education_center.csv", "v1", 2)
    assert row.fields == (
        ("opening_hours", "周一至周五 9:00-17:00", "周一至周六 9:00-17:00"),
        ("source", "invented for a test", "东镇文教办"),
        ("source_date", "2025-03-01", "2026-06-30"),
    )
    assert result.difference.new == ()
    assert result.verdicts == ()
    [change] = result.changes
    assert change.before is not None
    assert change.before["admission"] == change.after["admission"] == "免费"  # blank: as it was


def test_a_venue_is_known_by_name_and_unit_too(invented: CityPack) -> None:
    # The village's town is named only: the more precise unit on record stays.
    rows = [{"乡镇": "虚构东镇", "名称": "虚构分馆 甲", "地址": "虚构路1号", **SAYS}]
    [row] = read(invented, rows, "图书馆分馆").difference.changed
    assert row.key == "v2"
    assert [name for name, _, _ in row.fields] == ["name", "address", "source", "source_date"]


def test_a_cell_is_emptied_only_when_told_so(invented: CityPack) -> None:
    rows = [{"编号": "v1", "名称": "虚构东镇社区教育中心", "收费": "清空", **SAYS}]
    [row] = read(invented, rows).difference.changed
    assert row.fields[0] == ("admission", "免费", "")


def test_a_closed_venue_no_longer_counts(invented: CityPack) -> None:
    rows = [{"编号": "v1", "名称": "虚构东镇社区教育中心", "状态": "已撤销", **SAYS}]
    result = read(invented, rows)
    assert ("status", "open", "closed") in result.difference.changed[0].fields
    assert [(v.unit, v.before, v.after) for v in result.verdicts] == [("990101", "met", "gap")]


def test_a_venue_moves_to_another_layer(invented: CityPack) -> None:
    rows = [{"编号": "v3", "名称": "虚构书房甲", "场所类型": "图书馆分馆", **SAYS}]
    result = read(invented, rows, "城市书房")
    assert [(c.file, c.before is None, c.after is None) for c in result.changes] == [
        ("venues/city_book_house.csv", False, True),
        ("venues/library_branch.csv", True, False),
    ]
    assert ("layer", "city_book_house", "library_branch") in result.difference.changed[0].fields
    assert problems(result) == []


def test_an_unchanged_list_changes_nothing(invented: CityPack) -> None:
    venues = invented.venues[invented.venues["layer"] == "community_education_center"]
    rows = [
        {
            "编号": v.id,
            "名称": v.name,
            "单位": v.unit,
            "开放时间": v.opening_hours,
            "来源": v.source,
        }
        for v in venues.itertuples()
    ]
    result = read(invented, rows)
    assert problems(result) == []
    assert result.changes == ()
    assert not result.publishable


def test_without_a_source_the_file_is_one_and_that_is_said(invented: CityPack) -> None:
    rows = [
        {"单位": "虚构西镇", "名称": "虚构西镇社区教育中心"},
        {"单位": "990101", "名称": "虚构东镇社区教育中心", "地址": "虚构路2号"},
    ]
    result = read(invented, rows)
    assert problems(result) == [("source_assumed", None, None)]
    assert result.problems[0].params["number"] == 2
    new, changed = cells(result, "venues/community_education_center.csv")
    assert (new["source"], new["source_date"]) == ("导入文件“名单.xlsx”", "2026-11-25")
    # What was known before came from somebody else, who stays named.
    assert changed["source"] == "invented for a test；导入文件“名单.xlsx”"
    assert problems(read(invented, rows, source="虚构教育局")) == []
    told = cells(read(invented, rows, source="虚构教育局"), "venues/community_education_center.csv")
    assert told[0]["source"] == "虚构教育局"


def test_what_a_complete_list_no_longer_names(invented: CityPack) -> None:
    rows = [
        {"单位": "虚构甲县", "本单位此类清单已填全": "是", "截至日期": "2026年6月30日", **SAYS},
        {"单位": "990101", "名称": "虚构东镇社区教育中心", "编号": "v1"},
    ]
    result = read(invented, rows)
    # v6 is planned and v7 known by county: both stand in 9901. v1 is in the list.
    assert [row.key for row in result.difference.gone] == ["v6", "v7"]
    assert problems(result) == [("gone", 2, "本单位此类清单已填全")] * 2
    assert [c.file for c in result.changes] == ["reporting.csv"]
    assert cells(result, "reporting.csv") == [
        {
            "unit": "9901",
            "layer": "community_education_center",
            "as_of": "2026-06-30",
            "source": "东镇文教办",
        }
    ]
    closed = read(invented, rows, close_gone=True)
    assert problems(closed) == []
    assert [
        (c.key, c.after["status"]) for c in closed.changes if c.after and "status" in c.after
    ] == [("v6", "closed"), ("v7", "closed")]


def test_a_declaration_makes_gaps_and_can_be_taken_back(invented: CityPack) -> None:
    rows = [
        {"单位": "虚构乙县", "名称": "", "已填全": "是", "截至日期": "2026.6.30", **SAYS},
        {"单位": "虚构甲县", "已填全": "否"},
    ]
    result = read(invented, rows)
    assert problems(result) == []
    assert [(c.key, c.after is None) for c in result.changes] == [
        ("9902|community_education_center", False),
        ("9901|community_education_center", True),
    ]
    # 990201 has no centre and is now declared; 990102 of 9901 no longer is. 990299 does not count.
    assert [(v.unit, v.before, v.after) for v in result.verdicts] == [
        ("990102", "gap", "unreported"),
        ("990201", "unreported", "gap"),
    ]


def test_possible_duplicates_are_listed_and_not_merged(invented: CityPack) -> None:
    rows = [
        {
            "单位": "990101",
            "名称": "虚构东镇社区教育中心校",
            "经度": "150.2501",
            "纬度": "20.25",
            "精度": "准确",
            **SAYS,
        }
    ]
    result = read(invented, rows)
    [duplicate] = result.difference.possible_duplicates
    # 0.0001° of longitude at 20.25° north: 6371008.8 * radians(0.0001) * cos(20.25°) = 10.4 m.
    assert (duplicate.other, duplicate.distance_m) == ("v1", 10.4)
    assert problems(result) == [("possible_duplicate", 2, "名称")]
    assert len(result.difference.new) == 1


def test_a_row_that_stands_twice_is_one_record_or_a_question(invented: CityPack) -> None:
    row = {"单位": "990102", "名称": "虚构西镇社区教育中心", **SAYS}
    more = {"电话": "0512-66660001"}
    result = read(invented, [row, row | more])
    assert problems(result) == [("row_again", 3, "名称")]
    [change] = result.changes
    assert change.after is not None
    assert change.after["phone"] == "0512-66660001"
    # Which of two telephones holds is not known: neither row goes on, the others do.
    other = {"单位": "990101", "名称": "虚构东镇社区教育中心", **SAYS}
    result = read(invented, [row | more, other, row | {"电话": "0512-66660002"}])
    assert problems(result) == [("row_twice", 2, "名称"), ("row_twice", 4, "名称")]
    difference = result.difference
    assert [row.row for row in (*difference.new, *difference.changed)] == [3]
    assert result.publishable


# -- units ---------------------------------------------------------------------------------------


def test_units_from_address_name_and_point(invented: CityPack) -> None:
    rows = [
        {"名称": "虚构活动室", "地址": "测试虚构市虚构甲县虚构西镇虚构路3号"},
        {"名称": "虚构南街道社区教育中心", "地址": "虚构路4号"},
        {"名称": "虚构学堂", "经度": "150.75", "纬度": "20.25"},
        {"名称": "虚构讲堂"},
    ]
    result = read(invented, [row | SAYS | {"单位": ""} for row in rows])
    assert problems(result) == [
        ("unit_from_address", 2, "单位"),
        ("unit_from_name", 3, "单位"),
        ("unit_from_point", 4, "单位"),
        ("unit_coarse", 4, "单位"),
        ("unit_blank", 5, "单位"),
    ]
    units = [cell["unit"] for cell in cells(result, "venues/community_education_center.csv")]
    assert units == ["990102", "990201", "9902"]


def test_an_address_in_another_place_is_a_doubt(invented: CityPack) -> None:
    rows = [{"单位": "虚构西镇", "名称": "虚构活动室", "地址": "虚构东镇虚构路3号", **SAYS}]
    assert problems(read(invented, rows)) == [("address_elsewhere", 2, "地址")]


def test_a_point_in_another_place_is_a_doubt(invented: CityPack) -> None:
    # 150.6 is in 9902, 0.1° (10 km) east of the line to 9901, in which the town lies.
    rows = [
        {
            "单位": "虚构西镇",
            "名称": "虚构活动室",
            "经度": "150.6",
            "纬度": "20.5",
            "精度": "准确",
            **SAYS,
        }
    ]
    result = read(invented, rows)
    assert problems(result) == [("point_elsewhere", 2, "经度")]
    assert 10_000 < int(str(result.problems[0].params["metres"])) < 11_000


def test_only_units_in_scope_may_be_changed(invented: CityPack) -> None:
    rows = [
        {"单位": "虚构西镇", "名称": "虚构西镇社区教育中心", **SAYS},
        {"单位": "虚构南街道", "名称": "虚构南街道社区教育中心", **SAYS},
        {"单位": "虚构乙县", "已填全": "是", "截至日期": "2026-06", **SAYS},
    ]
    result = read(invented, rows, scope=frozenset({"9901"}))
    assert problems(result) == [("outside_scope", 3, "单位"), ("outside_scope", 4, "单位")]
    assert [row.unit for row in result.difference.new] == ["990102"]
    assert problems(read(invented, rows, scope=frozenset({"*"}))) == []


# -- datum ---------------------------------------------------------------------------------------


def test_the_datum_is_found_by_known_neighbours(suzhou: CityPack) -> None:
    known = suzhou.venues[(suzhou.venues["precision"] == "exact")].head(6)
    for datum in ("wgs84", "gcj02", "bd09"):
        lon, lat = convert(known["lon"], known["lat"], "wgs84", datum)
        # A point to the building: none is quite that of the pack.
        rows = [
            {
                "单位": v.unit,
                "名称": v.name,
                "场所类型": v.layer,
                "经度": f"{x + 1e-4:.6f}",
                "纬度": f"{y:.6f}",
                # No date: an older one than the pack's would be asked.
                "来源": SAYS["来源"],
            }
            for v, x, y in zip(known.itertuples(), lon, lat, strict=True)
        ]
        result = read(suzhou, rows)
        [guess] = result.datums
        assert (guess.datum, guess.sureness, guess.points) == (datum, "sure", 6)
        assert guess.evidence >= 5
        for row, venue in zip(result.difference.changed, known.itertuples(), strict=True):
            after = {name: new for name, _, new in row.fields}
            assert abs(float(after["lon"]) - 1e-4 - venue.lon) < 1e-5
        assert not [p for p in result.problems if p.severity == "error"]


def test_a_station_in_the_address_tells_the_datum(suzhou: CityPack) -> None:
    station = suzhou.places[suzhou.places["name"] == "三元坊站"].iloc[0]
    lon, lat = (float(v) for v in convert(station["lon"], station["lat"], "wgs84", "bd09"))
    rows = [
        {
            "单位": "沧浪街道",
            "名称": "测试社区教育中心",
            "地址": "三元坊站旁",
            "经度": str(lon),
            "纬度": str(lat),
            **SAYS,
        }
    ]
    [guess] = read(suzhou, rows).datums
    # 8 scales of 250 m at most: the shifts of some 500 m and 1 km are 2 and 4 of them.
    assert (guess.datum, guess.evidence) == ("bd09", 1)


def test_nothing_to_go_by_is_a_question(suzhou: CityPack) -> None:
    rows = [
        {
            "单位": "吴江区平望镇",
            "名称": "测试社区教育中心",
            "经度": "120.6",
            "纬度": "31.0",
            "精度": "准确",
            **SAYS,
        }
    ]
    result = read(suzhou, rows)
    assert [(g.datum, g.sureness) for g in result.datums] == [("wgs84", "unsure")]
    assert problems(result) == [("datum_unsure", None, "经度")]
    assert "33%" in problem_text(result.problems[0], "zh")
    told = read(suzhou, rows, datum="gcj02")
    assert [(g.datum, g.sureness) for g in told.datums] == [("gcj02", "told")]
    assert problems(told) == []
    lon, lat = (float(v) for v in convert(120.6, 31.0, "gcj02", "wgs84"))
    [venue] = cells(told, "venues/community_education_center.csv")
    assert (venue["lon"], venue["lat"]) == (f"{lon:.6f}".rstrip("0"), f"{lat:.6f}".rstrip("0"))


def test_a_header_may_name_the_datum(suzhou: CityPack) -> None:
    rows = [
        {
            "单位": "吴江区",
            "名称": "测试社区教育中心",
            "高德坐标": "120.6,31.0",
            "精度": "准确",
            **SAYS,
        }
    ]
    [guess] = read(suzhou, rows).datums
    assert (guess.datum, guess.sureness) == ("gcj02", "told")


def test_points_of_features_are_coordinates(invented: CityPack) -> None:
    # 32656 is the projection of the city, in metres; a file that declares it means WGS-84.
    here = gpd.GeoSeries([shapely.Point(150.25, 20.75)], index=[2], crs="EPSG:4326")
    rows = [{"名称": "虚构西镇社区教育中心", "所在单位": "990102", "点位精度": "准确", **SAYS}]
    drawn = replace(sheet(CENTERS, rows), geometry=here.to_crs("EPSG:32656"))
    result = understand(upload(drawn), invented, Terms(today=TODAY))
    assert problems(result) == []
    [venue] = cells(result, "venues/community_education_center.csv")
    assert (venue["lon"], venue["lat"]) == ("150.25", "20.75")
    assert [(g.datum, g.sureness) for g in result.datums] == [("wgs84", "told")]


@pytest.mark.parametrize("form", ["gpx", "kml"])
def test_files_that_are_wgs84_by_their_standard_are_not_asked(suzhou: CityPack, form: str) -> None:
    mark = {
        "gpx": '<wpt lat="{1}" lon="{0}"><name>{2}</name><desc>{3}</desc></wpt>',
        "kml": "<Placemark><name>{2}</name><description>{3}</description>"
        "<Point><coordinates>{0},{1}</coordinates></Point></Placemark>",
    }[form]

    def imported(*points: tuple[object, ...], name: str = "a") -> Import:
        marks = "".join(mark.format(*point) for point in points)
        named = read_upload(f"{name}.{form}", f"<{form}>{marks}</{form}>".encode())
        return understand(named, suzhou, Terms(today=TODAY))

    result = imported((121.0034, 31.265, "虚构甲老年学校", "千灯镇"))
    assert [(g.datum, g.sureness) for g in result.datums] in ([], [("wgs84", "told")])
    asked = {kind for kind, *_ in problems(result)}
    assert not asked & {"datum_unsure", "datum_likely", "state_asked"}
    result = imported((121.0034, 31.265, "虚构甲老年学校", ""))
    assert [(g.datum, g.sureness) for g in result.datums] == [("wgs84", "told")]
    # A column of a placemark is what somebody typed, from whatever map.
    typed = (
        '<Data name="经度"><value>121.0034</value></Data><Data name="纬度"><value>31.265</value>'
    )
    kml = f"<kml><Placemark><name>虚构甲老年学校</name><ExtendedData>{typed}</Data></ExtendedData>"
    named = read_upload("a.kml", f"{kml}</Placemark></kml>".encode())
    [guess] = understand(named, suzhou, Terms(today=TODAY)).datums
    assert guess.sureness == "unsure"
    # Known places that all stand elsewhere say that a map of China wrote its own all the same.
    known = suzhou.venues[suzhou.venues["precision"] == "exact"].query("layer == 'library'").head(6)
    for datum, kinds in (("wgs84", set()), ("gcj02", {"datum_likely"})):
        lon, lat = convert(known["lon"], known["lat"], "wgs84", datum)
        points = zip(lon, lat, known["name"], [""] * len(known), strict=True)
        result = imported(*points, name="图书馆")
        assert [g.datum for g in result.datums] == [datum]
        found = {p[0] for p in problems(result)}
        assert found & {"datum_likely", "datum_unsure"} == kinds


def test_outside_china_there_is_but_one_datum(invented: CityPack) -> None:
    rows = [
        {
            "单位": "990102",
            "名称": "虚构活动室",
            "经度": "150.25",
            "纬度": "20.75",
            "精度": "准确",
            **SAYS,
        }
    ]
    result = read(invented, rows)
    assert problems(result) == []
    assert [(g.datum, g.sureness) for g in result.datums] == [("wgs84", "sure")]


def test_prefilled_coordinates_are_not_moved(suzhou: CityPack) -> None:
    known = suzhou.venues[suzhou.venues["precision"] == "exact"].iloc[0]
    rows = [
        {
            "编号": known["id"],
            "名称": known["name"],
            "经度": str(known["lon"]),
            "纬度": str(known["lat"]),
            "备注": "新",
            **SAYS,
        }
    ]
    [row] = read(suzhou, rows, datum="bd09").difference.changed
    assert {name for name, _, _ in row.fields} == {"note", "source", "source_date"}


# -- figures -------------------------------------------------------------------------------------


def test_indicators(invented: CityPack) -> None:
    rows = [
        {
            "单位": "虚构甲县",
            "指标": "full_time_teachers",
            "数值": "6",
            "年份": "2023年",
            "来源": "局",
        },
        {"单位": "虚构乙县", "指标": "专职教师", "数值": "8", "年份": "2023"},
        {"单位": "虚构甲县", "指标": "专职教师（人）", "数值": "12", "年份": "2024", "来源": "局"},
        {"单位": "虚构东镇", "指标": "专职教师", "数值": "", "年份": "2024"},
        {"单位": "虚构东镇", "指标": "教师", "数值": "3", "年份": "2024", "来源": "局"},
    ]
    result = understand(upload(sheet("指标", rows)), invented, Terms(today=TODAY))
    assert problems(result) == [("cell_choice", 6, "指标")]
    assert [(c.key, c.before is None) for c in result.changes] == [
        ("9901|full_time_teachers|2023", False),
        ("9901|full_time_teachers|2024", True),
    ]
    assert result.difference.changed[0].fields == (
        ("value", "5", "6"),
        ("source", "invented for a test", "局"),
    )
    # 40 000 residents need 6 teachers: 5 in 2023 was a gap, 12 in 2024 is not.
    assert [(v.requirement, v.before, v.after) for v in result.verdicts] == [
        ("county-teachers", "gap", "met")
    ]


def test_populations(invented: CityPack) -> None:
    rows = [
        {"单位": "虚构乙县", "常住人口": "约5万", "人口年份": "2024"},
        {
            "单位": "虚构西镇",
            "常住人口": "12,000",
            "60岁以上人口": "3000",
            "人口年份": "2024",
            "来源": "统计局",
        },
    ]
    result = understand(upload(sheet("人口", rows)), invented, Terms(today=TODAY))
    assert problems(result) == [("cell_count", 2, "常住人口")]
    [row] = result.difference.changed
    assert (row.file, row.key) == ("units.csv", "990102")
    assert row.fields[:3] == (
        ("population", "", "12000"),
        ("population_60plus", "", "3000"),
        ("population_year", "", "2024"),
    )


def test_declarations_in_a_list_of_their_own(invented: CityPack) -> None:
    rows = [
        {"单位": "虚构乙县", "场所类型": "农家书屋", "截至日期": "2026-06-30", "来源": "局"},
        {"单位": "虚构甲县", "场所类型": "农家书屋", "截至日期": "2025-01-01", "来源": "局"},
        {"单位": "虚构南街道", "场所类型": "图书馆分馆", "填全": "否", "来源": "局"},
        {"单位": "虚构乙县", "场所类型": "图书馆分馆", "来源": "局"},
    ]
    result = understand(upload(sheet("申报", rows)), invented, Terms(today=TODAY))
    assert problems(result) == [("as_of_blank", 5, "截至日期")]
    # 9901 has said so before, on that very day.
    assert [(c.key, c.after is None) for c in result.changes] == [
        ("9902|farmers_book_room", False),
        ("990201|library_branch", True),
    ]


# -- the sheet -----------------------------------------------------------------------------------


def test_a_mapping_settles_what_was_unsure(invented: CityPack) -> None:
    rows = [
        {"单位": "990102", "机构": "虚构西镇社区教育中心", "办公场所在哪里": "虚构路1号", **SAYS}
    ]
    assert problems(read(invented, rows)) == [
        ("sheet_unknown", None, None),
        ("nothing_to_read", None, None),
    ]
    result = read(invented, [row | {"名称": row["机构"]} for row in rows])
    assert ("column_unread", None, "办公场所在哪里") in problems(result)
    columns = tuple(
        ColumnGuess(header, column, 1.0)
        for header, column in (
            ("单位", "unit"),
            ("机构", "name"),
            ("办公场所在哪里", "address"),
            ("来源", "source"),
            ("来源日期", "source_date"),
        )
    )
    plan = SheetPlan(CENTERS, "venues", "community_education_center", columns)
    told = read(invented, rows, plans={CENTERS: plan})
    assert problems(told) == []
    [venue] = cells(told, "venues/community_education_center.csv")
    assert (venue["name"], venue["address"]) == ("虚构西镇社区教育中心", "虚构路1号")
    skipped = read(invented, rows, plans={CENTERS: replace(plan, table="")})
    assert problems(skipped) == [("nothing_to_read", None, None)]


def test_the_layer_of_a_sheet(invented: CityPack) -> None:
    rows = [{"单位": "990102", "名称": "虚构西镇社区教育中心", **SAYS}]
    by_file = understand(
        upload(sheet("", rows), name="2026年社区教育中心清单.csv"), invented, Terms(today=TODAY)
    )
    by_name = read(invented, rows, "Sheet1")
    by_row = read(invented, [row | {"类型": "社区教育中心"} for row in rows], "Sheet1")
    by_word = read(
        invented,
        [{**rows[0], "名称": "虚构西镇学堂"}],
        "Sheet1",
        layer="community_education_center",
    )
    for result in (by_file, by_name, by_row, by_word):
        assert problems(result) == []
        assert len(cells(result, "venues/community_education_center.csv")) == 1
    nowhere = read(invented, [{**rows[0], "名称": "虚构西镇学堂"}], "Sheet1")
    assert problems(nowhere) == [("layer_blank", 2, "layer")]


def test_other_sheets_are_left_alone(invented: CityPack) -> None:
    venues = sheet(CENTERS, [{"单位": "990102", "名称": "虚构西镇社区教育中心", **SAYS}])
    other = sheet("经费", [{"项目": "书", "金额": "3"}])
    hidden = replace(sheet("选项", [{"选项": "是"}]), hidden=True)
    result = understand(upload(venues, other, hidden), invented, Terms(today=TODAY))
    assert problems(result) == [("sheet_unknown", None, None)]
    assert result.problems[0].sheet == "经费"


# -- the result ----------------------------------------------------------------------------------


def test_problems_of_the_pack_are_not_put_to_the_list(invented: CityPack) -> None:
    # The same checks as those of any pack run over the result and speak of the row of the list.
    rows = [
        {
            "单位": "990102",
            "名称": "虚构西镇社区教育中心",
            "经度": "150.25",
            "来源日期": "2099-01-01",
            "来源": "局",
        }
    ]
    result = read(invented, rows)
    assert problems(result) == [("half_point", 2, "lat"), ("future_date", 2, "来源日期")]
    assert "“纬度”" in problem_text(result.problems[0], "zh")
    assert '"Latitude"' in problem_text(result.problems[0], "en")
    for problem in result.problems:
        assert problem.file == "名单.xlsx"
        assert problem.sheet == CENTERS
        assert "名单.xlsx〔社区教育中心〕 第 2 行" in problem_text(problem, "zh")


def test_changes_over_approved_ones(invented: CityPack) -> None:
    first = read(
        invented, [{"编号": "v1", "名称": "虚构东镇社区教育中心", "地址": "虚构路1号", **SAYS}]
    )
    laid = overlay(invented.path, first.changes).files
    pack, _ = read_pack(invented.path, laid)
    assert pack is not None
    rows = [{"编号": "v1", "名称": "虚构东镇社区教育中心", "地址": "虚构路9号", "来源": "别处"}]
    told = Terms(today=TODAY)
    second = understand(upload(sheet(CENTERS, rows)), pack, told, first.changes)
    assert second.difference.changed[0].fields == (
        ("address", "虚构路1号", "虚构路9号"),
        ("source", "东镇文教办", "别处"),
        ("source_date", "2026-06-30", "2026-11-25"),
    )
    assert not overlay(
        invented.path, [*first.changes, *second.changes]
    ).set_aside  # one follows from the other


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")),
    min_size=1,
    max_size=12,
)


@settings(max_examples=8)
@given(
    st.lists(
        st.tuples(NAMES, st.sampled_from(["990101", "990102", "9902", "", "无此镇"])), max_size=6
    )
)
def test_any_list_ends_in_changes_that_fit_or_in_errors(
    invented: CityPack, rows: list[tuple[str, str]]
) -> None:
    result = read(
        invented, [{"名称": name, "单位": unit, **SAYS} for name, unit in rows] or [{"名称": ""}]
    )
    pack, found = read_pack(invented.path, overlay(invented.path, result.changes).files)
    assert pack is not None
    if result.publishable:
        assert not [p for p in found if p.severity == "error"]
    statuses = {(v.requirement, v.unit): v.after for v in result.verdicts}
    after = evaluate_pack(pack)
    for requirement, unit, status in zip(
        after["requirement"], after["unit"], after["status"], strict=True
    ):
        assert statuses.get((requirement, unit), status) == status
