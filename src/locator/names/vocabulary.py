"""What a person means by the words of a sentence such as “周六下午在吴中找一间能坐30人的教室”.

Rules over a vocabulary (``vocabulary.toml``), nothing learnt and nothing guessed: the longest
word at each position counts once, and what no rule knows is handed back, so that a page can say
that it did not look for it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from locator.names.keys import levelled

if TYPE_CHECKING:
    from collections.abc import Mapping

#: More than this of a sentence is not read.
LONGEST = 200
#: Seats beyond this are no room but a stadium, or a mistake.
MOST_SEATS = 9999
_CHINESE = r"\u4e00-\u9fff"
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = r"(\d{1,4}|[零一二两三四五六七八九十百千]{1,7})"
_SEATS = (
    re.compile(_NUMBER + r"\s*(?:多|来|几)?\s*个?\s*(?:人|位|名|座位|座|席|学员|老人|孩子)"),
    re.compile(r"(?<!\d)(\d{1,4})\s*(?:people|persons?|seats?|participants?|of us)\b"),
    re.compile(
        r"\b(?:for|seats?|holds?|of|least)\s+(?:about\s+)?(\d{1,4})(?!\s*(?:min|hour|\d|:))\b"
    ),
)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(?:[:：]\d\d|\s*点半?|\s*时)\s*(?P<half>am|pm)?"
    r"|(?<!\d)(\d{1,2})\s*(?P<only>am|pm)\b"
)
_NOON, _DUSK, _LAST_HOUR = 12, 18, 24
_SPACES = re.compile(rf"(?<=[{_CHINESE}])\s+|\s+(?=[{_CHINESE}])")


@dataclass(frozen=True, slots=True)
class SpokenConditions:
    """What can be said of an offer in codes; every empty field asks for nothing.

    Attributes
    ----------
    kinds, topics, audiences
        Codes of which an offer must have one.
    seats
        For how many people at least.
    day, part
        A day's code or a date (YYYY-MM-DD), and a code of a part of the day.
    free_only
        Only what costs nothing.
    """

    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    seats: int | None = None
    day: str = ""
    part: str = ""
    free_only: bool = False


@dataclass(frozen=True, slots=True)
class ParsedSentence(SpokenConditions):
    """What a sentence says, in codes; places are not looked for here.

    ``words`` are words of the sentence that name a subject of the vocabulary without a code,
    ``rest`` what no rule knows, in the order of the sentence.
    """

    words: tuple[str, ...] = ()
    rest: tuple[str, ...] = field(default=())


def plain(text: str) -> str:
    """A sentence as it is compared: width, case and spaces beside Chinese characters levelled."""
    return _SPACES.sub("", levelled(text[:LONGEST]))


def parse_sentence(text: str) -> ParsedSentence:
    """What a sentence says, places apart; ``text`` should have lost its place's name already."""
    said = plain(text)
    found: dict[str, list[str]] = {}

    def take(match: re.Match[str]) -> str:
        word = _singular(match[0])
        for code in _meaning()[word]:
            section, _, value = code.partition(".")
            found.setdefault(section, []).append(word if section == "subject" else value)
        return "\n"

    said, seats = _seats(said)
    said, day = _date(said)
    # The part of a day is read before the clock, which says the same more narrowly.
    said = _words().sub(take, said)
    said, clock = _clock(said)
    rest = [part.strip(" .,?!;:、，。？！；：·-—'’\"“”()（）") for part in re.split(r"\n+", said)]
    return ParsedSentence(
        kinds=_unique(found, "kind"),
        topics=_unique(found, "topic"),
        audiences=_unique(found, "audience"),
        seats=seats,
        day=day or next(iter(found.get("day", ())), ""),
        part=next(iter(found.get("part", ())), clock),
        free_only="free" in found,
        words=_unique(found, "subject"),
        rest=tuple(part for part in rest if _says_something(part)),
    )


