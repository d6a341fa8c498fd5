"""Parts, sounds, initials and small typos of names, found by C: how well a text resembles them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz import fuzz, process

from locator.names.keys import bare_key
from locator.names.romanise import syllables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

#: Score (0-100) of each way a text can match; typos score their rapidfuzz ratio scaled below.
EXACT, NEARLY, PINYIN = 100.0, 98.0, 93.0
_PREFIX, _PART, _PINYIN_PREFIX, _INITIALS, _INITIALS_PREFIX = 92.0, 84.0, 82.0, 80.0, 72.0
_TYPO_SHARE, _TYPO_CUTOFF = 0.75, 70.0
#: Names shorter than this are not matched with typos: everything would match.
_TYPO_LENGTH = 3
#: Letters fewer than this in the middle of a word are no part of a name.
_LETTERS = 4


class NameTexts:
    """All keys in one string, in which the parts of names are found by the C of ``str.find``.

    ``main`` are the rows with which typos are compared: one or two names of a place, not all.
    """

    def __init__(self, texts: Sequence[tuple[str, int]], main: Sequence[int]) -> None:
        self._texts = texts
        keys = [key for key, _ in texts]
        self._keys = _Blob(keys)
        sounds = [[] if key.isascii() else _syllables(key) for key in keys]
        self._pinyin = _Blob(["".join(sound).replace("'", "") for sound in sounds])
        self._initials = _Blob(["".join(x[0] for x in sound if x) for sound in sounds])
        self._written = _ByLength(keys, main)
        self._sounding = _ByLength(self._pinyin.texts, main)

    def sounds(self) -> Iterator[tuple[str, int]]:
        """Pinyin in full of every Chinese key, and its place."""
        for (_, number), sound in zip(self._texts, self._pinyin.texts, strict=True):
            if sound:
                yield sound, number

    def of_initials(self, key: str) -> list[int]:
        """Places with exactly these initials."""
        if not key.isascii() or len(key) < 2:
            return []
        hits = self._initials.holding(key)
        return [self._texts[row][1] for row, at, size in hits if at == 0 and size == len(key)]

    def score(self, best: dict[int, float], key: str) -> None:
        """Raise the scores of places whose names a key is a part, the sound or a typo of."""

        def to(row: int, score: float) -> None:
            number = self._texts[row][1]
            best[number] = max(best[number], score)

        for row, at, size in self._keys.holding(key):
            # A part of a long name is a weaker hint than the same part of a short one; letters
            # in the middle of a word are none.
            if at == 0:
                to(row, EXACT if size == len(key) else _PREFIX)
            elif not key.isascii() or len(key) >= _LETTERS:
                to(row, _PART + 8 * len(key) / size)
        sound = spelled(bare_key(key))
        if sound.isascii() and sound:
            self._score_sounds(key, sound, to)
        if len(key) >= _TYPO_LENGTH and max(best.values(), default=0.0) < NEARLY:
            for row, score in self._typos(key, sound):
                to(row, score)

    def _score_sounds(self, key: str, sound: str, to: Callable[[int, float], None]) -> None:
        for row, at, size in self._pinyin.holding(sound):
            if at == 0:
                to(row, PINYIN if size == len(sound) else _PINYIN_PREFIX)
        if key == sound and len(key) > 1:
            for row, at, size in self._initials.holding(sound):
                if at == 0:
                    to(row, _INITIALS if size == len(sound) else _INITIALS_PREFIX)

    def _typos(self, key: str, sound: str) -> Iterator[tuple[int, float]]:
        """Rows whose letters or sounds are nearly these, and how well; of names of like length."""
        for mine, theirs in ((key, self._written), (sound, self._sounding)):
            if len(mine) >= _TYPO_LENGTH:
                rows, texts = theirs.like(len(mine))
                ratios = process.cdist(
                    [mine], texts, scorer=fuzz.ratio, score_cutoff=_TYPO_CUTOFF, dtype=np.float32
                )[0]
                for at in np.flatnonzero(ratios):
                    yield rows[at], float(ratios[at]) * _TYPO_SHARE


class _ByLength:
    """Texts in the order of their length, with their rows."""

    def __init__(self, texts: Sequence[str], rows: Iterable[int]) -> None:
        self._rows = sorted((row for row in rows if texts[row]), key=lambda row: len(texts[row]))
        self._texts = [texts[row] for row in self._rows]
        self._sizes = [len(text) for text in self._texts]

    def like(self, size: int) -> tuple[list[int], list[str]]:
        """Rows and texts that are at most a third longer or shorter: others differ too much."""
        first = bisect_left(self._sizes, size - size // 3 - 1)
        last = bisect_right(self._sizes, size + size // 3 + 1)
        return self._rows[first:last], self._texts[first:last]


class _Blob:
    """Texts joined by newlines, with the row that each position belongs to."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self._joined = "\n".join(["", *texts, ""])
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        self._starts = 1 + np.concatenate([[0], np.cumsum(sizes + 1)[:-1]]) if texts else sizes
        self._sizes = sizes

    def holding(self, part: str) -> Iterator[tuple[int, int, int]]:
        """Row, place within it and length of every text that holds a part."""
        hits, at = [], self._joined.find(part)
        while at >= 0:
            hits.append(at)
            at = self._joined.find(part, at + len(part))
        rows = np.searchsorted(self._starts, hits, side="right") - 1
        for hit, row in zip(hits, rows, strict=True):
            yield int(row), int(hit - self._starts[row]), int(self._sizes[row])


def spelled(key: str) -> str:
    """A key in pinyin without tones; letters stay."""
    return "".join(_syllables(key)).replace("'", "")


def initials(key: str) -> str:
    """First letters of a key in pinyin."""
    return "".join(syllable[0] for syllable in _syllables(key) if syllable)


def _syllables(name: str) -> list[str]:
    """Pinyin of a name; what is no Chinese character stays, each letter a syllable."""
    if name.isascii():
        return list(name)
    letters: Any = list  # documented to return a list, typed to return a text
    return syllables(name, errors=letters)
