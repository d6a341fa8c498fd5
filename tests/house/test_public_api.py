"""The public Python API: its names, its examples, and the notebook that walks through it."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

import locator

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs" / "notebook.md"
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def examples(name: str) -> list[doctest.DocTest]:
    asked = getattr(locator, name)
    # The room of coverage is asked by calling it.
    asked = type(asked).__call__ if name == "coverage" else asked
    return doctest.DocTestFinder(recurse=False).find(asked, name, module=False, globs={})


def failures(test: doctest.DocTest) -> str:
    said: list[str] = []
    doctest.DocTestRunner(optionflags=OPTIONS).run(test, out=said.append)
    return "".join(said)


@pytest.mark.parametrize("name", locator.__all__)
def test_every_public_name_has_examples_that_hold(name: str) -> None:
    [test] = examples(name)
    assert test.examples
    assert failures(test) == ""


def test_the_package_itself_has_an_example_that_holds() -> None:
    [test] = doctest.DocTestFinder(recurse=False).find(locator, "locator", globs={})
    assert test.examples
    assert failures(test) == ""


def test_importing_the_package_costs_nothing() -> None:
    code = "import sys, locator; print(*(m for m in sys.modules if m.startswith('locator')))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "src")},
    )
    assert done.stdout.split() == ["locator"]


def test_an_unknown_name_is_none() -> None:
    with pytest.raises(AttributeError, match="coverages"):
        _ = locator.coverages
    assert set(locator.__all__) <= set(dir(locator))


def test_the_notebook_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The blocks of Python run one after another; what each prints is the block behind it."""
    text = NOTEBOOK.read_text(encoding="utf-8")
    blocks = re.findall(r"```(python|text)\n(.*?)```", text, re.DOTALL)
    assert sum(kind == "python" for kind, _ in blocks) >= 6
    monkeypatch.chdir(tmp_path)
    source: list[str] = []
    for kind, block in blocks:
        source.append(block if kind == "python" else f"print({ENDED!r})\n")
    done = subprocess.run(
        [sys.executable, "-c", "".join(source)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONIOENCODING": "utf-8",
            "LOCATOR_DATA": str(tmp_path),
        },
    )
    assert done.returncode == 0, done.stderr
    *printed, rest = re.sub(r" +\n", "\n", done.stdout).split(ENDED + "\n")
    assert rest == ""
    assert printed == [block for kind, block in blocks if kind == "text"]


ENDED = "-- end of what a block prints --"
