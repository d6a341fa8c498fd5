"""Rows of a list → cells and units as the pack has them, and doubts about where a row's place is.

A place is where all that its row tells says: a contradiction is asked, and so is a unit above
those in which its kind is counted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator.intake.model import CellError
from locator.intake.read.layout import section_name
from locator.intake.recognise.cells import CLEAR, read_code, read_date, read_listed
from locator.intake.recognise.kinds import find_layer, layer_at_end, without_kind
from locator.intake.recognise.states import state_hinted, state_of_title, state_said
from locator.intake.recognise.units import Meant
from locator.intake.recognise.words import (
    compact,
    is_former,
    is_generic,
    is_organiser,
    is_placeholder,
    pattern,
    remarks,
)
from locator.names.keys import bare_key, core_key, half_width, name_key
from locator.pack import schema
from locator.problems import DataName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from locator.intake.match.drafts import Drafts
    from locator.intake.model import ParsedRecord, Place, SheetPlan, UploadProblems, UploadSheet
    from locator.intake.recognise.units import UnitFinder
    from locator.pack.change import Cells
    from locator.pack.schema import Column

#: Why a name is none of the pack's: there units that are alike are worth naming.
_STRANGE = frozenset({"unit_unknown", "unit_foreign"})
#: Columns that say where a row belongs: alone they are no record.
PLACED = frozenset({"unit", "county", "town"})
PLACE_ONLY = PLACED | {
    *("source", "source_date", "collected_date", "licence", "complete", "as_of", "section", "layer")
}
#: Columns that decide verdicts; what a name is marked with is asked by itself.
_DECIDING = (
    *("status", "layer", "unit", "county", "town", "section", "complete", "as_of"),
    *("indicator", "value", "year", "population", "population_year"),
)
#: Columns that decide no verdict: what cannot be read of them is left out, and the row goes on.
_ASIDE = frozenset({"audience", "topics", "shares", "capacity", "website"})
#: Texts of a row that may name a unit other than its own, the surest first.
_NAMING = ("address", "name")
#: Texts that may say so in words of their own.
_REMARKS = ("note", "opening_hours", "phone", "admission")
#: A town at the front of an address, and words that are none's name: 古镇老街, 集镇中心.
_TOWN = re.compile(
    "(?!.?[古老集本该全小新城市场]镇)[\u4e00-\u9fff]{2,3}镇(?![东西南北中]?[路街巷弄桥区上中老]|村)"
)
#: An address that is nothing but a name such as towns have: 安亭, 练塘; 村部, 老街 are none.
_BARE = re.compile("[\u4e00-\u9fff]{1,2}[亭溪浦港塘泾墩渡湾浜墅埭庄集]")


def read_cells(
    drafts: Drafts, place: Place, listed: Cells, columns: Iterable[Column], known: Cells
) -> tuple[Cells, set[str]]:
    """The filled ones of a row's cells in the pack's form, and the columns that cannot be read.

    ``known`` are the cells of the record that the row repeats, if it is one.
    """
    plan, row = place
    problems, terms = drafts.problems, drafts.pack.vocabularies
    cells: Cells = {}
    failed: set[str] = set()
    for column in columns:
        text = listed.get(column.name, "")
        if not text:
            continue
        if text == known.get(column.name):
            # What the pack holds already is not held against the list that repeats it.
            cells[column.name] = text
        elif half_width(text).casefold() in CLEAR:
            cells[column.name] = ""
        elif not is_placeholder(text):
            try:
                cells[column.name] = read_listed(text, column, terms)
            except CellError as failure:
                failed.add(column.name)
                aside = column.name in _ASIDE and plan.table == schema.VENUES.name
                say, told = problems.ask, failure.params
                if aside and not (state_said(text) or state_hinted(text)):
                    say, told = problems.warning, told | {"left": True}
                say(failure.key, plan, row, column.name, text, **told)
    return cells, failed


def rows_of(sheet: UploadSheet, plan: SheetPlan) -> Iterator[tuple[int, Cells]]:
    """Row number and the filled cells of each row by column, blank rows left out."""
    headers = plan.headers()
    columns = [sheet.cells[header].tolist() for header in headers.values()]
    for row, *cells in zip(sheet.cells.index, *columns, strict=True):
        listed = {
            name: text
            for name, cell in zip(headers, cells, strict=True)
            if (text := str(cell).strip())
        }
        if listed:
            section = sheet.sections.get(int(row), "")
            yield int(row), listed | ({"section": section} if section else {})


def doubt_marks(problems: UploadProblems, plan: SheetPlan, row: int, listed: Cells) -> None:
    """Ask of cells that decide what a row is and where, if somebody marked one as not settled:
    开放？, 盛泽镇（待定）. Words are compared without such marks.
    """
    for column in _DECIDING:
        text = listed.get(column, "")
        if text and pattern("doubts", "marks").search(compact(text)):
            problems.ask("cell_doubted", plan, row, column, text)
            return


def heads_rows(text: str, drafts: Drafts) -> bool:
    """Whether what stands alone where names stand heads the rows below: a unit, 千灯镇, a kind, or
    a state, 已撤销. What a venue has in brackets is about nothing else: 虚构老年学校（停办）.
    """
    title = section_name(text)
    about = re.sub(r"[(（].*?[)）]", "", title) if names_venue(title, drafts) else title
    kind = find_layer(title, drafts.pack.catalogue)
    return bool(drafts.finder.is_unit(text) or kind or state_of_title(about))


def is_heading(text: str, drafts: Drafts) -> bool:
    """Whether what stands alone where names stand is none: it has no kind and no word of one."""
    kind = layer_at_end(text, drafts.pack.catalogue)
    return not kind and pattern("names", "own").search(text) is None


def names_venue(title: str, drafts: Drafts) -> bool:
    """Whether a heading may as well be a venue: 沙溪镇停办老年学校 has more than state and kind."""
    layer = layer_at_end(title, drafts.pack.catalogue)
    own = without_kind(core_key(title), layer, drafts.pack.catalogue) if layer else ""
    return len(pattern("titles", "states").sub("", own)) > 1


def read_answer(
    problems: UploadProblems, plan: SheetPlan, row: int, listed: Cells
) -> tuple[bool, str] | None:
    """Whether a list is said to be complete, and as of when; None when that cannot be told.

    A list of declarations may do without the answer: then each of its rows is one.
    """
    text = listed.get("complete", "")
    try:
        complete = not text or read_code(text, "answer") == "yes"
    except CellError as failure:
        problems.ask(failure.key, plan, row, "complete", text, **failure.params)
        return None
    date = listed.get("as_of", "")
    try:
        as_of = read_date(date) if date else ""
    except CellError as failure:
        problems.ask(failure.key, plan, row, "as_of", date, **failure.params)
        return None
    if complete and not as_of:
        problems.ask("as_of_blank", plan, row, "as_of")
        return None
    return complete, as_of


def find_unit(
    finder: UnitFinder, problems: UploadProblems, plan: SheetPlan, row: int, listed: Cells
) -> Meant | None:
    """The most precise unit of a row's county, town and unit cells; None when all are blank.

    A sheet or a section that is called like a unit stands above its rows' cells, one that is not
    says nothing, and one that several are called by is asked where no cell tells which.
    """
    meant: Meant | None = None
    above: list[str] = []
    unsettled = None
    for column, text in (("unit", plan.sheet), ("section", listed.get("section", ""))):
        named = finder.find(text) if text else None
        if named and named.key == "unit_ambiguous" and not is_generic(text):
            unsettled = (column, text, named.others)
        if named is None or not named.code or named.code == finder.city:
            continue
        if above and not finder.one_place(named.code, above[-1]):
            problems.ask("unit_elsewhere", plan, row, column, text, others=finder.path(named.code))
            return Meant(key="unit_elsewhere")
        meant, unsettled = named, None
        above.append(named.code)
    for column in ("county", "town", "unit"):
        text = listed.get(column, "")
        if not text or is_placeholder(text):
            continue
        meant = finder.find(text, above, column if column != "unit" else "")
        if not meant.code:
            others = finder.paths(meant.others)
            key = f"{meant.key}_like" if meant.key in _STRANGE and others else meant.key
            problems.ask(key, plan, row, column, text, others=others)
            return meant
        above.append(meant.code)
        unsettled = None
    if unsettled:
        column, text, several = unsettled
        problems.ask("unit_ambiguous", plan, row, column, text, others=finder.paths(several))
        return Meant(key="unit_ambiguous")
    return meant


def doubt_place(record: ParsedRecord, drafts: Drafts) -> None:
    """The unit of the row against what its address and name say, and one that counts nowhere."""
    finder, problems = drafts.finder, drafts.problems
    before = drafts.venue(record.match)
    for column in _NAMING:
        text = record.cells.get(column, "")
        known = before and before[column] == text and record.unit == before["unit"]
        if not text or known:
            continue
        front = finder.elsewhere.at_front(text) if column == "name" and before is None else ""
        if elsewhere := finder.elsewhere.at(text) or front:
            problems.ask(
                "other_city", record.plan, record.row, column, text, other=DataName(elsewhere)
            )
            return
        if not record.unit or record.unit_from == column:
            continue
        own = finder.texts.in_text(text, (record.unit,))
        if any(record.unit in finder.chain(c) for c in own):
            continue
        if column == "address" and (town := _strange_town(text, record.unit, finder)):
            problems.ask("unit_unknown", record.plan, record.row, column, town)
            return
        found = finder.texts.in_text(text) or _fronts(column, text, record.unit, finder)
        if found and not any(finder.one_place(record.unit, code) for code in found):
            key = "name_elsewhere" if column == "name" else "address_elsewhere"
            _ask_apart(key, record, drafts, column, text, found)
            return
    if _remarked_apart(record, drafts) or _placed_aside(record, drafts):
        return
    spelt = record.as_listed.get("town") or record.as_listed.get("unit", "")
    if record.unit and finder.respelt(spelt, record.unit):
        unit = finder.path(record.unit)
        problems.warning("unit_respelt", record.plan, record.row, "unit", spelt, unit=unit)
    if record.unit and not finder.counted(record.unit):
        problems.warning(
            "unit_zone", record.plan, record.row, "unit", unit=finder.path(record.unit)
        )
    elif before is None:
        doubt_finer(record, drafts)


def _ask_apart(
    key: str, record: ParsedRecord, drafts: Drafts, column: str, text: str, units: Iterable[str]
) -> None:
    finder = drafts.finder
    other, unit = tuple(map(finder.path, sorted(units))), finder.path(record.unit)
    drafts.problems.ask(key, record.plan, record.row, column, text, other=other, unit=unit)


def _remarked_apart(record: ParsedRecord, drafts: Drafts) -> bool:
    """Whether a remark says that the place is in another unit or city; then that is asked."""
    before = drafts.venue(record.match) or {}
    own = [(c, record.as_listed.get(c, "")) for c in _REMARKS]
    texts = [(c, text) for c, text in own if text and before.get(c) != text]
    texts += [i for i in record.unread.items() if _may_tell(i[0])]
    for column, text in texts:
        city, units = drafts.finder.whereabouts.apart(text, record.unit)
        if city:
            problems = drafts.problems
            problems.ask("other_city", record.plan, record.row, column, text, other=DataName(city))
        elif units:
            _ask_apart("remark_elsewhere", record, drafts, column, text, units)
        if city or units:
            return True
    return False


def _may_tell(heading: str) -> bool:
    """Whether cells below a heading may say where a place is now: none of who runs it, or where it
    was, or is registered.
    """
    aside = pattern("places", "aside").search(compact(heading))
    return not (aside or is_former(heading) or is_organiser(heading))


def _placed_aside(record: ParsedRecord, drafts: Drafts) -> bool:
    """Whether a cell that is not read is nothing but another unit's name, where nobody runs the
    place or did before; below a heading of places, begins with one; then that is asked.
    """
    finder = drafts.finder
    for heading, text in record.unread.items():
        if is_former(heading) or is_organiser(heading):
            continue
        other = finder.find(text).code if finder.is_unit(text) else ""
        if other and record.unit and not finder.one_place(record.unit, other):
            said = {"other": finder.path(other), "unit": finder.path(record.unit)}
            drafts.problems.ask("unit_finer", record.plan, record.row, heading, text, **said)
            return True
        if not (_may_tell(heading) and pattern("places", "headings").search(compact(heading))):
            continue
        city, units = finder.whereabouts.away(text, record.unit)
        if city:
            place = record.plan, record.row, heading, text
            drafts.problems.ask("other_city", *place, other=DataName(city))
        elif units:
            _ask_apart("remark_elsewhere", record, drafts, heading, text, units)
        if city or units:
            return True
    return False


def _strange_town(address: str, unit: str, finder: UnitFinder) -> str:
    """The town with which an address begins and that is none of the pack's, now or before; or the
    bare name that it is, if neither the unit nor any below it may be meant.
    """
    if town := _TOWN.match(finder.elsewhere.within(address)):
        return town[0] if finder.find(town[0]).key in _STRANGE else ""
    if not _BARE.fullmatch(compact(address)):
        return ""
    meant = finder.find(address)
    own = any(finder.one_place(unit, code) for code in meant.others)
    strange = meant.key in _STRANGE or (meant.key == "unit_ambiguous" and not own)
    return address if strange else ""


def _fronts(column: str, name: str, unit: str, finder: UnitFinder) -> list[str]:
    """The units with whose bare names an address begins, 木渎香溪路; of a name the county that
    begins it, or the town behind it where that is the unit's own, or counties that it has in
    brackets: 吴江盛泽虚构老年学校, 虚构老年学校（常熟）.
    """
    if column != "name":
        return sorted(finder.whereabouts.away(name, unit)[1])
    beside = [finder.find(remark).code for remark in remarks(name)]
    counties = finder.texts.at_front(name)
    above = next((c for c in finder.chain(unit) if finder.level(c) == "county"), "")
    if above and counties in ([], [above]):
        rest = name_key(name)
        if counties:
            rest = rest.removeprefix(bare_key(name_key(finder.name(above))))
        towns = [c for c in finder.below([above]) if finder.level(c) == "town"]
        counties = (finder.texts.at_front(rest, towns) if towns else []) or counties
    return counties or [c for c in beside if c and finder.level(c) == "county"]


def doubt_finer(record: ParsedRecord, drafts: Drafts) -> None:
    """A unit too high for the kind to be counted, where an unread cell may name a finer."""
    if not drafts.too_high(record.unit, record.layer):
        return
    finder = drafts.finder
    place, path = (record.plan, record.row), finder.path(record.unit)
    for heading, text in record.unread.items():
        if is_former(heading) or is_organiser(heading):
            continue
        if finer := finder.below_in(text, record.unit):
            other = finder.path(finer)
            drafts.problems.ask("unit_finer", *place, heading, text, other=other, unit=path)
            return
    drafts.problems.warning("unit_coarse", *place, "unit", unit=path)
