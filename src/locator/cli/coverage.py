"""Where coverage stands, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.cli import FINE, as_json, check_known, flat, listing, rows
from locator.cli.city import city_of, marked, scenario_option
from locator.coverage.explain import explain
from locator.coverage.tables import narrow
from locator.exports import records
from locator.pack.model import STATUSES

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.wording.catalogue import Lang


def add(commands: Commands) -> None:
    """The commands of this module."""
    text = commands.text
    coverage = commands.new("coverage", _coverage)
    coverage.add_argument(
        "--requirement", action="append", metavar="ID", default=[], help=text("cli.requirement")
    )
    scenario_option(coverage, commands)
    coverage.add_argument("--county", metavar="CODE", default="", help=text("cli.county"))
    coverage.add_argument("--status", choices=STATUSES, default="", help=text("cli.status"))

    reason = commands.new("explain", _explain)
    reason.add_argument("unit", metavar="UNIT", help=text("cli.unit"))
    scenario_option(reason, commands)
    reason.add_argument("requirement", metavar="REQUIREMENT", help=text("cli.requirement"))


def _coverage(args: argparse.Namespace, lang: Lang) -> int:
    city = city_of(args, lang)
    pack = city.pack
    check_known(args.requirement, {r.id: r for r in pack.requirements}, "explain.no_requirement")
    check_known([args.county] if args.county else [], pack.counties.index, "query.county")
    verdicts = narrow(city.verdicts, pack, args.county, "", args.status)
    if args.requirement:
        verdicts = verdicts[verdicts["requirement"].isin(args.requirement)]
    columns = ("requirement", "unit", "name", "status", "have", "need", "short")
    found = [marked(one, city, lang) for one in records.verdicts(verdicts)]
    listing(found, columns if city.scenario is None else ("mark", *columns), args.format)
    return FINE


def _explain(args: argparse.Namespace, lang: Lang) -> int:
    city = city_of(args, lang)
    found = explain(city.pack, city.verdicts, args.unit, args.requirement)
    answer = marked(records.explanation(found, city.pack, lang), city, lang)
    if args.format == "json":
        as_json(answer)
    else:
        pairs = [{"field": name, "value": text} for name, text in flat("", answer)]
        rows(pairs, ("field", "value"), args.format)
    return FINE
