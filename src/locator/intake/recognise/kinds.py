"""Which layer a text means: a kind as lists call it, or what the end of a name says it is."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from locator.intake.recognise.words import compact, listed_words, pattern
from locator.names.keys import core_key, name_key, recorded_key
from locator.problems import DataName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.intake.model import ColumnGuess, UploadSheet
    from locator.pack.model import LayerCatalogue


def find_layer(text: str, catalogue: LayerCatalogue) -> str:
    """Code of the layer that a text names, by code or by name in either language."""
    wanted = name_key(text)
    return next((code for code, words in _layer_words(catalogue).items() if wanted in words), "")


def layer_of_kind(text: str, level: str, catalogue: LayerCatalogue) -> str:
    """Code of the layer of a kind as lists call it, at a unit of a level; ``""`` for none.

    老年大学 alone is the city's, the county's or the town's, by the unit that it belongs to.
    """
    exact = next((c for c, layer in catalogue.layers.items() if text in {c, layer.name}), "")
    if exact or not has_level(text):
        found = exact or find_layer(text, catalogue)
        if not found and pattern("names", "said").fullmatch(compact(text)):
            found = _own(catalogue).get(name_key(text), "")
        return found or layer_within(text, catalogue)
    return layer_by_level(text, level, catalogue.layers)


def layer_within(text: str, catalogue: LayerCatalogue) -> str:
    """Code of the only layer whose name stands in a text (the longest where one holds another)."""
    key = name_key(text)
    hits = {
        word: code
        for code, words in _layer_words(catalogue).items()
        for word in words
        if len(word) > 2 and not word.isascii() and word in key
    }
    longest = {w: code for w, code in hits.items() if not any(w != o and w in o for o in hits)}
    codes = set(longest.values())
    return codes.pop() if len(codes) == 1 else ""


def layer_at_end(text: str, catalogue: LayerCatalogue) -> str:
    """Code of the layer whose name ends a name without its remarks: what the name says it is."""
    key = core_key(text)
    own = _own(catalogue)
    named = [(w, code) for code, words in _layer_words(catalogue).items() for w in words]
    hits = [
        (len(word), code)
        for word, code in (*own.items(), *named)
        if len(word) > 2 and not word.isascii() and key.endswith(word)
    ]
    return max(hits)[1] if hits else ""


def layers_at_end(text: str, group: str, catalogue: LayerCatalogue) -> tuple[str, ...]:
    """Layers of a group one of whose words, though others have it too, ends a name: 书屋."""
    key, words = core_key(text), _layer_words(catalogue)
    return tuple(
        code
        for code, layer in catalogue.layers.items()
        if layer.group == group
        and any(w and key.endswith(w) for w in (*words[code], *map(recorded_key, layer.words)))
    )


def names_of_kinds(
    columns: tuple[ColumnGuess, ...], sheet: UploadSheet, catalogue: LayerCatalogue
) -> tuple[ColumnGuess, ...]:
    """Columns with that of units as the one of names, where its cells are institutions: 单位 over
    七都镇老年大学, and no other column names any.
    """
    if "name" in {guess.column for guess in columns}:
        return columns

    def named(guess: ColumnGuess) -> bool:
        cells = [cell for cell in sheet.cells[guess.header] if cell]
        kinds = [bool(layer_at_end(cell, catalogue)) for cell in cells]
        return guess.column == "unit" and sum(kinds) * 2 > len(cells)

    return tuple(replace(g, column="name") if named(g) else g for g in columns)


def without_kind(key: str, layer: str, catalogue: LayerCatalogue) -> str:
    """A name's key without the words for its layer at its end: 千灯镇 of 千灯镇老年学校."""
    words = {*_layer_words(catalogue)[layer], *map(recorded_key, catalogue.layers[layer].words)}
    ends = [w for w in (*words, *words_by_level(layer)) if w and key.endswith(w)]
    return key.removesuffix(max(ends, key=len, default=""))


