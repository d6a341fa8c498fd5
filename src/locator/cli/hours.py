"""What a text about opening hours means, and whether it says open at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator import clock
from locator.cli import FINE, moment, say, single
from locator.clock import is_date
from locator.exports import records
from locator.hours.state import state_at, state_on
from locator.hours.text import parse
from locator.problems import Problem, QueryError
from locator.wording.catalogue import t

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.hours.sun import Point
    from locator.wording.catalogue import Lang


def add(commands: Commands) -> None:
    """The command of this module."""
    hours = commands.new("hours", _hours)
    text = commands.text
    hours.add_argument("text", metavar="TEXT", help=text("cli.hours_text"))
    hours.add_argument("--at", metavar="ISO-TIME", help=text("cli.hours_at"))
    hours.add_argument("--lon", type=float, help=text("cli.hours_lon"))
    hours.add_argument("--lat", type=float, help=text("cli.lat"))


def _hours(args: argparse.Namespace, lang: Lang) -> int:
    when, point = moment(args.at), _point(args.lon, args.lat)
    if when and args.at and is_date(args.at):
        state = state_on(args.text, when.date(), point)
    else:
        state = state_at(args.text, when or clock.now(), point)
    single(records.hours(state), args.format)
    if point is None and parse(args.text).by_sun:
        say(t("cli.hours_by_sun", lang))
    return FINE


def _point(lon: float | None, lat: float | None) -> Point:
    """Where the house stands; None where nothing is said of it.

    Raises
    ------
    QueryError
        One of the two is missing, or out of range.
    """
    if lon is None and lat is None:
        return None
    if lon is None or lat is None:
        raise QueryError(Problem("error", "query.half_position"))
    from locator.geo.datum import check_position  # noqa: PLC0415 - only where a place is told

    check_position(lon, lat)
    return lon, lat
