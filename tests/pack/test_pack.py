"""The door: a good pack loads, and every kind of mistake is reported where it stands."""

from __future__ import annotations

import json
import math
import shutil
from typing import TYPE_CHECKING

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings

from locator.folders import GEODATA
from locator.pack import schema
from locator.pack.read import load_pack, read_pack
from locator.pack.tables import _finite, is_date, is_url
from locator.problems import PackError, Problem
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import problem_text
from packs import (
    CITY,
    INDICATORS,
    OUTLINES,
    PLACES,
    REPORTING,
    REQUIREMENTS,
    SOUND_ROWS,
    UNITS,
    VENUES,
    VILLAGES,
    outline,
    square,
    unit,
    venue,
    write_csv,
    write_pack,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from locator.pack.model import CityPack


def told(one: Problem) -> tuple[str, str, str, int | None, str | None]:
    """How grave a problem is, its name, and where it stands."""
    return one.severity, one.key.removeprefix("problem."), one.file, one.row, one.column


def problems(root: Path) -> list[tuple[str, str, str, int | None, str | None]]:
    _, found = read_pack(root)
    return [told(problem) for problem in found]


def test_a_good_pack_has_no_problems(tmp_path: Path) -> None:
    assert problems(write_pack(tmp_path / "p")) == []


def test_a_pack_may_bring_its_own_layers(tmp_path: Path) -> None:
    root = write_pack(tmp_path / "p")
    shared = load_pack(root)
    own = (GEODATA / "layers.toml").read_text(encoding="utf-8")
    (root / "layers.toml").write_text(own, encoding="utf-8")
    assert load_pack(root).checksum == shared.checksum  # the same data, wherever they lie
    renamed = own.replace('name = "社区学院"', 'name = "社区大学"')
    (root / "layers.toml").write_text(renamed, encoding="utf-8")
    pack = load_pack(root)
    assert pack.catalogue.layers["community_college"].name == "社区大学"
    assert pack.checksum != shared.checksum
    (root / "layers.toml").write_text("[groups.a]\nname = 1\n[", encoding="utf-8")
    assert ("error", "toml_broken", "layers.toml") in [p[:3] for p in problems(root)]


@pytest.mark.parametrize("name", ["suzhou", "demo"])
def test_the_embedded_packs_have_no_problems(name: str, request: pytest.FixtureRequest) -> None:
    pack: CityPack = request.getfixturevalue(name)
    assert [problem_text(p, "en") for p in pack.problems] == []


def test_units_know_their_town_and_county(invented: CityPack) -> None:
    units, venues = invented.units, invented.venues
    assert units.loc["99010101", ["town", "county"]].tolist() == ["990101", "9901"]
    assert units.loc["990101", ["town", "county"]].tolist() == ["990101", "9901"]
    assert units.loc["9901", ["town", "county"]].tolist() == ["", "9901"]
    assert units.loc["99", ["town", "county"]].tolist() == ["", ""]
    assert venues.loc["v2", ["village", "town", "county"]].tolist() == [
        "99010101",
        "990101",
        "9901",
    ]
    assert venues.loc["v7", ["village", "town", "county"]].tolist() == ["", "", "9901"]
    assert not units.loc["990299", "counts"]
    assert invented.data_date == "2025-03-01"
    assert invented.city.fictional


def test_data_are_as_of_what_was_last_checked_or_collected(suzhou: CityPack) -> None:
    checked, collected = suzhou.venues["source_date"].max(), suzhou.venues["collected_date"].max()
    assert checked < collected == suzhou.data_date


def test_types_in_memory(invented: CityPack) -> None:
    assert invented.units["population"].dtype == "float64"
    assert pd.isna(invented.units.loc["9902", "population"])
    assert invented.venues["address"].dtype == "str"
    assert invented.venues.loc["v4", "address"] == ""


def edited(**changes: object) -> Callable[[Path], Path]:
    return lambda root: write_pack(root, **changes)


def bad_venue(**more: object) -> Callable[[Path], Path]:
    return edited(venues=[*VENUES, venue("x1", "虚构错误", "museum", "990101", **more)])


MISTAKES: list[tuple[str, Callable[[Path], Path], tuple[str, str, str, int | None, str | None]]] = [
    ("unknown unit", edited(venues=[*VENUES, venue("x", "虚构", "museum", "none")]),
     ("error", "unknown_unit", "venues/museum.csv", 2, "unit")),
    ("id twice", edited(venues=[*VENUES, venue("v1", "虚构", "museum", "9901")]),
     ("error", "id_twice", "venues/museum.csv", 2, "id")),
    ("status", bad_venue(status="opened"),
     ("error", "not_choice", "venues/museum.csv", 2, "status")),
    ("date", bad_venue(source_date="2025-02-30"),
     ("error", "not_date", "venues/museum.csv", 2, "source_date")),
    ("no date", bad_venue(source_date=""),
     ("error", "blank", "venues/museum.csv", 2, "source_date")),
    ("collected in the future", bad_venue(source_date="", collected_date="2999-01-01"),
     ("error", "future_date", "venues/museum.csv", 2, "collected_date")),
    ("future", bad_venue(source_date="2999-01-01"),
     ("error", "future_date", "venues/museum.csv", 2, "source_date")),
    ("no source", bad_venue(source=""), ("error", "blank", "venues/museum.csv", 2, "source")),
    ("url", bad_venue(website="javascript:alert(1)"),
     ("error", "not_url", "venues/museum.csv", 2, "website")),
    ("latitude", bad_venue(lon=150.3, lat=99),
     ("error", "not_number", "venues/museum.csv", 2, "lat")),
    ("half point", bad_venue(lon=150.3, precision="exact"),
     ("error", "half_point", "venues/museum.csv", 2, "lat")),
    ("far outside", bad_venue(lon=120.6, lat=31.3),
     ("error", "outside", "venues/museum.csv", 2, "lon")),
    # 0.01 degrees of longitude at 20.5 N are 1.04 km: beyond the edge, but within 2 km.
    ("near outside", bad_venue(lon=149.99, lat=20.5),
     ("warning", "near_outline", "venues/museum.csv", 2, "lon")),
    ("unit precision with a point", bad_venue(lon=150.3, lat=20.3, precision="unit"),
     ("error", "precision_point", "venues/museum.csv", 2, "precision")),
    ("exact without a point", bad_venue(precision="exact"),
     ("error", "precision_blank", "venues/museum.csv", 2, "precision")),
    ("same name and unit", edited(venues=[*VENUES, venue("x", "虚构西镇老年学校", "museum",
                                                         "990102")]),
     ("warning", "duplicate_name", "venues/senior_school.csv", 2, "name")),
    ("near and similar", edited(venues=[*VENUES, venue("x", "虚构分馆甲（新馆）", "library_branch",
                                                       "990101", lon=150.2511, lat=20.25)]),
     ("warning", "duplicate_near", "venues/library_branch.csv", 3, "name")),
    ("unit code twice", edited(units=[*UNITS, UNITS[3]]),
     ("error", "code_twice", "units.csv", 9, "code")),
    ("unknown parent", edited(villages=[*VILLAGES, unit("V", "虚构", "village", "none")]),
     ("error", "unknown_parent", "villages.csv", 6, "parent")),
    ("parent of the wrong level", edited(villages=[*VILLAGES, unit("V", "虚构", "village", "9901")]),
     ("error", "parent_level", "villages.csv", 6, "parent")),
    ("two cities", edited(units=[*UNITS, unit("98", "虚构", "city", "")]),
     ("error", "one_city", "units.csv", None, "level")),
    ("level", edited(units=[*UNITS, unit("98", "虚构", "province", "99")]),
     ("error", "not_choice", "units.csv", 9, "level")),
    ("more old people than people",
     edited(villages=[*VILLAGES, unit("V", "虚构", "village", "990101", population=10,
                                      population_60plus=11, population_year=2020)]),
     ("error", "population_60plus", "villages.csv", 6, "population_60plus")),
    ("population without year",
     edited(villages=[*VILLAGES, unit("V", "虚构", "village", "990101", population=10)]),
     ("error", "population_year", "villages.csv", 6, "population_year")),
    ("population with a unit",
     edited(villages=[*VILLAGES, unit("V", "虚构", "village", "990101", population="1.2万")]),
     ("error", "not_count", "villages.csv", 6, "population")),
    ("indicator twice", edited(indicators=[*INDICATORS, INDICATORS[0]]),
     ("error", "indicator_twice", "indicators.csv", 9, "unit")),
    ("indicator value", edited(indicators=[{**INDICATORS[0], "value": "很多"}]),
     ("error", "not_number", "indicators.csv", 2, "value")),
    ("indicator year", edited(indicators=[{**INDICATORS[0], "year": "23"}]),
     ("error", "not_year", "indicators.csv", 2, "year")),
    ("reporting layer", edited(reporting=[{**REPORTING[0], "layer": "casino"}]),
     ("error", "unknown_layer", "reporting.csv", 2, "layer")),
    ("reporting twice", edited(reporting=[*REPORTING, REPORTING[0]]),
     ("error", "reporting_twice", "reporting.csv", 5, "unit")),
    ("place unit", edited(places=[{**PLACES[0], "unit": "none"}]),
     ("error", "unknown_unit", "places.csv", 2, "unit")),
    ("requirement layer", edited(requirements=REQUIREMENTS.replace('["senior_school"]', '["casino"]')),
     ("error", "unknown_layer", "requirements.toml", 21, "layers")),
    ("requirement key", edited(requirements=REQUIREMENTS + "\nthreshold = 1\n"),
     ("error", "toml_unknown", "requirements.toml", 76, "threshold")),
    ("requirement with both rules",
     edited(requirements=REQUIREMENTS + '\nlayers = ["museum"]\n'),
     ("error", "requirement_rule", "requirements.toml", 76, None)),
    ("requirement level", edited(requirements=REQUIREMENTS.replace('"city"', '"province"')),
     ("error", "not_choice", "requirements.toml", 67, "level")),
    ("requirement twice", edited(requirements=REQUIREMENTS.replace('"county-budget"', '"city-brands"')),
     ("error", "requirement_twice", "requirements.toml", 76, "id")),
    ("requirement broken", edited(requirements="[[requirement]\n"),
     ("error", "toml_broken", "requirements.toml", 1, None)),
    ("city key", edited(city=CITY.replace("zoom = 10\n", "")),
     ("error", "toml_missing", "city.toml", None, "city.zoom")),
    ("city value", edited(city=CITY.replace("zoom = 10", 'zoom = "ten"')),
     ("error", "toml_value", "city.toml", None, "city.zoom")),
    ("walk", edited(city=CITY.replace("1.3", "0")),
     ("error", "toml_value", "city.toml", None, "walk.detour")),
    ("outline code", edited(outlines=[*OUTLINES, outline("none", square(150, 20, 150.1, 20.1))]),
     ("error", "unknown_unit", "outlines.geojson", 3, "code")),
    ("outline geometry", edited(outlines=[*OUTLINES, outline("990101", {"type": "Polygon"})]),
     ("error", "geometry_broken", "outlines.geojson", 3, None)),
]  # fmt: skip # a table, a row a line


@pytest.mark.parametrize(
    ("write", "expected"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES]
)
def test_a_mistake_is_found_where_it_stands(
    tmp_path: Path,
    write: Callable[[Path], Path],
    expected: tuple[str, str, str, int | None, str | None],
) -> None:
    _, found = read_pack(write(tmp_path / "p"))
    assert expected in [told(problem) for problem in found]
    for problem in found:
        for lang in LANGUAGES:
            message = problem_text(problem, lang)
            assert "{" not in message.replace(str(problem.value), "")
            assert problem.file in message


def test_all_mistakes_are_returned_at_once(tmp_path: Path) -> None:
    root = write_pack(
        tmp_path / "p",
        venues=[*VENUES, venue("x", "虚构", "museum", "none", status="?", website="ftp://x")],
        reporting=[{**REPORTING[0], "layer": "casino"}],
    )
    assert {key for _, key, *_ in problems(root)} == {
        "unknown_unit",
        "not_choice",
        "not_url",
        "unknown_layer",
    }


def replace_text(root: Path, file: str, change: Callable[[bytes], bytes]) -> Path:
    path = root / file
    path.write_bytes(change(path.read_bytes()))
    return root


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda b: b"\xef\xbb\xbf" + b, []),
        (lambda b: b.decode().encode("gb18030"), [("encoding_gb18030", 2)]),
        (lambda b: b + b"\xff\xff\n", [("encoding_unknown", 6)]),
        (lambda b: b.replace(b"counts", b"count"), [("column_unknown", 1), ("column_missing", 1)]),
        (lambda b: b.replace(b",name_en,", b",name,"), [("column_twice", 1), ("column_missing", 1)]),
        (lambda b: b + b"too,few\n", [("cell_count", 6)]),
        (lambda b: b + b'"open\n', [("csv_broken", 6)]),
        (lambda b: b"", [("file_empty", None)]),
        (lambda b: b.replace(b"\n", b"\r\n"), []),
        (lambda b: b + b"\n\n,,,,,,,,,,,,,,\n", []),
    ],
    ids=["bom", "gb18030", "binary", "header", "header twice", "cells", "quote", "empty", "crlf",
         "blank lines"],
)  # fmt: skip # a table, a row a line
def test_files_as_people_save_them(
    tmp_path: Path, change: Callable[[bytes], bytes], expected: list[tuple[str, int | None]]
) -> None:
    root = replace_text(write_pack(tmp_path / "p", venues=VENUES[:1]), "villages.csv", change)
    found = [(key, row) for _, key, file, row, _ in problems(root) if file == "villages.csv"]
    assert [f for f in found if f[0] != "blank"] == expected


