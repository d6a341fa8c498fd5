"""How many of everything a pack holds, and of what it still lacks: no fault, but each lack costs an
answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.pack.model import VenueRule

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


def missing(pack: CityPack) -> dict[str, int]:
    """How many of what are lacking, in the order in which to fill them in; without the zeros.

    ``outlines`` counts counties, ``points`` towns, ``population`` counties and towns, ``venues``
    kinds that the plan asks for, ``declarations`` pairs of a clause and a town or county whose
    list nobody has called complete; the others are 1.
    """
    units = pack.units[pack.units["counts"]]
    counties = units[units["level"] == "county"]
    towns = units[units["level"] == "town"]
    asked = {
        layer for rule in pack.requirements if isinstance(rule, VenueRule) for layer in rule.layers
    }
    found = {
        "villages": int(not (units["level"] == "village").any()),
        "outlines": int((~counties.index.isin(pack.outlines.index)).sum()),
        "points": int(towns["lon"].isna().sum()),
        "population": int(counties["population"].isna().sum() + towns["population"].isna().sum()),
        "places": int(pack.places.empty),
        "basemap": int(not pack.basemap),
        "plan": int(not pack.city.plan.name and not pack.city.fictional),
        "requirements": int(not pack.requirements),
        "venues": len(asked - set(pack.venues["layer"])),
        "declarations": int(bool(asked) and pack.reporting.empty),
    }
    return {name: n for name, n in found.items() if n}
