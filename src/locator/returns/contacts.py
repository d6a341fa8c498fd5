"""Whom a unit is reached by: who filled its return in, and where it is written to.

Kept in a table of its own, never exported or logged, and deleted some time after the round.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator import clock
from locator.problems import LocatorError, Problem
from locator.returns.kept import KeptRound
from locator.returns.round import may_run, round_of

if TYPE_CHECKING:
    from locator.publishing.rights import Person
    from locator.site import Site

#: Event of one unit: where it is written to became known; and what the contacts call that.
ADDRESSED, EMAIL = "addressed", "email"
#: What any mail program takes; whether anybody reads there only a mail can tell.
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,40}@[A-Za-z0-9-]{1,30}(?:\.[A-Za-z0-9-]{1,20}){1,4}")


def keep_address(
    site: Site, number: int, unit: str, address: str, *, person: Person | None
) -> None:
    """Keep where a unit is written to, with the contacts: never exported, deleted with them.

    Raises
    ------
    AccessError
        The person may not change the unit.
    LocatorError
        It is no e-mail address.
    """
    round_ = round_of(site, number)
    who = may_run(site, round_, person, [unit])
    address = address.strip()
    if not _ADDRESS.fullmatch(address):
        raise LocatorError(Problem("error", "returns.address", column=EMAIL, value=address))
    contact = {EMAIL: address}
    KeptRound(site, round_).happen(ADDRESSED, unit=unit, by=who.name, contact=contact)


def forget_contacts(site: Site) -> int:
    """Delete the names and telephones of rounds that ended long enough ago; returns how many.

    A round ends when it is closed, or with the last day on which its links open. How long after
    that is the setting ``LOCATOR_CONTACT_DAYS``.
    """
    kept = site.store.rounds.with_contacts()
    if not kept:
        return 0
    due = []
    for number in kept:
        found = round_of(site, number)
        end = clock.day_of(found.closed) if found.closed else found.last_day
        if (clock.today() - end).days >= max(1, site.settings.contact_days):
            due.append(number)
    return site.store.rounds.forget_contacts(due) if due else 0
