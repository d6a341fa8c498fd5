"""What if: a scenario laid over a city, before and after."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from locator import clock
from locator.cli import FINE, as_json, rows, save, say, site_of
from locator.cli.city import scenario_named
from locator.cli.reach import network_of, query_of, query_options
from locator.exports import reach as records
from locator.reach.scenario import outcome
from locator.reach.scenario_file import scenario_json

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.wording.catalogue import Lang


def add(commands: Commands) -> None:
    """The command of this module."""
    text = commands.text
    command = commands.new("scenario", _scenario)
    command.add_argument("file", metavar="FILE", help=text("cli.scenario_file"))
    command.add_argument("--keep", metavar="WHO", help=text("cli.scenario_keep"))
    query_options(command, commands)
    command.add_argument("--out", type=Path, metavar="FILE.json", help=text("cli.scenario_out"))


def _scenario(args: argparse.Namespace, lang: Lang) -> int:
    city = site_of(args).city(args.pack)
    code = city.pack.city.code
    plan = scenario_named(args, city, args.file)
    after, misfits = city.what_if(plan)
    query = query_of(args) if args.layer or args.requirement else None
    found = outcome(plan, misfits, city, after, query, network_of(args))
    made = plan.made or clock.today().isoformat()
    whole = replace(plan, city=code, made=made, data_date=plan.data_date or city.pack.data_date)
    if args.out is not None:
        save(args.out, scenario_json(whole).encode())
    if args.keep:
        site_of(args).store.keep_scenario(whole, args.keep)
    answer = records.scenario(found, city.pack, lang)
    if args.format == "json":
        as_json(answer)
        return FINE
    for sentence in answer["sentences"]:
        say(sentence)
    rows(answer["verdicts"], ("requirement", "unit", "name", "before", "after"), args.format)
    return FINE
