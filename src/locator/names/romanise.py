"""Names for people who do not read Chinese, where the data have no English form."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Generic endings that signs translate.
_ENDINGS = {"站": "Station"}
#: Common nouns that stand as words of their own: 苏州图书馆 → Suzhou Tushuguan. Longer ones first.
_NOUNS = (
    "社区教育中心", "文化服务中心", "新时代文明实践", "妇女儿童", "党群服务中心", "青少年",
    "活动中心", "老年大学", "老年学校", "开放大学", "社区学院", "学习点", "学习中心", "图书馆",
    "博物馆", "纪念馆", "陈列馆", "展览馆", "美术馆", "艺术馆", "文化馆", "科技馆", "体育馆",
    "体育中心", "文化中心", "少年宫", "文化宫", "大剧院", "剧院", "名人馆", "阅览室", "农家书屋",
    "书房", "书屋", "分馆", "总馆", "社区", "街道", "故居", "公园", "校区", "小学", "中学",
    "大学", "学校", "学院", "广场", "自助", "24小时",
)  # fmt: skip # a table, a row a line
_WORD = re.compile("|".join(map(re.escape, _NOUNS)) + r"|[（）()、，·]|[!-~]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_MARKS = str.maketrans("（）、，", "(),,")


@lru_cache(maxsize=16384)
def romanised(name: str) -> str:
    """Pinyin as signs write it, a word a noun: 察院场站 → Chayuanchang Station.

    A mechanical transcription without tones; rare readings of a character may come out wrong.
    What is not Chinese stays.
    """
    if not _CHINESE.search(name):
        return name
    ending = _ENDINGS.get(name[-1:], "")
    core, words, place = name[:-1] if ending else name, [], 0
    for match in _WORD.finditer(core):
        words += [_latin(core[place : match.start()]), _latin(match[0])]
        place = match.end()
    words += [_latin(core[place:]), ending]
    line = " ".join(word for word in words if word)
    return re.sub(r"\s+([),])", r"\1", re.sub(r"\(\s+", "(", line))


def _latin(word: str) -> str:
    plain = word.translate(_MARKS).strip()
    latin = "".join(syllables(plain))
    return latin[:1].upper() + latin[1:] if plain and not plain.isascii() else plain


def syllables(text: str, errors: Callable[[str], str] | str = "default") -> list[str]:
    """Pinyin of each character without tones; ``errors`` as in :func:`pypinyin.lazy_pinyin`.

    Names of places are read as ``readings.toml`` has them.
    """
    return [*_read(text)] if errors == "default" else _reader()(text, errors=errors)


@lru_cache(maxsize=16384)
def _read(text: str) -> tuple[str, ...]:
    # The same parts stand in thousands of names: 苏州, 图书馆.
    return tuple(_reader()(text, errors="default"))


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
