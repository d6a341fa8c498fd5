"""Questions: what is wrong, what is near, what a place is called, where coverage stands and why."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from locator import clock
from locator.city import check, open_city
from locator.cli.writing import FINE, PROBLEMS, as_json, flat, listing, rows, say
from locator.coverage.explain import explain
from locator.coverage.tables import narrow
from locator.exports import records
from locator.geo.datum import DATUMS, convert
from locator.hours.state import calendar_problems, state_at
from locator.pack.model import STATUSES
from locator.problems import Problem, QueryError
from locator.venues.search import VenueQuery, check_position
from locator.wording.catalogue import Lang, t
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from locator.cli.commands import Commands

_DECIMALS = 8
_LAYERS_SHOWN = 200


def add(commands: Commands) -> None:
    """The commands of this module."""
    text = commands.text
    commands.new("check", _check)

    near = commands.new("near", _near)
    near.add_argument("--lon", type=float, required=True, help=text("cli.lon"))
    near.add_argument("--lat", type=float, required=True, help=text("cli.lat"))
    near.add_argument("--datum", choices=DATUMS, default="wgs84", help=text("cli.datum"))
    near.add_argument("--radius", type=float, metavar="M", help=text("cli.radius"))
    near.add_argument("--limit", type=int, metavar="N", default=10, help=text("cli.limit"))
    near.add_argument(
        "--layer", action="append", metavar="CODE", default=[], help=text("cli.layer")
    )
    near.add_argument("--at", metavar="ISO-TIME", help=text("cli.at"))

    place = commands.new("place", _place)
    place.add_argument("text", metavar="TEXT", help=text("cli.text"))
    place.add_argument("--limit", type=int, metavar="N", default=10, help=text("cli.limit"))
    place.add_argument("--datum", choices=DATUMS, default="wgs84", help=text("cli.datum"))

    coverage = commands.new("coverage", _coverage)
    coverage.add_argument(
        "--requirement", action="append", metavar="ID", default=[], help=text("cli.requirement")
    )
    coverage.add_argument("--county", metavar="CODE", default="", help=text("cli.county"))
    coverage.add_argument("--status", choices=STATUSES, default="", help=text("cli.status"))

    reason = commands.new("explain", _explain)
    reason.add_argument("unit", metavar="UNIT", help=text("cli.unit"))
    reason.add_argument("requirement", metavar="REQUIREMENT", help=text("cli.requirement"))

    hours = commands.new("hours", _hours)
    hours.add_argument("text", metavar="TEXT", help=text("cli.hours_text"))
    hours.add_argument("--at", metavar="ISO-TIME", help=text("cli.hours_at"))

    change = commands.new("convert", _convert)
    change.add_argument(
        "--from", dest="source", choices=DATUMS, required=True, help=text("cli.from")
    )
    change.add_argument("--to", dest="target", choices=DATUMS, required=True, help=text("cli.to"))
    change.add_argument("lon", metavar="LON", type=float, help=text("cli.lon"))
    change.add_argument("lat", metavar="LAT", type=float, help=text("cli.lat"))


def _check(asked: argparse.Namespace, lang: Lang) -> int:
    pack, problems = check(asked.pack)
    found = records.problems(problems, lang)
    # The calendar is the program's, not the pack's: said, but no fault of what was checked.
    for problem in calendar_problems(clock.today()):
        say(problem_text(problem, lang))
    counts = records.counts(pack) if pack else {}
    if asked.format == "json":
        as_json({"problems": found, "counts": counts})
    else:
        columns = ("severity", "file", "row", "column", "value", "message")
        rows(found, columns, asked.format)
        say(
            t(
                "cli.checked" if pack else "cli.unreadable",
                lang,
                n=len(found),
                counts=", ".join(f"{name} {n}" for name, n in counts.items()),
            )
        )
    return PROBLEMS if found else FINE


def _near(asked: argparse.Namespace, lang: Lang) -> int:
    pack = open_city(asked.pack).pack
    _check_known(asked.layer, pack.catalogue.layers, "query.layer")
    check_position(asked.lon, asked.lat)
    lon, lat = (float(v) for v in convert(asked.lon, asked.lat, asked.datum, "wgs84"))
    filters = VenueQuery(layers=tuple(asked.layer), open_at=_moment(asked.at))
    found = open_city(asked.pack).venues.nearest(
        lon, lat, k=asked.limit, radius_m=asked.radius, filters=filters
    )
    venues = records.located(found.located, pack.walk)
    unit_only = records.unit_only(found.unit_only)
    if asked.format == "json":
        origin = {"lon": round(lon, _DECIMALS), "lat": round(lat, _DECIMALS)}
        as_json({"origin": origin, "venues": venues, "unit_only": unit_only})
        return FINE
    columns = ("id", "name", "layer", "unit", "distance_m", "walk_min", "lon", "lat", "precision")
    # On a terminal the hundreds without a position would bury the near ones.
    rows(venues if asked.format == "table" else [*venues, *unit_only], columns, asked.format)
    if unit_only:
        say(t("cli.unit_only", lang, n=len(unit_only)))
    return FINE


def _place(asked: argparse.Namespace, _lang: Lang) -> int:
    places = open_city(asked.pack).places.find(asked.text, asked.limit, asked.datum)
    columns = ("name", "kind", "code", "lon", "lat", "score")
    found = [{name: getattr(place, name) for name in columns} for place in places]
    listing(found, columns, asked.format)
    return FINE


def _coverage(asked: argparse.Namespace, _lang: Lang) -> int:
    pack = open_city(asked.pack).pack
    _check_known(asked.requirement, {r.id: r for r in pack.requirements}, "explain.no_requirement")
    _check_known([asked.county] if asked.county else [], pack.counties.index, "query.county")
    verdicts = narrow(open_city(asked.pack).verdicts, pack, asked.county, "", asked.status)
    if asked.requirement:
        verdicts = verdicts[verdicts["requirement"].isin(asked.requirement)]
    columns = ("requirement", "unit", "name", "status", "have", "need", "short")
    listing(records.verdicts(verdicts), columns, asked.format)
    return FINE


def _explain(asked: argparse.Namespace, lang: Lang) -> int:
    city = open_city(asked.pack)
    found = explain(city.pack, city.verdicts, asked.unit, asked.requirement)
    answer = records.explanation(found, city.pack, lang)
    if asked.format == "json":
        as_json(answer)
    else:
        pairs = [{"field": name, "value": text} for name, text in flat("", answer)]
        rows(pairs, ("field", "value"), asked.format)
    return FINE


def _hours(asked: argparse.Namespace, _lang: Lang) -> int:
    state = state_at(asked.text, _moment(asked.at) or clock.now())
    answer = records.hours(state)
    if asked.format == "json":
        as_json(answer)
    else:
        rows([answer], tuple(answer), asked.format)
    return FINE


def _convert(asked: argparse.Namespace, _lang: Lang) -> int:
    check_position(asked.lon, asked.lat)
    lon, lat = convert(asked.lon, asked.lat, asked.source, asked.target)
    answer = {"lon": round(float(lon), _DECIMALS), "lat": round(float(lat), _DECIMALS)}
    if asked.format == "json":
        as_json(answer)
    else:
        rows([answer], ("lon", "lat"), asked.format)
    return FINE


def _check_known(codes: Iterable[str], known: Iterable[str], key: str) -> None:
    names = list(known)
    wrong = [code for code in codes if code not in names]
    if wrong:
        params = {"known": ", ".join(names[:_LAYERS_SHOWN])}
        raise QueryError(Problem("error", key, value=wrong[0], params=params))


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        raise QueryError(Problem("error", "query.time", value=text)) from None
