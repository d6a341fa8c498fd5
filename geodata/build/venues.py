"""venues/<layer>.csv of the Suzhou pack from the collected tables.

Rows are merged (``venues_more.csv`` and ``venues_finds.csv`` complete a row they name; the
OpenStreetMap point of the former wins, a point of the latter only fills a blank; hours of
``venues_hours.csv`` replace those that name no day of closing),
mapped to the pack's units by the names in the record, never by a cell, and given a stable id. What
is decided here is explained in geodata/README.md.
"""

from __future__ import annotations

import csv
import hashlib
import re
from typing import TYPE_CHECKING

from common import CITY, PACK, published, read_rows, sip_code, write_table

from locator.pack.schema import VENUES
from locator.pack.tables import is_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Row = dict[str, str]

COLLECTED_IN = "2026-11"
"""When undated pages were read: the date of a table that gives it is that of collecting."""

LAYERS = {
    "cultural_centre": "cultural_center",
    "youth_centre": "youth_center",
    "women_children_centre": "women_children_center",
    "disabled_centre": "disabled_center",
}
"""Collected layer → layer of the pack, where the spelling differs."""

SUBTYPE_LAYERS = {
    "剧院": "theatre",
    "文化艺术中心/剧院": "theatre",
    "市民中心": "public_space",
    "镇街综合文化中心": "culture_service_center",
}
NAME_LAYERS = {
    "花桥艺体馆": "public_space",
    "姑苏区市民活动中心": "public_space",
    # The page says 成人教育中心校; that it is the 社区教育中心 would be our inference.
    "太湖新城成人教育中心校": "community_learning_place",
    "苏州博物馆古籍图书馆": "library",
}
LEFT_OUT = {
    "昆山市图书馆项脊分馆": "设在小学内，是否对公众开放待核",
    "横泾剧场（沙家浜景区）": "收费景区内的演出设施",
    "五人墓（义风园）": "墓园，未见展陈和学习活动的说明",
    "邓邦述故居": "名人故居，未见对公众开放的说明",
    "苏帮菜博物馆西中市馆": "餐馆所设，未见作为博物馆开放的说明",
    "张家港市老年体育大学（总校）": "老年体育组织，不是老年教育的学习点",
    "张家港市老年体育大学保税区分校": "老年体育组织，不是老年教育的学习点",
    "张家港市老年体育大学经开区（杨舍镇）分校": "老年体育组织，不是老年教育的学习点",
}
SAME = {
    "苏州图书馆姑苏区分馆": "苏州图书馆姑苏分馆",
    "园区图书馆湖西贵都民众联络所阅览室": "园区图书馆湖西贵都社区阅览室",
    "园区图书馆沁苑民众联络所阅览室": "园区图书馆湖西沁苑社区阅览室",
    "园区图书馆戈巷民众联络所阅览室": "园区图书馆唯亭戈巷社区阅览室",
    "园区图书馆玲珑民众联络所阅览室": "园区图书馆金鸡湖玲珑湾社区阅览室",
    "园区图书馆月亮湾翰林民众联络所阅览室": "园区图书馆翰林缘社区科普阅览室",
    "园区图书馆唯亭阅览室": "苏州工业园区图书馆唯亭分馆",
}
"""Two names of one house in a list of holdings → the name that is kept; the other is an alias.

苏安民众联络所 may be that of 苏安南 or of 苏安北: it stays, and its note says so.
"""

UNITS = {"苏州考古博物馆": "虎丘区", "苏州生肖邮票博物馆": "姑苏区"}
"""County by what the source or the point says, where the collected row had another."""
DATES = {"沙溪文史馆": "2018-01-16"}
"""Day of a page whose date was overlooked."""
HOURS_FROM = {"吴江图书馆": "2009"}
"""Year of hours whose page has no date, as they themselves tell."""
PAID = {"沙溪文史馆": "收费（沙溪古镇联票内，2018-01 的资料）"}
DOUBTS = {
    "苏州图书馆虎丘书院分馆": "是否开放待核：三次节假日公告列为闭馆",
    "苏州图书馆星河平江分馆": "是否开放待核：两次节假日公告列为闭馆",
    "苏州图书馆沧浪分馆": "是否开放待核：馆名用的是 2012 年撤销的沧浪区",
    "苏州图书馆相城分馆": "馆址已迁，地址待核",
    "苏州图书馆通安六区分馆": "馆名待核：可能是“华通六区”",
    "吴江图书馆": "开放时间是 2009 年的资料，待核",
    "得尔希艺术馆": "种类待核：可能是商业艺术机构",
    "园区图书馆娄葑苏安民众联络所阅览室": "可能与苏安南或苏安北社区阅览室是同一处，待核",
}
"""What must be asked before anybody relies on a record."""

