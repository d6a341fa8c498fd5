"""What the speaker chooses before a meeting, kept in the session and in a small file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from locator.problems import LocatorError
from locator.reports.content.build import build, retold
from locator.reports.content.choices import (
    DRAWINGS,
    SECTIONS,
    Choices,
    MapChoice,
    read_choices,
    write_choices,
)
from locator.reports.content.compared import day_text
from locator.web.parts import address, state
from locator.web.parts.markup import heading, quiet
from locator.web.parts.uploading import uploader
from locator.wording.catalogue import pick, t
from locator.wording.names import names_of
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    from locator.city import City
    from locator.coverage.snapshots import Snapshot
    from locator.pack.requirements import Requirement
    from locator.reports.content.report import Report
    from locator.wording.catalogue import Lang

#: Levels whose units are towns on a map, so that hexagons can stand for them.
_ON_TOWNS = {"town", "village"}
_STEPS_LENGTH, _NAME_LENGTH = 4000, 200
_FILE_MEGABYTES = 1


def fields() -> dict[str, address.Field]:
    """What of the choices the address carries; next steps are typed text and stay out of it."""
    pack = state.current_city().pack
    known = [rule.id for rule in pack.requirements]
    usual = address.choices(known)
    return {
        "scope": address.choice(["", *_counties()], "", state.current_city().former),
        "clauses": address.Field(_usual(), usual.read, usual.write),
        "hexagons": address.choices(known),
        "since": address.choice(["", *(one.name for one in state.snapshots())], ""),
        "parts": address.Field(list(SECTIONS), address.choices(SECTIONS).read, list),
        "full": address.flag(),
    }


def current() -> Choices:
    """The choices as they stand."""
    session, rules = st.session_state, {rule.id for rule in _rules()}
    hexagons = set(session["hexagons"])
    chosen = [rule for rule in session["clauses"] if rule in rules]
    maps = tuple(MapChoice(rule, DRAWINGS[int(rule in hexagons)]) for rule in chosen)
    left_out = set() if maps else {"maps"}  # a report without a choice of maps has the usual ones
    parts = tuple(part for part in SECTIONS if part in session["parts"] and part not in left_out)
    if maps == tuple(MapChoice(rule) for rule in _usual()):
        maps = ()  # nobody chose: a short deck has those of them that show something
    return Choices(
        session["scope"],
        maps,
        parts,
        session.get("next_steps") or "",
        session["since"],
        session["full"],
        _day("deadline"),
        session.get("addressed") or "",
        session.get("signed") or "",
        _day("dated"),
    )


def _day(key: str) -> str:
    day: date | None = st.session_state.get(key)
    return day.isoformat() if day else ""


def _as_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def report() -> Report:
    """The report on these choices; what takes long is shared by everybody who chose the same."""
    choices = current()
    desk, snapshots = state.current_city(), state.snapshots()
    whole = _report(
        desk.pack.checksum,
        tuple(one.name for one in snapshots),
        choices.scope,
        choices.maps,
        choices.since,
        state.language(),
        state.site().settings.map_approval,
        state.site().settings.compared_from,
        desk,
        snapshots,
    )
    return retold(whole, choices)


@st.cache_resource(show_spinner=False, max_entries=12)
def _report(
    checksum: str,
    names: tuple[str, ...],
    scope: str,
    maps: tuple[MapChoice, ...],
    since: str,
    lang: Lang,
    approval: str,
    least: float,
    _desk: City,
    _snapshots: tuple[Snapshot, ...],
) -> Report:
    del checksum, names  # they only tell one state of the data from another
    choices = Choices(scope=scope, maps=maps, since=since)
    return build(_desk, choices, lang, approval, _snapshots, least)


def draw() -> None:
    """The controls, and the file that keeps what they say."""
    lang = state.language()
    heading(t("meeting.choose", lang))
    names = {"": t("coverage.whole_city", lang)} | _counties()
    st.selectbox(
        t("coverage.filter_county", lang), list(names), key="scope", format_func=names.__getitem__
    )
    rules = {rule.id: rule for rule in _rules()}
    for key in ("clauses", "hexagons"):
        st.session_state[key] = [rule for rule in st.session_state[key] if rule in rules]

    def title(rule: str) -> str:
        return pick(rules[rule].title, rules[rule].title_en, lang)

    st.multiselect(
        t("meeting.clauses", lang),
        list(rules),
        key="clauses",
        format_func=title,
        placeholder=t("meeting.clauses_none", lang),
        help=t("meeting.clauses_help", lang),
        wrap=True,
    )
    drawable = [r for r in st.session_state["clauses"] if rules[r].level in _ON_TOWNS]
    st.session_state["hexagons"] = [r for r in st.session_state["hexagons"] if r in drawable]
    if drawable:
        st.multiselect(
            t("meeting.hexagons", lang),
            drawable,
            key="hexagons",
            format_func=title,
            placeholder=t("meeting.hexagons_none", lang),
            wrap=True,
        )
    st.pills(
        t("meeting.parts", lang),
        SECTIONS,
        key="parts",
        selection_mode="multi",
        format_func=lambda part: t(f"meeting.part_{part}", lang),
    )
    times = ["", *(one.name for one in reversed(state.snapshots()))]
    if len(times) > 1:
        st.selectbox(
            t("meeting.since", lang),
            times,
            key="since",
            format_func=lambda name: day_text(name, lang) or t("meeting.since_last", lang),
        )
    st.toggle(t("meeting.full", lang), key="full", help=t("meeting.full_help", lang))
    st.date_input(t("meeting.deadline", lang), key="deadline", value=None, persist_state="session")
    st.text_area(
        t("meeting.next_steps", lang),
        key="next_steps",
        height=120,
        max_chars=_STEPS_LENGTH,
        placeholder=t("meeting.next_steps_hint", lang),
        persist_state="session",
    )
    with st.expander(t("meeting.document", lang)):
        for key in ("addressed", "signed"):
            st.text_input(
                t(f"meeting.{key}", lang),
                key=key,
                max_chars=_NAME_LENGTH,
                placeholder=t(f"meeting.{key}_hint", lang),
                persist_state="session",
            )
        st.date_input(t("meeting.dated", lang), key="dated", value=None, persist_state="session")
    _draw_keeping()


def _draw_keeping() -> None:
    lang, pack = state.language(), state.current_city().pack
    heading(t("meeting.keep", lang))
    quiet(t("meeting.keep_hint", lang))
    st.download_button(
        t("meeting.save", lang),
        write_choices(current()),
        f"meeting-{pack.city.code}.json",
        "application/json",
        on_click="ignore",
        key="meeting_save",
    )
    uploader(
        t("meeting.load", lang),
        "json",
        megabytes=_FILE_MEGABYTES,
        key="meeting_file",
        on_change=_on_file,
    )
    for line in st.session_state.get("meeting_problems", ()):
        st.error(line)


def _on_file() -> None:
    """A file of choices was given: take over all of it, or say what is wrong and change nothing."""
    given = st.session_state["meeting_file"]
    st.session_state["meeting_problems"] = ()
    if given is None:
        return
    lang = state.language()
    try:
        loaded = read_choices(given.getvalue(), given.name)
    except LocatorError as failure:
        st.session_state["meeting_problems"] = tuple(
            problem_text(p, lang) for p in failure.problems
        )
        return
    if loaded.scope and loaded.scope not in _counties():
        problem = t("meeting.no_scope", lang, file=given.name, scope=loaded.scope)
        st.session_state["meeting_problems"] = (problem,)
        return
    known = {rule.id for rule in state.current_city().pack.requirements}
    wanted = [one.requirement for one in loaded.maps]
    times = {one.name for one in state.snapshots()}
    lost = [rule for rule in wanted if rule not in known]
    lost += [loaded.since] if loaded.since and loaded.since not in times else []
    if lost:
        names = t("find.comma", lang).join(lost)
        st.session_state["meeting_problems"] = (t("meeting.absent", lang, names=names),)
    st.session_state.update(
        scope=loaded.scope,
        clauses=[rule for rule in wanted if rule in known] if wanted else _usual(),
        hexagons=[one.requirement for one in loaded.maps if one.drawing == "hexagons"],
        parts=list(loaded.sections),
        next_steps=loaded.next_steps,
        since=loaded.since if loaded.since in times else "",
        full=loaded.full,
        deadline=_as_day(loaded.deadline),
        addressed=loaded.addressed,
        signed=loaded.signed,
        dated=_as_day(loaded.dated),
    )


def _counties() -> dict[str, str]:
    """Names of the counties that a report can be about, by code."""
    lang, rows = state.language(), state.current_city().pack.counties
    return names_of(rows, lang)


def _rules() -> list[Requirement]:
    """Requirements that apply somewhere in the chosen scope."""
    desk = state.current_city()
    verdicts: Any = desk.verdicts
    scope = cast("str", st.session_state["scope"])
    if scope:
        verdicts = verdicts[verdicts["unit"].map(desk.pack.units["county"]) == scope]
    there = set(verdicts["requirement"])
    return [rule for rule in desk.pack.requirements if rule.id in there]


def _usual() -> list[str]:
    """The maps shown unless others are chosen: every required clause on towns."""
    desk = state.current_city()
    there = set(desk.verdicts["requirement"])
    return [
        rule.id
        for rule in desk.pack.requirements
        if rule.level == "town" and rule.strength == "required" and rule.id in there
    ]
