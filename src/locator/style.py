"""What every drawing shares: symbols of the statuses, colours, the mark of invented data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


#: Of every sheet, map and file of an invented city, the same in both languages: a mark, not a
#: sentence.
WATERMARK = "虚构示例 FICTIONAL DEMO"

#: Beside its colour, never colour alone.
SYMBOLS: Mapping[str, str] = {"met": "●", "gap": "▲", "unreported": "○"}


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
    green: str
    street: str
    kerb: str
    building: str


PALETTES: Mapping[str, Palette] = {
    "light": Palette("#F4F2EC", "#CFE3EA", "#5B6870", "#1F2A30", "#FBFAF7",
                     "#1B7F79", "#C2412D", "#9AA3A7", "#1B7F79",
                     "#E2EBDC", "#FFFFFF", "#D5D1C6", "#E8E4DA"),
    "dark": Palette("#1B2226", "#22414C", "#8A979E", "#E6EAE8", "#14191C",
                    "#5CC2B8", "#E8735F", "#7C878C", "#5CC2B8",
                    "#1F2E28", "#3A474E", "#12171A", "#232C31"),
}  # fmt: skip # a table, a row a line
