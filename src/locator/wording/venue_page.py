"""What the page of one venue adds to its card: the week's hours, what is near, its public record.

Pure functions; the page draws what they return.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from locator.hours.calendars import special_days
from locator.hours.state import SURE, open_spans, unsure_spans
from locator.hours.sun import point_of
from locator.hours.text import parse
from locator.venues.search import FREE
from locator.wording.catalogue import Lang, t
from locator.wording.figures import month_day

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from locator.hours.sun import Point
    from locator.pack.model import CityPack

_DAY = timedelta(days=1)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class DayHours:
    """One day's opening hours: what stands beside the weekday, and whether it is today."""

    date: date
    spans: tuple[tuple[datetime, datetime], ...]
    special: str
    today: bool
    unsure: bool = False

    def weekday(self, lang: Lang) -> str:
        """周二 11月24日, with the holiday's or the make-up day's name."""
        name = t(f"hours.weekday_{self.date.weekday()}", lang)
        day = t("venue.day", lang, weekday=name, date=month_day(self.date, lang))
        return t("venue.special", lang, day=day, special=self.special) if self.special else day

    def hours(self, lang: Lang) -> str:
        """9:00–11:30、13:00–17:00, or that it is closed, or that this is not known."""
        if not self.spans and self.unsure:
            return t("hours.words_unknown", lang)
        if not self.spans:
            return t("hours.words_off", lang)
        return t("find.comma", lang).join(self._span(*span, lang) for span in self.spans)

    def _span(self, start: datetime, end: datetime, lang: Lang) -> str:
        clock = f"{end.hour}:{end.minute:02d}"
        if end == datetime.combine(self.date + _DAY, datetime.min.time()):
            clock = "24:00"
        elif end.date() > self.date:
            clock = t("venue.next_day", lang, clock=clock)
        return f"{start.hour}:{start.minute:02d}–{clock}"


def week(text: str, today: date, lang: Lang, point: Point = None) -> list[DayHours] | None:
    """The seven days from today on by hours published at a point; None when not understood.

    Hours past midnight belong to the day on which they begin.
    """
    begin = datetime.combine(today, datetime.min.time())
    spans = open_spans(text, begin - _DAY, begin + _WEEK * _DAY, point)
    if spans is None:
        return None
    unsure = unsure_spans(text, begin, begin + _WEEK * _DAY, point) or []
    days = []
    for number in range(_WEEK):
        midnight = begin + number * _DAY
        own = tuple(_of_day(spans, midnight))
        special = special_days().get(midnight.date())
        name = t(f"venue.{special.kind}", lang, name=special.name) if special else ""
        doubt = any(start < midnight + _DAY and end > midnight for start, end in unsure)
        days.append(DayHours(midnight.date(), own, name, number == 0, doubt))
    return days


def on_day(text: str, day: date, lang: Lang, point: Point = None) -> tuple[str, str]:
    """One sentence on a day's hours, and whether they are ``open``, ``closed`` or ``unknown``."""
    days = week(text, day, lang, point)
    if days is None:
        return t("hours.not_understood" if text else "hours.unknown", lang), "unknown"
    own = days[0]
    sentence = t("hours.on_day", lang, day=own.weekday(lang), hours=own.hours(lang))
    if parse(text).confidence < SURE:
        sentence += t("hours.unsure", lang)
    return sentence, "open" if own.spans else "unknown" if own.unsure else "closed"


def _of_day(
    spans: list[tuple[datetime, datetime]], midnight: datetime
) -> list[tuple[datetime, datetime]]:
    own = []
    for start, end in spans:
        if end - start > _DAY:  # round the clock for days on end: cut at midnight
            if start < midnight + _DAY and end > midnight:
                own.append((max(start, midnight), min(end, midnight + _DAY)))
        elif midnight <= start < midnight + _DAY:
            own.append((start, end))
    return own


def json_ld(pack: CityPack, venue: str, url: str, today: date) -> dict[str, Any]:
    """The venue as schema.org's ``Place``, with what is known and nothing else.

    Its opening hours are those of the seven days from today on, holidays heeded, where they are
    sure.
    """
    row = pack.venues.loc[venue]
    record: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Place",
        "name": row["name"],
        "url": url,
        "identifier": venue,
    }
    if row["name_en"]:
        record["alternateName"] = row["name_en"]
    if row["address"]:
        record["address"] = {
            "@type": "PostalAddress",
            "streetAddress": row["address"],
            "addressLocality": pack.units.loc[row["county"] or row["unit"], "name"],
            "addressCountry": "CN",
        }
    if row["precision"] == "exact":  # there is no word here for "somewhere near"
        position = {"latitude": float(row["lat"]), "longitude": float(row["lon"])}
        record["geo"] = {"@type": "GeoCoordinates", **position}
    if row["phone"]:
        record["telephone"] = row["phone"]
    if row["website"]:
        record["sameAs"] = row["website"]
    if row["admission"].startswith(FREE):
        record["isAccessibleForFree"] = True
    if row["status"] == "open" and (hours := _specified(row, today)):
        record["openingHoursSpecification"] = hours
    return record


def _specified(row: Mapping[Hashable, Any], today: date) -> list[dict[str, str]]:
    """Each day's hours as schema.org says them, for that day alone; empty where in doubt."""
    text = row["opening_hours"]
    days = week(text, today, "zh", point_of(row))
    if days is None or parse(text).confidence < SURE or any(day.unsure for day in days):
        return []
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{day.date:%A}",
            "validFrom": day.date.isoformat(),
            "validThrough": day.date.isoformat(),
            "opens": f"{start:%H:%M}",
            "closes": f"{end:%H:%M}" if end.date() == day.date else "23:59",
        }
        for day in days
        for start, end in day.spans
    ]
