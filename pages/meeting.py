"""会议汇报: choose what a meeting hears, show it as slides, take the files away."""

from __future__ import annotations

import streamlit as st

from locator.reports.slides.browser import slides
from locator.web.parts import address, components, markup, reading, state
from locator.web.parts.markup import heading
from locator.web.screens.meeting import choices, files, view
from locator.web.screens.meeting.view import MeetingView
from locator.wording.catalogue import t


def draw() -> None:
    """The whole page."""
    lang = state.language()
    st.title(t("meeting.title", lang), anchor=False)
    markup.purpose(t("meeting.purpose", lang))
    reading.snapshots("meeting")
    address.restore("meeting", view.fields(), MeetingView)
    left, right = st.columns([4, 8], gap="large")
    with left:
        choices.draw()
    with right:
        with st.spinner(t("meeting.working", lang)):
            report = view.report()
        heading(t("meeting.story", lang))
        components.slides(slides(report))
        files.draw(report)
    address.write("meeting", view.fields(), MeetingView)


draw()
