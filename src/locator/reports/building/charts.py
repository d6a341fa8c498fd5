"""The charts of a report: a question each, its answer in a sentence, its data and its drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.coverage.tables import comparable, tally
from locator.coverage.verdicts import roll_up
from locator.maps.features import short_name
from locator.pack.model import STATUSES
from locator.reports.content.answers import senior_rule
from locator.reports.content.report import Chart, Series
from locator.reports.drawing import chart as draw_chart
from locator.wording.catalogue import Lang, pick, t
from locator.wording.figures import percent
from locator.wording.names import unit_name
from locator.wording.verdicts import status_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from locator.pack.model import CityPack
    from locator.reports.content.report import Clause, Gap, Head, Score

#: Gaps drawn, those farthest from what they need; the rest stand in the list.
_MOST_GAPS = 12
#: Bars on a chart, so that their names are read across a room; the rest stand in the tables.
_MOST_BARS = 14


def charts(
    pack: CityPack,
    verdicts: pd.DataFrame,
    head: Head,
    standing: Sequence[Clause],
    gaps: Sequence[Gap],
    scores: Sequence[Score],
) -> tuple[Chart, ...]:
    """All charts for which there are data, in the order in which a meeting sees them."""
    # A city without counties, like one county, has its clauses to compare and nothing else.
    one = bool(head.scope_code) or not (pack.units["level"] == "county").any()
    found = [
        _by_requirement(standing, head) if one else _by_county(pack, verdicts, head),
        _distance(gaps, head),
        _ageing(pack, verdicts, scores, head),
    ]
    return tuple(chart for chart in found if chart is not None)


def _series(counts: pd.DataFrame, lang: Lang) -> tuple[Series, ...]:
    return tuple(
        Series(status_text(s, lang), tuple(float(n) for n in counts[s]), s) for s in STATUSES
    )


def _by_county(pack: CityPack, verdicts: pd.DataFrame, head: Head) -> Chart | None:
    """How far the required clauses on towns are met, county by county."""
    rules = [r.id for r in pack.requirements if r.level == "town" and r.strength == "required"]
    own = verdicts[verdicts["requirement"].isin(rules)]
    if own.empty:
        return None
    counts = roll_up(own, pack.units, "county").groupby("unit", sort=False)[list(STATUSES)].sum()
    counts = counts.loc[[code for code in pack.units.index if code in counts.index]]
    lang = head.lang
    names = tuple(_narrow(unit_name(pack, str(code), lang), lang) for code in counts.index)
    whole = counts.sum()
    best = counts["met"] / counts.sum(axis=1)
    words = {
        "clauses": len(rules),
        "met": int(whole["met"]),
        "total": int(whole.sum()),
        "unreported": int(whole["unreported"]),
    }
    if not whole["met"]:
        answer = t("report.chart_counties_none", lang, clauses=len(rules))
        answer += _unreported(int(whole["unreported"]), lang)
    elif not comparable(whole, head.compared_from):
        answer = t("report.chart_counties_unreported", lang, **words)
    else:
        top = unit_name(pack, str(best.idxmax()), lang)
        share = percent(float(best.max()))
        answer = t("report.chart_counties_answer", lang, county=top, share=share, **words)
        answer += _unreported(int(whole["unreported"]), lang)
    if len(counts) > _MOST_BARS:
        counts, names = counts[:_MOST_BARS], names[:_MOST_BARS]
        answer += t("report.chart_bars", lang, n=_MOST_BARS)
    title = t("report.chart_counties", lang)
    return draw_chart.stacked(
        draw_chart.Caption("coverage", title, answer), names, _series(counts, lang), head
    )


def _unreported(n: int, lang: Lang) -> str:
    """What a sentence on what is met leaves open; "" for nothing."""
    return t("report.chart_unreported", lang, n=f"{n:,}") if n else ""


def _narrow(name: str, lang: Lang) -> str:
    """Name for a bar; English names go without "District", for which there is no room."""
    return short_name(name) if lang == "en" else name


def _by_requirement(standing: Sequence[Clause], head: Head) -> Chart | None:
    """How far each required clause is met in one county."""
    required = [clause for clause in standing if clause.strength == "required"]
    if not required:
        return None
    lang = head.lang
    drawn = required[:_MOST_BARS]
    series = tuple(
        Series(status_text(s, lang), tuple(float(c.count(s)) for c in drawn), s) for s in STATUSES
    )
    whole = sum(clause.met == clause.total for clause in required)
    answer = t("report.chart_requirements_answer", lang, n=whole, total=len(required))
    answer += _unreported(sum(clause.unreported for clause in required), lang)
    if len(required) > _MOST_BARS:
        answer += t("report.chart_bars", lang, n=_MOST_BARS)
    title = t("report.chart_requirements", lang)
    names = tuple(clause.title for clause in drawn)
    return draw_chart.stacked(draw_chart.Caption("coverage", title, answer), names, series, head)


def _distance(gaps: Sequence[Gap], head: Head) -> Chart | None:
    """What share of what they need the gaps have; alike ones of a requirement together."""
    rows = list(_reached(gaps, head.lang))
    if not rows:
        return None
    lang = head.lang
    farthest = sorted(rows, key=lambda row: row[1] / row[2])[:_MOST_GAPS]
    answer = t("report.chart_gaps_answer", lang, n=len(rows), shown=len(farthest))
    return draw_chart.distance(
        draw_chart.Caption("gaps", t("report.chart_gaps", lang), answer), farthest, head
    )


def _reached(gaps: Sequence[Gap], lang: Lang) -> Iterator[tuple[str, float, float]]:
    """``(name, have, need)``: an indicator unit by unit, venues summed up by requirement."""
    sums: dict[str, tuple[str, float, float, int]] = {}
    for gap in gaps:
        if gap.strength != "required" or gap.have is None or not gap.need:
            continue
        if gap.need == 1:
            title, have, need, n = sums.get(gap.requirement, (gap.title, 0.0, 0.0, 0))
            sums[gap.requirement] = (title, have + gap.have, need + gap.need, n + 1)
        else:
            name = t("report.change_of", lang, name=short_name(gap.name), title=gap.title)
            yield name, gap.have, gap.need
    for title, have, need, n in sums.values():
        yield t("report.chart_gaps_row", lang, title=title, n=n), have, need


def _ageing(
    pack: CityPack, verdicts: pd.DataFrame, scores: Sequence[Score], head: Head
) -> Chart | None:
    """Where many are old, are there senior schools? By county, or by town in one county."""
    rule = senior_rule(pack)
    if rule is None:
        return None
    lang = head.lang
    own = verdicts[verdicts["requirement"] == rule.id]
    counts = tally(
        own.assign(requirement=own["unit"].map(pack.units["town" if head.scope_code else "county"]))
    )
    known = [
        (share, score)
        for score in scores
        if (share := score.share_60) is not None and score.code in counts.index
    ]
    if not known:
        return None
    known.sort(key=lambda one: -one[0])
    left_out = len(known) - _MOST_BARS
    known = known[:_MOST_BARS]
    counts = counts.loc[[score.code for _, score in known]]
    unit = t("report.chart_ageing_unit", lang)
    series = (
        Series(t("coverage.share_60", lang), tuple(share for share, _ in known)),
        *(
            Series(status_text(s, lang) + unit * (s == "met"), tuple(map(float, counts[s])), s)
            for s in STATUSES
        ),
    )
    share, oldest = known[0]
    row = counts.iloc[0]
    unreported = int(row["unreported"])
    rest = t("report.chart_ageing_unreported", lang, n=unreported) if unreported else ""
    answer = t(
        "report.chart_ageing_answer",
        lang,
        name=oldest.name,
        share=percent(share),
        met=int(row["met"]),
        total=int(row["total"]),
        unreported=rest,
        requirement=pick(rule.title, rule.title_en, lang),
    )
    if left_out > 0:
        answer += t("report.chart_bars", lang, n=_MOST_BARS)
    names = tuple(_narrow(score.name, lang) for _, score in known)
    return draw_chart.ageing(
        draw_chart.Caption("ageing", t("report.chart_ageing", lang), answer), names, series, head
    )
