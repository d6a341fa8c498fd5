"""A log over files that know its units, kinds or columns no more: what does not fit waits, nothing breaks."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from locator.pack.change import RowChange
from locator.pack.effective import effective
from locator.pack.former import present_codes
from locator.pack.kept import KeptPacks
from locator.pack.overlay import pack_rows
from locator.problems import PackError
from locator.publishing.publish import decide
from locator.publishing.rights import Person
from locator.site import Site
from locator.store import open_store
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import problem_text
from packs import SOURCE, UNITS, VENUES, VILLAGES, venue, write_pack

if TYPE_CHECKING:
    from pathlib import Path

CENTERS = "venues/community_education_center.csv"
WHO = {"by": "张三", "why": "试"}
WEST = "990102"


def cells(**values: object) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def center(key: str, unit: str) -> RowChange:
    row = venue(key, f"虚构中心{key}", "community_education_center", unit)
    return RowChange(CENTERS, key, None, cells(**row))


def without_west() -> dict[str, list[dict[str, object]]]:
    """The town of West is part of East: all tables that say so."""
    east = "990101"
    rows = {"villages": VILLAGES, "venues": VENUES, "units": UNITS}
    return {
        name: [
            {k: east if v == WEST and k in {"unit", "parent"} else v for k, v in row.items()}
            for row in table
            if row.get("code") != WEST
        ]
        for name, table in rows.items()
    }


def became(name: str, after: str) -> list[dict[str, object]]:
    return [{"code": WEST, "name": name, "level": "town", "successor": after, "source": SOURCE}]


def again(site: Site, **tables: object) -> Site:
    """The same installation after an upgrade of its files and a restart."""
    shutil.rmtree(site.folder())
    write_pack(site.folder(), **tables)
    return Site(site.settings, open_store(site.settings.store_address))


def test_a_unit_without_a_successor_takes_its_venues_out_and_nothing_else(site: Site) -> None:
    changes = [center("n1", WEST), center("n2", "990201"), center("n3", WEST)]
    site.publish("", changes, head=0, **WHO)
    new = again(site, **without_west())
    city = new.city()
    assert [one.change.key for one in city.set_aside] == ["n1", "n3"]
    assert "n2" in city.pack.venues.index
    assert new.state().set_aside == 2
    assert {p.key for p in new.check("")[1]} >= {"store.aside_breaks"}
    for lang in LANGUAGES:
        told = [problem_text(doubt, lang) for doubt in city.set_aside[0].doubts]
        assert "n1" in told[0]
        assert WEST in told[1]
    # Publishing goes on, though not what would break; each is decided on alone.
    new.publish("", [center("n4", "990201")], head=1, **WHO)
    with pytest.raises(PackError):
        new.publish("", [center("n5", WEST)], head=2, **WHO)
    whole = Person("a@b.cn", frozenset({"99"}))
    with pytest.raises(PackError):
        decide(new, "", city.set_aside[0], "apply", person=whole, why="核对")
    decide(new, "", new.city().set_aside[0], "drop", person=whole, why="核对")
    assert [one.change.key for one in new.city().set_aside] == ["n3"]
    assert set(new.city().pack.venues.index) >= {"n2", "n4"}
    assert new.store.verify() == []


def test_what_others_hang_on_is_set_aside_last(site: Site) -> None:
    """A town that was published, a venue in it; then the files have the town's code as another."""
    village = site.city().rows("villages.csv")["99010101"]
    new = village | {"code": "99010109", "name": "虚构新村"}
    site.publish("", [RowChange("villages.csv", "99010109", None, new)], head=0, **WHO)
    site.publish("", [center("n1", "99010109"), center("n2", "990101")], head=1, **WHO)
    tables = without_west()
    east_gone = {
        name: [
            {
                k: "990201" if v == "990101" and k in {"unit", "parent"} else v
                for k, v in row.items()
            }
            for row in rows
            if row.get("code") != "990101"
        ]
        for name, rows in tables.items()
    }
    city = again(site, **east_gone, places=[], indicators=[]).city()
    assert {one.change.key for one in city.set_aside} == {"99010109", "n1", "n2"}


