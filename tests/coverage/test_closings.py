"""What would close a gap is the same said of one unit as of all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.coverage.explain import closings, explain
from locator.coverage.verdicts import evaluate_pack

if TYPE_CHECKING:
    from locator.pack.model import CityPack


def test_all_at_once_as_one_by_one(demo: CityPack) -> None:
    verdicts = evaluate_pack(demo)
    # Gaps, and as many others: every kind of step comes up.
    few = verdicts.groupby(["requirement", "status"]).head(3)
    one_by_one = [
        explain(demo, verdicts, unit, rule).closing
        for unit, rule in zip(few["unit"], few["requirement"], strict=True)
    ]
    assert closings(demo, few) == one_by_one
    assert len({step.key for steps in one_by_one for step in steps}) >= 4
