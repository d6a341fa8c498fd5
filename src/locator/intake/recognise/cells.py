"""Cells as people fill them in → cells as a pack holds them.

Every reader takes the text of one cell and returns the pack's text; :class:`CellError` says why
it cannot, by the last part of a message key (``intake.<key>``) with its parameters.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from locator import clock
from locator.intake.model import CellError
from locator.intake.recognise.coordinates import read_degrees
from locator.intake.recognise.dates import DIGITS, SMALL, date_choices, small_number
from locator.intake.recognise.figures import YEAR, read_number
from locator.intake.recognise.words import REMARK
from locator.names.keys import core_key, half_width, name_key
from locator.pack.files import vocabularies
from locator.pack.model import LIST_SEPARATOR
from locator.pack.schema import IDENTITY, SHORT_CELL
from locator.pack.tables import is_date, is_url
from locator.problems import DataName, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from locator.pack.files import Term, Vocabularies
    from locator.pack.schema import Column

#: Categories of characters that nobody sees: control, format, line and paragraph separators.
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})
_BLANK = re.compile("[\t\n\r \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
#: What a cell says to empty what the pack has; a blank cell leaves it as it is.
CLEAR = frozenset({"清空", "clear"})

#: A person's mobile number, however it is parted, or the number of an identity card.
_PRIVATE = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?1[-.\s·]?[3-9](?:[-.\s·]?\d){9}(?!\d)|" + IDENTITY)
#: What is left around a number taken out: its label and joints.
_LEFT = re.compile(r"(?i:联系人?|身份证号?码?|手机号?码?|电话|微信同?号?|tel|phone)?[::]?\s*$")
_JOINTS = " ;、,/:()（）;,、\n"

_DATES = (
    re.compile(rf"{YEAR}年(?:(?P<month>{SMALL})月份?(?:(?P<day>{SMALL})[日号]?)?)?"),
    re.compile(r"(?P<year>\d{4})([-./])(?P<month>\d{1,2})(?:\2(?P<day>\d{1,2}))?"),
    re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"),
    re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])"),
    re.compile(r"(?P<year>\d{4})"),
)
#: 截至2020年6月, 填报日期：2024.9.30.
_AS_OF = re.compile(
    r"(?:截[至止]到?|更新(?:于|至|时间|日期)|(?:统计|填报|填表|制表|数据)(?:时间|日期|时点|截止))\s*(?::\s*)?"
    r"(?P<date>(?:\d{4}|[〇○零一二三四五六七八九]{4})年?(?:[-./]?[\d〇一二三四五六七八九十]{1,3}(?:[-./月](?:[\d一二三四五六七八九十]{1,3}[日号]?|份?))?)?)"
)
#: Columns that hold no date, and what a spreadsheet makes of a house number 3-2 or hours 8-12.
_NEVER_DATES = frozenset({"name", "address", "opening_hours"})
_BECAME_DATE = re.compile(
    r"\d{4}-\d\d?-\d\d?(?: 0?0:00(?::00)?)?|(?:\d\d)?\d\d[/.]\d{1,2}[/.]\d{1,2}"
    r"|(?:\d{4}年)?\d{1,2}月\d{1,2}日"
    r"|\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{1,2}"
)
_CLOCK = re.compile(r"[\sT]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
#: Days since Excel's day 0 that are a date of this age: 1990-01-01 to 2079-12-31.
_SERIAL_DAY_0 = date(1899, 12, 30)
_SERIALS = range(32_874, 65_745)

_PHONE_LABEL = re.compile(
    r"^(?:联系电话|咨询电话|电话号码|电话|座机|手机|tel|phone)[:.]?\s*", re.IGNORECASE
)
_PHONE_JOINT = re.compile(r"\s*(?:[;、,/]|或者?|\n)\s*")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3})?([2-9]\d{6,7})(?:转(\d{1,6}))?")
_SERVICE = re.compile(r"(?:[48]00\d{7}|12\d{3}|1[12]\d)")
_AREA_CODE = re.compile(r"0(?:10|2\d|[3-9]\d\d)")
#: 1.23E+10: a long number that a spreadsheet rounded.
MANGLED = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)

#: What joins the names of several venues in one cell; the first ones always do.
_LISTED = re.compile(r"[\n;；①-⑳]|(?<=[^\d])\d{1,2}[.、．]")
_JOINED = re.compile(
    r"[、,，/+＋&]|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff]{3})[和及与](?=[\u4e00-\u9fff]{3})"
)
#: One name stands for the others too: 某某等3所老年学校.
_AND_MORE = re.compile(r"等\s*(\d+|[一二两三四五六七八九十百]+)\s*[余多]?\s*[所处个家]")
#: 某某农家书屋（4个）, 某某书屋5家.
_COUNTED_NAMES = re.compile(
    r"(?:[(（]\s*|(?<=[屋校学房馆点站室院]))(?:共|计)?\s*(\d+|[二两三四五六七八九十]+)\s*[所处个家]\s*[)）]?\s*$"
)
#: 某某书房（含东街书房、西街书房）.
_WITH_MORE = re.compile(r"[(（](?:含|包括|包含|下设|下辖|另有)([^()（）]{3,})[)）]")
#: 各村老年学校, 浮桥镇各社区书屋.
_EACH = re.compile("各(?:自然|行政)?(?:村|社区|镇|乡|街道|片区|校区|分[校馆]|教学点)")
_BRACKETED = re.compile(r"[(（].*?[)）]")
_AMONG = re.compile(r"[、,，;；和及]")
#: A part of a cell that is a name has at least so many characters.
_NAME_LENGTH = 3
_HALF_DAY = 12 * 60
_SPAN = re.compile(r"(?<![\d:：])(\d{1,2})[:：](\d\d)(\s*[-–—~～至到]+\s*)(\d{1,2})[:：](\d\d)")


def plain(text: str) -> str:
    """What a person sees of a text, on one line: no invisible characters, blanks as one."""
    seen = (c for c in text if c in "\t\n\r" or unicodedata.category(c) not in _UNSEEN)
    return _BLANK.sub(" ", "".join(seen)).strip()


def read_cell(text: str, column: Column, terms: Vocabularies | None = None) -> str:
    """A cell that is not blank as the pack writes it; units and layers are read elsewhere.

    ``terms`` are the pack's vocabularies; None: the shared ones.

    Raises
    ------
    CellError
        The cell cannot be what its column holds, or is longer than that may be.
    """
    bounded(text, column)
    if column.many:
        return _read_list(text, column.vocabulary, terms)
    if column.vocabulary:
        return read_code(text, column.vocabulary, terms)
    if column.name in {"lon", "lat"}:
        return read_degrees(text, column)
    if column.numeric:
        return read_number(text, column)
    if column.name in _NEVER_DATES and _BECAME_DATE.fullmatch(text):
        raise CellError("cell_became_date")
    one_line = {"date": read_date, "url": read_url}.get(column.kind, plain)
    return one_line(text)


def read_listed(text: str, column: Column, terms: Vocabularies) -> str:
    """As :func:`read_cell`, with telephones and opening hours read too.

    Raises
    ------
    CellError
        The cell cannot be what its column holds.
    """
    if has_own(column.vocabulary, terms):
        return read_cell(text, column, terms)
    return _read_shared(text, column)


@lru_cache(maxsize=65_536)
def _read_shared(text: str, column: Column) -> str:
    bounded(text, column)
    if column.name == "phone":
        return read_phone(text)[0]
    return read_cell(read_hours(text) if column.name == "opening_hours" else text, column)


def bounded(text: str, column: Column) -> str:
    """The text itself, if a cell of the column may be so long; else a :class:`CellError`."""
    if len(text) > column.longest:
        raise CellError("cell_long", length=len(text), most=column.longest)
    return text


def _read_list(text: str, vocabulary_name: str, terms: Vocabularies | None) -> str:
    """Several values in one cell, each once; codes where the column has a vocabulary."""
    parts = [part.strip() for part in re.split(r"[;；、,，|]", text) if part.strip()]
    if vocabulary_name:
        parts = [code for part in parts for code in _codes_in(part, vocabulary_name, terms)]
    return LIST_SEPARATOR.join(dict.fromkeys(parts))


def _codes_in(text: str, name: str, terms: Vocabularies | None) -> list[str]:
    """Codes of words that blanks or strokes may separate, unless all is one word."""
    if is_code(text, name, terms):
        return [read_code(text, name, terms)]
    return [read_code(part, name, terms) for part in re.split(r"[\s/]+", text)]


def has_own(name: str, terms: Vocabularies | None) -> bool:
    """Whether a pack brings a vocabulary of its own in place of the shared one."""
    return terms is not None and terms.get(name) is not vocabularies().get(name)


def _codes(name: str, terms: Vocabularies | None) -> dict[str, str]:
    """Code of every word for the values of a vocabulary, a pack's own or the shared one."""
    return _words_of(terms.get(name, {})) if terms and has_own(name, terms) else _shared(name)


