"""The light face: the pages' own answers as plain HTML, on a slow line, for anybody."""

from __future__ import annotations

import gzip
import json
import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs, urljoin, urlsplit

import lxml.html
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from locator import clock
from locator.circles.circle import circle
from locator.city import City
from locator.light.door import PATHS, LightFace
from locator.pack.read import load_pack
from locator.problems import LocatorError, Problem, QueryError
from locator.publishing.corrections import FIELDS, STATUS_CHOICES
from locator.settings import Settings
from locator.sharing.search import ShareQuery
from locator.sharing.search import find as find_shares
from locator.site.state import CityState
from locator.venues.listing import listing
from locator.venues.origin import origin_of, own_position
from locator.venues.search import VenueQuery
from locator.wording.listing import PAGE, headline, sections
from locator.wording.venue_page import json_ld
from packs import share, venue, write_pack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from httpx2 import Response

    from locator.pack.model import CityPack
    from locator.site import Site

ROOT = Path(__file__).resolve().parents[2]
FIRST_ANSWER_BYTES = 40_000
MARKUP = "<script>alert(1)</script>"


class Sent(list[tuple[str, dict[str, object], object, str]]):
    """What was handed to the store; ``wrong`` is raised instead."""

    wrong: Exception | None = None

    def __call__(self, city: str, report: dict[str, object], contact: object, peer: str) -> None:
        if self.wrong is not None:
            raise self.wrong
        self.append((city, report, contact, peer))


class OneCity:
    """A site of one pack that was read already."""

    names, few = ("one",), True

    def __init__(self, pack: CityPack) -> None:
        self._city, self.settings = City(pack), Settings(contact="office@example.org")

    def city(self, _name: str = "") -> City:
        return self._city

    def cities(self) -> Mapping[str, City]:
        return {"one": self._city}

    def state(self, name: str) -> CityState:
        return CityState(name, usable=True)


def client(site: object, sent: Sent | None = None, base: str = "") -> TestClient:
    face = LightFace(cast("Site", site), sent if sent is not None else Sent())
    routes = [Route(path, face) for path in PATHS]
    app = Starlette(routes=[Mount(base, routes=routes)] if base else routes)
    return TestClient(app, base_url="https://map.example", follow_redirects=False)


@pytest.fixture(scope="module")
def city(invented: CityPack) -> OneCity:
    """The invented city, served."""
    return OneCity(invented)


@pytest.fixture(scope="module")
def phone(city: OneCity) -> TestClient:
    """A phone on it."""
    return client(city)


def page(answer: Response) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(answer.content)


def names(answer: Response) -> list[str]:
    return list(page(answer).xpath("//*[@class='card']/h2/a/text()"))


def said(answer: Response) -> str:
    return str(page(answer).xpath("//*[@class='answer']/text()")[0])


def links(answer: Response) -> list[str]:
    found = page(answer)
    return [*found.xpath("//a/@href"), *found.xpath("//link/@href"), *found.xpath("//script/@src")]


# -- the same answers as the page ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "token", "wanted"),
    [
        ("", "", VenueQuery()),
        ("near=虚构广场站", "虚构广场站", VenueQuery()),
        (
            "near=虚构广场站&layer=library_branch",
            "虚构广场站",
            VenueQuery(layers=("library_branch",)),
        ),
        ("near=990102", "990102", VenueQuery()),
        ("near=9901", "9901", VenueQuery()),
        ("near=99010101", "99010101", VenueQuery()),
        ("layer=museum", "", VenueQuery(layers=("museum",))),
        ("free=1", "", VenueQuery(free_only=True)),
        ("name=书房", "", VenueQuery(text="书房")),
        ("topic=arts", "", VenueQuery(topics=("arts",))),
    ],
)
def test_a_list_is_what_the_page_lists(
    phone: TestClient, city: OneCity, query: str, token: str, wanted: VenueQuery
) -> None:
    place = city.city().places.by_token(token) if token else None
    origin = origin_of(place) if place else None
    own, now = city.city(), clock.now()
    found = listing(own.pack, own.venues, origin, wanted, now)
    answer = phone.get(f"/m?{query}")
    assert answer.status_code == 200
    assert said(answer) == headline(own.pack, found, origin, "zh")
    parts = sections(own.pack, found, origin, now, "zh", shown={})
    assert names(answer) == [card["name"] for part in parts for card in part["cards"]]
    # What is one line opens at a tap, and shows what the page would.
    for part in parts:
        if part["folded"]:
            opened = phone.get(f"/m?{query}&shown={part['id']}-10")
            rows = found.section(part["id"]).venues.pick(slice(10))
            assert set(rows["name"]) <= set(names(opened))


