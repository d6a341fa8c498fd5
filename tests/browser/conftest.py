"""A real server and a real Chromium that may talk to nobody else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error, expect, sync_playwright
from provider import Provider, running
from screens import DESK_PASSWORD, HOSTILE, PATIENCE, ROOT, Server

from locator.publishing.password import hash_password
from packs import VENUES, venue, write_pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

expect.set_options(timeout=PATIENCE)

#: What a Chromium leaves out. Each window draws two lists for its address bar, and another process
#: waits for a next page: a third of the time that these tests take. A second list replaces the one
#: that Playwright gives, so the rest is what it leaves out itself.
LEFT_OUT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium where there is one, otherwise the one that Playwright installed."""
    chromium = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                 f"--disable-features={','.join(LEFT_OUT)}"]  # fmt: skip # a switch each
    with sync_playwright() as playwright:
        try:
            launched = playwright.chromium.launch(executable_path=chromium, args=arguments)
        except Error as failure:
            pytest.fail(
                "These tests need Chromium: install Debian's packages chromium and fonts-noto-cjk, "
                "or run `python -m playwright install chromium`, or name a binary in the "
                f"environment variable CHROMIUM.\n{failure}"
            )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    """An identity provider of the desk's single sign-on."""
    with running() as found:
        yield found


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Server]:
    """``streamlit run app.py`` on Suzhou, the demo and a city of hostile names."""
    home = tmp_path_factory.mktemp("home")
    hostile = [
        venue(key, name, "library", "990101", lon=150.25 + 0.003 * n, lat=20.25, address=name,
              note=name, opening_hours=name, admission=name, phone=name)
        for n, (key, name) in enumerate(HOSTILE.items())
    ]  # fmt: skip # a table, a row a line
    folder = write_pack(home / "hostile", venues=[*VENUES, *hostile])
    packs = [ROOT / "geodata" / "suzhou", ROOT / "geodata" / "demo", folder]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    log = home / "server.log"
    desk = _desk_settings(home, url, provider)
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own
            [sys.executable, "tests/moment.py", "streamlit", "run", "app.py", "--server.port", str(port),
             "--server.address", "127.0.0.1"],
            cwd=ROOT, stdout=output, stderr=subprocess.STDOUT,
            env={**os.environ, **desk, "LOCATOR_PACKS": os.pathsep.join(map(str, packs)),
                 "HOME": str(home)},
        )  # fmt: skip # a table, a row a line
        try:
            _await(url, process, log)
            yield Server(url, log, home)
        finally:
            process.terminate()
            process.wait(PATIENCE / 1000)


def _desk_settings(home: Path, url: str, provider: Provider) -> dict[str, str]:
    """Both ways into the data desk: single sign-on with a file of roles, and a password."""
    secrets = home / ".streamlit" / "secrets.toml"
    secrets.parent.mkdir()
    secrets.write_text(
        f"""[auth]
redirect_uri = "{url}/oauth2callback"
cookie_secret = "a secret of these tests alone"
client_id = "locator"
client_secret = "secret"
server_metadata_url = "{provider.url}/.well-known/openid-configuration"
""",
        encoding="utf-8",
    )
    roles = home / "roles.toml"
    roles.write_text('[[role]]\nemail = "jia@example.org"\nunits = ["9901"]\n', encoding="utf-8")
    return {
        "LOCATOR_ROLES": str(roles),
        "LOCATOR_DESK_PASSWORD_HASH": hash_password(DESK_PASSWORD),
        "LOCATOR_TRUSTED_PROXIES": "none",
    }


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url + "/_stcore/health", timeout=20) as answer:  # noqa: S310 - our own
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(
        "the application did not start:\n" + log.read_text(encoding="utf-8", errors="replace")
    )


@pytest.fixture
def visitor(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Opens a new visitor's page; takes what ``Browser.new_context`` takes.

    Whatever a test does, no page may ask another host, fail in a script or open a dialog.
    """
    asked: list[str] = []
    failed: list[str] = []
    contexts: list[BrowserContext] = []
    own = (server.url, server.url.replace("http", "ws"), "data:", "blob:", "about:")

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: None if r.url.startswith(own) else asked.append(r.url))
        page.on("websocket", lambda w: None if w.url.startswith(own) else asked.append(w.url))
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.on("dialog", lambda dialog: failed.append(dialog.message))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert asked == []
    assert failed == []


@pytest.fixture
def page(visitor: Callable[..., Page]) -> Page:
    """A visitor with a laptop."""
    return visitor()
