"""The light face in a browser: nothing for axe, a position that stays, and no script at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from screens import fits

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from screens import Server

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize(
    ("path", "scheme"),
    [
        ("/m?near=察院场站&senior=1", "light"),
        ("/m/venue?id=sz-85cc4fc4ac&lang=en", "dark"),
        ("/m/shares?city=demo", "dark"),
        ("/m/circle?near=观前街&lang=en&senior=1", "light"),
        ("/m/correct?id=sz-85cc4fc4ac&senior=1", "dark"),
    ],
)
def test_axe_finds_nothing_and_thumbs_have_room(
    visitor: Callable[..., Page], server: Server, path: str, scheme: str
) -> None:
    page = visitor(viewport=PHONE, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in {"error", "warning"} else None)
    page.goto(server.url + path)
    found = Axe().run(page).response["violations"]
    faults = [(v["id"], v["nodes"][0]["html"][:200]) for v in found]
    assert faults == [], json.dumps(faults, ensure_ascii=False)
    small = page.evaluate(
        "[...document.querySelectorAll('main :is(a,button,input,summary)')].filter(e => {"
        "const b = (e.closest('label') ?? e).getBoundingClientRect(); return b.width && b.height < 43.5;"
        "}).map(e => e.outerHTML.slice(0, 90))"
    )
    assert small == []
    fits(page)
    row = "e => e.scrollWidth - e.clientWidth"
    assert page.locator("header nav").evaluate(row) <= 0  # every page is in sight
    assert said == []  # the policy on scripts blocks nothing of ours
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()


def test_a_position_is_in_no_address_and_is_there_again_after_a_venue(
    visitor: Callable[..., Page], server: Server
) -> None:
    here = {"longitude": 120.6123457, "latitude": 31.2987653}
    page = visitor(viewport=PHONE, geolocation=here, permissions=["geolocation"])
    page.goto(server.url + "/m")
    page.get_by_role("button", name="我的位置").click()
    near = page.locator(".answer", has_text="我的位置")
    expect(near).to_be_visible()
    page.get_by_role("button", name="免费").click()
    expect(page.locator(".button[aria-current]", has_text="免费")).to_be_visible()
    sentence = near.inner_text()
    assert "120.6" not in page.url
    assert "free=1" in page.url
    page.locator(".card h2 a").first.click()
    expect(page.locator(".week, .quiet").first).to_be_visible()
    page.go_back()
    expect(near).to_have_text(sentence)
    # What is kept on this device stands on the first page of both faces.
    star = page.locator("[data-star]").first
    star.click()
    expect(star).to_have_text("★")
    page.goto(server.url + "/m?senior=1")
    expect(page.locator("#places a")).to_have_text(star_name(page))
    assert "120.6" not in server.log.read_text(encoding="utf-8", errors="replace")


def star_name(page: Page) -> str:
    """The one place that the browser keeps."""
    found: str = page.evaluate(
        "Object.values(JSON.parse(localStorage['locator-places']))[0][0].name"
    )
    return found


def test_without_a_script_a_line_is_answered(visitor: Callable[..., Page], server: Server) -> None:
    page = visitor(viewport=PHONE, java_script_enabled=False)
    page.goto(server.url + "/m")
    page.locator("#q").fill("木渎附近的图书馆")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".answer")).to_contain_text("木渎")
    page.goto(server.url + "/m/map?unit=320506103")
    page.locator("input[type=image]").click()
    expect(page.locator(".answer")).to_contain_text("地图上选的点")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("senior", ["", "1"])
def test_a_venue_prints_on_one_sheet_in_either_size_of_type(
    page: Page, server: Server, lang: str, senior: str
) -> None:
    for venue in ("sz-23c22aa7d0", "sz-85cc4fc4ac"):  # a museum and a library with a week of hours
        page.goto(f"{server.url}/m/venue?id={venue}&lang={lang}&senior={senior}")
        assert len(pypdfium2.PdfDocument(page.pdf(format="A4"))) == 1
