"""The charts of the Coverage page: the report's own, with words and data for who cannot see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from lxml.html import fromstring

from apptest import elements, opened, shown
from locator.city import City
from locator.maps.files import file_in_use
from locator.publishing.rights import EVERYWHERE, Person
from locator.reports.building.build import build, build_charts
from locator.reports.building.compared import changes
from locator.reports.building.head import head
from locator.reports.content.choices import Choices
from locator.reports.drawing.svg import to_svg
from locator.web.parts import access
from packs import snapshots

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from locator.pack.model import CityPack
    from locator.site import Site


def test_each_chart_has_its_answer_its_words_and_its_data(
    demo: CityPack, demo_folder: Path
) -> None:
    county = demo.units.index[demo.units["level"] == "county"][1]
    app = opened("coverage", city="demo", scope=county)
    assert not app.exception
    charts = build_charts(City(pack=demo), county, "zh", snapshots(demo_folder))
    assert [tab.label for tab in app.tabs] == [chart.title for chart in charts]
    assert len(charts) >= 2
    for chart in charts:
        # What is closed is not built.
        app.session_state["charts"] = chart.title
        app.session_state[f"chart_{chart.id}_data"] = True
        app.run()
        assert chart.answer in shown(app)
        table = pd.DataFrame(chart.figure.rows, columns=list(chart.figure.columns))
        assert any(frame.value.equals(table) for frame in app.dataframe)
        bodies = [e.proto.body for e in elements(app.main) if getattr(e, "type", "") == "html"]
        [drawn] = [found for body in bodies for found in fromstring(body).iter("img")]
        assert drawn.get("alt") == chart.figure.alt
        # A file that browsers keep, which the site answers with.
        digest = drawn.get("src").removeprefix("./assets/map/").removesuffix(".svg")
        file = file_in_use(digest, "image/svg+xml")
        assert file is not None
        assert file.text == to_svg(chart.figure)
        assert file_in_use(digest, "text/javascript") is None


def test_charts_by_themselves_are_those_of_the_report(demo: CityPack) -> None:
    city = City(pack=demo)
    assert build_charts(city, "", "en") == build(city, Choices(), "en").charts


def test_two_times_show_what_moved_and_why(demo: CityPack, demo_folder: Path) -> None:
    charts = build_charts(City(pack=demo), "", "zh", snapshots(demo_folder))
    app = opened("coverage", city="demo", level="county", chart=charts[1].id)
    # What was chosen comes back with a link, and what is chosen goes into the next one.
    assert (app.segmented_control(key="level").value, app.session_state["charts"]) == (
        "county",
        charts[1].title,
    )
    first, second, _ = snapshots(demo_folder)
    app.selectbox(key="then_from").set_value(first.name)
    app.selectbox(key="then_to").set_value(second.name).run()
    found = changes(first, second, demo, head(demo, "", "zh"))
    assert found.summary in shown(app)
    assert {
        name: app.query_params[name] for name in ("level", "chart", "then_from", "then_to")
    } == {"level": "county", "chart": charts[1].id, "then_from": first.name, "then_to": second.name}
    assert all(sentence in shown(app) for sentence in found.incomparable)
    assert len(found.incomparable) == 1
    table = next(frame.value for frame in app.dataframe if "因为哪些记录" in frame.value)
    assert list(table["单位"]) == [move.name for move in found.moves]
    assert list(table["因为哪些记录"]) == ["；".join(move.why) for move in found.moves]
    app.selectbox(key="then_to").set_value(first.name).run()
    assert "请选两个不同的时间" in shown(app)
    assert not app.exception


def test_only_who_may_change_the_whole_city_keeps_the_present(
    serving: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for units in (None, frozenset({"9901"})):
        who = None if units is None else Person("李四", units)
        monkeypatch.setattr(access, "person", lambda who=who: who)
        assert "记下现在，留待以后对比" not in [b.label for b in opened("coverage").button]
    monkeypatch.setattr(access, "person", lambda: Person("张三", frozenset({EVERYWHERE})))
    app = opened("coverage")
    app.button(key="then_keep").click().run()
    assert not app.exception
    [taken] = serving.snapshots.of()
    assert taken.by == "张三"
    assert app.selectbox(key="then_from").options
