"""What a record of a pack says against itself, and what is left over of another pack's words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from locator.pack.read import read_pack
from locator.problems import Problems
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import problem_text
from packs import REPORTING, SOURCE, VENUES, venue, write_pack

if TYPE_CHECKING:
    from pathlib import Path

SHUT = [
    ("note", "2023年已停办", "已停办"),
    ("note", "2025年5月已搬迁，原址不再开放", "已搬迁"),
    ("note", "二楼；暂停对外开放", "暂停对外开放"),
    ("note", "筹建，预计2027年建成", "筹建"),
    ("note", "尚未建成", "尚未建成"),
    ("name", "虚构东镇老年学校（已撤销）", "已撤销"),
    ("opening_hours", "闭馆装修", "闭馆装修"),
    ("opening_hours", "暂停开放", "暂停开放"),
]
OPEN = [
    ("note", "馆名用的是2012年撤销的旧区名"),
    ("note", "2020年由原址迁入"),
    ("note", "开放状态与时间未核"),
    ("note", "寒暑假停课"),
    ("opening_hours", "周二至周日9:00-17:00，周一闭馆"),
    ("opening_hours", "9:00-17:00（16:30停止入馆）"),
]


def found(root: Path, **tables: object) -> list[tuple[str, str, int | None, str | None]]:
    _, problems = read_pack(write_pack(root, **tables))
    for problem in problems:
        assert all("{" not in problem_text(problem, lang) for lang in LANGUAGES)
    return [(p.key, p.file, p.row, p.column) for p in problems]


def museum(**more: object) -> dict[str, object]:
    return {"venues": [*VENUES, venue("x", more.pop("name", "虚构馆"), "museum", "9901", **more)]}  # type: ignore[arg-type]


@pytest.mark.parametrize(("column", "text", "said"), SHUT)
def test_an_open_venue_that_says_it_is_not_open_is_told(
    tmp_path: Path, column: str, text: str, said: str
) -> None:
    rows = found(tmp_path / "a", **museum(**{column: text}))
    assert ("problem.open_but", "venues/museum.csv", 2, column) in rows
    assert said in [p.value for p in read_pack(tmp_path / "a")[1]]
    assert found(tmp_path / "b", **museum(**{column: text}, status="closed")) == []


@pytest.mark.parametrize(("column", "text"), OPEN)
def test_words_that_only_sound_of_closing_are_not_told(
    tmp_path: Path, column: str, text: str
) -> None:
    assert found(tmp_path, **museum(**{column: text})) == []


def test_a_recognition_of_years_to_come_is_told(tmp_path: Path) -> None:
    rows = found(tmp_path / "a", **museum(recognition="2098年省级示范校"))
    assert ("problem.future_date", "venues/museum.csv", 2, "recognition") in rows
    assert found(tmp_path / "b", **museum(recognition="2019年市级示范校")) == []


def test_a_declaration_from_below_the_level_that_is_asked_is_told(tmp_path: Path) -> None:
    village = {"unit": "99010101", "as_of": "2025-01-01", "source": SOURCE}
    rows = found(
        tmp_path / "a", reporting=[*REPORTING, village | {"layer": "community_education_center"}]
    )
    assert ("problem.declared_below", "reporting.csv", len(REPORTING) + 2, "layer") in rows
    asked = [*REPORTING, village | {"layer": "farmers_book_room"}]  # the plan asks it of villages
    assert found(tmp_path / "b", reporting=asked) == []
    unasked = [*REPORTING, village | {"layer": "museum"}]  # the plan asks it of nobody
    assert found(tmp_path / "c", reporting=unasked) == []


def sources(root: Path, *names: str) -> list[str]:
    text = "[source]\n" + "".join(f'"{n}" = {{ name = "{n}", name_en = "x" }}\n' for n in names)
    root.mkdir(parents=True)
    (root / "vocabularies.toml").write_text(text, encoding="utf-8")
    return [row[0] for row in found(root)]


def test_words_for_sources_that_no_record_names_are_left_over(tmp_path: Path) -> None:
    assert sources(tmp_path / "a", "suzhou.gov.cn", "szmuseum.com") == ["problem.source_words"]
    assert sources(tmp_path / "b", SOURCE, "to.be.used") == []


def test_a_row_that_numpy_counted_is_written_as_json() -> None:
    problem = Problems("a.csv").problem("warning", "problem.x", "a.csv", np.int64(3))
    assert json.dumps(problem.row) == "3"
