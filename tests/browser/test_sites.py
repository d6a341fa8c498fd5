"""The page 选址推演 in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from screens import PATIENCE, map_frame, still, the_map, visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from screens import Server

pytestmark = pytest.mark.browser

SITES = "/siting?city=demo&question=site&of=town-senior-school&people=seniors&lang=en"
EDGES = """all => all.map((e) => e.getBoundingClientRect()).map((box) => [box.left, box.right])"""


def test_on_a_phone_names_of_sites_lie_within_the_map_and_a_chart_is_moved_to_be_read(
    visitor: Callable[..., Page], server: Server
) -> None:
    page = visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visit(page, server, SITES)
    names = the_map(page).locator(".ll-tip-chosen")
    expect(names).to_have_count(3, timeout=PATIENCE)
    still(map_frame(page), ".ll-tip-chosen")
    width = map_frame(page).evaluate("innerWidth")
    assert all(left >= 0 and right <= width for left, right in names.evaluate_all(EDGES))

    drawing = page.locator(".ll-drawing")
    expect(drawing.locator("img")).to_be_visible()
    assert drawing.evaluate("e => e.scrollWidth") >= 560
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
