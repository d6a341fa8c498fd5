"""What came of a round: who answered, and which verdicts are what they are because of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from locator.intake.upload import verdict_changes
from locator.pack.content import with_rows
from locator.pack.overlay import disagreement
from locator.returns.kept import KeptRound
from locator.returns.review import PUBLISHED, board
from locator.returns.round import rounds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from locator.city import City
    from locator.intake.model import VerdictChange
    from locator.pack.change import Cells, RowChange
    from locator.returns.review import UnitReturn
    from locator.returns.round import Round
    from locator.site import Site

#: States in which a unit has answered.
ANSWERED = frozenset({"sent", "published"})


@dataclass(frozen=True, slots=True)
class Response:
    """A round and what came of it.

    Attributes
    ----------
    round
        The round.
    now
        How it stands with every unit of it.
    verdicts
        Verdicts as they would be without what the round published (``before``) and as they are.
    """

    round: Round
    now: Mapping[str, UnitReturn]
    verdicts: tuple[VerdictChange, ...]


def newest_round(site: Site, city: str | Path) -> Round | None:
    """The round of a city that was opened last; None before the first."""
    return next(iter(rounds(site, city)), None)


def response(site: Site, city: str | Path, round_: Round) -> Response:
    """What came of a round so far."""
    events = KeptRound(site, round_).events()
    entries = {event.document["entry"] for event in events if event.kind == PUBLISHED} - {None}
    changes = [one for entry in sorted(entries) for one in site.changes(city, entry)]
    here = site.city(city)
    return Response(round_, board(site, round_), _moved(here, changes))


class Responses:
    """What came of the newest round of each city of a site; made by :attr:`locator.site.Site.once`.

    A page that shows it waits for the store no longer than for the city itself.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._last = site.each(self._read, "rounds")

    def of(self, where: str | Path = "") -> Response | None:
        """What came of a city's newest round so far; None before the first.

        Raises
        ------
        LocatorError
            The store does not answer, and never did.
        """
        return self._last.of(where, self._site.city(where).pack.checksum).response

    def _read(self, folder: Path, known: _Kept | None) -> _Kept:
        self._site.trusted(folder)
        newest = newest_round(self._site, folder)
        if newest is None:
            return _Kept((), None)
        events = len(KeptRound(self._site, newest).events())
        mark = (newest, events, self._site.city(folder).pack.checksum)
        if known is not None and known.mark == mark:
            return known
        return _Kept(mark, response(self._site, folder, newest))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What came of a round, and what tells one state of it from another."""

    mark: tuple[object, ...]
    response: Response | None


def _moved(city: City, changes: list[RowChange]) -> tuple[VerdictChange, ...]:
    """Verdicts that are others because of changes; what was altered or undone since is left."""
    rows: dict[str, dict[str, Cells]] = {}
    for change in reversed(changes):
        if change.file not in rows:
            rows[change.file] = city.rows(change.file)
        held = rows[change.file]
        if disagreement(change.file, change.key, None, held.get(change.key), change.after):
            continue
        if change.before is None:
            held.pop(change.key, None)
        else:
            held[change.key] = dict(change.before)
    if not rows:
        return ()
    before, _, _ = with_rows(city.pack, rows)
    return verdict_changes(before, city.pack) if before is not None else ()
