"""Letters that ask units for their return: one page a unit, with its link as a QR code."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import segno

from locator import clock
from locator.reports.paper.docx import Paper
from locator.style import WATERMARK
from locator.wording.catalogue import t
from locator.wording.figures import date_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from locator.exports.records import Record
    from locator.pack.model import CityPack
    from locator.returns.round import Round
    from locator.wording.catalogue import Lang

#: Side of the QR code in millimetres, such that a letter stays on its page, and of one of its
#: squares in pixels.
_SIDE_MM, _SQUARE = 38, 8


def invitations(pack: CityPack, round_: Round, records: Iterable[Record], lang: Lang) -> bytes:
    """A Word document with a letter for each unit, as official letters (GB/T 9704) are set.

    Parameters
    ----------
    records
        As :func:`locator.exports.returns.link_records` makes them; units whose link is revoked
        get no letter.
    """
    title = t("returns.paper_title", lang)
    paper = Paper(lang, title, round_.title)
    paper.as_letters()
    if pack.city.fictional:
        paper.mark_pages(WATERMARK)
    first = True
    for one in records:
        if not one["url"]:
            continue
        if not first:
            paper.attachment(upright=True)
        first = False
        words = {
            "unit": one["name"],
            "title": round_.title,
            "as_of": date_text(round_.as_of, lang),
            "deadline": date_text(str(round_.deadline), lang),
        }
        paper.title(title)
        paper.address(t("returns.paper_to", lang, **words))
        for number in range(1, 4):
            paper.body(t(f"returns.paper_{number}", lang, **words))
        paper.picture(_code(one["url"]), _SIDE_MM, t("returns.paper_code", lang, **words))
        paper.note(one["url"])
        paper.line(t("returns.paper_sign", lang), "right", 4)
        paper.line(date_text(str(clock.today()), lang), "right", 4)
    return paper.to_bytes()


def _code(link: str) -> bytes:
    buffer = io.BytesIO()
    segno.make(link, error="m", micro=False).save(buffer, kind="png", scale=_SQUARE, border=4)
    return buffer.getvalue()
