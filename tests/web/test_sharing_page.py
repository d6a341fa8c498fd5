"""The sharing page as Streamlit runs it: the sentence, the conditions, supply against need."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from apptest import WATERMARK, opened, shown
from locator import clock
from locator.sharing.search import ShareQuery, find

if TYPE_CHECKING:
    from locator.pack.model import CityPack


@pytest.mark.parametrize("city", ["suzhou", "demo"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("view", ["find", "balance"])
def test_every_view_runs(city: str, lang: str, view: str) -> None:
    app = opened("shares", city=city, lang=lang, share_view=view)
    assert not app.exception
    assert not app.error
    assert {"zh": ">资源共享</h1>", "en": ">Sharing</h1>"}[lang] in shown(app)
    assert (WATERMARK in shown(app)) == (city == "demo")
    assert not re.search(r"\b(nan|None|NaT)\b", shown(app))


def test_a_sentence_becomes_conditions_that_an_address_carries(demo: CityPack) -> None:
    app = opened("shares", city="demo")
    app.text_input(key="sentence").set_value("纸船广场附近周六下午能坐30人的教室").run()
    assert not app.exception
    query = app.query_params
    assert {key: query[key] for key in ("kind", "seats", "when", "part", "near")} == {
        "kind": "room",
        "seats": "30",
        "when": "sat",
        "part": "afternoon",
        "near": "纸船广场站",
    }
    place = demo.places.set_index("name").loc["纸船广场站"]
    wish = ShareQuery(kinds=("room",), seats=30, day="sat", part="afternoon")
    found = find(demo, wish, clock.now(), (place["lon"], place["lat"]))
    page = shown(app)
    assert f"{found.fitting} 项符合" in page
    for word in ("30 人以上", "纸船广场站"):
        assert f"<li>{word}</li>" in page
    titles = re.findall(r'id="offer-([^"]+)"', page)
    assert titles[: min(10, len(found.located))] == list(found.located.index[:10])
    # Conditions can be changed one by one: without the day more fit.
    app.button_group(key="kind").set_value(["course"]).run()
    assert app.query_params["kind"] == "course"
    assert app.query_params["seats"] == "30"


def test_a_word_that_nobody_knows_is_looked_for_and_stands_in_no_address() -> None:
    app = opened("shares")
    app.text_input(key="sentence").set_value("想找榫卯课程").run()
    assert "榫卯" not in str(app.query_params)
    assert "没有完全符合的" in shown(app)
    assert "“榫卯”" in shown(app)
    # What to give up is a button that does it.
    [remedy] = [b for b in app.button if b.key == "relax_text"]
    remedy.click().run()
    assert "“榫卯”" not in shown(app)
    assert "没有完全符合的" not in shown(app)


def test_only_examples_that_have_an_answer_are_offered(suzhou: CityPack) -> None:
    app = opened("shares")
    said = [b.label for b in app.button if (b.key or "").startswith("say_")]
    assert said == ["老年大学的课程"]


def test_an_address_gives_the_conditions_back() -> None:
    query = {"city": "demo", "kind": "room", "seats": "30", "when": "2027-01-02", "nocost": "1"}
    app = opened("shares", **query)
    page = shown(app)
    assert "<li>30 人以上</li>" in page
    assert "<li>免费</li>" in page
    assert "1月2日（周六）" in page


@pytest.mark.parametrize(
    "query",
    [{"seats": "-3"}, {"seats": "many"}, {"when": "someday"}, {"part": "tea"}, {"kind": "x"}],
)
def test_what_an_address_does_not_know_is_ignored(query: dict[str, str]) -> None:
    app = opened("shares", city="demo", **query)
    assert not app.exception
    assert "ll-wish" not in shown(app)


def test_suzhou_says_how_little_is_known_and_invites(suzhou: CityPack) -> None:
    page = shown(opened("shares"))
    assert f"目前收录供给 {len(suzhou.shares)} 项、需求 0 项" in page
    assert "没有登记不等于没有" in page
    invitation = ">到示例城市看看登记齐全是什么样</a>"
    assert re.search(rf'href="shares\?city=demo"[^>]*{invitation}', page)
    assert 'href="venue?id=sz-4c8f2e34a8"' in page
    assert invitation not in shown(opened("shares", city="demo"))


def test_the_page_of_a_venue_says_what_it_shares(demo: CityPack) -> None:
    venue = demo.shares.loc[demo.shares["title"] == "多功能厅", "venue"].iloc[0]
    assert "多功能厅" in shown(opened("venue", city="demo", id=venue))


def test_supply_and_need_of_one_county(demo: CityPack) -> None:
    app = opened("shares", city="demo", share_view="balance")
    app.selectbox(key="within_county").select("990121").run()
    assert not app.exception
    page = shown(app)
    assert "龙打盹镇" in page
    assert "纸船街道" not in page
    needs = demo.needs[demo.needs["county"] == "990121"]
    assert page.count("<strong>") == len(needs)


def test_senior_mode_leaves_the_planners_view_out() -> None:
    app = opened("shares", city="demo", senior="1", share_view="balance")
    assert not app.exception
    assert "ll-balance" not in shown(app)
    assert app.text_input(key="sentence") is not None
