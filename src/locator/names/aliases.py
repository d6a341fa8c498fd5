"""Everyday names and former units of a city: what a name that no table holds stands for.

Search and the recognition of lists ask the same tables, so that 园区 in a search box and in a
column of a list are one unit.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from locator.names.keys import bare_key, name_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd


@dataclass(frozen=True, slots=True)
class FormerUnit:
    """A unit that is no more.

    ``code`` is ``""`` where unknown; ``successors`` are codes of present units, several for a
    unit that was divided; ``date`` says when as precisely as it is known (``""``: unknown).
    """

    code: str
    name: str
    level: str
    successors: tuple[str, ...]
    date: str


class OtherNames:
    """Aliases and former units, looked up by :func:`~locator.names.keys.name_key`.

    Parameters
    ----------
    aliases, successors
        As :attr:`locator.pack.model.CityPack.aliases` and ``.successors``.
    """

    def __init__(self, aliases: pd.DataFrame, successors: pd.DataFrame) -> None:
        self._aliases = aliases
        self._targets: dict[tuple[str, str], list[str]] = defaultdict(list)
        for alias, kind, target in aliases[["alias", "kind", "target"]].itertuples(index=False):
            self._targets[kind, name_key(alias)].append(target)
        grouped = successors.groupby(["code", "name", "level", "date"], sort=False)["successor"]
        self.former = tuple(
            FormerUnit(code, name, level, tuple(codes), date)
            for (code, name, level, date), codes in grouped
        )
        self._by_code = {unit.code: unit for unit in self.former if unit.code}
        self._by_name = {name_key(unit.name): unit for unit in self.former}
        self._by_stem = {bare_key(key): unit for key, unit in self._by_name.items()}

    def targets(self, name: str, kind: str) -> tuple[str, ...]:
        """What an everyday name stands for among things of a kind; several: the name does not say.

        ``kind`` is one of :data:`locator.pack.model.ALIAS_KINDS`; the answer holds unit codes,
        venue ids, names of places or layer codes.
        """
        return tuple(self._targets.get((kind, name_key(name)), ()))

    def former_unit(self, name_or_code: str, *, stems: bool = False) -> FormerUnit | None:
        """The former unit of a code or a name; with ``stems`` also without its ending."""
        key = name_key(name_or_code)
        found = self._by_code.get(name_or_code.strip()) or self._by_name.get(key)
        return found or (self._by_stem.get(bare_key(key)) if stems else None)

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Every everyday name as recorded, its kind and its target."""
        yield from self._aliases[["alias", "kind", "target"]].itertuples(index=False, name=None)
