"""Who gets there, how fairly, and where the next ones go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from locator import clock
from locator.cli import FINE, as_json, rows, save, say, site_of
from locator.cli.city import city_of, marked, scenario_option, text_of
from locator.exports import reach as records
from locator.geo.datum import DATUMS
from locator.pack.model import WALKERS
from locator.problems import Problem, QueryError
from locator.reach.candidates import CANDIDATE_KINDS, read_candidates
from locator.reach.demand import PEOPLE
from locator.reach.fairness import fairness
from locator.reach.reached import CIRCLE_MINUTES, ReachQuery, reach
from locator.reach.scenario import scenario_of
from locator.reach.scenario_file import scenario_json
from locator.reach.siting import site
from locator.reach.siting_query import KINDS, OBJECTIVES, SITES, SitingQuery
from locator.ways.travel import MODES

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from locator.cli import Commands
    from locator.exports.records import Record
    from locator.pack.model import CityPack
    from locator.ways.network import Network
    from locator.wording.catalogue import Lang

_SECONDS = 10.0
_UNITS = ("unit", "name", "within", "beyond", "unknown", "total", "share")
_POINTS = ("code", "name", "town", "weight", "access")
_SITES = ("number", "code", "name", "kind_name", "town", "cost", "alone", "gain", "share")


def add(commands: Commands) -> None:
    """The commands of this module."""
    text = commands.text
    where = commands.new("site", _site)
    for command in (commands.new("reach", _reach), commands.new("fairness", _fairness), where):
        query_options(command, commands)
        scenario_option(command, commands)
    where.add_argument(
        "--objective", choices=OBJECTIVES, default="most", help=text("cli.objective")
    )
    where.add_argument("--sites", type=int, metavar="N", help=text("cli.sites"))
    where.add_argument("--goal", type=float, default=0.9, metavar="SHARE", help=text("cli.goal"))
    where.add_argument("--budget", type=float, metavar="COST", help=text("cli.budget"))
    where.add_argument(
        "--cost", action="append", default=[], metavar="KIND=COST", help=text("cli.cost")
    )
    where.add_argument(
        "--kind", action="append", choices=CANDIDATE_KINDS[:2], default=[], help=text("cli.kind")
    )
    where.add_argument("--candidates", type=Path, metavar="FILE", help=text("cli.candidates"))
    where.add_argument("--datum", choices=DATUMS, default="wgs84", help=text("cli.datum"))
    where.add_argument("--fix", action="append", metavar="CODE", default=[], help=text("cli.fix"))
    where.add_argument(
        "--rule-out", action="append", metavar="CODE", default=[], help=text("cli.rule_out")
    )
    where.add_argument("--out", type=Path, metavar="FILE.json", help=text("cli.site_out"))
    where.add_argument("--per-town", type=int, metavar="N", help=text("cli.per_town"))
    where.add_argument(
        "--seconds", type=float, default=_SECONDS, metavar="S", help=text("cli.seconds")
    )


def query_options(command: argparse.ArgumentParser, commands: Commands) -> None:
    """What every question about reach is asked with."""
    text = commands.text
    command.add_argument(
        "--layer", action="append", metavar="CODE", default=[], help=text("cli.layer")
    )
    command.add_argument(
        "--requirement", metavar="ID", default="", help=text("cli.reach_requirement")
    )
    command.add_argument("--mode", choices=MODES, default="walk", help=text("cli.mode"))
    command.add_argument("--walker", choices=WALKERS, default="adult", help=text("cli.walker"))
    command.add_argument(
        "--minutes", type=float, default=CIRCLE_MINUTES, metavar="N", help=text("cli.minutes")
    )
    command.add_argument("--people", choices=PEOPLE, default="residents", help=text("cli.people"))
    command.add_argument("--straight", action="store_true", help=text("cli.straight"))


def query_of(args: argparse.Namespace) -> ReachQuery:
    """The question of the options."""
    return ReachQuery(
        layers=tuple(args.layer),
        requirement=args.requirement,
        mode=args.mode,
        walker=args.walker,
        minutes=args.minutes,
        people=args.people,
    )


def _reach(args: argparse.Namespace, lang: Lang) -> int:
    city = city_of(args, lang)
    pack = city.pack
    found = reach(pack, query_of(args), network_of(args))
    answer = marked(records.reached(found, pack, lang), city, lang)
    return _said(answer, [*answer["city"], *answer["county"], *answer["town"]], _UNITS, args)


def _fairness(args: argparse.Namespace, lang: Lang) -> int:
    city = city_of(args, lang)
    pack = city.pack
    found = fairness(pack, query_of(args), network_of(args))
    answer = marked(records.fair(found, pack, lang), city, lang)
    return _said(answer, answer["points"], _POINTS, args)


def _site(args: argparse.Namespace, lang: Lang) -> int:
    city = city_of(args, lang)
    pack = city.pack
    limited = args.sites is not None or args.budget is not None or args.objective == "goal"
    query = SitingQuery(
        query_of(args),
        objective=args.objective,
        sites=args.sites if limited else SITES,
        goal=args.goal,
        budget=args.budget,
        costs=dict(_cost(one) for one in args.cost),
        kinds=tuple(args.kind) or KINDS,
        fixed_in=tuple(args.fix),
        fixed_out=tuple(args.rule_out),
        per_town=args.per_town,
    )
    candidates = _candidates(args, pack) if args.candidates else None
    found = site(pack, query, network_of(args), candidates, seconds=args.seconds)
    if args.out is not None:
        made = clock.today().isoformat()
        save(args.out, scenario_json(scenario_of(found, pack, args.out.stem, made)).encode())
    answer = marked(records.sited(found, pack, lang), city, lang)
    return _said(answer, answer["sites"], _SITES, args)


def network_of(args: argparse.Namespace) -> Network | None:
    """The streets of the city, unless the straight line is asked for."""
    return None if args.straight else site_of(args).streets.network(args.pack)


def _cost(text: str) -> tuple[str, float]:
    kind, _, cost = text.partition("=")
    try:
        if kind in CANDIDATE_KINDS:
            return kind, float(cost)
    except ValueError:
        pass
    params = {"known": ", ".join(CANDIDATE_KINDS)}
    raise QueryError(Problem("error", "reach.cost", value=text, params=params))


def _candidates(args: argparse.Namespace, pack: CityPack) -> pd.DataFrame:
    return read_candidates(pack, text_of(args.candidates), args.candidates.name, args.datum)


def _said(
    answer: Record, table: list[Record], columns: tuple[str, ...], args: argparse.Namespace
) -> int:
    if args.format == "json":
        as_json(answer)
        return FINE
    for sentence in answer["sentences"]:
        say(sentence)
    rows(table, columns, args.format)
    return FINE
