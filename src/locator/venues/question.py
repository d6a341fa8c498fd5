"""What a typed line asks, as :mod:`locator.venues.asking` reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from locator.hours.windows import AskedTime

if TYPE_CHECKING:
    from locator.names.keys import FormerUnit
    from locator.venues.place import Place

Certainty = Literal["sure", "doubtful", "nothing"]


@dataclass(frozen=True, slots=True)
class What:
    """What is sought: codes of layers, topics and audiences, and words that have no code."""

    layers: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    text: str = ""

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.layers or self.topics or self.audiences or self.text)


@dataclass(frozen=True, slots=True)
class Question:
    """What a typed line asks.

    Attributes
    ----------
    certainty
        Only ``sure`` may be acted upon; ``doubtful`` is asked about; ``nothing`` was understood.
    near_me
        It asks around whoever asks.
    what, where
        What is sought, and the one place that is named.
    choices
        What it may mean instead, best first: places, venues, layers (``kind`` "layer"), and what
        is understood without the rest ("what").
    called, former
        What the place was called, and the former unit that had this name.
    when, free
        When it is to be open, and whether it must cost nothing.
    reports
        It says that something on record is wrong.
    unheeded, vague
        Words about time of which the search takes one only, such as a second day, and those of no
        one day (暑假): it must not pretend to have heeded them.
    """

    certainty: Certainty
    near_me: bool = False
    what: What = What()
    where: Place | None = None
    choices: tuple[Place, ...] = ()
    called: str = ""
    former: FormerUnit | None = None
    when: AskedTime = field(default_factory=AskedTime)
    free: bool = False
    reports: bool = False
    unheeded: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()

    @property
    def seeks(self) -> bool:
        """Whether it says what is sought, or on which conditions, beside where."""
        return bool(self.what or self.when or self.free)
