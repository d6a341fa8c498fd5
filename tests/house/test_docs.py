"""The README names every command and setting, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from locator import settings as config
from locator.cli import parser

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_named(name: str) -> None:
    [commands] = [a for a in parser("en")._actions if a.dest == "==SUPPRESS=="]
    assert len(commands.choices) >= 10
    for command in commands.choices:
        assert re.search(rf"locator [a-z|-]*\b{command}\b", text(name)), command


@pytest.mark.parametrize("name", READMES)
def test_settings_are_those_that_the_program_reads(name: str) -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"\"(LOCATOR_[A-Z_]+)\"", source))
    assert set(re.findall(r"`(LOCATOR_[A-Z_]+)`", text(name))) == read
    assert "LOCATOR_PACKS" in (config.read_settings.__doc__ or "") + (config.Settings.__doc__ or "")


@pytest.mark.parametrize("name", READMES)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)|src=\"([^\"]+)\"", text(name))
    assert links
    for link in (a or b for a, b in links):
        assert (ROOT / link).exists(), link


@pytest.mark.parametrize("name", READMES)
def test_make_has_the_commands(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    assert (
        set(re.findall(r"^make ([a-z]+)", text(name), re.MULTILINE)) == {"run", "test"} <= targets
    )
    assert "make test" in text(".ci/run")
