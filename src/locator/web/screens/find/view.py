"""What the Find page shows: its conditions and how much of its list, one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from locator import clock
from locator.hours.windows import PARTS, coming_day, only_day, windows_of
from locator.pack.model import LEVELS
from locator.venues.search import VenueQuery
from locator.web.parts import address, state
from locator.wording import listing
from locator.wording.labels import vocabulary

if TYPE_CHECKING:
    from locator.city import City
    from locator.venues.origin import Origin

RADII = (500, 1000, 2000, 5000, 10000)
TEXT_LENGTH = 40
#: Days of the week that are offered by themselves.
_WEEKEND = (5, 6)
#: Another question begins at the top of its list.
AGAIN = {"shown": (), "chosen": ()}
#: Names of the fields that are conditions of the search.
CONDITIONS = ("group", "on", "part", "layer", "county", "town", "for_", "topic", "within", "free",
              "open", "exact", "name", "at")  # fmt: skip # a table, a row a line


@dataclass(frozen=True, slots=True)
class FindView:
    """What of the Find page can be chosen; an address carries all but the last two.

    ``on``, ``part``, ``at`` and ``open`` are those of a :class:`~locator.hours.windows.ChosenTime`,
    ``shown`` how many cards of which sections, ``chosen`` venues that the map marks, ``unfolded``
    whether all filters are in sight.
    """

    group: tuple[str, ...] = ()
    on: str = ""
    part: str = ""
    layer: tuple[str, ...] = ()
    county: tuple[str, ...] = ()
    town: tuple[str, ...] = ()
    for_: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    within: int | None = None
    free: bool = False
    open: bool = False
    exact: bool = False
    name: str = ""
    at: datetime | None = None
    shown: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    unfolded: bool = False


def fields() -> dict[str, address.Field]:
    """How the address carries a view."""
    pack, former = state.current_city().pack, state.current_city().former
    codes = state.once(_unit_codes)
    return {
        "group": address.codes(pack.catalogue.groups),
        "on": address.Field("", lambda texts: coming_day(texts[0]), lambda day: [day]),
        "part": address.choice(PARTS, ""),
        "layer": address.codes(pack.catalogue.layers),
        "county": address.codes(codes["county"], former),
        "town": address.codes(codes["town"], former),
        "for": address.codes(vocabulary("audience")),
        "topic": address.codes(vocabulary("topic")),
        "within": address.number(RADII),
        "free": address.flag(),
        "open": address.flag(),
        "exact": address.flag(),
        "name": address.words(TEXT_LENGTH),
        "at": address.moment(),
        "shown": address.Field((), lambda x: tuple(x) if listing.cards_shown(x) else None, list),
    }


def _unit_codes(city: City) -> dict[str, frozenset[str]]:
    """Codes of units by level; none where a city has no unit of a level (东莞 has no counties)."""
    units = city.pack.units
    return {level: frozenset(units.index[units["level"] == level]) for level in LEVELS}


def current() -> FindView:
    """What is shown now."""
    return address.view(FindView)


def ask(**changed: object) -> None:
    """Ask another question."""
    address.change(FindView, **AGAIN, **changed)


def clear() -> None:
    """Give every condition up."""
    kept = current()
    ask(**{name: getattr(FindView(), name) for name in CONDITIONS}, unfolded=kept.unfolded)


def show_more(section: str) -> None:
    """Ten more cards of a section."""
    address.change(FindView, shown=tuple(listing.with_more(cards_shown(), section)))


def cards_shown() -> dict[str, int]:
    """How many cards of which sections were asked for beyond those that are there by themselves."""
    return listing.cards_shown(current().shown)


def days() -> dict[str, date]:
    """Today, tomorrow and the weekend to come, by how an address writes them."""
    today = clock.today()
    ahead = [0, 1, *((day - today.weekday()) % 7 for day in _WEEKEND)]
    coming = (today + timedelta(days=n) for n in sorted(set(ahead)))
    return {day.isoformat(): day for day in coming}


def chosen_day() -> date | None:
    """The one day that was asked for."""
    return only_day(current().on, clock.now())


def radius(origin: Origin | None) -> float | None:
    """Metres from the starting point that were asked for, None for the usual reach."""
    within = current().within
    return float(within) if within and origin is not None and origin.located else None


def query() -> VenueQuery:
    """What a venue must be."""
    pack, seen = state.current_city().pack, current()
    groups = [c for c, y in pack.catalogue.layers.items() if y.group in seen.group]
    layers = [c for c in seen.layer if not groups or c in groups] or groups
    towns = set(pack.towns(seen.county).index) if seen.town else set()
    return VenueQuery(
        layers=tuple(layers),
        counties=seen.county,
        units=tuple(code for code in seen.town if code in towns),
        audiences=seen.for_,
        topics=seen.topic,
        free_only=seen.free,
        open_at=seen.at or (clock.now() if seen.open else None),
        open_in=windows_of(seen.on, seen.part, clock.now()),
        precisions=("exact",) if seen.exact else (),
        text=seen.name.strip(),
    )
