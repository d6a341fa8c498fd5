"""Names of places for people who do not read Chinese, where the data have no English form."""

from __future__ import annotations

from pypinyin import lazy_pinyin

#: Generic endings that signs translate.
_ENDINGS = {"站": "Station"}


def romanised(name: str) -> str:
    """Pinyin as signs write it, in one word: 察院场站 → Chayuanchang Station.

    A mechanical transcription without tones; rare readings of a character may come out wrong.
    """
    ending = _ENDINGS.get(name[-1:], "")
    core = name[:-1] if ending else name
    word = "".join(lazy_pinyin(core)).capitalize()
    return f"{word} {ending}".strip()
