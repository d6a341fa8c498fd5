"""Names of units in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.pack.model import CityPack
from locator.wording.catalogue import Lang, pick

if TYPE_CHECKING:
    from locator.pack.model import CityPack


def unit_path(pack: CityPack, code: str, lang: Lang) -> str:
    """Names of a unit and those above it, without the city: 姑苏区 · 平江街道."""
    names: list[str] = []
    while code and code in pack.units.index and code != pack.city.code:
        unit = pack.units.loc[code]
        names.insert(0, pick(unit["name"], unit["name_en"], lang))
        code = unit["parent"]
    return " · ".join(names) or pick(pack.city.name, pack.city.name_en, lang)


def unit_name(pack: CityPack, code: str, lang: Lang) -> str:
    """Name of a unit in a language."""
    units = pack.units
    return pick(str(units.at[code, "name"]), str(units.at[code, "name_en"]), lang)


def unit_names(pack: CityPack, lang: Lang) -> dict[str, str]:
    """Names of all units by code, for lists of thousands."""
    table = pack.units[["name", "name_en"]]
    return {str(code): pick(zh, en, lang) for code, zh, en in table.itertuples(name=None)}
