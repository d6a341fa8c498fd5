"""Resource sharing: who offers what one needs, and what is offered or asked for where.

Pure functions of a pack. An offer fits, does not fit, or does not say: what is not said is never
taken for a yes, and never for a no either, but kept apart (:attr:`ShareResult.perhaps`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from locator.geo.datum import check_position, great_circle
from locator.hours.sun import point_of
from locator.hours.windows import slots_of, windows_of
from locator.names.vocabulary import SpokenConditions, expand, is_subject
from locator.pack.model import EVERYONE, LEVELS, LIST_SEPARATOR, SHARE_KINDS
from locator.pack.tables import last_day
from locator.sharing.offers import offers
from locator.venues.search import FREE, Conditions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from locator.hours.windows import Window
    from locator.pack.model import CityPack
    from locator.venues.place import Place

#: What stands between two words of a wish's text.
_BETWEEN = re.compile(r"[、,，;；]")


@dataclass(frozen=True, slots=True)
class ShareQuery(Conditions, SpokenConditions):
    """What somebody needs: what a sentence can say, where, and in which words.

    Attributes
    ----------
    day, part
        What :func:`~locator.hours.windows.windows_of` understands.
    units
        Codes of units (village to city) that the offer stands in.
    text
        Words of its title, description or institution, separated by commas: all of them, each
        under any of its names.
    """

    units: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ShareResult:
    """Offers that fit a wish, or may.

    The frames are rows of ``CityPack.shares`` with the columns ``lon, lat, precision`` of the
    offer's venue, ``distance_m`` (NaN without a position on either side), ``slots`` (tuple of
    (from, to) within the time asked for) and ``unsaid`` (tuple of names of :class:`ShareQuery`
    fields that the offer says nothing about).

    Attributes
    ----------
    located
        ShareResult that fit and have a position, nearest first, ties by id; without a position
        asked for, in the table's order.
    unit_only
        ShareResult that fit and are known by their unit alone, by unit and id.
    perhaps
        ShareResult that nothing speaks against but that do not say everything asked for.
    """

    located: pd.DataFrame
    unit_only: pd.DataFrame
    perhaps: pd.DataFrame

    @property
    def fitting(self) -> int:
        """How many fit in all that was asked for."""
        return len(self.located) + len(self.unit_only)


def find(
    pack: CityPack, wish: ShareQuery, now: datetime, position: tuple[float, float] | None = None
) -> ShareResult:
    """Offers for a wish.

    Parameters
    ----------
    now
        From when days are counted and offers must be valid; naive is the city's time.
    position
        (lon, lat) in WGS-84 from which distances are measured.

    Raises
    ------
    QueryError
        Position out of range, or an unknown day or part of a day.
    """
    # Whoever asks for nothing sees what was registered; schools are for whoever seeks.
    table = offers(pack) if wish.active() else pack.shares
    return _find(pack, table, wish, now, position)


def registered(pack: CityPack, topics: tuple[str, ...], text: str, now: datetime) -> int:
    """How many offers that were registered are about what a search for venues asks for."""
    wish = ShareQuery(topics=topics, text=", ".join(text.split()))
    return _find(pack, pack.shares, wish, now, None).fitting if wish.active() else 0


def find_needs(
    pack: CityPack, wish: ShareQuery, now: datetime, position: tuple[float, float] | None = None
) -> ShareResult:
    """Needs that are open, asked for in the same way as offers are."""
    return _find(pack, pack.needs, wish, now, position)


def _find(
    pack: CityPack,
    table: pd.DataFrame,
    wish: ShareQuery,
    now: datetime,
    position: tuple[float, float] | None,
) -> ShareResult:
    if wish.kinds:
        # The cheapest condition goes first: what is of another kind is not read at all.
        table = table[table["kind"].isin(wish.kinds)]
    rows = _placed(pack, current(pack, table, now.date()), position)
    windows = windows_of(wish.day, wish.part, now)
    tests = _tests(pack, wish, windows)
    slots = [
        slots_of(row["hours"], windows, point_of(row)) if windows else ()
        for row in rows.to_dict("records")
    ]
    rows = rows.assign(slots=pd.Series(slots, index=rows.index, dtype=object))
    verdicts = [
        {name: test(row) for name, test in tests.items()} for row in rows.to_dict("records")
    ]
    fits = np.array([all(v is True for v in said.values()) for said in verdicts], dtype=bool)
    refused = np.array([False in said.values() for said in verdicts], dtype=bool)
    unsaid = [tuple(n for n, v in said.items() if v is None) for said in verdicts]
    rows = rows.assign(unsaid=pd.Series(unsaid, index=rows.index, dtype=object))
    located = rows["lon"].notna().to_numpy(bool)
    return ShareResult(
        _ordered(rows[fits & located], position),
        rows[fits & ~located].sort_values(["unit", "id"], kind="stable"),
        _ordered(rows[~fits & ~refused], position),
    )


def current(pack: CityPack, table: pd.DataFrame, today: date) -> pd.DataFrame:
    """Offers or needs that are open, have not run out and whose venue, if any, is open too."""
    ends = table["valid_until"].map(last_day)
    alive = np.array([end is None or end >= today for end in ends], dtype=bool)
    venue = table["venue"].map(pack.venues["status"]).fillna("open")
    return table[(table["status"] == "open") & alive & (venue == "open")]


def _placed(
    pack: CityPack, rows: pd.DataFrame, position: tuple[float, float] | None
) -> pd.DataFrame:
    """Rows with the position of their venue and their distance from where one asks."""
    where = pack.venues[["lon", "lat", "precision"]].reindex(rows["venue"]).set_index(rows.index)
    rows = rows.assign(lon=where["lon"], lat=where["lat"], precision=where["precision"].fillna(""))
    metres: Any = float("nan")
    if position is not None:
        check_position(*position)
        metres = great_circle(*position, rows["lon"], rows["lat"])
    return rows.assign(distance_m=pd.Series(metres, index=rows.index, dtype="float64"))


def _ordered(rows: pd.DataFrame, position: tuple[float, float] | None) -> pd.DataFrame:
    return rows if position is None else rows.sort_values(["distance_m", "id"], kind="stable")


# -- what is asked of one row: True, False, or None where it does not say ----------------------


def _tests(
    pack: CityPack, wish: ShareQuery, windows: Sequence[Window]
) -> dict[str, Callable[[dict[str, Any]], bool | None]]:
    """The field of a wish → whether a row meets it."""
    tests: dict[str, Callable[[dict[str, Any]], bool | None]] = {}
    if wish.topics:
        tests["topics"] = lambda row: _about(row, wish.topics) or _silent(row)
    if wish.audiences:
        tests["audiences"] = lambda row: _for_one_of(row["audience"], wish.audiences)
    if wish.seats is not None:
        seats = wish.seats
        tests["seats"] = lambda row: None if np.isnan(row["capacity"]) else row["capacity"] >= seats
    if windows:
        tests["day" if wish.day else "part"] = lambda row: (
            None if row["slots"] is None else bool(row["slots"])
        )
    if wish.free_only:
        tests["free_only"] = lambda row: _free(row.get("cost", ""))
    if wish.units:
        tests["units"] = lambda row: _stands_in(pack, row, wish.units)
    words = [word for part in _BETWEEN.split(wish.text) if (word := part.strip())]
    if words:
        # Words that the vocabulary has are things one may teach; others are names.
        learnt = all(is_subject(word) for word in words)
        tests["text"] = lambda row: (
            all(mentions(row, word) for word in words) or (_silent(row) if learnt else False)
        )
    return tests


def _about(row: dict[str, Any], topics: Iterable[str]) -> bool:
    named = _codes(row["topics"])
    return any(topic in named for topic in topics)


def _silent(row: dict[str, Any]) -> bool | None:
    """None of a course that does not say what is taught, False of what cannot be it."""
    return None if row["kind"] == "course" and not row["topics"] else False


def _for_one_of(cell: str, audiences: Sequence[str]) -> bool | None:
    named = _codes(cell)
    if not named:
        return None
    return EVERYONE in named or not named.isdisjoint(audiences)


def _free(cost: str) -> bool | None:
    return cost.startswith(FREE) if cost else None


def _stands_in(pack: CityPack, row: dict[str, Any], units: Iterable[str]) -> bool | None:
    """None where only a wider unit is known, which may or may not mean the one asked for."""
    own = {row["unit"], row["village"], row["town"], row["county"], pack.city.code}
    if not own.isdisjoint(units):
        return True
    wider = any(
        row["unit"] in (pack.units.at[u, "town"], pack.units.at[u, "county"], pack.city.code)
        for u in units
        if u in pack.units.index
    )
    return None if wider else False


def _codes(cell: str) -> set[str]:
    return {code.strip() for code in cell.split(LIST_SEPARATOR)} - {""}


def mentions(row: dict[str, Any], word: str) -> bool:
    """Whether an offer speaks of a word, under this name or another, or has its topic."""
    topics, names = expand(word)
    if not _codes(row["topics"]).isdisjoint(topics):
        return True
    own = ("title", "title_en", "description", "institution")
    said = (row.get("words") or " ".join(row[column] for column in own)).casefold()
    return any(name in said for name in names)


# -- place -------------------------------------------------------------------------------------


def reach_of(
    pack: CityPack, place: Place | None
) -> tuple[tuple[float, float] | None, tuple[str, ...]]:
    """How a place is asked for: from a position, or within units.

    A county is asked within; a town from its point where it has one; what has no position of its
    own within the town, or else the county, that it stands in; the city is no limit.
    """
    if place is None or place.kind == "city":
        return None, ()
    if place.lon is not None and place.lat is not None and place.kind not in {"county", "village"}:
        return (place.lon, place.lat), ()
    own = place.unit if place.kind not in LEVELS or place.kind == "village" else place.code
    if own not in pack.units.index:
        return None, ()
    unit = pack.units.loc[own]
    code = unit["town"] or unit["county"]
    return None, (code,) if code else ()


# -- supply and need ---------------------------------------------------------------------------


def relaxations(
    pack: CityPack, wish: ShareQuery, now: datetime, position: tuple[float, float] | None = None
) -> list[tuple[str, int]]:
    """What to give up when nothing fits: field and how many would, most helpful first."""
    found = [(n, find(pack, wish.without(n), now, position).fitting) for n in wish.active()]
    return sorted([f for f in found if f[1]], key=lambda f: -f[1])


def balance(pack: CityPack, today: date) -> pd.DataFrame:
    """What is offered and what is asked for, by unit and kind.

    Returns
    -------
    DataFrame
        ``unit`` (code of the town; of the county or city where the town is not known), ``kind``,
        ``offered`` and ``asked`` (how many are open and valid), one row for each pair with any,
        in the order of the pack's units and of :data:`~locator.pack.model.SHARE_KINDS`.
    """
    counts = [
        _by_unit(current(pack, table, today)).rename(name)
        for name, table in (("offered", pack.shares), ("asked", pack.needs))
    ]
    both = pd.concat(counts, axis=1).fillna(0).astype("int64").reset_index()
    rank = {code: n for n, code in enumerate(pack.units.index)}
    order = pd.DataFrame(
        {"u": both["unit"].map(rank), "k": both["kind"].map(list(SHARE_KINDS).index)}
    ).sort_values(["u", "k"])
    return both.loc[order.index].reset_index(drop=True)


def standing(table: pd.DataFrame) -> pd.Series[str]:
    """How each row of :func:`balance` stands: ``asked`` alone, ``offered`` alone, or ``both``."""
    asked, offered = table["asked"] > 0, table["offered"] > 0
    return pd.Series(
        np.select([asked & offered, asked], ["both", "asked"], "offered"), index=table.index
    )


def _by_unit(rows: pd.DataFrame) -> pd.Series[int]:
    unit = rows["town"].where(rows["town"] != "", rows["county"])
    unit = unit.where(unit != "", rows["unit"])
    return rows.groupby([unit.rename("unit"), rows["kind"]]).size()


def query_of(pack: CityPack, need: str) -> ShareQuery:
    """The wish that a need of the pack is, within its own county where it has one."""
    row = pack.needs.loc[need]
    seats = row["capacity"]
    where = row["county"] or row["unit"]
    return ShareQuery(
        kinds=(row["kind"],),
        topics=tuple(sorted(_codes(row["topics"]))) if row["kind"] in _TOPICAL else (),
        seats=None if np.isnan(seats) or row["kind"] not in _SEATED else int(seats),
        units=(where,) if where and where != pack.city.code else (),
    )


#: Kinds of which a topic decides, and kinds that must hold everybody.
_TOPICAL = {"course", "teacher", "exhibition", "volunteer"}
_SEATED = {"room"}
