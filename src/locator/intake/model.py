"""What travels between the steps of an import: sheets as they were read, and the result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from locator.errors import Problem


@dataclass(frozen=True)
class Sheet:
    """One table of an upload, as text, before anything is understood.

    Attributes
    ----------
    name
        Sheet of a workbook, layer of a geographic file, "" for a CSV file.
    cells
        One column a header of the file, in order, all ``str``, ``""`` for an empty cell; dates
        that a workbook holds as dates are ISO text; numbers have no trailing ``.0``. The index
        is the row of the file (header line = 1; features count from 1).
    geometry
        None for a plain table; otherwise the shapes, same index, with the CRS that the file
        declares (None when it declares none). Never reprojected.
    hidden
        Whether the workbook hides the sheet, as it does with lists of choices.
    """

    name: str
    cells: pd.DataFrame
    geometry: gpd.GeoSeries | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Upload:
    """A file somebody handed in: its sheets and what was wrong with it.

    ``problems`` with an error and no sheets means that the file could not be used at all.
    """

    name: str
    sha256: str
    sheets: tuple[Sheet, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
