"""What a sheet of an upload is: which table, which layer, what its columns mean."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import shapely

from locator.intake.model import SURE, SheetPlan
from locator.intake.recognise.cells import is_code, read_code
from locator.intake.recognise.coordinates import degrees, is_point
from locator.intake.recognise.kinds import find_layer, has_level, layer_within, names_of_kinds
from locator.intake.recognise.states import says_fine, state_of_title, state_said
from locator.intake.recognise.words import columns_of, guess_columns, is_placeholder, listed_words
from locator.names.keys import name_key
from locator.pack.files import sheets
from locator.pack.model import PLACE_KINDS
from locator.problems import Words

if TYPE_CHECKING:
    from locator.intake.model import ColumnGuess, Terms, Upload, UploadProblems, UploadSheet
    from locator.pack.model import LayerCatalogue


#: Columns by which a table is told from the others; the first table that fits is taken. A sheet
#: of venues needs only names, so it comes last.
_SIGNS: tuple[tuple[str, frozenset[str]], ...] = (
    ("indicators", frozenset({"indicator", "value"})),
    ("units", frozenset({"population"})),
    ("reporting", frozenset({"as_of"})),
    ("places", frozenset({"name", "kind", "lon", "lat"})),
)
#: Tables of what is shared and sought.
SHARING_TABLES = ("shares", "needs")
#: A sheet with one of these columns is about venues, whatever else it has.
_VENUE_SIGNS = frozenset({"id", "name", "address", "phone", "opening_hours"})
#: What our own tables of units are called.
_UNITS = frozenset({"units", "villages"})
_CONTENTS = frozenset({"目录", "索引", "总目录", "目次", "contents", "tableofcontents", "index"})
_PAGES = frozenset({"页码", "页次", "页数", "page", "pages"})
_HOUSE = re.compile(r"[\d一二三四五六七八九十](?:号|弄|幢)(?!村|社区)")
#: So many hidden rows are named one by one; of more only the first ones are.
_NAMED = 100
#: What Excel writes before a comment that is a thread, and what says how to fill a column in.
_PINNED = re.compile(r"^\[.*?(?:注释|Comment)[:：]", re.DOTALL)
_HOW_TO = re.compile("^(?:如|例|请|填|选)|[/、|]|或")


def plan_sheets(
    upload: Upload, catalogue: LayerCatalogue, terms: Terms, problems: UploadProblems
) -> list[tuple[UploadSheet, SheetPlan]]:
    """The sheets that are read, each with what it was taken for.

    Sheets of our own workbooks that hold no data are passed over in silence; a sheet that is
    none of the tables is a warning, since a workbook may well hold other things.
    """
    found: list[tuple[UploadSheet, SheetPlan]] = []
    for whole in map(with_points, upload.sheets):
        given = terms.plans.get(whole.name)
        sheet = whole if terms.hidden else without_hidden(whole)
        plan = given or guess_plan(sheet, upload.name, catalogue, terms.layer)
        if given is None and is_contents(sheet, upload):
            problems.warning("sheet_contents", plan)
        elif plan.table and sheet.hidden and not terms.hidden:
            problems.warning("hidden_sheet", plan)
        elif plan.table:
            warn_hidden(whole, sheet, plan, problems)
            report_faults(sheet, plan, problems)
            sheet = join_twins(sheet, plan, problems)
            found.append((sheet, plan))
            if given is None:
                _ask_about(plan, sheet, problems)
        elif given is None and not (sheet.hidden or is_ours(sheet.name) or sheet.cells.empty):
            problems.warning("sheet_unknown", plan)
    if not found and not any(p.severity == "error" for p in upload.problems):
        problems.error("nothing_to_read", SheetPlan("", ""))
    return found


def with_points(sheet: UploadSheet) -> UploadSheet:
    """A sheet whose points are columns too, unless it has such columns already.

    A projection that the file declares is undone; of several points of one feature, the middle.
    """
    if sheet.geometry is None or _polygonal(sheet):
        return sheet
    headers = [str(header) for header in sheet.cells.columns]
    if {"lon", "position"} & {g.column for g in guess_columns(headers, columns_of("venues"))}:
        return dataclasses.replace(sheet, standard=False)
    crs = sheet.geometry.crs
    shapes = sheet.geometry if crs is None else sheet.geometry.to_crs("EPSG:4326")
    middle = shapely.centroid(shapes.array)
    cells = sheet.cells.assign(
        lon=["" if p is None or p.is_empty else degrees(p.x) for p in middle],
        lat=["" if p is None or p.is_empty else degrees(p.y) for p in middle],
    )
    return dataclasses.replace(sheet, cells=cells.astype("str"))


def with_comments(sheet: UploadSheet, *, templated: bool) -> UploadSheet:
    """A sheet whose comments on the cells of a row are one more column, and those above notes.

    What is pinned to a cell is a remark of whoever keeps the list: not published, but it may tell
    that a row does not hold. Above the rows, an example or a list of choices says how to fill in;
    so does all in a template of ours (``templated``) that speaks of no state.
    """

    def tells_how(text: str) -> bool:
        stateless = not (state_said(text) or state_of_title(text))
        return _HOW_TO.search(text) is not None or (templated and stateless)

    comments, above = dict[int, list[str]](), list[str]()
    for (row, header), whole in sheet.comments.items():
        text = " ".join(_PINNED.sub("", whole).split())
        if text and row in sheet.cells.index and header not in sheet.hidden_columns:
            comments.setdefault(row, []).append(text)
        elif text and row < min(sheet.cells.index, default=0) and not tells_how(text):
            above.append(text)
    cells = sheet.cells
    if comments:
        header = listed_words()["written"]["comments"]
        said = [[*comments.get(row, ())] for row in cells.index]
        own = cells[header] if header in cells else [""] * len(cells)
        joined = ["；".join(filter(None, [o, *texts])) for o, texts in zip(own, said, strict=True)]
        cells = cells.assign(**{header: joined}).astype("str")
    return dataclasses.replace(sheet, cells=cells, notes=(*sheet.notes, *above), comments={})


def names_venues(sheet: UploadSheet) -> bool:
    """Whether a heading surely is that of venues' names: no figures of units stand side by side."""
    guesses = guess_columns(map(str, sheet.cells.columns), columns_of("venues"))
    return any(guess.column == "name" and guess.sure for guess in guesses)


