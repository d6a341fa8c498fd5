"""The meeting on a projector: turned by keys, nothing cut off, no server needed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from screens import SCROLL, becomes, settled, visit

from locator.city import City
from locator.folders import DEMO
from locator.pack.read import load_pack
from locator.reports.building.build import build
from locator.reports.content.choices import Choices
from locator.reports.slides.deck import deck
from locator.reports.slides.html import to_html

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from screens import Server

pytestmark = pytest.mark.browser

#: Texts that leave their slide or are cut by their own box, and letters too small for the room.
FAULTS = """() => {
  const sheet = document.querySelector(".ll-deck .ll-slide:not([hidden])");
  const edge = sheet.getBoundingClientRect();
  const faults = [];
  for (const node of sheet.querySelectorAll("h2, .ll-slide-lead, table, td, th, li, h3, .ll-slide-panels, .ll-slide-points, .ll-slide-cover p, svg")) {
    const box = node.getBoundingClientRect();
    const out = box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1 || box.bottom > edge.bottom + 1;
    const cut = node.scrollHeight > node.clientHeight + 2 && getComputedStyle(node).overflow === "hidden";
    const scale = edge.width / 960;
    const small = node.matches("td, li, h3, .ll-slide-lead") && parseFloat(getComputedStyle(node).fontSize) * scale < 17.9;
    if (out || cut || small) faults.push([node.tagName, node.className, node.textContent.slice(0, 40), out, cut, small]);
  }
  const foot = sheet.querySelector(".ll-slide-foot").getBoundingClientRect().top;
  for (const last of sheet.querySelectorAll("table, .ll-slide-points li:last-child, .ll-slide-cover p:last-child"))
    if (last.getBoundingClientRect().bottom > foot + 1) faults.push(["reaches the foot", last.tagName]);
  return faults;
}"""

#: The words of the presenter's bar that do not fit.
CLIPPED = """() => [...document.querySelectorAll(".ll-deck-bar > *")].filter((one) => {
  const box = one.getBoundingClientRect();
  return one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1
    || box.left < 0 || box.right > innerWidth;
}).map((one) => one.textContent)"""

#: Size of the next slide in the presenter's window, the colours of plain cells that are not the slide's
#: own, and whether notes run out of the window.
DRAWN = """() => {
  const slide = document.querySelector(".ll-slide"), box = slide.getBoundingClientRect();
  const colour = (node) => getComputedStyle(node).color;
  const cells = [...slide.querySelectorAll("td:not([class*=ll-slide-])")].map(colour);
  return {
    size: [box.width, box.height],
    foreign: cells.filter((found) => found !== colour(slide)),
    cut: document.documentElement.scrollWidth > innerWidth
      || document.documentElement.scrollHeight > innerHeight,
  };
}"""


def test_slides_are_turned_by_keys_and_fit_the_projector(
    visitor: Callable[..., Page], server: Server
) -> None:
    page = visitor(viewport={"width": 1280, "height": 720})
    for query in ("lang=en&city=demo", ""):
        visit(page, server, f"/meeting?{query}")
        page.get_by_role("button", name=re.compile("^(开始汇报|Start)$")).click()
        count = page.locator(".ll-deck-count")
        expect(count).to_have_text(re.compile(r"^1 / \d+$"))
        total = int((count.text_content() or "").split("/")[1])
        assert 5 < total <= 12
        for number in range(1, total + 1):
            expect(count).to_have_text(f"{number} / {total}")
            becomes(page, FAULTS, [])
            page.keyboard.press("ArrowRight" if number % 2 else "PageDown")
        expect(page).to_have_url(re.compile(f"slide={total}"))
        page.keyboard.press("Home")
        expect(count).to_have_text(f"1 / {total}")
        page.keyboard.press("Escape")
        expect(page.locator(".ll-deck")).to_have_count(0)
        expect(page).not_to_have_url(re.compile("slide="))


def test_a_reload_comes_back_to_the_slide(page: Page, server: Server) -> None:
    visit(page, server, "/meeting?city=demo&slide=4")
    count = page.locator(".ll-deck-count")
    expect(count).to_have_text(re.compile("^4 / "))
    page.keyboard.press("ArrowLeft")
    expect(count).to_have_text(re.compile("^3 / "))
    page.get_by_role("button", name="下一张").click()
    expect(count).to_have_text(re.compile("^4 / "))
    notes = page.locator(".ll-deck-notes")
    expect(notes).to_be_hidden()
    page.keyboard.press("n")
    expect(notes).to_contain_text("数据截至")
    expect(page.locator(".ll-deck .ll-slide:visible .ll-slide-tag")).to_contain_text("虚构示例")


def test_a_link_out_of_the_meeting_keeps_the_visit_and_its_place(
    page: Page, server: Server
) -> None:
    visit(page, server, "/meeting?city=demo")
    expect(page.locator(".ll-sheet")).to_be_visible()
    settled(page)
    page.evaluate(f"{SCROLL} = 200")
    page.wait_for_function(f"{SCROLL} === 200")
    page.evaluate("window.locatorSameVisit = true")
    page.locator(".ll-pages a", has_text="覆盖缺口").dispatch_event("click")
    expect(page.locator("h1")).to_have_text("覆盖缺口")
    settled(page)
    page.go_back()
    expect(page.locator("h1")).to_have_text("会议汇报")
    page.wait_for_function(f"{SCROLL} === 200")
    assert page.evaluate("window.locatorSameVisit")  # nothing was loaded anew


def test_slides_turn_when_the_server_is_gone(page: Page, server: Server) -> None:
    visit(page, server, "/meeting?city=demo")
    expect(page.locator(".ll-sheet")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="开始汇报").click()
    for number in (2, 3):
        page.keyboard.press("PageDown")
        expect(page.locator(".ll-deck-count")).to_have_text(re.compile(f"^{number} / "))
    page.keyboard.press("Escape")
    expect(page.locator(".ll-deck")).to_have_count(0)
    # Whatever Streamlit says of the server lies over nothing: the deck begins again.
    # Its dialog makes the page inert and stops clicks, as after a server was killed; one that is
    # out of reach does not yet.
    page.evaluate(
        """() => {
            document.getElementById("root").inert = true;
            document.addEventListener("click", (event) => event.stopPropagation(), true);
        }"""
    )
    page.get_by_role("button", name="开始汇报").click()
    expect(page.locator(".ll-deck-count")).to_have_text(re.compile("^1 / "))
    assert page.evaluate(
        """() => document.elementFromPoint(innerWidth / 2, innerHeight / 2).closest(".ll-deck") !== null"""
    )
    page.keyboard.press("Escape")
    page.context.set_offline(False)


def presented(page: Page) -> None:
    """The presenter's window is drawn as the slides are, beside notes that stay in their column."""
    with page.expect_popup() as opened:
        page.keyboard.press("p")
    expect(opened.value.locator(".ll-presenter-notes")).to_contain_text("数据截至")
    becomes(opened.value, DRAWN, {"size": [480, 270], "foreign": [], "cut": False})


