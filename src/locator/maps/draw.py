"""Answers → folium maps; the only place where text enters a map.

Text reaches a map in one way: percent-encoded in a property of a GeoJSON feature or in the data of
a control, which constant scripts (``assets/map.js``) decode into ``textContent``. Every
script and style comes from our own server; without a tile service the base map is
drawn from the pack. Maps are deterministic: the same answer gives the same bytes.

All frames are WGS-84; when the tile service's pictures are in GCJ-02, everything is shifted to it
on the way into the map.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import shapely

from locator.geo.areas import APPROXIMATE
from locator.geo.datum import EARTH_RADIUS_M
from locator.geo.hexagons import hexagon_counties
from locator.maps.files import MapFile, lasting
from locator.maps.ground import GroundMaker
from locator.maps.parts import BLOCK, HOVER, ORIGIN, Blocks, Features, Units, encoded
from locator.pack.model import STATUSES
from locator.reach.demand import DRAWN, gathered
from locator.style import PALETTES, SYMBOLS
from locator.wording.catalogue import pick, t
from locator.wording.names import name_of, names_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from locator.circles.circle import Circle
    from locator.venues.rows import VenueRows

#: How far those who start somewhere have it, the most certain last so that it lies on top.
DEMAND_MARKS = ("unknown", "beyond", "less", "within")
#: From so many points they are drawn smaller; so many new sites carry their names.
_MANY_POINTS, _NAMED_SITES = 400, 3
#: Colour of new sites and of several venues, dark in either theme: the number is white.
_SITE = PALETTES["light"].ink
#: Corners of a drawn circle.
_CIRCLE_POINTS = 96


class MapMaker(GroundMaker):
    """Draws the maps of one pack in one language and theme: every answer on its ground."""

    # -- what a resident sees -----------------------------------------------------------------

    def venues(
        self, venues: pd.DataFrame | VenueRows, chosen: Collection[str]
    ) -> folium.FeatureGroup:
        """Located venues as glyphs in their group's colour; chosen ones larger, with their name.

        Those that would lie on each other at a zoom are one in the browser, with their number:
        none hides another. The ``id`` property, which comes back when a person clicks, holds all
        their ids, parted by a space.
        """
        group = folium.FeatureGroup(name="venues")
        if not len(venues):
            return group
        catalogue = self.pack.catalogue
        names = zip(venues["name"], venues["name_en"], strict=True)
        labels = [pick(zh, en, self.lang) for zh, en in names]
        ids, layers = venues["id"].tolist(), venues["layer"].tolist()
        x, y = self._shift(*(np.asarray(venues[a], dtype=np.float64) for a in ("lon", "lat")))
        self._add_pins(
            group,
            {
                "lon": x,
                "lat": y,
                "id": ids,
                "label": labels,
                "glyph": [catalogue.layers[code].glyph for code in layers],
                "colour": [catalogue.colour(code) for code in layers],
                "chosen": [int(own in chosen) for own in ids],
                "hollow": (venues["precision"] == "estimated").astype(int).tolist(),
            },
        )
        return group

    def origin(self, lon: float, lat: float, label: str) -> folium.FeatureGroup:
        """The position from which distances are measured, with its name unless that is ""."""
        group = folium.FeatureGroup(name="origin")
        circle = folium.CircleMarker(
            radius=9, weight=4, color="#FFFFFF", fill_color=self.palette.ink, fill_opacity=1
        )
        Features(self._point(lon, lat, label), marker=circle, on_each_feature=ORIGIN).add_to(group)
        return group

    def reach(self, circle: Circle, label: str) -> folium.FeatureGroup:
        """What the walk of a circle covers, its label on the upper edge."""
        group = folium.FeatureGroup(name="reach")
        shape = circle.shape
        if shape is None:
            angles = np.linspace(0, 2 * np.pi, _CIRCLE_POINTS, endpoint=False)
            north = np.degrees(circle.radius_m / EARTH_RADIUS_M)
            east = north / np.cos(np.radians(circle.lat))
            ring = np.column_stack([np.sin(angles) * east, np.cos(angles) * north])
            shape = shapely.Polygon(np.array([circle.lon, circle.lat]) + ring)
        style = {
            "color": self.palette.accent,
            "weight": 2.5,
            "dashArray": "8 5",
            "fillColor": self.palette.accent,
            "fillOpacity": 0.1,
        }
        self._add(group, gpd.GeoDataFrame(geometry=[shape]), style, interactive=False)
        corners = shapely.get_coordinates(shape)
        top = shapely.Point(corners[corners[:, 1].argmax()])
        self._add_points(group, gpd.GeoDataFrame({"label": [label]}, geometry=[top]), BLOCK)
        return group

    @cached_property
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
        rows.append(["dot", _SITE, "2", t("map.several", self.lang)])
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

    def blocks(self, hexes: gpd.GeoDataFrame) -> MapFile:
        """Outlines of a cartogram's counties, their names on the upper edge, as a file."""
        return self._once(hexes, self._blocks)

    def _blocks(self, hexes: gpd.GeoDataFrame) -> MapFile:
        counties = hexagon_counties(hexes)
        names = gpd.GeoDataFrame(
            {"label": [self._county_name(code) for code in counties.index]},
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

    def coverage_legend(
        self, *, approximate: bool, hexagons: bool, scenario: bool = False
    ) -> Mapping[str, Any]:
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
        return {"title": self._legend_title(scenario=scenario), "rows": rows, "notes": notes}

    def _legend_title(self, *, scenario: bool) -> str:
        return t("scenario.mark" if scenario else "map.legend", self.lang)

    # -- who gets there -------------------------------------------------------------------------

    def demand(self, points: pd.DataFrame) -> folium.FeatureGroup:
        """Where people start from, by how far they have it: filled, half, ring, broken ring.

        Parameters
        ----------
        points
            ``code, name, name_en, lon, lat, mark`` with ``mark`` one of :data:`DEMAND_MARKS`;
            those without a position are not drawn, very many of them gathered.
        """
        group = folium.FeatureGroup(name="demand")
        placed = gathered(points, "mark")
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
            Features(self._data(frame), marker=dot, on_each_feature=HOVER).add_to(group)
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
        x, y = self._shift(sites["lon"].to_numpy(), sites["lat"].to_numpy())
        self._add_pins(
            group,
            {
                "lon": x,
                "lat": y,
                "id": [None] * len(sites),
                "label": list(names_of(sites, self.lang).values()),
                "glyph": sites["number"].astype(str).to_list(),
                "colour": [_SITE] * len(sites),
                "chosen": [1 if n <= _NAMED_SITES else 2 for n in sites["number"]],
                "hollow": [0] * len(sites),
            },
        )
        return group

    def demand_legend(self, question: str, points: int = 0, sites: int = 0) -> Mapping[str, Any]:
        """What the marks of :meth:`demand` say in an answer about reach, fairness or siting.

        ``points``: how many there are; where they are gathered, it says so. ``sites``: how many
        numbered ones are drawn.
        """
        rows = []
        for mark in reversed(DEMAND_MARKS):
            if mark == "less" and question != "fairness":
                continue
            style = self._demand_style(mark)
            colour = style["fill_color" if mark == "within" else "color"]
            of = "reach" if question == "scenario" else question
            words = t(f"siting.mark_{of}_{mark}", self.lang)
            rows.append([f"demand-{mark}", colour, "", words])
        if sites:
            of = "action" if question == "scenario" else "new"
            rows.append(["dot", _SITE, "1", t(f"siting.mark_{of}", self.lang)])
        title = self._legend_title(scenario=question == "scenario")
        notes = [t("siting.mark_gathered", self.lang)] if points > DRAWN else []
        return {"title": title, "rows": rows, "notes": notes}


def _upper_edge(hexes: gpd.GeoDataFrame) -> shapely.Point:
    """Middle of the upper edge of a block of hexagons, between the tips of its top row."""
    bounds = hexes.geometry.bounds
    height = bounds["maxy"] - bounds["miny"]
    row = bounds[bounds["maxy"] > bounds["maxy"].max() - height.max() / 2]
    middle = (row["minx"].min() + row["maxx"].max()) / 2
    return shapely.Point(middle, row["maxy"].max() - height.max() / 8)