def is_ours(sheet: str) -> bool:
    """Whether a sheet is the instructions of a template."""
    return sheet in {sheets()["about"].name, sheets()["about"].name_en}


def guess_plan(
    sheet: UploadSheet, file: str, catalogue: LayerCatalogue, layer: str = ""
) -> SheetPlan:
    """What a sheet looks like."""
    headers = [str(header) for header in sheet.cells.columns]
    if sheet.geometry is not None and _polygonal(sheet):
        return SheetPlan(sheet.name, "outlines", "", guess_columns(headers, columns_of("outlines")))
    sharing = _sharing(sheet, file)
    if sharing is not None:
        return sharing
    venue_columns = guess_columns(headers, columns_of("venues"))
    of_venues = {guess.column for guess in venue_columns if guess.sure}
    # Codes and points of units are told from those of venues by what the list is called.
    of_units = {name_key(sheet.name), name_key(file.rpartition(".")[0])} & _UNITS
    for table, needed in _SIGNS:
        columns = guess_columns(headers, columns_of(table))
        sure = {guess.column for guess in columns if guess.sure}
        if table == "units" and of_units and {"lon", "lat"} <= sure and sure & {"code", "unit"}:
            return SheetPlan(sheet.name, table, "", columns)
        # A unit or a place has a name too: only what else a venue has tells the lists apart.
        if needed <= sure and not of_venues & (
            _VENUE_SIGNS - ({"name"} if table in {"units", "places"} else set())
        ):
            if table == "places" and not _gazetteer(sheet, columns):
                continue
            of_all = _layer_of(sheet, file, columns, catalogue) if table == "reporting" else ""
            return SheetPlan(sheet.name, table, of_all, columns)
    venue_columns = names_of_kinds(venue_columns, sheet, catalogue)
    if "name" in {guess.column for guess in venue_columns}:
        of_all = layer or _layer_of(sheet, file, venue_columns, catalogue)
        columns = _pointed(_addressed(_dated(venue_columns), sheet), sheet)
        return SheetPlan(sheet.name, "venues", of_all, columns)
    return SheetPlan(sheet.name, "")


def _dated(columns: tuple[ColumnGuess, ...]) -> tuple[ColumnGuess, ...]:
    """Columns of venues, where 截至日期 dates the rows if nothing is declared complete."""
    if {"complete", "source_date"} & {guess.column for guess in columns}:
        return columns
    return tuple(
        dataclasses.replace(guess, column="source_date") if guess.column == "as_of" else guess
        for guess in columns
    )


def _addressed(columns: tuple[ColumnGuess, ...], sheet: UploadSheet) -> tuple[ColumnGuess, ...]:
    """Columns of venues, where 所在地 over house numbers is the address and no unit."""
    if "address" in {guess.column for guess in columns}:
        return columns
    return tuple(
        dataclasses.replace(guess, column="address")
        if guess.column == "unit"
        and sum(map(bool, map(_HOUSE.search, sheet.cells[guess.header]))) * 2
        > sum(sheet.cells[guess.header] != "")
        else guess
        for guess in columns
    )


