"""What lies under every answer: pictures of a tile service, or the pack's own drawing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np

from locator.folders import assets_stamp
from locator.geo.tile_file import MOST_ZOOM
from locator.maps.features import FeatureMaker
from locator.maps.files import FOLDER, MapFile, lasting
from locator.maps.parts import Ground, Legend, PaintedStreets
from locator.style import WATERMARK, Palette
from locator.wording.catalogue import pick, t
from locator.wording.figures import date_text
from locator.wording.names import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from locator.pack.model import CityPack
    from locator.settings import Settings
    from locator.wording.catalogue import Lang

#: Where the browser finds scripts and styles, relative to the map's iframe two levels down, so
#: that they survive a base path, and under a stamp of what they are, so that they may be kept.
ASSETS = f"../../assets/{assets_stamp()}"
#: Paints vector tiles: protomaps-leaflet, whose licence lies beside it.
_PAINTER = ("protomaps", f"{ASSETS}/locator/protomaps-leaflet.js")
#: Zoom from which towns and from which stations carry their names.
_NAMES_FROM, _STATIONS_FROM = 11, 14
#: Farther out no city's map goes.
_LEAST_ZOOM = 8
_WATER_KINDS = ("water",)
_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
_LINE = {"weight": 1.6, "opacity": 0.55}


class _Map(folium.Map):
    """folium's map with Leaflet and our scripts from our own server and nothing else."""

    default_js = [  # noqa: RUF012 - folium's shape
        ("leaflet", f"{ASSETS}/leaflet/leaflet.js"),
        ("locator_names", f"{ASSETS}/locator/map_names.js"),
        ("locator", f"{ASSETS}/locator/map.js"),
    ]
    default_css = [  # noqa: RUF012 - likewise
        ("leaflet_css", f"{ASSETS}/leaflet/leaflet.css"),
        ("locator_css", f"{ASSETS}/locator/map.css"),
    ]

    def load(self, name: str, address: str) -> None:
        """Have the browser load a script before it draws the map."""
        self.default_js = [*self.default_js, (name, address)]

    def load_file(self, file: MapFile) -> None:
        """Likewise a file of what lasts."""
        self.load(file.digest, f"../../assets/{FOLDER}/{file.digest}.js")


@dataclass(frozen=True, slots=True)
class StreetTiles:
    """Where a browser gets the tiles under the maps, and what the map says of them.

    ``address`` is relative to the site, with ``{z}/{x}/{y}`` in it.
    """

    address: str
    date: str
    licence: str