def test_row_numbers_count_lines_inside_quotes(tmp_path: Path) -> None:
    places = [{**PLACES[0], "source": "two\nlines"}, {**PLACES[0], "unit": "none"}]
    root = write_pack(tmp_path / "p", places=places)
    assert ("error", "unknown_unit", "places.csv", 4, "unit") in problems(root)


@pytest.mark.parametrize("file", ["city.toml", "units.csv"])
def test_a_pack_without_its_core_is_refused(tmp_path: Path, file: str) -> None:
    root = write_pack(tmp_path / "p")
    (root / file).unlink()
    with pytest.raises(PackError) as failure:
        load_pack(root)
    assert ("problem.file_missing", file) in [(p.key, p.file) for p in failure.value.problems]


def test_a_pack_may_leave_out_what_it_does_not_have(tmp_path: Path) -> None:
    root = write_pack(tmp_path / "p", venues=[])
    for file in (
        "villages.csv",
        "places.csv",
        "indicators.csv",
        "reporting.csv",
        "requirements.toml",
        "outlines.geojson",
    ):
        (root / file).unlink()
    pack = load_pack(root)
    assert pack.venues.empty
    assert pack.requirements == ()
    assert pack.data_date == ""


def test_no_folder(tmp_path: Path) -> None:
    pack, found = read_pack(tmp_path / "none")
    assert pack is None
    assert [p.key for p in found] == ["problem.folder_missing"]


