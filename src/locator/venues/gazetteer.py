"""One search box → a position: stations, landmarks, units and venues by name.

Names are matched as they stand, without their generic ending, by their parts, in full pinyin, by
pinyin initials and with small typos; pinyin also makes traditional characters and homophones
match. Coordinates may be typed. All names of a pack are prepared once; a question is then one
pass of rapidfuzz (C++) over arrays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process

from locator.geo.datum import Datum, convert
from locator.names.keys import bare_key, name_key
from locator.names.romanise import romanised
from locator.pack.model import LIST_SEPARATOR, CityPack
from locator.pack.schema import UNITS
from locator.problems import Problem, QueryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

#: Score (0-100) of each way a text can match; typos score their rapidfuzz ratio scaled below.
_EXACT, _BARE, _PREFIX, _PART = 100.0, 98.0, 92.0, 84.0
_PINYIN, _PINYIN_PREFIX, _INITIALS, _INITIALS_PREFIX = 93.0, 82.0, 80.0, 72.0
_TYPO_SHARE, _TYPO_CUTOFF = 0.75, 70.0
#: More than this of a text is not looked at.
_LONGEST = 100
#: Names shorter than this are not matched with typos: everything would match.
_TYPO_LENGTH = 3
#: Names of villages and venues shorter than this are not looked for inside a sentence.
_LONG_NAME = 4

#: Among equal scores: what a person most often means first.
_KIND_ORDER = ("city", "county", "station", "landmark", "circle", "town", "village", "venue")
_NUMBER = r"([-+]?\d+(?:\.\d+)?)"
_WORD = r"([a-z0-9\u4e00-\u9fff-]*?)[\s:：]*"
_COORDINATES = re.compile(rf"\s*{_WORD}{_NUMBER}\s*[,，;；\s]\s*{_NUMBER}\s*", re.IGNORECASE)
#: What may stand before typed coordinates to say their datum: its name, or whose map it is from.
_DATUM_WORDS: dict[str, Datum] = {
    "wgs84": "wgs84",
    "wgs-84": "wgs84",
    "gps": "wgs84",
    "gcj02": "gcj02",
    "gcj-02": "gcj02",
    "高德": "gcj02",
    "腾讯": "gcj02",
    "bd09": "bd09",
    "bd-09": "bd09",
    "百度": "bd09",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere a person may mean.

    ``code`` is a unit code, or the id of a venue or curated circle, ``""`` for a gazetteer place;
    ``unit`` the unit it stands in; ``lon, lat`` WGS-84 or None when nobody recorded a position;
    ``score`` 0 to 100.
    """

    name: str
    name_en: str
    kind: str
    code: str
    unit: str
    lon: float | None = field(repr=False)
    lat: float | None = field(repr=False)
    score: float


