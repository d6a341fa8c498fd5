"""The documents name every command, setting and address, and nothing that is not there.

Columns of a pack are held by ``tests/pack/test_data_dictionary.py``.
"""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from locator.api import api
from locator.cli import parser
from locator.settings import PREFIX, Settings
from locator.site import Site

if TYPE_CHECKING:
    from argparse import ArgumentParser

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = sorted(
    str(path.relative_to(ROOT))
    for path in (
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "geodata").glob("*.md"),
    )
)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def below(command: ArgumentParser) -> dict[str, ArgumentParser]:
    """What may stand behind a command: the commands below it, none for most."""
    groups = [a.choices for a in command._actions if isinstance(a.choices, dict)]
    return groups[0] if groups else {}


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_named(name: str) -> None:
    commands = below(parser("en"))
    assert len(commands) >= 10
    for command, words in commands.items():
        assert re.search(rf"locator [a-z|-]*\b{command}\b", text(name)), command
        # What stands in a line of an example or in an item of a list with one names the others.
        entries = re.split(r"\n(?:(?=- |python)|\n)", text(name))
        beside = " ".join(entry for entry in entries if f"locator {command} " in entry)
        for word in below(words):
            assert re.search(rf"(?<![\w-]){word}(?![\w-])", beside, re.ASCII), (command, word)


@pytest.mark.parametrize("name", READMES)
def test_settings_are_those_that_the_program_reads(name: str) -> None:
    read = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    # The README has what a site is told, the page on operations its limits.
    documented = text(name) + text("docs/operations.md")
    assert set(re.findall(r"`(LOCATOR_[A-Z_]+)`", documented)) == read
    # That a text speaks of it somewhere does not explain it: each has its row.
    assert set(re.findall(r"^\| `(LOCATOR_[A-Z_]+)` \|", documented, re.MULTILINE)) == read
    assert all(field.description for field in Settings.model_fields.values())


def test_nothing_else_reads_the_environment_or_opens_a_store() -> None:
    reads = re.compile(r"os\.environ|getenv|read_settings\(|open_store\(|environ\[")
    found = {
        str(p.relative_to(ROOT / "src" / "locator"))
        for p in (ROOT / "src" / "locator").rglob("*.py")
        if reads.search(p.read_text(encoding="utf-8"))
    }
    # Who starts the program reads the settings: the command line, or the pages and the API.
    started = {"library.py", "cli/__init__.py", "web/parts/state.py"}
    assert found == {"settings.py", "site/site.py", "store/store.py"} | started
    for page in (ROOT / "pages").glob("*.py"):
        assert not reads.search(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", READMES)
def test_every_address_of_the_api_is_named(name: str) -> None:
    client = TestClient(api(Site.open(Settings(packs=(ROOT / "geodata" / "demo",)))))
    paths = set(client.get("/openapi.json").json()["paths"])
    assert len(paths) >= 6
    written = {path.removeprefix("/api") for path in re.findall(r"`(/[^`]+)`", text(name))}
    assert paths - written == set()


def anchors(document: str) -> set[str]:
    """Where a link into a document may lead, as the hosts of repositories write it."""
    heads = re.findall(r"^#+ (.+)$", document, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^):]+)\)|src=\"([^\"]+)\"", text(name))
    for link in (a or b for a, b in links):
        path, _, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), link


#: What is ours: files of these folders, and the words in them.
OURS = ("src", "pages", "tests", "geodata", "benchmarks", "deploy", "docs")
#: What a running site writes, what a reader puts in its place, and names of other programs.
ELSEWHERE = {
    *(".streamlit/secrets.toml", "data/seen/", "global.minCachedMessageSize", "create_all"),
    *("runner.postScriptGC", "set_real_ip_from", "open_at_source_date"),
}
CAPITALS = re.compile(r"/?[A-Z]{4,}\b")


@cache
def files() -> tuple[str, ...]:
    """Paths of this house, each with a slash before it and one behind."""
    found = [path for folder in OURS for path in (ROOT / folder).rglob("*")]
    return tuple(f"/{p.relative_to(ROOT).as_posix()}/" for p in (*found, *ROOT.iterdir()))


@cache
def written() -> tuple[frozenset[str], str]:
    """Words of code and of tables of names, and the names of all tests in one line."""
    kinds = {".py", ".toml", ".js", ".css", ".conf", ".yaml"}
    paths = (ROOT / name[1:-1] for name in files() if Path(name).suffix in kinds)
    texts = [path.read_text(encoding="utf-8") for path in paths]
    found = frozenset(word for text in texts for word in re.findall(r"\w+", text))
    return found, " ".join(word for word in found if word.startswith("test_"))


@pytest.mark.parametrize("name", [n for n in DOCUMENTS if n != "CHANGELOG.md"])
def test_what_is_named_is_there(name: str) -> None:
    prose = re.sub(r"```.*?```", "", text(name), flags=re.DOTALL)
    found, tests = written()
    lost = []
    for said in set(re.findall(r"`([^`\n]+)`", prose)) - ELSEWHERE:
        word = said.removesuffix("()").rpartition(".")[2]
        if CAPITALS.search(said):
            continue
        if re.fullmatch(r"(?:[\w-]+/)+[\w.-]*|[\w-]+\.(?:py|toml|csv|md|js|css|geojson)", said):
            there = any(path.endswith(f"/{said.rstrip('/')}/") for path in files())
        elif re.fullmatch(r"[a-z]\w*_\w+(?:\(\))?|\w+(?:\.\w*[a-z]\w*)+|(?:[A-Z][a-z]+){2,}", said):
            there = word in found or f"test_{word}" in tests
        else:
            continue
        lost += [] if there else [said]
    assert not lost


@pytest.mark.parametrize("name", DOCUMENTS)
def test_commands_that_are_written_can_be_typed(name: str) -> None:
    read = parser("en")
    for block in re.findall(r"```sh\n(.*?)```", text(name), re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            typed = re.match(r"(?:\S*python -m )?locator (.+)", line.partition(" #")[0].strip())
            if typed:
                read.parse_args(shlex.split(re.split(r" [|>]+ | && ", typed[1])[0]))


def test_every_target_of_make_is_documented() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]+):", text("Makefile"), re.MULTILINE))
    written = text("CONTRIBUTING.md") + text("README.md")
    assert {t for t in targets if f"make {t}" not in written} == set()


def test_every_decision_is_listed() -> None:
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", text("docs/decisions/README.md")))
    pages = {p.name for p in (ROOT / "docs" / "decisions").glob("*.md")} - {"README.md"}
    assert listed == pages
    for page in pages:
        assert "## Why" in text(f"docs/decisions/{page}")
        assert "## Rejected" in text(f"docs/decisions/{page}")


def test_the_changelog_has_room_for_what_comes() -> None:
    heads = re.findall(r"^## (.+)$", text("CHANGELOG.md"), re.MULTILINE)
    assert heads[0] == "Unreleased"
    assert all(
        re.fullmatch(r"\d+\.\d+\.\d+ \((unreleased|\d{4}-\d\d-\d\d)\)", h) for h in heads[1:]
    )


@pytest.mark.parametrize("name", READMES)
def test_make_has_the_commands(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    assert (
        set(re.findall(r"^make ([a-z]+)", text(name), re.MULTILINE)) == {"run", "test"} <= targets
    )
    assert "make test" in text(".ci/run")
