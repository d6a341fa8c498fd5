"""The slides of a report as the browser lays them out: texts, boxes, drawings as SVG.

A box is (left, top, width, height) in points from the slide's upper left corner; sizes of text are
points too.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from locator.reports.drawing.canvas import tied
from locator.reports.drawing.svg import to_svg
from locator.reports.slides import slide as sheet
from locator.reports.slides.deck import deck, footer
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from locator.reports.content.region import RegionReport
    from locator.reports.content.report import Report
    from locator.reports.slides.slide import Body, Slide

#: The map fills what the names beside it leave.
_MAP = (*sheet.MAP, sheet.PANELS[0] - sheet.MAP[0] - 16, sheet.BOTTOM - sheet.MAP[1])
_LABELS = (
    "start",
    "start_hint",
    "back",
    "forward",
    "notes",
    "notes_hint",
    "presenter",
    "presenter_hint",
    "next",
    "last",
    "full",
    "full_hint",
    "end",
    "end_hint",
)


def slides(report: Report | RegionReport) -> dict[str, Any]:
    """All slides with the words around them, for the browser component.

    ``version`` differs when anything else does: the same slides are not laid out twice.
    """
    lang = report.head.lang
    shown: dict[str, Any] = {
        "slides": [_slide(one) for one in deck(report)],
        "boxes": {"lead": sheet.LEAD, "foot": sheet.FOOT, "tag": sheet.TAG},
        "foot": footer(report),
        "mark": report.head.watermark,
        "label": report.head.title,
        "labels": {key: t(f"meeting.show_{key}", lang) for key in _LABELS},
    }
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True)
    return shown | {"version": hashlib.sha256(text.encode()).hexdigest()}


def _slide(one: Slide) -> dict[str, Any]:
    cover = isinstance(one.body, sheet.Cover)
    return {
        "title": tied(one.title),
        "title_size": sheet.title_size(one),
        "title_box": sheet.COVER_TITLE if cover else sheet.TITLE,
        "lead": tied(one.lead),
        "lead_size": sheet.lead_size(one),
        "body": _body(one.body),
        "notes": [note for note in one.notes if note],
    }


def _body(body: Body) -> dict[str, Any]:
    if isinstance(body, sheet.Cover):
        return {"kind": "cover", "box": sheet.COVER, "size": body.size, "lines": _tied(body.lines)}
    if isinstance(body, sheet.Grid):
        rows = [
            [{"text": tied(c.text), "status": c.status, "bold": c.bold} for c in row]
            for row in body.rows
        ]
        columns = [{"title": tied(c.head), "width": c.width, "align": c.side} for c in body.columns]
        return {
            "kind": "grid",
            "box": sheet.BODY,
            "size": body.size,
            "head": body.head,
            "columns": columns,
            "rows": rows,
            "heights": body.heights,
        }
    if isinstance(body, sheet.Picture):
        panels = [
            {"status": p.status, "heading": tied(p.heading), "text": tied(p.text)}
            for p in body.panels
        ]
        return {
            "kind": "picture",
            "box": _MAP,
            "svg": to_svg(body.figure),
            "size": body.size,
            "panels_box": sheet.PANELS,
            "panels": panels,
        }
    if isinstance(body, sheet.Graph):
        return {"kind": "graph", "box": sheet.BODY, "svg": to_svg(body.chart.figure)}
    return {
        "kind": "points",
        "box": sheet.BODY,
        "size": body.size,
        "after": body.after,
        "points": _tied(body.points),
    }


def _tied(lines: Iterable[str]) -> list[str]:
    return [tied(line) for line in lines]
