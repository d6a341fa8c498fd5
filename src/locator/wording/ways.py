"""How minutes came about: along the streets, or the straight line x detour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.wording.catalogue import Lang, t

if TYPE_CHECKING:
    from locator.ways.travel import Travel


def way_text(way: Travel, lang: Lang) -> str:
    """What minutes follow from; every answer that has some says it."""
    pace, of = f"{way.metres_per_minute:g}", way.network
    if of is None:
        return t("reach.straight", lang, detour=f"{way.detour:g}", pace=pace)
    return t("reach.streets", lang, pace=pace, source=of.source, date=of.date, licence=of.licence)