@cache
def _shared(name: str) -> dict[str, str]:
    return _words_of(vocabularies().get(name, {}))


def _words_of(entries: Mapping[str, Term]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, entry in entries.items():
        for word in (code, entry.name, entry.name_en, *entry.words):
            found.setdefault(_code_key(word), code)
            found.setdefault(core_key(word) or word, code)
    return found


def _code_key(word: str) -> str:
    """A word for a value as words are compared; a sign without letters, √, as it stands."""
    return name_key(word) or half_width(word).strip()


def read_code(text: str, vocabulary_name: str, terms: Vocabularies | None = None) -> str:
    """Code of a value given by its code or by its word in either language.

    ``terms`` are the pack's vocabularies; None: the shared ones.
    """
    code = _codes(vocabulary_name, terms).get(_code_key(text))
    if code is None:
        raise CellError("cell_choice", choices=choices_of(vocabulary_name, terms))
    return code


def choices_of(vocabulary_name: str, terms: Vocabularies | None) -> tuple[DataName, ...] | Words:
    """What a cell of a vocabulary may say, a pack's own or the shared one."""
    if terms and has_own(vocabulary_name, terms):
        return tuple(DataName(e.name, e.name_en) for e in terms[vocabulary_name].values())
    return Words(
        tuple(f"vocabulary.{vocabulary_name}_{c}" for c in vocabularies()[vocabulary_name])
    )


def is_code(text: str, vocabulary_name: str, terms: Vocabularies | None = None) -> bool:
    """Whether a text is a code of a vocabulary or a word for one."""
    return _code_key(text) in _codes(vocabulary_name, terms)


def read_date(text: str) -> str:
    """A date as YYYY, YYYY-MM or YYYY-MM-DD, as precise as it was given.

    Understood are 2024年6月26日, 二〇二四年六月, 2024.6.26, 2024/6, 20240626, ISO dates with a
    time, and the serial numbers by which spreadsheets count days. Two-digit years, lunar dates and
    去年 are not: the error then names the dates that may be meant.
    """
    if len(text) > SHORT_CELL:
        raise CellError("cell_date")
    given = _CLOCK.sub("", half_width(text)).replace(" ", "")
    if given.isdecimal() and int(given) in _SERIALS:
        return (_SERIAL_DAY_0 + timedelta(days=int(given))).isoformat()
    for form in _DATES:
        match = form.fullmatch(given)
        if match is None:
            continue
        parts = match.groupdict()
        iso = parts["year"].translate(DIGITS)
        for name in ("month", "day"):
            if parts.get(name):
                iso += f"-{small_number(parts[name]):02d}"
        if is_date(iso):
            return iso
    choices = [iso for iso in date_choices(given, clock.today()) if is_date(iso)]
    if choices:
        raise CellError("cell_date_choice", others=tuple(choices))
    raise CellError("cell_date")


def date_said(texts: Iterable[str]) -> str:
    """The only date as of which texts say that a list holds, as the pack has it; "" for none."""
    found = set()
    for text in texts:
        for match in _AS_OF.finditer(half_width(text)):
            try:
                found.add(read_date(match["date"]))
            except CellError:
                continue
    return found.pop() if len(found) == 1 else ""


def without_mobiles(text: str) -> tuple[str, bool]:
    """A text without numbers of persons' mobiles and identity cards, and whether there were any."""
    seen = half_width(text)
    if not _PRIVATE.search(seen):
        return text, False
    for remark in REMARK.finditer(seen):
        # What stands in brackets with a number speaks of the person.
        if _PRIVATE.search(remark[0]) and remark[0] != seen:
            seen = seen.replace(remark[0], "")
    parts = _PRIVATE.split(seen)
    kept = "".join(
        _LEFT.sub("", part) if at < len(parts) - 1 else part for at, part in enumerate(parts)
    )
    return kept.strip(_JOINTS), True


def read_phone(text: str) -> tuple[str, bool]:
    """Phone numbers in one form, and whether all were understood.

    0512-62345678, with the extension as 转801; several numbers are separated by 、. What is not
    understood is kept as published.

    Raises
    ------
    CellError
        A spreadsheet rounded the number (1.38E+10), so that its last digits are lost, or made a
        date of it.
    """
    if len(text) > SHORT_CELL:
        return plain(text), False
    given = _PHONE_LABEL.sub("", half_width(text))
    if MANGLED.fullmatch(given):
        raise CellError("cell_mangled")
    if _BECAME_DATE.fullmatch(given):
        raise CellError("cell_became_date")
    numbers = [_phone(part) for part in _PHONE_JOINT.split(given) if part]
    if not numbers or None in numbers:
        return plain(text), False
    return "、".join(dict.fromkeys(n for n in numbers if n)), True


def _phone(text: str) -> str | None:
    joined = re.sub(r"(?:\s*(?:转|ext\.?|分机号?)\s*)", "转", text, flags=re.IGNORECASE)
    digits = re.sub(r"[\s()\-‐-―－.]", "", joined)
    digits = re.sub(r"^(?:\+|00)86", "", digits)
    # A number without its leading zero, as a spreadsheet leaves it: 51262345678.
    if re.fullmatch(r"[3-9]\d{2}[2-9]\d{7}", digits) and not _MOBILE.fullmatch(digits):
        zero = "0" + digits
        if _SERVICE.fullmatch(digits) is None and _LANDLINE.fullmatch(zero):
            digits = zero
    if _MOBILE.fullmatch(digits) or _SERVICE.fullmatch(digits):
        return digits
    area = _AREA_CODE.match(digits)
    local = digits[area.end() :] if area else digits
    match = re.fullmatch(r"([2-9]\d{6,7})(转\d{1,6})?", local)
    if match is None:
        return None
    return f"{area[0]}-{local}" if area else local


def read_hours(text: str) -> str:
    """Opening hours as given, with afternoons written by a 12-hour clock as by one of 24.

    8:30-11:30，1:30-5:00 has its second span in the afternoon: it cannot begin before the first
    has ended, and places to learn are not open at night. The same of an end before its start:
    9:00-5:00.
    """
    latest = 0

    def turned(match: re.Match[str]) -> str:
        nonlocal latest
        start, end = (int(match[a]) * 60 + int(match[b]) for a, b in ((1, 2), (4, 5)))
        morning = 5 * 60 <= start < 12 * 60
        if (start < latest <= start + _HALF_DAY and start < _HALF_DAY and end <= _HALF_DAY) or (
            60 <= start < 6 * 60 and start < end <= 9 * 60 and "凌晨" not in text
        ):
            start, end = start + _HALF_DAY, end + _HALF_DAY
        elif end < start and morning and end <= 9 * 60:
            end += _HALF_DAY
        if (start, end) == tuple(int(match[a]) * 60 + int(match[b]) for a, b in ((1, 2), (4, 5))):
            latest = end
            return match[0]
        latest = end
        return f"{start // 60}:{start % 60:02d}{match[3]}{end // 60}:{end % 60:02d}"

    parts = re.split(r"([;；。\n]|(?=周|星期))", text)
    for number, part in enumerate(parts):
        latest = 0
        parts[number] = _SPAN.sub(turned, part)
    return "".join(parts)


def read_url(text: str) -> str:
    """An absolute address; one without http:// gets it."""
    given = half_width(text)
    if "://" not in given and "." in given:
        given = "http://" + given
    if not is_url(given):
        raise CellError("cell_url")
    return given


def names_in(text: str) -> int | str | None:
    """How many venues a name stands for; None for one. Beyond 99 as the text says."""
    if within := _WITH_MORE.search(text):
        return 1 + len(_AMONG.split(within[1]))
    if (more := _AND_MORE.search(text) or _COUNTED_NAMES.search(text)) and more[1] != "1":
        below = not more[1].isdecimal() and "百" not in more[1]
        return small_number(more[1].replace("两", "二")) if below else more[1]
    if _EACH.search(text):
        return "≥ 2"
    number = None
    for joint, sure in ((_LISTED, True), (_JOINED, False)):
        parts = [
            part.strip()
            for part in joint.split(text.strip().removesuffix("等"))
            if part and part.strip()
        ]
        alike = sure or len({part[-1] for part in parts}) == 1
        if len(parts) > 1 and min(map(len, parts)) >= _NAME_LENGTH and alike:
            number = number or len(parts)
    # 周市、巴城老年学校: a joint in a name, outside brackets, joins two of whatever is beside it.
    return number or (2 if "、" in _BRACKETED.sub("", text) else None)
