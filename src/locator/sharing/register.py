"""An offer or a need that an institution registers: checked and put in one shape for the desk.

A registration is a plain dictionary, the payload of a submission of its kind to the store:

``{"kind": "offer" | "need", "cells": {"kind": …, "title": …, "unit": …, …}, "remark": …}``
    ``cells`` are columns of ``shares.csv`` or ``needs.csv`` that were filled; ``unit`` always is,
    also where ``venue`` names a record. ``id``, ``status``, ``source``, ``source_date`` and
    ``licence`` are the desk's to give when it publishes the row.

Whoever wants to be asked back leaves a :class:`locator.publishing.corrections.Contact`, which
travels beside it; a telephone in the row is an office's, because the row becomes public.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from locator.names.keys import cleaned
from locator.names.vocabulary import MOST_SEATS
from locator.pack import schema
from locator.pack.model import SHARE_KINDS
from locator.pack.tables import is_url, last_day
from locator.problems import Problems, QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from locator.pack.model import CityPack

Side = Literal["offer", "need"]
TABLES = {"offer": schema.SHARES, "need": schema.NEEDS}
#: Columns that the desk fills when it publishes.
DESK_CELLS = {"id", "status", "source", "source_date", "licence", "title_en"}
#: How many characters a cell may have; others have 200.
LENGTHS = {"title": 40, "institution": 60, "contact": 60, "phone": 40, "description": 300}
LENGTH = 200


def asked_for(side: Side) -> tuple[str, ...]:
    """Columns that a registration may fill, in the order of the table."""
    return tuple(name for name in TABLES[side].names if name not in DESK_CELLS)


def registration(
    pack: CityPack, side: Side, cells: Mapping[str, str], remark: str, today: date
) -> dict[str, Any]:
    """An offer or a need in the shape that the desk expects.

    Raises
    ------
    QueryError
        Everything that is missing or cannot be published as it stands.
    """
    given = {
        name: cleaned(cells.get(name, ""), LENGTHS.get(name, LENGTH)) for name in asked_for(side)
    }
    if given["venue"] in pack.venues.index:
        given["unit"] = str(pack.venues.at[given["venue"], "unit"])
    problems = Problems()
    for key, column in _wrong(pack, given, today):
        problems.error(f"share.wrong_{key}", column=column, value=given[column])
    if problems:
        raise QueryError(problems)
    return {
        "kind": side,
        "cells": {name: text for name, text in given.items() if text},
        "remark": cleaned(remark, schema.REMARK_LENGTH),
    }


def _wrong(pack: CityPack, given: Mapping[str, str], today: date) -> list[tuple[str, str]]:
    """What is wrong, and in which column."""
    wrong: list[tuple[str, str]] = []
    if given["kind"] not in SHARE_KINDS:
        wrong.append(("kind", "kind"))
    if not given["title"]:
        wrong.append(("title", "title"))
    if given["venue"] and given["venue"] not in pack.venues.index:
        wrong.append(("venue", "venue"))
    if given["unit"] not in pack.units.index:
        wrong.append(("unit", "unit"))
    if not given["venue"] and not given["institution"]:
        wrong.append(("institution", "institution"))
    if not given["phone"]:
        wrong.append(("phone", "phone"))
    seats = given["capacity"]
    if seats and not (seats.isdecimal() and seats.isascii() and 0 < int(seats) <= MOST_SEATS):
        wrong.append(("capacity", "capacity"))
    if given.get("website") and not is_url(given["website"]):
        wrong.append(("website", "website"))
    end = last_day(given["valid_until"])
    if given["valid_until"] and (end is None or end < today):
        wrong.append(("valid_until", "valid_until"))
    private = [c for c in schema.WRITTEN if schema.PRIVATE.search(given.get(c, ""))]
    return wrong + [("mobile", column) for column in private]
