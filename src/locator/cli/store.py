"""The log of published changes: read it, take an entry back, take it all away, bring it back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from locator.cli import FINE, PROBLEMS, as_json, listing, rows, say, single, site_of
from locator.exports import records
from locator.pack.rows import differing
from locator.problems import Problem, QueryError
from locator.store.backup import export_pack
from locator.wording.catalogue import Lang, t

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.exports.records import Record
    from locator.pack.change import RowChange
    from locator.store.model import Entry

_ENTRY = ("number", "kind", "at", "by", "why", "source", "sha256", "undoes", "rows")
_CHANGE = ("file", "key", "column", "before", "after")


def add(commands: Commands) -> None:
    """The commands of this module."""
    text = commands.text
    store = commands.group("store")

    log = store.new("log", _log, "store.help_log")
    log.add_argument("--entry", type=int, metavar="N", help=text("store.help_entry"))

    back = store.new("undo", _undo, "store.help_undo")
    back.add_argument("number", type=int, metavar="NUMBER", help=text("store.help_number"))
    back.add_argument("--by", required=True, help=text("store.help_by"))
    back.add_argument("--why", required=True, help=text("store.help_why"))

    export = store.new("export", _export, "store.help_export")
    export.add_argument("--out", type=Path, metavar="DIR", help=text("store.help_out"))
    export.add_argument("--log", type=Path, metavar="FILE", help=text("store.help_backup"))

    store.new("verify", _verify, "store.help_verify")

    restore = store.new("restore", _restore, "store.help_restore")
    restore.add_argument("file", type=Path, metavar="FILE", help=text("store.help_file"))


def _log(args: argparse.Namespace, _lang: Lang) -> int:
    site = site_of(args)
    log = site.history(args.pack)
    if args.entry is None:
        listing([entry_record(one) for one in log], _ENTRY, args.format)
        return FINE
    if not any(one.number == args.entry for one in log):
        params = {"head": len(log)}
        raise QueryError(Problem("error", "store.no_entry", value=str(args.entry), params=params))
    found = [cell for one in site.changes(args.pack, args.entry) for cell in _cells(one)]
    listing(found, _CHANGE, args.format)
    return FINE


def _undo(args: argparse.Namespace, lang: Lang) -> int:
    entry = site_of(args).undo(args.pack, args.number, by=args.by, why=args.why)
    single(entry_record(entry), args.format)
    say(t("store.undone", lang, number=args.number, entry=entry.number))
    return FINE


def _export(args: argparse.Namespace, _lang: Lang) -> int:
    if args.out is None and args.log is None:
        raise QueryError(Problem("error", "store.export_what"))
    done: Record = {}
    if args.out is not None:
        found = site_of(args).city(args.pack)
        files = export_pack(found.pack.path, found.laid, args.out)
        done |= {
            "out": str(args.out),
            "files": len(files),
            "head": found.head,
            "checksum": found.pack.checksum,
        }
    if args.log is not None:
        done |= {"log": str(args.log), "rows": site_of(args).store.back_up(args.log)}
    single(done, args.format)
    return FINE


def _verify(args: argparse.Namespace, lang: Lang) -> int:
    site = site_of(args)
    store = site.store
    problems = store.verify()
    state = site.state(args.pack)
    problems.extend(state.failure.problems if state.failure else ())
    if state.usable:
        aside = site.city(args.pack).set_aside
        problems.extend(doubt for one in aside for doubt in one.doubts)
    found = records.problems(problems, lang)
    digests = store.digests()
    if args.format == "json":
        as_json({"problems": found, "digests": digests})
    else:
        rows(found, ("severity", "file", "row", "column", "value", "message"), args.format)
        say(t("store.verified", lang, n=len(found), name=store.name))
        for city, digest in digests.items():
            say(f"{city} {digest}")
    return PROBLEMS if found else FINE


def _restore(args: argparse.Namespace, _lang: Lang) -> int:
    store = site_of(args).store
    single({"store": store.name, "rows": store.restore(args.file)}, args.format)
    return FINE


def entry_record(entry: Entry) -> Record:
    """An entry as its columns: number, kind, at, by, why, source, sha256, undoes, rows."""
    source = entry.source
    record = asdict(entry) | {
        "source": source.name if source else None,
        "sha256": source.sha256 if source else None,
    }
    return {name: record[name] for name in _ENTRY}


def _cells(change: RowChange) -> list[Record]:
    """One record a cell that differs; a row that comes or goes has all that are filled."""
    before, after = change.before or {}, change.after or {}
    return [
        {
            "file": change.file,
            "key": change.key,
            "column": column,
            "before": before.get(column, ""),
            "after": after.get(column, ""),
        }
        for column in differing(change.file, before, after)
    ]