AUDIENCE = {
    "city_senior_university": "seniors",
    "county_senior_university": "seniors",
    "senior_school": "seniors",
    "senior_learning_point": "seniors",
    "disabled_center": "disabled",
    "youth_center": "youth",
    "women_children_center": "children",
    "workers_palace": "workers",
}
"""For whom a venue is by its very kind."""
NAMED_FOR = {"青少年": "youth", "少儿": "children", "少年儿童": "children", "童书": "children",
             "童话": "children"}  # fmt: skip # a table
"""For whom it is by its very name, first word first; nothing else is assumed."""

RECOGNITION = {
    "甪直镇老年大学": "苏州市教育现代化老年大学（第二批，2013）",
    "锦丰镇老年大学": "苏州市教育现代化乡镇老年大学（2012）",
    "锦丰镇社区教育中心": "江苏省标准化社区教育中心（2011）",
    "浒墅关经开区（镇）社区教育中心": "江苏省社会教育先进集体（2024）",
}
"""Recognitions of quality that a source names; 家门口的老年大学 is a project, not one of them."""

DATASETS = {
    "Evenss/metro-typing": "高德地铁图 (github.com/Evenss/metro-typing 收录)",
    "Nativu5/SuzhouGardenVis": "苏州园林名录 (github.com/Nativu5/SuzhouGardenVis 收录)",
    "cnderrick/mcp_library_search": "{held} (github.com/cnderrick/mcp_library_search 收录)",
    "jmtongmu/baodaiqiao-community-map": (
        "baodaiqiao-community-map 数据集 (github.com/jmtongmu/baodaiqiao-community-map)"
    ),
    "lijingfe/SuzhouMap": "SuzhouMap 开放数据集 (github.com/lijingfe/SuzhouMap)",
    "modood/Administrative-divisions-of-China": (
        "国家统计局区划 2023 (github.com/modood/Administrative-divisions-of-China 收录)"
    ),
    "mywork1017/xuexixingqiu": (
        "苏州图书馆官方服务点接口 (github.com/mywork1017/xuexixingqiu 引用)"
    ),
    "onlycwy11/TravelEval": (
        "TravelEval 景点数据集 (github.com/onlycwy11/TravelEval，"
        "与 github.com/TenofHearts/TravelPlanning 同源)"
    ),
}
"""What a repository holds, for people; ``{held}`` is the collected remark in brackets.

File, commit and datum stay in the collected tables; a converted point's datum is in the note.
"""

_REPOSITORY = re.compile(
    r"github (?P<repo>[\w.-]+/[\w.-]+)(?: 2023| 脚本| [\w./-]+\.(?:csv|json))?"
    r"(?: @[0-9a-f]{7,40})?(?: \((?P<held>[^()]*)\))?(?: \(id \d+\))?"
)
_OPENSTREETMAP = re.compile(
    r"OpenStreetMap \(ODbL(?: 1\.0)?\)"
    r"(?: https://www\.openstreetmap\.org/(?P<object>\w+/\d+))? via " + _REPOSITORY.pattern
)

#: Remarks among collectors, and what a reader of the card should see instead.
REMARKS = (
    (r"社区代码 \d{12}；?", ""),
    (r"补(?:第二)?(?:网站与)?(?:来源|地址)[：；]?", ""),
    (r"地址见 venues\.csv", ""),
    (r"单源\(Baidu POI\)", "位置只有百度地图一个来源"),
    (r"Baidu POI", "百度地图点位"),
    (r"标为 museum", "标为博物馆"),
    (r"故无 town_code", "故无统计代码"),
    (r"故不列为 senior_school", "故不列为老年学校"),
    (r"\bOSM\b", "OpenStreetMap"),
    (r"；?该文件另含个人数据，未取用", ""),
    (r"；?现有包缺此馆(?:（[^）]*）)?", ""),
    (r"（现有行，(OpenStreetMap way \d+)）", r"（\1）"),
    (r"(?:把现有来源日期|现有行日期)[^；]*(?:；|$)", ""),
    (r"现有行“[^”]*（数据集所载）”缺闭馆日；?", ""),
    (r"现有行(?:缺地址|无 admission|只到市：应归姑苏区 320508)；?", ""),
    (r"宜填 admission=收费；?", ""),
    (r"与现有一致；?", ""),
    (r"与现有“", "与“"),
    (r"(?:页面|文件)无日期[，；]此为采集年月[；，]?", ""),
    (r"页面(?:未见|无)日期；?", ""),
)

#: A table of sights whose price column is 0 where nobody filled it in.
_PRICED = "github onlycwy11/TravelEval"
#: Hours of a source before this day are said to be old.
_OLD = "2022"
LIBRARIES = {"library", "library_branch", "community_reading_room", "city_book_house"}
LEGALLY_FREE = "免费（公共图书馆依法免费开放）"


