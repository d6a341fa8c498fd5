"""Places of Amap (高德) by keyword, layer by layer and county by county; positions in GCJ-02.

The interface is the documented ``/v3/place/text``: ``status``, ``info``, ``infocode``, ``count``
and ``pois``; a blank text comes as an empty list. A day's quota is soon used up, so each finished
search is written to the data folder, and the next run goes on from there. The key is sent to the
service and goes nowhere else.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from locator import clock
from locator.folders import written_whole
from locator.intake.sources.table import VENUE_COLUMNS, sheet, upload
from locator.intake.sources.web import LONGEST_PAUSE, Passing, Service

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from locator.intake.model import Upload
    from locator.pack.model import CityPack

BASE = "https://restapi.amap.com"
PATH = "/v3/place/text"
SERVICE = "高德地图"
LICENCE = "高德地图开放平台服务条款：公开发布前须获授权"
#: Places a page, and pages of a search: what the service allows.
_PAGE, _PAGES = 25, 100
#: Seconds between two questions: a personal key may ask three a second.
_BETWEEN = 0.4
#: Codes of the service: too many questions this minute; busy or too many this second; quota used.
_THIS_MINUTE = "10004"
_BUSY = {"10014", "10015", "10016", "10017", "10019", "10020", "10021", "20003"}
_QUOTA = {"10003", "10010", "10029", "10044", "10045", "40000", "40002", "40003"}
_FINE = "10000"
_KEY = {"10001", "10002", "10005", "10006", "10007", "10008", "10009", "10012", "10013"}


@dataclass(frozen=True, slots=True)
class AmapSearch:
    """Keywords of one layer, and the words by which the answers that are meant are told."""

    layer: str
    keywords: tuple[str, ...]
    name: tuple[str, ...]
    without: tuple[str, ...] = ()

    def means(self, name: str) -> bool:
        """Whether a place of this name is what was looked for."""
        return any(w in name for w in self.name) and not any(w in name for w in self.without)


@cache
def searches(city: str = "") -> tuple[AmapSearch, ...]:
    """The declared searches, in order; the city's name stands where they say ``{city}``."""
    text = files(__package__).joinpath("amap.toml").read_text(encoding="utf-8")
    text = text.replace("{city}", city)
    return tuple(
        AmapSearch(
            entry["layer"],
            tuple(entry["keywords"]),
            tuple(entry["name"]),
            tuple(entry.get("not", ())),
        )
        for entry in tomllib.loads(text)["search"]
    )


def fetch_amap(
    pack: CityPack,
    key: str,
    folder: Path,
    layers: Sequence[str] = (),
    counties: Sequence[str] = (),
    service: Service | None = None,
    today: date | None = None,
) -> Upload:
    """Places of the given layers (all that are declared) and counties (all of the city).

    Parameters
    ----------
    folder
        Data folder; finished searches are kept in ``fetch/amap-<city>.json`` until all are done.

    Raises
    ------
    LocatorError
        The service cannot be reached, refuses the key, has no quota left for today (what was
        fetched so far is kept), or answers in a way that is not documented.
    """
    service = service or Service(SERVICE, BASE + PATH)
    progress = _Progress(folder / "fetch" / f"amap-{pack.city.code}.json")
    units = pack.units
    codes = [str(c) for c in counties or units.index[units["level"] == "county"]]
    chosen = [s for s in searches(pack.city.name) if not layers or s.layer in layers]
    tasks = [(s, code, word) for s in chosen for word in s.keywords for code in codes]
    day = (today or clock.today()).isoformat()
    for _, code, word in tasks:
        if not progress.has(word, code):
            done = sum(progress.has(w, c) for _, c, w in tasks)
            places = list(_search(service, key, word, code, (done, len(tasks))))
            progress.keep(word, code, day, places)
    found: dict[str, dict[str, str]] = {}
    for search, code, word in tasks:
        fetched, places = progress.get(word, code)
        for place in places:
            if search.means(place["name"]):
                record = _record(place, search.layer) | {"source_date": fetched}
                found.setdefault(place["id"], record)
    progress.forget()
    return upload("amap", [sheet("venues", VENUE_COLUMNS, found.values(), "GCJ-02")])


