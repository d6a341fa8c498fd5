"""What of a row is doubtful although each of its cells can be read, and what deserves eyes.

A question holds back its row: where a place is, what it is and whether it still is decide
verdicts, and a wrong one is worse than one that waits. A figure that is too large or too small to
be true is taken as given and said: a cell that counts in another unit than its heading says (万
for ones, yuan for 万元) is wrong by a factor of ten or more, and so shows against what is known.
The bounds are rough on purpose; nobody is held up by them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from locator.intake.match.drafts import told_cells
from locator.intake.recognise.words import (
    is_branch,
    smaller_kinds,
    state_in_hours,
    state_in_name,
    state_said,
)
from locator.names.keys import core_key, name_key
from locator.pack.quoted import cells_quoted, row_named, row_unit
from locator.pack.requirements import IndicatorRule, layers_of
from locator.problems import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.intake.match.drafts import Drafts
    from locator.intake.model import (
        Declared,
        DifferenceRow,
        Look,
        ParsedRecord,
        Place,
        UploadProblems,
        VerdictChange,
    )
    from locator.intake.recognise.units import UnitFinder
    from locator.intake.recognise.words import StateSaid
    from locator.pack.change import Cells
    from locator.pack.model import CityPack

#: Texts of a row that may name a unit other than its own, the surest first.
_PLACED = ("address", "name")
_POINT = frozenset({"lon", "lat", "precision"})
#: So many times more or fewer than before is a slip of a unit of measure rather than a change.
_JUMP = 10
#: Of no indicator that counts is there more than one for so few residents (the plan asks for 1.5
#: teachers for 10 000).
_RESIDENTS_EACH = 20
#: More than so many of anything are not in a city where its residents are not known.
_MOST = 10_000
#: No unit of a level has more residents: China's largest counties have about 5 million, its largest
#: towns about 1 million (census of 2020).
_LARGEST = {"county": 6_000_000, "town": 1_200_000, "village": 200_000}
#: And no county or town has fewer.
_SMALLEST = {"county": 5_000, "town": 500}
#: More places of one kind than this are not in a town or village.
_PLACES = 500
#: Cells on which verdicts depend.
_DECIDING = frozenset({"status", "layer", "unit", "recognition", "value", "as_of"})
_ORDER: tuple[Look, ...] = ("reopened", "verdict", "other", "back", "")


def doubt(record: ParsedRecord, drafts: Drafts) -> None:
    """Ask what has to be asked of one row, and take the state that its remarks tell."""
    _doubt_place(record, drafts)
    _doubt_kind(record, drafts)
    _settle_state(record, drafts)
    _doubt_date(record, drafts)


def _doubt_place(record: ParsedRecord, drafts: Drafts) -> None:
    """The unit of the row against what its address and name say, and one that counts nowhere."""
    finder, problems = drafts.finder, drafts.problems
    before = drafts.venue(record.match)
    for column in _PLACED:
        text = record.cells.get(column, "")
        if not text or (before and before[column] == text and record.unit == before["unit"]):
            continue
        if elsewhere := finder.elsewhere.at(text):
            problems.ask("other_city", record.plan, record.row, column, text, other=elsewhere)
            return
        if not record.unit or record.unit_from == column:
            continue
        if any(record.unit in finder.chain(c) for c in finder.in_text(text, (record.unit,))):
            continue
        found = finder.in_text(text)
        if found and not any(finder.one_place(record.unit, code) for code in found):
            problems.ask(
                f"{column}_elsewhere",
                record.plan,
                record.row,
                column,
                text,
                other="、".join(map(finder.path, found)),
                unit=finder.path(record.unit),
            )
            return
    if record.unit and not finder.counted(record.unit):
        problems.warning(
            "unit_zone", record.plan, record.row, "unit", unit=finder.path(record.unit)
        )


def _doubt_kind(record: ParsedRecord, drafts: Drafts) -> None:
    """A small library is not the county's, a teaching point not the school."""
    if record.match:
        return
    layers = drafts.pack.catalogue.layers
    texts = (record.as_listed.get("layer", ""), record.name)
    choices = [c for c in smaller_kinds(record.layer, texts) if c in layers]
    if choices:
        names = "、".join(layers[code].name for code in choices)
        problems = drafts.problems
        problems.ask("kind_smaller", record.plan, record.row, "layer", record.name, others=names)


