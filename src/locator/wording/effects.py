"""What an import does to verdicts, in sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from locator.pack.model import STATUSES
from locator.wording.catalogue import Lang, pick, t

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.intake.model import VerdictChange
    from locator.pack.model import Status
    from locator.pack.requirements import Requirement


def summary(
    changes: Sequence[VerdictChange], rules: Iterable[Requirement], lang: Lang
) -> list[str]:
    """What happens to units, in sentences: how many of a level become met, a gap, or unreported.

    A unit counts once a requirement: 12 towns may become met under one and gap under another.
    ``rules`` are those that the changes speak of, in order; of one that is taken out, or is no
    longer about a unit, the last sentence says so.
    """
    known = {rule.id: rule for rule in rules}
    counts = Counter((c.requirement, c.after) for c in changes)
    return [
        t(
            f"intake.become_{status or 'none'}",
            lang,
            number=number,
            level=t(f"vocabulary.kind_{known[rule].level}", lang),
            requirement=pick(known[rule].title, known[rule].title_en, lang),
        )
        for (rule, status), number in _in_order(counts, list(known))
    ]


def _in_order(
    counts: Counter[tuple[str, Status | None]], rules: Sequence[str]
) -> list[tuple[tuple[str, Status | None], int]]:
    statuses = (*STATUSES, None)
    return sorted(counts.items(), key=lambda x: (rules.index(x[0][0]), statuses.index(x[0][1])))
