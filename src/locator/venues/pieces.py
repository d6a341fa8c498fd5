"""A typed line in pieces: words of the vocabulary and the catalogue, written times, place names.

Of all that stands somewhere in the line, the pieces count that explain most of it with the fewest
parts; what a piece means is for :mod:`locator.venues.asking` to say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from locator.names.keys import levelled, name_key
from locator.names.latin import HAN
from locator.names.vocabulary import meanings
from locator.names.written_time import written_times
from locator.venues.called import Tier
from locator.venues.resembling import initials, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from locator.pack.model import CityPack
    from locator.venues.gazetteer import PlaceIndex
    from locator.venues.place import Place

#: English words that a name has at most.
_WORDS = 6
#: An English word of so many letters is known by so many of them (0 to 1) in their order.
_SLIP_LENGTH, _SLIP = 5, 0.8
#: So many such words together, and Chinese words of so many characters, of which one is another.
_SLIP_WORDS, _SLIP_HAN = 3, 4
#: What a piece costs where pieces compete: letters that nothing explains cost most, then short
#: pieces, of which many could explain anything.
_UNEXPLAINED, _PIECE, _SINGLE, _FILLER = 10.0, 1.0, 4.0, 0.5
#: What says no more than the name beside it: the line of a station, a person's age.
_ASIDE = re.compile(
    r"(?:地铁|轨道交通)?(?:\d+|[一二三四五六七八九十]+)号线|(?:\d+|[一二三四五六七八九十]+)多?岁"
)
_LETTER = re.compile(r"\w")


class Piece(NamedTuple):
    """A part of the line: a word of the vocabulary with its meanings, or a name of places."""

    start: int
    end: int
    text: str
    meanings: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()
    tier: Tier | None = None

    @property
    def is_filler(self) -> bool:
        """Whether it is a word that says nothing."""
        return bool(self.text) and not self.places and not self.meanings

    @property
    def is_whole(self) -> bool:
        """Whether it is the recorded name of its place, which nothing behind it makes another."""
        return self.tier is Tier.NAME


class PieceFinder:
    """Cuts lines about one city.

    ``words`` are those of the vocabulary and the catalogue with their meanings, ``sounds`` and
    ``initials`` lead from pinyin to a word for a layer.
    """

    def __init__(self, pack: CityPack, places: PlaceIndex) -> None:
        self._places = places
        words: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        for word, codes in meanings().items():
            words[word] |= dict.fromkeys(codes)
        for layer in pack.catalogue.layers.values():
            for text in (layer.name, layer.name_en, *layer.words):
                words[levelled(text)]["layer", layer.code] = None
        for alias, kind, target in places.names.rows():
            if kind == "layer":
                words[levelled(alias)]["layer", target] = None
        self.words = {word: tuple(codes) for word, codes in words.items()}
        self._longest = max(map(len, self.words))
        #: Words for layers by their sound: tushuguan, and 图书管 as a slip for 图书馆.
        self.sounds = {
            spelled(name_key(word)): word
            for word, codes in self.words.items()
            if HAN.search(word) and any(section == "layer" for section, _ in codes)
        }
        #: And words for what is taught by theirs: shufa.
        self.subjects = {
            spelled(name_key(word)): word
            for word, codes in self.words.items()
            if len(HAN.findall(word)) > 1 and {s for s, _ in codes} & {"subject", "topic"}
        }
        #: English words for what is sought, of which a slip is known by its letters.
        self.english = [
            word
            for word, codes in self.words.items()
            if word.isascii() and {s for s, _ in codes} & {"layer", "subject", "topic"}
        ]
        self.initials = {initials(name_key(word)): word for word in self.sounds.values()}

    def cut(self, line: str) -> list[Piece]:
        """The pieces that explain most of a line with the fewest parts, in their order."""
        if apart := self._split(line):
            return apart
        options: dict[int, list[Piece]] = defaultdict(list)
        for piece in self._options(line):
            options[piece.start].append(piece)
        best: list[tuple[float, Piece | None]] = [(0.0, None)] * (len(line) + 1)
        for at in range(len(line) - 1, -1, -1):
            cost = _UNEXPLAINED if _LETTER.match(line[at]) else 0.0
            best[at] = (cost + best[at + 1][0], None)
            for piece in options[at]:
                price = self._price(piece) + best[piece.end][0]
                chosen = best[at][1]
                # Of two cuts into as many parts that with the longer first: 吴江市 图书馆.
                longer = chosen is not None and piece.end > chosen.end
                if price < best[at][0] or (price == best[at][0] and longer):
                    best[at] = (price, piece)
        pieces, at = [], 0
        while at < len(line):
            chosen = best[at][1]
            if chosen is not None:
                pieces.append(chosen)
            at = chosen.end if chosen else at + 1
        return pieces

    def _price(self, piece: Piece) -> float:
        single = _SINGLE if piece.end - piece.start == 1 else 0.0
        return _PIECE + single + (_FILLER if piece.is_filler else 0.0)

    def _options(self, line: str) -> Iterator[Piece]:
        """Every word and every name that stands somewhere in a line."""
        for start in range(len(line)):
            if line[start].isascii():
                continue
            for end in range(start + 1, min(len(line), start + self._longest) + 1):
                word = line[start:end]
                if word in self.words:
                    yield Piece(start, end, word, self.words[word])
        for start, name in self._places.standing_in(line):
            if named := self._places.named(name):
                yield Piece(start, start + len(name), name, (), *named)
        for written in written_times(line):
            meaning = ("day" if written.section == "date" else written.section, written.value)
            yield Piece(written.start, written.end, line[written.start : written.end], (meaning,))
        for match in _ASIDE.finditer(line):
            yield Piece(*match.span(), match[0])
        yield from self._latin(line)

    def _latin(self, line: str) -> Iterator[Piece]:
        """Words and names in letters, from word to word; digits may begin a Chinese word."""
        for match in re.finditer(r"\d+[\u3400-\u9fff]+", line):
            for end in range(match.end(), match.start() + 1, -1):
                word = line[match.start() : end]
                if word in self.words:
                    yield Piece(match.start(), end, word, self.words[word])
                    break
        tokens = list(re.finditer(r"[a-z0-9][a-z0-9'’-]*", line))
        for first, token in enumerate(tokens):
            for last in range(first, min(len(tokens), first + _WORDS)):
                start, end = token.start(), tokens[last].end()
                text = line[start:end]
                if not text.isascii():
                    break
                word = self.singular(text)
                if word in self.words:
                    yield Piece(start, end, word, self.words[word])
                elif (sound := self.sounds.get(name_key(text))) is not None:
                    yield Piece(start, end, sound, self.words[sound])
                elif len(text) > 1 and (named := self._places.named(text)):
                    yield Piece(start, end, text, (), *named)
                elif (sound := self.subjects.get(name_key(text))) is not None:
                    yield Piece(start, end, sound, self.words[sound])

    def _split(self, line: str) -> list[Piece]:
        """``mudutushuguan``: a name and a kind in letters without a space between them."""
        if not re.fullmatch(r"[a-z']{6,}", line):
            return []
        for cut in range(3, len(line) - 3):
            sound = self.sounds.get(line[cut:]) or self.subjects.get(line[cut:])
            named = self._places.named(line[:cut]) if sound else None
            if sound and named:
                return [
                    Piece(0, cut, line[:cut], (), *named),
                    Piece(cut, len(line), sound, self.words[sound]),
                ]
        return []

    def slip(self, text: str) -> str:
        """The English word for what is sought of which a text is a slip of the pen, "" for none."""
        if len(text) < _SLIP_LENGTH or not text.isascii():
            return ""
        for form in (text, text.removesuffix("s")):
            found = process.extractOne(
                form, self.english, scorer=OSA.normalized_similarity, score_cutoff=_SLIP
            )
            if found:
                return found[0]
        return ""

    def slips(self, line: str, part: str) -> list[str]:
        """Words for layers of which the line around a part that nothing explains is a slip.

        老人大学 for 老年大学, of which 老人 is a word and 大学 is left; senior univercity.
        """
        tokens = line.split()
        around = [
            slip
            for first in range(len(tokens))
            for last in range(first + 2, min(len(tokens), first + _SLIP_WORDS) + 1)
            if part in tokens[first:last] and (slip := self.slip(" ".join(tokens[first:last])))
        ]
        start = line.find(part)
        for word in self.sounds.values():
            firsts = range(max(0, start - len(word) + 1), start + len(part))
            if len(word) >= _SLIP_HAN and any(
                _one_apart(word, line[first : first + len(word)]) for first in firsts
            ):
                around.append(word)
        return around

    def layers_of(self, word: str) -> list[str]:
        """Codes of the layers that a word stands for."""
        return [code for section, code in self.words.get(word, ()) if section == "layer"]

    def singular(self, text: str) -> str:
        """An English word as the vocabulary has it."""
        text = re.sub("['’]s?$", "", text)  # children's
        forms = [text, text.removesuffix("s"), text.removesuffix("es")]
        if text.endswith("ies"):
            forms.append(text.removesuffix("ies") + "y")
        return next((form for form in forms if form in self.words), text)


def _one_apart(word: str, said: str) -> bool:
    """Whether a text is a word but for one of its characters."""
    return len(said) == len(word) and sum(a != b for a, b in zip(word, said, strict=True)) == 1
