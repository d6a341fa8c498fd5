"""What titles and notes around a table say of all its rows: as of which day they hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator.intake.model import CellError
from locator.intake.recognise.cells import read_date
from locator.names.keys import half_width

if TYPE_CHECKING:
    from collections.abc import Iterable

#: 截至2020年6月, 填报日期：2024.9.30.
_DATED = re.compile(
    r"(?:截[至止]到?|更新(?:于|至|时间|日期)|(?:统计|填报|填表|制表|数据)(?:时间|日期|时点|截止))\s*:?\s*"
    r"(?P<date>(?:\d{4}|[〇○零一二三四五六七八九]{4})年?(?:[-./]?[\d〇一二三四五六七八九十]{1,3}(?:[-./月](?:[\d一二三四五六七八九十]{1,3}[日号]?|份?))?)?)"
)


def date_said(texts: Iterable[str]) -> str:
    """The only date as of which texts say that a list holds, as the pack has it; "" for none."""
    found = set()
    for text in texts:
        for match in _DATED.finditer(half_width(text)):
            try:
                found.add(read_date(match["date"]))
            except CellError:
                continue
    return found.pop() if len(found) == 1 else ""
