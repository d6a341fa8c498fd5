"""Answers as plain records: the one shape that terminal, API and exports hand out.

Every function returns lists and dicts of ``str``, ``int``, ``float`` and None, ready for JSON;
unknown numbers are None and whole numbers are ``int``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from locator.wording.catalogue import Lang, pick, t
from locator.wording.explain import closing_text, need_text
from locator.wording.names import name_of
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from locator.coverage.explain import Explanation
    from locator.hours.state import HoursState
    from locator.intake.model import Difference, DifferenceRow, Import
    from locator.pack.model import CityPack
    from locator.problems import Problem
    from locator.venues.place import Place
    from locator.venues.question import Question

Record = dict[str, Any]

_OFFER = (
    "id", "kind", "title", "title_en", "description", "institution", "venue", "unit", "county",
    "town", "lon", "lat", "precision", "audience", "topics", "hours", "capacity", "cost",
    "conditions", "contact", "phone", "website", "valid_until", "source", "source_date", "licence",
)  # fmt: skip # a table, a row a line
#: What is said of a venue near a position.
LOCATED = (
    "id", "name", "layer", "unit", "distance_m", "walk_min", "walk_by", "lon", "lat", "precision",
)  # fmt: skip # a table, a row a line
_ROUNDED = {"distance_m", "walk_min"}
_EVIDENCE = ("id", "name", "layer", "unit", "status", "recognition", "source", "source_date",
    "collected_date",
)  # fmt: skip # a table, a row a line


def plain(value: object) -> object:
    """A JSON value: NaN becomes None, whole floats int, everything else as it is."""
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return int(value) if value.is_integer() else float(value)
    return value


def rows(frame: pd.DataFrame, columns: Iterable[str]) -> list[Record]:
    """Records of some columns of a frame."""
    names = list(columns)
    return [
        {name: plain(value) for name, value in zip(names, cells, strict=True)}
        for cells in frame[names].astype(object).itertuples(index=False)
    ]


def problems(collected: Iterable[Problem], lang: Lang) -> list[Record]:
    """``severity, file, row, rows, column, value, message`` of each problem.

    ``rows`` are all rows of which the same is said, empty where it is one or none.
    """
    return [
        {
            "severity": p.severity,
            "file": p.file,
            "row": p.row,
            "rows": list(p.rows),
            "column": p.column,
            "value": p.value,
            "message": problem_text(p, lang),
        }
        for p in collected
    ]


def imported(result: Import, lang: Lang) -> Record:
    """What an import found and would do.

    ``problems`` as :func:`problems` with the ``sheet``; ``sheets`` what each was taken for;
    ``questions`` rows of which it has to be said whether the list holds or what is known;
    ``difference`` of ``new, changed, gone, possible_duplicates``; ``verdicts`` of ``requirement,
    unit, before, after`` for those that change.
    """
    datums = {guess.sheet: guess for guess in result.datums}
    found = problems(result.problems, lang)
    return {
        "problems": [
            {"severity": record.pop("severity"), "file": record.pop("file"), "sheet": problem.sheet}
            | record
            for record, problem in zip(found, result.problems, strict=True)
        ],
        "sheets": [
            {
                "sheet": plan.sheet,
                "table": plan.table,
                "layer": plan.layer,
                "columns": {guess.header: guess.column for guess in plan.columns},
                "datum": datums[plan.sheet].datum if plan.sheet in datums else None,
                "confidence": datums[plan.sheet].confidence if plan.sheet in datums else None,
            }
            for plan in result.plans
        ],
        "questions": [
            {"sheet": one.sheet, "row": one.row, "message": problem_text(one, lang)}
            for one in result.questions
        ],
        "difference": difference(result.difference),
        "verdicts": [
            {"requirement": v.requirement, "unit": v.unit, "before": v.before, "after": v.after}
            for v in result.verdicts
        ],
    }


def difference(diff: Difference) -> Record:
    """Rows that are new, changed field by field, gone, and perhaps there already."""
    return {
        "new": [
            _row(row) | {"cells": {name: new for name, _, new in row.fields}} for row in diff.new
        ],
        "changed": [
            _row(row)
            | {"fields": [{"column": c, "before": old, "after": new} for c, old, new in row.fields]}
            for row in diff.changed
        ],
        "gone": [_row(row) for row in diff.gone],
        "possible_duplicates": [
            {
                "sheet": d.sheet,
                "row": d.row,
                "name": d.name,
                "unit": d.unit,
                "other": d.other,
                "other_name": d.other_name,
                "distance_m": d.distance_m,
            }
            for d in diff.possible_duplicates
        ],
    }


def _row(row: DifferenceRow) -> Record:
    return {
        "file": row.file,
        "key": row.key,
        "name": row.name,
        "unit": row.unit,
        "sheet": row.sheet,
        "row": row.row,
        "look": row.look,
    }


def located(venues: pd.DataFrame) -> list[Record]:
    """Venues of :func:`locator.venues.search.near`: metres as the crow flies, minutes on foot.

    ``walk_by`` says whether the minutes follow the ``streets`` or the ``straight`` line; beyond an
    hour there are none.
    """
    return [
        {
            name: _tenths(value) if name in _ROUNDED else value
            for name, value in zip(LOCATED, row, strict=True)
        }
        for row in venues[list(LOCATED)].itertuples(index=False, name=None)
    ]


def _tenths(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 1)


def unit_only(venues: pd.DataFrame) -> list[Record]:
    """Venues known only by their unit: no position and no distance."""
    return rows(venues, ("id", "name", "layer", "unit", "precision"))


def offers(shares: pd.DataFrame) -> list[Record]:
    """Rows of :class:`locator.sharing.search.ShareResult`: all cells but the status, ``fits``,
    ``unsaid``.

    An offer that says nothing about a part of what was asked may fit: ``fits`` is false and
    ``unsaid`` names the parts.
    """
    # A need has no cost, no conditions and no web page.
    cells = shares.assign(**{name: "" for name in _OFFER if name not in shares})
    return [
        record | {"fits": not unsaid, "unsaid": list(unsaid)}
        for record, unsaid in zip(rows(cells, _OFFER), shares["unsaid"], strict=True)
    ]


def verdicts(table: pd.DataFrame) -> list[Record]:
    """``requirement, unit, name, status, have, need, short`` of each verdict."""
    return rows(table, ("requirement", "unit", "name", "status", "have", "need", "short"))


def hours(state: HoursState) -> Record:
    """``text, syntax, confidence, state, until, comment``; ``until`` is local time in ISO form."""
    return {
        "text": state.text,
        "syntax": state.syntax,
        "confidence": state.confidence,
        "state": state.state,
        "until": state.until.isoformat(timespec="minutes") if state.until else None,
        "comment": state.comment,
    }


def explanation(answer: Explanation, pack: CityPack, lang: Lang) -> Record:
    """The whole evidence behind one verdict."""
    rule = answer.requirement
    not_counted = rows(answer.not_counted, (*_EVIDENCE, "reason"))
    for record in not_counted:
        record["why"] = t(f"explain.reason_{record['reason']}", lang)
    unit: Mapping[str, Any] = pack.units.loc[answer.unit].to_dict()
    return {
        "requirement": rule.id,
        "title": pick(rule.title, rule.title_en, lang),
        "clause": rule.clause,
        "strength": rule.strength,
        "unit": answer.unit,
        "name": name_of(unit, lang),
        "status": answer.status,
        "have": plain(answer.have),
        "need": plain(answer.need),
        "short": plain(answer.short),
        "asks": need_text(answer, pack, lang),
        "counted": rows(answer.counted, _EVIDENCE),
        "not_counted": not_counted,
        "values": rows(answer.values, ("value", "year", "source")),
        "population": plain(unit["population"]),
        "population_year": plain(unit["population_year"]),
        "declarations": rows(answer.declarations, ("unit", "layer", "as_of", "source")),
        "undeclared": [layer.code for layer in answer.undeclared],
        "closing": [closing_text(step, lang) for step in answer.closing],
    }


def question(line: Question) -> dict[str, object]:
    """What a typed line was understood as; ``where`` null where it names no place."""

    def place(it: Place) -> dict[str, object]:
        return {"name": it.name, "kind": it.kind, "code": it.code, "lon": it.lon, "lat": it.lat}

    def choice(it: Place) -> dict[str, object]:
        own = it.kind in {"venue", "circle"}
        return {
            "name": it.name,
            "kind": it.kind,
            "code": "" if own else it.code,
            "id": it.code if own else "",
            "lon": it.lon,
            "lat": it.lat,
        }

    return {
        "certainty": line.certainty,
        "near_me": line.near_me,
        "what": {
            "layers": list(line.what.layers),
            "topics": list(line.what.topics),
            "audiences": list(line.what.audiences),
            "text": line.what.text,
        },
        "when": {
            "day": line.when.day,
            "part": line.when.part,
            "clock": line.when.clock,
            "now": line.when.now,
        },
        "free": line.free,
        "reports": line.reports,
        "where": place(line.where) if line.where else None,
        "choices": [choice(it) for it in line.choices],
    }
