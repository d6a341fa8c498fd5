"""A Chinese name in Latin letters, where the data have no English form: in pinyin, or translated.

In pinyin as signs write it 察院场站 is Chayuanchang Station. Translated, with the words for kinds
in English and in order, 吴中区图书馆（新馆） is Wuzhong District Library (new building), and what
is no word for a kind is in pinyin. Neither is an official name, and who shows it says so.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_loading = Lock()

#: Common nouns that are words of their own in pinyin: 苏州图书馆 → Suzhou Tushuguan. Longer first.
_NOUNS = (
    "社区教育中心", "文化服务中心", "新时代文明实践", "妇女儿童", "党群服务中心", "青少年",
    "活动中心", "老年大学", "老年学校", "开放大学", "社区学院", "学习点", "学习中心", "图书馆",
    "博物馆", "纪念馆", "陈列馆", "展览馆", "美术馆", "艺术馆", "文化馆", "科技馆", "体育馆",
    "体育中心", "文化中心", "少年宫", "文化宫", "大剧院", "剧院", "名人馆", "阅览室", "农家书屋",
    "书房", "书屋", "分馆", "总馆", "社区", "街道", "故居", "公园", "校区", "小学", "中学",
    "大学", "学校", "学院", "广场", "自助", "24小时",
)  # fmt: skip # a table, a row a line
_NOUN = re.compile("|".join(map(re.escape, _NOUNS)) + r"|[（）()、，·]|[!-~]+")
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
    "当代": "Contemporary", "现代": "Modern", "国际": "International", "公共": "Public",
    "市民": "Citizens'", "民众联络所": "Community Liaison Centre", "文体": "Culture and Sports",
    "为老服务中心": "Senior Service Centre", "少年儿童": "Children's", "家门口的": "Neighbourhood",
    "党群中心": "Community Service Centre", "颐养院": "Care Home", "老年公寓": "Senior Apartments",
    "公寓": "Apartments", "花园": "Garden", "新村": "New Village",
    "家园": "Homes", "老街": "Old Street", "大桥": "Bridge", "半岛": "Peninsula",
    "湖畔": "Lakeside", "湖滨": "Lakeside", "市镇": "Market Town", "都市": "Metropolitan",
    "华东": "East China", "植物": "Botanical", "空间": "Space", "童话": "Fairy-tale",
    "水岸": "Waterfront", "新城": "New Town", "高铁新城": "High-speed Railway New Town",
    "科技城": "Science Town", "文创园": "Creative Park", "创意产业园": "Creative Industry Park",
    "教育园": "Education Park", "生态园": "Ecological Park", "生态": "Ecological",
    "经开区": "Development Zone", "海关": "Customs", "传媒": "Media", "轨交": "Metro",
    "国学": "Chinese Classics", "科普": "Popular Science", "主题特色": "Special Theme",
    "培训": "Training", "成校": "Adult School", "学苑": "Academy", "悦读会": "Reading Club",
    "书画院": "Calligraphy and Painting Academy", "粉画": "Pastel", "篆刻": "Seal Carving",
    "中医药": "Traditional Chinese Medicine", "生物医药": "Biomedicine",
    "商会": "Chamber of Commerce", "城墙": "City Wall", "生肖": "Zodiac", "古琴": "Guqin",
    "御窑金砖": "Imperial Kiln Brick", "古砖瓦": "Ancient Brick and Tile", "古董": "Antiques",
    "连环画": "Picture-story Book", "历代钱币珍藏馆": "Historical Coins Museum",
    "江南丝竹馆": "Jiangnan Sizhu Hall", "天文馆": "Planetarium", "奇石馆": "Rare Stones Hall",
    "学术馆": "Academic Hall", "杰出人物馆": "Hall of Fame", "艺体馆": "Arts and Sports Hall",
    "科普馆": "Popular Science Hall", "教育馆": "Education Hall", "展馆": "Exhibition Hall",
    "石馆": "Stone Hall", "童书馆": "Children's Library", "祠堂": "Ancestral Hall",
    "烈士": "Martyrs", "抗日": "Anti-Japanese", "民主政府": "Democratic Government",
    "自卫队": "Self-defence Corps", "县委": "County Party Committee", "战役": "Campaign",
    "乡村": "Rural", "奥林匹克": "Olympic", "体育场": "Stadium", "发展": "Development",
    "火车站": "Railway Station", "汽车站": "Coach Station", "高铁": "High-speed Railway",
    "大道": "Avenue", "湿地": "Wetland", "医院": "Hospital", "总院": "Main Hospital",
    "博览中心": "Expo Centre", "奥体": "Olympic Sports", "纪念园": "Memorial Park",
    "新区": "New District", "国家": "National", "省级": "Provincial", "森林": "Forest",
    "景区": "Scenic Area", "遗址": "Site", "古镇": "Ancient Town", "古村": "Ancient Village",
    "古街": "Ancient Street", "大街": "Street", "美食街": "Food Street", "花卉": "Flower",
    "植物园": "Botanical Garden", "月季园": "Rose Garden", "园博园": "Garden Expo Park",
    "农耕": "Farming", "文化园": "Cultural Park", "会议中心": "Conference Centre",
    "第一": "First", "第二": "Second", "第三": "Third", "游客中心": "Visitor Centre",
    "东部": "East", "南部": "South", "西部": "West", "北部": "North",
    "开发区": "Development Zone", "高新区": "Hi-tech Zone", "度假区": "Resort",
    "园区图书馆": "Industrial Park Library", "园区24小时": "Industrial Park 24-hour",
    "拙政园": "Humble Administrator's Garden", "苏博": "Suzhou Museum",
    "苏大": "Soochow University", "苏州园区": "Suzhou Industrial Park", "旅游": "Tourist",
    "世界": "World", "动物": "Animal", "海洋馆": "Aquarium", "海洋": "Ocean", "运河": "Canal",
    "京杭大运河": "Grand Canal", "大运河": "Grand Canal", "自然": "Natural", "禅寺": "Chan Temple",
    "城隍庙": "City God Temple", "文庙": "Confucian Temple", "昆剧院": "Kunqu Theatre",
    "教堂": "Church", "购物村": "Outlet Village", "基督": "Christian", "横街": "Hengjie Street",
    "双塔": "Twin Pagodas", "电影": "Film", "水世界": "Water World", "探索馆": "Discovery Hall",
    "比斯特": "Bicester",
}  # fmt: skip # a table, a few rows a line
#: Endings of names of places, where two characters stand before them.
_ENDINGS = {"区": "District", "县": "County", "市": "City", "镇": "Town", "乡": "Township",
            "村": "Village", "路": "Road", "街": "Street", "巷": "Lane", "寺": "Temple",
            "站": "Station", "湖": "Lake", "湾": "Bay"}  # fmt: skip # a table
_PART = re.compile(
    "|".join(map(re.escape, sorted(_WORDS, key=lambda word: -len(word)))) + r"|[（）()、，·]|[!-~]+"
)
_PLACE = re.compile(rf"[\u3400-\u9fff]{{2,}}?[{''.join(_ENDINGS)}]")
#: What one character behind a translated word says.
_SINGLE = _ENDINGS | {"南": "South", "北": "North", "东": "East", "西": "West", "中": "Middle"}
#: A part of a road, and a side of what a station is called after: 广济南路, 平泷路东站.
_SIDE = re.compile("(?<=[\u3400-\u9fff]{2})([东南西北中])(路|街|站$)|^([东南西北])(站)$")
#: Parts of an estate: 东港二村, 华通一区.
_NUMBERED = re.compile(r"([一二三四五六七八九十])([村区])")
_NUMBERS, _PARTS = "一二三四五六七八九十", {"村": "Village", "区": "Area"}
#: A person's name has three characters at most; so has what is written as one word.
_PERSON = 3
#: Houses that bear a person's name, and what family names most people bear.
_OF_PERSONS = ("纪念馆", "故居", "学术馆", "艺术馆", "美术馆", "陈列馆")
_FAMILIES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁"
    "任沈姚卢姜崔钟谭陆汪范石廖贾夏韦付方白邹孟熊秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严戴莫孔向"
    "汤柳颜翁费俞章祝"
)
#: A Chinese character. Written out, not escaped: Arrow's expressions know no escape.
HAN = re.compile("[\u3400-\u9fff]")
_MARKS = str.maketrans("（）、，", "(),,")


@lru_cache(maxsize=16384)
def romanised(name: str) -> str:
    """Pinyin as signs write it, a word a noun: 察院场站 → Chayuanchang Station.

    A mechanical transcription without tones; rare readings of a character may come out wrong.
    What is not Chinese stays.
    """
    if not HAN.search(name):
        return name
    core = name.removesuffix("站")
    words, place = [], 0
    for match in _NOUN.finditer(core):
        words += [_latin(core[place : match.start()]), _latin(match[0])]
        place = match.end()
    return _line([*words, _latin(core[place:]), _ENDINGS["站"] if core != name else ""])


@lru_cache(maxsize=16384)
def translated(name: str) -> str:
    """A name in English by rules; what is not Chinese stays."""
    if not HAN.search(name):
        return name
    words, place = [], 0
    for match in _PART.finditer(name):
        words += _places(name[place : match.start()], match[0])
        words.append(_WORDS.get(match[0], match[0].translate(_MARKS)))
        place = match.end()
    return _line([*words, *_places(name[place:])])


def _line(words: Iterable[str]) -> str:
    """Words on a line, brackets and commas as English sets them."""
    line = " ".join(word for word in words if word)
    return re.sub(r"\s+([),])", r"\1", re.sub(r"\(\s+", "(", line))


def _latin(word: str) -> str:
    plain = word.translate(_MARKS).strip()
    latin = "".join(syllables(plain))
    return latin[:1].upper() + latin[1:] if plain and not plain.isascii() else plain


def _places(text: str, following: str = "") -> list[str]:
    """What no word for a kind is: names of places with their endings, the rest in pinyin."""
    if _is_person(text, following):
        return [_pinyin(text[0]), _pinyin(text[1:])]
    words: list[str] = []
    text = _SIDE.sub(lambda m: f" {_SINGLE[m[1] or m[3]]} {_SINGLE[m[2] or m[4]]} ", text)
    text = _NUMBERED.sub(lambda m: f" No. {_NUMBERS.index(m[1]) + 1} {_PARTS[m[2]]} ", text)
    for part in text.split():
        if part.isascii():
            words.append(part)
        elif part in _SINGLE:
            words.append(_SINGLE[part])
        else:
            start = 0
            for match in _PLACE.finditer(part):
                words += _place(part[start : match.end()])
                start = match.end()
            rest = part[start:]
            words += [_SINGLE[rest]] if start and rest in _SINGLE else _pairs(rest)
    return words


def _is_person(text: str, house: str) -> bool:
    """Whether a house is named after a person: 颜文樑纪念馆, but 苏州美术馆 and 张家港美术馆."""
    if len(text) not in (2, _PERSON) or text[0] not in _FAMILIES or text[1] == "家":
        return False
    return house in _OF_PERSONS if len(text) == _PERSON else house in _OF_PERSONS[:3]


def _place(text: str) -> list[str]:
    """A place with its ending; of 娄葑梅巷 the lane has two characters, as most have."""
    stem, ending = text[:-1], text[-1]
    if len(stem) == _PERSON and ending in "湖巷湾" and stem[1] != "家" and stem[2] not in _SINGLE:
        return [_pinyin(stem[:2]), _pinyin(stem[2] + ending)]
    return [*_pairs(stem), _ENDINGS[ending]]


def _pairs(text: str) -> Iterator[str]:
    """A long name by two syllables a word, as most are: 娄葑团结 is Loufeng Tuanjie."""
    while len(text) > _PERSON:
        # 张家港, 夏家桥: a family's place.
        size = 3 if text[1] == "家" and len(text) > _PERSON + 1 else 2
        yield _pinyin(text[:size])
        text = text[size:]
    yield _pinyin(text)


def _pinyin(text: str) -> str:
    first, *others = syllables(text) or [""]
    latin = first + "".join(f"'{s}" if s[:1] in ("a", "e", "o") else s for s in others)
    latin = latin.replace("lv", "lü").replace("nv", "nü").strip()
    return latin[:1].upper() + latin[1:]


def syllables(text: str, errors: Callable[[str], str] | str = "default") -> list[str]:
    """Pinyin of each character without tones; ``errors`` as in :func:`pypinyin.lazy_pinyin`.

    Names of places are read as ``readings.toml`` has them.
    """
    return [*_read(text)] if errors == "default" else _read_by()(text, errors=errors)


@lru_cache(maxsize=16384)
def _read(text: str) -> tuple[str, ...]:
    # The same parts stand in thousands of names: 苏州, 图书馆.
    return tuple(_read_by()(text, errors="default"))


def _read_by() -> Callable[..., list[str]]:
    with _loading:  # two threads that load them at once break each other's loading off
        return _reader()


@cache
def _reader() -> Callable[..., list[str]]:
    # Its dictionaries take a quarter of a second to load: only who reads pinyin waits for them.
    import pypinyin  # noqa: PLC0415 - see above

    text = files(__package__).joinpath("readings.toml").read_text(encoding="utf-8")
    readings = tomllib.loads(text)
    pypinyin.load_single_dict({ord(c): sound for c, sound in readings["characters"].items()})
    pypinyin.load_phrases_dict(
        {word: [[sound] for sound in sounds.split()] for word, sounds in readings["words"].items()}
    )
    return pypinyin.lazy_pinyin
