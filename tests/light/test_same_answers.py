"""Whatever is asked, the light face and the page answer with the same words in the same order."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from apptest import component, opened, shown
from locator import clock
from locator.hours.windows import PARTS
from locator.light.door import PATHS, LightFace
from locator.venues.gazetteer import PlaceIndex
from locator.web.parts import state
from locator.web.screens.find.view import RADII
from locator.wording.labels import vocabulary

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from locator.pack.model import CityPack

Query = dict[str, list[str]]


@pytest.fixture(scope="module")
def phone() -> TestClient:
    """A phone on the site that the pages serve."""
    face = LightFace(state.site(), lambda *_: None)
    return TestClient(Starlette(routes=[Route(path, face) for path in PATHS]))


def few(values: Any, most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(sorted(values)), max_size=most, unique=True)


@functools.cache
def questions(pack: CityPack) -> st.SearchStrategy[Query]:
    """Addresses of the list, in which every part is known."""
    units = pack.units
    places = PlaceIndex(pack)
    tokens = [p for p in (*units.index, *pack.places["name"]) if places.by_token(p) is not None]
    return st.fixed_dictionaries(
        {
            "near": few(tokens, 1),
            "group": few(pack.catalogue.groups),
            "layer": few(pack.catalogue.layers),
            "county": few(units.index[units["level"] == "county"]),
            "for": few(vocabulary("audience")),
            "topic": few(vocabulary("topic")),
            "within": few(map(str, RADII), 1),
            "on": few([clock.today().isoformat()], 1),
            "part": few(PARTS, 1),
            "free": few(["1"], 1),
            "open": few(["1"], 1),
            "exact": few(["1"], 1),
            "name": few(["书", "学校", "一", "虚构", "library"], 1),
            "shown": few([f"{one}-{n}" for one in ("further", "unplaced") for n in (10, 20)], 1),
            "lang": few(["en"], 1),
        }
    )


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def of_page(app: AppTest) -> tuple[str, list[tuple[str, ...]]]:
    """Sentence of the answer, and what stands in the list, a card or a line each."""
    [answer] = re.findall(r'class="ll-results"[^>]*>([^<]*)<', shown(app))
    rows: list[tuple[str, ...]] = []
    for section in component(app, "venue_list")["sections"]:
        rows += [(section["title"],)] if section["title"] else []
        rows += [
            (parse_qs(urlsplit(card["page"]).query)["id"][0], *map(words, (
                card["name"], card["hours"], card["distance"], card["source"])))
            for card in section["cards"]
        ]  # fmt: skip # what a card says, in a line
        rows += [(section["more"],)] if section["cards"] and section["more"] else []
    return words(answer), rows


def of_phone(html: bytes) -> tuple[str, list[tuple[str, ...]]]:
    found = lxml.html.document_fromstring(html)
    rows: list[tuple[str, ...]] = []
    for node in found.xpath(
        "//article | //h2[@class='section'] | //main//p[count(*)=1]/*[self::a or self::button][contains(@formaction, 'shown=') or contains(@href, 'shown=')]"
    ):
        if node.tag != "article":
            rows.append((words(node.text_content()),))
            continue
        [link] = node.xpath("./h2/a")
        said = [node.xpath(f"string(./p{which})") for which in
                ("[contains(@class,'state')]", "[not(@class)]", "[@class='quiet']")]  # fmt: skip # in the order of a line
        rows.append((parse_qs(urlsplit(link.get("href")).query)["id"][0], *map(
            words, (link.text_content(), *said))))  # fmt: skip # what a card says, in a line
    [answer] = found.xpath("//*[@class='answer']")
    return words(answer.text_content()), rows


@settings(max_examples=8)
@given(data=st.data())
@pytest.mark.parametrize("city", ["suzhou", "demo"])
def test_every_question_has_one_answer(
    request: pytest.FixtureRequest, phone: TestClient, city: str, data: st.DataObject
) -> None:
    asked: Query = data.draw(questions(request.getfixturevalue(city)))
    query = {"city": ["demo"] if city == "demo" else []} | asked
    address = urlencode({key: texts for key, texts in query.items() if texts}, doseq=True)
    app = opened(**{key: texts for key, texts in query.items() if texts})
    answer = phone.get(f"/m?{address}")
    assert answer.status_code == 200, address
    assert of_phone(answer.content) == of_page(app), address
