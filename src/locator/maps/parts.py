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

import branca.element
from branca.element import MacroElement
from folium.utilities import JsCode
from jinja2 import Template

if TYPE_CHECKING:
    from locator.maps.files import MapFile


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


def packed(value: Any) -> str:
    """A JSON value as base64 of its UTF-8: rows of many texts, which percents would treble."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")


HOVER, ORIGIN, BLOCK = (JsCode(f"llMap.{name}") for name in ("hover", "origin", "block"))


class Pins(MacroElement):
    """Points as glyphs in a feature group.

    ``data`` is ``{"colours": [colour], "rows": [[lon, lat, id, label, glyph, number of the colour,
    how many or 0, chosen, hollow]]}``.
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


class Units(MacroElement):
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


class Blocks(MacroElement):
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


class Legend(MacroElement):
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


class Ground(MacroElement):
    """What lies under every answer, and the map's own element: colours, hatch, names by zoom.

    ``data`` is ``{"colours", "label", "bounds", "scale", "names_from", "stations_from"}``;
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
