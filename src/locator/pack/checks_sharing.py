"""What must hold of offers, needs and curated circles: who, where, until when.

Like :mod:`locator.pack.checks`: every finding is a problem, nothing is dropped.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from locator import clock
from locator.pack.checks import check_codes, check_not_future, check_pairs, check_repeated, located
from locator.pack.tables import among, last_day

if TYPE_CHECKING:
    import pandas as pd

    from locator.problems import Problems

#: A Chinese mobile number, which is a person's; an office is reached by its own telephone.
MOBILE = re.compile(r"(?<![\d-])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
#: Columns of an offer or a need in which somebody might write a person's number.
_FREE_TEXT = ("title", "description", "institution", "hours", "contact", "phone")


def check_sharing(
    problems: Problems,
    shares: pd.DataFrame,
    needs: pd.DataFrame,
    circles: pd.DataFrame,
    *,
    venues: pd.DataFrame,
    places: pd.DataFrame,
    units: pd.DataFrame,
) -> None:
    """Check offers, needs and circles against the tables that they refer to.

    The frames are as :func:`locator.pack.tables.read_table` returns them, with ``_file`` and
    ``_row``.
    """
    codes = set(units["code"]) - {""}
    for frame in (shares, needs):
        check_repeated(problems, frame, ["id"], "problem.code_twice")
        check_codes(problems, frame, codes, blank_allowed=True)
        check_not_future(problems, frame)
        _check_where(problems, frame, venues)
        _check_no_mobile(problems, frame)
        _check_valid(problems, frame)
    _check_listed(problems, shares, venues)
    check_repeated(problems, circles, ["id"], "problem.code_twice")
    check_codes(problems, circles, codes, blank_allowed=True)
    check_pairs(problems, circles)
    check_not_future(problems, circles)
    _check_centre(problems, circles, set(places["name"]))


def _check_where(problems: Problems, frame: pd.DataFrame, venues: pd.DataFrame) -> None:
    """An offer or a need stands at a venue, or in a unit under the name of an institution."""
    unit = venues.drop_duplicates("id").set_index("id")["unit"]
    named = frame["venue"] != ""
    for file, row, value in located(frame[named & ~among(frame["venue"], unit.index)], "venue"):
        problems.error("problem.share_venue", file, row, "venue", value)
    for file, row, _ in located(frame[~named & (frame["unit"] == "")], "unit"):
        problems.error("problem.share_where", file, row, "unit")
    for file, row, _ in located(frame[~named & (frame["institution"] == "")], "institution"):
        problems.error("problem.share_institution", file, row, "institution")
    own = frame["venue"].map(unit).fillna("")
    other = frame[(own != "") & (frame["unit"] != "") & (frame["unit"] != own)]
    for file, row, value in located(other, "unit"):
        problems.warning("problem.share_unit", file, row, "unit", value)


def _check_no_mobile(problems: Problems, frame: pd.DataFrame) -> None:
    for column in (c for c in (*_FREE_TEXT, "conditions") if c in frame):
        private = frame[frame[column].str.contains(MOBILE)]
        for file, row, _ in located(private, column):
            problems.error("problem.share_mobile", file, row, column)


def _check_valid(problems: Problems, frame: pd.DataFrame) -> None:
    """A day of grace, as for dates that are still to come, here to the other side."""
    yesterday = clock.today() - timedelta(days=1)
    for file, row, value in located(frame[frame["status"] == "open"], "valid_until"):
        end = last_day(value)
        if end is not None and end < yesterday:
            problems.warning("problem.share_expired", file, row, "valid_until", value)


def _check_listed(problems: Problems, shares: pd.DataFrame, venues: pd.DataFrame) -> None:
    """What a venue is said to lend must be an offer too, or nobody can find it."""
    unlisted = venues[(venues["shares"] != "") & ~among(venues["id"], set(shares["venue"]))]
    for file, row, value in located(unlisted, "shares"):
        problems.warning("problem.share_unlisted", file, row, "shares", value)


def _check_centre(problems: Problems, circles: pd.DataFrame, places: set[str]) -> None:
    """The middle of a circle: a place of ``places.csv``, or coordinates."""
    unknown = circles[(circles["place"] != "") & ~among(circles["place"], places)]
    for file, row, value in located(unknown, "place"):
        problems.error("problem.circle_place", file, row, "place", value)
    nowhere = circles["lon"].isna() & circles["lat"].isna()
    for file, row, _ in located(circles[(circles["place"] == "") & nowhere], "place"):
        problems.error("problem.circle_centre", file, row, "place")