def test_where_a_person_is_travels_in_the_body_and_is_kept_nowhere(
    phone: TestClient, city: OneCity, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"lon": "150.2512345", "lat": "20.2512345"}
    with caplog.at_level(logging.DEBUG):
        answer = phone.post("/m?layer=library_branch", data=body)
    own, wanted = city.city(), VenueQuery(layers=("library_branch",))
    origin = own_position(150.2512345, 20.2512345)
    found = listing(own.pack, own.venues, origin, wanted, clock.now())
    assert said(answer) == headline(own.pack, found, origin, "zh")
    listed = found.located(len(own.venues.records))
    assert listed is not None
    assert names(answer) == list(listed["name"])
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    for link in [*links(answer), *page(answer).xpath("//@formaction | //@action")]:
        assert "150.25" not in link
    assert "150.25" not in caplog.text.replace(f"{body}", "")
    # What changes the list goes on sending the position.
    sent = page(answer).xpath("//form[@data-positioned]//input[@name='lon']/@value")
    assert set(sent) == {body["lon"]}


def test_an_offer_is_found_as_on_the_page(tmp_path: Path) -> None:
    rows = [share("s1", title="可坐三十人的教室"), share("s2", "course", title="书法课")]
    pack = load_pack(write_pack(tmp_path / "shared", shares=rows))
    asked = client(OneCity(pack))
    answer = asked.get("/m/shares?kind=course")
    found = find_shares(pack, ShareQuery(kinds=("course",)), clock.now())
    assert said(answer) == f"{found.fitting} 项符合"
    listed = pd.concat([found.located, found.unit_only])
    names = [row["title"] for row in listed.to_dict("records")]
    assert page(answer).xpath("//*[@class='card']/h2/text()") == names
    assert "书法课" in names
    moved = asked.post("/m/shares", data={"q": "书法课"})
    assert moved.status_code == 303
    assert "书法课" in asked.get(urljoin("/m/shares", moved.headers["location"])).text


def test_a_circle_holds_what_the_page_holds(phone: TestClient, city: OneCity) -> None:
    own = city.city()
    place = own.places.by_token("虚构广场站")
    assert place is not None
    assert place.lon is not None
    assert place.lat is not None
    found = circle(own.venues, own.pack, place.lon, place.lat, 30, "elderly", unit=place.unit)
    answer = phone.get("/m/circle?near=虚构广场站&minutes=30&walker=elderly")
    assert f"{len(found.venues)} 处" in said(answer)
    listed = page(answer).xpath("//*[@class='list']//a/text()")
    assert sorted(listed) == sorted(found.venues["name"])
    assert phone.get("/m/circle").status_code == 200


# -- the one box --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("虚构广场站", {"near": ["虚构广场站"]}),
        ("离我最近的书房", {"here": ["1"], "layer": ["city_book_house"]}),
    ],
)
def test_what_is_sure_stands_in_the_address(
    phone: TestClient, text: str, query: dict[str, list[str]]
) -> None:
    moved = phone.post("/m?open=1", data={"q": text})
    assert moved.status_code == 303
    address = urlsplit(moved.headers["location"])
    assert address.path == "m"
    assert parse_qs(address.query) == query | {"open": ["1"]}  # other filters stay


def test_a_venue_by_name_is_its_own_page_and_coordinates_stay_out_of_the_address(
    phone: TestClient,
) -> None:
    assert phone.post("/m", data={"q": "虚构书房甲"}).headers["location"] == "m/venue?id=v3"
    answer = phone.post("/m", data={"q": "20.25, 150.25"})
    assert answer.status_code == 200
    assert "输入的坐标" in said(answer)
    assert answer.headers["cache-control"] == "no-store"


