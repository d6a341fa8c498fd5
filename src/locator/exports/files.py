"""Verdicts → files that people take away: CSV, Excel workbook, GeoJSON.

Workbook and GeoJSON carry their city, scope, data date and pack checksum; every file carries the
fictional watermark where it applies. A cell that would start a formula is text. The same
verdicts give the same bytes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from locator.exports.cell import safe_cell, width_of
from locator.exports.records import verdicts as verdict_records
from locator.exports.workbook import Book, SheetColumn, foot
from locator.style import WATERMARK
from locator.wording.catalogue import Lang, pick, t
from locator.wording.names import name_of, names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from locator.exports.workbook import Kind
    from locator.pack.model import CityPack

#: Columns of other tables are no wider than this.
_WIDEST = 60
_COLUMNS = ("requirement", "title", "clause", "strength", "unit", "name", "county", "status",
            "have", "need", "short")  # fmt: skip # a table, a row a line
_WIDTHS = (30, 34, 10, 10, 14, 20, 16, 10, 8, 8, 8)
_KINDS: tuple[Kind, ...] = ("text",) * 7 + ("status",) + ("number",) * 3


def verdict_table(verdicts: pd.DataFrame, pack: CityPack, lang: Lang) -> pd.DataFrame:
    """Verdicts with titles and names, one row a verdict, columns of :data:`_COLUMNS`."""
    rules = {rule.id: rule for rule in pack.requirements}
    units = pack.units
    names = names_of(units, lang)
    rule = verdicts["requirement"].map(rules)
    return pd.DataFrame(
        {
            "requirement": verdicts["requirement"],
            "title": [pick(r.title, r.title_en, lang) for r in rule],
            "clause": [r.clause for r in rule],
            "strength": [t(f"coverage.strength_{r.strength}", lang) for r in rule],
            "unit": verdicts["unit"],
            "name": verdicts["unit"].map(names),
            "county": verdicts["unit"].map(units["county"]).map(names).fillna(""),
            "status": [t(f"coverage.status_{s}", lang) for s in verdicts["status"]],
            "have": verdicts["have"],
            "need": verdicts["need"],
            "short": verdicts["short"],
        }
    )


def about(pack: CityPack, scope: str, lang: Lang, scenario: str = "") -> list[tuple[str, str]]:
    """What every file says of itself: city, scope, data date, checksum, meaning of statuses; first
    of all the name of the scenario that it is about.
    """
    *city, date, checksum = about_pack(pack, lang)
    note = t("report.scenario_note", lang, name=scenario)
    return [
        *([(t("scenario.mark", lang), note)] if scenario else []),
        *city,
        (t("coverage.about_scope", lang), scope),
        date,
        checksum,
        (t("coverage.about_meaning", lang), t("coverage.meaning", lang)),
    ]


def about_pack(pack: CityPack, lang: Lang) -> list[tuple[str, str]]:
    """City, data date and checksum of a pack, and the mark of an invented one."""
    mark = [(WATERMARK, t("app.watermark_note", lang))]
    return [
        *(mark if pack.city.fictional else []),
        (t("coverage.about_city", lang), name_of(pack.city, lang)),
        (t("coverage.about_date", lang), pack.data_date),
        (t("coverage.about_pack", lang), pack.checksum),
    ]


def to_csv(verdicts: pd.DataFrame, pack: CityPack, lang: Lang, scenario: str = "") -> bytes:
    """The verdicts as :func:`csv_file`."""
    table = verdict_table(verdicts, pack, lang)
    table.columns = [t(f"coverage.column_{name}", lang) for name in _COLUMNS]
    return csv_file(table, pack, scenario)


def csv_file(table: pd.DataFrame, pack: CityPack, scenario: str = "") -> bytes:
    """UTF-8 with a byte-order mark, as Excel expects it.

    What is of a scenario, or of the fictional city, says so in every row.
    """
    if scenario:
        mark = t("scenario.mark", "zh")  # which says it in both languages
        table = table.copy()
        table.insert(0, mark, scenario)
    table = table.map(safe_cell)
    if pack.city.fictional:
        table.insert(0, WATERMARK, WATERMARK)
    return table.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def frames_xlsx(
    sheets: Mapping[str, pd.DataFrame],
    notes: Iterable[tuple[str, str]],
    pack: CityPack,
    lang: Lang,
    mark: str = "",
) -> bytes:
    """Tables by the names of their sheets, and last a sheet about them that begins with ``notes``.

    Texts wider than :data:`_WIDEST` are wrapped. ``mark`` stands on every page, before that of an
    invented city.
    """
    city = name_of(pack.city, lang)
    book = Book(lang, foot(city, pack.data_date, pack.checksum, lang), _marks(pack, mark))
    for name, table in sheets.items():
        widths = [_width([head, *map(str, table[head])]) for head in table.columns]
        columns = [
            SheetColumn(head, min(width, _WIDEST), "long" if width > _WIDEST else "text")
            for head, width in zip(table.columns, widths, strict=True)
        ]
        book.table(name, columns, table.itertuples(index=False, name=None))
    book.facts(t("coverage.sheet_about", lang), [*notes, *about_pack(pack, lang)])
    return book.to_bytes()


def _marks(pack: CityPack, mark: str) -> str:
    """A mark, and that of an invented city."""
    return "  ".join(filter(None, (mark, WATERMARK if pack.city.fictional else "")))


def _width(texts: Iterable[str]) -> int:
    """Width of a column that shows its texts: a Chinese character takes two."""
    return 2 + max(map(width_of, texts))


def to_xlsx(
    verdicts: pd.DataFrame, pack: CityPack, scope: str, lang: Lang, scenario: str = ""
) -> bytes:
    """A workbook of two sheets: the verdicts, filtered and coloured by status, and about them.

    With the name of a ``scenario`` every page is marked as one.
    """
    mark = _marks(pack, t("scenario.mark", lang) if scenario else "")
    book = Book(lang, foot(scope, pack.data_date, pack.checksum, lang), mark)
    columns = [
        SheetColumn(t(f"coverage.column_{name}", lang), width, kind)
        for name, width, kind in zip(_COLUMNS, _WIDTHS, _KINDS, strict=True)
    ]
    rows = verdict_table(verdicts, pack, lang).itertuples(index=False, name=None)
    book.table(t("coverage.sheet_verdicts", lang), columns, rows)
    book.facts(t("coverage.sheet_about", lang), about(pack, scope, lang, scenario))
    return book.to_bytes()


def to_geojson(
    verdicts: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    pack: CityPack,
    scope: str,
    lang: Lang,
    scenario: str = "",
) -> bytes:
    """One feature a verdict: the unit's area (null without one) and the record as properties.

    ``areas`` is indexed by unit code with ``quality`` and ``geometry`` in EPSG:4326.
    """
    shapes: dict[str, Any] = {
        code: json.loads(text)
        for code, text in zip(areas.index, shapely.to_geojson(areas.geometry.array), strict=True)
    }
    quality = areas["quality"].to_dict()
    table = verdict_table(verdicts, pack, lang)
    features = [
        {
            "type": "Feature",
            "geometry": shapes.get(record["unit"]),
            "properties": record
            | {"title": title, "name": name, "outline": quality.get(record["unit"])},
        }
        for record, title, name in zip(
            verdict_records(verdicts), table["title"], table["name"], strict=True
        )
    ]
    document = {
        "type": "FeatureCollection",
        "metadata": dict(about(pack, scope, lang, scenario)) | {"note": t("map.approximate", lang)},
        "features": features,
    }
    return json.dumps(document, ensure_ascii=False).encode()
