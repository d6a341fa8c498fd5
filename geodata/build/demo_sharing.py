"""What the invented city offers, asks for and shows as learning circles; used by ``demo.py``.

Every row is drawn from its own text alone (``random.Random(text).random()``), so that a second
run writes the same bytes and one more row changes no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Row = dict[str, Any]

SOURCE = "虚构示例 / fictional demo"
LICENCE = "CC0"
RECORDED = "2026-03-31"
INVENTED = "（虚构）"


@dataclass(frozen=True)
class Thing:
    """Something to share: its kind, names, topic, and between how many people it holds."""

    kind: str
    title: str
    title_en: str
    topics: str = ""
    seats: tuple[int, int] | None = None
    audience: str = ""


#: The words of the column ``shares`` of a venue → what is offered.
WORDS = {
    "教室": Thing("room", "教室", "Classroom", seats=(24, 50)),
    "操场": Thing("room", "操场", "Playground", "health", (80, 200)),
    "阶梯教室": Thing("room", "阶梯教室", "Lecture theatre", seats=(80, 160)),
    "计算机房": Thing("equipment", "计算机房", "Computer room", "digital", (20, 40)),
    "师资": Thing("teacher", "科学课教师", "Science teachers", "science"),
    "图书室": Thing("room", "图书室", "Library room", "leisure", (16, 36)),
    "多功能厅": Thing("room", "多功能厅", "Multi-purpose hall", seats=(60, 150)),
    "会议室": Thing("room", "会议室", "Meeting room", seats=(12, 40)),
    "茶桌": Thing("room", "茶桌", "Tea tables", "leisure", (6, 20)),
}
FRAUD_COURSE = Thing(
    "course", "防范诈骗课", "Fraud prevention course", "fraud_prevention", (20, 40)
)
PHONE_COURSE = Thing("course", "智能手机班", "Smartphone class", "digital", (16, 30))
CALLIGRAPHY = Thing("course", "书法班", "Calligraphy class", "arts", (16, 30))
CLOUD_TEAM = Thing("learning_team", "数云读书会", "Cloud-counting reading club", "leisure;arts")
TAI_CHI = Thing("learning_team", "月兔太极队", "Moon Rabbit tai chi team", "health", (10, 30))
LAW_TEACHER = Thing("teacher", "普法讲师", "Law lecturer", "law")
FRAUD_TEACHER = Thing(
    "teacher", "防范诈骗讲师", "Fraud prevention lecturer", "fraud_prevention", audience="seniors"
)
ONLINE = Thing("course", "云上公开课", "Open course in the cloud", "science;arts")
#: Layer → what its venues may offer and the share of them that do.
OFFERS: Mapping[str, tuple[tuple[Thing, float], ...]] = {
    "county_senior_university": ((CALLIGRAPHY, 1), (PHONE_COURSE, 0.7), (FRAUD_TEACHER, 0.6)),
    "open_university": ((ONLINE, 1), (LAW_TEACHER, 0.7)),
    "community_college": ((ONLINE, 0.5), (LAW_TEACHER, 0.5)),
    "senior_school": ((CALLIGRAPHY, 0.4), (TAI_CHI, 0.4), (FRAUD_COURSE, 0.3)),
    "senior_learning_point": ((FRAUD_COURSE, 0.25), (PHONE_COURSE, 0.2)),
    "community_learning_place": ((CLOUD_TEAM, 0.25),),
    "library": (
        (Thing("exhibition", "会飞的书展", "Flying books exhibition", "arts"), 0.8),
        (CLOUD_TEAM, 0.6),
    ),
    "museum": (
        (Thing("exhibition", "彗星尾巴巡展", "Touring comet tails", "science"), 1),
        (Thing("volunteer", "彗星讲解员", "Comet guides", "science"), 0.6),
    ),
    "science_museum": (
        (Thing("equipment", "流动天象仪", "Travelling planetarium", "science", (20, 40)), 1),
    ),
    "civilization_practice_center": (
        (Thing("volunteer", "纸船志愿队", "Paper boat volunteers", "safety;morals"), 0.4),
    ),
    "workers_palace": (
        (Thing("equipment", "投影与音响", "Projector and loudspeakers", seats=(40, 120)), 1),
    ),
}
HOURS = {
    "room": (
        "周六、周日 9:00-17:00",
        "周六 13:30-17:00",
        "工作日 18:00-21:00；周末 9:00-21:00",
        "周一至周五 18:30-20:30",
        "",
    ),
    "equipment": ("周二至周日 9:00-16:30，周一闭馆", "周末 9:00-17:00", ""),
    "course": ("周二、周四 9:00-11:00", "周三 14:00-16:00", "周六 9:30-11:30", ""),
    "teacher": ("工作日 9:00-17:00", "周六、周日 9:00-16:00", ""),
    "exhibition": ("周二至周日 9:00-17:00，周一闭馆", ""),
    "volunteer": ("周六、周日 9:00-16:00", "每天 9:00-17:00", ""),
    "learning_team": ("周六 14:00-16:00", "每天 6:30-8:00", "周五 19:00-20:30"),
}
COST = {
    "room": ("免费", "免费", "收费 30元/小时", ""),
    "equipment": ("免费（押金100元）", "免费", ""),
    "course": ("免费", "收费 每学期60元", "免费"),
    "teacher": ("免费", "课酬面议", ""),
}
CONDITIONS = {
    "room": ("提前3天电话预约", "仅限公益学习活动，提前一周申请", "凭单位介绍信，用后自行清扫", ""),
    "equipment": ("凭单位介绍信，自行运送", "须经培训后使用", ""),
    "course": ("到校报名，额满为止", "电话报名", ""),
    "teacher": ("每次不超过2课时，至少提前两周约定", "听课不少于15人", ""),
    "exhibition": ("可送展上门，场地须有专人看护", ""),
    "volunteer": ("提前一周约定", ""),
    "learning_team": ("长期欢迎新成员", ""),
}
STATUS = ((0.92, "open"), (0.97, "suspended"), (1.0, "closed"))
CONTACT = "终身学习办公室"

#: Offers of institutions that have no venue on record: thing, institution, name of the unit.
ELSEWHERE = (
    (FRAUD_TEACHER, "示例反诈宣讲团", "示例鲸歌区"),
    (
        Thing("teacher", "养蜗牛技师", "Snail-keeping experts", "vocational", audience="farmers"),
        "虚构慢蜗牛合作社",
        "慢蜗牛镇",
    ),
    (
        Thing("room", "造梦园区报告厅", "Dream park auditorium", seats=(180, 220)),
        "示例造梦园区管理处",
        "示例造梦园区",
    ),
    (Thing("equipment", "流动书车", "Book van", "leisure"), "浮云岛示例图书联盟", "浮云岛示例市"),
)

#: What is asked for: thing, institution, name of the unit, how many people, when, for whom.
WANTED = (
    (Thing("room", "30人活动教室", "A room for 30"), "月兔太极队（筹）", "倒立山镇", 30,
     "周六 13:30-16:30", "seniors"),
    (Thing("room", "亲子阅读场地", "A place to read with children"), "星星糖家长社", "星星糖街道",
     20, "周日 9:00-11:00", "parents;children"),
    (Thing("room", "合唱排练厅", "A hall to rehearse a choir"), "唱歌石合唱团", "唱歌石街道", 45,
     "周五 19:00-21:00", "everyone"),
    (FRAUD_TEACHER, "龙打盹镇敬老站", "龙打盹镇", 40, "周三 9:00-11:00", "seniors"),
    (FRAUD_TEACHER, "隐身斗篷镇学习角", "隐身斗篷镇", 25, "周六 9:00-11:00", "seniors"),
    (PHONE_COURSE, "夏日雪人镇老年之家", "夏日雪人镇", 20, "工作日 9:00-11:00", "seniors"),
    (Thing("teacher", "家庭教育讲师", "Family education lecturer", "family"), "独角兽镇家长学校",
     "独角兽镇", 60, "周六 14:00-16:00", "parents"),
    (Thing("teacher", "电商培训师", "Online-selling trainer", "vocational"), "魔豆镇农民合作社",
     "魔豆镇", 35, "", "farmers"),
    (Thing("equipment", "二十台平板电脑", "Twenty tablets", "digital"), "棉花糖镇学习点",
     "棉花糖镇", 20, "", "seniors"),
    (Thing("equipment", "放大镜与大字书", "Magnifiers and large print", "leisure"),
     "飞鲸街道学习角", "飞鲸街道", None, "", "seniors;disabled"),
    (Thing("volunteer", "手语志愿者", "Sign-language volunteers"), "虚构雾角县残疾人学习社",
     "灯塔猫街道", None, "周六、周日 9:00-11:30", "disabled"),
    (Thing("exhibition", "安全教育巡展", "Touring safety exhibition", "safety"), "彩虹尾镇学习点",
     "彩虹尾镇", 100, "", "everyone"),
    (Thing("learning_team", "结对读书会", "A reading club to pair with", "leisure"), "双月读书会",
     "双月街道", 15, "周日 14:00-16:00", "everyone"),
)  # fmt: skip # a table, a row a line

#: Curated circles: id, names, place or (lon, lat), minutes, walker, unit, description.
CIRCLES = (
    ("treehouse-grove", "树屋林银发学习圈", "Treehouse Grove circle for seniors", "树屋林站", 30,
     "elderly", "树屋街道", "散步去上课：电车站周边的课堂、书房和会客厅"),
    ("paper-boat", "纸船广场学习圈", "Paper Boat Square circle", "纸船广场站", 30, "adult",
     "纸船街道", "两条电车线交汇，下车就能学"),
    ("whale-tower", "望鲸塔亲子学习圈", "Whale-watch family circle", "虚构望鲸塔", 30, "adult",
     "双月街道", "周末带孩子慢慢走的一圈"),
    ("napping-dragon", "打盹龙学习圈", "Napping Dragon circle", "示例打盹龙雕像", 30, "elderly",
     "龙打盹镇", "镇上老人走得到的学习点"),
    ("giant-footprint", "巨人脚印十分钟学习圈", "Giant Footprint ten-minute circle",
     (159.8604, 20.0168), 10, "adult", "巨人脚印镇", "学校、会客厅和社区中心挨在一起"),
)  # fmt: skip # a table, a row a line


def seeded(text: str) -> Random:
    """Random numbers that depend on a text alone; of them only ``random()`` is used."""
    return Random(text)  # noqa: S311 - invented data, nothing secret


def choose(rng: Random, options: Sequence[Any]) -> Any:
    """One of the options, by ``random()`` alone."""
    return options[int(rng.random() * len(options))]


def things(venue: Row) -> Iterator[Thing]:
    """What a venue offers: the words of its own column, then what its dice say."""
    yield from (WORDS[word] for word in venue["shares"].split(";") if word)
    if venue["status"] != "open":
        return
    for thing, share in OFFERS.get(venue["layer"], ()):
        if seeded(f"{venue['id']} {thing.title}").random() < share:
            yield thing


def shares(venues: Mapping[str, Sequence[Row]], code: Callable[[str], str]) -> list[Row]:
    """Offers of all venues and of institutions without one; ``code`` gives a unit by its name."""
    offers = [
        (
            thing,
            {
                "venue": venue["id"],
                "phone": venue["phone"],
                "audience": venue["audience"],
                "description": INVENTED,
            },
        )
        for rows in venues.values()
        for venue in rows
        for thing in things(venue)
    ]
    offers += [
        (
            thing,
            {
                "institution": institution,
                "unit": code(unit),
                "audience": "everyone",
                "description": f"没有固定场所，可上门{INVENTED}",
            },
        )
        for thing, institution, unit in ELSEWHERE
    ]
    return [offer(f"demo-share-{n:03}", *entry) for n, entry in enumerate(offers, start=1)]


def offer(identifier: str, thing: Thing, where: Row) -> Row:
    """One row of ``shares.csv``."""
    rng = seeded(identifier)
    dice = rng.random()
    kind = thing.kind
    row = {
        "id": identifier,
        "kind": kind,
        "title": thing.title,
        "title_en": thing.title_en,
        "topics": thing.topics,
        "hours": choose(rng, HOURS[kind]),
        "capacity": seats(rng, thing),
        "cost": choose(rng, COST.get(kind, ("免费",))),
        "conditions": choose(rng, CONDITIONS[kind]),
        "contact": CONTACT,
        "valid_until": choose(rng, ("", "2035-12-31", "2036-08")),
        "status": next(status for bound, status in STATUS if dice < bound),
        "website": f"https://{identifier}.example.invalid/" if thing is ONLINE else "",
        "source": SOURCE,
        "source_date": RECORDED,
        "licence": LICENCE,
        **where,
    }
    return row | {"audience": thing.audience or row["audience"]}


def seats(rng: Random, thing: Thing) -> int | str:
    """How many people it holds, in steps of two; blank where that says nothing or is not known."""
    if thing.seats is None or rng.random() < 0.1:
        return ""
    low, high = thing.seats
    return low + 2 * int((high - low) / 2 * rng.random())


def needs(code: Callable[[str], str]) -> list[Row]:
    """Rows of ``needs.csv``."""
    return [
        {
            "id": f"demo-need-{number:03}", "kind": thing.kind, "title": thing.title,
            "title_en": thing.title_en, "description": INVENTED, "institution": institution,
            "unit": code(unit), "audience": audience, "topics": thing.topics, "hours": hours,
            "capacity": people or "", "contact": CONTACT, "phone": f"000-0001-{number:04}",
            "valid_until": "2035-12-31", "status": "open", "source": SOURCE,
            "source_date": RECORDED, "licence": LICENCE,
        }
        for number, (thing, institution, unit, people, hours, audience) in enumerate(
            WANTED, start=1
        )
    ]  # fmt: skip # a table, a row a line


def circles(code: Callable[[str], str]) -> list[Row]:
    """Rows of ``circles.csv``."""
    return [
        {
            "id": identifier,
            "name": name,
            "name_en": name_en,
            "minutes": minutes,
            "walker": walker,
            "unit": code(unit),
            "description": f"{description}{INVENTED}",
            "source": SOURCE,
            "source_date": RECORDED,
            **(
                {"place": centre}
                if isinstance(centre, str)
                else dict(zip(("lon", "lat"), centre, strict=True))
            ),
        }
        for identifier, name, name_en, centre, minutes, walker, unit, description in CIRCLES
    ]
