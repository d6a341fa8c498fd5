"""The version that a template was made from: a property of the workbook, or a cell nobody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from locator.intake.model import VERSION_PROPERTY, TemplateVersion
from locator.intake.read.archive import Archive
from locator.problems import LocatorError, Problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from locator.intake.model import UploadSheet

#: Parts that hold properties of one's own: of Office's workbooks, and of OpenDocument's.
_PARTS = ("docProps/custom.xml", "meta.xml")
_ZIP = b"PK\x03\x04"


def read_version(data: bytes, sheets: Sequence[UploadSheet]) -> TemplateVersion | None:
    """The version of a template, None for any other file.

    Parameters
    ----------
    data
        A file that its reader took, or any other: a broken one has no version.
    sheets
        What was read of it.
    """
    texts = [*_properties(data), *(str(c) for s in sheets if s.hidden for c in s.cells.columns)]
    texts += [note for s in sheets if s.hidden for note in s.notes]
    return next((found for text in texts if (found := TemplateVersion.read(text))), None)


def _properties(data: bytes) -> Iterator[str]:
    """Texts of properties whose name or content is ours."""
    if not data.startswith(_ZIP):
        return
    try:
        archive = Archive(Problems(), data)
        for part in (name for name in _PARTS if name in archive.names):
            content = archive.read(part)
            if VERSION_PROPERTY.encode() in content:
                yield from (element.text or "" for element in fromstring(content).iter())
    except (LocatorError, ParseError, DefusedXmlException, ValueError, LookupError):
        return
