"""What of a row is doubtful although each of its cells can be read, and what deserves eyes.

A question holds back its row: where a place is, what it is and whether it still is decide
verdicts, and a wrong one is worse than one that waits. Many of one cause are asked as one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from locator.intake.match.calling import doubt_kind, doubt_name, own_part
from locator.intake.match.drafts import told_cells
from locator.intake.match.rows import doubt_place
from locator.intake.match.status import settle_state
from locator.names.keys import core_key, name_key
from locator.pack.model import IndicatorRule, layers_of
from locator.pack.quoted import cells_quoted, row_named, row_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.intake.match.drafts import Drafts
    from locator.intake.model import (
        Declared,
        DifferenceRow,
        Look,
        ParsedRecord,
        Place,
        VerdictChange,
    )
    from locator.intake.recognise.units import UnitFinder
    from locator.pack.change import Cells
    from locator.pack.model import CityPack
    from locator.problems import Problem

_POINT = frozenset({"lon", "lat", "precision"})
#: No list tells of a place as it was before this year.
_EARLIEST = "1980"
#: More places of one kind than this are not in a town or village.
_PLACES = 500
#: Cells on which verdicts depend.
_DECIDING = frozenset({"status", "layer", "unit", "recognition", "value", "as_of"})
_ORDER: tuple[Look, ...] = ("reopened", "verdict", "other", "back", "")
#: So many rows of one cause are named one by one, and so many of its values are shown.
_FEW = 3


def doubt(record: ParsedRecord, drafts: Drafts) -> None:
    """Ask what has to be asked of one row, and take the state that its remarks tell."""
    doubt_name(record, drafts)
    doubt_place(record, drafts)
    doubt_kind(record, drafts)
    settle_state(record, drafts)
    _doubt_date(record, drafts)


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


def without_held(records: Sequence[ParsedRecord], drafts: Drafts) -> list[ParsedRecord]:
    """The records of which nothing is asked."""
    held = drafts.problems.held
    return [record for record in records if (record.plan.sheet, record.row) not in held]


def without_repeated(records: Sequence[ParsedRecord], drafts: Drafts) -> list[ParsedRecord]:
    """The records with those of one venue as one; where they contradict each other, all wait."""
    problems = drafts.problems
    rows_of_venue: dict[tuple[str, ...], list[ParsedRecord]] = defaultdict(list)
    for record in records:
        own = own_part(record.name, record.layer, record.unit, drafts)
        key = (record.match,) if record.match else (own, record.layer, record.unit)
        rows_of_venue[key].append(record)
    once = []
    for first, *others in rows_of_venue.values():
        sure = all(_adds_to(first, other) for other in others)
        for record in [] if sure and not others else others if sure else [first, *others]:
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
    above = {
        what: {unit for code in units for unit in finder.chain(code)}
        for what, units in flipped.items()
    }
    looked = [replace(row, look=_look(row, flipped, above, finder)) for row in rows]
    return tuple(sorted(looked, key=lambda row: _ORDER.index(row.look)))


def _look(
    row: DifferenceRow, flipped: dict[str, set[str]], above: dict[str, set[str]], finder: UnitFinder
) -> Look:
    cells = {name: (before, after) for name, before, after in row.fields}
    before, after = cells.get("status", ("", ""))
    if before and before != "open" and after == "open":
        return "reopened"
    if cells.keys() & _DECIDING:
        # A record counts for all above its unit; a declaration speaks for everything below it.
        what, chain = _about(row), finder.chain(row.unit)
        below = row.file == "reporting.csv" and row.unit in above.get(what, ())
        if below or not flipped.get(what, set()).isdisjoint(chain):
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


def by_cause(problems: Iterable[Problem]) -> list[Problem]:
    """The problems with those of one cause as one that names all its rows.

    One cause is the same message about the same column with the same choices; of the values that
    differ a few are shown. Where only few rows share it, each stays by itself.
    """
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        params = tuple(sorted((name, str(value)) for name, value in problem.params.items()))
        cause = (problem.severity, problem.key, problem.file, problem.sheet, problem.column, params)
        groups.setdefault(cause if problem.row is not None else (id(problem),), []).append(problem)
    found: list[Problem] = []
    for group in groups.values():
        found += [_joined(group)] if len(group) > _FEW else group
    return found


def _joined(group: list[Problem]) -> Problem:
    rows = tuple(sorted({problem.row for problem in group if problem.row is not None}))
    values = list(dict.fromkeys(problem.value for problem in group if problem.value is not None))
    first = min(group, key=lambda problem: problem.row or 0)
    params = dict(first.params) | {"row": _ranges(rows)}
    if len(values) > 1:
        params["value"] = (*values[:_FEW], *("…" for _ in values[_FEW : _FEW + 1]))
    value = "、".join(values[:_FEW]) + ("…" if len(values) > _FEW else "") if values else None
    return replace(first, value=value, rows=rows, params=params)


def _ranges(rows: tuple[int, ...]) -> tuple[str, ...]:
    """Rows as people write them: 2-31, 40."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return tuple(f"{a}" if a == b else f"{a}-{b}" for a, b in runs)
