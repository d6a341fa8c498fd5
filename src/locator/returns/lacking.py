"""What the units of a round still lack, clause by clause, whether or not they have answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from locator.pack.model import STATUSES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from locator.pack.model import CityPack, Status
    from locator.returns.round import Round


@dataclass(frozen=True, slots=True)
class Lacking:
    """How it stands with one unit and one clause: units of each status.

    Of a clause on villages the town's villages are counted, else the unit itself.
    """

    unit: str
    requirement: str
    counts: Mapping[Status, int]

    @property
    def whole(self) -> bool:
        """Whether nothing is lacking or unknown."""
        return not self.counts["gap"] and not self.counts["unreported"]


def lacking(
    pack: CityPack, verdicts: pd.DataFrame, round_: Round, units: Collection[str]
) -> list[Lacking]:
    """How it stands with units of a round and each clause that is about them, in the round's order.

    Parameters
    ----------
    verdicts
        Of :attr:`locator.city.City.verdicts`.
    units
        Those of the round that are meant.
    """
    own = verdicts[verdicts["requirement"].isin(round_.clauses)]
    town = own["unit"].map(pack.units["town"])
    who = town.where(town.isin(units) & (town != ""), own["unit"])
    table = own.assign(who=who)[who.isin(units)].groupby(["who", "requirement"])["status"]
    counts = table.value_counts().unstack(fill_value=0).reindex(columns=STATUSES, fill_value=0)
    return [
        Lacking(unit, rule, {status: int(counts.at[(unit, rule), status]) for status in STATUSES})
        for unit in round_.units
        for rule in round_.clauses
        if (unit, rule) in counts.index
    ]
