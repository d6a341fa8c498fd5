"""The one normaliser of names: when two ways of writing are the same name.

Search, duplicates and imports all compare by these keys, so that "the same name" means the same
everywhere. What a person reads is never a key: the name as recorded is shown. Everyday names and
former units are looked up by the same keys, so that 园区 in a search box and in a column of a list
are one unit.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from opencc import OpenCC

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

#: Characters of the block CJK Radicals Supplement, which some fonts of PDF files give out instead
#: of letters, and the letter that is meant (Unicode's EquivalentUnifiedIdeograph.txt, simplified).
#: NFKC knows the Kangxi radicals (U+2F00 to U+2FD5), but none of these.
_RADICALS = str.maketrans(
    "⺁⺇⺎⺐⺒⺓⺔⺕⺙⺛⺜⺝⺞⺟⺠⺢⺧⺩⺪⺫⺬⺮⺯⺱⺶⺷⺹⺻⺼⺽⻁⻃⻄⻅⻆⻇⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻞⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂几兀尢巳幺彑彐攵旡日月歺母民水牛王疋目示竹糸网羊羊老聿月臼虎西西见角角贝足车长长门雨青韦页风飞食食首马骨鬼鱼鸟卤麦黄黾齐齐齿齿龙龙龟龟龟",
)
#: Not seen and of no meaning in a name: control and format characters (zero-width ones, marks of
#: direction, soft hyphens) and variation selectors.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_BLANK = re.compile(r"[\s\u0000-\u001f\u007f-\u009f]+")
_NO_LETTER = re.compile(r"[\W_]+")
_REMARKS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
#: What stands behind the name of a unit or a station: its committee, its office, its kind. People
#: leave it out, lists put it in; leftmost and longest first.
_ENDING = re.compile(
    "(?:社区居民委员会|社区居委会|社区工作站|居民委员会|村民委员会|管理委员会|人民政府|街道办事处|"
    "居委会|村委会|居民委|管委会|办事处|政府|地铁站|街道|社区|站|镇|乡|村|区|市|县)$"
)
#: A name without its ending has at least so many characters: 新区 is not 新.
_SHORTEST = 2
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def half_width(text: str) -> str:
    """A text in everyday characters: full width, ligatures and radicals as letters (NFKC).

    Case, spaces within and traditional characters stay: this is for values, not for comparing.
    """
    return unicodedata.normalize("NFKC", text).translate(_RADICALS).strip()


def levelled(text: str) -> str:
    """A sentence as it is compared: simplified, lower case, nothing unseen, single spaces."""
    seen = _BLANK.sub(" ", _UNSEEN.sub("", half_width(text)))
    return simplified(seen).casefold().strip()


def simplified(text: str) -> str:
    """A text in simplified characters."""
    return _converter().convert(text)


def name_key(name: str) -> str:
    """A name as names are compared: :func:`levelled`, letters and digits only."""
    return _NO_LETTER.sub("", levelled(name))


@lru_cache(maxsize=1 << 16)
def recorded_key(name: str) -> str:
    """:func:`name_key` of a name on record, kept: a check of a city asks for thousands each time.

    What a visitor types is never given to this: nothing of it is to stay.
    """
    return name_key(name)


def core_key(name: str) -> str:
    """The same without remarks in brackets, where something else is left.

    苏州图书馆（一馆） becomes 苏州图书馆: how duplicates are compared.
    """
    return _NO_LETTER.sub("", _REMARKS.sub("", levelled(name))) or name_key(name)


@lru_cache(maxsize=1 << 16)
def recorded_core_key(name: str) -> str:
    """:func:`core_key` of a name on record, kept like :func:`recorded_key`."""
    return core_key(name)


def bare_key(key: str) -> str:
    """A key without its generic ending (镇, 街道, 居委会, 站 …) where two characters are left."""
    bare = _ENDING.sub("", key)
    return bare if len(bare) >= _SHORTEST else key


@cache
def _converter() -> OpenCC:
    """OpenCC's traditional → simplified, by phrases: 乾隆 stays, 乾燥 becomes 干燥."""
    return OpenCC("t2s")


def cleaned(text: str, length: int) -> str:
    """What a visitor typed, on one line, without control characters, cut to a length."""
    return " ".join(_CONTROL.sub(" ", text).split())[:length]


@dataclass(frozen=True, slots=True)
class FormerUnit:
    """A unit that is no more.

    ``code`` is ``""`` where unknown; ``successors`` are codes of present units, several for a
    unit that was divided; ``date`` says when as precisely as it is known (``""``: unknown).
    """

    code: str
    name: str
    level: str
    successors: tuple[str, ...]
    date: str


class OtherNames:
    """Aliases and former units, looked up by :func:`name_key`.

    Parameters
    ----------
    aliases, successors
        As :attr:`locator.pack.model.CityPack.aliases` and ``.successors``.
    """

    def __init__(self, aliases: pd.DataFrame, successors: pd.DataFrame) -> None:
        self._aliases = aliases
        self._targets: dict[tuple[str, str], list[str]] = defaultdict(list)
        for alias, kind, target in self.rows():
            self._targets[kind, name_key(alias)].append(target)
        grouped = successors.groupby(["code", "name", "level", "date"], sort=False)["successor"]
        self.former = tuple(
            FormerUnit(code, name, level, tuple(codes), date)
            for (code, name, level, date), codes in grouped
        )
        self._by_code = {unit.code: unit for unit in self.former if unit.code}
        self._by_name = {name_key(unit.name): unit for unit in self.former}
        self._by_stem = {bare_key(key): unit for key, unit in self._by_name.items()}

    def targets(self, name: str, kind: str) -> tuple[str, ...]:
        """What an everyday name stands for among things of a kind; several: the name does not say.

        ``kind`` is one of :data:`locator.pack.model.ALIAS_KINDS`; the answer holds unit codes,
        venue ids, names of places or layer codes.
        """
        return tuple(self._targets.get((kind, name_key(name)), ()))

    def former_unit(self, name_or_code: str, *, stems: bool = False) -> FormerUnit | None:
        """The former unit of a code or a name; with ``stems`` also without its ending."""
        key = name_key(name_or_code)
        found = self._by_code.get(name_or_code.strip()) or self._by_name.get(key)
        return found or (self._by_stem.get(bare_key(key)) if stems else None)

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Every everyday name as recorded, its kind and its target."""
        columns = (self._aliases[name].to_list() for name in ("alias", "kind", "target"))
        yield from zip(*columns, strict=True)
