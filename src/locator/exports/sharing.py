"""Supply against need of shared resources as a file to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from locator.exports.files import csv_file
from locator.wording.catalogue import Lang, t
from locator.wording.labels import label
from locator.wording.names import unit_path

if TYPE_CHECKING:
    from locator.pack.model import CityPack


def balance_csv(pack: CityPack, table: pd.DataFrame, lang: Lang) -> bytes:
    """Rows of :func:`locator.sharing.search.balance` with their names, as a CSV file."""
    columns = {
        "unit": table["unit"],
        "place": [unit_path(pack, code, lang) for code in table["unit"]],
        "kind": [label("share", kind, lang) for kind in table["kind"]],
        "offered": table["offered"],
        "asked": table["asked"],
    }
    named = pd.DataFrame({t(f"share.column_{name}", lang): c for name, c in columns.items()})
    return csv_file(named, pack)
