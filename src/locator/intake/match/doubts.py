"""What of a row is doubtful although each of its cells can be read: a name that is none, a kind
that its name does not bear out, a venue that may be known already, a date gone by.

A question holds back its row: where a place is, what it is and whether it still is decide
verdicts, and a wrong one is worse than one that waits.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from locator.intake.match.drafts import told_cells
from locator.intake.match.rows import doubt_place
from locator.intake.match.status import settle_state
from locator.intake.recognise.kinds import (
    find_layer,
    has_level,
    layer_at_end,
    layer_by_level,
    layer_within,
    layers_at_end,
    nameless_kinds,
    of_county,
    other_house,
    smaller_kinds,
    smaller_of,
    without_kind,
)
from locator.intake.recognise.states import state_in_name
from locator.intake.recognise.words import (
    is_branch,
    is_former,
    listed_words,
    no_name,
    pattern,
    remarks,
)
from locator.names.keys import bare_key, core_key, name_key, recorded_key
from locator.pack.model import cells
from locator.pack.quoted import cells_quoted, row_named, row_unit
from locator.problems import DataName

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.intake.match.drafts import Drafts
    from locator.intake.model import Declared, ParsedRecord, Place
    from locator.pack.change import Cells

_POINT = frozenset({"lon", "lat", "precision"})
#: No list tells of a place as it was before this year.
_EARLIEST = "1980"
#: More places of one kind than this are not in a town or village.
_PLACES = 500
#: What 本镇老年学校 adds to the kind: no venue's own name.
_OF_HERE = re.compile(
    r"^(?:新建|在建|[本我该此])?(?:乡镇|[镇乡村区县市校]|街道|社区)?|[(（]?共?[\d一二两三四五六七八九十]+[所个家处间座]?$"
)
#: Marks that no name has: somebody struck it off, doubts it or tells of it elsewhere.
_MARKED = re.compile(r"[*#×✗√?？!！…~^=<>→※★☆▲△●◎]|^[-—]|[-—]$")
_IN_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
#: Group of layers whose names nothing else has: 书屋, 阅览室.
_READING = "reading"
#: A county with the city above it: a longer chain begins below.
_IN_COUNTY = 2


def doubt(record: ParsedRecord, drafts: Drafts) -> None:
    """Ask what has to be asked of one row, and take the state that its remarks tell."""
    _doubt_name(record, drafts)
    doubt_place(record, drafts)
    _doubt_kind(record, drafts)
    settle_state(record, drafts)
    _doubt_date(record, drafts)


def _doubt_name(record: ParsedRecord, drafts: Drafts) -> None:
    """A name that is only a number, a unit's or a kind's is no venue's: 1所, 镇老年学校."""
    name = record.name
    if record.match or not name:
        return
    told, catalogue = _OF_HERE.sub("", name), drafts.pack.catalogue
    kind = find_layer(name, catalogue) or find_layer(told, catalogue)
    bare = kind or not any(map(str.isalpha, told)) or drafts.finder.is_unit(name)
    if bare or no_name(name):
        drafts.problems.ask("name_bare", record.plan, record.row, "name", name)
        return
    counts = record.cells.get("status", "open") == "open"
    if counts and (_MARKED.search(name) or _adds(record, drafts)):
        drafts.problems.ask("state_asked", record.plan, record.row, "name", name)
        return
    for heading, text in record.unread.items():
        if not is_former(heading) or not (former := _recorded(text, record, drafts)):
            continue
        drafts.problems.ask("name_former", record.plan, record.row, heading, text, id=former)
        return


def _adds(record: ParsedRecord, drafts: Drafts) -> bool:
    """Whether a school's name has more than its own, its kind and a branch, in brackets or behind
    the kind, and nobody knows what that means: 某镇老年学校（样板）, 某镇老年学校校友会.
    """
    schools = listed_words()["names"]["schools"].split()
    if record.layer not in schools or state_in_name(record.name):
        return False
    for remark in remarks(record.name):
        house = is_branch(record.name) or pattern("names", "own").search(remark)
        known = house or drafts.finder.means_any(remark)
        if not (known or pattern("names", "inside").search(remark)):
            return True
    behind = pattern("names", "kinds").split(_IN_BRACKETS.sub("", record.name))
    return len(behind) > 1 and not pattern("names", "behind").fullmatch(behind[-1])


