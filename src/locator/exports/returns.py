"""A round as records and as a workbook: how each unit stands, and the link that it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from locator import clock
from locator.exports.workbook import Book, SheetColumn, foot
from locator.returns.cards import unit_called
from locator.style import WATERMARK
from locator.wording.catalogue import Lang, pick, t
from locator.wording.figures import date_text
from locator.wording.names import unit_name
from locator.wording.verdicts import status_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from locator.exports.records import Record
    from locator.pack.model import CityPack
    from locator.returns.lacking import Lacking
    from locator.returns.links import ReturnLink
    from locator.returns.review import UnitReturn
    from locator.returns.round import Round

#: Columns of how the units stand.
STANDING = (
    "unit",
    "name",
    "county",
    "state",
    "state_text",
    "receipt",
    "at",
    "why",
    "entry",
    "days_left",
)
#: Path of a link below the site's address.
PATH = "returns/to/"


def round_record(round_: Round) -> Record:
    """A round as its columns."""
    return {
        "number": round_.number,
        "title": round_.title,
        "as_of": round_.as_of,
        "deadline": str(round_.deadline),
        "days_left": round_.days_left,
        "units": len(round_.units),
        "clauses": list(round_.clauses),
        "opened": round_.opened,
        "by": round_.by,
        "closed": round_.closed or None,
    }


def board_records(
    pack: CityPack, round_: Round, now: Mapping[str, UnitReturn], lang: Lang
) -> list[Record]:
    """How it stands with each unit of a round; never who filled it in."""
    return [
        {
            "unit": one.unit,
            "name": _name(pack, one.unit, lang),
            "county": _county(pack, one.unit, lang),
            "state": one.state,
            "state_text": t(f"returns.state_{one.state}", lang),
            "receipt": one.receipt,
            "at": one.at,
            "why": one.why,
            "entry": one.entry,
            "days_left": round_.days_left,
        }
        for one in now.values()
    ]


def left_text(round_: Round, lang: Lang) -> str:
    """How long a round still takes returns, in words."""
    if clock.today() > round_.last_day:
        return t("returns.left_over", lang)
    if round_.days_left < 0:
        return t("returns.left_grace", lang, day=date_text(str(round_.last_day), lang))
    return t(
        "returns.left_days" if round_.days_left else "returns.left_today", lang, n=round_.days_left
    )


def link_records(
    pack: CityPack,
    round_: Round,
    links: Iterable[ReturnLink],
    now: Mapping[str, UnitReturn],
    base: str,
    lang: Lang,
) -> list[Record]:
    """The link of each unit with a short message for WeChat or SMS: what is next for it.

    ``base`` is the site's address, such as ``https://learn.example.cn/``.
    """
    found = []
    for one in links:
        url = "" if one.revoked else base.rstrip("/") + "/" + PATH + one.token
        name, stands = _name(pack, one.unit, lang), now[one.unit]
        words = {
            "unit": name,
            "title": round_.title,
            "deadline": date_text(str(round_.deadline), lang),
            "left": left_text(round_, lang),
            "receipt": stands.receipt,
            "why": stands.why,
            "url": url,
        }
        state = stands.state if url else "revoked"
        found.append(
            {
                "unit": one.unit,
                "name": name,
                "county": _county(pack, one.unit, lang),
                "url": url,
                "message": t(f"returns.message_{state}", lang, **words),
            }
        )
    return found


def lacking_table(pack: CityPack, lacks: Iterable[Lacking], lang: Lang) -> pd.DataFrame:
    """What units still lack as people read it: a unit a line, a clause a column.

    A clause that is not about the unit is blank; of one on villages each status is counted.
    """
    titles = {rule.id: pick(rule.title, rule.title_en, lang) for rule in pack.requirements}
    lines: dict[str, dict[str, str]] = {}
    for one in lacks:
        line = lines.setdefault(
            one.unit,
            {
                t("returns.column_county", lang): _county(pack, one.unit, lang),
                t("returns.column_unit", lang): _name(pack, one.unit, lang),
            },
        )
        given = {status: n for status, n in one.counts.items() if n}
        words = [status_text(status, lang) for status in given]
        if sum(given.values()) > 1:
            words = [f"{word} {n:,}" for word, n in zip(words, given.values(), strict=True)]
        line[titles[one.requirement]] = "　".join(words)
    table = pd.DataFrame(list(lines.values())).fillna("")
    # In the order of the plan, whichever unit came first.
    return table[[*table.columns[:2], *(title for title in titles.values() if title in table)]]


def links_workbook(
    pack: CityPack,
    round_: Round,
    records: Sequence[Record],
    now: Mapping[str, UnitReturn],
    lang: Lang,
) -> bytes:
    """All links of a round as a workbook, with how each unit stands."""
    mark = WATERMARK if pack.city.fictional else ""
    book = Book(lang, foot(round_.title, round_.as_of, pack.checksum, lang), mark)
    columns = [
        SheetColumn(t("returns.column_county", lang), 16),
        SheetColumn(t("returns.column_unit", lang), 18),
        SheetColumn(t("returns.column_state", lang), 12),
        SheetColumn(t("returns.column_link", lang), 70, "long"),
        SheetColumn(t("returns.column_message", lang), 80, "long"),
    ]
    rows = [
        [
            one["county"],
            one["name"],
            t(f"returns.state_{now[one['unit']].state}", lang),
            one["url"],
            one["message"],
        ]
        for one in records
    ]
    book.table(t("returns.sheet_links", lang), columns, rows, frozen=2)
    return book.to_bytes()


def _name(pack: CityPack, unit: str, lang: Lang) -> str:
    if unit in pack.units.index:
        return unit_name(pack, unit, lang)
    was = unit_called(pack, unit)
    return t("returns.unit_former", lang, name=pick(was.name, was.name_en, lang))


def _county(pack: CityPack, unit: str, lang: Lang) -> str:
    county = pack.units["county"].get(unit, "")
    return unit_name(pack, county, lang) if county else ""
