"""The foot of every page: how old the data are, what they rest on, the map's number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.wording.catalogue import Lang, t
from locator.wording.figures import date_text

if TYPE_CHECKING:
    from locator.pack.model import CityPack, CityProfile


def footer_lines(pack: CityPack, approval: str, lang: Lang) -> list[str]:
    """The lines, each a sentence or two; ``approval`` is the map's approval number or ``""``."""
    said = t("app.footer_approval", lang, number=approval) if approval else ""
    return [
        t("app.footer_data", lang, date=date_text(pack.data_date, lang), venues=len(pack.venues))
        if pack.data_date
        else t("app.footer_no_data", lang),
        _cited(pack.city, lang),
        t("app.footer_map", lang, approval=said or t("app.footer_no_approval", lang)),
    ]


def _cited(city: CityProfile, lang: Lang) -> str:
    """The plan and what else the data rest on, as the pack says."""
    if city.fictional:
        return t("app.footer_sources_demo", lang)
    plan = city.plan
    name = plan.name if lang == "zh" else plan.name_en or plan.name
    sources = plan.sources if lang == "zh" else plan.sources_en or plan.sources
    based = t("app.footer_plan", lang, name=name, number=plan.number) if name else ""
    return based + t("app.footer_sources", lang, sources=sources)
