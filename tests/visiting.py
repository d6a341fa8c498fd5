"""Visitors without a browser: Streamlit's own protocol over a websocket, as a stranger may speak it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from locator.wording.catalogue import LANGUAGES, t

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from locator.site import Site

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 120


@contextmanager
def served(**settings: str) -> Iterator[tuple[str, int]]:
    """``streamlit run app.py`` with settings of its own; its address and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1"]
    with subprocess.Popen(  # noqa: S603 - our own
        [*command, "--server.port", str(port)], cwd=ROOT, env=os.environ | settings
    ) as process:
        try:
            end = time.monotonic() + PATIENCE_S
            while status(f"{url}/readyz") != 200:
                assert time.monotonic() < end, "the application did not start"
                time.sleep(0.1)
            yield url, process.pid
        finally:
            process.terminate()


def status(url: str, headers: dict[str, str] | None = None, **options: Any) -> int:
    """Status of an answer; 0 where nobody answers."""
    asked = urllib.request.Request(url, headers=headers or {}, **options)  # noqa: S310 - our own
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:  # noqa: S310 - our own
            return answer.status
    except urllib.error.HTTPError as failure:
        return failure.code
    except OSError:
        return 0


def fetched(url: str) -> tuple[int, str]:
    """Status and text of an answer."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_S) as said:  # noqa: S310 - our own
            return said.status, said.read().decode()
    except urllib.error.HTTPError as failure:
        return failure.code, failure.read().decode()


def answer(url: str) -> tuple[int, dict[str, Any]]:
    """Status and record of an answer in JSON."""
    code, text = fetched(url)
    return code, json.loads(text)


def terminal(site: Site, *words: str) -> str:
    """What the terminal says; it may say problems, never a traceback."""
    given = {
        "LOCATOR_PACKS": os.pathsep.join(map(str, site.settings.packs)),
        "LOCATOR_DATA": str(site.settings.data),
        "PYTHONPATH": str(ROOT / "src"),
        "LOCATOR_LANG": "zh",
    }
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-m", "locator", *words],
        env=os.environ | given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


class Visitor:
    """One open page."""

    def __init__(self, connection: websockets.ClientConnection) -> None:
        self.connection = connection
        self.session = ""
        self.texts: list[str] = []

    async def run(self, page: str = "", query: str = "") -> str:
        """Ask for a page and wait until it is drawn; everything that was said on it."""
        asked = BackMsg()
        asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
        await self.connection.send(asked.SerializeToString())
        said = []
        while True:
            message = ForwardMsg()
            raw = await asyncio.wait_for(self.connection.recv(), PATIENCE_S)
            message.ParseFromString(raw)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.session = message.new_session.initialize.session_id
            elif kind == "delta":
                said.append(re.sub(r"\s+", " ", str(message.delta.new_element)))
            elif kind == "script_finished":
                return "\n".join(said)


def failed(said: str) -> bool:
    """Whether a page ended in a defect: Streamlit's words for it, or ours in either language."""
    return "exception {" in said or any(t("app.unexpected", lang) in said for lang in LANGUAGES)


@asynccontextmanager
async def visitors(url: str, count: int) -> AsyncIterator[list[Visitor]]:
    """So many new visitors, who leave in the end."""
    found = [await visit(url) for _ in range(count)]
    try:
        yield found
    finally:
        for one in found:
            await one.connection.close()


async def visit(url: str) -> Visitor:
    """A new visitor with a page open, which is not drawn yet."""
    address = url.replace("http", "ws") + "/_stcore/stream"
    return Visitor(
        await websockets.connect(
            address, subprotocols=["streamlit"], origin=url, max_size=None, ping_timeout=None
        )
    )


def put(url: str, session: str, content: bytes) -> int:
    """Status of an upload, as Streamlit's own script sends one."""
    token, edge = generate_xsrf_token_string(), "edge"
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n'.encode()
        + content
        + f"\r\n--{edge}--\r\n".encode()
    )
    headers = {
        "Content-Type": f"multipart/form-data; boundary={edge}",
        "X-Xsrftoken": token,
        "Cookie": f"_streamlit_xsrf={token}",
    }
    path = f"{url}/_stcore/upload_file/{session}/{os.urandom(4).hex()}"
    return status(path, headers, data=body, method="PUT")
