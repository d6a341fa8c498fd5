"""What an answer leaves out only because its record does not say: when, for whom, at what price.

Not to say is not to say no: a place that never wrote down that children may come is no place
without children. It is never counted, and never lost: it is listed apart, to be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from locator.venues.search import HOURS, said_open

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from locator.venues.rows import VenueRows
    from locator.venues.search import VenueQuery

#: The section of a listing → the conditions that a record may be silent on.
UNSAID = {"no_hours": ("open_at", "open_in"), "no_whom": ("audiences",), "no_price": ("free_only",)}


def conditions_given_up(query: VenueQuery) -> Iterator[tuple[str, VenueQuery]]:
    """Each section that a query may need, and the query without what its records do not say."""
    asked = query.active()
    for section, fields in UNSAID.items():
        if set(fields) & set(asked):
            wider = query
            for field in fields:
                wider = wider.without(field)
            yield section, wider


def silent(section: str, rows: VenueRows, query: VenueQuery) -> NDArray[np.bool_]:
    """Which rows say nothing of what a section is about, (n,)."""
    if section == "no_hours":
        said = said_open(query, *(rows[name] for name in HOURS))
        return np.array([answer is None for answer in said], dtype=bool) & (
            rows["status"] == "open"
        )
    column = {"no_whom": "audience", "no_price": "admission"}[section]
    return np.asarray(rows[column] == "", dtype=bool)
