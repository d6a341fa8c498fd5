"""Clauses and thresholds of the plan: change one, see what follows, publish it through the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from locator.pack.clause_rows import CLAUSE_COLUMNS, REQUIREMENTS_FILE
from locator.pack.files import number_text
from locator.pack.model import LEVELS, LIST_SEPARATOR, STRENGTHS
from locator.problems import LocatorError
from locator.publishing.clauses import clause_effect, clause_rows, new_clause_id
from locator.publishing.publish import publish_clause
from locator.publishing.rights import inside
from locator.web.parts import access, markup, state
from locator.web.parts.columns import draw_table
from locator.web.parts.markup import heading, notice, quiet
from locator.web.screens.desk import view
from locator.web.screens.desk.words import cell_text, change_table, column_name, draw_effects
from locator.wording.catalogue import pick, t
from locator.wording.explain import rule_text
from locator.wording.labels import label, vocabulary
from locator.wording.names import name_of
from locator.wording.problems import failure_text, problem_text

if TYPE_CHECKING:
    from locator.pack.change import Cells
    from locator.problems import Problem
    from locator.publishing.clauses import ClauseEffect
    from locator.publishing.rights import Person

_NEW = ""
_WHY_LENGTH = 200
#: Problems of clauses that this screen says in its own words, not in those of the file.
_OWN_WORDS = ("toml_missing", "toml_value", "requirement_rule", "two_measures", "min_much",
              "min_whole", "kind_of_none", "level_of_none", "per_nobody",
              "indicator_unasked")  # fmt: skip # a list of names


def _say(key: str, **params: object) -> str:
    return t(f"desk.clauses_{key}", state.language(), **params)


def _named(column: str) -> str:
    return t(f"desk.clause_{column}", state.language())


def draw(person: Person | None) -> None:
    """A clause to choose, its cells, what changing them does, and the button."""
    lang, city = state.language(), state.current_city()
    if person is None:
        access.draw_sign_in(_say("needs"))
        return
    if said := view.news():
        notice("done", said)
        markup.link(state.href("coverage"), t("desk.see_coverage", lang), ours=True)
    if not inside(person, city.pack, ""):
        quiet(_say("whole_city"))
        return
    try:
        rows = clause_rows(city)
    except LocatorError as failure:
        notice("error", failure_text(failure, lang))
        return
    quiet(_say("about"))
    rules = {rule.id: rule for rule in city.pack.requirements}
    key = st.selectbox(
        _say("which"),
        [*rules, _NEW],
        key="desk_clauses_which",
        format_func=lambda i: pick(rules[i].title, rules[i].title_en, lang) if i else _say("add"),
    )
    if key:
        quiet(rule_text(rules[key], city.pack, lang))
    wanted = _form(key, rows.get(key, {}))
    if wanted is not None:
        view.change(clause=wanted)
    kept = view.current().clause
    if kept is not None and (kept[0] == key or key == _NEW == kept[2]):
        _draw_effect(kept[0], kept[1], person)


def _form(key: str, held: Cells) -> tuple[str, Cells | None, str] | None:
    """The cells of a clause to change; what is wanted once it is asked what would follow.

    The id of the clause, its cells (None: taken out), and the choice that it came from.
    """
    counting = bool(held.get("layers")) if key else _counts()
    cells: Cells = dict.fromkeys(CLAUSE_COLUMNS, "")
    with st.form(f"desk_clauses_{key}_{counting}", border=True):
        for column in ("title", "title_en", "clause"):
            cells[column] = _text(key, column, held)
        left, right = st.columns(2)
        with left:
            cells["level"] = _choice(key, "level", held, LEVELS, "vocabulary.kind_{}")
        with right:
            cells["strength"] = _choice(key, "strength", held, STRENGTHS, "document.{}")
        cells |= _counting(key, held) if counting else _comparing(key, held)
        left, right = st.columns(2)
        with left:
            cells["unit_kind"] = _kind(key, "unit_kind", held)
        with right:
            cells["has_kind"] = _kind(key, "has_kind", held)
        gone = bool(key) and st.checkbox(_say("take_out"), key=f"desk_clauses_out_{key}")
        asked = st.form_submit_button(_say("look"), type="primary")
    if not asked:
        return None
    name = key or new_clause_id(state.current_city(), cells)
    return name, None if gone else cells | {"id": name}, key


def _counts() -> bool:
    """Whether a new clause counts venues, rather than comparing a figure."""
    kinds = ("venues", "figure")
    chosen = st.segmented_control(
        _say("kind"), kinds, default="venues", required=True, format_func=lambda k: _say(f"of_{k}")
    )
    return bool(chosen == "venues")


def _counting(key: str, held: Cells) -> Cells:
    lang, layers = state.language(), state.current_city().pack.catalogue.layers
    own = [c for c in held.get("layers", "").split(LIST_SEPARATOR) if c in layers]
    chosen = st.multiselect(
        _named("layers"),
        list(layers),
        own,
        key=f"desk_clauses_layers_{key}",
        format_func=lambda code: name_of(layers[code], lang),
        placeholder=_say("layers_choose"),
    )
    least = _number(_say("least"), held.get("min") or "1", f"desk_clauses_min_{key}")
    only = st.checkbox(
        _say("only_recognised"), held.get("recognised") == "yes", key=f"desk_clauses_only_{key}"
    )
    return {
        "layers": LIST_SEPARATOR.join(chosen),
        "min": least,
        "recognised": "yes" if only else "",
    }


def _comparing(key: str, held: Cells) -> Cells:
    lang = state.language()
    terms = state.current_city().pack.vocabularies
    figures = vocabulary("indicator", terms)
    own = held.get("indicator", "")
    cells = {
        "indicator": st.selectbox(
            _named("indicator"),
            figures,
            figures.index(own) if own in figures else 0,
            key=f"desk_clauses_figure_{key}",
            format_func=lambda code: label("indicator", code, lang, terms),
        )
    }
    quiet(_say("threshold"))
    for column, place in zip(("min", "per_10000"), st.columns(2), strict=True):
        with place:
            name = f"desk_clauses_{column}_{key}"
            cells[column] = _number(_named(column), held.get(column, ""), name, 0.1)
    return cells


def _number(called: str, held: str, key: str, step: float = 1.0) -> str:
    """A number as the file writes it, "" for none.

    A field with bounds keeps a wrong number to itself and asks nothing, and one of whole numbers
    has some of its own: so it is one of any number, and what is wrong is said by the check. One
    that is made with a number says that number when it is cleared: so it is filled afterwards.
    """
    key = f"{key}_{held}"
    st.session_state.setdefault(key, float(held) if held else None)
    given = st.number_input(called, value=None, step=step, format="%g", key=key)
    return "" if given is None else number_text(given)


def _text(key: str, column: str, held: Cells) -> str:
    return st.text_input(
        _named(column), held.get(column, ""), max_chars=200, key=f"desk_clauses_{column}_{key}"
    )


def _choice(key: str, column: str, held: Cells, choices: tuple[str, ...], words: str) -> str:
    lang, own = state.language(), held.get(column, "")
    return st.selectbox(
        _named(column),
        choices,
        choices.index(own) if own in choices else 0,
        key=f"desk_clauses_{column}_{key}",
        format_func=lambda code: t(words.format(code), lang),
    )


def _kind(key: str, column: str, held: Cells) -> str:
    """A kind of units as the city's units have them; none: all."""
    units = state.current_city().pack.units
    own = held.get(column, "")
    kinds = ["", *sorted({*units["kind"], own} - {""})]
    return st.selectbox(
        _named(column),
        kinds,
        kinds.index(own),
        key=f"desk_clauses_{column}_{key}",
        format_func=lambda kind: kind or _say("every_kind"),
    )


