"""The pages of a return: plain HTML that works without a script, large and by keyboard."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import htpy as h

from locator.pack.requirements import asks_recognition
from locator.returns.answers import WORKBOOK, card_of_key, remaining
from locator.returns.cards import VenueCard, VillageCard
from locator.web.returns.fields import figure_fields, place_fields, village_table
from locator.wording.catalogue import t
from locator.wording.figures import moment_text
from locator.wording.labels import label
from locator.wording.names import name_of, unit_name
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from htpy import Node

    from locator.city import City
    from locator.pack.model import CityPack
    from locator.problems import Problem
    from locator.returns.answers import Clash, ReturnDraft, Value
    from locator.returns.cards import Card
    from locator.returns.review import UnitReturn
    from locator.returns.round import Round
    from locator.wording.catalogue import Lang

STYLE = (Path(__file__).parents[1] / "assets" / "office.css").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Office:
    """Whose return it is, and all that its pages show.

    ``home`` is the path of its own pages, ``device`` the random name of who looks.
    """

    city: City
    asked: Round
    unit: str
    cards: tuple[Card, ...]
    draft: ReturnDraft
    stands: UnitReturn
    device: str
    home: str
    lang: Lang
    contact_days: int

    def address(self, path: str = "", **query: str) -> str:
        """Address of a page of this return."""
        words = query | ({"lang": self.lang} if self.lang != "zh" else {})
        begin = f"{self.home}/{quote(path)}" if path else self.home
        return begin + (f"?{urlencode(words)}" if words else "")

    def say(self, key: str, **params: object) -> str:
        """A message of the returns."""
        return t(f"returns.{key}", self.lang, **params)

    @property
    def pack(self) -> CityPack:
        """The city's pack in effect."""
        return self.city.pack

    @property
    def name(self) -> str:
        """Name of the unit."""
        return unit_name(self.pack, self.unit, self.lang)

    @property
    def left(self) -> int:
        """Questions that are not answered."""
        return sum(remaining(card, self.draft) for card in self.cards)


def _document(title: str, lang: Lang, *body: Node, mark: str = "") -> str:
    page = h.html(lang="zh-CN" if lang == "zh" else "en")[
        h.head[
            h.meta(charset="utf-8"),
            h.meta(name="viewport", content="width=device-width, initial-scale=1"),
            h.title[title],
            h.style[STYLE],
        ],
        h.body[mark and h.p(".mark", role="note")[mark], h.main[body]],
    ]
    return f"<!doctype html>{page}"


def refused(words: str, lang: Lang) -> str:
    """A page that says why nothing is opened."""
    title = t("returns.refused", lang)
    return _document(
        title, lang, h.h1[title], (h.p(".bad", role="alert")[one] for one in words.splitlines())
    )


def broken(lang: Lang) -> str:
    """A page for a defect of ours."""
    return refused(t("returns.broken", lang), lang)


def _framed(office: Office, title: str, *body: Node) -> str:
    mark = t("app.watermark_note", office.lang) if office.pack.city.fictional else ""
    head = office.say("heading", unit=office.name, title=office.asked.title)
    return _document(f"{title} · {head}", office.lang, *body, mark=mark)


# -- the overview ------------------------------------------------------------------------------


def overview(office: Office) -> str:
    """What is asked, how far one has come, and what became of what was sent."""
    say, asked = office.say, office.asked
    left = office.left
    by_workbook = bool(office.draft.value(WORKBOOK))
    title = say("heading", unit=office.name, title=asked.title)
    return _framed(
        office,
        say("overview"),
        h.h1[title],
        h.p[say("asks", as_of=asked.as_of, deadline=asked.deadline, days=max(asked.days_left, 0))],
        asked.days_left < 0 and h.p(".note")[say("late", day=asked.last_day)],
        _stands(office),
        _others(office),
        by_workbook
        and h.p(".note")[say("workbook_stands", name=office.draft.value(WORKBOOK)["name"])],
        not by_workbook
        and h.p(".left", role="status")[say("left", n=left) if left else say("left_none")],
        not by_workbook and h.ol(".cards")[(_card_row(office, one) for one in office.cards)],
        h.p[h.a(".button.main", href=office.address("send"))[say("to_send")]],
        _workbook_box(office, by_workbook=by_workbook),
        h.p(".small")[say("about_draft")],
        h.p(".small")[
            h.a(href=f"{office.home}?lang={'zh' if office.lang == 'en' else 'en'}")[
                say("other_language")
            ]
        ],
    )


