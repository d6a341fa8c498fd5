"""Settings of an installation: every variable of the environment that the program reads.

Nothing else reads the environment. Everything works with none of them set; each one switches on
something that the default, offline installation does not do. Each field of :class:`Settings` is
the variable ``LOCATOR_`` and its name in capitals, and describes itself.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from ipaddress import (  # noqa: TC003 - pydantic reads the annotations
    IPv4Network,
    IPv6Network,
)
from pathlib import Path  # noqa: TC003 - pydantic reads the annotations
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from locator.folders import DEMO, GEODATA, INSTALLED, SUZHOU
from locator.problems import LocatorError, Problem

PREFIX = "LOCATOR_"
STORE_FILE = "locator.sqlite3"
#: Share of verdicts reported from which units are ranked by them, and records counted a head:
#: below it that would rank who reports.
COMPARED_FROM = 0.8


@dataclass(frozen=True, slots=True)
class Tiles:
    """An online tile service: URL templates drawn bottom up, and the datum of its pictures."""

    urls: tuple[str, ...]
    attribution: str
    datum: Literal["wgs84", "gcj02"]


def _data_folder() -> Path:
    """Folder of what an installation writes where none is configured; it need not exist yet.

    ``data/`` in a checkout, where it is seen; the user's data folder of the system when installed,
    because a package's own folder may be read-only and is lost with an update.
    """
    if not INSTALLED:
        return GEODATA.parent / "data"
    from platformdirs import user_data_path  # noqa: PLC0415 - only an installation needs it

    return user_data_path("suzhou-learning-map", appauthor=False)


class Settings(BaseSettings):
    """What an operator may configure; unset, empty and blank variables mean the default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
    )

    packs: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(SUZHOU, DEMO),
        min_length=1,
        description="folders of the city packs, separated like `PATH`, the default city first",
    )
    region: Path | None = Field(
        default=None,
        description="folder of a region: `region.toml` and the packs of its cities, which are "
        "served too",
    )
    cities_mb: int = Field(
        default=300,
        gt=0,
        description="MB that cities in memory may take where there are more than six; above it "
        "the least used are let go, and read again when asked for (default 300)",
    )
    tiles: str = Field(
        default="none",
        description="`none` (the default: our own base map), `tianditu`, `amap`, "
        "or a URL template in WGS-84",
    )
    tianditu_key: str = Field(
        default="", repr=False, description="the key that Tianditu (天地图) asks for"
    )
    tiles_attribution: str = Field(
        default="", description="what a tile service of your own wants said on the map"
    )
    map_approval: str = Field(
        default="",
        description="the map approval number (审图号), shown on every map and in the footer",
    )
    compared_from: float = Field(
        default=COMPARED_FROM,
        ge=0,
        le=1,
        description="share of verdicts reported, 0 to 1, from which units are ranked and records "
        "counted a head (default 0.8)",
    )
    contact: str = Field(
        default="",
        description="e-mail address that visitors are given when their correction cannot be stored",
    )
    roles: Path | None = Field(
        default=None,
        description="TOML file: who may change which units after signing in (see below)",
    )
    desk_password_hash: str = Field(
        default="",
        repr=False,
        description="one operator's password, as `python -m locator desk-password` hashes it",
    )
    desk_remote_password: bool = Field(
        default=False,
        description="`yes`: the password works from other machines too, not only on this one",
    )
    desk_operator: str = Field(
        default="operator",
        min_length=1,
        max_length=80,
        description="the name that the log gives whoever published with the password "
        "(default `operator`)",
    )
    draft_mb: int = Field(
        default=20,
        ge=0,
        description="MB of an import under way that are kept, so that a reload or a restart does "
        "not lose it (default 20; 0: none)",
    )
    draft_hours: float = Field(
        default=72, gt=0, description="hours for which an import under way is kept (default 72)"
    )
    data: Path = Field(
        default_factory=_data_folder,
        description="folder of what the installation writes, by default `data/` in the project",
    )
    database_url: str = Field(
        default="",
        repr=False,
        description="where published changes are kept: `postgresql://…` or `sqlite:///FILE`; "
        "by default a SQLite file in the data folder",
    )
    secret: str = Field(
        default="",
        repr=False,
        description="what links of returns are signed with; made once in the data folder if unset",
    )
    contact_days: int = Field(
        default=90,
        ge=0,
        description="days after the end of a round for which names and telephones of those who "
        "filled in a return are kept",
    )
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...] | None, NoDecode] = Field(
        default=None,
        description="addresses and networks of our own proxies, separated by commas, or `none`: "
        "what they say in `X-Forwarded-For` is believed, what anybody else says is not; while it "
        "is unset the operator's password does not work",
    )
    sessions: int = Field(
        default=500,
        gt=0,
        description="open pages (websockets) of a process; above it, visitors are asked to wait",
    )
    sessions_per_address: int = Field(
        default=200, gt=0, description="open pages of one address, or of one /64 in IPv6"
    )
    upload_mb_per_session: int = Field(
        default=60, gt=0, description="MB of uploaded files that one page may hold at a time"
    )
    upload_mb_per_address: int = Field(
        default=200, gt=0, description="MB of uploaded files that all pages of an address hold"
    )
    upload_mb: int = Field(
        default=500, gt=0, description="MB of uploaded files that a process holds"
    )
    metrics: str = Field(
        default="",
        pattern=r"^(\S+:\d{1,5})?$",
        description="`HOST:PORT` where Prometheus is told what the process does, at `/metrics`; "
        "by default nowhere",
    )
    logs: Literal["text", "json"] = Field(
        default="text", description="`json`: the process logs one JSON object a line"
    )
    amap_key: str = Field(
        default="", repr=False, description="key for `fetch amap`, if not given with `--key`"
    )
    lang: str = Field(
        default="zh", description="language of the command line, `zh` (default) or `en`"
    )

    @field_validator("*", mode="before")
    @classmethod
    def _blank_is_unset(cls, value: Any, info: Any) -> Any:
        """A variable of blanks alone says as little as an empty one."""
        if isinstance(value, str) and not value.strip():
            return cls.model_fields[info.field_name].get_default(call_default_factory=True)
        return value.strip() if isinstance(value, str) else value

    @field_validator("packs", mode="before")
    @classmethod
    def _like_path(cls, value: Any) -> Any:
        """Folders in one text, separated as in ``PATH``."""
        if not isinstance(value, str):
            return value
        return tuple(part for part in value.split(os.pathsep) if part) or (SUZHOU, DEMO)

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _by_commas(cls, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return value
        if value.strip().casefold() == "none":
            return ()
        return [part for part in re.split(r"[\s,]+", value) if part] or value

    @field_validator("data")
    @classmethod
    def _from_any_folder(cls, value: Path) -> Path:
        return value.resolve()

    @property
    def store_address(self) -> str:
        """Address of the store's database."""
        return self.database_url or f"sqlite:///{self.data / STORE_FILE}"

    @property
    def tile_service(self) -> Tiles | None:
        """The online tiles behind the maps; None: our own base map, no request leaves."""
        return _tiles(self)


def read_settings() -> Settings:
    """Settings from environment variables.

    Raises
    ------
    LocatorError
        A variable cannot be understood, or a tile service that needs a key has none: one problem
        for each.
    """
    try:
        settings = Settings()
    except ValidationError as failure:
        raise LocatorError(
            Problem(
                "error",
                "config.value",
                column=f"{PREFIX}{one['loc'][0]}".upper(),
                params={"reason": one["msg"]},
            )
            for one in failure.errors()
        ) from None
    _tiles(settings)
    return settings


def _tiles(settings: Settings) -> Tiles | None:
    service = settings.tiles
    if service == "none":
        return None
    if service == "tianditu":
        key = settings.tianditu_key
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
    return Tiles((service,), settings.tiles_attribution, "wgs84")
