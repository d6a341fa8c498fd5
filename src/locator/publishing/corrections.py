"""What a visitor says is wrong or missing: checked, put in one shape, and held to a rate.

A report is a plain dictionary, the payload of a submission of its kind to the store, where it
waits for the desk:

``{"kind": "correction", "venue": id, "field": …, "old": …, "new": …, "remark": …}``
    ``field`` is one of :data:`FIELDS`. ``name`` to ``status`` are columns of a venue's row,
    ``old`` is the cell as the visitor saw it and ``new`` the proposal. ``position`` (``old`` is
    ``lon,lat`` or "") and ``other`` are words for a person to act on.
``{"kind": "missing", "cells": {"name": …, "layer": …, "unit": …, …}, "remark": …}``
    ``cells`` are columns of a venue's row, those that the visitor filled.

Whoever wants to be asked back leaves a :class:`Contact`; it travels beside the report, never in
it. Nothing here knows where a visitor is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from locator.names.keys import cleaned
from locator.pack.schema import REMARK_LENGTH
from locator.problems import Problem, QueryError
from locator.ratelimit import Limiter, network

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.pack.model import CityPack

Correction = dict[str, Any]

#: What may be wrong of a venue, in the order in which visitors are asked.
FIELDS = (
    "opening_hours",
    "phone",
    "address",
    "status",
    "position",
    "name",
    "admission",
    "website",
    "other",
)
#: What a visitor may say of a missing venue, as columns of a venue's row.
MISSING_CELLS = ("name", "layer", "unit", "address", "opening_hours", "phone")
_NEEDED = ("name", "layer", "unit")
#: What a visitor may say of a venue's state; that one is planned, offices say.
STATUS_CHOICES = ("closed", "suspended", "open")
VALUE_LENGTH, CONTACT_LENGTH = 200, 40

#: Reports that one address may send at once, and how many seconds each takes to come back.
ADDRESS_BURST, ADDRESS_SECONDS = 5, 600.0
#: The same of the whole process: a flood fills the desk's list no faster than this.
ALL_BURST, ALL_SECONDS = 60, 60.0

_URL = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask back: both may be blank."""

    name: str = ""
    phone: str = ""


def contact(name: str, phone: str) -> Contact | None:
    """A contact, None when nothing was left."""
    found = Contact(cleaned(name, CONTACT_LENGTH), cleaned(phone, CONTACT_LENGTH))
    return found if found.name or found.phone else None


def current(pack: CityPack, venue: str, field: str) -> str:
    """What the record says of a field now, "" when it says nothing."""
    row = pack.venues.loc[venue]
    if field == "position":
        return "" if pd.isna(row["lon"]) else f"{row['lon']:.6f},{row['lat']:.6f}"
    return "" if field == "other" else str(row[field])


def correction(pack: CityPack, venue: str, field: str, new: str, remark: str) -> Correction:
    """A correction of one field of one venue.

    Raises
    ------
    QueryError
        There is no such venue or field, or nothing was proposed.
    """
    if venue not in pack.venues.index:
        raise _refused("no_venue", "venue", venue[:VALUE_LENGTH])
    if field not in FIELDS:
        raise _refused("no_field", "field", field[:VALUE_LENGTH])
    old, proposed = current(pack, venue, field), cleaned(new, VALUE_LENGTH)
    said = cleaned(remark, REMARK_LENGTH)
    if field == "other" and not said:
        raise _refused("nothing_said", "remark")
    if field != "other" and not proposed:
        raise _refused("nothing_proposed", "new")
    if field != "other" and proposed == old:
        raise _refused("same", "new", proposed)
    if field == "status" and proposed not in STATUS_CHOICES:
        raise _refused("no_status", "new", proposed)
    if field == "website" and not _URL.fullmatch(proposed):
        raise _refused("no_url", "new", proposed)
    return {
        "kind": "correction",
        "venue": venue,
        "field": field,
        "old": old,
        "new": "" if field == "other" else proposed,
        "remark": said,
    }


def doubt(pack: CityPack, venue: str, words: str, remark: str) -> Correction:
    """That something of a venue is wrong, in ``words``, by somebody who does not know better.

    Raises
    ------
    QueryError
        There is no such venue.
    """
    said = f"{words} {remark}".strip()
    return correction(pack, venue, "other", "", said)


def missing(pack: CityPack, cells: Mapping[str, str], remark: str) -> Correction:
    """A venue that is not on record.

    Raises
    ------
    QueryError
        Its name, layer or unit is blank, or the layer or unit is not known.
    """
    given = {name: cleaned(cells.get(name, ""), VALUE_LENGTH) for name in MISSING_CELLS}
    for name in _NEEDED:
        if not given[name]:
            raise _refused(f"need_{name}", name)
    if given["layer"] not in pack.catalogue.layers:
        raise _refused("need_layer", "layer", given["layer"])
    if given["unit"] not in pack.units.index:
        raise _refused("need_unit", "unit", given["unit"])
    return {
        "kind": "missing",
        "cells": {name: text for name, text in given.items() if text},
        "remark": cleaned(remark, REMARK_LENGTH),
    }


def _refused(key: str, column: str, value: str = "") -> QueryError:
    return QueryError(Problem("error", f"correct.{key}", column=column, value=value))


class SubmissionLimit:
    """How many reports one address, and all together, may send; in memory alone."""

    def __init__(self) -> None:
        self.each = Limiter(1 / ADDRESS_SECONDS, ADDRESS_BURST)
        self.all = Limiter(1 / ALL_SECONDS, ALL_BURST)

    def pass_(self, address: str) -> None:
        """Let a report through.

        Raises
        ------
        QueryError
            Too many have come from this address, or in all; says after how many minutes to retry.
        """
        seconds = self.each.wait(network(address)) or self.all.wait("")
        if seconds:
            minutes = max(1, round(seconds / 60))
            raise QueryError(Problem("error", "correct.too_many", params={"minutes": minutes}))
