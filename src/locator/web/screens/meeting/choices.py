"""The controls with which a speaker chooses, and the small file that keeps what they say."""

from __future__ import annotations

from typing import Any

import streamlit as st

from locator.reports.building.compared import day_text
from locator.reports.content.choices import SECTIONS, write_choices
from locator.web.parts import address, markup, planning, session, state
from locator.web.parts.markup import heading, quiet
from locator.web.parts.uploading import uploader
from locator.web.screens.meeting import view
from locator.web.screens.meeting.view import MeetingView
from locator.wording.catalogue import pick, t

#: Levels whose units are towns on a map, so that hexagons can stand for them.
_ON_TOWNS = {"town", "village"}
_STEPS_LENGTH, _NAME_LENGTH = 4000, 200
_FILE_MEGABYTES = 1


def _bound(name: str) -> dict[str, Any]:
    return address.bound(MeetingView, name)


def draw() -> None:
    """The controls, and the file that keeps what they say."""
    lang = state.language()
    heading(t("meeting.choose", lang))
    names = {"": t("coverage.whole_city", lang)} | view.counties()
    st.selectbox(
        t("coverage.filter_county", lang),
        list(names),
        **_bound("scope"),
        format_func=names.__getitem__,
    )
    rules = {rule.id: rule for rule in view.rules()}
    view.choose(clauses=tuple(rule for rule in view.current().clauses if rule in rules))

    def title(rule: str) -> str:
        return pick(rules[rule].title, rules[rule].title_en, lang)

    st.multiselect(
        t("meeting.clauses", lang),
        list(rules),
        **_bound("clauses"),
        format_func=title,
        placeholder=t("meeting.clauses_none", lang),
        help=t("meeting.clauses_help", lang),
        wrap=True,
    )
    seen = view.current()
    drawable = [rule for rule in seen.clauses if rules[rule].level in _ON_TOWNS]
    view.choose(hexagons=tuple(rule for rule in seen.hexagons if rule in drawable))
    if drawable:
        st.multiselect(
            t("meeting.hexagons", lang),
            drawable,
            **_bound("hexagons"),
            format_func=title,
            placeholder=t("meeting.hexagons_none", lang),
            wrap=True,
        )
    st.pills(
        t("meeting.parts", lang),
        SECTIONS,
        **_bound("parts"),
        selection_mode="multi",
        format_func=lambda part: t(f"meeting.part_{part}", lang),
    )
    _draw_planning()
    times = ["", *(one.name for one in reversed(state.snapshots()))]
    if len(times) > 1:
        st.selectbox(
            t("meeting.since", lang),
            times,
            **_bound("since"),
            format_func=lambda name: day_text(name, lang) or t("meeting.since_last", lang),
        )
    st.toggle(t("meeting.full", lang), **_bound("full"), help=t("meeting.full_help", lang))
    st.date_input(t("meeting.deadline", lang), value=None, **_bound("deadline"))
    st.text_area(
        t("meeting.next_steps", lang),
        **_bound("next_steps"),
        height=120,
        max_chars=_STEPS_LENGTH,
        placeholder=t("meeting.next_steps_hint", lang),
    )
    with st.expander(t("meeting.document", lang)):
        for key in ("addressed", "signed"):
            st.text_input(
                t(f"meeting.{key}", lang),
                **_bound(key),
                max_chars=_NAME_LENGTH,
                placeholder=t(f"meeting.{key}_hint", lang),
            )
        st.date_input(t("meeting.dated", lang), value=None, **_bound("dated"))
    _draw_keeping()


def _draw_planning() -> None:
    """What was taken from the siting page, or the way there."""
    lang, city = state.language(), state.current_city()
    question, scenario = planning.taken(city)
    if question is None:
        quiet(t("meeting.planning_none", lang))
        markup.link(state.href("siting"), t("meeting.planning_open", lang), ours=True)
        return
    subjects = planning.subjects(city.pack, lang)
    of = subjects.get(question.of, question.of)
    quiet(t("meeting.planning_taken", lang, of=of, minutes=question.minutes))
    if scenario is not None:
        quiet(t("meeting.planning_scenario", lang, name=scenario.name))
    st.button(
        t("meeting.planning_drop", lang),
        on_click=planning.take,
        args=(None, None, city),
        key="planning_drop",
    )


def _draw_keeping() -> None:
    lang, pack = state.language(), state.current_city().pack
    heading(t("meeting.keep", lang))
    quiet(t("meeting.keep_hint", lang))
    st.download_button(
        t("meeting.save", lang),
        write_choices(view.choices()),
        f"meeting-{pack.city.code}.json",
        "application/json",
        on_click="ignore",
        key="meeting_save",
    )
    uploader(
        t("meeting.load", lang),
        "json",
        megabytes=_FILE_MEGABYTES,
        key=session.MEETING_FILE.name,
        on_change=_on_file,
    )
    for line in view.current().problems:
        st.error(line)


def _on_file() -> None:
    given = session.MEETING_FILE.get()
    if given is None:
        view.choose(problems=())
    else:
        view.take(given.name, given.getvalue())
