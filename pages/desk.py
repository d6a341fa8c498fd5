"""数据台: planners take a template, bring their lists, publish, take back, and review."""

from __future__ import annotations

from html import escape

import streamlit as st

from locator.text import t
from locator.web import (
    access,
    address,
    desk_draft,
    desk_history,
    desk_import,
    desk_review,
    desk_template,
    state,
)

PARTS = {
    "template": desk_template,
    "import": desk_import,
    "history": desk_history,
    "review": desk_review,
}


def draw() -> None:
    """The whole page."""
    lang = state.language()
    st.title(t("desk.title", lang), anchor=False)
    st.html(f'<p class="ll-purpose">{escape(t("desk.purpose", lang))}</p>')
    # Whoever comes back from another page finds the import where it was left.
    begun = desk_draft.current() or desk_draft.published()
    fields = {"part": address.choice(PARTS, "import" if begun else "template")}
    address.restore("desk", fields)
    person = access.draw_person()
    part = st.segmented_control(
        t("desk.parts", lang), list(PARTS), key="part", required=True,
        format_func=lambda name: t(f"desk.part_{name}", lang), label_visibility="collapsed",
    )  # fmt: skip
    PARTS[part].draw(person)
    address.write("desk", fields)


draw()
