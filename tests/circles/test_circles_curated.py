"""Curated circles, and a point of the map as the middle of one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from apptest import WATERMARK, opened, shown
from locator.circles.circle import circle
from locator.folders import DEMO
from locator.maps.draw import MapMaker
from locator.settings import Settings
from locator.venues.gazetteer import PlaceIndex
from locator.venues.origin import map_point, origin_of, point_of
from locator.venues.place import centres
from locator.venues.search import VenueIndex
from locator.ways import OWN
from locator.ways.network import find_network
from locator.wording.listing import place_name

if TYPE_CHECKING:
    from locator.pack.model import CityPack


def test_every_curated_circle_has_a_middle_and_a_name_to_find(demo: CityPack) -> None:
    places, found = PlaceIndex(demo), centres(demo)
    assert found[["lon", "lat"]].notna().all(axis=None)
    named = demo.places.set_index("name").loc["树屋林站"]
    assert found.at["treehouse-grove", "lon"] == named["lon"]
    assert found.at["giant-footprint", "lon"] == demo.circles.at["giant-footprint", "lon"]
    for identifier, name in demo.circles["name"].items():
        place = places.by_token(str(identifier))
        assert place is not None
        assert (place.kind, place.name) == ("circle", name)
        assert origin_of(place).token == identifier
        assert origin_of(place).located
        assert places.find(name)[0].code == identifier
    # A circle that somebody drew by hand is not an empty one.
    index = VenueIndex(demo.venues)
    for row in found.itertuples():
        assert len(circle(index, demo, row.lon, row.lat, int(row.minutes), row.walker).venues) > 1


def test_the_page_offers_them_first_with_their_walk(demo: CityPack) -> None:
    app = opened("circle", city="demo")
    keys = [b.key for b in app.button if (b.key or "").startswith(("curated_", "example_"))]
    assert keys[: len(demo.circles)] == [f"curated_{c}" for c in demo.circles.index]
    app.button(key="curated_napping-dragon").click().run()
    assert not app.exception
    assert app.query_params["near"] == "napping-dragon"
    assert (app.session_state["minutes"], app.session_state["walker"]) == (30, "elderly")
    place = PlaceIndex(demo).by_token("napping-dragon")
    assert place is not None
    streets = find_network(DEMO / OWN)
    asked = (VenueIndex(demo.venues), demo, place.lon, place.lat, 30, "elderly")
    found = circle(*asked, network=streets)
    straight = circle(*asked).venues.loc[found.venues.index, "walk_min"]
    assert len(found.venues) > 1
    assert not np.isclose(found.venues["walk_min"], straight).any()  # streets wind
    page = shown(app)
    assert f"打盹龙学习圈步行 30 分钟内：{len(found.venues)} 处" in page
    assert "镇上老人走得到的学习点" in page
    assert "虚构示例（2026年3月31日）" in page
    assert WATERMARK in page
    assert app.text_input[0].value == "打盹龙学习圈"
    # Another walk is said in the address, even the one that is the default elsewhere.
    app.button_group(key="minutes").set_value(15).run()
    assert app.query_params["minutes"] == "15"
    assert "minutes" not in opened("circle", city="demo", near="napping-dragon").query_params


def test_the_address_decides_about_the_walk() -> None:
    app = opened("circle", city="demo", near="napping-dragon", minutes="5", walker="adult")
    assert (app.session_state["minutes"], app.session_state["walker"]) == (5, "adult")


def test_a_city_without_them_offers_none() -> None:
    assert not [b for b in opened("circle").button if (b.key or "").startswith("curated_")]


# -- a point of the map ------------------------------------------------------------------------


def test_a_point_is_in_no_address_until_it_is_public() -> None:
    assert map_point(120.62, 31.31).token == ""
    public = map_point(120.6243457, 31.3207653, public=True)
    assert public.token == "120.6243,31.3208"  # noqa: S105 - an address, no secret
    back = point_of(public.token)
    assert back is not None
    assert back.position == (120.6243, 31.3208)
    assert place_name(back.place, "zh") == "地图上选的点"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "拙政园",
        "120.6,31",
        "1201.5,31.5",
        "190.5,31.5",
        "120.5,90.5",
        "120.5,-90.5",
        "180.5,31.5",
        "nan,nan",
        "120.62435,31.3",
    ],
)
def test_what_is_no_point(token: str) -> None:
    assert point_of(token) is None


def test_a_click_is_read_in_the_maps_own_datum(suzhou: CityPack) -> None:
    maker = MapMaker(suzhou, Settings(tiles="amap"), "zh", "light")
    lat, lon = maker.view(120.62, 31.31)
    assert abs(lon - 120.62) > 0.001
    assert maker.position(lat, lon) == pytest.approx((120.62, 31.31), abs=1e-6)


def test_a_chosen_point_has_a_poster_and_a_link_only_when_public() -> None:
    app = opened("circle")
    app.session_state["origin"] = map_point(120.6243457, 31.3207653)
    app.run()
    assert not app.exception
    assert "为了保护隐私" not in shown(app)
    assert app.text_input[0].value == "地图上选的点15分钟学习圈"
    assert "near" not in app.query_params
    assert "120.62" not in str(dict(app.query_params))
    app.checkbox[0].check().run()
    assert app.query_params["near"] == "120.6243,31.3208"
    app.checkbox[0].uncheck().run()
    assert "near" not in app.query_params


def test_an_address_with_a_point_opens_its_circle() -> None:
    page = shown(opened("circle", near="120.6243,31.3208"))
    assert re.search("地图上选的点步行 15 分钟内：[0-9]+ 处", page)
