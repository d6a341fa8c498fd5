"""A city's streets out of an OpenStreetMap extract, kept in the data folder.

As a network to walk on, and with water, green, buildings and names as tiles under every map.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from locator.cli import FINE, as_json, site_of
from locator.cli.city import there
from locator.folders import told_if_unwritable
from locator.intake.sources.basemap import make_tiles
from locator.intake.sources.streets import read_streets

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.wording.catalogue import Lang


def add(commands: Commands) -> None:
    """The commands of this module."""
    for name, run in (("network", _network), ("basemap", _basemap)):
        commands.new(name, run).add_argument(
            "file", type=Path, metavar="EXTRACT.osm.pbf", help=commands.text("cli.fetch_file")
        )


def _network(args: argparse.Namespace, _lang: Lang) -> int:
    site = site_of(args)
    found = read_streets(there(args.file), site.city(args.pack).pack)
    file = site.streets.network_file(args.pack)
    with told_if_unwritable(file):
        found.save(file)
    as_json(
        {
            "file": str(file),
            "nodes": len(found.lon),
            "pieces": len(found.first),
            "km": round(float(found.metres.sum()) / 1000, 1),
            "date": found.date,
            "source": found.source,
            "licence": found.licence,
        }
    )
    return FINE


def _basemap(args: argparse.Namespace, _lang: Lang) -> int:
    site = site_of(args)
    file, extract = site.streets.tiles_file(args.pack), there(args.file)
    with told_if_unwritable(file):
        made = make_tiles(extract, site.city(args.pack).pack, file)
    as_json({"file": str(file)} | asdict(made))
    return FINE
