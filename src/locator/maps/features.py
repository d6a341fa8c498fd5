"""Frames of answers → features of a map, in its datum, with every text encoded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import folium
import numpy as np
import shapely

from locator.geo.datum import Datum, convert
from locator.maps.parts import HOVER, Features, Pins, encoded
from locator.style import PALETTES
from locator.wording.names import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    from folium.utilities import JsCode

    from locator.pack.model import CityPack
    from locator.settings import Settings
    from locator.wording.catalogue import Lang

_COORDINATE_DECIMALS = 5
_UNITS_A_DEGREE = 10**_COORDINATE_DECIMALS
#: No place is farther east.
_EAST = 180 * _UNITS_A_DEGREE
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


class FeatureMaker:
    """Adds frames to maps of one pack in one language and theme.

    Parameters
    ----------
    pack
        The city that is drawn.
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

    def view(self, lon: float, lat: float) -> tuple[float, float]:
        """A WGS-84 position as the map's centre: (lat, lon) in the map's datum."""
        x, y = self._shift(lon, lat)
        return float(y), float(x)

    def position(self, lat: float, lon: float) -> tuple[float, float]:
        """(lon, lat) in WGS-84 of a point that was clicked on the map."""
        x, y = convert(lon, lat, self._datum, "wgs84")
        return float(x), float(y)

    def _unit_name(self, code: str) -> str:
        unit = self.pack.units.loc[code]
        return name_of(unit, self.lang)

    def _short_name(self, code: str) -> str:
        return short_name(self._unit_name(code))

    def _county_name(self, code: str) -> str:
        """市 and 区 take little room, "District" does not."""
        return self._short_name(code) if self.lang == "en" else self._unit_name(code)

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
        # pandas 3.0.0 makes no record of a row without columns.
        records = records or [{}] * len(frame)
        return {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": encoded(properties), "geometry": json.loads(text)}
                for properties, text in zip(records, shapely.to_geojson(shapes), strict=True)
            ],
        }

    def _point(self, lon: float, lat: float, label: str) -> dict[str, Any]:
        """The same of one labelled position."""
        at = [round(float(axis), _COORDINATE_DECIMALS) for axis in self._shift(lon, lat)]
        geometry = {"type": "Point", "coordinates": at}
        properties = encoded({"label": label})
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        return {"type": "FeatureCollection", "features": [feature]}

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
        Features(
            self._data(frame),
            style_function=lambda _: dict(style),
            interactive=interactive,
            on_each_feature=HOVER if hover else None,
        ).add_to(parent)

    def _add_pins(self, parent: folium.FeatureGroup, columns: Mapping[str, Any]) -> None:
        """Points as glyphs: ``lon, lat`` of the map, ``id, label, glyph, colour, chosen,
        hollow``, in the order of :class:`Pins`; those without an id stand by themselves.
        """
        looks = list(zip(columns["glyph"], columns["colour"], strict=True))
        numbers = {look: n for n, look in enumerate(dict.fromkeys(looks))}
        # A tap sends hundreds: steps from the first one, and no zeros at the end of a row.
        steps, corner = [], []
        for axis in ("lon", "lat"):
            places = np.rint(np.asarray(columns[axis]) * _UNITS_A_DEGREE).astype(np.int64)
            corner.append(int(places.min(initial=_EAST)))
            steps.append((places - corner[-1]).tolist())
        common = _beginning([own for own in columns["id"] if own is not None])
        rows = []
        for number, (x, y) in enumerate(zip(*steps, strict=True)):
            own = columns["id"][number]
            own = own if own is None else own.removeprefix(common)
            row = [x, y, own, columns["label"][number], numbers[looks[number]]]
            flags = [int(columns[name][number]) for name in ("chosen", "hollow")]
            while flags and not flags[-1]:
                flags.pop()
            rows.append(row + flags)
        data = {"corner": corner, "common": common, "looks": list(numbers), "rows": rows}
        Pins(data).add_to(parent)

    def _add_points(
        self, parent: folium.Map | folium.FeatureGroup, frame: gpd.GeoDataFrame, label: JsCode
    ) -> None:
        """Invisible points that carry a permanent label."""
        if frame.empty:
            return
        dot = folium.CircleMarker(radius=0, stroke=False, fill=False, interactive=False)
        Features(self._data(frame), marker=dot, on_each_feature=label).add_to(parent)


def _beginning(texts: Sequence[str]) -> str:
    """How all of some texts begin; what lies between the first and the last begins as both do."""
    first, last = min(texts, default=""), max(texts, default="")
    differ = (n for n, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1])
    return first[: next(differ, min(len(first), len(last)))]


def short_name(name: str) -> str:
    """Name without the generic part, to fit on a map: 木渎 for 木渎镇."""
    for ending in _GENERIC:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name
