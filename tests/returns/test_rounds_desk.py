"""Rounds at the desk and at the terminal: the same board, links, letters and decisions."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import pytest
import time_machine

from apptest import opened, shown
from locator import clock
from locator.cli import main
from locator.exports.returns import link_records, links_workbook
from locator.problems import LocatorError
from locator.publishing.rights import AccessError
from locator.reports.paper.invitation import invitations
from locator.returns.contacts import keep_address
from locator.returns.links import links, revoke
from locator.returns.review import board, send_back, unit_return
from locator.returns.round import rounds
from locator.web.parts import access
from locator.wording.catalogue import LANGUAGES, Lang, t
from locator.wording.figures import date_text
from offices import COUNTY, EAST, PLANNER, SOUTH, WEST, Phone, begin

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from locator.site import Site


def run(site: Site, capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> Any:
    given = [*words, "--pack", str(site.folder()), "--format", "json"]
    assert main(given, site) == status, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def test_a_round_at_the_terminal(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    day = str(clock.today() + timedelta(days=5))
    new = run(site, capsys, "round", "open", "--title", "测试报送", "--deadline", day, "--by", "王")
    assert (new["number"], new["units"], new["days_left"]) == (1, 3, 5)
    found = run(site, capsys, "round", "links", "1", "--base", "https://x.example/")
    assert {one["unit"] for one in found} == {EAST, WEST, SOUTH}
    assert all(one["url"] in one["message"] for one in found)
    asked = rounds(site, "")[0]
    phone = Phone(site, asked, SOUTH)
    phone.answer("town-center", state="none")
    phone.send(name="张三")
    assert run(site, capsys, "round", "status", "1")["counts"]["sent"] == 1
    [sent] = run(site, capsys, "returns", "list", "1")
    assert sent["unit"] == SOUTH
    back = run(site, capsys, "returns", "send-back", "1", SOUTH, "--by", "王", "--why", "再看看")
    assert back[0]["state"] == "sent_back"
    phone.send()
    assert run(site, capsys, "returns", "accept", "1", "--by", "王")["units"] == [SOUTH]
    assert "张三" not in str(run(site, capsys, "round", "status", "1"))
    assert run(site, capsys, "round", "close", "1", "--by", "王")["closed"]
    next_one = ("--title", "下一批", "--deadline", day, "--by", "王", "--like", "1")
    assert run(site, capsys, "round", "open", *next_one)["clauses"] == new["clauses"]


@pytest.mark.parametrize(
    "words",
    [
        ("round", "links", "--base", "https://x.example/"), ("round", "status"),
        ("round", "close", "--by", "王"), ("returns", "list"), ("returns", "show", SOUTH),
        ("returns", "accept", "--by", "王"),
        ("returns", "send-back", SOUTH, "--by", "王", "--why", "改"),
    ],
)  # fmt: skip # a table, a row a line
def test_a_round_of_another_city_is_left_alone(
    site: Site, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    # Its units are none of this city's: they would read as dissolved, and the round be closed.
    begin(site)
    [own] = site.store.rounds.all()
    number = site.store.rounds.open("98", "别人", own.document)
    given = [*words[:2], str(number), *words[2:], "--pack", str(site.folder())]
    assert main(given, site) == 2
    assert "另一个城市（98）" in capsys.readouterr().err
    assert site.store.rounds.events(number) == []


def test_a_terminal_is_answered_where_nothing_is_to_be_done(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accepting = ("returns", "accept", "1", "--by", "王")
    assert run(site, capsys, "round", "list") == []
    asked = begin(site)
    assert run(site, capsys, "returns", "list", "1") == []
    assert run(site, capsys, "round", "status", "1", "--state", "published")["units"] == []
    nothing: dict[str, object] = {"units": [], "entry": None, "rows": 0, "waiting": []}
    assert run(site, capsys, *accepting) == nothing
    phone = Phone(site, asked, SOUTH)
    place = {"n:1:name": "南街道社区教育中心", "n:1:landmark": "没有这个地方"}
    phone.answer("town-center", state="has_all", **place)
    phone.send()
    # It waits for somebody who looks: that is no success.
    assert run(site, capsys, *accepting, status=1) == nothing | {"waiting": [SOUTH]}
    other = Phone(site, asked, EAST)
    other.answer("town-center", state="has_all", **place)
    other.send()
    assert main([*accepting, "--pack", str(site.folder())], site) == 1
    assert capsys.readouterr().out.splitlines()[1].split() == ["0", f"{EAST};{SOUTH}"]
    file = tmp_path / "links.xlsx"
    written = run(
        site, capsys, "round", "links", "1", "--base", "https://x.example/", "--out", str(file)
    )
    assert [one["unit"] for one in written] == list(asked.units)
    assert file.exists()


def test_links_are_handed_out_as_a_workbook_and_as_letters(site: Site) -> None:
    asked = begin(site)
    revoke(site, asked.number, WEST, person=COUNTY)
    pack = site.city().pack
    now = board(site, asked)
    records = link_records(pack, asked, links(site, asked), now, "https://x.example", "zh")
    book = openpyxl.load_workbook(io.BytesIO(links_workbook(pack, asked, records, now, "zh")))
    urls = [row[3] for row in book.active.iter_rows(min_row=2, values_only=True)]
    assert [bool(url) for url in urls] == [True, False, True]
    paper = docx.Document(io.BytesIO(invitations(pack, asked, records, "zh")))
    text = [p.text for p in paper.paragraphs]
    assert [t for t in text if t.endswith("：")] == ["虚构东镇：", "虚构南街道："]
    assert len(paper.inline_shapes) == 2
    # Each is a letter of its own: no page number on its first page.
    assert all(one.different_first_page_header_footer for one in paper.sections)
    assert not any(p.text for p in paper.sections[0].first_page_footer.paragraphs)


def test_where_a_unit_is_written_to_is_kept_with_the_contacts(site: Site) -> None:
    asked = begin(site)
    keep_address(site, asked.number, WEST, " jiaoban@west.example.cn ", person=COUNTY)
    phone = Phone(site, asked, WEST)
    phone.answer("town-center", state="none")
    phone.send(name="张三")
    known = {"email": "jiaoban@west.example.cn", "name": "张三"}
    assert site.store.rounds.contact(asked.number, WEST) == known
    assert board(site, asked)[WEST].state == "sent"
    with pytest.raises(LocatorError):
        keep_address(site, asked.number, WEST, "jiaoban@west, a@b.cn", person=COUNTY)
    with pytest.raises(AccessError):
        keep_address(site, asked.number, SOUTH, "a@b.cn", person=COUNTY)


def test_the_desk_opens_looks_and_publishes(serving: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "person", lambda: COUNTY)
    app = opened("desk", part="rounds")
    press(app, "开批次")
    [asked] = rounds(serving, "")
    assert asked.units == (EAST, WEST)  # the county's own
    phone = Phone(serving, asked, WEST)
    phone.answer("town-center", state="none")
    phone.send()
    app.run()
    press(app, "看一看会改变什么")
    assert "缺口" in shown(app)
    press(app, "通过并发布（1 份）")
    assert not app.exception
    assert unit_return(serving, asked, WEST).state == "published"


def test_the_desk_asks_whom_and_what_is_chosen(
    serving: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "person", lambda: PLANNER)
    app = opened("desk", part="rounds")
    clauses, units = app.multiselect[:2]
    assert clauses.value == ["town-center", "town-quality", "town-teachers"]
    clauses.set_value(["town-reading", "county-teachers"])
    units.set_value([SOUTH, "9901"])
    press(app, "开批次")
    [asked] = rounds(serving, "")
    assert asked.clauses == ("town-reading", "county-teachers")
    assert asked.units == (SOUTH, "9901")


def test_a_message_says_what_is_next(site: Site) -> None:
    asked = begin(site)
    for unit in (WEST, SOUTH):
        Phone(site, asked, unit).answer("town-center", state="unsure")
    Phone(site, asked, SOUTH).send()
    send_back(site, asked.number, SOUTH, "请补电话", person=PLANNER)
    revoke(site, asked.number, EAST, person=PLANNER)

    def messages(lang: Lang) -> dict[str, str]:
        now = board(site, asked)
        found = link_records(site.city().pack, asked, links(site, asked), now, "x:", lang)
        return {one["unit"]: one["message"] for one in found}

    for lang in LANGUAGES:
        said = messages(lang)
        assert t("returns.left_days", lang, n=10) in said[WEST]
        assert "x:/returns/to/" in said[WEST]
        assert "请补电话" in said[SOUTH]
        assert "x:" not in said[EAST]
    with time_machine.travel(f"{asked.last_day}T04:00:00Z", tick=False):
        day = date_text(str(asked.last_day), "zh")
        assert t("returns.left_grace", "zh", day=day) in messages("zh")[WEST]


def press(app: AppTest, label: str) -> None:
    [found] = [one for one in app.button if one.label == label]
    found.click().run()
    assert not app.exception
