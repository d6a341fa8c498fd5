"""Nobody is shut out: axe-core on every page, keyboard, senior mode."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from screens import fits, settled, still, visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from screens import Server

pytestmark = pytest.mark.browser

PAGES = (
    "/?near=察院场站",
    "/coverage?city=demo",
    "/siting?city=demo&question=site",
    "/circle?near=观前街",
    "/venue?id=sz-85cc4fc4ac",
    "/data",
    "/correct?id=sz-85cc4fc4ac",
    "/shares",
    "/meeting",
    "/desk?part=import",
)
#: Every choice of scheme, language and type stands beside every other once.
LOOKS = (("light", "zh", ""), ("dark", "en", ""), ("light", "en", "1"), ("dark", "zh", "1"))
GRAVE = {"serious", "critical"}
#: Streamlit's own: what its widgets are built of, which a page cannot change. The canvas of a
#: table scrolls in a box of its own that takes no focus; the table itself answers to the arrows.
FRAMEWORK = {"scrollable-region-focusable": "[data-testid=stDataFrame]"}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_grave(
    visitor: Callable[..., Page], server: Server, look: tuple[str, str, str]
) -> None:
    scheme, lang, senior = look
    query = f"lang={lang}" + ("&senior=1" if senior else "")
    page = visitor(color_scheme=scheme)
    # One look a page, since all pages share their colours: over the pages each pair of choices comes up.
    for path in PAGES[LOOKS.index(look) :: len(LOOKS)]:
        visit(page, server, path + ("&" if "?" in path else "?") + query)
        still(page)  # what fades in has not yet the contrast that it will have
        found = Axe().run(page).response["violations"]
        grave = [
            (v["id"], [n["target"] for n in v["nodes"]][:5], v["nodes"][0]["html"][:200])
            for v in found
            if v["impact"] in GRAVE and v["id"] not in FRAMEWORK
        ]
        assert grave == [], json.dumps([path, grave], ensure_ascii=False, indent=1)
        size = page.viewport_size
        assert size is not None
        page.set_viewport_size({"width": 390, "height": 844})
        fits(page)
        page.set_viewport_size(size)


def test_senior_mode_is_large_and_stays(visitor: Callable[..., Page], server: Server) -> None:
    page = visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visit(page, server, "/?near=察院场站")
    page.locator(".st-key-senior label").tap()
    expect(page.locator(".ll-speak")).to_be_visible()
    expect(page).to_have_url(re.compile("senior=1"))
    expect(page.locator("html")).to_have_attribute("data-locator-senior", "yes")
    settled(page)
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    for part in (".ll-card-distance", ".ll-facts dd", ".ll-finder-input", ".ll-purpose"):
        assert page.locator(part).first.evaluate(size) >= 20
    for button in page.locator(".ll-card").first.locator(".ll-action").all():
        assert (button.bounding_box() or {})["height"] >= 44
    fits(page)
    page.get_by_role("link", name="详情").first.tap()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-locator-senior", "yes")
