"""A return on a phone, from the link to the log: what is kept, refused, asked and published."""

from __future__ import annotations

import gzip
import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from ssl import create_default_context
from typing import TYPE_CHECKING

import openpyxl
import pytest
import time_machine
from httpx2 import Client
from hypothesis import given
from hypothesis import strategies as st

from locator import clock
from locator.exports.template.workbook import template
from locator.light.map import sketch_of
from locator.pack.model import NOT_RECOGNISED, IndicatorRule
from locator.problems import LocatorError
from locator.publishing.publish import PublicationError, undo
from locator.publishing.rights import AccessError
from locator.returns.answers import LENGTHS, check_lengths, draft_of, read_draft
from locator.returns.cards import POPULATION, AskedFigure
from locator.returns.figures import figure_asked_back
from locator.returns.links import ReturnLink, links, revoke
from locator.returns.review import (
    accept,
    board,
    read_returns,
    send_back,
    unit_return,
    without_doubt,
)
from locator.returns.round import round_of
from locator.settings import Settings
from locator.site import Site
from locator.store.model import Answer
from locator.web.returns.tapping import WIDTH
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import failure_text, problem_text
from offices import COUNTY, EAST, PLANNER, SOUTH, WEST, Phone, begin, said, served, token
from packs import PLACES, REPORTING, UNITS, VENUES, VILLAGES, unit, write_pack

if TYPE_CHECKING:
    from collections.abc import Callable

    from httpx2 import Response

    from locator.intake.model import Import
    from locator.pack.model import CityPack
    from locator.returns.round import Round

EVERYTHING = ["town-center", "town-reading", "town-quality", "village-book-room", "town-teachers"]


def status(site: Site, rule: str, code: str) -> str:
    verdicts = site.city().verdicts
    return verdicts[(verdicts["requirement"] == rule) & (verdicts["unit"] == code)]["status"].item()


def words(found: Import) -> list[str]:
    return [problem_text(p, "zh") for p in found.problems]


def test_the_token_leaves_the_address_at_once(site: Site) -> None:
    phone = Phone(site, begin(site), EAST)
    assert phone.home == "/returns/1/990101"
    page = phone.get()
    assert page.status_code == 200
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "虚构东镇 · 测试报送" in page.text
    assert "还剩 4 项" in page.text
    assert page.text.count("<!doctype html>") == 1
    bare = page.request.url.path
    cookie = phone.client.cookies
    assert all(str(value) not in page.text for value in cookie.values())
    phone.client.cookies.clear()
    assert phone.client.get(bare).status_code == 404


def test_a_cookie_opens_its_own_unit_only(site: Site) -> None:
    asked = begin(site)
    phone = Phone(site, asked, EAST)
    stolen = "; ".join(f"{name}={value}" for name, value in phone.client.cookies.items())
    answer = phone.client.get("/returns/1/990102", headers={"cookie": stolen})
    assert answer.status_code == 404
    assert "虚构西镇" not in answer.text


def test_no_and_yes_become_gap_and_met_with_who_said_so(tmp_path: Path) -> None:
    square = PLACES[0] | {"name": "虚构南广场", "lon": 150.75, "lat": 20.5, "unit": SOUTH}
    folder = write_pack(tmp_path / "invented", places=[*PLACES, square])
    site = Site.open(Settings(packs=(folder,), data=tmp_path / "data"))
    phone = Phone(site, begin(site), SOUTH)
    assert status(site, "town-center", SOUTH) == status(site, "town-quality", SOUTH) == "unreported"
    assert (
        phone.answer("town-center", state="none").headers["location"].endswith("/card/town-quality")
    )
    shown = phone.answer("town-quality", **{
        "state": "has_all", "n:a:name": "虚构南老年学校", "n:a:phone": "0512-62345678",
        "n:a:opening_hours": "周一至周五 9:00-17:00", "n:a:recognition": "市级示范校",
        "n:a:landmark": "虚构南广场",
    })  # fmt: skip # a table of fields
    assert shown.headers["location"].endswith("?saved=1#saved")
    shown = phone.get("card/town-quality?saved=1").text
    assert "9:00–17:00" in shown  # the week as understood
    assert "不像电话号码" not in shown
    phone.answer("figures", **{
        "f:full_time_teachers:value": "4", "f:full_time_teachers:year": "2026",
        "f:population:value": "１２,000", "f:population:year": "2025",
    })  # fmt: skip # a table of fields
    assert "都填好了" in phone.get().text
    assert phone.send(name="张三", phone="62345678").status_code == 303
    page = phone.get().text
    assert "回执号：R1/990201/1" in page
    assert "张三" not in page
    read = read_returns(site, round_of(site, 1), [SOUTH])
    assert words(read.result) == []
    entry = accept(site, 1, read, person=PLANNER)
    assert (entry.by, entry.rows) == ("市里的人", 5)
    assert site.city().pack.units.at[SOUTH, "population"] == 12_000
    assert status(site, "town-teachers", SOUTH) == "met"  # 1.5 for 10 000
    assert status(site, "town-center", SOUTH) == "gap"
    assert status(site, "town-quality", SOUTH) == "met"
    venues = site.city().pack.venues
    school = venues[venues["name"] == "虚构南老年学校"].iloc[0]
    assert school["source"] == "虚构南街道报送，测试报送，回执号 R1/990201/1"
    sent = unit_return(site, round_of(site, 1), SOUTH).at
    assert school["source_date"] == clock.day_of(sent).isoformat()
    assert (school["lon"], school["precision"]) == (150.75, "street")
    assert "审核发布" in phone.get().text
    assert "张三" not in str(site.store.log("99")) + str(site.store.changes("99"))


