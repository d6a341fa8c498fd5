"""The meeting says what the siting page says, and marks what is only a scenario, in every file."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pypdfium2
import pytest
from docx import Document
from pptx import Presentation

from locator.city import City
from locator.problems import QueryError
from locator.reach.fairness import fairness
from locator.reach.question import PlanningQuestion
from locator.reach.reached import reach
from locator.reach.scenario import Action, Scenario, outcome, scenario_of
from locator.reach.siting import site
from locator.reports.building import curves
from locator.reports.building.build import build
from locator.reports.building.head import head
from locator.reports.building.planning import planning_slides
from locator.reports.content.choices import Choices, read_choices, write_choices
from locator.reports.drawing.canvas import text_box, tied
from locator.reports.figure import Shape, Text
from locator.reports.paper.docx import to_docx
from locator.reports.slides.browser import slides
from locator.reports.slides.deck import deck
from locator.reports.slides.pdf import to_slides_pdf
from locator.reports.slides.pptx import to_pptx
from locator.reports.slides.slide import (
    BOTTOM,
    LEADING,
    PANEL_GAP,
    TOP,
    Panel,
    Picture,
    lead_fits,
    panel_lines,
)
from locator.wording.problems import problem_text
from locator.wording.reach import reach_sentences, siting_sentences
from locator.wording.scenario import outcome_rows, outcome_sentences

if TYPE_CHECKING:
    from locator.pack.model import CityPack
    from locator.reports.content.report import Report
    from locator.wording.catalogue import Lang

ASKED = PlanningQuestion("town-senior-school", people="seniors", walker="elderly", objective="gaps")
PLAN = Scenario(
    "关一处", (Action("close", "demo-senior_school-001", cost=2),), "990100", "2026-01-01"
)
CHOICES = Choices(sections=("reach", "sites", "scenario"), planning=ASKED, scenario=PLAN)


@pytest.fixture(scope="module")
def city(demo: CityPack) -> City:
    return City(demo)


@pytest.fixture(scope="module")
def report(city: City) -> Report:
    return build(city, CHOICES, "zh")


def test_the_meeting_says_what_the_page_says(city: City, report: Report) -> None:
    after, misfits = city.what_if(PLAN)
    found = outcome(PLAN, misfits, city, after, ASKED.reach)
    wanted = (
        reach_sentences(reach(city.pack, ASKED.reach), city.pack, "zh"),
        siting_sentences(site(city.pack, ASKED.siting), city.pack, "zh"),
        outcome_sentences(found, city.pack, "zh"),
    )
    for one, sentences in zip(report.planning, wanted, strict=True):
        assert [text for text in (one.mark, one.answer, *one.basis) if text] == sentences
    assert list(report.planning[2].rows) == outcome_rows(found, "zh")
    # Three new ones, by name, what they bring and close, and what remains unknown.
    answer = report.planning[1].answer
    assert len(report.planning[1].rows) == 3
    assert all(row[1] in answer for row in report.planning[1].rows)
    assert "个缺口补上" in answer
    assert "仍说不清的占" in answer


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["suzhou", "demo"])
def test_what_is_planned_stands_on_its_slides(
    request: pytest.FixtureRequest, name: str, lang: Lang
) -> None:
    """The lead on its two lines, and every line beside the map above the footer."""
    pack: CityPack = request.getfixturevalue(name)
    asked = replace(ASKED, objective="most")
    plan = scenario_of(site(pack, asked.siting), pack, "三处", "2026-01-01")
    planned = deck(build(City(pack), replace(CHOICES, planning=asked, scenario=plan), lang))[1:]
    assert [slide.section for slide in planned] == ["reach", "sites", "scenario"]
    for slide in planned:
        assert lead_fits(slide.lead), slide.lead
        if isinstance(slide.body, Picture):
            panels, size = slide.body.panels, slide.body.size
            lines = sum(len(part) for one in panels for part in panel_lines(one, size))
            assert TOP + lines * size * LEADING + len(panels) * PANEL_GAP <= BOTTOM


def test_a_long_name_beside_the_map_is_on_several_lines_in_every_file(city: City) -> None:
    asked = PlanningQuestion("town-senior-school", people="seniors", objective="most")
    report = build(city, Choices(sections=("sites",), planning=asked), "en")
    one = next(one for one in report.planning if one.section == "sites")
    (name, text), *others = one.named
    longer = replace(one, named=((f"{name} of the Mermaid Bridge", text), *others))
    report = replace(report, planning=(longer,))
    body = deck(report)[1].body
    assert isinstance(body, Picture)
    heading = next(one.heading for one in body.panels if len(one.heading) > 30)
    first, *rest = panel_lines(Panel("", heading, ""), body.size)[0]
    assert rest
    page = pypdfium2.PdfDocument(to_slides_pdf(report))[1]
    words = page.get_textpage().get_text_bounded()
    assert first in words
    assert heading not in words


def test_a_gap_that_closes_is_told_from_one_that_nobody_knows_any_more(city: City) -> None:
    """A new school closes the gap; whether it will be a recognised one, nobody knows."""
    new = Action("open", "new", name="新校", layer="senior_school", unit="990103100")
    plan = Scenario("一处", (new,), "990100", "2026-01-01")
    after, misfits = city.what_if(plan)
    said = outcome_sentences(outcome(plan, misfits, city, after), city.pack, "zh")
    assert "2 个结论会变：由缺口变为达到 1 个，由缺口变为未上报 1 个。" in said[1]
    assert [text for text in said if "倒立山镇由缺口变为达到" in text]
    assert [text for text in said if "倒立山镇由缺口变为未上报" in text]


def test_every_slide_and_file_of_a_scenario_is_marked(report: Report) -> None:
    _, too_far, next_ones, planned = deck(report)
    assert [s.section for s in (too_far, next_ones, planned)] == ["reach", "sites", "scenario"]
    mark = "情景推演 / SCENARIO"
    assert mark in planned.title
    assert mark not in too_far.title + next_ones.title
    assert mark in json.dumps(slides(report), ensure_ascii=False)
    pptx = Presentation(io.BytesIO(to_pptx(report)))
    texts = [
        "\n".join(s.text_frame.text for s in p.shapes if s.has_text_frame) for p in pptx.slides
    ]
    assert [mark in text for text in texts] == [False, False, False, True]
    paper = Document(io.BytesIO(to_docx(report)))
    said = [p.text for p in paper.paragraphs]
    assert any(mark in text and "关一处" in text for text in said)
    assert tied(report.planning[1].answer) in said


def test_a_report_on_a_scenario_says_so_on_every_page(city: City) -> None:
    after, _ = city.what_if(PLAN)
    whole = build(after, Choices(sections=("standing",)), "zh")
    assert "情景推演 / SCENARIO" in whole.head.watermark
    assert "虚构示例" in whole.head.watermark
    assert "关一处" in deck(whole)[0].body.lines[-1]


def test_what_cannot_be_answered_says_what_to_change(city: City) -> None:
    asked = replace(ASKED, objective="goal", goal=100, minutes=5, candidates="hall")
    choices = replace(CHOICES, planning=asked, scenario=None)
    too_far, next_ones = planning_slides(city, choices, head(city.pack, "", "zh"))
    assert "60 岁以上" in too_far.answer
    assert "达不到" in next_ones.answer


@pytest.mark.parametrize("asked", [None, PlanningQuestion()])
def test_a_scenario_needs_no_question(city: City, asked: PlanningQuestion | None) -> None:
    choices = replace(CHOICES, planning=asked)
    [told] = planning_slides(city, choices, head(city.pack, "", "zh"))
    assert (told.section, told.mark) == ("scenario", "情景推演 / SCENARIO")
    assert told.title == "前后对照：关一处"
    after, misfits = city.what_if(PLAN)
    assert list(told.rows) == outcome_rows(outcome(PLAN, misfits, city, after), "zh")


def test_where_nothing_is_known_no_place_is_named_or_drawn(suzhou: CityPack) -> None:
    _, next_ones = planning_slides(
        City(suzhou), replace(CHOICES, scenario=None), head(suzhou, "", "zh")
    )
    assert next_ones.rows == ()
    assert "不是建议" in next_ones.named[0][1]
    assert [head for head, _ in next_ones.named[1:]] == ["仍说不清", "只和在册的比"]
    assert "22.4% 位置不明" in next_ones.answer


def test_they_come_back_from_a_file_and_every_wrong_part_is_told() -> None:
    assert read_choices(write_choices(CHOICES)) == CHOICES
    wrong = {
        "planning": {
            "mode": "fly",
            "minutes": 15.0,
            "budget": -3,
            "of": 3,
            "fixed_in": "a",
            "x": 1,
        },
        "scenario": 3,
    }
    with pytest.raises(QueryError) as failure:
        read_choices(json.dumps(wrong).encode(), "old.json")
    assert [(p.key, p.column) for p in failure.value.problems] == [
        ("reach.question_field", "mode"),
        ("reach.question_field", "minutes"),
        ("reach.question_field", "budget"),
        ("reach.question_text", "of"),
        ("reach.question_list", "fixed_in"),
        ("reach.question_unknown", "x"),
        ("report.choices_part", "scenario"),
    ]
    said = [problem_text(problem, "zh") for problem in failure.value.problems]
    assert said[2] == "“old.json [planning]”里的推演问题：budget 不能是 -3。可以是：0–1000000。"
    assert max(map(len, said)) < 300


def test_curves_draw_what_was_counted(city: City) -> None:
    pack, about = city.pack, head(city.pack, "", "zh")
    near, fair = reach(pack, ASKED.reach), fairness(pack, ASKED.reach)
    chosen = site(pack, ASKED.siting)
    after, misfits = city.what_if(PLAN)
    planned = outcome(PLAN, misfits, city, after, ASKED.reach)
    assert planned.reach is not None
    wanted = (
        (curves.reach_curve(near, about), near.curve[["unknown", "beyond", "within"]]),
        (curves.fairness_curve(fair, about), fair.curve),
        (curves.siting_curve(chosen, about), chosen.curve[["share"]]),
        (
            curves.scenario_curve(planned, about),
            pd.concat([one.curve["within"] for one in planned.reach], axis=1),
        ),
    )
    for chart, counted in wanted:
        assert chart is not None
        drawn = [row[1:] for row in chart.figure.rows]
        assert np.allclose(drawn, counted.to_numpy(), atol=1e-6)
        assert chart.answer in chart.figure.alt
    last = wanted[3][0]
    assert last is not None
    assert last.series[1].name == "情景推演 / SCENARIO"


def test_where_no_way_is_known_no_curve_is_drawn(city: City) -> None:
    pack, about = city.pack, head(city.pack, "", "zh")
    nowhere = replace(pack, venues=pack.venues.assign(precision="unit"))
    assert curves.reach_curve(reach(nowhere, ASKED.reach), about) is None
    assert curves.fairness_curve(fairness(nowhere, ASKED.reach), about) is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_of_new_sites_hide_no_demand_point(city: City, lang: Lang) -> None:
    figure = next(s for s in build(city, CHOICES, lang).planning if s.section == "sites").figure
    assert figure is not None
    named = [text_box(one) for one in figure.items if isinstance(one, Text) and one.halo]
    assert named
    dots = [
        np.mean(one.rings[0], axis=0)
        for one in figure.items
        if isinstance(one, Shape) and len(one.rings[0]) == 16
    ]
    assert len(dots) > 50
    assert not [
        (x, y) for x, y in dots for box in named if box[0] < x < box[2] and box[1] < y < box[3]
    ]