def build() -> None:
    """Write one file a layer; files of layers without a record are removed."""
    units = _Units()
    dropped = LEFT_OUT.keys() | SAME.keys()
    rows = [_record(row, units) for row in _merged() if row["name"] not in dropped]
    folder = PACK / "venues"
    folder.mkdir(exist_ok=True)
    for stale in folder.glob("*.csv"):
        stale.unlink()
    for layer in sorted({row["layer"] for row in rows}):
        own = sorted((row for row in rows if row["layer"] == layer), key=lambda row: row["id"])
        write_table(folder / f"{layer}.csv", VENUES, own)


def _merged() -> list[Row]:
    """Rows of both tables, completed ones merged into one."""
    rows = {row["name"]: row for row in read_rows("venues.csv")}
    for more in [*read_rows("venues_more.csv"), *_finds()]:
        if more["relation"] == "new":
            rows[more["name"]] = more
            continue
        known = rows[more["existing_name"]]
        if more.get("orig_datum") is not None:
            _fill_point(known, more)
        elif more["lon"]:
            known |= {key: more[key] for key in ("lon", "lat", "precision")}
            known |= {"orig_datum": "WGS-84", "coord_check": ""}
            known["source"] = _without_point(known["source"])
        for key in ("town", "town_code", "address", "phone", "website"):
            known[key] = known[key] or more[key]
        known["opening_hours"] = known["opening_hours"] or _aged(more, more["source_date"])
        known["source"] = "；".join(dict.fromkeys([known["source"], more["source"]]))
        # A namesake's point says nothing of the venue, nor does the day an undated page was read.
        if more["source_date"] != COLLECTED_IN and more["precision"] != "estimated":
            known["source_date"] = max(known["source_date"], more["source_date"])
        known["note"] = "；".join(filter(None, [known["note"], _own_note(more["note"])]))
    for row in read_rows("venues_hours.csv"):
        known = rows[row["name"]]
        known |= {"opening_hours": _aged(row, row["source_date"])}
        known["phone"] = known["phone"] or row["phone"]
        for key in ("source", "note"):
            known[key] = "；".join(filter(None, [known[key], row[key]]))
    return list(rows.values())


def _finds() -> list[Row]:
    """Rows of ``venues_finds.csv``; a point of something of the same name is an estimate."""
    rows = read_rows("venues_finds.csv")
    for row in rows:
        if row["lon"] and "估点" in row["note"]:
            row["precision"] = "estimated"
    return rows


def _fill_point(known: Row, more: Row) -> None:
    """Take a point over where there is none, with where it comes from."""
    if more["lon"] and not (known["lon"] and known["precision"] in {"exact", "street"}):
        point = ("lon", "lat", "precision", "orig_datum", "orig_lon", "orig_lat")
        known |= {key: more[key] for key in point}
        known["coord_check"] = ""


def _own_note(note: str) -> str:
    """A completing row's note without its remarks to the person who merges."""
    parts = re.split(r"[；;，,]", note)
    return "；".join(
        p for p in parts if not re.search(r"venues\.csv|此为 OSM 点|可替换|补全网址|补.*坐标", p)
    )


class _Units:
    """Codes of the pack's units by the names that records use."""

    def __init__(self) -> None:
        with (PACK / "units.csv").open(encoding="utf-8", newline="") as file:
            units = list(csv.DictReader(file))
        with (PACK / "villages.csv").open(encoding="utf-8", newline="") as file:
            self.villages = {row["code"] for row in csv.DictReader(file)}
        self.counties = {row["name"]: row["code"] for row in units if row["level"] == "county"}
        self.towns = {
            (row["parent"], row["name"]): row["code"] for row in units if row["level"] == "town"
        }

    def of(self, row: Row) -> str:
        """The most precise unit that the record names: community, town, county or the city."""
        county = self.counties.get(UNITS.get(row["name"], row["county"]), "")
        community = re.search(r"社区代码 (\d{12})", row["note"])
        if community and sip_code(community[1]) in self.villages:
            return sip_code(community[1])
        town = row["town"] or self._named_in(county, row["address"])
        return self.towns.get((county, town), "") or county or CITY

    def _named_in(self, county: str, address: str) -> str:
        """The one town of the county whose full name stands in an address."""
        named = [name for (above, name) in self.towns if above == county and name in address]
        return named[0] if len(named) == 1 else ""


def _aged(row: Row, date: str) -> str:
    """Hours, with the doubt that their age is: nobody is told that a house is open by them."""
    hours = row["opening_hours"]
    if not hours or date >= _OLD or "以馆方公告为准" in hours:
        return hours
    age = f"{date[:4]} 年的资料" if date else "资料未注明日期"
    return f"{hours}（{age}，以馆方公告为准）"


