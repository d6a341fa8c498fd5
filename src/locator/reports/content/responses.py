"""The newest round of returns as a meeting hears it: who answered, what it made known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.reports.content.report import CountyResponse, RoundPart
from locator.returns.response import ANSWERED
from locator.wording.catalogue import Lang, t
from locator.wording.figures import date_text
from locator.wording.names import listed, unit_name
from locator.wording.problems import summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.pack.model import CityPack
    from locator.reports.content.report import Head
    from locator.returns.response import Response


#: Units named by county as those that have not answered.
_NAMED = 6


def round_part(pack: CityPack, response: Response | None, head: Head) -> RoundPart | None:
    """What a report says of a round; None where nobody of its scope was asked."""
    if response is None:
        return None
    lang, scope = head.lang, head.scope_code
    units, round_ = pack.units, response.round

    def county(code: str) -> str:
        return str(units["county"].get(code, ""))

    now = {code: one for code, one in response.now.items() if scope in {"", county(code)}}
    if not now:
        return None
    rows = []
    for code in dict.fromkeys(county(code) for code in now):
        own = [one for unit, one in now.items() if county(unit) == code]
        missing = [one.unit for one in own if one.state not in ANSWERED]
        rows.append(
            CountyResponse(
                code=code,
                name=unit_name(pack, code, lang) if code in units.index else code,
                invited=len(own),
                answered=len(own) - len(missing),
                published=sum(one.state == "published" for one in own),
                missing=_some([unit_name(pack, one, lang) for one in missing], lang),
            )
        )
    moved = [v for v in response.verdicts if scope in {"", county(v.unit)}]
    known = [v for v in moved if v.before == "unreported" and v.after in {"met", "gap"}]
    answered, total = sum(row.answered for row in rows), sum(row.invited for row in rows)
    words = {"title": round_.title, "day": date_text(str(round_.deadline), lang)}
    lead = t(
        "report.round_lead",
        lang,
        n=answered,
        total=total,
        published=sum(row.published for row in rows),
        **words,
    )
    if round_.closed:
        when = t("report.round_closed", lang)
    elif round_.days_left < 0:
        when = t("report.round_over", lang, **words)
    else:
        when = t("report.round_open", lang, n=round_.days_left, **words)
    met, gap = (sum(v.after == status for v in known) for status in ("met", "gap"))
    key = "report.round_changed" if known else "report.round_unchanged"
    left = total - answered
    return RoundPart(
        title=round_.title,
        lead=lead + when,
        changed=t(key, lang, met=met, gap=gap),
        moves=tuple(summary(known, pack.requirements, lang)),
        missing=t("report.round_missing" if left else "report.round_whole", lang, n=left),
        counties=tuple(rows),
    )


def _some(names: Sequence[str], lang: Lang) -> str:
    """The names, or a few of them and how many there are."""
    if len(names) <= _NAMED:
        return listed(names, lang)
    return t("report.round_more", lang, n=len(names), names=listed(names[:_NAMED], lang))
