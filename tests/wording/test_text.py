"""The message catalogue: two languages with the same messages, all of them used, none missing."""

from __future__ import annotations

import ast
import csv
import re
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from locator.problems import Problem
from locator.wording.catalogue import LANGUAGES, Lang, catalogue, pick, t
from locator.wording.problems import problem_here

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "src/locator").rglob("*.py")]
CJK = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")
KEY = re.compile(r"[a-z]+\.[a-z0-9_]+")

#: Chinese messages that are a name, or punctuation around a placeholder.
LATIN_IN_CHINESE = {"find.map_openstreetmap", "coverage.download_csv", "coverage.download_geojson"}
#: English messages that name something Chinese as it is written.
CHINESE_IN_ENGLISH = {
    "app.footer_sources": "苏终学〔2024〕1号",
    "column.recognition_hint": "未认定",
    "api.field_recognition": "未认定",
    "workbook.meaning_recognition": "未认定",
}
#: The same words in both languages.
SAME = {"coverage.cell"} | LATIN_IN_CHINESE


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@cache
def trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES)


@cache
def literals() -> frozenset[str]:
    """Every string that stands in the program, pieces of f-strings left out."""
    inside = {
        id(part) for node in nodes() if isinstance(node, ast.JoinedStr) for part in node.values
    }
    return frozenset(
        node.value
        for node in nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside
    )


@cache
def nodes() -> tuple[ast.AST, ...]:
    return tuple(node for tree in trees() for node in ast.walk(tree))


def pattern_of(node: ast.JoinedStr) -> str:
    """An f-string as a regular expression with a group for each of its dynamic parts."""
    return "".join(
        re.escape(part.value) if isinstance(part, ast.Constant) else "(.+)" for part in node.values
    )


@cache
def patterns() -> frozenset[str]:
    """F-strings that make a key: ``coverage.status_{s}`` and the like."""
    start = re.compile(rf"({'|'.join(namespaces())})\\\.[a-z0-9_]*\(")
    made = {pattern_of(node) for node in nodes() if isinstance(node, ast.JoinedStr)}
    return frozenset(pattern for pattern in made if start.match(pattern))


@cache
def pieces() -> frozenset[str]:
    """F-strings that make a part of a key: ``not_{kind}``, ``{key}_until``."""
    made = {pattern_of(node) for node in nodes() if isinstance(node, ast.JoinedStr)}
    return frozenset(p for p in made if re.fullmatch(r"[a-z_]+_\(\.\+\)|\(\.\+\)_[a-z_]+", p))


def namespaces() -> set[str]:
    return {key.split(".")[0] for key in catalogue("zh")}


#: Who takes a key: where it stands among the arguments, what comes before it, what is filled in.
PLACE = {"file", "sheet", "row", "column", "value"}  # a problem always says where it happened
CALLS: dict[str, tuple[int, str, set[str]]] = {
    "t": (0, "", set()),
    "Problem": (1, "", PLACE),
    "problems.error": (0, "", PLACE),
    "problems.warning": (0, "", PLACE),
    "problems.refusal": (0, "", PLACE),
    "problems.problem": (1, "", PLACE),
}


