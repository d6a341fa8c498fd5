"""What changed since last time, as a report says it."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from docx import Document

from locator.city import City
from locator.coverage.snapshots import take
from locator.reports.building.build import build
from locator.reports.building.compared import changes, last_time, trend_charts
from locator.reports.building.head import head
from locator.reports.content.choices import Choices, MapChoice, read_choices, write_choices
from locator.reports.drawing.canvas import tied
from locator.reports.paper.docx import to_docx
from locator.reports.slides.deck import deck
from locator.reports.slides.slide import Grid
from locator.reports.workbook import to_xlsx
from packs import snapshots

if TYPE_CHECKING:
    from pathlib import Path

    from locator.coverage.snapshots import Snapshot
    from locator.pack.model import CityPack
    from locator.wording.catalogue import Lang


def taken(pack: CityPack, name: str) -> Snapshot:
    verdicts = City(pack=pack).verdicts
    return take(pack, verdicts, name=name, at=f"{name}T08:00:00Z", by="", note="")


@pytest.fixture
def emptier(invented: CityPack) -> CityPack:
    """The invented city before its first community education centre was on record."""
    venues = invented.venues[invented.venues["layer"] != "community_education_center"]
    return replace(invented, venues=venues)


def test_a_move_names_its_record(invented: CityPack, emptier: CityPack) -> None:
    found = changes(
        taken(emptier, "2025-01-31"),
        City(pack=invented).present(),
        invented,
        head(invented, "", "zh"),
    )
    gained = invented.venues[
        (invented.venues["layer"] == "community_education_center")
        & (invented.venues["status"] == "open")
    ]
    assert found.moves
    assert {move.requirement for move in found.moves} == {"town-center"}
    for move in found.moves:
        assert move.after == "met"
        names = gained.loc[gained["town"] == move.code, "name"]
        assert set(move.why) == {f"新收录“{name}”" for name in names}
    assert found.before == "2025年1月31日"
    assert found.after == "本次"
    assert f"{len(found.moves)} 项次的状态有变动" in found.summary
    assert f"新收录场所 {len(found.new_venues)} 处" in found.summary


def test_a_county_hears_of_its_own_moves_only(invented: CityPack, emptier: CityPack) -> None:
    before, now = taken(emptier, "2025-01-31"), City(pack=invented).present()
    whole = changes(before, now, invented, head(invented, "", "zh")).moves
    parts = [
        changes(before, now, invented, head(invented, county, "zh")).moves
        for county in ("9901", "9902")
    ]
    assert sorted(map(repr, parts[0] + parts[1])) == sorted(map(repr, whole))


def test_last_time_is_the_latest_that_said_anything_else(
    invented: CityPack, emptier: CityPack
) -> None:
    now = City(pack=invented).present()
    old, other, same = (
        taken(emptier, "2025-01-31"),
        taken(emptier, "2025-02-28"),
        taken(invented, "2025-03-31"),
    )
    assert last_time([same, other, old], now) is other
    assert last_time([same], now) is same
    assert last_time([same, other, old], now, "2025-01-31") is old
    assert last_time([same], now, "1999-01-01") is None
    assert last_time([], now) is None


def test_trends_need_three_times(demo: CityPack, demo_folder: Path) -> None:
    three, now, about = snapshots(demo_folder), City(pack=demo).present(), head(demo, "", "zh")
    assert len(three) == 3
    assert trend_charts(three[:1], now, demo, about) == ()
    by_clause, by_county = trend_charts(three, now, demo, about)
    assert len(by_county.series) == 4
    for chart in (by_clause, by_county):
        assert chart.kind == "lines"
        assert chart.categories[:3] == ("2025年12月31日", "2026年3月31日", "2026年6月30日")
        assert all(0 <= (value or 0) <= 1 for line in chart.series for value in line.values)
    # By hand: of 24 towns, by the statuses that the files hold.
    [line] = [one for one in by_clause.series if one.name == "社区教育中心"]
    statuses = [list(one.statuses["town-community-education-center"].values()) for one in three]
    assert line.values[:3] == tuple(s.count("met") / 24 for s in statuses)


def test_the_report_tells_it_on_slides(demo: CityPack, demo_folder: Path) -> None:
    known = snapshots(demo_folder)
    report = build(City(pack=demo), Choices(since="2026-03-31"), "en", snapshots=known)
    assert report.changes is not None
    assert report.changes.before == "2026-03-31"
    slides = [slide for slide in deck(report) if slide.section == "changes"]
    assert slides
    assert slides[0].lead == report.changes.summary
    assert build(City(pack=demo), Choices(), "en").changes is None


def test_choices_remember_the_time() -> None:
    assert read_choices(write_choices(Choices(since="2026-03-31"))).since == "2026-03-31"
    assert read_choices(b'{"format": 1}').since == ""


def unreported_before(demo: CityPack, demo_folder: Path) -> list[Snapshot]:
    """The demo's snapshots, but at the first time nobody had reported anything."""
    first, *later = snapshots(demo_folder)
    blank = {rule: dict.fromkeys(own, "unreported") for rule, own in first.statuses.items()}
    return [replace(first, statuses=blank), *later]


