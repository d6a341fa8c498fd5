"""What the makers of slides share: words, statuses, notes that answer why, who and what next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator.maps.features import short_name
from locator.reports.slides.pages import all_grids, cut_grid
from locator.reports.slides.slide import GridCell, Slide, lead_fits
from locator.wording.catalogue import t
from locator.wording.figures import UNKNOWN
from locator.wording.names import listed
from locator.wording.verdicts import tied_status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from locator.pack.model import Status
    from locator.reports.content.choices import Section
    from locator.reports.content.report import Report
    from locator.reports.slides.pages import Columns
    from locator.reports.slides.slide import Body, Grid

#: A sentence with what ends it, and the space before the next.
_SENTENCE = re.compile(r".+?(?:。|\.\s+|$)", re.DOTALL)
#: Sources named in a slide's notes; the rest stand in the appendix.
_SOURCES = 6


class Maker:
    """Makes slides of a report."""

    def __init__(self, report: Report) -> None:
        self.report, self.head, self.lang = report, report.head, report.head.lang

    def words(self, key: str, **params: object) -> str:
        """A message of the reports' catalogue."""
        return t(f"report.{key}", self.lang, **params)

    def slide(
        self,
        section: Section,
        title: str,
        lead: str,
        body: Body,
        *,
        why: Iterable[str] = (),
        who: Iterable[str] = (),
        then: Iterable[str] = (),
        notes: Iterable[str] = (),
    ) -> Slide:
        """A slide whose notes say why it is shown, who is concerned and what comes next.

        Of a lead that has no room the last sentences are said only.
        """
        said = [lead]
        for key, lines in (("why", why), ("who", who), ("then", then)):
            text = self.words("semicolon").join(line.rstrip("。.；;") for line in lines if line)
            if text:
                said.append(self.words(f"notes_{key}", text=text))
        return Slide(section, title, _short(lead), body, (*said, *notes, *self.sources()))

    def sources(self) -> Iterator[str]:
        """What the notes of every slide say of its data."""
        head, used = self.head, self.report.sources
        yield self.words("notes_data", as_of=head.as_of, checksum=head.checksum)
        yield self.words(
            "notes_sources",
            sources=self.words("semicolon").join(
                self.words("source_use", what=use.what, source=use.source, n=use.records)
                for use in used[:_SOURCES]
            ),
            n=len({use.source for use in used}),
        )
        yield self.words("notes_drawn", boundary=head.boundary, approval=head.approval)
        if head.watermark:
            yield f"{head.watermark} {head.watermark_note}"

    def status(self, status: Status) -> str:
        """Symbol and word of a status."""
        return tied_status(status, self.lang)

    def count(self, n: int, status: Status) -> GridCell:
        """A number of units of a status, coloured where there are any."""
        return GridCell(f"{n:,}", status if n else "")

    def residents(self, n: float | None) -> str:
        """Residents in a table: 83.2 万, 832,499 in English."""
        if n is None:
            return UNKNOWN
        words = f"{n / 10_000:,.1f}" if self.lang == "zh" else f"{n:,.0f}"
        return self.words("residents_cell", n=words)

    def short(self, name: str) -> str:
        """A name where there is little room: English ones as on maps."""
        return short_name(name) if self.lang == "en" else name

    def names(self, names: Iterable[str]) -> str:
        """Names in a row."""
        return listed(names, self.lang)

    def clauses(self, ids: Iterable[str]) -> list[str]:
        """Where the plan says it, each clause once."""
        wanted = set(ids)
        return list(dict.fromkeys(c.clause for c in self.report.standing if c.id in wanted))

    def tables(
        self,
        columns: Columns,
        rows: Sequence[tuple[GridCell, ...]],
        sums: Callable[[int], Sequence[str]] | None = None,
        last: Sequence[tuple[GridCell, ...]] = (),
    ) -> list[Grid]:
        """The whole table in a full deck, else what one slide holds, see :func:`cut_grid`."""
        if self.report.choices.full:
            return all_grids(columns, [*rows, *last])
        return [cut_grid(columns, rows, lambda n: self.words("rest_rows", n=n), sums, last)]


def _short(lead: str) -> str:
    """As many sentences as stand above the body; the first always."""
    sentences = _SENTENCE.findall(lead)
    while len(sentences) > 1 and not lead_fits("".join(sentences).rstrip()):
        sentences.pop()
    return "".join(sentences).rstrip()
