"""Registering an offer or a need: one shape for the desk, nothing private, held to a rate."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from apptest import PATIENCE_S, SHELL
from locator.pack import schema
from locator.problems import QueryError
from locator.sharing.register import TABLES, asked_for, registration
from locator.web.parts import sending, state
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from locator.pack.model import CityPack
    from locator.site import Site

TODAY = date(2026, 11, 25)
CELLS = {"kind": "room", "title": "虚构教室", "venue": "v1", "phone": "000-0000-0001"}


def test_what_is_filled_and_where_it_stands(invented: CityPack) -> None:
    cells = CELLS | {"capacity": "30", "cost": " ", "website": "https://a.example.invalid/"}
    report = registration(invented, "offer", cells, "  请\n核实 ", TODAY)
    assert report == {
        "kind": "offer",
        "cells": {
            **CELLS,
            "unit": "990101",
            "capacity": "30",
            "website": "https://a.example.invalid/",
        },
        "remark": "请 核实",
    }
    # A need has no cost, no conditions and no web page: they are not taken.
    need = registration(invented, "need", cells | {"cost": "免费"}, "", TODAY)
    assert set(need["cells"]) == {*CELLS, "unit", "capacity"}


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"kind": "money"}, "kind"),
        ({"title": " \u202e "}, "title"),
        ({"venue": "nowhere", "unit": "9901"}, "venue"),
        ({"venue": "", "institution": "虚构队"}, "unit"),
        ({"venue": "", "unit": "9901"}, "institution"),
        ({"phone": ""}, "phone"),
        ({"phone": "138 0000 0000"}, "mobile"),
        ({"description": "找李老师 13800000000"}, "mobile"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "许多"}, "capacity"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"valid_until": "2026-11-24"}, "valid_until"),
        ({"valid_until": "soon"}, "valid_until"),
    ],
)
def test_what_is_refused(invented: CityPack, changed: dict[str, str], key: str) -> None:
    with pytest.raises(QueryError) as refused:
        registration(invented, "offer", CELLS | changed, "", TODAY)
    assert [p.key for p in refused.value.problems] == [f"share.wrong_{key}"]
    assert all(failure_text(refused.value, lang) for lang in LANGUAGES)


@given(st.dictionaries(st.sampled_from(schema.SHARES.names), st.text(max_size=400)))
def test_whatever_is_sent_is_small_and_known(invented: CityPack, cells: dict[str, str]) -> None:
    try:
        report = registration(invented, "offer", CELLS | cells, "x" * 900, TODAY)
    except QueryError:
        return
    assert set(report["cells"]) <= set(asked_for("offer"))
    assert all(0 < len(text) <= 300 for text in report["cells"].values())
    assert len(report["remark"]) <= 500


def test_the_desk_keeps_the_cells_that_are_its_own() -> None:
    for side, table in TABLES.items():
        assert {"id", "status", "source", "source_date"}.isdisjoint(asked_for(side))
        assert set(asked_for(side)) < set(table.names)


# -- the view ----------------------------------------------------------------------------------


@pytest.fixture
def city(serving: Site, tmp_path: Path) -> Iterator[Path]:
    """A server of its own: the invented city, and a store that nobody else writes to."""
    sending._limit.clear()
    yield tmp_path
    sending._limit.clear()


def opened() -> AppTest:
    app = AppTest.from_file(str(SHELL), default_timeout=PATIENCE_S).run()
    app.query_params["share_view"] = "register"
    return app.switch_page("../../../pages/shares.py").run()


def filled(app: AppTest, **texts: str) -> AppTest:
    app.selectbox(key="register_county").select("9901").run()
    app.selectbox(key="register_town_9901").select("990101").run()
    app.selectbox(key="register_venue_990101").select("v1").run()
    for label, text in texts.items():
        [box] = [box for box in app.text_input if box.label.startswith(label)]
        box.set_value(text)
    return app


def send(app: AppTest) -> AppTest:
    [button] = [button for button in app.button if button.label == "提交"]
    button.click().run()
    assert not app.exception
    return app


@pytest.mark.usefixtures("city")
def test_an_offer_waits_for_the_desk() -> None:
    app = send(filled(opened(), 名称="虚构教室", 办公电话="000-0000-0001", 怎么称呼您="王老师"))
    assert "收到了" in app.success[0].value
    [kept] = state.site().store.submissions("99")
    assert kept.kind == "offer"
    assert kept.payload["cells"] == CELLS | {"unit": "990101"}
    assert state.site().store.contact(kept.id) == {"name": "王老师"}
    assert "王老师" not in str(kept.payload)


@pytest.mark.usefixtures("city")
def test_a_need_without_a_name_or_with_a_mobile_number_is_not_taken() -> None:
    app = opened()
    app.button_group(key="side").set_value("need").run()
    send(filled(app, 办公电话="13800000000"))
    assert "请写上名称" in app.error[0].value
    assert "手机号码" in app.error[0].value
    assert state.site().store.submissions("99") == []


@pytest.mark.usefixtures("city")
def test_whoever_fills_every_box_is_not_kept() -> None:
    app = filled(opened(), 名称="虚构教室", 办公电话="000-0000-0001")
    app.text_input(key="trap_register").set_value("http://spam.example")
    assert "收到了" in send(app).success[0].value
    assert state.site().store.submissions("99") == []


def test_a_store_that_cannot_be_written_is_said(city: Path) -> None:
    shutil.rmtree(city / "data")
    (city / "data").write_text("a file where the folder should be")
    app = send(filled(opened(), 名称="虚构教室", 办公电话="000-0000-0001"))
    assert not app.success
    assert "现在不能接收登记" in app.info[0].value
