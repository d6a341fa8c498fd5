"""Tables of a pack in memory as they were read: with file and row, and the key of each row."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from locator.pack import schema

if TYPE_CHECKING:
    from locator.pack.model import CityPack

#: The key of each row by its number, by file.
Keys = dict[str, dict[int, str]]


#: Of two packs: the one that is shown, and the one that was before it.
@lru_cache(maxsize=2 * len(schema.TABLES))
def as_read(pack: CityPack, table: schema.Table) -> tuple[pd.DataFrame, Keys]:
    """A table of a pack as it was read, and the keys of its rows; only to be looked at.

    A list is tried out again with each answer, on the same pack.
    """
    was: pd.DataFrame = getattr(pack, table.name).reset_index(drop=True)
    file = _files(was, table)
    own = was[list(table.names)].assign(_file=file, _row=file.groupby(file).cumcount() + 1)
    if table is schema.UNITS:
        own["counts"] = own["counts"].map({True: "yes", False: "no"}).astype("str")
    keys = Keys()
    for name, part in own.groupby("_file"):
        key = [part[c] for c in schema.KEYS[schema.family(str(name)) or str(name)]]
        columns = [(c if c.dtype == "str" else c.map(_text)).to_numpy(object) for c in key]
        found = map("|".join, zip(*columns, strict=True))
        keys[str(name)] = dict(zip(part["_row"], found, strict=True))
    return own, keys


def _files(held: pd.DataFrame, table: schema.Table) -> pd.Series[str]:
    """The file in which each row of a table stands."""
    if table is schema.VENUES:
        return "venues/" + held["layer"] + ".csv"
    named = pd.Series(f"{table.name}.csv", index=held.index, dtype="str")
    if table is schema.UNITS:
        return named.mask(held["level"] == "village", "villages.csv")
    return named


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"