def _stands(office: Office) -> Node:
    one, say = office.stands, office.say
    if one.state in {"not_opened", "begun"}:
        return None
    words = [h.strong[say(f"stands_{one.state}")]]
    if one.receipt:
        words.append(h.p[say("receipt", receipt=one.receipt), " ", moment_text(one.at)])
    if one.state == "sent_back":
        words.append(h.p[say("sent_back_why", why=one.why)])
    elif one.upto < office.draft.last:
        words.append(h.p[say("not_sent_yet")])
    else:
        words.append(h.p[say("receipt_keep")])
    return h.div(".state", data_state=one.state, role="status")[words]


def _others(office: Office) -> Node:
    """That somebody else fills in the same return, and what they answered last."""
    theirs = office.draft.others(office.device)
    if not theirs:
        return None
    last = theirs[-1]
    what = about(office, last.key)
    return h.p(".note", role="status")[office.say("others", at=moment_text(last.at), what=what)]


def about(office: Office, key: str) -> str:
    """What an answer is about, in words."""
    kind, _, rest = key.partition("|")
    if kind == "village":
        column, _, village = rest.partition("|")
        names = office.pack.units["name"]
        return f"{names.get(village, village)} · {_rule_title(office, column)}"
    if kind in {"card", "new", "names"}:
        return _rule_title(office, rest.partition("|")[0])
    if kind == "venue":
        venues = office.pack.venues
        return str(venues["name"].get(rest, rest))
    if kind == "figure":
        return label("indicator", rest, office.lang)
    return office.say("the_workbook")


def _rule_title(office: Office, identifier: str) -> str:
    for rule in office.pack.requirements:
        if rule.id == identifier:
            return rule.title if office.lang == "zh" else rule.title_en or rule.title
    return identifier


def card_title(office: Office, card: Card) -> str:
    """What a card is called."""
    if isinstance(card, VenueCard):
        titles = dict.fromkeys(_rule_title(office, rule.id) for rule in card.rules)
        return t("find.comma", office.lang).join(titles)
    return office.say(f"card_{card.kind}")


def _card_row(office: Office, card: Card) -> Node:
    left = remaining(card, office.draft)
    return h.li(data_done=None if left else "yes")[
        h.a(href=office.address(f"card/{card.id}"))[
            h.span(".mark-done", aria_hidden="true")["○" if left else "✓"],
            h.span[h.b[card_title(office, card)], h.span(".small")[card_state(office, card)]],
        ]
    ]


def card_state(office: Office, card: Card) -> str:
    """What was answered on a card, in a few words."""
    say, draft = office.say, office.draft
    if isinstance(card, VenueCard):
        told = draft.value("card", card.id)
        state = told.get("state", "")
        if not state:
            return say("unanswered", n=len(card.records))
        if state != "has":
            return say(f"answer_{state}")
        new = sum(bool(cells) for cells in draft.under("new", card.id).values())
        gone = sum(bool(draft.value("venue", r["id"]).get("gone")) for r in card.records)
        key = "answer_has_all" if told.get("complete") else "answer_has_some"
        return say("answer_count", answer=say(key), n=len(card.records) - gone + new)
    left = remaining(card, draft)
    total = len(card.columns) if isinstance(card, VillageCard) else len(card.rules)
    return say("columns_left", n=left, total=total) if left else say("answered")


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


