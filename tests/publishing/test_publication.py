"""Publishing: what is refused whatever a page showed, and what becomes of submissions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from locator import clock
from locator.intake.model import Terms
from locator.intake.read import read_upload
from locator.intake.upload import understand
from locator.problems import Problem
from locator.publishing.publish import (
    PublicationError,
    accept,
    close,
    keep_snapshot,
    publish_import,
    undo,
)
from locator.publishing.review import accepted, proposal
from locator.publishing.rights import AccessError, Person
from locator.store import StoreConflict
from locator.wording.problems import failure_text, problem_text

if TYPE_CHECKING:
    from locator.intake.model import Import
    from locator.site import Site
    from locator.store.model import Submission

CITY = Person("市里的人", frozenset({"99"}))
COUNTY = Person("甲县的人", frozenset({"9901"}))
WHY = "测试"
#: One new reading place in each of two counties, as a planner's own list.
HEAD = "名称,类型,所在单位,来源,来源日期\n"
FIRST = "虚构新书房,城市书房,虚构西镇,虚构清单,2025-06-01\n"
SECOND = "虚构南书房,城市书房,虚构南街道,虚构清单,2025-06-01\n"


def read(site: Site, text: str, scope: frozenset[str] = frozenset()) -> Import:
    here = site.city()
    upload = read_upload("清单.csv", text.encode())
    approved = site.store.changes("99", upto=here.head)
    return understand(upload, here.pack, Terms(scope=scope), approved)


def test_what_was_published_counts_and_can_be_taken_back(site: Site) -> None:
    before = site.city()
    found = read(site, HEAD + FIRST)
    assert [problem_text(p, "zh") for p in found.problems if p.severity == "error"] == []
    entry = publish_import(
        site, "", found, person=COUNTY, why=WHY, head=before.head, warnings_seen=True
    )
    assert (entry.by, entry.why, entry.rows) == ("甲县的人", WHY, 1)
    assert entry.source is not None
    assert entry.source.sha256 == found.upload.sha256
    names = set(site.city().pack.venues["name"])
    assert names - set(before.pack.venues["name"]) == {"虚构新书房"}
    undo(site, "", entry.number, person=COUNTY, why="发错了")
    assert set(site.city().pack.venues["name"]) == set(before.pack.venues["name"])


def test_errors_are_never_published(site: Site) -> None:
    unit = {"unit": "虚构东镇"}
    error = Problem("error", "intake.outside_scope", "list.csv", 3, "unit", "1", unit)
    found = replace(read(site, HEAD + FIRST), problems=(error,))
    assert found.changes
    with pytest.raises(PublicationError) as failure:
        publish_import(site, "", found, person=CITY, why=WHY, head=0, warnings_seen=True)
    assert "第 3 行" in failure_text(failure.value, "zh")
    assert site.store.log("99") == []


def test_warnings_need_a_tick(site: Site) -> None:
    found = read(site, HEAD.replace("\n", ",备忘\n") + FIRST.replace("\n", ",停车方便\n"))
    assert {p.severity for p in found.problems} == {"warning"}
    with pytest.raises(PublicationError) as failure:
        publish_import(site, "", found, person=CITY, why=WHY, head=0)
    assert [p.key for p in failure.value.problems] == ["desk.tick_warnings"]
    assert publish_import(site, "", found, person=CITY, why=WHY, head=0, warnings_seen=True)


def test_another_countys_row_stops_everything(site: Site) -> None:
    # The import was understood without a scope, as if somebody had got past the page.
    found = read(site, HEAD + FIRST + SECOND)
    for person in (None, COUNTY, Person("别处的人", frozenset({"320505"}))):
        with pytest.raises(AccessError):
            publish_import(site, "", found, person=person, why=WHY, head=0, warnings_seen=True)
    assert site.store.log("99") == []
    entry = publish_import(site, "", found, person=CITY, why=WHY, head=0, warnings_seen=True)
    for person in (None, COUNTY):
        with pytest.raises(AccessError):
            undo(site, "", entry.number, person=person, why=WHY)
    assert undo(site, "", entry.number, person=CITY, why=WHY).undoes == entry.number


def test_the_second_planner_is_told_what_changed(site: Site) -> None:
    rows = "id,name,layer,unit,phone,source,source_date\n"
    mine, theirs = (
        read(site, f"{rows}v3,虚构书房甲,city_book_house,990101,{phone},虚构,2025-06-01\n")
        for phone in ("0512-65227889", "0512-65227800")
    )
    publish_import(site, "", mine, person=CITY, why=WHY, head=0, warnings_seen=True)
    with pytest.raises(StoreConflict) as failure:
        publish_import(site, "", theirs, person=COUNTY, why=WHY, head=0, warnings_seen=True)
    assert "市里的人" in failure_text(failure.value, "zh")
    assert len(site.store.log("99")) == 1


def submitted(site: Site, kind: str, **payload: object) -> Submission:
    store = site.store
    number = store.submit(kind, "99", {"kind": kind, **payload}, {"name": "某居民"})
    return next(one for one in store.submissions("99") if one.id == number)


def correction(site: Site, new: str = "周一至周日 9:00-20:00") -> Submission:
    old = "周一至周五 9:00-17:00"
    return submitted(
        site, "correction", venue="v1", field="opening_hours", old=old, new=new, remark="去过"
    )


def looked_at(site: Site, one: Submission, **cells: str) -> Import:
    here = site.city()
    return accepted(
        here.pack,
        one,
        cells or proposal(here.pack, one).new,
        source="电话核实",
        scope=frozenset({"9901"}),
        today=clock.today(),
        approved=site.store.changes("99", upto=here.head),
    )


def test_a_correction_becomes_a_change_like_any_other(site: Site) -> None:
    one = correction(site)
    found = proposal(site.city().pack, one)
    assert found.unit == "990101"
    assert found.old == {"opening_hours": "周一至周五 9:00-17:00"}
    assert found.new == {"opening_hours": "周一至周日 9:00-20:00"}
    entry = accept(
        site, "", one, looked_at(site, one), person=COUNTY, why=WHY, head=0, warnings_seen=True
    )
    row = site.city().pack.venues.loc["v1"]
    assert row["opening_hours"] == "周一至周日 9:00-20:00"
    assert row["source"] == "电话核实"
    assert row["source_date"] == clock.today().isoformat()
    assert row["name"] == "虚构东镇社区教育中心"
    [kept] = site.store.submissions("99")
    assert (kept.state, kept.decisions[-1].entry) == ("accepted", entry.number)
    assert "某居民" not in str(site.store.changes("99"))


def test_a_missing_venue_becomes_a_record_of_its_unit(site: Site) -> None:
    cells = {"name": "虚构漏掉的书房", "layer": "city_book_house", "unit": "990102"}
    one = submitted(site, "missing", cells=cells, remark="")
    accept(site, "", one, looked_at(site, one), person=COUNTY, why=WHY, head=0, warnings_seen=True)
    [row] = site.city().pack.venues.query("name == '虚构漏掉的书房'").to_dict("records")
    assert (row["unit"], row["layer"], row["precision"]) == ("990102", "city_book_house", "unit")


def test_an_offer_and_a_need_become_rows_of_their_tables(site: Site) -> None:
    cells = {"kind": "room", "title": "虚构教室", "unit": "990101", "institution": "虚构学校"}
    for kind in ("offer", "need"):
        one = submitted(site, kind, cells=cells, remark="")
        found = looked_at(site, one)
        accept(site, "", one, found, person=COUNTY, why=WHY, head=site.city().head)
    pack = site.city().pack
    assert list(pack.shares["title"]) == list(pack.needs["title"]) == ["虚构教室"]


def test_a_decided_submission_is_decided(site: Site) -> None:
    one = correction(site)
    found = looked_at(site, one)
    with pytest.raises(PublicationError):
        close(site, "", one, "declined", person=COUNTY, why=" ")
    close(site, "", one, "declined", person=COUNTY, why="不属实")
    with pytest.raises(PublicationError) as failure:
        accept(site, "", one, found, person=COUNTY, why=WHY, head=0, warnings_seen=True)
    assert [p.key for p in failure.value.problems] == ["desk.decided"]
    assert site.store.log("99") == []


def test_another_county_decides_nothing(site: Site) -> None:
    one = correction(site)
    other = Person("乙县的人", frozenset({"9902"}))
    for person in (None, other):
        with pytest.raises(AccessError):
            close(site, "", one, "declined", person=person, why=WHY)
        with pytest.raises(AccessError):
            accept(
                site,
                "",
                one,
                looked_at(site, one),
                person=person,
                why=WHY,
                head=0,
                warnings_seen=True,
            )
    assert site.store.submissions("99", state="open") == [one]


def test_a_submission_about_nothing_that_is_there_is_for_the_city(site: Site) -> None:
    one = submitted(site, "correction", venue="gone", field="name", old="", new="某", remark="某")
    assert proposal(site.city().pack, one).unit == ""
    with pytest.raises(AccessError):
        close(site, "", one, "done", person=COUNTY, why=WHY)
    close(site, "", one, "done", person=CITY, why="记录已撤销")


def test_words_about_a_position_become_one_by_the_reviewer(site: Site) -> None:
    one = submitted(
        site,
        "correction",
        venue="v1",
        field="position",
        old="150.25,20.25",
        new="在桥边",
        remark="门口有树",
    )
    found = proposal(site.city().pack, one)
    assert found.old == {"lon": "150.250000", "lat": "20.250000"}
    assert (found.new, found.remark) == ({"lon": "", "lat": ""}, "在桥边；门口有树")
    moved = looked_at(site, one, lon="150.2512", lat="20.2503")
    accept(site, "", one, moved, person=COUNTY, why=WHY, head=0, warnings_seen=True)
    row = site.city().pack.venues.loc["v1"]
    assert (row["lon"], row["lat"], row["precision"]) == (150.2512, 20.2503, "exact")


def test_other_words_are_words(site: Site) -> None:
    one = submitted(site, "correction", venue="v1", field="other", old="", new="", remark="灯坏了")
    found = proposal(site.city().pack, one)
    assert (found.new, found.remark) == ({}, "灯坏了")


def test_a_person_without_a_name_is_refused_by_the_log(site: Site) -> None:
    found = read(site, HEAD + FIRST)
    with pytest.raises(Exception, match=r"store\.by_blank"):
        publish_import(
            site, "", found, person=replace(CITY, name=" "), why=WHY, head=0, warnings_seen=True
        )


def test_only_the_whole_citys_people_keep_a_snapshot(site: Site) -> None:
    for person in (None, COUNTY):
        with pytest.raises(AccessError):
            keep_snapshot(site, "", person=person, note="")
    assert site.snapshots.of() == ()
    made = keep_snapshot(site, "", person=CITY, note="年中")
    assert [(s.name, s.by, s.note) for s in site.snapshots.of()] == [
        (clock.today().isoformat(), "市里的人", "年中")
    ]
    assert made.name == clock.today().isoformat()
