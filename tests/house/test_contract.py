"""Who may import whom, and what every room says of itself.

The layers are import-linter's contracts in ``pyproject.toml``; here they are run, and what they
cannot see (pages are no package, relative imports, docstrings) is held.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "locator"
MODULES = sorted(PACKAGE.rglob("*.py"))
PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]
#: Every folder of modules is a room.
ROOMS = sorted({path.parent for path in MODULES} - {PACKAGE})


def imports(path: Path) -> set[str]:
    """Full names of all modules that a file imports, wherever in it, for types too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def contracts(folder: Path, config: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the package in a folder."""
    command = "from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", command, "--config", str(config), "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_layers_hold() -> None:
    run = contracts(PACKAGE.parent, ROOT / "pyproject.toml")
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_layer_that_reaches_up_is_seen(tmp_path: Path) -> None:
    for room, text in (("low", "from locator.high import b"), ("high", "b = 1")):
        (tmp_path / "locator" / room).mkdir(parents=True)
        (tmp_path / "locator" / room / "__init__.py").write_text(text)
    (tmp_path / "locator" / "__init__.py").write_text("")
    (tmp_path / "pyproject.toml").write_text(
        "[tool.importlinter]\nroot_package = 'locator'\n[[tool.importlinter.contracts]]\n"
        "id = 'rooms'\nname = 'rooms'\ntype = 'layers'\ncontainers = ['locator']\n"
        "layers = ['high', 'low']\n"
    )
    run = contracts(tmp_path, tmp_path / "pyproject.toml")
    assert run.returncode == 1
    assert "locator.low -> locator.high" in run.stdout


def test_imports_are_absolute() -> None:
    for path in [*MODULES, *PAGES]:
        imports(path)


def test_pages_import_no_terminal() -> None:
    names = {(path.name, name) for path in PAGES for name in imports(path)}
    assert not {at for at in names if at[1].startswith("locator.cli")}


def test_pages_are_faces() -> None:
    # The contract would hold of an empty folder: here Streamlit is really found.
    assert len([p for p in PAGES if "streamlit" in imports(p)]) > 3


def test_every_module_says_what_it_is_for() -> None:
    docs = {p: ast.get_docstring(ast.parse(p.read_text(encoding="utf-8"))) or "" for p in MODULES}
    assert [str(path) for path, doc in docs.items() if len(doc) <= 10] == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_room_says_what_it_answers_and_what_it_may_use(room: Path) -> None:
    doc = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert "?" in doc, f"{room}: which question does it answer?"
    assert "May use" in doc, f"{room}: which lower rooms may it use?"
    assert len(doc.splitlines()) <= 8
