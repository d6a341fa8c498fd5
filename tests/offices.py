"""A round of returns for tests, and a phone that follows one of its links."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from locator import clock
from locator.publishing.rights import Person
from locator.returns.links import links
from locator.returns.round import Round, open_round
from locator.web.returns.routes import returns_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from httpx2 import Response

    from locator.site import Site

PLANNER = Person("市里的人", frozenset({"99"}))
COUNTY = Person("甲县的人", frozenset({"9901"}))
EAST, WEST, SOUTH = "990101", "990102", "990201"


def begin(site: Site, **more: object) -> Round:
    """A round that asks the towns of the first city until in ten days."""
    terms = {"title": "测试报送", "deadline": str(clock.today() + timedelta(days=10))} | more
    return open_round(site, "", **{"person": PLANNER} | terms)


def token(site: Site, asked: Round, unit: str) -> str:
    """The link's token of a unit."""
    return next(one.token for one in links(site, asked) if one.unit == unit)


def returns_of(site: Site) -> Starlette:
    """The returns of a site where the application has them."""
    return Starlette(routes=[Mount("/returns", returns_app(site))])


@contextmanager
def served(site: Site) -> Iterator[str]:
    """The returns of a site on a free port of this machine, and their address."""
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        own.listen(2048)  # who comes before the server does waits, and is not refused
        config = uvicorn.Config(returns_of(site), log_level="error", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([own],), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{own.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@dataclass
class Phone:
    """A browser without scripts that has followed a link, that of the unit unless told which."""

    site: Site
    asked: Round
    unit: str
    link: str = ""
    client: TestClient = field(init=False)
    home: str = ""

    def __post_init__(self) -> None:
        self.client = TestClient(returns_of(self.site), follow_redirects=False)
        link = self.link or token(self.site, self.asked, self.unit)
        answer = self.client.get(f"/returns/to/{link}")
        assert answer.status_code == 303
        self.home = answer.headers["location"]

    def get(self, path: str = "") -> Response:
        return self.client.get(f"{self.home}/{path}".rstrip("/"))

    def answer(self, card: str, **fields: str) -> Response:
        """Fill in a card as it is shown now: what is not named keeps what stands in it."""
        page = self.get(f"card/{card}").text
        shown = {"seen": re.search(r'name="seen" value="(\d+)"', page)[1]}
        return self.client.post(f"{self.home}/card/{card}", data=shown | fields)

    def send(self, **contact: str) -> Response:
        return self.client.post(f"{self.home}/send", data=contact or {"name": ""})


def said(answer: Response) -> str:
    """What a page says to whoever must act, without markup."""
    found = re.findall(r'role="alert"[^>]*>(.*?)</p>', answer.text)
    return "\n".join(re.sub("<[^>]+>", "", one) for one in found)
