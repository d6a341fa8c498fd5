"""English forms of Chinese place names: pinyin stem, translated generic.

Pinyin comes from pypinyin's phrase dictionary; ``READINGS`` corrects the characters that it reads
otherwise in place names of this region. Town and county names were read through by hand, village
names were not: they are generated.
"""

from __future__ import annotations

import re

from pypinyin import lazy_pinyin

READINGS = {
    "长": "chang",  # 长桥, 长江: not zhang
    "都": "du",  # 七都: not dou
    "浒": "xu",  # 浒墅关, 浒浦: not hu
    "甪": "lu",  # 甪直
    "乐": "le",  # 乐余
    "巷": "xiang",
    "行": "hang",  # 鱼行, 周行
    "柏": "bai",
    "朝": "chao",
    "咀": "zui",
    "晟": "sheng",
    "莘": "xin",  # 莘塔
    "盛": "sheng",  # 盛泽
    "相": "xiang",  # 相城
}

GENERICS = (
    ("街道", "Subdistrict"),
    ("镇", "Town"),
    ("社区", "Community"),
    ("村", "Village"),
    ("居委会", "Residents' Committee"),
    ("生活区", "Living Quarter"),
)

FIXED = {
    "苏州市": "Suzhou City",
    "虎丘区": "Huqiu District",
    "吴中区": "Wuzhong District",
    "相城区": "Xiangcheng District",
    "姑苏区": "Gusu District",
    "吴江区": "Wujiang District",
    "苏州工业园区": "Suzhou Industrial Park",
    "常熟市": "Changshu City",
    "张家港市": "Zhangjiagang City",
    "昆山市": "Kunshan City",
    "太仓市": "Taicang City",
    "苏州高新技术创业服务中心": "Suzhou High-tech Innovation Service Centre",
    "苏州高新区综合保税区": "Suzhou New District Comprehensive Bonded Zone",
    "江苏省太湖采石公司": "Jiangsu Taihu Quarrying Company",
    "吴中区林场": "Wuzhong Forest Farm",
    "西山农业园区": "Xishan Agricultural Park",
    "穹窿山风景区": "Qionglongshan Scenic Area",
    "吴中经济技术开发区": "Wuzhong Economic and Technological Development Zone",
    "国家苏州太湖旅游度假区": "Suzhou Taihu National Tourism Resort",
    "阳澄湖生态休闲旅游度假区": "Yangcheng Lake Eco-leisure Tourism Resort",
    "苏州高铁新城": "Suzhou High-speed Rail New Town",
    "吴江经济技术开发区": "Wujiang Economic and Technological Development Zone",
    "东方丝绸市场": "Eastern Silk Market",
    "东太湖生态旅游度假区": "East Taihu Ecotourism Resort",
    "常熟经济技术开发区": "Changshu Economic and Technological Development Zone",
    "常熟高新技术产业开发区": "Changshu High-tech Industrial Development Zone",
    "常熟国家大学科技园": "Changshu National University Science Park",
    "张家港市现代农业示范园区": "Zhangjiagang Modern Agriculture Demonstration Park",
    "张家港经济技术开发区": "Zhangjiagang Economic and Technological Development Zone",
    "张家港保税区": "Zhangjiagang Free Trade Zone",
    "张家港市冶金工业园": "Zhangjiagang Metallurgical Industrial Park",
    "双山岛旅游度假区": "Shuangshan Island Tourism Resort",
    "昆山开发区": "Kunshan Development Zone",
    "昆山旅游度假区": "Kunshan Tourism Resort",
    "太仓经济开发区": "Taicang Economic Development Zone",
    "太仓科教新城": "Taicang Science and Education New Town",
}


def pinyin(text: str) -> str:
    """Pinyin of a name as one capitalised word, an apostrophe before a syllable in a, e or o."""
    syllables = lazy_pinyin(text, v_to_u=True)
    if len(syllables) == len(text):
        syllables = [READINGS.get(c, s) for c, s in zip(text, syllables, strict=True)]
    word = syllables[0]
    for syllable in syllables[1:]:
        word += f"'{syllable}" if syllable[0] in "aeo" else syllable
    return word[:1].upper() + word[1:]


def english(name: str) -> str:
    """English form of a unit's name, ``""`` where it would hold anything but a plain name."""
    if name in FIXED:
        return FIXED[name]
    for generic, translated in GENERICS:
        stem = name.removesuffix(generic)
        if stem != name and re.fullmatch(r"[\u4e00-\u9fff]+", stem):
            return f"{pinyin(stem)} {translated}"
    return ""
