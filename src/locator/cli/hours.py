"""What a text about opening hours means, and whether it says open at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator import clock
from locator.cli import FINE, moment, single
from locator.clock import is_date
from locator.exports import records
from locator.hours.state import state_at, state_on

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.wording.catalogue import Lang


def add(commands: Commands) -> None:
    """The command of this module."""
    hours = commands.new("hours", _hours)
    hours.add_argument("text", metavar="TEXT", help=commands.text("cli.hours_text"))
    hours.add_argument("--at", metavar="ISO-TIME", help=commands.text("cli.hours_at"))


def _hours(args: argparse.Namespace, _lang: Lang) -> int:
    when = moment(args.at)
    if when and args.at and is_date(args.at):
        state = state_on(args.text, when.date())
    else:
        state = state_at(args.text, when or clock.now())
    single(records.hours(state), args.format)
    return FINE
