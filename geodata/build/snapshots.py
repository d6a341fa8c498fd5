"""The snapshots that the packs begin with: ``python geodata/build/snapshots.py``.

Suzhou begins with one of the pack as it is, which this script writes. The invented city has three,
written by ``demo.py``: its records as they would have stood on three days, by their own dates.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING

from common import PACK

from locator.coverage.snapshots import take, to_json
from locator.coverage.verdicts import evaluate_pack
from locator.pack.files import SNAPSHOTS, PackFiles
from locator.pack.read import load_pack

if TYPE_CHECKING:
    from pathlib import Path

SUZHOU_DAY = "2026-11-25"
#: The last day is the pack as it is: its latest record is of June 2026.
DEMO_DAYS = ("2025-12-31", "2026-03-31", "2026-06-30")
#: A row as it stood on a day, None when it did not.
Known = Callable[[dict[str, str], str], dict[str, str] | None]
FICTIONAL = "虚构示例 / fictional demo"

#: In the first snapshot the city's own budget rule still had a threshold (yuan a resident): it
#: shows what a comparison says of a rule that changed.
_BUDGET = 'indicator = "budget_per_resident"\n'
_THRESHOLD = "min = 1\n"


def write(folder: Path, day: str, laid: dict[str, bytes], *, hour: str, by: str, note: str) -> None:
    """Write the snapshot of a pack, with files laid over it, into its folder."""
    pack = load_pack(folder, laid)
    snapshot = take(
        pack, evaluate_pack(pack), name=day, at=f"{day}T{hour}:00:00Z", by=by, note=note
    )
    path = folder / SNAPSHOTS / f"{day}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(to_json(snapshot), encoding="utf-8", newline="\n")


def build_demo(folder: Path) -> None:
    """Write the three snapshots of the invented city, whose tables lie in ``folder``."""
    for day in DEMO_DAYS:
        write(folder, day, as_of(folder, day), hour="08", by=FICTIONAL, note=FICTIONAL)


def as_of(folder: Path, day: str) -> dict[str, bytes]:
    """The files of a pack with only what was on record on a day.

    Venues and declarations have a date. A venue closed or suspended later was open. The figures
    of a year are known a quarter after it. Offers, needs and circles came last.
    """
    if day == DEMO_DAYS[-1]:
        return {}
    laid = {}
    for file in PackFiles(folder).all_names():
        if file.startswith("venues/"):
            laid[file] = _rows(folder / file, day, _venue)
        elif file == "reporting.csv":
            laid[file] = _rows(folder / file, day, _declaration)
        elif file == "indicators.csv":
            laid[file] = _rows(folder / file, day, _figure)
        elif file in {"shares.csv", "needs.csv", "circles.csv"}:
            laid[file] = _rows(folder / file, day, _nothing)
    if day == DEMO_DAYS[0]:
        rules = (folder / "requirements.toml").read_text(encoding="utf-8")
        laid["requirements.toml"] = rules.replace(_BUDGET, _BUDGET + _THRESHOLD).encode()
    return laid


def _venue(row: dict[str, str], day: str) -> dict[str, str] | None:
    if row["source_date"] <= day:
        return row
    return row | {"status": "open"} if row["status"] in {"closed", "suspended"} else None


def _declaration(row: dict[str, str], day: str) -> dict[str, str] | None:
    return row if row["as_of"] <= day else None


def _figure(row: dict[str, str], day: str) -> dict[str, str] | None:
    return row if f"{int(row['year']) + 1}-03-31" <= day else None


def _nothing(row: dict[str, str], day: str) -> None:  # noqa: ARG001 - as the others
    return None


def _rows(path: Path, day: str, known: Known) -> bytes:
    text = path.read_text(encoding="utf-8")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, reader.fieldnames or (), lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for given in reader if (row := known(given, day)) is not None)
    return buffer.getvalue().encode()


def main() -> None:
    """Write Suzhou's first snapshot."""
    note = "数据包建成时 / as the pack was built"
    write(PACK, SUZHOU_DAY, {}, hour="04", by="geodata/build", note=note)


if __name__ == "__main__":
    main()