def test_a_school_that_is_not_recognised_is_said_so_and_no_place_is_invented(site: Site) -> None:
    asked = begin(site)
    phone = Phone(site, asked, WEST)
    assert status(site, "town-quality", WEST) == "unreported"
    phone.answer("town-quality", state="has_all", unrecognised="yes", **{"n:a:name": "虚构新学校"})
    assert 'name="unrecognised" value="yes" checked' in phone.get("card/town-quality").text
    phone.send()
    read = read_returns(site, asked, [WEST])
    assert words(read.result) == []
    accept(site, 1, read, person=PLANNER)
    assert status(site, "town-quality", WEST) == "gap"
    schools = site.city().pack.venues.query("layer == 'senior_school' and town == @WEST")
    assert dict(zip(schools["name"], schools["recognition"], strict=True)) == {
        "虚构西镇老年学校": NOT_RECOGNISED, "虚构新学校": NOT_RECOGNISED,
    }  # fmt: skip # a table, a row a line


def test_what_does_not_agree_is_shown_at_once_in_the_readers_language(site: Site) -> None:
    phone = Phone(site, begin(site), EAST)
    stayed = phone.answer("town-center", state="none")
    assert stayed.headers["location"].endswith("card/town-center?saved=1#saved")
    assert "虚构东镇社区教育中心" in said(phone.get("card/town-center"))
    page = phone.get().text
    assert 'data-done="doubtful"' in page
    assert "有 1 项要再看一看" in page
    phone.answer("town-quality", state="unsure")
    unsure = {f"f:{one}:state": "unsure" for one in ("full_time_teachers", "population")}
    phone.answer("figures", **unsure)
    assert '<p class="left" role="status"><span class="doubt">有 1 项要再看' in phone.get().text
    english = phone.client.get(f"{phone.home}?lang=en").text
    assert "to look at again" in english
    assert not re.findall("[\u4e00-\u9fff]", re.search(r'doubt">(?!.*again)(.*?)<', english)[1])
    phone.answer("town-center", state="unsure")
    assert 'data-done="doubtful"' not in phone.get().text


@pytest.mark.parametrize("name", LENGTHS)
def test_what_is_too_long_is_called_as_the_page_calls_it(name: str) -> None:
    with pytest.raises(LocatorError) as refused:
        check_lengths({"new|x|1": {name: "长" * 1000}})
    for lang in LANGUAGES:
        assert not re.search('[a-z]+_|[“"][a-z]+[”"]', failure_text(refused.value, lang))


def test_contradictions_are_asked_and_nothing_is_lost(site: Site) -> None:
    asked = begin(site)
    phone = Phone(site, asked, EAST)
    phone.answer("town-center", state="none")
    answer = phone.send()
    assert answer.status_code == 422
    assert "虚构东镇社区教育中心" in said(answer)
    assert unit_return(site, asked, EAST).state == "begun"
    phone.answer(
        "town-center", **{"state": "none", "v:v1:name": "虚构东镇社区教育中心", "v:v1:gone": "yes"}
    )
    phone.answer("town-quality", state="unsure")
    assert phone.send().status_code == 303
    read = read_returns(site, asked, [EAST])
    assert [row.key for row in read.result.difference.changed] == ["v1"]
    closed = next(change for change in read.result.changes if change.key == "v1")
    assert closed.after["status"] == "closed"
    assert ("town-center", "gap") in {(v.requirement, v.after) for v in read.result.verdicts}


def test_without_its_database_the_site_is_away_and_the_office_not_wrong(site: Site) -> None:
    phone = Phone(site, begin(site), SOUTH)
    Path(site.settings.store_address.removeprefix("sqlite:///")).write_text("没有" * 500)
    answer = phone.get()
    assert (answer.status_code, "数据库" in said(answer)) == (503, True)


def test_what_is_no_telephone_is_said_while_it_is_filled_in(site: Site) -> None:
    phone = Phone(site, begin(site), EAST)
    place = {"state": "has_all", "n:a:name": "虚构东老年学校"}
    for odd, told in (("0512-6234567x", True), ("1.38E+10", True), ("62345678", False)):
        phone.answer("town-quality", **place, **{"n:a:phone": odd})
        assert ("不像电话号码" in phone.get("card/town-quality").text) is told, odd


