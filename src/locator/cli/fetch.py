"""Fetching: other people's services and extracts, on the same way as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from locator.cli import FINE, as_json, say, site_of
from locator.cli.city import there
from locator.cli.lists import bring_in, publishing_options, say_who
from locator.intake.model import Terms
from locator.intake.sources import amap, szlib
from locator.intake.sources.osm import fetch_osm
from locator.intake.sources.table import write
from locator.intake.sources.web import Service
from locator.problems import Problem, QueryError
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.intake.model import Upload
    from locator.wording.catalogue import Lang


def add(commands: Commands) -> None:
    """The commands of this module."""
    text = commands.text
    group = commands.group("fetch")
    extract = group.new("osm", _osm, "cli.fetch_osm")
    extract.add_argument("file", type=Path, metavar="FILE.osm.pbf", help=text("cli.fetch_file"))
    library = group.new("szlib", _szlib, "cli.fetch_szlib")
    library.add_argument("--url", default=szlib.BASE, help=text("cli.fetch_url"))
    places = group.new("amap", _amap, "cli.fetch_amap")
    places.add_argument("--key", default="", help=text("cli.fetch_key"))
    places.add_argument("--url", default=amap.BASE, help=text("cli.fetch_url"))
    places.add_argument(
        "--layer", action="append", metavar="CODE", default=[], help=text("cli.fetch_layer")
    )
    places.add_argument(
        "--county", action="append", metavar="CODE", default=[], help=text("cli.fetch_county")
    )
    for command in (extract, library, places):
        command.add_argument("--out", type=Path, metavar="FILE", help=text("cli.fetch_out"))
        publishing_options(command, commands)


def _osm(args: argparse.Namespace, lang: Lang) -> int:
    _check(args)
    return _finish(fetch_osm(there(args.file), site_of(args).city(args.pack).pack), args, lang)


def _szlib(args: argparse.Namespace, lang: Lang) -> int:
    _check(args)
    return _finish(szlib.fetch_szlib(args.url), args, lang)


def _amap(args: argparse.Namespace, lang: Lang) -> int:
    _check(args)
    key = args.key or site_of(args).settings.amap_key
    if not key:
        raise QueryError(Problem("error", "fetch.no_key"))
    pack = site_of(args).city(args.pack).pack
    known = {search.layer for search in amap.searches()} & set(pack.catalogue.layers)
    for layer in args.layer:
        if layer not in known:
            raise QueryError(
                Problem(
                    "error", "query.layer", value=layer, params={"known": ", ".join(sorted(known))}
                )
            )
    counties = [str(c) for c in pack.counties.index]
    for county in args.county:
        if county not in counties:
            raise QueryError(
                Problem(
                    "error", "query.county", value=county, params={"known": ", ".join(counties)}
                )
            )
    service = Service(amap.SERVICE, args.url.rstrip("/") + amap.PATH)
    return _finish(
        amap.fetch_amap(pack, key, site_of(args).settings.data, args.layer, args.county, service),
        args,
        lang,
    )


def _check(args: argparse.Namespace) -> None:
    """Demand what the last step needs before the first one is made."""
    if args.out is None:
        say_who(args)


def _finish(upload: Upload, args: argparse.Namespace, lang: Lang) -> int:
    if args.out is None:
        return bring_in(upload, Terms(), args, lang)
    write(upload, args.out)
    for problem in upload.problems:
        say(problem_text(problem, lang))
    counts = {sheet.name: len(sheet.cells) for sheet in upload.sheets}
    as_json({"file": str(args.out), "fetched": counts, "problems": len(upload.problems)})
    return FINE
