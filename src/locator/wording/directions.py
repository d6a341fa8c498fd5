"""Links that open a venue in somebody's map application, each in that application's datum.

The address formats are those the services document for links from the web: Amap URI API
(``uri.amap.com/marker``), Baidu Maps URI API (``api.map.baidu.com/marker``), Tencent Location
Service URI API (``apis.map.qq.com/uri/v1/marker``), Apple Map Links and OpenStreetMap's marker
permalinks; and their search pages for a venue without a position. Apple's mainland-China map is
Amap's and takes GCJ-02.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from locator.geo.datum import Datum, convert
from locator.wording.catalogue import Lang, t

_DECIMALS = 6
_REFERER = "suzhou-learning-map"


@dataclass(frozen=True, slots=True)
class Direction:
    """A map application's name and the address that shows a place in it."""

    name: str
    url: str


def directions(name: str, lon: float, lat: float, lang: Lang) -> list[Direction]:
    """Where to open a place given by WGS-84 degrees: Amap, Baidu, Tencent, Apple, OpenStreetMap."""
    amap = _pair(lon, lat, "gcj02")
    baidu = _pair(lon, lat, "bd09")
    wgs = _pair(lon, lat, "wgs84")
    links = {
        "amap": "https://uri.amap.com/marker?"
        + _query(position=f"{amap[0]},{amap[1]}", name=name, coordinate="gaode", callnative="1"),
        "baidu": "https://api.map.baidu.com/marker?"
        + _query(
            location=f"{baidu[1]},{baidu[0]}",
            title=name,
            content=name,
            output="html",
            coord_type="bd09ll",
            src=_REFERER,
        ),
        "tencent": "https://apis.map.qq.com/uri/v1/marker?"
        + _query(marker=f"coord:{amap[1]},{amap[0]};title:{_plain(name)}", referer=_REFERER),
        "apple": "https://maps.apple.com/?" + _query(ll=f"{amap[1]},{amap[0]}", q=name),
        "openstreetmap": "https://www.openstreetmap.org/?"
        + _query(mlat=wgs[1], mlon=wgs[0])
        + f"#map=18/{wgs[1]}/{wgs[0]}",
    }
    return [Direction(t(f"find.map_{service}", lang), url) for service, url in links.items()]


def searches(words: str, city: str, lang: Lang) -> list[Direction]:
    """Where to look for a place that has no position, by its name and address.

    The same services' documented search pages; ``city`` is the Chinese name of the city.
    """
    links = {
        "amap": "https://uri.amap.com/search?" + _query(keyword=words, city=city, callnative="1"),
        "baidu": "https://api.map.baidu.com/place/search?"
        + _query(query=words, region=city, output="html", src=_REFERER),
        "tencent": "https://apis.map.qq.com/uri/v1/search?"
        + _query(keyword=words, region=city, referer=_REFERER),
        "apple": "https://maps.apple.com/?" + _query(q=f"{city} {words}"),
        "openstreetmap": "https://www.openstreetmap.org/search?" + _query(query=f"{city} {words}"),
    }
    return [Direction(t(f"find.map_{service}", lang), url) for service, url in links.items()]


def _pair(lon: float, lat: float, datum: Datum) -> tuple[str, str]:
    x, y = convert(lon, lat, "wgs84", datum)
    return f"{float(x):.{_DECIMALS}f}", f"{float(y):.{_DECIMALS}f}"


def _query(**parameters: str) -> str:
    return urlencode(parameters, quote_via=quote, safe=",:;")


def _plain(name: str) -> str:
    """Tencent separates the fields of a marker by ``;`` and ``:``."""
    return name.replace(";", " ").replace(":", " ")
