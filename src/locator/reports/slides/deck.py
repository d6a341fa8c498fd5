"""The report as slides: what stands on each, in which order, and what a short deck leaves out.

A meeting decides: gaps first, then what changed, then who has to report what, then what the
commission is asked. The short deck holds :data:`MOST` slides; the full one has every list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.reports.content.region import RegionReport
from locator.reports.slides.changed import Changed
from locator.reports.slides.decisions import Decisions
from locator.reports.slides.owing import Owing
from locator.reports.slides.planned import Planned
from locator.reports.slides.region import region_deck
from locator.reports.slides.shown import Shown
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from locator.reports.content.choices import Section
    from locator.reports.content.report import Report
    from locator.reports.slides.slide import Slide

#: Slides of a short deck.
MOST = 12
#: What a short deck does without, one after the other: a section, and the slides that it keeps.
#: No clause and nothing that is asked is among it: rather a slide too many.
_SPARED: tuple[tuple[Section, int], ...] = (
    ("maps", 2),
    ("charts", 1),
    ("maps", 1),
    ("scorecard", 0),
    ("names", 0),
    ("sources", 1),
    ("maps", 0),
    ("charts", 0),
    ("round", 0),
)
_CHECKSUM_SHOWN = 12


def deck(report: Report | RegionReport) -> tuple[Slide, ...]:
    """The slides of a report in order: what was chosen and has something to say."""
    if isinstance(report, RegionReport):
        return region_deck(report)
    shown, asked = Shown(report), Decisions(report)
    changed, planned = Changed(report), Planned(report)
    parts: Mapping[Section, Callable[[], Iterable[Slide]]] = {
        "standing": shown.standing,
        "gaps": asked.gaps,
        "maps": shown.maps,
        "reach": lambda: planned.slides("reach"),
        "sites": lambda: planned.slides("sites"),
        "scenario": lambda: planned.slides("scenario"),
        "changes": changed.changes,
        "round": changed.round,
        "unreported": Owing(report).unreported,
        "charts": shown.charts,
        "scorecard": shown.scorecard,
        "next": asked.decisions,
        "plan": asked.plan,
        "names": asked.all_names,
        "sources": shown.method,
    }
    slides = [shown.cover()]
    for section in report.choices.sections:
        slides += parts[section]()
    return tuple(slides if report.choices.full else _short(slides))


def _short(slides: list[Slide]) -> list[Slide]:
    """As many slides as a meeting sits through: the least needed leave first."""
    kept = list(slides)
    for section, least in _SPARED:
        own = [slide for slide in kept if slide.section == section]
        while len(kept) > MOST and len(own) > least:
            kept.remove(own.pop())
    return kept


def footer(report: Report | RegionReport) -> str:
    """The line at the foot of every slide: scope, data date, pack, and what lines are not."""
    head = report.head
    return t(
        "report.footer",
        head.lang,
        scope=head.scope,
        as_of=head.as_of,
        checksum=head.checksum[:_CHECKSUM_SHOWN],
        boundary=head.boundary,
    )
