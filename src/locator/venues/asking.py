"""One typed line → what is sought and where, and how sure that is.

The line is cut into names of places, words of the vocabulary and the catalogue, and the rest.
What is understood without a rest and names at most one place is *sure* and may be acted upon; a
name of several places, and a rest that only resembles something, is *doubtful* and is asked about;
of the remainder *nothing* is known. Nothing that was typed is kept: it may say where a person is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from locator.hours.windows import AskedTime
from locator.names.keys import levelled, name_key
from locator.names.vocabulary import meanings
from locator.names.written_time import written_times
from locator.venues.gazetteer import LONGEST, Place, Tier
from locator.venues.resembling import initials, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from locator.geo.datum import Datum
    from locator.names.aliases import FormerUnit
    from locator.pack.model import CityPack
    from locator.venues.gazetteer import PlaceIndex

Certainty = Literal["sure", "doubtful", "nothing"]

#: Choices that are offered at most, and the least score (0-100) of a name that only resembles.
_CHOICES, _RESEMBLES, _RESEMBLES_LATIN = 6, 62.0, 66.0
#: English words that a name has at most.
_WORDS = 6
#: What a piece costs where pieces compete: letters that nothing explains cost most, then short
#: pieces, of which many could explain anything.
_UNEXPLAINED, _PIECE, _SINGLE, _FILLER = 10.0, 1.0, 4.0, 0.5
_LETTER = re.compile(r"\w")
_HAN = re.compile("[\u3400-\u9fff]")
_HOUSE = re.compile(r"\d+\s*(?:号|弄|幢|室)")
_PHONE = re.compile(r"\+?[\d(][\d\s()-]{5,}\d")
#: One-character fillers of which a run may consist and still say nothing: 的, 在, 有 …
_PARTICLES = frozenset("的了吗呢吧和与或及在里有给为是我你找去到想要请求个家")
#: Sections that say when: of each one answer is heeded.
_TIMES = ("day", "part", "clock")


@dataclass(frozen=True, slots=True)
class What:
    """What is sought: codes of layers, topics and audiences, and words that have no code."""

    layers: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    text: str = ""

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.layers or self.topics or self.audiences or self.text)


@dataclass(frozen=True, slots=True)
class Question:
    """What a typed line asks.

    Attributes
    ----------
    certainty
        Only ``sure`` may be acted upon; ``doubtful`` is asked about; ``nothing`` was understood.
    near_me
        It asks around whoever asks.
    what, where
        What is sought, and the one place that is named.
    choices
        What it may mean instead, best first: places, venues, and layers (``kind`` "layer").
    former
        The former unit by whose name the place was called.
    when, free
        When it is to be open, and whether it must cost nothing.
    unheeded
        Words about time of which the search takes one only, such as a second day: it must not
        pretend to have heeded them.
    """

    certainty: Certainty
    near_me: bool = False
    what: What = What()
    where: Place | None = None
    choices: tuple[Place, ...] = ()
    former: FormerUnit | None = None
    when: AskedTime = field(default_factory=AskedTime)
    free: bool = False
    unheeded: tuple[str, ...] = ()

    @property
    def seeks(self) -> bool:
        """Whether it says what is sought, or on which conditions, beside where."""
        return bool(self.what or self.when or self.free)


class _Piece(NamedTuple):
    """A part of the line: a word of the vocabulary with its meanings, or a name of places."""

    start: int
    end: int
    text: str
    meanings: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()
    tier: Tier | None = None


@dataclass(slots=True)
class _Read:
    """What the pieces of a line say."""

    found: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    named: list[_Piece] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    #: Words that say when, by what they say.
    times: dict[str, str] = field(default_factory=dict)

    def codes(self, section: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.found.get(section, ())))


class Asker:
    """Reads typed lines about one city."""

    def __init__(self, pack: CityPack, places: PlaceIndex) -> None:
        self._places = places
        self._catalogue = pack.catalogue
        words: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        for word, codes in meanings().items():
            words[word] |= dict.fromkeys(codes)
        for layer in pack.catalogue.layers.values():
            for text in (layer.name, layer.name_en, *layer.words):
                words[levelled(text)]["layer", layer.code] = None
        for alias, kind, target in places.names.rows():
            if kind == "layer":
                words[levelled(alias)]["layer", target] = None
        self._words = {word: tuple(codes) for word, codes in words.items()}
        self._longest = max(map(len, self._words))
        #: Words for layers by their sound: tushuguan, and 图书管 as a slip for 图书馆.
        self._sounds = {
            spelled(name_key(word)): word
            for word, codes in self._words.items()
            if _HAN.search(word) and any(section == "layer" for section, _ in codes)
        }
        self._initials = {initials(name_key(word)): word for word in self._sounds.values()}
        venues = pack.venues
        columns = ("name", "name_en", "address", "note")
        self._records = "\n".join(
            name_key(text) for column in columns for text in venues[column].unique()
        )

    def ask(self, text: str, datum: Datum = "wgs84") -> Question:
        """What a typed line asks; ``datum`` is that of typed coordinates which do not say.

        Raises
        ------
        QueryError
            Typed coordinates are out of range.
        """
        point, rest = self._places.position(text[:LONGEST], datum)
        line = levelled(rest)
        if point is not None:
            return replace(
                self._answer(line), certainty="sure", near_me=False, where=point, choices=()
            )
        if not name_key(line):
            return Question("nothing")
        return self._by_number(line) or self._by_name(line) or self._answer(line)

    # -- a line that is one thing --------------------------------------------------------------

    def _by_number(self, line: str) -> Question | None:
        """A telephone, or an address with its house number."""
        if _PHONE.fullmatch(line):
            return self._one_of(self._places.at_phone(line))
        if _HOUSE.search(line) and (hits := self._places.at_address(line)):
            if len(hits) == 1:
                return self._one_of(hits)
            return Question("sure", what=What(text=line), choices=hits[:_CHOICES])
        return None

    def _by_name(self, line: str) -> Question | None:
        """A line that as a whole names a place, unless it is a word for what is sought."""
        if line in self._words or self._singular(line) in self._words:
            return None
        named = self._places.named(line)
        return self._named(line, *named) if named else None

    def _named(self, text: str, places: tuple[Place, ...], tier: Tier) -> Question:
        """Places of one name: homonymous villages are shown with the others beside them."""
        villages = all(place.kind == "village" for place in places)
        if len(places) == 1 or (villages and tier is Tier.NAME):
            former = None
            if tier is Tier.FORMER:
                former = self._places.names.former_unit(text, stems=True)
            return Question("sure", where=places[0], choices=places[1:_CHOICES], former=former)
        return Question("doubtful", choices=places[:_CHOICES])

    def _one_of(self, places: tuple[Place, ...]) -> Question:
        return self._named("", places, Tier.OTHER) if places else Question("nothing")

    # -- a line of several parts ---------------------------------------------------------------

    def _read(self, line: str) -> _Read:
        read = _Read()
        pieces = self._split(line) or self._cut(line)
        end = 0
        gap = ""
        for piece in [*pieces, _Piece(len(line), len(line), "")]:
            gap += line[end : piece.start]
            end = piece.end
            if piece.text and self._is_filler(piece) and len(piece.text) == 1:
                gap += piece.text
                continue
            self._add_rest(read, gap)
            gap = ""
            if piece.places:
                read.named.append(piece)
            for section, code in piece.meanings:
                read.found[section].append(piece.text if section in {"subject", "kind"} else code)
                if section in _TIMES:
                    read.times.setdefault(code, piece.text)
        return read

    def _add_rest(self, read: _Read, gap: str) -> None:
        """What no rule explains, as one part a run of letters."""
        for part in re.split(r"[\s,.?!;:、。·\"“”()\[\]]+", gap):
            core = part.strip("的了吗呢吧在和与-—'’")
            if core in self._words or all(character in _PARTICLES for character in core):
                continue
            if _HAN.search(core) or re.search(r"[a-z0-9]{2}", core):
                read.rest.append(core)

    def _is_filler(self, piece: _Piece) -> bool:
        return bool(piece.text) and not piece.places and not piece.meanings

    def _cut(self, line: str) -> list[_Piece]:
        """The pieces that explain most of a line with the fewest parts."""
        options: dict[int, list[_Piece]] = defaultdict(list)
        for piece in self._options(line):
            options[piece.start].append(piece)
        best: list[tuple[float, _Piece | None]] = [(0.0, None)] * (len(line) + 1)
        for at in range(len(line) - 1, -1, -1):
            cost = _UNEXPLAINED if _LETTER.match(line[at]) else 0.0
            best[at] = (cost + best[at + 1][0], None)
            for piece in options[at]:
                price = self._price(piece) + best[piece.end][0]
                if price < best[at][0]:
                    best[at] = (price, piece)
        pieces, at = [], 0
        while at < len(line):
            chosen = best[at][1]
            if chosen is not None:
                pieces.append(chosen)
            at = chosen.end if chosen else at + 1
        return pieces

    def _price(self, piece: _Piece) -> float:
        single = _SINGLE if piece.end - piece.start == 1 else 0.0
        return _PIECE + single + (_FILLER if self._is_filler(piece) else 0.0)

    def _options(self, line: str) -> Iterator[_Piece]:
        """Every word and every name that stands somewhere in a line."""
        for start in range(len(line)):
            if line[start].isascii():
                continue
            for end in range(start + 1, min(len(line), start + self._longest) + 1):
                word = line[start:end]
                if word in self._words:
                    yield _Piece(start, end, word, self._words[word])
        for start, name in self._places.standing_in(line):
            if named := self._places.named(name):
                yield _Piece(start, start + len(name), name, (), *named)
        for written in written_times(line):
            meaning = ("day" if written.section == "date" else written.section, written.value)
            yield _Piece(written.start, written.end, line[written.start : written.end], (meaning,))
        yield from self._latin(line)

    def _latin(self, line: str) -> Iterator[_Piece]:
        """Words and names in letters, from word to word; digits may begin a Chinese word."""
        for match in re.finditer(r"\d+[\u3400-\u9fff]+", line):
            for end in range(match.end(), match.start() + 1, -1):
                word = line[match.start() : end]
                if word in self._words:
                    yield _Piece(match.start(), end, word, self._words[word])
                    break
        tokens = list(re.finditer(r"[a-z0-9][a-z0-9'’-]*", line))
        for first, token in enumerate(tokens):
            for last in range(first, min(len(tokens), first + _WORDS)):
                start, end = token.start(), tokens[last].end()
                text = line[start:end]
                if not text.isascii():
                    break
                word = self._singular(text)
                if word in self._words:
                    yield _Piece(start, end, word, self._words[word])
                elif (sound := self._sounds.get(name_key(text))) is not None:
                    yield _Piece(start, end, sound, self._words[sound])
                elif len(text) > 1 and (named := self._places.named(text)):
                    yield _Piece(start, end, text, (), *named)

    def _split(self, line: str) -> list[_Piece]:
        """``mudutushuguan``: a name and a kind in letters without a space between them."""
        if not re.fullmatch(r"[a-z']{6,}", line):
            return []
        for cut in range(3, len(line) - 3):
            sound = self._sounds.get(line[cut:])
            named = self._places.named(line[:cut]) if sound else None
            if sound and named:
                return [
                    _Piece(0, cut, line[:cut], (), *named),
                    _Piece(cut, len(line), sound, self._words[sound]),
                ]
        return []

    def _singular(self, text: str) -> str:
        forms = (text, text.removesuffix("s"), text.removesuffix("es"))
        return next((form for form in forms if form in self._words), text)

    # -- what it comes to ----------------------------------------------------------------------

    def _answer(self, line: str) -> Question:
        read = self._read(line)
        texts = list(read.codes("subject"))
        layers, topics = read.codes("layer"), read.codes("topic")
        named = self._innermost(read.named)
        if not (layers or topics or texts or named):
            # A word for a course or a room is what is sought only where nothing else is.
            read.rest = [*read.codes("kind"), *read.rest]
        # What is left of a name, such as 市 of 吴中市, stands in many records and explains nothing.
        known = [p for p in read.rest if len(name_key(p)) > 1 and name_key(p) in self._records]
        unknown = [part for part in read.rest if part not in known]
        what = What(layers, topics, read.codes("audience"), " ".join([*texts, *known]))
        when, unheeded = _when(read)
        question = Question(
            "sure",
            bool(read.found.get("near")) and not named,
            what,
            when=when,
            free="free" in read.found,
            unheeded=unheeded,
        )
        if len(named) == 1:
            piece = named[0]
            single = self._named(piece.text, piece.places, piece.tier or Tier.OTHER)
            question = replace(
                question,
                certainty=single.certainty,
                where=single.where,
                choices=single.choices,
                former=single.former,
            )
        elif named:
            choices = tuple(dict.fromkeys(p for piece in named for p in piece.places))
            question = replace(question, certainty="doubtful", choices=choices[:_CHOICES])
        if unknown:
            return self._with_unknown(question, line, unknown)
        understood = question.seeks or question.near_me or named
        return question if understood else replace(question, certainty="nothing")

    def _with_unknown(self, question: Question, line: str, unknown: Sequence[str]) -> Question:
        """A part that nothing explains: what it resembles is offered, nothing acted upon."""
        alike = [p for part in dict.fromkeys([line, *unknown]) for p in self._resembling(part)]
        own = [question.where] if question.where else list(question.choices)
        layers = [self._layer(code) for code in question.what.layers] if not own else []
        choices = tuple(dict.fromkeys([*own, *alike, *layers]))[:_CHOICES]
        if not choices:
            return Question("nothing")
        return replace(question, certainty="doubtful", where=None, choices=choices)

    def _resembling(self, part: str) -> Iterable[Place]:
        key = name_key(part)
        sound = self._sounds.get(spelled(key)) or self._initials.get(key)
        codes = (
            [code for section, code in self._words[sound] if section == "layer"] if sound else []
        )
        yield from map(self._layer, codes)
        yield from self._places.alike(part)
        if not codes:
            least = _RESEMBLES_LATIN if key.isascii() else _RESEMBLES
            for place in self._places.find(part, _CHOICES):
                common = key.isascii() or 2 * len(set(key) & set(place.name)) >= len(set(key))
                if place.score >= least and common:
                    yield replace(place, score=100.0)

    def _layer(self, code: str) -> Place:
        layer = self._catalogue.layers[code]
        return Place(layer.name, layer.name_en, "layer", code, "", None, None, 100.0)

    def _innermost(self, named: Sequence[_Piece]) -> list[_Piece]:
        """The names that count: of 苏州市吴江区木渎镇 the last, and of homonyms those within."""
        pieces = list(named)
        for outer in named:
            codes = {place.code for place in outer.places if place.code}
            for number, inner in enumerate(pieces):
                within = tuple(
                    p
                    for p in inner.places
                    if p not in outer.places and codes & set(self._places.within(p.unit))
                )
                if inner is not outer and within and outer in pieces:
                    pieces[number] = inner._replace(places=within)
                    pieces.remove(outer)
                    break
        same = {tuple(piece.places) for piece in pieces}
        return pieces if len(same) == len(pieces) else pieces[:1]


def _when(read: _Read) -> tuple[AskedTime, tuple[str, ...]]:
    """When it is to be open, and the words about time that say more than a search takes."""
    said = {section: [*read.codes(section)] for section in _TIMES}
    if set(said["day"]) == {"sat", "sun"}:
        said["day"] = ["weekend"]
    if said["clock"]:
        # 晚上8点: the part of the day is in the hour.
        said["part"] = []
    first = {section: codes[0] if codes else "" for section, codes in said.items()}
    when = AskedTime(**first, now="open" in read.found and not any(first.values()))
    rest = [read.times[code] for codes in said.values() for code in codes[1:]]
    return when, tuple(rest)
