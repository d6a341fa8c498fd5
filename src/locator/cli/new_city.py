"""A pack for another city."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from locator.cli import FINE, say
from locator.geo.datum import DATUMS
from locator.pack.new_city import make_city
from locator.wording.catalogue import Lang, t

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands


def add(commands: Commands) -> None:
    """The command of this module."""
    text = commands.text
    new = commands.name("new-city")
    new.set_defaults(command=_new_city)
    new.add_argument("code", metavar="CODE", help=text("cli.new_code"))
    new.add_argument(
        "--division", type=Path, metavar="DIR", required=True, help=text("cli.new_division")
    )
    new.add_argument(
        "--outlines", type=Path, metavar="FILE", required=True, help=text("cli.new_outlines")
    )
    new.add_argument("--out", type=Path, metavar="DIR", required=True, help=text("cli.new_out"))
    new.add_argument(
        "--plan", choices=("copy", "empty"), default="empty", help=text("cli.new_plan")
    )
    new.add_argument("--datum", choices=DATUMS, default="wgs84", help=text("cli.new_datum"))
    new.add_argument("--source", default="", help=text("cli.new_source"))
    new.add_argument("--licence", default="", help=text("cli.new_licence"))
    new.add_argument("--lang", default=commands.lang, help=text("cli.lang"))


def _new_city(args: argparse.Namespace, lang: Lang) -> int:
    make_city(
        args.out, args.code, args.division, args.outlines, plan=args.plan, datum=args.datum,
        source=args.source, licence=args.licence,
    )  # fmt: skip # the options
    say(t("cli.new_made", lang, folder=args.out))
    return FINE
