"""What is on offer: what institutions registered, and what venues and schools are on record for.

A venue's record says what it shares and what it teaches; of a school it is its kind that says so.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from locator.names.keys import bare_key
from locator.pack import schema
from locator.pack.model import LEVELS, LIST_SEPARATOR, SHARE_KINDS

if TYPE_CHECKING:
    from collections.abc import Hashable

    from locator.pack.model import CityPack

#: Packs of which the venues' offers are remembered.
_PACKS = 8
#: Columns of an offer that a venue's record has under this or another name.
_CELLS = {"title": "name", "title_en": "name_en", "venue": "id", "hours": "opening_hours",
          "cost": "admission"}  # fmt: skip # a table


def offers(pack: CityPack) -> pd.DataFrame:
    """``pack.shares``, then a row for each venue and each kind that its record says it offers.

    A kind that a venue has registered is not said twice. A row made of a record has the id
    ``venue-kind`` and the record's own source. The column ``words`` is what a row made of a record
    is searched in: its name without those of units, which may sound like a course, and its note.
    """
    return pd.concat([pack.shares.assign(words=""), _of_venues(pack)])


@lru_cache(_PACKS)
def _of_venues(pack: CityPack) -> pd.DataFrame:
    venues = pack.venues[pack.venues["status"] == "open"]
    teaching = [code for code in pack.catalogue.layers if pack.catalogue.teaches(code)]
    said = {kind: _says(venues["shares"], kind) for kind in SHARE_KINDS}
    said["course"] |= (venues["topics"] != "") | venues["layer"].isin(teaching)
    parts = []
    for kind, offered in said.items():
        registered = pack.shares.loc[pack.shares["kind"] == kind, "venue"]
        parts.append(_as_offers(pack, venues[offered & ~venues["id"].isin(registered)], kind))
    return pd.concat(parts).reindex(columns=[*pack.shares.columns, "words"])


def _says(cells: pd.Series[str], kind: str) -> pd.Series[bool]:
    # Of a city without venues the mapping would stay text.
    return cells.map(
        lambda cell: kind in {code.strip() for code in cell.split(LIST_SEPARATOR)}
    ).astype(bool)


def _as_offers(pack: CityPack, venues: pd.DataFrame, kind: str) -> pd.DataFrame:
    rows = venues.assign(**{name: venues[own] for name, own in _CELLS.items()})
    blank = [name for name in schema.SHARES.names if name not in rows]
    rows = rows.assign(**dict.fromkeys(blank, "") | {"kind": kind, "id": venues["id"] + f"-{kind}"})
    words = [_words(pack, venue) for venue in venues.to_dict("records")]
    rows = rows.assign(words=pd.Series(words, index=rows.index, dtype=object))
    return rows.set_index("id", drop=False)


def _words(pack: CityPack, venue: dict[Hashable, Any]) -> str:
    name = venue["name"]
    for level in LEVELS:
        if (unit := venue.get(level)) in pack.units.index:
            own = str(pack.units.at[unit, "name"])
            name = name.replace(own, " ").replace(bare_key(own), " ")
    return f"{name} {venue['note']}"
