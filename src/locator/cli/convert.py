"""A position of one datum in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.cli import DECIMALS, FINE, as_json, rows
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


def _convert(asked: argparse.Namespace, _lang: Lang) -> int:
    check_position(asked.lon, asked.lat)
    lon, lat = convert(asked.lon, asked.lat, asked.source, asked.target)
    answer = {"lon": round(float(lon), DECIMALS), "lat": round(float(lat), DECIMALS)}
    if asked.format == "json":
        as_json(answer)
    else:
        rows([answer], ("lon", "lat"), asked.format)
    return FINE
