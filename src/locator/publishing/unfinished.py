"""Imports under way: kept until they are published or dropped, for whoever began them.

A page that is loaded again, or a server that starts again, finds the file and everything that was
said about it. What it means is worked out anew, against the data as they are then.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from locator import clock
from locator.intake.model import ColumnGuess, SheetPlan, Terms
from locator.store.model import KeptUpload

if TYPE_CHECKING:
    from locator.publishing.rights import Person
    from locator.site import Site

MB = 2**20


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An import under way as it was kept: the file, what was said about it, since when (UTC)."""

    name: str
    data: bytes
    terms: Terms
    at: datetime


def keep(site: Site, city: str, person: Person, name: str, data: bytes, terms: Terms) -> bool:
    """Keep an upload and what was said about it; False where it is larger than the settings let.

    Raises
    ------
    LocatorError
        The store cannot be written to.
    """
    if not person.key or len(data) > site.settings.draft_mb * MB:
        return False
    now, until = _from_now(site.settings.draft_hours)
    code = site.city(city).pack.city.code
    one = KeptUpload(person.key, code, name, data, terms_text(terms), now, until)
    site.store.keep_upload(one, now)
    return True


def keep_terms(site: Site, city: str, person: Person, terms: Terms) -> None:
    """Keep what was said meanwhile about the upload that is kept, if one is."""
    if person.key:
        code = site.city(city).pack.city.code
        site.store.keep_terms(person.key, code, terms_text(terms))


def kept(site: Site, city: str, person: Person) -> Unfinished | None:
    """The import that a person has under way for a city.

    Raises
    ------
    LocatorError
        The store cannot be read.
    """
    code = site.city(city).pack.city.code
    found = site.store.upload(person.key, code, clock.stamp()) if person.key else None
    if found is None:
        return None
    at = datetime.fromisoformat(found.at)
    return Unfinished(found.name, found.content, read_terms(found.terms), at)


def drop(site: Site, city: str, person: Person) -> None:
    """Forget the import that a person has under way for a city."""
    if person.key and kept(site, city, person) is not None:
        site.store.drop_upload(person.key, site.city(city).pack.city.code)


def terms_text(terms: Terms) -> str:
    """What was said about a file, as JSON; whose units and which day it is, is asked anew."""
    plans = {
        name: [p.table, p.layer, [[c.header, c.column, c.confidence] for c in p.columns]]
        for name, p in terms.plans.items()
    }
    said = {name: getattr(terms, name) for name in ("datum", "layer", "source", "close_gone")}
    answers = [[*where, answer] for where, answer in terms.answers.items()]
    return json.dumps(said | {"hidden": terms.hidden, "plans": plans, "answers": answers})


def read_terms(text: str) -> Terms:
    """The same again."""
    said = json.loads(text)
    plans = {
        name: SheetPlan(name, table, layer, tuple(ColumnGuess(*column) for column in columns))
        for name, (table, layer, columns) in said.pop("plans").items()
    }
    answers = {(sheet, row): answer for sheet, row, answer in said.pop("answers")}
    return Terms(**said, plans=plans, answers=answers)


# -- signing in again ------------------------------------------------------------------------------


def sso_key(name: str) -> str:
    """By what the imports of somebody who signed in at a provider are found again."""
    return _digest(f"sso {name}")


def key_of(token: str) -> str:
    """By what the imports of whoever holds a token are found again."""
    return _digest(f"key {token}")


def keep_sign_in(site: Site, hours: float) -> str:
    """Keep that somebody gave the password; returns the token by which they are known again.

    Nothing of it is in the store but digests: who reads the database cannot sign in.

    Raises
    ------
    LocatorError
        The store cannot be written to.
    """
    token = secrets.token_urlsafe(32)
    now, until = _from_now(hours)
    site.store.keep_sign_in(key_of(token), _password(site), until, now)
    return token


def signed_in(site: Site, token: str) -> datetime | None:
    """Until when the holder of a token is signed in; None: not, or not any more.

    Raises
    ------
    LocatorError
        The store cannot be read.
    """
    found = site.store.signed_in(key_of(token), _password(site), clock.stamp())
    return datetime.fromisoformat(found) if found else None


def _password(site: Site) -> str:
    return _digest(f"password {site.settings.desk_password_hash}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _from_now(hours: float) -> tuple[str, str]:
    """Now, and so many hours later, as the store writes moments down."""
    now = datetime.fromisoformat(clock.stamp())
    return clock.stamp(), (now + timedelta(hours=hours)).astimezone(UTC).strftime(clock.STAMP)
