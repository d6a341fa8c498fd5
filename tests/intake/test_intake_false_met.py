"""What a list says that is no open place of its unit may turn no verdict to met."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from locator import clock
from locator.intake.model import Terms
from locator.intake.read import read_upload
from locator.intake.upload import understand
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    from locator.pack.model import CityPack

SCHOOLS = "town-senior-school"
PLAIN = "名称,类型,所在镇"
#: A row that is right, which goes on whatever is asked of the others.
RIGHT = "虚构正常老年学校,老年学校,沙溪镇"

#: File name, headings, doubtful rows by row, and the right row with the cells it needs.
LISTS: list[tuple[str, str, list[str], str]] = [
    ("名称指明别的县", PLAIN, ["常熟虚构社区学院,社区学院,太仓市"], RIGHT),
    ("未读的格指明别的镇", f"{PLAIN},片区", ["虚构甲老年学校,老年学校,浏河镇,璜泾镇"], f"{RIGHT},"),
    ("镇的不是县的", PLAIN, ["浏河社区学院,社区学院,浏河镇"], RIGHT),
    ("流动的不是馆", PLAIN, ["虚构汽车图书馆,图书馆,太仓市"], RIGHT),
    ("分中心不是中心", PLAIN, ["浏河镇社区教育中心新塘分中心,社区教育中心,浏河镇"], RIGHT),
    ("太仓市老年学校名单", "名称,所在镇", ["虚构甲幼儿园,浏河镇"], "虚构正常老年学校,沙溪镇"),
    ("将来建成", f"{PLAIN},建成年份", ["虚构甲老年学校,老年学校,浏河镇,2028"], f"{RIGHT},2018"),
    (
        "将来投用",
        f"{PLAIN},投用时间",
        ["虚构甲老年学校,老年学校,浏河镇,2027年6月"],
        f"{RIGHT},2020年9月",
    ),
    (
        "是否停办",
        f"{PLAIN},是否开放,是否停办",
        ["虚构甲老年学校,老年学校,浏河镇,是,是", "虚构乙老年学校,老年学校,璜泾镇,否,否"],
        f"{RIGHT},是,否",
    ),
    (
        "备注说没有在办",
        f"{PLAIN},备注",
        [
            "虚构甲老年学校,老年学校,浏河镇,现为敬老院",
            "虚构乙老年学校,老年学校,璜泾镇,多年没有开展过活动",
            "虚构丙老年学校,老年学校,双凤镇,没有办学场地",
            "虚构丁老年学校,老年学校,浮桥镇,出租给企业",
        ],
        f"{RIGHT},2018年建成",
    ),
    (
        "备注里没有人列过的话",
        f"{PLAIN},备注",
        [
            "虚构甲老年学校,老年学校,浏河镇,牌子还在只剩空屋",
            "虚构乙老年学校,老年学校,璜泾镇,等候批复后动工",
            "虚构丙老年学校,老年学校,双凤镇,课程中断",
            "虚构丁老年学校,老年学校,浮桥镇,仅有牌子",
        ],
        f"{RIGHT},没有电梯，由旧厂房改建而成，停车方便",
    ),
    (
        "没有读的列里的话",
        f"{PLAIN},存在的困难",
        ["虚构甲老年学校,老年学校,浏河镇,房屋已封存", "虚构乙老年学校,老年学校,璜泾镇,手续未办齐"],
        f"{RIGHT},师资不足",
    ),
    (
        "季度报表",
        f"{PLAIN},季度变动",
        [
            "虚构甲老年学校,老年学校,浏河镇,核减",
            "虚构乙老年学校,老年学校,璜泾镇,归并",
            "虚构丙老年学校,老年学校,双凤镇,更名",
        ],
        f"{RIGHT},新增",
    ),
    (
        "有没有",
        f"{PLAIN},有无学校,学校数量",
        ["虚构甲老年学校,老年学校,浏河镇,无,", "虚构乙老年学校,老年学校,璜泾镇,,0"],
        f"{RIGHT},有,1",
    ),
    (
        "类型里的状态",
        PLAIN,
        ["虚构甲,老年学校（停办）,浏河镇", "虚构乙,拟建老年学校,璜泾镇"],
        RIGHT,
    ),
    (
        "名称括号里的话",
        PLAIN,
        ["虚构甲老年学校（合并）,老年学校,浏河镇", "虚构乙老年学校（暂名）,老年学校,璜泾镇"],
        RIGHT,
    ),
    (
        "不是学校的房子",
        PLAIN,
        ["虚构甲居家养老服务站,老年学校,浏河镇", "虚构乙老年学校筹备组,老年学校,璜泾镇"],
        RIGHT,
    ),
    (
        "项目报表",
        f"{PLAIN},工程进度",
        ["虚构甲老年学校,老年学校,浏河镇,40%", "虚构乙老年学校,老年学校,璜泾镇,正在打桩"],
        f"{RIGHT},",
    ),
    (
        "是否保留",
        f"{PLAIN},是否保留,有效",
        ["虚构甲老年学校,老年学校,浏河镇,否,", "虚构乙老年学校,老年学校,璜泾镇,,×"],
        f"{RIGHT},是,√",
    ),
    ("书屋不是学校", PLAIN, ["虚构甲书屋,老年学校,浏河镇"], RIGHT),
    ("镇里的县级", PLAIN, ["虚构甲社区学院,社区学院,浏河镇"], RIGHT),
    (
        "不是名称",
        PLAIN,
        [
            "新建老年学校,老年学校,浏河镇",
            "该镇没有老年学校,老年学校,璜泾镇",
            "老年学校（待命名）,老年学校,双凤镇",
            "老年学校2,老年学校,浮桥镇",
        ],
        RIGHT,
    ),
    (
        "备注里没有一句听得懂",
        f"{PLAIN},备注,现场走访情况",
        [
            "虚构甲老年学校,老年学校,浏河镇,门锁着好久不见人,",
            "虚构乙老年学校,老年学校,璜泾镇,,改当粮库",
            "虚构丙老年学校,老年学校,双凤镇,隔壁的并过去了,",
        ],
        f"{RIGHT},每年招生两次，春秋各一,教室三间",
    ),
    (
        "备注说在别处",
        f"{PLAIN},备注,授课地点",
        [
            "虚构甲老年学校,老年学校,浏河镇,人在吴江震泽上课,",
            "虚构乙老年学校,老年学校,璜泾镇,设在昆山花桥,",
            "虚构丙老年学校,老年学校,双凤镇,校址在芦墟,",
            "虚构丁老年学校,老年学校,浮桥镇,借用上海嘉定一处教室,",
            "虚构戊老年学校,老年学校,璜泾镇,,浏河",
            "虚构己老年学校,老年学校,浏河镇,沙溪,",
            "虚构庚老年学校,老年学校,双凤镇,学员到无名庄上课,",
        ],
        f"{RIGHT},位于太仓沙溪；曾在昆山获奖；在太湖边有分部；由浏河镇调来校长,沙溪小学",
    ),
    (
        "装样子的",
        f"{PLAIN},备注",
        [
            "虚构甲老年学校,老年学校,浏河镇,上级来检查前打扫一次",
            "虚构乙老年学校,老年学校,璜泾镇,每年开放两次",
            "虚构丙老年学校,老年学校,双凤镇,村民晒稻谷",
        ],
        f"{RIGHT},每周打扫，2019年新建教室3间",
    ),
    (
        "看不出是什么的数",
        f"{PLAIN},运行状态",
        ["虚构甲老年学校,老年学校,浏河镇,1", "虚构乙老年学校,老年学校,璜泾镇,轮换着开放"],
        f"{RIGHT},良好",
    ),
    (
        "在办的和不在办的各一列",
        f"{PLAIN},已开放,未开放,走访结果",
        ["虚构甲老年学校,老年学校,浏河镇,,√,", "虚构乙老年学校,老年学校,璜泾镇,√,,大门紧闭"],
        f"{RIGHT},√,,大门朝南",
    ),
    (
        "List in English",
        "Name,Type,Town,Remarks",
        [
            "Invented A Senior School,Senior School,浏河镇,Moved to Kunshan",
            "Invented B Senior School,Senior School,璜泾镇,No lessons since 2023",
        ],
        f"{RIGHT},Closed on Mondays; built in 2018; no lift",
    ),
    (
        "状态写着正常",
        f"{PLAIN},状态,存在问题",
        ["虚构甲老年学校,老年学校,浏河镇,开放,长年无人来"],
        f"{RIGHT},开放,停车位少",
    ),
    ("名称括号里的年份", PLAIN, ["虚构甲老年学校（2099）,老年学校,浏河镇"], RIGHT),
    (
        "走到哪一步",
        f"{PLAIN},进展",
        ["虚构甲老年学校,老年学校,浏河镇,待命名"],
        f"{RIGHT},已建成并对外开放",
    ),
    ("分校不是学校", PLAIN, ["浏河镇老年大学虚构分校,老年学校,浏河镇"], RIGHT),
    (
        "难得才开",
        f"{PLAIN},开放情况",
        ["虚构甲老年学校,老年学校,浏河镇,预约才开"],
        f"{RIGHT},全年开放",
    ),
    (
        "太仓市老年学校名录",
        "名称,类型,地址",
        ["虚构甲老年学校,老年学校,千灯镇虚构路1号"],
        "虚构正常老年学校,老年学校,沙溪镇虚构路2号",
    ),
    (
        "平常话旁边的变故",
        f"{PLAIN},备注",
        [
            "虚构甲老年学校,老年学校,浏河镇,合唱班，现堆放杂物",
            "虚构乙老年学校,老年学校,璜泾镇,教室两间，已全部转走",
            "虚构丙老年学校,老年学校,双凤镇,地址系民宅",
        ],
        f"{RIGHT},书法班，现有学员三十人",
    ),
    (
        "最近一年没有",
        f"{PLAIN},2024年,2025年",
        ["虚构甲老年学校,老年学校,浏河镇,√,×", "虚构乙老年学校,老年学校,璜泾镇,√,"],
        f"{RIGHT},×,√",
    ),
    ("将来才开学", f"{PLAIN},计划开学", ["虚构甲老年学校,老年学校,浏河镇,2099年秋"], f"{RIGHT},"),
    (
        "外地的学校",
        PLAIN,
        ["嘉定虚构老年学校,老年学校,璜泾镇", "湖州虚构老年学校,老年学校,双凤镇"],
        RIGHT,
    ),
    ("不写县的别镇", PLAIN, ["璜泾虚构老年学校,老年学校,浏河镇"], RIGHT),
    ("外市的学校", PLAIN, ["江阴虚构老年学校,老年学校,浏河镇"], RIGHT),
    ("同县别的镇", PLAIN, ["太仓璜泾虚构老年学校,老年学校,浏河镇"], RIGHT),
    ("没有校字的学校", PLAIN, ["虚构读书会,老年学校,浏河镇"], RIGHT),
    (
        "地址说别的",
        f"{PLAIN},地址",
        ["虚构甲老年学校,老年学校,浏河镇,原中学校舍已拆"],
        f"{RIGHT},文化站内",
    ),
    ("没有这样的镇", PLAIN, ["虚构甲老年学校,老年学校,太湖镇"], RIGHT),
    ("括号里的县", PLAIN, ["虚构甲老年学校（常熟）,老年学校,浏河镇"], RIGHT),
    (
        "俗称的园区",
        f"{PLAIN},地址",
        ["虚构甲老年学校,老年学校,浏河镇,苏州市工业园区虚构街1号"],
        f"{RIGHT},虚构路2号",
    ),
    (
        "没有人列过的列",
        f"{PLAIN},目前去向,场所性质,经办人",
        [
            "虚构甲老年学校,老年学校,浏河镇,划归娄东,,",
            "虚构乙老年学校,老年学校,璜泾镇,,企业自用,",
            "虚构丙老年学校,老年学校,双凤镇,,,原校长已调走没人管",
            "虚构丁老年学校,老年学校,浮桥镇,,2099年,",
        ],
        f"{RIGHT},,公办,周老师",
    ),
    (
        "名称里的记号",
        PLAIN,
        [
            "×虚构甲老年学校,老年学校,浏河镇",
            "虚构乙老年学校（样板间）,老年学校,璜泾镇",
            "虚构丙老年学校筹,老年学校,双凤镇",
            "璜泾、双凤老年学校,老年学校,浮桥镇",
        ],
        RIGHT,
    ),
    (
        "序号里的记号",
        f"序号,{PLAIN}",
        ["1×,虚构甲老年学校,老年学校,浏河镇", "删,虚构乙老年学校,老年学校,璜泾镇"],
        f"3,{RIGHT}",
    ),
    (
        "时间和电话里的话",
        f"{PLAIN},开放时间,电话",
        ["虚构甲老年学校,老年学校,浏河镇,等通知,", "虚构乙老年学校,老年学校,璜泾镇,,停机"],
        f"{RIGHT},每周二 9:00-11:00,0512-53510000",
    ),
    (
        "更远的县",
        PLAIN,
        [
            "嘉善虚构老年学校,老年学校,浏河镇",
            "盐都虚构老年学校,老年学校,璜泾镇",
            "太仓市老年学校,老年学校,双凤镇",
        ],
        RIGHT,
    ),
    (
        "地址在别的镇",
        f"{PLAIN},地址",
        [
            "虚构甲老年学校,老年学校,浏河镇,安亭镇虚构路1号",
            "虚构乙老年学校,老年学校,璜泾镇,木渎虚构街2号",
            "虚构丙老年学校,老年学校,双凤镇,2099-WG-1号地块",
        ],
        f"{RIGHT},古镇老街3号",
    ),
    ("中心不是学校", PLAIN, ["浏河镇便民服务中心,老年学校,浏河镇"], RIGHT),
    (
        "示例行",
        PLAIN,
        [
            "（例）浏河镇老年学校,老年学校,浏河镇",
            "填报示例,老年学校,璜泾镇",
            "某某老年学校,老年学校,双凤镇",
            "已建,老年学校,浮桥镇",
        ],
        RIGHT,
    ),
]


@pytest.mark.parametrize(("name", "headings", "rows", "right"), LISTS, ids=[c[0] for c in LISTS])
def test_only_the_row_that_is_right_counts(
    suzhou: CityPack, name: str, headings: str, rows: list[str], right: str
) -> None:
    text = "\n".join([headings, *rows, right, ""])
    result = understand(
        read_upload(f"{name}.csv", text.encode()), suzhou, Terms(today=date(2026, 11, 25))
    )
    met = {(v.requirement, v.unit) for v in result.verdicts if v.after == "met"}
    assert met == {(SCHOOLS, "320585101")}
    # Nothing is passed over in silence: the first of like rows is named, or its state is kept.
    named = {p.row for p in result.problems}
    kept = {row.row for row in result.difference.new if ("status", "", "open") not in row.fields}
    assert 2 in named | kept


def met_by(suzhou: CityPack, name: str, data: bytes) -> set[tuple[str, str]]:
    result = understand(read_upload(name, data), suzhou, Terms(today=date(2026, 11, 25)))
    return {(v.requirement, v.unit) for v in result.verdicts if v.after == "met"}


@pytest.mark.parametrize("lone", ["已撤销", "二、停办学校", "减少", "长期闲置", "二、谋划中"])
def test_a_line_alone_heads_the_rows_below_it(suzhou: CityPack, lone: str) -> None:
    text = f"{PLAIN}\n{RIGHT}\n{lone},,\n虚构甲老年学校,老年学校,浏河镇\n"
    assert met_by(suzhou, "名单.csv", text.encode()) == {(SCHOOLS, "320585101")}


@pytest.mark.parametrize(
    ("lone", "own", "below"),
    [
        ("沙溪镇老年学校（停办）", "state_taken", ""),
        ("沙溪镇停办老年学校", "state_asked", "state_titled"),
        ("停办老年学校", "", "state_titled"),
    ],
)
def test_a_venue_alone_on_its_line_is_not_lost_as_a_heading(
    suzhou: CityPack, lone: str, own: str, below: str
) -> None:
    text = f"名称\n璜泾镇老年学校\n{lone}\n浏河镇老年学校\n"
    result = understand(
        read_upload("名单.csv", text.encode()), suzhou, Terms(layer="senior_school")
    )
    said = {p.row: p.key for p in result.problems if p.key.startswith("intake.state_")}
    assert said == {row: f"intake.{key}" for row, key in ((3, own), (4, below)) if key}
    sure = {lone, "浏河镇老年学校"} if not below else set()
    assert {row.name for row in result.difference.new} == {"璜泾镇老年学校"} | sure


@pytest.mark.parametrize(
    ("foot", "met"),
    [
        ("说明：以上为拟新增布点。", set()),
        ("以上各校经费未落实，能否开办待定。", set()),
        ("注：带*的为在建学校。", {(SCHOOLS, "320585101")}),
        ("*该校尚在腾房", {(SCHOOLS, "320585101")}),
        ("红色的划归邻镇", set()),
        ("经办人：某某 联系电话：0512-53500000", {(SCHOOLS, "320585101"), (SCHOOLS, "320585102")}),
        ("2家", {(SCHOOLS, "320585101"), (SCHOOLS, "320585102")}),
        ("（以上各校均已通过年检）", {(SCHOOLS, "320585101"), (SCHOOLS, "320585102")}),
        ("注：停办学校未列入。", {(SCHOOLS, "320585101"), (SCHOOLS, "320585102")}),
        ("注：虚构甲老年学校因翻建本学期停课", {(SCHOOLS, "320585101")}),
        ("虚构甲老年学校尚在筹建", {(SCHOOLS, "320585101")}),
        ("注：浏河老年大学、璜泾老年学校均已停办", {(SCHOOLS, "320585101")}),
        ("璜泾老年学校正在选址", {(SCHOOLS, "320585101"), (SCHOOLS, "320585102")}),
        ("注：虚构甲老年学校正常，其余学校均在筹建", set()),
        ("部分学校正在选址", set()),
        ("公办学校均在筹建", set()),
        ("浏河镇学校正在选址", set()),
        ("填表说明：所列学校均在筹建", set()),
    ],
)
def test_a_note_below_speaks_of_the_rows_it_means(
    suzhou: CityPack, foot: str, met: set[tuple[str, str]]
) -> None:
    mark = "*" if "*" in foot else ""
    text = f"{PLAIN}\n{RIGHT}\n虚构甲老年学校{mark},老年学校,浏河镇\n{foot},,\n"
    assert met_by(suzhou, "名单.csv", text.encode()) == met


def test_a_note_on_a_place_without_a_row_is_told_once(suzhou: CityPack) -> None:
    text = f"{PLAIN}\n{RIGHT}\n注：璜泾老年学校、双凤老年学校正在选址,,\n"
    result = understand(read_upload("名单.csv", text.encode()), suzhou)
    assert [p.row for p in result.problems if p.key == "intake.note_stranger"] == [None]
    assert len(result.difference.new) == 1


@pytest.mark.parametrize("title", ["太仓市2096—2099年老年学校布点表", "未开", "老年学校设置方案"])
def test_a_title_of_what_is_to_come_opens_nothing(suzhou: CityPack, title: str) -> None:
    assert met_by(suzhou, f"{title}.csv", f"{PLAIN}\n{RIGHT}\n".encode()) == set()


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("太仓市老年学校分解表", False),
        ("浏河老年学校出清名录", False),
        ("太仓市老年学校基本情况表（2024年）", True),
        ("2025年度沙溪镇各村（社区）老年学校花名册（定稿）", True),
        ("老年学校一览（百度地图坐标，截至2025年底）", True),
        ("太仓市老年学校办学系统抽查结果", True),
    ],
)
def test_a_title_of_which_a_word_is_not_understood_opens_nothing(
    suzhou: CityPack, title: str, plain: bool
) -> None:
    met = met_by(suzhou, "名单.csv", f"{title},,\n{PLAIN}\n{RIGHT}\n".encode())
    assert met == ({(SCHOOLS, "320585101")} if plain else set())


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("备注", ["谢谢", "新", "门口有银杏", "下设2个教学点", "2016年扩建至600平方米"]),
        ("备注", ["2020年由旧址迁入新楼，运行良好", "每年招生两次", "已通过省级验收"]),
        ("備註", ["有電梯", "設備齊全", "2019年擴建教室2間"]),
        ("活动情况", ["丰富", "较多", "春秋两季"]),
        ("房屋状况", ["框架结构", "砖混", "2018年建"]),
        ("走访情况", ["在沙溪上课", "在线上课", "周六在老年大学上课", "在文体中心上课"]),
        ("服务范围", ["周边村民", "全镇"]),
        ("序号", ["1", "2.1", "三"]),
        ("开设课程", ["门球", "道德经", "手语"]),
        ("学员人数", ["约300", "近百人", "60+"]),
        ("结对单位", ["住建局", "妇联", "工会"]),
    ],
)
def test_what_bears_on_nothing_holds_no_row(
    suzhou: CityPack, heading: str, cells: list[str]
) -> None:
    rows = [f"虚构{at}号老年学校,老年学校,沙溪镇,{cell}" for at, cell in enumerate(cells)]
    text = "\n".join([f"{PLAIN},{heading}", *rows, ""])
    result = understand(read_upload("名单.csv", text.encode()), suzhou, Terms())
    assert len(result.difference.new) == len(cells)


def test_a_cell_that_decides_nothing_is_left_out_and_told(suzhou: CityPack) -> None:
    text = f"{PLAIN},学员人数\n{RIGHT},约300\n虚构甲老年学校,老年学校,浏河镇,停办\n"
    result = understand(read_upload("名单.csv", text.encode()), suzhou, Terms())
    [new] = result.difference.new
    assert (new.row, "capacity" in {name for name, *_ in new.fields}) == (2, False)
    said = {p.row: problem_text(p, "zh") for p in result.problems if p.value in {"约300", "停办"}}
    assert "这一格留空" in said[2]
    assert "这一行不导入" in said[3]


def test_a_known_center_with_another_name_in_brackets_is_asked(suzhou: CityPack) -> None:
    text = f"{PLAIN}\n盛泽社区教育中心,社区教育中心,盛泽镇\n"
    result = understand(read_upload("名单.csv", text.encode()), suzhou, Terms())
    assert [p.key for p in result.problems if p.row == 2] == ["intake.known_alike"]


def test_tables_of_two_columns_below_each_other_keep_their_kinds(suzhou: CityPack) -> None:
    text = "一、老年学校,\n名称,所在镇\n虚构甲老年学校,沙溪镇\n二、农家书屋,\n名称,所在镇\n虚构乙书屋,浏河镇\n"
    met = met_by(suzhou, "名单.csv", text.encode())
    assert met == {(SCHOOLS, "320585101"), ("town-reading-place", "320585102")}


@pytest.mark.parametrize("known", ["七都老年大学", "吴江区七都镇老年学校", "七都镇 老年学校"])
def test_a_known_school_spelt_otherwise_is_asked_and_not_added(
    suzhou: CityPack, known: str
) -> None:
    text = f"{PLAIN}\n{known},老年学校,七都镇\n七都镇虚构第二老年大学,老年学校,七都镇\n"
    result = understand(read_upload("名单.csv", text.encode()), suzhou, Terms())
    assert [row.name for row in result.difference.new] == ["七都镇虚构第二老年大学"]
    assert ("intake.known_alike", 2) in {(p.key, p.row) for p in result.problems}


def test_one_school_spelt_three_ways_is_asked(suzhou: CityPack) -> None:
    names = ("浏河镇老年学校", "浏河老年学校", "浏河镇老年大学")
    text = "\n".join([PLAIN, *(f"{name},老年学校,浏河镇" for name in names), ""])
    assert met_by(suzhou, "名单.csv", text.encode()) == set()


def test_a_target_in_the_title_is_no_figure(suzhou: CityPack) -> None:
    text = "太仓市专职教师配备目标,,\n单位,专职教师数,年度\n太仓市,400,2024\n"
    assert met_by(suzhou, "教师.csv", text.encode()) == set()


@pytest.mark.parametrize("remark", ["2027年目标", "不含街道", "应配数"])
def test_a_figure_that_a_remark_doubts_is_none(suzhou: CityPack, remark: str) -> None:
    text = f"单位,指标,数值,年度,备注\n太仓市,专职教师,4,2024,{remark}\n"
    result = understand(read_upload("教师.csv", text.encode()), suzhou, Terms())
    assert (result.verdicts, [p.key for p in result.problems if p.row == 2]) == (
        (),
        ["intake.figure_doubted"],
    )


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("教师", "专职教师数（2027年目标）"),
        ("教师", "专职教师数（含兼职）"),
        ("教师", "专职教师数（预计）"),
        ("教师配备目标", "专职教师数"),
        ("人口", "常住人口（2035年规划）"),
        ("人口", "常住人口（户籍）"),
        ("人口预测", "常住人口"),
    ],
)
def test_a_heading_that_tells_of_a_target_or_a_part_is_asked(
    suzhou: CityPack, name: str, heading: str
) -> None:
    figure = "400" if "教" in heading else "830001"
    text = f"单位,年度,{heading}\n太仓市,2024,{figure}\n"
    result = understand(read_upload(f"{name}.csv", text.encode()), suzhou, Terms())
    assert (result.changes, {p.key for p in result.problems if p.row == 2}) == (
        (),
        {"intake.figure_doubted"},
    )


@pytest.mark.parametrize(
    "heading", ["专职教师数（人）", "专职教师数（2024年末）", "常住人口（七普）", "常住人口（人）"]
)
def test_a_heading_that_tells_how_it_counts_is_read(suzhou: CityPack, heading: str) -> None:
    figure = "400" if "教" in heading else "830001"
    text = f"单位,年度,{heading}\n太仓市,2024,{figure}\n"
    result = understand(read_upload("统计.csv", text.encode()), suzhou, Terms())
    assert len(result.changes) == 1


@pytest.mark.parametrize(
    ("heading", "held"),
    [
        ("学校名称（规划）", True),
        ("名称（已撤并）", True),
        ("拟建学校名称", True),
        ("名称（2027年建成）", True),
        ("类型（拟建）", True),
        ("所在镇（拟）", True),
        ("地址（规划）", True),
        ("开放时间（计划）", True),
        ("现状（目标）", True),
        ("名称（停办的不填）", False),
        ("类型（老年学校、社区学院）", False),
        ("状态（开放/停办/在建）", False),
        ("名称（现用名）", False),
        ("开放时间（寒暑假除外）", False),
        ("电话（暂无）", False),
    ],
)
def test_a_heading_that_tells_of_what_is_not_open_holds_its_rows(
    suzhou: CityPack, heading: str, *, held: bool
) -> None:
    row = {"名称": "虚构甲老年学校", "类型": "老年学校", "所在镇": "沙溪镇"}
    cells = {"地址": "虚构路1号", "开放时间": "周一至周五9:00-17:00", "电话": "0512-53510000"}
    cells |= {"状态": "开放", "现状": "开放"}
    bare = heading.partition("（")[0]
    named = next((name for name in row if bare[-2:] in name), "")
    if named:
        row = {heading if name == named else name: text for name, text in row.items()}
    else:
        row[heading] = cells[bare]
    text = f"{','.join(row)}\n{','.join(row.values())}\n"
    assert met_by(suzhou, "名单.csv", text.encode()) == (
        set() if held else {(SCHOOLS, "320585101")}
    )


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("状态", "开放？"),
        ("状态", "正常……"),
        ("状态", "open?"),
        ("状态", "开放~"),
        ("类型", "老年学校（？）"),
        ("所在镇", "沙溪镇？"),
        ("所在镇", "沙溪镇（待定）"),
        ("名单是否完整", "是？"),
    ],
)
def test_a_mark_of_doubt_behind_a_word_is_asked(suzhou: CityPack, column: str, text: str) -> None:
    row = {
        "名称": "虚构甲老年学校",
        "类型": "老年学校",
        "所在镇": "沙溪镇",
        "截至日期": "2026-09-01",
    }
    row[column] = text
    data = f"{','.join(row)}\n{','.join(row.values())}\n".encode()
    result = understand(read_upload("名单.csv", data), suzhou, Terms(today=date(2026, 11, 25)))
    assert (result.changes, "intake.cell_doubted" in {p.key for p in result.problems}) == ((), True)


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("市级示范老年学校（2024）", True),
        ("省级", True),
        ("优质（2026年11月获评）", True),
        ("材料已交", False),
        ("评审组11月来", False),
        ("优质老年学校？", False),
        ("预计2026年底评为优质", False),
        ("优质，2026年12月授牌", False),
        ("好", False),
    ],
)
def test_only_a_recognition_that_was_given_counts(
    suzhou: CityPack, monkeypatch: pytest.MonkeyPatch, said: str, *, taken: bool
) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 25))
    text = f"{PLAIN},认定情况\n虚构甲老年学校,老年学校,沙溪镇,{said}\n"
    result = understand(
        read_upload("名单.csv", text.encode()), suzhou, Terms(today=date(2026, 11, 25))
    )
    met = {v.requirement for v in result.verdicts if v.after == "met"}
    # The school itself is there, whatever became of its recognition.
    assert met == ({SCHOOLS, "town-quality-senior-school"} if taken else {SCHOOLS})


def test_a_sheet_of_next_years_plans_opens_nothing(suzhou: CityPack) -> None:
    text = f"{PLAIN}\n{RIGHT}\n"
    upload = read_upload("2027年计划.csv", text.encode())
    result = understand(upload, suzhou, Terms(today=date(2026, 11, 25)))
    assert [v for v in result.verdicts if v.after == "met"] == []


def test_a_title_between_rows_is_no_school(suzhou: CityPack) -> None:
    text = f"{PLAIN}\n{RIGHT}\n\n太仓市老年学校一览表（续）,,\n{PLAIN}\n虚构甲老年学校,老年学校,浏河镇\n"
    upload = read_upload("名单.csv", text.encode())
    result = understand(upload, suzhou, Terms(today=date(2026, 11, 25)))
    assert [row.name for row in result.difference.new] == ["虚构正常老年学校", "虚构甲老年学校"]


def test_a_unit_of_measure_below_the_headings_makes_no_gap(suzhou: CityPack) -> None:
    text = "单位,指标,数值,年度\n,,（百人）,\n太仓市,专职教师,4,2024\n"
    upload = read_upload("教师.csv", text.encode())
    result = understand(upload, suzhou, Terms(today=date(2026, 11, 25)))
    assert [v for v in result.verdicts if v.after == "gap"] == []
