"""What becomes of databases and packs: damaged, cut off, emptied, exchanged, half written."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from locator.pack.change import RowChange
from locator.store import open_store
from packs import venue

if TYPE_CHECKING:
    from pathlib import Path

FILE = "venues/community_education_center.csv"
WHO = {"by": "张三", "why": "试"}


def center(identifier: str, unit: str, **more: object) -> RowChange:
    row = venue(identifier, f"虚构中心{identifier}", "community_education_center", unit, **more)
    return RowChange(FILE, identifier, None, {name: str(value) for name, value in row.items()})


# -- databases ----------------------------------------------------------------------------------


def damaged(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[20:] = b"\xa5" * (len(raw) - 20)
    file.write_bytes(raw)


def truncated(file: Path) -> None:
    raw = file.read_bytes()
    file.write_bytes(raw[: len(raw) // 3])


def no_database(file: Path) -> None:
    file.write_text("这不是数据库" * 500, encoding="utf-8")


def deleted(file: Path) -> None:
    file.unlink()


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def wiped(file: Path) -> None:
    with sqlite3.connect(file) as base:
        base.execute("DELETE FROM store_change")
        base.execute("DELETE FROM store_entry")
    base.close()


def rewritten(file: Path) -> None:
    """Another log of the same length."""
    file.unlink()
    other = open_store(f"sqlite:///{file.resolve()}?other")
    for n in (1, 2):
        other.publish("99", [center(f"x{n}", "990102")], head=n - 1, **WHO)


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


#: Harm done to a database of two publications, and what health says of it then.
HARM = {
    damaged: "store",
    truncated: "store",
    no_database: "store",
    deleted: "backwards",
    emptied: "backwards",
    wiped: "backwards",
    rewritten: "backwards",
    a_folder: "backwards",
}


# -- packs --------------------------------------------------------------------------------------


def missing(folder: Path) -> None:
    for file in sorted(folder.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    folder.rmdir()


def half_written(folder: Path) -> None:
    file = folder / "units.csv"
    raw = file.read_bytes()
    file.write_bytes(raw[: len(raw) // 2 + 1])


def no_text(folder: Path) -> None:
    (folder / "villages.csv").write_bytes(b"\xff\xfe\x00\x81" * 9)


def no_toml(folder: Path) -> None:
    (folder / "city.toml").write_text("[city\n", encoding="utf-8")
