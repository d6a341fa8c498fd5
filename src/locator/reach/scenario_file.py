"""A scenario as a file: JSON that says everything, or a table with a row an action."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, fields
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from locator.geo.datum import check_position
from locator.pack.files import csv_records
from locator.problems import LocatorError, Problems, QueryError, Words
from locator.reach.scenario import ACTION_KINDS, Action, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from locator.reach.scenario import ActionKind

#: Columns of a table of actions: the fields of an action.
ACTION_COLUMNS = tuple(one.name for one in fields(Action))
#: A file of a scenario is short; nothing longer is read.
MOST_BYTES = 1_000_000
#: Characters of a scenario that an address carries: proxies take no much longer ones.
MOST_IN_ADDRESS = 4_000
_NUMBERS = ("lon", "lat", "cost")
_HEAD = tuple(one.name for one in fields(Scenario) if one.name != "actions")
#: What each kind of action must say beside the kind.
_NEEDED: Mapping[ActionKind, tuple[str, ...]] = {
    "open": ("layer", "unit"),
    "close": ("target",),
    "move": ("target",),
    "merge": ("target", "value"),
    "recognise": ("target",),
    "hours": ("target", "value"),
    "capacity": ("target", "value"),
    "staff": ("target", "value"),
}
#: What a row is called by its number: an action of a list, a line of a table.
_ACTION, _LINE = "scenario.an_action", "scenario.a_line"
_COUNTED = frozenset({"capacity", "staff"})


def scenario_json(scenario: Scenario) -> str:
    """The scenario as JSON, an action a line; :func:`read_scenario` reads it back."""
    head = {name: getattr(scenario, name) for name in _HEAD}
    lines = [
        json.dumps(
            {k: v for k, v in asdict(one).items() if v not in {"", None}}, ensure_ascii=False
        )
        for one in scenario.actions
    ]
    top = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    rows = ",\n  ".join(lines)
    return f'{top},\n "actions": [\n  {rows}\n ]\n}}\n'


def read_scenario(text: str, file: str, city: str = "") -> Scenario:
    """The scenario of a file, JSON or CSV; a table is called as its file.

    Parameters
    ----------
    city
        Code of the city that it is for, "" for any; one made for no city in particular fits all.

    Raises
    ------
    LocatorError
        Everything that is wrong, with the number of the action (JSON) or the line (CSV); or it is
        another city's.
    """
    problems = Problems(file)
    head: dict[str, Any] = {"name": PurePath(file).stem}
    unit = _ACTION if text.lstrip().startswith("{") else _LINE
    if unit == _ACTION:
        try:
            given = json.loads(text)
            json.dumps(given, ensure_ascii=False).encode()  # half a character can be said nowhere
        except (ValueError, RecursionError):
            raise problems.refusal("scenario.no_file") from None
        rows = given.get("actions")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise problems.refusal("scenario.no_file")
        head |= {name: str(given[name]) for name in _HEAD if given.get(name)}
        found = list(enumerate(rows, start=1))
    else:
        found = list(_records(text, file, problems))
    actions = [read_action(row, number, problems, unit) for number, row in found]
    if not actions and not problems:
        problems.error("scenario.empty")
    if problems:
        raise LocatorError(problems)
    made = Scenario(actions=tuple(one for one in actions if one is not None), **head)
    if city and made.city not in {"", city}:
        raise problems.refusal("scenario.other_city", value=made.city, city=city)
    return made


def _records(text: str, file: str, problems: Problems) -> Iterable[tuple[int, dict[str, str]]]:
    header: list[str] = []
    for number, _, cells in csv_records(file, text.removeprefix("\ufeff")):
        line = [cell.strip() for cell in cells]
        if not any(line):
            continue
        if header:
            yield number, dict(zip(header, line, strict=False))
            continue
        header = [cell.lower() for cell in line]
        if "kind" not in header:
            raise problems.refusal(
                "scenario.columns", row=number, columns=", ".join(ACTION_COLUMNS)
            )


def read_action(
    row: Mapping[str, Any], number: int, problems: Problems, unit: str = _ACTION
) -> Action | None:
    """The action of a row of texts and numbers; None where it has problems, which are added.

    ``unit``: the word for what ``number`` counts.
    """
    said, at = len(problems), {"row": number, "unit": Words((unit,))}
    kind = str(row.get("kind", "")).strip()
    if kind not in ACTION_KINDS:
        known = ", ".join(ACTION_KINDS)
        problems.error("scenario.kind", **at, column="kind", value=kind, known=known)
        return None
    cells = {
        name: "" if row.get(name) is None else str(row[name]).strip() for name in ACTION_COLUMNS
    }
    for name in _NEEDED[kind]:
        if not cells[name]:
            _lacks(kind, name, at, problems)
    numbers = {name: _number(cells.pop(name), at, name, problems) for name in _NUMBERS}
    if kind in _COUNTED and cells["value"]:
        _number(cells["value"], at, "value", problems)
    lon, lat = numbers["lon"], numbers["lat"]
    if (lon is None) != (lat is None):
        column = "lon" if lon is None else "lat"
        _lacks(kind, column, at, problems)
    elif lon is not None and lat is not None:
        try:
            check_position(lon, lat)
        except QueryError:
            problems.error("scenario.position", **at, value=f"{lon:g}, {lat:g}")
    if len(problems) > said:
        return None
    return Action(**(cells | {"kind": kind} | numbers))  # type: ignore[arg-type] # told apart above


def _lacks(kind: str, column: str, at: dict[str, Any], problems: Problems) -> None:
    """An action does not say what its kind must: in words of the page and in those of a file."""
    said, meaning = (
        Words((key,)) for key in (f"siting.plan_kind_{kind}", f"scenario.column_{column}")
    )
    problems.error("scenario.needed", **at, column=column, kind=kind, said=said, meaning=meaning)


def _number(text: str, at: dict[str, Any], column: str, problems: Problems) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or (column not in {"lon", "lat"} and value < 0):
        problems.error("scenario.number", **at, column=column, value=text)
        return None
    return value
