"""What every page of a report says of itself: scope, date, marks, how figures came about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from locator.reports.content import lists
from locator.reports.content.report import Head
from locator.settings import COMPARED_FROM
from locator.style import WATERMARK
from locator.wording.catalogue import Lang, t
from locator.wording.figures import as_of_text, date_text
from locator.wording.names import name_of, unit_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.pack.model import CityPack


def head(
    pack: CityPack, scope: str, lang: Lang, approval: str = "", compared_from: float = COMPARED_FROM
) -> Head:
    """What a report on the city, or on one of its counties, says of itself."""
    years = pack.units["population_year"].dropna()
    method = [
        t("coverage.meaning", lang),
        t("report.method_count", lang),
        t("report.method_assigned", lang),
    ]
    if len(years):
        method.append(t("report.method_population", lang, year=f"{years.max():.0f}"))
    method += [t("report.method_record", lang), t("report.method_drawn", lang)]
    return head_by(pack, scope, method, lang, approval, compared_from)


def head_by(
    pack: CityPack,
    scope: str,
    method: Sequence[str],
    lang: Lang,
    approval: str,
    compared_from: float,
) -> Head:
    """What a report says of itself, with sentences on how it came to its figures."""
    city = name_of(pack.city, lang)
    name = unit_name(pack, scope, lang) if scope else city
    fictional = pack.city.fictional
    return Head(
        lang=lang,
        title=t("report.title", lang, scope=name),
        city=city,
        scope=name,
        scope_code=scope,
        data_date=pack.data_date,
        date_text=date_text(pack.data_date, lang) or t("coverage.unknown", lang),
        as_of=as_of_text(pack.data_date, lang),
        checksum=pack.checksum,
        watermark=WATERMARK if fictional else "",
        watermark_note=t("app.watermark_note", lang) if fictional else "",
        boundary=t("report.boundary", lang),
        approval=t("map.approval", lang, number=approval)
        if approval
        else t("app.footer_no_approval", lang),
        method=tuple(method),
        compared_from=compared_from,
        parts=lists.parts_of(pack, scope),
    )


def of_scenario(about: Head, name: str) -> Head:
    """The same, which says on every page that it is none of what is published."""
    lang = about.lang
    marks = (t("scenario.mark", lang), about.watermark)
    notes = (t("report.scenario_note", lang, name=name), about.watermark_note)
    return replace(
        about,
        watermark="  ".join(filter(None, marks)),
        watermark_note="  ".join(filter(None, notes)),
    )
