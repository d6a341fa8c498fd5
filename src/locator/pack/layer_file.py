"""``layers.toml``: the kinds of venues and their groups, the pack's own or the shared ones."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from locator.pack.files import PackFiles, layers_path
from locator.pack.model import Layer, LayerCatalogue, LayerGroup
from locator.pack.tables import read_toml
from locator.pack.toml_files import keys_fit, unknown_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from locator.pack.toml_files import Types
    from locator.problems import Problems

_TEXT = (str,)
_GROUP: Types = dict.fromkeys(("name", "name_en", "colour"), _TEXT) | {"teaches": (bool,)}
_LAYER: Types = dict.fromkeys(("name", "name_en", "group", "glyph"), _TEXT) | {
    "words": (list,),
    "teaches": (bool,),
}
#: Codes name files and stand in addresses.
_CODE = re.compile("[a-z][a-z0-9_]*")
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
#: A glyph stands in a circle of the map.
_GLYPH = 2


def read_layers(root: Path, problems: Problems) -> LayerCatalogue:
    """The layers and their groups; a broken entry is reported and left out."""
    path = layers_path(root)
    said = len(problems)
    document = read_toml(PackFiles(path.parent), problems, path.name)
    if len(problems) > said:  # it is no TOML: that its sections lack follows from it
        return LayerCatalogue({}, {})
    for section in document.keys() - {"groups", "layers"}:
        unknown_key(problems, path.name, None, section, ("groups", "layers"))
    groups = {
        code: LayerGroup(code, **entry)
        for code, entry in _entries(problems, path.name, document, "groups", _GROUP)
        if _fits(problems, path.name, f"groups.{code}.colour", entry["colour"], _COLOUR)
    }
    layers: dict[str, Layer] = {}
    for code, entry in _entries(problems, path.name, document, "layers", _LAYER):
        words = entry.get("words", [])
        if not all(isinstance(word, str) for word in words):
            problems.error("problem.toml_value", path.name, None, f"layers.{code}.words", words)
            continue
        if len(entry["glyph"]) > _GLYPH:
            column = f"layers.{code}.glyph"
            problems.error("problem.toml_value", path.name, None, column, entry["glyph"])
            continue
        if entry["group"] in groups:
            layers[code] = Layer(code, **entry | {"words": tuple(words)})
        else:
            column = f"layers.{code}.group"
            problems.error("problem.layer_group", path.name, None, column, entry["group"])
    _check_names(problems, path.name, layers)
    return LayerCatalogue(groups, layers)


def _entries(
    problems: Problems, file: str, document: Mapping[str, Any], section: str, types: Types
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of a section that can be used, without the keys that nobody reads."""
    found = document.get(section)
    if not isinstance(found, dict) or not found:
        problems.error("problem.layer_entry", file, column=section)
        return
    must = [key for key in types if key not in {"teaches", "words"}]
    for code, entry in found.items():
        prefix = f"{section}.{code}."
        if not isinstance(entry, dict) or not set(must) <= entry.keys():
            problems.error("problem.layer_entry", file, column=prefix.rstrip("."))
            continue
        for key in entry.keys() - types.keys():
            unknown_key(problems, file, None, key, types, prefix)
        named = _fits(problems, file, prefix.rstrip("."), code, _CODE)
        if keys_fit(problems, file, None, entry, types, must, prefix) and named:
            yield code, {key: value for key, value in entry.items() if key in types}


def _fits(problems: Problems, file: str, column: str, value: str, form: re.Pattern[str]) -> bool:
    if form.fullmatch(value):
        return True
    problems.error("problem.toml_value", file, None, column, value)
    return False


def _check_names(problems: Problems, file: str, layers: Mapping[str, Layer]) -> None:
    """Two layers of one name cannot be told apart in any list."""
    for key in ("name", "name_en"):
        names = Counter(getattr(layer, key) for layer in layers.values())
        for code, layer in layers.items():
            if names[getattr(layer, key)] > 1:
                column = f"layers.{code}.{key}"
                value = getattr(layer, key)
                problems.warning("problem.layer_name_twice", file, None, column, value)
