"""Figures as people say them: distances, ways, dates, residents, shares, counts of units."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from locator import clock
from locator.wording.catalogue import Lang, t

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date

    from locator.pack.model import Level
    from locator.ways.travel import Travel


_METRES_IN_KILOMETRE = 1000


#: From here on whole kilometres; a tenth more would be read as precision that is not there.
_WHOLE_KILOMETRES = 9.95


#: Up to here a walk is said to the minute, beyond it to five.
_EXACT_MINUTES = 20


def distance_kind(precision: str) -> str:
    """Which message says a distance to a point of some precision."""
    return {"street": "distance_street", "estimated": "distance_estimated"}.get(
        precision, "distance"
    )


def distance_text(metres: float, lang: Lang) -> str:
    """A distance as people say it: 80 米, 350 米, 1.2 公里, 12 公里."""
    if metres < _METRES_IN_KILOMETRE - 5:
        return t("find.metres", lang, n=f"{max(10, round(metres / 10) * 10)}")
    kilometres = metres / _METRES_IN_KILOMETRE
    n = f"{kilometres:.1f}" if kilometres < _WHOLE_KILOMETRES else f"{kilometres:.0f}"
    return t("find.kilometres", lang, n=n)


def metres_text(metres: int, lang: Lang) -> str:
    """A radius as it was chosen: 500 米, 2 公里."""
    if metres < _METRES_IN_KILOMETRE:
        return t("find.metres", lang, n=metres)
    return t("find.kilometres", lang, n=metres // _METRES_IN_KILOMETRE)


def minutes_text(minutes: float, lang: Lang) -> str:
    """A walking time as people say it: about 4, 15, 70 minutes."""
    rounded = max(1, round(minutes)) if minutes < _EXACT_MINUTES else round(minutes / 5) * 5
    return t("find.walk", lang, n=rounded)


def moment_text(at: str) -> str:
    """A moment of the store (UTC) as local time: 2026-11-24 15:04."""
    return clock.local(datetime.fromisoformat(at)).strftime("%Y-%m-%d %H:%M")


def month_day(day: date, lang: Lang) -> str:
    """A day of this year or the next: 12月5日, 5 Dec; 5/12 would be May to half of all readers."""
    return t("hours.month_day", lang, month=day.month, day=day.day)


def date_text(text: str, lang: Lang) -> str:
    """A record's date (YYYY, YYYY-MM or YYYY-MM-DD): 2026年11月23日 in Chinese, ISO in English."""
    if lang == "en":
        return text
    parts = [str(int(p)) for p in text.split("-")] if text else []
    return "".join(f"{part}{mark}" for part, mark in zip(parts, "年月日", strict=False))


def as_of_text(day: str, lang: Lang) -> str:
    """As of when data are (ISO date); "": that there are none yet."""
    if not day:
        return t("coverage.as_of_none", lang)
    return t("coverage.as_of", lang, date=date_text(day, lang))


def dated(record: Mapping[Hashable, Any], lang: Lang) -> str:
    """When a record was checked, or else only collected: that verifies nothing, and it says so."""
    kind = "checked" if record["source_date"] else "collected"
    day = record["source_date"] or record.get("collected_date", "")
    return t(f"find.{kind}", lang, date=date_text(day, lang))


_TEN_THOUSAND = 10_000
#: Where a table or a chart has no number: unknown is never 0.
UNKNOWN = "—"
#: Decimals at which two figures that differ are taken for the same.
_MOST_DECIMALS = 7


def of_level(level: Level | Literal["cell"], n: int, lang: Lang) -> str:
    """A number of units of a level: 98 个乡镇（街道）."""
    key = f"report.one_{level}" if n == 1 else f"report.units_{level}"
    return t(key, lang, n=f"{n:,}")


def people(n: float, lang: Lang) -> str:
    """Residents: 53.6 万人, or to the person below ten thousand; with separators in English."""
    if lang == "zh" and n >= _TEN_THOUSAND:
        return t("report.people_10000", lang, n=f"{n / _TEN_THOUSAND:,.1f}")
    return t("report.people", lang, n=f"{n:,.0f}")


def percent(share: float) -> str:
    """A share with one decimal: 41.2%."""
    return f"{share:.1%}"


def apart(have: float, need: float, lang: Lang) -> tuple[str, str]:
    """What there is and what is needed, with the decimals that tell them apart: 5 and 5.02.

    A gap must look like one.
    """
    first, second = number(have, lang), number(need, lang)
    if have == need or first.removesuffix(".0") != second.removesuffix(".0"):
        return first, second
    for decimals in range(2, _MOST_DECIMALS):
        first, second = f"{have:,.{decimals}f}", f"{need:,.{decimals}f}"
        if first != second:
            break
    return number(have, lang) if float(have).is_integer() else first, second


def number(value: float, lang: Lang) -> str:
    """A figure as people read it: 1,912.2, 3, or "unknown"."""
    if math.isnan(value):
        return t("coverage.unknown", lang)
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 1 else f"{value:.2g}"


def money(value: float, lang: Lang) -> str:
    """What something costs, which is kept in 10,000 yuan as offices count it."""
    own = value if lang == "zh" else value * _TEN_THOUSAND
    return t("reach.money", lang, n=number(own, lang))


def known_share(share: float | None) -> str:
    """A share, or that it is unknown."""
    return UNKNOWN if share is None else percent(share)


def rate_text(rate: float | None) -> str:
    """A rate with two decimals, or that it is unknown."""
    return UNKNOWN if rate is None else f"{rate:.2f}"


def way_text(way: Travel, lang: Lang) -> str:
    """How minutes came about, by streets or straight; every answer that has some says it."""
    pace, of = f"{way.metres_per_minute:g}", way.network
    if of is None:
        return t("reach.straight", lang, detour=f"{way.detour:g}", pace=pace)
    date = date_text(of.date, lang)
    return t("reach.streets", lang, pace=pace, source=of.source, date=date, licence=of.licence)
