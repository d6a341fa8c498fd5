"""What the speaker chose before a meeting, one frozen value, and the report that follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from locator import clock
from locator.coverage.tables import narrow
from locator.problems import LocatorError
from locator.reach.scenario import scenario_mark
from locator.reports.building.build import build, retold
from locator.reports.content.choices import DRAWINGS, SECTIONS, Choices, MapChoice, read_choices
from locator.returns.response import Responses
from locator.web.parts import address, planning, reading, state
from locator.web.parts.markup import notice
from locator.wording.catalogue import t
from locator.wording.names import names_of
from locator.wording.problems import problem_text, visitor_text

if TYPE_CHECKING:
    from locator.city import City
    from locator.coverage.snapshots import Snapshot
    from locator.pack.model import Requirement
    from locator.reports.content.report import Report
    from locator.returns.response import Response
    from locator.ways.network import Network
    from locator.wording.catalogue import Lang


@dataclass(frozen=True, slots=True)
class MeetingView:
    """What of a meeting can be chosen; an address carries the first six and the two days, typed
    text stays out.

    ``clauses`` are requirements with a map, ``hexagons`` those of them drawn so, ``since`` the
    name of a snapshot, ``problems`` what was wrong with the file of choices that was given last,
    ``made`` the report that files were made of (a mark of it) and the files by kind.
    """

    scope: str = ""
    clauses: tuple[str, ...] = ()
    hexagons: tuple[str, ...] = ()
    since: str = ""
    parts: tuple[str, ...] = SECTIONS
    full: bool = False
    next_steps: str = ""
    deadline: date | None = None
    addressed: str = ""
    signed: str = ""
    dated: date | None = None
    problems: tuple[str, ...] = ()
    made: tuple[str, dict[str, bytes]] = ("", {})


def fields() -> dict[str, address.Field]:
    """How the address carries a view."""
    pack = state.current_city().pack
    rules = address.codes([rule.id for rule in pack.requirements])
    return {
        "scope": address.choice(["", *counties()], "", state.current_city().former),
        "clauses": address.Field(_usual(), rules.read, list),
        "hexagons": rules,
        "since": address.choice(["", *(one.name for one in state.snapshots())], ""),
        "parts": address.Field(SECTIONS, address.codes(SECTIONS).read, list),
        "full": address.flag(),
        "deadline": address.day(),
        "dated": address.day(),
    }


def current() -> MeetingView:
    """What is chosen now."""
    return address.view(MeetingView)


def choose(**changed: object) -> None:
    """Choose something else."""
    address.change(MeetingView, **changed)


def choices() -> Choices:
    """The choices as a report and a file understand them."""
    seen, known = current(), {rule.id for rule in rules()}
    chosen = [rule for rule in seen.clauses if rule in known]
    maps = tuple(MapChoice(rule, DRAWINGS[int(rule in seen.hexagons)]) for rule in chosen)
    left_out = set() if maps else {"maps"}  # a report without a choice of maps has the usual ones
    parts = tuple(part for part in SECTIONS if part in seen.parts and part not in left_out)
    if maps == tuple(MapChoice(rule) for rule in _usual()):
        maps = ()  # nobody chose: a short deck has those of them that show something
    return Choices(
        seen.scope,
        maps,
        parts,
        seen.next_steps,
        seen.since,
        seen.full,
        _day(seen.deadline),
        seen.addressed,
        seen.signed,
        _day(seen.dated),
        *planning.taken(state.current_city()),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _as_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def report() -> Report:
    """The report on these choices; what takes long is shared by everybody who chose the same."""
    chosen = choices()
    city, snapshots = state.current_city(), state.snapshots()
    site, name = state.site(), state.current_name()
    streets = site.streets.network(name)
    came = None
    try:
        came = reading.answer("meeting.round_reading", lambda: site.once(Responses).of(name))
    except LocatorError as failure:
        notice("error", visitor_text(failure, state.language()))
    marks = (
        city.pack.checksum,
        tuple(one.name for one in snapshots),
        (chosen.scope, chosen.maps, chosen.since),
        chosen.planning,
        chosen.scenario and scenario_mark(chosen.scenario),
        streets.date if streets else "",
        site.settings.map_approval,
        site.settings.compared_from,
        came
        and (clock.today(), came.round.number, *((u, one.state) for u, one in came.now.items())),
    )
    whole = _report(marks, state.language(), city, chosen, snapshots, came, streets)
    return retold(whole, chosen)


@st.cache_resource(show_spinner=False, max_entries=12)
def _report(
    marks: object,
    lang: Lang,
    _city: City,
    _chosen: Choices,
    _snapshots: tuple[Snapshot, ...],
    _response: Response | None,
    _streets: Network | None,
) -> Report:
    del marks  # they tell what is reported from anything else
    own, settings = _chosen, state.site().settings
    counted = Choices(own.scope, own.maps, since=own.since, planning=own.planning,
                      scenario=own.scenario)  # fmt: skip # what is counted, and no more
    approval, least = settings.map_approval, settings.compared_from
    return build(_city, counted, lang, approval, _snapshots, least, _response, _streets)


def take(name: str, data: bytes) -> None:
    """Take over all of a file of choices, or say what is wrong and change nothing."""
    lang = state.language()
    choose(problems=())
    try:
        loaded = read_choices(data, name)
    except LocatorError as failure:
        choose(problems=tuple(problem_text(p, lang) for p in failure.problems))
        return
    if loaded.scope and loaded.scope not in counties():
        choose(problems=(t("meeting.no_scope", lang, file=name, scope=loaded.scope),))
        return
    known = {rule.id for rule in state.current_city().pack.requirements}
    wanted = [one.requirement for one in loaded.maps]
    times = {one.name for one in state.snapshots()}
    lost = [rule for rule in wanted if rule not in known]
    lost += [loaded.since] if loaded.since and loaded.since not in times else []
    if lost:
        names = t("find.comma", lang).join(lost)
        choose(problems=(t("meeting.absent", lang, names=names),))
    planning.take(loaded.planning, loaded.scenario, state.current_city())
    choose(
        scope=loaded.scope,
        clauses=tuple(rule for rule in wanted if rule in known) if wanted else _usual(),
        hexagons=tuple(one.requirement for one in loaded.maps if one.drawing == "hexagons"),
        parts=loaded.sections,
        next_steps=loaded.next_steps,
        since=loaded.since if loaded.since in times else "",
        full=loaded.full,
        deadline=_as_day(loaded.deadline),
        addressed=loaded.addressed,
        signed=loaded.signed,
        dated=_as_day(loaded.dated),
    )


def counties() -> dict[str, str]:
    """Names of the counties that a report can be about, by code."""
    return state.once(_counties, state.language())


def _counties(city: City, lang: Lang) -> dict[str, str]:
    rows = city.pack.counties
    return names_of(rows, lang)


def rules() -> list[Requirement]:
    """Requirements that apply somewhere in the chosen scope."""
    return state.once(_rules, current().scope)


def _rules(city: City, scope: str) -> list[Requirement]:
    verdicts = narrow(city.verdicts, city.pack, scope, "", "")
    there = set(verdicts["requirement"].unique())
    return [rule for rule in city.pack.requirements if rule.id in there]


def _usual() -> tuple[str, ...]:
    """The maps shown unless others are chosen: every required clause on towns."""
    everywhere = state.once(_rules, "")
    return tuple(r.id for r in everywhere if r.level == "town" and r.strength == "required")