def test_a_venue_file_of_an_unknown_layer(tmp_path: Path) -> None:
    root = write_pack(tmp_path / "p")
    shutil.copy(root / "venues" / "library_branch.csv", root / "venues" / "casino.csv")
    keys = {key for _, key, file, *_ in problems(root) if file == "venues/casino.csv"}
    assert keys == {"layer_file", "layer_mismatch"}
    assert "id_twice" in {key for _, key, *_ in problems(root)}


def test_the_checksum_follows_the_content(tmp_path: Path) -> None:
    one = load_pack(write_pack(tmp_path / "one" / "p"))
    same = load_pack(write_pack(tmp_path / "two" / "p"))
    other = load_pack(write_pack(tmp_path / "three" / "p", venues=VENUES[:-1]))
    assert one.checksum == same.checksum != other.checksum


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
@given(
    data=st.binary(max_size=300),
    file=st.sampled_from(
        ["city.toml", "units.csv", "requirements.toml", "outlines.geojson", "venues/museum.csv"]
    ),
)
def test_no_bytes_make_it_crash(tmp_path: Path, data: bytes, file: str) -> None:
    root = write_pack(tmp_path / "p")
    (root / file).write_bytes(data)
    _, found = read_pack(root)
    for problem in found:
        assert isinstance(problem, Problem)
        assert problem_text(problem, "zh")


