"""How complete and recent the records are, counted by hand."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from openpyxl import load_workbook

from locator.exports.files import csv_file, frames_xlsx
from locator.pack.read import load_pack
from locator.venues import completeness
from locator.wording.completeness import county_names, layer_names, named
from packs import venue, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from locator.pack.model import CityPack

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> CityPack:
    """Two libraries in one county, one in the other, a museum that only the city is known of.

    One library has no date but that of its collecting, which verifies nothing however late it is.
    """
    folder: Path = tmp_path_factory.mktemp("health") / "pack"
    rows = [
        venue("a", "甲", "library", "990101", lon=150.25, lat=20.25, precision="exact",
              address="一路1号", opening_hours="9:00-17:00", source_date="2026-11-01"),
        venue("b", "乙", "library", "990101", phone="0512-1", source_date="",
              collected_date="2026-11-20"),
        venue("c", "丙", "library", "9902", lon=150.75, lat=20.25, precision="street",
              source_date="2026"),
        venue("d", "=丁", "museum", "99", address="二路", source_date="2020-01-01"),
    ]  # fmt: skip # a table, a row a line
    return load_pack(write_pack(folder, venues=rows))


def test_counts_by_hand(pack: CityPack) -> None:
    table = completeness.completeness(pack, TODAY)
    assert table.to_numpy().tolist() == [
        ["library", "9901", 2, 1, 1, 1, 1, 2, 1],
        ["library", "9902", 1, 0, 0, 0, 0, 1, 1],
        ["museum", "", 1, 0, 1, 0, 0, 1, 0],
    ]
    shares = {one.quality: (one.n, one.of) for one in completeness.total(table)}
    assert shares == {
        "position": (1, 4),
        "address": (2, 4),
        "hours": (1, 4),
        "phone": (1, 4),
        "source": (4, 4),
        "verified": (2, 4),
    }
    assert (completeness.overall(table).n, completeness.overall(table).of) == (11, 24)
    assert completeness.share(table[table["layer"] == "library"], "phone").n == 1


def test_every_record_is_counted_once(suzhou: CityPack) -> None:
    table = completeness.completeness(suzhou, TODAY)
    assert table["records"].sum() == len(suzhou.venues)
    assert not table.duplicated(["layer", "county"]).any()
    assert (table[list(completeness.QUALITIES)].max(axis=1) <= table["records"]).all()
    assert set(table["layer"]) == set(layer_names(suzhou, "en"))
    assert set(table["county"]) <= set(county_names(suzhou, "zh"))


@pytest.mark.parametrize(
    ("text", "proven"),
    [
        ("2025-11-25", True),
        ("2025-11-24", False),
        ("2025-12", True),
        ("2025-11", False),
        ("2026", True),
        ("2025", False),
        ("", False),
    ],
)
def test_a_date_proves_no_more_than_its_first_day(text: str, proven: bool) -> None:
    assert completeness.verified(pd.Series([text], dtype="str"), TODAY).tolist() == [proven]


def test_a_year_before_a_leap_day() -> None:
    assert completeness.fresh_since(date(2028, 2, 29)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("n", "of", "percent"),
    [(0, 0, 0), (0, 9, 0), (1, 900, 1), (899, 900, 99), (900, 900, 100), (1, 3, 33)],
)
def test_a_percentage_never_hides_a_rest(n: int, of: int, percent: int) -> None:
    assert completeness.Share("", n, of).percent == percent


def test_files_are_safe_and_whole(pack: CityPack) -> None:
    table = named(completeness.completeness(pack, TODAY), pack, "zh")
    hostile = pd.DataFrame({"名称": ["=1+1"], "数": [2]})
    book = load_workbook(
        io.BytesIO(frames_xlsx({"全": table, "险": hostile}, [("何时", "今天")], pack, "zh"))
    )
    assert book.sheetnames == ["全", "险", "说明"]
    rows = list(book["全"].iter_rows(values_only=True))
    assert rows[0][:3] == ("种类", "县（市、区）", "记录")
    assert [row[2] for row in rows[1:]] == [2, 1, 1]
    assert rows[-1][1] == "只知在本市"
    assert book["险"]["A2"].data_type == "s"
    assert "何时" in [row[0] for row in book["说明"].iter_rows(values_only=True)]
    lines = csv_file(hostile, pack).decode("utf-8-sig").splitlines()
    assert lines[1].endswith(",'=1+1,2")
    assert "FICTIONAL" in lines[1]