def test_yes_without_a_place_is_asked(site: Site) -> None:
    phone = Phone(site, begin(site), SOUTH)
    phone.answer("town-center", state="has_all")
    assert "一处也没列" in said(phone.send())


def test_what_may_not_be_complete_claims_no_gap(site: Site) -> None:
    asked = begin(site)
    phone = Phone(site, asked, SOUTH)
    phone.answer("town-center", state="has_some", **{"n:b:name": "虚构南社区教育中心"})
    phone.answer("town-quality", state="unsure")
    phone.send()
    read = read_returns(site, asked, [SOUTH])
    assert [row.file for row in read.result.difference.new] == [
        "venues/community_education_center.csv"
    ]


def test_what_is_being_built_does_not_count(site: Site) -> None:
    asked = begin(site)
    phone = Phone(site, asked, SOUTH)
    phone.answer(
        "town-center",
        **{
            "state": "building",
            "b:name": "虚构南中心",
            "b:expected": "2027年3月",
            "complete": "yes",
        },
    )
    phone.send()
    found = read_returns(site, asked, [SOUTH]).result
    assert found.changes[0].after["status"] == "planned"
    assert [(v.unit, v.after) for v in found.verdicts] == [(SOUTH, "gap")]


@pytest.mark.parametrize("state", ["unsure", "building", ""])
def test_a_place_that_was_added_is_kept_whatever_the_list_is(site: Site, state: str) -> None:
    asked = begin(site)
    phone = Phone(site, asked, SOUTH)
    place = {"n:a:name": "虚构南社区教育中心", "more": "1"}
    phone.answer("town-center", **place)
    phone.answer(
        "town-center", state=state, **{"b:name": "虚构南社区教育中心二期"} if state else {}
    )
    phone.send()
    found = read_returns(site, asked, [SOUTH]).result
    names = {change.after["name"] for change in found.changes}
    assert names == {"虚构南社区教育中心"} | (
        {"虚构南社区教育中心二期"} if state == "building" else set()
    )
    assert {change.file for change in found.changes} == {"venues/community_education_center.csv"}


def test_only_what_is_being_built_and_a_place_contradict_each_other(site: Site) -> None:
    phone = Phone(site, begin(site), SOUTH)
    phone.answer("town-center", **{"n:a:name": "虚构南社区教育中心", "more": "1"})
    phone.answer("town-center", state="building", complete="yes", **{"b:name": "虚构二期"})
    assert "虚构南社区教育中心" in said(phone.send())


def test_a_tick_beside_what_is_being_built_makes_no_other_list_complete(site: Site) -> None:
    asked = begin(site)
    phone = Phone(site, asked, SOUTH)
    phone.answer("town-center", state="building", complete="yes", **{"b:name": "虚构二期"})
    phone.answer("town-center", state="has_some", complete="yes", **{"n:a:name": "虚构南中心"})
    assert read_draft(site, asked, SOUTH).value("card", "town-center") == {"state": "has"}


def test_enter_keeps_what_was_typed_of_what_is_being_built(site: Site) -> None:
    asked = begin(site)
    phone = Phone(site, asked, SOUTH)
    phone.answer("town-center", save="1", **{"b:name": "虚构二期", "b:expected": "2027年3月"})
    told = read_draft(site, asked, SOUTH).value("card", "town-center")
    assert told == {"state": "building", "name": "虚构二期", "expected": "2027年3月"}
    phone.answer("town-center", save="1", **{"b:name": "", "b:expected": "2027年5月"})
    told = read_draft(site, asked, SOUTH).value("card", "town-center")
    assert told == {"state": "building", "expected": "2027年5月"}
    phone.answer("town-center", state="none")
    phone.answer("town-center", save="1", **{"b:name": "", "b:expected": ""})
    told = read_draft(site, asked, SOUTH).value("card", "town-center")
    assert told == {"state": "none", "complete": "yes"}


def test_what_is_expected_is_kept_before_it_has_a_name(site: Site) -> None:
    asked = begin(site)
    Phone(site, asked, SOUTH).answer("town-center", save="1", **{"b:expected": "2027年3月"})
    told = read_draft(site, asked, SOUTH).value("card", "town-center")
    assert told == {"state": "building", "expected": "2027年3月"}


def test_villages_are_filled_with_one_tap_and_named_only_when_told(site: Site) -> None:
    asked = begin(site, clauses=["village-book-room"])
    phone = Phone(site, asked, WEST)
    phone.answer("villages", fill="village-book-room:has")
    assert "还没有名称" in phone.get("send").text
    phone.send()
    assert read_returns(site, asked, [WEST]).result.changes == ()
    phone.answer(
        "villages",
        **{
            "c:village-book-room:99010201": "has",
            "p:village-book-room:shown": "1",
            "p:village-book-room": "yes",
        },
    )
    phone.send()
    found = read_returns(site, asked, [WEST]).result
    assert [row.name for row in found.difference.new] == ["虚构二村农家书屋"]


