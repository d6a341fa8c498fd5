"""The description of a pack for tools of other hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.cli import FINE, as_json, site_of
from locator.pack.datapackage import datapackage
from locator.pack.files import PackFiles

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.wording.catalogue import Lang


def add(commands: Commands) -> None:
    """The command of this module."""
    commands.new("datapackage", _datapackage)


def _datapackage(args: argparse.Namespace, _lang: Lang) -> int:
    pack = site_of(args).city(args.pack).pack
    as_json(datapackage(pack, PackFiles(pack.path).all_names()))
    return FINE
