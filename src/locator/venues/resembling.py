"""Parts, sounds, initials and small typos of names, found by C: how well a text resembles them."""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz import fuzz, process

from locator.names.keys import bare_key
from locator.names.latin import syllables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

#: Score (0-100) of each way a text can match; typos score their rapidfuzz ratio scaled below.
EXACT, NEARLY, PINYIN = 100.0, 98.0, 93.0
_PREFIX, _PART, _PINYIN_PREFIX, _INITIALS, _INITIALS_PREFIX = 92.0, 84.0, 82.0, 80.0, 72.0
_TYPO_SHARE, _TYPO_CUTOFF = 0.75, 70.0
#: Names shorter than this are not matched with typos: everything would match.
_TYPO_LENGTH = 3
#: Letters fewer than this, or less than a third of it, in the middle of a word are no part of a
#: name: test in Nan Gate Station.
_LETTERS, _SHARE = 4, 3


class NameTexts:
    """All keys in one string, in which the parts of names are found by the C of ``str.find``.

    ``main`` are the rows with which typos are compared: one or two names of a place, not all.
    """

    def __init__(self, texts: Sequence[tuple[str, int]], main: Sequence[int]) -> None:
        keys = [key for key, _ in texts]
        self._numbers = np.array([number for _, number in texts], np.int64)
        self._keys = _Blob(keys)
        sounds = _sounds(keys)
        self._pinyin = _Blob(["".join(sound).replace("'", "") for sound in sounds])
        self._initials = _Blob(["".join(x[0] for x in sound if x) for sound in sounds])
        self._written = _Spellings(keys, main)
        self._sounding = _Spellings(self._pinyin.texts, main)

    def sounds(self) -> Iterator[tuple[str, int]]:
        """Pinyin in full of every Chinese key, and its place."""
        for number, sound in zip(self._numbers.tolist(), self._pinyin.texts, strict=True):
            if sound:
                yield sound, number

    def of_initials(self, key: str) -> list[int]:
        """Places with exactly these initials."""
        if not key.isascii() or len(key) < 2:
            return []
        rows, at, size = self._initials.holding(key)
        return [int(n) for n in self._numbers[rows[(at == 0) & (size == len(key))]]]

    def score(self, best: NDArray[np.float64], key: str) -> None:
        """Raise the scores of places whose names a key is a part, the sound or a typo of.

        ``best`` has the score of each place by its number.
        """

        def to(rows: NDArray[np.int64], scores: NDArray[np.float64] | float) -> None:
            np.maximum.at(best, self._numbers[rows], scores)

        rows, at, size = self._keys.holding(key)
        # A part of a long name is a weaker hint than the same part of a short one; letters
        # in the middle of a word are none.
        if key.isascii():
            begins = (at == 0) | ((len(key) >= _LETTERS) & (_SHARE * len(key) >= size))
            rows, at, size = (values[begins] for values in (rows, at, size))
        whole = np.where(size == len(key), EXACT, _PREFIX)
        to(rows, np.where(at == 0, whole, _PART + 8 * len(key) / size))
        sound = spelled(bare_key(key))
        if sound.isascii() and sound:
            to(*self._begins(self._pinyin, sound, PINYIN, _PINYIN_PREFIX))
            if key == sound and len(key) > 1:
                to(*self._begins(self._initials, sound, _INITIALS, _INITIALS_PREFIX))
        if len(key) >= _TYPO_LENGTH and best.max(initial=0.0) < NEARLY:
            for mine, theirs in ((key, self._written), (sound, self._sounding)):
                if len(mine) >= _TYPO_LENGTH:
                    to(*theirs.alike(mine))

    def _begins(
        self, blob: _Blob, part: str, whole: float, more: float
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        rows, at, size = blob.holding(part)
        return rows[at == 0], np.where(size[at == 0] == len(part), whole, more)


class _Spellings:
    """Texts by their letters, so that only those with enough in common are compared."""

    #: Letters are told apart up to so many; two that fall together only mean a comparison more.
    KINDS = 128

    def __init__(self, texts: Sequence[str], rows: Iterable[int]) -> None:
        order = sorted((row for row in rows if texts[row]), key=lambda row: len(texts[row]))
        self._rows = np.array(order, np.int64)
        self._texts = [texts[row] for row in order]
        self._sizes = np.array([len(text) for text in self._texts], np.int64)
        self._counts = np.zeros((self.KINDS, len(order)), np.uint8)
        letters = np.array([ord(c) % self.KINDS for text in self._texts for c in text], np.int64)
        np.add.at(self._counts, (letters, np.repeat(np.arange(len(order)), self._sizes)), 1)

    def alike(self, key: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Rows of texts with nearly these letters in this order, and how well.

        Texts that are more than a third longer or shorter differ too much.
        """
        size = len(key)
        first = int(np.searchsorted(self._sizes, size - size // 3 - 1, "left"))
        last = int(np.searchsorted(self._sizes, size + size // 3 + 1, "right"))
        # The ratio is twice the letters in common by the letters of both.
        common = np.zeros(last - first, np.uint8)
        for letter, times in Counter(ord(c) % self.KINDS for c in key).items():
            common += np.minimum(self._counts[letter, first:last], times)
        needed = _TYPO_CUTOFF / 200 * (self._sizes[first:last] + size)
        near = first + np.flatnonzero(common >= needed)
        texts = [self._texts[n] for n in near]
        ratios = process.cdist(
            [key], texts, scorer=fuzz.ratio, score_cutoff=_TYPO_CUTOFF, dtype=np.float32
        )[0]
        hit = np.flatnonzero(ratios)
        return self._rows[near[hit]], ratios[hit].astype(np.float64) * _TYPO_SHARE


class _Blob:
    """Texts joined by newlines, with the row that each position belongs to."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self._joined = "\n".join(["", *texts, ""])
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        self._starts = 1 + np.concatenate([[0], np.cumsum(sizes + 1)[:-1]]) if texts else sizes
        self._sizes = sizes

    def holding(self, part: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Row, place within it and length of every text that holds a part."""
        found = [match.start() for match in re.finditer(re.escape(part), self._joined)]
        hits = np.array(found, np.int64)
        rows = np.searchsorted(self._starts, hits, side="right") - 1
        return rows, hits - self._starts[rows], self._sizes[rows]


def spelled(key: str) -> str:
    """A key in pinyin without tones; letters stay."""
    return "".join(_syllables(key)).replace("'", "")


def initials(key: str) -> str:
    """First letters of a key in pinyin."""
    return "".join(syllable[0] for syllable in _syllables(key) if syllable)


def _sounds(keys: Sequence[str]) -> list[list[str]]:
    """Pinyin of each key that is not of letters alone, all read at once: that is much faster."""
    chinese = [n for n, key in enumerate(keys) if not key.isascii()]
    sounds: list[list[str]] = [[] for _ in keys]
    read = iter(_syllables("\n".join(keys[n] for n in chinese)))
    for n in chinese:
        sounds[n] = [*takewhile("\n".__ne__, read)]
    return sounds


def _syllables(name: str) -> list[str]:
    """Pinyin of a name; what is no Chinese character stays, each letter a syllable."""
    if name.isascii():
        return list(name)
    letters: Any = list  # documented to return a list, typed to return a text
    return syllables(name, errors=letters)