def workbook(office: Office, problems: Sequence[Problem]) -> str:
    """What was found in a filled workbook."""
    say = office.say
    bad = [p for p in problems if p.severity == "error"]
    return _framed(
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


# -- one card ----------------------------------------------------------------------------------


def stays(card: Card, form: Mapping[str, str], given: Mapping[str, Value]) -> bool:
    """Whether a card is shown again after it was kept: to see how a place was understood."""
    if "more" in form or "fill" in form:
        return True
    if isinstance(card, VenueCard):
        return any(
            set(value) - {"gone"} and any(text for name, text in value.items() if name != "datum")
            for key, value in given.items()
            if key.startswith(("new|", "venue|"))
        )
    return False


def card(
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
    where = office.address(f"card/{following.id}") if following else office.address()
    return _framed(
        office,
        title,
        h.p[
            h.a(href=office.address())[say("back")],
            " · ",
            say("left", n=office.left) if office.left else say("left_none"),
        ],
        h.h1[title],
        [h.p(".bad", role="alert")[one] for one in failure.splitlines()],
        saved
        and h.p(".good", id="saved", role="status")[
            say("saved"), " ", h.a(".button", href=where)[say("next") if following else say("back")]
        ],
        _others(office),
        h.form(method="post", action=office.address(f"card/{card.id}"))[
            h.input(type="hidden", name="seen", value=str(office.draft.last)), inside
        ],
    )


def _save(office: Office) -> Node:
    return h.p(".answers")[
        h.button(".main", type="submit", name="save", value="1")[office.say("save")]
    ]


def _venue_card(office: Office, card: VenueCard, form: Mapping[str, str]) -> Iterable[Node]:
    say, lang = office.say, office.lang
    told = office.draft.value("card", card.id)
    clauses = [h.p(".small")[one] for one in dict.fromkeys(rule.clause for rule in card.rules)]
    many = len(card.layers) > 1
    layers = {code: name_of(office.pack.catalogue.layers[code], lang) for code in card.layers}
    known = [place_fields(office, card, record["id"], record, form) for record in card.records]
    new = [
        place_fields(office, card, number, None, form, layers=layers if many else {})
        for number in [*office.draft.under("new", card.id), *fresh(form, office, card)]
    ]
    answered = told.get("state", "")
    key = "answer_has_all" if told.get("complete") else "answer_has_some"
    answer = say(key if answered == "has" else f"answer_{answered}") if answered else ""
    return [
        clauses,
        many and h.p(".small")[say("any_of", names=t("find.comma", lang).join(layers.values()))],
        answered and h.p(".good")[say("answered_so", answer=answer)],
        h.h2[say("known", n=len(card.records))] if card.records else h.p[say("known_none")],
        known,
        new,
        h.h2[say("question")],
        h.p(".small")[say("complete_means")],
        [
            h.p(".small")[say("recognition_means", title=_rule_title(office, rule.id))]
            for rule in card.rules
            if asks_recognition(rule)
        ],
        h.div(".answers")[
            h.button(".main", type="submit", name="state", value="has_all")[say("answer_has_all")],
            h.button(type="submit", name="state", value="has_some")[say("answer_has_some")],
            h.button(type="submit", name="state", value="none")[say("answer_none")],
            h.button(type="submit", name="state", value="unsure")[say("answer_unsure")],
        ],
        h.details(open=answered == "building")[
            h.summary[say("answer_building")],
            h.label[
                say("building_name"),
                h.input(
                    name="b:name", value=form.get("b:name", told.get("name", "")), maxlength="60"
                ),
            ],
            h.label[
                say("building_expected"),
                h.input(
                    name="b:expected",
                    value=form.get("b:expected", told.get("expected", "")),
                    maxlength="40",
                    placeholder=say("building_example"),
                ),
            ],
            many
            and h.label[
                say("layer"),
                h.select(name="b:layer")[
                    h.option(value="")["—"],
                    (
                        h.option(value=code, selected=told.get("layer") == code)[name]
                        for code, name in layers.items()
                    ),
                ],
            ],
            h.label(".tick")[
                h.input(
                    type="checkbox",
                    name="complete",
                    value="yes",
                    checked=bool(told.get("complete")) and answered == "building",
                ),
                say("building_only"),
            ],
            h.button(type="submit", name="state", value="building")[say("save")],
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


# -- two on one link ---------------------------------------------------------------------------


def clashes(office: Office, card: Card, found: Sequence[Clash]) -> str:
    """Another device answered the same meanwhile: both are shown, and one is chosen."""
    say = office.say
    mine = json.dumps({one.key: dict(one.yours) for one in found}, ensure_ascii=False)
    rows = [
        h.li[
            h.b[about(office, one.key)],
            h.p[say("theirs", answer=value_words(office, one.theirs))],
            h.p[say("yours", answer=value_words(office, one.yours))],
        ]
        for one in found
    ]
    return _framed(
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


def value_words(office: Office, value: Mapping[str, str]) -> str:
    """An answer in words."""
    if not value:
        return office.say("blank")
    comma = t("find.comma", office.lang)
    words, told = [], dict(value)
    if "state" in told:
        state = told.pop("state")
        if "complete" in told:
            state = "has_all" if state == "has" else state
            del told["complete"]
        words.append(office.say(f"answer_{state}"))
    for name, text in told.items():
        if text == "yes":
            words.append(office.say(f"tick_{name}"))
        elif name != "datum":
            words.append(text)
    return comma.join(words)


# -- sending -----------------------------------------------------------------------------------


def _mend_link(office: Office, key: str) -> Node:
    """Where an answer is mended; nothing where its card is asked no more."""
    card = card_of_key(key, office.cards)
    return h.a(href=office.address(f"card/{card}"))[office.say("mend")] if card else None


def send(
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
    return _framed(
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