def test_the_presenters_window_is_drawn_by_the_site_too(page: Page, server: Server) -> None:
    visit(page, server, "/meeting?city=demo")
    page.get_by_role("button", name="开始汇报").click()
    expect(page.locator(".ll-deck-count")).to_have_text(re.compile("^1 / "))
    assert page.evaluate("document.fullscreenElement !== null")
    page.context.set_offline(True)
    presented(page)


def test_a_phone_shows_every_word_of_the_bar(visitor: Callable[..., Page], server: Server) -> None:
    page = visitor(viewport={"width": 390, "height": 844})
    for lang in ("zh", "en"):
        visit(page, server, f"/meeting?city=demo&lang={lang}&slide=2")
        expect(page.locator(".ll-deck-count")).to_be_visible()
        becomes(page, CLIPPED, [])


def test_the_deck_runs_from_a_file(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    desk = City(pack=load_pack(DEMO))
    report = build(desk, Choices(sections=("standing", "maps", "next")), "zh")
    file = tmp_path / "deck.html"
    file.write_bytes(to_html(report))
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("request", lambda request: failed.append(request.url))
    page.goto(file.as_uri())
    expect(page.locator(".ll-sheet-slide")).to_have_count(len(deck(report)))
    page.get_by_role("button", name="开始汇报").click()
    expect(page.locator(".ll-deck-count")).to_have_text(re.compile("^1 / "))
    assert page.evaluate("document.fullscreenElement?.className") == "ll-deck ll-deck-awake"
    presented(page)
    page.keyboard.press("PageDown")
    expect(page.locator(".ll-deck-count")).to_have_text(re.compile("^2 / "))
    page.keyboard.press("Escape")
    expect(page.locator(".ll-deck")).to_have_count(0)
    page.context.close()
    assert failed == [file.as_uri()]
