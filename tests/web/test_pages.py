"""The pages as Streamlit runs them: no exception in any city or language, and what they show.

AppTest runs the shell with its navigation. Components of our own answer nothing here; what they
were given to show is read from their data.
"""

from __future__ import annotations

import json
import re
from datetime import time
from typing import TYPE_CHECKING, Any

import pytest

from apptest import WATERMARK, component, opened, shown
from locator import clock
from locator.coverage.verdicts import evaluate_pack
from locator.settings import Settings
from locator.site import Site
from locator.venues.gazetteer import PlaceIndex
from locator.venues.origin import own_position
from locator.venues.question import Question
from locator.venues.search import VenueIndex, VenueQuery
from locator.web.parts import address, state
from locator.web.parts.searchbox import Box
from locator.web.screens.find.view import FindView
from packs import write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from locator.pack.model import CityPack


def cards(app: AppTest) -> list[dict[str, Any]]:
    return [
        card for section in component(app, "venue_list")["sections"] for card in section["cards"]
    ]


@pytest.mark.parametrize("city", ["suzhou", "demo"])
@pytest.mark.parametrize(
    ("lang", "find", "coverage"),
    [("zh", "找学习点", "覆盖缺口"), ("en", "Find places", "Coverage")],
)
def test_every_page_runs(city: str, lang: str, find: str, coverage: str) -> None:
    for page, title in (("find", find), ("coverage", coverage)):
        app = opened(page, city=city, lang=lang)
        assert not app.exception
        assert not app.error
        # The open tab says the title of a resident's page; who hears it is told.
        titles = [one.value for one in app.title]
        assert title in titles or f">{title}</h1>" in shown(app)
        assert (WATERMARK in shown(app)) == (city == "demo")
        assert not re.search(r"\b(nan|None|NaT)\b", shown(app))
        assert component(app, "frame")["lang"] == {"zh": "zh-CN", "en": "en"}[lang]


def test_nearest_cards_are_those_of_the_search(suzhou: CityPack) -> None:
    place = PlaceIndex(suzhou).by_token("察院场站")
    assert place is not None
    # 15 minutes on foot at 67 m a minute and a detour of 1.3: 773 m in a straight line.
    near = VenueIndex(suzhou.venues).nearest(place.lon, place.lat, radius_m=15 * 67 / 1.3)
    app = opened(near="察院场站")
    assert [c["id"] for c in cards(app)] == list(near.located["id"])
    assert component(app, "finder")["value"] == "察院场站"
    assert all("距察院场站" in c["distance"] for c in cards(app))


def test_filters_come_with_the_address_and_go_back_to_it(suzhou: CityPack) -> None:
    app = opened(near="320581", group="reading", free="1")
    layers = tuple(c for c, y in suzhou.catalogue.layers.items() if y.group == "reading")
    wanted = VenueQuery(layers=layers, free_only=True, counties=("320581",))
    assert f"常熟市内共 {VenueIndex(suzhou.venues).all(wanted).matching} 处" in shown(app)
    assert app.query_params["group"] == "reading"
    app.button_group(key="group").set_value([]).run()
    assert "group" not in app.query_params
    assert app.query_params["free"] == "1"
    assert app.query_params["near"] == "320581"


def test_what_an_address_does_not_know_is_ignored() -> None:
    app = opened(
        city="atlantis",
        lang="xx",
        near="没有这里",
        group="casino",
        county="1",
        within="7",
        name="x" * 99,
    )
    assert not app.exception
    assert app.session_state["FindView"] == FindView(name="x" * 40)
    assert "地址里的地点“没有这里”这里不认得" in component(app, "finder")["status"]


def test_venues_without_position_are_apart_and_without_distance(suzhou: CityPack) -> None:
    app = opened(near="察院场站")
    folded = component(app, "venue_list")["sections"][1:]
    unit_only = int(suzhou.venues["lon"].isna().sum())
    assert folded[-1]["title"] == f"另有 {unit_only} 处只知道在哪个镇"
    assert not any(section["cards"] for section in folded)
    listed = cards(opened(near="察院场站", shown="unplaced-10"))[-10:]
    assert all(card["distance"] == "" and len(card["directions"]) == 5 for card in listed)