def test_what_is_doubtful_is_asked_and_nothing_says_what_is_known(phone: TestClient) -> None:
    doubtful = phone.post("/m", data={"q": "虚构广厂"})
    assert doubtful.status_code == 200
    assert names(doubtful) == []
    assert said(doubtful).startswith("您是不是要找")
    unknown = phone.post("/m", data={"q": "qwzxv"})
    assert unknown.status_code == 404
    # A slip is mended where it was made.
    assert page(unknown).xpath("//input[@id='q']/@value") == ["qwzxv"]
    assert page(unknown).xpath("//*[@role='alert']")
    away = page(phone.get("/m?near=无锡")).xpath("//*[@role='alert']")
    assert "在外地" in away[0].text_content()
    assert len(page(unknown).xpath("//main//*[@class='row']/a")) > 1


def test_only_what_was_chosen_is_offered_to_be_cleared(phone: TestClient, tmp_path: Path) -> None:
    bare = client(OneCity(load_pack(write_pack(tmp_path / "bare", venues=[]))))

    def clears(answer: Response) -> bool:
        return "全部清除" in page(answer).xpath("//main//a/text()")

    assert not clears(bare.get("/m"))  # nothing on record, and nothing chosen
    assert clears(bare.get("/m?near=990101"))
    assert clears(bare.get("/m?free=1"))
    assert clears(phone.get("/m?name=没有这种名字的地方"))
    assert not clears(phone.get("/m"))


@settings(max_examples=10)
@given(text=st.one_of(st.text(max_size=80), st.sampled_from([MARKUP, "x" * 10_000, "\ud800", "%"])))
def test_whatever_is_typed_gets_a_page_and_never_becomes_markup(
    phone: TestClient, text: str
) -> None:
    body = {"q": text.encode("utf-8", "replace").decode()}
    for path in ("/m", "/m/circle", "/m/shares"):
        answer = phone.post(path, data=body)
        assert answer.status_code in {200, 303, 400, 404}
        assert MARKUP not in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/m?near=没有这里", 404), ("/m?layer=nothing", 400), ("/m?on=2026-99-99", 400),
        ("/m?within=far", 400), ("/m?shown=-1", 400), (f"/m?near={MARKUP}", 404),
        ("/m?near=" + "x" * 10_000, 404), ("/m?city=nowhere", 400), ("/m/nowhere/at/all", 404),
        ("/m/venue", 404), ("/m/venue?id=nothing", 404), (f"/m/venue?id={MARKUP}", 404),
        ("/m/circle?near=虚构广场站&minutes=7", 400), ("/m/circle?near=虚构广场站&hour=99", 400),
        ("/m/circle?near=虚构广场站&walker=dog", 400), ("/m/shares?part=night", 400),
        ("/m/shares?seats=-4", 400), ("/m/correct?id=nothing", 404),
        ("/m?" + "&".join(f"a{n}=1" for n in range(100)), 400),
    ],
)  # fmt: skip # a table, as many a line as fit
def test_a_bad_address_gets_a_sentence_and_a_way_on(
    phone: TestClient, path: str, status: int
) -> None:
    answer = phone.get(path)
    assert answer.status_code == status
    found = page(answer)
    assert found.xpath("//*[@role='alert']")[0].text_content().strip()
    assert found.xpath("//form[@class='box']//input[@name='q']")
    assert MARKUP not in answer.text
    assert "x" * 100 not in "".join(found.xpath("//main//text()"))


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7", "en"),
        ("en;q=0.3, zh-TW;q=0.9", "zh-CN"),
        ("zh;q=0, en", "en"),
        ("ja", "zh-CN"),
        ("", "zh-CN"),
    ],
)
def test_a_mistyped_address_answers_in_the_language_its_visitor_reads_best(
    phone: TestClient, header: str, lang: str
) -> None:
    answer = phone.get("/m/fnd", headers={"accept-language": header})
    assert answer.status_code == 404
    assert page(answer).get("lang") == lang


def test_bodies_and_methods_that_no_page_takes(phone: TestClient) -> None:
    assert phone.post("/m", data={"q": "x" * 100_000}).status_code == 400
    assert phone.put("/m").headers["allow"] == "GET, HEAD, POST"
    for lon in ("1e9", "nan", "", "a"):
        assert phone.post("/m", data={"lon": lon, "lat": "20"}).status_code == 400


