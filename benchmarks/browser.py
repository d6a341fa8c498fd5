"""The Find page in Chromium against a bare streamlit-folium page with the same points.

Both are served by Streamlit from this machine and driven one after the other.

- *first paint*: from the start of navigation until the map holds its first marker, each time in
  a new browser context (so with an empty browser cache) but with a warm server.
- *rerun*: from a click on a group filter until the sentence with the number of results changed
  (``sentence``) and until the map stopped changing its markers (``map``); the map's window must
  be the same before and after.
- *ten sessions at once*: first paint of each, and what went wrong on the server or in the page.

The browser's own clocks are read, so that the driver's polling does not blur the figures.
Targets: first paint at most 1.5x the bare page; sentence under 0.3 s without a map reload; no
errors.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from playwright.async_api import async_playwright

from benchmarks.timing import short, versus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.async_api import Browser, Page, ViewportSize

_ROOT = Path(__file__).resolve().parents[1]
_LOADS, _CLICKS, _SESSIONS = 7, 8, 10
_START_S, _QUIET_MS, _PATIENCE_MS = 60, 1000, 120_000
_WINDOW: ViewportSize = {"width": 1280, "height": 900}
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_MOST_RATIO, _MOST_S = 1.5, 0.3

_MAP = 'iframe[src*="streamlit_folium"]'
#: Looks into the map before every picture: times of its first marker and of the latest change.
_WATCH_MAP = """
(() => {
  if (window !== window.top) return;
  let first = null, count = 0;
  const look = () => {
    const map = document.querySelector('MAP')?.contentDocument;
    const markers = map?.querySelectorAll("MARKER") ?? [];
    if (markers.length !== count || (markers[0] ?? null) !== first) {
      [first, count] = [markers[0] ?? null, markers.length];
      window.latestMarker = performance.now();
      window.firstMarker ??= window.latestMarker;
    }
    requestAnimationFrame(look);
  };
  look();
})();
""".replace("MAP", _MAP)
#: Times of the next click and of the change of the sentence after it.
_WATCH_SENTENCE = """
(selector) => {
  const text = () => document.querySelector(selector)?.textContent;
  const before = text();
  window.clicked = window.changed = null;
  const options = {capture: true, once: true};
  document.addEventListener("click", () => { window.clicked = performance.now(); }, options);
  const watch = new MutationObserver(() => {
    if (!text() || text() === before) return;
    window.changed = performance.now();
    watch.disconnect();
  });
  watch.observe(document.body, {childList: true, subtree: true, characterData: true});
}
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A page to measure: its entry script, where it says how many venues, what a marker is."""

    script: str
    sentence: str
    marker: str
    settings: Mapping[str, str]


#: The bare page runs as Streamlit does where nobody sets it up, which collects garbage after every
#: run; and what it is told for its memory to be left out of that.
PLAIN = {"STREAMLIT_RUNNER_POST_SCRIPT_GC": "true"}
FROZEN = {"BARE_FROZEN": "yes"}
_OURS = Site("app.py", ".ll-results", ".ll-pin", {})
_BARE = Site("benchmarks/bare_app.py", ".results", "path.leaflet-interactive", PLAIN)


def run() -> dict[str, Any]:
    ours, bare = (asyncio.run(_measure(site)) for site in (_OURS, _BARE))
    paint = versus(ours["paint"], bare["paint"])
    sentence = versus(ours["sentence"], bare["sentence"])
    errors = {"ours": ours["errors"], "peer": bare["errors"]}
    reloads = {"ours": ours["reloads"], "peer": bare["reloads"]}
    return {
        "first_paint_s": paint,
        "rerun_sentence_s": sentence,
        "rerun_map_s": versus(ours["map"], bare["map"]),
        "map_reloads": reloads,
        "sessions": {
            "at_once": _SESSIONS,
            "slowest_paint_s": versus(max(ours["crowd"]), max(bare["crowd"])),
            "median_paint_s": versus(
                statistics.median(ours["crowd"]), statistics.median(bare["crowd"])
            ),
        },
        "errors": errors,
        "targets": {
            f"first paint within {_MOST_RATIO}x of the bare page": paint["ratio"] <= _MOST_RATIO,
            f"rerun under {_MOST_S} s": sentence["ours"] < _MOST_S,
            "no map reload": reloads["ours"] == 0,
            "no errors": not errors["ours"],
        },
    }


def first_paint() -> dict[str, float]:
    """Median seconds to the first marker, ours and the frozen bare page's, by :func:`run`'s way."""

    async def median(site: Site) -> float:
        executable = shutil.which("chromium") or shutil.which("chromium-browser")
        with tempfile.TemporaryFile() as log, _served(site.script, log, **site.settings) as address:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=executable, args=_ARGUMENTS
                )
                paints = [await _load(browser, site, address, []) for _ in range(_LOADS)]
                await browser.close()
        return statistics.median(paints[1:])  # the first one makes the server ready

    frozen = replace(_BARE, settings=PLAIN | FROZEN)
    return versus(asyncio.run(median(_OURS)), asyncio.run(median(frozen)))


async def _measure(site: Site) -> dict[str, Any]:
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryFile() as log, _served(site.script, log, **site.settings) as address:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
            errors: list[str] = []
            await _load(browser, site, address, errors)
            paints = [await _load(browser, site, address, errors) for _ in range(_LOADS)]
            reruns = await _reruns(browser, site, address, errors)
            crowd = await asyncio.gather(
                *(_load(browser, site, address, errors) for _ in range(_SESSIONS))
            )
            await browser.close()
        log.seek(0)
        lines = log.read().decode(errors="replace").splitlines()
    errors += [line for line in lines if "Traceback" in line or "Error" in line]
    return {
        "paint": statistics.median(paints),
        **reruns,
        "crowd": [short(seconds) for seconds in crowd],
        "errors": errors,
    }


@contextmanager
def _served(script: str, log: Any, **settings: str) -> Iterator[str]:
    """Run a page on a free port until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command = [sys.executable, "-m", "streamlit", "run", *options, script]
    server = subprocess.Popen(command, cwd=_ROOT, stdout=log, stderr=log, env=os.environ | settings)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_up(f"{address}/_stcore/health", server)
        yield address
    finally:
        ended = server.poll()
        server.terminate()
        server.wait()
        if ended is not None:
            raise RuntimeError(f"the server of {script} was ended while measuring ({ended})")


