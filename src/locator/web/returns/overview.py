"""The first page of a return: what is asked, how far one has come; and the workbook instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import htpy as h

from locator.exports.returns import left_text
from locator.returns.answers import WORKBOOK, remaining
from locator.web.returns.office import (
    Office,
    card_state,
    card_title,
    framed,
    other_language,
    others_note,
)
from locator.wording.figures import date_text, moment_text
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from htpy import Node

    from locator.problems import Problem
    from locator.returns.cards import Card


#: How a card is marked: not answered, answered, and answers that do not agree.
_MARKS = {"left": "○", "yes": "✓", "doubtful": "!"}


def overview(office: Office) -> str:
    """What is asked, how far one has come, and what became of what was sent."""
    say, round_ = office.say, office.round
    left = office.left
    by_workbook = bool(office.draft.value(WORKBOOK))
    title = say("heading", unit=office.name, title=round_.title)
    return framed(
        office,
        say("overview"),
        h.h1[title],
        h.p[
            say(
                "asks",
                as_of=date_text(round_.as_of, office.lang),
                deadline=date_text(str(round_.deadline), office.lang),
                left=left_text(round_, office.lang),
            )
        ],
        _stands(office),
        others_note(office),
        by_workbook
        and h.p(".note")[say("workbook_stands", name=office.draft.value(WORKBOOK)["name"])],
        not by_workbook
        and h.p(".left", role="status")[
            say("left", n=left) if left else None if office.doubtful else say("left_none"),
            bool(office.doubtful and left) and h.br,
            office.doubtful and h.span(".doubt")[say("left_doubtful", n=len(office.doubtful))],
        ],
        not by_workbook and h.ol(".cards")[(_card_row(office, one) for one in office.cards)],
        h.p[h.a(".button.main", href=office.address("send"))[say("to_send")]],
        _workbook_box(office, by_workbook=by_workbook),
        h.p(".small")[say("about_draft")],
        other_language(office.lang),
    )


def _stands(office: Office) -> Node:
    one, say = office.stands, office.say
    if one.state in {"not_opened", "begun"}:
        return None
    since = one.state != "sent" and f" {moment_text(one.at)}"
    words = [h.strong[say(f"stands_{one.state}"), since]]
    if one.receipt:
        words.append(h.p[say("receipt", receipt=one.receipt), " ", moment_text(one.sent)])
    if one.state == "sent_back":
        words.append(h.p[say("sent_back_why", why=one.why)])
    elif one.upto < office.draft.last:
        words.append(h.p[say("not_sent_yet")])
    else:
        words.append(h.p[say("receipt_keep")])
    return h.div(".state", data_state=one.state, role="status")[words]


def _card_row(office: Office, card: Card) -> Node:
    left = remaining(card, office.draft)
    doubtful = office.doubtful.get(card.id)
    state = "doubtful" if doubtful else "left" if left else "yes"
    return h.li(data_done=state)[
        h.a(href=office.address(f"card/{card.id}"))[
            h.span(".mark-done", aria_hidden="true")[_MARKS[state]],
            h.span[
                h.b[card_title(office, card)],
                h.span(".small")[card_state(office, card)],
                [h.span(".small.doubt")[problem_text(one, office.lang)] for one in doubtful or ()],
            ],
        ]
    ]


def _workbook_box(office: Office, *, by_workbook: bool) -> Node:
    say = office.say
    action = office.address("workbook")
    return h.details(open=by_workbook)[
        h.summary[say("workbook")],
        h.p[say("workbook_about")],
        h.p[h.a(".button", href=action)[say("workbook_take")]],
        h.form(method="post", action=action, enctype="multipart/form-data")[
            h.label[
                say("workbook_file"),
                h.input(type="file", name="file", required=True, accept=".xlsx,.xls,.et,.csv"),
            ],
            h.button(type="submit")[say("workbook_bring")],
        ],
        by_workbook
        and h.form(method="post", action=action)[
            h.button(type="submit", name="remove", value="1")[say("workbook_remove")]
        ],
    ]


def workbook_page(office: Office, problems: Sequence[Problem]) -> str:
    """What was found in a filled workbook."""
    say = office.say
    bad = [p for p in problems if p.severity == "error"]
    return framed(
        office,
        say("workbook"),
        h.h1[say("workbook")],
        h.p(class_="bad" if bad else "good", role="alert" if bad else "status")[
            say("workbook_bad", n=len(bad)) if bad else say("workbook_good")
        ],
        h.ul[(h.li[problem_text(one, office.lang)] for one in problems[:50])],
        h.p[h.a(".button.main", href=office.address())[say("back")]],
        not bad and h.p[h.a(".button", href=office.address("send"))[say("to_send")]],
    )
