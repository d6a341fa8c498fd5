"""What the sharing page shows: which view of it, and the conditions of a wish, one frozen value."""

from __future__ import annotations

from dataclasses import dataclass

from locator import clock
from locator.hours.windows import DAYS, PARTS, dates
from locator.names.vocabulary import MOST_SEATS
from locator.pack.model import SHARE_KINDS
from locator.problems import QueryError
from locator.sharing.search import ShareQuery
from locator.web.parts import address
from locator.wording.labels import vocabulary

VIEWS = ("find", "balance", "register")
TEXT_LENGTH = 40
#: Field of the view → of a wish.
WISH = {
    "kind": "kinds",
    "about": "topics",
    "whom": "audiences",
    "seats": "seats",
    "when": "day",
    "part": "part",
    "nocost": "free_only",
    "words": "text",
}


@dataclass(frozen=True, slots=True)
class ShareView:
    """What of the sharing page can be chosen.

    ``unknown`` are words of a sentence that no vocabulary has; they are looked for, and stand in
    no address, since they may say where a person is.
    """

    share_view: str = VIEWS[0]
    kind: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    whom: tuple[str, ...] = ()
    seats: int | None = None
    when: str = ""
    part: str | None = None
    nocost: bool = False
    words: str = ""
    within_county: str = ""
    unknown: tuple[str, ...] = ()
    #: Pages of offers that are shown, whether all conditions are in sight.
    pages: int = 1
    side: str = "offer"
    registered: bool = False


def fields() -> dict[str, address.Field]:
    """What of a view an address carries beside the place; the sentence itself is never in it."""
    return {
        "share_view": address.choice(VIEWS, VIEWS[0]),
        "kind": address.codes(SHARE_KINDS),
        "about": address.codes(vocabulary("topic")),
        "whom": address.codes(vocabulary("audience")),
        "seats": address.Field(None, _read_seats, lambda n: [str(n)]),
        "when": address.Field("", _read_day, lambda day: [day]),
        "part": address.Field(None, lambda x: x[0] if x[0] in PARTS else None, lambda x: [x]),
        "nocost": address.flag(),
        "words": address.words(TEXT_LENGTH),
    }


def _read_seats(texts: list[str]) -> int | None:
    number = int(texts[0]) if texts[0].isdecimal() and texts[0].isascii() else 0
    return number if 0 < number <= MOST_SEATS else None


def _read_day(texts: list[str]) -> str | None:
    if texts[0] in DAYS:
        return texts[0]
    try:
        dates(texts[0], clock.now())
    except QueryError:
        return None
    return texts[0]


def current() -> ShareView:
    """What is shown now."""
    return address.view(ShareView)


def change(**changed: object) -> None:
    """Show something else, from the first page on."""
    address.change(ShareView, **{"pages": 1, **changed})


def wish() -> ShareQuery:
    """What is asked for."""
    seen = current()
    return ShareQuery(
        kinds=seen.kind,
        topics=seen.about,
        audiences=seen.whom,
        seats=seen.seats or None,
        day=seen.when,
        part=seen.part or "",
        free_only=seen.nocost,
        text=", ".join(word for word in (seen.words.strip(), *seen.unknown) if word),
    )