def _pointed(columns: tuple[ColumnGuess, ...], sheet: UploadSheet) -> tuple[ColumnGuess, ...]:
    """Columns of venues, where 位置 over pairs of numbers is no address."""
    if {"lon", "lat", "position"} & {guess.column for guess in columns}:
        return columns
    pairs = {
        guess.header
        for guess in columns
        if guess.column == "address"
        and (filled := [text for text in sheet.cells[guess.header] if text])
        and sum(map(is_point, filled)) * 2 > len(filled)
    }
    return tuple(
        dataclasses.replace(guess, column="position") if guess.header in pairs else guess
        for guess in columns
    )


def _sharing(sheet: UploadSheet, file: str) -> SheetPlan | None:
    """The plan of a list of offers, needs or circles, None for any other.

    It has our sheet's name, or what it lists are all kinds of things that are shared. A name that
    only speaks of it settles the matter with one such kind: 共享场所名单 may well list venues.
    """
    headers = [str(header) for header in sheet.cells.columns]
    circle = guess_columns(headers, columns_of("circles"))
    sure = {guess.column for guess in circle if guess.sure}
    called = [name_key(text) for text in (sheet.name, file.rpartition(".")[0])]
    if sure >= {"name", "minutes"} and ("walker" in sure or any("学习圈" in c for c in called)):
        return SheetPlan(sheet.name, "circles", "", circle)
    ours = {name: _names_of(name) for name in SHARING_TABLES}
    of_name = [name for name, names in ours.items() if called[0] in names]
    words = "".join([*called, *map(name_key, headers)])
    table = of_name[0] if of_name else "needs" if "需求" in words else "shares"
    columns = guess_columns(headers, columns_of(table))
    heading = {guess.column: guess.header for guess in columns if guess.sure}
    kinds = [k for k in sheet.cells[heading["kind"]] if k] if "kind" in heading else []
    known = [is_code(kind, "share") for kind in kinds]
    spoken = any("共享" in text or "需求" in text for text in called)
    listed = "title" in heading and known and (all(known) or (spoken and any(known)))
    if listed or (of_name and heading.keys() & {"id", "title", "kind"}):
        return SheetPlan(sheet.name, table, "", columns)
    return None


def _names_of(table: str) -> set[str]:
    """What our own sheets of offers or needs are called, in the template and on the screens."""
    called = sheets()[table]
    return {name_key(text) for text in (called.name, called.name_en, *called.words)}


def _gazetteer(sheet: UploadSheet, columns: tuple[ColumnGuess, ...]) -> bool:
    """Whether the kinds of a list are those of places: a list of venues may say 类别 too."""
    heading = next(guess.header for guess in columns if guess.column == "kind")
    return set(sheet.cells[heading]) <= set(PLACE_KINDS)


def _polygonal(sheet: UploadSheet) -> bool:
    kinds = set(sheet.geometry.geom_type.dropna()) if sheet.geometry is not None else set()
    return bool(kinds) and kinds <= {"Polygon", "MultiPolygon"}


def _layer_of(
    sheet: UploadSheet, file: str, columns: tuple[ColumnGuess, ...], catalogue: LayerCatalogue
) -> str:
    """Layer named by the sheet or the file, or by the name of nearly all that it lists."""
    stem = file.rpartition(".")[0]
    if any(map(has_level, (sheet.name, stem))):
        return ""
    for text in (sheet.name, stem):
        found = find_layer(text, catalogue) or layer_within(text, catalogue)
        if found:
            return found
    headers = {guess.column: guess.header for guess in columns}
    if "layer" in headers:
        return ""
    names = [n for n in sheet.cells[headers["name"]] if n] if "name" in headers else []
    kinds = [layer_within(n, catalogue) for n in names if not has_level(n)]
    common = max(set(kinds), key=kinds.count, default="")
    return common if common and kinds.count(common) >= SURE * len(names) else ""


def _ask_about(plan: SheetPlan, sheet: UploadSheet, problems: UploadProblems) -> None:
    """Warn of columns that were guessed, and of filled ones that are not read."""
    for guess in plan.columns:
        if guess.column and not guess.sure:
            problems.warning(
                "column_unsure",
                plan,
                None,
                guess.header,
                taken_for=Words((f"column.{guess.column}",)),
            )
        elif not guess.column and not guess.confidence and (sheet.cells[guess.header] != "").any():
            problems.warning("column_unread", plan, None, guess.header)


