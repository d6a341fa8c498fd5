"""Answers → folium maps; the only place where text enters a map.

Text reaches a map in one way: percent-encoded in a property of a GeoJSON feature or in the data of
a control, which constant scripts (``assets/map.js``) decode into ``textContent``. Every
script and style comes from our own server (``ASSETS``); without a tile service the base map is
drawn from the pack. Maps are deterministic: the same answer gives the same bytes.

All frames are WGS-84; when the tile service's pictures are in GCJ-02, everything is shifted to it
on the way into the map.
"""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from locator.folders import assets_stamp
from locator.geo.areas import APPROXIMATE
from locator.geo.datum import EARTH_RADIUS_M, Datum, convert
from locator.geo.hexagons import hexagon_counties
from locator.maps.files import FOLDER, MapFile, lasting
from locator.maps.parts import BLOCK, HOVER, ORIGIN, Blocks, Ground, Legend, Pins, Units, encoded
from locator.pack.model import STATUSES, CityPack
from locator.style import PALETTES, SYMBOLS, WATERMARK, Palette
from locator.wording.catalogue import Lang, pick, t
from locator.wording.names import name_of, names_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from folium.utilities import JsCode

    from locator.settings import Settings

#: Where the browser finds scripts and styles, relative to the map's iframe two levels down, so
#: that they survive a base path, and under a stamp of what they are, so that they may be kept.
ASSETS = f"../../assets/{assets_stamp()}"


#: How far those who start somewhere have it, the most certain last so that it lies on top.
DEMAND_MARKS = ("unknown", "beyond", "less", "within")
#: From so many points they are drawn smaller; so many new sites carry their names.
_MANY_POINTS, _NAMED_SITES = 400, 3
_COORDINATE_DECIMALS = 5
#: Venues whose positions agree to about ten metres stand at one spot.
_SPOT_DECIMALS = 4
#: Corners of a drawn circle.
_CIRCLE_POINTS = 96
#: Zoom from which towns and from which stations carry their names.
_NAMES_FROM, _STATIONS_FROM = 11, 14
_WATER_KINDS = ("water",)
_GENERIC = (
    "街道",
    "镇",
    "乡",
    " Subdistrict",
    " Town",
    " Township",
    " District",
    " City",
    " County",
)
_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
_LINE = {"weight": 1.6, "opacity": 0.55}


class _Map(folium.Map):
    """folium's map with Leaflet and our scripts from our own server and nothing else."""

    default_js = [  # noqa: RUF012 - folium's shape
        ("leaflet", f"{ASSETS}/leaflet/leaflet.js"),
        ("locator", f"{ASSETS}/locator/map.js"),
    ]
    default_css = [  # noqa: RUF012 - likewise
        ("leaflet_css", f"{ASSETS}/leaflet/leaflet.css"),
        ("locator_css", f"{ASSETS}/locator/map.css"),
    ]

    def load(self, file: MapFile) -> None:
        """Have the browser load a file before it draws the map."""
        address = f"../../assets/{FOLDER}/{file.digest}.js"
        self.default_js = [*self.default_js, (file.digest, address)]


