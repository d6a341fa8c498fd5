"""Settings of an installation, read from the environment once per process.

Everything works with none of them set; each one switches on something that the default, offline
installation does not do.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from locator.folders import DEMO, SUZHOU, data
from locator.problems import LocatorError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The data folder where none is configured.
DATA = data()
STORE_FILE = "locator.sqlite3"


@dataclass(frozen=True, slots=True)
class Tiles:
    """An online tile service: URL templates drawn bottom up, and the datum of its pictures."""

    urls: tuple[str, ...]
    attribution: str
    datum: Literal["wgs84", "gcj02"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may configure.

    Attributes
    ----------
    packs
        Folders of the city packs offered in the header, the default first (``LOCATOR_PACKS``,
        separated like PATH).
    tiles
        Online tiles behind the maps (``LOCATOR_TILES`` = ``tianditu``, ``amap`` or a URL template
        in WGS-84; ``LOCATOR_TIANDITU_KEY``); None: our own base map, no request leaves.
    map_approval
        The approval number (审图号) shown with every map (``LOCATOR_MAP_APPROVAL``).
    contact
        E-mail address to which visitors may write corrections (``LOCATOR_CONTACT``).
    data
        Folder of what the installation itself writes (``LOCATOR_DATA``, by default ``data/`` in
        a checkout and the user's data folder when installed); made when something is first written.
    database_url
        Where the store is (``LOCATOR_DATABASE_URL``): ``postgresql://…`` or ``sqlite:///FILE``;
        by default the SQLite file ``locator.sqlite3`` in the data folder.
    """

    packs: tuple[Path, ...]
    tiles: Tiles | None
    map_approval: str
    contact: str = ""
    data: Path = DATA
    database_url: str = f"sqlite:///{DATA / STORE_FILE}"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from environment variables.

    Raises
    ------
    LocatorError
        A tile service that needs a key has none.
    """
    return Settings(
        packs=packs(environment),
        tiles=_tiles(environment),
        map_approval=environment.get("LOCATOR_MAP_APPROVAL", "").strip(),
        contact=environment.get("LOCATOR_CONTACT", "").strip(),
        data=data_folder(environment),
        database_url=database_url(environment),
    )


def packs(environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Folders of the city packs, the default first."""
    folders = [Path(p) for p in environment.get("LOCATOR_PACKS", "").split(os.pathsep) if p]
    return tuple(folders) or (SUZHOU, DEMO)


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Folder of what the installation writes."""
    given = environment.get("LOCATOR_DATA", "").strip()
    return Path(given).resolve() if given else DATA


def database_url(environment: Mapping[str, str] = os.environ) -> str:
    """Address of the store's database."""
    given = environment.get("LOCATOR_DATABASE_URL", "").strip()
    return given or f"sqlite:///{data_folder(environment) / STORE_FILE}"


def _tiles(environment: Mapping[str, str]) -> Tiles | None:
    service = environment.get("LOCATOR_TILES", "").strip()
    if service in {"", "none"}:
        return None
    if service == "tianditu":
        key = environment.get("LOCATOR_TIANDITU_KEY", "").strip()
        if not key:
            raise LocatorError(
                Problem("error", "config.tianditu_key", column="LOCATOR_TIANDITU_KEY")
            )
        template = (
            "https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile"
            "&VERSION=1.0.0&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
            "&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
        )
        urls = tuple(template.format(layer=layer, key=key) for layer in ("vec", "cva"))
        return Tiles(urls, "天地图", "wgs84")
    if service == "amap":
        url = (
            "https://webrd0{s}.is.autonavi.com/appmaptile"
            "?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}"
        )
        return Tiles((url,), "高德地图", "gcj02")
    return Tiles((service,), environment.get("LOCATOR_TILES_ATTRIBUTION", ""), "wgs84")
