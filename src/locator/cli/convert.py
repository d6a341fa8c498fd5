"""A position of one datum in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.cli import DECIMALS, FINE, single
from locator.geo.datum import DATUMS, check_position, convert

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.wording.catalogue import Lang


def add(commands: Commands) -> None:
    """The command of this module."""
    text = commands.text
    change = commands.new("convert", _convert)
    change.add_argument(
        "--from", dest="source", choices=DATUMS, required=True, help=text("cli.from")
    )
    change.add_argument("--to", dest="target", choices=DATUMS, required=True, help=text("cli.to"))
    change.add_argument("lon", metavar="LON", type=float, help=text("cli.lon"))
    change.add_argument("lat", metavar="LAT", type=float, help=text("cli.lat"))


def _convert(args: argparse.Namespace, _lang: Lang) -> int:
    check_position(args.lon, args.lat)
    lon, lat = convert(args.lon, args.lat, args.source, args.target)
    single({"lon": round(float(lon), DECIMALS), "lat": round(float(lat), DECIMALS)}, args.format)
    return FINE
