"""Checking a pack: everything that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator import clock
from locator.cli import FINE, PROBLEMS, as_json, rows, say, site_of
from locator.exports import records
from locator.hours.state import calendar_problems
from locator.pack.counts import counts, missing
from locator.wording.catalogue import Lang, t
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from locator.cli import Commands
    from locator.exports.records import Record
    from locator.problems import Problem

#: Of the same said of many lines of a file so many are shown.
_SHOWN = 3


def add(commands: Commands) -> None:
    """The command of this module."""
    check = commands.new("check", _check)
    check.add_argument("--strict", action="store_true", help=commands.text("cli.strict"))


def _few(found: list[Record], problems: Iterable[Problem], lang: Lang) -> list[Record]:
    """What a person reads: of the same said of many lines of a file the first few."""
    alike: dict[tuple[object, ...], list[Record]] = {}
    for problem, record in zip(problems, found, strict=True):
        cause = (problem.key, problem.severity, problem.file, problem.column)
        alike.setdefault(cause, []).append(record)
    shown: list[Record] = []
    for same in alike.values():
        shown += same[:_SHOWN]
        if (n := len(same) - _SHOWN) > 0:
            more = {"row": None, "value": "", "message": t("cli.more_alike", lang, n=n)}
            shown.append({**same[0], **more})
    return shown


def _check(args: argparse.Namespace, lang: Lang) -> int:
    pack, problems = site_of(args).check(args.pack)
    found = records.problems(problems, lang)
    # The calendar is the program's, not the pack's: said, but no fault of what was checked.
    for problem in calendar_problems(clock.today()):
        say(problem_text(problem, lang))
    counted = counts(pack) if pack else {}
    lacking = missing(pack) if pack else {}
    for name, n in lacking.items():
        say(t(f"cli.missing_{name}", lang, n=n))
    if args.format == "json":
        as_json({"problems": found, "counts": counted, "missing": lacking})
    else:
        columns = ("severity", "file", "row", "column", "value", "message")
        rows(_few(found, problems, lang) if args.format == "table" else found, columns, args.format)
        say(
            t(
                "cli.checked" if pack else "cli.unreadable",
                lang,
                n=len(found),
                counts=", ".join(f"{name} {n}" for name, n in counted.items()),
            )
        )
    # A warning is a doubt, the pack is used with it: a script goes on unless it says otherwise.
    severities = {"error", "warning"} if args.strict else {"error"}
    return PROBLEMS if any(problem.severity in severities for problem in problems) else FINE
