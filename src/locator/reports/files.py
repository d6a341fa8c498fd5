"""The kinds of file that a report can be taken away as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from locator.reports.paper.docx import to_docx
from locator.reports.paper.pdf import to_report_pdf
from locator.reports.slides.html import to_html
from locator.reports.slides.pdf import to_slides_pdf
from locator.reports.slides.pptx import to_pptx
from locator.reports.workbook import to_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from locator.reports.content.region import RegionReport
    from locator.reports.content.report import Report


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: ending of its name, media type, and what makes its bytes of a report."""

    ending: str
    media: str
    make: Callable[[Report | RegionReport], bytes]


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: Mapping[str, FileKind] = {
    "pptx": FileKind(".pptx", _OFFICE + "presentationml.presentation", to_pptx),
    "docx": FileKind(".docx", _OFFICE + "wordprocessingml.document", to_docx),
    "xlsx": FileKind(".xlsx", _OFFICE + "spreadsheetml.sheet", to_xlsx),
    "pdf": FileKind(".pdf", "application/pdf", to_report_pdf),
    "html": FileKind("-slides.html", "text/html", to_html),
    "slides-pdf": FileKind("-slides.pdf", "application/pdf", to_slides_pdf),
}
