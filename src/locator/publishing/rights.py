"""Who may change which units: roles as data, and every change held against them.

Reading is open. A person who signed in has the units of their role and everything below them; a
change to anything else is refused here, whatever a page showed. How a person proves who they are
is another matter: :mod:`locator.publishing.password` and the OpenID Connect sign-in of the pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from locator.pack.files import PackFiles
from locator.pack.tables import read_toml
from locator.problems import LocatorError, Problem, Problems
from locator.publishing.password import read_hash

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from locator.pack.change import RowChange
    from locator.pack.model import CityPack
    from locator.settings import Settings

#: In place of unit codes: all units of all cities.
EVERYWHERE = "*"

_UNIT_FILES = {"units.csv", "villages.csv"}
_BY_CODE = _UNIT_FILES | {"outlines.geojson"}
_ROLE_KEYS = {"email", "claim", "value", "units"}


class AccessError(LocatorError):
    """Somebody may not do what they asked for."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signed in: the name that the log keeps, and the units they may change.

    ``units`` are codes, each with everything below it, or :data:`EVERYWHERE`; ``key`` is what
    their import under way is found again by, ``""``: nothing.
    """

    name: str
    units: frozenset[str]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """Whoever has this value in this claim of their identity may change these units."""

    claim: str
    value: str
    units: frozenset[str]

    def fits(self, claims: Mapping[str, Any]) -> bool:
        """Whether an identity has the claim; of a list of values one is enough.

        An e-mail address counts in any case of its letters, but not when the provider says that
        it did not verify it.
        """
        found = claims.get(self.claim)
        values = found if isinstance(found, (list, tuple)) else [found]
        if self.claim == "email":
            verified = claims.get("email_verified", True) in (True, "true")
            return verified and str(found or "").casefold() == self.value.casefold()
        return any(isinstance(v, str) and v == self.value for v in values)


@dataclass(frozen=True, slots=True)
class Access:
    """How an installation lets people in.

    Attributes
    ----------
    roles
        From the TOML file named by ``LOCATOR_ROLES``: for people who sign in by OpenID Connect.
    password_hash
        ``LOCATOR_DESK_PASSWORD_HASH``, made by ``python -m locator desk-password``; ``""``: none.
    remote_password
        ``LOCATOR_DESK_REMOTE_PASSWORD=yes``: the password may also be used from other machines.
    proxies_named
        ``LOCATOR_TRUSTED_PROXIES`` says which proxies there are, or that there is none. Only then
        can a connection from this machine be told from one that a proxy on it made: nothing that
        a client sends tells the two apart.
    """

    roles: tuple[Role, ...] = ()
    password_hash: str = ""
    remote_password: bool = False
    proxies_named: bool = False

    def person(self, name: str, claims: Mapping[str, Any]) -> Person | None:
        """Who an identity is here; None when no role fits it."""
        units = frozenset[str]().union(*(r.units for r in self.roles if r.fits(claims)))
        return Person(name, units) if units else None


def read_access(settings: Settings, codes: Collection[str] | None) -> Access:
    """How people are let in, from the settings and the file of roles that they name.

    Parameters
    ----------
    settings
        Of this installation.
    codes
        Codes of all units that a role may name; None while a city cannot be read: a role that
        names one of its units shall not keep the other cities' people out.

    Raises
    ------
    LocatorError
        The file of roles or the password's hash cannot be used; all problems at once.
    """
    problems = Problems()
    stored = settings.desk_password_hash
    if stored and read_hash(stored) is None:
        problems.error("access.hash", column="LOCATOR_DESK_PASSWORD_HASH")
    file = settings.roles
    roles = _read_roles(file, codes, problems) if file else ()
    if problems:
        raise LocatorError(problems)
    named = settings.trusted_proxies is not None
    return Access(roles, stored, settings.desk_remote_password, named)


def _read_roles(path: Path, codes: Collection[str] | None, problems: Problems) -> tuple[Role, ...]:
    """The roles of a file; what is wrong with it is added to ``problems``."""
    if not path.is_file():
        problems.error("access.roles_missing", path.name, value=path)
        return ()
    broken = Problems()
    document = read_toml(PackFiles(path.resolve().parent), broken, path.name)
    problems.extend(broken)
    entries = document.get("role", [])
    if not isinstance(entries, list):
        entries = [entries]
    for key in sorted(set(document) - {"role"}):
        problems.error("access.role_key", path.name, column=key)
    found = (_role(path.name, n, entry, codes, problems) for n, entry in enumerate(entries, 1))
    return tuple(role for role in found if role is not None)


def _role(
    file: str, number: int, entry: object, codes: Collection[str] | None, problems: Problems
) -> Role | None:
    before = len(problems)

    def wrong(key: str, column: str, value: object = None) -> None:
        problems.error(f"access.{key}", file, number, column, value, number=number)

    if not isinstance(entry, dict):
        wrong("role_key", "role", entry)
        return None
    for key in sorted(set(entry) - _ROLE_KEYS):
        wrong("role_key", key)
    if ("email" in entry) == ("claim" in entry):
        wrong("role_who", "email")
    claim = "email" if "email" in entry else entry.get("claim", "")
    value = entry.get("email" if "email" in entry else "value", "")
    for column, text in (("claim", claim), ("email" if claim == "email" else "value", value)):
        if not isinstance(text, str) or not text.strip():
            wrong("role_text", column, text)
    units = entry.get("units")
    if not isinstance(units, list) or not units:
        wrong("role_units", "units", units)
    else:
        for code in units:
            if codes is not None and code not in codes:
                wrong("role_unit", "units", code)
    if len(problems) > before:
        return None
    return Role(claim.strip(), value.strip(), frozenset(entry["units"]))


def may_change(person: Person | None, pack: CityPack) -> frozenset[str]:
    """Units of a city that a person may change, each with everything below it; empty: none."""
    if person is None:
        return frozenset()
    if EVERYWHERE in person.units:
        level = pack.units["level"]
        return frozenset(pack.units.index[level == "city"])
    return person.units & frozenset(pack.units.index)


def inside(person: Person | None, pack: CityPack, unit: str) -> bool:
    """Whether a person may change what belongs to a unit; ``""`` belongs to the whole city."""
    return bool(those_inside(person, pack, [unit]))


def those_inside(person: Person | None, pack: CityPack, units: Iterable[str]) -> list[str]:
    """The units among some that a person may change what belongs to, in their order."""
    return list(filter(_Inside(may_change(person, pack), pack, ()), units))


def refused(
    person: Person | None, pack: CityPack, changes: Iterable[RowChange]
) -> tuple[Problem, ...]:
    """One error for each change that a person may not make.

    A change may be made when all units that it touches, before and after, lie in the person's
    units; a row that belongs to no unit takes somebody with the whole city.
    """
    rows = tuple(changes)
    lies_within = _Inside(may_change(person, pack), pack, rows)
    problems = []
    for change in rows:
        units = list(_touched(change, pack))
        if not units or not all(map(lies_within, units)):
            row = change.after or change.before or {}
            params = {"name": row.get("name", change.key)}
            problems.append(
                Problem("error", "access.outside", change.file, value=change.key, params=params)
            )
    return tuple(problems)


class _Inside:
    """Whether a unit lies in the units that may be changed; new units lie in their parent."""

    def __init__(self, roots: frozenset[str], pack: CityPack, changes: Iterable[RowChange]) -> None:
        units = pack.units
        self._roots = roots
        self._whole = bool(roots & set(units.index[units["level"] == "city"]))
        self._parents = units["parent"].to_dict()
        for change in changes:
            if change.file in _UNIT_FILES and change.after is not None:
                # Where a unit is put says nothing of where it was taken from.
                self._parents.setdefault(change.after["code"], change.after.get("parent", ""))

    def __call__(self, code: str) -> bool:
        if self._whole:
            return True
        seen: set[str] = set()
        while code and code not in seen:
            if code in self._roots:
                return True
            seen.add(code)
            code = self._parents.get(code, "")
        return False


def _touched(change: RowChange, pack: CityPack) -> Iterator[str]:
    """Codes of the units that a change is about, ``""`` for one that belongs to none."""
    before, after = change.before, change.after
    for row in (before, after):
        if row is None:
            continue
        if change.file in _BY_CODE:
            yield row.get("code", "")
        else:
            unit, venue = row.get("unit", ""), row.get("venue", "")
            if unit or not venue:
                yield unit
            if venue:
                yield pack.venues["unit"].get(venue, "")
    if change.file in _UNIT_FILES and after is not None:
        parent = after.get("parent", "")
        if before is None or before.get("parent", "") != parent:
            yield parent