def expand(word: str) -> tuple[frozenset[str], frozenset[str]]:
    """Topics that a word means, and the words that mean the same, itself included."""
    own = plain(word)
    meaning = _meaning().get(own, ())
    topics = frozenset(m.partition(".")[2] for m in meaning if m.startswith("topic."))
    subjects = [m.partition(".")[2] for m in meaning if m.startswith("subject.")]
    names = {name for s in subjects for name in vocabulary()["subject"][s]}
    return topics, frozenset({own} | names)


@cache
def vocabulary() -> Mapping[str, Mapping[str, list[str]]]:
    """The vocabulary: section → code → words."""
    text = files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8")
    document: dict[str, Any] = tomllib.loads(text)
    return document


@cache
def _meaning() -> dict[str, tuple[str, ...]]:
    """Word → ``section.code`` of everything that it means; a filler means nothing."""
    found: dict[str, tuple[str, ...]] = {}
    for section, codes in vocabulary().items():
        for code, words in codes.items():
            meant = () if section == "filler" else tuple(f"{section}.{c}" for c in code.split(";"))
            if section == "subject":
                meant = (f"subject.{code}",)
            found |= {word: (*found.get(word, ()), *meant) for word in words}
    # “tonight” is a day as well.
    found["tonight"] = ("part.evening", "day.today")
    return found


def meanings() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Every word and the (section, code) pairs that it means; () for one that means nothing."""
    found = {}
    for word, codes in _meaning().items():
        pairs = (code.partition(".") for code in codes)
        found[word] = tuple((section, code) for section, _, code in pairs)
    return found


@cache
def _words() -> re.Pattern[str]:
    """Every word, longest first; English ones whole and with their plural."""
    words = sorted(_meaning(), key=lambda word: (-len(word), word))
    parts = [
        rf"(?<![\w-]){re.escape(word)}(?:s|es)?(?![\w-])" if word.isascii() else re.escape(word)
        for word in words
    ]
    return re.compile("|".join(parts))


def _singular(word: str) -> str:
    known = _meaning()
    return next(w for w in (word, word.removesuffix("s"), word.removesuffix("es")) if w in known)


def _unique(found: Mapping[str, list[str]], section: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.get(section, ())))


def _says_something(part: str) -> bool:
    """Two Chinese characters or three letters: less is the rest of a word."""
    return len(re.findall(rf"[{_CHINESE}]", part)) >= 2 or bool(re.search(r"[a-z]{3}", part))


def _seats(said: str) -> tuple[str, int | None]:
    for pattern in _SEATS:
        match = pattern.search(said)
        number = _number(match[1]) if match else 0
        if match and 0 < number <= MOST_SEATS:
            # Who they are (三十位老人) is still to be read.
            end = match.end(1) if re.search("老人|孩子|学员", match[0]) else match.end()
            return said[: match.start()] + "\n" + said[end:], number
    return said, None


def _number(text: str) -> int:
    """A number in digits or in Chinese: 30, 三十, 一百二十, 两百; 0 for what is none."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for character in text:
        if character in _TENS:
            total += (digit or 1) * _TENS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def _date(said: str) -> tuple[str, str]:
    match = _DATE.search(said)
    if match is None:
        return said, ""
    year, month, day = (int(part) for part in match.groups())
    return said.replace(match[0], "\n", 1), f"{year:04}-{month:02}-{day:02}"


def _clock(said: str) -> tuple[str, str]:
    """The part of a day that a time of day lies in."""
    match = _CLOCK.search(said)
    if match is None:
        return said, ""
    hour = int(match[1] or match[3])
    if (match["half"] or match["only"]) == "pm" and hour < _NOON:
        hour += _NOON
    if hour >= _LAST_HOUR:
        return said, ""
    part = "morning" if hour < _NOON else "afternoon" if hour < _DUSK else "evening"
    return said.replace(match[0], "\n", 1), part
