"""Rounds of returns: open one, hand out its links, see how it stands, end it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from locator.cli import FINE, as_json, listing, rows, save, say, single, site_of
from locator.exports.returns import (
    STANDING,
    board_records,
    link_records,
    links_workbook,
    round_record,
)
from locator.problems import Problem, QueryError
from locator.publishing.rights import EVERYWHERE, Person
from locator.returns.contacts import forget_contacts
from locator.returns.links import links, renew, revoke
from locator.returns.review import STATES, board
from locator.returns.round import GRACE_DAYS, close_round, open_round, prolong, round_of, rounds
from locator.wording.catalogue import Lang, t

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.returns.round import Round

_ROUND = ("number", "title", "as_of", "deadline", "days_left", "units", "opened", "by", "closed")
_LINK = ("unit", "county", "name", "url")


def add(commands: Commands) -> None:
    """The commands of this module."""
    text = commands.text
    group = commands.group("round")

    begin = group.new("open", _open, "returns.help_open")
    begin.add_argument("--title", required=True, help=text("returns.help_title"))
    begin.add_argument(
        "--deadline", required=True, metavar="DATE", help=text("returns.help_deadline")
    )
    begin.add_argument("--as-of", default="", metavar="DATE", help=text("returns.help_as_of"))
    begin.add_argument(
        "--grace", type=int, default=GRACE_DAYS, metavar="DAYS", help=text("returns.help_grace")
    )
    begin.add_argument(
        "--unit", action="append", default=[], metavar="CODE", help=text("returns.help_units")
    )
    begin.add_argument(
        "--clause", action="append", default=[], metavar="ID", help=text("returns.help_clauses")
    )
    begin.add_argument("--like", type=int, metavar="N", help=text("returns.help_like"))
    begin.add_argument("--by", required=True, help=text("store.help_by"))

    group.new("list", _list, "returns.help_rounds")

    out = group.new("links", _links, "returns.help_links")
    out.add_argument("number", type=int, metavar="N", help=text("returns.help_number"))
    out.add_argument("--base", required=True, metavar="URL", help=text("returns.help_base"))
    out.add_argument("--out", type=Path, metavar="FILE.xlsx", help=text("returns.help_out"))
    out.add_argument("--revoke", metavar="CODE", default="", help=text("returns.help_revoke"))
    out.add_argument("--renew", metavar="CODE", default="", help=text("returns.help_renew"))
    out.add_argument("--by", default="", help=text("store.help_by"))

    status = group.new("status", _status, "returns.help_status")
    status.add_argument("number", type=int, metavar="N", help=text("returns.help_number"))
    status.add_argument("--state", choices=STATES, help=text("returns.help_state"))

    end = group.new("close", _close, "returns.help_close")
    end.add_argument("number", type=int, metavar="N", help=text("returns.help_number"))
    end.add_argument("--prolong", metavar="DATE", default="", help=text("returns.help_prolong"))
    end.add_argument("--by", required=True, help=text("store.help_by"))


def operator(name: str) -> Person:
    """Who works at the terminal of the installation: may change all of it."""
    return Person(name, frozenset({EVERYWHERE}))


def round_asked(args: argparse.Namespace, number: int) -> Round:
    """A round of the pack's own city: of another its units would read as dissolved.

    Raises
    ------
    QueryError
        There is none of that number, or it asks another city.
    """
    site = site_of(args)
    found = round_of(site, number)
    if found.city != site.city(args.pack).pack.city.code:
        asks = {"city": found.city}
        raise QueryError(
            Problem("error", "returns.round_elsewhere", value=str(number), params=asks)
        )
    return found


def _open(args: argparse.Namespace, _lang: Lang) -> int:
    like = None if args.like is None else round_asked(args, args.like)
    new = open_round(
        site_of(args),
        args.pack,
        person=operator(args.by),
        title=args.title,
        deadline=args.deadline,
        as_of=args.as_of,
        grace_days=args.grace,
        clauses=args.clause or (like.clauses if like else ()),
        units=args.unit or (like.units if like else ()),
    )
    single(round_record(new), args.format, _ROUND)
    return FINE


def _list(args: argparse.Namespace, _lang: Lang) -> int:
    listing([round_record(one) for one in rounds(site_of(args), args.pack)], _ROUND, args.format)
    return FINE


def _links(args: argparse.Namespace, lang: Lang) -> int:
    site, here = site_of(args), round_asked(args, args.number)
    if args.revoke:
        revoke(site, here.number, args.revoke, person=operator(args.by))
    if args.renew:
        renew(site, here.number, args.renew, person=operator(args.by))
    pack = site.city(args.pack).pack
    now = board(site, here)
    found = link_records(pack, here, links(site, here), now, args.base, lang)
    if args.out:
        save(args.out, links_workbook(pack, here, found, now, lang))
        say(t("returns.links_written", lang, n=len(found), file=args.out))
    if not args.out or args.format == "json":
        listing(found, _LINK, args.format)
    return FINE


def _status(args: argparse.Namespace, lang: Lang) -> int:
    site, here = site_of(args), round_asked(args, args.number)
    forget_contacts(site)
    found = board_records(site.city(args.pack).pack, here, board(site, here), lang)
    shown = [one for one in found if args.state in {None, one["state"]}]
    if args.format == "json":
        counts = {state: sum(one["state"] == state for one in found) for state in STATES}
        as_json({"round": round_record(here), "counts": counts, "units": shown})
    else:
        rows(shown, STANDING[:-1], args.format)
    return FINE


def _close(args: argparse.Namespace, _lang: Lang) -> int:
    site, who, here = site_of(args), operator(args.by), round_asked(args, args.number)
    here = (
        prolong(site, here.number, args.prolong, person=who)
        if args.prolong
        else close_round(site, here.number, person=who)
    )
    single(round_record(here), args.format, _ROUND)
    return FINE
