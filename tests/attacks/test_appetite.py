"""How much a stranger may take: pages, files, and whose request it is taken for."""

from __future__ import annotations

import asyncio
import gzip
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import uvicorn
import websockets
from hypothesis import given
from hypothesis import strategies as some
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse

from locator.maps.files import lasting
from locator.problems import LocatorError
from locator.publishing.password import on_this_machine
from locator.ratelimit import client_address
from locator.settings import Settings, read_settings
from locator.web import server, sessions
from locator.web.middleware import (
    MB,
    ClientAddressMiddleware,
    CompressionMiddleware,
    SessionLimitMiddleware,
    UploadLimitMiddleware,
)
from locator.web.parts import uploading

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.websockets import WebSocket

PROXY = (ip_network("10.0.0.0/24"),)
ADDRESSES = some.ip_addresses().map(str)


# -- whose request it is ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "127.0.0.1", "203.0.113.7"),  # nobody we know says so
        ("10.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("10.0.0.1", "127.0.0.1, 198.51.100.9", "198.51.100.9"),  # written by the client itself
        ("10.0.0.1", "198.51.100.9, 10.0.0.2", "198.51.100.9"),  # two proxies of ours
        ("10.0.0.1", "198.51.100.9:4711", "198.51.100.9"),
        ("10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("::ffff:10.0.0.1", "198.51.100.9", "198.51.100.9"),  # a socket of both families
        ("", "198.51.100.9", ""),
    ],
)
def test_only_our_own_proxies_are_believed(peer: str, forwarded: str, address: str) -> None:
    assert client_address(peer, forwarded, PROXY) == address


@hypothesis.settings(max_examples=40)
@given(ADDRESSES, some.text(max_size=60), ADDRESSES)
def test_what_a_client_writes_changes_nothing(client: str, written: str, other: str) -> None:
    # A client of ours that speaks to us itself, and one that comes through a proxy.
    if client_address(client, "", PROXY) == client and not client.startswith("10.0.0."):
        assert client_address(client, f"{written},{other}", PROXY) == client
        by_proxy = client_address("10.0.0.1", f"{written}, {client}", PROXY)
        assert by_proxy == client_address("10.0.0.1", client, PROXY)


def echo(request: Request) -> Response:
    client = request.client
    passed = request.headers.get("x-forwarded-for", "-")
    local = on_this_machine(client.host if client else "", dict(request.headers))
    return PlainTextResponse(
        f"{client.host if client else ''} {passed} {request.url.scheme} {local}"
    )


def asked(peer: str, proxies: str, headers: dict[str, str]) -> str:
    settings = Settings(trusted_proxies=proxies)
    app = Starlette(
        routes=[Route("/", echo)], middleware=[Middleware(ClientAddressMiddleware, settings)]
    )
    web = TestClient(app, base_url="http://localhost:8501", client=(peer, 4711))
    return web.get("/", headers=headers).text


def test_a_proxy_is_never_this_machine_whatever_it_is_told() -> None:
    here = "127.0.0.1"
    assert asked(here, "", {}) == "127.0.0.1 - http True"
    # A proxy of ours on this machine, with and without a header, and with a forged one.
    assert asked(here, here, {}) == "127.0.0.1 127.0.0.1 http False"
    for written in ("127.0.0.1", "::1", "unknown", "198.51.100.9, 127.0.0.1"):
        assert asked(here, here, {"x-forwarded-for": written}).endswith(" http False")
    for peer in ("203.0.113.7", "10.0.0.1"):
        for name in ("x-forwarded-for", "x-real-ip", "forwarded", "x-forwarded-host"):
            assert asked(peer, "10.0.0.0/24", {name: "127.0.0.1"}).endswith(" http False")
    https = asked(
        "10.0.0.1", "10.0.0.1", {"x-forwarded-for": "198.51.100.9", "x-forwarded-proto": "https"}
    )
    assert https == "198.51.100.9 198.51.100.9 https False"
    assert asked("203.0.113.7", "10.0.0.1", {"x-forwarded-proto": "https"}).split()[2] == "http"


def test_uvicorn_believes_nobody_on_its_own(serving: object) -> None:
    server.middleware()
    app = Starlette()
    config = uvicorn.Config(app)
    config.load()
    assert config.loaded_app is app


def test_proxies_that_are_no_addresses_are_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCATOR_TRUSTED_PROXIES", "10.0.0.1, 2001:db8::/32")
    assert [str(one) for one in read_settings().trusted_proxies] == ["10.0.0.1/32", "2001:db8::/32"]
    for text in ("*", "nginx", "10.0.0.1/8"):
        monkeypatch.setenv("LOCATOR_TRUSTED_PROXIES", text)
        with pytest.raises(LocatorError) as failure:
            read_settings()
        assert failure.value.problems[0].column == "LOCATOR_TRUSTED_PROXIES"


