"""How many of everything a pack holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from locator.pack.model import CityPack


def counts(pack: CityPack) -> dict[str, int]:
    """Units by level, venues, those with a position, and the rows of every other table."""
    level = pack.units["level"]
    located = pack.venues["lon"].notna()
    return {
        "units": len(pack.units),
        **{name: int((level == name).sum()) for name in ("county", "town", "village")},
        "venues": len(pack.venues),
        "venues_with_position": int(located.sum()),
        "places": len(pack.places),
        "indicators": len(pack.indicators),
        "declarations": len(pack.reporting),
        "shares": len(pack.shares),
        "needs": len(pack.needs),
        "circles": len(pack.circles),
        "requirements": len(pack.requirements),
        "outlines": len(pack.outlines),
    }
