"""全省（区域）: cities against clauses; each city leads to its own Coverage page."""

from __future__ import annotations

import streamlit as st

from locator.problems import LocatorError
from locator.region.served import ServedRegion
from locator.style import WATERMARK
from locator.web.parts import address, components, markup, state
from locator.web.screens.region import city_map, tables, view
from locator.web.screens.region.view import RegionView
from locator.wording.catalogue import t
from locator.wording.problems import visitor_text
from locator.wording.region import invented_note, lead


def draw() -> None:
    """The whole page."""
    lang = state.language()
    markup.page_title(t("region.title", lang), t("region.purpose", lang))
    try:
        with st.spinner(t("region.reading", lang)):
            answer = state.site().once(ServedRegion).answer()
    except LocatorError as failure:
        markup.notice("note", visitor_text(failure, lang))
        return
    found = answer.coverage
    address.restore("region", view.fields(answer), RegionView)
    if note := invented_note(found, lang):
        markup.watermark(WATERMARK, t("app.watermark_line", lang, mark=WATERMARK, note=note))
    markup.answer(lead(found, lang))
    tables.draw_failures(answer)
    if found.total.empty:
        return
    rule = view.chosen(answer)
    left, right = st.columns([4, 8], gap="medium")
    with left, st.container(height=city_map.HEIGHT + 76, border=False, key="requirements"):
        components.requirement_list(
            {"groups": answer.once(view.groups, lang), "chosen": rule.id},
            chosen=view.on_requirement,
        )
    with right:
        city_map.draw(answer, rule)
    tables.draw_comparison(answer, rule)
    tables.draw_matrix(answer)
    tables.draw_files(answer)
    markup.quiet(t("coverage.meaning", lang))
    address.write("region", view.fields(answer), RegionView)


draw()
