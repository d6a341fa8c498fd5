"""Coverage in a real browser, as a planner uses it."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from screens import ROOT, colliding, downloaded, fits, map_frame, still, the_map, visit

from locator.coverage.verdicts import evaluate_pack
from locator.pack.read import load_pack

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from screens import Server

pytestmark = pytest.mark.browser


def test_a_hexagon_opens_its_evidence(page: Page, server: Server) -> None:
    visit(page, server, "/coverage?drawing=hexagons")
    units = the_map(page).locator(".ll-unit")
    expect(units).to_have_count(98)
    assert colliding(page) == []
    the_map(page).locator("path.leaflet-interactive").first.dispatch_event("click")
    expect(page.locator(".ll-evidence-title")).to_contain_text("社区教育中心")
    expect(page).to_have_url(re.compile(r"unit=3205\d+"))
    expect(page.locator(".ll-evidence")).to_contain_text("条款")


def test_choosing_a_requirement_changes_map_and_address(page: Page, server: Server) -> None:
    visit(page, server, "/coverage")
    page.get_by_role("button", name=re.compile("^老年学校")).first.click()
    expect(page.locator(".ll-map-title")).to_contain_text("老年学校：已知达到 13 / 98")
    expect(page).to_have_url(re.compile("requirement=town-senior-school"))
    page.go_back()
    expect(page.locator(".ll-map-title")).to_contain_text("社区教育中心")


def test_every_name_lies_on_its_area(page: Page, server: Server) -> None:
    """Names are placed after the frame has its size, in either theme and drawing."""
    farthest = """() => {
      const middle = (e) => {
        const box = e.getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];
      };
      const areas = [...document.querySelectorAll("path.leaflet-interactive")].map(middle);
      const names = [...document.querySelectorAll(".ll-unit")].map(middle);
      return Math.max(...names.map(([x, y]) =>
        Math.min(...areas.map(([a, b]) => Math.hypot(x - a, y - b)))));
    }"""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for drawing in ("geography", "hexagons"):
            visit(page, server, f"/coverage?city=demo&drawing={drawing}")
            expect(the_map(page).locator(".ll-unit").first).to_be_attached()
            frame = map_frame(page)
            still(frame, ".ll-unit, path.leaflet-interactive")
            assert frame.evaluate(farthest) < 3
            assert colliding(page) == []


def test_status_is_never_colour_alone(page: Page, server: Server) -> None:
    visit(page, server, "/coverage?city=demo&requirement=town-senior-school")
    expect(the_map(page).locator(".ll-unit b").first).to_be_attached()
    still(map_frame(page), ".ll-unit, path.leaflet-interactive")
    symbols = set(the_map(page).locator(".ll-unit b").all_text_contents())
    assert symbols == {"●", "▲", "○"}
    expect(the_map(page).locator('path[fill="url(#ll-hatch)"]')).not_to_have_count(0)
    for word in ("达到", "缺口", "未上报", "虚构示例"):
        expect(the_map(page).locator(".ll-legend")).to_contain_text(word)


def test_the_download_is_what_is_seen(page: Page, server: Server) -> None:
    pack = load_pack(ROOT / "geodata" / "demo")
    county = pack.units.index[pack.units["level"] == "county"][1]
    visit(page, server, f"/coverage?city=demo&scope={county}&status=gap")
    path = downloaded(page, page.locator(".st-key-download_csv button"))
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    verdicts = evaluate_pack(pack)
    inside = verdicts["unit"].map(pack.units["county"]) == county
    expected = verdicts[inside & (verdicts["status"] == "gap")]
    assert len(rows) - 1 == len(expected)
    assert {row[5] for row in rows[1:]} == set(expected["unit"])
    assert {row[0] for row in rows[1:]} == {"虚构示例 FICTIONAL DEMO"}


def test_narrow_screen_has_no_sideways_scroll(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for query in ("", "?lang=en&city=demo"):
        visit(page, server, "/coverage" + query)
        fits(page)
        assert colliding(page) == []


def test_dark_theme_is_dark(page: Page, server: Server) -> None:
    page.emulate_media(color_scheme="dark")
    visit(page, server, "/coverage")
    expect(page.locator("html")).to_have_attribute("data-locator-theme", "dark")
    ground = the_map(page).locator(".leaflet-container")
    expect(ground).to_have_css("background-color", "rgb(27, 34, 38)")