@pytest.mark.parametrize("code", ["full_time_teachers", POPULATION])
def test_a_figure_above_all_residents_is_asked_back(suzhou: CityPack, code: str) -> None:
    (rule,) = (r for r in suzhou.requirements if r.id == "town-full-time-teachers")
    assert isinstance(rule, IndicatorRule)
    figure, town = AskedFigure(code, rule, None), "320583108"
    # 千灯镇's own residents are not known, 昆山市's are 2.1 million.
    (asked,) = figure_asked_back(suzhou, town, figure, {"value": "9000000000"})
    assert asked.key == "returns.figure_population"
    assert "昆山市" in problem_text(asked, "zh")
    assert figure_asked_back(suzhou, town, figure, {"value": "12"}) == []


@pytest.mark.parametrize(
    ("value", "year", "what"),
    [
        ("很多", "2025", "text"), ("-3", "2025", "text"), ("inf", "2025", "text"),
        ("3.5", "2025", "whole"), ("3", "去年", "year"), ("3", "2199", "year"), ("3", "25", "year"),
        ("很多", "2199", "text year"), ("0.5", "去年", "whole year"),
        ("1，203", "２０２５", ""), ("0", "", ""),
    ],
)  # fmt: skip # a table, a row a line
def test_a_figure_that_cannot_be_read_is_asked_back(
    invented: CityPack, value: str, year: str, what: str
) -> None:
    (rule,) = (r for r in invented.requirements if r.id == "town-teachers")
    assert isinstance(rule, IndicatorRule)
    figure = AskedFigure(rule.indicator, rule, None)
    asked = figure_asked_back(invented, SOUTH, figure, {"value": value, "year": year})
    assert [one.key for one in asked] == [f"returns.figure_{one}" for one in what.split()]


def test_a_figure_far_from_the_last_one_is_asked_back(site: Site) -> None:
    phone = Phone(site, begin(site), EAST)
    phone.answer(
        "figures", **{"f:full_time_teachers:value": "30", "f:full_time_teachers:year": "2026"}
    )
    assert "十倍以上" in said(phone.send())
    kept = phone.get("card/figures?saved=1").text
    assert "还要改" in kept
    assert "下一项</a>" not in kept  # what is wrong is not done
    phone.answer(
        "figures", **{"f:full_time_teachers:value": "25000", "f:full_time_teachers:year": "2026"}
    )
    assert "十倍以上" in said(phone.send())
    phone.answer(
        "figures",
        **{
            "f:full_time_teachers:value": "30",
            "f:full_time_teachers:year": "2026",
            "f:full_time_teachers:sure": "yes",
        },
    )
    assert phone.send().status_code == 303


def test_two_phones_are_told_of_each_other_and_overwrite_nothing(site: Site) -> None:
    asked = begin(site)
    one, two = Phone(site, asked, EAST), Phone(site, asked, EAST)
    seen = {"seen": "0"}
    one.answer("town-center", state="has_all")
    assert "有人也在用这个链接" in two.get().text
    clash = two.client.post(f"{two.home}/card/town-center", data=seen | {"state": "has_some"})
    assert clash.status_code == 409
    assert "您填的：有，但可能不全" in clash.text
    assert read_draft(site, asked, EAST).value("card", "town-center")["complete"] == "yes"
    # Another question is no clash, and the second phone may insist.
    assert (
        two.client.post(
            f"{two.home}/card/town-quality", data=seen | {"state": "unsure"}
        ).status_code
        == 303
    )
    mine = '{"card|town-center": {"state": "has"}}'
    two.client.post(f"{two.home}/keep", data={"mine": mine, "seen": "2"})
    draft = read_draft(site, asked, EAST)
    assert draft.value("card", "town-center") == {"state": "has"}
    assert [a.replaces for a in draft.history if a.key == "card|town-center"] == [0, 1]


def test_sending_twice_is_one_return_and_sent_back_is_another(site: Site) -> None:
    asked = begin(site)
    phone = Phone(site, asked, EAST)
    phone.answer("town-center", state="has_all")
    phone.send()
    phone.send()
    assert unit_return(site, asked, EAST).receipt == "R1/990101/1"
    with pytest.raises(PublicationError):
        send_back(site, 1, EAST, " ", person=COUNTY)
    with pytest.raises(AccessError):
        send_back(site, 1, EAST, "请补电话", person=None)
    send_back(site, 1, EAST, "请补<b>电话", person=COUNTY)
    assert "请补&lt;b&gt;电话" in phone.get().text
    with pytest.raises(PublicationError):
        read_returns(site, asked, [EAST])
    phone.answer(
        "town-center",
        **{
            "state": "has_all",
            "v:v1:name": "虚构东镇社区教育中心",
            "v:v1:phone": "0512-62345678",
            "v:v1:opening_hours": "周一至周五 9:00-17:00",
            "v:v1:admission": "免费",
        },
    )
    phone.send()
    assert unit_return(site, asked, EAST).receipt == "R1/990101/2"
    read = read_returns(site, asked, [EAST])
    assert [row.fields[0] for row in read.result.difference.changed] == [
        ("phone", "", "0512-62345678")
    ]


