"""Files from strangers → sheets of text; every format read within declared limits, none by GDAL.

What is in these bytes? May use the intake's model and the problems.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from locator.intake.model import Upload
from locator.intake.read import limits
from locator.intake.read.content import recognise
from locator.intake.read.delimited import read_csv
from locator.intake.read.esri import read_shapefile
from locator.intake.read.geojson import read_geojson
from locator.intake.read.geopackage import read_geopackage
from locator.intake.read.older import read_older
from locator.intake.read.placemarks import read_gpx, read_kml, read_kmz
from locator.intake.read.version import read_version
from locator.intake.read.workbook import read_workbook
from locator.problems import LocatorError, Problems, passed

if TYPE_CHECKING:
    from collections.abc import Callable

    from locator.intake.model import UploadSheet

_LOG = logging.getLogger(__name__)

_READERS: dict[str, Callable[[Problems, bytes], list[UploadSheet]]] = {
    "csv": read_csv,
    "xlsx": read_workbook,
    "xls": read_older,
    "geojson": read_geojson,
    "zip": read_shapefile,
    "gpkg": read_geopackage,
    "kml": read_kml,
    "kmz": read_kmz,
    "gpx": read_gpx,
}

#: Endings of the files that :func:`read_upload` takes, in lower case, without the dot.
ACCEPTED = (*_READERS, "tsv", "txt", "et", "ods", "xlsb", "json")


def read_upload(name: str, data: bytes) -> Upload:
    """Sheets of a file that somebody handed in, as text; nothing in it is trusted.

    The ending of the name chooses the format and the content must agree with it. Nothing is
    written to disk, no other file is opened, no network is used.

    Parameters
    ----------
    name
        File name as given by the sender; folders in it are ignored.
    data
        Content of the file.

    Returns
    -------
    Upload
        Never raises for what the file holds: what is wrong is in ``problems`` (message keys
        ``upload.*``). With an error that concerns the whole file there are no sheets.
    """
    problems = Problems(PurePosixPath(name.replace("\\", "/")).name[: limits.NAME_LENGTH])
    sheets: list[UploadSheet] = []
    try:
        sheets = _READERS[recognise(problems, data, ACCEPTED)](problems, data)
    except LocatorError as refusal:
        problems.extend(refusal.problems)
    except Exception as failure:  # noqa: BLE001 - a defect here must not take the desk down
        _LOG.error("upload not read: %s", passed(failure))
        problems.error("upload.unreadable")
    return Upload(
        problems.file,
        hashlib.sha256(data).hexdigest(),
        tuple(sheets),
        tuple(problems),
        read_version(data, sheets),
    )
