"""What is near a position, and where a name is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.cli import (
    DECIMALS,
    FINE,
    as_json,
    check_known,
    flat,
    listing,
    moment,
    rows,
    say,
    site_of,
)
from locator.exports import records
from locator.geo.datum import DATUMS, CityShape, check_position, convert
from locator.venues.search import near, when_open
from locator.wording.catalogue import Lang, t
from locator.wording.figures import way_text
from locator.wording.names import name_of

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.pack.model import CityPack


def add(commands: Commands) -> None:
    """The commands of this module."""
    text = commands.text
    nearest = commands.new("near", _near)
    nearest.add_argument("--lon", type=float, required=True, help=text("cli.lon"))
    nearest.add_argument("--lat", type=float, required=True, help=text("cli.lat"))
    nearest.add_argument("--datum", choices=DATUMS, default="wgs84", help=text("cli.datum"))
    nearest.add_argument("--radius", type=float, metavar="M", help=text("cli.radius"))
    nearest.add_argument("--limit", type=int, metavar="N", default=10, help=text("cli.limit"))
    nearest.add_argument(
        "--layer", action="append", metavar="CODE", default=[], help=text("cli.layer")
    )
    nearest.add_argument("--at", metavar="ISO-TIME", help=text("cli.at"))

    ask = commands.new("ask", _ask)
    ask.add_argument("text", metavar="TEXT", help=text("cli.ask_text"))
    ask.add_argument("--datum", choices=DATUMS, default="wgs84", help=text("cli.datum"))

    place = commands.new("place", _place)
    place.add_argument("text", metavar="TEXT", help=text("cli.text"))
    place.add_argument("--limit", type=int, metavar="N", default=10, help=text("cli.limit"))
    place.add_argument("--datum", choices=DATUMS, default="wgs84", help=text("cli.datum"))


def _near(args: argparse.Namespace, lang: Lang) -> int:
    city = site_of(args).city(args.pack)
    pack, walk = city.pack, city.walk
    check_known(args.layer, pack.catalogue.layers, "query.layer")
    check_position(args.lon, args.lat)
    lon, lat = (float(v) for v in convert(args.lon, args.lat, args.datum, "wgs84"))
    filters = when_open(args.at or "", moment(args.at), layers=tuple(args.layer))
    found = near(city.venues, walk, lon, lat, k=args.limit, radius_m=args.radius, filters=filters)
    outside = _km_outside(pack, lon, lat)
    if outside:
        say(t("cli.near_outside", lang, city=name_of(pack.city, lang), km=max(1, round(outside))))
    venues = records.located(found.located)
    unit_only = records.unit_only(found.unit_only)
    if args.format == "json":
        origin = {"lon": round(lon, DECIMALS), "lat": round(lat, DECIMALS)}
        as_json({"origin": origin, "venues": venues, "unit_only": unit_only})
        return FINE
    # On a terminal the hundreds without a position would bury the near ones.
    rows(venues if args.format == "table" else [*venues, *unit_only], records.LOCATED, args.format)
    say(way_text(walk, lang))
    if unit_only:
        say(t("cli.unit_only", lang, n=len(unit_only)))
    return FINE


def _ask(args: argparse.Namespace, _lang: Lang) -> int:
    answer = records.question(site_of(args).city(args.pack).asker.ask(args.text, args.datum))
    if args.format == "json":
        as_json(answer)
    else:
        pairs = [{"field": name, "value": value} for name, value in flat("", answer)]
        rows(pairs, ("field", "value"), args.format)
    return FINE


def _km_outside(pack: CityPack, lon: float, lat: float) -> float:
    """How far outside of the city a position lies, in kilometres; 0 within."""
    shape = CityShape(pack.outlines, pack.units, pack.city.metric_crs)
    metres = float(shape.distances([lon], [lat])[0])
    return metres / 1000 if metres > shape.doubt else 0.0


def _place(args: argparse.Namespace, _lang: Lang) -> int:
    places = site_of(args).city(args.pack).places.find(args.text, args.limit, args.datum)
    columns = ("name", "kind", "code", "lon", "lat", "score")
    found = [{name: getattr(place, name) for name in columns} for place in places]
    listing(found, columns, args.format)
    return FINE
