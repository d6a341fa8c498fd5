"""Names of units, venues, layers and places in the reader's language, one by one and in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from locator.pack.model import cells
from locator.wording.catalogue import Lang, pick, t

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from locator.pack.model import CityPack


def name_of(thing: Any, lang: Lang) -> str:
    """Name of a thing of the data, a row or an object with ``name`` and ``name_en``."""
    if hasattr(thing, "__getitem__"):
        return pick(str(thing["name"]), str(thing["name_en"]), lang)
    return pick(thing.name, thing.name_en, lang)


def names_of(table: pd.DataFrame, lang: Lang) -> dict[str, str]:
    """Names of the rows of a table with ``name`` and ``name_en``, by its index, in its order."""
    names = zip(table.index, cells(table, "name", "name_en"), strict=True)
    return {str(code): pick(zh, en, lang) for code, (zh, en) in names}


def unit_name(pack: CityPack, code: str, lang: Lang) -> str:
    """Name of a unit."""
    units = pack.units
    return pick(str(units.at[code, "name"]), str(units.at[code, "name_en"]), lang)


def unit_path(pack: CityPack, code: str, lang: Lang) -> str:
    """Names of a unit and those above it, without the city: 姑苏区 · 平江街道."""
    names: list[str] = []
    while code and code in pack.units.index and code != pack.city.code:
        names.insert(0, unit_name(pack, code, lang))
        code = pack.units.at[code, "parent"]
    return " · ".join(names) or name_of(pack.city, lang)


def joined(parts: Iterable[str], lang: Lang) -> str:
    """Parts of a sentence, separated as the language does it."""
    return t("report.comma", lang).join(parts)


def listed(names: Iterable[str], lang: Lang) -> str:
    """Names in a row: 甲、乙、丙."""
    return t("document.name_separator", lang).join(names)
