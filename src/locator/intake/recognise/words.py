"""What the words of a list mean: its headings, and what a cell, a row or a name speaks of.

Words of headings are the pack's (``geodata/headers.toml``), the others stand in ``words.toml``.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from locator import clock
from locator.intake.model import SURE, ColumnGuess
from locator.names.keys import core_key, half_width, name_key, simplified
from locator.pack import schema
from locator.pack.files import header_words, headings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from locator.pack.schema import Column

#: What stands in brackets.
REMARK = re.compile(r"[(（\[【〔](.*?)[)）\]】〕]")
#: What in brackets tells one house of an institution from another.
_BRANCH = re.compile(
    r"校区|校部|分[校馆院部店点]|[一二三四五六七八九十\d]+[号馆店部校院区期]|[东南西北中新老总本][校馆院部区店楼]|店|教学点|学习点|服务点|流动|[馆院部站点]$|(?<!成)校$"
)
#: Notes that are no title of the table.
_NO_TITLE = re.compile(
    r"^[(\[【]?(?:[*★☆※▲△●◎#]|注|备注|说明|附注|填[表报]人?[::]|填表|制表|联系|经办|审[核批]|[签盖]章|(?:单位|部门|分管|主管|主要)?(?:负责人|领导)(?:签[字名章])?[::]|(?:复核|校对|统计|录入|报送|打印|监制)(?:人员?|员|日期|时间)?[::])|不含|不包括|除外|其中|另有"
)
#: Columns that lists and templates have and the pack does not, with other words for them:
#: names of the units above a row, both coordinates in one cell, and the declaration.
EXTRA = header_words("list")
#: Headers that carry nothing to import and need no question.
_IGNORED = frozenset({"序", "序号", "行号", "no", "number"})

#: Confidence (0 to 1) of a header that is the same but for what stands in brackets, of one that
#: contains a known name, and the least and most of one that only resembles it.
_BARE, _WITHIN, _ALIKE_LEAST, _ALIKE_MOST = 0.95, 0.7, 0.72, 0.85
_SHORTEST = 2
#: What many headings have, and more than how alike (0 to 1) the rest of two has to be.
_FORM = re.compile("是否|有无|有没有|(?:日期|时间|年份|年月|情况|状[态况])$")
_SAME_LEAST = 0.5
#: Headings of a venue's name, or of its unit or office.
_EITHER = frozenset({"单位名称", "单位全称", "机构名称", "机构全称"})
_AGE = re.compile(r"\d+(?=周?岁|\+)")
#: Columns that say in which unit a row lies.
PLACES = ("county", "town", "unit")
#: What was before, and what holds now: 原电话, 现电话.
_CHANGED = "(?:变更|修改|更正|调整|更名|改造)"
_FORMER = re.compile(rf"原(?![因则创始点野种])|旧|曾用|{_CHANGED}前|历史|上[次年期]")
_RENEWED = re.compile(rf"(?:现(?![状况有场])|新(?![增建设])|最新|{_CHANGED}[后为]的?)(?=.)")
#: What a heading calls the name or the address of venues of any kind: 农家书屋名称, 校址.
_PHONES = re.compile(r"(?:.*[校馆站店屋点心院房])?(?:联系|咨询|办公|服务|对外|固定)?电话(?:号码)?")
_KIND = (
    r"(?P<kind>.*(?:书屋|学校|大学|学院|中心|馆|书房|基地|点位|网点|站点|点|站|场所|所|空间|教室"
    r"|阅览室|剧院|文化宫))"
)
_BARE_KINDS = re.compile(_KIND)
_NAME_HEADINGS = re.compile(rf"(?:{_KIND}|[校馆站店])(?:的?名称|名)")
#: The kind before a heading of anything else of such venues: 教学点类别, 书屋所在镇.
_OF_KIND = re.compile(_KIND.replace(".*", ".*?", 1) + "(?=.)")
_ADDRESS_HEADINGS = re.compile(rf"(?:{_KIND}|[校馆站店院])?(?:所在|的|详细|具体)?(?:地址|址)")


@cache
def listed_words() -> dict[str, Any]:
    """The words of ``words.toml``."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


