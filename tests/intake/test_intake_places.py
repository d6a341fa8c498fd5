"""Stations and settlements that an import brings: new, moved, known already, and not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from locator.intake.model import Terms, Upload, UploadSheet
from locator.intake.upload import understand
from locator.pack.read import load_pack
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import problem_text
from packs import PLACES, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from locator.intake.model import Import
    from locator.pack.model import CityPack

HEADINGS = ("name", "kind", "lon (WGS-84)", "lat (WGS-84)", "aliases", "source")
#: A degree of latitude is 111 195 m on the sphere: metres to degrees.
METRE = 1 / 111_195


def bring(
    pack: CityPack,
    *rows: tuple[str, ...],
    headings: tuple[str, ...] = HEADINGS,
    terms: Terms | None = None,
) -> Import:
    cells = pd.DataFrame(list(rows), columns=list(headings), dtype="str")
    cells.index = pd.RangeIndex(2, len(rows) + 2)
    result = understand(Upload("a.xlsx", "0", (UploadSheet("places", cells),)), pack, terms)
    assert all(problem_text(p, lang) for p in result.problems for lang in LANGUAGES)
    return result


def test_a_new_station_gets_its_unit_from_the_outline(invented: CityPack) -> None:
    row = ("新站", "station", "150.7", "20.5", "旧名; 别名", "虚构来源")
    result = bring(invented, row)
    assert result.problems == ()
    assert result.plans[0].table == "places"
    (change,) = result.changes
    assert (change.file, change.key, change.before) == ("places.csv", "新站|station|9902", None)
    assert change.after == {
        "name": "新站",
        "kind": "station",
        "lon": "150.7",
        "lat": "20.5",
        "unit": "9902",
        "aliases": "旧名;别名",
        "source": "虚构来源",
    }


@pytest.mark.parametrize(("metres", "changes"), [(100, 0), (200, 1), (1400, 1)])
def test_a_known_place_moves_only_if_it_moves_far(
    invented: CityPack, metres: float, changes: int
) -> None:
    known = invented.places.iloc[0]
    lat = f"{known['lat'] + metres * METRE:.6f}"
    row = (known["name"], known["kind"], str(known["lon"]), lat, "", "虚构来源")
    result = bring(invented, row)
    assert len(result.changes) == changes
    for change in result.changes:
        assert change.before is not None
        assert change.after is not None
        assert float(change.after["lat"]) == float(lat)
        assert change.after["source"] == "虚构来源"
        assert change.after["aliases"] == change.before["aliases"]


def test_a_namesake_far_away_is_another_place(invented: CityPack) -> None:
    known = invented.places.iloc[0]
    row = (known["name"], known["kind"], "150.75", "20.75", "", "虚构来源")
    (change,) = bring(invented, row).changes
    assert change.before is None


def test_a_namesake_in_the_same_unit_is_asked_to_say_where(tmp_path: Path) -> None:
    write_pack(tmp_path, places=[PLACES[0] | {"unit": "9901"}])
    pack = load_pack(tmp_path)
    known = pack.places.iloc[0]
    result = bring(pack, (known["name"], known["kind"], "150.1", "20.75", "", "虚构来源"))
    assert result.changes == ()
    assert [p.key for p in result.problems] == ["intake.place_namesake"]


def test_one_of_another_kind_beside_it_is_the_same(invented: CityPack) -> None:
    known = invented.places.iloc[0]
    row = (known["name"], "park", str(known["lon"]), str(known["lat"]), "", "虚构来源")
    assert bring(invented, row).changes == ()


def test_coordinates_must_say_their_datum(invented: CityPack) -> None:
    bare = ("name", "kind", "lon", "lat")
    row = ("新站", "station", "150.7", "20.5")
    assert [p.key for p in bring(invented, row, headings=bare).problems] == ["intake.place_datum"]
    (change,) = bring(invented, row, headings=bare, terms=Terms("wgs84", source="a")).changes
    assert change.after is not None
    assert change.after["lon"] == "150.7"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("", "station", "150.7", "20.5", "", "a"), "intake.name_blank"),
        (("新站", "station", "", "20.5", "", "a"), "intake.cell_degrees"),
        (("新站", "station", "150.7", "99", "", "a"), "intake.cell_degrees"),
        (("新站", "station", "10", "20", "", "a"), "intake.place_outside"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(
    invented: CityPack, row: tuple[str, ...], problem: str
) -> None:
    result = bring(invented, row)
    assert [(p.key, p.sheet, p.row) for p in result.problems] == [(problem, "places", 2)]
    assert result.changes == ()


def test_a_list_of_venues_is_none_of_places(invented: CityPack) -> None:
    headings = ("名称", "类别", "经度", "纬度")
    result = bring(invented, ("虚构图书馆", "图书馆", "150.7", "20.5"), headings=headings)
    assert result.plans[0].table == "venues"
