"""Reading what several commands are given: codes and moments."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from locator.problems import Problem, QueryError

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Of a degree in an answer, about a millimetre.
DECIMALS = 8
_LAYERS_SHOWN = 200


def check_known(codes: Iterable[str], known: Iterable[str], key: str) -> None:
    """Refuse a code that is none of the known ones; ``key`` is the message."""
    names = list(known)
    wrong = [code for code in codes if code not in names]
    if wrong:
        params = {"known": ", ".join(names[:_LAYERS_SHOWN])}
        raise QueryError(Problem("error", key, value=wrong[0], params=params))


def moment(text: str | None) -> datetime | None:
    """The moment of an ISO text; naive: the city's time."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        raise QueryError(Problem("error", "query.time", value=text)) from None
