"""A region of three invented cities: one declares its lists, one nothing, one has its own rule."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from packs import (
    CITY,
    INDICATORS,
    OUTLINES,
    PLACES,
    REPORTING,
    REQUIREMENTS,
    UNITS,
    VENUES,
    VILLAGES,
    write_pack,
)

if TYPE_CHECKING:
    from pathlib import Path

CITIES = {"east": "91", "west": "92", "north": "93"}
#: What the two cities ask that bring no rules of their own.
SHARED = [part.split('"')[1] for part in REQUIREMENTS.split("id = ")[1:]]


def recoded(value: Any, digits: str) -> Any:
    """Rows of the invented city as another's: every code begins with other digits."""
    if isinstance(value, dict):
        coded = ("code", "parent", "unit")
        return {
            k: digits + v[2:] if k in coded and str(v).startswith("99") else recoded(v, digits)
            for k, v in value.items()
        }
    return [recoded(one, digits) for one in value] if isinstance(value, list) else value


def write_region(root: Path) -> Path:
    """East declares its lists; west has declared nothing; north judges town-center by a rule of its own."""
    tables = {
        "units": UNITS, "villages": VILLAGES, "venues": VENUES, "indicators": INDICATORS,
        "reporting": REPORTING, "places": PLACES, "outlines": OUTLINES,
    }  # fmt: skip # a table, a row a line
    for name, digits in CITIES.items():
        own = {key: recoded(rows, digits) for key, rows in tables.items()}
        own |= {"reporting": []} if name == "west" else {}
        city = CITY.replace('code = "99"', f'code = "{digits}"')
        write_pack(root / name, **own, city=city)
        if name != "north":
            (root / name / "requirements.toml").unlink()
    (root / "requirements.toml").write_text(REQUIREMENTS, encoding="utf-8")
    own_rule = REQUIREMENTS.replace("min = 1", "min = 2", 1)
    (root / "north" / "requirements.toml").write_text(own_rule, encoding="utf-8")
    name_region(root, list(CITIES))
    return root


def name_region(root: Path, cities: list[str]) -> None:
    (root / "region.toml").write_text(
        '[region]\ncode = "9"\nname = "测试省"\nname_en = "Testland"\n'
        f"cities = {json.dumps(cities)}\n",
        encoding="utf-8",
    )