def _record(row: Row, units: _Units) -> Mapping[str, object]:
    layer = _layer(row)
    located = row["precision"] in {"exact", "street", "estimated"} and bool(row["lon"])
    given = DATES.get(row["name"], row["source_date"])
    if given == COLLECTED_IN:
        given = ""
    notes = [DOUBTS.get(row["name"], ""), row["note"], row.get("coord_check", "")]
    foreign = row.get("orig_datum", "") in {"BD-09", "GCJ-02"}
    if located and foreign and row.get("orig_lon"):
        notes.append(f"坐标由 {row['orig_datum']}（{row['orig_lon']},{row['orig_lat']}）换算")
    website = row["website"] if is_url(row["website"]) else ""
    key = f"{layer}|{row['name']}|{row['county']}"
    return {
        "id": f"sz-{hashlib.sha256(key.encode()).hexdigest()[:10]}",
        "name": row["name"],
        "layer": layer,
        "unit": units.of(row),
        "address": row["address"],
        "lon": row["lon"] if located else "",
        "lat": row["lat"] if located else "",
        "precision": row["precision"] if located else "unit",
        "phone": row["phone"],
        "opening_hours": _aged(row, HOURS_FROM.get(row["name"], given)),
        "admission": _admission(row, layer),
        "website": website,
        "audience": AUDIENCE.get(layer) or _named_for(row["name"]),
        "recognition": RECOGNITION.get(row["name"], ""),
        "status": "open",
        "source": _source(row["source"]),
        "source_date": given,
        "collected_date": "" if given else COLLECTED_IN,
        "licence": _licence(row, located=located, foreign=foreign),
        "note": _note(notes),
    }


def _named_for(name: str) -> str:
    return next((code for word, code in NAMED_FOR.items() if word in name), "")


def _note(notes: Iterable[str]) -> str:
    """Each remark once, in words of a reader."""
    text = "；".join(dict.fromkeys(note for note in notes if note))
    for remark, words in REMARKS:
        text = re.sub(remark, words, text)
    return text.strip("；")


def _layer(row: Row) -> str:
    subtype = row.get("subtype", "")
    if row["layer"] == "senior_university":
        return "city_senior_university" if subtype == "市级" else "county_senior_university"
    return (
        NAME_LAYERS.get(row["name"])
        or SUBTYPE_LAYERS.get(subtype)
        or LAYERS.get(row["layer"], row["layer"])
    )


def _admission(row: Row, layer: str) -> str:
    text = PAID.get(row["name"], row.get("free_paid", ""))
    if layer in LIBRARIES:
        return LEGALLY_FREE if text == "免费" else text
    # A 0 in the price column of that table is no price: some of them stand in ticketed parks.
    return "" if text == "免费" and row["source"].startswith(_PRICED) else text


def _source(text: str) -> str:
    """A source a person can read: publisher, site and address, no paths inside repositories."""
    text = _OPENSTREETMAP.sub(_openstreetmap, text)
    text = _REPOSITORY.sub(lambda match: DATASETS[match["repo"]].format(held=match["held"]), text)
    text = re.sub(r"GitHub([^（]*)（[,，\s]*([^）]*)）", _unnamed, text)
    text = published(text)
    text = re.sub(r"^同上：|(?<=；)同上：", "", text.replace("与现有“", "与“"))
    return re.sub(r"\s*[;；]\s*", "；", text).strip("； ")


def _openstreetmap(match: re.Match[str]) -> str:
    """An object of OpenStreetMap with its address, and the data set it was taken from."""
    address = f"https://www.openstreetmap.org/{match['object'] or match['held']}"
    return f"OpenStreetMap（ODbL 1.0）{address}，引自 {DATASETS[match['repo']]}"


def _unnamed(match: re.Match[str]) -> str:
    """A page of GitHub whose repository was not written down, said so."""
    said = [part for part in (match[2].removesuffix("仓库名未记录").rstrip("，"),) if part]
    return f"GitHub{match[1]}（{'，'.join([*said, '仓库名未记录'])}）"


def _without_point(source: str) -> str:
    """A source without its remark on a point that another one replaced."""
    parts = re.split(r"; (?![^()]*\))", source)
    return "; ".join(part for part in parts if not part.startswith("坐标"))


def _licence(row: Row, *, located: bool, foreign: bool) -> str:
    if "OpenStreetMap" in row["source"]:
        return "ODbL 1.0"
    if located and foreign:
        return f"仅事实；坐标源自商业地图（{row['orig_datum']}），再发布前须核"
    return "仅事实，来源未注明许可"
