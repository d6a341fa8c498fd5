"""A web service on this machine that answers what a test tells it to, faults included."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@dataclass
class Reply:
    """One answer: ``cut`` bytes are promised and not sent; ``stall`` sends nothing at all."""

    body: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0
    stall: bool = False

    def content(self) -> bytes:
        """The body: text as it stands, anything else as JSON."""
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body, ensure_ascii=False).encode()


@dataclass
class Served:
    """Where the service is, and what it was asked: path and parameters of each request."""

    url: str
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)


@contextmanager
def service(answer: Callable[[dict[str, str], int], Reply]) -> Iterator[Served]:
    """Serve on a free port of 127.0.0.1; ``answer`` gets the parameters and the request's number."""
    served = Served("")
    done = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            parameters = dict(parse_qsl(parts.query))
            served.asked.append((parts.path, parameters))
            served.agents.add(self.headers["User-Agent"])
            reply = answer(parameters, len(served.asked))
            if reply.stall:
                done.wait(30)
                return
            content = reply.content()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) - reply.cut])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield served
    finally:
        done.set()
        server.shutdown()
        server.server_close()
        thread.join()
