"""What the check sees of the city as a whole: its file, its codes, what lies elsewhere, leftovers."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest

from locator.folders import GEODATA
from locator.pack.content import with_rows
from locator.pack.elsewhere import area_codes
from locator.pack.overlay import pack_rows
from locator.pack.read import load_pack, read_pack
from locator.pack.toml_files import utm
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import problem_text
from packs import (
    CITY,
    INDICATORS,
    OUTLINES,
    PLACES,
    REPORTING,
    REQUIREMENTS,
    UNITS,
    VENUES,
    VILLAGES,
    outline,
    unit,
    venue,
    write_pack,
)

if TYPE_CHECKING:
    from pathlib import Path

LINE = {"type": "LineString", "coordinates": [[150.2, 20.2], [150.4, 20.4]]}
FAR = {"type": "LineString", "coordinates": [[120.2, 31.2], [120.4, 31.4]]}
BOW = {
    "type": "Polygon",
    "coordinates": [[[150, 20], [150.5, 21], [150.5, 20], [150, 21], [150, 20]]],
}


def collection(*features: dict[str, object]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def feature(geometry: dict[str, object], **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def city(old: str, new: str) -> dict[str, object]:
    assert old in CITY
    return {"city": CITY.replace(old, new)}


def layers(old: str, new: str) -> dict[str, object]:
    text = (GEODATA / "layers.toml").read_text(encoding="utf-8")
    assert old in text
    return {"layers.toml": text.replace(old, new, 1)}


#: What is wrong, the tables or files that say so, and how and where it is found.
SEEN = [
    ("code", city('"99"', '"98"'), "error city_row city.toml - city.code"),
    ("name", city("测试虚构市", "测试别市"), "warning city_row city.toml - city.name"),
    ("centre swapped", city("[150.5, 20.5]", "[20.5, 150.5]"),
     "error city_center city.toml - city.center"),
    ("centre elsewhere", city("[150.5, 20.5]", "[153.5, 20.5]"),
     "warning center_outside city.toml - city.center"),
    ("centre of three", city("[150.5, 20.5]", "[150.5, 20.5, 0]"),
     "error city_center city.toml - city.center"),
    ("zoom", city("zoom = 10", "zoom = 0"), "error city_zoom city.toml - city.zoom"),
    ("no CRS", city("EPSG:32656", "UTM56"), "error crs_unknown city.toml - city.metric_crs"),
    ("degrees", city("EPSG:32656", "EPSG:4490"), "error crs_degrees city.toml - city.metric_crs"),
    ("feet", city("EPSG:32656", "EPSG:2263"), "error crs_degrees city.toml - city.metric_crs"),
    ("far zone", city("EPSG:32656", "EPSG:32651"), "error crs_far city.toml - city.metric_crs"),
    ("southern zone", city("EPSG:32656", "EPSG:32756"),
     "error crs_far city.toml - city.metric_crs"),
    ("fictional as text", city("fictional = true", 'fictional = "yes"'),
     "error toml_value city.toml - city.fictional"),
    ("misspelt key", city("fictional", "fictionel"),
     "error toml_unread city.toml - city.fictionel"),
    ("strange key", city("zoom = 10", "zoom = 10\nmayor = 'x'"),
     "warning toml_unread city.toml - city.mayor"),
    ("misspelt table", city("[walk]", "[wlak]"), "error toml_unread city.toml - wlak"),
    ("one bracket", {"requirements": REQUIREMENTS.split("\n\n")[0].replace("[[", "[").replace("]]", "]")},
     "error requirements_form requirements.toml - requirement"),
    ("plural", {"requirements": REQUIREMENTS.replace("[[requirement]]", "[[requirements]]")},
     "error requirements_form requirements.toml - requirements"),
    ("half a venue", {"requirements": REQUIREMENTS.replace("min = 2", "min = 2.5")},
     "error min_whole requirements.toml 12 min"),
    ("idle key", {"requirements": REQUIREMENTS.replace("min = 2", "per_10000 = 2")},
     "error key_idle requirements.toml 12 per_10000"),
    ("two measures", {"requirements": REQUIREMENTS.replace('"senior_school"]', '"museum"]')
                      + '[[requirement]]\nid = "x"\nclause = "x"\ntitle = "x"\ntitle_en = "x"\n'
                      'level = "city"\nstrength = "required"\nindicator = "brands"\nmin = 1\nper_10000 = 1\n'},
     "error two_measures requirements.toml 83 per_10000"),
    ("kind of none", {"requirements": REQUIREMENTS.replace('unit_kind = "村"', 'unit_kind = "乡"')},
     "warning kind_of_none requirements.toml 30 unit_kind"),
    ("level of none", {"villages": [], "requirements": REQUIREMENTS.replace('has_kind = "村"', "")},
     "warning level_of_none requirements.toml 30 level"),
    ("unasked figure", {"indicators": [*INDICATORS, {**INDICATORS[0], "indicator": "brandz"}]},
     "warning indicator_unasked indicators.csv 9 indicator"),
    ("audience", {"venues": [*VENUES, venue("x", "虚构", "museum", "99", audience="seniors;老人")]},
     "warning code_meant venues/museum.csv 2 audience"),
    ("topics", {"venues": [*VENUES, venue("x", "虚构", "museum", "99", topics="chess")]},
     "warning code_unknown venues/museum.csv 2 topics"),
    ("kind of place", {"places": [{**PLACES[0], "kind": "subway"}]},
     "warning code_unknown places.csv 2 kind"),
    ("place elsewhere", {"places": [{**PLACES[0], "lon": 149.0}]},
     "warning outside places.csv 2 lon"),
    ("unit elsewhere", {"units": [*UNITS[:-1], {**UNITS[-1], "lon": 116.4, "lat": 39.9}]},
     "warning outside units.csv 8 lon"),
    ("elsewhere without outlines",
     {"outlines": [], "places": [{**PLACES[0], "lon": 116.4, "lat": 39.9}]},
     "warning outside places.csv 2 lon"),
    ("exponent", {"villages": [{**VILLAGES[0], "code": "9.90101E+07"}, *VILLAGES[1:]]},
     "error code_damaged villages.csv 2 code"),
    ("decimal", {"villages": [{**VILLAGES[0], "parent": "990101.0"}, *VILLAGES[1:]]},
     "error code_damaged villages.csv 2 parent"),
    ("apostrophe", {"venues": [*VENUES, venue("x", "虚构", "museum", "'9901")]},
     "error code_damaged venues/museum.csv 2 unit"),
    ("crossing itself", {"outlines": [OUTLINES[1], outline("9901", BOW)]},
     "error geometry_broken outlines.geojson 2 -"),
    ("line without colour", {"basemap/metro.geojson": collection(feature(LINE, name="1"))},
     "warning colour basemap/metro.geojson 1 colour"),
    ("no colour", {"basemap/metro.geojson": collection(feature(LINE, colour="red"))},
     "warning colour basemap/metro.geojson 1 colour"),
    ("base map elsewhere", {"basemap/metro.geojson": collection(feature(FAR, colour="#00AB4F"))},
     "warning basemap_elsewhere basemap/metro.geojson - -"),
    ("snapshot elsewhere", {"snapshots/2026-01-01.json": '{"city":{"code":"98"}}'},
     "warning snapshot_elsewhere snapshots/2026-01-01.json - -"),
    ("no snapshot", {"snapshots/2026-01-01.json": "[]"},
     "warning snapshot_broken snapshots/2026-01-01.json - -"),
    ("misspelt file", {"circle.csv": "id\n"}, "warning file_unread circle.csv - -"),
    ("misspelt folder", {"venue/museum.csv": "id\n"}, "warning file_unread venue/museum.csv - -"),
    ("workbook", {"units.xlsx": "PK"}, "warning file_unread units.xlsx - -"),
    ("invented rows", {**city("fictional = true", "fictional = false"),
                       "places": [{**PLACES[0], "source": "虚构示例"}]},
     "error row_invented places.csv 2 source"),
    ("invented name", {**city("fictional = true", "fictional = false"),
                       "places": [{**PLACES[0], "name": "示例站", "source": "x"}]},
     "warning name_invented places.csv 2 name"),
    ("kind of another level", {"units": [*UNITS[:-1], {**UNITS[-1], "kind": "市辖区"}]},
     "warning unit_kind units.csv 8 kind"),
    ("kind of village", {"villages": [{**VILLAGES[0], "kind": "小区"}, *VILLAGES[1:]]},
     "warning unit_kind villages.csv 2 kind"),
    ("layers no table", {"layers.toml": "groups = 3"}, "error layer_entry layers.toml - groups"),
    ("group a list", layers('"reading"', '["reading"]'),
     "error toml_value layers.toml - layers.library.group"),
    ("words a text", layers('words = ["图书馆"', 'words = "图书馆" # '),
     "error toml_value layers.toml - layers.library.words"),
    ("colour", layers("#2F6DA8", "blue"),
     "error toml_value layers.toml - groups.reading.colour"),
    ("long glyph", layers('glyph = "图"', 'glyph = "图书馆"'),
     "error toml_value layers.toml - layers.library.glyph"),
    ("two names", layers('name = "开放大学"', 'name = "社区学院"'),
     "warning layer_name_twice layers.toml - layers.open_university.name"),
    ("layers in a list", {"requirements": REQUIREMENTS.replace('["senior_school"]', '[["museum"]]')},
     "error toml_value requirements.toml 21 layers"),
    ("straighter than straight", city("1.3", "0.5"), "error toml_value city.toml - walk.detour"),
    ("spreadsheet's error", {"places": [{**PLACES[0], "aliases": "#N/A"}]},
     "error cell_formula places.csv 2 aliases"),
    ("place twice", {"places": [PLACES[0], PLACES[0]]}, "warning place_twice places.csv 3 name"),
    ("below nothing", {"indicators": [{**INDICATORS[0], "value": -1}]},
     "error negative indicators.csv 2 value"),
    ("declared tomorrow", {"reporting": [{**REPORTING[0], "as_of": "2999-01"}]},
     "error future_date reporting.csv 2 as_of"),
    ("town above its county", {"units": [{**u, "population": 9**9, "population_year": 2020}
                                         if u["level"] == "town" else u for u in UNITS]},
     "warning population_parent units.csv 5 population"),
    ("no unit at all", {"units": [], "villages": []}, "error one_city units.csv - level"),
    ("town twice", {"units": [*UNITS, {**UNITS[-1], "code": "990109"}]},
     "warning unit_twice units.csv 9 name"),
    ("own telephone", {"venues": [venue("x", "虚构", "museum", "99", phone="13800000000")]},
     "warning share_mobile venues/museum.csv 2 phone"),
    ("identity card", {"venues": [venue("x", "虚构", "museum", "99", note="11010119600101123X")]},
     "warning share_mobile venues/museum.csv 2 note"),
    ("total", {"venues": [venue("x", "合计 12 所", "museum", "99")]},
     "warning name_none venues/museum.csv 2 name"),
    ("placeholder", {"venues": [venue("x", "暂无", "museum", "99")]},
     "warning name_none venues/museum.csv 2 name"),
    ("semicolons", {"circles.csv": "id;name;place\n1;甲;乙\n"}, "error csv_separator circles.csv 1 -"),
    ("two lines", {"places": [{**PLACES[0], "name": "虚构\n站"}]}, "warning line_break places.csv 2 name"),
    ("point's source", {"units": [*UNITS[:-1], {**UNITS[-1], "point_quality": "不准"}]},
     "warning code_unknown units.csv 8 point_quality"),
    ("another county", {"venues": [venue("x", "虚构", "museum", "990201", lon=150.25, lat=20.5)]},
     "warning other_county venues/museum.csv 2 lon"),
    ("metres", {"outlines.geojson": '{"features": [], "crs": {"properties": {"name": "EPSG:3857"}}}'},
     "error geojson_crs outlines.geojson - crs"),
    ("unknown vocabulary", {"vocabularies.toml": "[topik]"},
     "error toml_unread vocabularies.toml - topik"),
    ("own vocabulary", {"vocabularies.toml": '[topic]\nchess = { name = "棋" }\n'},
     "error vocabulary_entry vocabularies.toml - topic.chess"),
    ("codes taken away", {"vocabularies.toml": '[status]\nopened = { name = "开", name_en = "Open" }\n'},
     "error vocabulary_lacks vocabularies.toml - status"),
    ("Chinese as English", {"units": [*UNITS[:-1], {**UNITS[-1], "name_en": "开发区"}]},
     "warning english_chinese units.csv 8 name_en"),
    ("Chinese title", {"requirements": REQUIREMENTS.replace("A community", "一个 community")},
     "warning toml_english requirements.toml 2 title_en"),
    ("Chinese layer", layers('name_en = "Library"', 'name_en = "图书馆"'),
     "warning toml_english layers.toml - layers.library.name_en"),
    ("capitals", {"venues": [venue("x", "虚构", "museum", "99"), venue("X", "虚构二", "museum", "9901")]},
     "warning code_alike venues/museum.csv 3 id"),
    ("capitals of a clause", {"requirements": REQUIREMENTS.replace('"town-reading"', '"Town-Center"')},
     "warning code_alike requirements.toml 12 id"),
    ("more than anywhere", {"units": [{**UNITS[0], "population": 9**12}, *UNITS[1:]]},
     "warning population_much units.csv 2 population"),
    ("parts above the whole", {"units": [UNITS[0], *({**u, "population": 35_000, "population_60plus": 9,
                                                     "population_year": 2020} for u in UNITS[1:3])],
                               "villages": []},
     "warning population_parts units.csv 2 population"),
    ("one point for two", {"units": [*UNITS[:4], {**UNITS[4], "lat": 20.25}, *UNITS[5:]]},
     "warning point_twice units.csv 6 lon"),
    ("outlines exchanged", {"outlines": [outline("9902", OUTLINES[0]["geometry"]), *OUTLINES[1:]]},
     "warning outline_elsewhere outlines.geojson 1 code"),
    ("base map partly elsewhere", {"basemap/metro.geojson": collection(
        feature(LINE, colour="#00AB4F"), feature(FAR, colour="#00AB4F"))},
     "warning basemap_part basemap/metro.geojson 2 -"),
    ("street level", city("zoom = 10", "zoom = 17"), "warning zoom_odd city.toml - city.zoom"),
    ("kind twice", {"requirements": REQUIREMENTS.replace('["senior_school"]', '["library", "library"]')},
     "warning layer_again requirements.toml 21 layers"),
    ("more than anybody has", {"requirements": REQUIREMENTS.replace("min = 2", "min = 500")},
     "warning min_much requirements.toml 12 min"),
    ("alias of one, name of another", {"aliases": [
        {"alias": UNITS[-1]["name"], "kind": "unit", "target": "9901", "source": "虚构"}]},
     "warning alias_another aliases.csv 2 alias"),
    ("misspelt figure", {"requirements": REQUIREMENTS.replace('"brands"', '"brandz"')},
     "warning indicator_new requirements.toml 67 indicator"),
]  # fmt: skip # a table, a row a line


def written(root: Path, given: dict[str, object]) -> Path:
    write_pack(root, **{name: table for name, table in given.items() if "." not in name})
    for name in (name for name in given if "." in name):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(str(given[name]), encoding="utf-8")
    return root


@pytest.mark.parametrize(("given", "expected"), [s[1:] for s in SEEN], ids=[s[0] for s in SEEN])
def test_it_is_seen_where_it_stands(
    tmp_path: Path, given: dict[str, object], expected: str
) -> None:
    _, found = read_pack(written(tmp_path / "p", given))
    said = [
        f"{p.severity} {p.key.removeprefix('problem.')} {p.file} {p.row or '-'} {p.column or '-'}"
        for p in found
    ]
    assert expected in said
    for problem in found:
        for lang in LANGUAGES:
            assert problem.file in problem_text(problem, lang)


@pytest.mark.parametrize(
    ("text", "said"),
    [("[layers.x]\n[layers.x]\n", ["toml_broken"]), ("", ["layer_entry", "layer_entry"])],
)
def test_without_kinds_of_places_the_cause_is_said_alone(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    # Every file of venues, clause and alias would be wrong for it: dozens of lines, and none helps.
    pack, found = read_pack(written(tmp_path / "p", {"layers.toml": text}))
    assert pack is None
    assert [p.key.removeprefix("problem.") for p in found] == said


def test_the_word_of_another_hand_is_answered_with_its_code(tmp_path: Path) -> None:
    rows = [*VENUES, venue("x", "虚构", "museum", "99", topics="arts、健康")]
    (problem,) = read_pack(write_pack(tmp_path / "p", venues=rows))[1]
    assert problem.params["meant"] == "arts;health"


def test_what_a_pack_may_have_beside_its_tables_is_not_mentioned(tmp_path: Path) -> None:
    files = ("README.md", "LICENCE", ".gitkeep", "datapackage.json", "venues/LICENSE.txt")
    root = written(tmp_path / "p", dict.fromkeys(files, "x") | {"basemap/a.geojson": collection()})
    assert read_pack(root)[1] == ()


def test_a_pack_may_bring_a_topic_of_its_own(tmp_path: Path) -> None:
    own = '[topic]\nchess = { name = "棋类", name_en = "Chess", words = ["象棋"] }\n'
    rows = [*VENUES, venue("x", "虚构", "museum", "99", topics="chess")]
    pack = load_pack(written(tmp_path / "p", {"venues": rows, "vocabularies.toml": own}))
    assert pack.problems == ()
    assert list(pack.vocabularies["topic"]) == ["chess"]
    assert "seniors" in pack.vocabularies["audience"]


def test_a_pack_adds_what_it_calls_its_sources(tmp_path: Path) -> None:
    own = '[source]\n"虚构.cn" = { name = "虚构馆", name_en = "House" }\n"gov.cn" = { name = "甲", name_en = "A" }\n'
    sources = load_pack(written(tmp_path / "p", {"vocabularies.toml": own})).vocabularies["source"]
    assert (sources["虚构.cn"].name, sources["gov.cn"].name_en) == ("虚构馆", "A")
    assert sources["news.cn"].name == "新华网"


def statistical(parent: str) -> list[dict[str, object]]:
    """A city with codes of the national system, whose one town stands under ``parent``."""
    return [
        unit("441900", "测试虚构市", "city", "", lon=150.25, lat=20.5),
        unit("441900101", "虚构镇", "town", parent, kind="镇", lon=150.25, lat=20.5),
    ]


def flat(root: Path, units: list[dict[str, object]], villages: list[dict[str, object]]) -> Path:
    return write_pack(
        root,
        units=units,
        villages=villages,
        venues=[],
        indicators=[],
        reporting=[],
        places=[],
        outlines=[],
        requirements="",
        city=CITY.replace('"99"', '"441900"'),
    )


def test_towns_may_stand_directly_under_a_city_without_counties(tmp_path: Path) -> None:
    village = unit("441900101001", "虚构村", "village", "441900101")
    pack = load_pack(flat(tmp_path / "p", statistical("441900"), [village]))
    assert pack.problems == ()
    assert list(pack.towns().index) == ["441900101"]


def test_a_village_whose_code_is_another_towns_is_doubted(tmp_path: Path) -> None:
    village = unit("441900102001", "虚构村", "village", "441900101")
    root = flat(tmp_path / "p", statistical("441900"), [village])
    assert [(p.severity, p.key, p.row) for p in read_pack(root)[1]] == [
        ("warning", "problem.code_elsewhere", 2)
    ]
    # A zone that is no town has villages on paper only; they stand in the towns around it.
    zone = unit("441900102", "虚构开发区", "town", "441900", kind="功能区", counts="no")
    root = flat(tmp_path / "q", [*statistical("441900"), zone], [village])
    assert read_pack(root)[1] == ()
    short = {**village, "code": "44190010200"}
    root = flat(tmp_path / "r", [*statistical("441900"), zone], [short])
    assert [(p.key, p.file, p.row) for p in read_pack(root)[1]] == [
        ("problem.code_length", "villages.csv", 2)
    ]


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [(120.6, 31.3, "EPSG:32651"), (117.0, 31.8, "EPSG:32650"), (-70.6, -33.4, "EPSG:32719"),
     (180.0, 0.0, "EPSG:32660")],
)  # fmt: skip # a table, a row a line
def test_the_zone_of_a_place(lon: float, lat: float, code: str) -> None:
    assert utm(lon, lat) == code


def test_what_is_another_citys_is_seen_by_its_name(tmp_path: Path) -> None:
    text = CITY.replace('"99"', '"320200"').replace("fictional = true", "fictional = false")
    text = text.replace('"Testopolis"', '"Suzhou"') + '[plan]\nname = "苏州市社区教育计划"\n'
    units = [unit("320200", "测试市", "city", "", lon=150.25, lat=20.5)]
    rows = [
        venue("a", "甲馆", "museum", "320200", address="江苏省苏州市姑苏区人民路1号"),
        venue("b", "乙馆", "museum", "320200", address="苏州路1号"),
        venue("c", "无锡市丙馆", "museum", "320200", address="江苏省无锡市1号"),
    ]
    root = flat(tmp_path / "p", units, [])
    write_pack(root, units=units, villages=[], venues=rows, indicators=[], reporting=[], places=[],
               outlines=[], requirements="", city=text)  # fmt: skip # as one call
    said = [(p.file, p.row, p.column) for p in read_pack(root)[1] if "elsewhere" in p.key]
    assert said == [
        ("city.toml", None, "plan.name"),
        ("city.toml", None, "city.name_en"),
        ("venues/museum.csv", 2, "address"),
    ]


def of_wuxi(root: Path, city: str = "", requirements: str = "", **tables: object) -> list[str]:
    """What is said of a small pack of 无锡, a real code."""
    text = CITY.replace('"99"', '"320200"').replace("fictional = true", "fictional = false") + city
    given: dict[str, object] = {"venues": [], "villages": [], "indicators": [], "reporting": []}
    given |= {"units": [unit("320200", "测试市", "city", "", lon=150.25, lat=20.5)], **tables}
    write_pack(root, places=[], outlines=[], requirements=requirements, city=text, **given)
    return [f"{p.key} {p.row} {p.column} {p.value}" for p in read_pack(root)[1]]


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        ("0512-63480068", "0512"),
        ("（021）63480068", "021"),
        ("051263480068、0510-82345678", "0512"),
        ("0510-82345678转802", ""),
        ("82345678", ""),
        ("400-0512-6348", ""),
        ("0999-123", ""),
    ],
)
def test_a_telephone_of_another_city_is_seen(tmp_path: Path, phone: str, code: str) -> None:
    rows = [venue("a", "甲馆", "museum", "320200", phone=phone)]
    said = [s for s in of_wuxi(tmp_path, venues=rows) if "phone_elsewhere" in s]
    assert said == ([f"problem.phone_elsewhere 2 phone {code}"] if code else [])


def test_every_area_code_is_of_some_city_and_ours_of_one() -> None:
    assert all(cities for cities in area_codes().values())
    assert area_codes()["0512"] == {"320500"}
    assert len(area_codes()["024"]) > 1


def test_a_plan_of_another_city_is_seen_by_its_number_and_its_words(tmp_path: Path) -> None:
    suzhou = load_pack(GEODATA / "suzhou")
    clause = (GEODATA / "suzhou" / "requirements.toml").read_text(encoding="utf-8").split("\n\n")[1]
    plan = f'[plan]\nname = "方案（{suzhou.city.plan.number}）"\nnumber = "锡终学〔2026〕1号"\n'
    said = [s for s in of_wuxi(tmp_path, plan, clause) if "elsewhere" in s]
    assert said == [
        f"problem.plan_elsewhere None plan.name {suzhou.city.plan.number}",
        "problem.clauses_elsewhere 1 clause None",
    ]


def test_a_share_of_persons_needs_persons_to_divide_by(tmp_path: Path) -> None:
    rule = """[[requirement]]