class MapMaker:
    """Draws the maps of one pack in one language and theme.

    Parameters
    ----------
    pack
        The city whose base map is drawn.
    settings
        Tile service and map approval number.
    lang, theme
        Language of the labels; ``light`` or ``dark``.
    """

    def __init__(self, pack: CityPack, settings: Settings, lang: Lang, theme: str) -> None:
        self.pack = pack
        self.settings = settings
        self.lang = lang
        self.palette = PALETTES[theme]
        self._tiles = settings.tile_service
        self._datum: Datum = self._tiles.datum if self._tiles else "wgs84"
        self._made: dict[tuple[int, str], tuple[gpd.GeoDataFrame, MapFile]] = {}

    # -- the ground ---------------------------------------------------------------------------

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
            min_zoom=8,
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
            base.load(layers)
        for file in files:
            base.load(file)
        names = [file.digest for file in files]
        about = {"label": label, "bounds": bounds, "scale": ground, "files": names, **zooms}
        Ground({"colours": colours, **about}, layers).add_to(base)
        Legend(self._legend(legend) | {"open": not folded}).add_to(base)
        return base

    def _legend(self, legend: Mapping[str, Any]) -> dict[str, Any]:
        notes = list(legend["notes"])
        if self.pack.city.fictional:
            notes.insert(0, WATERMARK)
        if self._tiles and self._tiles.attribution:
            notes.append(self._tiles.attribution)
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
        layers = [self._layer(counties[["geometry"]], _area(palette.halo))]
        lines = []
        for name, frame in pack.basemap.items():
            if name in _WATER_KINDS:
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
        # 市 and 区 take little room, "District" does not.
        name = self._short_name if self.lang == "en" else self._unit_name
        chosen["label"] = [name(code) for code in chosen.index]
        return chosen

    def _unit_name(self, code: str) -> str:
        unit = self.pack.units.loc[code]
        return name_of(unit, self.lang)

    def view(self, lon: float, lat: float) -> tuple[float, float]:
        """A WGS-84 position as the map's centre: (lat, lon) in the map's datum."""
        x, y = self._shift(lon, lat)
        return float(y), float(x)

    def position(self, lat: float, lon: float) -> tuple[float, float]:
        """(lon, lat) in WGS-84 of a point that was clicked on the map."""
        x, y = convert(lon, lat, self._datum, "wgs84")
        return float(x), float(y)

    # -- what a resident sees -----------------------------------------------------------------

    def venues(self, venues: pd.DataFrame, chosen: Collection[str]) -> folium.FeatureGroup:
        """Located venues as glyphs in their group's colour; chosen ones larger, with their name.

        Venues at one spot are one glyph, which says how many they are: none hides another. The
        ``id`` property, which comes back when a person clicks, holds all their ids, parted by a
        space.
        """
        group = folium.FeatureGroup(name="venues")
        if venues.empty:
            return group
        catalogue = self.pack.catalogue
        labels = list(names_of(venues, self.lang).values())
        ids, layers = venues["id"].tolist(), venues["layer"].tolist()
        estimated = (venues["precision"] == "estimated").tolist()
        lon, lat = (venues[axis].astype(float).to_numpy() for axis in ("lon", "lat"))
        # Row numbers by spot: a frame of its own for each of hundreds took most of a drawing.
        spots: dict[tuple[float, float], list[int]] = {}
        at = (axis.round(_SPOT_DECIMALS).tolist() for axis in (lon, lat))
        for row, spot in enumerate(zip(*at, strict=True)):
            spots.setdefault(spot, []).append(row)
        rows, first = list(spots.values()), [rows[0] for rows in spots.values()]
        shifted = self._shift(lon[first], lat[first])
        frame = pd.DataFrame(
            {
                "lon": shifted[0],
                "lat": shifted[1],
                "id": [" ".join(ids[row] for row in own) for own in rows],
                "label": ["\n".join(labels[row] for row in own) for own in rows],
                "glyph": [catalogue.layers[layers[row]].glyph for row in first],
                "colour": [catalogue.colour(layers[row]) for row in first],
                "more": [len(own) if len(own) > 1 else 0 for own in rows],
                "chosen": [int(any(ids[row] in chosen for row in own)) for own in rows],
                "hollow": [int(all(estimated[row] for row in own)) for own in rows],
            }
        )
        _add_pins(group, frame)
        return group

    def origin(self, lon: float, lat: float, label: str) -> folium.FeatureGroup:
        """The position from which distances are measured, with its name unless that is ""."""
        group = folium.FeatureGroup(name="origin")
        frame = gpd.GeoDataFrame({"label": [label]}, geometry=gpd.points_from_xy([lon], [lat]))
        circle = folium.CircleMarker(
            radius=9, weight=4, color="#FFFFFF", fill_color=self.palette.ink, fill_opacity=1
        )
        folium.GeoJson(self._data(frame), marker=circle, on_each_feature=ORIGIN).add_to(group)
        return group

    def reach(self, lon: float, lat: float, radius_m: float, label: str) -> folium.FeatureGroup:
        """The circle that a walk from a WGS-84 position reaches, its label on the upper edge."""
        group = folium.FeatureGroup(name="reach")
        angles = np.linspace(0, 2 * np.pi, _CIRCLE_POINTS, endpoint=False)
        north = np.degrees(radius_m / EARTH_RADIUS_M)
        east = north / np.cos(np.radians(lat))
        ring = np.column_stack([lon + east * np.sin(angles), lat + north * np.cos(angles)])
        area = gpd.GeoDataFrame(geometry=[shapely.Polygon(ring)])
        style = {
            "color": self.palette.accent,
            "weight": 2.5,
            "dashArray": "8 5",
            "fillColor": self.palette.accent,
            "fillOpacity": 0.1,
        }
        self._add(group, area, style, interactive=False)
        top = gpd.GeoDataFrame({"label": [label]}, geometry=gpd.points_from_xy(*ring[:1].T))
        self._add_points(group, top, BLOCK)
        return group

    def find_legend(self) -> Mapping[str, Any]:
        """The groups of layers that the pack has venues of, by colour."""
        catalogue = self.pack.catalogue
        present = {catalogue.layers[code].group for code in set(self.pack.venues["layer"])}
        rows = [
            ["fill", group.colour, "", name_of(group, self.lang)]
            for code, group in catalogue.groups.items()
            if code in present
        ]
        if (self.pack.venues["precision"] == "estimated").any():
            rows.append(["hollow", self.palette.ink, "", t("map.estimated", self.lang)])
        rows.append(["dot", self.palette.ink, "", t("map.origin", self.lang)])
        return {"title": t("map.legend", self.lang), "rows": rows, "notes": []}

    # -- what a planner sees ------------------------------------------------------------------

    def shapes(self, units: gpd.GeoDataFrame) -> MapFile:
        """Areas, places of names and names of units as a file.

        Parameters
        ----------
        units
            Indexed by unit code: ``geometry`` and perhaps ``quality``, of which ``approximate`` is
            drawn dashed. The same frame gives the same file without being looked at again.
        """
        return self._once(units, self._shapes)

    def _shapes(self, units: gpd.GeoDataFrame) -> MapFile:
        middle = units.geometry.representative_point()
        qualities = units["quality"] if "quality" in units else ["drawn"] * len(units)
        parts = zip(
            units.index,
            self._data(units[["geometry"]])["features"],
            self._data(gpd.GeoDataFrame(geometry=middle.to_numpy()))["features"],
            qualities,
            strict=True,
        )
        return lasting(
            {
                code: {
                    "geometry": shape["geometry"],
                    "at": at["geometry"]["coordinates"],
                    "name": encoded(self._short_name(code)),
                    "approximate": quality == APPROXIMATE,
                }
                for code, shape, at, quality in parts
            }
        )

    def statuses(self, areas: pd.DataFrame, chosen: str, shapes: MapFile) -> folium.FeatureGroup:
        """Units coloured by status, with symbol and outline so that colour never stands alone.

        Parameters
        ----------
        areas
            Indexed by unit code: ``status, text``; ``text`` is the tooltip.
        chosen
            Code of the unit that gets a ring, "" for none.
        shapes
            Their areas (:meth:`shapes`), which the base has to load (``files``).
        """
        group = folium.FeatureGroup(name="statuses")
        # Gaps last, so that their heavier outline is not covered by a neighbour's.
        order = [s for s in ("unreported", "met", "gap") if s in STATUSES]
        rows = sorted(
            zip(areas.index, areas["status"], areas["text"], strict=True),
            key=lambda row: order.index(row[1]),
        )
        ring = {"color": self.palette.ink, "weight": 4, "fill": False}
        styles = {status: self._status_style(status) for status in order}
        Units(
            shapes,
            {"styles": styles, "symbols": SYMBOLS, "rows": rows, "ring": ring, "chosen": chosen},
        ).add_to(group)
        return group

    def _status_style(self, status: str) -> dict[str, object]:
        palette, hatched = self.palette, status == "unreported"
        return {
            "color": palette.gap if status == "gap" else palette.county,
            "weight": 2.4 if status == "gap" else 0.9,
            "fillColor": "url(#ll-hatch)" if hatched else getattr(palette, status),
            "fillOpacity": 0.85 if hatched else 0.72,
        }

    def _short_name(self, code: str) -> str:
        return short_name(self._unit_name(code))

    def blocks(self, hexes: gpd.GeoDataFrame) -> MapFile:
        """Outlines of a cartogram's counties, their names on the upper edge, as a file."""
        return self._once(hexes, self._blocks)

    def _blocks(self, hexes: gpd.GeoDataFrame) -> MapFile:
        counties = hexagon_counties(hexes)
        names = gpd.GeoDataFrame(
            {"label": [self._unit_name(code) for code in counties.index]},
            geometry=[_upper_edge(hexes[hexes["county"] == code]) for code in counties.index],
        )
        return lasting(
            {
                "outlines": self._data(counties[["geometry"]]),
                "names": self._data(names),
                "style": {"color": self.palette.ink, "weight": 2.2, "fill": False},
            }
        )

    @staticmethod
    def block_outlines(blocks: MapFile) -> folium.FeatureGroup:
        """What :meth:`blocks` made, to be drawn over the units."""
        group = folium.FeatureGroup(name="blocks")
        Blocks(blocks).add_to(group)
        return group

    def _once(
        self, frame: gpd.GeoDataFrame, make: Callable[[gpd.GeoDataFrame], MapFile]
    ) -> MapFile:
        """A file of a frame that lasts, made once; the frame is held, so that its id stays its."""
        key = id(frame), make.__name__
        if key not in self._made:
            self._made[key] = frame, make(frame)
        return self._made[key][1]

    def coverage_legend(self, *, approximate: bool, hexagons: bool) -> Mapping[str, Any]:
        """The three statuses with symbol and pattern, and what the drawing is not."""
        rows = [
            [
                status,
                getattr(self.palette, status),
                SYMBOLS[status],
                t(f"coverage.status_{status}", self.lang),
            ]
            for status in STATUSES
        ]
        notes = [t("map.approximate", self.lang)] if approximate else []
        if hexagons:
            notes.append(t("map.hexagons", self.lang))
        return {"title": t("map.legend", self.lang), "rows": rows, "notes": notes}

    # -- who gets there -------------------------------------------------------------------------

    def demand(self, points: pd.DataFrame) -> folium.FeatureGroup:
        """Where people start from, by how far they have it: filled, half, ring, broken ring.

        Parameters
        ----------
        points
            ``code, name, name_en, lon, lat, mark`` with ``mark`` one of :data:`DEMAND_MARKS`;
            those without a position are not drawn.
        """
        group = folium.FeatureGroup(name="demand")
        placed = points[points["lon"].notna()]
        radius = 5 if len(placed) > _MANY_POINTS else 7
        for mark in DEMAND_MARKS:
            part = placed[placed["mark"] == mark]
            if part.empty:
                continue
            frame = gpd.GeoDataFrame(
                {"label": list(names_of(part, self.lang).values())},
                geometry=gpd.points_from_xy(part["lon"], part["lat"]),
            )
            dot = folium.CircleMarker(radius=radius, **self._demand_style(mark))
            folium.GeoJson(self._data(frame), marker=dot, on_each_feature=HOVER).add_to(group)
        return group

    def _demand_style(self, mark: str) -> dict[str, Any]:
        palette = self.palette
        line, weight, dash, fill, opacity = {
            "within": (palette.halo, 1, None, palette.met, 1),
            "less": (palette.met, 2, None, palette.met, 0.3),
            "beyond": (palette.gap, 3, None, palette.halo, 0.9),
            "unknown": (palette.county, 2, "2 3", palette.halo, 0.5),
        }[mark]
        return {
            "color": line,
            "weight": weight,
            "dash_array": dash,
            "fill": True,
            "fill_color": fill,
            "fill_opacity": opacity,
        }

    def sites(self, sites: pd.DataFrame) -> folium.FeatureGroup:
        """New sites by their number, the first ones with their names."""
        group = folium.FeatureGroup(name="sites")
        if sites.empty:
            return group
        shifted = self._shift(sites["lon"].to_numpy(), sites["lat"].to_numpy())
        frame = pd.DataFrame(
            {
                "lon": shifted[0],
                "lat": shifted[1],
                "id": "",
                "label": list(names_of(sites, self.lang).values()),
                "glyph": sites["number"].astype(str).to_list(),
                "colour": self.palette.ink,
                "more": 0,
                "chosen": (sites["number"] <= _NAMED_SITES).astype(int).to_list(),
                "hollow": 0,
            }
        )
        _add_pins(group, frame)
        return group

    def demand_legend(self, question: str) -> Mapping[str, Any]:
        """What the marks of :meth:`demand` say in an answer about reach, fairness or siting."""
        rows = []
        for mark in reversed(DEMAND_MARKS):
            if mark == "less" and question != "fairness":
                continue
            style = self._demand_style(mark)
            colour = style["fill_color" if mark == "within" else "color"]
            words = t(f"siting.mark_{question}_{mark}", self.lang)
            rows.append([f"demand-{mark}", colour, "", words])
        if question == "site":
            rows.append(["dot", self.palette.ink, "1", t("siting.mark_new", self.lang)])
        return {"title": t("map.legend", self.lang), "rows": rows, "notes": []}

    # -- plumbing -----------------------------------------------------------------------------

    def _shift(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        return convert(lon, lat, "wgs84", self._datum)

    def _data(self, frame: gpd.GeoDataFrame) -> dict[str, Any]:
        """A feature collection in the map's datum, rounded to about a metre."""
        shapes = frame.geometry.to_numpy()
        if self._datum != "wgs84":
            shapes = shapely.transform(
                shapes, lambda xy: np.column_stack(self._shift(xy[:, 0], xy[:, 1]))
            )
        shapes = shapely.transform(shapes, lambda xy: np.round(xy, _COORDINATE_DECIMALS))
        records: Iterable[Mapping[Any, Any]] = frame.drop(columns="geometry").to_dict("records")
        return {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": encoded(properties), "geometry": json.loads(text)}
                for properties, text in zip(records, shapely.to_geojson(shapes), strict=True)
            ],
        }

    def _add(
        self,
        parent: folium.Map | folium.FeatureGroup,
        frame: gpd.GeoDataFrame,
        style: Mapping[str, object],
        *,
        interactive: bool = True,
        hover: bool = False,
    ) -> None:
        if frame.empty:
            return
        folium.GeoJson(
            self._data(frame),
            style_function=lambda _: dict(style),
            interactive=interactive,
            on_each_feature=HOVER if hover else None,
        ).add_to(parent)

    def _add_points(
        self, parent: folium.Map | folium.FeatureGroup, frame: gpd.GeoDataFrame, label: JsCode
    ) -> None:
        """Invisible points that carry a permanent label."""
        if frame.empty:
            return
        dot = folium.CircleMarker(radius=0, stroke=False, fill=False, interactive=False)
        folium.GeoJson(self._data(frame), marker=dot, on_each_feature=label).add_to(parent)


