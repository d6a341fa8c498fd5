"""What a Chinese name is called by people who write English: Lindun Road for 临顿路."""

from __future__ import annotations

from locator.names.keys import core_key
from locator.names.latin import HAN, syllables

#: Generic words that signs and maps translate, and how; the longest that fits counts.
GENERIC = {
    "火车站": ("railwaystation", "trainstation", "station"),
    "汽车站": ("busstation", "coachstation"),
    "北站": ("northrailwaystation", "northstation"),
    "南站": ("southrailwaystation", "southstation"),
    "东站": ("eastrailwaystation", "eaststation"), "西站": ("westrailwaystation", "weststation"),
    "地铁站": ("metrostation", "station"),
    "站": ("station", "metrostation", "subwaystation"),
    "博物馆": ("museum",), "纪念馆": ("memorialhall", "memorial"), "图书馆": ("library",),
    "美术馆": ("artgallery", "gallery", "artmuseum"), "艺术馆": ("artmuseum", "artgallery"),
    "文化馆": ("culturalcentre", "culturalcenter"), "科技馆": ("sciencemuseum",),
    "文化艺术中心": ("cultureandartscentre", "cultureandartscenter", "artscentre"),
    "大剧院": ("grandtheatre", "grandtheater", "theatre"), "剧院": ("theatre", "theater"),
    "体育中心": ("sportscentre", "sportscenter"), "文化宫": ("culturalpalace",),
    "奥林匹克体育中心": ("olympicsportscentre", "olympicsportscenter"),
    "老年大学": ("senioruniversity", "universityforseniors"),
    "开放大学": ("openuniversity",), "大学": ("university",),
    "市民中心": ("civiccentre", "civiccenter"), "中心": ("centre", "center"),
    "西馆": ("west", "westbranch"), "北馆": ("north", "northbranch"), "分馆": ("branch",),
    "工业园区": ("industrialpark",), "园区": ("park",),
    "大道": ("avenue",), "路": ("road", "rd"), "街": ("street", "st"), "巷": ("lane",),
    "医院": ("hospital",), "小学": ("primaryschool",), "中学": ("middleschool",),
    "学校": ("school",), "幼儿园": ("kindergarten",),
    "公园": ("park",), "广场": ("square", "plaza"), "花园": ("garden",), "园": ("garden",),
    "古镇": ("ancienttown", "watertown", "oldtown"), "湖": ("lake",), "湾": ("bay",),
    "山": ("hill", "mountain"),
    "寺": ("temple",), "塔": ("pagoda",), "桥": ("bridge",), "门": ("gate",), "岛": ("island",),
    "社区": ("community",), "街道": ("subdistrict",), "镇": ("town",), "村": ("village",),
    "区": ("district",), "县": ("county",), "市": ("city",),
}  # fmt: skip # a table, a row a line
_BY_LENGTH = sorted(GENERIC, key=lambda word: -len(word))


def english_keys(name: str) -> list[str]:
    """Keys under which a Chinese name is sought in English; [] where it has no generic word.

    The stem is in pinyin, the generic word behind it translated, twice where there are two:
    苏州博物馆西馆 gives ``suzhoumuseumwest``.
    """
    core = core_key(name)
    return _english(core) if HAN.search(core) else []


def _english(core: str, depth: int = 2) -> list[str]:
    generic = next((w for w in _BY_LENGTH if core.endswith(w) and core != w), "")
    if not generic or not depth:
        return []
    stem = core.removesuffix(generic)
    translated = _english(stem, depth - 1)
    # Both are used: Dushu Lake Library, but Hanshan Temple.
    stems = [*translated, "".join(syllables(stem))]
    found = [s + word for s in stems for word in GENERIC[generic]]
    # A station is called by what it is named after: Lindun Road.
    return found + translated if generic == "站" else found
