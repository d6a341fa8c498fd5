"""``region.toml``: which packs beside it make a region, and what the region is called.

A pack of the region that brings no ``requirements.toml`` is judged by the one beside this file
(:func:`locator.pack.files.path_of`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from locator.pack.files import REGION_FILE, PackFiles
from locator.pack.tables import read_toml
from locator.pack.toml_files import CITY_FILE, keys_fit, unknown_key
from locator.problems import Problem, Problems, QueryError

if TYPE_CHECKING:
    from pathlib import Path

_TYPES: dict[str, tuple[type, ...]] = {
    "code": (str,), "name": (str,), "name_en": (str,), "cities": (list,),
}  # fmt: skip # a table, a row a line


@dataclass(frozen=True, slots=True)
class Region:
    """A province or any other set of cities: its code, its names and the folders of its packs."""

    code: str
    name: str
    name_en: str
    folders: tuple[Path, ...]


def read_region(folder: Path) -> Region:
    """The region of a folder.

    Raises
    ------
    QueryError
        There is no ``region.toml``, something of it cannot be used, a pack that it names is not
        there, or two packs are of one city.
    """
    problems = Problems(REGION_FILE)
    document = read_toml(PackFiles(folder.resolve()), problems, REGION_FILE)
    entry = document.get("region", {}) if document else {}
    if document and not isinstance(entry, dict):
        problems.error("problem.toml_value", None, None, "region", entry)
        entry = {}
    for key in entry:
        if key not in _TYPES:
            unknown_key(problems, REGION_FILE, None, key, _TYPES, "region.")
    fits = bool(document) and keys_fit(
        problems, REGION_FILE, None, entry, _TYPES, _TYPES, "region."
    )
    folders = _folders(folder.resolve(), entry["cities"], problems) if fits else ()
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise QueryError(errors)
    return Region(entry["code"], entry["name"], entry["name_en"], folders)


def _folders(root: Path, names: list[Any], problems: Problems) -> tuple[Path, ...]:
    folders, codes = [], dict[str, str]()
    if not names:
        problems.error("problem.toml_missing", None, None, "region.cities")
    for name in names:
        # A name, no way out of the folder: what a region shares is found beside its packs.
        folder = root / name if isinstance(name, str) and name else root
        if folder.parent != root or not folder.is_dir():
            problems.error("region.no_pack", None, None, "region.cities", name)
            continue
        read = read_toml(PackFiles(folder), Problems(), CITY_FILE).get("city")
        code = read.get("code") if isinstance(read, dict) else None
        if isinstance(code, str) and (first := codes.setdefault(code, name)) is not name:
            problems.append(
                Problem(
                    "error",
                    "region.twice",
                    REGION_FILE,
                    column="region.cities",
                    value=name,
                    params={"code": code, "first": first},
                )
            )
        folders.append(folder)
    return tuple(folders)
