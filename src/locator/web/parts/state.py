"""What the pages share: language, theme, the chosen city and the answers computed once for it.

Packs and what is derived from them are cached once per process and shared read-only. Nothing
here is keyed by, or keeps, a person's position.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import quote, unquote, urlencode

import streamlit as st

from locator.maps.draw import MapMaker
from locator.maps.ground import StreetTiles
from locator.pack.kept import keep_texts_plain
from locator.settings import read_settings
from locator.site import Site
from locator.site.last_good import FIRST_S
from locator.web.parts import address, session
from locator.wording.catalogue import LANGUAGES, Lang

if TYPE_CHECKING:
    from collections.abc import Callable

    from locator.city import City
    from locator.coverage.snapshots import Snapshot

P = ParamSpec("P")
T = TypeVar("T")

_serving: list[Site] = []


def site() -> Site:
    """The site that this process serves, made by whoever asks first: pages and API share it."""
    if not _serving:
        keep_texts_plain()
        serve(Site.open(read_settings(), FIRST_S))
    return _serving[0]


def serve(one: Site | None) -> None:
    """Serve this site from now on; None: that of the settings, when it is next asked for."""
    _serving[:] = [] if one is None else [one]


def language() -> Lang:
    """Language of the page, Chinese unless told otherwise."""
    asked = session.LANGUAGE.get()
    return asked if asked in LANGUAGES else "zh"


def senior() -> bool:
    """Whether the visitor asked for large type and few controls (长辈版)."""
    return bool(session.SENIOR.get())


def theme() -> str:
    """``light`` or ``dark``, as the browser shows it."""
    return st.context.theme.type or "light"


def current_name() -> str:
    """Name of the chosen city."""
    names, asked = site().names, session.CITY.get()
    return asked if asked in names else names[0]


def current_city() -> City:
    """The chosen city."""
    return site().city(current_name())


def once(make: Callable[Concatenate[City, P], T], *key: P.args, **_: P.kwargs) -> T:
    """A view of the chosen city, made once a publication (:attr:`City.once`): to be read only.

    ``make`` is a function of a module: those of ``pages/`` are new at every run.
    """
    return cast("T", current_city().once(make, *key))


def snapshots() -> tuple[Snapshot, ...]:
    """The chosen city's snapshots, oldest first."""
    return site().snapshots.at_hand(current_name())


def map_maker() -> MapMaker:
    """Draws the chosen city's maps in the page's language and theme."""
    ground, streets = site().streets.tiles(current_name()), None
    if ground is not None:
        address = f"ground/{quote(current_name())}/{ground.mark}/{{z}}/{{x}}/{{y}}"
        streets = StreetTiles(address, ground.date, ground.licence)
    return once(_map_maker, language(), theme(), streets)


def _map_maker(city: City, lang: Lang, shown: str, streets: StreetTiles | None) -> MapMaker:
    return MapMaker(city.pack, site().settings, lang, shown, streets)


def kept() -> dict[str, str]:
    """City, language and senior mode where chosen: what a link to another page carries."""
    usual = {session.CITY: site().names[0], session.LANGUAGE: "zh"}
    chosen = {one.name: one.get() for one in usual if one.written() and one.get() != usual[one]}
    return chosen | ({session.SENIOR.name: "1"} if senior() else {})


def href(page: str, **query: str) -> str:
    """The address of a page of ours as it was last left, with city, language and large type."""
    own = address.written(page)
    if page in PLACED and (token := getattr(session.ORIGIN.get(), "token", "")):
        own["near"] = [token]
    text = urlencode(own | kept() | query, doseq=True)
    return (page if page != "find" else "./") + (f"?{text}" if text else "")


def go(page: str, **query: str) -> None:
    """Ask the browser for a page of ours; it goes there after this run, as by a link."""
    number = session.GO.get()[0] + 1
    session.GO.put((number, href(page, **query)))


@dataclass(frozen=True, slots=True)
class VenueView:
    """Which venue its own page, or the page to report an error of it, is about."""

    id: str = ""


def way_back() -> tuple[str, str]:
    """The address of the page that one came from, and the key of its title."""
    page = address.came_from(_BEGUN) or "find"
    return href(page), f"{'share' if page == 'shares' else page}.title"


def site_url() -> str:
    """Where this site is, as the visitor's browser sees it, up to the last slash."""
    return (st.context.url or "").split("?")[0].rpartition("/")[0] + "/"


#: Pages that start from a place, whose name their address carries.
PLACED = ("find", "circle", "shares")
#: Pages that lead to a venue, and that one goes back to.
_BEGUN = (*PLACED, "coverage", "data", "meeting")


def clicked_id(answer: dict[str, Any], memory: session.Kept[session.Click]) -> str:
    """Id of the feature that was just clicked on a map, "" when nothing new was clicked.

    ``answer`` is what streamlit-folium returns, again on every rerun; ``memory`` remembers the
    click already answered.
    """
    clicks = answer.get("last_object_clicked_count")
    drawing = answer.get("last_active_drawing") or {}
    feature = unquote(str(drawing.get("properties", {}).get("id", "")))
    if not clicks or memory.get() == (clicks, feature):
        return ""
    memory.put((clicks, feature))
    return feature
