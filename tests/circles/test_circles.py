"""Learning circles: radius and membership by hand, and the poster as a document."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apptest import opened, shown
from locator.circles.circle import circle, examples, plan_layers, states
from locator.pack.model import CIRCLE_MINUTES, WALKERS, Walk
from locator.pack.read import load_pack
from locator.reports.poster.page import poster, qr_code
from locator.reports.poster.text import NAME_LENGTH, shortened
from locator.venues.origin import own_position
from locator.venues.search import VenueIndex
from locator.ways.travel import travel
from locator.wording.catalogue import pick
from locator.wording.circles import pace_text, venue_distance, when_text
from packs import PLACES, VENUES, venue, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from locator.circles.circle import Circle
    from locator.pack.model import CityPack, Walker

#: The square of the invented city, and metres of a degree of latitude.
LON, LAT, DEGREE_M = 150.25, 20.25, 111_194.93
TUESDAY = datetime(2026, 11, 24, 12, 0)  # noqa: DTZ001 - the city's own time
SATURDAY = datetime(2026, 11, 28, 15, 0)  # noqa: DTZ001 - Suzhou time
WATERMARK = "虚构示例 FICTIONAL DEMO"
LINK = "https://map.example/circle?near=%E5%B9%BF%E5%9C%BA&minutes=15"
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</svg></main><script>alert(1)</script>",
    "{{7*7}} {% raw %} ${x}",
    "</style><style>*{display:none}",
    "\"quoted\" 'it' & &amp; \\",
)


def around(pack: CityPack, minutes: int = 15, walker: Walker = "adult", **more: Any) -> Circle:
    return circle(VenueIndex(pack.venues), pack, LON, LAT, minutes, walker, **more)


def made(pack: CityPack, found: Circle, **more: Any) -> str:
    options = {
        "place": "虚构广场站",
        "name": "广场15分钟学习圈",
        "when": None,
        "link": LINK,
        "approval": "",
        "lang": "zh",
    }
    return poster(found, pack, **(options | more)).decode()


def tree(document: str) -> ET.Element:
    return ET.fromstring(document.removeprefix("<!DOCTYPE html>\n"))  # noqa: S314 - our own


def words(element: ET.Element) -> str:
    return "".join(element.itertext())


def classes(document: str, name: str) -> list[ET.Element]:
    return [e for e in tree(document).iter() if name in e.get("class", "").split()]


# Circles.


@pytest.mark.parametrize(
    ("minutes", "walker", "metres"),
    [
        (5, "adult", 250.0),  # 5 x 65 / 1.3
        (15, "adult", 750.0),
        (30, "adult", 1500.0),
        (5, "elderly", 184.6),  # 5 x 48 / 1.3
        (15, "elderly", 553.8),
    ],
)
def test_radius(invented: CityPack, minutes: int, walker: Walker, metres: float) -> None:
    assert around(invented, minutes, walker).radius_m == pytest.approx(metres, abs=0.05)


@pytest.mark.parametrize(("adult", "elderly"), [(67, 48), (40, 40)])
def test_an_elderly_person_walks_no_faster_than_the_citys_adult(
    invented: CityPack, adult: float, elderly: float
) -> None:
    pack = replace(invented, walk=Walk(1.3, adult))
    assert travel(pack).metres_per_minute == adult
    assert travel(pack, walker="elderly").metres_per_minute == elderly


def test_the_guidelines_circle() -> None:
    assert Walk(1.3, 67).radius(15) == pytest.approx(773.1, abs=0.05)


def test_just_inside_and_just_outside(tmp_path: Path) -> None:
    edge = [
        venue("in", "圈内馆", "library", "990101", lon=LON, lat=LAT + 749 / DEGREE_M),
        venue("out", "圈外馆", "library", "990101", lon=LON, lat=LAT - 751 / DEGREE_M),
        venue("slow", "慢走馆", "library", "990101", lon=LON, lat=LAT + 553 / DEGREE_M),
        venue("planned", "筹建馆", "library", "990101", lon=LON, lat=LAT, status="planned"),
    ]
    pack = load_pack(write_pack(tmp_path / "edge", venues=[*VENUES, *edge]))
    assert list(around(pack).venues["id"]) == ["v1", "v2", "slow", "in"]
    assert list(around(pack, 15, "elderly").venues["id"]) == ["v1", "v2", "slow"]


def test_groups_layers_and_what_is_lacking(invented: CityPack) -> None:
    # v1 stands on the square, v2 104 m east of it, v3 1.5 km away.
    found = around(invented, 30)
    listed = [
        (group.group.code, [(part.layer.code, list(part.venues["id"])) for part in group.layers])
        for group in found.groups
    ]
    assert listed == [
        ("education", [("community_education_center", ["v1"])]),
        ("reading", [("library_branch", ["v2"])]),
    ]
    assert [group.size for group in found.groups] == [1, 1]
    assert plan_layers(invented) == {
        "community_education_center": "town",
        "farmers_field_school": "county",
        "senior_school": "town",
        "library_branch": "town",
        "city_book_house": "town",
        "farmers_book_room": "village",
    }
    assert {layer.code for layer in found.lacking} == {
        "farmers_field_school",
        "senior_school",
        "city_book_house",
        "farmers_book_room",
    }


def test_what_may_be_inside_but_has_no_position(invented: CityPack) -> None:
    assert list(around(invented, unit="990101").unplaced["id"]) == ["v5", "v8"]
    assert list(around(invented).unplaced["id"]) == []


def test_an_empty_circle_knows_the_nearest(invented: CityPack) -> None:
    index = VenueIndex(invented.venues)
    found = circle(index, invented, LON, LAT + 0.02, 5, "adult")
    assert found.venues.empty
    assert found.groups == ()
    assert list(found.lacking) == [invented.catalogue.layers[c] for c in plan_layers(invented)]
    assert list(found.nearest["id"]) == ["v3"]


def test_open_at_a_moment(invented: CityPack) -> None:
    found = around(invented)
    assert states(found, TUESDAY) == {"v1": "open", "v2": "unknown"}
    assert states(found, SATURDAY) == {"v1": "closed", "v2": "unknown"}


def test_sentences(invented: CityPack) -> None:
    found = around(invented)
    row = found.venues.to_dict("records")[1]
    assert venue_distance(row, "zh") == "100 米 · 步行约 2 分钟"  # 104.3 x 1.3 / 65
    assert venue_distance(row | {"precision": "street"}, "en").startswith("about 100 m")
    assert "15 分钟 × 每分钟 65 米 ÷ 绕行系数 1.3 ≈ 750 米" in pace_text(found, "zh")
    assert when_text(SATURDAY, "zh") == "11月28日（周六）15:00"


def test_a_circle_does_not_tell_where_it_is(invented: CityPack) -> None:
    assert not re.search(r"150\.2|20\.2|104\.|distance", repr(around(invented)))


def test_examples_are_apart_and_real(suzhou: CityPack, invented: CityPack) -> None:
    index = VenueIndex(suzhou.venues)
    found = examples(index, suzhou)
    assert len(found) == 3
    places = suzhou.places.set_index("name")
    seen: list[str] = []
    for name, n in found.items():
        inside = circle(index, suzhou, *places.loc[name, ["lon", "lat"]], 15, "adult").venues
        assert places.at[name, "kind"] == "landmark"
        assert len(inside) == n > 0
        seen += list(inside["id"])
    assert len(seen) == len(set(seen))
    assert examples(VenueIndex(invented.venues), invented) == {"虚构广场站": 2}


positions = st.tuples(st.floats(150.2, 150.3), st.floats(20.2, 20.3))


@given(
    positions,
    st.sampled_from(CIRCLE_MINUTES),
    st.sampled_from(CIRCLE_MINUTES),
    st.sampled_from(WALKERS),
)
def test_longer_walks_lose_nothing(
    invented: CityPack, position: tuple[float, float], one: int, other: int, walker: Walker
) -> None:
    index = VenueIndex(invented.venues)
    short, long = (
        circle(index, invented, *position, minutes, walker) for minutes in sorted((one, other))
    )
    assert set(short.venues["id"]) <= set(long.venues["id"])
    slow = circle(index, invented, *position, one, "elderly")
    fast = circle(index, invented, *position, one, "adult")
    assert slow.radius_m < fast.radius_m
    assert set(slow.venues["id"]) <= set(fast.venues["id"])
    for found in (short, long, slow, fast):
        assert (found.venues["distance_m"] <= found.radius_m).all()
        assert found.venues["distance_m"].is_monotonic_increasing
        listed = [v for g in found.groups for part in g.layers for v in part.venues["id"]]
        assert sorted(listed) == sorted(found.venues["id"])
        assert {y.code for y in found.lacking} == (
            set(plan_layers(invented)) - set(found.venues["layer"])
        )


# The poster.


def test_a_poster_says_what_the_circle_holds(invented: CityPack) -> None:
    document = made(invented, around(invented), when=TUESDAY)
    text = words(tree(document))
    for part in ("广场15分钟学习圈", "以虚构广场站为中心", "成年人步行 15 分钟", "750 米",
                 "虚构东镇社区教育中心", "虚构分馆甲", "周一至周五 9:00-17:00", "2025年3月",
                 "没有记录不等于没有", "农家书屋", "invented for a test", "自绘示意图"):  # fmt: skip # a table, a row a line
        assert part in text, part
    assert [words(tag) for tag in classes(document, "tag")] == ["开放"]
    assert "11月24日（周二）12:00" in text
    assert len(classes(document, "code")) == 1
    assert "审图号：苏审 1 号" in made(invented, around(invented), approval="苏审 1 号")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_venue_is_listed_and_on_the_map(suzhou: CityPack, lang: str) -> None:
    place = suzhou.places.set_index("name").loc["罗汉院双塔"]
    index = VenueIndex(suzhou.venues)
    found = circle(index, suzhou, place["lon"], place["lat"], 15, "adult")
    assert len(found.venues) > 4
    document = made(suzhou, found, lang=lang)
    text = words(tree(document))
    names = zip(found.venues["name"], found.venues["name_en"], strict=True)
    # A line holds some sixty Latin letters; the rest of a longer name is cut.
    assert all(pick(zh, en, lang)[:50] in text for zh, en in names)
    numbers = [words(e) for e in classes(document, "number")]
    assert numbers == [str(n + 1) for n in range(len(found.venues))]
    assert len(classes(document, "item")) == len(numbers)
    assert WATERMARK not in document


def test_watermark_of_a_fictional_city(invented: CityPack) -> None:
    assert made(invented, around(invented)).count(WATERMARK) == 2


def test_the_same_circle_gives_the_same_bytes(invented: CityPack) -> None:
    assert made(invented, around(invented)) == made(invented, around(invented))


@pytest.mark.parametrize("city", ["invented", "suzhou"])
def test_a_poster_asks_nobody(city: str, request: pytest.FixtureRequest) -> None:
    pack: CityPack = request.getfixturevalue(city)
    place = pack.places.iloc[0]
    found = circle(VenueIndex(pack.venues), pack, place["lon"], place["lat"], 30, "adult")
    document = made(pack, found)
    readable = "https://map.example/circle?near=广场&amp;minutes=15"
    assert readable in document
    rest = document.replace(readable, "")
    assert not re.search(r"https?:|url\(|@import|\b(src|href|action)=|<(script|img|link)\b", rest)
    # Without a link there is no code either.
    alone = made(pack, found, link="")
    assert "map.example" not in alone
    assert classes(alone, "code") == []


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    venues = [
        venue(
            f"h{n}",
            name,
            "library",
            "990101",
            lon=LON + 0.001 * n,
            lat=LAT,
            note=name,
            opening_hours=name,
            source=name,
        )
        for n, name in enumerate(HOSTILE)
    ]
    places = [
        {
            "name": name,
            "kind": "landmark",
            "lon": LON + 0.001 * n,
            "lat": LAT + 0.003,
            "unit": "990101",
            "source": name,
        }
        for n, name in enumerate(HOSTILE, start=1)
    ]
    pack = load_pack(write_pack(tmp_path / "hostile", venues=venues, places=[*PLACES, *places]))
    found = around(pack)
    plain = {e.tag for e in tree(made(pack, found)).iter()}
    for name in (*HOSTILE, "坏\x08\ud800\x00名"):
        document = made(pack, found, place=name, name=name, approval=name)
        root = tree(document)
        assert {e.tag for e in root.iter()} == plain
        assert len(root.findall(".//style")) == 1
        assert [words(e) for e in classes(document, "name")] == list(HOSTILE)
    assert words(tree(document).find(".//h1")) == "坏名"  # type: ignore[arg-type]


def test_what_does_not_fit_is_counted(tmp_path: Path) -> None:
    many = [
        venue(
            f"m{n:02}",
            f"第{n:02}馆" + "很长" * 300,
            "library",
            "990101",
            lon=LON + n / 1e4,
            lat=LAT,
            opening_hours="周一至周五 9:00-17:00" + "说明" * 200,
        )
        for n in range(60)
    ]
    pack = load_pack(write_pack(tmp_path / "many", venues=many))
    found = around(pack)
    document = made(pack, found, name="长" * 500, place="长" * 500)
    listed = len(classes(document, "item"))
    assert 8 <= listed < 40
    assert f"另有 {60 - listed} 处列不下" in words(tree(document))
    # The nearest are the ones that stay.
    assert [words(e)[:4] for e in classes(document, "name")] == [
        f"第{n:02}馆" for n in range(listed)
    ]
    assert len(document) < 60_000


def test_an_empty_circle_has_a_poster(invented: CityPack) -> None:
    found = circle(VenueIndex(invented.venues), invented, LON, LAT + 0.02, 5, "adult")
    document = made(invented, found)
    assert classes(document, "item") == []
    assert "圈内还没有收录学习点" in words(tree(document))


def test_codes() -> None:
    assert qr_code("") == ""
    assert qr_code("https://map.example/" + "x" * 2000) == ""
    code = qr_code(LINK)
    assert code == qr_code(LINK)
    assert "xmlns" not in code
    assert ET.fromstring(code).get("viewBox")  # noqa: S314 - our own


# The page.


@pytest.mark.parametrize("city", ["suzhou", "demo"])
@pytest.mark.parametrize(("lang", "title"), [("zh", "学习圈"), ("en", "Learning circle")])
def test_the_page_without_a_place_offers_three(city: str, lang: str, title: str) -> None:
    app = opened("circle", city=city, lang=lang)
    assert not app.exception
    assert f">{title}</h1>" in shown(app)
    offers = [b for b in app.button if (b.key or "").startswith("example_")]
    assert len(offers) == 3
    offers[0].click().run()
    assert not app.exception
    assert app.query_params["near"] == (offers[0].key or "").removeprefix("example_")
    assert "ll-circle-list" in shown(app)


def test_the_page_shows_the_circle_of_its_address(suzhou: CityPack) -> None:
    app = opened("circle", near="拙政园", minutes="30", walker="elderly")
    place = suzhou.places.set_index("name").loc["拙政园"]
    index = VenueIndex(suzhou.venues)
    found = circle(index, suzhou, place["lon"], place["lat"], 30, "elderly")
    text = shown(app)
    assert f"拙政园步行 30 分钟内：{len(found.venues)} 处" in text
    assert all(name in text for name in found.venues["name"])
    assert "每分钟 48 米" in text
    assert "没有记录不等于没有" in text
    assert app.text_input[0].value == "拙政园30分钟学习圈"
    app.button_group(key="minutes").set_value(15).run()
    assert "minutes" not in app.query_params  # the default
    assert app.query_params["near"] == "拙政园"


def test_what_the_address_does_not_know_is_ignored() -> None:
    app = opened("circle", near="拙政园", minutes="7", walker="cat", day="9999-12-31", hour="25:10")
    assert not app.exception
    assert app.session_state["minutes"] == 15
    assert app.session_state["walker"] == "adult"
    assert set(app.query_params) == {"near"}


def test_a_chosen_day_is_in_the_address() -> None:
    app = opened("circle", near="拙政园")
    app.time_input[0].set_value(datetime(2026, 1, 1, 20, 30).time()).run()  # noqa: DTZ001 - Suzhou time
    assert app.query_params["hour"] == "20:30"
    assert "20:30：" in shown(app)


def test_a_position_makes_no_poster_and_no_link() -> None:
    app = opened("circle")
    app.session_state["origin"] = own_position(120.6243457, 31.3207653)
    app.run()
    assert not app.exception
    assert "ll-circle-list" in shown(app)
    assert "为了保护隐私" in shown(app)
    assert not app.text_input
    assert "near" not in app.query_params
    assert "120.62" not in str(dict(app.query_params))


def test_a_whole_district_is_too_wide() -> None:
    app = opened("circle", near="320508")
    assert "“姑苏区”范围太大" in shown(app)
    assert "ll-circle-list" not in shown(app)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Suzhou Industrial Park Dushu Lake Library (new building) 1", None),
        (
            "Zhangjiagang City Jingang Town Community Learning and Culture Service Centre (north)",
            None,
        ),
        ("书" * 60, None),
        ("书" * 61, "书" * 59 + "…"),
        ("x" * 120, "x" * 101 + "…"),
    ],
)
def test_a_poster_cuts_names_by_their_width(name: str, shown: str | None) -> None:
    assert shortened(name, NAME_LENGTH) == (shown or name)
