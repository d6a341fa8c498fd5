"""Changes laid over a pack's files: which bytes change, which stay, what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from locator.pack import schema
from locator.pack.change import RowChange
from locator.pack.overlay import Overlay, overlay, pack_rows
from locator.pack.read import load_pack, read_pack
from locator.pack.rows import row_key
from locator.problems import LocatorError
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import problem_text
from packs import SOURCE, square, venue, write_pack

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = "venues/library.csv"
CENTERS = "venues/community_education_center.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "invented")


def change(file: str, before: dict[str, str] | None, after: dict[str, str] | None) -> RowChange:
    return RowChange(file, row_key(file, after or before or {}), before, after)


def cells(**values: object) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def lines(raw: bytes) -> list[str]:
    return raw.decode().splitlines()


def keys_of(failure: LocatorError) -> list[str]:
    return [p.key for p in failure.problems]


# -- what changes ------------------------------------------------------------------------------


def test_a_changed_row_stays_where_it_is_and_no_other_line_changes(folder: Path) -> None:
    before = pack_rows(folder, "units.csv")["990101"]
    laid = overlay(folder, [change("units.csv", before, before | {"note": "改, 名"})]).files
    assert set(laid) == {"units.csv"}
    old, new = lines((folder / "units.csv").read_bytes()), lines(laid["units.csv"])
    [row] = [n for n, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1]]
    assert old[row].startswith("990101,")
    assert new[row] == old[row] + '"改, 名"'


def test_new_rows_go_where_their_key_belongs(folder: Path) -> None:
    file = "venues/city_book_house.csv"  # one row, v3
    rows = [
        cells(**venue(name, f"书房{name}", "city_book_house", "990101")) for name in ("v9", "v1")
    ]
    laid = overlay(folder, [change(file, None, row) for row in rows]).files
    assert [line.split(",")[0] for line in lines(laid[file])] == ["id", "v1", "v3", "v9"]


def test_new_rows_go_to_the_end_of_a_file_in_another_order(folder: Path) -> None:
    old = (folder / "indicators.csv").read_bytes()
    new = [
        cells(unit=unit, indicator="brands", value=1, year=2024, source=SOURCE)
        for unit in ("9902", "9901")
    ]
    laid = overlay(folder, [change("indicators.csv", None, row) for row in new]).files
    assert laid["indicators.csv"].startswith(old)
    assert [line.split(",")[0] for line in lines(laid["indicators.csv"][len(old) :])] == [
        "9901",
        "9902",
    ]


def test_a_file_that_did_not_exist(folder: Path) -> None:
    row = cells(**venue("n1", "虚构图书馆", "library", "9901"))
    laid = overlay(folder, [change(LIBRARY, None, row)]).files
    assert lines(laid[LIBRARY])[0] == ",".join(schema.VENUES.names)
    pack = load_pack(folder, laid)
    assert pack.venues.at["n1", "name"] == "虚构图书馆"
    assert pack.venues.at["n1", "county"] == "9901"
    assert not (folder / LIBRARY).exists()


def test_a_row_taken_out(folder: Path) -> None:
    before = pack_rows(folder, "reporting.csv")["9901|farmers_book_room"]
    laid = overlay(folder, [change("reporting.csv", before, None)]).files
    assert len(load_pack(folder, laid).reporting) == 2


def test_the_checksum_is_that_of_a_folder_that_holds_the_same(folder: Path, tmp_path: Path) -> None:
    before = pack_rows(folder, "units.csv")["990101"]
    row = cells(**venue("n1", "虚构图书馆", "library", "9901"))
    changes = [change("units.csv", before, before | {"note": "x"}), change(LIBRARY, None, row)]
    laid = overlay(folder, changes).files
    copy = write_pack(tmp_path / "copy")
    for file, raw in laid.items():
        (copy / file).write_bytes(raw)
    assert load_pack(folder, laid).checksum == load_pack(copy).checksum
    assert load_pack(folder, laid).checksum != load_pack(folder).checksum
    # The exported pack, read with the same changes again, is the same pack.
    assert overlay(copy, changes).files == {}


def test_problems_of_the_overlay_are_found(folder: Path) -> None:
    before = pack_rows(folder, "units.csv")["990101"]
    laid = overlay(folder, [change("units.csv", before, before | {"population": "many"})]).files
    _, problems = read_pack(folder, laid)
    assert [(p.file, p.row, p.column, p.value) for p in problems] == [
        ("units.csv", 5, "population", "many")
    ]


def test_layout_of_the_file_is_kept(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "p")
    file = folder / "reporting.csv"
    text = (
        "\ufeffsource,layer, unit ,as_of,extra\r\n"
        '"a ""quoted"" source", library ,9901,2025-01-01,kept\r\n'
        "\r\n"
        "b,library,9902,2025-01-01,also"
    )
    file.write_bytes(text.encode())
    before = pack_rows(folder, "reporting.csv")["9901|library"]
    assert before["layer"] == "library"
    laid = overlay(folder, [change("reporting.csv", before, before | {"as_of": "2026"})]).files
    assert laid["reporting.csv"].decode() == text.replace(
        '"a ""quoted"" source", library ,9901,2025-01-01', '"a ""quoted"" source",library,9901,2026'
    )
    new = cells(unit="99", layer="library", as_of="2026", source="c")
    laid = overlay(folder, [change("reporting.csv", None, new)]).files
    assert laid["reporting.csv"].decode() == text.replace('"a ""', 'c,library,99,2026,\r\n"a ""', 1)


def test_a_column_that_the_file_went_without(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "p")
    (folder / "places.csv").write_text("name,kind,lon,lat,source\nA,landmark,150.2,20.2,s\n")
    new = cells(name="B", kind="landmark", lon=150.3, lat=20.3, unit="9901", source="s")
    laid = overlay(folder, [change("places.csv", None, new)]).files
    assert lines(laid["places.csv"]) == [
        "name,kind,lon,lat,source,unit",
        "A,landmark,150.2,20.2,s,",
        "B,landmark,150.3,20.3,s,9901",
    ]


def test_outlines(folder: Path) -> None:
    file = "outlines.geojson"
    known = pack_rows(folder, file)
    assert list(known) == ["9901", "9902"]
    shape = json.dumps(square(150, 20, 150.4, 21))
    moved = known["9901"] | {"geometry": shape, "quality": "measured"}
    town = cells(code="990101", quality="official", source=SOURCE, licence="CC0", geometry=shape)
    changes = [change(file, known["9901"], moved), change(file, None, town)]
    pack = load_pack(folder, overlay(folder, changes).files)
    assert list(pack.outlines["code"]) == ["9901", "990101", "9902"]
    assert pack.outlines.at["9901", "quality"] == "measured"
    assert pack.outlines.at["9901", "geometry"].bounds == (150, 20, 150.4, 21)
    # The same shape in another spelling is no change.
    again = known["9901"] | {
        "geometry": json.dumps(json.loads(known["9901"]["geometry"]), indent=2)
    }
    assert overlay(folder, [change(file, again, again)]).files == {}


def test_the_embedded_outlines_keep_their_bytes(demo_folder: Path) -> None:
    file = "outlines.geojson"
    known = pack_rows(demo_folder, file)
    code = next(iter(known))
    laid = overlay(demo_folder, [change(file, known[code], known[code] | {"source": "new"})]).files
    old, new = lines((demo_folder / file).read_bytes()), lines(laid[file])
    assert sum(a != b for a, b in zip(old, new, strict=True)) == 1


# -- what is refused ---------------------------------------------------------------------------


def test_what_is_refused(folder: Path) -> None:
    cases = [
        (RowChange("city.toml", "1", None, {"code": "1"}), "store.unknown_file"),
        (RowChange("../units.csv", "1", None, {"code": "1"}), "store.unknown_file"),
        (RowChange("venues", "1", None, {"id": "1"}), "store.unknown_file"),
        (change("units.csv", None, {"code": "1", "colour": "red"}), "store.unknown_column"),
        (RowChange("units.csv", "2", None, {"code": "1"}), "store.key"),
        (change("outlines.geojson", None, {"code": "99", "geometry": "{"}), "store.geometry"),
    ]
    for one, key in cases:
        with pytest.raises(LocatorError) as raised:
            overlay(folder, [one])
        assert key in keys_of(raised.value), one


# -- a new release of the files beneath an older log -------------------------------------------


def aside(folder: Path, *changes: RowChange) -> list[tuple[str, list[str | None]]]:
    """Keys of rows whose changes were set aside, with the columns that do not fit."""
    return [
        (one.change.key, [p.column for p in one.problems])
        for one in overlay(folder, changes).set_aside
    ]


def test_a_cell_that_moved_is_set_aside_and_named(folder: Path) -> None:
    before = pack_rows(folder, "units.csv")["990101"]
    stale = before | {"name": "旧名", "population": "20000.0"}
    laid = overlay(folder, [change("units.csv", stale, before | {"name": "新名"})])
    assert laid.files == {}
    [one] = laid.set_aside
    assert one.held == before
    [doubt] = one.doubts
    assert (doubt.severity, doubt.key, doubt.file, doubt.row, doubt.column, doubt.value) == (
        "warning",
        "store.aside_cell_moved",
        "units.csv",
        5,
        "name",
        "虚构东镇",
    )
    for lang in LANGUAGES:
        message = problem_text(doubt, lang)
        assert all(part in message for part in ("units.csv", "990101", "name", "虚构东镇", "旧名"))


def test_a_change_is_compared_by_the_cells_it_touched(folder: Path) -> None:
    now = pack_rows(folder, "units.csv")["990101"]
    older = now | {"note": "", "name": "从前的名字", "population": ""}
    # The files have another name and population by now; only the note was changed.
    laid = overlay(folder, [change("units.csv", older, older | {"note": "新注"})])
    assert laid.set_aside == ()
    row = pack_rows(folder, "units.csv", laid.files)["990101"]
    assert row == now | {"note": "新注"}


def test_what_is_there_already_is_noted_and_nothing_more(folder: Path) -> None:
    now = pack_rows(folder, "units.csv")["990101"]
    gone = cells(**venue("v99", "没有", "community_education_center", "990101"))
    there = cells(**venue("v1", "虚构东镇社区教育中心", "community_education_center", "990101"))
    for one in (
        change("units.csv", now | {"note": "旧注"}, now),
        change("units.csv", now | {"note": "旧注", "name": "旧名"}, now | {"name": "旧名"}),
        change(CENTERS, gone, None),
        change(CENTERS, None, pack_rows(folder, CENTERS)["v1"]),
    ):
        assert overlay(folder, [one]) == Overlay()
    assert aside(folder, change(CENTERS, None, there | {"note": "别的"})) == [("v1", [None])]


def test_a_venue_that_the_files_no_longer_have(folder: Path) -> None:
    gone = cells(**venue("v99", "没有", "community_education_center", "990101"))
    called = gone | {"phone": "0512-00000000"}
    assert aside(folder, change(CENTERS, gone, called)) == [("v99", [None])]
    [one] = overlay(folder, [change(CENTERS, gone, called)]).set_aside
    laid = overlay(folder, [one.change, one.decided("apply")])
    assert pack_rows(folder, CENTERS, laid.files)["v99"].items() >= called.items()
    assert overlay(folder, [one.change, one.decided("drop")]) == Overlay()
    # Its undo ends the matter too.
    undone = [change(CENTERS, gone, called), change(CENTERS, called, gone)]
    assert overlay(folder, undone) == Overlay()


def test_an_exported_pack_goes_on_from_where_it_was(folder: Path) -> None:
    now = pack_rows(folder, "units.csv")["990101"]
    first, second = now | {"note": "一"}, now | {"note": "二"}
    (folder / "units.csv").write_bytes(
        overlay(folder, [change("units.csv", now, first)]).files["units.csv"]
    )
    both = [change("units.csv", now, first), change("units.csv", first, second)]
    laid = overlay(folder, both)
    assert laid.set_aside == ()
    assert pack_rows(folder, "units.csv", laid.files)["990101"]["note"] == "二"


def test_a_decision_ends_what_was_set_aside(folder: Path) -> None:
    now = pack_rows(folder, "units.csv")["990101"]
    old = change("units.csv", now | {"note": "旧"}, now | {"note": "改"})
    assert aside(folder, old) == [("990101", ["note"])]
    [one] = overlay(folder, [old]).set_aside
    assert overlay(folder, [old, one.decided("drop")]) == Overlay()
    applied = one.decided("apply")
    laid = overlay(folder, [old, applied])
    assert laid.set_aside == ()
    assert pack_rows(folder, "units.csv", laid.files)["990101"]["note"] == "改"
    # A change of another cell decides nothing about this one.
    other = change("units.csv", now, now | {"source": "别处"})
    assert aside(folder, old, other) == [("990101", ["note"])]


def test_changes_follow_a_unit_to_its_successor(folder: Path) -> None:
    (folder / "successors.csv").write_text(
        "code,name,level,successor,date,source\n"
        "980101,虚构东镇,town,990101,2025-01-01,虚构\n"
        "980102,分镇,town,990101,2025-01-01,虚构\n980102,分镇,town,990102,2025-01-01,虚构\n",
        encoding="utf-8",
    )
    row = cells(**venue("n1", "虚构新馆", "community_education_center", "980101"))
    laid = overlay(folder, [change(CENTERS, None, row)])
    assert pack_rows(folder, CENTERS, laid.files)["n1"]["unit"] == "990101"
    said = {"unit": "980101", "layer": "library", "as_of": "2026-01-01", "source": "虚构"}
    laid = overlay(folder, [RowChange("reporting.csv", "980101|library", None, said)])
    assert "990101|library" in pack_rows(folder, "reporting.csv", laid.files)
    # Two successors: nobody can say which, so the code stays and the checks will name it.
    row = cells(**venue("n2", "虚构新馆", "community_education_center", "980102"))
    laid = overlay(folder, [change(CENTERS, None, row)])
    assert pack_rows(folder, CENTERS, laid.files)["n2"]["unit"] == "980102"


# -- properties --------------------------------------------------------------------------------

# No control characters: files of a pack are text that people write.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[str, str, str, str]]:
    """Changes of notes, rows taken out and rows put in, as (file, key, what, text)."""
    known = [("units.csv", code) for code in ("9901", "990101", "990201")] + [
        (CENTERS, name) for name in ("v1", "v6", "v7", "a0", "z9")
    ]
    what = st.sampled_from(["note", "out", "in"])
    return draw(
        st.lists(
            st.tuples(st.sampled_from(known), what, TEXT).map(lambda e: (*e[0], e[1], e[2])),
            max_size=12,
        )
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=edits())
def test_a_change_and_its_opposite_leave_every_byte(
    folder: Path, steps: list[tuple[str, str, str, str]], tmp_path: Path
) -> None:
    held = {file: dict(pack_rows(folder, file)) for file in ("units.csv", CENTERS)}
    done: list[RowChange] = []
    for file, key, what, text in steps:
        before = held[file].get(key)
        new = dict.fromkeys(before or {}, "") | {schema.KEYS[schema.family(file)][0]: key}
        after = {
            "note": before | {"note": text.strip()} if before else None,
            "out": None,
            "in": before or new | {"note": text},
        }[what]
        if before is None and after is None:
            continue
        done.append(RowChange(file, key, before, after))
        held[file].pop(key, None)
        if after is not None:
            held[file][key] = after
    opposite = [RowChange(c.file, c.key, c.after, c.before) for c in reversed(done)]
    assert overlay(folder, done + opposite) == Overlay()
    # The order of changes of different rows makes no difference.
    by_row = sorted(done, key=lambda c: (c.file, c.key))
    assert overlay(folder, by_row).files == overlay(folder, done).files
    for file, raw in overlay(folder, done).files.items():
        now = pack_rows(folder, file, {file: raw})
        assert set(now) == set(held[file])
        untouched = set(lines((folder / file).read_bytes())) & set(lines(raw))
        kept = [k for k in now if not any(c.key == k and c.file == file for c in done)]
        assert len(untouched) >= len(kept) + 1


def test_every_table_is_declared_with_its_key() -> None:
    assert set(schema.TABLES) == set(schema.KEYS) - {"outlines.geojson", "requirements.toml"}
    for name, table in schema.TABLES.items():
        assert set(schema.KEYS[name]) <= set(table.names)
    assert schema.family("venues/library.csv") == "venues"
    assert schema.family("venues/deep/library.csv") is None
    assert schema.family("city.toml") is None
