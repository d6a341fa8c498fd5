"""Where the head of a column breaks in two: between words, as far as characters tell them."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from locator.reports.drawing.canvas import text_width

#: Words of three characters that end heads; other words are told by twos, from the end.
_LONG = re.compile(
    r"(?:学习点|教学点|阅读点|借阅点|服务站|工作站|文化站|辅导站|实践所|阅览室|活动室|文化宫|科技宫|少年宫"
    r"|图书馆|博物馆|美术馆|文化馆|科技馆|体育馆|展览馆|纪念馆|开发区|度假区|高新区|示范区)$"
)
#: Names of units whose last character is no word of two: nobody can tell where they part.
_NAMED = re.compile(r"(?:[市县镇乡旗盟]|(?<!园)(?<!开发)(?<!度假)(?<!高新)(?<!示范)区)$")
#: Characters of a part at least, and of a head that breaks.
_PART, _HEAD = 2, 4


def halves(head: str) -> tuple[str, ...]:
    """A Chinese head in two parts, the longer as short as it can be; whole where it has none.

    It breaks at its brackets if it has some. Heads of other letters break at their spaces.
    """
    if len(head) < _HEAD or " " in head or _NAMED.search(head):
        return (head,)
    marks = [at for at, c in enumerate(head) if c == "（" and at]
    marks += [at + 1 for at, c in enumerate(head) if c == "）" and at + 1 < len(head)]
    if not marks:
        last = 3 if _LONG.search(head) else 2
        marks = list(range(len(head) - last, _PART - 1, -2))
    wide = [unicodedata.east_asian_width(c) in "WF" for c in head]
    parted = {at for at, pair in enumerate(pairwise(wide), start=1) if all(pair)}
    tries = [(head[:at], head[at:]) for at in marks if at in parted]
    return min(tries, key=lambda pair: max(map(len, pair)), default=(head,))


def is_name(head: str) -> bool:
    """Whether a head is a unit's name, which breaks only where nothing else helps."""
    return bool(_NAMED.search(head))


def in_two(head: str, size: float) -> float:
    """Points that a head needs on two lines, 0 for one that has no place of its own to break."""
    parts = halves(head)
    return max(text_width(part, size) for part in parts) if len(parts) > 1 else 0.0


def fitted(head: str, size: float, room: float) -> str:
    """The head on two lines where it is wider than the room in points and its parts are not."""
    if text_width(head, size) <= room:
        return head
    return "\n".join(halves(head)) if 0 < in_two(head, size) <= room else head