def _recorded(name: str, record: ParsedRecord, drafts: Drafts) -> str:
    """Id of a venue on record of a name, kind and place; "" for none."""
    venues, finder = drafts.pack.venues, drafts.finder
    same = venues[venues["layer"] == record.layer]
    return next(
        (
            str(identifier)
            for identifier, known, unit in cells(same, "id", "name", "unit")
            if core_key(known) == core_key(name) and finder.one_place(record.unit, unit)
        ),
        "",
    )


def _doubt_kind(record: ParsedRecord, drafts: Drafts) -> None:
    """A small library is not the county's, a teaching point not the school, what its name calls a
    museum no library, and a county's own no town's although it lies there.
    """
    if record.match:
        return
    catalogue, finder = drafts.pack.catalogue, drafts.finder
    listed = record.as_listed.get("layer", "")
    key, choices = "kind_smaller", smaller_kinds(record.layer, (listed, record.name))
    if not choices and (called := layer_at_end(record.name, catalogue)):
        groups = {catalogue.layers[code].group for code in (called, record.layer)}
        # A list's title is no word of the row's own; where that says the kind, it may be narrower.
        other = not has_level(record.name) and called != record.layer if not listed else False
        if (len(groups) > 1 or other) and layer_within(record.name, catalogue) != record.layer:
            key, choices = "kind_other", (called, record.layer)
    if not choices and record.unit and has_level(listed or record.name):
        level = finder.level(record.unit)
        named = [c for c in finder.texts.in_text(record.name) if c in finder.chain(record.unit)[1:]]
        above = [
            layer_by_level(listed or record.name, finder.level(c), catalogue.layers) for c in named
        ]
        if level in {"town", "village"} and any(above) and record.layer not in above:
            key, choices = "kind_level", (*above, record.layer)
    if not choices and of_county(record.layer) and _of_town(record, drafts):
        key, choices = "kind_smaller", (*smaller_of(record.layer), record.layer)
    if not choices and _of_above(record, drafts):
        key, choices = "kind_level", (record.layer,)
    if not choices and other_house(record.layer, record.name):
        key, choices = "kind_other", (record.layer,)
    choices = choices or nameless_kinds(record.layer, record.name)
    if not choices and catalogue.layers[record.layer].group != _READING:
        rooms = layers_at_end(record.name, _READING, catalogue)
        key, choices = ("kind_other", (*rooms, record.layer)) if rooms else (key, ())
    layers = [catalogue.layers[c] for c in dict.fromkeys(choices) if c in catalogue.layers]
    if layers:
        others = tuple(DataName(layer.name, layer.name_en) for layer in layers)
        drafts.problems.ask(key, record.plan, record.row, "layer", record.name, others=others)


def _of_above(record: ParsedRecord, drafts: Drafts) -> bool:
    """Whether a school's name, though its row is a town's, is of a unit above and has nothing of
    its own: 太仓市老年学校 is no town's.
    """
    finder = drafts.finder
    rest = without_kind(core_key(record.name), record.layer, drafts.pack.catalogue)
    above = [name_key(finder.name(code)) for code in finder.chain(record.unit)[1:]]
    low = record.unit and finder.level(record.unit) in {"town", "village"}
    schools = listed_words()["names"]["schools"].split()
    return bool(low) and record.layer in schools and rest in {*above, *map(bare_key, above)}


def _of_town(record: ParsedRecord, drafts: Drafts) -> bool:
    """Whether a name begins with the town or village of its row, 千灯社区学院, or lies in a zone
    and does not name the county: neither is the county's own.
    """
    finder = drafts.finder
    chain = finder.chain(record.unit) if record.unit else []
    front = finder.texts.at_front(record.name, chain)
    levels = {finder.level(code) for code in front}
    low = of_county(record.layer, "named") and len(chain) > _IN_COUNTY
    low |= bool(chain) and not finder.counted(record.unit)
    whose = {"county", "city"} if of_county(record.layer, "of_city") else {"county"}
    return bool(levels & {"town", "village"}) or (low and not levels & whose)


