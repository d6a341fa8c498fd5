"""Opening hours for people: OpenStreetMap syntax put into words.

Sources write hours either in Chinese, which is shown as it stands, or in ``opening_hours``
syntax, which nobody should have to read.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

from locator.clock import local
from locator.hours.calendars import known_years, special_days
from locator.hours.days import (
    AfterHoliday,
    AnyOf,
    Days,
    Festival,
    HalfYear,
    Holiday,
    LunarDate,
    LunarDays,
    LunarMonthDays,
    Maybe,
    MonthDays,
    MonthWorkday,
    Not,
    NthWeekday,
    Period,
    Postponed,
    Season,
    Vacation,
    Weekdays,
    Workday,
)
from locator.hours.near import Eve, NearDays, SchoolTerm, UntilSpring, WeekOfMonth
from locator.hours.osm import DAYS, MONTHS
from locator.hours.state import SURE, HoursState
from locator.hours.sun import SunTime
from locator.hours.terms import Easter, SolarDay, SolarDays, SolarTerms
from locator.hours.text import parse
from locator.wording.catalogue import Lang, t
from locator.wording.figures import month_day

if TYPE_CHECKING:
    from datetime import datetime

    from locator.hours.rules import Rule

_MINUTES_OF_A_DAY = 24 * 60
#: In the order of the catalogue's keys ``festival_0`` …
FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


def hours_words(text: str, lang: Lang) -> str:
    """Published hours as a visitor reads them.

    Chinese text stays as the venue wrote it, in Chinese; what is not understood stays in either
    language.
    """
    parsed = parse(text)
    if parsed.schedule is None or (lang == "zh" and not text.isascii()):
        return text
    rules = [rule for rule in parsed.schedule.rules if rule.effect != "ask"]
    if parsed.unattended and len(rules) == 1 and not rules[0].days and not rules[0].season:
        words = [t("hours.words_always", lang)]
    else:
        words = [_rule_words(rule, lang) for rule in rules]
    if len(rules) < len(parsed.schedule.rules):
        words.append(t("hours.words_ask", lang))
    if parsed.schedule.parts:
        words.append(t("hours.words_rooms", lang))
    said = t("hours.words_next", lang).join(dict.fromkeys(words))
    remark = parsed.comment if text.isascii() else ""
    return said + (t("hours.comment", lang, comment=remark) if remark else "")


def _rule_words(rule: Rule, lang: Lang) -> str:
    days = [kind.days if isinstance(kind, Maybe) else kind for kind in rule.days]
    doubtful = len(days) > 0 and any(isinstance(kind, Maybe) for kind in rule.days)
    when = [_kind_words(rule.season, lang)] if rule.season else []
    if days:
        when.append(t("find.comma", lang).join(_kind_words(kind, lang) for kind in days))
    elif not rule.season or rule.effect == "open":
        when.append(t("hours.words_daily", lang))
    what = t("hours.words_unknown", lang) if doubtful else _effect_words(rule, lang)
    return " ".join([*when, what])


def _effect_words(rule: Rule, lang: Lang) -> str:  # noqa: PLR0911 - one row an effect
    comma = t("find.comma", lang)
    sure = comma.join(_span_words(a, b, lang) for a, b, state in rule.spans if state != "unknown")
    unsure = [span for span in rule.spans if span[2] == "unknown"]
    match rule.effect:
        case "closed":
            return t("hours.words_off", lang)
        case "usual" | "unknown":
            return t(f"hours.words_{rule.effect}", lang)
        case "break":
            return t("hours.words_break", lang, hours=sure)
        case "from":
            return t("hours.words_opens", lang, clock=_clock(rule.spans[0][0], lang))
        case "add":
            return t("hours.words_also", lang, hours=sure)
        case "until":
            return t("hours.words_until", lang, clock=_clock(rule.spans[0][1], lang))
        case "doubt":
            return t("hours.words_part_only", lang, clock=_clock(rule.spans[0][0], lang))
        case "part":
            return t(f"hours.words_no_{rule.part}", lang)
    if unsure and sum(b - a for a, b, _ in unsure) >= _MINUTES_OF_A_DAY:
        return t("hours.words_unknown", lang)
    maybe = [t("hours.words_maybe", lang, hours=_span_words(a, b, lang)) for a, b, _ in unsure]
    return comma.join([*([sure] if sure else []), *maybe])


def _span_words(start: int, end: int, lang: Lang) -> str:
    return f"{_clock(start, lang)}–{_clock(end, lang)}"


def _clock(minutes: int, lang: Lang) -> str:
    if isinstance(minutes, SunTime):
        shift = minutes.shift % _MINUTES_OF_A_DAY
        shift -= _MINUTES_OF_A_DAY if shift > _MINUTES_OF_A_DAY // 2 else 0
        sun = t(f"hours.sun_{minutes.event}", lang)
        return sun if not shift else t("hours.sun_shifted", lang, sun=sun, minutes=f"{shift:+}")
    if minutes > _MINUTES_OF_A_DAY:
        minutes -= _MINUTES_OF_A_DAY
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _kind_words(kind: Days, lang: Lang) -> str:
    """The name of some days."""
    match kind:
        case Maybe():
            return _kind_words(kind.days, lang)
        case AnyOf():
            return t("find.comma", lang).join(_kind_words(each, lang) for each in kind.days)
        case Weekdays() | Workday() | NthWeekday() | WeekOfMonth() | MonthWorkday() | MonthDays():
            return _of_weeks_and_months(kind, lang)
        case LunarDate() | LunarDays() | LunarMonthDays() | UntilSpring():
            return _by_the_moon(kind, lang)
        case Holiday() | Festival() | Easter() | AfterHoliday() | Postponed() | NearDays() | Eve():
            return _about_holidays(kind, lang)
        case _:
            return _of_the_year(kind, lang)


def _of_weeks_and_months(
    kind: Weekdays | Workday | NthWeekday | WeekOfMonth | MonthWorkday | MonthDays, lang: Lang
) -> str:
    match kind:
        case Weekdays():
            return _weekdays(kind.numbers, lang)
        case Workday():
            return t("hours.words_worked" if kind.instead else "hours.words_workdays", lang)
        case NthWeekday() | WeekOfMonth():
            which = t("find.comma", lang).join(
                t("hours.words_last" if n < 0 else f"hours.words_nth_{n}", lang)
                for n in sorted(kind.numbers)
            )
            of = "week_of_month" if isinstance(kind, WeekOfMonth) else "of_month"
            return t(f"hours.words_{of}", lang, which=which, day=_weekdays(kind.weekdays, lang))
        case MonthWorkday():
            which = t("hours.words_last" if kind.last else "hours.words_nth_1", lang)
            day = t("hours.words_workday", lang)
            return t("hours.words_of_month", lang, which=which, day=day)
        case MonthDays():
            return _days_of_months(sorted(kind.numbers), lang)


def _days_of_months(numbers: list[int], lang: Lang) -> str:
    if numbers == [-1]:
        return t("hours.words_last_day", lang)
    if len(numbers) == 31:
        return t("hours.words_some_days", lang)
    if len(numbers) > 10:
        return t("hours.words_odd" if numbers[0] % 2 else "hours.words_even", lang)
    days = t("find.comma", lang).join(map(str, numbers))
    return t("hours.words_month_days", lang, days=days)


def _by_the_moon(kind: LunarDate | LunarDays | LunarMonthDays | UntilSpring, lang: Lang) -> str:
    match kind:
        case LunarDate():
            return f"{kind.month}/{kind.day}"
        case LunarMonthDays():
            days = t("find.comma", lang).join(map(str, sorted(kind.numbers)))
            return t("hours.words_lunar_month_days", lang, days=days)
        case UntilSpring():
            names = [t(f"hours.festival_{FESTIVALS.index('元旦')}", lang), _lunar(kind.last, lang)]
        case LunarDays():
            names = [_lunar(number, lang) for number in (kind.first, kind.last)]
            if kind.twelfth:
                names[0] = t("hours.words_twelfth", lang, day=kind.twelfth)
            elif kind.first == kind.last:
                return names[0]
    return t("hours.words_range", lang, first=names[0], last=names[1])


def _about_holidays(  # noqa: PLR0911 - a case a kind
    kind: Holiday | Festival | Easter | AfterHoliday | Postponed | NearDays | Eve, lang: Lang
) -> str:
    match kind:
        case Holiday():
            if not kind.shift:
                return t("hours.words_holidays", lang)
            return t(f"hours.words_{'before' if kind.shift < 0 else 'after'}_holidays", lang)
        case Festival():
            if kind.dates and not isinstance(kind.dates, LunarDate):
                return _kind_words(kind.dates, lang)
            name = t(f"hours.festival_{FESTIVALS.index(kind.name)}", lang)
            return t("hours.words_day_itself", lang, festival=name) if kind.dates else name
        case Easter():
            return t("hours.words_easter", lang, days=f" {kind.shift:+}" if kind.shift else "")
        case AfterHoliday():
            day = "workday" if kind.workday else "day"
            return t(f"hours.words_first_{day}_after", lang)
        case Postponed():
            return t("hours.words_postponed", lang)
        case NearDays():
            return t("hours.words_near", lang, day=_kind_words(kind.days, lang))
        case Eve():
            return t("hours.words_eve", lang, n=kind.many, day=_kind_words(kind.days, lang))


def _of_the_year(  # noqa: PLR0911 - a case a kind
    kind: Season
    | SolarTerms
    | SolarDay
    | SolarDays
    | Period
    | HalfYear
    | Vacation
    | SchoolTerm
    | Not,
    lang: Lang,
) -> str:
    match kind:
        case Season() | SolarTerms():
            ends = {"first": kind.first, "last": kind.last}
            named = {name: _date(kind, end, lang) for name, end in ends.items()}
            if kind.first == kind.last:
                return named["first"]
            return t("hours.words_range", lang, **named)
        case SolarDay():
            own = date(2001, *kind.term) + timedelta(days=kind.shift)
            return _date(SolarTerms(kind.term, kind.term), (own.month, own.day), lang)
        case SolarDays():
            day = _date(SolarTerms(kind.term, kind.term), kind.term, lang)
            return t("hours.words_near", lang, day=day)
        case Period():
            bounds = {"first": str(kind.first or ""), "last": str(kind.last or "")}
            return t("hours.words_range" if kind.last else "hours.words_from", lang, **bounds)
        case HalfYear():
            if not kind.bounded:
                return t("hours.words_peak" if kind.summer else "hours.words_off_peak", lang)
            return t("hours.words_summer" if kind.summer else "hours.words_winter", lang)
        case Vacation():
            return t("hours.words_vacation", lang)
        case SchoolTerm():
            return t(f"hours.words_{'autumn' if kind.autumn else 'spring'}_term", lang)
        case Not():
            school = isinstance(kind.days, Vacation)
            return t("hours.words_term" if school else "hours.words_other", lang)


def _weekdays(numbers: frozenset[int], lang: Lang) -> str:
    if len(numbers) == len(DAYS):
        return t("hours.words_daily", lang)
    first = next((n for n in sorted(numbers) if (n - 1) % 7 not in numbers), 0)
    run = {(first + n) % 7 for n in range(len(numbers))}
    if run == numbers and len(numbers) > 1 and not (first and len(numbers) == 2 and first == 6):
        last = (first + len(numbers) - 1) % 7
        names = [t(f"hours.weekday_{n}", lang) for n in (first, last)]
        return t("hours.words_range", lang, first=names[0], last=names[1])
    return t("find.comma", lang).join(t(f"hours.weekday_{n}", lang) for n in sorted(numbers))


def _lunar(number: int, lang: Lang) -> str:
    if number < 0:
        key = "hours.words_lunar_eve" if number == -1 else "hours.words_lunar_before"
        return t(key, lang, days=-number)
    return t("hours.words_lunar_day", lang, day=number + 1)


def _date(season: Season | SolarTerms, end: tuple[int, int], lang: Lang) -> str:
    """5月1日; the month alone where whole months are meant."""
    month, day = end
    last = monthrange(2024, season.last[0])[1]
    if season.first[1] == 1 and season.last[1] == last:
        return MONTHS[month - 1] if lang == "en" else f"{month}月"
    return f"{MONTHS[month - 1]} {day}" if lang == "en" else f"{month}月{day}日"


def describe(state: HoursState, lang: Lang, when: datetime) -> str:
    """One sentence for a visitor; the published hours themselves stand beside it."""
    moment = local(when)
    params = {"when": _when(state.until, moment, lang)} if state.until else {}
    key: str = state.state
    if key == "open" and not state.until:
        key = "open_always"
    elif key in {"closed", "holiday_closed"} and state.until:
        key = f"{key}_until"
    elif key == "unknown" and state.text:
        key = "not_understood"
    sentence = t(f"hours.{key}", lang, **params)
    remark = _remark(state.comment, lang)
    if remark and state.state not in {"closed", "holiday_closed"}:
        sentence += t("hours.comment", lang, comment=remark)
    if 0 < state.confidence < SURE:
        sentence += t("hours.unsure", lang)
    today = special_days().get(moment.date())
    if state.state in {"open", "closing_soon"} and today and today.kind == "holiday":
        # The text may not have had holidays in mind.
        sentence += "" if state.holidays_said else t("hours.holiday_unsaid", lang)
    if not state.calendar and state.state != "unknown":
        year = moment.year if moment.year not in known_years() else moment.year + 1
        sentence += t("hours.no_calendar", lang, year=year)
    return sentence


def _when(until: datetime | None, moment: datetime, lang: Lang) -> str:
    """A time as people say it: 17:00 today, 明天 9:00, 周三 9:00, 12月1日 9:00."""
    if until is None:
        return ""
    clock = f"{until.hour}:{until.minute:02d}"
    days = (until.date() - moment.date()).days
    if days == 0 or (days == 1 and until.hour == 0 and until.minute == 0):
        return "24:00" if days else clock
    if days == 1:
        return t("hours.tomorrow", lang, clock=clock)
    if days < 7:
        weekday = t(f"hours.weekday_{until.weekday()}", lang)
        return t("hours.weekday", lang, weekday=weekday, clock=clock)
    return t("hours.date", lang, date=month_day(until, lang), clock=clock)


def _remark(comment: str, lang: Lang) -> str:
    """What is said beside the hours; of Chinese words English readers get the last admission."""
    if lang == "zh" or comment.isascii():
        return comment
    admission = re.search(r"停止|最[晚后]|谢绝|截止", comment)
    clock = re.search(r"\d{1,2}:\d\d", comment)
    return t("hours.last_admission", lang, clock=clock[0]) if admission and clock else ""
