"""The slides as one HTML file that runs from a stick: script, style and drawings are inside it."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from locator.folders import ASSETS
from locator.reports.slides.browser import slides
from locator.wording.catalogue import printable

if TYPE_CHECKING:
    from locator.reports.content.region import RegionReport
    from locator.reports.content.report import Report

#: What stands around the slides; their script and style are those of the meeting's page.
_FRAME = Path(__file__).with_name("deck.html")
#: How the script begins as a component of the page; in the file it is an ordinary function.
_COMPONENT = "export default function ("


def to_html(report: Report | RegionReport) -> bytes:
    """The deck as a page that needs no server and no network; equal reports give equal bytes."""
    script = (ASSETS / "slides.js").read_text(encoding="utf-8")
    data = json.dumps(slides(report), ensure_ascii=False, sort_keys=True)
    page = Template(_FRAME.read_text(encoding="utf-8")).substitute(
        lang="zh-CN" if report.head.lang == "zh" else "en",
        title=escape(printable(report.head.title)),
        style=(ASSETS / "slides.css").read_text(encoding="utf-8"),
        script=script.replace(_COMPONENT, "function mount("),
        # Nothing in the data can end the element that holds it.
        data=data.replace("<", "\\u003c"),
    )
    return page.encode()
