"""Find in a real browser, as a resident uses it."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from screens import (
    HOSTILE,
    RESTS,
    ROOT,
    SCROLL,
    colliding,
    fits,
    map_frame,
    query_of,
    scroll_of,
    settled,
    still,
    the_map,
    visit,
)

from locator import clock
from locator.pack.read import load_pack
from locator.venues.search import VenueIndex, VenueQuery

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from screens import Server

pytestmark = pytest.mark.browser


def test_libraries_near_chayuanchang_on_a_phone(
    visitor: Callable[..., Page], server: Server
) -> None:
    page = visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visit(page, server)
    page.locator(".ll-finder-input").tap()
    page.keyboard.type("chayuanchang", delay=20)
    page.locator(".ll-finder-option", has_text="察院场站").tap()
    expect(page.locator(".ll-results")).to_contain_text("察院场站附近")
    page.locator(".st-key-more_filters button").tap()
    page.locator(".st-key-layer input").tap()
    page.get_by_role("option", name=re.compile("^图书馆（")).tap()
    expect(page.locator(".ll-card-kind").first).to_have_text("图书馆")
    pack = load_pack(ROOT / "geodata" / "suzhou")
    place = pack.places[pack.places["name"] == "察院场站"].iloc[0]
    near = VenueIndex(pack.venues).nearest(
        place["lon"], place["lat"], k=3, filters=VenueQuery(layers=("library",))
    )
    nearest = list(near.located["name"])
    expect(page.locator(".ll-card-name").first).to_have_text(nearest[0])
    settled(page)
    names = page.locator('[data-id="near"] .ll-card-name').all_inner_texts()[:3]
    assert names == nearest[: len(names)]
    fits(page)
    # The first card begins in the upper half of the screen.
    visit(page, server)
    expect(page.locator(".ll-card").first).to_be_visible()
    still(page, ".ll-card")
    assert (page.locator(".ll-card").first.bounding_box() or {})["y"] < 844 / 2


def test_list_and_map_keep_step_without_a_reload(page: Page, server: Server) -> None:
    visit(page, server, "/?near=察院场站")
    pins = the_map(page).locator(".ll-pin")
    expect(pins.first).to_be_visible()
    frame = map_frame(page)
    frame.evaluate("window.__mark = 1")
    name = page.locator(".ll-card-name").nth(1).inner_text()
    page.locator("button.ll-card-head").nth(1).click()
    expect(the_map(page).locator(".ll-chosen")).to_have_count(1)
    expect(the_map(page).locator(".ll-tip-chosen")).to_have_text(name)
    expect(page.locator('.ll-card[data-chosen="true"] .ll-card-name')).to_have_text(name)
    still(frame, ".leaflet-marker-icon")  # the map flies to what was chosen
    assert colliding(page) == []
    alone = ".leaflet-marker-icon:not(:has(.ll-chosen)):not(:has(.ll-many))"
    other = the_map(page).locator(alone).last
    label = other.get_attribute("aria-label")
    other.dispatch_event("click")
    expect(page.locator('.ll-card[data-chosen="true"] .ll-card-name')).to_have_text(label or "")
    assert frame.evaluate("window.__mark") == 1


#: How many venues the pins stand for, and how many pairs of pins lie on each other.
PINS = """() => {
  const pins = [...document.querySelectorAll(".ll-pin")];
  const boxes = pins.map((pin) => pin.getBoundingClientRect());
  const common = (a, b, from, to) => Math.min(a[to], b[to]) - Math.max(a[from], b[from]);
  const pairs = boxes.flatMap((a, n) => boxes.slice(0, n).filter((b) =>
    common(a, b, "left", "right") > 1 && common(a, b, "top", "bottom") > 1));
  const more = (pin) => Number(pin.querySelector(".ll-pin-more")?.textContent ?? 0);
  const number = (pin) =>
    (pin.matches(".ll-many") ? Number(pin.firstChild.textContent) : 1) + more(pin);
  return [pins.map(number).reduce((a, b) => a + b), pairs.length];
}"""


def test_no_pin_hides_another_and_those_at_one_place_open_together(
    visitor: Callable[..., Page], server: Server
) -> None:
    page = visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visit(page, server)
    expect(the_map(page).locator(".ll-pin").first).to_be_visible()
    frame = map_frame(page)
    still(frame, ".leaflet-marker-icon")
    all_of_them = frame.evaluate(PINS)[0]
    for zoom in range(8, 19):
        frame.evaluate(f"void map.setView([31.3261, 120.6127], {zoom}, {{animate: false}})")
        assert frame.evaluate(PINS) == [all_of_them, 0], zoom

    # What is far apart is gone nearer to, and nothing is chosen.
    frame.evaluate("void map.setZoom(10, {animate: false})")
    the_map(page).locator(".ll-many", has_text=re.compile("^[0-9]{2}$")).first.tap()
    frame.wait_for_function("map.getZoom() > 10 && !map._animatingZoom")
    settled(page)
    expect(page.locator('.ll-card[data-chosen="true"]')).to_have_count(0)

    # Three at 人民路2075号, some metres apart.
    pack = load_pack(ROOT / "geodata" / "suzhou")
    there = pack.venues[pack.venues["address"].str.startswith("人民路2075号")]
    frame.evaluate("void map.setView([31.3261, 120.6127], 15, {animate: false})")
    pin = the_map(page).locator('.leaflet-marker-icon[aria-label*="苏州市名人馆"]')
    expect(pin).to_have_text("3")
    pin.tap()
    chosen = page.locator('.ll-card[data-chosen="true"]')
    assert len(there) == 3
    expect(chosen).to_have_count(3)
    for key in there["id"]:
        expect(chosen.locator(f'a[href^="venue?id={key}"]')).to_have_count(1)
    tip = the_map(page).locator(".ll-tip-chosen").last
    names = chosen.locator(".ll-card-name").all_inner_texts()
    assert set(tip.inner_text().split("\n")) == set(names)

    # What is chosen keeps its looks and its name whatever lies beside it, which a corner counts.
    settled(page)
    for zoom in range(10, 19):
        frame.evaluate(f"void map.setZoom({zoom}, {{animate: false}})")
        assert frame.evaluate(PINS) == [all_of_them, 0], zoom
        tips = the_map(page).locator(".ll-tip-chosen").all_inner_texts()
        assert {name for tip in tips for name in tip.split("\n")} == set(names)


def test_a_filter_keeps_the_map(page: Page, server: Server) -> None:
    visit(page, server, "/?near=察院场站")
    expect(the_map(page).locator(".ll-pin").first).to_be_visible()
    frame = map_frame(page)
    frame.evaluate("window.__mark = 1")
    before = page.locator(".ll-results").inner_text()
    page.locator(".st-key-group button", has_text="阅读").click()
    expect(page.locator(".ll-results")).not_to_have_text(before)
    assert frame.evaluate("window.__mark") == 1
    expect(page).to_have_url(re.compile("group=reading"))
    page.reload()
    expect(page.locator(".ll-results")).not_to_have_text(before)
    expect(
        page.locator(".st-key-group button[aria-checked=true], .st-key-group button[data-selected]")
    ).to_have_count(1)


POSITION = {"latitude": 31.2987653, "longitude": 120.6123457, "accuracy": 20}


def test_a_position_is_used_and_goes_nowhere(visitor: Callable[..., Page], server: Server) -> None:
    page = visitor(geolocation=POSITION, permissions=["geolocation"])
    visit(page, server)
    page.locator(".ll-finder-locate").click()
    expect(page.locator(".ll-results")).to_contain_text("我的位置附近")
    expect(page.locator(".ll-finder-status")).to_contain_text("误差约 20 米")
    expect(page.locator(".ll-card-distance").first).to_contain_text("距我的位置")
    kept = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])"
    )
    written = [kept, page.url, server.log.read_text(encoding="utf-8", errors="replace")]
    written += [f.read_text(errors="replace") for f in server.home.rglob("*") if f.is_file()]
    for text in written:
        assert "31.298" not in text
        assert "120.612" not in text
    page.reload()
    expect(page.locator(".ll-results")).not_to_contain_text("我的位置")


def test_a_refused_position_says_so(page: Page, server: Server) -> None:
    visit(page, server)
    page.locator(".ll-finder-locate").click()
    expect(page.locator(".ll-finder-status")).to_contain_text("没有得到定位许可")


def test_keyboard_alone_finds_a_place(page: Page, server: Server) -> None:
    visit(page, server)
    page.locator(".ll-finder-input").focus()
    page.keyboard.type("gsq", delay=20)
    expect(page.locator(".ll-finder-option").first).to_contain_text("姑苏区")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("near=320508$"))
    page.locator(".ll-finder-input").fill("这个地方不存在啊啊")
    page.keyboard.press("Enter")
    expect(page.locator(".ll-finder-status")).to_contain_text("没有听懂")


def test_a_typed_line_is_acted_upon_only_when_sure(page: Page, server: Server) -> None:
    visit(page, server)
    box, chips = page.locator(".ll-finder-input"), page.locator(".st-key-chips button")
    box.fill("虎丘的图书馆")
    page.keyboard.press("Enter")
    choices = page.locator(".st-key-choices button")
    expect(choices).to_contain_text(["虎丘区", "虎丘街道", "都不是"])
    expect(chips).to_have_count(0)
    choices.filter(has_text="虎丘街道").click()
    expect(chips).to_contain_text(["虎丘街道", "图书馆等 2 类"])
    expect(choices).to_have_count(0)
    expect(page).to_have_url(re.compile("near=320508022"))
    chips.filter(has_text="图书馆").click()
    expect(chips).to_have_count(0)  # the place alone stands in the headline
    expect(page.locator(".ll-results")).to_contain_text("虎丘街道")
    expect(page).to_have_url(re.compile("near=320508022"))
    box.fill("平江区")
    page.keyboard.press("Enter")
    expect(page.locator(".ll-finder-status")).to_contain_text("现为姑苏区")


def test_no_earlier_answer_stays_beneath_a_line_that_is_not_understood(
    page: Page, server: Server
) -> None:
    visit(page, server, "/?near=察院场站&group=reading")
    box, cards = page.locator(".ll-finder-input"), page.locator(".ll-card")
    status, results = page.locator(".ll-finder-status"), page.locator(".ll-results")
    for line, said in (("这个地方不存在啊啊", "没有听懂"), ("31.3, 999", "经度")):
        box.fill(line)
        page.keyboard.press("Enter")
        expect(status).to_contain_text(said)
        expect(cards).to_have_count(0)
        expect(results).to_have_count(0)
        settled(page)
        page.get_by_role("button", name="回到刚才的结果").click()
        expect(results).to_contain_text("察院场站附近")
        expect(status).to_be_empty()
    # What the sentence offers is there: a tap on the map is a place to start from.
    box.fill("qwzxv")
    page.keyboard.press("Enter")
    expect(page.get_by_text("点地图上的一处")).to_be_visible()
    settled(page)
    the_map(page).locator(".leaflet-container").click(position={"x": 180, "y": 200})
    expect(results).to_contain_text("地图上选的点")
    expect(cards.first).to_be_visible()
    expect(status).to_be_empty()


def test_a_venue_that_is_looked_for_opens_its_page(page: Page, server: Server) -> None:
    visit(page, server)
    page.locator(".ll-finder-input").fill("姑苏区老年大学")
    page.locator(".ll-finder-option", has_text="姑苏区老年大学").first.click()
    expect(page.locator("h1")).to_have_text("姑苏区老年大学")


def test_a_card_leads_to_its_page_and_back(page: Page, server: Server) -> None:
    visit(page, server, "/?near=察院场站&group=museums")
    page.locator('[data-id="further"] summary').click()
    expect(page).to_have_url(re.compile("shown=further-10"))
    settled(page)
    before, address = page.locator(".ll-card-name").all_inner_texts(), page.url
    card = page.locator('[data-id="further"] .ll-card').nth(5)
    details = card.get_by_role("link", name="详情")
    details.scroll_into_view_if_needed()
    still(page, ".ll-card")
    name = card.locator(".ll-card-name").inner_text()
    details.click()
    expect(page.locator("h1")).to_have_text(name)
    expect(page).to_have_url(re.compile(r"/venue\?id=sz-"))
    expect(page.locator(".ll-qr")).to_be_visible()
    expect(page.locator('script[type="application/ld+json"]')).to_have_count(1)
    for back in (page.go_back, page.get_by_role("link", name="回到找学习点").click):
        back()
        expect(page.locator(".ll-results")).to_contain_text("察院场站附近")
        expect(page.locator(".ll-card-name")).to_have_text(before)
        page.wait_for_url(lambda url: query_of(url) == query_of(address))
        if back == page.go_back:
            page.go_forward()
            expect(page.locator("h1")).to_have_text(name)


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/circle?near=观前街&minutes=30", ".ll-circle-first a"),
        ("/shares?city=demo&kind=course", ".ll-offer-who a"),
    ],
)
def test_every_page_comes_back_as_it_was(page: Page, server: Server, path: str, link: str) -> None:
    visit(page, server, path)
    settled(page)
    address, shown = page.url, page.locator(".ll-results").first.inner_text()
    page.locator(link).nth(4).scroll_into_view_if_needed()
    scrolled = scroll_of(page)
    page.evaluate("window.locatorSameVisit = true")
    page.locator(link).nth(4).click()
    expect(page.locator(".ll-qr")).to_be_visible()
    settled(page)
    page.wait_for_function(f"{SCROLL} === 0")  # a link leads to the top
    for back in (page.go_back, page.locator(".ll-back").click):
        back()
        expect(page.locator(".ll-results").first).to_have_text(shown)
        page.wait_for_function(f"{SCROLL} === {scrolled}")
        page.wait_for_url(lambda url: query_of(url) == query_of(address))
        if back == page.go_back:
            page.go_forward()
            expect(page.locator(".ll-qr")).to_be_visible()
            settled(page)
    assert scrolled > 0
    assert page.evaluate("window.locatorSameVisit")  # nothing was loaded anew


#: Whether the page that stands on the screen is the one of the address.
_OF_ADDRESS = """() => {
  const same = (href) => {
    const url = new URL(href, document.baseURI);
    url.searchParams.sort();
    return url.pathname + url.search;
  };
  const number = (mark) => Number(mark.dataset.number);
  const marks = [...document.querySelectorAll(".ll-view")].sort((a, b) => number(b) - number(a));
  return marks.length > 0 && same(marks[0].dataset.view) === same(location.href);
}"""
#: The same, drawn to its end.
AT_REST = f"() => {RESTS} && ({_OF_ADDRESS})()"


@pytest.mark.parametrize(
    ("path", "control"),
    [
        ("/?near=察院场站&shown=further-10", ".st-key-group button"),
        ("/circle?near=观前街", ".st-key-minutes button"),
        ("/shares?city=demo&kind=course", ".st-key-kind button"),
        ("/coverage?unit=320508&drawing=hexagons", ".ll-req"),
        ("/data?city=demo&quality=hours", ".st-key-quality button"),
        ("/meeting?city=demo&scope=&parts=standing", ".st-key-full input"),
    ],
)
def test_whoever_hurries_keeps_the_address(
    page: Page, server: Server, path: str, control: str
) -> None:
    """Each step ends the run of the one before, wherever that is."""
    visit(page, server, path)
    page.wait_for_function(AT_REST)
    first = query_of(page.url)
    page.locator(control).last.dispatch_event("click")
    page.wait_for_url(lambda url: query_of(url) != first)
    page.wait_for_function(AT_REST)
    changed = query_of(page.url)
    others = page.locator(".ll-pages a:not([aria-current])").all_inner_texts()
    for name in (others[0], others[-1]):
        link = page.locator(".ll-pages a", has_text=name)
        link.dispatch_event("click")
        page.go_back()
        link.dispatch_event("click")
        page.go_back()
        page.wait_for_function(AT_REST)
        assert query_of(page.url) == changed
    page.go_back()
    page.wait_for_url(lambda url: query_of(url) == first)
    page.wait_for_function(AT_REST)
    still(page, ".ll-results")  # nor does anything come after it
    assert query_of(page.url) == first


#: A map that answers at every picture of a while, as on a loaded machine at the worst one.
TALK = """() => {
  const value = { last_object_clicked_count: 0, last_active_drawing: null };
  const say = (left) => {
    parent.postMessage(
      { isStreamlitMessage: true, type: "streamlit:setComponentValue", dataType: "json", value }, "*");
    if (left) requestAnimationFrame(() => say(left - 1));
  };
  parent.addEventListener("popstate", () => say(20), { once: true });
}"""


@pytest.mark.parametrize(
    ("path", "control"),
    [
        ("/?near=察院场站", ".st-key-group button"),
        ("/circle?near=观前街", ".st-key-minutes button"),
        ("/coverage", ".ll-req"),
    ],
)
def test_a_map_that_answers_late_undoes_no_way_back(
    page: Page, server: Server, path: str, control: str
) -> None:
    visit(page, server, path)
    page.wait_for_function(AT_REST)
    first, drawn = query_of(page.url), page.locator(".ll-results, .ll-map-title").first.inner_text()
    page.locator(control).last.click()
    page.wait_for_url(lambda url: query_of(url) != first)
    page.wait_for_function(AT_REST)
    expect(the_map(page).locator(".leaflet-container")).to_be_visible()
    map_frame(page).evaluate(TALK)
    page.go_back()
    page.wait_for_url(lambda url: query_of(url) == first)
    page.wait_for_function(AT_REST)
    still(page, ".ll-results, .ll-map-title")
    page.wait_for_function(AT_REST)
    expect(page.locator(".ll-results, .ll-map-title").first).to_have_text(drawn)
    assert query_of(page.url) == first


#: A map that answers some milliseconds from now.
ANSWER = """(wait) => setTimeout(() => parent.postMessage({
  isStreamlitMessage: true, type: "streamlit:setComponentValue", dataType: "json",
  value: { last_object_clicked_count: 0, last_active_drawing: null, wait },
}, "*"), wait)"""


def test_a_map_that_answers_behind_a_line_does_not_lose_it(page: Page, server: Server) -> None:
    for wait in (0, 30, 40, 50, 70):
        visit(page, server)
        expect(the_map(page).locator(".leaflet-container")).to_be_visible()
        map_frame(page).evaluate(ANSWER, wait)
        page.locator(".ll-finder-input").fill("虎丘的图书馆")
        page.keyboard.press("Enter")
        choices = page.locator(".st-key-choices button")
        expect(choices).to_contain_text(["虎丘区", "虎丘街道", "都不是"])


def test_hostile_names_are_text(page: Page, server: Server) -> None:
    visit(page, server, "/?city=hostile&near=虚构广场站")
    # Two of them stand at one spot, which is one pin that says so however near one goes.
    expect(the_map(page).locator(".ll-pin").first).to_be_visible()
    still(map_frame(page), ".leaflet-marker-icon")
    map_frame(page).evaluate("void map.setZoom(18, {animate: false})")
    expect(the_map(page).locator(".ll-pin")).to_have_count(2 + len(HOSTILE))
    expect(the_map(page).locator(".ll-many")).to_have_text("2")
    page.locator('[data-id="further"] summary').click()
    expect(page.locator(".ll-card")).to_have_count(3 + len(HOSTILE))
    names = page.locator(".ll-card-name").all_text_contents()
    assert set(HOSTILE.values()) <= set(names)
    alts = (
        the_map(page)
        .locator(".leaflet-marker-icon")
        .evaluate_all("pins => pins.map(p => p.ariaLabel)")
    )
    for key, name in HOSTILE.items():
        page.locator(f'[id="ll-venue-{key}"] .ll-card-head').click()
        # The last name fades out while this one appears.
        expect(the_map(page).locator(".ll-tip-chosen").last).to_contain_text(name)
        settled(page)
    assert set(HOSTILE.values()) <= {line for alt in alts for line in alt.split("\n")}
    assert "broken" not in page.title()
    assert page.evaluate("[...document.images].every(i => !i.src.endsWith('/x'))")


def test_every_page_and_city_speaks_its_language(page: Page, server: Server) -> None:
    latin = re.compile(r"[A-Za-z]{3,}")
    known = re.compile(
        r"English|FICTIONAL DEMO|fictional demo|OpenStreetMap|Excel|CSV|GeoJSON|geodata/\S+|https?://\S+|www\.\S+"
        r"|[\w.-]+\.(?:cn|com)\b\S*|ODbL|github\S*|SuzhouMap|GeoNames|TravelEval"
    )
    pages = ("/", "/coverage", "/circle", "/data", "/correct", "/shares")
    # The invented city has the same words, and names of its own on the map and the matrix.
    for city, paths in (("suzhou", pages), ("demo", pages[1:3])):
        for path in paths:
            page.goto(f"{server.url}{path}?city={city}")
            expect(page.locator(".ll-footer")).to_be_visible()
            expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
            # Streamlit's own link for keyboards is named by a script that comes when it comes.
            skip = page.get_by_test_id("stSkipToContent")
            expect(skip).not_to_have_text(latin)
            settled(page)
            lines = (
                page.locator("body")
                .evaluate(
                    """body => {
                  body.querySelectorAll('[data-testid="stIconMaterial"]').forEach(i => i.remove());
                  return body.innerText;
                }"""
                )
                .splitlines()
            )
            leaked = [line for line in lines if latin.search(known.sub("", line))]
            assert leaked == [], json.dumps(leaked, ensure_ascii=False)


def test_nothing_english_shows_before_our_script_is_there(page: Page, server: Server) -> None:
    page.route("**/locator/frame.js", lambda route: route.abort())
    page.goto(f"{server.url}/correct")
    expect(page.locator(".ll-footer")).to_be_visible()
    skip = page.get_by_test_id("stSkipToContent")
    expect(skip).to_have_text("Skip to main content")
    expect(skip).not_to_be_visible()


def test_what_is_open_on_saturday_in_two_taps(visitor: Callable[..., Page], server: Server) -> None:
    """Somebody of 70, with a phone in one hand."""
    page = visitor(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        geolocation=POSITION,
        permissions=["geolocation"],
    )
    visit(page, server, "/?senior=1")
    page.get_by_role("button", name="我的位置").tap()
    expect(page.locator(".ll-results")).to_contain_text("我的位置附近")
    settled(page)
    ahead = (5 - clock.today().weekday()) % 7
    name = ("今天", "明天")[ahead] if ahead < 2 else "周六"
    page.locator(".st-key-on button", has_text=name).first.tap()
    expect(page.locator(".ll-card-hours").first).to_contain_text("周六")
    expect(page.locator(".ll-card-hours").first).to_have_attribute("data-state", "open")
    settled(page)
    # Results begin on the first screen.
    assert (page.locator(".ll-results").bounding_box() or {})["y"] < 700
    assert "120.6" not in page.url


@pytest.mark.parametrize("query", ["", "near=察院场站&senior=1", "near=察院场站&lang=en"])
def test_no_chip_of_the_row_lies_on_another(
    visitor: Callable[..., Page], server: Server, query: str
) -> None:
    page = visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visit(page, server, f"/?{query}")
    still(page, ".st-key-chips_row button")
    ends = page.locator(".st-key-chips_row button").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).map(b => [b.left, b.right])"
    )
    assert len(ends) > 8
    assert all(right <= left for (_, right), (left, _) in pairwise(ends))
    fits(page)


def test_an_error_is_reported_from_a_card(page: Page, server: Server) -> None:
    visit(page, server, "/?near=察院场站")
    name = page.locator(".ll-card-name").first.inner_text()
    page.locator(".ll-wrong").first.click()
    expect(page.locator("h1")).to_have_text("报告错误")
    expect(page.locator(".ll-results")).to_contain_text(name)
    expect(page.locator(".st-key-correct_trap")).to_be_hidden()
    settled(page)
    page.get_by_label("应该是什么？").fill("周二至周日 9:00-16:30")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("收到了，谢谢您！")).to_be_visible()
    page.get_by_role("link", name="回到这个场所").click()
    expect(page.locator("h1")).to_have_text(name)
