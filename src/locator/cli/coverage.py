"""Where coverage stands, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.cli import check_known, site_of
from locator.cli.writing import FINE, as_json, flat, listing, rows
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
    coverage.add_argument("--county", metavar="CODE", default="", help=text("cli.county"))
    coverage.add_argument("--status", choices=STATUSES, default="", help=text("cli.status"))

    reason = commands.new("explain", _explain)
    reason.add_argument("unit", metavar="UNIT", help=text("cli.unit"))
    reason.add_argument("requirement", metavar="REQUIREMENT", help=text("cli.requirement"))


def _coverage(asked: argparse.Namespace, _lang: Lang) -> int:
    pack = site_of(asked).city(asked.pack).pack
    check_known(asked.requirement, {r.id: r for r in pack.requirements}, "explain.no_requirement")
    check_known([asked.county] if asked.county else [], pack.counties.index, "query.county")
    verdicts = narrow(
        site_of(asked).city(asked.pack).verdicts, pack, asked.county, "", asked.status
    )
    if asked.requirement:
        verdicts = verdicts[verdicts["requirement"].isin(asked.requirement)]
    columns = ("requirement", "unit", "name", "status", "have", "need", "short")
    listing(records.verdicts(verdicts), columns, asked.format)
    return FINE


def _explain(asked: argparse.Namespace, lang: Lang) -> int:
    city = site_of(asked).city(asked.pack)
    found = explain(city.pack, city.verdicts, asked.unit, asked.requirement)
    answer = records.explanation(found, city.pack, lang)
    if asked.format == "json":
        as_json(answer)
    else:
        pairs = [{"field": name, "value": text} for name, text in flat("", answer)]
        rows(pairs, ("field", "value"), asked.format)
    return FINE
