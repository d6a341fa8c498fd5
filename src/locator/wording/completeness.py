"""How good the records are, in words: names for codes, and the lines of recent publications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.wording.catalogue import Lang, t
from locator.wording.figures import date_text
from locator.wording.names import name_of, names_of

if TYPE_CHECKING:
    import pandas as pd

    from locator.pack.model import CityPack
    from locator.publishing.recent import Publication


def layer_names(pack: CityPack, lang: Lang) -> dict[str, str]:
    """Layers that have records, by code, in the catalogue's order."""
    present = set(pack.venues["layer"])
    return {
        code: name_of(layer, lang)
        for code, layer in pack.catalogue.layers.items()
        if code in present
    }


def county_names(pack: CityPack, lang: Lang) -> dict[str, str]:
    """Counties by code, and last, where there is such a record, what only the city is known of."""
    counties = pack.counties
    names = names_of(counties, lang)
    if (pack.venues["county"] == "").any():
        names[""] = t("data.county_unknown", lang)
    return names


def named(table: pd.DataFrame, pack: CityPack, lang: Lang) -> pd.DataFrame:
    """:func:`completeness` as people take it away: names for codes, headings in their language."""
    layers, counties = layer_names(pack, lang), county_names(pack, lang)
    shown = table.assign(layer=table["layer"].map(layers), county=table["county"].map(counties))
    return shown.rename(columns={name: t(f"data.column_{name}", lang) for name in table.columns})


def publication_line(entry: Publication, lang: Lang) -> str:
    """When, how much of what, why."""
    counts = {"new": entry.new, "changed": entry.changed, "gone": entry.gone}
    parts = [t(f"data.recent_{what}", lang, n=n) for what, n in counts.items() if n]
    key = "data.recent_line" if entry.undoes is None else "data.recent_undone"
    return t(
        key,
        lang,
        number=entry.number,
        date=date_text(entry.date, lang),
        why=entry.why,
        what=t("find.comma", lang).join(parts),
        undoes=entry.undoes,
    )
