"""``layers.toml`` and ``vocabularies.toml``: the pack's own, or the shared ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.pack.files import PackFiles, layers_path
from locator.pack.model import Layer, LayerCatalogue, LayerGroup
from locator.pack.tables import read_toml
from locator.pack.words import VOCABULARIES_FILE, Vocabularies, entries, vocabularies

if TYPE_CHECKING:
    from pathlib import Path

    from locator.problems import Problems


def read_layers(root: Path, problems: Problems) -> LayerCatalogue:
    """The layers and their groups; a broken entry is reported and left out."""
    path = layers_path(root)
    document = read_toml(PackFiles(path.parent), problems, path.name)
    groups: dict[str, LayerGroup] = {}
    for code, entry in document.get("groups", {}).items():
        try:
            groups[code] = LayerGroup(code, **entry)
        except TypeError:
            problems.error("problem.layer_entry", path.name, column=f"groups.{code}")
    layers: dict[str, Layer] = {}
    for code, entry in document.get("layers", {}).items():
        try:
            layer = Layer(code, **entry | {"words": tuple(entry.get("words", ()))})
        except (TypeError, AttributeError):
            problems.error("problem.layer_entry", path.name, column=f"layers.{code}")
            continue
        if layer.group in groups:
            layers[code] = layer
        else:
            problems.error(
                "problem.layer_group", path.name, None, f"layers.{code}.group", layer.group
            )
    return LayerCatalogue(groups, layers)


def read_vocabularies(root: Path, problems: Problems) -> Vocabularies:
    """The shared vocabularies, and over them those that the pack brings."""
    if not (root / VOCABULARIES_FILE).is_file():
        return vocabularies()
    try:
        own = entries(read_toml(PackFiles(root), problems, VOCABULARIES_FILE))
    except ValueError as failure:
        problems.error("problem.vocabulary_entry", VOCABULARIES_FILE, None, str(failure))
        return vocabularies()
    return vocabularies() | own
