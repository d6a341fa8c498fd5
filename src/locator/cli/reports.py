"""Reports: the slides, document, workbook or PDF that the meeting page hands out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from locator.cli import FINE, as_json, save, say, site_of
from locator.cli.city import bytes_of, city_of, scenario_option
from locator.reports.building.build import build
from locator.reports.content.choices import DRAWINGS, Choices, MapChoice, read_choices
from locator.reports.files import KINDS
from locator.returns.response import newest_round, response
from locator.wording.catalogue import Lang, t

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping

    from locator.cli import Commands
    from locator.reports.content.region import RegionReport
    from locator.reports.content.report import Report


def add(commands: Commands) -> None:
    """The commands of this module."""
    text = commands.text
    report = commands.new("report", _report)
    report.add_argument("--kind", choices=tuple(KINDS), required=True, help=text("cli.report_kind"))
    report.add_argument(
        "--out", type=Path, metavar="FILE", required=True, help=text("cli.report_out")
    )
    scenario_option(report, commands)
    report.add_argument("--scope", metavar="CODE", help=text("cli.report_scope"))
    report.add_argument("--choices", type=Path, metavar="FILE", help=text("cli.report_choices"))
    report.add_argument(
        "--requirement",
        action="append",
        metavar="ID",
        default=[],
        help=text("cli.report_requirement"),
    )
    report.add_argument(
        "--drawing", choices=DRAWINGS, default=DRAWINGS[0], help=text("cli.report_drawing")
    )


def _report(args: argparse.Namespace, lang: Lang) -> int:
    site = site_of(args)
    here = city_of(args, lang)
    choices = _choices(args, here.pack.city.code)
    approval = site.settings.map_approval
    newest = newest_round(site, args.pack)
    report = build(
        here,
        choices,
        args.lang,
        approval,
        site.snapshots.of(args.pack),
        site.settings.compared_from,
        response(site, args.pack, newest) if newest else None,
        site.streets.network(args.pack),
    )
    hand_out(args, lang, report, {"scope": choices.scope}, report.absent)
    if report.absent:
        say(t("cli.report_absent", lang, ids=", ".join(report.absent)))
    return FINE


def hand_out(
    args: argparse.Namespace,
    lang: Lang,
    report: Report | RegionReport,
    about: Mapping[str, str],
    absent: Iterable[str],
) -> None:
    """Write the file of a report and say so; ``about`` names what the report is on."""
    content = KINDS[args.kind].make(report)
    save(args.out, content)
    if args.format == "json":
        written = {"file": str(args.out), "bytes": len(content), **about}
        as_json(written | {"checksum": report.head.checksum, "absent": list(absent)})
    say(t("cli.report_written", lang, file=args.out, title=report.head.title))


def _choices(args: argparse.Namespace, city: str) -> Choices:
    """Choices of the file, with scope and maps of the command line where it names them."""
    choices = Choices()
    if args.choices:
        choices = read_choices(bytes_of(args.choices), str(args.choices))
    if args.scope is not None:
        # The city's own code is the whole city, as everywhere else.
        choices = replace(choices, scope="" if args.scope == city else args.scope)
    if args.requirement:
        maps = tuple(MapChoice(one, args.drawing) for one in args.requirement)
        choices = replace(choices, maps=maps)
    return choices
