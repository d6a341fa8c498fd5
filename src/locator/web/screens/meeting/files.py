"""What everyone wants after the meeting: the report as files, and any drawing by itself."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import streamlit as st

from locator.reports.drawing.pdf import to_png
from locator.reports.drawing.svg import to_svg
from locator.reports.files import KINDS
from locator.web.parts import state
from locator.web.parts.markup import heading, quiet
from locator.web.screens.meeting import view
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from locator.reports.content.report import Report
    from locator.reports.figure import Figure

#: What is made unless others are chosen.
_USUAL = ("pptx", "docx", "xlsx")


def draw(report: Report) -> None:
    """Kinds of file, the button that makes them with its progress, and the finished ones."""
    lang = state.language()
    heading(t("meeting.files", lang))
    quiet(t("meeting.files_hint", lang))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = st.pills(
            t("meeting.files_kinds", lang),
            list(KINDS),
            default=_USUAL,
            key="file_kinds",
            selection_mode="multi",
            format_func=lambda kind: t(f"meeting.file_{kind}", lang),
            label_visibility="collapsed",
        )
        make = st.button(t("meeting.files_make", lang), disabled=not kinds, type="primary")
    if make:
        _make([kind for kind in KINDS if kind in kinds], report)
    of, files = view.current().made
    if of == _mark(report):
        with st.container(horizontal=True):
            for kind, data in files.items():
                st.download_button(
                    t(f"meeting.download_{kind}", lang),
                    data,
                    _name(report, KINDS[kind].ending),
                    KINDS[kind].media,
                    on_click="ignore",
                    key=f"meeting_{kind}",
                )
    _draw_figures(report)


def _make(kinds: list[str], report: Report) -> None:
    """Make the files one after the other under a progress bar."""
    lang = state.language()
    files = {}
    with st.empty():
        for done, kind in enumerate(kinds):
            name = t(f"meeting.file_{kind}", lang)
            words = t("meeting.files_making", lang, name=name, n=done + 1, total=len(kinds))
            st.progress((done + 0.5) / (len(kinds) + 0.5), words)
            files[kind] = KINDS[kind].make(report)
        st.empty()
    view.choose(made=(_mark(report), files))


def _mark(report: Report) -> str:
    """Tells reports apart: what was made for another one is not offered."""
    parts = (report.head.checksum, report.head.lang, report.head.approval, report.choices)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _draw_figures(report: Report) -> None:
    """Any map or chart as a picture."""
    lang = state.language()
    figures: dict[str, Figure] = {one.figure.title: one.figure for one in report.maps}
    figures |= {one.title: one.figure for one in report.planning if one.figure is not None}
    figures |= {chart.title: chart.figure for chart in report.charts}
    if not figures:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(t("meeting.figure", lang), list(figures), key="figure")
        figure = figures[chosen]
        for kind, make in (
            ("svg", lambda: to_svg(figure).encode()),
            ("png", lambda: to_png(figure)),
        ):
            st.download_button(
                t(f"meeting.file_{kind}", lang),
                make,
                _name(report, f".{kind}"),
                on_click="ignore",
                key=f"meeting_{kind}",
            )


def _name(report: Report, ending: str) -> str:
    place = report.head.scope_code or state.current_city().pack.city.code
    date = report.head.data_date
    return "-".join(part for part in ("report", place, date) if part) + ending