def one_card_published(site: Site) -> tuple[Round, Phone]:
    """A round in which the south sent two cards, of which the first is published; and its phone."""
    asked = begin(site)
    phone = Phone(site, asked, SOUTH)
    phone.answer("town-center", state="none")
    phone.answer("town-quality", state="none")
    phone.send()
    accept(site, 1, read_returns(site, asked, [SOUTH], ["town-center"]), person=PLANNER)
    return asked, phone


def test_a_card_can_be_published_before_the_others(site: Site) -> None:
    asked, _ = one_card_published(site)
    assert unit_return(site, asked, SOUTH).state == "sent"
    assert (status(site, "town-center", SOUTH), status(site, "town-quality", SOUTH)) == (
        "gap",
        "unreported",
    )
    rest = read_returns(site, asked, [SOUTH])
    assert {row.key for row in rest.result.difference.new} == {"990201|senior_school"}


def test_a_card_that_is_published_later_bears_the_day_on_which_it_was_sent(site: Site) -> None:
    asked = begin(site)
    phone = Phone(site, asked, SOUTH)
    phone.answer("town-center", state="none")
    phone.answer("town-quality", state="has_all", **{"n:1:name": "虚构南街道老年学校"})
    sent = clock.today() + timedelta(days=2)
    # Early in the morning in China, which is the day before in the store's time.
    with time_machine.travel(f"{sent - timedelta(days=1)}T23:30:00Z", tick=False):
        phone.send()
    with time_machine.travel(f"{sent + timedelta(days=1)}T04:00:00Z", tick=False):
        accept(site, 1, read_returns(site, asked, [SOUTH], ["town-center"]), person=PLANNER)
        rest = read_returns(site, asked, [SOUTH])
    [school] = [row for row in rest.result.changes if row.file.startswith("venues/")]
    assert school.after is not None
    assert school.after["source_date"] == str(sent)


def test_returns_without_doubt_are_accepted_together(site: Site) -> None:
    asked = begin(site)
    for unit_code, answer in ((SOUTH, "none"), (WEST, "none"), (EAST, "has_all")):
        phone = Phone(site, asked, unit_code)
        phone.answer("town-center", state=answer)
        if unit_code == EAST:
            phone.answer(
                "town-center",
                **{
                    "state": "has_all",
                    "n:x:name": "虚构东镇社区教育中心二",
                    "n:x:opening_hours": "看情况",
                },
            )
        phone.send()
    together = without_doubt(site, asked, asked.units)
    assert together.units == (WEST, SOUTH)
    entry = accept(site, 1, together, person=PLANNER)
    assert entry.rows == 2
    assert [one.state for one in board(site, asked).values()] == ["sent", "published", "published"]
    with pytest.raises(AccessError):
        accept(site, 1, together, person=None)


def test_the_workbook_of_the_unit_goes_the_same_way(site: Site) -> None:
    asked = begin(site)
    phone = Phone(site, asked, EAST)
    book = phone.get("workbook")
    layers = ["community_education_center", "senior_school"]
    assert book.content == template(site.city().pack, EAST, layers, "zh", as_of=asked.as_of)
    filled = openpyxl.load_workbook(io.BytesIO(book.content))
    sheet = filled["社区教育中心"]
    head = [str(cell.value).strip("*") for cell in sheet[1]]
    sheet.cell(2, head.index("电话") + 1, "0512-62345678")
    sheet.cell(2, head.index("来源") + 1, "虚构")
    out = io.BytesIO()
    filled.save(out)
    answer = phone.client.post(
        f"{phone.home}/workbook", files={"file": ("填好.xlsx", out.getvalue())}
    )
    assert answer.status_code == 200, said(answer)
    assert "还剩" not in phone.get().text
    phone.send()
    found = read_returns(site, asked, [EAST]).result
    assert [row.key for row in found.difference.changed] == ["v1"]
    broken = phone.client.post(f"{phone.home}/workbook", files={"file": ("坏.xlsx", b"PK no")})
    assert broken.status_code == 422
    phone.client.post(f"{phone.home}/workbook", data={"remove": "1"})
    assert "还剩" in phone.get().text


