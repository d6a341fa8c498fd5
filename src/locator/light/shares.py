"""``/m/shares``: what others lend, found by a sentence; the same list as the Sharing page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import htpy as h
import pandas as pd

from locator import clock
from locator.light import asking, markup
from locator.light.visit import LightPage, Moved
from locator.names.vocabulary import MOST_SEATS
from locator.pack.model import SHARE_KINDS
from locator.sharing.asking import ParsedQuestion, answered, understand
from locator.sharing.search import ShareQuery, reach_of, relaxations
from locator.sharing.search import find as find_shares
from locator.venues.origin import origin_of
from locator.wording.catalogue import t
from locator.wording.labels import label, vocabulary
from locator.wording.listing import PAGE, place_name
from locator.wording.sharing import ShareCard, examples, share_card, wish_words

if TYPE_CHECKING:
    from htpy import Node

    from locator.light.visit import Values, Visit
    from locator.venues.origin import Origin

_TEXT_LENGTH, _RELAXATIONS, _MOST = 40, 3, 200
#: Fields of a query → their names in an address, as on the Sharing page.
_KEYS = {"kinds": "kind", "topics": "about", "audiences": "whom", "seats": "seats", "day": "when",
         "part": "part", "free_only": "nocost", "text": "words",
         "units": "near"}  # fmt: skip # a table, a row a line


def shares(visit: Visit) -> LightPage | Moved:
    """The list; first the sentence, if one was typed."""
    text = (visit.sent("q") or visit.parameter("q")).strip()
    if text:
        return _ask(visit, text)
    return _listing(visit, ())


def _query_of(heard: ParsedQuestion) -> Values:
    """The conditions of a sentence, and its place if that has a name, as an address has them."""
    query: Values = {}
    for name, key in _KEYS.items():
        value = getattr(heard.wish, name)
        texts = list(value) if isinstance(value, tuple) else [value if value is not True else "1"]
        if value and name != "units":
            query[key] = [str(one) for one in texts]
    if heard.place is not None and (token := origin_of(heard.place).token):
        query["near"] = [token]
    return query


def _ask(visit: Visit, text: str) -> LightPage | Moved:
    """Turn the sentence into conditions, which alone stand in the address."""
    heard = understand(visit.pack, visit.city.places, text)
    query, place = _query_of(heard), heard.place
    form: Values = {}
    if place is not None and "near" not in query:
        form = {"lon": [str(place.lon)], "lat": [str(place.lat)], "kind": ["coordinate"]}
    if not (heard.unknown or form):
        return Moved(visit.to("m/shares", query))
    # Words that no vocabulary has are looked for and stand in no address: they may say where a
    # person is.
    kept = {key: [one] for key, one in visit.kept.items()}
    page = _listing(replace(visit, query=kept | query, form=form), heard.unknown)
    return replace(page, private=True)


def _read(visit: Visit) -> ShareQuery:
    """The conditions that an address holds.

    Raises
    ------
    RefusedError
        A value is not known.
    """
    seats = visit.parameter("seats")
    return ShareQuery(
        kinds=asking.codes_asked(visit, "kind", SHARE_KINDS),
        topics=asking.codes_asked(visit, "about", vocabulary("topic")),
        audiences=asking.codes_asked(visit, "whom", vocabulary("audience")),
        seats=asking.number_asked(visit, "seats", range(1, MOST_SEATS + 1)) if seats else None,
        day=asking.day_asked(visit, "when"),
        part=asking.part_asked(visit),
        free_only=visit.parameter("nocost") == "1",
        text=visit.parameter("words")[:_TEXT_LENGTH].strip(),
    )


def _listing(visit: Visit, unknown: tuple[str, ...]) -> LightPage:
    lang, pack, now = visit.lang, visit.pack, clock.now()
    origin = asking.origin_asked(visit)
    position, units = reach_of(pack, origin.place if origin else None)
    wanted = _read(visit)
    text = ", ".join(word for word in (wanted.text, *unknown) if word)
    wanted = replace(wanted, units=units, text=text)
    found = find_shares(pack, wanted, now, position)
    n = found.fitting
    said = t("share.found", lang, n=n) if n else t("share.found_none", lang)
    body: list[Node] = [
        markup.quiet(t("share.purpose", lang)),
        *_box(visit, wanted),
        _understood(visit, wanted, origin),
        _kinds(visit, wanted),
        markup.said(said),
    ]
    if not n:
        body.append(_relaxations(visit, wanted, position))
    rows = pd.concat([found.located, found.unit_only])
    name = place_name(origin.place, lang) if origin else ""
    shown = asking.number_asked(visit, "shown", range(1, _MOST + 1)) or PAGE
    body.append(offers(visit, rows.head(shown), name, h.h2))
    if len(rows) > shown:
        more = {"shown": [str(shown + PAGE)]}
        text = t("share.more", lang, n=min(PAGE, len(rows) - shown))
        body.append(markup.go(visit, "m/shares", more, text))
    if len(found.perhaps):
        body += [
            h.h2[t("share.perhaps", lang, n=len(found.perhaps))],
            markup.quiet(t("share.perhaps_note", lang)),
            offers(visit, found.perhaps.head(shown), name),
        ]
    state = t("share.state", lang, offers=len(pack.shares), needs=len(pack.needs))
    register = (visit.to("shares", {"share_view": "register"}), t("share.register_call", lang))
    body += [markup.buttons([register]), markup.quiet(state)]
    return LightPage(t("share.title", lang), body, private=bool(visit.form), about=said)


def _box(visit: Visit, wanted: ShareQuery) -> list[Node]:
    """The sentence, which goes in the body, since it may say where a person is; and examples."""
    lang, pack, places = visit.lang, visit.pack, visit.city.places
    said = answered(pack, places, examples(pack, lang), clock.now())
    words = t("share.sentence", lang), t("share.sentence_placeholder", lang)
    box = markup.sentence(visit, visit.to("m/shares"), *words)
    if wanted.active() or not said:
        return [box]
    links = [(visit.to("m/shares", _query_of(understand(pack, places, x))), x) for x in said]
    return [box, markup.quiet(t("share.examples", lang)), markup.buttons(links)]


def _understood(visit: Visit, wanted: ShareQuery, origin: Origin | None) -> Node:
    lang = visit.lang
    words = wish_words(wanted, origin.place if origin else None, clock.now(), lang)
    if not words:
        return None
    clear = h.a(".button", href=visit.to("m/shares"))[t("share.clear", lang)]
    text = t("find.comma", lang).join(words)
    return h.p[t("share.understood", lang), "：" if lang == "zh" else ": ", h.b[text], " ", clear]


def _kinds(visit: Visit, wanted: ShareQuery) -> Node:
    lang = visit.lang
    links = [
        markup.go(
            visit,
            "m/shares",
            {"kind": [k for k in wanted.kinds if k != kind] + [kind] * (kind not in wanted.kinds)},
            label("share", kind, lang),
            current=kind in wanted.kinds,
        )
        for kind in SHARE_KINDS
    ]
    return h.nav(".chips", aria_label=t("share.kinds", lang))[h.p(".row")[links]]


def _relaxations(visit: Visit, wanted: ShareQuery, position: tuple[float, float] | None) -> Node:
    lang = visit.lang
    found = relaxations(visit.pack, wanted, clock.now(), position)[:_RELAXATIONS]
    return h.p(".row")[
        (
            markup.go(
                visit,
                "m/shares",
                {_KEYS[name]: []},
                t("share.relax", lang, filter=t(f"share.relax_{name}", lang), n=n),
            )
            for name, n in found
        )
    ]


def offers(visit: Visit, rows: pd.DataFrame, origin: str, heading: h.Element = h.h3) -> Node:
    """Offers as a list: ``origin`` is what distances are from, ``heading`` an offer's element."""
    cards = [share_card(visit.pack, row, origin, visit.lang) for row in rows.to_dict("records")]
    return [_offer(visit, one, heading) for one in cards]


def _offer(visit: Visit, one: ShareCard, heading: h.Element) -> Node:
    page = visit.to("m/venue", {"id": one.venue}) if one.venue else ""
    facts = [(h.dt[name], h.dd[text]) for name, text in one.facts]
    links = [(one.phone_href, one.phone), (one.website, t("share.website", visit.lang))]
    return h.article(".card")[
        heading[h.span(".glyph", aria_hidden="true")[one.glyph], one.title],
        h.p(".kind")[one.kind, (h.span(".badge", data_state="unknown")[x] for x in one.unsaid)],
        h.p[h.a(href=page)[one.who or one.title] if page else one.who],
        h.p(".quiet")[" · ".join(filter(None, (one.where, one.distance)))],
        h.dl[facts],
        markup.buttons([link for link in links if link[0]]),
        h.p(".quiet")[one.source],
    ]
