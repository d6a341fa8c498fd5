"""A clause changed at the desk: what is shown first is what comes, and it can be taken back."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.coverage.compare import compare
from locator.pack.clause_rows import (
    CLAUSE_COLUMNS,
    REQUIREMENTS_FILE,
    clause_blocks,
    clause_cells,
    clause_text,
)
from locator.pack.files import number_text
from locator.problems import LocatorError
from locator.publishing.clauses import clause_effect, clause_rows, new_clause_id
from locator.publishing.publish import publish_clause, undo
from locator.publishing.rights import AccessError, Person
from locator.store import StoreConflict
from locator.wording.problems import problem_text, summary

if TYPE_CHECKING:
    from locator.pack.change import RowChange
    from locator.site import Site
    from locator.store.model import Entry

CITY = Person("市里的人", frozenset({"99"}))
COUNTY = Person("甲县的人", frozenset({"9901"}))


def publish(site: Site, change: RowChange | None, head: int) -> Entry:
    assert change is not None
    return publish_clause(site, "", change, person=CITY, why="市委会决定", head=head)


def file_of(site: Site) -> bytes:
    city = site.city()
    return city.laid.get(REQUIREMENTS_FILE) or (city.pack.path / REQUIREMENTS_FILE).read_bytes()


def test_a_threshold_changes_what_was_shown_and_comes_back(site: Site) -> None:
    city = site.city()
    before, held = file_of(site), clause_rows(city)
    effect = clause_effect(city, "town-center", held["town-center"] | {"min": "2"})
    assert effect.fits
    assert effect.verdicts
    old = city.verdicts.set_index(["requirement", "unit"])["status"]
    entry = publish(site, effect.change, city.head)
    new = site.city().verdicts.set_index(["requirement", "unit"])["status"]
    moved = {(v.requirement, v.unit): v.after for v in effect.verdicts}
    assert new[old != new].to_dict() == moved
    assert site.city().pack.requirement("town-center").minimum == 2
    # Every other clause, and every remark, stands as it stood.
    assert file_of(site).decode().replace("min = 2\n", "min = 1\n") == before.decode().replace(
        "min = 2\n", "min = 1\n"
    )
    # A snapshot of before says that the rule changed, and counts nothing as a setback.
    then = compare(city.snapshot("旧", "2025-01-01T00:00:00Z"), site.city().present())
    assert [(d.requirement, d.comparable) for d in then.definitions] == [("town-center", False)]
    assert not [m for m in then.moves if m.requirement == "town-center"]
    with pytest.raises(LocatorError, match=r"undo_why_blank"):
        undo(site, "", entry.number, person=CITY, why=" ")
    undo(site, "", entry.number, person=CITY, why="改错了")
    assert file_of(site) == before


def test_a_clause_comes_and_goes_and_says_so(site: Site) -> None:
    city = site.city()
    cells = dict.fromkeys(CLAUSE_COLUMNS, "") | {
        "clause": "第 13 项",
        "title": "图书馆",
        "level": "county",
        "strength": "encouraged",
        "layers": "library",
        "min": "1",
    }
    name = new_clause_id(city, cells)
    assert name == "county-library"
    effect = clause_effect(city, name, cells | {"id": name})
    assert {v.before for v in effect.verdicts} == {None}
    publish(site, effect.change, city.head)
    city = site.city()
    assert new_clause_id(city, cells) == "county-library-2"
    assert city.pack.requirements[-1].id == name
    gone = clause_effect(city, name, None)
    said = summary(gone.verdicts, gone.rules.values(), "zh")
    assert said == [f"{len(gone.verdicts)} 个县（市、区）的“图书馆”不再考核"]
    publish(site, gone.change, city.head)
    assert name not in clause_rows(site.city())


def test_a_wrong_clause_is_said_and_not_published(site: Site) -> None:
    city = site.city()
    wrong: list[tuple[dict[str, str], str | None]] = [
        ({"min": "0"}, "min"),
        ({"min": "一"}, "min"),
        ({"min": "201"}, "min"),
        ({"min": "1" + "0" * 400}, "min"),
        ({"layers": "", "indicator": "full_time_teachers", "min": "9" * 14}, "min"),
        ({"layers": "no_such_layer"}, "layers"),
        ({"level": "省"}, "level"),
        ({"title": ""}, "title"),
        ({"layers": "", "min": ""}, None),
        ({"indicator": "full_time_teachers"}, None),
    ]
    for cells, column in wrong:
        effect = clause_effect(city, "town-center", clause_rows(city)["town-center"] | cells)
        assert not effect.fits, cells
        assert {p.column for p in effect.problems if p.severity == "error"} == {column}
        assert all(problem_text(p, lang) for p in effect.problems for lang in ("zh", "en"))
        with pytest.raises(Exception, match=r".") as failure:
            publish(site, effect.change, city.head)
        assert site.city().head == city.head, failure.value


def test_the_whole_city_decides_and_the_second_is_told(site: Site) -> None:
    city = site.city()
    held = clause_rows(city)["town-center"]
    first, second = (clause_effect(city, "town-center", held | {"min": n}) for n in "23")
    assert clause_effect(city, "town-center", held | {"min": "1.0"}).change is None
    assert first.change is not None
    with pytest.raises(AccessError):
        publish_clause(site, "", first.change, person=COUNTY, why="试", head=city.head)
    publish(site, first.change, city.head)
    with pytest.raises(StoreConflict):
        publish(site, second.change, city.head)


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=12).map(str.strip)


@given(
    cells=st.fixed_dictionaries(
        dict.fromkeys(("id", "title", "clause", "unit_kind"), WORDS)
        | {"layers": st.lists(st.sampled_from(["library", "museum"]), max_size=3).map(";".join)}
        | {"min": st.floats(1e-6, 1e15).map(number_text) | st.just("")}
        | {"recognised": st.sampled_from(["", "yes"])}
    )
)
def test_a_clause_is_read_as_it_was_written(cells: dict[str, str]) -> None:
    text = clause_text(cells)
    (entry,) = tomllib.loads(text)["requirement"]
    assert clause_cells(entry) == dict.fromkeys(CLAUSE_COLUMNS, "") | cells
    remark = "# [[requirement]] 的说明\n\n"
    blocks = clause_blocks(remark + text + remark + text)
    assert "".join(block.text for block in blocks) == remark + text + remark + text
    assert [b.cells is None for b in blocks] == [True, False, True, False]