# -- small, and for any line --------------------------------------------------------------------


def test_the_first_answer_is_small(suzhou: CityPack) -> None:
    suzhou_phone = client(OneCity(suzhou))
    # Of a kind: without a wish it shows what is open now, which is little at midnight.
    answer = suzhou_phone.get("/m?layer=library&senior=1&lang=en")
    assert len(names(answer)) >= PAGE
    own = [link for link in links(answer) if "style.css" in link or "script.js" in link]
    assert len(own) == 2
    parts = [answer, *(suzhou_phone.get(urljoin("/m", link)) for link in own)]
    assert sum(len(gzip.compress(part.content, 6)) for part in parts) <= FIRST_ANSWER_BYTES


def test_answers_are_kept_by_publication_and_content(invented: CityPack, phone: TestClient) -> None:
    first = phone.get("/m?near=虚构广场站")
    assert first.headers["cache-control"] == "public, max-age=60"
    again = phone.get("/m?near=虚构广场站", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    pack = replace(invented, checksum="another publication")
    other = client(OneCity(pack)).get("/m?near=虚构广场站")
    assert other.headers["etag"] != first.headers["etag"]


def test_nothing_is_asked_of_another_host_and_no_script_is_inline(phone: TestClient) -> None:
    answer = phone.get("/m/venue?id=v1")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    found = page(answer)
    assert found.xpath("//script[not(@src)]/@type") == ["application/ld+json"]
    assert found.xpath("//@style | //style | //@onclick") == []
    fetched = found.xpath("//script/@src | //link[@rel!='canonical']/@href | //img/@src")
    assert all(not urlsplit(link).netloc for link in fetched)


@pytest.mark.parametrize("path", ["/m", "/m/venue?id=v1", "/m/circle?near=虚构广场站", "/m/shares"])
def test_links_hold_below_any_path(city: OneCity, path: str) -> None:
    below = client(city, base="/learn")
    answer = below.get(f"/learn{path}")
    assert answer.status_code == 200
    ways = page(answer).xpath("//a/@href | //form/@action | //link[@rel='stylesheet']/@href")
    ours = [urljoin(f"/learn{path}", way) for way in ways if not urlsplit(way).scheme]
    assert len(ours) > 8
    assert all(way.startswith("/learn/") for way in ours)
    for way in {way.partition("#")[0] for way in ours if way.startswith("/learn/m")}:
        assert below.get(way).status_code == 200


def test_language_type_and_city_stay(phone: TestClient) -> None:
    answer = phone.get("/m?lang=en&senior=1&open=1")
    assert page(answer).get("lang") == "en"
    assert page(answer).get("class") == "large"
    for link in page(answer).xpath("//header/nav/a/@href"):
        assert parse_qs(urlsplit(link).query) == {"lang": ["en"], "senior": ["1"]}
    [back] = page(answer).xpath("//header//a[text()='中文']/@href")
    assert parse_qs(urlsplit(back).query)["open"] == ["1"]


def test_search_engines_and_shared_links(tmp_path: Path) -> None:
    rows = [
        venue("v1", f"学校 {MARKUP}", "library", "990101", opening_hours="周一至周五 9:00-17:00")
    ]
    pack = load_pack(write_pack(tmp_path / "real", venues=rows))
    asked = client(OneCity(replace(pack, city=replace(pack.city, fictional=False))))
    assert "<loc>" not in client(OneCity(pack)).get("/sitemap.xml").text  # invented
    robots = asked.get("/robots.txt").text
    assert "Sitemap: https://map.example/sitemap.xml" in robots
    sitemap = asked.get("/sitemap.xml").text
    assert "<loc>https://map.example/m/venue?id=v1</loc><lastmod>2025-03-01</lastmod>" in sitemap
    answer = asked.get("/m/venue?id=v1")
    found = page(answer)
    assert MARKUP not in answer.text
    [record] = found.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(record)["name"] == f"学校 {MARKUP}"
    assert json.loads(record)["openingHoursSpecification"][0]["opens"] == "09:00"
    card = {m.get("property"): m.get("content") for m in found.xpath("//meta[@property]")}
    assert card["og:title"].startswith("学校")
    assert card["og:url"] == "https://map.example/m/venue?id=v1"
    assert found.xpath("//link[@rel='canonical']/@href") == [card["og:url"]]


#: What schema.org expects of the properties that we use: type → property → form of its value.
_URL, _DAY, _TIME = r"https?://\S+", r"\d{4}-\d\d-\d\d", r"([01]\d|2[0-3]):[0-5]\d"
SCHEMA: dict[str, dict[str, object]] = {
    "Place": {"name": str, "url": _URL, "identifier": str, "alternateName": str, "telephone": str,
              "sameAs": _URL, "isAccessibleForFree": bool, "address": "PostalAddress",
              "geo": "GeoCoordinates", "openingHoursSpecification": "OpeningHoursSpecification"},
    "PostalAddress": {"streetAddress": str, "addressLocality": str, "addressCountry": "CN"},
    "GeoCoordinates": {"latitude": float, "longitude": float},
    "OpeningHoursSpecification": {
        "dayOfWeek": "https://schema.org/(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day",
        "validFrom": _DAY, "validThrough": _DAY, "opens": _TIME, "closes": _TIME},
}  # fmt: skip # a table, a type an entry


def strange(record: Mapping[str, object], type_: str) -> list[tuple[str, object]]:
    """Properties of a record whose value is none that schema.org expects."""
    found: list[tuple[str, object]] = []
    for name, value in record.items():
        if name == "@type":
            found += [] if value == type_ else [(name, value)]
            continue
        form = SCHEMA[type_].get(name)
        if isinstance(form, str) and form in SCHEMA:
            inner = value if isinstance(value, list) else [value]
            found += [wrong for one in inner for wrong in strange(one, form)]
        elif isinstance(form, str):
            found += [] if isinstance(value, str) and re.fullmatch(form, value) else [(name, value)]
        elif form is None or not isinstance(value, form) or value == "":
            found.append((name, value))
    return found


@pytest.mark.parametrize("which", ["suzhou", "demo"])
def test_every_record_is_what_search_engines_expect(
    request: pytest.FixtureRequest, which: str
) -> None:
    pack: CityPack = request.getfixturevalue(which)
    assert strange({"@type": "Place", "url": "www", "geo": {"latitude": 1.0}}, "Place") == [
        ("url", "www")
    ]
    for id_, row in pack.venues.iterrows():
        record = json_ld(pack, str(id_), f"https://map.example/m/venue?id={id_}", clock.today())
        assert record.pop("@context") == "https://schema.org"
        assert strange(record, "Place") == []
        # A point that is only somewhere near is not said to be the place.
        assert ("geo" in record) == (row["precision"] == "exact")


def test_every_venue_and_every_unit_with_one_is_in_the_sitemap(suzhou: CityPack) -> None:
    listed = re.findall("<loc>([^<]*)</loc>", client(OneCity(suzhou)).get("/sitemap.xml").text)
    assert len(listed) == len(set(listed))
    of = {key: {v for one in listed for v in parse_qs(urlsplit(one).query).get(key, ())}
          for key in ("id", "near")}  # fmt: skip # what an address may name
    assert of["id"] == set(suzhou.venues["id"])
    assert of["near"] == (set(suzhou.venues["county"]) | set(suzhou.venues["town"])) - {""}


# -- reporting an error -------------------------------------------------------------------------


def fields(answer: Response) -> set[str]:
    return set(page(answer).xpath("//form[contains(@class,'form')]//*/@name"))


def test_an_error_is_reported_as_on_the_page(city: OneCity) -> None:
    sent = Sent()
    asked = client(city, sent)
    form = asked.get("/m/correct?id=v1")
    assert {"field", "new", "status", "remark", "person", "person_phone"} <= fields(form)
    assert page(form).xpath("//input[@name='field']/@value") == list(FIELDS)
    body = {"field": "phone", "new": "0512-12345678", "person": "王"}
    done = asked.post("/m/correct?id=v1", data=body)
    assert done.status_code == 303
    assert "谢谢" in asked.get(urljoin("/m/correct", done.headers["location"])).text
    [(city, report, contact, _)] = sent
    assert (city, report["venue"], report["new"]) == ("99", "v1", "0512-12345678")
    assert getattr(contact, "name", "") == "王"
    status = {"field": "status", "status": STATUS_CHOICES[0]}
    assert asked.post("/m/correct?id=v1", data=status).status_code == 303
    unsure = {"field": "opening_hours", "only_wrong": "1", "remark": "去过"}
    assert asked.post("/m/correct?id=v1", data=unsure).status_code == 303
    assert (sent[-1][1]["field"], sent[-1][1]["remark"]) == (
        "other",
        "开放时间不对，正确的不清楚。 去过",
    )
    refused = asked.post("/m/correct?id=v1", data={"field": "phone", "new": "", "remark": MARKUP})
    assert refused.status_code == 400
    assert "请写明应该是什么" in refused.text
    assert page(refused).xpath("//textarea/text()") == [MARKUP]  # nothing that was typed is lost
    assert len(sent) == 3


def test_a_missing_venue_a_trap_and_a_store_that_is_away(city: OneCity) -> None:
    sent = Sent()
    asked = client(city, sent)
    body = {"name": "新书房", "layer": "city_book_house", "unit": "990101"}
    assert asked.post("/m/correct", data=body).status_code == 303
    assert sent[0][1]["cells"] == body
    assert asked.post("/m/correct", data=body | {"website2": "spam"}).status_code == 303
    assert len(sent) == 1
    sent.wrong = QueryError(Problem("error", "correct.too_many", params={"minutes": 5}))
    assert asked.post("/m/correct", data=body).status_code == 429
    sent.wrong = QueryError(Problem("error", "correct.busy"))
    kept = asked.post("/m/correct", data=body)
    assert kept.status_code == 503
    assert "请过一会儿再点一次" in kept.text
    assert page(kept).xpath("//input[@name='name']/@value") == [body["name"]]
    sent.wrong = LocatorError(Problem("error", "store.full"))
    assert asked.post("/m/correct", data=body).status_code == 503


def test_a_defect_is_logged_by_its_lines_alone(
    city: OneCity, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise ValueError("at 150.2512345")

    face = LightFace(cast("Site", city), Sent())
    monkeypatch.setitem(face._pages, "m", broken)  # type: ignore[arg-type]
    answer = TestClient(Starlette(routes=[Route("/m", face)])).get("/m")
    assert answer.status_code == 500
    assert "出了点问题" in answer.text
    assert "ValueError" in caplog.text
    assert not re.search(r"150\.25", caplog.text)


def test_an_invented_city_says_so(phone: TestClient) -> None:
    found = page(phone.get("/m"))
    assert "虚构示例" in found.xpath("//*[@class='mark']/text()")[0]
    assert found.xpath("//main/@tabindex") == ["-1"]


# -- a spot on the drawing ----------------------------------------------------------------------


def test_a_tap_leads_from_the_city_to_a_spot_whose_place_no_address_says(
    phone: TestClient, city: OneCity
) -> None:
    first = phone.get("/m/map")
    [button] = page(first).xpath("//input[@type='image']")
    drawing = phone.get(urljoin("/m/map", button.get("src")))
    assert drawing.headers["content-type"] == "image/svg+xml"
    assert "虚构甲县" in drawing.text
    county = phone.post("/m/map", data={"pick.x": "82", "pick.y": "240"}).headers["location"]
    assert county.endswith("unit=9901")
    town = phone.post("/m/map?unit=9901", data={"pick.x": "100", "pick.y": "400"})
    assert town.headers["location"].endswith("unit=990101")
    spot = phone.post("/m/map?unit=990101", data={"pick.x": "60", "pick.y": "60"})
    lon = float(page(spot).xpath("//input[@name='lon']/@value")[0])
    lat = float(page(spot).xpath("//input[@name='lat']/@value")[0])
    area = city.city().shapes.geometry["990101"]
    assert area.envelope.buffer(0.1).contains(shapely.Point(lon, lat))
    assert said(spot).startswith("地图上选的点附近")
    outside = phone.post("/m/map?unit=9901", data={"pick.x": "0", "pick.y": "0"})
    assert page(outside).xpath("//*[@role='alert']")
    # The same by name, for whoever does not see the drawing.
    assert "虚构乙县" in page(first).xpath("//main//a/text()")