@cache
def pattern(*path: str) -> re.Pattern[str]:
    """A pattern of the file, or several as alternatives, over half-width, lower-case text."""
    entry: Any = listed_words()
    for key in path:
        entry = entry[key]
    text = entry if isinstance(entry, str) else "|".join(f"(?:{p})" for p in entry)
    return re.compile(text, re.IGNORECASE)


def compact(text: str) -> str:
    """A text in half width and simplified without blanks, as patterns of the file expect it."""
    seen = re.sub(r"\s+", "", half_width(text))
    try:
        seen.encode("gb2312")  # has no traditional letters, and is a tenth of the time
    except UnicodeEncodeError:
        return simplified(seen)
    return seen


def source_of_file(name: str) -> str:
    """What a record has for its source where only the file is known from which it came."""
    return str(listed_words()["written"]["source"]).format(file=name)


def is_placeholder(text: str) -> bool:
    """Whether a cell says in words that there is nothing to say: 无, 待补充, 详见附件."""
    seen = compact(text).strip("()[]【】。.")
    return not seen or pattern("placeholders", "patterns").fullmatch(seen) is not None


def no_name(text: str) -> bool:
    """Whether what stands for a name is an example's, XX镇老年学校, or only says yes."""
    return pattern("names", "patterns").fullmatch(compact(text)) is not None


def is_former(header: str) -> bool:
    """Whether a heading is of what was before: 原电话, 曾用名."""
    return _FORMER.match(name_key(header)) is not None


def is_organiser(header: str) -> bool:
    """Whether a heading names who runs a place, which says nothing about where it is."""
    return pattern("organisers", "patterns").search(compact(header)) is not None


def is_title(note: str) -> bool:
    """Whether a note above or below a table may be its title, which speaks of all its rows."""
    return _NO_TITLE.search(compact(note)) is None


def is_branch(name: str) -> bool:
    """Whether a remark in a name tells one house of an institution from another: （东校区）."""
    return any(map(_BRANCH.search, remarks(name)))


def is_generic(text: str) -> bool:
    """Whether a text is a word that many units go by."""
    return is_generic_key(name_key(text))


def is_generic_key(key: str) -> bool:
    """The same of a text's key."""
    return key in _generic()


@cache
def _generic() -> frozenset[str]:
    return frozenset(map(name_key, listed_words()["generic"]["units"].split()))


def no_recognition(text: str) -> bool:
    """Whether a cell of recognitions says that there is none, or none yet."""
    seen = compact(text)
    to_come = any(int(year) > clock.today().year for year in re.findall(r"20\d\d(?=年)", seen))
    none = is_placeholder(text) or pattern("recognition", "patterns").fullmatch(seen)
    return to_come or bool(none)


def says_unrecognised(text: str) -> bool:
    """Whether a cell of recognitions says outright that there is none: not that it is awaited."""
    return pattern("recognition", "none").fullmatch(compact(text)) is not None


def recognition_unclear(text: str) -> bool:
    """Whether a cell of recognitions names none that anybody gives, doubts it or tells of one that
    is to come: 材料已交, 优质老年学校？, 2026年12月授牌.
    """
    seen, now = compact(text), clock.today()
    days = re.findall(r"(20\d\d)[年.-](\d{1,2})(?=月|[.-])", seen)
    to_come = any((int(year), int(month)) > (now.year, now.month) for year, month in days)
    doubted = pattern("recognition", "doubted").search(seen) is not None
    return to_come or doubted or pattern("recognition", "known").search(seen) is None


def bare_recognition(text: str) -> bool:
    """Whether a cell of recognitions only says yes, not to what."""
    return pattern("recognition", "bare").fullmatch(compact(text)) is not None


