"""Vocabularies and header words are data: what the files may and may not say."""

from __future__ import annotations

import pytest

from locator.intake.recognise.cells import read_code
from locator.intake.recognise.words import guess_columns
from locator.pack import schema
from locator.pack.files import Term, entries, header_words, headings, vocabularies
from locator.wording.catalogue import _namespace
from locator.wording.labels import label

COLUMNS = {c.name for table in schema.TABLES.values() for c in table.columns}


def test_a_row_is_all_that_a_new_topic_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"name": "垃圾分类", "name_en": "Sorting waste", "words": ["分类投放"]}
    waste = entries({"waste": {"sorting": row}})
    monkeypatch.setitem(vocabularies(), "waste", waste["waste"])
    assert waste["waste"]["sorting"] == Term("垃圾分类", "Sorting waste", ("分类投放",))
    _namespace.cache_clear()
    assert label("waste", "sorting", "zh") == "垃圾分类"
    assert label("waste", "sorting", "en") == "Sorting waste"
    _namespace.cache_clear()
    assert [read_code(w, "waste") for w in ("分类投放", "sorting waste", "sorting")] == [
        "sorting"
    ] * 3


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ({"topic": {"law": {"name": "法律"}}}, "topic.law"),
        ({"topic": {"law": {"name": "法律", "name_en": "Law", "hue": 3}}}, "topic.law"),
        ({"topic": {"law": "法律"}}, "topic.law"),
        ({"topic": "法律"}, "topic."),
    ],
)
def test_a_row_that_is_none_is_named(document: dict[str, object], where: str) -> None:
    with pytest.raises(ValueError, match=f"^{where}$"):
        entries(document)


def test_codes_that_rules_depend_on_have_a_row() -> None:
    for table in schema.TABLES.values():
        for column in table.columns:
            if column.vocabulary and column.choices:
                assert tuple(vocabularies()[column.vocabulary]) == column.choices
    assert set(schema.PLACES.column("kind").choices) < set(vocabularies()["kind"])


def test_words_head_columns_that_exist() -> None:
    assert set(headings()) >= COLUMNS
    for table in (schema.UNITS, schema.VENUES, schema.SHARES, schema.CIRCLES):
        assert set(header_words(table.name)) - set(table.names) <= set(header_words(""))
    assert guess_columns(["所属板块"], schema.VENUES.columns)[0].column == "county"
