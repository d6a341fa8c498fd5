"""What a pack still lacks: no fault, but each lack costs an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.pack.model import VenueRule

if TYPE_CHECKING:
    from locator.pack.model import CityPack


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
