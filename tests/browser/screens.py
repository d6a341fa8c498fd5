"""What the browser tests share: the server, how to open a page, and names meant to break it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import TimeoutError as TookTooLong
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Frame, FrameLocator, Locator, Page

ROOT = Path(__file__).resolve().parents[2]
#: How long any state may take to come, in milliseconds: a machine may be loaded ten times over.
#: Whoever waits waits for a state, so a fast machine never spends it.
PATIENCE = 120_000
DESK_PASSWORD = "correct horse battery"  # noqa: S105 - for tests

HOSTILE = {
    "h-img": "<img src=x onerror=document.title='broken'>",
    "h-dollar": "${document.title='broken'}",
    "h-tick": "`+(document.title='broken')+`",
    "h-quote": "${it's}",
    "h-back": "\\",
    "h-script": "</script><script>document.title='broken'</script>",
    "h-rtl": "\u202eتعليم\u202c右到左",
    "h-brace": "{{7*7}} {% raw %}",
    "h-long": "很长" * 5000,
}


@dataclass(frozen=True)
class Server:
    """The running application: where it is, what it logs, and the folder it lives in."""

    url: str
    log: Path
    home: Path


def visit(page: Page, server: Server, path: str = "/") -> None:
    """Open a page and wait until it is drawn to its end."""
    page.goto(server.url + path)
    expect(page.locator(".ll-footer")).to_be_visible(timeout=PATIENCE)
    settled(page)


#: Whether no run of the page is under way and every part of it is there: Streamlit fetches a
#: widget's script when the first of its kind is drawn, and shows grey bars until then.
RESTS = """document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning" &&
  document.querySelector('[data-testid="stSkeleton"]') === null"""


def settled(page: Page) -> None:
    """Wait until the page rests: what is clicked meanwhile may be replaced, what is read be half."""
    page.wait_for_function(RESTS, timeout=PATIENCE)


def becomes(page: Page, script: str, wanted: object = True) -> None:  # noqa: FBT002 - a value of JSON
    """Wait until a script's value is the one wanted: what is measured may still be moving."""
    value = json.dumps(json.dumps(wanted, separators=(",", ":")))
    try:
        page.wait_for_function(f"() => JSON.stringify(({script})()) === {value}", timeout=PATIENCE)
    except TookTooLong:
        assert page.evaluate(script) == wanted


def fits(page: Page) -> None:
    """The page is no wider than its window."""
    size = page.viewport_size
    assert size is not None
    # On Streamlit's pages the document stands still and its main part slides.
    widest = "Math.max(...[document.documentElement, {main}].map((e) => e?.scrollWidth ?? 0))"
    main = """document.querySelector('[data-testid="stMain"]')"""
    becomes(page, f"() => {widest.format(main=main)} <= {size['width']}")


#: What a finger cannot well hit: controls below 44 pixels either way. A field of Streamlit's is its
#: box, with all in it; the way past the navigation is for keyboards.
_SMALL = """() => {
  const shown = (e) => e.checkVisibility({opacityProperty: true, visibilityProperty: true});
  const tapped = (e) => e.closest('label, [data-testid="stDateInput"], [data-testid="stTimeInput"], ' +
    '[data-testid="stTextInputRootElement"], [data-baseweb="select"], [data-testid="stSelectbox"]') || e;
  return [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
    .filter((e) => shown(e) && !e.closest(".leaflet-container, [data-testid=stHeader]"))
    .filter((e) => !/^(跳到|Skip)/.test(e.textContent))
    .map((e) => [tapped(e).getBoundingClientRect(), e.textContent || e.name || e.className])
    .filter(([box]) => box.width && box.height && Math.min(box.width, box.height) < 43.5)
    .map(([box, text]) => `${text} ${Math.round(box.width)}×${Math.round(box.height)}`);
}"""


def small_targets(page: Page) -> list[str]:
    """What is too small for a finger, each with its size."""
    found: list[str] = page.evaluate(_SMALL)
    return found


#: How far a page is scrolled; its whole document stands still.
SCROLL = """document.querySelector('[data-testid="stMain"]').scrollTop"""


def scroll_of(page: Page) -> float:
    """How far a page is scrolled, in pixels."""
    found: float = page.evaluate(SCROLL)
    return found


def query_of(url: str) -> list[str]:
    """Path and parameters of an address, in whatever order they stand."""
    path, _, query = url.partition("?")
    return [path, *sorted(query.split("&"))]


_STILL = """(parts) => {
  const all = [...document.querySelectorAll(parts)].map((e) => {
    const box = e.getBoundingClientRect();
    return [box.x, box.y, box.width, box.height].map(Math.round).join();
  }).join(";");
  const moving = document.getAnimations().some((a) =>
    a.playState === "running" && a.effect.getComputedTiming().iterations !== Infinity);
  const same = all === window.__seen && !moving && document.fonts.status === "loaded";
  window.__seen = all;
  window.__still = same ? (window.__still || 0) + 1 : 0;
  return window.__still >= 20;
}"""


def still(frame: Page | Frame, parts: str = "body *") -> None:
    """Wait until nothing moves: twenty pictures in a row show these parts where they were.

    Pictures, not seconds: on a loaded machine they come slower, and so does what moves.
    """
    frame.wait_for_function(_STILL, arg=parts, polling="raf", timeout=PATIENCE)


def map_frame(page: Page) -> Frame:
    """The map's frame, to run scripts in; it is there once something of it was waited for."""
    return next(f for f in page.frames if "streamlit_folium" in f.url)


def the_map(page: Page) -> FrameLocator:
    """The map's frame."""
    return page.frame_locator('iframe[src*="streamlit_folium"]')


_COLLIDING = """() => {
  const shown = (kind, half) => [...document.querySelectorAll(kind)]
    .filter((e) => e.offsetWidth && getComputedStyle(e).visibility === "visible")
    .map((e) => {
      const {left, right, top, bottom} = e.getBoundingClientRect(), middle = (left + right) / 2;
      return {text: e.textContent, top, bottom, left: half ? middle - half : left,
        right: half ? middle + half : right};
    });
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const names = shown(".ll-county, .ll-station, .ll-block, .ll-unit .ll-minor, .ll-tip");
  // A sign's box is as wide as its unit's name.
  const signs = shown(".ll-unit b:not(.unreported)", 5);
  return names.flatMap((a, n) => [...names.slice(n + 1), ...signs].filter((b) => over(a, b))
    .map((b) => `${a.text} × ${b.text}`));
}"""


def colliding(page: Page) -> list[str]:
    """Names on the map that lie on each other or on the sign of something known."""
    frame = map_frame(page)
    still(frame, ".leaflet-tooltip")
    pairs: list[str] = frame.evaluate(_COLLIDING)
    return pairs


def downloaded(page: Page, button: Locator) -> Path:
    """What the button hands out.

    A map that has just got its size runs the page once more, and a click that falls into that
    run asks for a file that is about to be replaced; a person clicks again, and so does this.
    """
    for patience in (PATIENCE / 3, PATIENCE / 3, PATIENCE):
        try:
            with page.expect_download(timeout=patience) as waiting:
                settled(page)
                button.click()
            return waiting.value.path()
        except TookTooLong as failure:
            last = failure
    raise last
