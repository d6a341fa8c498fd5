"""Which format a file is: its ending proposes, its first bytes must agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.intake.read import limits

if TYPE_CHECKING:
    from locator.problems import Problems

_ZIP = b"PK\x03\x04"
_SQLITE = b"SQLite format 3\x00"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
#: Streams of an encrypted workbook, named in UTF-16 in the directory of an OLE file.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

#: First bytes that each ending demands; none for a text format.
_SIGNATURES = {"xlsx": _ZIP, "zip": _ZIP, "gpkg": _SQLITE}
#: Endings that have a message of their own with the way out.
_ADVICE = {
    "xls": "upload.old_excel",
    "et": "upload.old_excel",
    "xlsb": "upload.old_excel",
    "ods": "upload.old_excel",
    "numbers": "upload.old_excel",
    "xlsm": "upload.macros",
    "shp": "upload.bare_shapefile",
    "dbf": "upload.bare_shapefile",
    "shx": "upload.bare_shapefile",
}


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
    ending = "geojson" if ending == "json" else ending
    if ending not in accepted:
        raise problems.refusal("upload.format", endings=endings)
    if not data.strip():
        raise problems.refusal("upload.empty")
    if data.startswith(_OLE):
        raise problems.refusal("upload.encrypted" if _ENCRYPTED in data else "upload.old_excel")
    signature = _SIGNATURES.get(ending)
    if signature is None:
        agrees = not data.startswith((_ZIP, _SQLITE, b"%PDF")) and (
            data.startswith(_UTF16) or b"\x00" not in data
        )
    else:
        agrees = data.startswith(signature)
    if not agrees:
        raise problems.refusal("upload.content", ending=f".{ending}")
    return ending
