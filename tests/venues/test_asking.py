"""One typed line: what it asks for and where, and that nothing weak is ever acted upon."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import hypothesis.strategies as st
import pytest
from hypothesis import given

from locator import clock
from locator.geo.written import find_position
from locator.hours.windows import AskedTime
from locator.problems import QueryError
from locator.venues.asking import Asker
from locator.venues.called import Tier
from locator.venues.gazetteer import PlaceIndex
from locator.venues.question import Question, What
from locator.wording.asking import remarks

if TYPE_CHECKING:
    from locator.pack.model import CityPack

LIBRARIES = ("library", "library_branch")
SENIOR = ("city_senior_university", "county_senior_university", "senior_school")


def told(question: Question) -> list[str]:
    return [place.name for place in question.choices]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("博物馆", What(("museum",))),
        ("博物館", What(("museum",))),
        ("museums", What(("museum",))),
        ("the museum", What(("museum",))),
        ("bowuguan", What(("museum",))),
        ("借书的地方", What(LIBRARIES)),
        ("老年学校", What(SENIOR)),
        ("老年人大学", What(SENIOR)),
        ("24小时图书馆", What(("city_book_house",))),
        ("少年宫", What(("youth_center",))),
        ("儿童图书馆", What(LIBRARIES, (), ("children",))),
        ("亲子博物馆", What(("museum",), (), ("children",))),
        ("防诈骗讲座", What((), ("fraud_prevention",))),
        ("老人学用手机", What((), ("digital",), ("seniors",))),
        ("太极", What(text="太极")),
        ("我想学古筝", What(text="古筝")),
        ("英语班", What(text="英语")),
        ("calligraphy class", What(text="calligraphy")),
        ("三香路", What(text="三香路")),  # stands in an address
        ("听评弹", What(text="评弹")),
        ("合唱团", What(text="合唱团")),  # no record has it, and that is an answer too
        ("学书法哪里好", What(text="书法")),
    ],
)
def test_what_is_sought_anywhere(asker: Asker, line: str, what: What) -> None:
    assert asker.ask(line) == Question("sure", what=what)


@pytest.mark.parametrize(
    ("line", "name", "code"),
    [
        ("相城", "相城区", "320507"),
        ("相 城 区", "相城区", "320507"),
        ("ｘｉａｎｇｃｈｅｎｇｑｕ", "相城区", "320507"),
        ("Xiangcheng District", "相城区", "320507"),
        ("320507", "相城区", "320507"),
        ("工业园区", "苏州工业园区", "320571"),
        ("苏州新区", "虎丘区", "320505"),
        ("用直", "甪直镇", "320506100"),
        ("许关", "浒墅关镇", "320505400"),
        ("滸墅關", "浒墅关镇", "320505400"),
        ("⻩桥", "黄桥街道", "320507003"),  # a radical for the letter
        ("木渎镇人民政府", "木渎镇", "320506103"),
        ("横塘社区居委会", "横塘社区", "320505001002"),
        ("苏州市吴中区木渎镇", "木渎镇", "320506103"),
        ("太仓博物馆", "太仓市博物馆", "sz-6ee50b56c4"),
        ("昆山图书馆", "昆山市图书馆", "sz-f668cc8432"),
        ("丝绸博物馆", "苏州丝绸博物馆", "sz-82fa2ccf45"),
        ("苏州第二图书馆", "苏州图书馆北馆（苏州第二图书馆）", "sz-c8be523469"),
        ("盛泽老年大学", "盛泽镇老年大学", "sz-d7832a1069"),
        ("望星桥", "望星桥苏大站", ""),
        ("苏州北站", "高铁苏州北站", ""),
        ("Suzhou North Railway", "", ""),
        ("观前", "观前街", ""),
        ("guanqianjie", "观前街", ""),
        ("Guanqian Street", "观前街", ""),
        ("乐桥地铁站", "乐桥站", ""),
    ],
)
def test_one_place_by_any_of_its_names(asker: Asker, line: str, name: str, code: str) -> None:
    found = asker.ask(line)
    if not name:
        assert found.certainty != "sure"
    else:
        assert found.where is not None
        assert (found.certainty, found.where.name, found.where.code) == ("sure", name, code)
        assert not found.what


@pytest.mark.parametrize(
    ("line", "successor", "former"),
    [("金阊区", "320508", "金阊区"), ("沧浪區", "320508", "沧浪区"), ("沙洲县", "320582", "沙洲县"),
     ("西山镇", "320506109", "西山镇"), ("320584", "320509", "吴江市")],
)  # fmt: skip # a table, a row a line
def test_a_former_unit_is_what_became_of_it(
    asker: Asker, line: str, successor: str, former: str
) -> None:
    found = asker.ask(line)
    assert found.certainty == "sure"
    assert found.where is not None
    assert found.former is not None
    assert (found.where.code, found.former.name) == (successor, former)


@pytest.mark.parametrize(
    ("line", "place", "what"),
    [
        ("木渎的博物馆", "木渎镇", What(("museum",))),
        ("博物馆 木渎", "木渎镇", What(("museum",))),
        ("我要找盛泽附近的图书馆", "盛泽镇", What(LIBRARIES)),
        ("离观前街最近的书房", "观前街", What(("city_book_house",))),
        ("museums in Kunshan", "昆山市", What(("museum",))),
        ("library near Lindun Road", "临顿路站", What(LIBRARIES)),
        ("mudu tushuguan", "木渎镇", What(LIBRARIES)),
        ("mudutushuguan", "木渎镇", What(LIBRARIES)),
        ("昆山老年书法", "昆山市", What((), (), ("seniors",), "书法")),
        ("电脑班 相城", "相城区", What((), ("digital",), (), "")),
        ("观前街 讲座", "观前街", What((), (), (), "讲座")),
        ("木渎 课", "木渎镇", What()),
        ("园区亲子美术馆", "苏州工业园区", What(("art_gallery",), (), ("children",))),
        ("图书馆在吴江区松陵街道", "松陵街道", What(LIBRARIES)),
        ("平江路博物馆", "平江路", What(("museum",))),
    ],
)
def test_what_and_where_in_any_order(asker: Asker, line: str, place: str, what: What) -> None:
    found = asker.ask(line)
    assert found.where is not None
    assert (found.certainty, found.where.name, found.what) == ("sure", place, what)
    assert not found.near_me


@pytest.mark.parametrize("line", ["我附近的图书馆", "附近图书馆", "离我最近的图书馆", "最近的圖書館",
                                  "libraries near me", "nearest library", "家门口的图书馆"])  # fmt: skip # a list
def test_near_me(asker: Asker, line: str) -> None:
    found = asker.ask(line)
    assert (found.certainty, found.near_me, found.where) == ("sure", True, None)
    assert found.what.layers == LIBRARIES


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("虎丘", {"虎丘区", "虎丘街道"}),  # two units, neither within the other
        ("虎丘的图书馆", {"虎丘区", "虎丘街道"}),
        ("苏州博物馆", {"苏州博物馆（本馆）", "苏州博物馆西馆"}),
        ("吴县市", {"吴中区", "相城区"}),
        ("火车站", {"苏州火车站", "苏州园区火车站"}),
        ("开发区", {"昆山开发区", "太仓经济开发区"}),
        ("观前接", {"观前街"}),  # the same sound
        ("lq", {"乐桥站"}),  # initials
        ("图书管", {"图书馆"}),  # a slip in a word for a kind
        ("Suzhuo Museum", {"苏州博物馆（本馆）"}),
        ("木渎小学", {"木渎镇"}),  # the school is not known, the town is
        ("观前街到木渎", {"观前街", "木渎镇"}),
        ("太湖新城", {"太湖街道"}),  # more than the name that stands in it
        ("沙洲", {"沙洲社区", "张家港市"}),  # neither bears just this name
        ("英语角", {"英语"}),  # without what is not understood
    ],
)
def test_what_is_doubtful_is_asked(asker: Asker, line: str, offered: set[str]) -> None:
    found = asker.ask(line)
    assert (found.certainty, found.where) == ("doubtful", None)
    assert offered <= set(told(found))


def test_the_first_choice_bears_the_name_itself(asker: Asker) -> None:
    assert told(asker.ask("苏州博物馆"))[0] == "苏州博物馆（本馆）"
    assert asker.ask("图书管").choices[0].kind == "layer"


@pytest.mark.parametrize("line", ["", "  ", "·", "qpzvx", "星巴克", "你好", "市政府", "0512-00000000",
                                  "的", "小", "😀"])  # fmt: skip # a list
def test_nothing_is_known(asker: Asker, line: str) -> None:
    found = asker.ask(line)
    assert (found.certainty, found.where, found.choices) == ("nothing", None, ())


@pytest.mark.parametrize("line", ["荷花新村", "高兴区", "十泉街", "乐桥新村三期", "吴家坟"])
def test_a_resemblance_is_never_acted_upon(asker: Asker, line: str) -> None:
    assert asker.ask(line).certainty != "sure"


def test_telephones_and_addresses(asker: Asker) -> None:
    for line in (
        "0512-63480068",
        "051263480068",
        "63480068",
        "６３４８００６８",
        "+86 512 6348 0068",
        "请问打电话0512-63480068是哪里",
        "吴江 63480068",
    ):
        found = asker.ask(line)
        assert found.where is not None
        assert found.where.name == "苏州湾博物馆（吴江博物馆新馆）"
    house = asker.ask("广济北路2383号")
    assert (house.certainty, house.what.text) == ("sure", "广济北路2383号")
    assert "苏州图书馆北馆（苏州第二图书馆）" in told(house)


@pytest.mark.parametrize("line", ["木渎 63480068", "63480068打不通", "63480068是图书馆吗"])
def test_what_stands_beside_a_telephone_is_not_passed_over(asker: Asker, line: str) -> None:
    found = asker.ask(line)
    assert found.certainty == "doubtful"
    assert found.choices[0].name == "苏州湾博物馆（吴江博物馆新馆）"


def test_a_telephone_may_be_asked_for_a_day(asker: Asker) -> None:
    found = asker.ask("63480068 星期六开门吗")
    assert found.where is not None
    assert (found.certainty, found.where.name, found.when.day) == (
        "sure",
        "苏州湾博物馆（吴江博物馆新馆）",
        "sat",
    )


def test_villages_of_one_name_stand_beside_each_other(asker: Asker) -> None:
    found = asker.ask("双浜村")
    assert found.where is not None
    assert {found.where.code, *(p.code for p in found.choices)} == {"320509104216", "320581110211"}


YUANQU = "苏州工业园区"


@pytest.mark.parametrize(
    ("line", "when", "free", "what", "place"),
    [
        ("周六", AskedTime("sat"), False, What(), ""),
        ("周六免费的博物馆", AskedTime("sat"), True, What(("museum",)), ""),
        ("周六 免费 书法 园区", AskedTime("sat"), True, What(text="书法"), YUANQU),
        ("园区书法免费星期六下午", AskedTime("sat", "afternoon"), True, What(text="书法"), YUANQU),
        ("明天下午", AskedTime("tomorrow", "afternoon"), False, What(), ""),
        ("今晚还开门的图书馆", AskedTime("today", "evening"), False, What(LIBRARIES), ""),
        ("现在开门的图书馆", AskedTime(now=True), False, What(LIBRARIES), ""),
        ("图书馆周一开门吗", AskedTime("mon"), False, What(LIBRARIES), ""),
        ("周六周日的图书馆", AskedTime("weekend"), False, What(LIBRARIES), ""),
        ("晚上8点半的图书馆", AskedTime(clock="20:30"), False, What(LIBRARIES), ""),
        ("8点以后还开的图书馆", AskedTime(clock="20:00"), False, What(LIBRARIES), ""),
        ("早上8点还开的图书馆", AskedTime(clock="08:00"), False, What(LIBRARIES), ""),
        ("8点开门的图书馆", AskedTime(clock="08:00"), False, What(LIBRARIES), ""),
        ("今朝下昼 图书馆", AskedTime("today", "afternoon"), False, What(LIBRARIES), ""),
        ("元旦开放的博物馆", AskedTime("2027-01-01"), False, What(("museum",)), ""),
        ("下午三点 博物馆", AskedTime(clock="15:00"), False, What(("museum",)), ""),
        ("元旦开门的博物馆", AskedTime("2027-01-01"), False, What(("museum",)), ""),
        ("中秋节 博物馆", AskedTime("2027-09-15"), False, What(("museum",)), ""),
        ("12月1日 博物馆", AskedTime("2026-12-01"), False, What(("museum",)), ""),
        ("后天的博物馆", AskedTime("2026-11-30"), False, What(("museum",)), ""),
        ("下周二 博物馆", AskedTime("2026-12-01"), False, What(("museum",)), ""),
        ("不要钱的少儿图书馆", AskedTime(), True, What(LIBRARIES, (), ("children",)), ""),
        ("free library tomorrow", AskedTime("tomorrow"), True, What(LIBRARIES), ""),
        ("library open at 8pm", AskedTime(clock="20:00"), False, What(LIBRARIES), ""),
    ],
)  # fmt: skip # a table, a row a line
def test_when_and_what_it_costs(
    asker: Asker,
    monkeypatch: pytest.MonkeyPatch,
    line: str,
    when: AskedTime,
    free: bool,
    what: What,
    place: str,
) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 28))  # a Saturday
    found = asker.ask(line)
    assert (found.certainty, found.when, found.free, found.what) == ("sure", when, free, what)
    assert (found.where.name if found.where else "") == place
    assert found.unheeded == ()


def test_a_second_time_is_not_heeded_in_silence(asker: Asker) -> None:
    found = asker.ask("周一周三的图书馆")
    assert (found.when, found.unheeded) == (AskedTime("mon"), ("周三",))


@pytest.mark.parametrize(
    ("line", "vague", "what"),
    [
        ("节假日开放的图书馆", "节假日", What(LIBRARIES)),
        ("寒假 少儿编程", "寒假", What((), (), ("children",), "编程")),
        ("museums open next month", "next month", What(("museum",))),
    ],
)
def test_a_time_of_no_one_day_is_said_not_to_count(
    asker: Asker, line: str, vague: str, what: What
) -> None:
    found = asker.ask(line)
    assert (found.certainty, found.vague, found.what) == ("sure", (vague,), what)
    assert found.when == AskedTime()
    assert vague in remarks(found, "zh")[-1]


def test_a_little_is_no_hour(asker: Asker) -> None:
    assert not asker.ask("近一点的图书馆").when


@pytest.mark.parametrize(
    "line",
    ["120.62,31.31", "31.31 120.62", "31°18′36″N 120°37′12″E", "东经120.62 北纬31.31",
     "N31.31, E120.62", "纬度：31.31；经度：120.62", "120度37分12秒 31度18分36秒",
     "１２０．６２，３１．３１", "(120.62, 31.31)"],
)  # fmt: skip # a list
def test_coordinates_in_any_writing(asker: Asker, line: str) -> None:
    found = asker.ask(line)
    assert found.certainty == "sure"
    assert found.where is not None
    assert (found.where.kind, found.where.lon, found.where.lat) == (
        "coordinate", pytest.approx(120.62), pytest.approx(31.31),
    )  # fmt: skip # three of one thing
    assert "120" not in repr(found)


def test_coordinates_with_a_kind(asker: Asker) -> None:
    found = asker.ask("120.62,31.31附近的图书馆")
    assert found.where is not None
    assert found.what.layers == LIBRARIES
    with pytest.raises(QueryError):
        asker.ask("520.62,31.31")


def test_a_position_names_its_datum_on_either_side() -> None:
    for text in ("百度 120.63, 31.32", "120.63, 31.32 百度"):
        found = find_position(text, (120.0, 31.0))
        assert found is not None
        assert (found.lon, found.lat, found.datum, found.rest) == (120.63, 31.32, "bd09", "")
    assert find_position("5路 6号线", (120.0, 31.0)) is None
    assert find_position("西经120.5 南纬31", (0.0, 0.0)) is not None
    west = find_position("西经120.5 南纬31", (0.0, 0.0))
    assert west is not None
    assert (west.lon, west.lat) == (-120.5, -31.0)


def test_tiers_are_tried_surest_first(suzhou: CityPack) -> None:
    index = PlaceIndex(suzhou)
    tiers = {}
    for text in ("平江街道", "平江", "平江区", "pingjiangjiedao"):
        found = index.named(text)
        assert found is not None
        tiers[text] = (found[0][0].name, found[1])
    assert tiers == {
        "平江街道": ("平江街道", Tier.NAME), "平江": ("平江街道", Tier.OTHER),
        "平江区": ("姑苏区", Tier.FORMER), "pingjiangjiedao": ("平江街道", Tier.SOUND),
    }  # fmt: skip # a table
    assert index.named("没有这个地方") is None


@given(line=st.text(max_size=60))
def test_any_line_is_answered(asker: Asker, line: str) -> None:
    try:
        found = asker.ask(line)
    except QueryError as failure:
        assert failure.problems[0].key == "query.position"  # noqa: PT017 - either outcome is right
        return
    assert found.certainty in {"sure", "doubtful", "nothing"}
    assert found.where is None or found.certainty == "sure"
    if found.certainty == "doubtful":
        assert found.choices
    if found.certainty == "nothing":
        assert not found.what.layers
        assert found.where is None


@given(data=st.data())
def test_every_recorded_name_is_understood(
    asker: Asker, suzhou: CityPack, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([*suzhou.units["name"], *suzhou.venues["name"]]))
    found = asker.ask(name)
    heard = [found.where.name] if found.where else told(found)
    assert name in heard or found.what.layers


def test_the_invented_city_is_understood_by_its_own_names(demo: CityPack) -> None:
    asker = Asker(demo, PlaceIndex(demo))
    assert asker.ask("旧灯塔区").where == asker.ask("星港").where
    assert {p.code for p in asker.ask("潮汐区").choices} == {"990102", "990103"}
    assert asker.ask("云书房").what.layers == ("city_book_house",)


def test_a_lake_is_no_subdistrict_of_its_name(asker: Asker) -> None:
    found = asker.ask("太湖")
    assert (found.certainty, found.where) == ("doubtful", None)
    assert found.choices[0].name == "太湖街道"
    assert asker.ask("太湖街道").certainty == "sure"


def test_a_line_may_say_that_a_record_is_wrong(asker: Asker) -> None:
    found = asker.ask("昆山市图书馆开放时间写错了")
    assert (found.certainty, found.reports, found.what) == ("sure", True, What())
    assert found.where is not None
    assert found.where.name == "昆山市图书馆"
    assert asker.ask("时间不对").certainty == "nothing"
    assert not asker.ask("昆山市图书馆").reports