# -- pages --------------------------------------------------------------------------------------


async def stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.receive()


def limited(most: int, **settings: int) -> Starlette:
    page = Route("/{path:path}", lambda _: PlainTextResponse("page"))
    return Starlette(
        routes=[WebSocketRoute("/_stcore/stream", stream), page],
        middleware=[Middleware(SessionLimitMiddleware, Settings(**settings), most)],
    )


HTML = {"accept": "text/html,*/*"}


def test_too_many_pages_are_refused_politely_and_given_back() -> None:
    app = limited(3, sessions_per_address=2)
    first, second = (TestClient(app, client=(f"203.0.113.{n}", 1)) for n in (1, 2))
    with first.websocket_connect("/_stcore/stream"), first.websocket_connect("/_stcore/stream"):
        with pytest.raises(WebSocketDenialResponse) as refused:  # its address has two
            first.websocket_connect("/_stcore/stream").__enter__()
        assert (refused.value.status_code, refused.value.headers["retry-after"]) == (503, "15")
        page = first.get("/circle", headers=HTML)
        assert page.status_code == 503
        assert "请稍候" in page.text
        assert 'http-equiv="refresh"' in page.text
        # Nothing but pages needs a session.
        assert first.get("/api/v1/venues", headers=HTML).status_code == 200
        assert first.get("/healthz").status_code == 200
        assert second.get("/circle", headers=HTML).status_code == 200
        with second.websocket_connect("/_stcore/stream"):
            with pytest.raises(WebSocketDenialResponse):  # the process has three
                second.websocket_connect("/_stcore/stream").__enter__()
            assert second.get("/", headers=HTML).status_code == 503
    with first.websocket_connect("/_stcore/stream"):
        assert first.get("/", headers=HTML).status_code == 200


def test_a_refused_page_is_no_error_of_the_server(
    serving: object, caplog: pytest.LogCaptureFixture
) -> None:
    """By uvicorn itself, which takes a connection that nobody accepted for a fault of ours."""
    server.middleware()

    async def scenario() -> list[int]:
        here = uvicorn.Server(uvicorn.Config(limited(1), port=0, log_config=None))
        serving = asyncio.create_task(here.serve())
        while not here.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0)
        port = here.servers[0].sockets[0].getsockname()[1]
        url, refused = f"ws://127.0.0.1:{port}/_stcore/stream", []
        async with websockets.connect(url):
            for _ in range(3):
                with pytest.raises(websockets.InvalidStatus) as failure:
                    await websockets.connect(url)
                refused.append(failure.value.response.status_code)
        async with websockets.connect(url):  # it is given back
            pass
        here.should_exit = True
        await serving
        return refused

    assert asyncio.run(scenario()) == [503, 503, 503]
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == []


def test_descriptors_are_asked_for_and_bound_the_pages(
    serving: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, hard), hard))
    try:
        server.descriptors()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == hard
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    monkeypatch.setattr(server, "descriptors", lambda: 1024)
    [most] = [m.args[1] for m in server.middleware() if m.cls is SessionLimitMiddleware]
    assert most == (1024 - 200) // 4
    assert "LOCATOR_SESSIONS" in caplog.text


class Runtime:
    """Of Streamlit's, what ends sessions needs."""

    def __init__(self) -> None:
        self.active: set[str] = set()
        self.closed: list[str] = []

    def is_active_session(self, session: str) -> bool:
        return session in self.active

    def disconnect_session(self, session: str, **_: Any) -> None:
        self.active.discard(session)

    def close_session(self, session: str) -> None:
        self.closed.append(session)


def test_sessions_that_went_away_are_ended() -> None:
    runtime, crowd = Runtime(), Runtime()

    async def scenario() -> None:
        endings = sessions.Endings(runtime, away_s=0.0)  # type: ignore[arg-type]
        runtime.active = {"gone", "back"}
        runtime.disconnect_session("gone", client=None)
        runtime.disconnect_session("back", client=None)
        runtime.active.add("back")
        while len(endings):  # noqa: ASYNC110 - the loop's own timers, none of ours to wait for
            await asyncio.sleep(0)
        # More than Streamlit keeps: the oldest is ended at once, not dropped.
        slow = sessions.Endings(crowd, away_s=3600.0)  # type: ignore[arg-type]
        for n in range(sessions.MOST_AWAY + 1):
            crowd.disconnect_session(f"s{n}")
        assert len(slow) == sessions.MOST_AWAY

    asyncio.run(scenario())
    assert (runtime.closed, crowd.closed) == (["gone"], ["s0"])


# -- files --------------------------------------------------------------------------------------


