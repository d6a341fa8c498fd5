"""The page 选址推演 in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from screens import PATIENCE, colliding, fits, map_frame, still, the_map, visit

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
    fits(page)


#: How much of one lies under another, in pixels, of any two.
SHARED = """all => {
  const boxes = all.map((e) => e.getBoundingClientRect());
  const over = (a, b) => Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left))
    * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  return Math.max(...boxes.flatMap((a, n) => boxes.slice(n + 1).map((b) => over(a, b))));
}"""


def test_sites_close_together_hide_neither_each_other_nor_their_names(
    visitor: Callable[..., Page], server: Server
) -> None:
    page = visitor(viewport={"width": 1440, "height": 900})
    visit(page, server, "/siting?city=suzhou&question=site&of=layer:library&minutes=30")
    frame = the_map(page)
    expect(frame.locator(".ll-tip-chosen")).to_have_count(3, timeout=PATIENCE)
    # Two of them stand beside their place, each with a line to it.
    expect(frame.locator(".ll-leader:not([hidden])")).to_have_count(2, timeout=PATIENCE)
    still(map_frame(page), ".ll-tip-chosen")
    shown = ".ll-chosen, .ll-tip-chosen, .ll-county:not([style*='hidden'])"
    assert frame.locator(shown).evaluate_all(SHARED) < 20
    assert colliding(page) == []


def test_where_any_place_would_do_as_well_none_is_drawn(
    visitor: Callable[..., Page], server: Server
) -> None:
    page = visitor(viewport={"width": 1440, "height": 900})
    visit(page, server, "/siting?city=suzhou&question=site&of=town-senior-school")
    expect(page.get_by_text("眼下所有候选地点都一样好")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("heading", name="一样好的候选地点（按编号先后）")).to_be_visible()
    expect(page.get_by_role("button", name="放进推演")).to_have_count(0)
    expect(the_map(page).locator(".ll-county").first).to_be_attached(timeout=PATIENCE)
    expect(the_map(page).locator(".ll-chosen")).to_have_count(0)
    # The five counties in the middle of Suzhou are narrow, and all of them have their name.
    assert colliding(page) == []
    expect(the_map(page).locator(".ll-county:not([style*='hidden'])")).to_have_count(10)
