"""覆盖缺口 with a scenario: what terminal and API say of it, marked, and never for the published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from apptest import component, opened, shown
from locator.cli import main
from locator.reach.scenario import Action, Scenario
from locator.reach.scenario_file import MOST_IN_ADDRESS, scenario_json
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    import pytest
    from streamlit.testing.v1 import AppTest

CLAUSE, TOWN = "town-senior-school", "990103100"  # 倒立山镇 lacks one: its county's list is whole
MARK = "情景推演 / SCENARIO"
PLAN = Scenario(
    "甲案",
    (
        Action(
            "open", name="新的老年学校", layer="senior_school", unit=TOWN, lon=159.945, lat=19.864
        ),
        Action("close", "demo-senior_school-999"),
    ),
    "990100",
)
TEXT = scenario_json(PLAN)


def page(**query: str) -> AppTest:
    app = opened("coverage", city="demo", requirement=CLAUSE, unit=TOWN, **query)
    assert not app.exception
    return app


def bars(app: AppTest) -> dict[str, Any]:
    """What the list of requirements shows, by the requirement's id."""
    groups = component(app, "requirement_list")["groups"]
    return {one["id"]: one for group in groups for one in group["rows"]}


def test_the_page_shows_the_verdicts_of_a_scenario_and_says_so(
    demo_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = page()
    assert MARK not in shown(now)
    assert [s for s in now.segmented_control if s.key == "scenario"] == []
    then = page(scenario=TEXT)
    words = shown(then)
    assert MARK in words
    assert "“甲案”算出来的，不是公布的数据" in words
    assert "demo-senior_school-999" in words  # what of it does not fit is named
    assert then.query_params["scenario"] == TEXT
    # The evidence of the town, and the counts of the clause, are those of the terminal.
    assert "新的老年学校" not in shown(now)
    assert any("新的老年学校" in frame.value.astype(str).to_string() for frame in then.dataframe)
    file = tmp_path / "甲案.json"
    file.write_text(TEXT, encoding="utf-8")
    asked = ["coverage", "--pack", str(demo_folder), "--requirement", CLAUSE, "--format", "json"]
    met = []
    for option in ([], ["--scenario", str(file)]):
        assert main([*asked, *option]) == 0
        found = json.loads(capsys.readouterr().out)
        met.append(sum(one["status"] == "met" for one in found))
    assert met[1] == met[0] + 1
    assert [bars(one)[CLAUSE]["met"] for one in (now, then)] == met
    # No time is compared with what was never published.
    assert t("coverage.then", "zh") in [one.value for one in now.subheader]
    assert t("coverage.then", "zh") not in [one.value for one in then.subheader]


def test_one_goes_back_to_what_is_published_and_on_with_the_scenario() -> None:
    app = page(scenario=TEXT)
    assert app.session_state["PlanningView"].scenario.name == "甲案"  # 选址推演 goes on with it
    app.segmented_control(key="scenario").set_value("").run()
    assert not app.exception
    assert MARK not in shown(app)
    assert "scenario" not in app.query_params
    assert len(app.segmented_control(key="scenario").options) == 2
    assert bars(app) == bars(page())


def test_what_is_no_scenario_of_this_city_is_told_and_nothing_is_shown_for_it() -> None:
    for text, said in (
        ("{", "不是推演"),
        (TEXT.replace("990100", "320500"), "320500"),
        (TEXT.replace('"open"', '"build"'), "build"),
    ):
        app = page(scenario=text)
        assert said in shown(app)
        assert not app.dataframe
        app.segmented_control(key="scenario").set_value("").run()
        assert len(app.dataframe) > 0


def test_a_long_one_stands_in_no_address() -> None:
    long = scenario_json(Scenario("长", PLAN.actions * 30, "990100"))
    assert len(long) > MOST_IN_ADDRESS
    app = page(scenario=long)
    assert "“长”算出来的" in shown(app)
    assert "scenario" not in app.query_params