class Uploads:
    """A server that keeps what is put to it, as Streamlit does."""

    def __init__(self, **settings: int) -> None:
        self.held: dict[str, int] = {}

        async def put(request: Request) -> Response:
            body = await request.body()
            session = request.path_params["session"]
            self.held[session] = self.held.get(session, 0) + len(body)
            return Response(status_code=204)

        limit = Middleware(UploadLimitMiddleware, Settings(**settings), lambda: self.held)
        route = Route("/_stcore/upload_file/{session}/{file}", put, methods=["PUT", "DELETE"])
        self.app = Starlette(routes=[route], middleware=[limit])

    def put(self, session: str, size: int, address: str = "203.0.113.1", **more: Any) -> int:
        web = TestClient(self.app, client=(address, 1))
        return web.put(f"/_stcore/upload_file/{session}/f", content=bytes(size), **more).status_code


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "offered", lambda session: session != "find")


@pytest.mark.usefixtures("offered")
def test_files_are_bounded_by_page_session_address_and_process() -> None:
    uploads = Uploads(upload_mb_per_session=2, upload_mb_per_address=3, upload_mb=4)
    assert uploads.put("find", 1) == 403
    assert uploads.put("a", MB) == 204
    assert uploads.put("a", MB + 1) == 413
    assert uploads.put("a", MB) == 204
    assert uploads.put("b", MB) == 204
    assert uploads.put("c", 1) == 413  # of the same address
    assert uploads.put("c", MB, "203.0.113.2") == 204
    assert uploads.put("d", 1, "203.0.113.3") == 503  # the process holds all it may
    assert uploads.put("d", 1, "203.0.113.3", headers={"content-length": "many"}) == 411
    del uploads.held["a"]  # its page is closed: what it held is free again
    assert uploads.put("d", MB, "203.0.113.1") == 204


def test_only_a_page_with_an_uploader_is_sent_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "_session", lambda: "s")
    monkeypatch.setattr("streamlit.file_uploader", lambda *_, **__: None)
    uploading.settle()
    assert not uploading.offered("s")
    uploading.uploader("l", "csv", megabytes=1)
    assert uploading.offered("s")  # before the run is over
    uploading.settle()
    assert uploading.offered("s")
    uploading.settle()  # another page was drawn
    assert not uploading.offered("s")
    uploading.uploader("l", "csv", megabytes=1)
    uploading.forget("s")
    assert not uploading.offered("s")


def test_no_page_asks_for_files_on_its_own() -> None:
    own = [
        path.name
        for folder in (server.WEB, server.WEB.parents[2] / "pages")
        for path in folder.rglob("*.py")
        if "st.file_uploader(" in path.read_text(encoding="utf-8")
    ]
    assert own == ["uploading.py"]


# -- files that we send -------------------------------------------------------------------------


def test_lasting_files_leave_compressed_once() -> None:
    made: list[str] = []
    text = b"let a = 1;\n" * 500

    def file(request: Request) -> Response:
        made.append(request.url.path)
        lasting = {"cache-control": "public, immutable"} if "lasting" in request.url.path else {}
        kind = "font/woff2" if request.url.path.endswith("font") else "text/javascript"
        reads = {"reads": request.headers.get("accept-encoding", "")}
        return Response(text, media_type=kind, headers=lasting | reads)

    app = Starlette(
        routes=[Route("/{path:path}", file)], middleware=[Middleware(CompressionMiddleware)]
    )
    web = TestClient(app)
    built = "/component/a.b/static/js/main.0123abcd.js"  # by Streamlit kept by nobody
    for path in ("/static/lasting.js", built) * 2:
        answer = web.get(path)
        assert (answer.content, answer.headers["content-encoding"]) == (text, "gzip")
        assert int(answer.headers["content-length"]) == len(gzip.compress(text, 9, mtime=0))
        assert answer.headers["vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["cache-control"]
    assert made == ["/static/lasting.js", built]
    for path, headers in (
        ("/static/changing.js", {}),
        ("/static/lasting.font", {}),
        ("/static/lasting.js", {"accept-encoding": "identity"}),
        ("/static/lasting.js", {"range": "bytes=0-9"}),
        ("/static/lasting.js", {"if-none-match": '"1"'}),
    ):
        answer = web.get(path, headers=headers)
        assert "content-encoding" not in answer.headers
        assert answer.content == text
        # Who makes it may compress it.
        assert headers or "lasting" in path or "gzip" in answer.headers["reads"]


def test_our_files_are_kept_for_good_under_a_stamp(serving: object, tmp_path: Path) -> None:
    web = TestClient(Starlette(routes=server.routes()))
    path = "/" + server.ASSETS.strip("./")
    for name in ("leaflet/leaflet.js", "locator/map.css"):
        answer = web.get(f"{path}/{name}")
        assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True)
    assert web.get("/assets/locator/map.css").status_code == 404
    held = lasting(["<>"])
    answer = web.get(f"/assets/map/{held.digest}.js")
    assert (answer.text, "immutable" in answer.headers["cache-control"]) == (held.text, True)
    assert "<" not in answer.text
    assert web.get("/assets/map/0.js").status_code == 404
