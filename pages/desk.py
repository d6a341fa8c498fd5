"""数据台: planners take a template, bring their lists, publish, take back, and review."""

from __future__ import annotations

import streamlit as st

from locator.site.state import OUTAGES
from locator.web.parts import access, address, markup, state
from locator.web.screens.desk import clauses as desk_clauses
from locator.web.screens.desk import draft as desk_draft
from locator.web.screens.desk import history as desk_history
from locator.web.screens.desk import imports as desk_import
from locator.web.screens.desk import review as desk_review
from locator.web.screens.desk import rounds as desk_rounds
from locator.web.screens.desk import template as desk_template
from locator.web.screens.desk import view
from locator.web.screens.desk.view import DeskView
from locator.wording.catalogue import t
from locator.wording.problems import visitor_text

PARTS = {
    "template": desk_template,
    "import": desk_import,
    "history": desk_history,
    "review": desk_review,
    "rounds": desk_rounds,
    "clauses": desk_clauses,
}


def draw() -> None:
    """The whole page."""
    lang = state.language()
    st.title(t("desk.title", lang), anchor=False)
    markup.purpose(t("desk.purpose", lang))
    # Whoever comes back from another page, or after a reload, finds the import where it was left.
    desk_draft.restore(access.person())
    begun = desk_draft.current() or desk_draft.published()
    fields = {"part": address.choice(PARTS, "import" if begun else "template")}
    address.restore("desk", fields, DeskView)
    person = access.draw_person(view.forget)
    part = st.segmented_control(
        t("desk.parts", lang),
        list(PARTS),
        **address.bound(DeskView, "part"),
        required=True,
        format_func=lambda name: t(f"desk.part_{name}", lang),
        label_visibility="collapsed",
    )
    try:
        PARTS[part].draw(person)
    except OUTAGES as failure:
        markup.notice("error", visitor_text(failure, lang))
    address.write("desk", fields, DeskView)


draw()
