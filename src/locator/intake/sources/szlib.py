"""Suzhou Library's service points, from the interface behind its own web page.

The interface is not documented. Known of it are the address, the categories and the fields
``title``, ``address``, ``latitude``, ``longitude`` (GCJ-02) and ``open_time``; whatever differs
is reported and never guessed at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from locator import clock
from locator.intake.sources.table import VENUE_COLUMNS, sheet, upload
from locator.intake.sources.web import Service
from locator.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from locator.intake.model import Upload

BASE = "https://www.szlib.com"
_PATH = "/website/api/v1/locations"
#: Kinds of service points; the interface names them by number only.
CATEGORIES = ("49", "50", "51", "149")
SERVICE = "苏州图书馆"
_FIELDS = ("title", "address", "latitude", "longitude", "open_time")
#: Where a list may be wrapped, from the outside in.
_WRAPPERS = ("data", "list", "items", "rows", "records")
_WRAPPED = 3
#: What a name says of its layer, the first that fits; others are for the importer to say.
_LAYERS = (("书房", "city_book_house"), ("分馆", "library_branch"), ("图书馆", "library"))


def fetch_szlib(
    base: str = BASE, service: Service | None = None, today: date | None = None
) -> Upload:
    """All service points as an upload; each once, though it may stand in several categories.

    Raises
    ------
    LocatorError
        The service cannot be reached, or its answer is no list of service points.
    """
    service = service or Service(SERVICE, base.rstrip("/") + _PATH)
    day = (today or clock.today()).isoformat()
    problems: list[Problem] = []
    found: dict[tuple[str, str], dict[str, str]] = {}
    for category in CATEGORIES:
        answer = service.ask({"category_id": category})
        for number, item in enumerate(_items(service, category, answer), start=1):
            wrong = _unexpected(item)
            if wrong is not None:
                problems.append(
                    Problem(
                        "error",
                        "fetch.field",
                        SERVICE,
                        number,
                        wrong,
                        params={"service": SERVICE, "category": category},
                    )
                )
                continue
            record = _record(item) | {
                "source": f"{SERVICE} {service.url}?category_id={category}",
                "source_date": day,
            }
            found.setdefault((record["name"], record["address"]), record)
    return upload("szlib", [sheet("venues", VENUE_COLUMNS, found.values(), "GCJ-02")], problems)


def _items(service: Service, category: str, answer: Any) -> list[Any]:
    """The list in an answer; one that says that it has more than it shows is refused."""
    inner, total = answer, None
    for _ in range(_WRAPPED):
        if not isinstance(inner, dict):
            break
        total = inner.get("total", total)
        inner = next((inner[name] for name in _WRAPPERS if name in inner), None)
    if not isinstance(inner, list):
        raise service.problem("fetch.no_list", category=category)
    if isinstance(total, int) and total > len(inner):
        raise service.problem("fetch.partial", category=category, found=len(inner), total=total)
    return inner


def _unexpected(item: object) -> str | None:
    """Name of the first field that is missing or not what it should be; None: all well."""
    if not isinstance(item, dict):
        return _FIELDS[0]
    for name in _FIELDS:
        if name not in item:
            return name
        value = item[name]
        if value is None or value == "":
            fine = name != "title"
        elif name in {"latitude", "longitude"}:
            fine = _degrees(value)
        else:
            fine = isinstance(value, str)
        if not fine:
            return name
    return None


def _degrees(value: object) -> bool:
    try:
        return 0 < float(str(value)) <= 180
    except ValueError:
        return False


def _record(item: Mapping[str, Any]) -> dict[str, str]:
    text = {name: " ".join(str(item[name] or "").split()) for name in _FIELDS}
    located = bool(text["latitude"] and text["longitude"])
    return {
        "name": text["title"],
        "layer": next((layer for word, layer in _LAYERS if word in text["title"]), ""),
        "address": text["address"],
        "lon": text["longitude"] if located else "",
        "lat": text["latitude"] if located else "",
        "precision": "exact" if located else "unit",
        "opening_hours": text["open_time"],
        "status": "open",
    }
