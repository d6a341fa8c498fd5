"""What the questions' rooms say of a pack's cells and files that only they read.

Opening hours, snapshots, a planner's candidates and streets of the pack's own are no matter of
:mod:`locator.pack`, yet whoever checks a pack wants to hear of them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from locator.coverage.snapshots import from_json
from locator.geo.datum import CityShape
from locator.hours import parse
from locator.pack.checks_points import metres_text
from locator.pack.files import SNAPSHOTS, PackFiles
from locator.pack.rows import read_rows
from locator.problems import LocatorError, Problems
from locator.reach.candidates import LIST_FILE, read_candidates
from locator.ways import OWN
from locator.ways.network import find_network

if TYPE_CHECKING:
    import pandas as pd

    from locator.pack.model import CityPack

#: Who names no hour and says where to ask has said all that there is.
_ELSEWHERE = re.compile(
    r"(?i)\D*(?:公告|通知|通告|公布|为准|预约|咨询|联系|电话|官网|公众号|appointment|website|call)\D*"
)


def check_beside(pack: CityPack) -> Problems:
    """Hours that are not understood, and files of which reach would make nothing."""
    problems, files = Problems(), PackFiles(pack.path, {})
    _check_hours(problems, pack, files)
    _check_snapshots(problems, pack, files)
    text = files.text(problems, LIST_FILE) if files.has(LIST_FILE) else None
    try:
        if text is not None:
            _check_far(problems, pack, read_candidates(pack, text, LIST_FILE))
    except LocatorError as failure:
        problems.extend(failure.problems)
    try:
        find_network(pack.path / OWN)
    except LocatorError as failure:
        problems.extend(replace(problem, file=OWN) for problem in failure.problems)
    return problems


def _check_far(problems: Problems, pack: CityPack, sites: pd.DataFrame) -> None:
    shape = CityShape(pack.outlines, pack.units, pack.city.metric_crs)
    metres = shape.distances(sites["lon"], sites["lat"])
    for name, away in zip(sites["name"], metres, strict=True):
        if away > shape.doubt:
            problems.warning(
                "reach.list_outside", LIST_FILE, None, "lon", name, metres=metres_text(away)
            )


def _check_snapshots(problems: Problems, pack: CityPack, files: PackFiles) -> None:
    """Snapshots that cannot be compared, beside those of which the pack's own check says so."""
    told = {problem.file for problem in pack.problems}
    for file in files.names(SNAPSHOTS, ".json"):
        try:
            if file not in told:
                from_json(files.read(file), file)
        except LocatorError as failure:
            problems.extend(failure.problems)


def _check_hours(problems: Problems, pack: CityPack, files: PackFiles) -> None:
    layers = pack.venues.groupby("layer")
    listed = [(f"venues/{layer}.csv", rows, "opening_hours") for layer, rows in layers]
    for file, rows, column in [
        *listed,
        ("shares.csv", pack.shares, "hours"),
        ("needs.csv", pack.needs, "hours"),
    ]:
        unread = [text for text in rows[column].unique() if text and not _read(text)]
        lines = _lines(files, file) if unread else {}
        for key, text in rows.loc[rows[column].isin(unread), ["id", column]].to_numpy():
            problems.warning("problem.hours_unread", file, lines.get(key), column, text)


def _read(text: str) -> bool:
    """Whether hours are understood, or name none and say where to ask."""
    return parse(text).understood or bool(_ELSEWHERE.fullmatch(text))


def _lines(files: PackFiles, file: str) -> dict[str, int]:
    """The line of each venue of a file; those of the log stand on none."""
    rows = read_rows(file, files.read(file)).rows if files.has(file) else ()
    return {row.key: row.line for row in rows if row.key}