def test_a_moment_holds_from_the_first_tick_and_is_in_the_address() -> None:
    app = opened()
    app.button(key="more_filters").click().run()
    app.checkbox(key="at_given").check().run()
    day = clock.today().isoformat()
    assert app.query_params["at"] == f"{day}T15:00"
    assert app.checkbox(key="at_given").value  # the panel is still open
    app.time_input(key="at_time").set_value(time(9, 30)).run()
    assert app.query_params["at"] == f"{day}T09:30"
    again = opened(at=f"{day}T09:30")
    assert component(again, "venue_list")["sections"] == component(app, "venue_list")["sections"]


def test_nothing_found_says_what_to_give_up() -> None:
    app = opened(name="没有这种名字的地方", group="reading")
    assert "没有符合条件的学习点" in shown(app)
    assert next(b.label for b in app.button if b.key == "relax_text").startswith("去掉“名称”")
    [clear] = [b for b in app.button if b.label == "清除全部条件"]
    clear.click().run()
    assert not app.exception
    # As if nothing had been asked: how many are open now depends on the hour.
    assert [card["id"] for card in cards(app)] == [card["id"] for card in cards(opened())]
    assert "name" not in app.query_params


def test_a_line_that_says_nothing_known_is_answered_by_kinds_to_choose() -> None:
    app = opened(near="察院场站", free="1")
    app.session_state["Box"] = Box(question=Question("nothing"))
    app.run()
    assert "可以试试" in shown(app)
    assert "察院场站附近" not in shown(app)
    app.button(key="kind_reading").click().run()
    assert not app.exception
    # As the light face's links do: the kind, and nothing else that was chosen.
    assert dict(app.query_params) == {"group": "reading"}
    assert cards(app)


def test_a_position_stays_in_the_session() -> None:
    app = opened()
    app.session_state["origin"] = own_position(120.6123457, 31.2987653)
    app.run()
    assert "120.61" not in str(dict(app.query_params))
    assert "near" not in app.query_params
    assert cards(app)[0]["distance"].startswith("距我的位置")
    app.query_params.clear()  # as when one comes from elsewhere by the browser's way back
    assert cards(app.run())[0]["distance"].startswith("距我的位置")


def test_another_city_forgets_the_last_ones_choices() -> None:
    # An invented city is not offered beside a real one, but at the foot of the page.
    app = opened()
    assert "看虚构示例" in shown(app)
    # Who came by its address can leave it.
    app = opened(city="demo", near="纸船广场站", group="reading")
    assert "回到苏州市" in shown(app)
    app.button_group(key="city").set_value("suzhou").run()
    assert not app.exception
    assert WATERMARK not in shown(app)
    assert dict(app.query_params) == {}
    assert component(app, "finder")["value"] == ""
    # In large type the first card is what there is room for; the foot leads back.
    large = opened(city="demo", senior="1")
    assert not [one for one in large.button_group if one.key == "city"]
    assert "回到苏州市" in shown(large)


def test_a_venue_has_its_own_page(suzhou: CityPack) -> None:
    app = opened("venue", id="sz-85cc4fc4ac")
    assert not app.exception
    assert app.title[0].value == "苏州图书馆（一馆）"
    assert '<table class="ll-week">' in shown(app)
    # Whoever scans it may have a slow line.
    assert "/m/venue?id=sz-85cc4fc4ac" in app.code[0].value
    [card] = cards(app)
    assert card["phone_href"] == "tel:051265227889"
    assert component(app, "printer")["record"]["name"] == "苏州图书馆（一馆）"
    nowhere = suzhou.venues[suzhou.venues["lon"].isna()].index[0]
    assert "具体位置待核实" in shown(opened("venue", id=nowhere))


def test_an_unknown_venue_is_no_error() -> None:
    app = opened("venue", id="<img src=x>")
    assert not app.exception
    assert "没有编号为" in app.info[0].value


def test_venues_of_the_demo_have_a_page(demo: CityPack) -> None:
    for venue in demo.venues.index[::60]:
        app = opened("venue", id=venue, city="demo", lang="en")
        assert not app.exception
        assert WATERMARK in shown(app)


def test_headlines_are_those_of_the_engine(suzhou: CityPack) -> None:
    verdicts = evaluate_pack(suzhou)
    app = opened("coverage")
    rows = {
        row["id"]: row
        for group in component(app, "requirement_list")["groups"]
        for row in group["rows"]
    }
    assert set(rows) == set(verdicts["requirement"])
    own = verdicts[verdicts["requirement"] == "town-senior-school"]
    met = int((own["status"] == "met").sum())
    assert f"{met}\xa0/\xa0{len(own)}" in json.dumps(rows["town-senior-school"], ensure_ascii=False)


