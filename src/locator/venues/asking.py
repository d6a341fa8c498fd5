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
from typing import TYPE_CHECKING

from locator.hours.windows import AskedTime
from locator.names.english import GENERIC
from locator.names.keys import levelled, name_key
from locator.names.latin import HAN
from locator.pack.elsewhere import elsewhere
from locator.pack.model import LEVELS
from locator.venues.called import Tier
from locator.venues.gazetteer import LONGEST
from locator.venues.pieces import Piece, PieceFinder
from locator.venues.place import Place
from locator.venues.question import Question, What
from locator.venues.resembling import spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.geo.datum import Datum
    from locator.pack.model import CityPack
    from locator.venues.gazetteer import PlaceIndex

#: Most choices, least scores (0-100) of what only resembles, length of a village's vague stem.
_CHOICES, _RESEMBLES, _RESEMBLES_LATIN, _STEM = 6, 62.0, 66.0, 2
#: So many parts that nothing explains are looked up; each takes some milliseconds.
_LOOKED_UP = 2
#: Blanks between Chinese characters, where people type 图 书 馆.
_APART = re.compile("(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
#: Tokens of letters by which a record may be sought: not 858, not a part of an address of a site.
_TOKEN = re.compile("[a-z][a-z0-9]{2,}")
#: A name in English of one house, not several and not what is somewhere.
_ONE_HOUSE = re.compile(r"(?!.*\b(?:in|near|at|by|around|close|of|to)\b)[a-z' -]+[a-rt-z]")
#: What names of lakes end with, and names of institutions with more than one house.
_WATERS = frozenset("湖荡漾")
_INSTITUTION = re.compile("(?:大学|学院|医院|中学|小学|学校|.大)$")
#: One-character fillers of which a run may consist and still say nothing: 的, 在, 有 …
_PARTICLES = frozenset(
    "的了吗呢吧和与或及在里有给为是我你找去到想要请求个家听看练唱跳打弹拉吹画写做玩逛带陪还能会可学教借上从住全边用好都均每开吾侬俚"
)
#: A street that has a name of its own, in whatever town it lies: 三香路, but not 东路.
_STREET = re.compile("\\w{2,}(?:大道|[路街巷弄])")
#: Sections that say when (of each one answer is heeded), and what is sought.
_TIMES = ("day", "part", "clock")
#: Sections of which the word itself is kept.
_IN_WORDS = {"subject", "kind", "vague"}
_SOUGHT = {"layer", "topic", "audience", "subject", "kind"}


@dataclass(slots=True)
class _Read:
    """What the pieces of a line say."""

    meant: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    named: list[Piece] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    #: Rests that make another name of a place's: 新城 of 太湖新城 behind 太湖.
    glued: set[str] = field(default_factory=set)
    #: What says what is sought, as it was typed.
    words: list[str] = field(default_factory=list)
    #: Words that say when, by what they say.
    times: dict[str, str] = field(default_factory=dict)

    def codes(self, section: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.meant.get(section, ())))


