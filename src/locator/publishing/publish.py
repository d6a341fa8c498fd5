"""Publishing from the desk: the one path on which rights, problems and reasons are held to.

What a page shows or hides decides nothing: an import with errors, with warnings that nobody has
seen, or with rows of units that the person may not change is refused here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from locator.problems import LocatorError, Problem
from locator.publishing.clauses import refuse_wrong
from locator.publishing.review import proposal
from locator.publishing.rights import AccessError, Person, inside, refused
from locator.store.model import OPEN, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.coverage.snapshots import Snapshot
    from locator.intake.model import Import
    from locator.pack.change import RowChange
    from locator.pack.model import CityPack
    from locator.pack.overlay import Decision, SetAside
    from locator.site import Site
    from locator.store.model import Entry, Submission

Closed = Literal["declined", "done"]


class PublicationError(LocatorError):
    """Something may not be published as it is."""


def publish_import(
    site: Site,
    city: str,
    imported: Import,
    *,
    person: Person | None,
    why: str,
    head: int,
    warnings_seen: bool = False,
) -> Entry:
    """Publish what an import would change.

    Parameters
    ----------
    site, city
        The site, and the name of the city in it.
    imported
        The import, as it was shown.
    person
        Who publishes; None is nobody, who may not.
    why
        The reason, kept in the log.
    head
        Number of the log's last entry when the import was compared with the pack.
    warnings_seen
        Whether the person says to have seen the warnings.

    Raises
    ------
    PublicationError
        The import has errors, nothing to publish, or warnings that were not seen.
    AccessError
        A row lies outside what the person may change.
    StoreConflict
        Somebody else changed the same rows since.
    """
    errors = tuple(p for p in imported.problems if p.severity == "error")
    if errors:
        raise PublicationError(errors)
    if imported.problems and not warnings_seen:
        params = {"n": len(imported.problems)}
        raise PublicationError(Problem("error", "desk.tick_warnings", params=params))
    who = _permitted(person, site.city(city).pack, imported.changes)
    source = Source(imported.upload.name, imported.upload.sha256)
    return site.publish(city, imported.changes, by=who.name, why=why, source=source, head=head)


def publish_clause(
    site: Site, city: str, change: RowChange, *, person: Person | None, why: str, head: int
) -> Entry:
    """Publish a change of a clause of the plan, which is the whole city's.

    Parameters
    ----------
    site, city, person, why, head
        As for :func:`publish_import`.
    change
        Of :func:`locator.publishing.clauses.clause_effect`.

    Raises
    ------
    AccessError
        The person may not change the whole city.
    LocatorError
        The rules would have errors, or ask for what no unit can have.
    StoreConflict
        Somebody else changed the same clause since.
    """
    now = site.city(city)
    who = _permitted(person, now.pack, (change,))
    refuse_wrong(now, change)
    return site.publish(city, (change,), by=who.name, why=why, head=head)


def undo(site: Site, city: str, number: int, *, person: Person | None, why: str) -> Entry:
    """Take an entry of a city's log back, by another entry.

    Raises
    ------
    AccessError
        The entry touches a row outside what the person may change.
    LocatorError
        There is no such entry, or later ones touched the same rows.
    """
    pack = site.city(city).pack
    who = _permitted(person, pack, site.changes(city, number))
    return site.undo(city, number, by=who.name, why=why)


def decide(
    site: Site, city: str, aside: SetAside, choice: Decision, *, person: Person | None, why: str
) -> Entry:
    """End the matter of a change that no longer fits the files, by another entry.

    Raises
    ------
    AccessError
        The row lies outside what the person may change.
    LocatorError
        Somebody decided on it since, or ``why`` is blank.
    """
    known = site.city(city)
    if aside not in known.set_aside:
        raise PublicationError(Problem("error", "desk.aside_decided", value=aside.change.key))
    change = aside.decided(choice)
    who = _permitted(person, known.pack, (change,))
    return site.publish(city, [change], by=who.name, why=why, head=known.head)


def accept(
    site: Site,
    city: str,
    submission: Submission,
    imported: Import,
    *,
    person: Person | None,
    why: str,
    head: int,
    warnings_seen: bool = False,
) -> Entry:
    """Publish what a submission became, and say so of the submission.

    Raises
    ------
    PublicationError, AccessError, StoreConflict
        As :func:`publish_import` does.
    """
    _still_open(site, city, submission)
    entry = publish_import(
        site, city, imported, person=person, why=why, head=head, warnings_seen=warnings_seen
    )
    site.store.decide(submission.id, "accepted", by=entry.by, why=why, entry=entry.number)
    return entry


def close(
    site: Site, city: str, submission: Submission, state: Closed, *, person: Person | None, why: str
) -> None:
    """End a submission without a change: declined, or dealt with in some other way.

    Raises
    ------
    AccessError
        It is about a unit that the person may not change.
    PublicationError
        Somebody decided on it meanwhile, or there is no reason given.
    """
    pack = site.city(city).pack
    unit = proposal(pack, submission).unit
    if person is None:
        raise AccessError(Problem("error", "access.nobody"))
    if not inside(person, pack, unit):
        params = {"name": str(submission.id)}
        raise AccessError(Problem("error", "access.outside", value=unit, params=params))
    if not why.strip():
        raise PublicationError(Problem("error", "desk.review_say"))
    _still_open(site, city, submission)
    site.store.decide(submission.id, state, by=person.name, why=why)


def keep_snapshot(site: Site, city: str, *, person: Person | None, note: str) -> Snapshot:
    """Keep today's verdicts of the whole city, to compare with later.

    Raises
    ------
    AccessError
        Nobody is signed in, or somebody who may not change the whole city: a snapshot stands for
        all of it and is never taken back.
    LocatorError
        The store cannot be written to.
    """
    if person is None:
        raise AccessError(Problem("error", "access.nobody"))
    if not inside(person, site.city(city).pack, ""):
        raise AccessError(Problem("error", "access.snapshot"))
    return site.snapshots.take(city, by=person.name, note=note)


def _still_open(site: Site, city: str, submission: Submission) -> None:
    waiting = site.submissions(city, OPEN)
    if all(one.id != submission.id for one in waiting):
        params = {"number": submission.id}
        raise PublicationError(Problem("error", "desk.decided", params=params))


def _permitted(person: Person | None, pack: CityPack, changes: Sequence[RowChange]) -> Person:
    """The person, when they may make these changes.

    Raises
    ------
    AccessError
        They may not: one problem a row, or one when nobody is signed in.
    """
    if person is None:
        raise AccessError(Problem("error", "access.nobody"))
    outside = refused(person, pack, changes)
    if outside:
        raise AccessError(outside)
    return person