def remarks(name: str) -> tuple[str, ...]:
    """What stands in brackets in a name: 东校区 of 测试老年学校（东校区）."""
    return tuple(filter(None, (r.strip() for r in REMARK.findall(name))))


# -- headings ------------------------------------------------------------------


def guess_columns(headers: Iterable[str], columns: Iterable[Column]) -> tuple[ColumnGuess, ...]:
    """What each header of a sheet means; each column is given to one header only, the surest."""
    words = _headings(tuple(columns))
    found = {header: _guess(header, words) for header in headers}
    best: dict[str, tuple[float, str]] = {}
    # Where 地址 and 新地址 stand side by side, the new one holds; 单位名称 may be the venue's or
    # where it is, 场所名称 is the venue's.
    for header, (column, confidence) in sorted(
        found.items(), key=lambda f: (not _renewed(f[0]), name_key(f[0]) in _EITHER)
    ):
        if column and (
            column not in best or (confidence > best[column][0] and not _renewed(best[column][1]))
        ):
            best[column] = (confidence, header)
    if any(confidence >= SURE for column, (confidence, _) in best.items() if column in PLACES):
        # Beside a column that surely says where, 结对单位 is not taken for one more.
        for column in [c for c in PLACES if c in best and best[c][0] < SURE]:
            del best[column]
    _place_finer(found, best)
    _name_by_kind(found, best, words)
    return tuple(
        ColumnGuess(header, column, confidence)
        if column in best and best[column][1] == header
        else ColumnGuess(header, "", 1.0 if ignorable(header) else 0.0)
        for header, (column, confidence) in found.items()
    )


def _place_finer(found: dict[str, tuple[str, float]], best: dict[str, tuple[float, str]]) -> None:
    """Give a second column of units, 所属板块 beside 区域, a place that is free.

    Their cells may be of any level, and the finest one that is filled is the unit.
    """
    for header, (column, confidence) in found.items():
        if column not in PLACES or confidence < SURE or best[column][1] == header:
            continue
        free = next((name for name in PLACES if name not in best), "")
        if free:
            found[header] = (free, confidence)
            best[free] = (confidence, header)


def _name_by_kind(
    found: dict[str, tuple[str, float]], best: dict[str, tuple[float, str]], words: dict[str, str]
) -> None:
    """Take the only column that is headed by a kind alone, 学校, for names where none other is and
    another says where they are.
    """
    kinds = [h for h, (column, _) in found.items() if not column and _kind_alone(h)]
    located = best.keys() & {*PLACES, "address"}
    if "name" in words.values() and "name" not in best and located and len(kinds) == 1:
        found[kinds[0]] = ("name", _WITHIN)
        best["name"] = (_WITHIN, kinds[0])


def _kind_alone(header: str) -> bool:
    """Whether a heading is a kind's name and no column's of another table, like 所在场所."""
    key = name_key(header)
    barred = is_organiser(header) or is_former(header) or key in _known_headings()
    return not barred and _BARE_KINDS.fullmatch(key) is not None


@cache
def _known_headings() -> frozenset[str]:
    return frozenset(name_key(term.name) for term in headings().values())


def several_names(headers: Iterable[str]) -> tuple[str, ...]:
    """Headings that each name venues of another kind, in a list with several venues a row."""
    kinds = {header: _NAME_HEADINGS.fullmatch(name_key(header)) for header in headers}
    return tuple(header for header, kind in kinds.items() if kind and kind["kind"])


def ignorable(header: str) -> bool:
    """Whether a column has no name or is only a running number."""
    return name_key(header) in _IGNORED or not name_key(header)