def _search(
    service: Service, key: str, word: str, county: str, so_far: tuple[int, int]
) -> Iterator[dict[str, str]]:
    """All places of one keyword in one county, page by page."""
    seen = 0
    for page in range(1, _PAGES + 1):
        answer = service.ask(
            {
                "key": key,
                "keywords": word,
                "city": county,
                "citylimit": "true",
                "offset": str(_PAGE),
                "page": str(page),
                "extensions": "base",
                "output": "JSON",
            },
            lambda answer: _check(service, answer, so_far),
        )
        service.sleep(_BETWEEN)
        places = answer.get("pois")
        count = answer.get("count")
        if not isinstance(places, list) or not str(count).isdecimal():
            field = "count" if isinstance(places, list) else "pois"
            raise service.problem("fetch.shape", field=field)
        for place in places:
            yield _place(service, place)
        seen += len(places)
        if not places or seen >= int(str(count)):
            return


def _check(service: Service, answer: Any, so_far: tuple[int, int]) -> None:
    """Tell passing failures, a used-up quota and a refused key from a good answer."""
    code = str(answer.get("infocode", "")) if isinstance(answer, dict) else ""
    if code == _FINE and str(answer.get("status")) == "1":
        return
    if code in _BUSY:
        raise Passing("fetch.busy", status=code)
    if code == _THIS_MINUTE:
        raise Passing("fetch.busy", LONGEST_PAUSE, status=code)
    if code in _QUOTA:
        done, tasks = so_far
        raise service.problem("fetch.quota", status=code, done=done, tasks=tasks)
    if code in _KEY:
        raise service.problem("fetch.key", status=code)
    if code:
        raise service.problem("fetch.refused", status=code)
    raise service.problem("fetch.shape", field="infocode")


def _place(service: Service, place: Any) -> dict[str, str]:
    """The fields of a place that are used, as text; an empty list is how a blank one comes."""
    fields = {}
    for name in ("id", "name", "address", "location", "tel", "adname", "adcode", "type"):
        value = place.get(name) if isinstance(place, dict) else None
        if value == []:
            value = ""
        if not isinstance(value, str) or (name in {"id", "name"} and not value):
            raise service.problem("fetch.shape", field=f"pois.{name}")
        fields[name] = value.strip()
    lon, _, lat = fields.pop("location").partition(",")
    try:
        fields |= {"lon": str(float(lon)), "lat": str(float(lat))} if lon else {}
    except ValueError:
        raise service.problem("fetch.shape", field="pois.location") from None
    return fields


def _record(place: dict[str, str], layer: str) -> dict[str, str]:
    return {
        "name": place["name"],
        "layer": layer,
        "county": place["adname"],
        "address": place["address"],
        "lon": place.get("lon", ""),
        "lat": place.get("lat", ""),
        "precision": "exact" if "lon" in place else "unit",
        "phone": place["tel"],
        "status": "open",
        "source": f"{SERVICE} https://www.amap.com/place/{place['id']}",
        "licence": LICENCE,
    }


class _Progress:
    """Finished searches in a file of the data folder; a broken file counts as none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            kept = {}
        self._done: dict[str, Any] = kept if isinstance(kept, dict) else {}

    def has(self, word: str, county: str) -> bool:
        """Whether a search is finished."""
        return f"{county} {word}" in self._done

    def get(self, word: str, county: str) -> tuple[str, list[dict[str, str]]]:
        """Day and places of a finished search."""
        entry = self._done[f"{county} {word}"]
        return entry["day"], entry["places"]

    def keep(self, word: str, county: str, day: str, places: list[dict[str, str]]) -> None:
        """Write a finished search down: the file holds either it and all before, or what it did."""
        self._done[f"{county} {word}"] = {"day": day, "places": places}
        with written_whole(self._path) as part:
            part.write_text(json.dumps(self._done, ensure_ascii=False), encoding="utf-8")

    def forget(self) -> None:
        """Begin anew next time."""
        self._path.unlink(missing_ok=True)