TYPED = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from([*'年月日-/:;，,1²٣=#"\r\n\x00\u202e', "9" * 400, "8:00-5:00"])).map(
        "".join
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=4)
@given(text=TYPED)
@example(text="9" * 5000)
def test_any_text_in_every_column_of_every_table_is_read_or_is_a_problem(
    tmp_path: Path, text: str
) -> None:
    assert {name.removesuffix(".csv") for name in schema.TABLES} == set(SOUND_ROWS)
    rows = {
        name: [
            {**row, column: text}
            for column in schema.TABLES.get(f"{name}.csv", schema.VENUES).names
        ]
        for name, row in SOUND_ROWS.items()
    }
    venues = rows.pop("venues")
    root = write_pack(tmp_path / "p", **rows | {"units": [*UNITS, *rows["units"]]})
    # Its file is called by its layer, whatever the rows say.
    write_csv(root / "venues" / "museum.csv", schema.VENUES.names, venues)
    _, found = read_pack(root)
    assert {problem.file for problem in found} > {f"{name}.csv" for name in rows}
    for problem in found:
        assert problem_text(problem, "zh")


def test_geojson_that_is_not_a_collection(tmp_path: Path) -> None:
    root = write_pack(tmp_path / "p")
    (root / "outlines.geojson").write_text(json.dumps(square(150, 20, 151, 21)))
    assert ("error", "not_features", "outlines.geojson", None, None) in problems(root)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("2025", True),
        ("2025-03", True),
        ("2024-02-29", True),
        ("2025-02-29", False),
        ("2025-13", False),
        ("25-01-01", False),
        ("2025/01/01", False),
        ("2025-1-1", False),
        ("", False),
        ("２０２５", False),
    ],
)
def test_dates(text: str, valid: bool) -> None:
    assert is_date(text) == valid


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("https://example.invalid/a?b=1", True),
        ("http://x", True),
        ("www.x.invalid", False),
        ("ftp://x", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://a b", False),
        ("http://[", False),
    ],
)
def test_urls(text: str, valid: bool) -> None:
    assert is_url(text) == valid


