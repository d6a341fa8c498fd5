"""What stands between the rows of a list: headings over several lines, sections, sums and notes.

Nothing here knows what a column means; it goes by how people lay tables out. What is certainly no
record is taken out and named in a warning; what may be one stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from locator.names.keys import half_width

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

#: Number of the row in the file, and its cells.
Row = tuple[int, list[str]]

#: Fewer columns than this and one filled cell is a whole record.
_NARROW = 3
#: A heading is short and has no digits.
_HEADING_LENGTH = 16
#: A sentence rather than the name of a unit or a kind.
_SENTENCE_LENGTH = 30
_SUM = re.compile(
    r"[^\W\d_]{0,12}(?:合|小|总|共|累)计(?:[:(]?共?[\d.]+[所个家处人间户名座]?\)?)?"
    r"|(?:以上|上述)?(?:[合总共]计|共有?|总数)[:：]?(?:\d+|[一二三四五六七八九十百]+)[所个家处人间户名座条项]+[。.]?"
    r"|(?:sub|grand)?total:?[\d.]*"
)
_DITTO = re.compile(
    r"[(（]?(?:同\s*[上前](?:一?行)?|[〃″“”〞\"]{1,2}|''|ditto|-do-)[)）]?", re.IGNORECASE
)
_NOTE = re.compile(
    r"[(（【\[]?\s*(?:注|备注|说明|附注|填表|制表|审核|复核|填报|联系|负责人|单位负责人|数据来源|资料来源|来源"
    r"|统计时间|填写|打印|负责|经办|签字|盖章|校对|日期|截至|截止|单位[:：]|note|source|[※★*＊])",
    re.IGNORECASE,
)
#: What stands at the top or foot of a page only: （续表）, 第2页 共3页.
_PAGE = re.compile(
    r"[(\[【]?(?:[接续][上前][页表]?|[上转]接?[上下]页|接下页|续[表页]?\d*|第\d+页(?:[,/、]?共\d+页)?|共\d+页|\d+/\d+页?|page\d+(?:of\d+)?)[)\]】]?"
)
#: 一、 （二） 3. 4） Ⅴ before the name of a section, and how many it has behind it.
_NUMBER = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百\d]+[部分章节类]+|[(（]?(?:[一二三四五六七八九十]+|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+|\d{1,3})"
    r"(?:[)）]|[、.．:：)]|\s))\s*"
)
_CHAPTER = re.compile(r"\s*(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十]+[)）])")
_COUNT = re.compile(
    r"\s*(?:[(（]\s*(?:共|计)?\s*\d+\s*[所个家处人间座]?\s*[)）]|共\s*\d+\s*[所个家处间座])?\s*[:：]?\s*$"
)


#: A line of these under the headings says what the columns count in, or how to fill them in.
_MEASURE = re.compile(
    r"[(（\[【][^\d()（）]{1,8}[)）\]】]|(?:计量)?单位[:：].{1,6}|[十百千万亿]{0,2}(?:人|元|户|名)|[个所处%‰座册]"
)


@dataclass
class Body:
    """The records of a list, and what else stood between them.

    Attributes
    ----------
    rows
        Rows that are records.
    sections
        Text of the heading above each record, by row, without its number.
    notes
        Row and text of lines that are no record.
    sums
        Rows that add up others, with their first text and the numbers of rows that each may
        count: those since the sum before, and all above it.
    """

    rows: list[Row] = field(default_factory=list)
    sections: dict[int, str] = field(default_factory=dict)
    notes: list[tuple[int, str]] = field(default_factory=list)
    sums: list[tuple[int, str, frozenset[int]]] = field(default_factory=list)


def records(
    body: list[Row], names: Sequence[str], merged: Collection[tuple[int, int, int]]
) -> Body:
    """Tell records from sections, sums, notes, rules and repeated headings; fill ditto marks.

    A line with one filled cell in a table of three or more columns is a section when records
    follow it, else a note, provided that it certainly is no record: its cell is merged over
    others, or it is the first and begins with a number such as 一、, reads like a note, or is no
    number under 序号.
    """
    found = Body()
    wide = {row for row, first, last in merged if last > first}
    columns = sum(map(bool, names))
    heads = [name for name in names if name]
    serial = _serial(body)
    section = ""
    lone: list[tuple[int, str]] = []
    for number, cells in body:
        filled = [cell for cell in cells if cell]
        if not any(char.isalnum() for cell in filled for char in cell) and not _dittoed(filled):
            continue  # a rule of dashes
        if len(filled) == 1 and _PAGE.fullmatch(_plain(filled[0])):
            continue
        if filled == heads:
            continue  # the headings again, at the top of a page
        if any(_SUM.fullmatch(_plain(cell)) for cell in filled[:2]):
            above = len(found.rows)
            since = sum(row > found.sums[-1][0] for row, _ in found.rows) if found.sums else above
            text = next(cell for cell in filled[:2] if _SUM.fullmatch(_plain(cell)))
            found.sums.append((number, text, frozenset({above, since})))
            continue
        if len(filled) < columns and all(map(_NOTE.match, filled)):
            found.notes.append((number, " ".join(filled)))
            continue
        text = filled[0]
        if (
            (columns >= _NARROW or (columns > 1 and _CHAPTER.match(text)))
            and len(set(filled)) == 1
            and (cells[0] or number in wide)
            and _no_record(text, merged=number in wide, numbered=serial)
        ):
            if _NOTE.match(text) or len(text) > _SENTENCE_LENGTH or text.endswith("。"):
                found.notes.append((number, text))
            else:
                lone.append((number, text))
            continue
        if lone:
            found.notes.extend(lone[:-1])
            section = section_name(lone[-1][1])
            lone = []
        if section:
            found.sections[number] = section
        found.rows.append((number, cells))
    found.notes.extend(lone)
    found.notes.sort()
    _fill_dittos(found.rows)
    return found


def section_name(text: str) -> str:
    """A heading between rows without its number and how many it has below it, in single spaces."""
    return _COUNT.sub("", _NUMBER.sub("", " ".join(text.split())))


def _plain(text: str) -> str:
    return "".join(half_width(text).lower().split())


def _no_record(text: str, *, merged: bool, numbered: bool) -> bool:
    """Whether the one filled cell of a line, its first, certainly is no record."""
    return (
        merged
        or (numbered and not text.isdecimal())
        or bool(_NOTE.match(text) or _NUMBER.match(text))
        or text.endswith("。")
    )


def _serial(body: list[Row]) -> bool:
    """Whether the first column numbers the records."""
    first = [cells[0] for _, cells in body if cells and len(list(filter(None, cells))) > 1]
    return bool(first) and sum(cell.isdecimal() for cell in first) * 2 > len(first)


def _dittoed(cells: Sequence[str]) -> bool:
    return any(_DITTO.fullmatch(cell) for cell in cells)


def _fill_dittos(rows: list[Row]) -> None:
    """Put the value of the row above where a cell says 同上."""
    above: list[str] = []
    for _, cells in rows:
        for at, cell in enumerate(cells):
            if at < len(above) and cell and _DITTO.fullmatch(cell):
                cells[at] = above[at]
        above = cells


def grouped(upper: Sequence[str], lower: Sequence[str]) -> list[tuple[int, int]]:
    """Columns of the headings of ``upper`` that group those of ``lower``; none: it does not.

    Without merged cells this shows where the upper line leaves out exactly what the lower fills,
    the lower has only headings, and some column has its name in the upper line alone.
    """
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    alone = [a and not b for a, b in zip(above, below, strict=True)]
    if (
        not any(alone)
        or not any(below)
        or not all(a or b for a, b in zip(above, below, strict=True))
    ):
        return []
    if any(len(cell) > _HEADING_LENGTH or any(map(str.isdigit, cell)) for cell in below):
        return []
    spans: list[tuple[int, int]] = []
    for at in range(width):
        if below[at]:
            if not above[at] and (not spans or spans[-1][1] != at - 1):
                return []
            if above[at]:
                spans.append((at, at))
            else:
                spans[-1] = (spans[-1][0], at)
    return [span for span in spans if span[1] > span[0]]


def heading_lines(
    lines: Sequence[Row], spans: Sequence[tuple[int, int]], merged: Collection[tuple[int, int, int]]
) -> tuple[list[str], int]:
    """Names of the columns under one, two or three lines of headings, and how many these are.

    ``spans`` are the columns that the first line groups of the second.
    """
    names = list(lines[0][1])
    if not spans:
        return names, 1
    names = two_lines(names, lines[1][1], spans)
    if inner := _third_line(names, lines[1:3], spans, merged):
        return two_lines(names, lines[2][1], inner), 3
    return names, 2


def _third_line(
    names: Sequence[str],
    lines: Sequence[Row],
    spans: Sequence[tuple[int, int]],
    merged: Collection[tuple[int, int, int]],
) -> list[tuple[int, int]]:
    """Columns that the second of three lines of headings groups; none: there are but two.

    ``lines`` are the second line and the one below it. That is one more of headings only where
    the second has cells merged under a heading of the first, and nothing but headings below them.
    """
    number = lines[0][0]
    inner = [
        (a, b) for row, a, b in merged if row == number and any(f <= a and b <= e for f, e in spans)
    ]
    if len(lines) == 1 or not inner:
        return []
    under = {at for first, last in inner for at in range(first, last + 1)}
    columns = list(zip_longest(names, lines[1][1], fillvalue=""))
    headings = max(under) < len(columns) and all(
        cell and len(cell) <= _HEADING_LENGTH and not any(map(str.isdigit, cell))
        if at in under
        else cell in {"", name}
        for at, (name, cell) in enumerate(columns)
    )
    return inner if headings else []


def measures(names: Sequence[str], below: Sequence[str]) -> list[str] | None:
    """Headings with what the line below them says that they count in, （百人） or （必填）.

    None where that line is none of such remarks.
    """
    told = [*below, *[""] * (len(names) - len(below))]
    filled = [cell for cell in told if cell]
    if not filled or len(told) > len(names) or not all(map(_MEASURE.fullmatch, filled)):
        return None
    return [
        f"{name}（{cell.strip('()（）[]【】')}）" if cell else name
        for name, cell in zip(names, told, strict=True)
    ]


def two_lines(
    upper: Sequence[str], lower: Sequence[str], spans: Sequence[tuple[int, int]]
) -> list[str]:
    """Names of the columns under two lines of headings.

    A column's own name stands below a heading over several; where two columns have the same own
    name, or the heading says more in brackets (坐标（WGS84）), the heading is named too.
    """
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    parent = {at: above[first] for first, last in spans for at in range(first, last + 1)}
    names = []
    for at in range(width):
        if at not in parent:
            names.append(above[at] or below[at])
        elif not below[at]:
            names.append(above[at])
        elif below.count(below[at]) > 1 or below[at] in above:
            names.append(f"{parent[at]} {below[at]}".strip())
        else:
            more = re.search(r"[(（][^()（）]+[)）]\s*$", parent[at])
            names.append(below[at] + (more[0] if more else ""))
    return names