@cache
def _headings(columns: tuple[Column, ...]) -> dict[str, str]:
    """Column of every word that may head it; a column's own names come before other words."""
    found: dict[str, str] = {}
    names = [column.name for column in columns] + list(EXTRA)
    for name in names:
        found.setdefault(name_key(name), name)
        for text in (headings()[name].name, headings()[name].name_en):
            found.setdefault(name_key(text), name)
    aliases = {column.name: column.aliases for column in columns} | EXTRA
    for name, words in aliases.items():
        for word in words.split():
            found.setdefault(name_key(word), name)
    return found


def _guess(header: str, words: dict[str, str]) -> tuple[str, float]:
    whole, bare = name_key(header), core_key(header)
    if ignorable(header):
        return "", 1.0
    if whole in words:
        return words[whole], 1.0
    if bare in words:
        # 位置（经纬度） holds coordinates, 位置（门牌号） an address.
        told = {words.get(name_key(remark)) for remark in remarks(header)}
        return "position" if "position" in told else words[bare], _BARE
    if is_organiser(header) or is_former(header) or pattern("columns", "turns").search(whole):
        return "", 0.0
    if _RENEWED.sub("", whole, count=1) in words:
        return words[_RENEWED.sub("", whole, count=1)], _BARE
    return _resembles(whole, bare, words)


def _renewed(header: str) -> bool:
    """Whether a heading is of what holds now in place of what was: 新地址."""
    return _RENEWED.match(name_key(header)) is not None


def _resembles(whole: str, bare: str, words: dict[str, str]) -> tuple[str, float]:
    """Column of a header that only resembles a known one, or has one within it."""
    for form, column in (
        (_NAME_HEADINGS, "name"),
        (_ADDRESS_HEADINGS, "address"),
        (_PHONES, "phone"),
    ):
        if column in words.values() and form.fullmatch(bare or whole):
            return column, _BARE
    of_kind = _OF_KIND.sub("", bare or whole, count=1)
    if words.get(of_kind, "name") != "name":
        return words[of_kind], _BARE
    alike = process.extractOne(bare or whole, list(words), scorer=fuzz.ratio)
    if alike and _as_alike(bare or whole, alike[0]) and not _other_people(whole, alike[0], words):
        return words[alike[0]], min(_ALIKE_MOST, alike[1] / 100)
    # The longest known name within the header: 学校详细地址 is an address.
    within = [
        word for word in words if len(word) >= _SHORTEST and word in whole and not word.isascii()
    ]
    within = [word for word in within if not _other_people(whole, word, words)]
    if within:
        return words[max(within, key=len)], _WITHIN
    return "", 0.0


def _as_alike(header: str, word: str) -> bool:
    """Whether a heading resembles a word in what sets each apart from others of its form too:
    是否验收 is no 是否收费, 停办日期 no 更新日期.
    """
    if fuzz.ratio(header, word) / 100 < _ALIKE_LEAST:
        return False
    here, there = (_FORM.sub("", text) for text in (header, word))
    return not (here and there) or fuzz.ratio(here, there) / 100 > _SAME_LEAST


def _other_people(header: str, word: str, words: Mapping[str, str]) -> bool:
    """Whether a heading counts other people than a word for residents that it resembles:
    户籍人口, 65岁及以上人口.
    """
    if not words[word].startswith("population"):
        return False
    ages, others = (_AGE.findall(header), _AGE.findall(word)), pattern("residents", "others")
    return ages[0] != ages[1] or others.search(header) is not None


def columns_of(table: str) -> tuple[Column, ...]:
    """Columns that a list for a table of the pack, by its name, may have."""
    if table == "outlines":
        return (*schema.OUTLINE_COLUMNS, schema.VENUES.column("name"))
    if table == "venues":
        # A declaration may stand beside the rows of a list.
        return (*schema.VENUES.columns, schema.REPORTING.column("as_of"))
    if table == "units":
        # People say which unit they mean as in any other list.
        return (schema.REPORTING.column("unit"), *schema.UNITS.columns)
    return next(one.columns for one in schema.TABLES.values() if one.name == table)