def without_hidden(sheet: UploadSheet) -> UploadSheet:
    """The sheet as a person sees it."""
    if not sheet.hidden_rows and not sheet.hidden_columns:
        return sheet
    cells = sheet.cells.drop(columns=[c for c in sheet.cells if c in sheet.hidden_columns])
    shown = ~cells.index.isin(sheet.hidden_rows)
    faults = {
        (row, header): text
        for (row, header), text in sheet.faults.items()
        if row not in sheet.hidden_rows and header not in sheet.hidden_columns
    }
    geometry = None if sheet.geometry is None else sheet.geometry[shown]
    return dataclasses.replace(sheet, cells=cells[shown], geometry=geometry, faults=faults)


def warn_hidden(
    whole: UploadSheet, shown: UploadSheet, plan: SheetPlan, problems: UploadProblems
) -> None:
    """Name the hidden rows and columns that are left out."""
    for header in whole.cells.columns.difference(shown.cells.columns, sort=False):
        problems.warning("hidden_column", plan, None, str(header))
        for row, text in whole.cells[header].items():
            if row in shown.cells.index and plan.table == "venues" and _doubts(str(header), text):
                problems.ask("hidden_state", plan, int(row), str(header), text)
    rows = whole.cells.index.difference(shown.cells.index)
    for row in rows[:_NAMED]:
        problems.warning("hidden_row", plan, int(row))
    if len(rows) > _NAMED:
        problems.warning("hidden_rows", plan, None, number=len(rows))


def _doubts(header: str, text: str) -> bool:
    """Whether a cell of a hidden column, which is not read, may say that its row is not open."""
    [guess] = guess_columns([header], columns_of("venues"))
    if not text or is_placeholder(text):
        return False
    if is_code(text, "answer"):
        asks_stopped = state_of_title(header) or "停" in header
        return (guess.column == "status" or asks_stopped) and (
            (read_code(text, "answer") == "yes") == asks_stopped
        )
    if guess.column == "status":
        known = is_code(text, "status") and read_code(text, "status") == "open"
        return not (known or says_fine(text))
    return state_said(text) is not None or state_of_title(header)


def report_faults(sheet: UploadSheet, plan: SheetPlan, problems: UploadProblems) -> None:
    """Cells of columns that are read whose formula gave an error or has no value, and rows of
    which one is struck through: whether it still holds is asked.
    """
    read = set(plan.headers().values())
    for (row, header), text in sheet.faults.items():
        if header in read:
            key = "cell_unsaved" if text.startswith("=") else "cell_fault"
            problems.ask(key, plan, row, header, text)
    struck = {row: header for row, header in sheet.struck if header in read}
    for row in sorted(struck.keys() & set(sheet.cells.index)):
        text = str(sheet.cells.at[row, struck[row]])
        problems.ask("row_struck", plan, row, struck[row], text)


def join_twins(sheet: UploadSheet, plan: SheetPlan, problems: UploadProblems) -> UploadSheet:
    """Columns of one heading as one, where it is read; a row that says two things is asked.

    The reader tells the later ones by their letter: 备注 and 备注 G. Remarks may say two things.
    """
    cells = sheet.cells
    for guess in plan.columns:
        twin = re.compile(re.escape(guess.header) + " [A-Z]{1,3}")
        twins = [h for h in cells.columns if guess.column and twin.fullmatch(str(h))]
        if not twins:
            continue
        table = cells[[guess.header, *twins]].itertuples(index=False)
        said = [list(dict.fromkeys(filter(None, row))) for row in table]
        for row, texts in zip(cells.index, said, strict=True):
            if len(texts) > 1 and guess.column != "note":
                text = "；".join(texts)
                problems.ask("column_twice", plan, int(row), guess.header, text)
        joined = {guess.header: ["；".join(texts) for texts in said]}
        cells = cells.assign(**joined | dict.fromkeys(twins, ""))
    return dataclasses.replace(sheet, cells=cells)


def is_contents(sheet: UploadSheet, upload: Upload) -> bool:
    """Whether a sheet lists the other sheets: by its name, a column of pages, or their names."""
    if len(upload.sheets) < 2:
        return False
    if name_key(sheet.name) in _CONTENTS:
        return True
    others = {name_key(other.name) for other in upload.sheets} - {name_key(sheet.name), ""}
    pages = any(name_key(str(header)) in _PAGES for header in sheet.cells.columns)
    for header in sheet.cells.columns:
        listed = [name_key(cell) for cell in sheet.cells[header] if cell]
        hits = sum(any(o in name or name in o for o in others) for name in listed if name)
        if listed and hits * 2 >= len(listed) and (pages or set(listed) >= others):
            return True
    return False