def _draw_effect(key: str, cells: Cells | None, person: Person) -> None:
    """What would change, what is wrong with it, and the last word."""
    lang, city = state.language(), state.current_city()
    if cells is not None and not cells.get("indicator") and not cells.get("min"):
        # The file takes a clause without a number for one of 1: nobody said that here.
        notice("error", t("desk.clause_wrong_toml_missing", lang, column=_say("least")))
        return
    effect = clause_effect(city, key, cells)
    if effect.change is None:
        quiet(_say("same"))
        return
    heading(_say("effect"))
    # Which clause stands above; on a telephone the rest would push what changes out of sight.
    draw_table(change_table((effect.change,)).iloc[:, [0, -1]])
    told = set()
    for problem in effect.problems:
        text = _wrong(problem, cells or {})
        if text not in told:
            notice("error" if problem.severity == "error" else "note", text)
        told.add(text)
    if not effect.fits:
        return
    draw_effects(effect.verdicts, effect.rules.values())
    quiet(_say("snapshots"))
    with st.form("desk_clauses_publish", border=False):
        why = st.text_input(
            t("desk.why", lang), max_chars=_WHY_LENGTH, placeholder=_say("why_example")
        )
        asked = st.form_submit_button(t("desk.publish", lang), type="primary")
    if asked:
        _publish(effect, person, why or "")


def _wrong(problem: Problem, cells: Cells) -> str:
    """What is wrong in the words of this screen; where it has none, in those of the file."""
    lang, column = state.language(), problem.column or ""
    kind = problem.key.partition(".")[2]
    if kind not in _OWN_WORDS:
        return problem_text(problem, lang)
    counts = column == "min" and cells.get("layers")
    value = cell_text(REQUIREMENTS_FILE, column, str(problem.value))
    called = _say("least") if counts else column_name(column, REQUIREMENTS_FILE)
    said = {**problem.params, "column": called, "value": value}
    return t(f"desk.clause_wrong_{kind}", lang, **said)


def _publish(effect: ClauseEffect, person: Person, why: str) -> None:
    change, head = effect.change, state.current_city().head
    if change is not None:
        view.done(
            lambda: publish_clause(
                state.site(), state.current_name(), change, person=person, why=why, head=head
            ),
            lambda made: _say("published", number=made.number),
            clause=None,
        )
