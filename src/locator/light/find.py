"""``/m``: the one box, what is near, what is open; the same list as the Find page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import htpy as h

from locator import clock
from locator.hours.windows import only_day, windows_of
from locator.light import chips, markup
from locator.light.asking import (
    TEXT_SHOWN,
    called,
    codes_asked,
    day_asked,
    moment_asked,
    number_asked,
    origin_asked,
    part_asked,
    question_asked,
    unknown_value,
)
from locator.light.visit import LightPage, Moved
from locator.sharing.search import registered
from locator.venues.listing import listing as list_venues
from locator.venues.origin import origin_of
from locator.venues.remedies import remedies
from locator.venues.search import VenueQuery
from locator.wording.asking import remarks
from locator.wording.catalogue import t
from locator.wording.figures import way_text
from locator.wording.labels import vocabulary
from locator.wording.listing import PAGE, headline, place_name, remedy_text, sections, suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from htpy import Node

    from locator.light.visit import Values, Visit
    from locator.venues.origin import Origin
    from locator.venues.place import Place
    from locator.venues.question import Question

_REMEDIES = 3
#: How an address writes the cards of a section: further-20.
_SHOWN = re.compile(r"([a-z_]{3,9})-(\d{1,4})")
#: Field of a query → parameters that set it.
_GIVEN_UP = {"layers": ["group", "layer"], "topics": ["topic"], "audiences": ["for"],
             "units": ["town"], "counties": ["county"], "free_only": ["free"],
             "open_at": ["open", "at"], "open_in": ["on", "part"], "precisions": ["exact"],
             "text": ["name"], "radius_m": ["within"]}  # fmt: skip # a table, a row a line
#: Parameters that say what is sought: another question takes their place.
_SOUGHT = ("group", "layer", "topic", "for", "name")
_TIMES = ("on", "part", "at", "open")
_RADII = range(1, 100_001)


@dataclass(frozen=True, slots=True)
class LightSearch:
    """A list as its address describes it: where from, what, how far, how many cards of a section.

    The address is the Find page's own, so that one may be turned into the other.
    """

    origin: Origin | None
    wanted: VenueQuery
    radius_m: float | None
    shown: Mapping[str, int]


def find(visit: Visit) -> LightPage | Moved:
    """The list; first the question, if one was typed."""
    text = (visit.sent("q") or visit.parameter("q")).strip()
    return _ask(visit, text) if text else listing(visit, read(visit))


# -- what is asked -----------------------------------------------------------------------------


def read(visit: Visit) -> LightSearch:
    """The list that an address (and a position in the body) describes.

    Raises
    ------
    RefusedError
        A place or a value is not known.
    """
    pack, origin = visit.pack, origin_asked(visit)
    groups = codes_asked(visit, "group", pack.catalogue.groups)
    layers = codes_asked(visit, "layer", pack.catalogue.layers)
    if groups:
        of_group = [c for c, y in pack.catalogue.layers.items() if y.group in groups]
        layers = tuple(c for c in layers if c in of_group) or tuple(of_group)
    wanted = VenueQuery(
        layers=layers,
        counties=codes_asked(visit, "county", pack.units.index),
        units=codes_asked(visit, "town", pack.units.index),
        audiences=codes_asked(visit, "for", vocabulary("audience")),
        topics=codes_asked(visit, "topic", vocabulary("topic")),
        free_only=visit.parameter("free") == "1",
        open_at=moment_asked(visit, "at")
        or (clock.now() if visit.parameter("open") == "1" else None),
        open_in=windows_of(day_asked(visit, "on"), part_asked(visit), clock.now()),
        precisions=("exact",) if visit.parameter("exact") == "1" else (),
        text=visit.parameter("name")[:TEXT_SHOWN].strip(),
    )
    within = number_asked(visit, "within", _RADII)
    radius = float(within) if within and origin is not None and origin.located else None
    return LightSearch(origin, wanted, radius, _shown(visit))


def _shown(visit: Visit) -> dict[str, int]:
    """How many cards of which sections were asked for: further-20."""
    found = {}
    for text in visit.query.get("shown", ()):
        match = _SHOWN.fullmatch(text)
        if match is None:
            raise unknown_value(visit, text)
        found[match[1]] = int(match[2])
    return found


# -- a typed line ------------------------------------------------------------------------------


def _ask(visit: Visit, text: str) -> LightPage | Moved:
    """Act on what is sure, ask about what is doubtful, and say what the box knows otherwise."""
    question = question_asked(visit, text)
    if question.certainty == "doubtful":
        return _doubtful(visit, question, text)
    return _act(visit, question, text)


def _act(visit: Visit, question: Question, text: str) -> LightPage | Moved:
    place, said = question.where, remarks(question, visit.lang)
    if place is not None and place.kind == "venue" and not question.what:
        return Moved(_venue_page(visit, question, place))
    query, form = _query_of(visit, question), {}
    if place is not None and not origin_of(place).token:
        # Typed coordinates may be somebody's home: they stay in the body.
        form = {"lon": [str(place.lon)], "lat": [str(place.lat)], "kind": ["coordinate"]}
    elif place is None:
        form = markup.position(visit)
    if not (said or form or question.choices):
        return Moved(visit.to("m", query))
    asked = _visit(visit, query, form)
    more = [markup.quiet(line) for line in said]
    if question.choices:
        more += _choices(visit, question, "find.also_called")
    page = listing(asked, read(asked), more, value=text if question.choices else None)
    return replace(page, private=True)


def _visit(visit: Visit, query: Values, form: Values) -> Visit:
    kept = {key: [text] for key, text in visit.kept.items()}
    return replace(visit, query=kept | query, form=form)


def _query_of(visit: Visit, question: Question) -> Values:
    """The address that asks what a line says; other filters stay as they are."""
    query = {
        key: texts
        for key, texts in markup.own_query(visit).items()
        if key not in {"near", "q", "shown", "opened", "here"}
    }
    what, when = question.what, question.when.chosen(clock.now())
    gone = [*(_SOUGHT if what else ()), *(_TIMES if question.when else ())]
    query = {key: texts for key, texts in query.items() if key not in gone}
    found = {
        "layer": list(what.layers),
        "topic": list(what.topics),
        "for": list(what.audiences),
        "name": [what.text[:TEXT_SHOWN]] if what.text else [],
        "near": [origin_of(question.where).token] if question.where else [],
        "on": [when.on],
        "part": [when.part],
        "at": [f"{when.at:%Y-%m-%dT%H:%M}"] if when.at else [],
        "open": ["1"] if when.open else [],
        "free": ["1"] if question.free else [],
        "here": ["1"] if question.near_me and not visit.sent("lon") else [],
    }
    return query | {key: texts for key, texts in found.items() if any(texts)}


def _doubtful(visit: Visit, question: Question, text: str) -> LightPage:
    body = [_box(visit, text), *_choices(visit, question, "find.did_you_mean")]
    body.append(markup.buttons([(visit.to("m"), t("find.none_of_these", visit.lang))]))
    return LightPage(t("find.title", visit.lang), body, private=True)


def _choices(visit: Visit, question: Question, key: str) -> list[Node]:
    """What a line may mean, each a link to what it would then show."""
    links = []
    for place in question.choices:
        words = suggestion(visit.pack, place, visit.lang)
        links.append((_choice(visit, question, place), called(words)))
    return [markup.said(t(key, visit.lang)), markup.buttons(links)]


def _choice(visit: Visit, question: Question, place: Any) -> str:
    if place.kind == "layer":
        what = replace(question.what, layers=(place.code,))
        return visit.to("m", _query_of(visit, replace(question, what=what, where=None)))
    if place.kind == "what":
        return visit.to("m", _query_of(visit, question))
    if place.kind == "venue" and not question.what:
        return _venue_page(visit, question, place)
    return visit.to("m", _query_of(visit, replace(question, where=place)))


def _venue_page(visit: Visit, question: Question, place: Place) -> str:
    return visit.to("m/correct" if question.reports else "m/venue", {"id": place.code})


# -- the list ----------------------------------------------------------------------------------


def listing(
    visit: Visit, view: LightSearch, said: list[Node] | None = None, *, value: str | None = None
) -> LightPage:
    """The list of a view, below the box and what was understood."""
    lang, city, now = visit.lang, visit.city, clock.now()
    asked = (city.pack, city.venues, view.origin, view.wanted)
    found = list_venues(*asked, now, view.radius_m, city.network)
    answer = headline(city.pack, found, view.origin, lang)
    listed = sections(
        city.pack,
        found,
        view.origin,
        now,
        lang,
        shown=view.shown,
        day=only_day(day_asked(visit, "on"), now),
    )
    if value is None:
        value = place_name(view.origin.place, lang) if view.origin else ""
    body: list[Node] = [
        _box(visit, value, hint=view.origin is None and visit.parameter("here") == "1"),
        *(said or ()),
        chips.draw(visit, view),
        markup.said(answer),
        markup.places(visit) if view.origin is None and not view.wanted.active() else None,
    ]
    if not found.counted and not found.outside:
        helpful = remedies(*asked, now, view.radius_m, city.network)[:_REMEDIES]
        chosen = view.origin is not None or view.wanted.active() or view.radius_m
        body.append(_remedies(visit, helpful, clear=bool(chosen)))
    wanted = view.wanted
    if shares := registered(city.pack, wanted.topics, wanted.text, now):
        sought: Values = {
            "words": [wanted.text] if wanted.text else [],
            "about": list(wanted.topics),
        }
        link = (visit.to("m/shares", sought), t("find.in_shares", lang, n=shares))
        body.append(markup.buttons([link]))
    body += [_section(visit, view, one) for one in listed]
    if view.origin is not None and view.origin.located and view.origin.token:
        circle = visit.to("m/circle", {"near": view.origin.token})
        body.append(markup.buttons([(circle, t("light.circle_make", lang))]))
    if view.origin is not None and view.origin.located:
        body.append(markup.quiet(way_text(city.walk, lang)))
    body.append(markup.quiet(t("find.privacy", lang)))
    missing = (visit.to("m/correct"), t("data.missing", lang))
    body += [markup.buttons([missing])]
    private = bool(visit.form) or bool(visit.parameter("q"))
    parts = [body[0], markup.carrying(visit, body[1:])]
    return LightPage(t("find.title", lang), parts, private=private, about=answer)


def _box(visit: Visit, value: str, *, hint: bool = False) -> Node:
    lang = visit.lang
    kept = {
        key: texts
        for key, texts in markup.own_query(visit).items()
        if key not in {"q", "shown", "opened", "here"}
    }
    return markup.box(
        visit,
        visit.to("m", kept),
        label=t("find.ask_label", lang),
        value=value,
        example=t("find.ask_placeholder", lang),
        about=t("light.here", lang) if hint else "",
    )


def _remedies(visit: Visit, helpful: list[tuple[str, int]], *, clear: bool) -> Node:
    """What to give up so that something is found; ``clear``: whether anything was chosen."""
    lang = visit.lang
    return h.p(".row")[
        [
            markup.go(
                visit,
                "m",
                {key: [] for key in (*_GIVEN_UP[name], "shown")},
                remedy_text(name, n, lang),
            )
            for name, n in helpful
        ],
        h.a(".button", href=visit.to("m"))[t("light.reset", lang)] if clear else None,
    ]


def _section(visit: Visit, view: LightSearch, one: Mapping[str, Any]) -> Node:
    """A part of the list: its cards and the way to more of them, or one line that opens."""
    counts = dict(view.shown)
    counts[one["id"]] = counts.get(one["id"], 0) + PAGE
    more = {"shown": [f"{name}-{n}" for name, n in counts.items()]}
    if not one["cards"]:
        return h.p[markup.go(visit, "m", more, one["title"])]
    return h.section[
        h.h2(".section")[one["title"]] if one["title"] else None,
        [markup.card(visit, card) for card in one["cards"]],
        h.p[markup.go(visit, "m", more, one["more"])] if one["more"] else None,
    ]