def _doubt_date(record: ParsedRecord, drafts: Drafts) -> None:
    """A row that is older than what is known of its venue and says something else."""
    dated = record.cells.get("source_date", "")
    if dated and dated < _EARLIEST:
        drafts.problems.ask("cell_date", record.plan, record.row, "source_date", dated)
    before = drafts.venue(record.match)
    if before is None:
        return
    told = told_cells(record.cells, record.as_listed, before)
    if record.unit and record.unit not in drafts.finder.chain(before["unit"]):
        told["unit"] = record.unit
    if record.as_listed.get("layer") and record.layer != before["layer"]:
        told["layer"] = record.layer
    place = (record.plan, record.row)
    if older_holds(drafts, place, f"venues/{record.match_layer}.csv", before, told, dated):
        return
    record.cells = {"name": before["name"]}
    record.as_listed = {"id": record.match, "name": before["name"]}
    record.unit, record.layer = before["unit"], before["layer"]


def older_holds(
    drafts: Drafts, place: Place, file: str, before: Cells, told: Cells, dated: str
) -> bool:
    """Whether a row may change a record: unless it is older, it may; else that is asked.

    Parameters
    ----------
    told
        The cells in which the row differs from the record.
    dated
        The date of the row, ``""`` for none. Of two dates, what both have is compared.

    Returns
    -------
    bool
        False where what is known was said to hold. A row of which nothing was said yet waits.
    """
    known = before.get("source_date") or before.get("as_of") or before.get("population_year", "")
    common = min(len(dated), len(known))
    if not told or dated[:common] >= known[:common]:
        return True
    (plan, row), pack = place, drafts.pack
    if row is None:
        return True
    yours, theirs = (cells_quoted(pack, file, cells, told) for cells in (told, before))
    answer = drafts.problems.choose(
        "older",
        plan,
        row,
        "source_date",
        dated,
        name=row_named(pack, before),
        unit=row_unit(pack, before),
        known=known,
        yours=yours,
        theirs=theirs,
    )
    return answer != "known"


def free_to_change(
    drafts: Drafts, place: Place, file: str, before: Cells, told: Cells, dated: str
) -> bool:
    """Whether a row may change a record now: nothing is asked of it, or it was said to hold."""
    holds = older_holds(drafts, place, file, before, told, dated)
    return holds and (place[0].sheet, place[1]) not in drafts.problems.held


def own_part(name: str, layer: str, unit: str, drafts: Drafts) -> str:
    """What of a name is the venue's own: nothing of its units and its kind.

    七都镇老年大学 and 七都老年学校 are alike in having none; 七都镇第二老年大学 has its number.
    """
    key = (name_key if is_branch(name) else core_key)(name)
    key = without_kind(key, layer, drafts.pack.catalogue)
    for code in reversed(drafts.finder.chain(unit)):
        whole = recorded_key(drafts.finder.name(code))
        key = key.removeprefix(whole if key.startswith(whole) else bare_key(whole))
    return key


def doubt_spellings(records: Iterable[ParsedRecord], drafts: Drafts) -> None:
    """New rows named like a record of their kind and place but for the spelling."""
    finder = drafts.finder
    #: By what it is called, each unit that a record lies in, and whether it is of that unit itself.
    known: dict[tuple[str, str, str, bool], list[tuple[str, str]]] = defaultdict(list)
    for identifier, name, unit, layer in cells(drafts.pack.venues, "id", "name", "unit", "layer"):
        own = own_part(name, layer, unit, drafts)
        for code in finder.chain(unit):
            known[layer, own, code, code == unit].append((identifier, name))
    for record in records:
        if record.match or not record.unit:
            continue
        own = own_part(record.name, record.layer, record.unit, drafts)
        places = [(record.unit, False), *((code, True) for code in finder.chain(record.unit))]
        alike = (one for place in places for one in known.get((record.layer, own, *place), ()))
        for identifier, name in alike:
            if one_name(record.name, name):
                place = (record.plan, record.row, "name", record.name)
                drafts.problems.ask("known_alike", *place, other=name, id=identifier)
                break


def one_name(name: str, other: str) -> bool:
    """Whether names that are the same but for brackets mean one place.

    东校区 and 西校区 are two; a remark that tells a branch from its parent does too.
    """
    here, there = (frozenset(map(name_key, remarks(text))) for text in (name, other))
    if here == there or not (here or there):
        return True
    return not (here and there) and not (is_branch(name) or is_branch(other))


