"""选址推演: the page says what the terminal says, of the same question."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st

from apptest import opened, shown
from locator.cli import main
from locator.reach.siting import site
from locator.web.screens.siting import answers
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from pathlib import Path

    from locator.reach.siting import Siting

QUESTION = {"of": "town-senior-school", "people": "seniors", "walker": "elderly", "minutes": "20"}
OPTIONS = ["--requirement", "town-senior-school", "--people", "seniors", "--walker", "elderly",
           "--minutes", "20", "--format", "json"]  # fmt: skip # one line of a terminal


@pytest.mark.parametrize("question", ["reach", "fairness", "site"])
def test_the_page_says_what_the_terminal_says(
    question: str, demo_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = opened("siting", city="demo", question=question, **QUESTION)
    assert not app.exception
    assert main([question, "--pack", str(demo_folder), *OPTIONS]) == 0
    said = json.loads(capsys.readouterr().out)
    written = shown(app)
    assert [sentence for sentence in said["sentences"] if sentence not in written] == []
    rows = said[{"reach": "county", "fairness": "points", "site": "sites"}[question]]
    assert len(app.dataframe[0].value) == len(rows)
    title = t(f"siting.curve_{'sites' if question == 'site' else question}", "zh")
    assert title in [one.value for one in app.subheader]
    assert app.dataframe[0].value.iloc[:, 1].isna().sum() == 0


def test_the_greedy_answer_stands_while_the_best_is_sought(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are of one question, and the second is not sought again by a run that asks the same."""
    asked: list[float] = []

    def sited(*given: Any, seconds: float) -> Siting:
        asked.append(seconds)
        return site(*given, seconds=seconds)

    monkeypatch.setattr(answers, "site", sited)
    monkeypatch.setattr(st, "rerun", lambda: None)
    app = opened("siting", city="demo", question="site", **QUESTION | {"minutes": "10"})
    assert "正在求最优解" in shown(app)
    assert asked == [0, 3.0]
    app.run()
    assert "正在求最优解" not in shown(app)
    assert asked == [0, 3.0]


def test_where_nothing_is_known_no_order_is_advice() -> None:
    app = opened("siting", question="site", of="town-senior-school")
    assert not app.exception
    assert "不是建议" in shown(app)
    assert "98 个乡镇（街道）" in shown(app)


def test_what_cannot_be_asked_says_what_to_change() -> None:
    app = opened(
        "siting", city="demo", question="site", of="town-senior-school", objective="goal",
        goal="100", candidates="hall", minutes="5",
    )  # fmt: skip # one address
    assert not app.exception
    assert "达不到" in shown(app)


def test_the_sites_become_a_scenario_that_is_marked_and_goes_into_the_meeting() -> None:
    app = opened("siting", city="demo", question="site", of="town-senior-school", objective="gaps")
    app.button(key="plan_take").click().run()
    assert not app.exception
    assert "情景推演 / SCENARIO" in shown(app)
    assert len(app.dataframe[1].value) == 3
    # Each verdict that changes is explained before and after: a gap, then what counts.
    changed = len(app.selectbox(key="plan_why").options)
    assert changed == len(app.dataframe[2].value) > 0
    assert shown(app).count("至少 1 处在开放的") == 2
    app.segmented_control(key="plan_kind").set_value("capacity").run()
    app.button(key="plan_add").click().run()
    assert "第 4 个做法（改容量 capacity）没有填改成什么或多少（value）" in shown(app)
    app.text_input(key="plan_value_capacity").set_value("40").run()
    app.button(key="plan_add").click().run()
    assert len(app.dataframe[1].value) == 4
    # What was typed is not taken over into the next action.
    assert app.text_input(key="plan_value_capacity").value == ""
    assert app.text_input(key="plan_name").value == "新设 3 处"
    app.text_input(key="plan_name").set_value("乙案").run()
    app.button(key="plan_branch").click().run()
    assert "“乙案”共 4 项做法" in shown(app)
    app.button(key="meeting_take").click().run()
    assert not app.exception
    planned = app.session_state["PlanningView"]
    assert (planned.question.of, planned.shown.name) == ("town-senior-school", "乙案")


def test_money_a_list_and_fixed_places_limit_as_the_terminal_does(
    demo_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = QUESTION | {"candidates": "list", "budget": "90", "fixed_in": "old-school-990102001"}
    app = opened("siting", city="demo", question="site", **asked, fixed_out="old-school-990102003")
    assert not app.exception
    listed = str(demo_folder / "candidates.csv")
    options = ["--candidates", listed, "--budget", "90", "--fix", "old-school-990102001",
               "--rule-out", "old-school-990102003"]  # fmt: skip # one line of a terminal
    assert main(["site", "--pack", str(demo_folder), *OPTIONS, *options]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["sentences"][0] in shown(app)
    chosen = {one["code"]: one["cost"] for one in said["sites"]}
    assert sum(chosen.values()) <= 90
    assert "old-school-990102001" in chosen
    assert "old-school-990102003" not in chosen
    assert list(app.dataframe[0].value.iloc[:, 1]) == [one["name"] for one in said["sites"]]
    app.segmented_control(key="candidates").set_value("unit").run()
    assert "候选地点里没有" in shown(app) or "有预算就要知道" in shown(app)
