"""What visitors report: one shape, nothing unchecked, held to a rate, no position in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from apptest import PATIENCE_S, SHELL
from locator.names.keys import cleaned
from locator.pack.read import load_pack
from locator.pack.schema import VENUES
from locator.problems import Problem, QueryError
from locator.publishing import corrections
from locator.publishing.corrections import SubmissionLimit, correction, missing
from locator.settings import Settings
from locator.site import Site
from locator.store import StoreUnreachable
from locator.venues.origin import own_position
from locator.web.parts import sending, state
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import failure_text
from packs import write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from locator.pack.model import CityPack

CELLS = {"name": "新书房", "layer": "city_book_house", "unit": "990101", "address": "三路"}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> CityPack:
    return load_pack(write_pack(tmp_path_factory.mktemp("correct") / "pack"))


@pytest.fixture
def place(pack: CityPack) -> str:
    return str(pack.venues.index[pack.venues["lon"].notna()][0])


def test_a_correction_holds_old_and_new(pack: CityPack, place: str) -> None:
    report = correction(pack, place, "phone", "  0512-\n65227889 ", "打过")
    assert report == {
        "kind": "correction",
        "venue": place,
        "field": "phone",
        "old": pack.venues.at[place, "phone"],
        "new": "0512- 65227889",
        "remark": "打过",
    }
    lon, lat = pack.venues.loc[place, ["lon", "lat"]]
    assert correction(pack, place, "position", "对面", "")["old"] == f"{lon:.6f},{lat:.6f}"
    assert correction(pack, place, "other", "忽略", "楼梯坏了")["new"] == ""


def test_a_missing_venue_holds_what_was_filled(pack: CityPack) -> None:
    report = missing(pack, CELLS | {"phone": " ", "lon": "150"}, "")
    assert report == {"kind": "missing", "cells": CELLS, "remark": ""}


def test_fields_are_columns_of_a_venue() -> None:
    words = set(corrections.FIELDS) - set(VENUES.names)
    assert words == {"position", "other"}
    assert set(corrections.MISSING_CELLS) <= set(VENUES.names)


@pytest.mark.parametrize(
    ("field", "new", "key"),
    [
        ("phone", " ", "nothing_proposed"),
        ("other", "x", "nothing_said"),
        ("lon", "1", "no_field"),
        ("status", "planned", "no_status"),
        ("status", "open", "same"),
        ("website", "javascript:alert(1)", "no_url"),
    ],
)
def test_what_is_refused(pack: CityPack, place: str, field: str, new: str, key: str) -> None:
    with pytest.raises(QueryError) as refused:
        correction(pack, place, field, new, "")
    assert refused.value.problems[0].key == f"correct.{key}"
    assert all(failure_text(refused.value, lang) for lang in LANGUAGES)


@pytest.mark.parametrize("cell", ["name", "layer", "unit"])
def test_a_missing_venue_needs_name_kind_and_place(pack: CityPack, cell: str) -> None:
    for wrong in ("", "\u202e") if cell == "name" else ("", "nowhere"):
        with pytest.raises(QueryError) as refused:
            missing(pack, CELLS | {cell: wrong}, "")
        assert refused.value.problems[0].key == f"correct.need_{cell}"


@given(st.text(max_size=2000))
def test_whatever_is_typed_is_one_short_line(text: str) -> None:
    said = cleaned(text, 500)
    assert len(said) <= 500
    assert not set(said) & set("\n\r\t\x00\u2028\u202e")


def test_the_limit_holds_one_and_all() -> None:
    gate = SubmissionLimit()
    for _ in range(corrections.ADDRESS_BURST):
        gate.pass_("192.0.2.1")
    with pytest.raises(QueryError) as refused:
        gate.pass_("192.0.2.1")
    assert "分钟" in failure_text(refused.value, "zh")
    for number in range(corrections.ALL_BURST - corrections.ADDRESS_BURST):
        gate.pass_(f"198.51.100.{number}")
    with pytest.raises(QueryError):
        gate.pass_("203.0.113.9")


# -- the page -----------------------------------------------------------------------------------


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A pack and a data folder of this test's own."""
    folder = write_pack(tmp_path / "pack")
    given = {"packs": (folder,), "data": tmp_path / "data", "contact": "office@example.org"}
    state.serve(Site.open(Settings(**given)))
    sending._limit.clear()
    return tmp_path


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(SHELL), default_timeout=PATIENCE_S).run()
    app.query_params.update(query)
    app.session_state["origin"] = own_position(150.1234567, 20.7654321)
    return app.switch_page("../../../pages/correct.py").run()


def test_a_report_reaches_the_store_without_a_position(settings: Path, place: str) -> None:
    app = opened(id=place)
    app.selectbox(key=f"correct_field_{place}").set_value("opening_hours").run()
    app.text_input(key=f"correct_new_{place}_opening_hours").set_value("周二至周日 9:00-17:00")
    [name] = [box for box in app.text_input if box.label == "怎么称呼您（可不填）"]
    name.set_value("王阿姨")
    app.button[0].click().run()
    assert not app.exception
    assert "收到了" in app.success[0].value
    [kept] = state.site().store.submissions("99")
    assert (kept.kind, kept.payload["new"]) == ("correction", "周二至周日 9:00-17:00")
    assert state.site().store.contact(kept.id) == {"name": "王阿姨"}
    written = b"".join(f.read_bytes() for f in (settings / "data").rglob("*") if f.is_file())
    assert b"150.12" not in written
    assert b"20.765" not in written


def test_whoever_fills_every_box_is_not_kept(settings: Path, place: str) -> None:
    app = opened(id=place)
    app.text_input(key=f"correct_new_{place}_opening_hours").set_value("9:00-17:00")
    app.text_input(key=f"trap_correct_{place}_opening_hours").set_value("http://spam.example")
    app.button[0].click().run()
    assert "收到了" in app.success[0].value
    assert state.site().store.submissions("99") == []


def test_nothing_typed_is_said_and_nothing_sent(settings: Path, place: str) -> None:
    app = opened(id=place)
    app.button[0].click().run()
    assert app.error[0].value == "请写明应该是什么。"
    assert state.site().store.submissions("99") == []
    app.button[1].click().run()  # somebody who knows no better says that it is wrong, and no more
    [kept] = state.site().store.submissions("99")
    assert kept.payload["remark"] == "开放时间不对，正确的不清楚。"
    assert kept.payload["field"] == "other"
    app = opened()
    app.button[0].click().run()
    assert app.error[0].value == "请写上名称。"


def test_while_somebody_publishes_nothing_typed_is_lost(
    settings: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise StoreUnreachable(
            Problem("error", "store.busy", file="x", params={"reason": "locked"})
        )

    monkeypatch.setattr(state.site().store, "submit", busy)
    app = opened(id=place)
    app.text_input(key=f"correct_new_{place}_opening_hours").set_value("9:00-17:00")
    app.button[0].click().run()
    assert "请过一会儿再点一次“提交”" in app.error[0].value
    monkeypatch.undo()
    app.button[0].click().run()
    [kept] = state.site().store.submissions("99")
    assert kept.payload["new"] == "9:00-17:00"


def test_a_store_that_cannot_be_written_names_whom_to_write_to(
    settings: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (settings / "data").write_text("a file where the folder should be")
    app = opened(id=place)
    app.text_input(key=f"correct_new_{place}_opening_hours").set_value("9:00-17:00")
    app.button[0].click().run()
    assert not app.exception
    assert not app.success
    assert app.info[0].value == "这台服务器现在不能接收更正。"
