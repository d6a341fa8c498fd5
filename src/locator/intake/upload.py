"""An upload → what it means for a pack: problems, changes, difference, effect on verdicts.

Nothing is written. Every problem of every sheet is found in one go, and the pack that the changes
would make is checked as any pack is.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

from locator.coverage.verdicts import evaluate_pack
from locator.intake.match import figures
from locator.intake.match.drafts import Drafts, PackRows
from locator.intake.match.gazetteer import import_places
from locator.intake.match.merge import Earlier, carried_over
from locator.intake.match.outlines import import_outlines
from locator.intake.match.sharing import import_circles, import_sharing
from locator.intake.match.untold import ask_untold
from locator.intake.match.venues import import_venues
from locator.intake.model import Difference, Import, Terms, UploadProblems, VerdictChange, called
from locator.intake.recognise.indicators import figures_in_rows
from locator.intake.recognise.sheets import SHARING_TABLES, names_venues, plan_sheets, with_comments
from locator.intake.recognise.units import UnitFinder
from locator.pack.content import with_rows
from locator.pack.files import PackFiles, checksum
from locator.pack.model import IndicatorRule, layers_of
from locator.problems import DataName, Problem, by_cause, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from locator.city import City
    from locator.intake.match.drafts import Draft
    from locator.intake.model import (
        DatumGuess,
        DifferenceRow,
        Duplicate,
        Look,
        SheetPlan,
        Upload,
        UploadSheet,
    )
    from locator.intake.template_version import TemplateVersion
    from locator.pack.change import RowChange
    from locator.pack.content import Keys
    from locator.pack.model import CityPack
    from locator.site import Site


_FIGURES = {
    "indicators": figures.import_indicators,
    "units": figures.import_units,
    "reporting": figures.import_reporting,
    "places": import_places,
    "outlines": import_outlines,
    "circles": import_circles,
}
_NO_DEGREES = frozenset({"intake.cell_degrees", "intake.cell_position"})
_DOUBLES = frozenset({"problem.duplicate_name", "problem.duplicate_near"})
#: Cells on which verdicts depend.
_DECIDING = frozenset({"status", "layer", "unit", "recognition", "value", "as_of"})
_LOOKS: tuple[Look, ...] = ("reopened", "verdict", "other", "back", "")
_Places = set[tuple[str, int | None]]


def import_upload(
    site: Site, where: str | Path, upload: Upload, terms: Terms | None = None
) -> Import:
    """What a file means for a city as it stands: the one path of the desk, terminal and programs.

    Of a template only what its planner changed is a change: it is compared with the version that
    it was made from. Where that version is not known here, what is not surely news is asked.

    Raises
    ------
    LocatorError
        The city cannot be read.
    """
    city = site.city(where)
    version, earlier = upload.version, None
    if version is not None:
        doubt = _misfit(upload, version, city)
        if doubt is None:
            earlier = _earlier(site, where, city, version)
            if earlier is None:
                doubt = Problem("warning", "intake.template_pack", upload.name)
        if doubt is not None:
            upload = dataclasses.replace(upload, problems=(*upload.problems, doubt))
    return understand(upload, city.pack, terms, site.approved(city), earlier)


def _misfit(upload: Upload, version: TemplateVersion, city: City) -> Problem | None:
    """Why a template cannot have been made of this city as it was."""
    own = city.pack.city
    if version.city != own.code:
        where = (upload.name, None, None, version.city)
        params: dict[str, object] = {"city": DataName(own.name, own.name_en), "code": own.code}
        return Problem("error", "intake.template_city", *where, params=params)
    if version.head > city.head:
        where = (upload.name, None, None, str(version.head))
        params = {"head": city.head}
        return Problem("warning", "intake.template_head", *where, params=params)
    return None


def _earlier(site: Site, where: str | Path, city: City, version: TemplateVersion) -> Earlier | None:
    """What a template was made from; None when files or log are others by now."""
    rows = PackRows(city.pack.path, site.approved(city, version.head))
    if checksum(PackFiles(city.pack.path, rows.laid)) != version.checksum:
        return None
    since = {
        (change.file, change.key): entry
        for entry in site.history(where)[version.head : city.head]
        for change in site.changes(where, entry.number)
    }
    return Earlier(rows, since)


def understand(
    upload: Upload,
    pack: CityPack,
    terms: Terms | None = None,
    approved: Iterable[RowChange] = (),
    earlier: Earlier | None = None,
) -> Import:
    """What a file means for a pack.

    Parameters
    ----------
    upload
        As :func:`locator.intake.read.read_upload` returns it.
    pack
        The effective pack: the files of its folder with ``approved`` laid over them.
    terms
        What the person said about the file.
    approved
        The approved changes that ``pack`` contains, in order.
    earlier
        What the upload, a template, was made from, where rows were published since.

    Returns
    -------
    Import
        Problems in the order of the file's sheets and rows, errors and warnings; with an error
        the changes may not be published, but they are shown all the same.
    """
    terms = terms or Terms()
    commented = (with_comments(s, templated=upload.version is not None) for s in upload.sheets)
    sheets = (s if names_venues(s) else figures_in_rows(s, pack.vocabularies) for s in commented)
    upload = dataclasses.replace(upload, sheets=tuple(sheets))
    problems = UploadProblems(upload.name, answers=terms.answers)
    planned = plan_sheets(upload, pack.catalogue, terms, problems)
    finder = UnitFinder(pack)
    drafts = Drafts(
        upload,
        pack,
        PackRows(pack.path, approved),
        finder,
        problems,
        terms,
        tuple(plan for _, plan in planned),
        earlier,
    )
    if earlier is not None:
        planned = [(carried_over(drafts, earlier, sheet, plan), plan) for sheet, plan in planned]
    datums, duplicates, gone = _gather(drafts, planned)
    if upload.version is not None and earlier is None:
        ask_untold(drafts, planned)
    drafts.drop_held()
    for plan in drafts.plans:
        if assumed := sum(sheet == plan.sheet for sheet, _ in drafts.assumed):
            problems.warning("source_assumed", plan, number=assumed)
    after, brought_in = _settled(drafts)
    verdicts = verdict_changes(pack, after) if after is not None else ()
    new, changed = (
        _eyes_first([d.row for d in drafts.by_key.values() if d.new is n], verdicts, pack, finder)
        for n in (True, False)
    )
    every = [*upload.problems, *problems, *brought_in]
    return Import(
        upload=upload,
        plans=drafts.plans,
        datums=tuple(datums),
        problems=_in_order(by_cause(_refused(every, drafts)), drafts.plans),
        changes=drafts.changes(),
        difference=Difference(new=new, changed=changed, gone=gone, possible_duplicates=duplicates),
        verdicts=verdicts,
        questions=tuple(problems.questions),
    )


def _settled(drafts: Drafts) -> tuple[CityPack | None, list[Problem]]:
    """The pack with the changes of which no check of a pack says that they cannot be.

    A row of which one does waits as a question, and the others are tried without it.
    """
    waiting: list[Problem] = []
    while True:
        held = len(drafts.problems.held)
        after, brought_in = try_out(drafts)
        if len(drafts.problems.held) == held:
            return after, [*waiting, *brought_in]
        waiting += [p for p in brought_in if "waits" in p.params]
        drafts.drop_held()


def _gather(
    drafts: Drafts, planned: Sequence[tuple[UploadSheet, SheetPlan]]
) -> tuple[list[DatumGuess], tuple[Duplicate, ...], tuple[DifferenceRow, ...]]:
    venues = [(sheet, plan) for sheet, plan in planned if plan.table == "venues"]
    datums, declared, duplicates, gone = import_venues(drafts, venues)
    if declared:
        figures.import_declared(drafts, declared)
    for sheet, plan in planned:
        if plan.table in _FIGURES:
            _FIGURES[plan.table](drafts, sheet, plan)
        elif plan.table in SHARING_TABLES:
            duplicates += tuple(import_sharing(drafts, sheet, plan))
    return datums, duplicates, gone


def _in_order(problems: Sequence[Problem], plans: Sequence[SheetPlan]) -> tuple[Problem, ...]:
    """By sheet and row, what is about a whole file or sheet first."""
    order = {plan.sheet: number for number, plan in enumerate(plans, start=1)}
    return tuple(sorted(problems, key=lambda p: (order.get(p.sheet, 0), p.row or 0)))


def try_out(drafts: Drafts) -> tuple[CityPack | None, list[Problem]]:
    """The pack with the changes laid over it, and the problems that it has only with them.

    The same checks as those of any pack; each problem is put back to the row of the upload that
    brings it in. Where that is an error, the row is held.
    """
    rows = drafts.rows.with_changes(drafts.changes())
    pack, of_pack, lines = with_rows(drafts.pack, rows)
    known = Counter(_identity(p, drafts, {}) for p in drafts.pack.problems)
    asked = {(p.sheet, p.row) for p in drafts.problems if p.key == "intake.possible_duplicate"}
    elsewhere = {(p.sheet, p.row) for p in drafts.problems if p.key == "intake.point_elsewhere"}
    # Half of a position is there when the other half was no number: that has been said.
    halves = {(p.sheet, p.row) for p in drafts.problems if p.key in _NO_DEGREES}
    found = []
    for problem in of_pack:
        identity = _identity(problem, drafts, lines)
        if known[identity]:
            known[identity] -= 1
            continue
        draft = _draft_of(problem, drafts, lines)
        if draft is None:
            if problem.key not in _DOUBLES or problem.file in rows:
                found.append(problem)
        elif (draft.row.sheet, draft.row.row) not in _said(problem, asked, halves, elsewhere):
            found.append(_put_back(problem, draft, drafts, lines))
    return pack, found


def _said(problem: Problem, asked: _Places, halves: _Places, elsewhere: _Places) -> _Places:
    """Rows of which a problem of the pack was said already, as one of the upload."""
    if problem.key in _DOUBLES:
        return asked
    said = {"problem.other_county": elsewhere, "problem.half_point": halves}
    return said.get(problem.key, set())


def _key_at(file: str, row: int | None, drafts: Drafts, lines: Keys) -> str:
    """Key of the row at a line of a file, changed or not."""
    if row is None:
        return ""
    if file in lines:
        return lines[file].get(row, "")
    return drafts.rows.key_at(file, row)


def _identity(problem: Problem, drafts: Drafts, lines: Keys) -> tuple[object, ...]:
    """What makes a problem the same although lines have moved."""
    other = problem.params.get("other_file"), problem.params.get("other_row")
    return (
        problem.key,
        problem.file,
        _key_at(problem.file, problem.row, drafts, lines),
        problem.column,
        problem.value,
        _key_at(str(other[0]), int(str(other[1])), drafts, lines) if other[0] else "",
    )


def _draft_of(problem: Problem, drafts: Drafts, lines: Keys) -> Draft | None:
    """The change of the upload that a problem is about, its own row or the other one it names."""
    key = _key_at(problem.file, problem.row, drafts, lines)
    draft = drafts.by_key.get((problem.file, key))
    if draft is None and problem.params.get("other_file"):
        file = str(problem.params["other_file"])
        key = _key_at(file, int(str(problem.params["other_row"])), drafts, lines)
        draft = drafts.by_key.get((file, key))
    return draft


def _put_back(problem: Problem, draft: Draft, drafts: Drafts, lines: Keys) -> Problem:
    """A problem of the pack as one of the upload: its file, sheet, row and header.

    A row of which it is an error is held.
    """
    plan = next((p for p in drafts.plans if p.sheet == draft.row.sheet), None)
    headers = plan.headers() if plan else {}
    shown: dict[str, object] = {}
    column = headers.get(problem.column or "", problem.column or "")
    other = problem.params.get("other_file")
    if other:
        key = _key_at(str(other), int(str(problem.params["other_row"])), drafts, lines)
        of_upload = drafts.by_key.get((str(other), key))
        if of_upload is not None and of_upload is not draft:
            shown |= {
                "other_file": place(drafts.upload.name, of_upload.row.sheet),
                "other_row": of_upload.row.row,
            }
    waits = problem.severity == "error" and draft.row.row is not None
    if waits:
        drafts.problems.held.add((draft.row.sheet, draft.row.row))
        shown["waits"] = True
    return dataclasses.replace(
        problem,
        severity="warning" if waits else problem.severity,
        file=drafts.upload.name,
        sheet=draft.row.sheet,
        row=draft.row.row,
        column=column or None,
        params=dict(problem.params) | shown | called(column),
    )


def verdict_changes(before: CityPack, after: CityPack) -> tuple[VerdictChange, ...]:
    """Verdicts that differ between two packs of one city, in the order of requirements."""
    new, old = (
        evaluate_pack(pack).set_index(["requirement", "unit"])["status"] for pack in (after, before)
    )
    pairs = new.index.append(old.index.difference(new.index, sort=False))
    then, now = (status.reindex(pairs, fill_value="") for status in (old, new))
    differ = then != now
    changed = zip(pairs[differ], then[differ], now[differ], strict=True)
    return tuple(
        VerdictChange(requirement, unit, was or None, become or None)
        for (requirement, unit), was, become in changed
    )


def _eyes_first(
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
    looked = [dataclasses.replace(row, look=_look(row, flipped, above, finder)) for row in rows]
    return tuple(sorted(looked, key=lambda row: _LOOKS.index(row.look)))


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


def _refused(problems: Sequence[Problem], drafts: Drafts) -> list[Problem]:
    """The problems; where nothing can be published because the list itself lacks what each of its
    rows needs, a column of kinds for instance, that is no question of rows but an error.
    """
    missing = {f"intake.{name}_blank" for name in ("layer", "unit", "year", "indicator")}
    headers = {plan.sheet: plan.headers().values() for plan in drafts.plans}
    if drafts.by_key:
        return list(problems)
    return [
        dataclasses.replace(
            problem,
            severity="error",
            params={name: v for name, v in problem.params.items() if name != "waits"},
        )
        if problem.key in missing and problem.column not in headers.get(problem.sheet, ())
        else problem
        for problem in problems
    ]
