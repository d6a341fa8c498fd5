"""A card to answer: plain HTML that works without a script, large and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import htpy as h

from locator.exports.template.choices import ADMISSION
from locator.pack.model import asks_recognition
from locator.returns.answers import remaining
from locator.returns.cards import VenueCard, VillageCard
from locator.web.returns.fields import (
    choice_field,
    figure_fields,
    place_fields,
    village_table,
    words_field,
)
from locator.web.returns.office import (
    Office,
    card_title,
    doubts_note,
    framed,
    others_note,
    rule_title,
)
from locator.wording.catalogue import t
from locator.wording.names import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from htpy import Node

    from locator.returns.answers import Value
    from locator.returns.cards import Card

#: A button that Enter presses, and nobody sees or reaches.
_UNSEEN = {"tabindex": "-1", "aria-hidden": "true"}


def stays(card: Card, form: Mapping[str, str], answers: Mapping[str, Value]) -> bool:
    """Whether a card is shown again after it was kept: to see how a place was understood."""
    if "more" in form or "fill" in form:
        return True
    if isinstance(card, VenueCard):
        return any(
            set(value) - {"gone"} and any(text for name, text in value.items() if name != "datum")
            for key, value in answers.items()
            if key.startswith(("new|", "venue|"))
        )
    return False


def card_page(
    office: Office,
    card: Card,
    *,
    form: Mapping[str, str] | None = None,
    failure: str = "",
    saved: bool = False,
) -> str:
    """A card to answer; ``form`` is what was typed, where it could not be kept."""
    say = office.say
    title = card_title(office, card)
    filled = form or {}
    if isinstance(card, VenueCard):
        inside: Iterable[Node] = _venue_card(office, card, filled)
    elif isinstance(card, VillageCard):
        inside = [village_table(office, card, filled), _save(office)]
    else:
        inside = [figure_fields(office, card, filled), _save(office)]
    following = next(
        (c for c in office.cards if c.id != card.id and remaining(c, office.draft)), None
    )
    unanswered = isinstance(card, VenueCard) and remaining(card, office.draft)
    where = office.address(f"card/{following.id}") if following else office.address()
    # What is kept and wrong is not done: nobody is sent on past it.
    wrong = any(one.severity == "error" for one in office.doubtful.get(card.id, ()))
    return framed(
        office,
        title,
        h.p[
            h.a(href=office.address())[say("back")],
            " · ",
            say("left", n=office.left) if office.left else say("left_none"),
        ],
        h.h1[title],
        [h.p(".bad", role="alert")[one] for one in failure.splitlines()],
        doubts_note(office, card),
        saved and wrong and h.p(".note", id="saved", role="status")[say("saved_wrong")],
        saved
        and not wrong
        and h.p(".good", id="saved", role="status")[
            say("saved"),
            " ",
            # A place was kept; whether it is all is asked below.
            say("saved_question")
            if unanswered
            else h.a(".button", href=where)[say("next") if following else say("back")],
        ],
        others_note(office),
        h.form(method="post", action=office.address(f"card/{card.id}"))[
            h.input(type="hidden", name="seen", value=str(office.draft.last)),
            # Enter in a field presses the first button of a form: without this one, that of a
            # column of villages, which fills all that is blank, or a corner of the drawing.
            h.button(".default", type="submit", name="save", value="1", **_UNSEEN),
            inside,
        ],
    )


def _save(office: Office) -> Node:
    return h.p(".answers")[
        h.button(".main", type="submit", name="save", value="1")[office.say("save")]
    ]


def _venue_card(office: Office, card: VenueCard, form: Mapping[str, str]) -> Iterable[Node]:
    say, lang = office.say, office.lang
    given = office.draft.value("card", card.id)
    clauses = [h.p(".small")[one] for one in dict.fromkeys(rule.clause for rule in card.rules)]
    many = len(card.layers) > 1
    layers = {code: name_of(office.pack.catalogue.layers[code], lang) for code in card.layers}
    known = [place_fields(office, card, record["id"], record, form) for record in card.records]
    new = [
        place_fields(office, card, number, None, form, layers=layers if many else {})
        for number in [*office.draft.under("new", card.id), *fresh(form, office, card)]
    ]
    answered = given.get("state", "")
    key = "answer_has_all" if given.get("complete") else "answer_has_some"
    answer = say(key if answered == "has" else f"answer_{answered}") if answered else ""
    return [
        clauses,
        many and h.p(".small")[say("any_of", names=t("find.comma", lang).join(layers.values()))],
        answered and h.p(".good")[say("answered_so", answer=answer)],
        h.h2[say("known", n=len(card.records))] if card.records else h.p[say("known_none")],
        known,
        new,
        # What is most often written; any other words do as well.
        h.datalist(id="list-admission")[(h.option(value=t(key, "zh")) for key in ADMISSION)],
        h.h2[say("question")],
        h.p(".small")[say("complete_means")],
        card.recognised and _recognition(office, card, form or given),
        h.div(".answers")[
            h.button(".main", type="submit", name="state", value="has_all")[say("answer_has_all")],
            h.button(type="submit", name="state", value="has_some")[say("answer_has_some")],
            h.button(type="submit", name="state", value="none")[say("answer_none")],
            h.button(type="submit", name="state", value="unsure")[say("answer_unsure")],
        ],
        h.details(open=answered == "building")[
            h.summary[say("answer_building")],
            words_field(
                "b:name", say("building_name"), form.get("b:name", given.get("name", "")), 60
            ),
            words_field(
                "b:expected",
                say("building_expected"),
                form.get("b:expected", given.get("expected", "")),
                40,
                placeholder=say("building_example"),
            ),
            many
            and choice_field("b:layer", say("layer"), {"": "—"} | layers, given.get("layer", "")),
            h.label(".tick")[
                h.input(
                    type="checkbox",
                    name="complete",
                    value="yes",
                    checked=bool(given.get("complete")) and answered == "building",
                ),
                say("building_only"),
            ],
            h.button(type="submit", name="state", value="building")[say("save")],
        ],
    ]


def _recognition(office: Office, card: VenueCard, shown: Mapping[str, str]) -> Node:
    """What a blank recognition means, and a tick that says that there is none."""
    titles = [rule_title(office, rule.id) for rule in card.rules if asks_recognition(rule)]
    return [
        h.p(".small")[
            office.say("recognition_means", title=t("find.comma", office.lang).join(titles))
        ],
        h.label(".tick")[
            h.input(
                type="checkbox", name="unrecognised", value="yes", checked="unrecognised" in shown
            ),
            office.say("tick_unrecognised"),
        ],
    ]


def fresh(form: Mapping[str, str], office: Office, card: VenueCard) -> list[str]:
    """Numbers of the blank places of a form: those that were typed into, or one more."""
    numbers = {
        name.split(":")[1] for name in form if name.startswith("n:") and name.count(":") == 2
    }
    known = set(office.draft.under("new", card.id))
    typed = sorted(numbers - known)
    if typed:
        return typed
    return [f"{office.draft.last + 1:x}{office.device[:4]}"]
