"""What must hold of everyday names and former units: what they stand for exists.

Like :mod:`locator.pack.checks`: every finding is a problem, nothing is dropped.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from locator import clock
from locator.pack.checks import check_repeated, located
from locator.pack.tables import among

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from locator.problems import Problems


def check_names(
    problems: Problems,
    aliases: pd.DataFrame,
    successors: pd.DataFrame,
    *,
    units: pd.DataFrame,
    venues: pd.DataFrame,
    places: pd.DataFrame,
    layers: Collection[str],
) -> None:
    """Check aliases and successors against the tables that they refer to.

    The frames are as :func:`locator.pack.tables.read_table` returns them, with ``_file`` and
    ``_row``; ``layers`` are the codes of the catalogue.
    """
    codes = set(units["code"]) - {""}
    known = {
        "unit": codes,
        "venue": set(venues["id"]),
        "place": set(places["name"]),
        "layer": set(layers),
    }
    for kind, names in known.items():
        rows = aliases[(aliases["kind"] == kind) & (aliases["target"] != "")]
        for file, row, target in located(rows[~among(rows["target"], names)], "target"):
            problems.error("problem.alias_target", file, row, "target", target, kind=kind)
    check_repeated(problems, aliases, ["alias", "kind", "target"], "problem.name_twice")
    check_repeated(problems, successors, ["name", "successor"], "problem.name_twice")
    gone = successors[(successors["successor"] != "") & ~among(successors["successor"], codes)]
    for file, row, code in located(gone, "successor"):
        problems.error("problem.unknown_unit", file, row, "successor", code)
    for file, row, code in located(successors[among(successors["code"], codes)], "code"):
        problems.error("problem.former_current", file, row, "code", code)
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    for file, row, date in located(successors[successors["date"] > tomorrow], "date"):
        problems.error("problem.future_date", file, row, "date", date)
