"""What changed since last time, and the lines over all times: snapshots in a report's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from locator.coverage.compare import Cause, compare
from locator.coverage.tables import reported_share
from locator.coverage.trends import trends
from locator.pack.files import number_text
from locator.pack.model import STATUSES
from locator.reports.content.report import Changes, Series, VerdictMove
from locator.reports.drawing import chart as draw_chart
from locator.wording.catalogue import Lang, pick, t
from locator.wording.changes import cause_text, definition_text, unit_text
from locator.wording.figures import date_text, percent
from locator.wording.names import unit_name
from locator.wording.verdicts import moved_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.coverage.compare import Comparison, IndicatorChange, VenueChange
    from locator.coverage.snapshots import Snapshot
    from locator.coverage.trends import Trend
    from locator.pack.model import CityPack
    from locator.reports.content.report import Chart, Head

#: Lines that one chart can hold apart, each with its own colour.
_LINES = 4


def last_time(snapshots: Sequence[Snapshot], now: Snapshot, name: str = "") -> Snapshot | None:
    """The snapshot of a name, or the latest that says anything else than now does.

    Where all say the same it is the latest; None where there is none at all, or none of the name.
    """
    if name:
        return next((one for one in snapshots if one.name == name), None)
    newest = sorted(snapshots, key=lambda one: (one.at, one.name), reverse=True)
    other = (one for one in newest if one.statuses != now.statuses)
    return next(other, newest[0] if newest else None)


def changes(before: Snapshot, after: Snapshot, pack: CityPack, head: Head) -> Changes:
    """Two snapshots compared, of the report's scope; names as the pack has them now."""
    return told(compare(before, after, pack.successors), pack, head.scope_code, head.lang)


def told(comparison: Comparison, pack: CityPack, scope: str, lang: Lang) -> Changes:
    """A comparison in words; ``scope`` is a county's code, "" for the whole city."""
    required = {rule.id for rule in pack.requirements if rule.strength == "required"}
    own = [move for move in comparison.moves if not scope or move.county == scope]
    moves = [
        VerdictMove(
            code=move.unit,
            name=_name(pack, move.unit, move.name, lang),
            county=_name(pack, move.county, "", lang),
            requirement=move.requirement,
            title=_title(pack, move.requirement, lang),
            before=move.before,
            after=move.after,
            why=tuple(_bare(cause_text(cause, pack, lang), lang) for cause in move.causes),
        )
        for move in sorted(own, key=lambda move: move.requirement not in required)
    ]

    def within(unit: str) -> bool:
        return not scope or scope in {
            *comparison.newer.ancestors(unit),
            *comparison.older.ancestors(unit),
        }

    new = [venue for venue in comparison.new_venues if within(venue.unit)]
    lost = [venue for venue in comparison.lost_venues if within(venue.unit)]
    values = [value for value in comparison.indicators if within(value.unit)]
    incomparable = [one for one in comparison.definitions if not one.comparable]
    since = day_text(comparison.older.name, lang)
    return Changes(
        before=since,
        after=day_text(comparison.newer.name, lang) or t("report.changes_now", lang),
        summary=_summary(moves, (len(new), len(lost)), since, lang, partly=bool(incomparable)),
        moves=tuple(moves),
        new_venues=_venues(new, pack, lang),
        lost_venues=_venues(lost, pack, lang),
        indicators=tuple(_value(one, pack, lang) for one in values),
        incomparable=tuple(_bare(definition_text(one, pack, lang), lang) for one in incomparable),
        units=tuple(
            _bare(unit_text(one, pack, lang), lang)
            for one in comparison.units
            if any(within(code) for code, _ in (*one.before, *one.after))
        ),
    )


def _summary(
    moves: Sequence[VerdictMove], venues: tuple[int, int], since: str, lang: Lang, *, partly: bool
) -> str:
    """How many verdicts moved where to, and how many venues came and went.

    ``partly`` says that of some requirements nothing can be said.
    """
    still = "changes_still_partly" if partly else "changes_still"
    key = f"report.{'changes_summary' if moves else still}"
    new, lost = venues
    words = {"new": f"{new:,}", "lost": f"{lost:,}"}
    text = t(
        key,
        lang,
        since=since,
        n=f"{len(moves):,}",
        parts=moved_to((move.after for move in moves), lang),
        **words,
    )
    return text + t("report.changes_recorded", lang) if new or lost else text


def day_text(name: str, lang: Lang) -> str:
    """The day of a snapshot in words, with the number of one that was not the day's first."""
    day, number = name[:10], name[11:]
    words = date_text(day, lang)
    return t("report.changes_nth", lang, day=words, n=number) if number else words


def _name(pack: CityPack, code: str, otherwise: str, lang: Lang) -> str:
    return unit_name(pack, code, lang) if code in pack.units.index else otherwise


def _title(pack: CityPack, requirement: str, lang: Lang) -> str:
    rule = pack.requirement(requirement)
    return pick(rule.title, rule.title_en, lang)


