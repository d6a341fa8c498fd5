"""No text on screen that is not in the catalogue or the data.

The pages run with a catalogue in which every message stands between marks: whatever letters are
left outside the marks must be cells of the pack, or their pinyin.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import locator.wording.catalogue
import locator.wording.labels
from apptest import PATIENCE_S, SHELL, elements, given
from locator.names.latin import romanised, translated
from locator.settings import Settings, read_settings
from locator.site import Site
from locator.web.parts import state
from regions import write_region

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from locator.pack.model import CityPack
    from locator.wording.catalogue import Lang

INSIDE = re.compile("⟦[^⟦⟧]*⟧")
LETTERS = re.compile(r"[^\W\d_]{2,}")
#: Between texts of the data that a page joins.
JOINTS = re.compile(r"\s*(?:[·\n、；;,]|\s{2,})\s*")
#: What a component is given that nobody sees: keys, codes, addresses, colours.
UNSEEN = {
    "id", "token", "file", "colour", "page", "wrong", "website", "url", "phone_href", "hours_state",
    "speech", "kept", "pages", "theme", "lang", "chosen", "record", "version", "align", "status",
}  # fmt: skip # a table, a row a line
#: Kinds of slides, by which the component draws them.
SLIDES = {"cover", "graph", "grid", "picture", "points"}
#: What makes a page show more than its beginning.
QUERIES: dict[str, dict[str, str]] = {
    "find": {"near": "察院场站"},
    "circle": {"near": "观前街"},
    "coverage": {"requirement": "town-senior-school", "unit": "320508001"},
    "venue": {"id": "sz-85cc4fc4ac"},
    "correct": {"id": "sz-85cc4fc4ac"},
}
#: What the invented cities of a region are called.
INVENTED = {"Testopolis", "Testland"}
PAGES = sorted(path.stem for path in (SHELL.parents[3] / "pages").glob("*.py"))


@pytest.fixture
def _marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def marked(lang: Lang, name: str) -> dict[str, str]:
        return {key: f"⟦{text}⟧" for key, text in namespace(lang, name).items()}

    namespace = locator.wording.catalogue._namespace
    monkeypatch.setattr(locator.wording.catalogue, "_namespace", marked)
    # What other tests drew is kept without marks, and what is drawn here must not be kept for them.
    _forget()
    yield
    _forget()


def _forget() -> None:
    st.cache_resource.clear()
    st.cache_data.clear()


def texts(value: object, name: str = "") -> Iterator[str]:
    """Strings that a component shows."""
    if name in UNSEEN:
        return
    if isinstance(value, str):
        # Figures shorten the names they carry, and have tests of their own.
        yield "" if value.startswith("<svg") else value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, name)


def _words(markup: str) -> Iterator[str]:
    """Texts of HTML."""
    for piece in re.split(r"<[^>]*>", re.sub(r"<style.*?</style>", "", markup, flags=re.DOTALL)):
        yield html.unescape(piece)


def _bare(text: str) -> str:
    """A name without the number that a figure gives it."""
    return re.sub(r"\s+\d+$", "", text)


def written(app: AppTest) -> Iterator[str]:
    for node in elements(app.main):
        kind = getattr(node, "type", "")
        if kind == "bidi_component":
            yield from texts(given(node))
        elif kind == "html":
            yield from _words(node.proto.body)
        elif kind not in {"code", "arrow_data_frame"}:
            for field in ("label", "placeholder", "help"):
                yield str(getattr(node, field, None) or "")
            yield from map(str, getattr(node, "options", None) or ())
            if kind in {"title", "markdown", "text", "success", "info", "subheader"}:
                yield str(node.value)


@pytest.fixture(scope="module")
def known(suzhou: CityPack, demo: CityPack) -> set[str]:
    """Every cell of the pack, its pinyin, and their parts."""
    pack = suzhou
    catalogue = pack.catalogue
    named = [*catalogue.layers.values(), *catalogue.groups.values(), pack.city, demo.city]
    found = {text for one in named for text in (one.name, one.name_en)}
    found |= set(pack.city.examples.values())
    found |= {
        text for rule in pack.requirements for text in (rule.title, rule.title_en, rule.clause)
    }
    found |= {text for one in pack.unmeasured for text in (one.clause, one.why, one.why_en)}
    for frame in (
        pack.units,
        pack.venues,
        pack.places,
        pack.indicators,
        pack.shares,
        pack.needs,
        pack.circles,
    ):
        for column in frame.columns:
            found |= {str(cell) for cell in frame[column]}
    # Pages take cells apart where they join them: both are cut the same way.
    whole = found | {word(text) for text in found for word in (romanised, translated)}
    # Figures and slides leave out what kind of unit it is: Changshu (City).
    whole |= {name.rpartition(" ")[0] for name in pack.units["name_en"]}
    return whole | {_bare(part) for text in whole for part in JOINTS.split(text)}


@pytest.fixture(scope="module")
def alone() -> Site:
    """A site whose views nobody has drawn in plain words."""
    return Site.open(read_settings())


@pytest.mark.usefixtures("_marked")
@pytest.mark.parametrize("page", PAGES)
def test_what_is_written_is_in_the_catalogue_or_the_data(
    page: str, known: set[str], tmp_path: Path, alone: Site
) -> None:
    state.serve(alone)
    if page == "region":  # which only the site of a region has
        folder = write_region(tmp_path / "region")
        site = Site.open(Settings(region=folder, data=tmp_path / "data"))
        state.serve(site)
        pack = site.city().pack
        titles = {text for rule in pack.requirements for text in (rule.title, rule.title_en)}
        known = known | INVENTED | titles | set(map(translated, titles))
    app = AppTest.from_file(str(SHELL), default_timeout=PATIENCE_S)
    query: dict[str, Any] = {"lang": "en", **QUERIES.get(page, {})}
    app.query_params.update(query)
    if page != "find":
        app.run()
        app.query_params.update(query)
        app.switch_page(f"../../../pages/{page}.py")
    app.run()
    assert not app.exception
    marks, strange = 0, set()
    for text in written(app):
        rest = text
        while INSIDE.search(rest):
            rest, n = INSIDE.subn("\n", rest)
            marks += n
        strange |= {part for part in map(_bare, JOINTS.split(rest)) if LETTERS.search(part)} - known
    assert marks > 20  # the marks are really there
    assert strange - SLIDES == set()
