"""What the Coverage page shows: where each requirement stands, the map's colours, the matrix.

Pure functions of verdicts, between the coverage engine and the browser; no Streamlit here.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from locator.pack.model import STATUSES, CityPack, Status
from locator.style import SYMBOLS
from locator.wording.catalogue import Lang, pick, t
from locator.wording.figures import apart
from locator.wording.names import joined, name_of, names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd

    from locator.pack.model import Requirement


def requirement_groups(
    rules: Sequence[Requirement], counts: pd.DataFrame, lang: Lang
) -> list[dict[str, Any]]:
    """The requirement list by level, for the browser component."""
    groups = []
    for level in ("town", "county", "city", "village"):
        rows = [
            _row(rule, counts.loc[rule.id], lang)
            for rule in rules
            if rule.level == level and rule.id in counts.index
        ]
        if rows:
            groups.append({"title": t(f"coverage.level_{level}", lang), "rows": rows})
    return groups


def _row(rule: Requirement, counts: pd.Series[int], lang: Lang) -> dict[str, Any]:
    strength = t(f"coverage.strength_{rule.strength}", lang)
    words = t("coverage.words", lang, **{s: f"{int(counts[s]):,}" for s in STATUSES})
    return {
        "id": rule.id,
        "title": pick(rule.title, rule.title_en, lang),
        "figure": f"{int(counts['met']):,}\xa0/\xa0{int(counts['total']):,}",
        "words": f"{strength} · {words}",
        **{s: int(counts[s]) for s in STATUSES},
    }


def figure(rule: Requirement, counts: pd.Series[int], lang: Lang) -> str:
    """How many units meet it, with their denominator: 13 / 98 个乡镇（街道）."""
    return t(f"coverage.of_{rule.level}", lang, n=int(counts["met"]), total=int(counts["total"]))


def map_title(title: str, figure: str, unreported: int, lang: Lang) -> str:
    """Heading of a requirement's map; where some are unreported, those counted are the known."""
    key = "map_title_known" if unreported else "map_title"
    return t(f"coverage.{key}", lang, title=title, figure=figure)


def map_areas(
    pack: CityPack, verdicts: pd.DataFrame, areas: gpd.GeoDataFrame, lang: Lang
) -> gpd.GeoDataFrame:
    """Areas coloured by the verdicts of one requirement.

    Parameters
    ----------
    verdicts
        Of a single requirement.
    areas
        Indexed by unit code with ``quality, geometry``: towns, counties or the city. Verdicts on
        villages are summed up by town: met when all are met, gap when any is.

    Returns
    -------
    GeoDataFrame
        ``status, text, quality, geometry`` for those areas that have a verdict.
    """
    shown = by_area(pack, verdicts, lang)
    known = areas.loc[areas.index.intersection(shown.index), ["quality", "geometry"]]
    return known.assign(
        status=shown["status"][known.index].array, text=shown["text"][known.index].array
    )


def by_area(pack: CityPack, verdicts: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """``status, text`` of what a map colours for one requirement, indexed by unit code.

    Those are the units themselves, but towns for a requirement on villages; in the pack's order.
    """
    level = pack.units.loc[verdicts["unit"], "level"].to_numpy()
    if len(level) and level[0] == "village":
        status, text = _by_town(pack, verdicts, lang)
    else:
        status = verdicts.set_index("unit")["status"]
        text = pd.Series([_tooltip(pack, row, lang) for row in verdicts.itertuples()], status.index)
    table = pd.DataFrame({"status": status, "text": text})
    return table.loc[[code for code in pack.units.index if code in table.index]]


def _by_town(
    pack: CityPack, verdicts: pd.DataFrame, lang: Lang
) -> tuple[pd.Series[str], pd.Series[str]]:
    counts = (
        verdicts.assign(town=verdicts["unit"].map(pack.units["town"]))
        .groupby(["town", "status"])
        .size()
        .unstack(fill_value=0)
        .reindex(columns=list(STATUSES), fill_value=0)
    )
    total = counts.sum(axis=1)
    status = pd.Series("unreported", index=counts.index, dtype="str")
    status[counts["gap"] > 0] = "gap"
    status[counts["met"] == total] = "met"
    text = [
        t(
            "coverage.tooltip_many",
            lang,
            symbol=SYMBOLS[status[town]],
            name=_name(pack, town, lang),
            met=int(row["met"]),
            total=int(total[town]),
        )
        for town, row in counts.iterrows()
    ]
    return status, pd.Series(text, index=counts.index, dtype="str")


def _tooltip(pack: CityPack, row: Any, lang: Lang) -> str:
    have, need = apart(row.have, row.need, lang)
    return t(
        "coverage.tooltip",
        lang,
        symbol=SYMBOLS[row.status],
        name=_name(pack, row.unit, lang),
        status=t(f"coverage.status_{row.status}", lang),
        have=have,
        need=need,
    )


def _name(pack: CityPack, code: str, lang: Lang) -> str:
    unit = pack.units.loc[code]
    return name_of(unit, lang)


def matrix(pack: CityPack, verdicts: pd.DataFrame, level: str, lang: Lang) -> pd.DataFrame:
    """Units of a level against its requirements.

    Returns
    -------
    DataFrame
        Indexed by unit code: ``county`` and ``unit`` names, then a column a requirement id with
        the status (``""`` where it does not apply), grouped by county in the pack's order.
    """
    rules = [r for r in pack.requirements if r.level == level]
    table = verdicts[verdicts["requirement"].isin([r.id for r in rules])]
    wide = table.pivot(index="unit", columns="requirement", values="status").fillna("")
    units = pack.units.loc[[c for c in pack.units.index if c in wide.index]]
    wide = wide.reindex(units.index)[[r.id for r in rules if r.id in wide.columns]]
    wide.insert(0, "unit", list(names_of(units, lang).values()))
    names = {c: _name(pack, c, lang) if c else "" for c in units["county"].unique()}
    wide.insert(0, "county", [names[c] for c in units["county"]])
    return wide


def tied_status(status: Status, lang: Lang) -> str:
    """Symbol and word of a status, which no end of a line parts."""
    return status_text(status, lang).replace(" ", "\u00a0")


def status_text(status: str, lang: Lang) -> str:
    """Symbol and word of a status, "" for none."""
    if not status:
        return ""
    known = cast("Status", status)
    return t(
        "coverage.cell", lang, symbol=SYMBOLS[known], status=t(f"coverage.status_{status}", lang)
    )


def moved_to(after: Iterable[Status], lang: Lang) -> str:
    """How many verdicts moved to which status: 变为“达到”36 项次、变为“缺口”1 项次."""
    return joined(
        [
            t("report.changes_to", lang, status=t(f"coverage.status_{status}", lang), n=f"{n:,}")
            for status, n in Counter(after).items()
        ],
        lang,
    )
