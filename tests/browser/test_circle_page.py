"""Learning circles in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from screens import becomes, downloaded, fits, settled, the_map, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from screens import Server

pytestmark = pytest.mark.browser

BELOW = """() => {
  const [words, button] = ["pre", "button"].map((part) =>
    document.querySelector(`[data-testid="stCode"] ${part}`).getBoundingClientRect());
  return button.top >= words.bottom;
}"""


def test_a_circle_from_example_to_poster(page: Page, server: Server) -> None:
    visit(page, server, "/circle?near=观前街")
    expect(page.locator(".ll-circle-group").first).to_be_visible()
    near = page.locator(".ll-circle-list li").count()
    assert near > 0
    page.get_by_role("radio", name="30 分钟").click()
    expect(page).to_have_url(re.compile("minutes=30"))
    expect(the_map(page).locator(".ll-block")).to_contain_text("30 分钟")
    settled(page)
    assert page.locator(".ll-circle-list li").count() >= near
    button = page.get_by_role("button", name=re.compile("海报")).first
    poster = downloaded(page, button).read_text(encoding="utf-8")
    assert poster.lower().startswith("<!doctype html>")
    assert "观前街30分钟学习圈" in poster
    assert not re.search(r"(src|href)=[\"']https?:", poster)


def test_one_click_copies_a_link_in_any_language(page: Page, server: Server) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    for lang, name in (("zh", "复制"), ("en", "Copy")):
        visit(page, server, f"/circle?near=观前街&lang={lang}")
        words = page.get_by_test_id("stCode")
        button = words.get_by_role("button", name=name, exact=True)
        expect(button).to_be_visible()  # under no pointer, and below the words
        becomes(page, BELOW)
        page.evaluate("navigator.clipboard.writeText('')")
        button.click()
        page.wait_for_function(
            "text => navigator.clipboard.readText().then((copied) => copied === text)",
            arg=words.locator("code").inner_text(),
        )


def test_a_venue_can_be_the_middle(page: Page, server: Server) -> None:
    visit(page, server, "/circle")
    page.locator(".ll-finder-input").fill("苏州状元博物馆")
    page.locator(".ll-finder-option", has_text="苏州状元博物馆").first.click()
    expect(page.locator(".ll-circle-group").first).to_be_visible()
    assert "/circle" in page.url


def test_a_line_without_an_answer_leaves_no_earlier_circle(page: Page, server: Server) -> None:
    visit(page, server, "/circle?near=观前街")
    groups, box = page.locator(".ll-circle-group"), page.locator(".ll-finder-input")
    expect(groups.first).to_be_visible()
    for line, told in (("qwzxv啊啊", "没有找到"), ("虎丘", "您是不是要找")):
        box.fill(line)
        page.keyboard.press("Enter")
        expect(page.get_by_text(told).first).to_be_visible()
        expect(groups).to_have_count(0)
        settled(page)
    page.locator(".st-key-choices button", has_text="虎丘街道").click()
    expect(groups.first).to_be_visible()
    expect(page).to_have_url(re.compile("near=320508022"))
    box.fill("qwzxv啊啊")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="回到刚才的结果").click()
    expect(groups.first).to_be_visible()


def test_a_narrow_screen(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for query in ("", "?near=观前街", "?near=观前街&senior=1&lang=en"):
        visit(page, server, "/circle" + query)
        fits(page)
        row = "e => e.scrollWidth - e.clientWidth"
        assert "en" not in query or page.locator(".ll-pages").evaluate(row) <= 0  # no tab is off it
