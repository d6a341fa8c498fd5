"""The data dictionary, geodata/README.md, says what the code reads and what the pack holds."""

from __future__ import annotations

import re
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from locator.pack import schema
from locator.pack.model import LEVELS, PRECISIONS, STATUSES, STRENGTHS, VENUE_STATUSES, CityPack
from locator.pack.toml_files import _RULE_KEYS, _RULE_MUST, _TABLES
from locator.wording.catalogue import catalogue, t

if TYPE_CHECKING:
    from locator.pack.schema import Column, Table

GEODATA = Path(__file__).resolve().parents[2] / "geodata"
README = (GEODATA / "README.md").read_text(encoding="utf-8")

TABLES = {
    "units.csv": schema.UNITS,
    "places.csv": schema.PLACES,
    "venues/*.csv": schema.VENUES,
    "indicators.csv": schema.INDICATORS,
    "reporting.csv": schema.REPORTING,
    "shares.csv": schema.SHARES,
    "needs.csv": schema.NEEDS,
    "circles.csv": schema.CIRCLES,
    "aliases.csv": schema.ALIASES,
    "successors.csv": schema.SUCCESSORS,
}
COLUMNS = [
    pytest.param(file, column, id=f"{table.name}.{column.name}")
    for file, table in TABLES.items()
    for column in table.columns
]


def section(heading: str) -> str:
    """Text below the one heading that begins so, up to the next of its rank or above."""
    found = re.findall(
        rf"^(#+) {re.escape(heading)}[^\n]*\n(.*?)(?=^#{{1,3}} |\Z)",
        README,
        re.DOTALL | re.MULTILINE,
    )
    assert len(found) == 1, heading
    return found[0][1]


def rows(text: str, header: str) -> list[list[str]]:
    """Cells of the tables whose first header cell is ``header``."""
    found: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[0] == header:
            inside = True
        elif inside and not set(line) <= set("|-: "):
            found.append(cells)
    return found


def codes(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


def code(cell: str) -> str:
    return cell.strip("`")


def documented(file: str) -> dict[str, list[str]]:
    return {code(cells[0]): cells for cells in rows(section(file), "Column")}


# -- tables ------------------------------------------------------------------------------------


def test_every_table_of_the_schema_is_documented() -> None:
    tables = [value for value in vars(schema).values() if isinstance(value, schema.Table)]
    assert sorted(t.name for t in tables) == sorted(t.name for t in TABLES.values())


@pytest.mark.parametrize(("file", "table"), TABLES.items())
def test_columns_are_those_of_the_schema_in_order(file: str, table: Table) -> None:
    assert [code(cells[0]) for cells in rows(section(file), "Column")] == list(table.names)


@pytest.mark.parametrize(("file", "column"), COLUMNS)
def test_type_blank_and_limits_are_right(file: str, column: Column) -> None:
    _, chinese, kind, blank, meaning, example = documented(file)[column.name]
    assert kind == column.kind
    assert blank == ("no" if column.required else "yes")
    assert chinese == t(f"column.{column.name}", "zh")
    assert example
    assert set(column.choices) <= codes(meaning)
    if column.low is not None:
        assert f"{column.low} to {column.high}" in meaning


def test_every_type_is_explained() -> None:
    used = {c.kind for table in TABLES.values() for c in table.columns}
    assert used == {cells[0] for cells in rows(section("Rules for all files"), "Type")}


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("units.csv", LEVELS),
        ("venues/*.csv", VENUE_STATUSES),
        ("venues/*.csv", PRECISIONS),
        ("Requirements of the plan", LEVELS),
        ("Requirements of the plan", STRENGTHS),
        ("What a verdict means", STATUSES),
        ("Outlines and base map", schema.OUTLINE_QUALITIES),
    ],
)
def test_every_choice_value_is_explained(heading: str, values: tuple[str, ...]) -> None:
    assert set(values) <= codes(section(heading))


@pytest.mark.parametrize(
    ("file", "column"),
    [
        pytest.param(file, column, id=column.name)
        for file, table in TABLES.items()
        for column in table.columns
        if column.vocabulary
    ],
)
def test_the_vocabularies_are_those_with_a_text(file: str, column: Column) -> None:
    prefix = f"vocabulary.{column.vocabulary}_"
    texts = {k.removeprefix(prefix): v for k, v in catalogue("zh").items() if k.startswith(prefix)}
    meaning = documented(file)[column.name][4]
    assert set(texts) == codes(meaning) - {";"}
    assert not [name for name in texts.values() if name.partition("（")[0] not in meaning]
    assert not column.choices or set(column.choices) == set(texts)


# -- catalogue, city, requirements -------------------------------------------------------------


def test_the_layer_catalogue_is_the_one_in_the_file(suzhou: CityPack) -> None:
    counts = Counter(suzhou.venues["layer"])
    groups = suzhou.catalogue.groups
    expected = [
        [
            f"`{x.code}`",
            x.name,
            x.name_en,
            f"`{x.group}` {groups[x.group].name} · {groups[x.group].name_en}",
            x.glyph,
            str(counts[x.code]),
        ]
        for x in suzhou.catalogue.layers.values()
    ]
    assert rows(section("Layer catalogue"), "Layer") == expected


def test_every_key_of_a_requirement_is_documented() -> None:
    found = rows(section("Requirements of the plan"), "Key")
    assert {code(cells[0]) for cells in found} == set(_RULE_KEYS)
    assert {code(cells[0]) for cells in found if cells[3] == "yes"} == set(_RULE_MUST)


