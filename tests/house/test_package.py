"""The package: everything imported is declared and locked, and the wheel works from any folder."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import packages_distributions
from pathlib import Path
from urllib.request import urlopen

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from locator.extras import EXTRAS, missing_extra
from locator.folders import SUZHOU
from locator.pack.kept import KeptPacks
from locator.site.site import PACKS

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.txt", "tests/requirements.txt")


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(one).name) for one in requirements}


CORE = names(PROJECT["project"]["dependencies"])
OPTIONAL = {
    extra: names(wanted)
    for extra, wanted in PROJECT["project"]["optional-dependencies"].items()
    if extra != "all"
}


def imported(*patterns: str) -> set[str]:
    """Third-party modules that files of ours import, by their first name."""
    found = set()
    files = [file for pattern in patterns for file in ROOT.glob(pattern)]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    ours = {file.stem for file in files} | {"locator", "benchmarks"}
    return found - set(sys.stdlib_module_names) - ours


APPLICATION = ("app.py", "pages/*.py", "src/**/*.py")


DISTRIBUTIONS = packages_distributions()


def distributions(module: str) -> set[str]:
    return {canonicalize_name(name) for name in DISTRIBUTIONS[module]}


def test_everything_imported_is_declared() -> None:
    declared = CORE.union(*OPTIONAL.values())
    modules = imported(*APPLICATION)
    assert {"pandas", "streamlit", "branca", "jinja2", "lxml"} <= modules
    assert [module for module in sorted(modules) if not distributions(module) & declared] == []


def test_everything_that_tests_import_is_declared() -> None:
    declared = CORE.union(*OPTIONAL.values(), names(PROJECT["dependency-groups"]["test"]))
    modules = imported("tests/**/*.py", "benchmarks/*.py", "geodata/build/*.py")
    assert {"pytest", "hypothesis", "openpyxl"} <= modules
    assert [module for module in sorted(modules) if not distributions(module) & declared] == []


def test_a_missing_module_is_told_by_its_extra() -> None:
    for extra, modules in EXTRAS.items():
        for module in modules:
            assert distributions(module) & OPTIONAL[extra], (extra, module)
            assert not distributions(module) & CORE, module
    told = {module for modules in EXTRAS.values() for module in modules}
    untold = {m for m in imported(*APPLICATION) if not distributions(m) & CORE} - told
    assert untold == set()
    failure = missing_extra(ModuleNotFoundError(name="docx.shared"))
    assert failure.problems[0].params == {"module": "docx", "extra": "reports"}
    with pytest.raises(ModuleNotFoundError):
        missing_extra(ModuleNotFoundError(name="locator.nothing"))


def pins(lock: str) -> dict[str, str]:
    """Versions of a lock by package; every one has its hashes."""
    found = {}
    for entry in re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8")):
        if not entry.startswith("#"):
            line = entry.split("\\")[0]
            wanted = Requirement(line.strip())
            assert "--hash=sha256:" in entry, line
            found[canonicalize_name(wanted.name)] = str(wanted.specifier).removeprefix("==")
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_declared_is_locked(lock: str) -> None:
    locked = pins(lock)
    project = PROJECT["project"]
    asked = [*project["dependencies"], *PROJECT["dependency-groups"]["build"]]
    for extra, wanted in project["optional-dependencies"].items():
        asked += wanted if extra != "all" else []
    if lock.startswith("tests"):
        asked += PROJECT["dependency-groups"]["test"]
    for wanted in map(Requirement, asked):
        assert locked[canonicalize_name(wanted.name)] in wanted.specifier, str(wanted)


def test_both_locks_agree() -> None:
    application, tests = (pins(lock) for lock in LOCKS)
    assert {name: tests.get(name) for name in application} == application


#: Modules that take longest to import, and what the quick commands do not need of them.
HEAVY = {"pandas", "numpy", "geopandas", "scipy", "sqlalchemy", "pypinyin", "streamlit", "folium"}


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        (["--help"], set()),
        (["serve", "--help"], set()),
        (["hours", "周一至周五 9:00-17:00"], set()),
        (["convert", "--from", "gcj02", "--to", "wgs84", "120.6", "31.3"], {"numpy"}),
        (
            ["near", "--lon", "120.62", "--lat", "31.32", "--format", "json"],
            {"numpy", "pandas", "geopandas"},
        ),
    ],
)
def test_a_command_imports_what_it_needs(
    command: list[str], needed: set[str], tmp_path: Path
) -> None:
    if command[0] == "near":  # what reads and checks is for who asks first
        KeptPacks(tmp_path / PACKS).load(SUZHOU)
    code = (
        "import sys\nfrom locator.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    environment = {"PYTHONPATH": str(ROOT / "src"), "LOCATOR_DATA": str(tmp_path), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code, *command],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
        encoding="utf-8",
    )
    assert set(ast.literal_eval(done.stderr.splitlines()[-1])) <= needed


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Programs of an environment with our wheel: other packages are here, the checkout is not."""
    folder = tmp_path_factory.mktemp("installed")
    # A copy, so that building leaves nothing in the checkout.
    source = folder / "source"
    left_out = shutil.ignore_patterns(".*cache", ".git", ".venv*", "data", "__pycache__")
    shutil.copytree(ROOT, source, ignore=left_out)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*build, "--wheel-dir", str(folder), str(source)], check=True)
    [wheel] = folder.glob("*.whl")
    home = folder / "venv"
    venv.create(home, with_pip=False)
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    [place] = home.glob("**/site-packages")
    # Folders named here are searched, but their own .pth files (the checkout's) are not followed.
    [packages] = {str(Path(pytest.__file__).parents[1])}
    (place / "others.pth").write_text(packages, encoding="utf-8")
    install = [*pip, "--python", str(programs / "python"), "install", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True)
    return programs


