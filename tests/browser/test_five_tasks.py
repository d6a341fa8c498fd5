"""What somebody of 70 comes for, on a phone, in either face: each in four taps at most."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect
from screens import settled, small_targets

from locator.settings import Settings
from locator.store import Store
from locator.store.model import OPEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page
    from screens import Server

    from locator.store.model import Submission

pytestmark = pytest.mark.browser

#: In the middle of Suzhou, where one has a library within a walk or a ride.
HOME = {"longitude": 120.6195, "latitude": 31.3117}
MOST = 4


@dataclass
class Thumb:
    """A phone and whoever holds it: taps are counted, what is typed is not a tap."""

    page: Page
    server: Server
    senior: str
    light: bool
    taps: int = 0

    def opens(self, path: str, **query: str) -> None:
        query |= {"senior": self.senior} if self.senior else {}
        text = "&".join(f"{key}={value}" for key, value in query.items())
        face = "/m" + ("" if path == "/" else path) if self.light else path
        self.page.goto(f"{self.server.url}{face}?{text}")
        expect(self.page.locator("footer, .ll-footer").first).to_be_visible()
        self.rest()
        assert small_targets(self.page) == []

    def rest(self) -> None:
        if not self.light:
            settled(self.page)

    def taps_on(self, what: Locator) -> None:
        what.tap()
        self.taps += 1
        assert self.taps <= MOST
        self.rest()

    def says(self, line: str) -> None:
        """Type into the one box and press the keyboard's own search key, which is a tap."""
        box = self.page.locator("#q, .ll-finder-input, .st-key-sentence input").first
        box.fill(line)
        box.press("Enter")
        self.taps += 1
        self.rest()

    def chooses(self, name: str) -> None:
        """Say which of several was meant."""
        choice = self.page.locator(".st-key-choices button, main .row a", has_text=name).first
        self.taps_on(choice)
        expect(self.page.locator("h1")).to_have_text(name)

    @property
    def cards(self) -> Locator:
        return self.page.locator("article.card" if self.light else ".ll-card")


@pytest.fixture(params=["large type", "light"])
def thumb(request: pytest.FixtureRequest, visitor: Callable[..., Page], server: Server) -> Thumb:
    page = visitor(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        geolocation=HOME,
        permissions=["geolocation"],
    )
    light = request.param == "light"
    return Thumb(page, server, senior="" if light else "1", light=light)


def test_a_library_near_home(thumb: Thumb) -> None:
    thumb.opens("/")
    thumb.taps_on(thumb.page.get_by_role("button", name="我的位置"))
    expect(thumb.page.locator(".answer, .ll-results").first).to_contain_text("我的位置")
    thumb.taps_on(thumb.page.get_by_role("button", name=re.compile("^阅读")).first)
    expect(thumb.cards.first).to_contain_text(re.compile("图书馆|书房"))
    expect(thumb.cards.first).to_contain_text("米")


def test_whether_the_museum_is_open_on_monday(thumb: Thumb) -> None:
    thumb.opens("/")
    thumb.says("苏州博物馆周一开门吗")
    thumb.chooses("苏州博物馆（本馆）")
    monday = thumb.page.locator("tr, .ll-week > *", has_text="周一")
    expect(monday.first).to_contain_text("不开放")


def test_the_museum_on_monday_in_english(thumb: Thumb) -> None:
    thumb.opens("/", lang="en")
    thumb.says("Suzhou Museum")
    thumb.chooses("Suzhou Museum (main building)")
    monday = thumb.page.locator("tr, .ll-week > *", has_text="Monday")
    expect(monday.first).to_contain_text("closed")


def test_the_calligraphy_class_on_tuesday(thumb: Thumb) -> None:
    thumb.opens("/shares", city="demo")
    thumb.says("周二的书法班")
    offers = thumb.page.locator("article.card" if thumb.light else ".ll-offer")
    expect(offers.first).to_contain_text("书法")
    expect(offers.first).to_contain_text("周二")


def test_how_to_get_to_the_senior_school_of_my_town(thumb: Thumb) -> None:
    thumb.opens("/")
    thumb.says("胥口镇老年大学")
    expect(thumb.page.locator("h1")).to_have_text("胥口镇老年大学")  # the list before had ways too
    ways = thumb.page.locator("main, .main, [data-testid=stMain]").first.get_by_text("怎么去")
    thumb.taps_on(ways.first)
    way = thumb.page.locator('a[href*="amap.com"]').first
    expect(way).to_be_visible()
    assert "胥口" in unquote(way.get_attribute("href") or "")
    assert thumb.taps < MOST  # the link itself leads to another host, which no test asks


def test_the_hours_are_wrong(thumb: Thumb) -> None:
    before = len(_reports())
    thumb.opens("/")
    thumb.says("苏州图书馆")
    thumb.chooses("苏州图书馆（一馆）")
    thumb.taps_on(thumb.page.get_by_role("link", name="有误").first)
    expect(thumb.page.locator("h1")).to_have_text("报告错误")
    thumb.taps_on(thumb.page.get_by_role("button", name="不知道正确的，只报有误"))
    expect(thumb.page.get_by_text("收到了，谢谢您！")).to_be_visible()
    assert len(_reports()) == before + 1  # the desk has it among the corrections


def _reports() -> list[Submission]:
    """What the desk has to decide on, of Suzhou's venues."""
    return Store(Settings().store_address).submissions("320500", kind="correction", state=OPEN)
