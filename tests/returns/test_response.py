"""What came of a round, for the meeting: who answered, and what is known because of it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx

from locator.exports.returns import lacking_table
from locator.publishing.publish import undo
from locator.reports.building.build import build
from locator.reports.content.choices import Choices
from locator.reports.drawing.canvas import text_width, tied
from locator.reports.files import KINDS
from locator.reports.slides.deck import deck
from locator.reports.slides.slide import CELL_X, Grid
from locator.returns.lacking import lacking
from locator.returns.response import newest_round, response
from locator.returns.review import accept, read_returns
from locator.wording.catalogue import LANGUAGES
from offices import PLANNER, SOUTH, Phone, begin

if TYPE_CHECKING:
    from locator.reports.content.report import Report
    from locator.site import Site
    from locator.wording.catalogue import Lang


def report(site: Site, scope: str = "", lang: Lang = "zh") -> Report:
    asked = newest_round(site, "")
    assert asked is not None
    came = response(site, "", asked)
    return build(site.city(), Choices(scope), lang, response=came)


def test_a_meeting_hears_what_the_round_made_known(site: Site) -> None:
    assert newest_round(site, "") is None
    assert build(site.city(), Choices(), "zh").round is None
    asked = begin(site)
    nothing = report(site).round
    assert nothing is not None
    assert nothing.changed == "还没有结论因报送而改变。"
    phone = Phone(site, asked, SOUTH)
    phone.answer("town-center", state="none")
    phone.send()
    before = site.city().verdicts.set_index(["requirement", "unit"])["status"]
    assert before["town-center", SOUTH] == "unreported"
    read = read_returns(site, asked, [SOUTH])
    entry = accept(site, asked.number, read, person=PLANNER, warnings_seen=True)
    assert entry is not None
    after = site.city().verdicts.set_index(["requirement", "unit"])["status"]
    came = response(site, "", asked)
    moved = {(v.requirement, v.unit): (v.before, v.after) for v in came.verdicts}
    differ = before.index[before != after]
    assert moved == {key: (before[key], after[key]) for key in differ}
    told = report(site)
    part = told.round
    assert part is not None
    gaps = [pair for pair in moved.values() if pair == ("unreported", "gap")]
    assert part.changed == f"经报送，原来未上报的结论中，0 条变为达到，{len(gaps)} 条变为缺口。"
    counts = {one.name: (one.invited, one.answered, one.published) for one in part.counties}
    assert counts == {"虚构甲县": (2, 0, 0), "虚构乙县": (1, 1, 1)}
    assert part.missing == "还有 2 个单位没有报送。"
    # A county hears of its own towns; the slide and the document say the same.
    first = report(site, "9901").round
    assert first is not None
    assert [one.invited for one in first.counties] == [2]
    assert "虚构西镇" in first.counties[0].missing
    slide = next(one for one in deck(told) if one.section == "round")
    assert part.lead in slide.lead
    for lang in LANGUAGES:
        grid = next(one.body for one in deck(report(site, lang=lang)) if one.section == "round")
        assert isinstance(grid, Grid)
        for column in grid.columns[1:4]:
            assert text_width(column.head, grid.size - 2) + 2 * CELL_X < column.width
    paper = docx.Document(io.BytesIO(KINDS["docx"].make(told)))
    assert any(tied(part.changed) in p.text for p in paper.paragraphs)
    # What was taken back was not changed by the round.
    undo(site, "", entry.number, person=PLANNER, why="报错了")
    assert response(site, "", asked).verdicts == ()


def test_what_each_unit_lacks_is_counted_clause_by_clause(site: Site) -> None:
    asked, city = begin(site, clauses=["town-center", "village-book-room"]), site.city()
    found = lacking(city.pack, city.verdicts, asked, asked.units)
    statuses = city.verdicts.set_index(["requirement", "unit"])["status"]
    units = city.pack.units
    for one in found:
        own = [one.unit]
        if one.requirement == "village-book-room":
            own = list(units.index[(units["town"] == one.unit) & (units["level"] == "village")])
        rows = [statuses.get((one.requirement, unit)) for unit in own]
        assert one.counts == {s: rows.count(s) for s in ("met", "gap", "unreported")}
        assert one.whole == (set(rows) <= {"met", None})
    titles = {rule.id: rule.title for rule in city.pack.requirements}
    table = lacking_table(city.pack, found[::-1], "zh")
    plan = [titles[rule] for rule in titles if rule in asked.clauses]
    assert list(table.columns[2:]) == plan
    table = lacking_table(city.pack, found, "zh")
    assert list(table["单位"]) == ["虚构东镇", "虚构西镇", "虚构南街道"]
    assert table.set_index("单位").at["虚构南街道", "每个乡镇设立社区教育中心"] == "○ 未上报"
