"""The contract of the store: what a change to a pack is, independent of any database.

A change is a list of row changes in the words of the pack's own files. The effective pack is the
files of a pack folder with every approved change applied in order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from locator import clock
from locator.pack.change import RowChange
from locator.pack.quoted import cells_quoted, row_named, row_unit
from locator.problems import LocatorError, Problem, Quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.pack.model import CityPack
    from locator.reach.scenario import Scenario


EntryKind = Literal["publish", "undo"]
#: Looks at all changes of a city, the new ones last, and raises when they cannot be published.
Check = Callable[[Sequence[RowChange], Sequence[RowChange]], object]
#: How long a writer waits for another one, in seconds.
WAIT_S = 30
#: How long who reads or sends something in waits for either: a reader has the last good state to go
#: on with, a sender is told to try again.
VISITOR_WAIT_S = 1
#: State of a submission that nobody has decided on yet.
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a change came from: its name and the SHA-256 of its bytes, in hex."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log: who changed what, when, why and from which file."""

    number: int
    city: str
    kind: EntryKind
    at: str
    by: str
    why: str
    source: Source | None
    undoes: int | None
    rows: int


@dataclass(frozen=True, slots=True)
class KeptScenario:
    """A scenario that somebody kept: its number in the city, when, who, and what is done."""

    number: int
    at: str
    by: str
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class Decision:
    """What the desk made of a submission: the state it went to, when, who, why.

    ``entry`` is the number of the log entry by which it was published, if it was.
    """

    state: str
    at: str
    by: str
    why: str
    entry: int | None


@dataclass(frozen=True, slots=True)
class Submission:
    """Something sent in by the public, with everything decided about it, oldest first."""

    id: int
    city: str
    kind: str
    at: str
    payload: Mapping[str, Any]
    decisions: tuple[Decision, ...]

    @property
    def state(self) -> str:
        """``open``, or where the last decision put it."""
        return self.decisions[-1].state if self.decisions else OPEN


class StoreUnreachable(LocatorError):  # noqa: N818 - a state of the store
    """The database does not answer."""


class StoreBroken(LocatorError):  # noqa: N818 - a state of the store
    """The database answers, but cannot be read or written: damaged, full, or no database."""


class StoreBackwards(LocatorError):  # noqa: N818 - a state of the store
    """The log has fewer or other entries than were seen before."""


class Conflict(NamedTuple):
    """One row that changed under a planner.

    ``columns`` are those in which ``theirs``, the row as it stands now, differs from what the
    planner had seen: none where the row itself came or went. ``yours`` is what the planner wanted;
    ``number``, ``by`` and ``at`` are of the entry that changed it.
    """

    file: str
    key: str
    columns: tuple[str, ...]
    theirs: Mapping[str, str] | None
    yours: Mapping[str, str] | None
    number: int
    by: str
    at: str


class StoreConflict(LocatorError):  # noqa: N818 - what happened, not who is wrong
    """Somebody else changed the same rows first; :attr:`conflicts` says which and how.

    With the ``pack`` the problems name records, units and cells as people do; the store, which
    knows no pack, has nothing but their codes.
    """

    def __init__(self, conflicts: Sequence[Conflict], pack: CityPack | None = None) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(_told(one, pack) for one in self.conflicts)


def _told(one: Conflict, pack: CityPack | None) -> Problem:
    cells = dict(one.theirs or one.yours or {})
    params: dict[str, object] = {
        "name": cells.get("name") or cells.get("title") or one.key,
        "unit": cells.get("unit", ""),
        "number": one.number,
        "by": one.by,
        "on": str(clock.day_of(one.at)),
    }
    sides = {"yours": one.yours or {}, "theirs": one.theirs or {}}
    params |= {
        side: Quoted(tuple((c, row.get(c, "")) for c in one.columns)) for side, row in sides.items()
    }
    if pack is not None:
        params |= {"name": row_named(pack, cells), "unit": row_unit(pack, cells)}
        params |= {
            side: cells_quoted(pack, one.file, row, one.columns) for side, row in sides.items()
        }
    gone = "gone" if one.theirs is None else "came"
    key = "store.conflict" if one.columns else f"store.conflict_{gone}"
    return Problem("error", key, one.file, params=params)


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """A round of returns as it was opened: its number, and what was asked, ready for JSON."""

    id: int
    city: str
    at: str
    by: str
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RoundEvent:
    """Something that happened in a round, numbered from 1; ``unit`` is "" for all of it."""

    number: int
    unit: str
    kind: str
    at: str
    by: str
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a return, numbered from 1 for each unit of a round.

    ``device`` is a random name of who wrote it; ``replaces`` the number of the answer of the same
    key that it replaces, 0 for the first.
    """

    number: int
    unit: str
    key: str
    value: Mapping[str, str]
    device: str
    replaces: int
    at: str


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """An upload under way: whose it is (a digest), the file, and what was said about it.

    ``at`` and ``until`` are moments as :func:`locator.clock.stamp` writes them; ``terms`` is JSON.
    """

    owner: str
    city: str
    name: str
    content: bytes
    terms: str
    at: str
    until: str
