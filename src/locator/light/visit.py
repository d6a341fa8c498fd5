"""One request as the pages of the light face read it, and the addresses they lead to.

All links are relative, so that they hold under a sub-path and behind a proxy that takes one away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

from locator.wording.catalogue import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from htpy import Node

    from locator.city import City
    from locator.pack.model import CityPack
    from locator.site import Site
    from locator.wording.catalogue import Lang

#: More than so many values nobody chose by hand.
_MANY = 60

Values = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page is asked, by whom it is served, and for whom.

    ``path`` is the address below the application's own root (``m/venue``), ``root`` that root as
    the browser sees it. ``form`` is what was sent in the body, where a position may be: it is in
    no ``repr``, and nothing keeps or logs it. ``peer`` is where the request came from.
    """

    site: Site
    name: str
    path: str
    root: str
    query: Values
    form: Values = field(repr=False)
    lang: Lang
    peer: str = field(default="", repr=False)

    @property
    def city(self) -> City:
        """The city that is asked about."""
        return self.site.city(self.name)

    @property
    def pack(self) -> CityPack:
        """Its pack."""
        return self.city.pack

    @property
    def senior(self) -> bool:
        """Whether large type was asked for."""
        return self.parameter("senior") == "1"

    @property
    def kept(self) -> dict[str, str]:
        """City, language and type where chosen: what every link carries."""
        chosen = {
            "city": self.name if self.name != self.site.names[0] else "",
            "lang": self.lang if self.lang != "zh" else "",
            "senior": "1" if self.senior else "",
        }
        return {key: text for key, text in chosen.items() if text}

    def parameter(self, key: str) -> str:
        """The first value of a parameter of the address, "" without one."""
        return self.query.get(key, [""])[0]

    def sent(self, key: str) -> str:
        """The first value of a field of the body, "" without one."""
        return self.form.get(key, [""])[0]

    @property
    def up(self) -> str:
        """From this page to the application's root."""
        return "../" * self.path.count("/")

    def to(self, page: str, query: Mapping[str, Any] | None = None) -> str:
        """Relative address of a page (``m``, ``m/venue``, ``find`` …), with what is kept."""
        pairs = urlencode(self.kept | dict(query or {}), doseq=True)
        return f"{self.up}{page}" + (f"?{pairs}" if pairs else "")

    def light_address(self, address: str) -> str:
        """A card's own address (``venue?id=…``) as one of the light face."""
        page, _, query = address.partition("?")
        return self.to(f"m/{page}", values_of(query))

    def absolute(self, page: str, query: Mapping[str, Any] | None = None) -> str:
        """The same with host and scheme, for what is passed on."""
        return self.root + self.to(page, query).removeprefix(self.up)


@dataclass(frozen=True, slots=True)
class LightPage:
    """One answer: what stands on it, and how it may be kept and passed on.

    ``private`` answers hold what a person typed or where they are: nobody may keep them.
    ``about`` is the sentence of a share card, ``record`` the page for search engines (schema.org).
    """

    title: str
    body: Iterable[Node]
    status: int = 200
    private: bool = False
    about: str = ""
    record: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The answer stands at another address of ours."""

    address: str


class RefusedError(Exception):
    """The question cannot be answered as asked: a sentence, and what can be chosen instead."""

    def __init__(self, status: int, text: str, choices: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(status)
        self.status, self.text, self.choices = status, text, tuple(choices)


def values_of(text: str) -> Values:
    """Parameters of an address or a body, as text that a page can hold.

    Raises
    ------
    ValueError
        There are too many.
    """
    given = parse_qs(text, keep_blank_values=True, errors="replace", max_num_fields=_MANY)
    return {key: [printable(value) for value in values] for key, values in given.items()}
