"""Offers, needs and curated circles in a pack: what the door reads, and what it refuses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from locator.pack.model import SHARE_KINDS, SHARE_STATUSES, CityPack
from locator.pack.read import load_pack, read_pack
from locator.pack.tables import last_day
from locator.wording.problems import problem_text
from packs import PLACES, VENUES, share, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from locator.problems import Problem

SOURCE = "invented for a test"


def curated(**more: object) -> dict[str, object]:
    """One row of circles.csv."""
    return {
        "id": "c1",
        "name": "虚构学习圈",
        "minutes": 15,
        "walker": "elderly",
        "source": SOURCE,
        "source_date": "2026-01-01",
        **more,
    }


def found(root: Path) -> list[tuple[str, str, str, int | None, str | None]]:
    problems: tuple[Problem, ...]
    _, problems = read_pack(root)
    for problem in problems:
        assert problem_text(problem, "zh")
        assert problem_text(problem, "en")
    return [(p.severity, p.key.removeprefix("problem."), p.file, p.row, p.column) for p in problems]


def test_a_pack_without_them_has_empty_tables(invented: CityPack) -> None:
    assert len(invented.shares) == len(invented.needs) == len(invented.circles) == 0
    assert {"unit", "county", "town", "village"} <= set(invented.shares.columns)


def test_an_offer_stands_where_its_venue_stands(tmp_path: Path) -> None:
    rows = [
        share(venue="v2"),
        share("s2", institution="虚构讲师团", unit="9902"),
        share("s3", venue="v2", unit="9902"),
    ]
    root = write_pack(tmp_path / "p", shares=rows)
    pack = load_pack(root)
    assert pack.shares.loc["s1", ["unit", "town", "county", "village"]].tolist() == [
        "99010101",
        "990101",
        "9901",
        "99010101",
    ]
    assert pack.shares.loc["s2", ["unit", "town", "county"]].tolist() == ["9902", "", "9902"]
    assert pack.shares.loc["s3", "unit"] == "99010101"
    assert found(root) == [("warning", "share_unit", "shares.csv", 4, "unit")]


#: A row that must not be, what it is called, and the column that is named.
WRONG = [
    (share(venue="nowhere"), "share_venue", "venue"),
    (share(institution="虚构讲师团"), "share_where", "unit"),
    (share(institution="", unit="9902"), "share_institution", "institution"),
    (share(institution="虚构讲师团", unit="88"), "unknown_unit", "unit"),
    (share(phone="138 0000 0000"), "share_mobile", "phone"),
    (share(contact="老师 +8613800000000"), "share_mobile", "contact"),
    (share(kind="money"), "not_choice", "kind"),
    (share(status="maybe"), "not_choice", "status"),
    (share(capacity="some"), "not_count", "capacity"),
    (share(valid_until="soon"), "not_date", "valid_until"),
    (share(source_date="2999-01-01"), "future_date", "source_date"),
    (share(title=""), "blank", "title"),
]


@pytest.mark.parametrize("table", ["shares", "needs"])
def test_what_an_offer_or_a_need_must_not_be(tmp_path: Path, table: str) -> None:
    rows = [{**row, "id": f"s{n}"} for n, (row, _, _) in enumerate(WRONG)]
    root = write_pack(tmp_path / "p", **{table: rows})
    assert sorted(found(root), key=lambda one: one[3] or 0) == [
        ("error", key, f"{table}.csv", n, column) for n, (_, key, column) in enumerate(WRONG, 2)
    ]


def test_an_office_telephone_is_no_mobile_number(tmp_path: Path) -> None:
    numbers = ["0512-65110000", "051265110000", "000-0000-0003", "400-1380000000"]
    rows = [share(f"s{n}", phone=number) for n, number in enumerate(numbers)]
    assert found(write_pack(tmp_path / "p", shares=rows)) == []


def test_an_offer_that_has_run_out_is_a_doubt_while_it_says_open(tmp_path: Path) -> None:
    rows = [
        share(valid_until="2020-06"),
        share("s2", valid_until="2020-06", status="closed"),
        share("s3", valid_until="2999"),
    ]
    root = write_pack(tmp_path / "p", shares=rows)
    assert found(root) == [("warning", "share_expired", "shares.csv", 2, "valid_until")]


def test_what_a_venue_is_said_to_lend_must_be_findable(tmp_path: Path) -> None:
    venues = [VENUES[0] | {"shares": "教室"}, VENUES[1] | {"shares": "书"}, *VENUES[2:]]
    root = write_pack(tmp_path / "p", venues=venues, shares=[share(venue="v1")])
    assert found(root) == [("warning", "share_unlisted", "venues/library_branch.csv", 2, "shares")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (curated(place="虚构广场站"), []),
        (curated(lon=150.3, lat=20.3), []),
        (curated(place="无此地"), [("error", "circle_place", "circles.csv", 2, "place")]),
        (curated(), [("error", "circle_centre", "circles.csv", 2, "place")]),
        (curated(lon=150.3), [("error", "half_point", "circles.csv", 2, "lat")]),
        (
            curated(place="虚构广场站", minutes=20),
            [("error", "not_choice", "circles.csv", 2, "minutes")],
        ),
        (
            curated(place="虚构广场站", walker="dog"),
            [("error", "not_choice", "circles.csv", 2, "walker")],
        ),
        (
            curated(place="虚构广场站", unit="88"),
            [("error", "unknown_unit", "circles.csv", 2, "unit")],
        ),
    ],
)
def test_the_middle_of_a_curated_circle(
    tmp_path: Path, row: dict[str, object], expected: list[object]
) -> None:
    assert PLACES[0]["name"] == "虚构广场站"
    assert found(write_pack(tmp_path / "p", circles=[row])) == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026", date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 29)),
        ("2026-04", date(2026, 4, 30)),
        ("2026-11-23", date(2026, 11, 23)),
        ("", None),
        ("soon", None),
    ],
)
def test_the_last_day_of_a_date(text: str, day: date | None) -> None:
    assert last_day(text) == day


def test_the_demo_shows_every_kind_and_state(demo: CityPack) -> None:
    assert set(demo.shares["kind"]) == set(demo.needs["kind"]) == set(SHARE_KINDS)
    assert set(demo.shares["status"]) == set(SHARE_STATUSES)
    for column in ("hours", "capacity", "cost", "conditions", "venue", "website", "valid_until"):
        known = demo.shares[column].notna() & (demo.shares[column] != "")
        assert 0 < known.sum() < len(demo.shares), column
    assert set(demo.circles["walker"]) == {"adult", "elderly"}
    assert demo.circles["lon"].notna().any()


def test_suzhou_claims_only_what_a_dated_page_says(suzhou: CityPack) -> None:
    shares = suzhou.shares
    assert set(shares["kind"]) == {"course"}
    assert shares["source"].str.contains(r"[a-z0-9]+\.(?:cn|com|net)").all()
    assert (shares[["hours", "cost", "phone"]] == "").all(axis=None)
    assert suzhou.needs.empty
    assert suzhou.circles.empty