@pytest.fixture
def away(tmp_path: Path) -> dict[str, str]:
    """An environment that knows nothing of the checkout, with a home of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "share")}


def test_the_wheel_answers_from_any_folder(
    installed: Path, away: dict[str, str], tmp_path: Path
) -> None:
    def run(*command: str) -> str:
        done = subprocess.run(
            [installed / "locator", *command],
            capture_output=True,
            cwd=tmp_path,
            env=away,
            check=True,
            encoding="utf-8",
        )
        return done.stdout

    near = json.loads(run("near", "--lon", "120.62", "--lat", "31.32", "--format", "json"))
    assert len(near["venues"]) == 10
    verdicts = json.loads(run("coverage", "--status", "met", "--format", "json"))
    assert {verdict["status"] for verdict in verdicts} == {"met"}
    # A pack that somebody keeps elsewhere, alone.
    shutil.copytree(ROOT / "geodata" / "demo", tmp_path / "elsewhere")
    checked = json.loads(run("check", "--pack", "elsewhere", "--format", "json"))
    assert (checked["problems"], checked["counts"]["county"]) == ([], 4)
    run("report", "--kind", "xlsx", "--out", "plan.xlsx")
    assert (tmp_path / "plan.xlsx").read_bytes()[:2] == b"PK"
    run("snapshot", "create", "--by", "a test")
    assert [path.name for path in (tmp_path / "share").glob("*/*.sqlite3")] == ["locator.sqlite3"]
    assert "suzhou" not in {path.name for path in tmp_path.iterdir()}


def test_the_wheel_serves_from_any_folder(
    installed: Path, away: dict[str, str], tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [installed / "locator", "serve", "--port", str(port), "--address", "127.0.0.1"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=away, stdout=subprocess.PIPE, encoding="utf-8"
    ) as server:
        try:
            # It says its address when it is ready.
            assert any("http://" in line for line in server.stdout or ())
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60) as answer:
                assert json.load(answer)["cities"] == ["suzhou", "demo"]
        finally:
            server.terminate()
