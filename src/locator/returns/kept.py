"""What the store keeps of a round, in the codes that units have today.

The store is append-only and knows units by the codes that they had when it was written. A unit that
got another code since (:attr:`locator.city.City.recoded`) goes on under it: its link, what was
answered and what was decided follow.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from locator.returns.round import Round
    from locator.site import Site
    from locator.store.model import Answer, RoundEvent


class KeptRound:
    """One round in the store; every ``unit`` is a code of today."""

    def __init__(self, site: Site, round_: Round) -> None:
        self._store, self._number, self._now = site.store.rounds, round_.number, round_.recoded
        self._then = {self._now.get(unit, unit): unit for unit in round_.opened_with}

    def events(self) -> list[RoundEvent]:
        """What happened in the round, in order."""
        return self._today(self._store.events(self._number))

    def _today(self, events: Sequence[RoundEvent]) -> list[RoundEvent]:
        return [replace(e, unit=self._now.get(e.unit, e.unit)) for e in events]

    def happen(
        self,
        kind: str,
        *,
        unit: str,
        unless: Callable[[Sequence[RoundEvent]], RoundEvent | None] = lambda _: None,
        **more: Any,
    ) -> None:
        """Append an event of a unit; see :meth:`locator.store.rounds.Rounds.happen`."""
        unit = self._then.get(unit, unit)
        self._store.happen(
            self._number, kind, unit=unit, unless=lambda es: unless(self._today(es)), **more
        )

    def answers(self, units: Sequence[str]) -> list[Answer]:
        """Every answer that some units gave, in order by unit."""
        then = [self._then.get(unit, unit) for unit in units]
        return [
            replace(one, unit=self._now.get(one.unit, one.unit), key=self._key(one.key))
            for one in self._store.answers(self._number, then)
        ]

    def _key(self, key: str) -> str:
        """A key in which villages stand by their codes of today."""
        return "|".join(self._now.get(part, part) for part in key.split("|"))

    def begun(self) -> dict[str, str]:
        """When each unit gave its first answer (UTC), of those that gave one."""
        begun = self._store.begun(self._number)
        return {self._now.get(unit, unit): at for unit, at in begun.items()}

    def write_answers(
        self, unit: str, device: str, values: Mapping[str, tuple[int, Mapping[str, str]]]
    ) -> None:
        """Append answers of a unit; see :meth:`locator.store.rounds.Rounds.write_answers`."""
        # A key stays the one under which it was answered first.
        self._store.write_answers(
            self._number, self._then.get(unit, unit), device, values, known_as=self._key
        )

    def contact(self, unit: str) -> dict[str, str]:
        """Who fills in a unit's return; {} when it was deleted."""
        return self._store.contact(self._number, self._then.get(unit, unit))
