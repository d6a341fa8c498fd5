"""Answers → folium maps; the only place where text enters a map.

Text reaches a map in one way: as a property of a GeoJSON feature or as data of a control, which
constant scripts set with ``textContent``. No markup is built from data, so nothing needs
escaping. Every script and style comes from our own server (``ASSETS``); without a tile service
the base map is drawn from the pack. Maps are deterministic: the same answer gives the same bytes.

All frames are WGS-84; when the tile service's pictures are in GCJ-02, everything is shifted to it
on the way into the map.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from branca.element import MacroElement
from folium.utilities import JsCode
from jinja2 import Template

from locator.datum import Datum, convert
from locator.model import STATUSES, CityPack, Status
from locator.text import Lang, pick, t

if TYPE_CHECKING:
    from locator.config import Settings

#: Where the browser finds scripts and styles, relative to the map's iframe two levels down, so
#: that they survive a base path.
ASSETS = "../../assets"

SYMBOLS: Mapping[Status, str] = {"met": "●", "gap": "▲", "unreported": "○"}

_COORDINATE_DECIMALS = 5
_WATER_KINDS = ("water",)


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of a map in one of the two themes."""

    ground: str
    water: str
    county: str
    ink: str
    halo: str
    met: str
    gap: str
    unreported: str
    accent: str


PALETTES: Mapping[str, Palette] = {
    "light": Palette("#F4F2EC", "#CFE3EA", "#5B6870", "#1F2A30", "#FBFAF7",
                     "#1B7F79", "#C2412D", "#9AA3A7", "#1B7F79"),
    "dark": Palette("#1B2226", "#22414C", "#8A979E", "#E6EAE8", "#14191C",
                    "#5CC2B8", "#E8735F", "#7C878C", "#5CC2B8"),
}  # fmt: skip

# bindTooltip takes an element: its text was set with textContent, so it is never parsed.
_LABEL = """function (feature, layer) {
  const text = document.createElement("span");
  text.textContent = feature.properties.label;
  layer.bindTooltip(text, %s);
}"""
_HOVER = JsCode(_LABEL % '{sticky: true, className: "ll-tip"}')
_STATION = JsCode(_LABEL % '{direction: "top", className: "ll-tip"}')
_NAME = JsCode(
    _LABEL % '{permanent: true, direction: "center", className: "ll-name", interactive: false}'
)
_MINOR_NAME = JsCode(
    _LABEL
    % '{permanent: true, direction: "center", className: "ll-name ll-minor", interactive: false}'
)
_VENUE = JsCode("""function (feature, layer) {
  const p = feature.properties;
  const icon = document.createElement("span");
  icon.className = "ll-pin" + (p.chosen ? " ll-chosen" : "");
  icon.style.background = p.colour;
  icon.textContent = p.glyph;
  const size = p.chosen ? 40 : 26;
  layer.setIcon(L.divIcon({html: icon, className: "ll-pin-box", iconSize: [size, size]}));
  layer.options.alt = p.label;
  if (p.chosen) layer.setZIndexOffset(1000);
  const text = document.createElement("span");
  text.textContent = p.label;
  layer.bindTooltip(text, p.chosen
    ? {permanent: true, direction: "top", offset: [0, -20], className: "ll-tip ll-tip-chosen"}
    : {direction: "top", offset: [0, -12], className: "ll-tip"});
}""")


class Legend(MacroElement):
    """A box in the map's lower left corner: swatches with texts, then notes.

    ``data`` is ``{"title", "rows": [[kind, colour, symbol, text]], "notes": [text]}``.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        (function () {
          const data = {{ this.data|tojson }};
          const control = L.control({position: "bottomleft"});
          control.onAdd = function () {
            const box = L.DomUtil.create("details", "ll-legend");
            box.open = window.innerWidth > 480;
            L.DomUtil.create("summary", "", box).textContent = data.title;
            for (const [kind, colour, symbol, text] of data.rows) {
              const row = L.DomUtil.create("div", "ll-legend-row", box);
              const mark = L.DomUtil.create("span", "ll-swatch ll-swatch-" + kind, row);
              mark.style.setProperty("--colour", colour);
              mark.textContent = symbol;
              L.DomUtil.create("span", "", row).textContent = text;
            }
            for (const note of data.notes) {
              L.DomUtil.create("div", "ll-legend-note", box).textContent = note;
            }
            L.DomEvent.disableClickPropagation(box);
            return box;
          };
          control.addTo({{ this._parent.get_name() }});
        })();
        {% endmacro %}
    """)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "Legend"
        self.data = data


