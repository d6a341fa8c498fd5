"""The declaration of every table of a city pack: columns, types, what may be blank.

The one place that says what a cell may hold. Reading, validation, templates and the recognition
of people's own lists follow it; the frames in memory have exactly these columns in this order.
A column is called ``column.<name>`` in the message catalogue, which is its header in a template,
and ``column.<name>_hint`` says there how to fill it in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from locator.pack.model import (
    ALIAS_KINDS,
    CIRCLE_MINUTES,
    LEVELS,
    PRECISIONS,
    SHARE_KINDS,
    SHARE_STATUSES,
    VENUE_STATUSES,
    WALKERS,
)

Kind = Literal["text", "number", "count", "year", "date", "url", "choice"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``count`` is a whole number ≥ 0, ``date`` is YYYY, YYYY-MM or YYYY-MM-DD.

    Attributes
    ----------
    vocabulary
        Its values are codes with a text ``vocabulary.<vocabulary>_<code>`` in the catalogue.
    many
        A cell may hold several values, separated by :data:`locator.pack.model.LIST_SEPARATOR`.
    aliases
        What people call it in lists of their own, beside its names in the catalogue; separated
        by spaces, which the names themselves are written without.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    vocabulary: str = ""
    many: bool = False
    aliases: str = ""

    @property
    def numeric(self) -> bool:
        """Whether the column is float64 (NaN for unknown) in memory rather than text."""
        return self.kind in {"number", "count", "year"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the pack and its columns in order.

    ``form`` are the columns that a template asks for, in the order in which people fill them in.
    """

    name: str
    columns: tuple[Column, ...]
    form: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in file order."""
        return tuple(c.name for c in self.columns)

    def column(self, name: str) -> Column:
        """Look a column up by name; KeyError when the table has none of that name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


_LON = Column("lon", "number", low=-180, high=180, aliases="lng x 东经 经度坐标")
_LAT = Column("lat", "number", low=-90, high=90, aliases="y 北纬 纬度坐标")
_SOURCE = Column("source", required=True, aliases="数据来源 信息来源 资料来源 填报单位")
_SOURCE_DATE = Column(
    "source_date",
    "date",
    required=True,
    aliases="日期 核实日期 填报日期 更新日期 更新时间 统计时间 填报时间 date",
)
_NOTE = Column("note", aliases="说明 其他说明 remark remarks notes")
_UNIT = Column(
    "unit",
    required=True,
    aliases=(
        "单位 单元 所在单元 所属单位 所在地 单位代码 单位编码 行政区划代码 区划代码 "
        "村社区 社区村 社区 村 社区名称 所在村社区 所在村 所在社区 unitcode village"
    ),
)
_LAYER = Column(
    "layer",
    required=True,
    aliases="类型 类别 图层 机构类型 机构类别 场所类别 类型名称 type category",
)

UNITS = Table(
    "units",
    (
        Column("code", required=True),
        Column("name", required=True),
        Column("name_en"),
        Column("level", "choice", required=True, choices=LEVELS),
        Column("parent"),
        Column("kind"),
        Column("counts", "choice", required=True, choices=("yes", "no")),
        _LON,
        _LAT,
        Column("point_quality"),
        Column("population", "count", aliases="人口 常住人口数 人口数 总人口"),
        Column(
            "population_60plus",
            "count",
            aliases="60岁以上人口 60岁及以上 60岁以上 老年人口 老年人口数",
        ),
        Column("population_year", "year", aliases="年份 统计年份 year"),
        _SOURCE,
        _NOTE,
    ),
)

PLACES = Table(
    "places",
    (
        Column("name", required=True),
        Column("kind", required=True),
        Column("lon", "number", required=True, low=-180, high=180),
        Column("lat", "number", required=True, low=-90, high=90),
        Column("unit", aliases=_UNIT.aliases),
        Column("aliases", many=True),
        _SOURCE,
    ),
)

