"""How it stands in a region, in words: sentences, the clauses, what a map says of a city."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from locator.pack.model import STATUSES
from locator.region.coverage import compared
from locator.settings import COMPARED_FROM
from locator.style import SYMBOLS
from locator.wording.catalogue import Lang, t
from locator.wording.figures import known_share, of_level, percent
from locator.wording.names import joined, listed, name_of
from locator.wording.verdicts import requirement_groups

if TYPE_CHECKING:
    from locator.pack.model import Requirement
    from locator.region.coverage import RegionCoverage
    from locator.region.served import RegionAnswer

#: Figures that a table of cities can show: a number of units of all, or a share.
MEASURES = (*STATUSES, "reported")
#: More cities than this at the head of a ranking are counted, not named.
_NAMED = 3


def lead(coverage: RegionCoverage, lang: Lang) -> str:
    """How many cities answer, and how the binding clauses stand in all of them."""
    known, wanted = len(coverage.names), len(coverage.names) + len(coverage.failures)
    text = t("region.lead", lang, name=name_of(coverage.region, lang), n=known, total=wanted)
    required = [rule.id for rule in coverage.rules if rule.strength == "required"]
    rows = coverage.total[coverage.total["requirement"].isin(required)]
    if rows.empty:
        return text
    n = {status: int(rows[status].sum()) for status in STATUSES}
    words = {status: f"{count:,}" for status, count in n.items()}
    text += t(
        "report.standing_words", lang, clauses=len(rows), total=f"{sum(n.values()):,}", **words
    )
    return text + t("report.standing_unknown", lang) if n["unreported"] else text


def invented_note(coverage: RegionCoverage, lang: Lang) -> str:
    """Which cities of a region are invented, "" where none is."""
    names = listed((name_of(one, lang) for one in coverage.names.values() if one.fictional), lang)
    return t("region.invented", lang, names=names) if names else ""


def clause_sentence(rule: Requirement, row: pd.Series[Any], lang: Lang) -> str:
    """Where a clause stands, with its denominators and what share is reported."""
    counts = {s: f"{int(row[s]):,}" for s in STATUSES if row[s]}
    parts = [t(f"report.count_{status}", lang, n=count) for status, count in counts.items()]
    units = of_level(rule.level, int(row["total"]), lang)
    text = t("report.sentence", lang, units=units, parts=joined(parts, lang))
    return text + t("region.reported_sentence", lang, share=known_share(row["reported"]))


def compared_sentence(
    coverage: RegionCoverage, requirement: str, lang: Lang, least: float = COMPARED_FROM
) -> str:
    """What may be said of the cities side by side: who is ahead, or why none is."""
    rows, fair = compared(coverage, requirement, least)
    if rows.empty:
        return t("region.compared_none", lang)
    names = {profile.code: name_of(profile, lang) for profile in coverage.names.values()}
    shares = rows.set_index("unit")["reported"]
    ends = (str(shares.idxmin()), str(shares.idxmax()))
    low, high = (f"{names[code]} {percent(shares[code])}" for code in ends)
    if shares.min() == shares.max():
        text = t("region.compared_alike", lang, n=len(rows), share=percent(shares.min()))
    else:
        text = t("region.compared_reported", lang, n=len(rows), low=low, high=high)
    if not fair:
        return text + t("region.compared_unranked", lang, least=f"{least:.0%}")
    first = rows.loc[rows["rank"] == 1, "unit"]
    share = percent(rows["share"].iloc[0])
    if len(first) > _NAMED:
        return text + t("region.compared_many", lang, n=len(first), share=share)
    best = listed([names[code] for code in first], lang)
    return text + t("region.compared_first", lang, names=best, share=share)


def clause_groups(coverage: RegionCoverage, lang: Lang) -> list[dict[str, Any]]:
    """The clauses with their bars by level, for the browser component."""
    return requirement_groups(coverage.rules, coverage.total.set_index("requirement"), lang)


def city_areas(answer: RegionAnswer, requirement: str, lang: Lang) -> pd.DataFrame:
    """``status, text`` of each city for one clause, indexed by its code.

    A city is summed up as a town is of its villages: met when all its units meet the clause, gap
    when any is known not to, else unreported. The text has all figures.
    """
    rows = answer.coverage.cities
    rows = rows[rows["requirement"] == requirement].set_index("unit", drop=False)
    status = pd.Series("unreported", index=rows.index, dtype="str")
    status[rows["gap"] > 0] = "gap"
    status[rows["met"] == rows["total"]] = "met"
    names = {one.code: name_of(one, lang) for one in answer.coverage.names.values()}
    text = [
        t("region.tooltip", lang, symbol=SYMBOLS[status[code]], name=names[code],
          **{s: f"{int(row[s]):,}" for s in (*STATUSES, "total")}, share=percent(row["reported"]))
        for code, row in rows.iterrows()
    ]  # fmt: skip # one text a line
    return pd.DataFrame({"status": status, "text": text}, index=rows.index)


def measure_text(row: Any, measure: str) -> str:
    """A cell of the table of cities: units of a status of all, or what share is reported."""
    if measure == "reported":
        return percent(row.reported)
    return f"{int(getattr(row, measure)):,}\xa0/\xa0{int(row.total):,}"
