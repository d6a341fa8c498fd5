"""The contract of the store: what a change to a pack is, independent of any database.

A change is a list of row changes in the words of the pack's own files. The effective pack is the
files of a pack folder with every approved change applied in order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from locator.pack.change import RowChange
from locator.problems import LocatorError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping


EntryKind = Literal["publish", "undo"]
#: Looks at all changes of a city, the new ones last, and raises when they cannot be published.
Check = Callable[[Sequence[RowChange], Sequence[RowChange]], object]
#: How long a writer waits for another one, in seconds.
WAIT_S = 30
#: How long a reader waits for either: whoever reads has the last good state to go on with.
READ_WAIT_S = 1
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
    """One thing that changed under a planner.

    ``column`` is None when the row itself came or went; ``theirs`` is what stands there now,
    ``yours`` what the planner wanted; ``number`` and ``by`` are of the entry that changed it.
    """

    file: str
    key: str
    column: str | None
    theirs: str
    yours: str
    number: int
    by: str


class StoreConflict(LocatorError):  # noqa: N818 - what happened, not who is wrong
    """Somebody else changed the same rows first; :attr:`conflicts` says which and how."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(
            Problem(
                "error",
                "store.conflict" if c.column else "store.conflict_row",
                c.file,
                None,
                c.column,
                c.theirs,
                params={"key": c.key, "yours": c.yours, "number": c.number, "by": c.by},
            )
            for c in self.conflicts
        )
