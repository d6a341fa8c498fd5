"""An old template undoes nothing: what is taken for a change, and what is asked."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlwt

from lists import filled
from locator.exports.template.workbook import template
from locator.intake.model import Terms
from locator.intake.read import read_upload
from locator.intake.template_version import VERSION_PROPERTY
from locator.intake.upload import import_upload
from locator.pack.change import RowChange
from locator.site import Site
from locator.store import open_store
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import problem_text
from uploads import saved, zipped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from locator.intake.model import Answer, Import

TODAY = date(2026, 11, 25)
CENTRES, HOUSES = "社区教育中心", "城市书房"
LAYERS = ("community_education_center", "city_book_house")


def taken(site: Site, lang: str = "zh", *, sharing: bool = False) -> bytes:
    """A template of today."""
    here = site.city()
    return template(here.pack, "99", LAYERS, lang, sharing=sharing, head=here.head)  # type: ignore[arg-type]


def publish_all(site: Site, many: Mapping[tuple[str, str], Mapping[str, str]]) -> None:
    """A colleague changes rows, adds them, or where no cells are given takes them out."""
    here = site.city()
    changes = []
    for (file, key), cells in many.items():
        before = here.rows(file).get(key)
        after = (before or {}) | cells if cells else None
        changes.append(RowChange(file, key, before, after))
    site.publish("", changes, by="李四", why="核实", head=here.head)


def published(site: Site, file: str, key: str, **cells: str) -> None:
    """A colleague changes one row, adds it, or with no cells takes it out."""
    publish_all(site, {(file, key): cells})


def edited(workbook: bytes, sheet: str, key: str, **cells: object) -> bytes:
    """The workbook with cells of the row of an id written over, by header."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    table = book[sheet]
    headers = [str(cell.value).rstrip("*") for cell in table[1]]
    [line] = [
        row[0].row for row in table.iter_rows(min_row=2) if row[headers.index("编号")].value == key
    ]
    for header, value in cells.items():
        table.cell(line, headers.index(header) + 1, value)
    return saved(book)


