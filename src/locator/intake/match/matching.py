"""Which records of the pack the rows of a list are, and which new ones may be there already."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz
from scipy.spatial import cKDTree

from locator.geo.datum import EARTH_RADIUS_M, great_circle, unit_xyz
from locator.intake.model import Duplicate
from locator.intake.recognise.words import remarks
from locator.names.keys import core_key, name_key
from locator.pack.checks import DUPLICATE_M, SIMILAR

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from locator.intake.model import ParsedRecord, UploadProblems
    from locator.intake.recognise.units import UnitFinder
    from locator.pack.model import CityPack

#: Hexadecimal digits of a made id.
_ID_LENGTH = 10
#: What in brackets tells one house of an institution from another.
_BRANCH = re.compile(
    r"校区|校部|分[校馆院部店点]|[一二三四五六七八九十\d]+[号馆店部校院区期]|[东南西北中新老总本][校馆院部区店楼]|店|教学点|学习点|服务点|流动|[馆校院部站点]$"
)
#: What stands in the ids of rows that are no venues.
_WORDS = {"shares.csv": "share", "needs.csv": "need", "circles.csv": "circle"}


def match_records(
    records: Sequence[ParsedRecord], pack: CityPack, finder: UnitFinder, findings: UploadProblems
) -> None:
    """Set ``match`` of each record that is one of the pack: by id, else by name, layer and unit.

    A name matches when it is the same but for brackets and spaces and one unit is the other or
    lies in it. Ids that the pack does not have are a running number of somebody else's list: one
    warning a sheet says that they are not used.
    """
    venues = pack.venues
    layers = venues["layer"].to_dict()
    units = venues["unit"].to_dict()
    names = venues["name"].to_dict()
    by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    for identifier, name, layer in zip(venues.index, venues["name"], venues["layer"], strict=True):
        by_name[core_key(name), layer].append(identifier)
    foreign: Counter[str] = Counter()
    for record in records:
        identifier = record.given.get("id", "").strip()
        if identifier in layers:
            record.match = identifier
        else:
            foreign[record.plan.sheet] += bool(identifier)
            same = by_name.get((core_key(record.name), record.layer), [])
            fitting = [
                i
                for i in same
                if one_place(record.unit, units[i], finder) and one_name(record.name, names[i])
            ]
            exact = [i for i in fitting if name_key(names[i]) == name_key(record.name)]
            chosen = exact if len(exact) == 1 else fitting
            record.match = chosen[0] if len(chosen) == 1 else ""
        record.match_layer = layers.get(record.match, "")
        if record.match and not record.unit:
            record.unit, record.unit_from = units[record.match], "pack"
    plans = {record.plan.sheet: record.plan for record in records}
    for sheet, number in foreign.items():
        if number:
            findings.warning("ids_unknown", plans[sheet], None, "id", number=number)


def one_name(name: str, other: str) -> bool:
    """Whether names that are the same but for brackets mean one place.

    东校区 and 西校区 are two; a remark that tells a branch from its parent does too.
    """
    here, there = (frozenset(map(name_key, remarks(text))) for text in (name, other))
    if here == there or not (here or there):
        return True
    return not (here and there) and not any(map(_BRANCH.search, here | there))


def one_place(unit: str, other: str, finder: UnitFinder) -> bool:
    """Whether one unit is the other or lies in it; a blank one may be any."""
    return not unit or unit in finder.chain(other) or other in finder.chain(unit)


def without_repeated(
    records: Sequence[ParsedRecord], findings: UploadProblems
) -> list[ParsedRecord]:
    """The records without those that an earlier row is already, each of which is an error."""
    first: dict[tuple[str, ...], ParsedRecord] = {}
    for record in records:
        branch = any(map(_BRANCH.search, remarks(record.name)))
        name = name_key(record.name) if branch else core_key(record.name)
        key = (record.match,) if record.match else (name, record.layer, record.unit)
        earlier = first.setdefault(key, record)
        if earlier is not record:
            findings.error(
                "row_twice",
                record.plan,
                record.row,
                "name",
                record.name,
                other_row=earlier.row,
                other_sheet=earlier.plan.sheet,
            )
    return list(first.values())


def make_ids(records: Iterable[ParsedRecord], pack: CityPack) -> dict[int, str]:
    """Id of each new record by its position: the same list makes the same ids again.

    The pack's own style: its usual prefix and ten hexadecimal digits of SHA-256 over layer, name
    and county, with the unit where that is taken.
    """
    prefix = id_prefix(pack)
    taken = set(pack.venues.index)
    names = pack.units["name"].to_dict()
    named = {code: names.get(county, "") for code, county in pack.units["county"].items()}
    found: dict[int, str] = {}
    for position, record in enumerate(records):
        if record.match:
            continue
        text = f"{record.layer}|{record.name}|{named[record.unit]}"
        identifier = made_id(prefix, text, taken, f"|{record.unit}")
        taken.add(identifier)
        found[position] = identifier
    return found


def id_prefix(pack: CityPack) -> str:
    """What the ids of a pack usually begin with, before the first hyphen."""
    prefixes = Counter(identifier.partition("-")[0] for identifier in pack.venues.index)
    return prefixes.most_common(1)[0][0] if prefixes else pack.city.code


def row_id(pack: CityPack, file: str, text: str, taken: Container[str] = ()) -> str:
    """Id of a new offer, need or circle: the pack's prefix, what it is, and the text's digits."""
    return made_id(f"{id_prefix(pack)}-{_WORDS[file]}", text, taken, "|")


def made_id(prefix: str, text: str, taken: Container[str] = (), more: str = "") -> str:
    """An id that is made of a text, with ``more`` added to it while the id is taken."""
    while True:
        identifier = f"{prefix}-{hashlib.sha256(text.encode()).hexdigest()[:_ID_LENGTH]}"
        if identifier not in taken:
            return identifier
        text += more


def possible_duplicates(
    records: Sequence[ParsedRecord], pack: CityPack, finder: UnitFinder
) -> tuple[Duplicate, ...]:
    """New records that may be one of the pack: near or of one unit, and of a similar name.

    Coordinates of the records are WGS-84 by now. Similar is a rapidfuzz ratio of
    :data:`locator.pack.checks.SIMILAR`, near is :data:`locator.pack.checks.DUPLICATE_M`; of a
    record that another row already is, no new one is a duplicate.
    """
    taken = {record.match for record in records}
    venues = pack.venues[~pack.venues.index.isin(taken)]
    by_place: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, (layer, town, county) in enumerate(
        zip(venues["layer"], venues["town"], venues["county"], strict=True)
    ):
        by_place[layer, town or county].append(number)
    names = [core_key(name) for name in venues["name"]]
    lon, lat = venues["lon"].to_numpy(), venues["lat"].to_numpy()
    located = np.flatnonzero(~np.isnan(lon))
    tree = cKDTree(unit_xyz(lon[located], lat[located])) if len(located) else None
    found = []
    for record in records:
        if record.match or not record.layer or not record.unit:
            continue
        near: set[int] = set()
        if tree is not None and record.point:
            hits = tree.query_ball_point(unit_xyz(*record.point), DUPLICATE_M / EARTH_RADIUS_M)
            near = {int(located[i]) for i in hits}
        chain = finder.chain(record.unit)
        same = [number for code in chain[:3] for number in by_place.get((record.layer, code), [])]
        name = core_key(record.name)
        for number in dict.fromkeys([*sorted(near), *same]):
            if fuzz.ratio(name, names[number]) >= SIMILAR:
                found.append(_duplicate(record, pack, str(venues.index[number])))
                break
    return tuple(found)


def _duplicate(record: ParsedRecord, pack: CityPack, other: str) -> Duplicate:
    venue = pack.venues.loc[other]
    distance = None
    if record.point and not np.isnan(venue["lon"]):
        distance = round(float(great_circle(*record.point, venue["lon"], venue["lat"])), 1)
    return Duplicate(
        record.plan.sheet, record.row, record.name, record.unit, other, venue["name"], distance
    )
