"""Whose return a page shows, what its answers are called, and the frame around every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import htpy as h

from locator.returns.answers import WORKBOOK, card_of_key, remaining
from locator.returns.cards import POPULATION, VenueCard, VillageCard
from locator.returns.review import doubts
from locator.wording.catalogue import TAGS, t
from locator.wording.figures import moment_text
from locator.wording.labels import label
from locator.wording.names import unit_name
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    from htpy import Node

    from locator.city import City
    from locator.pack.model import CityPack
    from locator.problems import Problem
    from locator.returns.answers import ReturnDraft
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
    round: Round
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

    @cached_property
    def doubts(self) -> list[tuple[str, Problem]]:
        """What the answers say against themselves, each with the key of the answer."""
        return doubts(self.pack, self.round, self.unit, self.draft)

    @cached_property
    def doubtful(self) -> dict[str, list[Problem]]:
        """The same by the card that it is about; nothing where a workbook stands for the cards."""
        found: dict[str, list[Problem]] = {}
        for key, problem in () if self.draft.value(WORKBOOK) else self.doubts:
            found.setdefault(card_of_key(key, self.cards), []).append(problem)
        return found

    @property
    def name(self) -> str:
        """Name of the unit."""
        return unit_name(self.pack, self.unit, self.lang)

    @property
    def left(self) -> int:
        """Questions that are not answered."""
        return sum(remaining(card, self.draft) for card in self.cards)


def _document(title: str, lang: Lang, *body: Node, mark: str = "") -> str:
    """A page with its own style and nothing else; ``mark`` stands above all."""
    page = h.html(lang=TAGS[lang])[
        h.head[
            h.meta(charset="utf-8"),
            h.meta(name="viewport", content="width=device-width, initial-scale=1"),
            h.title[title],
            h.style[STYLE],
        ],
        h.body[mark and h.header[h.p(".mark", role="note")[mark]], h.main[body]],
    ]
    return str(page)


def other_language(lang: Lang) -> Node:
    """A link to the same page in the other language, by that language's own name."""
    other: Lang = "en" if lang == "zh" else "zh"
    name = t("app.language_name", other)
    return h.p(".small")[h.a(href=f"?lang={other}", lang=other)[name]]


def refused_page(words: str, lang: Lang) -> str:
    """A page that says why nothing is opened."""
    title = t("returns.refused", lang)
    said = (h.p(".bad", role="alert")[one] for one in words.splitlines())
    return _document(title, lang, h.h1[title], said, other_language(lang))


def broken_page(lang: Lang) -> str:
    """A page for a defect of ours."""
    return refused_page(t("returns.broken", lang), lang)


def framed(office: Office, title: str, *body: Node) -> str:
    """A page of a return, called by what it does, who answers and what was asked."""
    mark = t("app.watermark_note", office.lang) if office.pack.city.fictional else ""
    head = office.say("heading", unit=office.name, title=office.round.title)
    return _document(f"{title} · {head}", office.lang, *body, mark=mark)


def others_note(office: Office) -> Node:
    """That somebody else fills in the same return, and what they answered last."""
    theirs = office.draft.others(office.device)
    if not theirs:
        return None
    last = theirs[-1]
    what = about(office, last.key)
    return h.p(".note", role="status")[office.say("others", at=moment_text(last.at), what=what)]


def doubts_note(office: Office, card: Card) -> Node:
    """What the answers of a card say against themselves."""
    return [
        h.p(class_="bad" if one.severity == "error" else "note", role="alert")[
            problem_text(one, office.lang)
        ]
        for one in office.doubtful.get(card.id, ())
    ]


def about(office: Office, key: str) -> str:
    """What an answer is about, in words."""
    kind, _, rest = key.partition("|")
    if kind == "village":
        column, _, village = rest.partition("|")
        names = office.pack.units["name"]
        return f"{names.get(village, village)} · {rule_title(office, column)}"
    if kind in {"card", "new", "names"}:
        return rule_title(office, rest.partition("|")[0])
    if kind == "venue":
        venues = office.pack.venues
        return str(venues["name"].get(rest, rest))
    if kind == "figure":
        return figure_title(rest, office.lang)
    return office.say("the_workbook")


def figure_title(code: str, lang: Lang) -> str:
    """What a figure is called: an indicator, or the residents."""
    return t("column.population", lang) if code == POPULATION else label("indicator", code, lang)


def rule_title(office: Office, identifier: str) -> str:
    """A clause's title by its id, the id where the plan no longer has it."""
    for rule in office.pack.requirements:
        if rule.id == identifier:
            return rule.title if office.lang == "zh" else rule.title_en or rule.title
    return identifier


def card_title(office: Office, card: Card) -> str:
    """What a card is called."""
    if isinstance(card, VenueCard):
        titles = dict.fromkeys(rule_title(office, rule.id) for rule in card.rules)
        return t("find.comma", office.lang).join(titles)
    return office.say(f"card_{card.kind}")


def card_state(office: Office, card: Card) -> str:
    """What was answered on a card, in a few words."""
    say, draft = office.say, office.draft
    if isinstance(card, VenueCard):
        answer = draft.value("card", card.id)
        state = answer.get("state", "")
        if not state:
            return say("unanswered", n=len(card.records))
        if state != "has":
            return say(f"answer_{state}")
        new = sum(bool(cells) for cells in draft.under("new", card.id).values())
        gone = sum(bool(draft.value("venue", r["id"]).get("gone")) for r in card.records)
        key = "answer_has_all" if answer.get("complete") else "answer_has_some"
        return say("answer_count", answer=say(key), n=len(card.records) - gone + new)
    left = remaining(card, draft)
    total = len(card.columns) if isinstance(card, VillageCard) else len(card.figures)
    return say("columns_left", n=left, total=total) if left else say("answered")
