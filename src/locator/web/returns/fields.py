"""Fields in which an office answers: a place, the table of villages, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import htpy as h

from locator import clock
from locator.hours.sun import point_of
from locator.intake.model import CellError
from locator.intake.recognise.cells import read_phone
from locator.returns.answers import LENGTHS, name_proposed
from locator.returns.cards import POPULATION
from locator.returns.rows import PLACE_CELLS, TAPPED
from locator.web.returns.forms import CLEARED
from locator.web.returns.office import figure_title
from locator.web.returns.tapping import spot_field
from locator.wording.catalogue import t
from locator.wording.figures import dated
from locator.wording.names import names_of
from locator.wording.venue_page import week

if TYPE_CHECKING:
    from collections.abc import Mapping

    from htpy import Node

    from locator.returns.cards import (
        AskedFigure,
        FigureCard,
        Record,
        VenueCard,
        VillageCard,
        VillageColumn,
    )
    from locator.web.returns.office import Office

_DATUMS = ("gcj02", "bd09", "wgs84")


def place_fields(
    office: Office,
    card: VenueCard,
    identifier: str,
    record: Record | None,
    form: Mapping[str, str],
    *,
    layers: Mapping[str, str] | None = None,
) -> Node:
    """A place that is known, to be corrected cell by cell, or one that is new.

    ``layers`` are the kinds to choose from, by code, where the card asks about several.
    """
    say = office.say
    begin = f"{'n' if record is None else 'v'}:{identifier}:"
    answer = (
        office.draft.value("new", card.id, identifier)
        if record is None
        else office.draft.value("venue", identifier)
    )
    now = {n: "" if record is None else str(record[n]) for n in PLACE_CELLS}
    shown = {
        name: form.get(begin + name, answer.get(name, now.get(name, "")))
        for name in (*PLACE_CELLS, "position", "datum", "landmark", "village", "layer")
    }
    shown = {name: "" if text == CLEARED else text for name, text in shown.items()}
    title = shown["name"] or say("new_place")
    gone = bool(answer.get("gone"))
    inputs: list[Node] = [
        layers and choice_field(begin + "layer", say("layer"), {"": "—", **layers}, shown["layer"]),
        [
            words_field(
                begin + name,
                t(f"column.{name}", office.lang),
                shown[name],
                LENGTHS[name],
                placeholder=say(f"example_{name}"),
                list=f"list-{name}" if name == "admission" else None,
            )
            for name in PLACE_CELLS
            if name != "recognition" or card.recognised or now[name] or shown[name]
        ],
        shown["phone"] != now["phone"] and _phone(office, shown["phone"]),
        _week(office, shown["opening_hours"]),
        _where(office, begin, shown, new=record is None),
        (record is not None or answer)
        and h.label(".tick")[
            h.input(type="checkbox", name=f"{begin}gone", value="yes", checked=gone),
            say("gone" if record is not None else "take_out"),
        ],
    ]
    if record is not None:
        facts = [now["address"], now["phone"], now["opening_hours"], now["recognition"]]
        return h.div(".place")[
            h.b[now["name"]],
            h.span(".small")[t("find.comma", office.lang).join(filter(None, facts))],
            h.span(".small")[
                say("source_of", source=record["source"], date=dated(record, office.lang))
            ],
            answer and h.p(".good")[say("changed_gone" if gone else "changed")],
            h.details(open=begin + "name" in form)[h.summary[say("correct")], inputs],
        ]
    typed = begin + "name" in form or bool(answer)
    more = h.button(type="submit", name="more", value="1")[say("save_place")]
    return h.details(open=typed)[
        h.summary[title if answer else say("add_place")], inputs, h.p[more]
    ]


def _phone(office: Office, phone: str) -> Node:
    """What was typed for a telephone and is none: the desk would be told of it, and ask back."""
    try:
        understood = read_phone(phone)[1]
    except CellError:
        understood = False
    if understood or not phone:
        return None
    return h.p(".note", role="status")[office.say("phone_not_understood", phone=phone)]


def _week(office: Office, hours: str) -> Node:
    """How the hours were understood, day by day."""
    if not hours:
        return None
    point = point_of(office.pack.units.loc[office.unit])
    days = week(hours, clock.today(), office.lang, point)
    if days is None:
        return h.p(".note", role="status")[office.say("hours_not_understood", hours=hours)]
    return h.div(role="status")[
        h.p(".small")[office.say("hours_understood")],
        h.table(".week")[
            h.tbody[
                (
                    h.tr[h.th(scope="row")[day.weekday(office.lang)], h.td[day.hours(office.lang)]]
                    for day in days
                )
            ]
        ],
    ]


def _where(office: Office, begin: str, shown: Mapping[str, str], *, new: bool) -> Node:
    say, pack = office.say, office.pack
    villages = pack.units[(pack.units["town"] == office.unit) & (pack.units["level"] == "village")]
    datums = {"": say("datum_unknown")} | {d: t(f"intake.datum_{d}", office.lang) for d in _DATUMS}
    datums |= {TAPPED: say("datum_tapped")}
    return h.details(open=any(shown[n] for n in ("position", "landmark", "village")))[
        h.summary[say("where")],
        h.p(".small")[say("where_about")],
        spot_field(office, begin, shown),
        words_field(
            f"{begin}landmark",
            say("landmark"),
            shown["landmark"],
            60,
            placeholder=say("example_landmark"),
        ),
        new
        and len(villages)
        and choice_field(
            f"{begin}village",
            say("village"),
            {"": "—"} | names_of(villages, office.lang),
            shown["village"],
        ),
        words_field(
            f"{begin}position",
            say("position"),
            shown["position"],
            80,
            inputmode="text",
            placeholder="120.583, 31.301",
        ),
        choice_field(f"{begin}datum", say("datum"), datums, shown["datum"]),
    ]


def words_field(name: str, label: str, value: str, most: int, **attributes: str | None) -> Node:
    """A line of at most so many characters to type into."""
    typed = h.input(name=name, value=value, maxlength=str(most), **attributes)
    return h.label[label, typed]


def choice_field(name: str, label: str, choices: Mapping[str, str], chosen: str) -> Node:
    """One of some choices, by code."""
    options = [
        h.option(value=code, selected=code == chosen)[text] for code, text in choices.items()
    ]
    return h.label[label, h.select(name=name)[options]]


# -- villages ----------------------------------------------------------------------------------


def village_table(office: Office, card: VillageCard, form: Mapping[str, str]) -> Node:
    """Villages down, clauses across; what is known stands there already."""
    say = office.say
    names = names_of(office.pack.units.loc[list(card.villages)], office.lang)
    heads = [
        h.th(scope="col")[
            _title(office, column),
            h.button(type="submit", name="fill", value=f"{column.id}:has")[say("fill_has")],
            h.button(type="submit", name="fill", value=f"{column.id}:none")[say("fill_none")],
            h.button(type="submit", name="fill", value=f"{column.id}:unsure")[say("fill_unsure")],
        ]
        for column in card.columns
    ]
    rows = [
        h.tr[
            h.th(scope="row")[names[village]],
            # A list: a generator would be drawn later, when ``village`` is the last one.
            [_cell(office, column, village, names[village], form) for column in card.columns],
        ]
        for village in card.villages
    ]
    return h.fragment[
        h.p[say("villages_about")],
        h.p(".small")[say("fill_about")],
        h.div(".box", tabindex="0", role="region", aria_label=say("card_villages"))[
            h.table(".villages")[
                h.thead[h.tr[h.th(scope="col")[say("village")], heads]], h.tbody[rows]
            ]
        ],
        [_names(office, column, names, form) for column in card.columns],
    ]


def _title(office: Office, asked: VillageColumn | AskedFigure) -> str:
    rule = asked.rule
    return rule.title if office.lang == "zh" else rule.title_en or rule.title


def _cell(
    office: Office, column: VillageColumn, village: str, name: str, form: Mapping[str, str]
) -> Node:
    if village not in column.villages:
        return h.td["—"]
    field = f"c:{column.id}:{village}"
    answer = form.get(field, office.draft.value("village", column.id, village).get("state", ""))
    known = column.known.get(village, ())
    states = ("", "gone") if known else ("", "has", "none", "unsure")
    words = {
        state: office.say(f"cell_{state}" if state else "cell_known" if known else "cell_blank")
        for state in states
    }
    return h.td[
        h.select(name=field, aria_label=f"{name} · {_title(office, column)}")[
            (h.option(value=state, selected=state == answer)[text] for state, text in words.items())
        ],
        h.span(".small")[known[0]["name"]] if known else None,
    ]


def _names(
    office: Office, column: VillageColumn, names: Mapping[str, str], form: Mapping[str, str]
) -> Node:
    """Names of what the villages have: proposed ones with a tick, others one by one."""
    draft, say = office.draft, office.say
    has = [
        village
        for village in column.villages
        if village not in column.known
        and draft.value("village", column.id, village).get("state") == "has"
    ]
    if not has:
        return None
    layer = column.layers[0]
    ticked = bool(draft.value("names", column.id).get("proposed"))
    return h.fieldset[
        h.legend[say("names_of", title=_title(office, column), n=len(has))],
        h.input(type="hidden", name=f"p:{column.id}:shown", value="1"),
        h.label(".tick")[
            h.input(type="checkbox", name=f"p:{column.id}", value="yes", checked=ticked),
            say("names_proposed", example=name_proposed(office.pack, layer, has[0])),
        ],
        h.details[
            h.summary[say("names_own")],
            [
                words_field(
                    f"m:{column.id}:{village}",
                    names[village],
                    form.get(
                        f"m:{column.id}:{village}",
                        draft.value("village", column.id, village).get("name", ""),
                    ),
                    LENGTHS["name"],
                    placeholder=name_proposed(office.pack, layer, village),
                )
                for village in has
            ],
        ],
    ]


# -- figures -----------------------------------------------------------------------------------


def figure_fields(office: Office, card: FigureCard, form: Mapping[str, str]) -> Node:
    """Figures with their unit and year, beside the last one that is known."""
    say = office.say
    found = []
    for figure in card.figures:
        begin = f"f:{figure.code}:"
        answer, known = office.draft.value("figure", figure.code), figure.known
        year = form.get(f"{begin}year", answer.get("year", office.round.as_of[:4]))
        found.append(
            h.fieldset(".place")[
                h.legend[figure_title(figure.code, office.lang)],
                h.span(".small")[
                    say("figure_residents", title=_title(office, figure))
                    if figure.code == POPULATION
                    else figure.rule.clause
                ],
                h.p(".small")[
                    say(
                        "figure_known",
                        value=f"{known['value']:,.12g}",
                        year=f"{known['year']:.0f}",
                        source=known["source"],
                    )
                ]
                if known
                else None,
                words_field(
                    f"{begin}value",
                    say("value"),
                    form.get(f"{begin}value", answer.get("value", "")),
                    20,
                    inputmode="decimal",
                ),
                words_field(f"{begin}year", say("year"), year, 6, inputmode="numeric"),
                h.label(".tick")[
                    h.input(
                        type="checkbox",
                        name=f"{begin}state",
                        value="unsure",
                        checked=answer.get("state") == "unsure",
                    ),
                    say("figure_unsure"),
                ],
                h.label(".tick")[
                    h.input(
                        type="checkbox",
                        name=f"{begin}sure",
                        value="yes",
                        checked=bool(answer.get("sure")),
                    ),
                    say("figure_sure"),
                ],
            ]
        )
    return h.fragment[found]
