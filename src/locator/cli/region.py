"""The same questions of every city of a region."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from locator.cli import FINE, PROBLEMS, as_json, check_known, listing, rows, say, site_of
from locator.exports import records, region_records
from locator.geo.datum import DATUMS, check_position, convert
from locator.problems import Problem, QueryError
from locator.region.cities import Workers, ask_each, check, cities_of
from locator.region.coverage import coverage_of, figures_of
from locator.region.near import NearQuestion
from locator.wording.catalogue import Lang, t
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from locator.cli import Commands, Run
    from locator.pack.region_file import Region
    from locator.region.cities import CityAnswer, RegionCity
    from locator.region.coverage import RegionCoverage

T = TypeVar("T")


def add(commands: Commands) -> None:
    """The commands of this module."""
    region = commands.group("region")
    _new(region, "check", _check)

    coverage = _new(region, "coverage", _coverage)
    coverage.add_argument(
        "--by",
        choices=("region", "city", "county"),
        default="region",
        help=region.text("cli.region_by"),
    )

    coverage.add_argument("--built", type=Path, metavar="DIR", help=region.text("cli.region_built"))

    build = _new(region, "build", _build)
    build.add_argument("out", type=Path, metavar="DIR", help=region.text("cli.region_out"))

    compare = _new(region, "compare", _compare)
    compare.add_argument(
        "--requirement",
        action="append",
        metavar="ID",
        default=[],
        help=region.text("cli.requirement"),
    )

    near = _new(region, "near", _near)
    near.add_argument("--lon", type=float, required=True, help=region.text("cli.lon"))
    near.add_argument("--lat", type=float, required=True, help=region.text("cli.lat"))
    near.add_argument("--datum", choices=DATUMS, default="wgs84", help=region.text("cli.datum"))
    near.add_argument("--limit", type=int, metavar="N", default=10, help=region.text("cli.limit"))
    near.add_argument(
        "--layer", action="append", metavar="CODE", default=[], help=region.text("cli.layer")
    )

    report = _new(region, "report", _report)
    report.add_argument(
        "--kind", metavar="KIND", required=True, help=region.text("cli.report_kind")
    )
    report.add_argument(
        "--out", type=Path, metavar="FILE", required=True, help=region.text("cli.report_out")
    )


def _new(commands: Commands, name: str, run: Run) -> argparse.ArgumentParser:
    """A command about a region: where it lies, and who asks its cities."""
    new = commands.new(name, run, f"cli.region_{name}", of_pack=False)
    new.add_argument(
        "--region", type=Path, metavar="DIR", default=None, help=commands.text("cli.region_dir")
    )
    new.add_argument(
        "--workers", type=int, metavar="N", default=0, help=commands.text("cli.region_workers")
    )
    new.add_argument(
        "--scheduler", metavar="ADDRESS", default="", help=commands.text("cli.region_scheduler")
    )
    return new


def _region(args: argparse.Namespace) -> tuple[Region, list[RegionCity]]:
    site = site_of(args)
    folder = args.region or site.settings.region
    if folder is None:
        raise QueryError(Problem("error", "region.none", column="LOCATOR_REGION"))
    return cities_of(site, folder)


def _answers(
    args: argparse.Namespace, question: Callable[[RegionCity], T]
) -> tuple[Region, list[CityAnswer[T]]]:
    region, cities = _region(args)
    return region, ask_each(cities, question, Workers(args.workers, args.scheduler))


def _say_failures(failures: Mapping[str, tuple[Problem, ...]], lang: Lang) -> int:
    """Name the cities that did not answer; the exit status."""
    for pack, problems in failures.items():
        errors = [problem for problem in problems if problem.severity == "error"]
        reason = problem_text(errors[0], lang) if errors else ""
        say(t("region.failed", lang, pack=pack, reason=reason, n=len(errors)))
    return PROBLEMS if failures else FINE


def _failures(answers: list[CityAnswer[T]]) -> dict[str, tuple[Problem, ...]]:
    return {one.name: one.problems for one in answers if one.value is None}


def _check(args: argparse.Namespace, lang: Lang) -> int:
    _, answers = _answers(args, check)
    found = [
        {"pack": one.name, **record}
        for one in answers
        for record in records.problems(one.value or one.problems, lang)
    ]
    if args.format == "json":
        as_json({"cities": [one.name for one in answers], "problems": found})
    else:
        columns = ("pack", "severity", "file", "row", "column", "value", "message")
        rows(found, columns, args.format)
    return PROBLEMS if any(one["severity"] == "error" for one in found) else FINE


def _region_coverage(args: argparse.Namespace, lang: Lang) -> tuple[RegionCoverage, int]:
    built = getattr(args, "built", None)
    if built is None:
        found = coverage_of(*_answers(args, figures_of))
    else:
        # Needs pyarrow, which nothing else here does.
        from locator.region.built import read_built  # noqa: PLC0415 - see above

        found = coverage_of(*read_built(built))
    for pack, rule in found.other_rules:
        say(t("region.other_rule", lang, pack=pack, requirement=rule))
    return found, _say_failures(found.failures, lang)


def _coverage(args: argparse.Namespace, lang: Lang) -> int:
    found, status = _region_coverage(args, lang)
    answer = region_records.coverage(found, lang)
    if args.format == "json":
        as_json(answer)
    elif args.by == "region":
        rows(answer["total"], region_records.TOTAL, args.format)
    else:
        table = {"city": "cities", "county": "counties"}[args.by]
        rows(answer[table], region_records.UNIT, args.format)
    return status


def _build(args: argparse.Namespace, lang: Lang) -> int:
    from locator.region.built import build  # noqa: PLC0415 - as in _region_coverage

    region, cities = _region(args)
    answers = build(region, cities, args.out, Workers(args.workers, args.scheduler))
    found = [{"pack": one.name, **one.value["rows"]} for one in answers if one.value is not None]
    listing(found, ("pack", "units", "venues", "indicators", "reporting"), args.format)
    return _say_failures(_failures(answers), lang)


def _compare(args: argparse.Namespace, lang: Lang) -> int:
    found, status = _region_coverage(args, lang)
    known = [rule.id for rule in found.rules]
    check_known(args.requirement, known, "explain.no_requirement")
    least = site_of(args).settings.compared_from
    table = region_records.comparison(found, args.requirement or known, least)
    if args.format == "json":
        as_json(table)
    else:
        rows(table, region_records.COMPARED, args.format)
    if any(row["rank"] is None for row in table):
        say(t("region.unranked", lang))
    return status


def _near(args: argparse.Namespace, lang: Lang) -> int:
    check_position(args.lon, args.lat)
    lon, lat = (float(v) for v in convert(args.lon, args.lat, args.datum, "wgs84"))
    question = NearQuestion(lon, lat, args.limit, tuple(args.layer))
    _, answers = _answers(args, question)
    found = region_records.near(answers, args.limit)
    if args.format == "json":
        as_json(found)
    else:
        rows(found, region_records.NEAR, args.format)
    return _say_failures(_failures(answers), lang)


def _report(args: argparse.Namespace, lang: Lang) -> int:
    # What draws and writes files is not read for any other question.
    from locator.cli.reports import hand_out  # noqa: PLC0415 - see above
    from locator.region.served import answer_of  # noqa: PLC0415 - likewise
    from locator.region.summary import summary  # noqa: PLC0415 - likewise
    from locator.reports.building.region import build_region  # noqa: PLC0415 - likewise
    from locator.reports.files import KINDS  # noqa: PLC0415 - likewise

    check_known([args.kind], KINDS, "region.no_kind")
    settings = site_of(args).settings
    region, cities = _region(args)
    answers = ask_each(cities, summary, Workers(args.workers, args.scheduler))
    answer = answer_of(region, cities, answers)
    report = build_region(answer, args.lang, settings.map_approval, settings.compared_from)
    hand_out(args, lang, report, {"region": region.code}, answer.coverage.failures)
    return _say_failures(answer.coverage.failures, lang)
