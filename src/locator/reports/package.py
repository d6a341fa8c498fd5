"""Office files as zip packages: the same content gives the same bytes.

A zip entry carries the time at which it was written; everything else in the files that we make
is fixed already. Documents carry :data:`CREATED` as their date in the office's own properties.
"""

from __future__ import annotations

import io
import re
import zipfile

from locator.exports.workbook import CREATED as CREATED  # noqa: PLC0414 - one date for every kind of file

#: The earliest date that a zip entry can have.
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_PROPERTIES = "docProps/core.xml"
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")
_FIXED = CREATED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()


def reproducible(data: bytes) -> bytes:
    """A package written again with fixed dates and attributes, its entries in their order.

    Workbooks inside it (those behind the charts of slides) are treated likewise.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _EARLIEST)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = 0  # as if from one system, whichever it is
            fixed.external_attr = 0
            content = old.read(entry)
            if entry.filename.endswith(".xlsx"):
                content = reproducible(content)
            elif entry.filename == _PROPERTIES:
                content = _DATES.sub(rb"\g<1>" + _FIXED + rb"\g<2>", content)
            new.writestr(fixed, content, compresslevel=6)
    return buffer.getvalue()