class Ground(MacroElement):
    """What the map's own element needs: colours, the hatch of *unreported*, zoom-dependent names.

    Also keeps one finger for the page: on a touch screen the map pans with two.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        (function () {
          const map = {{ this._parent.get_name() }};
          const data = {{ this.data|tojson }};
          const box = map.getContainer();
          for (const [name, value] of Object.entries(data.colours)) {
            box.style.setProperty("--ll-" + name, value);
          }
          box.setAttribute("role", "application");
          box.setAttribute("aria-label", data.label);
          const space = "http://www.w3.org/2000/svg";
          const drawing = document.createElementNS(space, "svg");
          drawing.setAttribute("width", 0);
          drawing.setAttribute("height", 0);
          drawing.style.position = "absolute";
          const pattern = document.createElementNS(space, "pattern");
          const stripes = {id: "ll-hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse",
                           patternTransform: "rotate(45)"};
          for (const [name, value] of Object.entries(stripes)) pattern.setAttribute(name, value);
          const stripe = document.createElementNS(space, "rect");
          stripe.setAttribute("width", 2);
          stripe.setAttribute("height", 6);
          stripe.setAttribute("fill", data.colours.unreported);
          pattern.append(stripe);
          drawing.append(pattern);
          box.append(drawing);
          const zoomed = () => box.classList.toggle("ll-near", map.getZoom() >= data.names_from);
          map.on("zoomend", zoomed);
          zoomed();
          if (L.Browser.mobile) {
            map.dragging.disable();
            box.addEventListener("touchstart", (event) => {
              if (event.touches.length > 1) map.dragging.enable();
              else map.dragging.disable();
            }, {capture: true, passive: true});
          }
        })();
        {% endmacro %}
    """)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "Ground"
        self.data = data