def test_a_time_without_any_verdict_is_unknown_not_nought(
    demo: CityPack, demo_folder: Path
) -> None:
    known, now = unreported_before(demo, demo_folder), City(pack=demo).present()
    for lang in ("zh", "en"):
        for chart in trend_charts(known, now, demo, head(demo, "", lang)):
            assert all(line.values[0] is None for line in chart.series)
            assert "0.0%" not in chart.answer
            # The sentence begins where something was known.
            assert chart.categories[0] not in chart.answer
            assert chart.categories[1] in chart.answer


def test_a_rise_says_what_of_it_is_reporting(demo: CityPack, demo_folder: Path) -> None:
    first, *later = snapshots(demo_folder)
    few = {
        rule: {unit: s if n == 0 else "unreported" for n, (unit, s) in enumerate(own.items())}
        for rule, own in first.statuses.items()
    }
    known, now = [replace(first, statuses=few), *later], City(pack=demo).present()
    by_clause, _ = trend_charts(known, now, demo, head(demo, "", "zh"))
    assert "上报" in by_clause.answer


def test_lines_known_once_are_counted_not_drawn(demo: CityPack, demo_folder: Path) -> None:
    one, two, three = snapshots(demo_folder)
    blank = {rule: dict.fromkeys(own, "unreported") for rule, own in three.statuses.items()}
    known, now = [one, replace(two, statuses=blank), replace(three, statuses=blank)], None
    now = replace(City(pack=demo).present(), statuses=blank)
    assert trend_charts(known, now, demo, head(demo, "", "zh")) == ()


def test_a_time_that_is_lost_is_said_in_every_file(demo: CityPack, demo_folder: Path) -> None:
    asked = Choices(since="1999-01-01", maps=(MapChoice("town-gone"),))
    report = build(City(pack=demo), asked, "zh", snapshots=snapshots(demo_folder))
    assert set(report.absent) == {"town-gone", "1999-01-01"}
    said = report.absent_words
    assert all(one in said for one in report.absent)
    assert said in deck(report)[0].body.lines
    paper = Document(io.BytesIO(to_docx(report)))
    assert said in [p.text for p in paper.paragraphs]
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(report)))
    assert said in [cell.value for row in book.worksheets[0] for cell in row]
    assert build(City(pack=demo), Choices(), "zh").absent_words == ""


def test_venues_are_named_in_the_language_of_the_report(demo: CityPack, demo_folder: Path) -> None:
    report = build(City(pack=demo), Choices(), "en", snapshots=snapshots(demo_folder))
    assert report.changes is not None
    assert report.changes.new_venues
    assert all(line.isascii() for line in report.changes.new_venues)
    assert "does not mean" in report.changes.summary


def test_renamed_recoded_and_merged_towns_are_named_as_such(demo: CityPack) -> None:
    # Before: 纸船街道 had another name, 树屋街道 another code, 棉花糖镇 was two towns.
    units = demo.units.rename(index={"990102003": "990102903"}).replace("990102003", "990102903")
    units.loc["990102001", "name"] = "旧纸船镇"
    second = units.loc[["990121102"]].rename(index={"990121102": "990121902"})
    second[["code", "name", "town"]] = ["990121902", "旧棉花镇", "990121902"]
    older = replace(
        demo, units=pd.concat([units, second]), venues=demo.venues.replace("990102003", "990102903")
    )
    rows = [
        ("990102903", "树屋街道", "town", "990102003", "2026-08-01", ""),
        ("990121902", "旧棉花镇", "town", "990121102", "2026-08-01", ""),
    ]
    successors = pd.DataFrame(rows, columns=list(demo.successors.columns))
    now = City(pack=replace(demo, successors=pd.concat([demo.successors, successors])))
    before = taken(older, "2026-06-30")

    def said(scope: str, lang: Lang) -> tuple[str, ...]:
        found = build(now, Choices(scope, sections=("changes",)), lang, "", (before,))
        assert found.changes
        assert not found.changes.moves
        assert not found.changes.new_venues
        told = "；".join(found.changes.units)
        if lang == "zh":
            # Sentences are parted as such, in the document and on the slide.
            assert tied(told) in "".join(
                p.text for p in Document(io.BytesIO(to_docx(found))).paragraphs
            )
            [slide] = [one for one in deck(found) if one.section == "changes"]
            assert isinstance(slide.body, Grid)
            assert told in {cell.text for row in slide.body.rows for cell in row}
        return found.changes.units

    assert said("", "zh") == (
        "旧纸船镇改名为纸船街道（代码 990102001 不变），照常比较",
        "树屋街道（990102903）现为树屋街道（990102003），照常比较",
        "棉花糖镇、旧棉花镇合并为棉花糖镇，合并前后的判定不作比较",
    )
    # A county hears of its own; who reads English reads names in English where there are any.
    renamed, recoded = said("990102", "en")
    assert renamed.startswith("旧纸船镇 is now called Paper Boat Subdistrict (code 990102001 ")
    assert recoded.startswith("Treehouse Subdistrict (990102903) is now Treehouse Subdistrict (")
