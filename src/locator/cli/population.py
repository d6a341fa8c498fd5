"""Where the people of a city live, out of a raster or a table, kept in the data folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from locator.city import population_file
from locator.cli import FINE, as_json, site_of
from locator.cli.city import there
from locator.folders import told_if_unwritable
from locator.intake.sources.population import read_population
from locator.reach.demand import PEOPLE

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.wording.catalogue import Lang


def add(commands: Commands) -> None:
    """The command of this module."""
    text = commands.text
    population = commands.new("population", _population)
    population.add_argument(
        "file", type=Path, metavar="FILE.tif|.csv", help=text("cli.population_file")
    )
    population.add_argument("--source", required=True, help=text("cli.population_source"))
    population.add_argument("--year", type=int, required=True, help=text("cli.population_year"))
    population.add_argument("--people", choices=PEOPLE, default=PEOPLE[0], help=text("cli.people"))


def _population(args: argparse.Namespace, _lang: Lang) -> int:
    site = site_of(args)
    pack = site.city(args.pack).pack
    found = read_population(there(args.file), pack, args.source, args.year)
    file = population_file(site.settings.data, pack.city.code, args.people)
    with told_if_unwritable(file):
        found.save(file)
    as_json(
        {
            "file": str(file),
            "cells": len(found.people),
            "people": round(float(found.people.sum())),
            "of_known_town": round(float(found.people[found.town != ""].sum())),
            "source": found.source,
            "year": found.year,
        }
    )
    return FINE
