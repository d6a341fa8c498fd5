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
from locator.names.written_time import number_of, part_of, written_times

if TYPE_CHECKING:
    from collections.abc import Mapping

#: More than this of a sentence is not read.
LONGEST = 200
#: Seats beyond this are no room but a stadium, or a mistake.
MOST_SEATS = 9999
_CHINESE = r"\u4e00-\u9fff"
_NUMBER = r"(\d{1,4}|[零一二两三四五六七八九十百千]{1,7})"
_SEATS = (
    re.compile(_NUMBER + r"\s*(?:多|来|几)?\s*个?\s*(?:人|位|名|座位|座|席|学员|老人|孩子)"),
    re.compile(r"(?<!\d)(\d{1,4})\s*(?:people|persons?|seats?|participants?|of us)\b"),
    re.compile(
        r"\b(?:for|seats?|holds?|of|least)\s+(?:about\s+)?(\d{1,4})(?!\s*(?:min|hour|\d|:))\b"
    ),
)
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
        if {"not.not", "vague.time"} & set(_meaning()[word]):
            return match[0]  # neither is looked into here: it is said not to count
        for code in _meaning()[word]:
            section, _, value = code.partition(".")
            found.setdefault(section, []).append(word if section == "subject" else value)
        return "\n"

    said, seats = _seats(said)
    said, day = _written(said, "date")
    # 下午3点: the word before it says which hour is meant, so the clock is read first.
    said, clock = _written(said, "clock")
    said = _words().sub(take, said)
    rest = [part.strip(" .,?!;:、，。？！；：·-—'’\"“”()（）") for part in re.split(r"\n+", said)]
    return ParsedSentence(
        kinds=_unique(found, "kind"),
        topics=_unique(found, "topic"),
        audiences=_unique(found, "audience"),
        seats=seats,
        day=day or next(iter(found.get("day", ())), ""),
        part=next(iter(found.get("part", ())), part_of(clock) if clock else ""),
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


def is_subject(word: str) -> bool:
    """Whether a word is known as something to learn, or as a course of any kind."""
    learnt = ("subject.", "topic.", "kind.course")
    return any(m.startswith(learnt) for m in _meaning().get(plain(word), ()))


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
        number = number_of(match[1]) if match else 0
        if match and 0 < number <= MOST_SEATS:
            # Who they are (三十位老人) is still to be read.
            end = match.end(1) if re.search("老人|孩子|学员", match[0]) else match.end()
            return said[: match.start()] + "\n" + said[end:], number
    return said, None


def _written(said: str, section: str) -> tuple[str, str]:
    """A sentence without the first day (``date``) or hour (``clock``) it writes, and which."""
    found = next((one for one in written_times(said) if one.section == section), None)
    if found is None:
        return said, ""
    return f"{said[: found.start]}\n{said[found.end :]}", found.value
