"""What is no question: pages that are not there, and what search engines read first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import htpy as h

from locator.light import markup
from locator.light.asking import TEXT_SHOWN
from locator.light.map import picture
from locator.light.visit import LightPage, RefusedError
from locator.pack.model import cells
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Callable

    from locator.light.visit import Visit
    from locator.pack.model import CityPack

_PAGES = ("m", "m/circle", "m/shares")
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def refused(visit: Visit, refusal: RefusedError) -> LightPage:
    """Why it cannot be answered, what can be chosen instead, and where to begin again."""
    lang = visit.lang
    choices = refusal.choices
    body = [markup.notice("error", refusal.text)]
    if choices:
        body += [markup.said(t("light.try", lang)), markup.buttons(choices)]
    body.append(markup.search(visit, visit.sent("q")[:TEXT_SHOWN]))
    return LightPage(t("find.title", lang), body, status=refusal.status, private=True)


def pages(visit: Visit) -> list[tuple[str, str]]:
    """What there is: the light face's own pages for its addresses, the whole site's for others."""
    if visit.path.startswith("m/"):
        titles = {"m": "find.title", "m/circle": "circle.title", "m/shares": "share.title"}
    else:
        titles = {
            "./": "find.title",
            "circle": "circle.title",
            "shares": "share.title",
            "coverage": "coverage.title",
            "data": "data.title",
            "m": "light.name",
        }
    return [(visit.to(path), t(title, visit.lang)) for path, title in titles.items()]


def _sitemap(visit: Visit) -> tuple[str, str]:
    """Every page of every real city, with the day on which a venue's record is from.

    Of many cities each has a map of its own, and the first one names them.
    """
    site, entries = visit.site, []
    if not site.few and "city" not in visit.query:
        profiles = {name: site.offered.profile(name) for name in site.names}
        real = [n for n, profile in profiles.items() if profile and not profile.fictional]
        maps = [h.sitemap[h.loc[visit.absolute("sitemap.xml", {"city": n})]] for n in real]
        return _xml(h.sitemapindex(xmlns=_NAMESPACE)[maps])
    cities = site.cities() if site.few else {visit.name: site.city(visit.name)}
    for name, city in cities.items():
        if city.pack.city.fictional:
            continue
        own = {} if name == site.names[0] else {"city": name}
        entries += [h.url[h.loc[visit.absolute(page, own)]] for page in _PAGES]
        for code in _units(city.pack):
            entries.append(h.url[h.loc[visit.absolute("m", {**own, "near": code})]])
        for id_, day in cells(city.pack.venues, "id", "source_date"):
            address = visit.absolute("m/venue", {**own, "id": id_})
            entries.append(h.url[h.loc[address], h.lastmod[day] if day else None])
    return _xml(h.urlset(xmlns=_NAMESPACE)[entries])


def _units(pack: CityPack) -> list[str]:
    """Counties and towns that have a venue of their own on record."""
    return sorted({*pack.venues["county"], *pack.venues["town"]} - {""})


def _xml(found: h.Element) -> tuple[str, str]:
    return f'<?xml version="1.0" encoding="UTF-8"?>{found}', "application/xml"


def _robots(visit: Visit) -> tuple[str, str]:
    """Search engines read the light face; forms are for people."""
    lines = ("User-agent: *", "Disallow: /m/correct", "Disallow: /api/",
             f"Sitemap: {visit.root}sitemap.xml", "")  # fmt: skip # a file, a line a line
    return "\n".join(lines), "text/plain; charset=utf-8"


#: Addresses that are no pages: what makes their text, with its media type.
TEXTS: dict[str, Callable[[Visit], tuple[str, str]]] = {
    "sitemap.xml": _sitemap,
    "robots.txt": _robots,
    "m/map.svg": picture,
}
