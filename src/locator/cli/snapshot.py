"""Snapshots: take one, list them, compare two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.cli import FINE, as_json, listing, rows, say, single, site_of
from locator.coverage.compare import compare
from locator.wording.catalogue import Lang, t
from locator.wording.changes import comparison_record, definition_text, snapshot_record, unit_text

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands

_LIST = ("name", "at", "by", "note", "venues", "declarations", "requirements", "checksum")
_MOVES = ("requirement", "unit", "name", "before", "after", "why")


def add(commands: Commands) -> None:
    """The commands of this module."""
    text = commands.text
    group = commands.group("snapshot")

    create = group.new("create", _create, "store.help_create")
    create.add_argument("--by", required=True, help=text("store.help_by"))
    create.add_argument("--note", default="", help=text("store.help_note"))

    group.new("list", _list, "store.help_list")

    comparing = group.new("compare", _compare, "store.help_compare")
    comparing.add_argument("one", metavar="A", help=text("store.help_name"))
    comparing.add_argument("other", metavar="B", help=text("store.help_name"))


def _create(args: argparse.Namespace, _lang: Lang) -> int:
    taken = snapshot_record(site_of(args).snapshots.take(args.pack, by=args.by, note=args.note))
    single(taken, args.format, _LIST)
    return FINE


def _list(args: argparse.Namespace, _lang: Lang) -> int:
    listing(
        [snapshot_record(one) for one in site_of(args).snapshots.of(args.pack)], _LIST, args.format
    )
    return FINE


def _compare(args: argparse.Namespace, lang: Lang) -> int:
    site = site_of(args)
    pack = site.city(args.pack).pack
    one, other = (site.snapshots.named(args.pack, name) for name in (args.one, args.other))
    found = compare(one, other, pack.successors)
    answer = comparison_record(found, pack, lang)
    if args.format == "json":
        as_json(answer)
        return FINE
    moves = [
        {
            **move,
            "before": t(f"coverage.status_{move['before']}", lang),
            "after": t(f"coverage.status_{move['after']}", lang),
            "why": " ".join(cause["text"] for cause in move["causes"]),
        }
        for move in answer["moves"]
    ]
    rows(moves, _MOVES, args.format)
    for definition in found.definitions:
        say(definition_text(definition, pack, lang))
    for change in found.units:
        say(unit_text(change, pack, lang))
    say(
        t(
            "store.compared",
            lang,
            older=found.older.name,
            newer=found.newer.name,
            n=len(moves),
            new=len(found.new_venues),
            lost=len(found.lost_venues),
        )
    )
    return FINE