def asked_for() -> Iterator[tuple[str, set[str | None]]]:
    """Literal keys of ``t("…", …)``, ``Problem(severity, "…", …)`` … with their parameters."""
    for node in nodes():
        if not isinstance(node, ast.Call) or ast.unparse(node.func) not in CALLS:
            continue
        position, start, always = CALLS[ast.unparse(node.func)]
        given = {keyword.arg for keyword in node.keywords} | always
        for argument in node.args[position : position + 1]:
            for choice in (
                (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
            ):
                if isinstance(choice, ast.Constant):
                    # An upload's own collector has the room's keys without its name.
                    room = "" if "." in choice.value else "intake."
                    yield start + room + choice.value, given


def test_both_languages_have_the_same_messages() -> None:
    chinese, english = catalogue("zh"), catalogue("en")
    assert sorted(chinese) == sorted(english)
    assert len(chinese) > 250
    for lang in LANGUAGES:
        assert all(text.strip() for text in catalogue(lang).values())


def test_both_languages_have_the_same_placeholders() -> None:
    chinese, english = catalogue("zh"), catalogue("en")
    assert {k: placeholders(v) for k, v in chinese.items()} == {
        k: placeholders(v) for k, v in english.items()
    }


def test_no_text_names_a_place_of_the_city_that_ships() -> None:
    # Another city's residents were told to ask for 木渎.
    with (ROOT / "geodata/suzhou/units.csv").open(encoding="utf-8", newline="") as file:
        units = [row for row in csv.DictReader(file) if row["level"] != "village"]
    names = {re.sub("(街道|镇|[市区县乡])$", "", unit["name"]) for unit in units}
    english = {unit["name_en"].split()[0] for unit in units if unit["name_en"]}
    words = [*map(re.escape, names - {""}), *(rf"\b{re.escape(word)}\b" for word in english)]
    place = re.compile("|".join(word for word in words if len(word) > 1))
    said = {(x, k): place.findall(text) for x in LANGUAGES for k, text in catalogue(x).items()}
    assert {key: found for key, found in said.items() if found} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_placeholders_are_plain_names(lang: Lang) -> None:
    for key, text in catalogue(lang).items():
        assert all(name.isidentifier() for name in placeholders(text)), key


def test_every_message_asked_for_exists() -> None:
    asked = {key for key, _ in asked_for()}
    assert len(asked) > 100  # the search itself works
    assert sorted(asked - set(catalogue("zh"))) == []


def test_every_key_in_a_table_exists() -> None:
    # Keys in tuples and dictionaries: any string of the program that looks like a key.
    known = namespaces() - {
        "config",
        "map",
        "vocabulary",
        "region",
    }  # these are also words of files and JavaScript
    written = {
        s
        for s in literals()
        if KEY.fullmatch(s)
        and s.split(".")[0] in known
        and not s.endswith((".py", ".toml", ".json"))
    }
    assert sorted(written - set(catalogue("zh"))) == []


def test_every_dynamic_key_has_messages() -> None:
    assert len(patterns()) > 10
    for pattern in patterns():
        assert any(re.fullmatch(pattern, key) for key in catalogue("zh")), pattern


def test_messages_are_asked_for_with_their_placeholders() -> None:
    for key, given in asked_for():
        if not given & {None, "params"}:  # ``**params``: known only when it runs
            assert placeholders(catalogue("zh")[key]) <= set(given), key


def test_every_message_is_used() -> None:
    # A dynamic part must itself be a string or a field of the program, or be made of one; but the
    # codes of the vocabularies stand in the data.
    fields = {
        node.target.id
        for node in nodes()
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    words = literals() | fields

    def known(part: str) -> bool:
        hits = (re.fullmatch(piece, part) for piece in pieces())
        ends = {part, *(hit[1] for hit in hits if hit)}
        return any(end in words or end.isdigit() for end in ends)

    def used(key: str) -> bool:
        if key in literals() or key.startswith("vocabulary."):
            return True
        hits = (re.fullmatch(pattern, key) for pattern in patterns())
        return any(all(map(known, hit.groups())) for hit in hits if hit)

    assert [key for key in catalogue("zh") if not used(key)] == []


def test_vocabularies_are_asked_for() -> None:
    # ``vocabulary.{vocabulary}_{code}``: the vocabulary's name must be a word of the program.
    kinds = {
        key.removeprefix("vocabulary.").split("_")[0]
        for key in catalogue("zh")
        if key.startswith("vocabulary.")
    }
    words = literals() | {p.removeprefix(r"vocabulary\.").split("_")[0] for p in patterns()}
    assert sorted(kinds - words) == []


def test_chinese_messages_are_chinese() -> None:
    def bare(text: str) -> str:
        return re.sub(r"\{[^}]*\}", "", text)

    latin = {
        key
        for key, text in catalogue("zh").items()
        if re.search("[A-Za-z]", bare(text)) and not CJK.search(text)
    }
    assert latin == LATIN_IN_CHINESE


def test_english_messages_are_english() -> None:
    for key, text in catalogue("en").items():
        rest = text.replace(CHINESE_IN_ENGLISH.get(key, "\0"), "")
        assert not CJK.search(rest), key


def test_nothing_was_left_untranslated() -> None:
    chinese, english = catalogue("zh"), catalogue("en")
    alike = {key for key in chinese if chinese[key] == english[key]}
    only_punctuation = {
        key for key in alike if not re.search(r"[^\W_]", re.sub(r"\{.*?\}", "", chinese[key]))
    }
    assert alike - only_punctuation <= SAME


def test_english_counts_one_as_one() -> None:
    limits = {"as", "characters", "its", "seconds"}  # never one, or no noun
    behind = re.compile(r"(?<!all )\{n\}(?: [a-z]+)? ([a-z]+s)\b")
    nouns = {(k, noun) for k, text in catalogue("en").items() for noun in behind.findall(text)}
    told_apart = re.compile(r"\{n:[^{}]*\|[^{}]*(?:\{n\}[^{}]*)?\}")
    left = {(k, noun) for k, noun in nouns if not told_apart.search(catalogue("en")[k])}
    assert {(k, noun) for k, noun in left if noun not in limits} == set()
    assert t("find.results_all", "en", n=1) == "1 place"
    assert t("find.results_all", "en", n="1,204") == "1,204 places"
    assert t("explain.close_declare", "en", n=3).count("these 3 lists") == 1
    with pytest.raises(KeyError):
        t("find.results_all", "en", m=1)


def test_texts_by_hand() -> None:
    assert t("app.name", "zh", city="苏州") == "苏州终身学习地图"
    assert t("app.name", "en", city="Suzhou") == "Suzhou Lifelong-Learning Map"
    assert [t("app.language_name", lang) for lang in LANGUAGES] == ["中文", "English"]
    with pytest.raises(KeyError):
        t("app.no_such_message", "zh")
    with pytest.raises(KeyError):
        t("app.name", "zh", town="苏州")  # the wrong placeholder


@pytest.mark.parametrize("value", ["{0}", "{name}", "{", "%s", "=1+1", "<b>"])
def test_what_is_filled_in_is_not_read_as_a_template(value: str) -> None:
    assert t("app.name", "zh", city=value) == value + "终身学习地图"


def test_names_in_the_data() -> None:
    assert pick("姑苏区", "Gusu District", "zh") == "姑苏区"
    assert pick("姑苏区", "Gusu District", "en") == "Gusu District"
    assert pick("姑苏区", "", "en") == "Gusu District"  # no English name on record


@pytest.mark.parametrize(
    ("sheet", "before", "said"),
    [
        ("", "a.csv", "本文件有 1 行"),
        ("场所", "a.csv", "“场所”有 1 行"),
        ("", "b.csv", "a.csv 有 1 行"),
    ],
)
def test_a_blank_stands_beside_letters_only(sheet: str, before: str, said: str) -> None:
    params = {"number": 1}
    problem = Problem("warning", "intake.source_assumed", "a.csv", sheet=sheet, params=params)
    assert problem_here(problem, before, "zh").startswith(said)
