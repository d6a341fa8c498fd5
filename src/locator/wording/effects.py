"""What an import does to verdicts, in sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from locator.pack.model import STATUSES
from locator.wording.catalogue import Lang, t

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from locator.intake.model import VerdictChange
    from locator.pack.model import CityPack, Level, Status


def summary(changes: Sequence[VerdictChange], pack: CityPack, lang: Lang) -> list[str]:
    """What happens to units, in sentences: how many of a level become met, a gap, or unreported.

    A unit counts once a requirement: 12 towns may become met under one and gap under another.
    """
    levels: Mapping[str, Level] = {rule.id: rule.level for rule in pack.requirements}
    titles = {rule.id: (rule.title, rule.title_en) for rule in pack.requirements}
    counts = Counter((c.requirement, c.after) for c in changes if c.after is not None)
    return [
        t(
            f"intake.become_{status}",
            lang,
            number=number,
            level=t(f"vocabulary.kind_{levels[rule]}", lang),
            requirement=titles[rule][1] if lang == "en" and titles[rule][1] else titles[rule][0],
        )
        for (rule, status), number in _in_order(counts, [r.id for r in pack.requirements])
    ]


def _in_order(
    counts: Counter[tuple[str, Status]], rules: Iterable[str]
) -> list[tuple[tuple[str, Status], int]]:
    order = {rule: number for number, rule in enumerate(rules)}
    return sorted(counts.items(), key=lambda x: (order[x[0][0]], STATUSES.index(x[0][1])))
