"""What the last publications changed, as the public sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from locator import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from locator.pack.change import RowChange
    from locator.site import Site
    from locator.store.model import Entry

    _Told: TypeAlias = tuple["Publication", ...]

#: So many publications are told of, and so many venues of each.
PUBLICATIONS, NAMED = 10, 5


@dataclass(frozen=True, slots=True)
class Publication:
    """One entry of the store's log as the public sees it: not by whom, nor from which file.

    ``new``, ``changed`` and ``gone`` count rows; ``names`` are those of some venues among them.
    """

    number: int
    date: str
    undoes: int | None
    why: str
    new: int
    changed: int
    gone: int
    names: tuple[str, ...]


def recent(
    log: Sequence[Entry], changes: Callable[[int], Sequence[RowChange]], n: int, named: int
) -> list[Publication]:
    """The last ``n`` entries of a log, latest first, each with up to ``named`` venues.

    ``changes`` gives the rows of an entry by its number.
    """
    found = []
    for entry in reversed(log[-n:]):
        rows = changes(entry.number)
        cells = [row.after or row.before or {} for row in rows if row.file.startswith("venues/")]
        new = sum(row.before is None for row in rows)
        gone = sum(row.after is None for row in rows)
        found.append(
            Publication(
                entry.number,
                str(clock.day_of(entry.at)),
                entry.undoes,
                entry.why,
                new,
                len(rows) - new - gone,
                gone,
                tuple(one["name"] for one in cells[:named] if one.get("name")),
            )
        )
    return found


class Publications:
    """The last publications of each city of a site; made by :attr:`locator.site.Site.once`."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._last = site.each(self._read, "publications")

    def of(self, where: str | Path = "") -> tuple[Publication, ...]:
        """The last ones of a city, latest first.

        Raises
        ------
        LocatorError
            The store does not answer, and never did.
        """
        return self._last.of(where, self._site.city(where).head)

    def _read(self, folder: Path, known: _Told | None) -> _Told:
        log = self._site.history(folder)
        if known and log and known[0].number == log[-1].number:
            return known
        return tuple(recent(log, lambda n: self._site.changes(folder, n), PUBLICATIONS, NAMED))
