"""The scripts inside a map: constant code of ours, and the one form in which text enters it.

folium and streamlit-folium compile what they are given as Jinja templates, more than once, and
run it as JavaScript: a name like ``{{7*7}}`` would be evaluated on the server, ``${…}`` in the
browser. So every text is percent-encoded on the way in (:func:`encoded`), which leaves nothing
that a template, a script or markup could read, and decoded where it becomes ``textContent``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import branca.element
from branca.element import MacroElement
from folium.utilities import JsCode
from jinja2 import Template


class _Rendered:
    """A text that was rendered already, which branca would compile once more at every drawing."""

    def __init__(self, text: str) -> None:
        self._text = text.removesuffix("\n")

    def render(self, **_: object) -> str:
        """The text, as a template with nothing to fill in gives it."""
        return self._text


def _template(text: str) -> Template | _Rendered:
    return Template(text) if any(mark in text for mark in ("{{", "{%", "{#")) else _Rendered(text)


branca.element.Template = _template  # type: ignore[assignment, attr-defined]


def encoded(value: Any) -> Any:
    """A JSON value with every text in it percent-encoded, keys excepted."""
    if isinstance(value, str):
        return quote(value, safe="")
    if isinstance(value, Mapping):
        return {key: encoded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [encoded(inner) for inner in value]
    return value


# bindTooltip takes an element: its text was set with textContent, so it is never parsed.
_LABEL = """function (feature, layer) {
  if (!feature.properties.label) return;
  const text = document.createElement("span");
  text.textContent = decodeURIComponent(feature.properties.label);
  layer.bindTooltip(text, %s);
}"""
HOVER = JsCode(_LABEL % '{sticky: true, className: "ll-tip"}')
ORIGIN = JsCode(
    _LABEL % '{permanent: true, direction: "top", offset: [0, -8], className: "ll-tip"}'
)
BLOCK = JsCode(
    _LABEL
    % '{permanent: true, interactive: false, direction: "center", className: "ll-name ll-block"}'
)
UNIT = JsCode("""function (feature, layer) {
  const p = feature.properties;
  const text = document.createElement("span");
  const symbol = document.createElement("b");
  const name = document.createElement("span");
  symbol.textContent = decodeURIComponent(p.symbol);
  name.textContent = decodeURIComponent(p.label);
  name.className = "ll-minor";
  text.append(symbol, name);
  layer.bindTooltip(text, {
    permanent: true, direction: "center", className: "ll-name ll-unit", interactive: false,
  });
}""")
VENUE = JsCode("""function (feature, layer) {
  const p = feature.properties;
  const label = decodeURIComponent(p.label);
  const icon = document.createElement("span");
  icon.className = "ll-pin" + (p.chosen ? " ll-chosen" : "") + (p.hollow ? " ll-hollow" : "");
  icon.style.setProperty("--colour", decodeURIComponent(p.colour));
  icon.textContent = decodeURIComponent(p.glyph);
  if (p.more) {
    const more = document.createElement("b");
    more.className = "ll-pin-more";
    more.textContent = p.more;
    icon.append(more);
  }
  const size = p.chosen ? 40 : 26;
  layer.setIcon(L.divIcon({html: icon, className: "ll-pin-box", iconSize: [size, size]}));
  layer.on("add", () => layer.getElement().setAttribute("aria-label", label));
  if (p.chosen) layer.setZIndexOffset(1000);
  const text = document.createElement("span");
  text.textContent = label;
  layer.bindTooltip(text, p.chosen
    ? {permanent: true, direction: "top", offset: [0, -20], className: "ll-tip ll-tip-chosen"}
    : {direction: "top", offset: [0, -12], className: "ll-tip"});
}""")


class Legend(MacroElement):
    """A box in the map's lower left corner: swatches with texts, then notes.

    ``data`` is ``{"open", "title", "rows": [[kind, colour, symbol, text]], "notes": [text]}``.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        (function () {
          const data = {{ this.data|tojson }};
          const control = L.control({position: "bottomleft"});
          control.onAdd = function () {
            const box = L.DomUtil.create("details", "ll-legend");
            box.open = data.open && window.innerWidth > 480;
            L.DomUtil.create("summary", "", box).textContent = decodeURIComponent(data.title);
            for (const [kind, colour, symbol, text] of data.rows) {
              const row = L.DomUtil.create("div", "ll-legend-row", box);
              const mark = L.DomUtil.create("span", "ll-swatch ll-swatch-" + kind, row);
              mark.style.setProperty("--colour", decodeURIComponent(colour));
              mark.textContent = decodeURIComponent(symbol);
              L.DomUtil.create("span", "", row).textContent = decodeURIComponent(text);
            }
            for (const note of data.notes) {
              L.DomUtil.create("div", "ll-legend-note", box).textContent = decodeURIComponent(note);
            }
            L.DomEvent.disableClickPropagation(box);
            return box;
          };
          control.addTo({{ this._parent.get_name() }});
        })();
        {% endmacro %}
    """)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Legend"
        self.data = encoded(data)


class PaintedStreets(MacroElement):
    """Streets, water, green, buildings and names of vector tiles, painted in the browser.

    ``data`` is ``{"colours", "address", "nearest", "names"}``: where tiles are (``{z}/{x}/{y}``),
    the nearest zoom that has some, and the properties that hold a name, the best first. The layers
    are those of :mod:`locator.intake.sources.basemap`.
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
              named("town", 14, of("ink"), 10), named("village", 12, of("county"), 12),
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


