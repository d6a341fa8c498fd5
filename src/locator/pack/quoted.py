"""What rows of a pack say, for messages in either language: names instead of codes and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.names.latin import translated
from locator.pack import schema
from locator.pack.model import LIST_SEPARATOR
from locator.problems import Content, DataName, Quoted, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from locator.pack.model import CityPack

_UNIT_COLUMNS = frozenset({"unit", "parent"})
#: Levels of names between a unit and those above it, as :func:`locator.wording.names.unit_path`.
_JOINT = " · "


def unit_named(pack: CityPack, code: str) -> DataName:
    """A unit with those above it, without the city; an unknown code as it stands."""
    units, at = pack.units, code
    names: list[str] = []
    names_en: list[str] = []
    while at in units.index and at != pack.city.code:
        name, name_en = units.at[at, "name"], units.at[at, "name_en"]
        names.insert(0, name)
        names_en.insert(0, name_en or translated(name))
        at = units.at[at, "parent"]
    if names:
        return DataName(_JOINT.join(names), _JOINT.join(names_en))
    return DataName(pack.city.name, pack.city.name_en) if code == pack.city.code else DataName(code)


def kind_named(pack: CityPack, layer: str) -> Content:
    """A layer's name; an unknown code as it stands."""
    known = pack.catalogue.layers.get(layer)
    return layer if known is None else DataName(known.name, known.name_en)


def row_named(pack: CityPack, cells: Mapping[str, str]) -> Content:
    """What a row is about: its name or title, else the kind, figure or unit that it tells of."""
    name = cells.get("name") or cells.get("title")
    if name:
        return DataName(name, cells.get("name_en") or cells.get("title_en") or "")
    if cells.get("layer"):
        return kind_named(pack, cells["layer"])
    if cells.get("indicator"):
        return _codes(pack, "indicator", cells["indicator"])
    return unit_named(pack, cells.get("unit") or cells.get("code", ""))


def row_unit(pack: CityPack, cells: Mapping[str, str]) -> DataName:
    """Where a row belongs: its unit, or that of its venue."""
    unit = cells.get("unit") or cells.get("code") or ""
    venue = cells.get("venue", "")
    if not unit and venue in pack.venues.index:
        unit = pack.venues.at[venue, "unit"]
    return unit_named(pack, unit)


def cell_quoted(pack: CityPack, file: str, column: str, text: str) -> Content:
    """A cell as people read it: codes by their names, a shape not at all."""
    if not text:
        return ""
    if column == "geometry":
        return Words(("desk.a_shape",))
    if column in _UNIT_COLUMNS:
        return unit_named(pack, text)
    if column == "layer":
        return kind_named(pack, text)
    if column == "venue" and text in pack.venues.index:
        venue = pack.venues.loc[text]
        return DataName(venue["name"], venue["name_en"])
    vocabulary = coded(file, column)
    return _codes(pack, vocabulary, text) if vocabulary else text


def cells_quoted(
    pack: CityPack, file: str, cells: Mapping[str, str], columns: Iterable[str]
) -> Quoted:
    """Some cells of a row as a message quotes them."""
    return Quoted(tuple((c, cell_quoted(pack, file, c, cells.get(c, ""))) for c in columns))


def _codes(pack: CityPack, vocabulary: str, cell: str) -> DataName:
    terms = pack.vocabularies.get(vocabulary, {})
    codes = [code.strip() for code in cell.split(LIST_SEPARATOR) if code.strip()]
    known = [(terms[c].name, terms[c].name_en) if c in terms else (c, c) for c in codes]
    return DataName("、".join(zh for zh, _ in known), ", ".join(en for _, en in known))


def coded(file: str, column: str) -> str:
    """The vocabulary of a column whose cells are codes, "" for one of plain words."""
    table = schema.TABLES.get(schema.family(file) or "")
    return next((c.vocabulary for c in table.columns if c.name == column), "") if table else ""
