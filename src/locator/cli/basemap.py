"""Streets, water, green, buildings and names of a city out of an extract, for under every map."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from locator.cli import FINE, as_json, site_of
from locator.folders import told_if_unwritable
from locator.intake.sources.basemap import make_tiles

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.wording.catalogue import Lang


def add(commands: Commands) -> None:
    """The command of this module."""
    basemap = commands.new("basemap", _basemap)
    basemap.add_argument(
        "file", type=Path, metavar="EXTRACT.osm.pbf", help=commands.text("cli.fetch_file")
    )


def _basemap(asked: argparse.Namespace, _lang: Lang) -> int:
    site = site_of(asked)
    file = site.streets.tiles_file(asked.pack)
    with told_if_unwritable(file):
        made = make_tiles(asked.file, site.city(asked.pack).pack, file)
    as_json({"file": str(file)} | asdict(made))
    return FINE
