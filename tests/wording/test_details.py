"""The page of one venue: its week, its neighbours, its public record."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.clock import whole_day
from locator.hours.state import is_open, is_open_on
from locator.pack.read import load_pack
from locator.settings import Settings
from locator.site import Site
from locator.venues.nearby import nearby
from locator.venues.place import Place
from locator.venues.question import Question
from locator.venues.search import VenueIndex, VenueQuery, mask
from locator.wording.asking import remarks
from locator.wording.cards import card_alone, short_source
from locator.wording.figures import dated
from locator.wording.prices import admission_text
from locator.wording.venue_page import json_ld, on_day, week
from packs import VENUES, venue, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from locator.pack.model import CityPack

TUESDAY = date(2026, 11, 24)


def hours(text: str, first: date = TUESDAY) -> list[str]:
    days = week(text, first, "zh")
    assert days is not None
    return [day.hours("zh") for day in days]


def test_a_week_from_tuesday() -> None:
    text = "周二至周日 9:00-11:30 13:00-17:00，周一闭馆"
    # Tuesday to Sunday, then Monday.
    assert hours(text) == ["9:00–11:30、13:00–17:00"] * 6 + ["不开放"]
    days = week(text, TUESDAY, "zh") or []
    assert [day.today for day in days] == [True] + [False] * 6
    assert days[0].weekday("zh") == "周二 11月24日"
    assert days[6].weekday("en") == "Monday 30 Nov"


def test_nights_belong_to_the_day_on_which_they_begin() -> None:
    assert hours("周五、周六 18:00-次日2:00") == [
        "不开放",
        "不开放",
        "不开放",
        "18:00–次日2:00",
        "18:00–次日2:00",
        "不开放",
        "不开放",
    ]


def test_round_the_clock_is_cut_into_days() -> None:
    assert hours("全年24小时") == ["0:00–24:00"] * 7


def test_the_national_day_week_and_the_day_worked_for_it() -> None:
    days = week("工作日 9:00-17:00", date(2026, 9, 30), "zh") or []
    assert [day.hours("zh") for day in days] == ["9:00–17:00"] + ["不开放"] * 6
    assert days[1].weekday("zh") == "周四 10月1日（国庆节假期）"
    after = week("工作日 9:00-17:00", date(2026, 10, 8), "zh") or []
    assert after[2].weekday("zh") == "周六 10月10日（国庆节调休上班）"
    assert after[2].hours("zh") == "9:00–17:00"


def test_what_is_not_understood_has_no_week() -> None:
    assert week("", TUESDAY, "zh") is None
    assert week("每月第一个周六", TUESDAY, "zh") is None


@given(st.dates(date(2025, 1, 1), date(2026, 12, 20)))
def test_seven_days_whatever_the_day(first: date) -> None:
    days = week("周二至周日 9:00-17:00", first, "zh") or []
    assert len(days) == 7
    assert all(start.date() == day.date for day in days for start, _ in day.spans)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> CityPack:
    # One degree of latitude is 111 195 m: 0.0002 are 22 m, 0.001 are 111 m.
    rows = [
        venue("a", "甲", "museum", "990101", lon=150.3, lat=20.5, address="一号"),
        venue("b", "乙", "library", "990101", lon=150.3, lat=20.5002),
        venue("c", "丙", "library", "990101", lon=150.3, lat=20.501),
        venue("d", "丁", "library", "990101", address="一号"),
        venue("e", "戊", "library", "990201", address="一号"),
        venue("f", "己", "library", "990101", lon=150.3, lat=20.5, status="closed"),
    ]
    return load_pack(write_pack(tmp_path_factory.mktemp("p") / "crowded", venues=[*VENUES, *rows]))


def test_neighbours(crowded: CityPack) -> None:
    here, near = nearby(crowded, VenueIndex(crowded.venues), "a", 2)
    # b within 30 m; d at the same address in the same county; e in another county; f closed.
    assert set(here.index) == {"b", "d"}
    assert next(iter(near.index)) == "c"
    assert len(near) == 2
    assert near["distance_m"].iloc[0] == pytest.approx(111.2, abs=0.1)
    here, near = nearby(crowded, VenueIndex(crowded.venues), "d", 2)
    assert set(here.index) == {"a"}
    assert near.empty


def test_a_page_says_how_far_the_nearest_station_is(tmp_path: Path) -> None:
    # 0.005 degrees of latitude are 556 m, times 1.3 at 65 metres a minute: 11 minutes; 0.02 are 44.
    rows = [
        venue("near", "甲", "museum", "990101", lon=150.25, lat=20.255),
        venue("far", "乙", "library", "990101", lon=150.25, lat=20.27),
        venue("nowhere", "丙", "library", "990101"),
    ]
    folder = write_pack(tmp_path / "invented", venues=[*VENUES, *rows])
    city = Site.open(Settings(packs=(folder,), data=tmp_path / "data")).city()
    said = {
        name: card_alone(city, city.pack.venues.loc[name].to_dict(), datetime(2026, 11, 24), "zh")  # noqa: DTZ001 - the city's own time
        for name in ("near", "far", "nowhere")
    }
    assert said["near"]["distance"] == "距虚构广场站 560 米（直线） · 步行约 11 分钟"
    assert said["far"]["distance"] == said["nowhere"]["distance"] == ""


def test_the_public_record_says_only_what_is_known(crowded: CityPack) -> None:
    saturday = date(2026, 11, 28)
    record = json_ld(crowded, "a", "https://example.invalid/venue?id=a", saturday)
    assert record["geo"]["latitude"] == 20.5
    assert record["address"]["streetAddress"] == "一号"
    assert "telephone" not in record
    assert "isAccessibleForFree" not in record
    assert "geo" not in json_ld(crowded, "d", "x", saturday)
    assert "openingHoursSpecification" not in record  # nothing is known of them
    json.dumps(record)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("周二至周日 9:00-17:00，周一闭馆", 6),
        ("周一至周五 9:00-11:30、13:00-17:00", 10),
        ("9:00-17:00（数据集所载）", 0),  # not confirmed
        ("9:00-17:00（节假日除外）", 0),  # what holds on some days is not said
        ("随缘", 0),
    ],
)
def test_the_public_record_has_hours_only_where_they_are_sure(
    crowded: CityPack, text: str, days: int
) -> None:
    venues = crowded.venues.assign(opening_hours=text)
    record = json_ld(replace(crowded, venues=venues), "a", "x", date(2026, 11, 28))
    hours = record.get("openingHoursSpecification", [])
    assert len(hours) == days
    if days:
        # A Saturday's is its own; closed on Monday, the third day.
        assert all(one["validFrom"] == one["validThrough"] for one in hours)
        assert hours[0]["opens"] == "09:00"
        assert "https://schema.org/Monday" not in {h["dayOfWeek"] for h in hours} or days == 10


@pytest.mark.parametrize(
    ("text", "zh", "state"),
    [
        ("周二至周日 9:00-17:00，周一闭馆", "周六 11月28日：9:00–17:00", "open"),
        ("周一至周五 9:00-17:00", "周六 11月28日：不开放", "closed"),
        ("9:00-17:00（节假日除外）", "周六 11月28日：说法不明，请先询问", "unknown"),
        ("9:00-17:00（数据集所载）", "周六 11月28日：9:00–17:00（时间未经场馆核实）", "open"),
        ("", "开放时间未公布", "unknown"),
        ("随缘", "开放时间见下，请以场馆说明为准", "unknown"),
    ],
)
def test_the_hours_of_one_day(text: str, zh: str, state: str) -> None:
    saturday = date(2026, 11, 28)
    assert on_day(text, saturday, "zh") == (zh, state)
    assert is_open_on(text, saturday) is {"open": True, "closed": False, "unknown": None}[state]


def test_open_on_a_day_is_open_at_some_moment_of_it(suzhou: CityPack) -> None:
    saturday = date(2026, 11, 28)
    found = suzhou.venues[mask(suzhou.venues, VenueQuery(open_in=(whole_day(saturday),)))]
    halves = [datetime.combine(saturday, time(n // 2, n % 2 * 30)) for n in range(48)]
    at_some = [
        i
        for i, text in suzhou.venues["opening_hours"].items()
        if suzhou.venues.at[i, "status"] == "open" and any(is_open(text, h) for h in halves)
    ]
    assert list(found.index) == at_some


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("免费", "免费", "Free"),
        ("免费（需预约）", "免费（需预约）", "Free (book ahead)"),
        ("免费（押金100元）", "免费（押金100元）", "Free (deposit 100 yuan)"),
        ("免费（仅限会员）", "免费（仅限会员）", "Free · 免费（仅限会员）"),
        ("收费 5元", "收费 5元", "5 yuan"),
        ("收费 每学期60元", "收费 每学期60元", "60 yuan per term"),
        ("收费 15元/小时", "收费 15元/小时", "15 yuan per hour"),
        (
            "收费 ¥29.42（数据集标价）",
            "收费 ¥29.42（数据集标价）",
            "29.42 yuan (as a data set has it)",
        ),
        ("收费 10元（60岁以上免费）", "收费 10元（60岁以上免费）", "10 yuan (free from age 60)"),
        ("收费 10元（晚间另收）", "收费 10元（晚间另收）", "收费 10元（晚间另收）"),
        ("门票 20 元，老人免费", "门票 20 元，老人免费", "门票 20 元，老人免费"),
        ("", "", ""),
    ],
)
def test_what_a_place_costs_is_said_in_both_languages(text: str, zh: str, en: str) -> None:
    assert (admission_text(text, "zh"), admission_text(text, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("https://english.suzhou.gov.cn/a/b 2024-01", "苏州市政府英文网站", "Suzhou government's site in English"),
        ("www.ljsz.gov.cn/x", "政府网站", "a government website"),
        ("m.163.com；news.cn/2024", "网易；新华网", "NetEase; Xinhua"),
        ("hd1560.com/show/3", "网上资料", "a web page"),
        ("gttfz 96402", "网上资料", "a web page"),
        ("shapeyourfutureusa 镜像 2021-07-02", "网上资料", "a web page"),
        ("X 景点数据集 (github.com/a/b)；开放时间 http://www.szmuseum.com/En", "景点数据集", "a data set of sights"),
        ("OpenStreetMap（ODbL 1.0）https://www.openstreetmap.org/way/1，引自 X (github.com/a/b)", "OpenStreetMap", "OpenStreetMap"),
        ("虚构镇社区教育中心", "虚构镇社区教育中心", "虚构镇社区教育中心"),
        ("invented for a test", "invented for a test", "invented for a test"),
    ],
)  # fmt: skip # a table, a row a line
def test_a_card_names_its_source_in_plain_words(
    suzhou: CityPack, text: str, zh: str, en: str
) -> None:
    terms = suzhou.vocabularies
    assert (short_source(text, "zh", terms), short_source(text, "en", terms)) == (zh, en)


def test_no_card_of_suzhou_shows_an_address_as_its_source(suzhou: CityPack) -> None:
    for lang in ("zh", "en"):
        said = {short_source(text, lang, suzhou.vocabularies) for text in suzhou.venues["source"]}
        assert [s for s in said if re.search(r"\.[a-z]{2,}|[a-z]+ \d{2,}|https?:|github", s)] == []


def test_a_record_says_whether_it_was_checked_or_only_collected() -> None:
    checked = {"source_date": "2026-10-03", "collected_date": "2026-11"}
    collected = {"source_date": "", "collected_date": "2026-11"}
    assert dated(checked, "zh") == "2026年10月3日核对"
    assert dated(collected, "zh") == "收集于2026年11月，未核实"
    assert dated(collected, "en") == "collected 2026-11, not verified"


@pytest.mark.parametrize(
    ("station", "called", "said"),
    [("虚构路站", "虚构路", True), ("虚构路站", "xugoulu", True), ("虚构路站", "虚构路地铁站", False),
     ("虚构山站", "虚构山", False)],
)  # fmt: skip # a table, a row a line
def test_a_station_taken_for_its_road_is_said(station: str, called: str, said: bool) -> None:
    where = Place(station, "", "station", "", "", 150.0, 20.0, 100.0)
    found = remarks(Question("sure", where=where, called=called), "zh")
    assert found == (["从虚构路站找起，不是沿着整条路。"] if said else [])
