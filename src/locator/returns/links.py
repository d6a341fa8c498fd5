"""The link of each unit: signed, for one round and one unit, to be renewed or revoked alone.

A link carries no secret of its own: it is the round, the unit and how often the link was renewed,
with a signature. It holds while the signature is ours, the number of renewals is the last one, it
was not revoked, and the round is open.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, Signer

from locator import clock
from locator.problems import LocatorError, Problem, QueryError
from locator.returns.kept import KeptRound
from locator.returns.round import Round, may_run, round_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.publishing.rights import Person
    from locator.site import Site
    from locator.store.model import RoundEvent

SECRET_FILE = "link-secret"  # noqa: S105 - the name of a file
#: Events of a link.
REVOKED, RENEWED = "link_revoked", "link_renewed"
_SALT = "locator.returns"
#: No link is longer; whatever is, is not looked at.
_LONGEST = 120


class LinkError(LocatorError):
    """A link does not open anything."""


@dataclass(frozen=True, slots=True)
class ReturnLink:
    """The link of a unit: what it opens with, and whether it was revoked."""

    unit: str
    token: str
    revoked: bool


def secret(site: Site) -> str:
    """What links are signed with: the setting, or made once in the data folder (mode 0600).

    Raises
    ------
    LocatorError
        The data folder cannot be written to.
    """
    return site.settings.secret or _kept_secret(site.settings.data / SECRET_FILE)


@cache
def _kept_secret(file: Path) -> str:
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, held = tempfile.mkstemp(prefix=".link-", dir=file.parent)  # mode 0600
            try:
                with os.fdopen(handle, "w") as made:
                    made.write(secrets.token_urlsafe(32))
                # Two processes may begin at once: the first one's stands, and is whole.
                os.link(held, file)
            except FileExistsError:
                pass
            finally:
                Path(held).unlink()
        return file.read_text().strip()
    except OSError as failure:
        params = {"reason": failure.strerror or ""}
        raise LocatorError(
            Problem("error", "returns.no_secret", str(file), params=params)
        ) from None


def _signer(site: Site) -> Signer:
    return Signer(secret(site), salt=_SALT, digest_method=hashlib.sha256)


def links(site: Site, round_: Round) -> list[ReturnLink]:
    """The links of a round in the order of its units, as they are now."""
    happened = KeptRound(site, round_).events()
    signer = _signer(site)
    found = []
    for unit in round_.units:
        serial, revoked = _state(happened, unit)
        token = signer.sign(f"{round_.number}.{unit}.{serial}").decode()
        found.append(ReturnLink(unit, token, revoked))
    return found


def _state(events: Sequence[RoundEvent], unit: str) -> tuple[int, bool]:
    """How often a unit's link was renewed, and whether it is revoked."""
    own = [
        event.kind for event in events if event.unit == unit and event.kind in {REVOKED, RENEWED}
    ]
    return own.count(RENEWED), bool(own) and own[-1] == REVOKED


def revoke(site: Site, number: int, unit: str, *, person: Person | None) -> None:
    """Stop a unit's link at once.

    Raises
    ------
    AccessError
        The person may not change the unit.
    LocatorError
        The round does not ask the unit.
    """
    _change(site, number, unit, REVOKED, person)


def renew(site: Site, number: int, unit: str, *, person: Person | None) -> ReturnLink:
    """Give a unit another link; the earlier ones stop at once.

    Raises
    ------
    AccessError, LocatorError
        As :func:`revoke` says.
    """
    _change(site, number, unit, RENEWED, person)
    return next(one for one in links(site, round_of(site, number)) if one.unit == unit)


def _change(site: Site, number: int, unit: str, kind: str, person: Person | None) -> None:
    round_ = round_of(site, number)
    if unit not in round_.units:
        raise LocatorError(Problem("error", "returns.not_asked", value=unit))
    who = may_run(site, round_, person, [unit])
    KeptRound(site, round_).happen(kind, unit=unit, by=who.name)


def open_link(site: Site, token: str) -> tuple[Round, str]:
    """The round and the unit that a link opens.

    Raises
    ------
    LinkError
        It opens nothing. Of a link that is not ours nothing is said; of one that was, why it no
        longer opens.
    """
    unknown = LinkError(Problem("error", "returns.link_unknown"))
    if len(token) > _LONGEST or not token.isascii():
        raise unknown
    try:
        number, unit, serial = _signer(site).unsign(token).decode().split(".")
    except (BadSignature, ValueError):
        raise unknown from None
    try:
        round_ = round_of(site, int(number))
    except QueryError:
        raise unknown from None
    unit = round_.recoded.get(unit, unit)
    if unit not in round_.units:
        raise unknown
    last, revoked = _state(KeptRound(site, round_).events(), unit)
    if revoked:
        raise LinkError(Problem("error", "returns.link_revoked"))
    if int(serial) != last:
        raise LinkError(Problem("error", "returns.link_renewed"))
    if round_.closed:
        raise LinkError(Problem("error", "returns.link_closed", params={"title": round_.title}))
    if clock.today() > round_.last_day:
        params = {"title": round_.title, "day": round_.last_day}
        raise LinkError(Problem("error", "returns.link_late", params=params))
    return round_, unit
