"""Hours of a part of a house beside those of the whole: rooms, and what else is then shut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator.hours.misread import Misread
from locator.hours.reader import LAST, HoursReader, days_of
from locator.hours.rules import DAY, Rule, Span

if TYPE_CHECKING:
    from locator.hours import days as d
    from locator.hours.tokens import Token


def limits(r: HoursReader, said: list[Token]) -> None:
    """From an hour on, or between two, only a part of the house is open."""
    r.rules.append((LAST, Rule("doubt", spans=(said[0].value,))))


def upkeep(r: HoursReader, said: list[Token]) -> None:
    """Hours of upkeep: whether the house is shut meanwhile nobody says."""
    spans = next(t.value for t in said if t.letter == "T")
    r.rules += [(LAST, Rule("doubt", days_of(said), r.season, (span,))) for span in spans]


def room(r: HoursReader, said: list[Token]) -> None:
    """The hours of a room: of the whole house where it has none of its own, else beside it."""
    word = said[0].word
    main = bool(r.rules) and not r.labelled
    if r.waiting:
        raise Misread(word)
    if (
        main
        or (r.rules and word.startswith("其中"))
        or (r.rules and re.search("人工|人员|有人", word))
    ):
        # What follows concerns a part only; the house has said its own.
        r.comment = "；".join(filter(None, [r.comment, word.strip(":")]))
        r.last = "part of the house"
        return
    if r.labelled and not r.rules:  # 一楼每天开放，二楼周末闭馆: of the first no hours are said
        r.rules.append((0, Rule("open", spans=((0, DAY, "unknown"),))))
    if r.rules:
        r.parts.append(r.rules)
        r.rules = []
    r.one_floor = bool(re.search("[楼层]|展厅", word))
    r.labelled, r.season, r.days, r.last = True, None, (), ""


def beside(r: HoursReader, part: list[Token]) -> None:
    """The hours of a part while the house is closed: who comes then finds that part only."""
    if any(token.letter in "Co" for token in part):
        _on_days(r, part)
        return
    if not any(token.letter in "Tt" for token in part) and (named := days_of(part)):
        # 三楼自习室周一开放, while the house is closed
        r.rules.append((LAST, Rule("otherwise", named, None, ((0, DAY, "unknown"),))))
    days: tuple[d.Days, ...] = ()
    fresh = True
    for token in part:
        if token.letter == "D":
            days, fresh = (token.value if fresh else (*days, *token.value)), False
        elif token.letter in "Tt":
            spans: tuple[Span, ...] = tuple((a, b, "unknown") for a, b, _ in token.value)
            r.rules.append((LAST, Rule("otherwise", days, None, spans)))
            fresh = True


#: What is surely a part of a house and not the whole of it.
_FLOOR = re.compile("[楼层]|展厅|号厅")


def _on_days(r: HoursReader, part: list[Token]) -> None:
    """三楼周二闭馆，四楼仅周三开放: the house is open all the same.

    Of a room nobody knows whether it is the house; and a floor may be open while the house is not.
    """
    words = "".join(token.word for token in part)
    floor = _FLOOR.search(r.comment.rpartition("；")[2])
    r.comment += words
    if not floor and part[0].letter == "o":
        raise Misread(words)
    if not floor:
        r.doubt(days_of(part), r.season_of(part))
    elif part[0].letter == "o":
        r.rules.append((LAST, Rule("otherwise", days_of(part), None, ((0, DAY, "unknown"),))))


def past_part(letters: str, position: int) -> int:
    """Where what concerns a part of the house ends; it may say nothing else."""
    end = re.compile("[^;)]*").match(letters, position)
    skipped = end[0] if end else ""
    if told := re.match("(?:[SD&]+P?C|o[SD&]+P?[OA])(?=,I|$)", skipped):
        return position + told.end()
    if re.search("[^SDTO,&(]", skipped):
        raise Misread(skipped)
    return position + len(skipped)
