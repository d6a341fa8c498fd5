"""The cities on offer: each pack and what is derived from it, shared by the whole process."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from locator.city import City, open_city
from locator.problems import PackError, Problem, QueryError
from locator.style import WATERMARK
from locator.wording.catalogue import Lang, t

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from locator.exports.records import Record
    from locator.pack.model import CityPack

_LONG, _KNOWN_SHOWN = 100, 200


@dataclass(frozen=True, slots=True)
class ServedCity:
    """A city's desk and the name by which requests ask for it."""

    id: str
    desk: City

    @property
    def pack(self) -> CityPack:
        """The city's pack."""
        return self.desk.pack

    def about(self, lang: Lang) -> Record:
        """What every answer says of its data."""
        city = self.pack.city
        return {
            "city": {"id": self.id, "code": city.code, "name": city.name, "name_en": city.name_en},
            "data_date": self.pack.data_date,
            "checksum": self.pack.checksum,
            "fictional": city.fictional,
            "watermark": WATERMARK if city.fictional else None,
            "watermark_note": t("app.watermark_note", lang) if city.fictional else None,
        }


#: Why packs cannot be used and until when that is believed, by folder: one that is broken is not
#: read for every request.
_broken: dict[Path, tuple[float, PackError]] = {}
_BELIEVED_S = 10.0
_reading = Lock()


class Shelf:
    """The packs on offer by the names of their folders, the default first."""

    def __init__(self, packs: Sequence[Path]) -> None:
        self._folders: dict[str, Path] = {}
        for path in packs:
            self._folders.setdefault(path.resolve().name, path.resolve())

    @property
    def names(self) -> list[str]:
        """Names of all cities."""
        return list(self._folders)

    def city(self, name: str) -> ServedCity:
        """A city by name, ``""`` being the default.

        Raises
        ------
        QueryError
            No city is called so.
        PackError
            Its pack has errors.
        """
        name = name or self.names[0]
        if name not in self._folders:
            raise unknown("city", name, self.names, "api.no_city")
        folder = self._folders[name]
        with _reading:
            until, broken = _broken.get(folder, (0.0, PackError(())))
            if time.monotonic() < until:
                raise PackError(broken.problems)
            try:
                return ServedCity(name, open_city(folder))
            except PackError as failure:
                _broken[folder] = (time.monotonic() + _BELIEVED_S, failure)
                raise

    def codes(self) -> dict[str, list[str]]:
        """Values that parameters may have, by parameter, over all cities that can be used."""
        found: dict[str, dict[str, None]] = {"layer": {}, "county": {}, "requirement": {}}
        for name in self.names:
            try:
                pack = self.city(name).pack
            except PackError:
                continue
            found["layer"] |= dict.fromkeys(pack.catalogue.layers)
            found["county"] |= dict.fromkeys(counties(pack))
            found["requirement"] |= dict.fromkeys(r.id for r in pack.requirements)
        return {"city": self.names} | {name: list(codes) for name, codes in found.items()}


def counties(pack: CityPack) -> list[str]:
    """Codes of a pack's county-level units."""
    return [str(code) for code in pack.counties.index]


def unknown(name: str, value: str, known: Iterable[str], key: str) -> QueryError:
    """A parameter names something that there is not."""
    params = {"known": ", ".join(list(known)[:_KNOWN_SHOWN])}
    return QueryError(Problem("error", key, column=name, value=value[:_LONG], params=params))


def check_known(name: str, codes: Iterable[str], known: Iterable[str], key: str) -> None:
    """Raise for the first code that there is not."""
    names = list(known)
    for code in codes:
        if code not in names:
            raise unknown(name, code, names, key)