VENUES = Table(
    "venues",
    (
        Column("id", required=True, aliases="场所编号 记录编号 id编号"),
        Column(
            "name",
            required=True,
            aliases=(
                "场所名称 机构名称 学校名称 单位名称 学习点名称 场馆名称 站点名称 中心名称 "
                "书房名称 全称 名称全称 title venue venuename"
            ),
        ),
        Column("name_en", aliases="英文名称 英文 nameinenglish"),
        _LAYER,
        _UNIT,
        Column("address", aliases="详细地址 具体地址 地点 办学地址 场所地址 通讯地址 location"),
        _LON,
        _LAT,
        Column(
            "precision",
            "choice",
            required=True,
            choices=PRECISIONS,
            vocabulary="precision",
            aliases="精度 位置精度 坐标精度",
        ),
        Column(
            "phone",
            aliases="联系电话 咨询电话 电话号码 联系方式 座机 办公电话 tel telephone contact",
        ),
        Column("opening_hours", aliases="开放时段 开馆时间 服务时间 营业时间 办学时间 hours"),
        Column("admission", aliases="费用 收费情况 收费标准 是否收费 门票 fee price"),
        Column("website", "url", aliases="官网 网站 链接 url link"),
        Column(
            "audience",
            vocabulary="audience",
            many=True,
            aliases="服务对象 面向对象 适合人群 受众 forwhom",
        ),
        Column(
            "topics",
            vocabulary="topic",
            many=True,
            aliases="内容 课程内容 课程类别 学习主题 主题 topic",
        ),
        Column("shares", many=True, aliases="可共享资源 共享内容 开放共享"),
        Column("recognition", aliases="称号 荣誉 示范称号 获评称号 认定情况 评定 award awards"),
        Column(
            "status",
            "choice",
            required=True,
            choices=VENUE_STATUSES,
            vocabulary="status",
            aliases="开放状态 目前状态 现状 运行状态 状况",
        ),
        _SOURCE,
        _SOURCE_DATE,
        Column("licence", aliases="授权 许可方式 license"),
        _NOTE,
    ),
    form=(
        "unit",
        "name",
        "address",
        "phone",
        "opening_hours",
        "admission",
        "audience",
        "topics",
        "status",
        "recognition",
        "shares",
        "website",
        "lon",
        "lat",
        "precision",
        "note",
        "source",
        "source_date",
        "licence",
        "name_en",
        "layer",
        "id",
    ),
)

INDICATORS = Table(
    "indicators",
    (
        _UNIT,
        Column(
            "indicator", required=True, vocabulary="indicator", aliases="指标名称 项目 统计指标"
        ),
        Column("value", "number", required=True, aliases="数 数量 指标值 本年数 人数 number"),
        Column("year", "year", required=True, aliases="年度 统计年份 数据年份"),
        _SOURCE,
    ),
    form=("unit", "indicator", "value", "year", "source"),
)

REPORTING = Table(
    "reporting",
    (
        _UNIT,
        _LAYER,
        Column(
            "as_of",
            "date",
            required=True,
            aliases="截止日期 填全日期 清单日期 截至时间 截止时间 completeasof",
        ),
        _SOURCE,
    ),
)

SHARES = Table(
    "shares",
    (
        Column("id", required=True, aliases="记录编号 资源编号 需求编号"),
        Column(
            "kind",
            "choice",
            required=True,
            choices=SHARE_KINDS,
            vocabulary="share",
            aliases="类型 资源类型 资源类别 共享类型 共享类别 需求类型 需求类别 type category",
        ),
        Column(
            "title",
            required=True,
            aliases="资源名称 共享资源名称 共享资源 需求名称 学习需求 标题 项目名称 name",
        ),
        Column("title_en", aliases="英文名 英文标题 nameinenglish"),
        Column("description", aliases="资源说明 资源介绍 简介 介绍 详细说明 需求说明 备注 details"),
        Column(
            "institution",
            aliases="机构名称 单位名称 提供单位 提供机构 共享单位 需求单位 提出单位 主办单位 团队",
        ),
        Column("venue", aliases="场所 场所名称 所在场所名称 场所编号 场地名称 venueid"),
        Column("unit", aliases=_UNIT.aliases),
        Column(
            "audience",
            vocabulary="audience",
            many=True,
            aliases="服务对象 面向对象 适合人群 受众 forwhom",
        ),
        Column(
            "topics",
            vocabulary="topic",
            many=True,
            aliases="内容 课程内容 课程类别 学习主题 主题 topic",
        ),
        Column("hours", aliases="可用时间 可用时段 使用时间 开放时间 开放时段 时段 需要时间 time"),
        Column("capacity", "count", aliases="容纳人数 可容纳人数 可容纳 人数上限 参加人数 people"),
        Column("cost", aliases="收费 收费标准 收费情况 是否收费 价格 fee price"),
        Column("conditions", aliases="使用条件 借用条件 申请条件 要求 预约方式"),
        Column("contact", aliases="联系处室 联系科室 负责部门 office"),
        Column("phone", aliases="联系电话 咨询电话 电话号码 联系方式 座机 办公电话 tel telephone"),
        Column("website", "url", aliases="官网 网站 链接 url link"),
        Column("valid_until", "date", aliases="有效期 有效期限 截止日期 截止时间 until"),
        Column(
            "status",
            "choice",
            required=True,
            choices=SHARE_STATUSES,
            vocabulary="offer",
            aliases="目前状态 现状 状况",
        ),
        _SOURCE,
        _SOURCE_DATE,
        Column("licence", aliases="授权 许可方式 license"),
    ),
    form=(
        "unit",
        "kind",
        "title",
        "venue",
        "institution",
        "description",
        "audience",
        "topics",
        "hours",
        "capacity",
        "cost",
        "conditions",
        "contact",
        "phone",
        "website",
        "valid_until",
        "status",
        "source",
        "source_date",
        "licence",
        "title_en",
        "id",
    ),
)