@pytest.mark.parametrize(
    ("bounds", "on_earth"),
    [
        ((-180, -90, 180, 90), True),
        ((-180.5, 0, 1, 1), False),
        ((0, -90.5, 1, 1), False),
        ((0, 0, 180.5, 1), False),
        ((0, 0, 1, 90.5), False),
        ((1, 0, 0, 1), False),
        ((0, 0, math.nan, 1), False),
        ((0, 0, 1, math.inf), False),
    ],
)
def test_a_shape_lies_on_the_earth(
    bounds: tuple[float, float, float, float], on_earth: bool
) -> None:
    assert _finite(bounds) is on_earth


def test_clauses_without_a_rule_say_why(tmp_path: Path) -> None:
    clause = '\n[[unmeasured]]\nclause = "第 4 项"\nwhy = "没有记录"\n'
    pack = load_pack(write_pack(tmp_path / "a", requirements=REQUIREMENTS + clause))
    assert [(one.clause, one.why, one.why_en) for one in pack.unmeasured] == [
        ("第 4 项", "没有记录", "")
    ]
    wrong = clause.replace("why", "because")
    with pytest.raises(PackError) as caught:
        load_pack(write_pack(tmp_path / "b", requirements=REQUIREMENTS + wrong))
    keys = {problem.key for problem in caught.value.problems}
    assert keys >= {"problem.toml_missing", "problem.toml_unknown"}
