"""What the public sent in → what accepting it would change, by the same way as any import.

A correction or a missing venue becomes a list of one row, as if the reviewer had handed it in,
so that the same checks, differences and effects on verdicts apply. What was sent stays as it is;
the reviewer says what is published, and on whose word.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from locator.intake.match.drafts import row_id
from locator.intake.model import (
    ColumnGuess,
    Difference,
    DifferenceRow,
    Import,
    SheetPlan,
    Terms,
    Upload,
    UploadSheet,
)
from locator.intake.upload import understand
from locator.pack import schema
from locator.pack.change import RowChange

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from locator.geo.datum import Datum
    from locator.pack.model import CityPack
    from locator.store.model import Submission

#: Files in which an accepted offer or need becomes a row.
SHARING = {"offer": "shares.csv", "need": "needs.csv"}
POINT = ("lon", "lat")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a submission proposes.

    Attributes
    ----------
    unit
        Code of the unit that it is about: whoever may change that one may decide.
    venue
        Id of the record that it corrects, ``""`` for something new.
    old, then, new
        Cells by column: as the record stands now, as it stood when the visitor saw it, and as
        proposed. For something new only ``new`` is filled.
    remark
        The visitor's words.
    """

    unit: str
    venue: str
    old: Mapping[str, str]
    then: Mapping[str, str]
    new: Mapping[str, str]
    remark: str


def proposal(pack: CityPack, submission: Submission) -> Proposal:
    """What a submission proposes; a record that is gone meanwhile leaves ``unit`` blank."""
    payload = submission.payload
    remark = str(payload.get("remark", ""))
    if "cells" in payload:
        cells = {str(k): str(v) for k, v in payload["cells"].items()}
        return Proposal(cells.get("unit", ""), "", {}, {}, cells, remark)
    venue, field = str(payload.get("venue", "")), str(payload.get("field", ""))
    if venue not in pack.venues.index:
        return Proposal("", venue, {}, {}, {}, remark)
    row = pack.venues.loc[venue]
    then, new = str(payload.get("old", "")), str(payload.get("new", ""))
    if field not in schema.VENUES.names:
        # Words about a position, which the reviewer turns into one, or about something else.
        words = "；".join(text for text in (new, remark) if text)
        point = {c: "" if pd.isna(row[c]) else f"{row[c]:.6f}" for c in POINT}
        old, asked = (point, dict.fromkeys(POINT, "")) if field == "position" else ({}, {})
        return Proposal(row["unit"], venue, old, {}, asked, words)
    return Proposal(
        row["unit"], venue, {field: str(row[field])}, {field: then}, {field: new}, remark
    )


def accepted(
    pack: CityPack,
    submission: Submission,
    cells: Mapping[str, str],
    *,
    source: str,
    scope: frozenset[str],
    today: date,
    datum: Datum = "wgs84",
    approved: Sequence[RowChange],
) -> Import:
    """What publishing a submission would change.

    Parameters
    ----------
    pack, approved
        The effective pack and the approved changes in it.
    cells
        What the reviewer lets stand, by column of the pack.
    source
        On whose word: becomes the record's source.
    scope
        Units that the reviewer may change.
    today
        Date of the record's source.
    datum
        Datum of the coordinates among the cells.
    """
    stated = {"source": source, "source_date": today.isoformat()}
    if submission.kind in SHARING:
        return _shared(pack, submission, dict(cells) | stated, SHARING[submission.kind])
    given = dict(cells) | stated
    found = proposal(pack, submission)
    if found.venue:
        row = pack.venues.loc[found.venue]
        given = {"id": found.venue, **{c: row[c] for c in ("name", "layer", "unit")}} | given
    if given.get("lon") and given.get("lat"):
        given.setdefault("precision", "exact")
    frame = pd.DataFrame([given], index=[1], dtype="str")
    plan = SheetPlan("", "venues", "", tuple(ColumnGuess(c, c, 1.0) for c in given))
    upload = _upload(submission, (UploadSheet("", frame),))
    terms = Terms(datum=datum, plans={"": plan}, scope=scope, source=source, today=today)
    return understand(upload, pack, terms, approved)


def _upload(submission: Submission, sheets: tuple[UploadSheet, ...]) -> Upload:
    """The submission as a file: its checksum is of what was sent."""
    sent = json.dumps(dict(submission.payload), sort_keys=True, ensure_ascii=False).encode()
    return Upload(f"submission-{submission.id}.json", hashlib.sha256(sent).hexdigest(), sheets)


def _shared(pack: CityPack, submission: Submission, cells: dict[str, str], file: str) -> Import:
    """An offer or a need as a new row of its table."""
    table = schema.SHARES if file == SHARING["offer"] else schema.NEEDS
    upload = _upload(submission, ())
    key = row_id(pack, file, upload.sha256)
    row: dict[str, Any] = dict.fromkeys(table.names, "") | {"id": key, "status": "open"}
    row |= {column: text for column, text in cells.items() if column in table.names and text}
    fields = tuple((c, "", v) for c, v in row.items() if v)
    shown = DifferenceRow(file, key, row["title"], row["unit"], fields)
    return Import(
        upload=upload,
        plans=(),
        datums=(),
        problems=(),
        changes=(RowChange(file, key, None, row),),
        difference=Difference(new=(shown,)),
        verdicts=(),
    )