def _wait_until_up(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).close()  # noqa: S310 - our own server
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"no server at {address}")


async def _open(browser: Browser, site: Site, address: str, errors: list[str]) -> Page:
    """A new session, once its map holds a marker."""
    context = await browser.new_context(viewport=_WINDOW)
    await context.add_init_script(_WATCH_MAP.replace("MARKER", site.marker))
    page = await context.new_page()
    page.on("pageerror", lambda failure: errors.append(str(failure)))
    await page.goto(address, wait_until="commit")
    await page.wait_for_function("window.firstMarker", timeout=_PATIENCE_MS)
    return page


async def _load(browser: Browser, site: Site, address: str, errors: list[str]) -> float:
    """Seconds from navigation to the first marker, in a new session."""
    page = await _open(browser, site, address, errors)
    painted: float = await page.evaluate("window.firstMarker")
    errors += ["exception on the page"] * await page.locator(".stException").count()
    await page.context.close()
    return painted / 1000


async def _reruns(
    browser: Browser, site: Site, address: str, errors: list[str]
) -> dict[str, float]:
    """Click the group filters one after the other; medians of what followed."""
    page = await _open(browser, site, address, errors)
    await _quiet(page)
    await page.evaluate(f"document.querySelector('{_MAP}').contentWindow.marked = true")
    pills = page.locator(".st-key-group button")
    sentences, maps, reloads = [], [], 0
    for number in range(_CLICKS):
        await page.evaluate(_WATCH_SENTENCE, site.sentence)
        # Each filter is switched on and off again.
        await pills.nth(number // 2 % await pills.count()).click()
        await page.wait_for_function("window.changed", timeout=_PATIENCE_MS)
        await _quiet(page)
        clicked, changed, drawn = await page.evaluate(
            "[window.clicked, window.changed, window.latestMarker]"
        )
        sentences.append((changed - clicked) / 1000)
        maps.append((drawn - clicked) / 1000)
        reloads += await page.evaluate(
            f"document.querySelector('{_MAP}')?.contentWindow.marked ? 0 : 1"
        )
    await page.context.close()
    return {
        "sentence": statistics.median(sentences),
        "map": statistics.median(maps),
        "reloads": reloads,
    }


async def _quiet(page: Page) -> None:
    """Wait until the script has run and the map's markers have not changed for a while."""
    await page.wait_for_selector('[data-test-script-state="notRunning"]', state="attached")
    await page.wait_for_function(
        "(ms) => performance.now() - Math.max(window.latestMarker, window.changed ?? 0) > ms",
        arg=_QUIET_MS,
    )