class GroundMaker(FeatureMaker):
    """Draws what lies under the answers about one pack: ``streets`` where there are tiles."""

    def __init__(
        self,
        pack: CityPack,
        settings: Settings,
        lang: Lang,
        theme: str,
        streets: StreetTiles | None = None,
    ) -> None:
        super().__init__(pack, settings, lang, theme)
        # A tile service that somebody configured has its own.
        self._streets = None if settings.tile_service else streets
        self._made: dict[tuple[int, str], tuple[gpd.GeoDataFrame, MapFile]] = {}

    def base(
        self,
        legend: Mapping[str, Any],
        *,
        units: gpd.GeoDataFrame | None = None,
        ground: bool = True,
        named: bool = False,
        folded: bool = False,
        files: Collection[MapFile] = (),
    ) -> folium.Map:
        """Water, county lines, metro and names; the same for every answer of a page.

        With ``units`` the map is one of them: it begins with all of them in view, whatever the
        frame's size, and their names replace those of counties when near. Without ``ground`` the
        map is blank, for drawings that are no geography. ``named`` shows the units' names at
        every zoom, not only from near. ``folded`` begins with the legend closed. ``files`` are
        those of the answers that will be drawn on it: other files make another map.
        """
        city = self.pack.city
        lon, lat = self._shift(*city.center)
        base = _Map(
            location=(float(lat), float(lon)),
            zoom_start=city.zoom,
            tiles=None,
            min_zoom=min(_LEAST_ZOOM, city.zoom),
            max_zoom=18,
            maxZoom=18,
            attribution_control=False,
            zoom_snap=0.1,
            prefer_canvas=False,
        )
        if self._tiles and ground:
            for url in self._tiles.urls:
                folium.TileLayer(
                    url, attr=self._tiles.attribution or " ", subdomains="1234", control=False
                ).add_to(base)
        colours = {name: getattr(self.palette, name) for name in Palette.__slots__}
        label = t("map.label", self.lang, city=name_of(city, self.lang))
        zooms = {"names_from": 0 if named else _NAMES_FROM, "stations_from": _STATIONS_FROM}
        bounds = self._bounds(units) if units is not None else None
        layers = None
        if ground and not self._tiles:
            layers = self._stations if units is None else self._ground
            base.load_file(layers)
        if ground and self._streets:
            base.load(*_PAINTER)
            names = ["name_en", "name"] if self.lang == "en" else ["name"]
            told = {"address": f"../../{self._streets.address}", "nearest": MOST_ZOOM}
            said = {"names": names, "towns": units is None}
            PaintedStreets({"colours": colours, **said, **told}).add_to(base)
        for file in files:
            base.load_file(file)
        named_files = [file.digest for file in files]
        lengths = {key: t(f"find.{key}", self.lang, n="{n}") for key in ("metres", "kilometres")}
        scale = lengths if ground else None
        buttons = {way: t(f"map.zoom_{way}", self.lang) for way in ("in", "out")}
        about = {"label": label, "bounds": bounds, "files": named_files, **zooms}
        spoken = {"buttons": buttons, "scale": scale}
        Ground({"colours": colours, **about, **spoken}, layers).add_to(base)
        Legend(self._legend(legend) | {"open": not folded}).add_to(base)
        return base

    def _legend(self, legend: Mapping[str, Any]) -> dict[str, Any]:
        notes = list(legend["notes"])
        if self.pack.city.fictional:
            notes.insert(0, WATERMARK)
        if self._tiles and self._tiles.attribution:
            notes.append(self._tiles.attribution)
        elif self._streets:
            of = self._streets
            date = date_text(of.date, self.lang)
            notes.append(t("map.streets", self.lang, date=date, licence=of.licence))
        elif not self._tiles:
            notes.append(t("map.own_ground", self.lang))
        if self.settings.map_approval:
            notes.append(t("map.approval", self.lang, number=self.settings.map_approval))
        return dict(legend) | {"notes": notes}

    @cached_property
    def _ground(self) -> MapFile:
        """Counties, water and lines, as :class:`Ground` draws them."""
        return lasting(self._layers)

    @cached_property
    def _layers(self) -> list[Mapping[str, object]]:
        pack, palette = self.pack, self.palette
        counties = self._outlines("county")
        land = _area(palette.halo) if self._streets is None else {"stroke": False, "fill": False}
        layers = [self._layer(counties[["geometry"]], land)]
        lines = []
        for name, frame in pack.basemap.items():
            if name in _WATER_KINDS:
                if self._streets is None:
                    layers.append(self._layer(frame[["geometry"]], _area(palette.water)))
            else:
                lines += [
                    self._layer(part[["geometry"]], {"color": colour, **_LINE})
                    for colour, part in frame.groupby("colour")
                    if _COLOUR.fullmatch(colour)
                ]
        border = {"color": palette.county, "weight": 1.2, "fill": False}
        names = counties.assign(geometry=counties.representative_point())
        # The border runs over water and lines; its shapes are those of the first layer.
        layers += [*lines, {"data": 0, "style": border, "label": None}]
        layers.append(self._layer(names, {"stroke": False, "fill": False}, "ll-county"))
        return layers

    @cached_property
    def _stations(self) -> MapFile:
        """The ground with the stations of the gazetteer on it."""
        places = self.pack.places[self.pack.places["kind"] == "station"]
        points = gpd.GeoDataFrame(
            {"label": [pick(name, "", self.lang) for name in places["name"]]},
            geometry=gpd.points_from_xy(places["lon"], places["lat"]),
        )
        palette = self.palette
        circle = {
            "radius": 2.5,
            "weight": 1,
            "color": palette.county,
            "fillColor": palette.halo,
            "fillOpacity": 1,
        }
        return lasting([*self._layers, self._layer(points, circle, "ll-station")])

    def _once(
        self, frame: gpd.GeoDataFrame, make: Callable[[gpd.GeoDataFrame], MapFile]
    ) -> MapFile:
        """A file of a frame that lasts, made once; the frame is held, so that its id stays its."""
        key = id(frame), make.__name__
        if key not in self._made:
            self._made[key] = frame, make(frame)
        return self._made[key][1]

    def _layer(
        self, frame: gpd.GeoDataFrame, style: Mapping[str, object], label: str | None = None
    ) -> Mapping[str, object]:
        return {"data": self._data(frame), "style": style, "label": label}

    def _bounds(self, units: gpd.GeoDataFrame) -> list[list[float]]:
        """South-west and north-east corner of areas, (lat, lon) in the map's datum."""
        west, south, east, north = units.total_bounds
        corners = self._shift(np.array([west, east]), np.array([south, north]))
        return [[float(lat), float(lon)] for lon, lat in zip(*corners, strict=True)]

    def _outlines(self, level: str) -> gpd.GeoDataFrame:
        """Outlines of a level with their names as labels."""
        units = self.pack.units
        outlines = self.pack.outlines
        codes = outlines["code"].map(units["level"]) == level
        chosen = outlines.loc[codes, ["geometry"]].copy()
        chosen["label"] = [self._county_name(code) for code in chosen.index]
        return chosen


def _area(colour: str) -> Mapping[str, object]:
    return {"fillColor": colour, "fillOpacity": 1, "weight": 0}
