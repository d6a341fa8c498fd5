"""A change of one row of a pack, in the words of the pack's own files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Cells of one row by column name, as text, as a CSV file of the pack holds them.
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row of one file of a pack before and after.

    Attributes
    ----------
    file
        File of the pack with forward slashes: ``venues/library.csv``, ``reporting.csv``,
        ``outlines.geojson``.
    key
        What identifies the row in its file: the values of the table's key columns
        (:data:`locator.pack.schema.KEYS`) joined with ``|``.
    before
        The whole row as it was; None for a new row.
    after
        The whole row as it becomes; None for one that is taken out. A feature of a GeoJSON file
        has its properties as cells, and its geometry as GeoJSON text in the cell ``geometry``.
    """

    file: str
    key: str
    before: Mapping[str, str] | None
    after: Mapping[str, str] | None
