"""Everyday names and former units: what they stand for, and what a pack must not say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from locator.names.keys import OtherNames
from locator.pack.read import read_pack
from packs import SOURCE, write_pack

if TYPE_CHECKING:
    from pathlib import Path

ALIASES = [
    {"alias": "Ｔｅｓｔ园", "kind": "unit", "target": "9901"},
    {"alias": "书坊", "kind": "layer", "target": "library"},
    {"alias": "书坊", "kind": "layer", "target": "library_branch"},
]
FORMER = [
    {"code": "9903", "name": "旧城区", "level": "county", "successor": "9901", "date": "2001"},
    {"code": "9904", "name": "大县", "level": "county", "successor": "9901", "date": "1999-02"},
    {"code": "9904", "name": "大县", "level": "county", "successor": "9902", "date": "1999-02"},
    {"code": "", "name": "老桥镇", "level": "town", "successor": "990101", "date": ""},
]


def names() -> OtherNames:
    return OtherNames(pd.DataFrame(ALIASES), pd.DataFrame(FORMER))


def test_a_name_is_found_as_names_are_compared() -> None:
    assert names().targets("test 園", "unit") == ("9901",)
    assert names().targets("test 園", "venue") == ()
    assert names().targets("书坊", "layer") == ("library", "library_branch")


def test_former_units_by_code_name_and_stem() -> None:
    found = names().former_unit("9904")
    assert found is not None
    assert (found.name, found.successors, found.date) == ("大县", ("9901", "9902"), "1999-02")
    assert names().former_unit("舊城區") == names().former_unit("9903")
    assert names().former_unit("老桥") is None
    stem = names().former_unit("老桥", stems=True)
    assert stem is not None
    assert stem.successors == ("990101",)


@pytest.mark.parametrize(
    ("table", "row", "problem", "column"),
    [
        ("aliases", {"alias": "某园", "kind": "unit", "target": "1"}, "alias_target", "target"),
        ("aliases", {"alias": "某园", "kind": "venue", "target": "9901"}, "alias_target", "target"),
        ("aliases", {"alias": "某园", "kind": "road", "target": "9901"}, "not_choice", "kind"),
        ("successors", {"name": "旧区", "level": "county", "successor": "1"}, "unknown_unit",
         "successor"),
        ("successors", {"code": "9901", "name": "旧区", "level": "county", "successor": "9902"},
         "former_current", "code"),
        ("successors", {"name": "旧区", "level": "county", "successor": "9902", "date": "2999"},
         "future_date", "date"),
        ("successors", {"name": "旧区", "level": "county", "successor": "9902", "date": "去年"},
         "not_date", "date"),
    ],
)  # fmt: skip # a table, a row a line
def test_what_is_wrong_is_said(
    tmp_path: Path, table: str, row: dict[str, str], problem: str, column: str
) -> None:
    _, problems = read_pack(write_pack(tmp_path / "p", **{table: [row | {"source": SOURCE}]}))
    found = [(p.key, p.file, p.row, p.column) for p in problems if p.file == f"{table}.csv"]
    assert found == [(f"problem.{problem}", f"{table}.csv", 2, column)]


def test_a_row_twice_is_said(tmp_path: Path) -> None:
    row = {"alias": "某园", "kind": "unit", "target": "9901", "source": SOURCE}
    _, problems = read_pack(write_pack(tmp_path / "p", aliases=[row, row]))
    assert [(p.key, p.row) for p in problems if p.file == "aliases.csv"] == [
        ("problem.name_twice", 3)
    ]


def test_a_pack_without_these_tables_has_no_names(tmp_path: Path) -> None:
    pack, _ = read_pack(write_pack(tmp_path / "p"))
    assert pack is not None
    assert OtherNames(pack.aliases, pack.successors).former == ()
