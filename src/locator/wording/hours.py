"""Opening hours for people: OpenStreetMap syntax put into words.

Sources write hours either in Chinese, which is shown as it stands, or in ``opening_hours``
syntax, which nobody should have to read.
"""

from __future__ import annotations

import re

from locator.hours.text import parse
from locator.hours.tokens import DAYS, MONTHS
from locator.wording.catalogue import Lang, t

_DAY = "(?:" + "|".join([*DAYS, "PH"]) + ")"
_MONTH = "(?:" + "|".join(MONTHS) + ")"
_RULE = re.compile(
    rf"(?:(?P<season>{_MONTH}(?: \d\d)?-{_MONTH}(?: \d\d)?) )?"
    rf"(?:(?P<days>{_DAY}(?:[-,]{_DAY})*) )?"
    r"(?P<what>off|closed|unknown|24/7|\d?\d:\d\d-\d\d:\d\d(?:,\d?\d:\d\d-\d\d:\d\d)*)"
)


def hours_words(text: str, lang: Lang) -> str:
    """Published hours as a visitor reads them.

    Chinese text stays as the venue wrote it, in Chinese; what is not understood stays in either
    language.
    """
    if lang == "zh" and not text.isascii():
        return text
    syntax = parse(text).syntax
    rules = [_RULE.fullmatch(rule.strip()) for rule in syntax.split(";")] if syntax else []
    if not rules or None in rules:
        return text
    return t("hours.words_next", lang).join(_words(rule, lang) for rule in rules if rule)


def _words(rule: re.Match[str], lang: Lang) -> str:
    parts = [_season(rule["season"], lang) if rule["season"] else ""]
    what = rule["what"]
    if what == "24/7":
        return t("hours.words_always", lang)
    parts.append(_days(rule["days"], lang) if rule["days"] else t("hours.words_daily", lang))
    if what in {"off", "closed"}:
        parts.append(t("hours.words_off", lang))
    elif what == "unknown":
        parts.append(t("hours.words_unknown", lang))
    else:
        spans = (span.replace("-", "–") for span in what.split(","))
        parts.append(t("find.comma", lang).join(spans))
    return " ".join(part for part in parts if part)


def _days(days: str, lang: Lang) -> str:
    if days == "Mo-Su":
        return t("hours.words_daily", lang)
    return t("find.comma", lang).join(_day_span(span, lang) for span in days.split(","))


def _day_span(span: str, lang: Lang) -> str:
    first, _, last = span.partition("-")
    if not last:
        return _day(first, lang)
    return t("hours.words_range", lang, first=_day(first, lang), last=_day(last, lang))


def _day(day: str, lang: Lang) -> str:
    key = "words_holidays" if day == "PH" else f"weekday_{DAYS.index(day)}"
    return t(f"hours.{key}", lang)


def _season(season: str, lang: Lang) -> str:
    first, last = (_date(end, lang) for end in season.split("-"))
    return t("hours.words_range", lang, first=first, last=last)


def _date(text: str, lang: Lang) -> str:
    name, _, day = text.partition(" ")
    month = MONTHS.index(name) + 1
    if lang == "en":
        return f"{name} {int(day)}" if day else name
    return f"{month}月{int(day)}日" if day else f"{month}月"
