"""The command line: the same answers as the screens, for terminals and scripts.

Answers go to standard output in the chosen format and nothing else does; messages go to standard
error. Exit status: 0 fine, 1 problems found in the data, 2 wrong use.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

from locator import records
from locator.coverage import evaluate_pack
from locator.datum import DATUMS, convert
from locator.errors import LocatorError, Problem, QueryError
from locator.explain import explain
from locator.exports import safe_cell
from locator.hours import calendar_problems, now, state_at
from locator.model import STATUSES
from locator.pack import DEFAULT_PACK, load_pack, read_pack
from locator.places import PlaceIndex
from locator.search import Filters, VenueIndex, check_position
from locator.standing import narrow
from locator.text import LANGUAGES, Lang, t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from locator.records import Record

FINE, PROBLEMS, WRONG_USE = 0, 1, 2
FORMATS = ("json", "csv", "table")

_DECIMALS = 8
_LAYERS_SHOWN = 200


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        # Chinese names on a terminal of another code page must not end in a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    given = list(sys.argv[1:] if arguments is None else arguments)
    lang = _language(given)
    asked = _parser(lang).parse_args(given)
    command: Callable[[argparse.Namespace, Lang], int] = asked.command
    try:
        return command(asked, lang)
    except QueryError as failure:
        _say(failure.message(lang))
        return WRONG_USE
    except LocatorError as failure:
        _say(failure.message(lang))
        return PROBLEMS
    except BrokenPipeError:
        # The reader (head, less) has seen enough; silence the flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE


# -- what can be asked --------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    lang: Lang = "zh"

    def error(self, message: str) -> NoReturn:
        """Wrong use, in the user's language as far as argparse has one."""
        self.print_usage(sys.stderr)
        self.exit(WRONG_USE, t("cli.wrong_use", self.lang, reason=message) + "\n")


def _language(given: Sequence[str]) -> Lang:
    """The language asked for, before anything else is understood: help and errors need it."""
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    first.add_argument("--lang", default=os.environ.get("LOCATOR_LANG", "zh"))
    try:
        asked = first.parse_known_args(given)[0].lang
    except argparse.ArgumentError:
        asked = "zh"
    return cast("Lang", asked) if asked in LANGUAGES else "zh"


def _parser(lang: Lang) -> argparse.ArgumentParser:
    def text(key: str, **params: object) -> str:
        return t(f"cli.{key}", lang, **params).replace("%", "%%")

    _Parser.lang = lang
    parser = _Parser(prog="python -m locator", description=text("about"), allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar=text("command"), title=text("commands"))

    def command(
        name: str, run: Callable[[argparse.Namespace, Lang], int]
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text(name), description=text(name), allow_abbrev=False)
        sub.set_defaults(command=run)
        sub.add_argument(
            "--pack", type=Path, default=DEFAULT_PACK, metavar="DIR", help=text("pack")
        )
        sub.add_argument("--format", choices=FORMATS, default="table", help=text("format"))
        sub.add_argument("--lang", choices=LANGUAGES, default=lang, help=text("lang"))
        return sub

    command("check", _check)

    near = command("near", _near)
    near.add_argument("--lon", type=float, required=True, help=text("lon"))
    near.add_argument("--lat", type=float, required=True, help=text("lat"))
    near.add_argument("--datum", choices=DATUMS, default="wgs84", help=text("datum"))
    near.add_argument("--radius", type=float, metavar="M", help=text("radius"))
    near.add_argument("--limit", type=int, metavar="N", default=10, help=text("limit"))
    near.add_argument("--layer", action="append", metavar="CODE", default=[], help=text("layer"))
    near.add_argument("--at", metavar="ISO-TIME", help=text("at"))

    place = command("place", _place)
    place.add_argument("text", metavar="TEXT", help=text("text"))
    place.add_argument("--limit", type=int, metavar="N", default=10, help=text("limit"))
    place.add_argument("--datum", choices=DATUMS, default="wgs84", help=text("datum"))

    coverage = command("coverage", _coverage)
    coverage.add_argument(
        "--requirement", action="append", metavar="ID", default=[], help=text("requirement")
    )
    coverage.add_argument("--county", metavar="CODE", default="", help=text("county"))
    coverage.add_argument("--status", choices=STATUSES, default="", help=text("status"))

    reason = command("explain", _explain)
    reason.add_argument("unit", metavar="UNIT", help=text("unit"))
    reason.add_argument("requirement", metavar="REQUIREMENT", help=text("requirement"))

    hours = command("hours", _hours)
    hours.add_argument("text", metavar="TEXT", help=text("hours_text"))
    hours.add_argument("--at", metavar="ISO-TIME", help=text("hours_at"))

    change = command("convert", _convert)
    change.add_argument("--from", dest="source", choices=DATUMS, required=True, help=text("from"))
    change.add_argument("--to", dest="target", choices=DATUMS, required=True, help=text("to"))
    change.add_argument("lon", metavar="LON", type=float, help=text("lon"))
    change.add_argument("lat", metavar="LAT", type=float, help=text("lat"))
    return parser


# -- the commands -------------------------------------------------------------------------------