def test_every_key_of_the_city_is_documented() -> None:
    found = [code(cells[0]) for cells in rows(section("The city"), "Key")]
    assert found == [key for table in _TABLES.values() for key in table]


def test_the_indicators_that_requirements_use_are_named(suzhou: CityPack) -> None:
    used = set(suzhou.indicators_asked)
    assert used <= codes(documented("indicators.csv")["indicator"][4])


# -- what the Suzhou pack holds ----------------------------------------------------------------


#: Files of a pack that are not tables of records.
OTHER = ("`city", "`basemap", "`snapshots", "`vocabularies", "`candidates", "`streets")


def test_the_numbers_of_records_are_right(suzhou: CityPack, demo: CityPack) -> None:
    found = {
        code(cells[0]): [int(re.findall(r"\d+", cell)[0]) for cell in cells[3:]]
        for cells in rows(section("A pack at a glance"), "File")
        if not cells[0].startswith(OTHER)
    }

    def count(pack: CityPack) -> dict[str, int]:
        village = pack.units["level"] == "village"
        return {
            "units.csv": int((~village).sum()),
            "villages.csv": int(village.sum()),
            "places.csv": len(pack.places),
            "venues/<layer>.csv": len(pack.venues),
            "requirements.toml": len(pack.requirements),
            "indicators.csv": len(pack.indicators),
            "reporting.csv": len(pack.reporting),
            "shares.csv": len(pack.shares),
            "needs.csv": len(pack.needs),
            "circles.csv": len(pack.circles),
            "aliases.csv": len(pack.aliases),
            "successors.csv": len(pack.successors),
            "outlines.geojson": len(pack.outlines),
        }

    real, invented = count(suzhou), count(demo)
    assert found == {file: [real[file], invented[file]] for file in real}


def test_every_licence_value_is_explained(suzhou: CityPack) -> None:
    held = {
        "venues/*.csv": Counter(suzhou.venues["licence"]),
        "shares.csv": Counter(suzhou.shares["licence"]),
        "outlines.geojson": Counter(suzhou.outlines["licence"]),
        "basemap/water.geojson": Counter(suzhou.basemap["water"]["licence"]),
    }
    found = {
        (code(cells[0]), code(cells[1])): int(cells[2])
        for cells in rows(section("Licence values"), "Value")
        if cells[0].startswith("`")
    }
    assert found == {(v, file): n for file, values in held.items() for v, n in values.items()}


def test_the_data_sets_of_venues_are_named(suzhou: CityPack) -> None:
    listed = section("Data sets behind the venues")
    used = {
        m for s in suzhou.venues["source"] for m in re.findall(r"github\.com/[\w.-]+/[\w-]+", s)
    }
    assert used
    assert not [name for name in used if name not in listed]


def test_the_pages_of_venues_are_named(suzhou: CityPack) -> None:
    listed = {cells[0] for cells in rows(section("Pages behind the venues"), "Page 网页")}
    cited = {
        host
        for source in suzhou.venues["source"]
        for host in re.findall(
            r"(?:^|//|；)(?:www\.|m\.)?((?:[a-z0-9-]+\.)+(?:cn|com|net))\b", source
        )
        if host != "openstreetmap.org"
    }
    assert len(cited) > 40
    assert not [host for host in cited if not any(host in page for page in listed)]


LICENCES = (GEODATA / "LICENCES.md").read_text(encoding="utf-8")
#: What stands beside the data and is none.
NO_DATA = ("build/", "licences/", "LICENCES.md", "README.md")


def test_every_file_has_its_licence() -> None:
    """A table says of each file under which terms it may be passed on, and of none that is not."""
    cells = {cell for row in rows(LICENCES, "Licence") for cell in codes(row[1])}
    named = {cell for cell in cells if "." in cell or "*" in cell}
    paths = [path.relative_to(GEODATA).as_posix() for path in GEODATA.rglob("*") if path.is_file()]
    files = [path for path in paths if not path.startswith(NO_DATA) and "/__pycache__" not in path]
    assert len(files) > 60
    assert [file for file in files if not any(fnmatch(file, name) for name in named)] == []
    globs = {name for name in named if "/" in name and not name.startswith(("build/", "geo/"))}
    assert [name for name in globs if not any(fnmatch(file, name) for file in files)] == []


def test_what_a_licence_wants_beside_the_data_is_there() -> None:
    texts = re.findall(r"\]\((licences/[^)]+)\)", LICENCES)
    assert len(texts) == 3
    for text in texts:
        assert "Version" in (GEODATA / text).read_text(encoding="utf-8")[:400]


def test_a_source_is_for_people(suzhou: CityPack) -> None:
    developer = re.compile(r"\bvia\b|github [\w-]+/|@[0-9a-f]{7}|\.(json|csv)\b|unverified")
    assert not [s for s in suzhou.venues["source"] if developer.search(s)]


def test_nothing_of_one_machine_is_mentioned() -> None:
    for path in (GEODATA / "README.md", GEODATA / "build" / "README.md"):
        assert not re.search(r"/(work|home|tmp|root)\b", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("heading", re.findall(r"^#{1,3} (.+)$", README, re.MULTILINE))
def test_every_heading_is_in_both_languages(heading: str) -> None:
    english, _, chinese = heading.partition(" · ")
    assert re.search("[a-z]", english)
    assert re.search("[\u4e00-\u9fff]", chinese)
