"""How the desk says rows, cells and effects: names for codes, sentences for verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from locator.pack import schema
from locator.pack.clause_rows import REQUIREMENTS_FILE
from locator.pack.model import LIST_SEPARATOR, STATUSES
from locator.web.parts import markup, state
from locator.web.parts.markup import quiet
from locator.wording.catalogue import catalogue, pick, t
from locator.wording.labels import label, labels
from locator.wording.names import listed, name_of, unit_path
from locator.wording.problems import summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from locator.intake.model import VerdictChange
    from locator.pack.change import RowChange
    from locator.pack.model import Requirement

#: Tables of the pack, by their files' names, that have a name here.
TABLES = ("venues", "reporting", "indicators", "units", "villages", "outlines", "places", "shares",
          "needs", "circles", "requirements")  # fmt: skip # a table, a row a line
#: A file of venues, for what is the same in all of them.
VENUES = "venues/any.csv"
_UNIT_COLUMNS = {"unit", "parent"}
#: Columns of clauses, and the words for what they hold.
_CLAUSE_WORDS = {
    "level": "vocabulary.kind_{}",
    "strength": "document.{}",
    "recognised": "vocabulary.answer_{}",
}
#: A row's name, in Chinese and in English, by what tables call it.
_NAMES = (("name", "title"), ("name_en", "title_en"))


def draw_effects(
    changes: Sequence[VerdictChange], rules: Iterable[Requirement] = (), *, done: bool = False
) -> None:
    """What happens to verdicts, or has, in sentences with the symbols of the statuses.

    ``rules`` are those in effect where none are given.
    """
    lang, known = state.language(), tuple(rules) or state.current_city().pack.requirements
    if not changes:
        quiet(t("desk.no_effect", lang))
        return
    quiet(t("desk.effects_were" if done else "desk.effects_are", lang, n=len(changes)))
    markup.effects(
        (status or "", sentence)
        for status in (*STATUSES, None)
        for sentence in summary([c for c in changes if c.after == status], known, lang)
    )


def kind_of(file: str) -> str:
    """What the rows of a file of the pack are: a layer's name, or a table's."""
    lang, layers = state.language(), state.current_city().pack.catalogue.layers
    stem = file.rpartition("/")[2].partition(".")[0]
    if stem in layers:
        return name_of(layers[stem], lang)
    return t(f"desk.table_{stem}", lang) if stem in TABLES else file


def unit_name(code: str) -> str:
    """A unit with those above it; an unknown code as it stands."""
    pack = state.current_city().pack
    return unit_path(pack, code, state.language()) if code in pack.units.index else code


def column_name(column: str, file: str = "") -> str:
    """What a column is called; one that has no name, such as a geometry, by its code."""
    key = f"desk.clause_{column}" if file == REQUIREMENTS_FILE else f"column.{column}"
    return t(key, state.language()) if key in catalogue("zh") else column


def cell_text(file: str, column: str, text: str) -> str:
    """A cell of the pack as people read it: codes by their names, a shape not at all."""
    lang = state.language()
    if column == "geometry" and text:
        return t("desk.a_shape", lang)
    if column in _UNIT_COLUMNS:
        return unit_name(text)
    if column == "layer":
        return kind_of(text)
    venues = state.current_city().pack.venues
    if column == "venue" and text in venues.index:
        return pick(venues.at[text, "name"], venues.at[text, "name_en"], lang)
    if file == REQUIREMENTS_FILE:
        return _clause_cell(column, text)
    vocabulary = coded(file, column)
    return (
        labels(vocabulary, text, lang, state.current_city().pack.vocabularies)
        if vocabulary
        else text
    )


def _clause_cell(column: str, text: str) -> str:
    """A cell of a clause as people read it."""
    lang = state.language()
    if column == "layers":
        return listed(map(kind_of, text.split(LIST_SEPARATOR)), lang)
    if column == "indicator":
        return label("indicator", text, lang, state.current_city().pack.vocabularies)
    key = _CLAUSE_WORDS.get(column, "").format(text)
    return t(key, lang) if key in catalogue("zh") else text


def coded(file: str, column: str) -> str:
    """The vocabulary of a column whose cells are codes, "" for one of plain words."""
    table = schema.TABLES.get(schema.family(file) or "")
    return next((c.vocabulary for c in table.columns if c.name == column), "") if table else ""


def change_table(changes: Iterable[RowChange]) -> pd.DataFrame:
    """Changes of rows as people read them, one a line."""
    lang, rows = state.language(), []
    for change in changes:
        before, after = change.before or {}, change.after or {}
        row = after or before
        kind = "changed" if before and after else "new" if after else "taken_out"
        cells = [
            t(
                "desk.cell",
                lang,
                column=column_name(c, change.file),
                value=_arrow(change.file, c, before, after),
            )
            for c in dict.fromkeys([*before, *after])
            if before.get(c, "") != after.get(c, "")
        ]
        rows.append(
            {
                "action": t(f"desk.{kind}", lang),
                "kind": kind_of(change.file),
                "name": _called(row) or change.key,
                "unit": unit_name(row.get("unit") or row.get("code", "")),
                "content": t("desk.semicolon", lang).join(cells),
            }
        )
    table = pd.DataFrame(rows)
    table.columns = [t(f"desk.difference_{c}", lang) for c in table.columns]
    return table


def _called(row: Mapping[str, str]) -> str:
    """What a row is about: its name or title, else the kind or figure that it tells of."""
    zh, en = (row.get(c, "") or row.get(other, "") for c, other in _NAMES)
    name = pick(zh, en, state.language())
    if name or "layer" not in row:
        return name or label("indicator", row.get("indicator", ""), state.language())
    return kind_of(row["layer"])


def _arrow(file: str, column: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    old, new = (cell_text(file, column, cells.get(column, "")) for cells in (before, after))
    blank = t("desk.blank", state.language())
    return f"{old or blank} → {new or blank}" if before and after else new or old
