"""An offer or a need as a resident reads it: short lines of text in their language.

Pure functions between :mod:`locator.sharing.search` and whoever draws; every text is plain, not
markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from locator.hours.windows import DAYS, dates
from locator.wording.cards import short_source
from locator.wording.catalogue import Lang, pick, t
from locator.wording.figures import date_text, distance_kind, distance_text, month_day
from locator.wording.hours import hours_words
from locator.wording.labels import label, labels
from locator.wording.listing import place_name
from locator.wording.names import name_of, unit_path
from locator.wording.prices import admission_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date, datetime

    from locator.hours.windows import Window
    from locator.pack.model import CityPack
    from locator.sharing.search import ShareQuery
    from locator.venues.place import Place

_PHONE = re.compile(r"[+\d][\d\s()-]{5,}\d")
_EXAMPLES = 5
#: So many stretches of time are written out.
_SLOTS = 3


@dataclass(frozen=True, slots=True)
class ShareCard:
    """One offer or need in words; ``facts`` are pairs of label and text, unknown ones left out.

    ``venue`` is an id for a link, ``""`` without a record; ``unsaid`` what the offer does not say
    of what was asked for.
    """

    id: str
    kind: str
    glyph: str
    title: str
    who: str
    venue: str
    where: str
    distance: str
    facts: tuple[tuple[str, str], ...]
    unsaid: tuple[str, ...]
    phone: str
    phone_href: str
    website: str
    source: str


def share_card(pack: CityPack, row: Mapping[Hashable, Any], origin: str, lang: Lang) -> ShareCard:
    """The card of a row of :class:`~locator.sharing.search.ShareResult`.

    ``origin`` is the name of the place that distances are from ("" without one).
    """
    venue = row["venue"] if row["venue"] in pack.venues.index else ""
    phone = _PHONE.search(row["phone"])
    title, who = pick(row["title"], row["title_en"], lang), institution(pack, row, lang)
    if row["id"] not in pack.shares.index and row["venue"] in pack.venues.index:
        title = who
    distance = ""
    if origin and not pd.isna(row["distance_m"]):
        key = f"share.{distance_kind(row['precision'])}"
        distance = t(key, lang, origin=origin, distance=distance_text(row["distance_m"], lang))
    return ShareCard(
        id=row["id"],
        kind=label("share", row["kind"], lang),
        glyph=t(f"share.glyph_{row['kind']}", lang),
        title=title,
        who=who if who != title else "",
        venue=venue,
        where=unit_path(pack, row["unit"], lang),
        distance=distance,
        facts=_facts(row, lang),
        unsaid=tuple(t(f"share.unsaid_{name}", lang) for name in row["unsaid"]),
        phone=t("find.call", lang, phone=phone[0] if phone else row["phone"]),
        phone_href="tel:" + re.sub(r"[^\d+]", "", phone[0]) if phone else "",
        website=row.get("website", ""),
        source=t(
            "find.source",
            lang,
            source=short_source(row["source"], lang, pack.vocabularies),
            date=date_text(row["source_date"], lang),
        ),
    )


def examples(pack: CityPack, lang: Lang) -> list[str]:
    """Sentences that one may say; the pack's own first, which names a place that the city has."""
    own = pack.city.examples.get("share" if lang == "zh" else "share_en", "")
    return [*filter(None, [own]), *(t(f"share.example_{n}", lang) for n in range(1, _EXAMPLES + 1))]


def institution(pack: CityPack, row: Mapping[Hashable, Any], lang: Lang) -> str:
    """Who offers or asks: the institution as it is named, otherwise the venue."""
    if row["institution"] or row["venue"] not in pack.venues.index:
        return str(row["institution"])
    venue = pack.venues.loc[row["venue"]]
    return name_of(venue, lang)


def _facts(row: Mapping[Hashable, Any], lang: Lang) -> tuple[tuple[str, str], ...]:
    capacity = row["capacity"]
    valid = date_text(row["valid_until"], lang)
    facts = {
        "slots": slots_text(row["slots"], lang) if row["slots"] else "",
        "hours": hours_words(row["hours"], lang),
        "audience": labels("audience", row["audience"], lang),
        "topics": labels("topic", row["topics"], lang),
        "capacity": "" if pd.isna(capacity) else t("share.people", lang, n=f"{capacity:.0f}"),
        "cost": admission_text(row.get("cost", ""), lang),
        "conditions": row.get("conditions", ""),
        "description": row["description"],
        "contact": row["contact"],
        "valid_until": t("share.until", lang, date=valid) if valid else "",
    }
    return tuple((t(f"share.fact_{name}", lang), text) for name, text in facts.items() if text)


def slots_text(slots: tuple[Window, ...], lang: Lang) -> str:
    """When within the time asked for: 11月28日（周六）13:30–17:00, the first few."""
    said = [
        t(
            "share.slot",
            lang,
            day=day_text(start.date(), lang),
            start=f"{start.hour}:{start:%M}",
            end="24:00" if end.date() > start.date() else f"{end.hour}:{end:%M}",
        )
        for start, end in slots[:_SLOTS]
    ]
    more = t("share.slots_more", lang, n=len(slots)) if len(slots) > _SLOTS else ""
    return t("find.comma", lang).join(said) + more


def day_text(day: date, lang: Lang) -> str:
    """11月28日（周六）."""
    weekday = t(f"hours.weekday_{day.weekday()}", lang)
    return t("share.date", lang, date=month_day(day, lang), weekday=weekday)


def day_name(code: str, now: datetime, lang: Lang) -> str:
    """A day that can be asked for, in words: 周六（11月28日）, 周末, 2026年12月1日."""
    found = dates(code, now)
    if code not in DAYS:
        return day_text(found[0], lang)
    name = t(f"share.day_{code}", lang)
    if len(found) > 1:
        return name
    return t("share.day_date", lang, name=name, date=month_day(found[0], lang))


def wish_words(wish: ShareQuery, place: Place | None, now: datetime, lang: Lang) -> list[str]:
    """What a wish asks for, each part in a few words."""
    words = [label("share", kind, lang) for kind in wish.kinds]
    words += [label("topic", topic, lang) for topic in wish.topics]
    words += [t("share.for", lang, who=label("audience", a, lang)) for a in wish.audiences]
    if wish.text:
        words.append(t("share.about", lang, text=wish.text))
    if wish.seats is not None:
        words.append(t("share.at_least", lang, n=wish.seats))
    if wish.day or wish.part:
        day = day_name(wish.day, now, lang) if wish.day else ""
        part = t(f"share.part_{wish.part}", lang) if wish.part else ""
        words.append(t("share.moment", lang, day=day, part=part).strip())
    if wish.free_only:
        words.append(t("share.free_only", lang))
    if place is not None:
        words.append(place_name(place, lang))
    return words
