"""What the server says of itself, and of a failure: where, never what was typed or where one is."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import socket
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
import time_machine
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import error_util

from locator.site import Site
from locator.site.state import CityState
from locator.web import server
from locator.web.logs import LogFormatter
from locator.web.parts import metrics
from offices import EAST, begin


def failing(position: float) -> None:
    raise ValueError(f"no such place: {position}")


def test_a_failure_is_logged_without_its_values(caplog: pytest.LogCaptureFixture) -> None:
    with patch("streamlit.error") as shown, caplog.at_level(logging.ERROR):
        with pytest.raises(ValueError, match="no such place") as caught:
            failing(120.6123457)
        assert server.script_failed(caught.value)
        log = logging.getLogger("streamlit.error_util")
        log.error("Uncaught", exc_info=caught.value)
    assert "ValueError: test_server.py" in caplog.text
    assert "failing" in caplog.text
    assert "120.61" not in caplog.text
    assert shown.call_args.args == ("出了点问题，请刷新页面再试。如果仍然这样，请告诉管理员。",)


@pytest.mark.usefixtures("serving")
def test_what_streamlit_says_of_a_failure_has_no_values(capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever is installed beside it: with rich it would print past every logger."""
    with pytest.raises(ValueError, match="no such place") as caught:
        failing(120.6123457)
    with patch("streamlit.error_util.show_uncaught_app_exception"):
        error_util.handle_uncaught_app_exception(caught.value)
    assert "120.61" not in "".join(capfd.readouterr())


def test_a_failure_is_json_without_its_values() -> None:
    with pytest.raises(ValueError, match="120") as caught:
        failing(120.6123457)
    record = logging.LogRecord(
        "locator.web", logging.ERROR, "x", 1, "城 %s", ("甲",), (ValueError, caught.value, None)
    )
    record.color_message = "again"
    line = json.loads(LogFormatter().format(record))
    assert set(line) == {"at", "level", "logger", "message", "failure"}
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "locator.web", "城 甲")
    assert line["failure"].startswith("ValueError: test_server.py")
    assert "120.61" not in str(line)


@pytest.mark.usefixtures("serving")
@pytest.mark.parametrize("name", ["uvicorn.error", "asyncio", "streamlit.runtime.app_session", "x"])
def test_no_logger_quotes_values(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server.middleware()
    log, said = logging.getLogger(name), io.StringIO()
    monkeypatch.setattr(log, "handlers", [logging.StreamHandler(said)])
    try:
        failing(120.6123457)
    except ValueError:
        log.exception("It went wrong")
    assert "It went wrong\nValueError: test_server.py" in said.getvalue()
    assert "120.61" not in said.getvalue()


@pytest.mark.usefixtures("serving")
def test_below_a_path_ours_and_the_pages_stand_side_by_side(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server.st, "get_option", lambda _: "map")
    pages = Route("/map/{page:path}", lambda _: PlainTextResponse("Streamlit"))
    web = TestClient(Starlette(routes=[*server.routes(), pages]))
    assert web.get("/map/livez").json() == {"status": "ok"}
    assert web.get("/map/api/v1/units").status_code == 200
    assert 'href="m/circle' in web.get("/map/m").text
    paths = ("circle/", "static/js/x.js", "_stcore/health", "favicon.png")
    assert [web.get(f"/map/{page}").text for page in paths] == ["Streamlit"] * len(paths)
    # The first page has one address, and what only a region has none here.
    for path in ("fnid", "coverage/xyz", "m/xyz", "foo.html", "find", "region"):
        answer = web.get(f"/map/{path}")
        assert (answer.status_code, "没有这个网页" in answer.text) == (404, True), path
    english = web.get("/map/a/fnid", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert "no such page" in english.text
    assert 'href="../circle?lang=en"' in english.text
    assert web.get("/map/api/v1/nowhere").json()["status"] == 404


def test_what_is_counted_says_how_each_city_stands(site: Site) -> None:
    class Away(Site):
        def states(self) -> list[CityState]:
            since = datetime.now(tz=UTC) - timedelta(hours=1)
            return [
                CityState("a", usable=True),
                CityState("b", usable=True, since=since, reason="store"),
            ]

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    settings = site.settings.model_copy(update={"metrics": address})
    with metrics.answering(Away(settings, site.store)):
        with urllib.request.urlopen(f"http://{address}/metrics") as answer:
            found = answer.read().decode()
        # A second process with the same setting goes on without.
        with metrics.answering(Away(settings, site.store)):
            pass
    assert 'locator_city_stale_seconds{city="a"} 0.0' in found
    assert re.search(r'stale_seconds\{city="b"\} 3[56]\d\d', found)
    assert 'locator_city_problem{city="b",reason="store"} 1.0' in found
    assert 'locator_city_problem{city="a"' not in found


def test_contacts_are_forgotten_day_by_day_while_the_server_runs(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = begin(site)
    store = site.store.rounds
    store.happen(asked.number, "sent", unit=EAST, contact={"name": "张三"})
    due = asked.last_day + timedelta(days=site.settings.contact_days)
    days = [due - timedelta(days=1), due]
    found = []

    async def next_day(seconds: float) -> None:
        found.append((seconds, store.contact(asked.number, EAST)))
        days.pop(0)
        today.move_to(f"{days[0]}T04:00:00Z")  # after the last one there is none

    monkeypatch.setattr(server, "sleep", next_day)
    begun = f"{days[0]}T04:00:00Z"
    with time_machine.travel(begun, tick=False) as today, pytest.raises(IndexError):
        # In a thread, since this one may have a loop of its own.
        ThreadPoolExecutor().submit(asyncio.run, server.forget_daily(site)).result()
    assert found == [(24 * 3600, {"name": "张三"}), (24 * 3600, {})]


def test_scripts_that_do_not_compile_are_still_reported() -> None:
    log = logging.getLogger("streamlit.error_util")
    broken = (SyntaxError, SyntaxError("invalid syntax"), None)
    record = log.makeRecord(log.name, logging.ERROR, "x", 1, "Uncaught", (), broken)
    assert all(f.filter(record) if hasattr(f, "filter") else f(record) for f in log.filters)


@pytest.mark.usefixtures("serving")
def test_the_first_html_offers_the_light_face_without_a_script() -> None:
    web = TestClient(Starlette(routes=server.routes()))
    found = web.get("/venue?id=x%22%3E&lang=en").text
    assert '<html lang="en">' in found
    assert 'href="m/venue?id=x%22%3E&amp;lang=en"' in found
    assert found.index('id="root"') < found.index("Slow connection?") < found.index("</body>")
    home = web.get("/").text
    assert '<html lang="zh-CN">' in home
    assert home.count('href="m"') == 1
    assert "网慢？用轻版" in home
    for theirs in ("<title>Streamlit", "You need to enable", "agent/interact"):
        assert theirs not in home