def test_what_was_taken_out_comes_back_where_the_files_need_it(site: Site) -> None:
    town = site.city().rows("units.csv")["990299"]
    site.publish("", [RowChange("units.csv", "990299", town, None)], head=0, **WHO)
    more = venue("f1", "虚构新馆", "library_branch", "990299")
    city = again(site, venues=[*VENUES, more]).city()
    assert [one.change.key for one in city.set_aside] == ["990299"]
    assert city.pack.venues.at["f1", "unit"] == "990299"


def test_an_id_that_another_file_has_now(site: Site) -> None:
    site.publish("", [center("n1", "990101"), center("n2", "990101")], head=0, **WHO)
    city = again(site, venues=[*VENUES, venue("n1", "别处", "senior_school", WEST)]).city()
    assert [one.change.key for one in city.set_aside] == ["n1"]
    assert city.pack.venues.at["n1", "layer"] == "senior_school"


@pytest.mark.parametrize("alone", [True, False])
def test_what_was_said_of_a_unit_that_was_merged_is_asked(site: Site, *, alone: bool) -> None:
    """ "Our list is complete" of one part says nothing of the whole; a venue is where it was."""
    said = cells(unit=WEST, layer="library", as_of="2026-01-01", source=SOURCE)
    declared = RowChange("reporting.csv", f"{WEST}|library", None, said)
    site.publish("", [center("n1", WEST), declared], head=0, **WHO)
    tables = without_west()
    if alone:  # the whole unit bears another code, nothing else
        west = next(row for row in UNITS if row["code"] == WEST)
        tables["units"].append({**west, "code": "990109"})
    name = "虚构西镇"
    new = again(site, **tables, successors=became(name, "990109" if alone else "990101"))
    city = new.city()
    now = "990109" if alone else "990101"
    assert city.pack.venues.at["n1", "unit"] == now
    assert city.former == {WEST: now}
    waiting = [one.change.key for one in city.set_aside]
    assert waiting == ([] if alone else ["990101|library"])
    declared_now = now in set(city.pack.reporting["unit"])
    assert declared_now == alone
    if alone:
        return
    whole = Person("a@b.cn", frozenset({"99"}))
    decide(new, "", city.set_aside[0], "apply", person=whole, why="两镇都已填全")
    assert new.city().set_aside == ()
    assert now in set(new.city().pack.reporting["unit"])


def test_columns_that_came_or_went_with_the_schema(tmp_path: Path) -> None:
    folder, packs = write_pack(tmp_path / "p"), KeptPacks(tmp_path / "kept")
    now = pack_rows(folder, CENTERS)["v1"]
    older = {c: v for c, v in now.items() if c not in {"phone", "lon"}} | {"colour": "red"}
    changes = [
        RowChange(CENTERS, "v1", older, older | {"note": "新", "colour": "blue"}),
        RowChange("venues", "x", None, {"id": "x"}),  # a file that packs have no more
    ]
    pack, laid = effective(packs, folder, changes)
    assert laid.set_aside == ()
    assert pack.venues.at["v1", "note"] == "新"
    assert pack.venues.at["v1", "lon"] == float(now["lon"])
    # Brought by the log, and by the files since, which fill a column that the log did not know.
    known = {c: v for c, v in now.items() if c != "opening_hours"}
    assert effective(packs, folder, [RowChange(CENTERS, "v1", None, known)])[1].set_aside == ()


def test_errors_of_the_files_are_never_put_on_the_log(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "p", venues=[*VENUES, venue("x", "坏", "library", "nowhere")])
    with pytest.raises(PackError) as raised:
        effective(KeptPacks(tmp_path / "kept"), folder, [center("n1", "nowhere")])
    assert [p.file for p in raised.value.problems if p.severity == "error"] == [
        "venues/library.csv"
    ]


def test_of_a_unit_that_still_stands_its_own_code_is_meant() -> None:
    pairs = [("1", "9"), ("2", "8"), ("3", "8"), ("3", "9"), ("", "9"), ("4", "")]
    assert present_codes(pairs, {"2", "8", "9"}) == {"1": "9"}
