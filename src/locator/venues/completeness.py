"""How good the records are: per layer and county what is filled, how old it is, what is missing.

Pure functions of a pack and a day. Shares always stand with what they are a share of; a place
without records is not complete, it is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from locator.pack.model import CityPack

#: What a good record has, as columns of :func:`completeness`.
QUALITIES = ("position", "address", "hours", "phone", "source", "verified")
#: A record whose source is older than so many months is to be looked at again.
FRESH_MONTHS = 12
_KEYS = ["layer", "county"]
_FIRST = "-01"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many records have a quality."""

    quality: str
    n: int
    of: int

    @property
    def percent(self) -> int:
        """Whole percent, 100 only where nothing is missing and 0 only where all is."""
        if not self.of:
            return 0
        rounded = round(100 * self.n / self.of)
        return min(max(rounded, int(self.n > 0)), 100 if self.n == self.of else 99)


def fresh_since(today: date) -> date:
    """The day twelve months ago: what was verified before it is old."""
    year = today.year - FRESH_MONTHS // 12
    leap = today.month == 2 and today.day == 29
    return date(year, today.month, 28 if leap else today.day)


def verified(source_dates: pd.Series[str], today: date) -> pd.Series[bool]:
    """Whether a source's date proves that it was looked at within twelve months.

    A date without month or day counts from the first day it may mean: what may be older than
    twelve months is not proven to be younger.
    """
    first = source_dates.where(source_dates.str.len() > 4, source_dates + _FIRST)
    first = first.where(first.str.len() > 7, first + _FIRST)
    return (source_dates != "") & (first >= fresh_since(today).isoformat())


def completeness(pack: CityPack, today: date) -> pd.DataFrame:
    """Records and what they have, by layer and county.

    Returns
    -------
    DataFrame
        ``layer, county, records`` and the counts of :data:`QUALITIES`: ``position`` with an exact
        position, ``address``, ``hours``, ``phone``, ``source``, ``verified`` within twelve months
        of ``today``. One row for each pair with a record, in the catalogue's and the pack's order;
        ``county`` is "" for what is known by the city alone.
    """
    venues = pack.venues
    has = pd.DataFrame(
        {
            "layer": venues["layer"],
            "county": venues["county"],
            "records": 1,
            "position": venues["precision"] == "exact",
            "address": venues["address"] != "",
            "hours": venues["opening_hours"] != "",
            "phone": venues["phone"] != "",
            "source": venues["source"] != "",
            "verified": verified(venues["source_date"], today),
        }
    )
    table = has.groupby(_KEYS, sort=False).sum().astype("int64").reset_index()
    layers = {code: n for n, code in enumerate(pack.catalogue.layers)}
    units = {code: n for n, code in enumerate(pack.units.index)}
    order = pd.DataFrame(
        {"layer": table["layer"].map(layers), "county": table["county"].map(units)}
    )
    return table.loc[order.sort_values(_KEYS, na_position="last").index].reset_index(drop=True)


def total(table: pd.DataFrame) -> tuple[Share, ...]:
    """The whole of some rows of :func:`completeness`, quality by quality."""
    records = int(table["records"].sum())
    return tuple(Share(quality, int(table[quality].sum()), records) for quality in QUALITIES)


def overall(table: pd.DataFrame) -> Share:
    """All qualities together: how many of the cells that good records would fill are filled."""
    shares = total(table)
    return Share("", sum(share.n for share in shares), sum(share.of for share in shares))


def share(table: pd.DataFrame, quality: str) -> Share:
    """One quality of some rows, or with ``""`` all of them together."""
    return next((one for one in total(table) if one.quality == quality), overall(table))
