"""Lines as residents type them, each of a kind that was once understood wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from locator.venues.question import What

if TYPE_CHECKING:
    from locator.venues.asking import Asker

LIBRARIES = ("library", "library_branch")
SENIOR = ("city_senior_university", "county_senior_university", "senior_school")
SENIORS, CHILDREN = ("seniors",), ("children",)


@pytest.mark.parametrize(
    ("line", "what", "place", "near"),
    [
        # how old people speak
        ("带孙子看书", What(LIBRARIES, (), CHILDREN), "", False),
        ("哪里能学太极拳", What(text="太极拳"), "", False),
        ("手机不会用想学", What((), ("digital",)), "", False),
        ("我妈想学跳舞", What(text="跳舞"), "", False),
        ("老年电脑课", What((), ("digital",), SENIORS), "", False),
        ("木渎拉丁舞班", What(text="拉丁舞"), "木渎镇", False),
        ("哪搭有老年大学", What(SENIOR), "", False),
        ("适合老人的课", What((), (), SENIORS), "", False),
        ("吾要学唱评弹", What(text="评弹"), "", False),
        ("零基础日语 姑苏区", What(text="日语"), "姑苏区", False),
        ("每周三的书法课", What(text="书法"), "", False),
        ("周六周日都开的图书馆", What(LIBRARIES), "", False),
        ("where can my grandpa learn chess", What((), (), SENIORS, "chess"), "", False),
        ("老年大学学费多少", What(SENIOR), "", False),
        ("我家住在木渎附近有没有图书馆", What(LIBRARIES), "木渎镇", False),
        ("我今年七十岁了从观前街过去哪里教老人用手机",
         What((), ("digital",), SENIORS), "观前街", False),
        # words beside what is sought, and verbs before it
        ("法律咨询", What((), ("law",)), "", False),
        ("育儿知识", What((), ("family",)), "", False),
        ("画国画", What(text="国画"), "", False),
        ("学做苏式点心", What(text="苏式点心"), "", False),
        ("老年大学招生", What(SENIOR), "", False),
        ("展览馆在什么位置", What(("museum", "art_gallery")), "", False),
        ("看展", What(("museum", "art_gallery")), "", False),
        ("看戏的地方", What(("theatre",)), "", False),
        ("普法课堂", What((), ("law",)), "", False),
        ("考电工证", What((), ("vocational",)), "", False),
        ("农民工技能培训", What((), ("vocational",), ("workers",)), "", False),
        ("宝妈上课", What((), (), ("parents",)), "", False),
        ("垃圾分类", What(text="垃圾分类"), "", False),
        ("怎么防电信诈骗", What((), ("fraud_prevention",)), "", False),
        ("where can my kid read books", What(LIBRARIES, (), CHILDREN), "", False),
        # around whoever asks
        ("离家近的老年大学", What(SENIOR), "", True),
        ("走路能到的图书馆", What(LIBRARIES), "", True),
        ("村里的图书馆", What(LIBRARIES), "", True),
        ("走得到的图书馆", What(LIBRARIES), "", True),
        # a way says no more than the place that it leads from
        ("观前街走得到的图书馆", What(LIBRARIES), "观前街", False),
        ("从平江路骑车可达的老年大学", What(SENIOR), "平江路", False),
        ("坐地铁能到的图书馆", What(LIBRARIES), "", False),
        ("木渎站步行可达的图书馆", What(LIBRARIES), "木渎站", False),
        # a street behind a unit's name lies there, and is no other name of the unit's
        ("苏州三香路", What(text="三香路"), "苏州市", False),
        ("吴江中山南路", What(text="中山南路"), "吴江区", False),
        ("杨舍镇人民路", What(text="人民路"), "杨舍镇", False),
        ("金鸡湖边上的图书馆", What(LIBRARIES), "金鸡湖", False),
        # blanks and letters
        ("图 书 馆", What(LIBRARIES), "", False),
        ("木渎镇 图 书馆", What(LIBRARIES), "木渎镇", False),
        ("shufa", What(text="书法"), "", False),
        ("mudu shufa", What(text="书法"), "木渎镇", False),
        ("art galleries in Suzhou", What(("art_gallery",)), "苏州市", False),
        # what the city lies in says nothing
        ("江苏省苏州市吴江区", What(), "吴江区", False),
        ("市中心的图书馆", What(LIBRARIES), "苏州市", False),
        ("中国江苏苏州", What(), "苏州市", False),
        # lines of the metro
        ("1号线木渎站", What(), "木渎站", False),
        ("地铁木渎站", What(), "木渎站", False),
        ("狮山路", What(), "狮山路站", False),
        ("苏大站", What(), "望星桥苏大站", False),
        ("苏州大学地铁站", What(), "望星桥苏大站", False),
        # former units
        ("昆山县", What(), "昆山市", False),
        ("娄葑", What(), "娄葑街道", False),
        ("唯亭镇", What(), "唯亭街道", False),
        ("彩香街道", What(), "金阊街道", False),
        ("吴江市图书馆", What(), "吴江图书馆", False),
        # an institution in front by another of its names, or left out
        ("苏图枫桥分馆", What(), "苏州图书馆枫桥分馆", False),
        ("沧浪分馆", What(), "苏州图书馆沧浪分馆", False),
        ("苏图总馆", What(), "苏州图书馆（一馆）", False),
        ("常熟图书馆", What(), "常熟市图书馆", False),
        ("张家港少儿图书馆", What(), "张家港市少年儿童图书馆", False),
        # English names by rules and by data
        # a children's library is not the library
        ("children's library in Kunshan", What(LIBRARIES, (), CHILDREN), "昆山市", False),
        ("Taicang kids' library", What(LIBRARIES, (), CHILDREN), "太仓市", False),
        ("Suzhou Silk Museum", What(), "苏州丝绸博物馆", False),
        ("Kunshan Library", What(), "昆山市图书馆", False),
        ("jinji lake art museum", What(), "苏州金鸡湖美术馆", False),
        ("zhouzhuang museum", What(), "周庄博物馆", False),
        ("museum in zhouzhuang", What(("museum",)), "周庄镇", False),
        ("libraries in kunshan", What(("library", "library_branch")), "昆山市", False),
        ("Hanshan Temple", What(), "寒山寺", False),
        ("Suzhou Bay Museum", What(), "苏州湾博物馆（吴江博物馆新馆）", False),
        ("Suzhou North Railway Station", What(), "高铁苏州北站", False),
        ("Humble Administrator’s Garden", What(), "拙政园", False),
        # numbers
        ("320506103", What(), "木渎镇", False),
        ("电话63480068", What(), "苏州湾博物馆（吴江博物馆新馆）", False),
        ("0512 63480068", What(), "苏州湾博物馆（吴江博物馆新馆）", False),
        ("苏州市西环路717号", What(), "苏州市残疾人阳光文体活动中心", False),
        ("西环路717", What(), "苏州市残疾人阳光文体活动中心", False),
        ("仁爱路二百五十八号", What(), "独墅湖图书馆（苏州工业园区图书馆）", False),
    ],
)  # fmt: skip # a table, a row a line
def test_what_is_understood(asker: Asker, line: str, what: What, place: str, near: bool) -> None:
    found = asker.ask(line)
    assert (found.certainty, found.what, found.near_me) == ("sure", what, near)
    assert (found.where.name if found.where else "") == place


@pytest.mark.parametrize("line", ["858 Renmin Road", "江苏省苏州市姑苏区人民路858号", "人民路858"])
def test_a_house_of_several_venues_is_sought_as_a_text(asker: Asker, line: str) -> None:
    found = asker.ask(line)
    assert (found.certainty, found.what) == ("sure", What(text="人民路858号"))
    assert "苏州图书馆（一馆）" in {place.name for place in found.choices}


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("上海博物馆", ["博物馆"]),
        ("Hangzhou library", ["图书馆", "图书馆分馆"]),
        ("无锡图书馆", ["图书馆", "图书馆分馆"]),
        ("不是木渎的图书馆", ["木渎镇"]),
        ("library not in Kunshan", ["昆山市"]),
        ("昆山市人民路858号", ["苏州图书馆一馆24小时自助图书馆", "苏州图书馆（一馆）"]),
        ("吴县市图书馆", ["吴中区", "相城区"]),
        ("金阊", ["金阊街道", "姑苏区"]),
        ("新城", ["新城社区"]),
        ("长江", ["长江社区"]),
        ("平江的图书馆", ["平江街道", "姑苏区"]),
        ("儿童医院", ["儿童医院总院站"]),
        ("苏州大学", ["望星桥苏大站"]),
        ("苏大附近的图书馆", ["望星桥苏大站"]),
        ("musuem", ["博物馆"]),
        ("musems", ["博物馆"]),
        # slips in a word of which a part is a word, too
        ("老人大学", ["市老年大学", "县（市、区）老年大学"]),
        ("senior univercity", ["市老年大学"]),
        ("swiming pool", ["swimming pool"]),
        ("caligraphy", ["calligraphy"]),
        ("lndx", ["市老年大学"]),
        # in letters, another name that sounds so counts as much
        ("Yushan", ["玉山镇", "虞山街道"]),
        ("huochezhan", ["苏州火车站", "高铁苏州北站"]),
        # a subdistrict that is no more, of which the district alone is known
        ("葑门", ["姑苏区", "葑门横街"]),
    ],
)
def test_what_is_asked_about_first(asker: Asker, line: str, offered: list[str]) -> None:
    found = asker.ask(line)
    assert (found.certainty, found.where) == ("doubtful", None)
    assert [place.name for place in found.choices][: len(offered)] == offered


@pytest.mark.parametrize("line", ["上海", "江苏", "110", "2024", "3 5", "0512-63480069", "test"])
def test_what_is_not_here_is_nothing(asker: Asker, line: str) -> None:
    assert asker.ask(line).certainty == "nothing"
