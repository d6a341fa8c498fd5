"""会议汇报 as Streamlit runs it: the slides are the report's, choices are kept and come back."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document

from apptest import component, opened, shown
from locator.city import City
from locator.problems import LocatorError, Problem
from locator.reports.building.build import build, retold
from locator.reports.content.choices import SECTIONS, Choices, MapChoice, write_choices
from locator.reports.drawing.canvas import tied
from locator.reports.slides import browser as meeting_slides
from locator.reports.slides.deck import deck
from locator.returns.response import Responses
from locator.site.snapshots import SiteSnapshots
from locator.web.parts import state
from locator.web.screens.meeting import files as meeting_files
from offices import begin
from packs import snapshots

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from locator.coverage.snapshots import Snapshot
    from locator.pack.model import CityPack
    from locator.returns.response import Response
    from locator.site import Site

WATERMARK = "虚构示例 FICTIONAL DEMO"


def slides(app: AppTest) -> list[dict[str, Any]]:
    return component(app, "slides_page")["slides"]


def test_the_slides_are_those_of_the_report(demo: CityPack, demo_folder: Path) -> None:
    app = opened("meeting", city="demo")
    assert not app.exception
    expected = deck(build(City(pack=demo), Choices(), "zh", snapshots=snapshots(demo_folder)))
    assert [s["title"] for s in slides(app)] == [tied(s.title) for s in expected]
    assert [s["lead"] for s in slides(app)] == [tied(s.lead) for s in expected]
    assert component(app, "slides_page")["mark"] == WATERMARK
    assert all(slide["notes"] for slide in slides(app))
    assert not {"scope", "clauses", "parts"} & set(app.query_params)


def test_scope_clauses_and_drawing_are_chosen_and_in_the_address(demo: CityPack) -> None:
    county = demo.units.index[demo.units["level"] == "county"][1]
    wanted = ["town-quality-senior-school", "town-senior-school"]
    app = opened("meeting", city="demo", scope=county, clauses=wanted, lang="en")
    maps = [s for s in slides(app) if s["body"]["kind"] == "picture"]
    assert [s["title"].split(":")[0] for s in maps] == ["Recognised senior school", "Senior school"]
    before = maps[1]["body"]["svg"]
    app.multiselect(key="hexagons").set_value(["town-senior-school"]).run()
    maps = [s for s in slides(app) if s["body"]["kind"] == "picture"]
    assert maps[1]["body"]["svg"] != before
    assert app.query_params["hexagons"] == "town-senior-school"
    app.selectbox(key="scope").set_value("").run()
    assert "scope" not in app.query_params
    assert not app.exception


def test_parts_and_next_steps() -> None:
    app = opened("meeting", city="demo", parts=["gaps", "next"])
    assert "补报" not in str(slides(app)[-1]["body"])
    app.text_area(key="next_steps").set_value("补报\n${1}<b>").run()
    last = slides(app)[-1]
    assert [line[2:] for line in last["body"]["points"][-2:]] == ["补报", "${1}<b>"]
    assert "补报" not in json.dumps(app.query_params, ensure_ascii=False)
    assert {s["body"]["kind"] for s in slides(app)} == {"cover", "grid", "points"}


def test_without_clauses_there_are_no_maps() -> None:
    app = opened("meeting", city="demo")
    app.multiselect(key="clauses").set_value([]).run()
    assert not [s for s in slides(app) if s["body"]["kind"] == "picture"]


def test_choices_come_back_from_their_file(demo: CityPack) -> None:
    county = demo.units.index[demo.units["level"] == "county"][0]
    kept = Choices(
        county,
        (MapChoice("town-reading-place", "hexagons"), MapChoice("town-senior-school")),
        ("standing", "maps", "next"),
        "第一步\n第二步",
        full=True,
        deadline="2026-06-30",
        signed="某办公室",
    )
    app = opened("meeting", city="demo")
    app.file_uploader(key="meeting_file").set_value(("x.json", write_choices(kept), "")).run()
    assert not app.error
    chosen = app.session_state["MeetingView"]
    assert chosen.scope == county
    assert chosen.clauses == ("town-reading-place", "town-senior-school")
    assert chosen.hexagons == ("town-reading-place",)
    assert chosen.parts == ("standing", "maps", "next")
    assert chosen.full is True
    assert chosen.deadline == date(2026, 6, 30)
    assert app.text_input(key="signed").value == "某办公室"
    assert [line[2:] for line in slides(app)[-1]["body"]["points"][-2:]] == ["第一步", "第二步"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"not json", "x.json"),
        (json.dumps({"format": 1, "scope": "320505"}).encode(), "320505"),
        (json.dumps({"format": 9}).encode(), "9"),
        (json.dumps({"format": 1, "maps": [{"requirement": "gone"}]}).encode(), "gone"),
    ],
)
def test_a_file_that_does_not_fit_says_so_and_nothing_breaks(data: bytes, words: str) -> None:
    app = opened("meeting", city="demo")
    app.file_uploader(key="meeting_file").set_value(("x.json", data, "")).run()
    assert not app.exception
    assert words in app.error[0].value
    assert len(slides(app)) > 3


def test_files_are_made_for_exactly_these_choices(demo: CityPack) -> None:
    app = opened("meeting", city="demo", parts=["standing"])
    app.button_group(key="file_kinds").set_value(["docx", "xlsx"]).run()
    [make] = [b for b in app.button if b.label == "生成文件"]
    make.click().run()
    _, made = app.session_state["MeetingView"].made
    assert set(made) == {"docx", "xlsx"}
    report = build(City(pack=demo), Choices(sections=("standing",)), "zh")
    text = "\n".join(p.text for p in Document(io.BytesIO(made["docx"])).paragraphs)
    assert tied(report.standing_words) in text
    app.text_area(key="next_steps").set_value("变了").run()
    changed = retold(report, Choices(sections=("standing",), next_steps="变了"))
    assert app.session_state["MeetingView"].made[0] != meeting_files._mark(changed)


def test_all_kinds_of_slide_reach_the_browser(demo: CityPack) -> None:
    report = build(City(pack=demo), Choices(next_steps="一步"), "zh")
    shown_data = meeting_slides.slides(report)
    assert {s["body"]["kind"] for s in shown_data["slides"]} == {
        "cover",
        "grid",
        "picture",
        "graph",
        "points",
    }
    assert meeting_slides.slides(report)["version"] == shown_data["version"]
    other = retold(report, Choices(next_steps="另一步"))
    assert meeting_slides.slides(other)["version"] != shown_data["version"]


def test_the_usual_maps_are_the_models(suzhou: CityPack) -> None:
    app = opened("meeting")
    assert not app.exception
    assert WATERMARK not in shown(app)
    report = build(City(pack=suzhou), Choices(), "zh")
    # A short deck leaves out the maps on which nothing is known.
    unknown = {one.id for one in report.standing if one.unreported == one.total}
    usual = app.session_state["MeetingView"].clauses
    assert unknown & set(usual) == {"town-full-time-teachers"}
    assert [c for c in usual if c not in unknown] == [one.clause.id for one in report.maps]
    assert app.session_state["MeetingView"].parts == SECTIONS


def test_a_link_to_a_snapshot_that_is_still_read_is_followed_once_it_is(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = site.snapshots.take("", by="甲").name
    state.serve(site)
    of, known = SiteSnapshots.of, False

    def late(self: SiteSnapshots, where: str = "") -> tuple[Snapshot, ...]:
        if not known:
            raise LocatorError(Problem("error", "site.reading"))
        return of(self, where)

    monkeypatch.setattr(SiteSnapshots, "of", late)
    app = opened("meeting", since=name, full="1")
    assert "还在读取" in shown(app)
    # What was chosen meanwhile stands.
    app.toggle(key="full").set_value(False).run()
    known = True
    app.run()
    assert "还在读取" not in shown(app)
    assert app.session_state["MeetingView"].since == name
    assert not app.session_state["MeetingView"].full
    assert app.query_params["since"] == name


def test_a_round_that_is_still_read_is_added_by_itself(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(site)
    state.serve(site)
    of, asked = Responses.of, []

    def late(self: Responses, where: str = "") -> Response | None:
        asked.append(where)
        if len(asked) <= unread:
            raise LocatorError(Problem("error", "site.reading"))
        return of(self, where)

    monkeypatch.setattr(Responses, "of", late)
    unread = 99
    app = opened("meeting")
    assert "报送情况还在读取" in shown(app)
    assert "报送情况：测试报送" not in " ".join(s["title"] for s in slides(app))
    asked.clear()
    unread = 1  # it is read before the page is through
    app = opened("meeting")
    assert "还在读取" not in shown(app)
    assert "报送情况：测试报送" in " ".join(s["title"] for s in slides(app))
