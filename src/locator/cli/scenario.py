"""What if: a scenario laid over a city, before and after."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from locator import clock
from locator.cli import site_of
from locator.cli.reach import asked_network, asked_query, query_options, text_of
from locator.cli.writing import FINE, as_json, rows, save, say
from locator.exports import reach as records
from locator.problems import LocatorError, Problem, QueryError
from locator.reach.scenario import outcome
from locator.reach.scenario_file import read_scenario, scenario_json

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.reach.scenario import Scenario
    from locator.wording.catalogue import Lang


def add(commands: Commands) -> None:
    """The command of this module."""
    text = commands.text
    command = commands.new("scenario", _scenario)
    command.add_argument(
        "file", type=Path, metavar="FILE", nargs="?", help=text("cli.scenario_file")
    )
    command.add_argument("--kept", metavar="NAME", help=text("cli.scenario_kept"))
    command.add_argument("--keep", metavar="WHO", help=text("cli.scenario_keep"))
    query_options(command, commands)
    command.add_argument("--out", type=Path, metavar="FILE.json", help=text("cli.scenario_out"))


def _given(asked: argparse.Namespace, city: str) -> Scenario:
    """The scenario of the file, or the one of a name that the site keeps."""
    if asked.file is not None:
        return read_scenario(text_of(asked.file), asked.file.name)
    kept = {one.scenario.name: one.scenario for one in site_of(asked).store.scenarios(city)}
    if asked.kept not in kept:
        params = {"known": ", ".join(kept)}
        raise QueryError(
            Problem("error", "scenario.none_kept", value=asked.kept or "", params=params)
        )
    return kept[asked.kept]


def _scenario(asked: argparse.Namespace, lang: Lang) -> int:
    city = site_of(asked).city(asked.pack)
    code = city.pack.city.code
    given = _given(asked, code)
    if given.city not in {"", code}:
        params = {"city": code}
        raise LocatorError(Problem("error", "scenario.other_city", value=given.city, params=params))
    after, misfits = city.what_if(given)
    query = asked_query(asked) if asked.layer or asked.requirement else None
    found = outcome(given, misfits, city, after, query, asked_network(asked))
    made = given.made or clock.today().isoformat()
    whole = replace(given, city=code, made=made, data_date=given.data_date or city.pack.data_date)
    if asked.out is not None:
        save(asked.out, scenario_json(whole).encode())
    if asked.keep:
        site_of(asked).store.keep_scenario(whole, asked.keep)
    answer = records.scenario(found, city.pack, lang)
    if asked.format == "json":
        as_json(answer)
        return FINE
    for sentence in answer["sentences"]:
        say(sentence)
    rows(answer["verdicts"], ("requirement", "unit", "name", "before", "after"), asked.format)
    return FINE
