"""The data desk in a real browser: two ways in, and a list that changes the Coverage page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from screens import DESK_PASSWORD, settled, the_map, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from provider import Provider
    from screens import Server

pytestmark = pytest.mark.browser

LIST = (
    "名称,类型,所在单位,本单位此类清单已填全,截至日期,来源,来源日期\n"
    "虚构西镇社区教育中心,社区教育中心,虚构西镇,是,2025-06-01,虚构清单,2025-06-01\n"
)
COVERAGE = "/coverage?city=hostile&requirement=town-center&unit=990102"


def press(page: Page, name: str) -> None:
    settled(page)
    page.get_by_role("button", name=name, exact=True).click()


def hand_in(page: Page, text: str) -> None:
    settled(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "清单.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    expect(page.locator(".ll-tally")).to_be_visible()


def test_an_operator_publishes_and_takes_back(page: Page, server: Server) -> None:
    visit(page, server, COVERAGE)
    expect(page.locator(".ll-evidence")).to_contain_text("缺口")
    visit(page, server, "/desk?city=hostile&part=import")
    page.get_by_role("textbox", name="操作员密码").fill(DESK_PASSWORD)
    press(page, "登录")
    expect(page.locator("input[type=file]")).to_be_attached()
    hand_in(page, LIST)
    page.reload()  # neither the sign-in nor the import is lost; nor could a script read the cookie
    expect(page.locator(".ll-notice").first).to_contain_text("已恢复上次没有做完的导入：清单.csv")
    assert "locator_desk" in {c["name"] for c in page.context.cookies() if c["httpOnly"]}
    assert "locator_desk" not in page.evaluate("document.cookie")
    press(page, "下一步：看会改变什么")
    expect(page.locator(".ll-effects")).to_contain_text("变为达到")
    press(page, "下一步：发布")
    page.get_by_role("textbox", name="为什么改").fill("测试清单")
    page.get_by_text("提醒我都看过了").click()  # one place there is planned
    press(page, "发布")
    expect(page.locator(".ll-notice")).to_contain_text("已发布")
    page.get_by_role("link", name="去看覆盖缺口").click()
    expect(the_map(page).locator(".ll-unit").first).to_be_attached()
    other = page.context.new_page()  # everybody sees it
    visit(other, server, COVERAGE)
    expect(other.locator(".ll-evidence")).to_contain_text("达到")
    expect(other.locator(".ll-evidence")).not_to_contain_text("缺口")
    page.get_by_role("link", name="数据台").click()
    page.get_by_role("radio", name="历史").click()
    page.get_by_role("textbox", name="为什么撤回").fill("测试完了")
    press(page, "撤回第 1 次")
    expect(page.locator(".ll-notice")).to_contain_text("已撤回第 1 次")
    visit(other, server, COVERAGE)
    expect(other.locator(".ll-evidence")).to_contain_text("缺口")


def test_single_sign_on_gives_a_county_and_no_more(
    browser: Browser, server: Server, provider: Provider
) -> None:
    with browser.new_context() as context:  # the provider is another host, as it should be
        page = context.new_page()
        provider.email = "jia@example.org"
        visit(page, server, "/desk?city=hostile&part=import")
        press(page, "统一登录")
        page.wait_for_url(re.compile(re.escape(server.url) + r"/(\?.*)?$"))
        visit(page, server, "/desk?city=hostile&part=import")
        person = page.locator(".st-key-desk_person")
        expect(person).to_contain_text("jia@example.org，可以修改：虚构甲县")
        hand_in(page, LIST.replace("虚构西镇", "虚构南街道"))
        expect(page.locator(".ll-problems")).to_contain_text("不在您可以修改的范围内")
        press(page, "退出")
        page.wait_for_url(re.compile(re.escape(server.url) + r"/(\?.*)?$"))
        provider.email = "stranger@example.org"
        visit(page, server, "/desk?city=hostile&part=import")
        press(page, "统一登录")
        page.wait_for_url(re.compile(re.escape(server.url) + r"/(\?.*)?$"))
        visit(page, server, "/desk?city=hostile&part=import")
        expect(page.locator(".ll-notice")).to_contain_text(
            "stranger@example.org 已登录，但还没有角色"
        )
        assert page.locator("input[type=file]").count() == 0
