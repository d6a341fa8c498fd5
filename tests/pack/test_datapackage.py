"""datapackage.json: what other tools hold a pack to is what the schema says."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from locator.cli import main
from locator.folders import DEMO, SUZHOU
from locator.pack import schema

if TYPE_CHECKING:
    from pathlib import Path


def described(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["datapackage", "--pack", str(folder)]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def fits(cell: str, field: dict[str, Any]) -> bool:
    """Whether a cell is what Table Schema lets a field hold; blank is missing."""
    limits = field.get("constraints", {})
    if cell == "":
        return not limits.get("required", False)
    if field["type"] in {"number", "integer"}:
        number = float(cell) if field["type"] == "number" else int(cell)
        low, high = limits.get("minimum", number), limits.get("maximum", number)
        return bool(low <= number <= high)
    pattern = limits.get("pattern")
    return cell in limits.get("enum", [cell]) and (not pattern or bool(re.fullmatch(pattern, cell)))


@pytest.mark.parametrize("folder", [SUZHOU, DEMO], ids=lambda f: f.name)
def test_every_cell_of_our_packs_fits(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = described(folder, capsys)
    names = [resource["name"] for resource in document["resources"]]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9._/-]+", name) for name in [document["name"], *names])
    tables = [r for r in document["resources"] if "schema" in r]
    assert {schema.family(r["path"]) for r in tables} <= set(schema.TABLES)
    for resource in tables:
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert set(resource["schema"]["primaryKey"]) <= set(fields)
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            assert rows.fieldnames == list(fields)
            wrong = [(n, c) for row in rows for n, c in row.items() if not fits(c, fields[n])]
        assert wrong == [], resource["path"]


def test_what_breaks_a_rule_does_not_fit(capsys: pytest.CaptureFixture[str]) -> None:
    document = described(DEMO, capsys)
    museum = next(r for r in document["resources"] if r["path"] == "venues/museum.csv")
    fields = {field["name"]: field for field in museum["schema"]["fields"]}
    for name, bad in (("topics", "arts;老人"), ("status", "营业"), ("lat", "99"), ("name", ""),
                      ("source_date", "2026年")):  # fmt: skip # a table, a row a line
        assert not fits(bad, fields[name]), name
    assert fits("arts;health", fields["topics"])