def _venues(found: Iterable[VenueChange], pack: CityPack, lang: Lang) -> tuple[str, ...]:
    said = []
    for one in found:
        known = one.id in pack.venues.index
        name = pick(one.name, pack.venues.at[one.id, "name_en"] if known else "", lang)
        place = _name(pack, one.unit, "", lang)
        said.append(t("report.changes_venue", lang, name=name, place=place) if place else name)
    return tuple(said)


def _value(change: IndicatorChange, pack: CityPack, lang: Lang) -> str:
    before, after = (
        "" if side is None else f"{number_text(side.value)} ({side.year})"
        for side in (change.before, change.after)
    )
    name = _name(pack, change.unit, change.name, lang)
    cause = Cause("indicator", change.indicator, name, (("value", before, after),))
    return _bare(cause_text(cause, pack, lang), lang)


def _bare(sentence: str, lang: Lang) -> str:
    """A sentence without its full stop, to stand in a list."""
    return sentence.removesuffix(t("report.stop", lang))


# -- lines over time ---------------------------------------------------------------------------


def trend_charts(
    snapshots: Sequence[Snapshot], now: Snapshot, pack: CityPack, head: Head
) -> tuple[Chart, ...]:
    """How far required clauses were met at each time: by clause, and by county in a city.

    Empty until there are three times that can be compared; a clause whose rule changed is left
    out. ``now`` is the last time unless the latest snapshot says the same.
    """
    line = sorted(snapshots, key=lambda one: (one.at, one.name))
    if not line or line[-1].statuses != now.statuses:
        line.append(now)
    required = {rule.id for rule in pack.requirements if rule.strength == "required"}
    whole = [
        trend
        for trend in trends(line, pack.successors)
        if trend.requirement in required and len(trend.points) == len(line)
    ]
    lang = head.lang
    dates = tuple(day_text(one.name, lang) or t("report.changes_now", lang) for one in line)
    by_clause = [
        _Line(_title(pack, trend.requirement, lang), _shares([trend]), _reported([trend]))
        for trend in whole
        if trend.county == head.scope_code and _units(trend) > 1
    ]
    found = [_trend("trend", dates, by_clause, head)]
    if not head.scope_code:
        counties = dict.fromkeys(trend.county for trend in whole if trend.county)
        by_county = [
            _Line(_name(pack, county, "", lang), _shares(own), _reported(own))
            for county in counties
            if county in pack.units.index and (own := [x for x in whole if x.county == county])
        ]
        found.append(_trend("trend_counties", dates, by_county, head))
    return tuple(chart for chart in found if chart is not None)


def _units(trend: Trend) -> int:
    last = trend.points[-1]
    return last.met + last.gap + last.unreported


def _shares(found: Sequence[Trend]) -> tuple[float | None, ...]:
    """Share of verdicts that were met at each time, over several lines.

    None where nobody had reported anything: unknown is never 0.
    """
    shares = []
    for points in zip(*(trend.points for trend in found), strict=True):
        met, gap = sum(point.met for point in points), sum(point.gap for point in points)
        total = met + gap + sum(point.unreported for point in points)
        shares.append(met / total if met + gap else None)
    return tuple(shares)


def _reported(found: Sequence[Trend]) -> tuple[float, ...]:
    """Share of verdicts that were reported at each time, over several lines."""
    return tuple(
        reported_share(*(sum(getattr(point, status) for point in points) for status in STATUSES))
        for points in zip(*(trend.points for trend in found), strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a trend chart between the first and the last time at which it is known."""

    name: str
    values: tuple[float | None, ...]
    reported: tuple[float, ...]

    @property
    def known(self) -> list[tuple[int, float]]:
        """Number and share of each time at which the share is known."""
        return [(n, value) for n, value in enumerate(self.values) if value is not None]

    @property
    def moved(self) -> float:
        """How far it rose; 0 where it is known once at most."""
        return self.known[-1][1] - self.known[0][1] if len(self.known) > 1 else 0.0


def _trend(name: str, dates: tuple[str, ...], found: Sequence[_Line], head: Head) -> Chart | None:
    """The lines that moved most, and which of them most of all."""
    known = [line for line in found if len(line.known) > 1]
    if not known:
        return None
    lines = sorted(known, key=lambda line: -abs(line.moved))[:_LINES]
    best = max(lines, key=lambda line: line.moved)
    (begin, first), (end, last) = best.known[0], best.known[-1]
    key = "answer" if best.moved > 0 else "still"
    answer = t(
        f"report.chart_{name}_{key}",
        head.lang,
        name=best.name,
        since=dates[begin],
        first=percent(first),
        last=percent(last),
    )
    before, after = best.reported[begin], best.reported[end]
    if best.moved > 0 and min(before, after) < head.compared_from:
        answer += t(
            "report.chart_trend_reporting", head.lang, before=percent(before), after=percent(after)
        )
    if unknown := len(found) - len(known):
        answer += t("report.chart_trend_unknown", head.lang, n=unknown)
    series = tuple(Series(line.name, line.values) for line in lines)
    title = t(f"report.chart_{name}", head.lang)
    return draw_chart.lines(draw_chart.Caption(name, title, answer), dates, series, head)
