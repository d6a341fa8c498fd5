"""A round of returns: what is asked of which units until when, and who may say so."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from locator import clock
from locator.city import city_code
from locator.pack.model import IndicatorRule
from locator.pack.tables import is_date
from locator.problems import DataName, LocatorError, Problem, Problems, QueryError
from locator.publishing.rights import AccessError, may_change, those_inside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from locator.pack.model import CityPack, Requirement
    from locator.publishing.rights import Person
    from locator.site import Site
    from locator.store.model import RoundEvent, RoundRecord

#: Days after the deadline for which a link still opens.
GRACE_DAYS = 7
#: The most that may be asked for: a link that opens for ever is no link of a round.
MOST_GRACE_DAYS = 90
TITLE_LENGTH = 40
#: Events of a whole round.
PROLONGED, CLOSED = "prolonged", "closed"


@dataclass(frozen=True, slots=True)
class Round:
    """One campaign of returns.

    Attributes
    ----------
    number
        Its number, counted over all cities of a store.
    city
        Code of the city.
    as_of
        Date (ISO) as of which the units say what they have.
    deadline
        Last day on which returns are due; links open ``grace_days`` longer.
    clauses
        Ids of the requirements asked.
    units
        Codes of the units asked.
    opened, by
        When (UTC) and by whom it was opened.
    recoded
        Units of the city that go on under another code: their former code → that of today.
    opened_with
        The units as they were asked, in the codes of then; ``units`` are those of today.
    closed
        When it was closed (UTC); "" while it is open.
    """

    number: int
    city: str
    title: str
    as_of: str
    deadline: date
    grace_days: int
    clauses: tuple[str, ...]
    units: tuple[str, ...]
    opened: str
    by: str
    recoded: Mapping[str, str] = field(hash=False)
    opened_with: tuple[str, ...]
    closed: str = ""

    @property
    def last_day(self) -> date:
        """The last day on which a link opens."""
        return self.deadline + timedelta(days=self.grace_days)

    @property
    def days_left(self) -> int:
        """Days until the deadline, 0 on its day, negative after it."""
        return (self.deadline - clock.today()).days


def open_round(
    site: Site,
    city: str,
    *,
    person: Person | None,
    title: str,
    deadline: str,
    as_of: str = "",
    grace_days: int = GRACE_DAYS,
    clauses: Sequence[str] = (),
    units: Sequence[str] = (),
) -> Round:
    """Open a round.

    Parameters
    ----------
    site, city
        The site, and the name of the city in it.
    person
        Who opens it; may change every unit that is asked.
    deadline, as_of
        Dates as ISO text; ``as_of`` is today where it is blank.
    clauses
        Ids of requirements; none: every required one that a unit of the round can answer.
    units
        Codes of towns or counties; none: those that the clauses are about, see :func:`units_of`.

    Raises
    ------
    AccessError
        Nobody is signed in, or a unit lies outside what the person may change.
    LocatorError
        The title is blank, a date is none, the grace is below 0 or too long, a unit or clause is
        unknown, or a unit would be asked nothing: one problem each.
    """
    pack = site.city(city).pack
    if person is None:
        raise AccessError(Problem("error", "access.nobody"))
    asked = tuple(units) or units_of(pack, person, clauses) or units_of(pack, person)
    known = answerable(pack, asked)
    chosen = tuple(clauses) or tuple(rule.id for rule in known if rule.strength == "required")
    title = " ".join(title.split())
    problems = Problems()
    if not title or len(title) > TITLE_LENGTH:
        problems.error("returns.title", column="title", value=title, n=TITLE_LENGTH)
    if not 0 <= grace_days <= MOST_GRACE_DAYS:
        problems.error(
            "returns.grace", column="grace_days", value=str(grace_days), n=MOST_GRACE_DAYS
        )
    last, day = _days_of_round(deadline, as_of, problems)
    _check_asked(pack, asked, chosen, {rule.id for rule in known}, problems)
    if problems or last is None or day is None:
        raise LocatorError(problems)
    _check_inside(person, pack, asked)
    document = {
        "title": title, "as_of": str(day), "deadline": str(last), "grace_days": grace_days,
        "clauses": chosen, "units": asked,
    }  # fmt: skip # a table, a row a line
    number = site.store.rounds.open(pack.city.code, person.name, document)
    return round_of(site, number)


def _days_of_round(
    deadline: str, as_of: str, problems: Problems
) -> tuple[date | None, date | None]:
    """The last day, not past, and the day that answers are of, not to come."""
    last = _day(deadline, "deadline", problems)
    day = _day(as_of or str(clock.today()), "as_of", problems)
    if last is not None and last < clock.today():
        problems.error("returns.deadline_past", column="deadline", value=deadline)
    if day is not None and day > clock.today():
        problems.error("returns.as_of_future", column="as_of", value=as_of)
    return last, day


def _check_asked(
    pack: CityPack,
    units: Sequence[str],
    clauses: Sequence[str],
    known: Collection[str],
    problems: Problems,
) -> None:
    """Units are towns or counties, clauses such as they can answer, and there are some of both."""
    levels = pack.units["level"].to_dict()
    for code in units:
        if levels.get(code) not in {"town", "county"}:
            problems.error("returns.no_unit", column="units", value=code)
    names = ", ".join(sorted(known))
    for rule in clauses:
        if rule not in known:
            problems.error("returns.no_clause", column="clauses", value=rule, known=names)
    for code in units:
        if levels.get(code) == "county" and not _rules(pack, code, clauses):
            name = DataName(pack.units.at[code, "name"], pack.units.at[code, "name_en"])
            problems.error("returns.nothing_of_it", column="units", value=code, name=name)
    if not units or not clauses:
        problems.error("returns.asks_nothing")


def _check_inside(person: Person, pack: CityPack, units: Sequence[str]) -> None:
    """Raise :class:`AccessError` for units outside what a person may change."""
    mine = set(those_inside(person, pack, units))
    outside = [code for code in units if code not in mine]
    names = pack.units["name"]
    if outside:
        raise AccessError(
            Problem("error", "access.outside", value=code, params={"name": names.get(code, code)})
            for code in outside
        )


def _day(text: str, column: str, problems: Problems) -> date | None:
    if len(text) != len("2026-11-28") or not is_date(text):
        problems.error("returns.date", column=column, value=text)
        return None
    return date.fromisoformat(text)


def units_of(pack: CityPack, person: Person, clauses: Collection[str] = ()) -> tuple[str, ...]:
    """Units that a person may ask about some clauses, in the order of the pack.

    Towns that count about those of towns and villages, counties about their own; without clauses
    every town.
    """
    roots = may_change(person, pack)
    units = pack.counting("town", "county")
    mine = units["county"].isin(roots) | units.index.isin(roots) | (pack.city.code in roots)
    levels = units.loc[mine, "level"]
    if not clauses:
        return tuple(levels.index[levels == "town"])
    # A county may be exempt from each of them; a town's villages need not be looked through.
    about = {rule.level for rule in pack.requirements if rule.id in clauses}
    return tuple(
        code
        for code, level in levels.items()
        if (about & {"town", "village"} if level == "town" else _rules(pack, code, clauses))
    )


def answerable(pack: CityPack, units: Iterable[str]) -> list[Requirement]:
    """Requirements that some of the units can answer for themselves or for their villages.

    A town answers for its villages too, a county only for itself.
    """
    levels = {pack.units["level"].get(code) for code in units}
    if "town" in levels:
        levels.add("village")
    return [rule for rule in pack.requirements if rule.level in levels]


def rules_of(pack: CityPack, round_: Round, unit: str) -> list[Requirement]:
    """The requirements of a round that a unit is asked about, in the order of the pack.

    What no longer stands in the plan's rules is left out.
    """
    return _rules(pack, unit, round_.clauses)


def _rules(pack: CityPack, unit: str, clauses: Collection[str]) -> list[Requirement]:
    return [
        rule
        for rule in answerable(pack, [unit])
        if rule.id in clauses
        and (
            isinstance(rule, IndicatorRule)
            or rule.level != "county"
            or not rule.has_kind
            or _has_kind(pack, unit, rule.has_kind)
        )
    ]


def _has_kind(pack: CityPack, unit: str, kind: str) -> bool:
    units = pack.units
    return bool(((units["county"] == unit) & (units["kind"] == kind)).any())


def round_of(site: Site, number: int) -> Round:
    """A round as it stands.

    Raises
    ------
    QueryError
        There is none of that number.
    """
    for record in site.store.rounds.all():
        if record.id == number:
            recoded = _recoded(site, record.city)
            return _stands(record, site.store.rounds.events(number), recoded)
    raise QueryError(Problem("error", "returns.no_round", value=str(number)))


def rounds(site: Site, city: str | Path) -> list[Round]:
    """Rounds of a city, the newest first."""
    here = site.city(city)
    return [
        _stands(one, site.store.rounds.events(one.id), here.recoded)
        for one in reversed(site.store.rounds.all())
        if one.city == here.pack.city.code
    ]


def _recoded(site: Site, city: str) -> Mapping[str, str]:
    """Units of a city that have other codes by now; none where it is away, which it says itself."""
    try:
        return site.city(_name_of(site, city)).recoded
    except LocatorError:
        return {}


def city_of(site: Site, round_: Round) -> str:
    """Name by which the site knows the city of a round.

    Raises
    ------
    QueryError
        The site no longer serves that city.
    """
    return _name_of(site, round_.city)


def _name_of(site: Site, code: str) -> str:
    for name in site.names:
        if city_code(site.folder(name)) == code:
            return name
    known = {"known": ", ".join(site.names)}
    raise QueryError(Problem("error", "api.no_city", column="city", value=code, params=known))


def _stands(record: RoundRecord, events: Iterable[RoundEvent], recoded: Mapping[str, str]) -> Round:
    said = record.document
    found = Round(
        record.id,
        record.city,
        said["title"],
        said["as_of"],
        date.fromisoformat(said["deadline"]),
        said["grace_days"],
        tuple(said["clauses"]),
        tuple(recoded.get(unit, unit) for unit in said["units"]),
        record.at,
        record.by,
        recoded,
        tuple(said["units"]),
    )
    for event in events:
        if event.kind == PROLONGED:
            day = date.fromisoformat(event.document["deadline"])
            found = replace(found, deadline=day, closed="")
        elif event.kind == CLOSED:
            found = replace(found, closed=event.at)
    return found


def prolong(site: Site, number: int, deadline: str, *, person: Person | None) -> Round:
    """Give a round a later deadline; one that was closed is open again.

    Raises
    ------
    AccessError
        The person may not change every unit of the round.
    LocatorError
        The date is none or past.
    """
    round_, problems = round_of(site, number), Problems()
    who = may_run(site, round_, person)
    day = _day(deadline, "deadline", problems)
    if day is not None and day < clock.today():
        problems.error("returns.deadline_past", column="deadline", value=deadline)
    if problems:
        raise LocatorError(problems)
    site.store.rounds.happen(number, PROLONGED, by=who.name, document={"deadline": deadline})
    return round_of(site, number)


def close_round(site: Site, number: int, *, person: Person | None) -> Round:
    """End a round: its links open no more; what was sent can still be decided on.

    Raises
    ------
    AccessError
        The person may not change every unit of the round.
    """
    who = may_run(site, round_of(site, number), person)
    site.store.rounds.happen(number, CLOSED, by=who.name)
    return round_of(site, number)


def may_run(site: Site, round_: Round, person: Person | None, units: Sequence[str] = ()) -> Person:
    """The person, when they may change all units of a round, or those that are named.

    Raises
    ------
    AccessError
        They may not, or nobody is signed in.
    """
    if person is None:
        raise AccessError(Problem("error", "access.nobody"))
    _check_inside(person, site.city(city_of(site, round_)).pack, units or round_.units)
    return person