id = "a"
clause = "1"
title = "甲"
title_en = "A"
level = "city"
strength = "required"
indicator = "full_time_staff"
per_10000 = 20000
"""
    said = of_wuxi(tmp_path, requirements=rule)
    assert "problem.per_nobody 1 per_10000 20000" in said
    assert "problem.min_much 1 per_10000 20000" in said
    rich = [unit("320200", "测试市", "city", "", lon=150.25, lat=20.5,
                 population=10**6, population_year=2020)]  # fmt: skip # as one call
    assert not [s for s in of_wuxi(tmp_path, requirements=rule, units=rich) if "nobody" in s]


def test_clauses_about_a_level_of_none_are_said_once(tmp_path: Path) -> None:
    rules = "".join(
        REQUIREMENTS.split("\n\n")[0].replace('"town-center"', f'"c{n}"') + "\n\n" for n in range(5)
    )
    said = [s for s in of_wuxi(tmp_path, requirements=rules) if "level_of_none" in s]
    assert said == ["problem.level_of_none 2 level town"]


def test_other_rows_are_held_against_the_city_only_where_they_bear_on_it(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    pack = load_pack(folder)
    lon, lat = pack.city.center
    moved = dataclasses.replace(pack, city=dataclasses.replace(pack.city, center=(lat, lon)))
    said = {
        file: {p.key for p in with_rows(moved, {file: pack_rows(folder, file)})[1]}
        for file in ("places.csv", "units.csv")
    }
    assert "problem.city_center" in said["units.csv"]
    assert "problem.city_center" not in said["places.csv"]


def test_points_are_looked_at_again_only_where_a_row_with_one_is_new(tmp_path: Path) -> None:
    folder, file = write_pack(tmp_path), "venues/senior_school.csv"
    rows = pack_rows(folder, file)
    key = next(iter(rows))
    far = rows | {key: rows[key] | {"lon": "2", "lat": "3"}}
    pack, found, _ = with_rows(load_pack(folder), {file: far})
    assert "problem.outside" in {p.key for p in found}
    nowhere = {"id": "other", "name": "别处", "lon": "", "lat": "", "precision": ""}
    _, found, _ = with_rows(pack, {file: far | {"other": rows[key] | nowhere}})
    assert "problem.outside" not in {p.key for p in found}
