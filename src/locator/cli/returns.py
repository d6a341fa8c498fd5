"""Returns that units sent: list them, see what one would change, accept it or send it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.cli import FINE, PROBLEMS, listing, say, single, site_of
from locator.cli.lists import show_import
from locator.cli.round import operator, round_asked
from locator.exports.returns import STANDING, board_records
from locator.returns.review import accept, board, read_returns, send_back, without_doubt
from locator.wording.catalogue import Lang, t

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands


def add(commands: Commands) -> None:
    """The commands of this module."""
    text = commands.text
    group = commands.group("returns")

    every = group.new("list", _list, "returns.help_list")
    every.add_argument("number", type=int, metavar="N", help=text("returns.help_number"))

    one = group.new("show", _show, "returns.help_show")
    take = group.new("accept", _accept, "returns.help_accept")
    back = group.new("send-back", _send_back, "returns.help_send_back")
    for command in (one, take, back):
        command.add_argument("number", type=int, metavar="N", help=text("returns.help_number"))
    for command in (one, back):
        command.add_argument("unit", metavar="CODE", help=text("returns.help_unit"))
    take.add_argument("units", nargs="*", metavar="CODE", help=text("returns.help_accepted"))
    take.add_argument(
        "--card", action="append", default=[], metavar="ID", help=text("returns.help_card")
    )
    take.add_argument("--warnings-seen", action="store_true", help=text("returns.help_warnings"))
    for command in (take, back):
        command.add_argument("--by", required=True, help=text("store.help_by"))
        command.add_argument("--why", default="", help=text("store.help_why"))


def _list(args: argparse.Namespace, lang: Lang) -> int:
    site, here = site_of(args), round_asked(args, args.number)
    found = board_records(site.city(args.pack).pack, here, board(site, here), lang)
    listing([one for one in found if one["receipt"]], STANDING[:-1], args.format)
    return FINE


def _show(args: argparse.Namespace, lang: Lang) -> int:
    site = site_of(args)
    read = read_returns(site, round_asked(args, args.number), [args.unit])
    show_import(read.result, site.city(args.pack).pack, args.format, lang)
    return PROBLEMS if any(p.severity == "error" for p in read.result.problems) else FINE


def _accept(args: argparse.Namespace, lang: Lang) -> int:
    site = site_of(args)
    here = round_asked(args, args.number)
    read = (
        read_returns(site, here, args.units, args.card)
        if args.units
        else without_doubt(site, here, here.units)
    )
    entry = None
    if read is None:
        say(t("returns.none_clear", lang))
    else:
        entry = accept(
            site,
            here.number,
            read,
            person=operator(args.by),
            why=args.why,
            warnings_seen=args.warnings_seen,
        )
    waiting = [unit for unit, now in board(site, here).items() if now.state == "sent"]
    record = {
        "units": list(read.units) if read else [],
        "entry": entry.number if entry else None,
        "rows": entry.rows if entry else 0,
        "waiting": waiting,
    }
    single(record, args.format)
    # What waits and cannot be taken unseen is for a person.
    return PROBLEMS if read is None and waiting else FINE


def _send_back(args: argparse.Namespace, lang: Lang) -> int:
    site = site_of(args)
    here = round_asked(args, args.number)
    one = send_back(site, here.number, args.unit, args.why, person=operator(args.by))
    found = board_records(site.city(args.pack).pack, here, {one.unit: one}, lang)
    listing(found, STANDING[:-1], args.format)
    return FINE
