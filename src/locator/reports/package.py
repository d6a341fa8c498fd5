"""Office files as zip packages: the same content gives the same bytes.

A zip entry carries the time at which it was written; everything else in the files that we make
is fixed already. Documents carry :data:`CREATED` as their date in the office's own properties.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from locator.sheets import CREATED as CREATED  # noqa: PLC0414 - one date for every kind of file

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The earliest date that a zip entry can have.
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def reproducible(data: bytes, replaced: Mapping[str, bytes] | None = None) -> bytes:
    """A zip package written again with fixed dates and attributes, its entries in their order.

    Parameters
    ----------
    data
        The package as a library wrote it.
    replaced
        Entries whose bytes are to be others, by name.
    """
    other = replaced or {}
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _EARLIEST)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = 0  # as if from one system, whichever it is
            fixed.external_attr = 0
            new.writestr(fixed, other.get(entry.filename, old.read(entry)), compresslevel=6)
    return buffer.getvalue()