def filled_in(workbook: bytes, sheet: str, **cells: object) -> bytes:
    """The workbook with a row of the planner's own after the last."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    table = book[sheet]
    headers = [str(cell.value).rstrip("*") for cell in table[1]]
    names = [row[headers.index("名称")].value for row in table.iter_rows()]
    line = max(n for n, name in enumerate(names, start=1) if name) + 1
    for header, value in cells.items():
        table.cell(line, headers.index(header) + 1, value)
    return saved(book)


def back(
    site: Site,
    workbook: bytes,
    answers: Mapping[tuple[str, int], Answer] | None = None,
    name: str = "表.xlsx",
) -> Import:
    terms = Terms(today=TODAY, answers=answers or {})
    return import_upload(site, "", read_upload(name, workbook), terms)


def keys(found: Import) -> list[str]:
    told = [problem.key.partition(".")[2] for problem in found.problems]
    return [key for key in told if key != "source_assumed"]


def touched(found: Import) -> dict[tuple[str, str], str]:
    """(key, column) → what it becomes, but for where it comes from."""
    cells = {}
    for change in found.changes:
        before, after = change.before or {}, change.after or {}
        for column, value in after.items():
            if value != before.get(column, "") and column not in {"source", "source_date"}:
                cells[change.key, column] = value
    return cells


CENTRE_FILE, HOUSE_FILE = "venues/community_education_center.csv", "venues/city_book_house.csv"


# -- the version travels ---------------------------------------------------------------------------


def test_the_version_outlives_programs_and_formats(site: Site) -> None:
    made = taken(site)
    book = openpyxl.load_workbook(io.BytesIO(made))
    [known] = book.custom_doc_props.props
    assert known.value == str(read_upload("a.xlsx", made).version)
    version = read_upload("a.xlsx", saved(book)).version
    assert version is not None
    assert (version.city, version.head, version.lang) == ("99", 0, "zh")
    # Properties alone, as OpenDocument keeps them; the hidden cell alone, as .xls does.
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        members = {n: parts.read(n) for n in parts.namelist() if n != "docProps/custom.xml"}
    assert read_upload("a.xlsx", zipped(members)).version == version
    old = xlwt.Workbook()
    for name, text in (("城市书房", "名称"), ("选项", str(version))):
        table = old.add_sheet(name)
        table.write(0, 0, text)
        table.write(1, 0, "某")
        table.visibility = int(name == "选项")
    stream = io.BytesIO()
    old.save(stream)
    assert read_upload("a.xls", stream.getvalue()).version == version
    assert read_upload("a.csv", "名称\n某\n".encode()).version is None


@pytest.mark.parametrize("left", ["property", "choices", "choices shown", "name"])
def test_any_one_mark_that_is_left_tells_the_version(site: Site, left: str) -> None:
    """Programs drop properties, people sheets that they did not make: WPS is not at hand."""
    made = taken(site)
    book = openpyxl.load_workbook(io.BytesIO(made))
    if left != "property":
        del book.custom_doc_props[VERSION_PROPERTY]
    if left != "name":
        del book.defined_names[VERSION_PROPERTY]
    choices = book["选项"]
    if not left.startswith("choices"):
        book.remove(choices)
    elif left == "choices shown":
        choices.sheet_state = "visible"
    found = read_upload("a.xlsx", saved(book)).version
    assert found == read_upload("a.xlsx", made).version
    assert found is not None


# -- only what the planner changed -----------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_untouched_old_template_changes_nothing_whatever_was_published(
    site: Site, lang: str
) -> None:
    old = taken(site, lang, sharing=True)
    houses = site.city().rows(HOUSE_FILE)
    many: dict[tuple[str, str], dict[str, str]] = {
        (HOUSE_FILE, "v3"): {"status": "closed", "phone": "0512-65220000", "name": "虚构新名书房",
                             "source_date": "2026-02-01", "source": "李四"},
        (HOUSE_FILE, "new"): houses["v3"] | {"id": "new", "name": "虚构添书房"},
        (CENTRE_FILE, "v1"): {"unit": "990102", "address": "", "opening_hours": "每天 8:00-20:00"},
        (CENTRE_FILE, "v6"): {},
        ("reporting.csv", "9901|community_education_center"): {"as_of": "2026-01-01"},
        ("indicators.csv", "9901|full_time_teachers|2023"): {"value": "9"},
    }  # fmt: skip # a table, a row a line
    publish_all(site, many)
    found = back(site, old)
    assert (found.changes, found.problems, found.verdicts) == ((), (), ())
    # Nor a venue that went to another kind meanwhile.
    row = site.city().rows(HOUSE_FILE)["v3"]
    moved = row | {"layer": "library_branch"}
    here = site.city()
    both = [
        RowChange(HOUSE_FILE, "v3", row, None),
        RowChange("venues/library_branch.csv", "v3", None, moved),
    ]
    site.publish("", both, by="李四", why="改类型", head=here.head)
    assert back(site, old).changes == ()


def test_what_the_planner_changed_is_laid_over_what_a_colleague_published(site: Site) -> None:
    old = taken(site)
    published(site, HOUSE_FILE, "v3", status="closed", source_date="2026-02-01")
    found = back(site, edited(old, HOUSES, "v3", 地址="虚构路 9 号"))
    assert touched(found) == {("v3", "address"): "虚构路 9 号"}
    assert keys(found) == []


def test_the_same_change_twice_is_none(site: Site) -> None:
    old = taken(site)
    published(site, HOUSE_FILE, "v3", status="closed", phone="0512-65220000")
    found = back(site, edited(old, HOUSES, "v3", 状态="已关闭", 电话="0512-65220000"))
    assert (found.changes, found.problems) == ((), ())


def test_a_list_declared_complete_says_nothing_of_what_came_since(site: Site) -> None:
    old = filled(
        taken(site),
        {
            HOUSES: [
                {
                    "所在单位": "9901",
                    "本单位此类清单已填全": "是",
                    "截至日期": "2026-06-30",
                    "来源": "局",
                }
            ]
        },
    )
    new = site.city().rows(HOUSE_FILE)["v3"] | {"id": "new", "name": "虚构添书房"}
    published(site, HOUSE_FILE, "new", **new)
    assert "gone" not in keys(back(site, old))
    assert back(site, old).difference.gone == ()


# -- both changed the same -------------------------------------------------------------------------


def asked(found: Import) -> tuple[str, int]:
    [question] = found.questions
    assert question.row is not None
    return question.sheet, question.row


def test_a_clash_is_asked_with_both_values_names_and_dates(site: Site) -> None:
    old = taken(site)
    published(site, HOUSE_FILE, "v3", status="closed", source_date="2026-02-01", source="李四")
    again = edited(old, HOUSES, "v3", 状态="暂停开放", 地址="虚构路 9 号")
    found = back(site, again)
    assert found.changes == ()  # the row waits
    assert keys(found) == ["changed_since"]
    for lang, words in (
        ("zh", ("虚构书房甲", "虚构东镇", "李四", "状态：暂停开放", "状态：已关闭")),
        ("en", ("Invented", "李四", "closed")),
    ):
        text = problem_text(found.problems[0], lang)  # type: ignore[arg-type]
        assert "v3" not in text
        assert site.history()[0].at[:4] in text
        assert lang == "en" or all(word in text for word in words)
    where = asked(found)
    mine = back(site, again, {where: "list"})
    assert touched(mine) == {("v3", "status"): "suspended", ("v3", "address"): "虚构路 9 号"}
    theirs = back(site, again, {where: "known"})
    assert touched(theirs) == {("v3", "address"): "虚构路 9 号"}
    assert [found.questions for found in (mine, theirs)] == [found.questions] * 2
    assert keys(theirs) == []


def test_half_a_position_is_never_mixed_with_the_other_half(site: Site) -> None:
    old = taken(site)
    published(site, CENTRE_FILE, "v1", lat="20.30")
    found = back(site, edited(old, CENTRES, "v1", 经度=150.26))
    assert keys(found) == ["changed_since"]
    assert found.changes == ()


def test_a_new_row_that_a_colleague_entered_too_is_asked(site: Site) -> None:
    rows = {
        HOUSES: [
            {
                "所在单位": "990102",
                "名称": "虚构添书房",
                "状态": "开放",
                "地址": "虚构路 1 号",
                "来源": "局",
                "来源日期": "2026-06-30",
            }
        ]
    }
    mine = filled(taken(site), rows)
    known = site.city().rows(HOUSE_FILE)["v3"]
    new = dict.fromkeys(known, "") | {
        "id": "new",
        "name": "虚构添书房",
        "layer": "city_book_house",
        "unit": "990102",
        "precision": "unit",
        "status": "closed",
        "source": "李四",
        "source_date": "2026-05-01",
    }
    published(site, HOUSE_FILE, "new", **new)
    found = back(site, mine)
    assert keys(found) == ["changed_since"]
    assert found.changes == ()
    theirs = back(site, mine, {asked(found): "known"})
    assert ("new", "status") not in touched(theirs)


def test_a_record_that_was_taken_out_is_not_brought_back_in_silence(site: Site) -> None:
    old = taken(site)
    published(site, HOUSE_FILE, "v3")
    assert back(site, old).changes == ()
    found = back(site, edited(old, HOUSES, "v3", 地址="虚构路 9 号"))
    assert keys(found)[0] == "gone_since"
    assert found.changes == ()
    assert (
        back(site, edited(old, HOUSES, "v3", 地址="虚构路 9 号"), {asked(found): "known"}).changes
        == ()
    )
    again = back(site, edited(old, HOUSES, "v3", 地址="虚构路 9 号"), {asked(found): "list"})
    assert [row.name for row in again.difference.new] == ["虚构书房甲"]


def test_declarations_and_figures_are_asked_too(site: Site) -> None:
    old = taken(site)
    published(site, "reporting.csv", "9901|community_education_center", as_of="2026-01-01")
    published(site, "indicators.csv", "9901|full_time_teachers|2023", value="9")
    book = openpyxl.load_workbook(io.BytesIO(old))
    centres, figures = book[CENTRES], book["指标"]
    [line] = [r[0].row for r in centres.iter_rows(min_row=2) if r[4].value == "2025-01-01"]
    centres.cell(line, 5, "2025-09-01")
    assert figures.cell(2, 5).value == 5
    figures.cell(2, 5, 7)
    found = back(site, saved(book))
    assert keys(found) == ["changed_since", "declaration_waits", "changed_since"]
    assert found.changes == ()
    answers: dict[tuple[str, int], Answer] = {
        (q.sheet, q.row or 0): "list" for q in found.questions
    }
    mine = back(site, saved(book), answers)
    assert touched(mine)["9901|full_time_teachers|2023", "value"] == "7"
    # The list may hold, and still be older than what is declared: one answer settles both.
    assert touched(mine)["9901|community_education_center", "as_of"] == "2025-09-01"


# -- versions that cannot be compared --------------------------------------------------------------


def test_another_citys_template_is_refused(site: Site) -> None:
    upload = read_upload("表.xlsx", taken(site))
    assert upload.version is not None
    other = replace(upload, version=replace(upload.version, city="98"))
    found = import_upload(site, "", other, Terms(today=TODAY))
    assert keys(found) == ["template_city"]
    assert not found.publishable


def test_a_version_that_is_not_known_is_said_and_dates_decide(site: Site) -> None:
    old = edited(taken(site), HOUSES, "v3", 地址="虚构路 9 号")
    published(site, HOUSE_FILE, "v3", status="closed", source_date="2026-02-01")
    upload = read_upload("表.xlsx", old)
    assert upload.version is not None
    for changed, key in (({"head": 7}, "template_head"), ({"checksum": "0"}, "template_pack")):
        other = replace(upload, version=replace(upload.version, **changed))  # type: ignore[arg-type]
        found = import_upload(site, "", other, Terms(today=TODAY))
        assert keys(found)[0] == key
        # Not told apart any more: what is older than the map is asked, with both values.
        assert "older" in keys(found)
        assert found.changes == ()


def rewritten(site: Site, file: str, change: Callable[[list[str]], list[str]]) -> Site:
    """The same site after a release in which a file of the pack has other lines."""
    path = site.folder() / file
    lines = change(path.read_text(encoding="utf-8").splitlines())
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Site(site.settings, open_store(site.settings.store_address))


RELEASES = {
    # Closed by hand, its date left as it was.
    "closed": (CENTRE_FILE, lambda lines: [one.replace(",open,", ",closed,") for one in lines]),
    "taken out": (CENTRE_FILE, lambda lines: [one for one in lines if not one.startswith("v1,")]),
    "declared no more": ("reporting.csv", lambda lines: lines[:1]),
    "a clause less": (
        "requirements.toml",
        lambda lines: "\n".join(lines).rpartition("[[requirement]]")[0].splitlines(),
    ),
}


@pytest.mark.parametrize("name", RELEASES)
def test_an_old_template_undoes_no_release_of_the_files(name: str, site: Site) -> None:
    old = template(site.city().pack, "99", (*LAYERS, "library_branch"), "zh", head=0)
    site = rewritten(site, *RELEASES[name])
    found = back(site, old)
    assert keys(found)[0] == "template_pack"
    assert (found.changes, found.verdicts) == ((), ())
    assert bool(found.questions) is (name != "a clause less")
    for answer, count in (("known", 0), ("list", 1)):
        answers = {(q.sheet, q.row or 0): answer for q in found.questions}
        again = back(site, old, answers)  # type: ignore[arg-type]
        assert len(again.changes) == count * len(found.questions), answer
        assert "template_untold" not in keys(again)


def test_what_is_surely_news_is_taken_whatever_the_release(site: Site) -> None:
    """A later date; a record of the planner's own. A cell changed without a date is asked about."""
    dated = edited(taken(site), CENTRES, "v1", 电话="0512-62345678", 来源日期="2026-06-01")
    undated = edited(taken(site), CENTRES, "v1", 电话="0512-62345678")
    more = filled_in(taken(site), CENTRES, 名称="虚构新中心", 来源="甲")
    site = rewritten(site, *RELEASES["a clause less"])
    assert touched(back(site, dated)) == {("v1", "phone"): "0512-62345678"}
    assert [c.after["name"] for c in back(site, more).changes] == ["虚构新中心"]
    found = back(site, undated)
    assert (keys(found), found.changes) == (["template_pack", "template_untold"], ())
    assert "0512-62345678" in problem_text(found.questions[0], "zh")


