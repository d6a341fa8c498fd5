"""How a report says names, numbers and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.wording.catalogue import Lang, pick, t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from locator.pack.model import CityPack, Level

_TEN_THOUSAND = 10_000


def unit_name(pack: CityPack, code: str, lang: Lang) -> str:
    """Name of a unit in a language."""
    units = pack.units
    return pick(str(units.at[code, "name"]), str(units.at[code, "name_en"]), lang)


def unit_names(pack: CityPack, lang: Lang) -> dict[str, str]:
    """Names of all units by code, for lists of thousands."""
    table = pack.units[["name", "name_en"]]
    return {str(code): pick(zh, en, lang) for code, zh, en in table.itertuples(name=None)}


def joined(parts: Iterable[str], lang: Lang) -> str:
    """Parts of a sentence, separated as the language does it."""
    return t("report.comma", lang).join(parts)


def of_level(level: Level, n: int, lang: Lang) -> str:
    """A number of units of a level: 98 个乡镇（街道）."""
    key = f"report.one_{level}" if n == 1 else f"report.units_{level}"
    return t(key, lang, n=f"{n:,}")


def people(n: float, lang: Lang) -> str:
    """Residents: 53.6 万人, or to the person below ten thousand; with separators in English."""
    if lang == "zh" and n >= _TEN_THOUSAND:
        return t("report.people_10000", lang, n=f"{n / _TEN_THOUSAND:,.1f}")
    return t("report.people", lang, n=f"{n:,.0f}")


def percent(share: float) -> str:
    """A share with one decimal: 41.2%."""
    return f"{share:.1%}"
