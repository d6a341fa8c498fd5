"""``make deploy-check``: two replicas under a sub-path behind nginx, over one PostgreSQL."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import websockets

import postgres
from get_nginx import program
from locator.api.document import BURST, RATE
from locator.folders import PAGES
from locator.maps.ground import ASSETS
from locator.pack.change import RowChange
from locator.settings import Settings
from locator.site import Site
from packs import venue, write_pack
from visiting import PATIENCE_S, ROOT, Visitor, failed, put, status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.deploy
BASE = "map"
FILE = "venues/community_education_center.csv"
#: Somewhere that is asked about, and must not be found in any log.
WHERE = "lon=150.2512345&lat=20.2512345"
COOKIE = re.compile(r"locator_replica=(\d)")


def free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def until(true: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> float:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < patience_s, what
        time.sleep(0.05)
    return time.monotonic() - began


@dataclass
class Replica:
    """One process of the application."""

    home: Path
    name: str
    settings: dict[str, str]
    port: int = field(default_factory=free)
    metrics: int = field(default_factory=free)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{BASE}"

    @property
    def log(self) -> Path:
        return self.home / f"{self.name}.log"

    def start(self, *, ready: int = 200) -> None:
        own = {
            "LOCATOR_METRICS": f"127.0.0.1:{self.metrics}",
            "STREAMLIT_SERVER_PORT": str(self.port),
            "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
            "STREAMLIT_SERVER_BASE_URL_PATH": BASE,
        }
        with self.log.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py"],
                cwd=ROOT,
                env=os.environ | self.settings | own,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
        until(lambda: status(f"{self.url}/readyz") == ready, f"{self.name}: {self.log.read_text()}")

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self.process
        self.process.send_signal(how)
        return self.process.wait(PATIENCE_S)


@dataclass
class Installation:
    """Both replicas, and nginx before them."""

    home: Path
    url: str
    replicas: tuple[Replica, Replica]
    database: str

    def logs(self) -> str:
        return "".join(file.read_text() for file in self.home.glob("*.log"))

    def answered_by(self, replica: Replica) -> int:
        """How many requests for the API the proxy had answered by a replica, by its log."""
        line = re.compile(rf"/api/\S* 200 .*:{replica.port}$", re.MULTILINE)
        return len(line.findall((self.home / "proxy.log").read_text()))

    def replica(self, cookie: str) -> Replica:
        return self.replicas[int(cookie.partition("=")[2]) - 1]


def configured(home: Path, listen: int, replicas: tuple[Replica, Replica]) -> Path:
    """nginx's settings as deploy/README.md has them filled in, in a frame that needs no root."""
    text = (ROOT / "deploy" / "locator.conf.template").read_text()
    filled = {"LISTEN": f"127.0.0.1:{listen}"}
    filled |= {f"REPLICA_{n}": f"127.0.0.1:{one.port}" for n, one in enumerate(replicas, 1)}
    for name, value in filled.items():
        text = text.replace(f"${{{name}}}", value)
    places = "".join(
        f"{name}_temp_path {home}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = home / "nginx.conf"
    file.write_text(
        f"daemon off;\nworker_processes 1;\npid {home}/nginx.pid;\nerror_log {home}/nginx.log;\n"
        f"events {{}}\nhttp {{\n{places}{text}\n}}\n"
    )
    return file


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    home = tmp_path_factory.mktemp("deploy")
    home.chmod(0o755)
    pack = write_pack(home / "invented")
    with postgres.server() as folder:
        database = postgres.fresh(folder)
        settings = {
            "LOCATOR_PACKS": str(pack),
            "LOCATOR_DATA": str(home / "data"),
            "LOCATOR_DATABASE_URL": database,
            "LOCATOR_SECRET": "one secret of both",
            "LOCATOR_TRUSTED_PROXIES": "127.0.0.1",
            "LOCATOR_LOGS": "json",
            "STREAMLIT_SERVER_COOKIE_SECRET": "another secret of both",
        }
        one, two = (Replica(home, name, settings) for name in ("one", "two"))
        listen = free()
        command = [program() or "nginx", "-c", str(configured(home, listen, (one, two)))]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        with (home / "proxy.log").open("wb") as log:
            nginx = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            one.start()
            two.start()
            yield Installation(home, f"http://127.0.0.1:{listen}/{BASE}", (one, two), database)
        finally:
            for process in (nginx, one.process, two.process):
                if process and process.poll() is None:
                    process.terminate()
                    process.wait(PATIENCE_S)


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def asked(url: str, source: str = "127.0.0.1", **headers: str) -> Answer:
    """What is answered to somebody at an address of this machine."""
    found = urlsplit(url)
    line = http.client.HTTPConnection(found.netloc, timeout=PATIENCE_S, source_address=(source, 0))
    try:
        line.request("GET", found._replace(scheme="", netloc="").geturl(), headers=headers)
        answer = line.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        line.close()


async def came(url: str, cookie: str = "") -> tuple[Visitor, str]:
    """A visitor with a page open, and the cookie that names who answers."""
    found = await websockets.connect(
        url.replace("http", "ws") + "/_stcore/stream",
        subprotocols=["streamlit"],
        origin=url.rpartition("/")[0],
        additional_headers={"Cookie": cookie} if cookie else {},
        max_size=None,
        ping_timeout=None,
    )
    assert found.response
    new = COOKIE.search(found.response.headers.get("Set-Cookie", ""))
    return Visitor(found), new[0] if new else cookie


def test_every_page_upload_api_and_asset_through_the_proxy(installation: Installation) -> None:
    url = installation.url
    index = asked(f"{url}/")
    cookie = COOKIE.search(index.headers["Set-Cookie"])
    assert cookie
    assert "Set-Cookie" not in asked(f"{url}/", Cookie=cookie[0]).headers
    scripts = re.findall(r'(?:src|href)="(\./static/[^"]+)"', index.body.decode())
    assert scripts
    ours = [f"./{ASSETS.strip('./')}/{name}" for name in ("locator/map.css", "leaflet/leaflet.js")]
    for file in (*scripts, *ours):
        found = asked(f"{url}/{file[2:]}", **{"Accept-Encoding": "gzip"})
        assert (found.status, "immutable" in found.headers["Cache-Control"]) == (200, True), file
        assert file.endswith(".woff2") or found.headers["Content-Encoding"] == "gzip", file
    for path in ("api/v1/venues", "api/v1/units", "api/openapi.json", f"api/v1/near?{WHERE}", "m"):
        found = asked(f"{url}/{path}")
        assert (found.status, "Set-Cookie" in found.headers) == (200, path == "m"), path
    assert status(f"{url}/_stcore/metrics") == 404
    assert status(f"{url}/returns/to/a-secret-token") == 404

    async def visited() -> None:
        visitor, found = await came(url, cookie[0])
        assert found == cookie[0]
        for page in sorted(file.stem for file in PAGES.glob("*.py")):
            said = await visitor.run("" if page == "find" else page, "id=v1")
            assert "虚构" in said, page
            assert not failed(said), page
        await visitor.run("find")
        assert await asyncio.to_thread(put, url, visitor.session, b"x") == 403
        await visitor.run("meeting")
        # Past nginx's own bound of 1 MB; which replica it goes to is in the cookie.
        answer = await asyncio.to_thread(
            put, installation.replica(found).url, visitor.session, b"x" * 3_000_000
        )
        assert answer == 204
        assert await asyncio.to_thread(put, url, visitor.session, bytes(22 * 2**20)) in {0, 413}
        await visitor.connection.close()

    asyncio.run(visited())


def test_a_forged_address_is_overwritten(installation: Installation) -> None:
    """Whoever claims another address each time is still one, and is told to wait."""

    def claim(n: int) -> int:
        claims = {"X-Forwarded-For": f"198.51.100.{n}", "Forwarded": f"for=198.51.100.{n}"}
        return asked(f"{installation.url}/api/v1/units", "127.0.0.9", **claims).status

    began = time.monotonic()
    with ThreadPoolExecutor(16) as crowd:
        found = list(crowd.map(claim, range(200)))
    # Both replicas have a bucket each, which fill again while a slow machine answers.
    assert found.count(200) <= 2 * (BURST + RATE * (time.monotonic() - began) + 1)
    assert set(found) <= {200, 429}
    assert status(f"{installation.url}/api/v1/units") == 200


def test_a_publication_is_seen_by_both_within_two_seconds(installation: Installation) -> None:
    settings = installation.replicas[0].settings
    desk = Site.open(
        Settings(
            packs=(Path(settings["LOCATOR_PACKS"]),),
            data=installation.home / "desk",
            database_url=installation.database,
        )
    )
    row = venue("n1", "虚构新中心", "community_education_center", "990102")
    change = RowChange(FILE, "n1", None, {name: str(value) for name, value in row.items()})
    began = time.monotonic()
    assert {status(f"{one.url}/api/v1/venues/v1") for one in installation.replicas} == {200}
    busy = time.monotonic() - began
    desk.publish("", [change], by="甲", why="试", head=0)
    published = time.monotonic()
    for replica in installation.replicas:
        until(lambda url=replica.url: status(f"{url}/api/v1/venues/n1") == 200, "not seen")
    # A machine on which asking itself takes long is not at idle.
    assert time.monotonic() - published < 2 + 10 * busy
    desk.store.close()


def shows(said: str) -> bool:
    """Whether a page is the one of the venue that the address names, in its language."""
    return all(words in said for words in ("m/venue?", "id=v1", "Use the light version"))


def test_who_was_with_a_killed_replica_lands_on_the_other(installation: Installation) -> None:
    async def visited() -> None:
        visitor, cookie = await came(installation.url)
        page = ("venue", "id=v1&lang=en")
        assert shows(await visitor.run(*page))
        killed = installation.replica(cookie)
        await asyncio.to_thread(killed.end, signal.SIGKILL)
        await visitor.connection.close()  # gone already: what is left of it here
        # As the browser does: it asks whether anybody is there, connects, and says its address.
        assert await asyncio.to_thread(status, f"{installation.url}/_stcore/health") == 200
        again, moved = await came(installation.url, cookie)
        assert moved != cookie
        assert shows(await again.run(*page))
        assert again.session != visitor.session
        await asyncio.to_thread(killed.start)
        # It stays where its page is, now that the first one is back.
        assert await asyncio.to_thread(asked, f"{installation.url}/", Cookie=moved)
        third, stays = await came(installation.url, moved)
        assert stays == moved
        await third.connection.close()
        await again.connection.close()

    asyncio.run(visited())


def test_a_rolling_restart_fails_no_request(installation: Installation) -> None:
    found: list[int] = []
    done = threading.Event()

    def ask() -> None:
        while not done.wait(0.12):  # within what one address may ask
            found.append(status(f"{installation.url}/api/v1/near?{WHERE}"))

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for replica in installation.replicas:
            assert replica.end() in {0, -signal.SIGTERM}
            before = installation.answered_by(replica)
            replica.start()
            # nginx leaves a replica alone for two seconds after it has not answered, ready or not.
            until(lambda: installation.answered_by(replica) > before, "the proxy comes back")  # noqa: B023 - asked at once
    finally:
        done.set()
        asking.join()
    assert len(found) > 5
    assert set(found) == {200}


def test_what_is_under_way_is_answered_after_sigterm(installation: Installation) -> None:
    replica = installation.replicas[0]
    assert replica.process
    with socket.create_connection(("127.0.0.1", replica.port), PATIENCE_S) as line:
        line.sendall(
            f"POST /{BASE}/returns/1/990101/send HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n"
            "Expect: 100-continue\r\n\r\n".encode()
        )
        assert b"100" in line.recv(64)
        replica.process.terminate()
        until(lambda: status(f"{replica.url}/livez") == 0, "still takes new ones")
        line.sendall(b"name=x")
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 404")
    assert answer.rstrip().endswith(b"</html>")
    assert replica.process.wait(10) in {0, -signal.SIGTERM}
    replica.start()


def test_a_replica_without_its_database_says_so(installation: Installation) -> None:
    settings = installation.replicas[0].settings | {
        "LOCATOR_DATA": str(installation.home / "lone"),
        "LOCATOR_DATABASE_URL": f"postgresql://locator@/postgres?host={installation.home}",
    }
    lone = Replica(installation.home, "lone", settings)
    lone.start(ready=503)
    try:
        assert status(f"{lone.url}/livez") == 200
        for path in (
            "readyz",
            "healthz",
            "api/v1/venues",
            f"api/v1/near?{WHERE}",
            "m",
            "m/venue?id=v1",
        ):
            answer = asked(f"{lone.url}/{path}")
            assert (answer.status, "数据库" in answer.body.decode()) == (503, True), path

        async def visited() -> str:
            visitor, _ = await came(lone.url)
            try:
                return await visitor.run("circle")
            finally:
                await visitor.connection.close()

        said = asyncio.run(visited())
        assert "数据库暂时连不上" in said
        assert not failed(said)
    finally:
        lone.end()


def test_what_is_measured_and_logged_names_nobody(installation: Installation) -> None:
    replica = installation.replicas[1]
    asked(f"{replica.url}/api/v1/near?{WHERE}")
    measured = asked(f"http://127.0.0.1:{replica.metrics}/metrics").body.decode()
    assert 'locator_city_stale_seconds{city="invented"} 0.0' in measured
    assert re.search(r'locator_request_seconds_count\{face="api",status="200"\} [1-9]', measured)
    assert "locator_open_pages 0.0" in measured
    assert "locator_run_seconds" in measured
    logs = installation.logs()
    lines = [
        json.loads(line)
        for name in ("one", "two", "lone")
        for line in (installation.home / f"{name}.log").read_text().splitlines()
    ]
    assert {"at", "level", "logger", "message"} <= set(lines[0])
    assert "near" in logs
    for secret in ("150.25123", "20.25123", "a-secret-token", "secret of both"):
        assert secret not in logs + measured
