"""The parts of a map that are ours: data for its constant scripts (``assets/map.js``), encoded.

folium and streamlit-folium compile what they are given as Jinja templates, more than once, and
run it as JavaScript: a name like ``{{7*7}}`` would be evaluated on the server, ``${…}`` in the
browser. So every text is percent-encoded (:func:`encoded`) or base64 (:func:`packed`) on the way
in, which leaves nothing that a template, a script or markup could read, and decoded where it
becomes ``textContent``.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from branca.element import Element, MacroElement
from folium import GeoJson
from folium.utilities import JsCode
from jinja2 import Template

if TYPE_CHECKING:
    from locator.maps.files import MapFile


class _RenderedText(Element):
    """What an element has rendered: nothing to fill in, and so nothing to compile."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text.removesuffix("\n")

    def render(self, **_: object) -> str:
        """The text, as a template with nothing to fill in gives it."""
        return self._text


class RenderedOnce(MacroElement):
    """An element whose parts branca would compile as templates once more at every drawing."""

    def render(self, **kwargs: object) -> None:  # type: ignore[override] # as branca's own does
        """Put the parts into the figure; only what has something left to fill in is a template."""
        figure = self.get_root()
        for part in ("header", "html", "script"):
            macro = getattr(self._template.module, part, None)
            if macro is not None:
                text = macro(self, kwargs)
                marked = any(mark in text for mark in ("{{", "{%", "{#"))
                written = Element(text) if marked else _RenderedText(text)
                getattr(figure, part).add_child(written, name=self.get_name())
        for child in list(self._children.values()):
            child.render(**kwargs)


class Features(GeoJson, RenderedOnce):
    """Features of an answer, as folium draws them."""


def encoded(value: Any) -> Any:
    """A JSON value with every text in it percent-encoded, keys excepted."""
    if isinstance(value, str):
        return quote(value, safe="")
    if isinstance(value, Mapping):
        return {key: encoded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [encoded(inner) for inner in value]
    return value


def packed(value: Any) -> str:
    """A JSON value as base64 of its UTF-8: rows of many texts, which percents would treble."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")


HOVER, ORIGIN, BLOCK = (JsCode(f"llMap.{name}") for name in ("hover", "origin", "block"))


class Pins(RenderedOnce):
    """Points as glyphs in a feature group.

    ``data`` is ``{"corner": [lon, lat], "common", "looks": [[glyph, colour]], "rows": [[steps east
    and north of the corner, id or null, label, number of the look, chosen, hollow]]}``, in hundred
    thousandths of a degree; ``chosen`` is 1 with a name that stays, 2 without; ``common`` is how
    all ids begin, which rows leave out, as they do zeros at their end. Pins with an id that would
    lie on each other are one in the browser.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        llMap.pins({{ this._parent.get_name() }}, "{{ this.data }}");
        {% endmacro %}
    """)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Pins"
        self.data = packed(data)


class Units(RenderedOnce):
    """Units by status in a feature group.

    ``shapes`` is the file of ``{code: {"geometry", "at", "name", "approximate"}}``; ``data`` is
    ``{"styles", "symbols", "rows": [[code, status, tooltip]], "ring", "chosen"}``.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        llMap.units({{ this._parent.get_name() }}, {{ this.shapes }}, "{{ this.data }}");
        {% endmacro %}
    """)

    def __init__(self, shapes: MapFile, data: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Units"
        self.shapes, self.data = shapes.value, packed(data)


class Blocks(RenderedOnce):
    """Counties of a cartogram in a feature group: ``{"outlines", "names", "style"}`` in a file."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        llMap.blocks({{ this._parent.get_name() }}, {{ this.blocks }});
        {% endmacro %}
    """)

    def __init__(self, blocks: MapFile) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Blocks"
        self.blocks = blocks.value


class Legend(RenderedOnce):
    """A box in the map's lower left corner: swatches with texts, then notes.

    ``data`` is ``{"open", "title", "rows": [[kind, colour, symbol, text]], "notes": [text]}``.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        llMap.legend({{ this._parent.get_name() }}, {{ this.data|tojson }});
        {% endmacro %}
    """)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Legend"
        self.data = encoded(data)


class PaintedStreets(RenderedOnce):
    """Streets, water, green, buildings and names of vector tiles, painted in the browser.

    ``data`` is ``{"colours", "address", "nearest", "names", "towns"}``: where tiles are
    (``{z}/{x}/{y}``), the nearest zoom that has some, the properties that hold a name, the best
    first, and whether towns are named: a map of units names them itself. The layers are those
    of :mod:`locator.intake.sources.basemap`.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        (function () {
          const data = {{ this.data|tojson }};
          const of = (name) => decodeURIComponent(data.colours[name]);
          const wide = (metres) => (zoom) => Math.max(0.6, metres * 2 ** ((zoom - 15) * 0.8));
          const line = (layer, colour, metres, more) => ({
            dataLayer: layer,
            symbolizer: new protomapsL.LineSymbolizer({
              color: colour, width: (zoom) => wide(metres)(zoom) + more,
              lineCap: "round", lineJoin: "round",
            }),
          });
          const area = (layer, colour) => ({
            dataLayer: layer, symbolizer: new protomapsL.PolygonSymbolizer({fill: colour}),
          });
          const roads = [["path", 1], ["minor", 3], ["middle", 5], ["major", 7]];
          const named = (layer, size, colour, minzoom, along) => ({
            dataLayer: layer, minzoom,
            symbolizer: new protomapsL[along ? "LineLabelSymbolizer" : "CenteredTextSymbolizer"]({
              labelProps: data.names, fill: colour, stroke: of("halo"), width: 2,
              font: `${size}px "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`,
            }),
          });
          protomapsL.leafletLayer({
            url: decodeURIComponent(data.address), attribution: "", maxDataZoom: data.nearest,
            backgroundColor: of("ground"),
            paintRules: [
              area("green", of("green")), area("water", of("water")),
              line("stream", of("water"), 2, 0), area("building", of("building")),
              ...roads.map(([layer, metres]) => line(layer, of("kerb"), metres, 1.2)),
              ...roads.map(([layer, metres]) => line(layer, of("street"), metres, 0)),
            ],
            labelRules: [
              ...(data.towns ? [named("town", 14, of("ink"), 10)] : []),
              named("village", 12, of("county"), 12),
              named("hamlet", 12, of("county"), 14), named("major", 12, of("county"), 13, true),
              named("middle", 12, of("county"), 14, true),
              named("minor", 11, of("county"), 16, true), named("water", 12, of("accent"), 12),
              named("green", 11, of("county"), 15),
            ],
          }).addTo({{ this._parent.get_name() }});
        })();
        {% endmacro %}
    """)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "PaintedStreets"
        self.data = encoded(data)


class Ground(RenderedOnce):
    """What lies under every answer, and the map's own element: colours, hatch, names by zoom.

    ``data`` is ``{"colours", "label", "buttons", "bounds", "scale", "names_from",
    "stations_from"}``, ``buttons`` and ``scale`` in words, the latter null for no scale;
    ``layers`` the file of the ground: a list of ``{"data": FeatureCollection or the number of the
    layer that has it, "style": {…}, "label": class of the names or null}``, drawn in that order,
    none of them answering clicks; None for a blank one.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        llMap.ground({{ this._parent.get_name() }}, {{ this.data|tojson }}, {{ this.layers }});
        {% endmacro %}
    """)

    def __init__(self, data: Mapping[str, Any], layers: MapFile | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Ground"
        self.data = encoded(data)
        self.layers = layers.value if layers else "[]"
