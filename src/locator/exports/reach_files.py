"""Reach, fairness and siting as tables with headings, and as files that people take away.

Every function takes a record of :mod:`locator.exports.reach`, so that screen, terminal, API and
file show the same figures.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd

from locator.exports.files import about_pack, frames_xlsx
from locator.wording.catalogue import pick, t
from locator.wording.names import unit_name
from locator.wording.verdicts import status_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from locator.exports.records import Record
    from locator.pack.model import CityPack
    from locator.wording.catalogue import Lang

_REACH = ("name", "within", "beyond", "unknown", "total", "share")
_FAIR = ("name", "town_name", "weight", "access")
_SITES = ("number", "name", "kind_name", "town_name", "alone", "gain", "share")
_COMPARED = ("name", "before", "after")
_DONE = ("number", "done", "misfit")
_VERDICTS = ("title", "name", "before", "after")
#: Numbers that are shares of 1, shown as a percentage.
_SHARES = {"share"}


def tables(record: Record, question: str, pack: CityPack, lang: Lang) -> dict[str, pd.DataFrame]:
    """The tables of an answer by their headings, columns named in a language."""

    def frame(rows: Sequence[Record], columns: Sequence[str]) -> pd.DataFrame:
        return _frame([_named(row, pack, lang) for row in rows], columns, lang)

    if question == "reach":
        return {
            t(f"siting.table_{level}", lang): frame(record[level], _REACH)
            for level in ("county", "town")
        }
    if question == "fairness":
        least = sorted(
            (point for point in record["points"] if point["access"] is not None),
            key=lambda point: (point["access"], point["code"]),
        )
        return {t("siting.table_fairness", lang): frame(least, _FAIR)}
    if question == "scenario":
        misfits = {one["action"]: one["message"] for one in record["misfits"]}
        done = [
            {"number": n, "done": text, "misfit": misfits.get(n, ""), "name": text}
            for n, text in enumerate(record["done"], start=1)
        ]
        found = {
            t("siting.table_compared", lang): frame(record["compared"], _COMPARED),
            t("siting.table_done", lang): frame(done, _DONE if misfits else _DONE[:-1]),
        }
    else:
        costs = any(one["cost"] is not None for one in record["sites"])
        columns = (*_SITES, "cost") if costs else _SITES
        of = "sites" if record["ordered"] else "candidates"
        found = {t(f"siting.table_{of}", lang): frame(record["sites"], columns)}
    if record["verdicts"]:
        heading = t("siting.table_verdicts", lang)
        found[heading] = frame(record["verdicts"], _VERDICTS)
    return found


def to_xlsx(
    record: Record,
    question: str,
    pack: CityPack,
    lang: Lang,
    drawn: Mapping[str, pd.DataFrame] | None = None,
) -> bytes:
    """A workbook with the tables of an answer, those that were drawn, and what it rests on."""
    rests = [(t("siting.rests_on", lang), sentence) for sentence in record["sentences"]]
    mark = record.get("mark", "")
    sheets = tables(record, question, pack, lang) | dict(drawn or {})
    return frames_xlsx(sheets, rests, pack, lang, mark)


def to_geojson(record: Record, pack: CityPack, lang: Lang) -> bytes:
    """One feature a demand point or new site, WGS-84; null where the position is unknown.

    Of a scenario: its demand points with their state before and after, and its actions.
    """
    rows = [*record.get("points", ()), *record.get("sites", ())]
    if "reach" in record:
        both = (record["reach"][when]["points"] for when in ("before", "after"))
        rows = [
            then | {"minutes_before": one["minutes"], "state_before": one["state"]}
            for one, then in zip(*both, strict=True)
        ]
        texts = zip(record["actions"], record["done"], strict=True)
        rows += [action | {"done": text} for action, text in texts]
    marked = {name: record[name] for name in ("mark", "name", "question") if name in record}
    features = [
        {
            "type": "Feature",
            "geometry": None
            if row["lon"] is None
            else {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": {name: v for name, v in row.items() if name not in {"lon", "lat"}},
        }
        for row in rows
    ]
    document = {
        "type": "FeatureCollection",
        "metadata": dict(about_pack(pack, lang)) | marked | {"sentences": record["sentences"]},
        "features": features,
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _named(row: Record, pack: CityPack, lang: Lang) -> Record:
    """A row with its codes as words."""
    said = {"name": pick(row["name"], row.get("name_en") or "", lang)}
    if row.get("town"):
        said["town_name"] = unit_name(pack, row["town"], lang)
    if "requirement" in row:
        rule = pack.requirement(row["requirement"])
        said |= {
            "name": unit_name(pack, row["unit"], lang),
            "title": pick(rule.title, rule.title_en, lang),
            **{side: status_text(row[side], lang) for side in ("before", "after")},
        }
    return row | said


def _frame(rows: Sequence[Record], columns: Sequence[str], lang: Lang) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(columns))
    for name in _SHARES & set(columns):
        table[name] = [None if v is None or pd.isna(v) else f"{v:.1%}" for v in table[name]]
    table.columns = [t(f"siting.column_{name}", lang) for name in columns]
    return table