class PlaceIndex:
    """All names of a pack, prepared for :meth:`find`."""

    def __init__(self, pack: CityPack) -> None:
        table = _names(pack)
        self._pack = pack
        self._place = table["place"].to_numpy(np.int64)
        self._entries = table.drop_duplicates("place").set_index("place")
        kinds = self._entries["kind"].map({k: i for i, k in enumerate(_KIND_ORDER)})
        self._rank = kinds.fillna(len(_KIND_ORDER)).to_numpy(np.int64)
        keys = [name_key(text) for text in table["text"]]
        self._keys = np.array(keys, dtype=object)
        self._bare = np.array([bare_key(key) for key in keys], dtype=object)
        self._sounds = [_Sounds(self._keys), _Sounds(self._bare)]

    def find(self, text: str, limit: int = 10, datum: Datum = "wgs84") -> list[Place]:
        """Places that a text may mean, best first.

        Parameters
        ----------
        text
            A name in Chinese or English, full pinyin, pinyin initials, or coordinates as
            ``longitude, latitude`` (the other order is recognised where only it fits the city),
            with the datum or a map's name before them if need be: ``百度 120.63, 31.32``.
        limit
            At most so many.
        datum
            What typed coordinates are in where they do not say.

        Raises
        ------
        QueryError
            ``limit`` is below 1, or typed coordinates are out of range.
        """
        if limit < 1:
            raise QueryError(Problem("error", "query.limit", value=str(limit)))
        typed = _COORDINATES.fullmatch(text[:_LONGEST])
        word = typed[1].casefold() if typed else ""
        if typed and (not word or word in _DATUM_WORDS):
            datum = _DATUM_WORDS.get(word, datum)
            return [self._coordinate(float(typed[2]), float(typed[3]), datum)]
        key = name_key(text[:_LONGEST])
        if not key:
            return []
        scores = self._scores(key)
        best = np.zeros(len(self._entries))
        np.maximum.at(best, self._place, scores)
        found = np.flatnonzero(best > 0)
        # Shorter names first among equals: 平江 means the subdistrict before its every shop.
        length = self._entries["name"].str.len().to_numpy()
        order = np.lexsort((found, length[found], self._rank[found], -best[found]))[:limit]
        return [self._as_place(int(i), float(best[i])) for i in found[order]]

    def inside(self, text: str) -> tuple[Place, str] | None:
        """The place whose Chinese name stands in a longer text, and the name as it stands there.

        The longest name counts, then what a person most often means. Names without their ending
        (吴中 for 吴中区) are looked for among stations, landmarks and units down to towns; there
        are too many villages and venues for that.
        """
        best: tuple[int, int, int] | None = None
        name = ""
        rank = self._rank[self._place]
        wide = rank < _KIND_ORDER.index("village")
        for row, (key, bare) in enumerate(zip(self._keys, self._bare, strict=True)):
            hit = _standing_in(text, key, 2 if wide[row] else _LONG_NAME)
            hit = hit or (_standing_in(text, bare, 2) if wide[row] else "")
            if hit and (best is None or (len(hit), -rank[row]) > best[:2]):
                best, name = (len(hit), -rank[row], int(self._place[row])), hit
        return (self._as_place(best[2], _EXACT), name) if best else None

    def by_token(self, token: str) -> Place | None:
        """The place that an address names: a unit code, a venue id or a place's exact name."""
        if not token:
            return None
        entries = self._entries
        hit = entries[
            (entries["code"] == token) | ((entries["code"] == "") & (entries["name"] == token))
        ]
        return self._as_place(int(hit.index[0]), _EXACT) if len(hit) else None

    def _scores(self, key: str) -> NDArray[np.float64]:
        bare = bare_key(key)
        scores = np.zeros(len(self._keys))
        size = max(len(key), 1)

        def raise_to(hits: NDArray[np.bool_], score: float) -> None:
            scores[hits] = np.maximum(scores[hits], score)

        has = np.array([key in k for k in self._keys])
        rows = np.flatnonzero(has)
        # A part of a long name is a weaker hint than the same part of a short one.
        scores[rows] = [_PART + 8 * size / len(self._keys[r]) for r in rows]
        raise_to(has & np.array([k.startswith(key) for k in self._keys]), _PREFIX)
        raise_to(self._bare == bare, _BARE)
        raise_to(self._keys == key, _EXACT)
        sound = "".join(_syllables(bare))
        if sound.isascii():
            spelled = sound.replace("'", "")
            for sounds in self._sounds:
                raise_to(_starting(sounds.pinyin, spelled), _PINYIN_PREFIX)
                raise_to(sounds.pinyin == spelled, _PINYIN)
                if bare == sound and size > 1:
                    raise_to(_starting(sounds.initials, spelled), _INITIALS_PREFIX)
                    raise_to(sounds.initials == spelled, _INITIALS)
        if size >= _TYPO_LENGTH:
            for mine, theirs in ((bare, self._bare), (sound, self._sounds[1].pinyin)):
                ratio = process.cdist(
                    [mine], theirs, scorer=fuzz.ratio, score_cutoff=_TYPO_CUTOFF, dtype=np.float32
                )[0]
                np.maximum(scores, ratio * _TYPO_SHARE, out=scores)
        return scores

    def _as_place(self, index: int, score: float) -> Place:
        entry = self._entries.loc[index]
        known = not pd.isna(entry["lon"])
        return Place(
            name=entry["name"],
            name_en=entry["name_en"],
            kind=entry["kind"],
            code=entry["code"],
            unit=entry["unit"],
            lon=float(entry["lon"]) if known else None,
            lat=float(entry["lat"]) if known else None,
            score=round(score, 1),
        )

    def _coordinate(self, first: float, second: float, datum: Datum) -> Place:
        lon, lat = first, second
        centre_lon, centre_lat = self._pack.city.center
        if abs(second - centre_lon) + abs(first - centre_lat) < abs(first - centre_lon) + abs(
            second - centre_lat
        ):
            lon, lat = second, first
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise QueryError(Problem("error", "query.position"))
        x, y = convert(lon, lat, datum, "wgs84")
        return Place("", "", "coordinate", "", "", float(x), float(y), _EXACT)