_OFFERED_ONLY = frozenset({"cost", "conditions", "website"})
#: A need is an offer without what only an offerer can say.
NEEDS = Table(
    "needs",
    tuple(
        replace(c, vocabulary="need") if c.name == "status" else c
        for c in SHARES.columns
        if c.name not in _OFFERED_ONLY
    ),
    form=tuple(name for name in SHARES.form if name not in _OFFERED_ONLY),
)

CIRCLES = Table(
    "circles",
    (
        Column("id", required=True, aliases="记录编号"),
        Column("name", required=True, aliases="学习圈名称 学习圈 圈名"),
        Column("name_en", aliases="英文名称 英文 nameinenglish"),
        Column("place", aliases="中心 中心点 地标 中心地点 centre center"),
        _LON,
        _LAT,
        Column(
            "minutes",
            "choice",
            required=True,
            choices=tuple(map(str, CIRCLE_MINUTES)),
            aliases="步行时间 分钟 步行分钟数",
        ),
        Column(
            "walker",
            "choice",
            required=True,
            choices=WALKERS,
            vocabulary="walker",
            aliases="步行者 步行人群",
        ),
        Column("unit", aliases=_UNIT.aliases),
        Column("description", aliases="简介 介绍 备注 details"),
        _SOURCE,
        _SOURCE_DATE,
    ),
)

#: Everyday names: what people say for a unit, a venue, a place or a kind of venue. A name of
#: several rows may mean any of their targets.
ALIASES = Table(
    "aliases",
    (
        Column("alias", required=True),
        Column("kind", "choice", required=True, choices=ALIAS_KINDS),
        Column("target", required=True),
        _SOURCE,
        _NOTE,
    ),
)

#: Units that are no more; a unit that was divided has a row for each successor.
SUCCESSORS = Table(
    "successors",
    (
        Column("code"),
        Column("name", required=True),
        Column("level", "choice", required=True, choices=LEVELS),
        Column("successor", required=True),
        Column("date", "date"),
        _SOURCE,
    ),
)

#: Properties of a shape in ``outlines.geojson``.
OUTLINE_QUALITIES = ("official", "measured", "approximate")
OUTLINE_COLUMNS = (
    Column("code", required=True, aliases="单位代码 区划代码 行政区划代码 adcode"),
    Column("quality", "choice", required=True, choices=OUTLINE_QUALITIES, vocabulary="quality"),
    _SOURCE,
    Column("licence", required=True, aliases="授权 license"),
)

#: Columns that identify a row of each file of a pack; a file of venues is any ``venues/*.csv``.
KEYS = {
    "units.csv": ("code",),
    "villages.csv": ("code",),
    "places.csv": ("name", "kind", "unit"),
    "venues": ("id",),
    "indicators.csv": ("unit", "indicator", "year"),
    "reporting.csv": ("unit", "layer"),
    "shares.csv": ("id",),
    "needs.csv": ("id",),
    "circles.csv": ("id",),
    "aliases.csv": ("alias", "kind", "target"),
    "successors.csv": ("name", "successor"),
    "outlines.geojson": ("code",),
}

#: Declaration of each CSV file of a pack; a file of venues is any ``venues/*.csv``.
TABLES = {
    "units.csv": UNITS,
    "villages.csv": UNITS,
    "places.csv": PLACES,
    "venues": VENUES,
    "indicators.csv": INDICATORS,
    "reporting.csv": REPORTING,
    "shares.csv": SHARES,
    "needs.csv": NEEDS,
    "circles.csv": CIRCLES,
    "aliases.csv": ALIASES,
    "successors.csv": SUCCESSORS,
}


def family(file: str) -> str | None:
    """What :data:`KEYS` and :data:`TABLES` call a file of a pack; None when it has no rows."""
    folder, _, name = file.rpartition("/")
    if folder == "venues" and name.endswith(".csv"):
        return folder
    return file if file in KEYS and file != "venues" else None