def _settle_state(record: ParsedRecord, drafts: Drafts) -> None:
    """The state that a note, the name or the hours tell, taken where sure and not contradicted."""
    before = drafts.venue(record.match) or {}
    told = record.cells.get("status", "")
    if told and told != "open":
        return
    said: tuple[tuple[str, StateSaid | None], ...] = (
        ("note", state_said(record.cells.get("note", ""))),
        ("name", state_in_name(record.name)),
        ("opening_hours", state_in_hours(record.cells.get("opening_hours", ""))),
    )
    for column, state in said:
        text = record.cells.get(column, "")
        if state is None or (before and before.get(column) == text):
            continue
        if not state.sure or told:
            drafts.problems.ask("state_asked", record.plan, record.row, column, text)
            return
        record.cells["status"] = state.state
        if column == "opening_hours":
            del record.cells[column]
        drafts.problems.warning(
            "state_taken",
            record.plan,
            record.row,
            column,
            text,
            state=Words((f"vocabulary.status_{state.state}",)),
        )
        return


def _doubt_date(record: ParsedRecord, drafts: Drafts) -> None:
    """A row that is older than what is known of its venue and says something else."""
    before = drafts.venue(record.match)
    if before is None:
        return
    told = told_cells(record.cells, record.as_listed, before)
    if record.unit and record.unit not in drafts.finder.chain(before["unit"]):
        told["unit"] = record.unit
    if record.as_listed.get("layer") and record.layer != before["layer"]:
        told["layer"] = record.layer
    place, dated = (record.plan, record.row), record.cells.get("source_date", "")
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


def without_held(records: Sequence[ParsedRecord], drafts: Drafts) -> list[ParsedRecord]:
    """The records of which nothing is asked."""
    held = drafts.problems.held
    return [record for record in records if (record.plan.sheet, record.row) not in held]


