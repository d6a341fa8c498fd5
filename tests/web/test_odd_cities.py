"""Pages of cities that are made otherwise: without counties, towns, outlines, venues or clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from apptest import opened
from locator.light.door import PATHS, LightFace
from locator.settings import Settings
from locator.site import Site
from locator.web.middleware import PAGE_PATHS
from locator.web.parts import state
from packs import REQUIREMENTS, UNITS, VENUES, write_pack

if TYPE_CHECKING:
    from pathlib import Path

FLAT = [UNITS[0], *({**u, "parent": "99"} for u in UNITS if u["level"] == "town")]
BARE = {"villages": [], "indicators": [], "reporting": [], "places": []}
CLAUSES = REQUIREMENTS.split('\n\n[[requirement]]\nid = "town-quality"')[0]
#: What of the invented city is otherwise: 东莞 has no counties.
CITIES = {
    "no counties": {**BARE, "units": FLAT, "outlines": [], "requirements": CLAUSES},
    "no towns": {**BARE, "units": UNITS[:3], "outlines": [], "requirements": CLAUSES},
    "the city alone": {**BARE, "units": UNITS[:1], "outlines": [], "requirements": ""},
    "nothing but units": {**BARE, "venues": [], "outlines": [], "requirements": ""},
}
#: An address with what was chosen in another city, or before a release.
ASKED = {"county": "9901", "town": "990101", "unit": "990101", "near": "虚构西镇", "open": "1"}


@pytest.mark.parametrize("city", CITIES)
def test_every_page_opens(tmp_path: Path, city: str) -> None:
    tables = {**CITIES[city]}
    codes = {u["code"] for u in tables.get("units", UNITS)}
    tables.setdefault("venues", [v for v in VENUES if v["unit"] in codes])
    folder = write_pack(tmp_path / "odd", **tables)
    site = Site.open(Settings(packs=(folder,), data=tmp_path / "data"))
    assert site.city().pack is not None
    state.serve(site)
    for page in ["find", *sorted(PAGE_PATHS - {"", "region"})]:
        assert not opened(page, **ASKED).exception, page
    face = LightFace(site, lambda *_: None)
    phone = TestClient(Starlette(routes=[Route(path, face) for path in PATHS]))
    for path in PATHS:
        assert phone.get(path, params=ASKED).status_code < 500, path
