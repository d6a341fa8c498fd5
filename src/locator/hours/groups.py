"""Hours in which only some come in, said after those of everybody: 21:00-次日8:30凭卡进入.

Whether a reader has the card nobody knows: then it is neither open nor closed for certain.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator.hours.clocks import times_of
from locator.hours.misread import Misread
from locator.hours.phrases import CLOCK, HALF, TO
from locator.hours.rules import DAY, Rule
from locator.hours.tokens import named_in

if TYPE_CHECKING:
    from locator.hours import days as d

_SPAN = re.compile(rf"{HALF}?{CLOCK}{TO}(?:次日|翌日|第二天)?{HALF}?{CLOCK}")
_FROM = re.compile(rf"(?P<at>{HALF}?{CLOCK})(?:以后|之后|后|起|开始)")
#: A house's own people and members, not beside everybody: 面向师生和社会公众.
_OWN = (
    r"会员|专享|[限仅对向供]{1,2}(?:本[单院校馆]位?)?(?:内部)?(?:职工|员工|师生|读者证|持[证卡])"
    r"(?![^,;()]*(?:社会|公众|市民|居民|群众))"
)
#: These, and who comes in with a card or by appointment.
_SOME = re.compile(
    rf"{_OWN}|凭[^,;()]{{0,8}}[卡证票码]|[刷持][^,;()\d]{{0,6}}[卡证脸票码]"
    r"|预约(?:进|入|开放|使用|者|读者|团[体队])|(?:需|须|请)(?:提前|先|网上)*预约|仅[^,;()]{0,3}预约"
)
#: 8:00-17:00（职工）: the bracket says whose hours these are.
_WHOSE = re.compile(
    rf"({CLOCK})\((?:仅|限|对)*((?:本[单院校馆]位?)?(?:内部)?(?:职工|员工|师生|会员)[^()\d,;]{{0,4}})\)"
)
#: No text of hours: of everybody nothing is said.
_UNSAID = "?"
_PIECE = re.compile(r"\([^()]*\)|[^,;()]+")
#: Hours from here on are an evening's, whatever lies between them and the day's.
_EVENING = 17 * 60
_NIGHT_ENDS = 6 * 60


def apart(plain: str) -> tuple[str, list[Rule]]:
    """A text without the hours and days of some, and the rules that make those unknown.

    Hours of some are those that begin where everybody's end, or later in the evening: of sessions
    of a day, 9:00-12:00，13:00-17:00需预约, nobody knows whether the last words are about both. A
    night, and hours of a house's own people, are theirs wherever they stand.
    """
    plain = _WHOSE.sub(r"\1仅限\2", plain)
    if not _SOME.search(plain):
        return plain, []
    ends: list[int] = []
    rules: list[Rule] = []
    cuts: list[tuple[int, int]] = []
    for match in _PIECE.finditer(plain):
        piece = match[0].strip("()")
        span = _minutes(piece)
        theirs = span is not None and (span[1] > DAY or re.search(_OWN, piece) is not None)
        if _SOME.search(piece) is None or not (ends or theirs):
            ends += [span[1]] if span else []
            ends += [DAY] if re.search("24小时|全天", piece) else []
            continue
        days, season = named_in(piece) or ((), None)
        if span is None and days and re.match("周", piece):
            rules.append(Rule("unknown", days, season))  # 周一仅接待预约团体
        elif span and (theirs or span[0] in ends or DAY in ends or span[0] >= _EVENING):
            rules += _unknown(span, days, season)
        else:
            continue
        cuts.append(match.span())
    for start, end in reversed(cuts):
        plain = plain[:start] + plain[end:]
    if cuts and not re.search(r"\d|全天", plain):
        return _UNSAID, []
    return re.sub("[,;](?=[,;]|$)", "", plain).strip(",;"), rules


def _minutes(piece: str) -> tuple[int, int] | None:
    """The last hours that a piece names; from an hour on, until the morning."""
    try:
        if spans := _SPAN.findall(piece):
            start, end, _ = times_of(spans[-1])[0]
            return start, end
        if begins := _FROM.search(piece):
            start, _, _ = times_of(f"{begins['at']}-24:00")[0]
            return start, DAY + _NIGHT_ENDS
    except Misread:
        pass
    return None


def _unknown(span: tuple[int, int], days: tuple[d.Days, ...], season: d.Days | None) -> list[Rule]:
    """Rules for hours whose night belongs to the day before and to the day itself."""
    start, end = span
    hours = [(start, min(end, DAY)), *([(0, end - DAY)] if end > DAY else [])]
    found = []
    for begin, until in hours:
        found.append(Rule("doubt", days, season, ((begin, until, "open"),)))
        found.append(Rule("otherwise", days, season, ((begin, until, "unknown"),)))
    return found
