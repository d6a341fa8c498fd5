"""What a name is in English where the data have none: the words for kinds translated, in order.

吴中区图书馆（新馆） becomes Wuzhong District Library (new building). What is no word for a kind is
in pinyin; it is no official name, and who shows it says so.
"""

from __future__ import annotations

import re
from functools import lru_cache

from locator.names.romanise import syllables

#: Words for kinds and for parts of them; the longest that fits counts.
_WORDS = {
    "社区教育中心": "Community Education Centre", "文化服务中心": "Culture Service Centre",
    "新时代文明实践": "New Era Civilization Practice", "妇女儿童": "Women and Children's",
    "党群服务中心": "Community Service Centre", "青少年": "Youth", "活动中心": "Activity Centre",
    "老年大学": "Senior University", "老年学校": "Senior School", "老年体育": "Senior Sports",
    "老年": "Senior", "开放大学": "Open University", "社区学院": "Community College",
    "成人教育中心校": "Adult Education Centre", "成人教育": "Adult Education",
    "学习点": "Learning Point", "教学点": "Teaching Point", "学习中心": "Learning Centre",
    "学习角": "Learning Corner", "阅读点": "Reading Point", "阅读": "Reading",
    "图书馆": "Library", "图书": "Book", "少儿": "Children's", "儿童": "Children's",
    "博物馆": "Museum", "博物院": "Museum", "纪念馆": "Memorial Hall",
    "陈列馆": "Exhibition Hall", "展览馆": "Exhibition Hall", "展示馆": "Exhibition Hall",
    "美术馆": "Art Gallery", "艺术馆": "Art Museum", "艺术中心": "Arts Centre",
    "文化馆": "Cultural Centre", "文史馆": "Museum of Local History", "名人馆": "Hall of Fame",
    "档案馆": "Archives", "规划馆": "Planning Museum", "科技馆": "Science Museum",
    "体育馆": "Gymnasium", "体育中心": "Sports Centre", "文化中心": "Cultural Centre",
    "文化艺术": "Culture and Arts", "少年宫": "Children's Palace", "文化宫": "Cultural Palace",
    "工人": "Workers'", "职工": "Staff", "残疾人": "Disabled People's",
    "农家书屋": "Rural Book Room",
    "大剧院": "Grand Theatre", "剧院": "Theatre", "书场": "Storytelling House",
    "阅览室": "Reading Room", "城市书房": "City Book House", "书房": "Book House",
    "书屋": "Book Room", "书院": "Academy", "驿站": "Station", "邻里中心": "Neighbourhood Centre",
    "市民中心": "Civic Centre", "服务中心": "Service Centre", "中心": "Centre",
    "总馆": "Main Library", "分馆": "Branch", "分校": "Branch", "校区": "Campus",
    "新馆": "new building", "老馆": "old building", "旧馆": "old building", "本馆": "main building",
    "一馆": "No. 1", "二馆": "No. 2", "东馆": "East Building", "西馆": "West Building",
    "南馆": "South Building", "北馆": "North Building", "故居": "Former Residence",
    "旧址": "Site", "公园": "Park", "广场": "Square", "校": "School", "小学": "Primary School",
    "中学": "Middle School", "大学": "University", "学校": "School", "学院": "College",
    "幼儿园": "Kindergarten", "课程": "Courses", "24小时": "24-hour", "自助": "Self-service",
    "城市": "City", "中国": "China", "江苏省": "Jiangsu", "工艺美术": "Arts and Crafts",
    "数字": "Digital", "风景区": "Scenic Area", "保税区": "Bonded Zone",
    "生活区": "Residential Area",
    "非物质文化遗产": "Intangible Heritage", "评弹": "Pingtan",
    "昆曲": "Kunqu", "戏曲": "Opera", "丝绸": "Silk", "刺绣": "Embroidery", "苏绣": "Su Embroidery",
    "园林": "Garden", "状元": "Top Scholars", "古籍": "Ancient Books", "邮票": "Stamp",
    "考古": "Archaeology", "碑刻": "Stele", "民俗": "Folklore", "革命": "Revolution",
    "历史": "History", "艺术": "Art", "教育": "Education", "文化": "Culture", "体育": "Sports",
    "社区": "Community", "街道": "Subdistrict", "工业园区": "Industrial Park", "园区": "Park",
    "开发区": "Development Zone", "高新区": "Hi-tech Zone", "度假区": "Resort",
}  # fmt: skip # a table, a few rows a line
#: Endings of names of places, where two characters stand before them.
_ENDINGS = {"区": "District", "县": "County", "市": "City", "镇": "Town", "乡": "Township",
            "村": "Village", "路": "Road", "街": "Street", "巷": "Lane", "寺": "Temple",
            "站": "Station", "湖": "Lake", "湾": "Bay"}  # fmt: skip # a table
_PART = re.compile(
    "|".join(map(re.escape, sorted(_WORDS, key=lambda word: -len(word)))) + r"|[（）()、，·]|[!-~]+"
)
_PLACE = re.compile(rf"[\u3400-\u9fff]{{2,}}?[{''.join(_ENDINGS)}]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_MARKS = str.maketrans("（）、，", "(),,")


@lru_cache(maxsize=16384)
def translated(name: str) -> str:
    """A name in English by rules; what is not Chinese stays."""
    if not _CHINESE.search(name):
        return name
    words, place = [], 0
    for match in _PART.finditer(name):
        words += _places(name[place : match.start()])
        words.append(_WORDS.get(match[0], match[0].translate(_MARKS)))
        place = match.end()
    words += _places(name[place:])
    line = " ".join(word for word in words if word)
    return re.sub(r"\s+([),])", r"\1", re.sub(r"\(\s+", "(", line))


def _places(text: str) -> list[str]:
    """What no word for a kind is: names of places with their endings, the rest in pinyin."""
    words, start = [], 0
    for match in _PLACE.finditer(text):
        words += [_pinyin(text[start : match.end() - 1]), _ENDINGS[match[0][-1]]]
        start = match.end()
    return [*words, _pinyin(text[start:])]


def _pinyin(text: str) -> str:
    latin = "".join(syllables(text)).strip()
    return latin[:1].upper() + latin[1:]