def alike_layers(text: str, catalogue: LayerCatalogue) -> tuple[DataName, ...]:
    """Names of the layers that a text resembles, in either language."""
    layers = list(catalogue.layers.values())
    names = [layer.name_en if text.isascii() else layer.name for layer in layers]
    found = process.extract(text, names, scorer=fuzz.WRatio, limit=3)
    return tuple(DataName(layers[at].name, layers[at].name_en) for _, _, at in found)


def _layer_words(catalogue: LayerCatalogue) -> Mapping[str, set[str]]:
    """Texts that name a layer: 乡镇（街道）老年学校 is also 老年学校, 实践所（站） 实践站."""
    return _words_of(tuple((c, layer.name, layer.name_en) for c, layer in catalogue.layers.items()))


@lru_cache
def _words_of(named: tuple[tuple[str, str, str], ...]) -> Mapping[str, set[str]]:
    found = {}
    for code, name, latin in named:
        names = {name, latin, re.sub(r"[（(].*?[）)]", "", name)}
        after = re.split(r"[）)]", name)[-1]
        inside = re.findall(r"[（(](.*?)[）)]$", name)
        names |= {after, *inside, re.sub(r".[（(](.)[）)]$", r"\1", name)}
        found[code] = {name_key(code), *(name_key(n) for n in names if len(n) > 1)}
    return found


def _own(catalogue: LayerCatalogue) -> Mapping[str, str]:
    return _own_words(tuple((c, tuple(layer.words)) for c, layer in catalogue.layers.items()))


@lru_cache
def _own_words(said: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, str]:
    """Layer of every word that people say for one layer only."""
    words = [(name_key(word), code) for code, of in said for word in of]
    return {w: c for w, c in words if sum(w == other for other, _ in words) == 1}


# -- kinds that depend on more than a word ----------------------------------------


def layer_by_level(text: str, level: str, layers: Mapping[str, object]) -> str:
    """Layer of a kind that depends on the level of the unit: a town's 老年大学 is its school."""
    for entry in listed_words()["by_level"]:
        if entry["word"] in compact(text) and entry.get(level) in layers:
            return str(entry[level])
    return ""


def words_by_level(layer: str) -> list[str]:
    """Kinds that mean a layer at some level of unit: 老年大学 is a town's 老年学校."""
    return [e["word"] for e in listed_words()["by_level"] if layer in e.values()]


def has_level(text: str) -> bool:
    """Whether the layer of a kind depends on the level of the unit."""
    return any(entry["word"] in compact(text) for entry in listed_words()["by_level"])


def smaller_kinds(layer: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Layers among which to choose, where a name or kind tells of something smaller; else none."""
    seen = [compact(text) for text in texts]
    for number, entry in enumerate(listed_words()["smaller"]):
        if entry["layer"] == layer and any(map(_smaller(number).search, seen)):
            return tuple(entry["choices"])
    return ()


def smaller_of(layer: str) -> tuple[str, ...]:
    """The layers that may be meant where one is too large."""
    return next((tuple(e["choices"]) for e in listed_words()["smaller"] if e["layer"] == layer), ())


def of_county(layer: str, where: str = "layers") -> bool:
    """Whether a place of a layer is a county's own; ``named``: and its name says which one's."""
    return layer in listed_words()["county_kinds"][where].split()


def nameless_kinds(layer: str, name: str) -> tuple[str, ...]:
    """Layers that may be meant where a name has none of the words that all of a kind have."""
    for entry in listed_words()["smaller"]:
        if entry["layer"] == layer and "own" in entry and not re.search(entry["own"], name):
            return tuple(entry["choices"])
    return ()


@cache
def _smaller(number: int) -> re.Pattern[str]:
    return re.compile(listed_words()["smaller"][number]["signs"])


def other_house(layer: str, name: str) -> bool:
    """Whether a name is that of a house that is none of a layer, 幼儿园, 办公室, 棋牌室, or has no
    word that a school has: 读书会.
    """
    words, seen = listed_words()["names"], compact(name)
    if layer in words["taught"].split() and pattern("names", "houses").search(seen):
        return True
    named = pattern("names", "own").search(seen) or seen.isascii()
    return layer in words["schools"].split() and not named
