"""The coordinate reference system that a file declares, without following anything it names.

A definition from a stranger may name grid files, which PROJ would open when coordinates are
transformed. So a system known to the EPSG register is taken from PROJ's own database, and of
others only those that need no grid.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pyproj
from pyproj.exceptions import CRSError
from pyproj.network import set_network_enabled  # type: ignore[attr-defined]

if TYPE_CHECKING:
    from locator.problems import Problems

_NAMED = re.compile(r"(?:urn:ogc:def:crs:)?(EPSG|OGC):(?:[\w.]*:)?(\w+)", re.IGNORECASE)
#: How alike a definition and a registered system must be, in percent; ESRI's spelling reaches 70.
_CONFIDENCE = 70
#: Longest definition looked at; the longest of the register has about 15 000 characters.
_LENGTH = 20_000

#: Whatever PROJ_NETWORK says: grids are never fetched.
set_network_enabled(active=False)


def named_crs(problems: Problems, name: str, sheet: str = "") -> pyproj.CRS | None:
    """System by its code, ``EPSG:4490`` or ``urn:ogc:def:crs:OGC:1.3:CRS84``; unknown: None."""
    found = _NAMED.fullmatch(name.strip())
    if found:
        # A code that the registry does not have is told as any other unknown name is.
        with suppress(CRSError):
            return pyproj.CRS.from_authority(found[1].upper(), found[2].upper())
    _unknown(problems, name, sheet)
    return None


def defined_crs(problems: Problems, wkt: str, sheet: str = "") -> pyproj.CRS | None:
    """System by its definition in WKT, as in a ``.prj`` file; unknown or unsafe: None."""
    if not wkt.strip():
        return None
    try:
        crs = pyproj.CRS.from_wkt(wkt[:_LENGTH])
        code = crs.to_authority(min_confidence=_CONFIDENCE)
        if code is not None:
            return pyproj.CRS.from_authority(*code)
    except CRSError:
        _unknown(problems, wkt, sheet)
        return None
    if crs.is_bound or "EXTENSION" in wkt.upper() or not (crs.is_geographic or crs.is_projected):
        _unknown(problems, wkt, sheet)
        return None
    return crs


def _unknown(problems: Problems, value: str, sheet: str) -> None:
    problems.warning("upload.crs_unknown", sheet=sheet, value=value)
