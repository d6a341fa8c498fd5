"""方案对照: every clause of the plan with its rule, where it stands and on what; and the others."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import streamlit as st

from locator.pack.model import STRENGTHS
from locator.reports.building.build import build_plan
from locator.web.parts import markup, state
from locator.web.parts.markup import quiet
from locator.web.screens.coverage import view
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from locator.city import City
    from locator.reports.content.annex import PlanLine, PlanTable
    from locator.wording.catalogue import Lang


@st.fragment
def draw(scope: str) -> None:
    """The plan of a county or of the whole city, by how binding a clause is."""
    lang, city = state.language(), view.city()
    whole = st.expander(t("coverage.plan", lang), key="plan", on_change="rerun")
    if not whole.open:  # what is closed is not built
        return
    plan = _plan(city.pack.checksum, scope, lang, city)
    with whole:
        quiet(t("report.plan_lead", lang, n=len(plan.lines), m=len(plan.unmeasured)))
        clause = t("report.plan_clause", lang)
        columns = ("where", "records", "rule")
        heads = [
            t("coverage.column_title", lang),
            *(t(f"report.plan_{key}", lang) for key in columns),
        ]
        for strength in STRENGTHS:
            lines = (line for line in plan.lines if line.strength == strength)
            rows = [
                row
                for words, parts in groupby(lines, key=lambda line: line.clause)
                for row in (words, *(_cells(line, lang) for line in parts))
            ]
            if rows:
                kind = t(f"document.{strength}", lang)
                st.markdown(f"**{kind}**")
                markup.rows_table(kind, heads, rows)
        if plan.unmeasured:
            kind = t("report.plan_unmeasured", lang)
            st.markdown(f"**{kind}**")
            others = [(why, clause_) for clause_, why in plan.unmeasured]
            markup.rows_table(kind, (t("report.plan_why", lang), clause), others)


def _cells(line: PlanLine, lang: Lang) -> tuple[str, ...]:
    # Said with its unit: on a phone a table has no heads.
    records = t("report.plan_records_of", lang, n=f"{line.records:,}")
    return line.title, line.state, records, line.rule


@st.cache_resource(show_spinner=False, max_entries=12)
def _plan(checksum: str, scope: str, lang: Lang, _city: City) -> PlanTable:
    del checksum  # it only tells one state of the data from another
    return build_plan(_city, scope, lang)
