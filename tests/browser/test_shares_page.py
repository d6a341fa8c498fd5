"""Sharing, and a circle around a point of the map, in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from screens import fits, map_frame, still, the_map, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from screens import Server

pytestmark = pytest.mark.browser


def test_a_sentence_finds_a_room_and_leads_to_its_venue(page: Page, server: Server) -> None:
    visit(page, server, "/shares?city=demo")
    box = page.get_by_label("用一句话说您需要什么")
    box.fill("纸船广场附近周六下午能坐30人的教室")
    box.press("Enter")
    expect(page).to_have_url(re.compile("seats=30"))
    expect(page.locator(".ll-wish")).to_contain_text("30 人以上")
    expect(page.locator(".ll-offer").first).to_contain_text("那时可用")
    assert "教室" not in page.url  # the sentence is written nowhere
    page.locator(".ll-offer-who a").first.click()
    expect(page).to_have_url(re.compile(r"venue\?.*id=demo-"))


def test_a_narrow_screen(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for query in ("", "?city=demo&share_view=balance&lang=en", "?share_view=register&senior=1"):
        visit(page, server, "/shares" + query)
        fits(page)


def test_a_point_of_the_map_can_be_the_middle(page: Page, server: Server) -> None:
    visit(page, server, "/circle")
    expect(the_map(page).locator(".leaflet-container")).to_be_visible()
    still(map_frame(page), ".leaflet-container, .leaflet-container *")
    frame = page.locator("iframe").first
    size = frame.bounding_box()
    assert size is not None
    # Far out in the east, where no venue is in the way.
    frame.click(position={"x": size["width"] * 0.8, "y": size["height"] / 2})
    expect(page.locator(".ll-results").first).to_contain_text("地图上选的点")
    assert "near" not in page.url