def test_bad_input_is_answered_and_costs_nothing(site: Site) -> None:
    asked = begin(site)
    phone = Phone(site, asked, EAST)
    long = phone.answer("town-center", state="has_all", **{"n:a:name": "长" * 10_000})
    assert long.status_code == 422
    assert "10000" in said(long)
    mobile = phone.answer(
        "town-center", state="has_all", **{"n:a:name": "点", "n:a:phone": "138 0013 8000"}
    )
    assert mobile.status_code == 422
    assert "手机" in said(mobile)
    assert 'value="点"' in mobile.text  # what was typed stands there still
    assert read_draft(site, asked, EAST).answers == {}
    phone.answer("town-center", state="has_some", **{"n:a:name": "<script>alert(1)</script>"})
    assert "<script>" not in phone.get("card/town-center").text
    assert "&lt;script&gt;" in phone.get("card/town-center").text
    huge = phone.client.post(
        f"{phone.home}/card/town-center",
        content=b"x" * 600_000,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert huge.status_code == 413
    assert phone.get("card/nothing").status_code == 303
    assert phone.answer("figures", **{"f:full_time_teachers:value": "很多"}).status_code == 303
    # What is no number is said to whoever wrote it, not first to the desk.
    refused = phone.send()
    assert refused.status_code == 422
    assert "很多" in said(refused)
    revoke(site, 1, EAST, person=PLANNER)
    assert "停用" in said(phone.get())


def test_guessing_is_slowed_and_told_nothing(site: Site) -> None:
    asked = begin(site)
    phone = Phone(site, asked, EAST)
    answers = [phone.client.get(f"/returns/to/1.990101.0.{n}") for n in range(25)]
    assert {a.status_code for a in answers} == {404, 429}
    assert len({said(a) for a in answers if a.status_code == 404}) == 1


def test_a_village_that_went_away_is_said_and_kept(site: Site) -> None:
    asked = begin(site, clauses=["village-book-room", "town-center"])
    phone = Phone(site, asked, WEST)
    phone.answer("villages", **{"c:village-book-room:99010201": "none"})
    phone.send()
    merged = unit("99010203", "虚构合并村", "village", "990102", kind="村")
    villages = [v for v in VILLAGES if v["code"] != "99010201"]
    write_pack(site.folder(), villages=[*villages, merged])
    later = Site.open(site.settings)
    found = read_returns(later, asked, [WEST]).result
    assert ["99010201" in text for text in words(found)] == [True]
    assert found.changes == ()
    assert read_draft(later, asked, WEST).value("village", "village-book-room", "99010201")


def test_what_was_taken_back_waits_again_as_it_was_sent(site: Site) -> None:
    asked, phone = one_card_published(site)
    entry = accept(site, 1, read_returns(site, asked, [SOUTH]), person=PLANNER)
    assert entry is not None
    assert "审核发布" in phone.get().text
    taken = undo(site, "", entry.number, person=PLANNER, why="发错了")
    stands = unit_return(site, asked, SOUTH)
    assert (stands.state, stands.published) == ("sent", ("town-center",))
    assert "等待审核" in phone.get().text
    undo(site, "", taken.number, person=PLANNER, why="没有发错")
    assert unit_return(site, asked, SOUTH).state == "published"
    undo(site, "", 4, person=PLANNER, why="还是错了")
    send_back(site, 1, SOUTH, "请再看看", person=PLANNER)
    assert "请再看看" in phone.get().text


def test_a_round_follows_units_to_their_new_codes(site: Site) -> None:
    now, village = "990112", "99011201"
    asked = begin(site, clauses=["village-book-room", "town-center"])
    old, link = Phone(site, asked, WEST), token(site, asked, WEST)
    old.answer("town-center", state="none")
    old.answer("villages", **{"c:village-book-room:99010201": "none"})
    recoded = {WEST: now, "99010201": village}
    units, villages = (
        [row | {"code": recoded.get(row["code"], row["code"]),
                "parent": recoded.get(row["parent"], row["parent"])} for row in rows]
        for rows in (UNITS, VILLAGES)
    )  # fmt: skip # a table, a row a line
    became = [
        {"code": code, "name": name, "level": level, "successor": recoded[code],
         "date": "2026-06-01", "source": "虚构来源"}
        for code, name, level in ((WEST, "虚构西镇", "town"), ("99010201", "虚构二村", "village"))
    ]  # fmt: skip # a table, a row a line
    moved = [row | {"unit": recoded.get(row["unit"], row["unit"])} for row in VENUES]
    told = [row | {"unit": recoded.get(row["unit"], row["unit"])} for row in REPORTING]
    write_pack(
        site.folder(),
        units=units,
        villages=villages,
        successors=became,
        venues=moved,
        reporting=told,
    )
    later = Site.open(site.settings)
    after = round_of(later, 1)
    assert after.units == (EAST, now, SOUTH)
    assert board(later, after)[now].state == "begun"
    draft = read_draft(later, after, now)
    assert draft.value("card", "town-center")["state"] == "none"
    assert draft.value("village", "village-book-room", village)["state"] == "none"
    phone = Phone(later, after, now, link)  # the one that the office was sent
    phone.answer("villages", **{f"c:village-book-room:{village}": "has"})
    assert phone.send().status_code == 303
    sent = read_draft(later, after, now)
    assert sent.value("village", "village-book-room", village)["state"] == "has"
    assert not any(village in one.key for one in later.store.rounds.answers(1))
    read = read_returns(later, after, [now])
    assert {row.after["unit"] for row in read.result.changes if row.after} <= {now, village}
    accept(later, 1, read, person=PLANNER, warnings_seen=True)
    assert status(later, "town-center", now) == "gap"
    assert board(later, after)[now].state == "published"


def test_of_units_that_merged_none_is_asked_what_the_other_was(site: Site) -> None:
    asked = begin(site, clauses=["town-center"])
    link = token(site, asked, WEST)
    Phone(site, asked, WEST).answer("town-center", state="none")
    became = [
        {"code": WEST, "name": "虚构西镇", "level": "town", "successor": EAST,
         "date": "2026-06-01", "source": "虚构来源"}
    ]  # fmt: skip # a table, a row a line
    gone = {WEST, "99010201"}
    write_pack(
        site.folder(),
        units=[row for row in UNITS if row["code"] not in gone],
        villages=[row for row in VILLAGES if row["code"] not in gone],
        venues=[row for row in VENUES if row["unit"] not in gone],
        reporting=[row for row in REPORTING if row["unit"] not in gone],
        successors=became,
    )
    later = Site.open(site.settings)
    phone = Phone(later, round_of(later, 1), WEST, link)
    for path in ("", "card/town-center", "send", "map.svg", "workbook"):
        answer = phone.get(path)
        assert answer.status_code == 410
        assert "“虚构西镇”已经撤并，现在是虚构东镇。" in said(answer)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "x", "y"])), max_size=12))