class _Sounds:
    """Full pinyin and initials of names, ``(n,)`` object arrays."""

    def __init__(self, names: Iterable[str]) -> None:
        syllables = [_syllables(name) for name in names]
        self.pinyin = np.array(["".join(s) for s in syllables], dtype=object)
        self.initials = np.array(["".join(x[0] for x in s if x) for s in syllables], dtype=object)


def _syllables(name: str) -> list[str]:
    """Pinyin of a name; what is no Chinese character stays, each letter a syllable."""
    letters: Any = list  # documented to return a list, typed to return a text
    return lazy_pinyin(name, errors=letters)


def _starting(names: NDArray[np.object_], text: str) -> NDArray[np.bool_]:
    return np.array([name.startswith(text) for name in names])


def _standing_in(text: str, name: str, least: int) -> str:
    """A Chinese name of so many characters at least, if it stands in a text, otherwise ""."""
    return name if len(name) >= least and not name.isascii() and name in text else ""


def _names(pack: CityPack) -> pd.DataFrame:
    """Every name and alias: ``place`` (number of the place) and what the place is."""
    records = [
        (text, number, *entry)
        for number, (texts, *entry) in enumerate(_entries(pack))
        for text in texts
        if text
    ]
    columns = ["text", "place", "name", "name_en", "kind", "code", "unit", "lon", "lat"]
    return pd.DataFrame(records, columns=columns)


def centres(pack: CityPack) -> pd.DataFrame:
    """The curated circles of a pack, each with the position of its middle in ``lon, lat``."""
    named = pack.places.drop_duplicates("name").set_index("name")
    circles = pack.circles
    return circles.assign(
        **{
            axis: circles["place"].map(named[axis]).where(circles["place"] != "", circles[axis])
            for axis in ("lon", "lat")
        }
    )


def _entries(pack: CityPack) -> Iterator[tuple[Any, ...]]:
    for p in pack.places.itertuples():
        aliases = [a.strip() for a in p.aliases.split(LIST_SEPARATOR)]
        latin = romanised(p.name)
        yield [p.name, latin, *aliases], p.name, latin, p.kind, "", p.unit, p.lon, p.lat
    for c in centres(pack).itertuples():
        yield [c.name, c.name_en], c.name, c.name_en, "circle", c.id, c.unit, c.lon, c.lat
    units = pack.units[list(UNITS.names)]
    for u in units.itertuples():
        yield [u.name, u.name_en], u.name, u.name_en, u.level, u.code, u.parent, u.lon, u.lat
    for v in pack.venues.itertuples():
        yield [v.name, v.name_en], v.name, v.name_en, "venue", v.id, v.unit, v.lon, v.lat
