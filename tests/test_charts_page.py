"""The charts of the Coverage page: the report's own, with words and data for who cannot see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from locator.desk import Desk
from locator.reports.choices import Choices
from locator.reports.model import build, build_charts
from locator.web import state
from test_pages import elements, opened, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from locator.model import CityPack


@pytest.fixture(autouse=True)
def _settings_of_this_test() -> Iterator[None]:
    state.settings.clear()
    yield
    state.settings.clear()


def test_each_chart_has_its_answer_its_words_and_its_data(demo: CityPack) -> None:
    county = demo.units.index[demo.units["level"] == "county"][1]
    app = opened("coverage", city="demo", scope=county)
    assert not app.exception
    charts = build_charts(Desk(pack=demo), county, "zh")
    assert [tab.label for tab in app.tabs] == [chart.title for chart in charts]
    assert len(charts) >= 2
    tables = [frame.value.to_numpy().tolist() for frame in app.dataframe]
    drawings = [
        e.proto.imgs[0].alt for e in elements(app.main) if getattr(e, "type", "") == "image"
    ]
    for chart in charts:
        assert chart.answer in shown(app)
        assert [list(row) for row in chart.figure.rows] in tables
    assert drawings == [chart.figure.alt for chart in charts]


def test_charts_by_themselves_are_those_of_the_report(demo: CityPack) -> None:
    desk = Desk(pack=demo)
    assert build_charts(desk, "", "en") == build(desk, Choices(), "en").charts
