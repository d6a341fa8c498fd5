"""Words that tell what a cell, a row or a name speaks of: ``words.toml``, read once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from locator.names.keys import half_width, name_key

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What happens again and again, or at an hour: such a clause says nothing of the state.
_REGULAR = re.compile(
    r"每|周[一二三四五六日天末]|星期|礼拜|节|假|寒暑|中午|午休|夜间|晚上|\d[:点时]|例行|日常"
)
_CLAUSE = re.compile(r"[,;、。;()\n]")
_REMARK = re.compile(r"[(（\[【〔](.*?)[)）\]】〕]")
#: A person's mobile number, or the number of an identity card (GB 11643).
_PRIVATE = re.compile(
    r"(?<!\d)(?:\+?86[-\s]?)?1[-.\s·]?[3-9](?:[-.\s·]?\d){9}(?!\d)"
    r"|(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)"
)
#: What is left around a number that was taken out: its label and joints.
_LEFT = re.compile(
    r"(?:联系人|联系|身份证号?码?|手机号?码?|电话|微信同?号?|tel|phone)?[::]?\s*$", re.IGNORECASE
)
_JOINTS = " ;、,/:()（）;,、\n"


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


@cache
def _pattern(*path: str) -> re.Pattern[str]:
    """A pattern of the file, or several as alternatives, over half-width, lower-case text."""
    entry: Any = _words()
    for key in path:
        entry = entry[key]
    text = entry if isinstance(entry, str) else "|".join(f"(?:{p})" for p in entry)
    return re.compile(text, re.IGNORECASE)


def _seen(text: str) -> str:
    return re.sub(r"\s+", "", half_width(text))


def is_placeholder(text: str) -> bool:
    """Whether a cell says in words that there is nothing to say: 无, 待补充, 详见附件."""
    seen = _seen(text).strip("()[]【】。.")
    return not seen or _pattern("placeholders", "patterns").fullmatch(seen) is not None


def is_organiser(header: str) -> bool:
    """Whether a heading names who runs a place, which says nothing about where it is."""
    return _pattern("organisers", "patterns").search(_seen(header)) is not None


def is_generic(text: str) -> bool:
    """Whether a text is a word that many units go by."""
    return name_key(text) in _generic()


@cache
def _generic() -> frozenset[str]:
    return frozenset(map(name_key, _words()["generic"]["units"].split()))


def no_recognition(text: str) -> bool:
    """Whether a cell of recognitions says that there is none, or none yet."""
    seen = _seen(text)
    return is_placeholder(text) or bool(_pattern("recognition", "patterns").fullmatch(seen))


def bare_recognition(text: str) -> bool:
    """Whether a cell of recognitions only says yes, not to what."""
    return _pattern("recognition", "bare").fullmatch(_seen(text)) is not None


@dataclass(frozen=True, slots=True)
class StateSaid:
    """A state that a text speaks of: a code of the vocabulary, or ``moved``; sure or hedged."""

    state: str
    sure: bool


def state_said(text: str) -> StateSaid | None:
    """The state of a venue that a remark speaks of, None when it speaks of none but open.

    A text that speaks of two states, or whose words may mean a part, a plan or the past, is not
    sure.
    """
    seen = _seen(_without_regular(text))
    states = [s for s in ("planned", "closed", "suspended") if _said(s, seen)]
    if _pattern("states", "moved").search(seen):
        states.insert(0, "moved")
    if not states:
        return None
    # What is closed for good is often called suspended by the same breath: 停止开放.
    told = [s for s in states if not (s == "suspended" and len(states) > 1)]
    hedged = _pattern("states", "hedged").search(seen) is not None
    return StateSaid(told[0], len(told) == 1 and told[0] != "moved" and not hedged)


def _without_regular(text: str) -> str:
    """A text without the clauses that tell of regular closing, like 周一闭馆."""
    clauses = _CLAUSE.split(half_width(text))
    return ",".join(
        clause
        for clause in clauses
        if not (
            _REGULAR.search(clause)
            and not _said("planned", clause)
            and not re.search("停办|撤|注销|拆|永久", clause)
        )
    )


def state_in_hours(text: str) -> StateSaid | None:
    """The state that a cell of opening hours speaks of, beside hours or instead of them.

    Beside hours nothing is sure: which of the two holds is asked.
    """
    said = state_said(text)
    if said is None:
        return None
    return StateSaid(said.state, said.sure and not re.search(r"\d\s*[:点时]", half_width(text)))


def _said(state: str, seen: str) -> bool:
    return _pattern("states", "patterns", state).search(seen) is not None


def state_of_cell(text: str) -> StateSaid | None:
    """The state that a cell of the column of states means, where no listed word is that cell."""
    said = state_said(text)
    if said is not None:
        return said
    seen = _seen(text)
    sure = re.search("[不未无非没否停]|大概|可能|也许|疑似|据说|有时|部分", seen) is None
    return StateSaid("open", sure) if _said("open", seen) else None


def state_in_name(name: str) -> StateSaid | None:
    """The state that a name speaks of in brackets, or anywhere in words that no name has."""
    for remark in remarks(name):
        if said := StateSaid("planned", sure=True) if remark == "筹" else state_said(remark):
            return said
    found = state_said(name) if _pattern("states", "in_names").search(_seen(name)) else None
    return StateSaid(found.state, sure=False) if found else None


def remarks(name: str) -> tuple[str, ...]:
    """What stands in brackets in a name: 东校区 of 测试老年学校（东校区）."""
    return tuple(filter(None, (r.strip() for r in _REMARK.findall(name))))


def layer_by_level(text: str, level: str, layers: Mapping[str, object]) -> str:
    """Layer of a kind that depends on the level of the unit: a town's 老年大学 is its school."""
    for entry in _words()["by_level"]:
        if entry["word"] in _seen(text) and entry.get(level) in layers:
            return str(entry[level])
    return ""


def has_level(text: str) -> bool:
    """Whether the layer of a kind depends on the level of the unit."""
    return any(entry["word"] in _seen(text) for entry in _words()["by_level"])


def smaller_kinds(layer: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Layers among which to choose, where a name or kind tells of something smaller; else none."""
    seen = [_seen(text) for text in texts]
    for number, entry in enumerate(_words()["smaller"]):
        if entry["layer"] == layer and any(
            entry["word"] in text and _smaller(number).search(text) for text in seen
        ):
            return tuple(entry["choices"])
    return ()


@cache
def _smaller(number: int) -> re.Pattern[str]:
    return re.compile(_words()["smaller"][number]["signs"])


def without_mobiles(text: str) -> tuple[str, bool]:
    """A text without numbers of persons' mobiles and identity cards, and whether there were any."""
    seen = half_width(text)
    if not _PRIVATE.search(seen):
        return text, False
    parts = _PRIVATE.split(seen)
    kept = "".join(
        _LEFT.sub("", part) if at < len(parts) - 1 else part for at, part in enumerate(parts)
    )
    return kept.strip(_JOINTS), True
