"""The open API: the CLI's answers over HTTP, pages, marks, errors of one shape, limits."""

from __future__ import annotations

import io
import json
import logging
import re
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock, patch

import geopandas as gpd
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from locator import clock
from locator.api import api, health_routes
from locator.api import document as paper
from locator.api.door import RateLimitMiddleware
from locator.api.shapes.common import ProblemDetails
from locator.api.shapes.coverage import ExplanationAnswer, UnitList, VerdictList
from locator.api.shapes.reach import ReachAnswer
from locator.api.shapes.sharing import ShareKind, ShareList
from locator.api.shapes.venues import (
    Near,
    NearFeatures,
    Precision,
    QuestionAnswer,
    VenueAnswer,
    VenueFeatures,
    VenueStatus,
    WholeVenue,
)
from locator.cli import main
from locator.folders import DEMO
from locator.pack.model import PRECISIONS, SHARE_KINDS, VENUE_STATUSES
from locator.ratelimit import ADDRESSES_KEPT, Limiter
from locator.reach.reached import ReachQuery, reach
from locator.reach.scenario import Action, Scenario
from locator.reach.scenario_file import scenario_json
from locator.settings import Settings
from locator.sharing.search import ShareQuery, find, find_needs
from locator.site import Site
from locator.style import WATERMARK
from locator.ways import OWN
from locator.ways.network import find_network
from locator.wording.catalogue import LANGUAGES, Lang, t
from packs import VENUES, venue, write_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

GEODATA = Path(__file__).resolve().parents[2] / "geodata"
PACKS = [GEODATA / "suzhou", GEODATA / "demo"]
NEAR = "/api/v1/near?lon=120.617133&lat=31.313517"
ALL = "&".join(f"status={status}" for status in VENUE_STATUSES)
HOSTILE = '</script><img src=x onerror=alert(1)>"\u2028\\'


