"""The contract of the store: what a change to a pack is, independent of any database.

A change is a list of row changes in the words of the pack's own files. The effective pack is the
files of a pack folder with every approved change applied in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


EntryKind = Literal["publish", "undo"]


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


#: State of a submission that nobody has decided on yet.
OPEN = "open"


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
