"""Fetching from services that speak the documented formats, and from those that fail to."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from locator.cli import main
from locator.intake.read import read_upload
from locator.intake.sources import amap, osm, szlib, table, web
from locator.intake.sources.web import ATTEMPTS, LONGEST_PAUSE, USER_AGENT, Service
from locator.pack.model import PLACE_KINDS
from locator.pack.read import load_pack
from locator.problems import LocatorError
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import problem_text
from packs import write_pack
from services import Reply, service

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from locator.intake.model import Upload
    from locator.pack.model import CityPack

KEY = "0123456789abcdef-secret"
TODAY = date(2026, 11, 25)


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def told(failure: LocatorError) -> tuple[str, dict[str, Any]]:
    (problem,) = failure.problems
    assert all(problem_text(problem, lang) for lang in LANGUAGES)
    return problem.key, dict(problem.params)


# --- asking --------------------------------------------------------------------------------------


def ask(answer: Callable[[dict[str, str], int], Reply], slept: list[float]) -> Any:
    with service(answer) as served:
        one = Service("某服务", served.url + "/a", slept.append)
        try:
            return one.ask({"key": KEY})
        finally:
            assert served.agents == {USER_AGENT}
            one.session.close()


@pytest.mark.parametrize(
    "fault",
    [
        Reply({}, 429),
        Reply({}, 500),
        Reply({}, 503),
        Reply('{"a": 1', 200),
        Reply("<html>", 200),
        Reply({"a": "long enough"}, cut=5),
    ],
    ids=["429", "500", "503", "half JSON", "HTML", "broken connection"],
)
def test_a_passing_fault_is_tried_again(fault: Reply, slept: list[float]) -> None:
    assert ask(lambda _, n: fault if n < 3 else Reply({"fine": 1}), slept) == {"fine": 1}
    assert slept == [1, 2]


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (Reply({}, 429), "fetch.busy"),
        (Reply("{", 200), "fetch.not_json"),
        (Reply({"a": "long enough"}, cut=5), "fetch.unreachable"),
    ],
)
def test_a_lasting_fault_is_told(fault: Reply, key: str, slept: list[float]) -> None:
    with pytest.raises(LocatorError) as failure:
        ask(lambda *_: fault, slept)
    assert told(failure.value)[0] == key
    assert slept == [1, 2, 4, 8]


def test_a_service_that_is_silent_times_out(
    slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "TIMEOUT", (0.05, 0.05))
    with pytest.raises(LocatorError) as failure:
        ask(lambda *_: Reply(stall=True), slept)
    assert told(failure.value)[0] == "fetch.timeout"
    assert len(slept) == ATTEMPTS - 1


def test_retry_after_is_kept_within_reason(slept: list[float]) -> None:
    waits = {1: "7", 2: "999999", 3: "Wed, 21 Oct 2026 07:28:00 GMT"}

    def answer(_: dict[str, str], n: int) -> Reply:
        return Reply({}, 429, {"Retry-After": waits[n]}) if n in waits else Reply([])

    assert ask(answer, slept) == []
    assert slept == [7, LONGEST_PAUSE, 4]


@pytest.mark.parametrize("status", [301, 302, 400, 401, 404])
def test_a_refusal_is_final_and_no_redirect_is_followed(status: int, slept: list[float]) -> None:
    elsewhere = {"Location": "http://127.0.0.1:9/"}
    with pytest.raises(LocatorError) as failure:
        ask(lambda *_: Reply({}, status, elsewhere), slept)
    assert told(failure.value) == ("fetch.refused", {"service": "某服务", "status": status})
    assert slept == []


def test_an_endless_answer_is_cut_off(slept: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "ANSWER_BYTES", 1000)
    with pytest.raises(LocatorError) as failure:
        ask(lambda *_: Reply(["x" * 2000]), slept)
    assert told(failure.value)[0] == "fetch.too_large"


def test_no_failure_tells_the_key(slept: list[float]) -> None:
    for fault in (Reply({}, 500), Reply({}, 404), Reply("{")):
        with pytest.raises(LocatorError) as failure:
            ask(lambda *_, f=fault: f, slept)
        texts = [problem_text(p, lang) for p in failure.value.problems for lang in LANGUAGES]
        assert not any(KEY in text for text in [*texts, str(failure.value)])
        assert failure.value.__cause__ is None


# --- Suzhou Library ------------------------------------------------------------------------------


def point(title: str = "虚构分馆", **other: object) -> dict[str, object]:
    return {
        "title": title,
        "address": "虚构路 1 号",
        "latitude": "20.5",
        "longitude": 150.25,
        "open_time": "周二至周日 9:00-17:00",
    } | other


def library(points: object, wrap: Callable[[object], object] = lambda x: x) -> Upload:
    def answer(parameters: dict[str, str], _: int) -> Reply:
        return Reply(wrap(points if parameters == {"category_id": "49"} else []))

    with service(answer) as served:
        upload = szlib.fetch_szlib(served.url + "/", today=TODAY)
        assert [path for path, _ in served.asked] == ["/website/api/v1/locations"] * 4
        assert [p["category_id"] for _, p in served.asked] == ["49", "50", "51", "149"]
    return upload


@pytest.mark.parametrize(
    "wrap",
    [
        lambda x: x,
        lambda x: {"code": 0, "data": x},
        lambda x: {"data": {"list": x, "total": len(x)}},
    ],
)
def test_service_points_of_the_library(wrap: Callable[[object], object]) -> None:
    points = [
        point(),
        point(),
        point("虚构城市书房", open_time=None),
        point("虚构自助点", latitude="", longitude=None),
        point("虚构图书馆", id=7),
    ]
    upload = library(points, wrap)
    assert upload.problems == ()
    (sheet,) = upload.sheets
    cells = sheet.cells
    assert cells["name"].tolist() == ["虚构分馆", "虚构城市书房", "虚构自助点", "虚构图书馆"]
    assert cells["layer"].tolist() == ["library_branch", "city_book_house", "", "library"]
    first = cells.iloc[0].to_dict()
    assert first["source"].startswith("苏州图书馆 http://127.0.0.1")
    assert first["source"].endswith("/website/api/v1/locations?category_id=49")
    expected = {
        "address": "虚构路 1 号",
        "lon (GCJ-02)": "150.25",
        "lat (GCJ-02)": "20.5",
        "precision": "exact",
        "opening_hours": "周二至周日 9:00-17:00",
        "status": "open",
        "source_date": "2026-11-25",
    }
    assert {name: first[name] for name in expected} == expected
    assert cells.iloc[2][["lon (GCJ-02)", "lat (GCJ-02)", "precision"]].tolist() == ["", "", "unit"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": None}, "title"),
        ({"title": ["a"]}, "title"),
        ({"latitude": "north"}, "latitude"),
        ({"longitude": 999}, "longitude"),
        ({"open_time": {"mon": "9"}}, "open_time"),
        ({"address": 3}, "address"),
    ],
)
def test_a_field_that_is_not_as_known_is_named(wrong: dict[str, object], field: str) -> None:
    upload = library([point("虚构图书馆"), point() | wrong])
    assert upload.sheets[0].cells["name"].tolist() == ["虚构图书馆"]
    (problem,) = upload.problems
    assert (problem.severity, problem.key, problem.row) == ("error", "fetch.field", 2)
    assert problem.column == field
    assert field in problem_text(problem, "zh")
    missing = {name: value for name, value in point().items() if name != field}
    assert [p.column for p in library([missing]).problems] == [field]


@pytest.mark.parametrize("answer", [{}, {"data": {}}, {"data": None}, '"text"', 3, {"error": "no"}])
def test_an_answer_without_a_list_is_refused(answer: object) -> None:
    with pytest.raises(LocatorError) as failure:
        library(answer)
    assert told(failure.value)[0] == "fetch.no_list"


def test_a_page_that_is_not_all_is_refused() -> None:
    with pytest.raises(LocatorError) as failure:
        library([point()], lambda x: {"data": {"items": x, "total": 30}} if x else [])
    key, params = told(failure.value)
    assert (key, params["found"], params["total"]) == ("fetch.partial", 1, 30)


# --- Amap ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> CityPack:
    folder = tmp_path_factory.mktemp("pack")
    write_pack(folder)
    return load_pack(folder)


def place(number: int, name: str = "虚构社区学院", **other: object) -> dict[str, object]:
    return {
        "id": f"B{number}",
        "name": name,
        "address": "虚构路",
        "location": "150.5,20.5",
        "tel": [],
        "adname": "甲区",
        "adcode": "9901",
        "type": "科教",
        "biz_ext": [],
    } | other


def answered(places: list[dict[str, object]], count: int | None = None) -> Reply:
    number = len(places) if count is None else count
    return Reply(
        {"status": "1", "info": "OK", "infocode": "10000", "count": str(number), "pois": places}
    )


def failed(code: str) -> Reply:
    return Reply({"status": "0", "info": "SOME_REASON", "infocode": code})


class Amap:
    """Runs of one search layer against a service."""

    def __init__(self, pack: CityPack, folder: Path, slept: list[float]) -> None:
        self.pack, self.folder, self.slept = pack, folder, slept
        self.asked: list[dict[str, str]] = []

    def run(self, answer: Callable[[dict[str, str], int], Reply], *layers: str) -> Upload:
        with service(answer) as served:
            one = Service(amap.SERVICE, served.url + amap.PATH, self.slept.append)
            try:
                return amap.fetch_amap(
                    self.pack, KEY, self.folder, layers or ["community_college"], (), one, TODAY
                )
            finally:
                one.session.close()
                assert {path for path, _ in served.asked} <= {"/v3/place/text"}
                self.asked = [parameters for _, parameters in served.asked]

    @property
    def kept(self) -> str:
        """Text of the file of unfinished runs, "" when there is none."""
        files = list((self.folder / "fetch").glob("*")) if self.folder.exists() else []
        return "".join(file.read_text(encoding="utf-8") for file in files)


@pytest.fixture
def runs(pack: CityPack, tmp_path: Path, slept: list[float]) -> Amap:
    return Amap(pack, tmp_path / "data", slept)


def counties(pack: CityPack) -> list[str]:
    return pack.units.index[pack.units["level"] == "county"].tolist()


def test_amap_is_asked_page_by_page_and_county_by_county(runs: Amap) -> None:
    first, second = counties(runs.pack)

    def answer(parameters: dict[str, str], _: int) -> Reply:
        page = int(parameters["page"])
        if parameters["city"] == second:
            return answered([place(1), place(99, "虚构超市", location=[])])
        return answered([place(n) for n in range(25 * page - 25, min(25 * page, 30))], 30)

    upload = runs.run(answer)
    assert [(p["city"], p["page"]) for p in runs.asked] == [
        (first, "1"),
        (first, "2"),
        (second, "1"),
    ]
    assert {(p["key"], p["keywords"], p["citylimit"], p["offset"]) for p in runs.asked} == {
        (KEY, "社区学院", "true", "25")
    }
    (sheet,) = upload.sheets
    assert len(sheet.cells) == 30  # B1 came twice, the supermarket is not what was meant
    row = sheet.cells.iloc[1].to_dict()
    expected = {
        "name": "虚构社区学院",
        "layer": "community_college",
        "county": "甲区",
        "address": "虚构路",
        "lon (GCJ-02)": "150.5",
        "lat (GCJ-02)": "20.5",
        "phone": "",
        "precision": "exact",
        "source": "高德地图 https://www.amap.com/place/B1",
        "source_date": "2026-11-25",
        "licence": amap.LICENCE,
    }
    assert {name: row[name] for name in expected} == expected
    assert runs.kept == ""


@pytest.mark.parametrize("code", ["10003", "10044"])
def test_a_used_up_quota_keeps_what_is_done_and_the_next_run_goes_on(runs: Amap, code: str) -> None:
    first, second = counties(runs.pack)

    def answer(parameters: dict[str, str], _: int) -> Reply:
        return answered([place(1)]) if parameters["city"] == first else failed(code)

    with pytest.raises(LocatorError) as failure:
        runs.run(answer)
    key, params = told(failure.value)
    assert (key, params["done"], params["tasks"]) == ("fetch.quota", 1, 2)
    assert len(runs.asked) == 2  # a quota is not asked for again
    assert "B1" in runs.kept
    assert KEY not in runs.kept

    upload = runs.run(lambda *_: answered([place(2)]))
    assert [p["city"] for p in runs.asked] == [second]
    assert upload.sheets[0].cells["source"].str[-2:].tolist() == ["B1", "B2"]
    assert runs.kept == ""


@pytest.mark.parametrize(("code", "pause"), [("10021", 1), ("10016", 1), ("10004", LONGEST_PAUSE)])
def test_asking_too_fast_is_waited_for(runs: Amap, code: str, pause: float) -> None:
    runs.run(lambda _, n: failed(code) if n == 1 else answered([]))
    assert runs.slept[0] == pause
    assert len(runs.asked) == 3


@pytest.mark.parametrize(
    ("reply", "key", "field"),
    [
        (failed("10001"), "fetch.key", None),
        (failed("10009"), "fetch.key", None),
        (failed("20001"), "fetch.refused", None),
        (Reply([]), "fetch.shape", "infocode"),
        (Reply({"status": "1", "infocode": "10000", "pois": []}), "fetch.shape", "count"),
        (Reply({"status": "1", "infocode": "10000", "count": "1"}), "fetch.shape", "pois"),
        (answered([place(1, location="here")]), "fetch.shape", "pois.location"),
        (answered([place(1, name=[])]), "fetch.shape", "pois.name"),
        (answered([place(1, tel={"a": 1})]), "fetch.shape", "pois.tel"),
        (answered(["text"]), "fetch.shape", "pois.id"),  # type: ignore[list-item]
    ],
)
def test_what_amap_should_not_answer(runs: Amap, reply: Reply, key: str, field: str | None) -> None:
    with pytest.raises(LocatorError) as failure:
        runs.run(lambda *_: reply)
    found, params = told(failure.value)
    assert (found, params.get("field")) == (key, field)
    assert len(runs.asked) == 1
    assert KEY not in str(params)


def test_a_broken_file_of_an_unfinished_run_counts_as_none(runs: Amap) -> None:
    folder = runs.folder / "fetch"
    folder.mkdir(parents=True)
    (folder / f"amap-{runs.pack.city.code}.json").write_text("{", encoding="utf-8")
    runs.run(lambda *_: answered([]))
    assert len(runs.asked) == 2


def test_declared_layers_exist() -> None:
    layers = set(load_pack().catalogue.layers)
    assert {search.layer for search in amap.searches()} <= layers
    assert {rule.means for rule in osm.rules()} <= layers
    assert {rule.means for rule in osm.rules("place")} <= set(PLACE_KINDS)
    by_layer = [search.layer for search in amap.searches()]
    assert len(by_layer) == len(set(by_layer))


def test_names_decide_what_is_meant() -> None:
    means = {s.layer: s.means for s in amap.searches()}
    assert means["library"]("虚构区图书馆")
    assert not means["library"]("虚构大学图书馆")
    assert not means["library"]("图书馆停车场")
    for tags, name, layer in (
        ({"amenity": "library"}, "虚构图书馆分馆", "library_branch"),
        ({"amenity": "library"}, "虚构阅览点", ""),
        ({"amenity": "community_centre"}, "虚构社区居委会", ""),
        ({"leisure": "stadium"}, "虚构球场", "sports_venue"),
    ):
        rule = osm.rule_for(tags, name)
        assert (rule.means if rule else "") == layer


# --- files and the command line ------------------------------------------------------------------


def test_what_was_fetched_is_written_as_import_reads_it(tmp_path: Path) -> None:
    upload = library([point("=虚构分馆"), point()])
    path = tmp_path / "a.xlsx"
    table.write(upload, path)
    (sheet,) = read_upload(path.name, path.read_bytes()).sheets
    assert sheet.name == "venues"
    assert sheet.cells.columns.tolist() == upload.sheets[0].cells.columns.tolist()
    assert sheet.cells["name"].tolist() == ["=虚构分馆", "虚构分馆"]
    with pytest.raises(LocatorError):
        table.write(upload, tmp_path / "a.geojson")
    with pytest.raises(LocatorError):
        table.write(upload, tmp_path / "a.txt")


def test_fetch_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pack(tmp_path / "pack")
    monkeypatch.setenv("LOCATOR_DATA", str(tmp_path / "data"))
    common = ["--pack", str(tmp_path / "pack"), "--format", "json"]
    with service(lambda p, _: Reply([point("虚构分馆")] if p["category_id"] == "49" else [])) as s:
        assert main(["fetch", "szlib", "--url", s.url, *common]) == 2  # who publishes, and why?
        assert s.asked == []
        capsys.readouterr()
        out = tmp_path / "a.xlsx"
        assert main(["fetch", "szlib", "--url", s.url, "--out", str(out), *common]) == 0
        assert json.loads(capsys.readouterr().out)["fetched"] == {"venues": 1}
        assert main(["fetch", "szlib", "--url", s.url, "--dry-run", *common]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["sheets"][0]["datum"] == "gcj02"
    (new,) = answer["difference"]["new"]
    assert (new["file"], new["name"]) == ("venues/library_branch.csv", "虚构分馆")
    assert not (tmp_path / "data" / "locator.sqlite3").exists()


def test_amap_on_the_command_line_needs_a_key_and_known_codes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pack(tmp_path / "pack")
    monkeypatch.setenv("LOCATOR_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("LOCATOR_AMAP_KEY", raising=False)
    common = ["fetch", "amap", "--pack", str(tmp_path / "pack"), "--dry-run"]
    assert main(common) == 2
    assert "--key" in capsys.readouterr().err
    monkeypatch.setenv("LOCATOR_AMAP_KEY", KEY)
    assert main([*common, "--layer", "nothing"]) == 2
    assert main([*common, "--county", "1"]) == 2
    with service(lambda *_: failed("10003")) as served:
        assert main([*common, "--url", served.url]) == 1
    assert len(served.asked) == 1
    said = capsys.readouterr()
    assert KEY not in said.out + said.err
