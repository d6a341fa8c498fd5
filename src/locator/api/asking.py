"""What every question brings along: its city, its language, the form of the answer, a moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import quote

from fastapi import Depends, Query, Request

from locator import clock
from locator.api.document import GEOJSON, JSON, MAX_PER_PAGE
from locator.problems import LocatorError, Problem, QueryError
from locator.reach.scenario_file import MOST_IN_ADDRESS, read_scenario
from locator.style import WATERMARK
from locator.wording.catalogue import LANGUAGES, Lang, t
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from locator.city import City
    from locator.exports.records import Record
    from locator.pack.model import CityPack
    from locator.site import Site

_YEARS = range(2000, 2100)
#: Parameter that holds a scenario, and so what its text is called.
_SCENARIO = "scenario"
_SHORT, _LONG, _MANY, _PAGES = 40, 100, 50, 100_000
_KNOWN_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ServedCity:
    """A city, the name by which requests ask for it, and what of a scenario does not fit it."""

    id: str
    effective: City
    misfits: tuple[Problem, ...] = ()

    @property
    def pack(self) -> CityPack:
        """The city's pack."""
        return self.effective.pack

    def about(self, lang: Lang) -> Record:
        """What every answer says of its data."""
        city, scenario = self.pack.city, self.effective.scenario
        said: Record = {}
        if scenario is not None:
            said = {
                "mark": t("scenario.mark", lang),
                "scenario": scenario.name,
                "misfits": [problem_text(problem, lang) for problem in self.misfits],
            }
        return said | {
            "city": {"id": self.id, "code": city.code, "name": city.name, "name_en": city.name_en},
            "data_date": self.pack.data_date,
            "checksum": self.pack.checksum,
            "fictional": city.fictional,
            "watermark": WATERMARK if city.fictional else None,
            "watermark_note": t("app.watermark_note", lang) if city.fictional else None,
        }


@dataclass(frozen=True, slots=True)
class Parameters:
    """What every question has: the request, its city and its language."""

    request: Request
    city: ServedCity
    lang: Lang

    @property
    def effective(self) -> City:
        """The city in effect."""
        return self.city.effective

    @property
    def pack(self) -> CityPack:
        """The city's pack."""
        return self.city.pack


def asked_by(
    request: Request,
    city: Annotated[str, Query(description="api.param_city", max_length=_LONG)] = "",
    lang: Annotated[Lang | None, Query(description="api.param_lang")] = None,
) -> Parameters:
    """What a request brings along."""
    site: Site = request.app.state.site
    check_known("city", [city] if city else [], site.names, "api.no_city")
    served = ServedCity(city or site.names[0], site.city(city))
    return Parameters(request, served, lang or language(request))


def asked_of_scenario(
    parameters: Annotated[Parameters, Depends(asked_by)],
    scenario: Annotated[
        str, Query(description="api.param_scenario", max_length=MOST_IN_ADDRESS)
    ] = "",
) -> Parameters:
    """The same, of the city with a scenario laid over it where one is given.

    Raises
    ------
    QueryError
        It is none, or it is another city's.
    """
    if not scenario:
        return parameters
    city = parameters.effective
    try:
        given = read_scenario(scenario, _SCENARIO, city.pack.city.code)
        after, misfits = city.what_if(given)
    except LocatorError as failure:
        # It is this parameter that is wrong; the message goes on naming what of it.
        raise QueryError(
            replace(
                problem, column=_SCENARIO, params={"column": problem.column} | dict(problem.params)
            )
            for problem in failure.problems
        ) from None
    return replace(parameters, city=ServedCity(parameters.city.id, after, misfits))


def language(request: Request) -> Lang:
    """The language asked for, in the address or by the browser; Chinese when in doubt."""
    wanted = request.query_params.get("lang", "")
    for tag in [wanted, *by_preference(request.headers.get("accept-language", ""))]:
        for lang in LANGUAGES:
            if tag.split("-")[0] == lang:
                return lang
    return "zh"


def by_preference(header: str) -> list[str]:
    """What an Accept header names, dearest first, without what it refuses."""
    found = []
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
        try:
            quality = float(weight)
        except ValueError:
            continue
        if name and quality > 0:
            found.append((-quality, name))
    return [name for _, name in sorted(found, key=lambda pair: pair[0])]


def media_of(request: Request, form: str | None) -> str:
    """GeoJSON when asked for by ``format``, or by ``Accept`` before any JSON."""
    if form:
        return GEOJSON if form == "geojson" else JSON
    wanted = by_preference(request.headers.get("accept", ""))
    return next((media for media in wanted if media in {GEOJSON, JSON}), JSON)


Asked = Annotated[Parameters, Depends(asked_by)]
AskedWhatIf = Annotated[Parameters, Depends(asked_of_scenario)]
Page = Annotated[int, Query(description="api.param_page", ge=1, le=_PAGES)]
PerPage = Annotated[int, Query(description="api.param_per_page", ge=1, le=MAX_PER_PAGE)]
Form = Annotated[Literal["json", "geojson"] | None, Query(description="api.param_format")]
Layers = Annotated[list[str], Query(description="api.param_layer", max_length=_MANY)]
County = Annotated[str, Query(description="api.param_county", max_length=_SHORT)]


def moment_of(text: str) -> datetime | None:
    """A moment in the city's time; None when none was given."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        found = datetime.min  # noqa: DTZ901 - a year that nobody may ask about
    if found.year not in _YEARS:
        raise QueryError(Problem("error", "api.no_time", column="at", value=text))
    return clock.local(found)


def base_of(request: Request) -> str:
    """The path under which the API is mounted."""
    return quote(request.scope.get("root_path", "").rstrip("/"))


def known_codes(site: Site) -> dict[str, list[str]]:
    """Values that parameters may have, by parameter, over all cities that can be used.

    Of many cities only their names are listed.
    """
    found: dict[str, dict[str, None]] = {"layer": {}, "county": {}, "requirement": {}}
    for city in site.cities().values() if site.few else ():
        found["layer"] |= dict.fromkeys(city.pack.catalogue.layers)
        found["county"] |= dict.fromkeys(counties(city.pack))
        found["requirement"] |= dict.fromkeys(r.id for r in city.pack.requirements)
    return {"city": list(site.names)} | {name: list(codes) for name, codes in found.items()}


def counties(pack: CityPack) -> list[str]:
    """Codes of a pack's county-level units."""
    return [str(code) for code in pack.counties.index]


def check_known(name: str, codes: Iterable[str], known: Iterable[str], key: str) -> None:
    """Raise for the first code that there is not.

    Raises
    ------
    QueryError
        A parameter names something that there is not.
    """
    names = list(known)
    for code in codes:
        if code not in names:
            params = {"known": ", ".join(names[:_KNOWN_SHOWN])}
            raise QueryError(Problem("error", key, column=name, value=code[:_LONG], params=params))
