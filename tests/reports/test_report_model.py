"""The report model and the file of choices: one truth, said once, replayed on other data."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.city import City
from locator.problems import QueryError
from locator.reports.building.build import build
from locator.reports.content.choices import (
    DRAWINGS,
    SECTIONS,
    Choices,
    MapChoice,
    read_choices,
    write_choices,
)
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    from locator.pack.model import CityPack
    from locator.reports.content.report import Report

WORDS = tuple(section for section in SECTIONS if section not in {"maps", "charts"})
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
choices = st.builds(
    Choices,
    scope=text,
    maps=st.lists(st.builds(MapChoice, text, st.sampled_from(DRAWINGS)), max_size=4).map(tuple),
    sections=st.sets(st.sampled_from(SECTIONS)).map(
        lambda some: tuple(s for s in SECTIONS if s in some)
    ),
    next_steps=text,
    since=text,
)


@pytest.fixture(scope="module")
def city(demo: CityPack) -> City:
    return City(pack=demo)


@pytest.fixture(scope="module")
def report(city: City) -> Report:
    return build(city, Choices(sections=WORDS, maps=(MapChoice("gone"),)), "zh")


# -- the model ------------------------------------------------------------------------------


def test_every_verdict_is_counted_once(city: City, report: Report) -> None:
    verdicts = city.verdicts
    for clause in report.standing:
        own = verdicts[verdicts["requirement"] == clause.id]["status"]
        assert clause.met + clause.gap + clause.unreported == clause.total == len(own)
        assert clause.gap == (own == "gap").sum()
    assert len(report.gaps) == (verdicts["status"] == "gap").sum()
    assert sum(row.count for row in report.unreported) == (verdicts["status"] == "unreported").sum()
    cells = [s for matrix in report.appendix for row in matrix.rows for s in row[3] if s]
    assert len(cells) == len(verdicts)


def test_counties_add_up_to_the_city(city: City, report: Report) -> None:
    parts = [build(city, Choices(score.code, sections=WORDS), "zh") for score in report.scorecard]
    for clause in report.standing:
        if clause.level != "city":
            own = [c for part in parts for c in part.standing if c.id == clause.id]
            assert sum(c.met for c in own) == clause.met
            assert sum(c.total for c in own) == clause.total
    for score, part in zip(report.scorecard, parts, strict=True):
        assert score.met == sum(c.met for c in part.required)
        assert part.head.scope == score.name


def test_who_meets_it_by_hand(report: Report) -> None:
    # 17 of the 24 invented towns have a senior school, 4 declared that they have none.
    clause = next(c for c in report.standing if c.id == "town-senior-school")
    assert (clause.met, clause.gap, clause.unreported) == (17, 4, 3)
    assert clause.figure == "17\xa0/\xa024 个乡镇（街道）"
    assert "17 个达到" in clause.sentence
    assert "4 个有缺口" in clause.sentence


def test_every_gap_says_what_would_close_it(report: Report) -> None:
    assert all(gap.closing and gap.have is not None for gap in report.gaps)
    strengths = [gap.strength for gap in report.gaps]
    assert strengths == sorted(strengths, reverse=True)  # required before encouraged


def test_a_requirement_that_is_gone_is_named(report: Report) -> None:
    assert report.absent == ("gone",)
    assert report.maps == ()


def test_scope_that_is_no_county(city: City) -> None:
    for scope in ("320505", "990102001", "990100"):
        with pytest.raises(QueryError, match=r"query\.county"):
            build(city, Choices(scope), "zh")


# -- the file of choices --------------------------------------------------------------------


@given(choices)
def test_choices_come_back_from_their_file(chosen: Choices) -> None:
    assert read_choices(write_choices(chosen)) == chosen


def test_what_a_file_leaves_out_is_the_default() -> None:
    assert read_choices(b"{}") == Choices()
    assert {f.name for f in fields(Choices)} | {"format"} == set(
        json.loads(write_choices(Choices()))
    )


@pytest.mark.parametrize(
    ("content", "keys"),
    [
        (b"\xff", ["report.choices_no_text"]),
        (b'{"scope": "\\ud800"}', ["report.choices_no_text"]),
        (b"[" * 100_000, ["report.choices_no_text"]),
        (b" \n", ["report.choices_empty"]),
        (b'{"full": true\n "scope": ""}', ["report.choices_unreadable"]),
        (b"[]", ["report.choices_no_object"]),
        (b"{}" + b" " * 300_000, ["report.choices_long"]),
        (b'{"dated": "20260630", "deadline": "2026-W01-1"}', ["report.choices_day"] * 2),
        (b'{"colour": 1}', ["report.choices_unknown"]),
        (b'{"format": 2}', ["report.choices_format"]),
        (b'{"scope": 1, "next_steps": []}', ["report.choices_text"] * 2),
        (b'{"maps": [{"requirement": "x", "drawing": "globe"}, 7]}', ["report.choices_map"] * 2),
        (b'{"sections": ["standing", {}]}', ["report.choices_sections"]),
    ],
)
def test_a_file_that_is_wrong_says_where(content: bytes, keys: list[str]) -> None:
    with pytest.raises(QueryError) as caught:
        read_choices(content, "choices.json")
    assert [problem.key for problem in caught.value.problems] == keys
    for problem in caught.value.problems:
        for lang in ("zh", "en"):
            said = problem_text(problem, lang)
            assert "choices.json" in said
            assert (problem.value or "") in said, "what was found is named"