class Asker:
    """Reads typed lines about one city."""

    def __init__(self, pack: CityPack, places: PlaceIndex) -> None:
        self._places = places
        self._catalogue = pack.catalogue
        self._pieces = PieceFinder(pack, places)
        venues = pack.venues
        self._elsewhere = elsewhere(pack.city.code, frozenset(pack.units["name"]))
        columns = ("name", "name_en", "address", "note")
        self._records = "\n".join(
            name_key(text) for column in columns for text in venues[column].unique()
        )
        named = (text for column in columns[:-1] for text in venues[column].unique())
        self._tokens = {token for text in named for token in _TOKEN.findall(levelled(text))}

    def of_another_city(self, text: str) -> bool:
        """Whether a text begins with the name of a place of another city."""
        return bool(self._elsewhere.at(text))

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
        asked = self._one(line)
        joined = _APART.sub("", line)
        if asked.certainty != "sure" and joined != line:
            together = self._one(joined)
            return together if together.certainty == "sure" else asked
        return asked

    def _one(self, line: str) -> Question:
        told = self._by_number(line) or self._by_name(line)
        return told or self._by_translation(line, self._answer(line))

    # -- a line that is one thing --------------------------------------------------------------

    def _by_number(self, line: str) -> Question | None:
        """A telephone, or an address with its house number."""
        number = self._places.telephone_in(line)
        if number and self._places.named(line) is None:  # the code of a unit is of digits too
            venues, beside = number
            if venues or not name_key(beside):
                return self._at_number(venues, beside)
        found = self._places.at_house(line)
        if found is None:
            return None
        before, house, hits = found
        said = self._read(self._elsewhere.within(before) if before else "")
        if said.rest or any(said.meant.values()):
            return None
        units = {p.code for piece in said.named for p in piece.places}
        there = tuple(p for p in hits if not units or units & set(self._places.within(p.unit)))
        if not there:
            # The same street and number in another town than was said.
            return Question("doubtful", choices=hits[:_CHOICES])
        if len(there) == 1:
            return self._one_of(there)
        return Question("sure", what=What(text=house), choices=there[:_CHOICES])

    def _at_number(self, venues: tuple[Place, ...], beside: str) -> Question:
        """Whose a telephone is; what stands beside it says when it is to be open, or is asked."""
        whose, asked = self._one_of(venues), self._answer(beside)
        units = self._places.within(whose.where.unit) if whose.where else ()
        elsewhere = [p for p in (asked.where, *asked.choices) if p and p.code not in units]
        more = asked.what or elsewhere or self._read(beside).rest or not whose.where
        if name_key(beside) and more:
            choices = tuple(dict.fromkeys([*venues, *elsewhere]))[:_CHOICES]
            return replace(
                asked,
                certainty="doubtful" if choices else "nothing",
                where=None,
                near_me=False,
                choices=choices,
            )
        told = {
            name: getattr(asked, name) for name in ("when", "free", "reports", "unheeded", "vague")
        }
        return replace(whose, **told)

    def _by_name(self, line: str) -> Question | None:
        """A line that as a whole names a place, unless it is a word for what is sought."""
        if line in self._pieces.words or self._pieces.singular(line) in self._pieces.words:
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
            lake = text[-1:] in _WATERS and places[0].kind in LEVELS and text != places[0].name
            station = places[0].kind == "station" and tier is not Tier.NAME
            stem = villages and tier is Tier.OTHER and len(text) == _STEM
            # The district is all that is known of the subdistrict 葑门; 葑门横街 has the name too.
            wide = former is not None and former.level != places[0].kind and text != former.name
            if lake or stem or wide or (station and _INSTITUTION.search(text)):
                # 太湖 is a lake, 新城 much else; 苏州大学 is more than its station.
                alike = (*places, *self._resembling(text))
                return Question("doubtful", choices=tuple(dict.fromkeys(alike))[:_CHOICES])
            others = places[1:_CHOICES]
            return Question("sure", where=places[0], choices=others, called=text, former=former)
        return Question("doubtful", choices=places[:_CHOICES])

    def _by_translation(self, line: str, asked: Question) -> Question:
        """金鸡湖美术馆, which has no English name on record: jinji lake art museum."""
        if not _ONE_HOUSE.fullmatch(line) or not (asked.where and asked.what.layers) or asked.when:
            return asked
        if asked.what != What(asked.what.layers):  # a children's library is not the library
            return asked
        words = self._pieces.words.items()
        kinds = {("layer", code) for code in asked.what.layers}
        names = [asked.where.name + w for w, said in words if HAN.search(w) and kinds & {*said}]
        found = {places for name in names if (places := (self._places.named(name) or [()])[0])}
        if len(found) != 1 or asked.certainty != "sure":
            return asked
        (venues,) = found
        return self._one_of(venues) if [p.kind for p in venues] == ["venue"] else asked

    def _one_of(self, places: tuple[Place, ...]) -> Question:
        return self._named("", places, Tier.OTHER) if places else Question("nothing")

    # -- a line of several parts ---------------------------------------------------------------

    def _read(self, line: str) -> _Read:
        read = _Read()
        pieces = self._pieces.cut(line)
        end = before = 0
        gap, last = "", Piece(0, 0, "")
        for piece in [*pieces, Piece(len(line), len(line), "")]:
            gap += line[end : piece.start]
            end = piece.end
            if piece.text and piece.is_filler and len(piece.text) == 1:
                gap += piece.text
                continue
            self._add_rest(read, gap)
            if gap[:1] and name_key(gap[0]) and last.places and not last.is_whole:
                read.glued.update(r for r in read.rest[before:][:1] if not _STREET.fullmatch(r))
            gap, last, before = "", piece, len(read.rest)
            if piece.places:
                read.named.append(piece)
            for section, code in piece.meanings:
                read.meant[section].append(piece.text if section in _IN_WORDS else code)
                if section in _TIMES:
                    read.times.setdefault(code, piece.text)
            if {section for section, _ in piece.meanings} & _SOUGHT:
                read.words.append(piece.text)
        return read

    def _add_rest(self, read: _Read, gap: str) -> None:
        """What no rule explains, as one part a run of letters."""
        for part in re.split(r"[\s,.?!;:、。·\"“”()\[\]]+", gap):
            core = part.strip("的了吗呢吧在和与-—'’")
            if core in self._pieces.words or all(character in _PARTICLES for character in core):
                continue
            if self._elsewhere.is_above(core):
                continue
            if HAN.search(core) or re.search(r"[a-z0-9]{2}", core):
                read.rest.append(core)

    # -- what it comes to ----------------------------------------------------------------------

    def _answer(self, line: str) -> Question:
        read = self._read(line)
        texts = list(read.codes("subject"))
        layers, topics = read.codes("layer"), read.codes("topic")
        named = self._innermost(read.named)
        if not (layers or topics or texts):
            # A word for a course or a room is what is sought only where nothing else is; 班 and 课
            # beside a place or such a word say no more.
            kinds = read.codes("kind")
            alone = not (named or read.codes("audience"))
            texts += [kind for kind in kinds if len(kind) > 1] or (list(kinds) if alone else [])
        # What is left of a name, such as 市 of 吴中市, stands in many records and explains nothing.
        known = [p for p in read.rest if p not in read.glued and self._is_recorded(name_key(p))]
        unknown = [part for part in read.rest if part not in known]
        what = What(layers, topics, read.codes("audience"), " ".join([*texts, *known]))
        when, unheeded = _when(read)
        question = Question(
            "sure",
            bool(read.meant.get("near")) and not named,
            what,
            when=when,
            free="free" in read.meant,
            reports="wrong" in read.meant,
            unheeded=unheeded,
            vague=read.codes("vague"),
        )
        if len(named) == 1:
            piece = named[0]
            single = self._named(piece.text, piece.places, piece.tier or Tier.OTHER)
            taken = ("certainty", "where", "choices", "called", "former")
            question = replace(question, **{name: getattr(single, name) for name in taken})
        elif named:
            choices = tuple(dict.fromkeys(p for piece in named for p in piece.places))
            question = replace(question, certainty="doubtful", choices=choices[:_CHOICES])
        if unknown or "not" in read.meant:
            return self._with_unknown(question, line, unknown, [*read.words, *known])
        understood = question.seeks or question.near_me or named
        return question if understood else replace(question, certainty="nothing")

    def _is_recorded(self, key: str) -> bool:
        """Whether records speak of it; 中心 or 新 stands in many and says nothing.

        A number says nothing either, and 上海 in a remark does not make anything there known here.
        """
        if len(key) < 2 or key in GENERIC or self._elsewhere.at(key):
            return False
        return key in self._tokens if key.isascii() else key in self._records

    def _with_unknown(
        self, question: Question, line: str, unknown: Sequence[str], words: Sequence[str]
    ) -> Question:
        """A part that nothing explains: what it resembles is offered, nothing acted upon.

        So is the line without it, for what is sought as ``words`` say it.
        """
        # What is in another city resembles nothing here: 常州老年大学 is not 常熟's.
        away = any(map(self._elsewhere.at, unknown))
        longest = sorted(unknown, key=len, reverse=True)[:_LOOKED_UP]
        parts = dict.fromkeys([line, *longest] if unknown and not away else [])
        slips = dict.fromkeys(word for part in parts for word in self._pieces.slips(line, part))
        alike = [p for word in slips for p in self._said_by(word)]
        alike += [p for part in parts for p in self._resembling(part)]
        own = [question.where] if question.where else list(question.choices)
        layers = [self._layer(code) for code in question.what.layers] if not own else []
        if question.what and not (own or layers):
            text = " ".join(dict.fromkeys(words))
            layers = [Place(text, text, "what", "", "", None, None, 100.0)]
        # Of what a part alone may mean the best two, then what the whole line resembles.
        choices = tuple(dict.fromkeys([*own[:2], *alike, *own[2:], *layers]))[:_CHOICES]
        if not choices:
            return Question("nothing")
        return replace(question, certainty="doubtful", where=None, choices=choices)

    def _resembling(self, part: str) -> Iterable[Place]:
        key = name_key(part)
        if len(key) < 2 or key in GENERIC or key.isdecimal():
            return
        words = self._pieces
        sound = words.sounds.get(spelled(key)) or words.initials.get(key) or words.slip(part)
        codes = words.layers_of(sound)
        yield from self._said_by(sound or words.subjects.get(spelled(key)))
        yield from self._places.alike(part)
        if not codes:
            least = _RESEMBLES_LATIN if key.isascii() else _RESEMBLES
            for place in self._places.find(part, _CHOICES):
                common = key.isascii() or 2 * len(set(key) & set(place.name)) >= len(set(key))
                if place.score >= least and common:
                    yield replace(place, score=100.0)

    def _said_by(self, word: str | None) -> list[Place]:
        """What a word stands for as choices: its layers, or itself as what is sought."""
        layers = [self._layer(code) for code in self._pieces.layers_of(word or "")]
        return layers or ([Place(word, word, "what", "", "", None, None, 100.0)] if word else [])

    def _layer(self, code: str) -> Place:
        layer = self._catalogue.layers[code]
        return Place(layer.name, layer.name_en, "layer", code, "", None, None, 100.0)

    def _innermost(self, named: Sequence[Piece]) -> list[Piece]:
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
    when = AskedTime(
        **first, now="open" in read.meant and not (any(first.values()) or read.codes("vague"))
    )
    rest = [read.times[code] for codes in said.values() for code in codes[1:]]
    return when, tuple(rest)
