"""The data desk as Streamlit runs it: who may sign in, and an import from file to verdict."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st

from apptest import opened, shown
from locator import clock
from locator.publishing import password
from locator.publishing.password import PasswordSignIn, hash_password
from locator.settings import Settings
from locator.site import Site
from locator.web.parts import access, session, state

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

SECRET = "correct horse battery"  # noqa: S105 - for tests
HERE = {"host": "localhost:8501", "origin": "http://localhost:8501"}
LIST = (
    "名称,类型,所在单位,本单位此类清单已填全,截至日期,来源,来源日期\n"
    "虚构西镇社区教育中心,社区教育中心,虚构西镇,是,2025-06-01,虚构清单,2025-06-01\n"
)
ELSEWHERE = "名称,类型,所在单位,来源,来源日期\n虚构南书房,城市书房,虚构南街道,虚构清单,2025-06-01\n"


@pytest.fixture(autouse=True)
def _quick(serving: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password, "_N", 2)
    monkeypatch.setattr(password, "_P", 1)


def configure(**more: object) -> None:
    """The same site with more settings."""
    old = state.site()
    given = {"packs": old.settings.packs, "data": old.settings.data}
    kept = {
        name: getattr(old.settings, name)
        for name in ("desk_password_hash", "desk_operator", "roles", "trusted_proxies")
    }
    state.serve(Site.open(Settings(**(given | kept | more))))


@pytest.fixture
def with_password(monkeypatch: pytest.MonkeyPatch) -> None:
    configure(
        desk_password_hash=hash_password(SECRET), desk_operator="市教育局", trusted_proxies="none"
    )
    monkeypatch.setattr(access, "visitor", lambda: ("127.0.0.1", HERE))


@pytest.fixture
def identity(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """A signed-in identity of a provider, as Streamlit hands it out; roles are on file."""
    roles = tmp_path / "roles.toml"
    roles.write_text('[[role]]\nemail = "jia@example.org"\nunits = ["9901"]\n', encoding="utf-8")
    configure(roles=roles)
    claims = {"is_logged_in": True, "email": "jia@example.org", "iat": int(time.time())}
    monkeypatch.setattr(st, "user", claims)
    monkeypatch.setattr(st, "secrets", {"auth": {"client_id": "x", "client_kwargs": {"a": "b"}}})
    return claims


def sign_in(app: AppTest, secret: str = SECRET) -> AppTest:
    [what] = [w for w in app.text_input if w.label == "操作员密码"]
    what.set_value(secret)
    return button(app, "登录").click().run()


def button(app: AppTest, label: str) -> Any:
    [found] = [b for b in app.button if b.label == label]
    return found


def labels(app: AppTest) -> set[str]:
    return {b.label for b in app.button}


def upload(app: AppTest, text: str) -> AppTest:
    app.file_uploader[0].set_value(("清单.csv", text.encode(), "text/csv"))
    return app.run()


def publish(app: AppTest, why: str) -> None:
    """Give the reason, tick the warnings if there are any, and publish."""
    [reason] = [w for w in app.text_input if w.label == "为什么改"]
    reason.set_value(why)
    for box in app.checkbox:
        if "提醒我都看过了" in box.label:
            box.check()
    button(app, "发布").click().run()


def test_without_settings_it_is_read_only_and_says_how_to_turn_it_on() -> None:
    for part in ("template", "import", "history", "review"):
        app = opened("desk", part=part)
        assert not app.exception
        assert "LOCATOR_DESK_PASSWORD_HASH" in shown(app)
        assert "LOCATOR_ROLES" in shown(app)
        assert not app.file_uploader
        assert not [w for w in app.text_input if w.label == "操作员密码"]


def test_wrong_settings_are_said_and_nobody_gets_in(monkeypatch: pytest.MonkeyPatch) -> None:
    configure(desk_password_hash="not a hash")  # noqa: S106 - it is none
    app = opened("desk", part="import")
    assert not app.exception
    assert "登录设置有误" in shown(app)
    assert not app.text_input
    assert not app.file_uploader


@pytest.mark.usefixtures("with_password")
def test_a_wrong_password_is_refused_and_too_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    door = PasswordSignIn(
        hash_password(SECRET), clock=lambda: 0.0
    )  # a slow run must not wait it out
    monkeypatch.setattr(access, "_door", lambda _: door)
    app = opened("desk", part="import")
    for _ in range(3):
        sign_in(app, "wrong password")
        assert "密码不对" in shown(app)
        assert not app.file_uploader
    sign_in(app)
    assert "输错的次数太多" in shown(app)
    # The wait is of the address, not of the session.
    again = sign_in(opened("desk", part="import"))
    assert "输错的次数太多" in shown(again)
    assert session.OPERATOR.name not in again.session_state


@pytest.mark.usefixtures("with_password")
@pytest.mark.parametrize(
    "client",
    [("203.0.113.7", HERE), ("127.0.0.1", {**HERE, "x-forwarded-for": "127.0.0.1"}), ("", {})],
)
def test_a_password_from_another_machine_is_refused(
    client: tuple[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "visitor", lambda: client)
    app = opened("desk", part="import")
    assert "只能在运行本程序的电脑上使用" in shown(app)
    assert not app.text_input
    configure(desk_remote_password=True)
    assert sign_in(app.run()).file_uploader


@pytest.mark.usefixtures("with_password")
def test_nothing_is_this_machine_while_the_proxies_are_not_named() -> None:
    """An unnamed proxy on this machine passes whatever a stranger wrote: HERE may be forged."""
    configure(trusted_proxies=None)
    app = opened("desk", part="import")
    assert "LOCATOR_TRUSTED_PROXIES" in shown(app)
    assert not app.text_input


@pytest.mark.usefixtures("with_password")
def test_signing_out_and_a_new_password_end_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    app = sign_in(opened("desk", part="import"))
    assert "市教育局，可以修改：测试虚构市" in shown(app)
    upload(app, LIST)
    button(app, "退出").click().run()
    assert not app.file_uploader
    assert app.session_state["DeskView"].draft is None
    sign_in(app)
    assert app.file_uploader
    configure(desk_password_hash=hash_password("another password"))
    assert not app.run().file_uploader


@pytest.mark.usefixtures("with_password")
def test_a_sign_in_lasts_a_working_day(monkeypatch: pytest.MonkeyPatch) -> None:
    app = sign_in(opened("desk", part="import"))
    since = time.time()
    monkeypatch.setattr(access.time, "time", lambda: since + access.LONGEST_S + 60)
    assert not app.run().file_uploader


@pytest.mark.usefixtures("with_password")
def test_from_file_to_verdict() -> None:
    before = state.site().city().verdicts.set_index(["requirement", "unit"])["status"]
    assert before["town-center", "990102"] == "gap"
    app = upload(sign_in(opened("desk", part="import")), LIST)
    assert not app.exception
    assert "清单.csv 的检查结果" in shown(app)
    button(app, "下一步：看会改变什么").click().run()
    assert "1 个乡镇（街道）的“每个乡镇设立社区教育中心”变为达到" in shown(app)
    assert {e.label for e in app.expander} >= {"新增（2）", "结论的变化（1）"}
    button(app, "下一步：发布").click().run()
    button(app, "发布").click().run()
    assert state.site().store.log("99") == []  # no reason was given
    publish(app, "测试清单")
    assert not app.exception
    assert "已发布，编号 1" in shown(app)
    [entry] = state.site().store.log("99")
    assert (entry.by, entry.why, entry.rows) == ("市教育局", "测试清单", 2)
    after = state.site().city().verdicts.set_index(["requirement", "unit"])["status"]
    assert after["town-center", "990102"] == "met"
    app = opened("coverage", requirement="town-center", unit="990102")
    assert "虚构西镇社区教育中心" in str([t.value.to_dict() for t in app.dataframe])


@pytest.mark.usefixtures("with_password")
def test_a_file_with_errors_goes_no_further() -> None:
    app = upload(sign_in(opened("desk", part="import")), LIST.replace(",虚构西镇,", ",没有这个镇,"))
    assert "没有这个镇" in shown(app)
    assert "下一步：看会改变什么" not in labels(app)
    button(app, "换一份文件").click().run()
    assert app.file_uploader
    assert not app.file_uploader[0].value


@pytest.mark.usefixtures("with_password")
def test_discarding_changes_nothing_and_a_hostile_cell_is_text() -> None:
    app = sign_in(opened("desk", part="import"))
    hostile = "<img src=x onerror=alert(1)>${1+1}"
    upload(app, LIST.replace("来源,", "地址,来源,").replace("虚构清单,", f"{hostile},虚构清单,"))
    button(app, "下一步：看会改变什么").click().run()
    assert not app.exception
    assert "<img" not in shown(app)
    button(app, "放弃，什么都不改").click().run()
    assert state.site().store.log("99") == []
    assert app.file_uploader


def test_an_identity_without_a_role_may_only_look(identity: dict[str, Any]) -> None:
    identity["email"] = "stranger@example.org"
    app = opened("desk", part="import")
    assert "stranger@example.org 已登录，但还没有角色" in shown(app)
    assert not app.file_uploader
    identity |= {"email": "jia@example.org", "email_verified": False}
    assert not app.run().file_uploader


def test_an_old_identity_signs_in_again(identity: dict[str, Any]) -> None:
    app = opened("desk", part="import")
    assert app.file_uploader
    for issued in (None, "soon", 0):
        identity["iat"] = issued
        app.run()
        assert "登录已过期" in shown(app)
        assert not app.file_uploader


def test_without_an_identity_there_is_a_button(
    identity: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    identity.clear()
    identity["is_logged_in"] = False
    asked: list[object] = []
    monkeypatch.setattr(st, "login", asked.append)
    app = opened("desk", part="import")
    button(app, "统一登录").click().run()
    assert asked == [None]


@pytest.mark.usefixtures("identity")
def test_a_countys_planner_changes_that_county_only() -> None:
    app = opened("desk", part="import")
    assert "jia@example.org，可以修改：虚构甲县" in shown(app)
    upload(app, ELSEWHERE)
    assert "不在您可以修改的范围内" in shown(app)
    assert "下一步：看会改变什么" not in labels(app)
    button(app, "换一份文件").click().run()
    upload(app, LIST)
    assert "下一步：看会改变什么" in labels(app)


@pytest.mark.usefixtures("with_password")
def test_the_second_of_two_planners_is_told_and_compares_again() -> None:
    rows = "id,name,layer,unit,phone,source,source_date\n"
    text = rows + "v3,虚构书房甲,city_book_house,990101,{},虚构,2025-06-01\n"
    both = [
        upload(sign_in(opened("desk", part="import")), text.format(phone))
        for phone in ("0512-65227889", "0512-65227800")
    ]
    for app in both:
        button(app, "下一步：看会改变什么").click().run()
        button(app, "下一步：发布").click().run()
        publish(app, "核实电话")
    assert "已发布" in shown(both[0])
    assert "没有发布：您比对之后，别人改了同样的记录" in shown(both[1])
    assert "“虚构书房甲”（虚构甲县 · 虚构东镇）：市教育局 已于" in shown(both[1])
    assert "电话：0512-65227889" in shown(both[1])
    button(both[1], "对照最新数据重新比对").click().run()
    assert not both[1].exception
    button(both[1], "下一步：发布").click().run()
    publish(both[1], "再次核实")
    assert "已发布，编号 2" in shown(both[1])


@pytest.mark.usefixtures("with_password")
def test_history_is_open_and_undo_is_not() -> None:
    assert "还没有发布过" in shown(opened("desk", part="history"))
    app = upload(sign_in(opened("desk", part="import")), LIST)
    button(app, "下一步：看会改变什么").click().run()
    button(app, "下一步：发布").click().run()
    publish(app, "测试清单")
    app = opened("desk", part="history")
    assert app.dataframe[0].value["为什么"].tolist() == ["测试清单"]
    assert "撤回需要登录" in shown(app)
    assert "撤回第 1 次" not in labels(app)
    app = sign_in(opened("desk", part="import"))
    app.button_group(key="part").set_value("history").run()
    [why] = [w for w in app.text_input if w.label == "为什么撤回"]
    why.set_value("发错了")
    button(app, "撤回第 1 次").click().run()
    assert not app.exception
    assert "已撤回第 1 次，记为第 2 次" in shown(app)
    verdicts = state.site().city().verdicts.set_index(["requirement", "unit"])["status"]
    assert verdicts["town-center", "990102"] == "gap"


@pytest.mark.usefixtures("with_password", "serving")
def test_todays_verdicts_are_kept_by_a_button() -> None:
    app = opened("desk", part="history")
    assert "还没有快照" in shown(app)
    assert "留存今天的判定" not in labels(app)
    app = sign_in(opened("desk", part="import"))
    app.button_group(key="part").set_value("history").run()
    [note] = [w for w in app.text_input if w.label == "说明（可不填）"]
    note.set_value("年中")
    button(app, "留存今天的判定").click().run()
    assert not app.exception
    assert f"已留存快照 {clock.today().isoformat()}" in shown(app)
    assert app.dataframe[-1].value["说明"].tolist() == ["年中"]


@pytest.mark.usefixtures("identity")
def test_submissions_are_seen_by_who_may_decide() -> None:
    store = state.site().store
    for venue, unit_name in (("v1", "甲"), ("v9", "乙")):
        payload = {
            "kind": "correction",
            "venue": venue,
            "field": "opening_hours",
            "old": "周一至周五 9:00-17:00",
            "new": "每天 9:00-20:00",
            "remark": f"去过{unit_name}",
        }
        store.submit("correction", "99", payload, {"name": "某居民", "phone": ""})
    app = opened("desk", part="review")
    assert not app.exception
    assert "去过甲" in shown(app)
    assert "某居民" in shown(app)
    assert "去过乙" not in shown(app)  # a record that is gone belongs to the whole city
    button(app, "看采纳会改变什么").click().run()
    assert "请写明依据" in shown(app)
    [source] = [w for w in app.text_input if w.label == "依据（写进来源）"]
    source.set_value("电话核实")
    button(app, "看采纳会改变什么").click().run()
    assert not app.exception
    button(app, "采纳并发布").click().run()
    assert "已采纳，发布编号 1" in shown(app)
    assert state.site().city().pack.venues.at["v1", "opening_hours"] == "每天 9:00-20:00"


def test_submissions_are_not_for_visitors() -> None:
    state.site().store.submit("missing", "99", {"cells": {"name": "某馆", "unit": "990101"}}, None)
    app = opened("desk", part="review")
    assert "有 1 条来自居民和机构的意见待审" in shown(app)
    assert "某馆" not in shown(app)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_template_is_one_click_away(lang: str) -> None:
    app = opened("desk", lang=lang)
    assert not app.exception
    assert [d.label for d in app.get("download_button")] == [
        {"zh": "下载模板", "en": "Download the template"}[lang]
    ]


OLDER = (
    "名称,类型,所在单位,状态,来源,来源日期\n虚构书房甲,城市书房,虚构东镇,已关闭,旧清单,2001-03\n"
)


@pytest.mark.usefixtures("identity")
def test_an_older_row_is_asked_and_a_reload_finds_the_answer_again() -> None:
    upload(opened("desk", part="import"), OLDER)
    app = opened("desk", part="import")  # a new session of the same person
    assert not app.exception
    assert "已恢复上次没有做完的导入：清单.csv" in shown(app)
    assert "请您决定：1 行与图上不一致" in shown(app)
    assert "2001-03" in shown(app)
    assert "下一步：看会改变什么" not in labels(app)
    [which] = [r for r in app.radio if "第 2 行以哪个为准" in r.label]
    which.set_value("list")
    button(app, "按这样重新比对").click().run()
    assert "下一步：看会改变什么" in labels(app)
    again = opened("desk", part="import")
    assert [r.value for r in again.radio if "以哪个为准" in r.label] == ["list"]
    button(again, "不要了，换一份文件").click().run()
    assert "已恢复" not in shown(opened("desk", part="import"))


@pytest.mark.usefixtures("with_password")
def test_the_browsers_cookie_signs_in_until_somebody_signs_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = upload(sign_in(opened("desk", part="import")), OLDER)
    token = app.session_state[session.OPERATOR.name][0]
    monkeypatch.setattr(access, "_cookie", lambda: token)
    again = opened("desk", part="import")
    assert "市教育局，可以修改" in shown(again)
    assert "已恢复上次没有做完的导入：清单.csv" in shown(again)
    button(again, "退出").click().run()
    assert "可以修改" not in shown(opened("desk", part="import"))


@pytest.mark.usefixtures("with_password", "serving")
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("min", 0, "“至少几处”现为 0，要大于 0。"),
        ("min", -3, "“至少几处”现为 -3，要大于 0。"),
        ("min", 5000, "“至少几处”现为 5000，没有哪个单位能达到（最多 200）。请改小。"),
        (
            "min",
            1e20,
            "“至少几处”现为 100000000000000000000，没有哪个单位能达到（最多 200）。请改小。",
        ),
        ("min", None, "请填写“至少几处”。"),
        ("min", 2.5, "“至少几处”现为 2.5，应为整数。请改正。"),
        ("title", "", "请填写“名称”。"),
        ("layers", [], "请至少选一种算数的场所类型。"),
    ],
)
def test_a_wrong_clause_is_told_in_the_words_of_its_screen(
    field: str, value: object, said: str
) -> None:
    app = sign_in(opened("desk", part="clauses"))
    app.selectbox(key="desk_clauses_which").set_value("town-center").run()
    fields = {w.key: w for w in [*app.number_input, *app.text_input, *app.multiselect]}
    fields[next(k for k in fields if f"clauses_{field}_town-center" in k)].set_value(value)
    button(app, "看看会改变什么").click().run()
    assert not app.exception
    assert said in shown(app)
    assert "requirements.toml" not in shown(app)
    assert "发布" not in labels(app)
