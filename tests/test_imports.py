"""Who may import whom: the ground never imports a face, and only the faces know Streamlit."""

from __future__ import annotations

import ast
import importlib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "locator"

#: From the ground up. A module imports its own floor or lower ones, never a higher one.
FLOORS = (
    {"", "text", "errors", "model", "datum", "calendars", "limiter", "romanise"},
    {
        "checks",
        "checks_sharing",
        "directions",
        "hours_text",
        "hours_tokens",
        "map_parts",
        "password",
        "schema",
        "sharing_words",
        "tables",
    },
    {"pack", "hours", "hours_words", "coverage", "areas", "hexagons"},
    {"config", "search", "places", "explain", "store"},
    {"access", "desk", "history", "maps", "exports", "sheets", "cards", "intake", "records"},
    {
        "circles",
        "corrections",
        "details",
        "finding",
        "health",
        "poster",
        "sharing",
        "sharing_ask",
        "sharing_cards",
        "sharing_register",
        "standing",
    },
    {"publication", "reports", "review"},
    {"api", "cli", "__main__"},
    {"web"},
)
FLOOR = {name: number for number, floor in enumerate(FLOORS) for name in floor}
#: Streamlit, and what only makes sense with it.
FACES = {"streamlit", "streamlit_folium", "starlette", "xstatic"}


def module_name(path: Path) -> str:
    """The module within the package by its first part: ``web/find.py`` is ``web``."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


@cache
def imports(path: Path) -> frozenset[str]:
    """Full names of all modules that a file imports, wherever in it, for types too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def own_imports(path: Path) -> set[str]:
    """Modules of the package that a file imports, by their first part."""
    parts = [name.split(".") for name in imports(path) if name.split(".")[0] == "locator"]
    return {rest[0] if rest else "" for _, *rest in parts}


MODULES = sorted(PACKAGE.rglob("*.py"))
PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]


def test_every_module_has_a_floor() -> None:
    assert {module_name(path) for path in MODULES} == set(FLOOR)
    assert sum(map(len, FLOORS)) == len(FLOOR)  # and only one


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nobody_imports_a_higher_floor(path: Path) -> None:
    own = FLOOR[module_name(path)]
    higher = {name for name in own_imports(path) if FLOOR[name] > own}
    assert higher == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_faces_know_streamlit(path: Path) -> None:
    if module_name(path) != "web":
        assert {name.split(".")[0] for name in imports(path)} & FACES == set()


def test_pages_are_faces() -> None:
    # The test above would pass on an empty folder: here Streamlit is really found.
    users = [p for p in [*MODULES, *PAGES] if "streamlit" in {n.split(".")[0] for n in imports(p)}]
    assert len(users) > 3
    for path in users:
        assert path == ROOT / "app.py" or path.parent in {ROOT / "pages", PACKAGE / "web"}


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_pages_import_no_terminal(path: Path) -> None:
    assert own_imports(path) & {"cli", "__main__"} == set()


def test_no_circles() -> None:
    below: dict[str, set[str]] = {}
    for path in MODULES:
        below.setdefault(module_name(path), set()).update(own_imports(path) - {module_name(path)})
    while below:
        free = {name for name, needs in below.items() if not needs & set(below)}
        assert free, f"these import one another: {sorted(below)}"
        below = {name: needs for name, needs in below.items() if name not in free}


@pytest.mark.parametrize("name", sorted(set(FLOOR) - {"", "__main__", "web"}))
def test_every_module_says_what_it_is_for(name: str) -> None:
    assert importlib.import_module(f"locator.{name}").__doc__
