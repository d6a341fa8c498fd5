"""The public Python API: one function a question, for notebooks and programs of others.

What answers is what screens, terminal and HTTP ask too. Frames have the columns of the data
dictionary (``geodata/README.md``); positions are WGS-84 degrees, longitude first.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from locator import clock
from locator.coverage.explain import explain as explain_in
from locator.exports import records
from locator.extras import missing_extra
from locator.folders import DEMO, SUZHOU
from locator.geo.datum import check_position, convert
from locator.hours.state import state_at
from locator.settings import read_settings
from locator.site import Site
from locator.venues.search import VenueQuery
from locator.venues.search import near as venues_near

if TYPE_CHECKING:
    from datetime import datetime

    from locator.city import City
    from locator.coverage.explain import Explanation
    from locator.geo.datum import Datum
    from locator.hours.state import HoursState
    from locator.pack.model import CityPack
    from locator.wording.catalogue import Lang

#: The packs that come with us, by name.
_OURS = {"suzhou": SUZHOU, "demo": DEMO}
_PROBLEM = ("severity", "file", "row", "column", "value", "message")
_PLACE = ("name", "name_en", "kind", "code", "unit", "lon", "lat", "score")


@cache
def _site() -> Site:
    """The installation, as the environment sets it up."""
    return Site.open(read_settings())


def _folder(where: str | Path) -> Path:
    return _OURS.get(where, Path(where)) if isinstance(where, str) else where


def open_city(where: str | Path = "suzhou") -> City:
    """A city as it stands now: the files of its pack with everything that was published since.

    Parameters
    ----------
    where
        ``suzhou`` or ``demo``, which come with the package, or the folder of a pack.

    Returns
    -------
    City
        Its ``pack`` holds the tables; every other function here asks it.

    Raises
    ------
    PackError
        The pack has errors; :func:`check` lists them.

    Examples
    --------
    >>> import locator
    >>> city = locator.open_city("demo")
    >>> city.pack.venues[["name", "layer", "unit"]].shape
    (525, 3)
    """
    return _site().city(_folder(where))


def read_pack(where: str | Path = "suzhou") -> CityPack:
    """The files of a pack alone, checked, without what was published since.

    Parameters
    ----------
    where
        As for :func:`open_city`.

    Raises
    ------
    PackError
        The pack has errors.

    Examples
    --------
    >>> import locator
    >>> pack = locator.read_pack("demo")
    >>> sorted(pack.units["level"].unique())
    ['city', 'county', 'town', 'village']
    """
    return _site().packs.load(_folder(where))


def check(where: str | Path = "suzhou", lang: Lang = "en") -> pd.DataFrame:
    """Everything that is wrong with a pack, one row a problem.

    Returns
    -------
    DataFrame
        ``severity, file, row, column, value, message``; ``row`` is the line of the file, the
        header being line 1. Empty: nothing is wrong.

    Examples
    --------
    >>> import locator
    >>> len(locator.check("demo"))
    0
    """
    _, problems = _site().check(_folder(where))
    return pd.DataFrame(records.problems(problems, lang), columns=list(_PROBLEM))


def near(
    city: City,
    lon: float,
    lat: float,
    *,
    datum: Datum = "wgs84",
    limit: int | None = 10,
    radius_m: float | None = None,
    conditions: VenueQuery | None = None,
) -> pd.DataFrame:
    """Venues nearest to a position, in exact great-circle order.

    Parameters
    ----------
    lon, lat
        Degrees in ``datum``.
    limit
        At most so many; None: all.
    radius_m
        Not farther than so many metres; None: any distance.
    conditions
        What a venue must be, for instance ``VenueQuery(layers=("library",))`` of
        :mod:`locator.venues.search`; by default that it is open for use.

    Returns
    -------
    DataFrame
        Rows of ``city.pack.venues`` with ``distance_m`` (metres as the crow flies) and
        ``walk_min``, minutes on foot by what ``walk_by`` says: ``streets``, or ``straight`` line
        x detour; NaN beyond an hour. Venues of which only the unit is known have no distance and
        are not among them.

    Raises
    ------
    QueryError
        The position, the limit or the radius is out of range.

    Examples
    --------
    >>> import locator
    >>> city = locator.open_city("demo")
    >>> lon, lat = city.pack.city.center
    >>> found = locator.near(city, lon, lat, limit=3)
    >>> bool(found["distance_m"].is_monotonic_increasing), len(found)
    (True, 3)
    """
    lon, lat = (float(degrees) for degrees in convert(lon, lat, datum, "wgs84"))
    wanted = VenueQuery() if conditions is None else conditions
    found = venues_near(
        city.venues, city.walk, lon, lat, k=limit, radius_m=radius_m, filters=wanted
    )
    return found.located


def places(city: City, text: str, *, limit: int = 10, datum: Datum = "wgs84") -> pd.DataFrame:
    """Places that a text may mean, likeliest first: a name, pinyin, initials, coordinates.

    Returns
    -------
    DataFrame
        ``name, name_en, kind, code, unit, lon, lat, score``, score 0 to 100.

    Examples
    --------
    >>> import locator
    >>> locator.places(locator.open_city("suzhou"), "gsq", limit=1)["name"].tolist()
    ['姑苏区']
    """
    found = city.places.find(text, limit, datum)
    rows = [[getattr(place, name) for name in _PLACE] for place in found]
    return pd.DataFrame(rows, columns=list(_PLACE))


def explain(city: City, unit: str, requirement: str) -> Explanation:
    """The evidence behind one verdict: what counted, what did not, what would change it.

    Parameters
    ----------
    unit
        Code of a unit.
    requirement
        Id of a requirement, see ``requirements.toml`` of the pack.

    Raises
    ------
    QueryError
        There is no such unit or requirement, or it does not apply to the unit.

    Examples
    --------
    >>> import locator
    >>> city = locator.open_city("suzhou")
    >>> found = locator.explain(city, "320505400", "town-community-education-center")
    >>> found.status, len(found.counted)
    ('met', 1)
    """
    return explain_in(city.pack, city.verdicts, unit, requirement)


def hours_state(
    text: str, when: datetime | None = None, *, point: tuple[float, float] | None = None
) -> HoursState:
    """What published opening hours say about a moment.

    Parameters
    ----------
    text
        Chinese, or the ``opening_hours`` syntax of OpenStreetMap.
    when
        Naive: the city's time (Asia/Shanghai); by default now.
    point
        Where the venue stands: lon, lat in degrees (WGS-84). Hours that go by the sun are
        otherwise known only at moments at which the same is so all over China.

    Raises
    ------
    QueryError
        The point is out of range.

    Examples
    --------
    >>> import locator
    >>> from datetime import datetime
    >>> locator.hours_state("周二至周日 9:00-17:00", datetime(2026, 11, 24, 10)).state
    'open'
    """
    if point:
        check_position(*point)
    return state_at(text, clock.now() if when is None else when, point)


def report(city: City, kind: str = "pptx", *, scope: str = "", lang: Lang = "zh") -> bytes:
    """The report on a city, as the meeting page hands it out; needs the extra ``reports``.

    Parameters
    ----------
    kind
        ``pptx``, ``docx``, ``xlsx``, ``pdf``, ``html`` or ``slides-pdf``.
    scope
        Code of a county; ``""``: the whole city.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    LocatorError
        The extra is not installed.
    QueryError
        The scope is no county of the city.

    Examples
    --------
    >>> import locator
    >>> locator.report(locator.open_city("demo"), "xlsx")[:2]
    b'PK'
    """
    try:
        from locator.reports.building.build import build  # noqa: PLC0415 - an extra
        from locator.reports.content.choices import Choices  # noqa: PLC0415 - an extra
        from locator.reports.files import KINDS  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as failure:
        raise missing_extra(failure) from None
    return KINDS[kind].make(build(city, Choices(scope=scope), lang))
