"""What to give up where a search finds nothing, each with how many it would find then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.venues.courses import is_to_learn
from locator.venues.listing import listing

if TYPE_CHECKING:
    from datetime import datetime

    from locator.pack.model import CityPack
    from locator.venues.origin import Origin
    from locator.venues.search import VenueIndex, VenueQuery
    from locator.ways.network import Network


def remedies(
    pack: CityPack,
    index: VenueIndex,
    origin: Origin | None,
    query: VenueQuery,
    now: datetime,
    radius_m: float | None = None,
    network: Network | None = None,
) -> list[tuple[str, int]]:
    """What to give up where a listing counts nothing: a field, and how many it would count then.

    With a radius the name ``radius_m`` stands for giving up that. The most helpful comes first;
    what would not help is left out, and so is what nobody asked for.
    """
    found = [
        (name, listing(pack, index, origin, query.without(name), now, radius_m, network).counted)
        for name in query.active()
    ]
    if radius_m is not None:
        found.append(("radius_m", listing(pack, index, origin, query, now, None, network).counted))
    if is_to_learn(query) and len(query.active()) == 1 and origin is None:
        # Without the one thing that was asked for, there is everything: that answers nothing.
        return []
    return sorted([one for one in found if one[1]], key=lambda one: -one[1])