def _add_pins(parent: folium.FeatureGroup, frame: pd.DataFrame) -> None:
    """Points as glyphs: ``lon, lat, id, label, glyph, colour, more, chosen, hollow``, as a map has.

    The order is that of :class:`Pins`.
    """
    columns = frame.round({"lon": _COORDINATE_DECIMALS, "lat": _COORDINATE_DECIMALS})
    colours = list(dict.fromkeys(frame["colour"]))
    columns["colour"] = [colours.index(colour) for colour in frame["colour"]]
    rows = list(zip(*(column.tolist() for _, column in columns.items()), strict=True))
    Pins({"colours": colours, "rows": rows}).add_to(parent)


def short_name(name: str) -> str:
    """Name without the generic part, to fit on a map: 木渎 for 木渎镇."""
    for ending in _GENERIC:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


def _upper_edge(hexes: gpd.GeoDataFrame) -> shapely.Point:
    """Middle of the upper edge of a block of hexagons, between the tips of its top row."""
    bounds = hexes.geometry.bounds
    height = bounds["maxy"] - bounds["miny"]
    row = bounds[bounds["maxy"] > bounds["maxy"].max() - height.max() / 2]
    middle = (row["minx"].min() + row["maxx"].max()) / 2
    return shapely.Point(middle, row["maxy"].max() - height.max() / 8)


def _area(colour: str) -> Mapping[str, object]:
    return {"fillColor": colour, "fillOpacity": 1, "weight": 0}