def test_an_address_shows_the_evidence() -> None:
    app = opened("coverage", requirement="town-community-education-center", unit="320505400")
    assert "浒墅关镇：社区教育中心" in shown(app)
    assert "每个乡镇（街道）设立社区教育中心" in shown(app)
    [counted] = [e for e in app.expander if e.label == "计入的记录（1）"]
    assert counted.dataframe[0].value["name"].tolist() == ["浒墅关经开区（镇）社区教育中心"]


def test_scope_and_status_narrow_everything(demo: CityPack) -> None:
    verdicts = evaluate_pack(demo)
    county = demo.units.index[demo.units["level"] == "county"][0]
    app = opened("coverage", city="demo", scope=county, status="gap")
    inside = verdicts[verdicts["unit"].map(demo.units["county"]) == county]
    expected = inside[inside["status"] == "gap"]
    rows = [r for g in component(app, "requirement_list")["groups"] for r in g["rows"]]
    assert {r["id"] for r in rows} == set(expected["requirement"])
    assert app.query_params["scope"] == county


def test_no_gap_is_claimed_where_nobody_declared() -> None:
    app = opened("coverage", status="gap")
    assert not app.exception
    assert app.info[0].value == "没有记录。"


def test_scorecard_has_population_and_no_rate_of_what_few_reported(suzhou: CityPack) -> None:
    app = opened("coverage")
    [table] = [d.value for d in app.dataframe if "share_60" in d.value]
    assert list(table["population"]) == [float(p) for p in suzhou.counties["population"]]
    assert "per_10000" not in table
    assert "不作人均比较" in shown(app)


def test_scorecard_has_rates_where_enough_is_reported(demo: CityPack) -> None:
    app = opened("coverage", city="demo")
    [table] = [d.value for d in app.dataframe if "share_60" in d.value]
    reported = table["met"].sum() + table["gap"].sum()
    assert ("per_10000" in table) == (reported >= 0.8 * (reported + table["unreported"].sum()))
    assert list(table["population"]) == [float(p) for p in demo.counties["population"]]


def test_a_broken_pack_is_explained_without_a_traceback(tmp_path: Path, demo_folder: Path) -> None:
    folder = write_pack(tmp_path / "broken")
    (folder / "units.csv").unlink()
    state.serve(Site.open(Settings(packs=(folder, demo_folder), data=tmp_path / "data")))
    app = opened()
    assert not app.exception
    assert app.title[0].value == "“broken”的数据暂时不能使用"
    assert str(tmp_path) not in shown(app)  # residents read no paths of the server
    for page in ("find", "coverage", "data", "desk"):  # the other city, its header and desk go on
        app = opened(page, city="demo")
        assert not app.exception
        assert not app.title or "不能使用" not in app.title[0].value


def test_a_city_switch_that_was_just_taken_away_forgets_nothing() -> None:
    """A browser may tell its last value once more: large type, where the switch goes, lost the place."""
    app = opened("find", near="察院场站")
    app.toggle(key="senior").set_value(True)
    with_switch = app._tree.get_widget_states()
    app.run()
    app._run(with_switch)
    assert app.query_params["near"] == "察院场站"
    assert app.session_state["origin"].place.name == "察院场站"


def test_an_answer_for_the_page_before_does_not_bring_it_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A map may answer after the browser went on: the browser is asked for its own page again."""
    app = opened("find", near="察院场站")
    with monkeypatch.context() as gone:
        gone.setattr(address, "path", lambda: "venue")
        app.run()
    assert not app.exception
    assert app.session_state["again"] == 1
    assert not app.pills
    app.run()
    assert app.session_state["again"] == 1
    assert app.session_state["origin"].place.name == "察院场站"


def test_what_an_arrival_came_with_outlives_a_run_that_was_ended() -> None:
    """The next run may come with the parameters that the page before was still writing."""
    app = opened("find", near="察院场站")
    app.session_state["address_told"] = 0  # the first run never came to its last line
    app.session_state["address_read"] = {}
    app.query_params = {"near": "观前街"}
    app.run()
    assert app.session_state["origin"].place.name == "察院场站"
    assert app.query_params == {"near": "察院场站"}
