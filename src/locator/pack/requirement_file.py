"""``requirements.toml``: the measurable clauses of the plan, as rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from locator.pack.city_file import keys_fit
from locator.pack.model import LEVELS, STRENGTHS
from locator.pack.requirements import IndicatorRule, Requirement, Unmeasured, VenueRule
from locator.pack.tables import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.pack.files import PackFiles
    from locator.pack.model import LayerCatalogue
    from locator.problems import Problems

REQUIREMENTS_FILE = "requirements.toml"
_KEYS: Mapping[str, tuple[type, ...]] = {
    "id": (str,),
    "clause": (str, int),
    "title": (str,),
    "title_en": (str,),
    "level": (str,),
    "strength": (str,),
    "layers": (list,),
    "min": (int, float),
    "recognised": (bool,),
    "unit_kind": (str,),
    "has_kind": (str,),
    "indicator": (str,),
    "per_10000": (int, float),
}
_UNMEASURED_KEYS: Mapping[str, tuple[type, ...]] = {
    "clause": (str,),
    "why": (str,),
    "why_en": (str,),
}
_MUST = ("id", "clause", "title", "level", "strength")


def read_requirements(
    files: PackFiles, problems: Problems, catalogue: LayerCatalogue
) -> tuple[dict[str, tuple[int, Requirement]], tuple[Unmeasured, ...]]:
    """The rules by id in their order, each with the line on which it begins.

    Beside them the clauses that the plan has and no rule measures.
    """
    file = REQUIREMENTS_FILE
    if not files.has(file):
        return {}, ()
    document = read_toml(files, problems, file)
    for key in document:
        if key not in {"requirement", "unmeasured"}:
            problems.error("problem.requirements_form", file, None, key)
    raw = files.read(file)
    rules = _rules(problems, _entries(problems, document, "requirement"), raw, catalogue)
    return rules, _unmeasured(problems, _entries(problems, document, "unmeasured"), raw)


def _entries(problems: Problems, document: Mapping[str, Any], table: str) -> list[dict[str, Any]]:
    """The tables of one name, none where they are something else."""
    entries = document.get(table, [])
    if isinstance(entries, list) and all(isinstance(e, dict) for e in entries):
        return entries
    problems.error("problem.requirements_form", REQUIREMENTS_FILE, None, table)
    return []


def _unmeasured(
    problems: Problems, entries: list[dict[str, Any]], raw: bytes
) -> tuple[Unmeasured, ...]:
    found = []
    for entry, row in zip(entries, _table_rows(raw, "unmeasured"), strict=False):
        before = len(problems)
        file = REQUIREMENTS_FILE
        keys_fit(problems, file, row, entry, _UNMEASURED_KEYS, ("clause", "why"))
        for key in entry.keys() - _UNMEASURED_KEYS:
            keys = ", ".join(_UNMEASURED_KEYS)
            problems.error("problem.toml_unknown", file, row, key, keys=keys)
        if len(problems) == before:
            found.append(Unmeasured(**entry))
    return tuple(found)


def _rules(
    problems: Problems, entries: list[dict[str, Any]], raw: bytes, catalogue: LayerCatalogue
) -> dict[str, tuple[int, Requirement]]:
    file, rows = REQUIREMENTS_FILE, _table_rows(raw, "requirement")
    found: dict[str, tuple[int, Requirement]] = {}
    for entry, row in zip(entries, rows, strict=False):
        requirement = _requirement(problems, file, row, entry, catalogue)
        if requirement is None:
            continue
        if requirement.id in found:
            problems.error("problem.requirement_twice", file, row, "id", requirement.id)
        else:
            found[requirement.id] = (row, requirement)
    return found


def _table_rows(raw: bytes, table: str) -> list[int]:
    """Line of every header of a table (``[[requirement]]``); tomllib does not keep positions."""
    text = raw.decode("utf-8-sig", errors="replace")
    return [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if re.match(rf"\s*\[\[\s*{table}\s*\]\]", line)
    ]


def _requirement(
    problems: Problems, file: str, row: int, entry: dict[str, Any], catalogue: LayerCatalogue
) -> Requirement | None:
    before = len(problems)
    keys_fit(problems, file, row, entry, _KEYS, _MUST)
    _check_keys(problems, file, row, entry)
    _check_values(problems, file, row, entry, catalogue)
    if len(problems) > before:
        return None
    layers = entry.get("layers")
    common = {
        "id": entry["id"],
        "clause": str(entry["clause"]),
        "title": entry["title"],
        "title_en": entry.get("title_en", ""),
        "level": entry["level"],
        "strength": entry["strength"],
        "unit_kind": entry.get("unit_kind", ""),
        "has_kind": entry.get("has_kind", ""),
    }
    if layers:
        return VenueRule(
            **common,
            layers=tuple(layers),
            minimum=entry.get("min", 1),
            recognised=entry.get("recognised", False),
        )
    return IndicatorRule(
        **common,
        indicator=entry["indicator"],
        minimum=entry.get("min"),
        per_10000=entry.get("per_10000"),
    )


def _check_keys(problems: Problems, file: str, row: int, entry: Mapping[str, Any]) -> None:
    """Keys that no rule has, or that mean nothing in a rule of this kind."""
    for key in entry:
        if key not in _KEYS:
            problems.error("problem.toml_unknown", file, row, key, keys=", ".join(_KEYS))
    if bool(entry.get("layers")) == bool(entry.get("indicator")):
        problems.error("problem.requirement_rule", file, row)
    for key in ("per_10000",) if entry.get("layers") else ("recognised",):
        if key in entry:
            problems.error("problem.key_idle", file, row, key)


def _check_values(
    problems: Problems, file: str, row: int, entry: Mapping[str, Any], catalogue: LayerCatalogue
) -> None:
    for key, choices in (("level", LEVELS), ("strength", STRENGTHS)):
        if key in entry and entry[key] not in choices:
            problems.error(
                "problem.not_choice", file, row, key, entry[key], choices=", ".join(choices)
            )
    layers = entry.get("layers", [])
    for layer in layers if isinstance(layers, list) else []:
        if layer not in catalogue.layers:
            problems.error("problem.unknown_layer", file, row, "layers", layer)
    for key in ("min", "per_10000"):
        value = entry.get(key)
        if isinstance(value, (int, float)) and not 0 < value < float("inf"):
            problems.error("problem.toml_value", file, row, key, value)
        elif key == "min" and layers and isinstance(value, float) and not value.is_integer():
            problems.error("problem.min_whole", file, row, "min", value)
