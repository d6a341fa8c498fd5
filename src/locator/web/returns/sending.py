"""Before a return is sent: two who answered the same, all answers once more, and who sends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import htpy as h

from locator.returns.answers import WORKBOOK, card_of_key
from locator.web.returns.office import Office, about, card_state, card_title, framed
from locator.wording.catalogue import t
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from htpy import Node

    from locator.problems import Problem
    from locator.returns.answers import Clash
    from locator.returns.cards import Card


def clashes_page(office: Office, card: Card, clashes: Sequence[Clash]) -> str:
    """Another device answered the same meanwhile: both are shown, and one is chosen."""
    say = office.say
    mine = json.dumps({one.key: dict(one.yours) for one in clashes}, ensure_ascii=False)
    rows = [
        h.li[
            h.b[about(office, one.key)],
            h.p[say("theirs", answer=value_words(office, one.key, one.theirs))],
            h.p[say("yours", answer=value_words(office, one.key, one.yours))],
        ]
        for one in clashes
    ]
    return framed(
        office,
        say("clash"),
        h.h1[say("clash")],
        h.p(role="alert")[say("clash_about")],
        h.ul[rows],
        h.form(method="post", action=office.address("keep"))[
            h.input(type="hidden", name="mine", value=mine),
            h.input(type="hidden", name="seen", value=str(office.draft.last)),
            h.button(type="submit")[say("keep_mine")],
        ],
        h.p[h.a(".button.main", href=office.address(f"card/{card.id}"))[say("keep_theirs")]],
    )


def value_words(office: Office, key: str, value: Mapping[str, str]) -> str:
    """An answer in words; ``key`` is what it is about."""
    if not value:
        return office.say("blank")
    comma = t("find.comma", office.lang)
    words, answer = [], dict(value)
    if "state" in answer:
        state = answer.pop("state")
        if key.startswith("card|") and state == "has":
            state = "has_all" if answer.pop("complete", "") else "has_some"
        elif state == "none":
            answer.pop("complete", "")
        words.append(office.say(f"answer_{state}"))
    for name, text in answer.items():
        if text == "yes":
            words.append(office.say(f"tick_{name}"))
        elif name != "datum":
            words.append(text)
    return comma.join(words)


def _mend_link(office: Office, key: str) -> Node:
    """Where an answer is mended; nothing where its card is asked no more."""
    card = card_of_key(key, office.cards)
    return h.a(href=office.address(f"card/{card}"))[office.say("mend")] if card else None


def send_page(
    office: Office,
    problems: Sequence[tuple[str, Problem]],
    *,
    form: Mapping[str, str] | None = None,
    failure: str = "",
) -> str:
    """All answers once more, what is wrong with them, and who sends."""
    say, filled = office.say, form or {}
    bad = any(problem.severity == "error" for _, problem in problems)
    by_workbook = bool(office.draft.value(WORKBOOK))
    rows = [
        h.tr[h.th(scope="row")[card_title(office, one)], h.td[card_state(office, one)]]
        for one in office.cards
    ]
    return framed(
        office,
        say("to_send"),
        h.p[h.a(href=office.address())[say("back")]],
        h.h1[say("to_send")],
        [h.p(".bad", role="alert")[one] for one in failure.splitlines()],
        h.p(".note")[say("workbook_stands", name=office.draft.value(WORKBOOK)["name"])]
        if by_workbook
        else [
            h.table[h.tbody[rows]],
            h.p(".left")[say("left_means", n=office.left)] if office.left else None,
        ],
        not by_workbook
        and bool(problems)
        and h.ul(".problems")[
            (
                h.li(data_severity=one.severity)[
                    problem_text(one, office.lang), " ", _mend_link(office, key)
                ]
                for key, one in problems
            )
        ],
        h.form(method="post", action=office.address("send"))[
            h.p(".small")[say("contact_about", days=office.contact_days)],
            h.label[
                say("contact_name"),
                h.input(name="name", value=filled.get("name", ""), autocomplete="name"),
            ],
            h.label[
                say("contact_phone"),
                h.input(
                    name="phone", value=filled.get("phone", ""), autocomplete="tel", inputmode="tel"
                ),
            ],
            h.p[h.button(".main", type="submit", disabled=bad and not by_workbook)[say("send")]],
        ],
        bad and not by_workbook and h.p(".bad")[say("mend_first")],
    )
