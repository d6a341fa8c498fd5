"""Files from strangers → sheets of text; every format read within declared limits, none by GDAL.

What is in these bytes? May use the intake's model and the problems.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from locator.intake.model import Upload
from locator.intake.read import limits
from locator.intake.read.archive import Archive
from locator.intake.read.esri import read_shapefile
from locator.intake.read.geojson import read_geojson
from locator.intake.read.geopackage import read_geopackage
from locator.intake.read.grid import read_csv, unmarked_utf16
from locator.intake.read.older import read_older
from locator.intake.read.placemarks import read_gpx, read_kml, read_kmz
from locator.intake.read.workbook import read_workbook
from locator.intake.template_version import VERSION_PROPERTY, TemplateVersion
from locator.problems import LocatorError, Problems, passed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
_ZIP = b"PK\x03\x04"
_SQLITE = b"SQLite format 3\x00"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
#: Bytes at the end of an archive among which the names of its members are looked for.
_DIRECTORY = 64 * 1024
#: Streams of an encrypted workbook, named in UTF-16 in the directory of an OLE file.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: First bytes that each ending demands; none for a text format.
_SIGNATURES = {"xlsx": _ZIP, "zip": _ZIP, "kmz": _ZIP, "gpkg": _SQLITE}
#: Endings of spreadsheets: programs and people mix them up, so the content says which it is.
_SPREADSHEETS = {"xls", "et", "ods", "xlsb", "xlsx"}
_SAME = {"json": "geojson", "txt": "csv", "tsv": "csv", "tab": "csv"}
#: Parts that hold properties of one's own, of Office's workbooks and of OpenDocument's, and names
#: defined in Office's: who drops the one, or the sheet of choices, keeps another.
_PROPERTIES = ("docProps/custom.xml", "meta.xml", "xl/workbook.xml")
#: Endings that have a message of their own with the way out.
_ADVICE = {
    "numbers": "upload.old_excel",
    **dict.fromkeys(
        ("doc", "docx", "wps", "pdf", "ofd", "rtf", "md", "html", "htm"), "upload.document"
    ),
    **dict.fromkeys(("jpg", "jpeg", "png", "bmp", "tif", "tiff", "heic"), "upload.picture"),
    **dict.fromkeys(("rar", "7z", "tar", "gz"), "upload.packed"),
    "xlsm": "upload.macros",
    "shp": "upload.bare_shapefile",
    "dbf": "upload.bare_shapefile",
    "shx": "upload.bare_shapefile",
}


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


def recognise(problems: Problems, data: bytes, accepted: tuple[str, ...]) -> str:
    """Ending of an accepted format whose content the file really has.

    Raises
    ------
    LocatorError
        The file is empty, too large, of another format, or not what its ending says.
    """
    if len(data) > limits.UPLOAD_BYTES:
        raise problems.refusal("upload.too_large", megabytes=limits.UPLOAD_BYTES // 2**20)
    ending = problems.file.rpartition(".")[2].lower() if "." in problems.file else ""
    endings = ", ".join(f".{name}" for name in accepted)
    if ending in _ADVICE:
        raise problems.refusal(_ADVICE[ending], endings=endings)
    ending = _SAME.get(ending, ending)
    if ending not in accepted:
        raise problems.refusal("upload.format", endings=endings)
    if not data.strip():
        raise problems.refusal("upload.empty")
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise problems.refusal("upload.encrypted")
    if ending in _SPREADSHEETS:
        ending = _spreadsheet(data, ending)
    signature = _SIGNATURES.get(ending)
    if ending == "xls":
        agrees = data.startswith((_OLE, _ZIP))
    elif signature is None:
        agrees = not data.startswith((_ZIP, _SQLITE, _OLE, b"%PDF")) and (
            data.startswith(_UTF16) or unmarked_utf16(data) != "" or b"\x00" not in data
        )
    else:
        agrees = data.startswith(signature)
    if not agrees:
        raise problems.refusal("upload.content", ending=f".{ending}")
    return ending


def _spreadsheet(data: bytes, ending: str) -> str:
    """Which reader a spreadsheet needs, whatever its ending says."""
    if data.startswith(_OLE):
        return "xls"
    if data.startswith(_ZIP):
        # Names stand uncompressed in the archive's directory, at its end.
        directory = data[-_DIRECTORY:]
        binary = b"xl/workbook.bin" in directory
        return "xls" if binary or b"content.xml" in directory else "xlsx"
    # Many systems export a text with tabs and call it .xls; HTML and XML are called so too.
    text = ending in {"xls", "et"} and not data.lstrip().startswith((b"<", b"\xef\xbb\xbf<"))
    return "csv" if text else "xlsx" if ending == "xlsx" else "xls"


def read_version(data: bytes, sheets: Sequence[UploadSheet]) -> TemplateVersion | None:
    """The version of a template, None for any other file.

    Parameters
    ----------
    data
        A file that its reader took, or any other: a broken one has no version.
    sheets
        What was read of it.
    """
    texts = [*_properties(data), *(str(c) for s in sheets for c in s.cells.columns)]
    texts += [note for s in sheets for note in s.notes]
    marked = (text for text in texts if VERSION_PROPERTY in text)
    return next((found for text in marked if (found := TemplateVersion.read(text))), None)


def _properties(data: bytes) -> Iterator[str]:
    """Texts of properties and defined names of which one is ours."""
    if not data.startswith(_ZIP):
        return
    try:
        archive = Archive(Problems(), data)
        for part in (name for name in _PROPERTIES if name in archive.names):
            content = archive.read(part)
            if VERSION_PROPERTY.encode() in content:
                yield from ((e.text or "").strip('="') for e in fromstring(content).iter())
    except (LocatorError, ParseError, DefusedXmlException, ValueError, LookupError):
        return