def test_the_last_answer_of_a_key_counts(steps: list[tuple[str, str]]) -> None:
    history = [
        Answer(n, "u", key, {"state": text} if text else {}, "d", 0, "")
        for n, (key, text) in enumerate(steps, 1)
    ]
    draft = draft_of(history)
    assert {k: v.value.get("state", "") for k, v in draft.answers.items()} == dict(steps)
    assert draft.upto(len(steps) // 2).last == len(steps) // 2


def test_98_units_at_once_lose_nothing(tmp_path: Path) -> None:
    towns = [unit(f"9901{n:02d}", f"虚构{n}镇", "town", "9901", kind="镇") for n in range(1, 99)]
    folder = write_pack(
        tmp_path / "many",
        units=[*UNITS[:3], *towns],
        villages=[],
        venues=[],
        indicators=[],
        reporting=[],
        places=[],
    )
    site = Site.open(Settings(packs=(folder,), data=tmp_path / "data"))
    asked = begin(site)
    assert len(asked.units) == 98

    def accepted(step: Callable[[], Response]) -> bool:
        """Whether it was, at once or, for whoever is told that all are busy, on trying again."""
        for _ in range(100):
            if (status := step().status_code) == 303:
                return True
            assert status in {422, 503}  # all that was filled in, or a plain sentence
        return False

    def play(address: str, one: ReturnLink) -> bool:
        """From the link to the receipt."""
        home, form = f"/returns/1/{one.unit}", {"seen": "0", "state": "none"}
        with Client(base_url=address, timeout=120, verify=trusted) as office:
            steps = (
                lambda: office.get(f"/returns/to/{one.token}"),
                lambda: office.post(f"{home}/card/town-center", data=form),
                lambda: office.post(f"{home}/send", data={"name": f"人{one.unit}"}),
            )
            return all(map(accepted, steps))

    trusted = create_default_context()  # made once: 98 of them take longer than all else here
    # All from one address, as the offices of a government's network come, and on 98 connections.
    with served(site) as address, ThreadPoolExecutor(98) as pool:
        assert all(pool.map(partial(play, address), links(site, asked)))
    now = board(site, asked)
    assert {one.state for one in now.values()} == {"sent"}
    assert len({one.receipt for one in now.values()}) == 98
    assert all(site.store.rounds.contact(1, code) == {"name": f"人{code}"} for code in asked.units)
    assert len(read_returns(site, asked, asked.units).result.changes) == 98


def test_the_first_page_is_small_and_needs_no_script(tmp_path: Path) -> None:
    villages = [
        unit(f"9901{1:02d}{n:02d}", f"虚构{n}村", "village", "990101", kind="村") for n in range(20)
    ]
    folder = write_pack(tmp_path / "many", villages=villages, venues=[])
    site = Site.open(Settings(packs=(folder,), data=tmp_path / "data"))
    phone = Phone(site, begin(site, clauses=EVERYTHING), EAST)
    table = phone.get("card/villages").text
    assert all(f'name="c:village-book-room:{v["code"]}"' in table for v in villages)
    for path in ("", "card/town-center", "card/villages", "card/figures", "send"):
        page = phone.get(path)
        assert page.status_code == 200
        assert len(gzip.compress(page.content)) < 60_000
        assert "<script" not in page.text
        style = page.text[page.text.index("<style>") : page.text.index("</style>")]
        assert "&" not in style  # an escaped quote loses the whole rule: fonts, sizes
        assert "http" not in page.text.replace("http-equiv", "")


@pytest.mark.parametrize("card", ["town-center", "villages", "figures"])
def test_enter_presses_a_button_that_keeps_and_fills_nothing(site: Site, card: str) -> None:
    """A browser takes the first button of the form, the drawing to tap being one."""
    page = Phone(site, begin(site, clauses=EVERYTHING), EAST).get(f"card/{card}").text
    form = page[page.index("<form") :]
    first = re.search(r'<button[^>]*>|<input[^>]*type="image"[^>]*>', form)
    assert first is not None
    assert 'name="save"' in first[0]


def test_a_town_of_20_villages_takes_few_taps_and_bytes_and_becomes_known(tmp_path: Path) -> None:
    villages = [
        unit(f"990201{n:02d}", f"虚构{n}村", "village", SOUTH, kind="村") for n in range(20)
    ]
    folder = write_pack(tmp_path / "many", villages=villages, venues=[], reporting=[])
    site = Site.open(Settings(packs=(folder,), data=tmp_path / "data"))
    asked = begin(site, clauses=EVERYTHING)
    phone = Phone(site, asked, SOUTH)
    own = ["town-center", "town-reading", "town-quality"]
    assert status(site, "town-teachers", SOUTH) == "unreported"
    before = site.city().verdicts
    assert [status(site, rule, SOUTH) for rule in own] == ["unreported"] * 3
    taps, sizes = 1, [len(gzip.compress(phone.get().content))]
    for card, fields in (
        *((rule, {"state": "none"}) for rule in own),
        ("villages", {"fill": "village-book-room:has"}),
        ("villages", {"p:village-book-room:shown": "1", "p:village-book-room": "yes"}),
        ("figures", {"f:full_time_teachers:value": "4", "f:population:value": "9000"}),
    ):
        sizes.append(len(gzip.compress(phone.get(f"card/{card}").content)))
        assert phone.answer(card, **fields).status_code == 303
        # What is filled in or chosen, of which a hidden field is none, and what sends it.
        taps += sum("shown" not in name and name != "fill" for name in fields) + 1
    sizes.append(len(gzip.compress(phone.get("send").content)))
    assert phone.send().status_code == 303
    taps += 2
    read = read_returns(site, asked, [SOUTH])
    accept(site, asked.number, read, person=PLANNER, warnings_seen=True)
    after = site.city().verdicts
    assert [status(site, rule, SOUTH) for rule in own] == ["gap"] * 3
    assert status(site, "town-teachers", SOUTH) == "met"
    assert all(status(site, "village-book-room", one["code"]) == "met" for one in villages)
    unreported = [int((table["status"] == "unreported").sum()) for table in (before, after)]
    assert (taps, unreported[0] - unreported[1]) == (15, 24)
    assert sum(sizes) < 30_000


def test_a_tap_on_the_drawing_is_a_position_and_a_second_one_nearer(site: Site) -> None:
    phone = Phone(site, begin(site), WEST)
    picture = phone.get("map.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "img-src 'self'" in picture.headers["content-security-policy"]
    sketch = sketch_of(site.city(), WEST, None, WIDTH)
    x, y = sketch.width / 4, sketch.height / 2
    tap = {"n:a:tap.x": f"{x:.0f}", "n:a:tap.y": f"{y:.0f}", "n:a:name": "虚构西镇老年学校"}
    told = {"state": "has_all", "n:a:recognition": "市级示范校"} | tap
    again = phone.answer("town-quality", **told)
    assert again.headers["location"].endswith("#saved")
    page = phone.get("card/town-quality").text
    first = sketch.degrees(round(x), round(y))
    at = f"{first[0]:.5f}, {first[1]:.5f}"
    assert f'name="n:a:frame" value="{at}"' in page
    # The Enter key presses the picture at its corner, and moves nothing.
    corner = {"n:a:tap.x": "0", "n:a:tap.y": "0", "n:a:frame": at}
    where = {"n:a:position": at, "n:a:datum": "tapped"}
    phone.answer("town-quality", **told | corner | where)
    assert f'name="n:a:position" value="{at}"' in phone.get("card/town-quality").text
    near = sketch_of(site.city(), WEST, first, WIDTH)
    nearer = {"n:a:tap.x": "200", "n:a:tap.y": "100", "n:a:frame": at}
    phone.answer("town-quality", **told | nearer | where)
    phone.send()
    read = read_returns(site, round_of(site, 1), [WEST])
    accept(site, 1, read, person=PLANNER, warnings_seen=True)
    venues = site.city().pack.venues
    school = venues[venues["name"] == "虚构西镇老年学校"].iloc[0]
    lon, lat = near.degrees(200, 100)
    assert (school["lon"], school["lat"]) == pytest.approx((lon, lat), abs=1e-5)
    assert school["precision"] == "street"