class _Map(folium.Map):
    """folium's map with Leaflet from our own server and nothing else."""

    default_js = [("leaflet", f"{ASSETS}/leaflet/leaflet.js")]  # noqa: RUF012 - folium's shape
    default_css = [  # noqa: RUF012
        ("leaflet_css", f"{ASSETS}/leaflet/leaflet.css"),
        ("locator_css", f"{ASSETS}/locator/map.css"),
    ]


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
        self._datum: Datum = settings.tiles.datum if settings.tiles else "wgs84"

    # -- the ground ---------------------------------------------------------------------------

    def base(self, legend: Mapping[str, Any], *, names_from: int = 11) -> folium.Map:
        """Water, county lines, metro and names; the same for every answer of a page.

        ``names_from`` is the zoom from which minor names (towns) are shown.
        """
        city = self.pack.city
        lon, lat = self._shift(*city.center)
        base = _Map(
            location=(float(lat), float(lon)), zoom_start=city.zoom, tiles=None,
            min_zoom=8, max_zoom=18, maxZoom=18, attribution_control=False,
            zoom_snap=0.5, prefer_canvas=False,
        )  # fmt: skip
        if self.settings.tiles:
            for url in self.settings.tiles.urls:
                folium.TileLayer(
                    url, attr=self.settings.tiles.attribution or " ", subdomains="1234",
                    control=False,
                ).add_to(base)  # fmt: skip
        else:
            self._draw_ground(base)
        folium.Control("Scale", position="bottomright", imperial=False).add_to(base)
        colours = {name: getattr(self.palette, name) for name in Palette.__slots__}
        label = t("map.label", self.lang, city=pick(city.name, city.name_en, self.lang))
        Ground({"colours": colours, "label": label, "names_from": names_from}).add_to(base)
        Legend(self._legend(legend)).add_to(base)
        return base

    def _legend(self, legend: Mapping[str, Any]) -> Mapping[str, Any]:
        notes = list(legend["notes"])
        if self.pack.city.fictional:
            notes.insert(0, t("app.watermark", self.lang))
        if self.settings.tiles and self.settings.tiles.attribution:
            notes.append(self.settings.tiles.attribution)
        elif not self.settings.tiles:
            notes.append(t("map.own_ground", self.lang))
        if self.settings.map_approval:
            notes.append(t("map.approval", self.lang, number=self.settings.map_approval))
        return {**legend, "notes": notes}

    def _draw_ground(self, base: folium.Map) -> None:
        pack, palette = self.pack, self.palette
        counties = self._outlines("county")
        self._add(base, counties, {"fillColor": palette.halo, "fillOpacity": 1, "weight": 0},
                  interactive=False)  # fmt: skip
        for name, frame in pack.basemap.items():
            if name in _WATER_KINDS:
                self._add(base, frame[["geometry"]],
                          {"fillColor": palette.water, "fillOpacity": 1, "weight": 0},
                          interactive=False)  # fmt: skip
        for name, frame in pack.basemap.items():
            if name not in _WATER_KINDS:
                for colour, lines in frame.groupby("colour"):
                    self._add(base, lines[["geometry"]],
                              {"color": colour, "weight": 1.6, "opacity": 0.55},
                              interactive=False)  # fmt: skip
        self._add(base, counties, {"color": palette.county, "weight": 1.2, "fill": False},
                  interactive=False)  # fmt: skip
        self._add_points(
            base, counties.assign(geometry=counties.representative_point()), _NAME
        )

    def _outlines(self, level: str) -> gpd.GeoDataFrame:
        """Outlines of a level with their names as labels."""
        units = self.pack.units
        outlines = self.pack.outlines
        codes = outlines["code"].map(units["level"]) == level
        chosen = outlines.loc[codes, ["geometry"]].copy()
        chosen["label"] = [self._unit_name(code) for code in chosen.index]
        return chosen

    def _unit_name(self, code: str) -> str:
        unit = self.pack.units.loc[code]
        return pick(unit["name"], unit["name_en"], self.lang)

    # -- what a resident sees -----------------------------------------------------------------

    def stations(self) -> folium.FeatureGroup:
        """The places of the gazetteer as small circles with their names."""
        group = folium.FeatureGroup(name="stations")
        places = self.pack.places[self.pack.places["kind"] == "station"]
        frame = gpd.GeoDataFrame(
            {"label": places["name"]},
            geometry=gpd.points_from_xy(places["lon"], places["lat"]),
        )
        circle = folium.CircleMarker(
            radius=2.5, weight=1, color=self.palette.county, fill_color=self.palette.halo,
            fill_opacity=1,
        )  # fmt: skip
        if len(frame):
            folium.GeoJson(self._data(frame), marker=circle, on_each_feature=_STATION).add_to(group)
        return group

    def venues(self, venues: pd.DataFrame, chosen: str) -> folium.FeatureGroup:
        """Located venues as glyphs in their group's colour; the chosen one larger, with its name.

        The ``id`` property comes back when a person clicks.
        """
        group = folium.FeatureGroup(name="venues")
        catalogue = self.pack.catalogue
        frame = gpd.GeoDataFrame(
            {
                "id": venues["id"],
                "label": [
                    pick(zh, en, self.lang)
                    for zh, en in zip(venues["name"], venues["name_en"], strict=True)
                ],
                "glyph": venues["layer"].map({c: y.glyph for c, y in catalogue.layers.items()}),
                "colour": venues["layer"].map({c: catalogue.colour(c) for c in catalogue.layers}),
                "chosen": venues["id"] == chosen,
            },
            geometry=gpd.points_from_xy(venues["lon"], venues["lat"]),
        )
        if len(frame):
            folium.GeoJson(
                self._data(frame), marker=folium.Marker(icon=folium.DivIcon()),
                on_each_feature=_VENUE,
            ).add_to(group)  # fmt: skip
        return group

    def origin(self, lon: float, lat: float, label: str) -> folium.FeatureGroup:
        """The position from which distances are measured."""
        group = folium.FeatureGroup(name="origin")
        frame = gpd.GeoDataFrame({"label": [label]}, geometry=gpd.points_from_xy([lon], [lat]))
        circle = folium.CircleMarker(
            radius=9, weight=4, color="#FFFFFF", fill_color=self.palette.ink, fill_opacity=1
        )
        folium.GeoJson(self._data(frame), marker=circle, on_each_feature=_STATION).add_to(group)
        return group

    def find_legend(self) -> Mapping[str, Any]:
        """The groups of layers by colour."""
        rows = [
            ["fill", group.colour, "", pick(group.name, group.name_en, self.lang)]
            for group in self.pack.catalogue.groups.values()
        ]
        rows.append(["dot", self.palette.ink, "", t("map.origin", self.lang)])
        return {"title": t("map.legend", self.lang), "rows": rows, "notes": []}

    # -- what a planner sees ------------------------------------------------------------------

    def statuses(
        self, areas: gpd.GeoDataFrame, chosen: str, *, names: bool
    ) -> folium.FeatureGroup:
        """Units coloured by status, with symbol and outline so that colour never stands alone.

        Parameters
        ----------
        areas
            Indexed by unit code: ``status, text, quality, geometry``; ``text`` is the tooltip,
            ``quality`` ``approximate`` is drawn dashed.
        names
            Whether every unit carries its name at all zooms (hexagons) or only from near.
        """
        group = folium.FeatureGroup(name="statuses")
        palette = self.palette
        # Gaps last, so that their heavier outline is not covered by a neighbour's.
        order = [s for s in ("unreported", "met", "gap") if s in STATUSES]
        for status in order:
            for quality, part in areas[areas["status"] == status].groupby("quality"):
                colour = getattr(palette, status)
                style = {
                    "color": palette.gap if status == "gap" else palette.county,
                    "weight": 2.4 if status == "gap" else 0.9,
                    "dashArray": "4 3" if quality == "approximate" else None,
                    "fillColor": "url(#ll-hatch)" if status == "unreported" else colour,
                    "fillOpacity": 0.85 if status == "unreported" else 0.72,
                }
                frame = part[["geometry"]].assign(id=part.index, label=part["text"])
                self._add(group, frame, style, hover=True)
        if chosen in areas.index:
            ring = {"color": palette.ink, "weight": 4, "fill": False}
            self._add(group, areas.loc[[chosen], ["geometry"]], ring, interactive=False)
        label = [
            f"{SYMBOLS[status]} {self._short_name(code)}"
            for code, status in zip(areas.index, areas["status"], strict=True)
        ]
        middle = areas.geometry.representative_point()
        points = gpd.GeoDataFrame({"label": label}, geometry=middle.to_numpy())
        self._add_points(group, points, _NAME if names else _MINOR_NAME)
        return group

    def _short_name(self, code: str) -> str:
        """Name without the generic part, to fit on the map: 木渎 for 木渎镇."""
        name = self._unit_name(code)
        for ending in ("街道", "镇", "乡", " Subdistrict", " Town", " Township"):
            if name.endswith(ending) and len(name) > len(ending) + 1:
                return name.removesuffix(ending)
        return name

    def coverage_legend(self, *, approximate: bool) -> Mapping[str, Any]:
        """The three statuses with symbol and pattern, and the note on approximate cells."""
        rows = [
            [status, getattr(self.palette, status), SYMBOLS[status],
             t(f"coverage.status_{status}", self.lang)]
            for status in STATUSES
        ]  # fmt: skip
        notes = [t("map.approximate", self.lang)] if approximate else []
        return {"title": t("map.legend", self.lang), "rows": rows, "notes": notes}

    # -- plumbing -----------------------------------------------------------------------------

    def _shift(self, lon: Any, lat: Any) -> tuple[Any, Any]:  # noqa: ANN401 - arrays or floats
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
                {"type": "Feature", "properties": properties, "geometry": json.loads(text)}
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
            self._data(frame), style_function=lambda _: dict(style), interactive=interactive,
            on_each_feature=_HOVER if hover else None,
        ).add_to(parent)  # fmt: skip

    def _add_points(
        self, parent: folium.Map | folium.FeatureGroup, frame: gpd.GeoDataFrame, label: JsCode
    ) -> None:
        """Invisible points that carry a permanent label."""
        if frame.empty:
            return
        dot = folium.CircleMarker(radius=0, stroke=False, fill=False, interactive=False)
        folium.GeoJson(self._data(frame), marker=dot, on_each_feature=label).add_to(parent)