def without_held(records: Sequence[ParsedRecord], drafts: Drafts) -> list[ParsedRecord]:
    """The records of which nothing is asked."""
    held = drafts.problems.held
    return [record for record in records if (record.plan.sheet, record.row) not in held]


def without_repeated(records: Sequence[ParsedRecord], drafts: Drafts) -> list[ParsedRecord]:
    """The records of which nothing is asked, with those of one venue as one.

    Where they contradict each other, or something is asked of one, 注销名单 beside 名单, all wait.
    """
    problems, held = drafts.problems, drafts.problems.held
    rows_of_venue: dict[tuple[str, ...], list[ParsedRecord]] = defaultdict(list)
    for record in records:
        own = own_part(record.name, record.layer, record.unit, drafts)
        key = (record.match,) if record.match else (own, record.layer, record.unit)
        rows_of_venue[key].append(record)
    once = []
    for group in rows_of_venue.values():
        free = without_held(group, drafts)
        first, *others = sorted(
            group, key=lambda record: (record.plan.sheet, record.row) not in held
        )
        sure = len(free) == len(group) and all(_adds_to(first, other) for other in others)
        for record in others if sure else free:
            other = first if record is not first else others[0]
            say = problems.warning if sure else problems.ask
            spelt = core_key(record.name) != core_key(other.name)
            say(
                "row_again" if sure else "row_alike" if spelt else "row_twice",
                record.plan,
                record.row,
                "name",
                record.name,
                other=other.name,
                other_row=other.row,
                other_sheet=other.plan.sheet or problems.file,
            )
        once += [first] if sure else []
    return once


def _adds_to(first: ParsedRecord, other: ParsedRecord) -> bool:
    """Whether a row contradicts an earlier one of its venue nowhere; then that tells both."""
    both = (first.cells.keys() & other.cells.keys()) - {"id"}
    if (first.unit, first.layer, first.datum) != (other.unit, other.layer, other.datum) or any(
        name_key(first.cells[c]) != name_key(other.cells[c]) for c in both
    ):
        return False
    # Another sheet may have another datum.
    more = {c for c in other.cells if c not in _POINT or first.plan is other.plan} - both
    first.cells |= {c: other.cells[c] for c in more}
    first.as_listed |= {c: other.as_listed[c] for c in more if c in other.as_listed}
    return True


def firm_declarations(
    declared: Sequence[Declared], records: Sequence[ParsedRecord], drafts: Drafts
) -> list[Declared]:
    """Declarations of lists none of whose rows waits, or is placed too high to be counted: a list
    without them is not complete, and would prove gaps that there are not.
    """
    held = drafts.problems.held
    known = drafts.rows.of("reporting.csv")
    firm = []
    for answer in declared:
        before = known.get(f"{answer.unit}|{answer.layer}")
        # What was declared of the records there are is not declared now.
        high = sum(
            record.layer == answer.layer
            and not (record.match and before)
            and answer.unit in drafts.finder.chain(unit := _unit_after(record, drafts))
            and drafts.too_high(unit, record.layer)
            for record in records
        )
        if answer.complete and high:
            drafts.problems.warning(
                "declaration_coarse", answer.plan, answer.row, "complete", number=high
            )
        elif not answer.complete or all(sheet != answer.plan.sheet for sheet, _ in held):
            firm.append(answer)
        elif (before or {}).get("as_of") != answer.as_of:
            drafts.problems.warning("declaration_waits", answer.plan, answer.row, "complete")
    return firm


def _unit_after(record: ParsedRecord, drafts: Drafts) -> str:
    """Unit of a row's venue with the row taken: the finer one of the two."""
    before = drafts.venue(record.match)
    known = before["unit"] if before else ""
    return known if known and record.unit in drafts.finder.chain(known) else record.unit


# -- lists that cannot be ------------------------------------------------------------


def doubt_crowds(drafts: Drafts, records: Iterable[ParsedRecord]) -> None:
    """Say of a list that it puts more places of one kind into a town than can be."""
    crowds = Counter((record.plan, record.unit, record.layer) for record in records)
    for (plan, unit, _), number in crowds.items():
        if number > _PLACES and drafts.finder.level(unit) in {"town", "village"}:
            drafts.problems.warning(
                "absurd_rows", plan, None, "unit", number=number, unit=drafts.finder.path(unit)
            )
