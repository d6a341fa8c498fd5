"""Why a verdict changes in a scenario: its evidence before and after, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from locator.coverage.explain import explain
from locator.web.parts import evidence, markup, state
from locator.wording.catalogue import pick, t
from locator.wording.names import unit_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.city import City
    from locator.exports.records import Record


def draw(changed: Sequence[Record], before: City, after: City) -> None:
    """One of the verdicts that change, to choose, and what it rests on in both cities."""
    lang, pack = state.language(), before.pack
    options = {(one["unit"], one["requirement"]): one for one in changed}

    def label(key: tuple[str, str]) -> str:
        rule = pack.requirement(key[1])
        title = pick(rule.title, rule.title_en, lang)
        return t("siting.why_of", lang, unit=unit_name(pack, key[0], lang), title=title)

    unit, requirement = st.selectbox(
        t("siting.why", lang), list(options), format_func=label, key="plan_why"
    )
    heads = (t("siting.why_now", lang), t("scenario.mark", lang))
    columns = st.columns(2, gap="medium")
    for column, city, head in zip(columns, (before, after), heads, strict=True):
        with column:
            markup.notice("note", head)
            evidence.show(explain(city.pack, city.verdicts, unit, requirement), city.pack)
