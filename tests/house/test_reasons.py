"""An exception to a rule of the linter or the formatter says why, in the same line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    p
    for folder in ("src", "pages", "tests", "benchmarks", "geodata")
    for p in (ROOT / folder).rglob("*.py")
]
SILENCED = re.compile(r"# (?:noqa|fmt: skip|fmt: off|mypy:)")
WITH_A_REASON = re.compile(r"# noqa: [A-Z0-9, ]+ - \w|# fmt: skip # \w")


def without_a_reason(text: str) -> list[str]:
    """Lines that silence a rule and do not say why."""
    return [
        line.strip()
        for line in text.splitlines()
        if SILENCED.search(line) and not WITH_A_REASON.search(line)
    ]


def test_exceptions_have_a_reason() -> None:
    others = [path for path in FILES if path != Path(__file__).resolve()]
    silent = {str(p): without_a_reason(p.read_text(encoding="utf-8")) for p in others}
    assert {path: lines for path, lines in silent.items() if lines} == {}


@pytest.mark.parametrize(("line", "silent"), [
    ("x = 1  # noqa", True),
    ("x = 1  # noqa: S105", True),
    ("x = 1  # noqa: S105 - for tests", False),
    ("x = 1  # fmt: skip", True),
    ("x = 1  # fmt: skip # a table", False),
    ("x = 1  # a plain word", False),
])  # fmt: skip # a table, a row a line
def test_the_rule_itself(line: str, silent: bool) -> None:
    assert bool(without_a_reason(line)) is silent
