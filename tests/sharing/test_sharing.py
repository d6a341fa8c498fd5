"""Sharing: what fits a wish, what does not say, supply against need, and sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locator.exports.sharing import balance_csv
from locator.geo.datum import great_circle
from locator.hours.windows import DAYS, PARTS, dates, windows_of
from locator.names.vocabulary import expand, parse_sentence, vocabulary
from locator.pack.model import SHARE_KINDS, CityPack
from locator.pack.read import load_pack
from locator.problems import QueryError
from locator.sharing.asking import understand
from locator.sharing.offers import offers
from locator.sharing.search import (
    ShareQuery,
    balance,
    find,
    find_needs,
    query_of,
    reach_of,
    relaxations,
    standing,
)
from locator.venues.gazetteer import PlaceIndex
from locator.wording.problems import failure_text
from locator.wording.sharing import day_name, share_card, slots_text, wish_words
from packs import VENUES, share, write_pack

if TYPE_CHECKING:
    from pathlib import Path

#: A Wednesday; the coming Saturday is the 28th.
NOW = datetime(2026, 11, 25, 9, 0)  # noqa: DTZ001 - the city's own time
WEEKEND_ROOM = {"hours": "周六、周日 9:00-17:00", "capacity": 40, "cost": "免费"}

SHARES = [
    share("room-near", venue="v1", audience="everyone", **WEEKEND_ROOM),
    share("room-small", venue="v2", capacity=20, hours="周六 13:30-16:00", cost="收费 10元"),
    share("room-silent", venue="v3"),
    share("room-town", venue="v5", **WEEKEND_ROOM),
    share("room-weekday", venue="v3", hours="周一至周五 9:00-17:00", capacity=50),
    share("fraud", "teacher", title="宣讲员", title_en="Speaker", topics="fraud_prevention;law",
          audience="seniors", institution="虚构反诈队", unit="9901"),
    share("brush", "course", title="书法班", title_en="Calligraphy class", topics="arts",
          venue="v4", audience="seniors;workers", cost="免费"),
    share("city-wide", "volunteer", title="虚构志愿队", institution="虚构总队", unit="99"),
    share("old", venue="v1", valid_until="2026-11-24"),
    share("last-day", "exhibition", venue="v1", valid_until="2026-11-25"),
    share("gone", venue="v1", status="closed"),
    share("at-a-closed-place", venue="v6"),
]  # fmt: skip # a table, a row a line
NEEDS = [
    share("n1", "room", institution="虚构太极队", unit="990102", capacity=30),
    share("n2", "teacher", institution="虚构敬老站", unit="990101", topics="fraud_prevention"),
    share("n3", "exhibition", institution="虚构学习点", unit="9902", valid_until="2020"),
]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> CityPack:
    """The invented city with offers and needs."""
    folder = tmp_path_factory.mktemp("geodata") / "shared"
    return load_pack(write_pack(folder, shares=SHARES, needs=NEEDS))


@pytest.fixture(scope="module")
def names(suzhou: CityPack) -> PlaceIndex:
    """Place names of the real city."""
    return PlaceIndex(suzhou)


def ids(pack: CityPack, **wanted: Any) -> tuple[set[str], set[str]]:
    """Registered offers that fit, and those that may."""
    found = find(pack, ShareQuery(**wanted), NOW)
    own = set(pack.shares.index)
    return own & {*found.located.index, *found.unit_only.index}, own & set(found.perhaps.index)


# -- finding -----------------------------------------------------------------------------------


def test_what_is_over_closed_or_in_a_closed_place_is_not_offered(shared: CityPack) -> None:
    fit, perhaps = ids(shared)
    assert fit == {r["id"] for r in SHARES} - {"old", "gone", "at-a-closed-place"}
    assert perhaps == set()


def test_a_room_for_thirty_on_saturday_afternoon(shared: CityPack) -> None:
    fit, perhaps = ids(shared, kinds=("room",), seats=30, day="sat", part="afternoon")
    # room-small is too small, room-weekday closed on Saturdays, room-silent says nothing.
    assert fit == {"room-near", "room-town"}
    assert perhaps == {"room-silent"}
    found = find(shared, ShareQuery(kinds=("room",), seats=30, day="sat", part="afternoon"), NOW)
    assert found.perhaps.loc["room-silent", "unsaid"] == ("seats", "day")
    [slot] = found.located.loc["room-near", "slots"]
    assert slot == (datetime(2026, 11, 28, 13), datetime(2026, 11, 28, 17))  # noqa: DTZ001 - Suzhou time


@pytest.mark.parametrize(
    ("wanted", "fit", "perhaps"),
    [
        ({"kinds": ("teacher",), "topics": ("fraud_prevention",)}, {"fraud"}, set()),
        ({"topics": ("law",)}, {"fraud"}, set()),
        ({"text": "反诈"}, {"fraud"}, set()),
        ({"text": "scam"}, {"fraud"}, set()),
        ({"text": "calligraphy"}, {"brush"}, set()),
        ({"text": "书法"}, {"brush"}, set()),
        ({"text": "书法, 反诈"}, set(), set()),
        ({"text": "虚构反诈队"}, {"fraud"}, set()),
        (
            {"audiences": ("workers",)},
            {"room-near", "brush"},
            {"room-small", "room-silent", "room-town", "room-weekday", "city-wide", "last-day"},
        ),
        (
            {"kinds": ("room", "course"), "free_only": True},
            {"room-near", "room-town", "brush"},
            {"room-silent", "room-weekday"},
        ),
        ({"seats": 45, "kinds": ("room",)}, {"room-weekday"}, {"room-silent"}),
        # An offer of the county may be in its town, one of the city anywhere.
        ({"units": ("990102",)}, {"brush"}, {"fraud", "city-wide"}),
        ({"units": ("9902",)}, set(), {"city-wide"}),
        ({"units": ("9901",), "kinds": ("teacher",)}, {"fraud"}, set()),
    ],
)
def test_who_fits(
    shared: CityPack, wanted: dict[str, Any], fit: set[str], perhaps: set[str]
) -> None:
    assert ids(shared, **wanted) == (fit, perhaps)


def test_nearest_first_and_what_has_no_position_apart(shared: CityPack) -> None:
    here = (150.2505, 20.25)
    found = find(shared, ShareQuery(kinds=("room",)), NOW, here)
    assert list(found.located.index) == ["room-near", "room-small", "room-silent", "room-weekday"]
    venue = {v["id"]: v for v in VENUES}["v3"]
    assert found.located.loc["room-silent", "distance_m"] == pytest.approx(
        float(great_circle(*here, venue["lon"], venue["lat"]))
    )
    assert list(found.unit_only.index) == ["room-town"]


wishes = st.builds(
    ShareQuery,
    kinds=st.sets(st.sampled_from(SHARE_KINDS), max_size=3).map(lambda s: tuple(sorted(s))),
    topics=st.sampled_from([(), ("arts",), ("fraud_prevention", "law")]),
    audiences=st.sampled_from([(), ("seniors",), ("children", "parents")]),
    seats=st.none() | st.integers(1, 200),
    day=st.sampled_from(["", *DAYS, "2026-12-01"]),
    part=st.sampled_from(["", *PARTS]),
    free_only=st.booleans(),
    units=st.sampled_from([(), ("990102",), ("990121",)]),
)
positions = st.none() | st.tuples(st.floats(159.7, 160.2), st.floats(19.8, 20.2))


@settings(max_examples=15)
@given(wishes, positions)
def test_whatever_is_wished(
    demo: CityPack, wish: ShareQuery, position: tuple[float, float] | None
) -> None:
    found = find(demo, wish, NOW, position)
    frames = (found.located, found.unit_only, found.perhaps)
    # No offer stands twice, none is invented.
    everything = [i for frame in frames for i in frame.index]
    assert len(everything) == len(set(everything))
    assert set(everything) <= set(offers(demo).index)
    # What fits leaves nothing unsaid; what may fit leaves something.
    assert all(not u for frame in frames[:2] for u in frame["unsaid"])
    assert all(found.perhaps["unsaid"])
    if position is not None:
        order = list(zip(found.located["distance_m"], found.located.index, strict=True))
        assert order == sorted(order)
    # Asking for less never finds less; who asks for nothing at all sees what was registered.
    for name in wish.active() if len(wish.active()) > 1 else ():
        more = find(demo, wish.without(name), NOW, position)
        assert more.fitting >= found.fitting
    wanted = wish.seats or 0
    assert (found.located["capacity"].fillna(wanted) >= wanted).all()


def test_schools_may_teach_what_nobody_registered(shared: CityPack) -> None:
    found = find(shared, ShareQuery(text="英语"), NOW)
    assert found.fitting == 0
    schools = shared.venues[shared.venues["layer"].map(shared.catalogue.teaches)]
    assert set(found.perhaps["venue"]) >= set(schools["id"]) - set(shared.shares["venue"])
    assert all("text" in unsaid for unsaid in found.perhaps["unsaid"])
    # A word that is nothing to learn is a name, which silence does not make.
    assert len(find(shared, ShareQuery(text="无此名"), NOW).perhaps) == 0


def test_a_city_without_venues_offers_nothing(tmp_path: Path) -> None:
    pack = load_pack(write_pack(tmp_path / "p", venues=[], reporting=[]))
    assert len(offers(pack)) == 0


def test_a_place_whose_name_sounds_like_a_course_teaches_none(demo: CityPack) -> None:
    named = demo.venues[demo.venues["name"].str.contains("唱歌")]
    found = find(demo, ShareQuery(text="唱歌"), NOW)
    fitting = {*found.located["venue"], *found.unit_only["venue"]}
    assert len(named)
    assert not fitting & set(named["id"])


def test_what_to_give_up(shared: CityPack) -> None:
    wish = ShareQuery(kinds=("room",), seats=45, free_only=True)
    assert find(shared, wish, NOW).fitting == 0
    # Without the seats two free rooms; without free the one that holds 50.
    assert relaxations(shared, wish, NOW) == [("seats", 2), ("free_only", 1)]


# -- days --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("today", [25]),
        ("tomorrow", [26]),
        ("wed", [25]),
        ("tue", [1]),
        ("sat", [28]),
        ("weekend", [28, 29]),
        ("workdays", [25, 26, 27, 30, 1]),
        ("2026-12-01", [1]),
    ],
)
def test_days(day: str, expected: list[int]) -> None:
    assert [d.day for d in dates(day, NOW)] == expected


@pytest.mark.parametrize("day", ["someday", "2026-13-01", "2026-12", ""])
def test_no_days(day: str) -> None:
    with pytest.raises(QueryError) as caught:
        dates(day, NOW)
    assert "sat" in failure_text(caught.value, "en")


def test_what_is_over_of_today_is_left_out() -> None:
    late = NOW.replace(hour=15)
    [(start, end)] = windows_of("today", "afternoon", late)
    assert (start, end) == (late, late.replace(hour=17))
    # In the evening a morning of today is still today's morning, not none.
    [(start, end)] = windows_of("today", "morning", NOW.replace(hour=20))
    assert (start.hour, end.hour) == (8, 12)
    assert len(windows_of("", "evening", NOW)) == 7
    assert windows_of("", "", NOW) == ()
    with pytest.raises(QueryError):
        windows_of("", "teatime", NOW)


# -- sentences ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wish", "place"),
    [
        ("周六下午在吴中找一间能坐30人的教室",
         ShareQuery(kinds=("room",), seats=30, day="sat", part="afternoon"), "吴中区"),
        ("I need a room for 30 people on Saturday afternoon in Wuzhong",
         ShareQuery(kinds=("room",), seats=30, day="sat", part="afternoon"), "吴中区"),
        ("木渎附近谁能教老人防诈骗",
         ShareQuery(kinds=("teacher", "course"), topics=("fraud_prevention",), audiences=("seniors",)),
         "木渎镇"),
        ("who can teach fraud prevention to the elderly near Mudu",
         ShareQuery(kinds=("teacher", "course"), topics=("fraud_prevention",), audiences=("seniors",)),
         "木渎站"),
        ("在拙政园旁边　反诈　讲师",
         ShareQuery(kinds=("teacher",), topics=("fraud_prevention",)), "拙政园"),
        ("吴江区 免费 书法课", ShareQuery(kinds=("course",), free_only=True, text="书法"), "吴江区"),
        ("a free calligraphy class for seniors in Gusu",
         ShareQuery(kinds=("course",), audiences=("seniors",), free_only=True, text="calligraphy"),
         "姑苏区"),
        ("三十五位老人，周三上午，手机课",
         ShareQuery(kinds=("course",), topics=("digital",), audiences=("seniors",), seats=35, day="wed",
              part="morning"), None),
        ("两百人的报告厅", ShareQuery(kinds=("room",), seats=200), None),
        ("一百二十人的礼堂 明天晚上",
         ShareQuery(kinds=("room",), seats=120, day="tomorrow", part="evening"), None),
        ("周末的读书会", ShareQuery(kinds=("learning_team",), day="weekend"), None),
        ("projector for a talk tonight",
         ShareQuery(kinds=("equipment",), day="today", part="evening"), None),
        ("meeting room, 12 seats, 2026-12-01 at 3 pm",
         ShareQuery(kinds=("room",), seats=12, day="2026-12-01", part="afternoon"), None),
        ("下午3点 会议室", ShareQuery(kinds=("room",), part="afternoon"), None),
        ("工作日 9:30 志愿者", ShareQuery(kinds=("volunteer",), day="workdays", part="morning"), None),
        ("给残疾人的手语志愿者",
         ShareQuery(kinds=("volunteer",), audiences=("disabled",), text="手语"), None),
        ("touring exhibition for children", ShareQuery(kinds=("exhibition",), audiences=("children",)),
         None),
        ("30分钟", ShareQuery(), None),
        ("", ShareQuery(), None),
    ],
)  # fmt: skip # a table, a row a line
def test_what_a_sentence_means(
    suzhou: CityPack, names: PlaceIndex, text: str, wish: ShareQuery, place: str | None
) -> None:
    found = understand(suzhou, names, text)
    assert found.wish == wish
    assert (found.place.name if found.place else None) == place


def test_a_place_with_a_word_in_it_is_a_place(demo: CityPack) -> None:
    found = understand(demo, PlaceIndex(demo), "唱歌石街道的教室")
    assert found.place is not None
    assert found.place.name == "唱歌石街道"
    assert found.wish == ShareQuery(kinds=("room",))


def test_what_nobody_knows_is_said_and_not_looked_for(suzhou: CityPack, names: PlaceIndex) -> None:
    found = understand(suzhou, names, "观星老师")
    assert found.wish == ShareQuery(kinds=("teacher",))
    assert found.unknown == ("观星",)
    # A word that an offer speaks of is looked for.
    assert understand(suzhou, names, "柏龄学苑").wish.text == "柏龄"


@given(st.text(max_size=300))
def test_any_text_is_heard(text: str) -> None:
    heard = parse_sentence(text)
    assert set(heard.kinds) <= set(SHARE_KINDS)
    assert heard.day in {"", *DAYS} or len(heard.day) == 10
    assert heard.part in {"", *PARTS}
    assert heard.seats is None or heard.seats > 0


def test_the_vocabulary_speaks_of_codes_that_exist() -> None:
    from locator.wording.labels import vocabulary as codes  # noqa: PLC0415 - a name used above

    words = vocabulary()
    assert {c for key in words["kind"] for c in key.split(";")} == set(SHARE_KINDS)
    assert set(words["audience"]) == set(codes("audience")) - {"everyone"}
    assert set(words["topic"]) == set(codes("topic"))
    assert set(words["day"]) == set(DAYS)
    assert set(words["part"]) == set(PARTS)
    listed = [w for section in words.values() for group in section.values() for w in group]
    assert all(w == w.casefold().strip() and w for w in listed)
    for section in words.values():
        own = [w for group in section.values() for w in group]
        # A filler may be listed twice, a word with a meaning may not.
        assert section is words["filler"] or len(own) == len(set(own))


def test_synonyms() -> None:
    assert expand("防骗")[0] == {"fraud_prevention"}
    assert "calligraphy" in expand("书法")[1]
    assert expand("Zither") == (frozenset(), frozenset({"zither"}))


@pytest.mark.parametrize(
    ("token", "position", "units"),
    [
        ("9902", False, ("9902",)),
        ("99", False, ()),
        ("99010101", False, ("990101",)),
        ("990101", True, ()),
        ("990299", False, ("990299",)),
        ("虚构广场站", True, ()),
        ("v1", True, ()),
        ("v7", False, ("9901",)),
    ],
)
def test_how_a_place_is_asked_for(
    shared: CityPack, token: str, *, position: bool, units: tuple[str, ...]
) -> None:
    place = PlaceIndex(shared).by_token(token)
    assert place is not None
    here, within = reach_of(shared, place)
    assert (here is not None) is position
    assert within == units
    assert reach_of(shared, None) == (None, ())


# -- supply and need ---------------------------------------------------------------------------


def test_supply_and_need_by_town(shared: CityPack) -> None:
    table = balance(shared, NOW.date())
    found = {(r.unit, r.kind): (r.offered, r.asked) for r in table.itertuples()}
    assert found == {
        ("99", "volunteer"): (1, 0),
        ("9901", "teacher"): (1, 0),
        ("990101", "room"): (5, 0),
        ("990101", "teacher"): (0, 1),
        ("990101", "exhibition"): (1, 0),
        ("990102", "room"): (0, 1),
        ("990102", "course"): (1, 0),
    }
    assert dict(zip(found, standing(table), strict=True)) == {
        key: "offered" if value[0] else "asked" for key, value in found.items()
    }
    assert list(table["unit"]) == sorted(table["unit"])
    assert table["offered"].sum() == find(shared, ShareQuery(), NOW).fitting


def test_what_could_answer_a_need(shared: CityPack) -> None:
    assert query_of(shared, "n1") == ShareQuery(kinds=("room",), seats=30, units=("9901",))
    assert ids(shared, kinds=("room",), seats=30, units=("9901",))[0] == {
        "room-near",
        "room-town",
        "room-weekday",
    }
    assert query_of(shared, "n2").topics == ("fraud_prevention",)
    assert set(find_needs(shared, ShareQuery(), NOW).unit_only.index) == {"n1", "n2"}


def test_an_empty_city(invented: CityPack) -> None:
    assert balance(invented, NOW.date()).empty
    assert find(invented, ShareQuery(day="sat", seats=3, text="书法"), NOW).fitting == 0


def test_the_file_of_supply_and_need(demo: CityPack) -> None:
    table = balance(demo, NOW.date()).head(2)
    text = balance_csv(demo, table, "zh").decode("utf-8-sig")
    assert text.startswith("虚构示例 FICTIONAL DEMO,单元代码,地方,类别,供给,需求\r\n")
    assert text.count("\r\n") == 3


# -- words -------------------------------------------------------------------------------------


def test_a_card_says_what_is_known(shared: CityPack) -> None:
    wish = ShareQuery(kinds=("room",), day="sat", part="afternoon")
    found = find(shared, wish, NOW, (150.2505, 20.25))
    card = share_card(shared, found.located.loc["room-near"].to_dict(), "虚构广场站", "zh")
    assert (card.kind, card.who, card.venue) == ("场地", "虚构东镇社区教育中心", "v1")
    assert card.distance == "距虚构广场站 50 米（直线）"
    assert dict(card.facts) == {
        "那时可用": "11月28日（周六）13:00–17:00",
        "时间": "周六、周日 9:00-17:00",
        "给谁": "所有人",
        "人数": "40 人",
        "费用": "免费",
    }
    silent = share_card(shared, found.perhaps.loc["room-silent"].to_dict(), "", "en")
    assert silent.unsaid == ("times: not stated",)
    assert silent.distance == silent.phone_href == ""
    assert silent.facts == ()


def test_words_for_a_wish() -> None:
    wish = ShareQuery(
        kinds=("room",),
        audiences=("seniors",),
        seats=30,
        day="sat",
        part="afternoon",
        free_only=True,
        text="书法",
    )
    assert wish_words(wish, None, NOW, "zh") == [
        "场地",
        "给老年人",
        "“书法”",
        "30 人以上",
        "周六（11月28日） 下午",
        "免费",
    ]
    assert wish_words(replace(wish, day=""), None, NOW, "zh")[4] == "下午"
    assert day_name("weekend", NOW, "en") == "Weekend"
    assert day_name("2026-12-01", NOW, "zh") == "12月1日（周二）"
    midnight = (datetime(2026, 11, 28), datetime(2026, 11, 29))  # noqa: DTZ001 - Suzhou time
    assert slots_text((midnight,), "zh") == "11月28日（周六）0:00–24:00"
    assert slots_text((midnight,) * 5, "zh").endswith("……共 5 段")


def test_the_demo_answers_what_the_page_proposes(demo: CityPack) -> None:
    places = PlaceIndex(demo)
    for text in ("周六下午能坐30人的教室", "谁能教老人防诈骗", "免费的书法课", "周末的读书会"):
        heard = understand(demo, places, text)
        assert not heard.unknown
        assert find(demo, heard.wish, NOW).fitting > 0, text
    assert date(2026, 11, 28) in dates("sat", NOW)