class Ground(MacroElement):
    """What lies under every answer, and the map's own element: colours, hatch, names by zoom.

    ``data`` is ``{"colours", "label", "bounds", "scale", "names_from", "stations_from"}``;
    ``layers`` the ground as JSON: a list of ``{"data": FeatureCollection or the number of the
    layer that has it, "style": {…}, "label": class of the names or null}``, drawn in that order,
    none of them answering clicks.
    On a touch screen the map pans with two fingers and leaves one to the page.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        (function () {
          const map = {{ this._parent.get_name() }};
          const data = {{ this.data|tojson }};
          const box = map.getContainer();
          for (const [name, value] of Object.entries(data.colours)) {
            box.style.setProperty("--ll-" + name, decodeURIComponent(value));
          }
          box.setAttribute("role", "application");
          box.setAttribute("aria-label", decodeURIComponent(data.label));
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
          stripe.setAttribute("fill", decodeURIComponent(data.colours.unreported));
          pattern.append(stripe);
          drawing.append(pattern);
          box.append(drawing);
          if (data.scale) L.control.scale({imperial: false, position: "bottomright"}).addTo(map);
          box.classList.toggle("ll-units", Boolean(data.bounds));
          const layers = {{ this.layers }};
          for (const layer of layers) {
            L.geoJSON(layers[layer.data] ? layers[layer.data].data : layer.data, {
              interactive: false, style: layer.style,
              pointToLayer: (feature, at) => L.circleMarker(at, layer.style),
              onEachFeature: layer.label && ((feature, shape) => {
                const text = document.createElement("span");
                text.textContent = decodeURIComponent(feature.properties.label);
                // Below the markers.
                shape.bindTooltip(text, {
                  permanent: true, interactive: false, pane: "shadowPane",
                  direction: layer.style.radius ? "right" : "center",
                  className: "ll-name " + layer.label,
                });
              }),
            }).addTo(map);
          }
          const zoomed = () => {
            box.classList.toggle("ll-near", map.getZoom() >= data.names_from);
            box.classList.toggle("ll-close", map.getZoom() >= data.stations_from);
          };
          map.on("zoomend", zoomed);
          zoomed();
          // The frame gets its width after the map was drawn, and answers are added later still:
          // the view has to be fitted then, and names to follow.
          const born = performance.now();
          let width = 0;
          const fit = () => {
            map.invalidateSize({pan: false});
            if (!data.bounds || width === box.clientWidth) return;
            if (width && performance.now() - born > 3000) return;
            width = box.clientWidth;
            // Room for the legend where there is some.
            map.fitBounds(data.bounds, {
              paddingTopLeft: [width > 700 ? 240 : 8, 16], paddingBottomRight: [8, 8],
              animate: false,
            });
          };
          let waiting = 0;
          const follow = () => {
            clearTimeout(waiting);
            waiting = setTimeout(() => map.eachLayer((layer) => {
              const label = layer.getTooltip && layer.getTooltip();
              if (label && label.options.permanent) label.update();
            }), 30);
          };
          map.on("layeradd viewreset zoomend resize", follow);
          new ResizeObserver(fit).observe(box);
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

    def __init__(self, data: Mapping[str, Any], layers: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Ground"
        self.data = encoded(data)
        self.layers = layers