def without_repeated(
    records: Sequence[ParsedRecord], problems: UploadProblems
) -> list[ParsedRecord]:
    """The records with those of one venue as one; where they contradict each other, all wait."""
    rows_of_venue: dict[tuple[str, ...], list[ParsedRecord]] = defaultdict(list)
    for record in records:
        name = (name_key if is_branch(record.name) else core_key)(record.name)
        key = (record.match,) if record.match else (name, record.layer, record.unit)
        rows_of_venue[key].append(record)
    once = []
    for first, *others in rows_of_venue.values():
        sure = all(_adds_to(first, other) for other in others)
        for record in [] if sure and not others else others if sure else [first, *others]:
            other = first if record is not first else others[0]
            say = problems.warning if sure else problems.ask
            say(
                "row_again" if sure else "row_twice",
                record.plan,
                record.row,
                "name",
                record.name,
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


def firm_declarations(declared: Sequence[Declared], drafts: Drafts) -> list[Declared]:
    """Declarations of lists none of whose rows waits: a list without them is not complete."""
    held = drafts.problems.held
    known = drafts.rows.of("reporting.csv")
    firm = []
    for answer in declared:
        if not answer.complete or all(sheet != answer.plan.sheet for sheet, _ in held):
            firm.append(answer)
        elif known.get(f"{answer.unit}|{answer.layer}", {}).get("as_of") != answer.as_of:
            drafts.problems.warning("declaration_waits", answer.plan, answer.row, "complete")
    return firm


# -- figures that cannot be ------------------------------------------------------------


def doubt_indicator(
    drafts: Drafts, place: Place, unit: str, indicator: str, year: str, value: float
) -> None:
    """Say of an indicator's value that it cannot be, by the residents or the nearest year."""
    plan, row = place
    said = {"unit": drafts.path(unit)}
    problems = drafts.problems
    residents = drafts.residents(unit)
    if indicator in _counted(drafts) and residents and value * _RESIDENTS_EACH > residents:
        problems.warning(
            "absurd_residents", plan, row, "value", _text(value), known=residents, **said
        )
        return
    if not residents and value > _MOST:
        problems.warning("absurd_size", plan, row, "value", _text(value), **said)
        return
    known = drafts.pack.indicators
    same = known[(known["unit"] == unit) & (known["indicator"] == indicator)]
    if len(same):
        before = float(same.loc[(same["year"].astype(int) - int(year)).abs().idxmin(), "value"])
        _doubt_jump(drafts, place, "value", value, before, unit)


def _counted(drafts: Drafts) -> set[str]:
    """Indicators that a requirement compares with the number of residents."""
    rules = drafts.pack.requirements
    return {r.indicator for r in rules if isinstance(r, IndicatorRule) and r.per_10000}


def doubt_population(drafts: Drafts, place: Place, unit: str, column: str, value: int) -> None:
    """Say of a unit's residents that they cannot be so many or so few."""
    plan, row = place
    level = drafts.finder.level(unit)
    above = next((n for c in drafts.finder.chain(unit)[1:] if (n := drafts.residents(c))), None)
    if column == "population" and (
        value > min(_LARGEST.get(level, value), above or value) or value < _SMALLEST.get(level, 0)
    ):
        drafts.problems.warning(
            "absurd_size", plan, row, column, str(value), unit=drafts.path(unit)
        )
        return
    _doubt_jump(drafts, place, column, value, drafts.residents(unit, column), unit)


def _doubt_jump(
    drafts: Drafts, place: Place, column: str, value: float, before: float, unit: str
) -> None:
    if before > 0 and value > 0 and not 1 / _JUMP < value / before < _JUMP:
        drafts.problems.warning(
            "absurd_jump", *place, column, _text(value), known=_text(before), unit=drafts.path(unit)
        )


def _text(value: float) -> str:
    return str(int(value)) if value % 1 == 0 else repr(value)


def doubt_crowds(drafts: Drafts, records: Iterable[ParsedRecord]) -> None:
    """Say of a list that it puts more places of one kind into a town than can be."""
    crowds = Counter((record.plan, record.unit, record.layer) for record in records)
    for (plan, unit, _), number in crowds.items():
        if number > _PLACES and drafts.finder.level(unit) in {"town", "village"}:
            drafts.problems.warning(
                "absurd_rows", plan, None, "unit", number=number, unit=drafts.path(unit)
            )


# -- what deserves eyes ------------------------------------------------------------


def eyes_first(
    rows: Iterable[DifferenceRow],
    verdicts: Sequence[VerdictChange],
    pack: CityPack,
    finder: UnitFinder,
) -> tuple[DifferenceRow, ...]:
    """The rows, each with why it deserves eyes, those that do before the others.

    In this order: a closed place that is open again; a row of which a verdict that changes may
    depend, by its unit and its kind or figure; another state, kind, unit or recognition; a date
    that goes back. The rest stays in the order of the file.
    """
    flipped: dict[str, set[str]] = {}
    for change in verdicts:
        rule = pack.requirement(change.requirement)
        asked = (rule.indicator,) if isinstance(rule, IndicatorRule) else layers_of(rule)
        for what in asked:
            flipped.setdefault(what, set()).add(change.unit)
    looked = [replace(row, look=_look(row, flipped, finder)) for row in rows]
    return tuple(sorted(looked, key=lambda row: _ORDER.index(row.look)))


def _look(row: DifferenceRow, flipped: dict[str, set[str]], finder: UnitFinder) -> Look:
    cells = {name: (before, after) for name, before, after in row.fields}
    before, after = cells.get("status", ("", ""))
    if before and before != "open" and after == "open":
        return "reopened"
    units = flipped.get(_about(row), set()) if cells.keys() & _DECIDING else set()
    # A declaration speaks for everything below its unit; a record counts for all above it.
    below = row.file == "reporting.csv"
    if any(u in finder.chain(row.unit) or (below and row.unit in finder.chain(u)) for u in units):
        return "verdict"
    if any(cells.get(name, ("",))[0] for name in ("status", "layer", "unit", "recognition")):
        return "other"
    before, after = cells.get("source_date") or cells.get("as_of") or ("", "")
    common = min(len(before), len(after))
    return "back" if after[:common] < before[:common] else ""


def _about(row: DifferenceRow) -> str:
    """Kind of venue, or indicator, that a row is about."""
    if row.file.startswith("venues/"):
        return row.file.removeprefix("venues/").removesuffix(".csv")
    parts = row.key.split("|")
    return parts[1] if len(parts) > 1 else ""
