"""Questions a commission asks, answered by counting: who owes, what is missing, who is far.

Pure functions of verdicts and units; every figure here is one of the coverage engine's, summed.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from locator.coverage.verdicts import counts, is_recognised
from locator.pack.model import IndicatorRule, asks_recognition, layers_of

if TYPE_CHECKING:
    from locator.pack.model import CityPack, Requirement


class Without(NamedTuple):
    """Residents of 60 and more in towns with no known venue that a requirement counts.

    Attributes
    ----------
    towns, gaps, unknown
        Towns with none known, those of them that are known to have none, and those whose number
        of residents of 60 and more nobody knows.
    people
        Residents of 60 and more in the others; None where none is known.
    counties
        Codes of counties no town of which is known to have one.
    county_people
        Residents of 60 and more of those counties; None unless known for each.
    """

    towns: int
    gaps: int
    unknown: int
    people: float | None
    counties: tuple[str, ...]
    county_people: float | None


def seniors_without(pack: CityPack, verdicts: pd.DataFrame, requirement: str) -> Without:
    """Who of 60 and more lives where no venue that a requirement on towns counts is known.

    No town with one is meant, however many the requirement asks for; and of an unreported town it
    is not said that it has none.
    """
    own = verdicts[verdicts["requirement"] == requirement]
    units = pack.units
    known = (own["status"] == "met") | (own["have"] > 0)
    far = own.loc[~known, "unit"]
    seniors = far.map(units["population_60plus"])
    county = own["unit"].map(units["county"])
    some = known.groupby(county, sort=False).any()
    counties = [str(code) for code in some.index[~some] if code]
    whole = units.loc[counties, "population_60plus"]
    return Without(
        towns=len(far),
        gaps=int((own["status"] == "gap")[~known].sum()),
        unknown=int(seniors.isna().sum()),
        people=float(seniors.sum()) if seniors.notna().any() else None,
        counties=tuple(counties),
        county_people=float(whole.sum()) if len(whole) and whole.notna().all() else None,
    )


def offices(pack: CityPack, scope: str = "") -> pd.Series[str]:
    """Code of the unit that is asked about each unit, indexed by code."""
    units = pack.units
    # The city asks its counties; a county asks its towns, and itself for what it owes.
    asked = units["town"].where(units["town"] != "", units["county"]) if scope else units["county"]
    return asked.where(asked != "", pack.city.code)


def to_close(pack: CityPack, verdicts: pd.DataFrame) -> pd.DataFrame:
    """What closing all known gaps takes.

    Returns
    -------
    DataFrame
        Indexed by requirement in the pack's order: ``units`` with a gap and ``short``, the sum of
        what they lack (places or the indicator's unit); NaN where the plan sets no number.
    """
    gaps = verdicts[verdicts["status"] == "gap"]
    grouped = gaps.groupby("requirement", sort=False)["short"]
    table = pd.DataFrame({"units": grouped.size(), "short": grouped.sum(min_count=1)})
    return table.loc[[rule.id for rule in pack.requirements if rule.id in table.index]]


def closed_together(pack: CityPack, verdicts: pd.DataFrame) -> int:
    """How many units have gaps of required clauses of which one place would close several."""
    kinds = {r.id: set(layers_of(r)) for r in pack.requirements if r.strength == "required"}
    gaps = verdicts[(verdicts["status"] == "gap") & verdicts["requirement"].isin(kinds.keys())]
    own = gaps["requirement"].map(kinds).groupby(gaps["unit"], sort=False)
    return sum(any(one & other for one, other in combinations(some, 2)) for _, some in own)


def records_counted(pack: CityPack, rule: Requirement, scope: str = "") -> int:
    """How many records a requirement's verdicts rest on: venues that count, or values."""
    units = pack.units
    inside = units["county"] == scope if scope else pd.Series(data=True, index=units.index)
    if isinstance(rule, IndicatorRule):
        values = pack.indicators
        level = values["unit"].map(units["level"])
        own = (values["indicator"] == rule.indicator) & (level == rule.level)
        return int((own & values["unit"].map(inside).eq(other=True)).sum())
    venues = pack.venues[pack.venues["layer"].isin(layers_of(rule))]
    venues = venues[venues["unit"].map(inside).eq(other=True)]
    if rule.level != "city":
        # A record known only by a unit above counts for none of the units below.
        venues = venues[venues[rule.level] != ""]
    recognised = is_recognised(venues["recognition"])
    return int(counts(venues["status"], recognised, recognised_only=asks_recognition(rule)).sum())