# -- lists without a version -----------------------------------------------------------------------

OLD_LIST = (
    "名称,类型,所在单位,状态,来源,来源日期\n虚构书房甲,城市书房,虚构东镇,已关闭,旧清单,2001-03\n"
)


def test_an_older_list_asks_row_by_row_and_takes_the_answer(site: Site) -> None:
    found = back(site, OLD_LIST.encode(), name="清单.csv")
    [question] = found.questions
    text = problem_text(question, "zh")
    assert all(
        w in text for w in ("虚构书房甲", "虚构东镇", "2001-03", "状态：已关闭", "状态：开放")
    )
    assert "v3" not in text
    assert found.changes == ()
    assert touched(back(site, OLD_LIST.encode(), {asked(found): "list"}, "清单.csv")) == {
        ("v3", "status"): "closed"
    }
    assert back(site, OLD_LIST.encode(), {asked(found): "known"}, "清单.csv").changes == ()


def test_an_older_declaration_asks(site: Site) -> None:
    text = "所在单位,类型,截至日期\n虚构甲县,社区教育中心,2001-01-01\n"
    assert keys(back(site, text.encode(), name="申报.csv")) == ["older"]


# -- what deserves eyes ----------------------------------------------------------------------------


def test_what_deserves_eyes_comes_first(site: Site) -> None:
    published(site, HOUSE_FILE, "v3", status="closed")
    text = (
        "编号,名称,类型,所在单位,状态,电话,来源,来源日期\n"
        "v7,虚构县级记录,社区教育中心,虚构甲县,,0512-65220000,局,2026-06-01\n"
        "v6,虚构在建中心,社区教育中心,虚构西镇,暂停开放,,局,2026-06-01\n"
        "v1,虚构东镇社区教育中心,社区教育中心,虚构东镇,已关闭,,局,2026-06-01\n"
        "v3,虚构书房甲,城市书房,虚构东镇,开放,,局,2026-06-01\n"
    )
    found = back(site, text.encode(), name="清单.csv")
    assert {change.unit for change in found.verdicts} >= {"990101"}
    looks = [(row.key, row.look) for row in found.difference.changed]
    assert looks == [("v3", "reopened"), ("v1", "verdict"), ("v6", "other"), ("v7", "")]
