"""What must hold of the rows of a city pack: codes, places, duplicates, names, offers.

Cell types are settled by :mod:`locator.pack.tables`; here are the rules that take two cells, two
rows or two files. Every finding is a problem; nothing is dropped. Frames are as
:func:`locator.pack.tables.read_table` returns them, with ``_file`` and ``_row``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from locator import clock
from locator.names.keys import recorded_core_key, recorded_key
from locator.names.latin import HAN
from locator.pack.checks_points import near_pairs
from locator.pack.model import LIST_SEPARATOR, cells
from locator.pack.schema import PRIVATE, WRITTEN
from locator.pack.tables import among, last_day, located

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from locator.pack.files import Vocabularies
    from locator.pack.model import CityProfile, LayerCatalogue
    from locator.pack.schema import Table
    from locator.problems import Problems


#: What a source says of an invented row.
_INVENTED_SOURCE = re.compile("虚构|fictional", re.IGNORECASE)
#: What the demo's names say, whatever their source has been changed to.
_INVENTED_NAME = re.compile("虚构|示例|fictional", re.IGNORECASE)
#: The characters themselves: the regular expressions of older Arrow know no escape for them.
_UNSEEN = "[\x00-\x1f\u2028\u2029]"
#: What spreadsheets make of long numbers: 3.40102E+11, 340102001001.0, '340102, 340,102.
_DAMAGED = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+|\d+\.0*|['’‘`=].*|\d{1,3}(,\d{3})+|#+|.*\s.*")
#: What stands for a venue's name in lists and is none: totals, placeholders, headings.
_NO_NAME = re.compile(
    r"(?i)(?:合计|小计|总计|共计|累计|汇总).*|(?:暂|尚)?无|待[定建填补]|不详|未知|名称|序号|备注"
    r"|[-—–_/\\.·*?？0-9]+|n/?a|none|null|nan|test|测试"
)
_ENDED = "停办|停业|停用|停课|停止办学|关停|关闭|撤销|撤并|拆除|搬迁|搬走|迁走|注销"
#: Says that a place is no longer, not now or not yet in use; 2012 年撤销的沧浪区 does not.
_NOT_OPEN = re.compile(
    rf"已(?:经)?(?:{_ENDED})(?!的)|(?:^|[;；,，。、（(年月日起])(?:停办|关停|停业|撤销|拆除)(?!的)"
    r"|不再(?:开放|办学|招生|使用|对外|营业)|(?:暂停|停止)(?:对外)?(?:开放|办学|服务|使用|活动)"
    r"|(?:尚|还)未(?:建成|开放|启用|投入)|(?:^|[;；,，。（(])(?:正在)?(?:筹建|在建|待建|拟建)"
    r"|闭馆(?:装修|改造|维修|修缮|施工|整修|中)|(?:装修|改造|维修|修缮)(?:期间)?闭馆"
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
#: rapidfuzz ratio (0-100) from which names without their bracketed parts are similar.
SIMILAR = 85.0
#: Columns that hold codes of units.
_CODES = ("code", "parent", "unit", "successor")


def check_frames(
    problems: Problems,
    catalogue: LayerCatalogue,
    frames: Mapping[str, pd.DataFrame],
    *,
    near: bool = True,
) -> None:
    """Check what a city's lists hold against each other and against its units; with ``near``, also
    which venues stand beside one that is alike.
    """
    places, indicators, reporting = (frames[n] for n in ("places", "indicators", "reporting"))
    codes = set(frames["units"]["code"].to_list()) - {""}
    _check_venues(problems, frames["venues"], codes)
    check_duplicates(problems, frames["venues"], near=near)
    for frame in (places, indicators, reporting):
        check_codes(problems, frame, codes)
    check_repeated(problems, indicators, ["unit", "indicator", "year"], "problem.indicator_twice")
    check_repeated(problems, reporting, ["unit", "layer"], "problem.reporting_twice")
    check_not_future(problems, reporting, "as_of")
    check_years(problems, indicators, "year")
    for file, row, value in located(indicators, indicators["value"] < 0, "value"):
        problems.error("problem.negative", file, row, "value", f"{value:g}")
    again = places.duplicated(["name", "kind", "lon", "lat"]) & (places["name"] != "")
    for file, row, value in located(places, again, "name"):
        problems.warning("problem.place_twice", file, row, "name", value)
    unknown = ~among(reporting["layer"], catalogue.layers) & (reporting["layer"] != "")
    for file, row, layer in located(reporting, unknown, "layer"):
        problems.error("problem.unknown_layer", file, row, "layer", layer)


def check_codes_whole(problems: Problems, frame: pd.DataFrame) -> None:
    """Report codes of units that a spreadsheet has damaged."""
    for column in (c for c in _CODES if c in frame):
        for file, row, code in located(frame, frame[column].str.fullmatch(_DAMAGED), column):
            problems.error("problem.code_damaged", file, row, column, code)


def check_vocabulary(
    problems: Problems, frame: pd.DataFrame, table: Table, vocabularies: Vocabularies
) -> None:
    """Report values of coded columns that are no codes, with the code that a word stands for.

    Indicators are left out: a plan may name its own, see :func:`check_requirements`.
    """
    for column in table.columns:
        named = vocabularies.get(column.vocabulary, {})
        known = column.choices or tuple(named)
        if column.kind == "choice" or not known or column.vocabulary == "indicator":
            continue
        words = {w: code for code, e in named.items() for w in (e.name, e.name_en, *e.words)}
        for file, row, cell in located(frame, frame[column.name] != "", column.name):
            parts = cell.split(LIST_SEPARATOR) if column.many else [cell]
            for part in (p.strip() for p in parts):
                if part and part not in known:
                    pieces = [words.get(p, p) for p in re.split(r"[、,，/；|\s]+", part)]
                    meant = LIST_SEPARATOR.join(p for p in pieces if p in known)
                    key = "problem.code_meant" if meant else "problem.code_unknown"
                    problems.warning(
                        key, file, row, column.name, part, meant=meant, choices=", ".join(known)
                    )


def check_lines(problems: Problems, frame: pd.DataFrame) -> None:
    """Names that run over several lines, or hold what nobody can see."""
    for column in (c for c in ("name", "name_en", "institution", "alias") if c in frame):
        broken = frame[column].str.contains(_UNSEEN)
        for file, row, value in located(frame, broken, column):
            problems.warning("problem.line_break", file, row, column, " ⏎ ".join(value.split()))


def check_invented(problems: Problems, city: CityProfile, frames: Iterable[pd.DataFrame]) -> None:
    """Rows that call themselves invented belong to an invented city only."""
    for frame in () if city.fictional else frames:
        invented = frame["source"].str.contains(_INVENTED_SOURCE)
        for file, row, value in located(frame, invented, "source"):
            problems.error("problem.row_invented", file, row, "source", value)
        for column in {"name", "title"} & set(frame.columns):
            named = frame[column].str.contains(_INVENTED_NAME) & ~invented
            for file, row, value in located(frame, named, column):
                problems.warning("problem.name_invented", file, row, column, value)


def check_repeated(problems: Problems, frame: pd.DataFrame, keys: list[str], problem: str) -> None:
    """Report every later row of the same keys."""
    again = frame.duplicated(keys) & (frame[keys[0]] != "")
    for file, row, value in located(frame, again, keys[0]):
        problems.error(problem, file, row, keys[0], value)


def check_codes(
    problems: Problems, frame: pd.DataFrame, codes: set[str], column: str = "unit"
) -> None:
    """Report rows whose unit is neither blank nor one of ``codes``."""
    unknown = ~among(frame[column], codes) & (frame[column] != "")
    for file, row, unit in located(frame, unknown, column):
        problems.error("problem.unknown_unit", file, row, column, unit)


def check_pairs(problems: Problems, frame: pd.DataFrame) -> None:
    """Report rows with only one of ``lon`` and ``lat``."""
    half = frame["lon"].isna() != frame["lat"].isna()
    for file, row, lon in located(frame, half, "lon"):
        problems.error("problem.half_point", file, row, "lat" if pd.notna(lon) else "lon")


def check_years(problems: Problems, frame: pd.DataFrame, column: str) -> None:
    """Report figures of a year that is still to come."""
    for file, row, value in located(frame, frame[column] > clock.today().year, column):
        problems.warning("problem.future_date", file, row, column, f"{value:.0f}")


def check_not_future(problems: Problems, frame: pd.DataFrame, column: str = "source_date") -> None:
    """Report rows whose date is still to come."""
    # A day of grace: the server may stand west of the person who checked the record.
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    for file, row, value in located(frame, frame[column] > tomorrow, column):
        problems.error("problem.future_date", file, row, column, value)


def _check_venues(problems: Problems, venues: pd.DataFrame, codes: set[str]) -> None:
    check_repeated(problems, venues, ["id"], "problem.id_twice")
    check_codes(problems, venues, codes)
    check_pairs(problems, venues)
    placed = venues["lon"].notna() & venues["lat"].notna()
    by_unit = venues["precision"] == "unit"
    named = ~venues["precision"].isin(["unit", ""])
    half = venues["lon"].notna() != venues["lat"].notna()
    for file, row, value in located(venues, by_unit & placed, "lon"):
        problems.error("problem.precision_point", file, row, "precision", value)
    for file, row, value in located(venues, named & ~placed & ~half, "precision"):
        problems.error("problem.precision_blank", file, row, "precision", value)
    check_not_future(problems, venues)
    check_not_future(problems, venues, "collected_date")
    undated = (venues["source_date"] == "") & (venues["collected_date"] == "")
    told = {(one.file, one.row) for one in problems if one.column == "source_date"}
    for file, row, _ in located(venues, undated, "source_date"):
        if (file, row) not in told:
            problems.error("problem.blank", file, row, "source_date")
    for file, row, value in located(venues, venues["name"].str.fullmatch(_NO_NAME), "name"):
        problems.warning("problem.name_none", file, row, "name", value)
    for column in ("phone", "note", "address", "opening_hours"):
        for file, row, _ in located(venues, venues[column].str.contains(PRIVATE), column):
            problems.warning("problem.share_mobile", file, row, column)


def check_open(problems: Problems, venues: pd.DataFrame) -> None:
    """Venues that are open by their status alone."""
    opened = venues["status"] == "open"
    for column in ("name", "note", "opening_hours"):
        told = opened & venues[column].str.contains(_NOT_OPEN)
        for file, row, value in located(venues, told, column):
            said = _NOT_OPEN.search(value)
            problems.warning("problem.open_but", file, row, column, said[0] if said else value)


def check_recognised(problems: Problems, venues: pd.DataFrame) -> None:
    """Recognitions of years to come."""
    this_year = clock.today().year
    for file, row, value in located(venues, venues["recognition"] != "", "recognition"):
        if years := [year for year in _YEAR.findall(value) if int(year) > this_year]:
            problems.warning("problem.future_date", file, row, "recognition", years[0])


def check_english(problems: Problems, frames: Iterable[pd.DataFrame]) -> None:
    """Chinese in the columns that readers of English are shown."""
    for frame in frames:
        for column in (c for c in frame if c.endswith("_en")):
            chinese = frame[column].str.contains(HAN.pattern)
            for file, row, value in located(frame, chinese, column):
                problems.warning("problem.english_chinese", file, row, column, value)


def check_duplicates(problems: Problems, venues: pd.DataFrame, *, near: bool = True) -> None:
    """Same name and unit, or, with ``near``, a similar name and hardly any metres between."""
    named = venues[(venues["name"] != "") & (venues["unit"] != "")].reset_index(drop=True)
    pairs: dict[int, tuple[int, str]] = {}
    position = pd.Series(np.arange(len(named)))
    first = position.groupby([named["name"].map(recorded_key), named["unit"]]).transform("first")
    for later, earlier in zip(position, first, strict=True):
        if later != earlier:
            pairs[later] = (earlier, "problem.duplicate_name")
    # Estimates of two houses may well be the point of one housing estate.
    measured = named["lon"].notna() & named["lat"].notna() & (named["precision"] != "estimated")
    names = [recorded_core_key(name) for name in named["name"].to_list()]
    points = named.loc[measured, ["lon", "lat"]]
    for earlier, later in sorted(near_pairs(points, names)) if near else ():
        if fuzz.ratio(names[earlier], names[later], score_cutoff=SIMILAR):
            pairs.setdefault(later, (earlier, "problem.duplicate_near"))
    for later in sorted(pairs):
        earlier, key = pairs[later]
        this, other = named.iloc[later], named.iloc[earlier]
        about = {"other": other["name"], "other_file": other["_file"], "other_row": other["_row"]}
        problems.warning(key, this["_file"], this["_row"], "name", this["name"], **about)


def check_alike(problems: Problems, frame: pd.DataFrame, column: str) -> None:
    """Codes that differ in capitals, widths or spaces alone: one was meant."""
    codes = frame.loc[frame[column] != "", column].drop_duplicates()
    keys = codes.map(recorded_key)
    first = codes.groupby(keys).transform("first")
    later = codes[codes != first]
    for index, code in later.items():
        problems.warning(
            "problem.code_alike", frame["_file"][index], frame["_row"][index], column, code,
            other=first[index],
        )  # fmt: skip # as one call


def check_aliases(problems: Problems, aliases: pd.DataFrame, **named: pd.DataFrame) -> None:
    """Everyday names of one that are the name of another of its kind: which is meant, who knows.

    ``named`` has the tables by the kind of an alias; units and venues are named by their code.
    """
    for kind, frame in named.items():
        known: dict[str, list[str]] = defaultdict(list)
        code = {"unit": "code", "venue": "id"}.get(kind, "name")
        for name, own in cells(frame, "name", code):
            known[recorded_key(name)].append(own)
        rows = aliases[(aliases["kind"] == kind) & (aliases["alias"] != "")]
        for index, alias, target in rows[["alias", "target"]].itertuples():
            same = known.get(recorded_key(alias), ())
            if same and target not in same:
                problems.warning(
                    "problem.alias_another", rows["_file"][index], rows["_row"][index], "alias",
                    alias, other=same[0], target=target,
                )  # fmt: skip # as one call


def check_names(
    problems: Problems,
    aliases: pd.DataFrame,
    successors: pd.DataFrame,
    *,
    units: pd.DataFrame,
    venues: pd.DataFrame,
    places: pd.DataFrame,
    layers: Collection[str],
) -> None:
    """Check aliases and successors against the tables, and the layers, that they refer to."""
    codes = set(units["code"].to_list()) - {""}
    known = {
        "unit": codes,
        "venue": set(venues["id"].to_list()),
        "place": set(places["name"].to_list()),
        "layer": set(layers),
    }
    for kind, names in known.items():
        rows = aliases[(aliases["kind"] == kind) & (aliases["target"] != "")]
        for file, row, target in located(rows, ~among(rows["target"], names), "target"):
            problems.error("problem.alias_target", file, row, "target", target, kind=kind)
    check_repeated(problems, aliases, ["alias", "kind", "target"], "problem.name_twice")
    check_repeated(problems, successors, ["name", "successor"], "problem.name_twice")
    check_codes(problems, successors, codes, "successor")
    for file, row, code in located(successors, among(successors["code"], codes), "code"):
        problems.error("problem.former_current", file, row, "code", code)
    check_not_future(problems, successors, "date")


def check_sharing(
    problems: Problems,
    shares: pd.DataFrame,
    needs: pd.DataFrame,
    circles: pd.DataFrame,
    *,
    venues: pd.DataFrame,
    places: pd.DataFrame,
    units: pd.DataFrame,
) -> None:
    """Check offers, needs and circles against the tables that they refer to."""
    codes = set(units["code"].to_list()) - {""}
    for frame in (f for f in (shares, needs) if len(f)):
        check_repeated(problems, frame, ["id"], "problem.code_twice")
        check_codes(problems, frame, codes)
        check_not_future(problems, frame)
        _check_where(problems, frame, venues)
        _check_no_person(problems, frame)
        _check_valid(problems, frame)
    _check_listed(problems, shares, venues)
    check_repeated(problems, circles, ["id"], "problem.code_twice")
    check_codes(problems, circles, codes)
    check_pairs(problems, circles)
    check_not_future(problems, circles)
    _check_middle(problems, circles, set(places["name"].to_list()))


def _check_where(problems: Problems, frame: pd.DataFrame, venues: pd.DataFrame) -> None:
    """An offer or a need stands at a venue, or in a unit under the name of an institution."""
    unit = venues.drop_duplicates("id").set_index("id")["unit"]
    named = frame["venue"] != ""
    for file, row, value in located(frame, named & ~among(frame["venue"], unit.index), "venue"):
        problems.error("problem.share_venue", file, row, "venue", value)
    for file, row, _ in located(frame, ~named & (frame["unit"] == ""), "unit"):
        problems.error("problem.share_where", file, row, "unit")
    for file, row, _ in located(frame, ~named & (frame["institution"] == ""), "institution"):
        problems.error("problem.share_institution", file, row, "institution")
    own = frame["venue"].map(unit).fillna("")
    other = (own != "") & (frame["unit"] != "") & (frame["unit"] != own)
    for file, row, value in located(frame, other, "unit"):
        problems.warning("problem.share_unit", file, row, "unit", value)


def _check_no_person(problems: Problems, frame: pd.DataFrame) -> None:
    for column in (c for c in WRITTEN if c in frame):
        for file, row, _ in located(frame, frame[column].str.contains(PRIVATE), column):
            problems.error("problem.share_mobile", file, row, column)


def _check_valid(problems: Problems, frame: pd.DataFrame) -> None:
    """A day of grace, as for dates that are still to come, here to the other side."""
    yesterday = clock.today() - timedelta(days=1)
    for file, row, value in located(frame, frame["status"] == "open", "valid_until"):
        end = last_day(value)
        if end is not None and end < yesterday:
            problems.warning("problem.share_expired", file, row, "valid_until", value)


def _check_listed(problems: Problems, shares: pd.DataFrame, venues: pd.DataFrame) -> None:
    """What a venue is said to lend must be an offer too, or nobody can find it."""
    unlisted = (venues["shares"] != "") & ~among(venues["id"], set(shares["venue"]))
    for file, row, value in located(venues, unlisted, "shares"):
        problems.warning("problem.share_unlisted", file, row, "shares", value)


def _check_middle(problems: Problems, circles: pd.DataFrame, places: set[str]) -> None:
    """The middle of a circle: a place of ``places.csv``, or coordinates."""
    unknown = (circles["place"] != "") & ~among(circles["place"], places)
    for file, row, value in located(circles, unknown, "place"):
        problems.error("problem.circle_place", file, row, "place", value)
    nowhere = circles["lon"].isna() & circles["lat"].isna()
    for file, row, _ in located(circles, (circles["place"] == "") & nowhere, "place"):
        problems.error("problem.circle_centre", file, row, "place")
