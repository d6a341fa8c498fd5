"""Verdicts as tables: narrowed, counted by requirement, one row a county."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from locator.pack.model import RATE_BASE, STATUSES, CityPack
from locator.settings import COMPARED_FROM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from locator.pack.model import Level


def narrow(
    verdicts: pd.DataFrame, pack: CityPack, county: str, strength: str, status: str
) -> pd.DataFrame:
    """Verdicts of one county (``""``: the whole city), strength and status (``""``: all)."""
    keep = pd.Series(data=True, index=verdicts.index)
    if county:
        keep &= verdicts["unit"].map(pack.units["county"]) == county
    if strength:
        wanted = {r.id for r in pack.requirements if r.strength == strength}
        keep &= verdicts["requirement"].isin(wanted)
    if status:
        keep &= verdicts["status"] == status
    return verdicts[keep]


def tally(verdicts: pd.DataFrame) -> pd.DataFrame:
    """``met, gap, unreported, total`` of each requirement, indexed by its id, in order."""
    table = (
        verdicts.groupby(["requirement", "status"], sort=False).size().unstack(fill_value=0)
    ).reindex(columns=list(STATUSES), fill_value=0)
    return table.assign(total=table.sum(axis=1))


def reported_share(met: float, gap: float, unreported: float) -> float:
    """Share of verdicts that somebody has reported, NaN of none."""
    total = met + gap + unreported
    return (met + gap) / total if total else float("nan")


def comparable(counts: Iterable[float], least: float = COMPARED_FROM) -> bool:
    """Whether units may be ranked by what is on record, by ``met, gap, unreported`` of all.

    Below the share ``least`` reported that ranks who reports.
    """
    return reported_share(*counts) >= least


def levels_present(pack: CityPack, verdicts: pd.DataFrame) -> list[str]:
    """Levels that have verdicts, towns first: what most meetings are about."""
    there = set(verdicts["requirement"].unique())
    present = {r.level for r in pack.requirements if r.id in there}
    return [level for level in ("town", "county", "village", "city") if level in present]


def scorecard(
    pack: CityPack, verdicts: pd.DataFrame, level: Level = "county", least: float = COMPARED_FROM
) -> pd.DataFrame:
    """One row a county, or a town: people, venues on record and required clauses by status.

    Returns
    -------
    DataFrame
        Indexed by unit code: ``population, population_60plus, share_60, venues, per_10000``
        (open venues for 10 000 residents; NaN where too little is reported to be
        :func:`comparable`) and ``met, gap, unreported`` over all the required
        verdicts in or below the unit.
    """
    rows = pack.counting(level)
    venues = pack.venues[pack.venues["status"] == "open"].groupby(level).size()
    required = {r.id for r in pack.requirements if r.strength == "required"}
    own = verdicts[verdicts["requirement"].isin(required)]
    above = own["unit"].map(pack.units[level])
    counts = own.groupby([above, "status"]).size().unstack(fill_value=0)
    table = rows[["population", "population_60plus"]].copy()
    table["share_60"] = table["population_60plus"] / table["population"]
    table["venues"] = venues.reindex(table.index, fill_value=0)
    table["per_10000"] = table["venues"] / table["population"] * RATE_BASE
    table = table.join(counts.reindex(table.index, columns=list(STATUSES), fill_value=0))
    if not comparable(table[list(STATUSES)].sum(), least):
        table["per_10000"] = float("nan")
    return table