def _check(asked: argparse.Namespace, lang: Lang) -> int:
    pack, problems = read_pack(asked.pack)
    found = records.problems(problems, lang)
    # The calendar is the program's, not the pack's: said, but no fault of what was checked.
    for problem in calendar_problems(now().date()):
        _say(problem.message(lang))
    counts = records.counts(pack) if pack else {}
    if asked.format == "json":
        _json({"problems": found, "counts": counts})
    else:
        columns = ("severity", "file", "row", "column", "value", "message")
        _rows(found, columns, asked.format)
        _say(t("cli.checked" if pack else "cli.unreadable", lang, n=len(found),
               counts=", ".join(f"{name} {n}" for name, n in counts.items())))  # fmt: skip
    return PROBLEMS if found else FINE


def _near(asked: argparse.Namespace, lang: Lang) -> int:
    pack = load_pack(asked.pack)
    _check_known(asked.layer, pack.catalogue.layers, "query.layer")
    check_position(asked.lon, asked.lat)
    lon, lat = (float(v) for v in convert(asked.lon, asked.lat, asked.datum, "wgs84"))
    filters = Filters(layers=tuple(asked.layer), open_at=_moment(asked.at))
    found = VenueIndex(pack.venues).nearest(
        lon, lat, k=asked.limit, radius_m=asked.radius, filters=filters
    )
    venues = records.located(found.located, pack.walk)
    unit_only = records.unit_only(found.unit_only)
    if asked.format == "json":
        origin = {"lon": round(lon, _DECIMALS), "lat": round(lat, _DECIMALS)}
        _json({"origin": origin, "venues": venues, "unit_only": unit_only})
        return FINE
    columns = ("id", "name", "layer", "unit", "distance_m", "walk_min", "lon", "lat", "precision")
    # On a terminal the hundreds without a position would bury the near ones.
    _rows(venues if asked.format == "table" else [*venues, *unit_only], columns, asked.format)
    if unit_only:
        _say(t("cli.unit_only", lang, n=len(unit_only)))
    return FINE


def _place(asked: argparse.Namespace, _lang: Lang) -> int:
    places = PlaceIndex(load_pack(asked.pack)).find(asked.text, asked.limit, asked.datum)
    columns = ("name", "kind", "code", "lon", "lat", "score")
    found = [{name: getattr(place, name) for name in columns} for place in places]
    _answer(found, columns, asked.format)
    return FINE


def _coverage(asked: argparse.Namespace, _lang: Lang) -> int:
    pack = load_pack(asked.pack)
    _check_known(asked.requirement, {r.id: r for r in pack.requirements}, "explain.no_requirement")
    counties = pack.units.index[pack.units["level"] == "county"]
    _check_known([asked.county] if asked.county else [], counties, "query.county")
    verdicts = narrow(evaluate_pack(pack), pack, asked.county, "", asked.status)
    if asked.requirement:
        verdicts = verdicts[verdicts["requirement"].isin(asked.requirement)]
    columns = ("requirement", "unit", "name", "status", "have", "need", "short")
    _answer(records.verdicts(verdicts), columns, asked.format)
    return FINE


def _explain(asked: argparse.Namespace, lang: Lang) -> int:
    pack = load_pack(asked.pack)
    answer = records.explanation(explain(pack, asked.unit, asked.requirement), pack, lang)
    if asked.format == "json":
        _json(answer)
    else:
        pairs = [{"field": name, "value": text} for name, text in _flat("", answer)]
        _rows(pairs, ("field", "value"), asked.format)
    return FINE


def _hours(asked: argparse.Namespace, _lang: Lang) -> int:
    state = state_at(asked.text, _moment(asked.at) or now())
    answer = records.hours(state)
    if asked.format == "json":
        _json(answer)
    else:
        _rows([answer], tuple(answer), asked.format)
    return FINE


def _convert(asked: argparse.Namespace, _lang: Lang) -> int:
    check_position(asked.lon, asked.lat)
    lon, lat = convert(asked.lon, asked.lat, asked.source, asked.target)
    answer = {"lon": round(float(lon), _DECIMALS), "lat": round(float(lat), _DECIMALS)}
    if asked.format == "json":
        _json(answer)
    else:
        _rows([answer], ("lon", "lat"), asked.format)
    return FINE


# -- checking what was asked --------------------------------------------------------------------


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


# -- writing answers ----------------------------------------------------------------------------


def _say(message: str) -> None:
    print(message, file=sys.stderr)


def _json(answer: object) -> None:
    print(json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False))


def _answer(found: list[Record], columns: Sequence[str], form: str) -> None:
    """A plain list in any format."""
    if form == "json":
        _json(found)
    else:
        _rows(found, columns, form)


def _rows(found: Sequence[Mapping[str, Any]], columns: Sequence[str], form: str) -> None:
    """Records as CSV (a formula sign never starts a cell) or as an aligned table."""
    cells = [["" if row.get(c) is None else str(row.get(c)) for c in columns] for row in found]
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        # Numbers were written by us: their sign is no formula.
        writer.writerows(
            [safe_cell(text) if isinstance(row.get(c), str) else text
             for c, text in zip(columns, line, strict=True)]
            for row, line in zip(found, cells, strict=True)
        )  # fmt: skip
        return
    lines = [list(columns), *([" ".join(text.split()) for text in line] for line in cells)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(columns))]
    for line in lines:
        padded = [text + " " * (w - _width(text)) for text, w in zip(line, widths, strict=True)]
        print("  ".join(padded).rstrip())


def _width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _flat(name: str, value: object) -> Iterable[tuple[str, str]]:
    """Nested records as dotted names with their values."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}" if name else str(key), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _flat(f"{name}.{number}", inner)
    else:
        yield name, "" if value is None else str(value)
