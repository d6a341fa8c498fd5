"""An extract in the real format, of an invented place, written for the purpose."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import osmium
import pytest
import shapely
from osmium.osm.mutable import Node, Relation, Way

from locator.cli import main
from locator.intake.sources.osm import fetch_osm
from locator.pack.read import load_pack
from locator.problems import LocatorError, Verbatim
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import problem_text
from packs import VILLAGES, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from locator.pack.model import CityPack

EDITED = datetime(2025, 1, 2, 3, tzinfo=UTC)
CORNERS = [(150.40, 20.40), (150.42, 20.40), (150.42, 20.42), (150.40, 20.42)]
HOLE = [(150.405, 20.405), (150.405, 20.415), (150.415, 20.415), (150.415, 20.405)]


def write_extract(path: Path) -> None:
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2026-11-01T20:21:00Z")

    def node(number: int, lon: float, lat: float, **tags: str) -> Node:
        colons = {key.replace("__", ":"): value for key, value in tags.items()}
        stamp = EDITED if number == 1 else None
        return Node(id=number, location=(lon, lat), tags=colons, timestamp=stamp)

    with osmium.SimpleWriter(str(path), header=header) as out:
        out.add_node(
            node(1, 150.4101, 20.4101, amenity="library", name="Library", name__zh="虚构  图书馆",
                 name__en="Fictional Library", addr__street="虚构路", addr__housenumber="1号",
                 opening_hours="Mo-Su 09:00-17:00", contact__phone="0512-60000000",
                 website="https://example.org", capacity="80")
        )  # fmt: skip # a table, a row a line
        out.add_node(
            node(2, 150.41, 20.41, railway="station", name="虚构站", alt_name="旧站;虚构站")
        )
        out.add_node(node(3, 150.41, 20.41, place="village", name="虚构村"))
        out.add_node(node(4, 150.41, 20.41, amenity="library", name="虚构阅览点"))  # no rule
        out.add_node(node(5, 150.41, 20.41, amenity="library"))  # no name
        out.add_node(node(6, 150.41, 20.41, tourism="museum", name="拆了", disused__tourism="yes"))
        out.add_node(node(7, 10.0, 50.0, tourism="museum", name="远处博物馆"))
        out.add_node(node(8, 150.41, 20.41, place="locality", name="虚构地"))
        for number, (lon, lat) in enumerate([*CORNERS, *HOLE], start=20):
            out.add_node(node(number, lon, lat))
        out.add_way(
            Way(id=40, nodes=[20, 21, 22, 23, 20], tags={"tourism": "museum", "name": "虚构博物馆"})
        )
        out.add_way(Way(id=41, nodes=[20, 21, 22]))
        out.add_way(Way(id=42, nodes=[22, 23, 20]))
        out.add_way(Way(id=43, nodes=[24, 25, 26, 27, 24]))
        boundary = {"type": "boundary", "boundary": "administrative", "admin_level": "8"}
        rings = [("w", 41, "outer"), ("w", 42, "outer"), ("w", 43, "inner")]
        out.add_relation(Relation(id=50, members=rings, tags=boundary | {"name": "虚构东镇"}))
        out.add_relation(Relation(id=53, members=rings, tags=boundary | {"name": "别处的镇"}))
        out.add_relation(
            Relation(id=51, members=rings[:1], tags=boundary | {"name": "没有合拢的镇"})
        )
        other = boundary | {"admin_level": "6", "name": "虚构区"}
        out.add_relation(Relation(id=52, members=rings, tags=other))


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> CityPack:
    folder = tmp_path_factory.mktemp("pack")
    write_pack(folder)
    return load_pack(folder)


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "a.osm.pbf"
    write_extract(path)
    return path


def test_venues_places_and_outlines(extract: Path, pack: CityPack) -> None:
    upload = fetch_osm(extract, pack)
    assert upload.name == "a.osm.pbf"
    (problem,) = upload.problems
    assert (problem.severity, problem.key) == ("warning", "fetch.outlines_unknown")
    assert all("别处的镇" in problem_text(problem, lang) for lang in LANGUAGES)
    venues, places, outlines = upload.sheets
    first, second = venues.cells.to_dict("records")
    assert first == {
        "name": "虚构 图书馆", "name_en": "Fictional Library", "layer": "library", "county": "",
        "address": "虚构路1号", "lon (WGS-84)": "150.410100", "lat (WGS-84)": "20.410100",
        "precision": "exact", "phone": "0512-60000000", "opening_hours": "Mo-Su 09:00-17:00",
        "website": "https://example.org", "capacity": "80", "status": "open",
        "source": "OpenStreetMap https://www.openstreetmap.org/node/1",
        "source_date": "2025-01-02", "licence": "ODbL 1.0", "note": "",
    }  # fmt: skip # a table, a row a line
    inside = shapely.Point(float(second["lon (WGS-84)"]), float(second["lat (WGS-84)"]))
    assert shapely.Polygon(CORNERS).contains(inside)
    assert (second["name"], second["layer"]) == ("虚构博物馆", "museum")
    assert second["source"].endswith("/way/40")
    assert second["source_date"] == "2026-11-01"  # nobody says when it was edited

    assert places.cells[["name", "kind", "aliases"]].to_numpy().tolist() == [
        ["虚构站", "station", "旧站"],
        ["虚构村", "settlement", ""],
    ]
    assert places.cells["source"].iloc[0] == (
        "OpenStreetMap https://www.openstreetmap.org/node/2（2026-11-01，ODbL 1.0）"
    )

    assert outlines.cells.to_dict("records") == [
        {
            "code": "",
            "name": "虚构东镇",
            "quality": "measured",
            "licence": "ODbL 1.0",
            "source": "OpenStreetMap https://www.openstreetmap.org/relation/50（2026-11-01）",
        }
    ]
    assert outlines.geometry is not None
    assert outlines.geometry.crs == "EPSG:4326"
    expected = shapely.Polygon(CORNERS, [HOLE])
    assert shapely.symmetric_difference(outlines.geometry.iloc[0], expected).area < 1e-12


def test_what_is_no_extract_is_told(tmp_path: Path, pack: CityPack) -> None:
    broken = tmp_path / "b.osm.pbf"
    broken.write_bytes(b"no extract at all")
    for path in (broken, tmp_path / "absent.osm.pbf"):
        with pytest.raises(LocatorError) as failure:
            fetch_osm(path, pack)
        (problem,) = failure.value.problems
        assert problem.key == "fetch.extract"
        assert all(str(path) in problem_text(problem, lang) for lang in LANGUAGES)


def test_a_cut_extract_is_told(extract: Path, pack: CityPack) -> None:
    extract.write_bytes(extract.read_bytes()[:-40])
    with pytest.raises(LocatorError):
        fetch_osm(extract, pack)


def test_outlines_and_tables_are_written_apart(
    extract: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_pack(tmp_path / "pack")
    for name in ("a.xlsx", "a.geojson"):
        given = ["fetch", "osm", str(extract), "--pack", str(tmp_path / "pack")]
        assert main([*given, "--out", str(tmp_path / name)]) == 0
    counts = json.loads(capsys.readouterr().out.split("\n{")[0])["fetched"]
    assert counts == {"venues": 2, "places": 2, "outlines": 1}
    document = json.loads((tmp_path / "a.geojson").read_bytes())
    assert [f["properties"]["name"] for f in document["features"]] == ["虚构东镇"]


def test_an_extract_goes_the_way_of_a_file(
    extract: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_pack(tmp_path / "pack")
    given = ["fetch", "osm", str(extract), "--pack", str(tmp_path / "pack"), "--format", "json"]
    assert main([*given, "--dry-run"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [p for p in answer["problems"] if p["severity"] == "error"] == []
    assert sorted((row["file"], row["key"].split("|")[0]) for row in answer["difference"]["new"])[
        :3
    ] == [("outlines.geojson", "990101"), ("places.csv", "虚构村"), ("places.csv", "虚构站")]
    assert len(answer["difference"]["new"]) == 5


def test_what_is_not_open_to_all_is_left_out_and_named(tmp_path: Path, pack: CityPack) -> None:
    path = tmp_path / "b.osm.pbf"
    tags = {"amenity": "library"}
    with osmium.SimpleWriter(str(path)) as out:
        for number, (name, more) in enumerate(
            [
                ("虚构图书馆", {}),
                ("虚构大学图书馆", {}),
                ("虚构中学图书馆", {"access": "yes"}),
                ("内部图书馆", {"access": "private"}),
            ],
            start=1,
        ):
            out.add_node(
                Node(id=number, location=(150.41, 20.41), tags=tags | {"name": name} | more)
            )
    upload = fetch_osm(path, pack)
    assert upload.sheets[0].cells["name"].tolist() == ["虚构图书馆", "虚构中学图书馆"]
    (problem,) = upload.problems
    assert (problem.key, problem.params["names"]) == (
        "fetch.not_public",
        (Verbatim("虚构大学图书馆"), Verbatim("内部图书馆")),
    )


def test_a_point_within_its_building_is_the_same_venue(tmp_path: Path, pack: CityPack) -> None:
    path = tmp_path / "c.osm.pbf"
    tags = {"amenity": "library", "name": "虚构图书馆"}
    with osmium.SimpleWriter(str(path)) as out:
        out.add_node(Node(id=1, location=(150.41, 20.41), tags=tags | {"phone": "0512-60000000"}))
        out.add_node(Node(id=2, location=(150.44, 20.41), tags=tags))  # 2 km away: another
        for number, (lon, lat) in enumerate(CORNERS, start=20):
            out.add_node(Node(id=number, location=(lon, lat)))
        out.add_way(Way(id=40, nodes=[20, 21, 22, 23, 20], tags=tags))
    cells = fetch_osm(path, pack).sheets[0].cells
    assert cells[["source", "phone"]].to_numpy().tolist() == [
        ["OpenStreetMap https://www.openstreetmap.org/node/2", ""],
        ["OpenStreetMap https://www.openstreetmap.org/way/40", "0512-60000000"],
    ]


def test_what_residents_type_is_a_place(tmp_path: Path, pack: CityPack) -> None:
    path = tmp_path / "d.osm.pbf"
    with osmium.SimpleWriter(str(path)) as out:

        def put(number: int, lon: float, **tags: str) -> None:
            colons = {key.replace("__", ":"): value for key, value in tags.items()}
            out.add_node(Node(id=number, location=(lon, 20.41), tags=colons))

        put(1, 150.41, amenity="school", name="虚构小学")
        put(2, 150.41, amenity="hospital", name="虚构医院", alt_name="虚医")
        put(3, 150.41, amenity="clinic", name="虚构牙科")  # no rule
        put(6, 150.41, leisure="park", name="虚构公园", name__en="Fictional Park")
        put(4, 150.41, highway="bus_stop", name="虚构路口")  # no street
        put(5, 150.41, place="village", name="虚构新村")  # in the estate of its name: the same
        # A street in four pieces of 1 to 3 km one after another, and its namesake in county B.
        for number, lon in enumerate([150.40, 150.41, 150.44, 150.45, 150.46]):
            put(10 + number, lon)
        put(20, 150.70)
        put(21, 150.71)
        for number, (lon, lat) in enumerate(CORNERS, start=30):
            out.add_node(Node(id=number, location=(lon, lat)))
        estate = {"landuse": "residential", "name": "虚构新村"}
        out.add_way(Way(id=40, nodes=[30, 31, 32, 33, 30], tags=estate))
        street = {"highway": "residential", "name": "虚构路"}
        for way, nodes in enumerate([[10, 11], [11, 12], [12, 13], [13, 14], [20, 21]], start=50):
            out.add_way(Way(id=way, nodes=nodes, tags=street))
        out.add_way(Way(id=60, nodes=[10, 11], tags={"highway": "residential"}))  # no name
        out.add_way(Way(id=61, nodes=[10, 11], tags=street | {"disused:highway": "yes"}))
    (sheet,) = fetch_osm(path, pack).sheets
    places = sheet.cells
    assert sheet.name == "places"
    given = places[["name", "kind", "aliases"]].to_numpy().tolist()
    assert sorted(given, key=lambda row: row[0]) == [
        ["虚构公园", "park", ""],
        ["虚构医院", "hospital", "虚医"],
        ["虚构小学", "school", ""],
        ["虚构新村", "settlement", ""],
        ["虚构路（虚构乙县）", "street", "虚构路"],
        ["虚构路（虚构甲县）", "street", "虚构路"],
    ]


def test_villages_that_surely_are_units_get_their_point_and_residents(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_pack(tmp_path / "pack", villages=[*VILLAGES, VILLAGES[2] | {"code": "99010202"}])
    path = tmp_path / "e.osm.pbf"
    with osmium.SimpleWriter(str(path)) as out:

        def put(number: int, lon: float, name: str, **tags: str) -> None:
            said = {"place": "village", "name": name} | tags
            out.add_node(Node(id=number, location=(lon, 20.41), tags=said))

        counted = {"population": "1200", "population:date": "2023-05-01"}
        put(1, 150.41, "虚构一村", **counted)
        put(2, 150.412, "虚构一村", place="hamlet")  # 200 m away: the same
        put(3, 150.41, "虚构三社区")  # in another county than the unit of that name
        put(4, 150.41, "虚构二村")  # two units of the county have the name
        put(5, 150.42, "虚构一社区", population="about 900")
        put(6, 150.30, "虚构东镇", place="town", population="9")  # has a point; of which year?
        put(7, 150.30, "虚构西镇", place="town", **counted)  # has a point; residents are new
        put(8, 150.43, "别处村")
    upload = fetch_osm(path, load_pack(tmp_path / "pack"))
    (units,) = [sheet for sheet in upload.sheets if sheet.name == "units"]
    columns = ["code", "lon (WGS-84)", "lat (WGS-84)", "population", "population_year"]
    assert units.cells[columns].to_numpy().tolist() == [
        ["99010101", "150.410000", "20.410000", "1200", "2023"],
        ["99010102", "150.420000", "20.410000", "", ""],
        ["990102", "", "", "1200", "2023"],
    ]
    assert units.cells["source"].str.contains("；OpenStreetMap https").all()
    # The desk takes them, and says nothing against them.
    write_pack(tmp_path / "sound")
    given = ["fetch", "osm", str(path), "--pack", str(tmp_path / "sound"), "--format", "json"]
    assert main([*given, "--dry-run"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [p for p in answer["problems"] if p["severity"] == "error"] == []
    changed = {
        row["key"]: {one["column"] for one in row["fields"]}
        for row in answer["difference"]["changed"]
    }
    point, people = {"lon", "lat", "point_quality"}, {"population", "population_year"}
    assert changed == {
        "99010101": {"source"} | point | people,
        "99010102": {"source"} | point,
        "99010201": {"source"} | point,  # one unit alone has the name here
        "990102": {"source"} | people,
    }


def test_villages_of_one_name_far_apart_are_nobodys_point(tmp_path: Path, pack: CityPack) -> None:
    path = tmp_path / "f.osm.pbf"
    with osmium.SimpleWriter(str(path)) as out:
        for number, lon in enumerate((150.41, 150.45)):
            tags = {"place": "village", "name": "虚构一村"}
            out.add_node(Node(id=number, location=(lon, 20.41), tags=tags))
    assert [sheet.name for sheet in fetch_osm(path, pack).sheets] == ["places"]