def served(packs: list[Path], *, unlimited: bool = True) -> TestClient:
    site = Site.open(Settings(packs=tuple(packs)))
    door = api(site)
    if unlimited:
        door.limiter = Limiter(paper.RATE, paper.BURST, count(step=10).__next__)
    routes = [Mount("/api", door), *(Route(f"/{n}", one) for n, one in health_routes(site).items())]
    return TestClient(Starlette(routes=routes), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def web() -> TestClient:
    return served(PACKS)


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A pack whose first venue has a hostile name."""
    rows = [{**VENUES[0], "name": HOSTILE}, *VENUES[1:], venue("a/b c", "斜线", "library", "9901")]
    return served([write_pack(tmp_path_factory.mktemp("api") / "hostile", venues=rows)])


def cli(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main([*arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def pages(web: TestClient, address: str | None) -> Iterator[dict[str, Any]]:
    while address:
        answer = web.get(address).json()
        yield answer
        address = answer["next"]


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()
    ProblemDetails.model_validate(found, strict=True)
    assert found["status"] == status
    assert found["type"].startswith("/api/docs#problem-")
    return found


# -- the same answers ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"layer": ["library", "museum"], "limit": ["5"]},
        {"datum": ["gcj02"], "radius": ["700"]},
        {"at": ["2026-11-24T03:00"], "limit": ["100"]},
        {"at": ["2026-11-23T19:00:00Z"]},
        {"radius": ["0"]},
    ],
)
def test_near_answers_like_the_terminal(
    web: TestClient, capsys: pytest.CaptureFixture[str], more: dict[str, list[str]]
) -> None:
    asked = {"radius": ["50000"]} | more
    options = [text for name, values in asked.items() for v in values for text in (f"--{name}", v)]
    said = cli(capsys, "near", "--lon", "120.617133", "--lat", "31.313517", *options)
    answer = web.get(NEAR, params={"lon": "120.617133", "lat": "31.313517"} | more).json()
    Near.model_validate(answer, strict=True)
    assert answer["origin"] == said["origin"]
    assert answer["venues"] == said["venues"]
    assert answer["unit_only"] == said["unit_only"][: paper.MAX_UNIT_ONLY]
    assert answer["unit_only_total"] == len(said["unit_only"])


@pytest.mark.parametrize(
    "text", ["木渎附近的图书馆", "虎丘", "平江区", "qzxvw", "120.62,31.31", "我附近"]
)
def test_a_typed_line_answers_like_the_terminal(
    web: TestClient, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    answer = web.get("/api/v1/ask", params={"text": text})
    assert answer.headers["cache-control"] == "no-store"
    QuestionAnswer.model_validate(answer.json(), strict=True)
    said = cli(capsys, "ask", text)
    assert list(said) == [
        "certainty", "near_me", "what", "when", "free", "reports", "where", "choices",
    ]  # fmt: skip # a list
    assert {name: answer.json()[name] for name in said} == said


def test_near_without_a_radius_has_the_largest(web: TestClient) -> None:
    assert web.get(NEAR).json() == web.get(f"{NEAR}&radius=50000").json()


@pytest.mark.parametrize(
    "asked",
    [
        {"requirement": "town-senior-school", "county": "320582"},
        {"requirement": "town-senior-school", "status": "met"},
        {"status": "gap"},
        {"county": "320508"},
    ],
)
def test_coverage_answers_like_the_terminal(
    web: TestClient, capsys: pytest.CaptureFixture[str], asked: dict[str, str]
) -> None:
    options = [text for name, value in asked.items() for text in (f"--{name}", value)]
    said = cli(capsys, "coverage", *options)
    first = str(web.get("/api/v1/coverage", params=asked | {"per_page": "200"}).url)
    found = [item for page in pages(web, first) for item in page["items"]]
    assert found == said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("unit", ["320505400", "320505001"])
def test_explanation_answers_like_the_terminal(
    web: TestClient, capsys: pytest.CaptureFixture[str], lang: Lang, unit: str
) -> None:
    listed = web.get("/api/v1/coverage?requirement=town-community-education-center&per_page=200")
    verdict = next(v for v in listed.json()["items"] if v["unit"] == unit)
    said = cli(capsys, "explain", unit, "town-community-education-center", "--lang", lang)
    address = f"/api/v1/coverage/{unit}/town-community-education-center?lang={lang}"
    answer = web.get(address).json()
    ExplanationAnswer.model_validate(answer, strict=True)
    assert answer["explanation"] == said
    assert said["status"] == verdict["status"]


def test_every_kind_of_evidence_conforms(strange: TestClient) -> None:
    for verdict in strange.get("/api/v1/coverage?per_page=200").json()["items"]:
        address = f"/api/v1/coverage/{verdict['unit']}/{verdict['requirement']}"
        answer = strange.get(address)
        assert answer.status_code == 200
        found = ExplanationAnswer.model_validate(answer.json(), strict=True).explanation
        assert (found.status, found.have, found.short) == (
            verdict["status"],
            verdict["have"],
            verdict["short"],
        )


@pytest.mark.parametrize("city", ["suzhou", "demo"])
def test_pages_hold_every_venue_once(
    web: TestClient, capsys: pytest.CaptureFixture[str], city: str
) -> None:
    counts = cli(capsys, "check", "--pack", str(GEODATA / city))["counts"]
    made = list(pages(web, f"/api/v1/venues?{ALL}&per_page=70&city={city}"))
    ids = [item["id"] for page in made for item in page["items"]]
    assert len(ids) == len(set(ids)) == counts["venues"]
    assert {page["total"] for page in made} == {counts["venues"]}
    assert (
        sum(item["lon"] is not None for page in made for item in page["items"])
        == (counts["venues_with_position"])
    )


def test_units(web: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    counts = cli(capsys, "check")["counts"]
    for level in ("county", "town", "village"):
        made = list(pages(web, f"/api/v1/units?level={level}&per_page=200"))
        codes = [item["code"] for page in made for item in page["items"]]
        assert len(codes) == len(set(codes)) == counts[level]
    below = web.get("/api/v1/units?parent=320508&per_page=200").json()
    UnitList.model_validate(below, strict=True)
    assert below["total"] > 0
    assert {item["parent"] for item in below["items"]} == {"320508"}


def test_a_venue_of_every_layer_in_full(web: TestClient, demo: Any) -> None:
    moment = "2026-11-24T10:00"
    for identifier, row in demo.venues.groupby("layer", observed=True).head(1).iterrows():
        answer = web.get(f"/api/v1/venues/{identifier}?city=demo&at={moment}").json()
        found = VenueAnswer.model_validate(answer, strict=True).venue
        assert found.source == row["source"]
        assert found.source_date == row["source_date"]
        assert found.licence == row["licence"]
        assert found.hours.at == moment
    assert set(demo.venues.columns) <= set(WholeVenue.model_fields)


def test_hours_of_a_venue_like_the_terminal(
    web: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = web.get("/api/v1/venues?layer=library").json()["items"]
    known = next(v for v in listed if v["opening_hours"])
    moment = "2026-11-24T10:00"
    said = cli(capsys, "hours", known["opening_hours"], "--at", moment)
    answer = web.get(f"/api/v1/venues/{known['id']}?at={moment}").json()["venue"]
    assert answer["hours"] == {"at": moment} | said


def test_filters_of_venues(web: TestClient, strange: TestClient) -> None:
    def found(where: str) -> list[str]:
        return [v["id"] for v in strange.get(f"/api/v1/venues?{where}").json()["items"]]

    assert sorted(found("")) == sorted(
        str(v["id"]) for v in [*VENUES, {"id": "a/b c", "status": "open"}] if v["status"] == "open"
    )
    assert found("status=planned") == ["v6"]
    assert found("layer=senior_school&unit=990101") == ["v5"]
    assert sorted(found("county=9901&layer=library&layer=city_book_house")) == ["a/b c", "v3"]
    assert found("text=分馆") == ["v2"]
    assert found("text=.*") == []
    assert len(found("unit=99")) == len(found(""))
    assert found("nonsense=1&text=分馆") == ["v2"]


# -- pages, marks, forms ------------------------------------------------------------------------


def test_links_lead_on_and_back(web: TestClient) -> None:
    address = "/api/v1/venues?text=图书馆&per_page=2&lang=en"
    first = web.get(address)
    assert first.headers["link"] == f'<{first.json()["next"]}>; rel="next"'
    assert first.json()["next"].startswith("/api/v1/venues?")
    second = web.get(first.json()["next"])
    assert 'rel="prev"' in second.headers["link"]
    assert second.json()["page"] == 2
    last = list(pages(web, address))[-1]
    assert last["next"] is None
    beyond = web.get(address + "&page=90000").json()
    assert beyond["items"] == []
    assert beyond["total"] == first.json()["total"]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/venues",
        "/v1/venues/sz-c99791a799?at=2026-11-24T10:00",
        "/v1/units",
        "/v1/coverage",
        "/v1/shares",
        "/v1/reach?layer=library",
        "/v1/coverage/320505400/town-community-education-center",
        "/openapi.json",
        "/docs",
    ],
)
def test_marks(web: TestClient, path: str) -> None:
    answer = web.get(f"/api{path}")
    mark = answer.headers["etag"]
    assert re.fullmatch('"[0-9a-f]{64}"', mark)
    assert answer.headers["cache-control"] == "public, max-age=300"
    for known in (mark, f"W/{mark}", f'"x", {mark}', "*"):
        same = web.get(f"/api{path}", headers={"If-None-Match": known})
        assert (same.status_code, same.content) == (304, b"")
        assert same.headers["etag"] == mark
    assert web.get(f"/api{path}", headers={"If-None-Match": '"x"'}).status_code == 200
    joint = "&" if "?" in path else "?"
    assert web.get(f"/api{path}{joint}lang=en").headers["etag"] != mark


def test_reach_is_what_the_terminal_says(web: TestClient, demo) -> None:
    address = "/api/v1/reach?city=demo&layer=senior_school&people=seniors&minutes=30&lang=en"
    answer = ReachAnswer.model_validate(web.get(address).json())
    found = reach(
        demo, ReachQuery(("senior_school",), minutes=30, people="seniors"), find_network(DEMO / OWN)
    )
    by_level = {unit.level: 0.0 for unit in answer.units}
    for unit in answer.units:
        by_level[unit.level] += unit.within
    assert set(by_level.values()) == {found.city["within"]}
    assert "aged 60+" in answer.sentences[0]
    assert web.get("/api/v1/reach").status_code == 400


def test_a_scenario_answers_like_the_terminal_and_is_marked(
    web: TestClient, capsys: pytest.CaptureFixture[str], tmp_path: Path, demo: Any
) -> None:
    rule, layer = "town-senior-school", "senior_school"
    gap = web.get(f"/api/v1/coverage?city=demo&requirement={rule}&status=gap").json()["items"][0]
    point = demo.units.loc[gap["unit"]]
    school = Action(
        "open", "", "新校", layer, gap["unit"], float(point["lon"]), float(point["lat"])
    )
    plan = Scenario("新校一所", (school, Action("close", "gone")), demo.city.code)
    text = scenario_json(plan)
    file = tmp_path / "plan.json"
    file.write_text(text, encoding="utf-8")

    def asked(path: str, **words: str) -> dict[str, Any]:
        return web.get(f"/api/v1/{path}", params={"city": "demo", "scenario": text} | words).json()

    def said(*words: str) -> Any:
        return cli(capsys, *words, "--pack", str(DEMO), "--scenario", str(file))

    def unmarked(row: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in row.items() if name not in {"mark", "scenario"}}

    listed = asked("coverage", requirement=rule, per_page="200")
    explained = asked(f"coverage/{gap['unit']}/{rule}")
    reached = asked("reach", layer=layer, minutes="30")
    VerdictList.model_validate(listed, strict=True)
    ExplanationAnswer.model_validate(explained, strict=True)
    ReachAnswer.model_validate(reached, strict=True)
    for answer in (listed, explained, reached):
        assert answer["mark"] == t("scenario.mark", "zh")
        assert answer["scenario"] == plan.name
        assert ["gone" in one for one in answer["misfits"]] == [True]
    assert listed["items"] == [unmarked(row) for row in said("coverage", "--requirement", rule)]
    assert explained["explanation"] == unmarked(said("explain", gap["unit"], rule))
    assert explained["explanation"]["status"] == "met"
    whole = said("reach", "--layer", layer, "--minutes", "30")
    assert reached["farthest"][0]["minutes"] == whole["farthest"][0]["minutes"]
    assert reached["units"][0]["within"] == whole["city"][0]["within"]
    now = web.get(f"/api/v1/coverage/{gap['unit']}/{rule}?city=demo").json()
    assert now["explanation"]["status"] == "gap"
    assert not {"mark", "scenario", "misfits"} & set(now)


def test_marks_differ_by_what_they_mark(web: TestClient) -> None:
    addresses = ("/v1/venues", "/v1/venues?page=2", "/v1/venues?city=demo", "/v1/units")
    marks = [web.get(f"/api{a}").headers["etag"] for a in addresses]
    geo = web.get("/api/v1/venues", headers={"Accept": "application/geo+json"})
    english = web.get("/api/v1/venues", headers={"Accept-Language": "en"})
    assert len({*marks, geo.headers["etag"], english.headers["etag"]}) == 6
    assert geo.headers["vary"] == "Accept, Accept-Language"


def test_no_mark_hides_that_there_is_nothing(web: TestClient) -> None:
    problem(web.get("/api/v1/venues/none", headers={"If-None-Match": "*"}), 404)


def test_the_present_is_kept_for_a_minute(web: TestClient) -> None:
    answer = web.get("/api/v1/venues/sz-c99791a799")
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", answer.json()["venue"]["hours"]["at"])


@pytest.mark.parametrize("form", ["json", "geojson"])
def test_a_position_is_not_kept(
    web: TestClient, caplog: pytest.LogCaptureFixture, form: str
) -> None:
    with caplog.at_level(logging.DEBUG, "locator"):
        answer = web.get(f"{NEAR}&format={form}")
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert [r for r in caplog.records if r.name.startswith("locator")] == []


def test_telemetry_gets_no_position() -> None:
    providers = {name: Mock() for name in ("trace.get_tracer", "metrics.get_meter")}
    providers["_logs.get_logger"] = Mock()
    with ExitStack() as patches:
        for name, provider in providers.items():
            patches.enter_context(patch(f"opentelemetry.{name}_provider", return_value=provider))
        web = served(PACKS)
        assert web.get(NEAR).status_code == 200
        assert web.get(f"{NEAR}&limit=x").status_code == 400
    assert [provider.mock_calls for provider in providers.values()] == [[], [], []]


def test_geojson(web: TestClient, demo: Any) -> None:
    answer = web.get("/api/v1/venues?city=demo&format=geojson&per_page=200")
    assert answer.headers["content-type"] == "application/geo+json"
    VenueFeatures.model_validate(answer.json(), strict=True)
    frame = gpd.read_file(io.BytesIO(answer.content))
    listed = web.get("/api/v1/venues?city=demo&per_page=200").json()
    assert list(frame["id"]) == [v["id"] for v in listed["items"]]
    assert frame.crs.to_epsg() == 4326
    placed = frame[frame.geometry.notna()]
    assert len(placed) > 0
    assert list(placed.geometry.x) == list(demo.venues.loc[placed["id"], "lon"])
    assert (frame.geometry.isna() == demo.venues.loc[frame["id"], "lon"].isna().to_numpy()).all()


def test_points_that_are_estimated_can_be_told_apart(web: TestClient, suzhou: Any) -> None:
    """As in the workbook of a template, see tests/exports."""
    near = web.get("/api/v1/near?lon=120.5436&lat=31.3638&limit=50&radius=20000&format=geojson")
    for answer in (web.get("/api/v1/venues?layer=library_branch&format=geojson"), near):
        frame = gpd.read_file(io.BytesIO(answer.content)).set_index("id")
        assert "estimated" in set(frame["precision"])
        assert (frame["precision"] == suzhou.venues.loc[frame.index, "precision"]).all()


def test_geojson_of_the_nearest(web: TestClient) -> None:
    answer = web.get(NEAR, headers={"Accept": "application/geo+json"})
    NearFeatures.model_validate(answer.json(), strict=True)
    plain = web.get(NEAR).json()
    frame = gpd.read_file(io.BytesIO(answer.content))
    assert list(frame["id"]) == [v["id"] for v in plain["venues"] + plain["unit_only"]]
    assert frame.geometry.notna().sum() == len(plain["venues"])


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/json"),
        ("application/geo+json", "application/geo+json"),
        ("application/json, application/geo+json", "application/json"),
        ("application/json;q=0.5, application/geo+json", "application/geo+json"),
        ("application/geo+json;q=0", "application/json"),
        ("text/html;q=x,,;", "application/json"),
    ],
)
def test_forms_by_accept(web: TestClient, accept: str, media: str) -> None:
    headers = {"Accept": accept}
    assert web.get("/api/v1/venues", headers=headers).headers["content-type"] == media
    forced = web.get("/api/v1/venues?format=json", headers=headers)
    assert forced.headers["content-type"] == "application/json"


def test_every_answer_says_what_it_is_of(web: TestClient, suzhou: Any, demo: Any) -> None:
    for path in (
        "/v1/venues",
        "/v1/venues?format=geojson",
        "/v1/units",
        "/v1/coverage",
        "/v1/near?lon=1&lat=1",
        "/v1/ask?text=x",
        "/v1/near?lon=1&lat=1&format=geojson",
    ):
        for pack, city in ((suzhou, "suzhou"), (demo, "demo")):
            answer = web.get(f"/api{path}", params=_with(path, city)).json()
            assert answer["city"]["id"] == city
            assert answer["city"]["name"] == pack.city.name
            assert answer["data_date"] == pack.data_date
            assert answer["checksum"] == pack.checksum
            assert answer["fictional"] is pack.city.fictional
            mark = WATERMARK if pack.city.fictional else None
            assert answer["watermark"] == mark
            assert bool(answer["watermark_note"]) is pack.city.fictional


def _with(path: str, city: str) -> dict[str, str]:
    given = dict(p.split("=") for p in path.partition("?")[2].split("&") if p)
    return given | {"city": city}


def test_hostile_names_are_text(strange: TestClient) -> None:
    for address in (
        "/v1/venues/v1",
        "/v1/venues?layer=community_education_center",
        "/v1/near?lon=150.25&lat=20.25",
        "/v1/venues?format=geojson",
    ):
        answer = strange.get(f"/api{address}")
        assert "json" in answer.headers["content-type"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert HOSTILE in str(answer.json()) or json.dumps(HOSTILE)[1:-1] in json.dumps(
            answer.json()
        )
    assert strange.get("/api/v1/venues?text=%00%0A%F0%9F%98%80%FF").json()["items"] == []


# -- reading from any page ----------------------------------------------------------------------


def test_any_page_may_read(web: TestClient) -> None:
    for address in ("/v1/units", NEAR.removeprefix("/api"), "/v1/venues/none", "/nowhere"):
        answer = web.get(f"/api{address}", headers={"Origin": "https://example.org"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
        assert "ETag" in answer.headers["access-control-expose-headers"]
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = web.options("/api/v1/units", headers=asked)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


def test_head_is_get_without_the_answer(web: TestClient) -> None:
    for address in ("/api/v1/units", NEAR, "/api/docs", "/api/v1/venues/none"):
        whole, head = web.get(address), web.head(address)
        assert head.content == b""
        assert head.status_code == whole.status_code
        assert dict(head.headers) == dict(whole.headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_nothing_can_be_written(web: TestClient, method: str) -> None:
    answer = web.request(method, "/api/v1/venues")
    assert problem(answer, 405)["title"] == "方法不允许"
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


# -- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/v1/near?lat=31", "lon"),
        ("/v1/near?lon=120", "lat"),
        ("/v1/near?lon=190&lat=31", "lon"),
        ("/v1/near?lon=nan&lat=31", "lon"),
        ("/v1/near?lon=120&lat=-inf", "lat"),
        ("/v1/near?lon=120&lat=north", "lat"),
        ("/v1/near?lon=120&lat=31&radius=50001", "radius"),
        ("/v1/near?lon=120&lat=31&radius=-1", "radius"),
        ("/v1/near?lon=120&lat=31&limit=101", "limit"),
        ("/v1/near?lon=120&lat=31&limit=0", "limit"),
        ("/v1/near?lon=120&lat=31&datum=mars", "datum"),
        ("/v1/near?lon=120&lat=31&layer=casino", "layer"),
        ("/v1/near?lon=120&lat=31&at=teatime", "at"),
        ("/v1/near?lon=120&lat=31&at=0001-01-01T00:00%2B14:00", "at"),
        ("/v1/near?lon=120&lat=31&at=9999-12-31T23:59-12:00", "at"),
        ("/v1/near?lon=120&lat=31&format=xml", "format"),
        ("/v1/venues?page=0", "page"),
        ("/v1/venues?page=99999999999999999999", "page"),
        ("/v1/venues?per_page=201", "per_page"),
        ("/v1/venues?layer=casino", "layer"),
        ("/v1/venues?county=320508001", "county"),
        ("/v1/venues?unit=999999", "unit"),
        ("/v1/venues?status=fine", "status"),
        ("/v1/venues?text=" + "x" * 101, "text"),
        ("/v1/venues?city=atlantis", "city"),
        ("/v1/venues?lang=tlh", "lang"),
        ("/v1/venues?" + "layer=library&" * 51, "layer"),
        ("/v1/venues/sz-c99791a799?at=1999-01-01", "at"),
        ("/v1/units?level=continent", "level"),
        ("/v1/units?parent=1", "parent"),
        ("/v1/coverage?requirement=nope", "requirement"),
        ("/v1/coverage?status=fine", "status"),
        ("/v1/coverage?county=1", "county"),
        ("/v1/reach?requirement=nope", "requirement"),
        ("/v1/reach?layer=library&minutes=181", "minutes"),
        ("/v1/coverage?scenario=nothing", "scenario"),
        ("/v1/coverage?scenario={" + '"a":[' * 700, "scenario"),
        ('/v1/coverage?scenario={"name":"\\ud800","actions":[{}]}', "scenario"),
        ('/v1/reach?scenario={"city":"1","actions":[{"kind":"close","target":"v"}]}', "scenario"),
        ('/v1/coverage?scenario={"actions":[{"kind":"paint"}]}', "scenario"),
        ("/v1/coverage?scenario=" + "x" * 4001, "scenario"),
        ("/v1/shares?kind=money", "kind"),
        ("/v1/shares?topic=golf", "topic"),
        ("/v1/shares?audience=cats", "audience"),
        ("/v1/shares?seats=0", "seats"),
        ("/v1/shares?day=someday", "day"),
        ("/v1/shares?part=tea", "part"),
        ("/v1/shares?unit=1", "unit"),
        ("/v1/shares?side=both", "side"),
    ],
)
def test_a_bad_parameter_is_named(web: TestClient, address: str, parameter: str) -> None:
    found = problem(web.get(f"/api{address}"), 400)
    assert found["parameter"] == parameter
    assert re.search("[\u4e00-\u9fff]", found["detail"])
    english = problem(
        web.get(f"/api{address}", headers={"Accept-Language": "en-GB, zh;q=0.5"}), 400
    )
    assert not re.search("[\u4e00-\u9fff]", english["detail"])


def test_a_position_is_not_said_back(web: TestClient) -> None:
    answer = web.get("/api/v1/near?lon=120.6171331&lat=91.3135177")
    problem(answer, 400)
    assert "91.31" not in answer.text
    assert "120.61" not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/v1",
        "/v2/venues",
        "/v1/venues/",
        "/v1/venues/none",
        "/v1/venues/" + "x" * 5000,
        "/v1/coverage/999999/town-senior-school",
        "/v1/coverage/320508/town-senior-school",
        "/v1/coverage/320508/nope",
        "/v1/coverage/320508",
        "/v1/coverage/" + "x" * 5000 + "/y",
    ],
)
def test_what_is_not_there(web: TestClient, address: str) -> None:
    found = problem(web.get(f"/api{address}"), 404)
    assert found["title"] == "没有找到"
    assert len(found["detail"]) < 2000


def test_languages(web: TestClient) -> None:
    def said(address: str, accept: str = "") -> str:
        return str(web.get(address, headers={"Accept-Language": accept}).json()["title"])

    assert said("/api/none") == said("/api/none", "fr, de") == "没有找到"
    assert said("/api/none", "en-US,en;q=0.9,zh;q=0.1") == "Not found"
    assert said("/api/none", "en;q=0.1, zh-CN") == "没有找到"
    assert said("/api/none?lang=en", "zh") == "Not found"
    garbled = web.get("/api/none", headers={"Accept-Language": b"q=;;=,\xff;q=nan"})
    assert garbled.json()["title"] == "没有找到"


def test_a_defect_is_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    web = served(PACKS)
    with patch("locator.api.questions.records.located", side_effect=ValueError("at 120.617133")):
        answer = web.get(NEAR)
    assert problem(answer, 500)["detail"] == t("api.detail_unexpected", "zh")
    assert "ValueError: " in caplog.text
    assert "questions.py" in caplog.text
    assert "120.617" not in caplog.text + answer.text
    assert web.get(NEAR).status_code == 200


def test_a_broken_pack(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = write_pack(tmp_path / "broken")
    (folder / "units.csv").unlink()
    web = served([PACKS[1], folder])
    assert web.get("/api/v1/venues").json()["city"]["id"] == "demo"
    found = problem(web.get("/api/v1/venues?city=broken"), 503)
    [one] = found["cities"]
    assert (one["city"], one["reason"], one["served"]) == ("broken", "pack", False)
    assert found["detail"] == one["detail"] == t("site.reason_pack", "zh")
    # What is wrong with which file is for operators alone.
    assert "units.csv" in caplog.text
    assert "units.csv" not in str(found)
    for address in ("/healthz", "/api/healthz"):
        assert web.get(address).status_code == 503
        assert web.get(address).headers["content-type"] == "application/problem+json"
        [one] = web.get(address).json()["cities"]
        assert (one["city"], one["reason"], one["served"]) == ("broken", "pack", False)
        assert str(tmp_path) not in web.get(address).text
    assert [web.get(f"/{name}").status_code for name in ("livez", "readyz")] == [200, 200]
    assert web.get("/api/openapi.json").status_code == 200
    assert web.get("/api/docs").status_code == 200


def test_health(web: TestClient) -> None:
    for address in ("/healthz", "/api/healthz"):
        answer = web.get(address)
        assert answer.json() == {"status": "ok", "cities": ["suzhou", "demo"]}
        assert answer.headers["cache-control"] == "no-store"


# -- the rate -----------------------------------------------------------------------------------


def test_the_rate_is_kept() -> None:
    web = served(PACKS, unlimited=False)
    moment = [0.0]
    door = next(r for r in web.app.routes if isinstance(r, Mount)).app
    assert isinstance(door, RateLimitMiddleware)
    door.limiter = Limiter(paper.RATE, paper.BURST, lambda: moment[0])
    answers = [web.get("/api/healthz") for _ in range(paper.BURST + 1)]
    assert [a.status_code for a in answers] == [200] * paper.BURST + [429]
    assert answers[-1].headers["retry-after"] == "1"
    problem(answers[-1], 429)
    moment[0] += 1
    again = [web.get("/api/healthz").status_code for _ in range(paper.RATE + 1)]
    assert again == [200] * paper.RATE + [429]


def test_few_addresses_are_kept_and_not_for_long() -> None:
    moment = [0.0]
    limiter = Limiter(paper.RATE, paper.BURST, lambda: moment[0])
    for number in range(ADDRESSES_KEPT * 2):
        assert limiter.wait(str(number)) == 0
    assert len(limiter) == ADDRESSES_KEPT
    moment[0] += paper.BURST / paper.RATE
    limiter.wait("new")
    assert len(limiter) == 1


def test_a_household_counts_once() -> None:
    door = api(Site.open(Settings(packs=tuple(PACKS))))
    door.limiter = Limiter(paper.RATE, paper.BURST, lambda: 0.0)
    for client in (("2001:db8::1", 1), ("2001:db8::ffff", 2)):
        TestClient(door, client=client).get("/healthz")
    assert len(door.limiter) == 1
    TestClient(door, client=("192.0.2.1", 1)).get("/healthz")
    assert len(door.limiter) == 2


# -- the document -------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_document_is_whole(web: TestClient, lang: Lang) -> None:
    made = web.get(f"/api/openapi.json?lang={lang}").json()
    assert made["openapi"].startswith("3.1")
    assert made["servers"] == [{"url": "/api"}]
    assert made["info"]["x-limits"]["per_page"] == paper.MAX_PER_PAGE
    text = json.dumps(made, ensure_ascii=False)
    assert '"api.' not in text  # every key has become a text
    parameters = {p["name"]: p["schema"] for p in made["paths"]["/v1/near"]["get"]["parameters"]}
    assert parameters["radius"]["maximum"] == paper.MAX_RADIUS_M
    assert parameters["limit"]["maximum"] == paper.MAX_NEAR
    assert parameters["city"]["enum"] == ["suzhou", "demo"]
    assert "library" in parameters["layer"]["items"]["enum"]
    schemas = made["components"]["schemas"]
    for name in re.findall('"#/components/schemas/([^"]+)"', text):
        assert name in schemas
    for schema in schemas.values():
        assert all(inner["description"] for inner in schema["properties"].values())
        assert schema["additionalProperties"] is False
    for operation in paper.operations(made):
        assert {"200", "429", "500", "503"} <= set(operation["responses"])
        assert "422" not in operation["responses"]
        assert all(p["description"] for p in operation.get("parameters", []))


def test_the_document_knows_the_vocabularies() -> None:
    assert VenueStatus.__args__ == VENUE_STATUSES
    assert Precision.__args__ == PRECISIONS
    assert ShareKind.__args__ == SHARE_KINDS


def test_shares_answer_like_the_page(web: TestClient, demo: Any) -> None:
    asked = "city=demo&kind=room&seats=30&day=sat&part=afternoon&unit=990103"
    wish = ShareQuery(kinds=("room",), seats=30, day="sat", part="afternoon", units=("990103",))
    found = find(demo, wish, clock.now())
    answer = web.get(f"/api/v1/shares?{asked}").json()
    ShareList.model_validate(answer, strict=True)
    fits = [*found.located.index, *found.unit_only.index]
    assert [i["id"] for i in answer["items"]] == [*fits, *found.perhaps.index]
    assert [i["id"] for i in answer["items"] if i["fits"]] == fits
    assert (answer["fitting"], answer["total"]) == (len(fits), len(fits) + len(found.perhaps))
    for item in answer["items"][len(fits) :]:
        assert item["unsaid"] == list(found.perhaps.at[item["id"], "unsaid"])
    assert answer["watermark"]


def test_every_offer_and_need_once(web: TestClient, demo: Any) -> None:
    for side, all_of_it in (("offers", find), ("needs", find_needs)):
        made = list(pages(web, f"/api/v1/shares?city=demo&side={side}&per_page=40"))
        ids = [item["id"] for page in made for item in page["items"]]
        found = all_of_it(demo, ShareQuery(), clock.now())
        assert sorted(ids) == sorted([*found.located.index, *found.unit_only.index])
    assert web.get("/api/v1/shares?city=demo&text=反诈").json()["total"] > 0
    free = web.get("/api/v1/shares?city=demo&free=true&kind=room").json()["items"]
    assert free
    assert all(item["cost"].startswith("免费") for item in free if item["fits"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_asks_nobody_else(web: TestClient, lang: Lang) -> None:
    answer = web.get(f"/api/docs?lang={lang}")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', answer.text)
    assert addresses
    assert all(a.startswith(("/api/", "#")) for a in addresses)
    assert "//" not in answer.text.replace("<!doctype html>", "")
    assert "<script" not in answer.text
    assert "url(" not in answer.text
    assert "@import" not in answer.text
    assert '"Noto Sans CJK SC"' in answer.text  # a style sheet is no text: its quotes stand
    anchors = set(re.findall(r'id="([^"]*)"', answer.text))
    assert {a[1:] for a in addresses if a.startswith("#")} <= anchors
    assert {f"problem-{kind}" for kind in paper.PROBLEMS} <= anchors
    made = web.get(f"/api/openapi.json?lang={lang}").json()
    for path in made["paths"]:
        assert f"GET /api{path}" in answer.text
    assert t("api.title", lang) in answer.text
