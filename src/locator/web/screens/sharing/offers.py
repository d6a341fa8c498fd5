"""Finding shared resources: the sentence, the conditions it became, and the list of offers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from locator import clock
from locator.names.vocabulary import LONGEST, MOST_SEATS
from locator.pack.model import SHARE_KINDS
from locator.problems import QueryError
from locator.sharing.asking import understand
from locator.sharing.search import DAYS, PARTS, ShareQuery, dates, find, reach_of, relaxations
from locator.venues.listing import origin_of
from locator.web.parts import address, markup, searchbox, state
from locator.web.parts.markup import heading, plain_label, quiet
from locator.wording.catalogue import t
from locator.wording.labels import label, vocabulary
from locator.wording.listing import place_name
from locator.wording.sharing import ShareCard, day_name, share_card, wish_words

if TYPE_CHECKING:
    from locator.sharing.search import ShareResult

_TEXT_LENGTH = 40
_EXAMPLES = 4
_RELAXATIONS = 3
#: So few offers are no choice: the page says why and invites.
_FEW = 10
#: Session keys of the conditions → fields of a wish; also their names in the address.
_KEYS = {
    "kind": "kinds",
    "about": "topics",
    "whom": "audiences",
    "seats": "seats",
    "when": "day",
    "part": "part",
    "nocost": "free_only",
    "words": "text",
}


def fields() -> dict[str, address.Field]:
    """What of the conditions an address carries; the sentence itself is never in it."""
    return {
        "kind": address.choices(SHARE_KINDS),
        "about": address.choices(vocabulary("topic")),
        "whom": address.choices(vocabulary("audience")),
        "seats": address.Field(None, _read_seats, lambda n: [str(n)]),
        "when": address.Field("", _read_day, lambda day: [day]),
        "part": address.Field(None, lambda x: x[0] if x[0] in PARTS else None, lambda x: [x]),
        "nocost": address.flag(),
        "words": address.words(_TEXT_LENGTH),
    }


def _read_seats(texts: list[str]) -> int | None:
    number = int(texts[0]) if texts[0].isdecimal() and texts[0].isascii() else 0
    return number if 0 < number <= MOST_SEATS else None


def _read_day(texts: list[str]) -> str | None:
    if texts[0] in DAYS:
        return texts[0]
    try:
        dates(texts[0], clock.now())
    except QueryError:
        return None
    return texts[0]


def wish() -> ShareQuery:
    """What is asked for, as the session stands; needs no widget to be drawn yet."""
    session = st.session_state
    return ShareQuery(
        kinds=tuple(session.get("kind") or ()),
        topics=tuple(session.get("about") or ()),
        audiences=tuple(session.get("whom") or ()),
        seats=session.get("seats") or None,
        day=session.get("when") or "",
        part=session.get("part") or "",
        free_only=bool(session.get("nocost")),
        text=(session.get("words") or "").strip(),
    )


def draw() -> None:
    """The whole view."""
    pack = state.current_city().pack
    draw_sentence()
    origin = searchbox.origin()
    place = origin.place if origin else None
    position, units = reach_of(pack, place)
    wanted = replace(wish(), units=units)
    found = find(pack, wanted, clock.now(), position)
    draw_understood(wanted)
    draw_conditions()
    draw_list(found, wanted, position)


def draw_sentence() -> None:
    """The one box, and things one may say."""
    lang, pack = state.language(), state.current_city().pack
    # An example of the pack's own names a place that the city has.
    example = pack.city.examples.get("share" if lang == "zh" else "share_en", "")
    with st.container(horizontal=True, vertical_alignment="bottom", key="sentence_row"):
        st.text_input(
            t("share.sentence", lang),
            key="sentence",
            max_chars=LONGEST,
            placeholder=example or t("share.sentence_placeholder", lang),
            on_change=_on_sentence,
        )
        # Leaving the box is what asks; the button is where one expects to press.
        st.button(t("share.ask", lang), type="primary")
    if not wish().active() and not state.senior():
        quiet(t("share.examples", lang))
        with st.container(horizontal=True, key="share_examples"):
            for n in range(1, _EXAMPLES + 1):
                text = t(f"share.example_{n}", lang)
                st.button(plain_label(text), key=f"say_{n}", on_click=_say, args=(text,))


def _say(text: str) -> None:
    st.session_state["sentence"] = text
    _on_sentence()


def _on_sentence() -> None:
    """Turn the sentence into conditions; what it does not say is asked for no longer."""
    session, desk = st.session_state, state.current_city()
    text = (session.get("sentence") or "").strip()
    if not text:
        return
    heard = understand(desk.pack, desk.places, text)
    clear()
    for key, name in _KEYS.items():
        value = getattr(heard.wish, name)
        session[key] = list(value) if isinstance(value, tuple) else value
    session["ignored"] = heard.ignored
    session["sentence"] = text
    if heard.place is not None:
        searchbox.start(origin_of(heard.place))


def clear() -> None:
    """Give every condition up, the place too."""
    for key in (*_KEYS, "ignored", "sentence"):
        st.session_state.pop(key, None)
    searchbox.start(None)


def draw_understood(wanted: ShareQuery) -> None:
    """The conditions in force as words, and what of the sentence is not among them."""
    lang = state.language()
    origin = searchbox.origin()
    words = wish_words(wanted, origin.place if origin else None, clock.now(), lang)
    if words:
        markup.understood(t("share.understood", lang), words)
    ignored = st.session_state.get("ignored")
    if ignored:
        quiet(t("share.ignored", lang, words=t("find.comma", lang).join(ignored)))


def draw_conditions() -> None:
    """Kinds always, everything else folded away; what is set shows above."""
    lang = state.language()
    st.pills(
        t("share.kinds", lang),
        SHARE_KINDS,
        key="kind",
        selection_mode="multi",
        persist_state="session",
        on_change=state.first_page,
        format_func=lambda kind: label("share", kind, lang),
    )
    active = sum(bool(st.session_state.get(key)) for key in _KEYS if key != "kind")
    active += searchbox.origin() is not None
    title = t("share.change_active", lang, n=active) if active else t("share.change", lang)
    more = st.expander(title, key="share_more", on_change="rerun")
    # Folded away, they are not even drawn; the session keeps what they say.
    if more.open:
        with more:
            left, right = st.columns(2, gap="medium")
            with left:
                searchbox.draw()
                _draw_time()
            with right:
                _draw_whom()
            st.button(t("share.clear", lang), on_click=clear)


def _draw_time() -> None:
    lang, moment = state.language(), clock.now()
    chosen = st.session_state.get("when") or ""
    days = ["", *DAYS, *([chosen] if chosen and chosen not in DAYS else [])]
    st.selectbox(
        t("share.day", lang),
        days,
        key="when",
        persist_state="session",
        format_func=lambda d: day_name(d, moment, lang) if d else t("share.any_day", lang),
    )
    st.segmented_control(
        t("share.part", lang),
        list(PARTS),
        key="part",
        persist_state="session",
        format_func=lambda part: t(f"share.part_{part}", lang),
    )
    st.number_input(
        t("share.seats", lang),
        1,
        MOST_SEATS,
        value=None,
        step=1,
        key="seats",
        persist_state="session",
    )


def _draw_whom() -> None:
    lang = state.language()
    for key, name, codes in (("whom", "audience", "audiences"), ("about", "topic", "topics")):
        st.multiselect(
            t(f"share.{codes}", lang),
            vocabulary(name),
            key=key,
            persist_state="session",
            placeholder=t("find.any", lang),
            format_func=partial(label, name, lang=lang),
        )
    st.text_input(
        t("share.words", lang), key="words", persist_state="session", max_chars=_TEXT_LENGTH
    )
    st.checkbox(t("share.free", lang), key="nocost", persist_state="session")


def draw_list(found: ShareResult, wanted: ShareQuery, position: tuple[float, float] | None) -> None:
    """How many fit, the offers, and apart from them those that do not say everything."""
    lang, session = state.language(), st.session_state
    text = t("share.found", lang, n=found.fitting) if found.fitting else t("share.found_none", lang)
    markup.results(text)
    if not found.fitting:
        _draw_relaxations(wanted, position)
    shown = session.setdefault("shown", state.PAGE)
    # Without a place to measure from, what is known by its unit alone is as near as the rest.
    apart = position is not None and len(found.located) > 0
    first = found.located if apart else pd.concat([found.located, found.unit_only])
    draw_cards(first.head(shown))
    if len(first) > shown:
        more = t("share.more", lang, n=min(state.PAGE, len(first) - shown))
        st.button(more, on_click=_on_more, width="stretch")
    if apart and len(found.unit_only):
        with st.expander(t("share.unit_only", lang, n=len(found.unit_only))):
            draw_cards(found.unit_only)
    if len(found.perhaps):
        heading(t("share.perhaps", lang, n=len(found.perhaps)))
        quiet(t("share.perhaps_note", lang))
        draw_cards(found.perhaps.head(shown))
    st.button(t("share.register_call", lang), on_click=_on_register)
    draw_state()


def _on_register() -> None:
    st.session_state["share_view"], st.session_state["side"] = "register", "need"


def _on_more() -> None:
    st.session_state["shown"] += state.PAGE


def _draw_relaxations(wanted: ShareQuery, position: tuple[float, float] | None) -> None:
    lang, pack = state.language(), state.current_city().pack
    for name, n in relaxations(pack, wanted, clock.now(), position)[:_RELAXATIONS]:
        quiet(t("share.relax", lang, filter=t(f"share.relax_{name}", lang), n=n))


def draw_state() -> None:
    """How much is on record, and what to do where that is little."""
    lang, pack = state.language(), state.current_city().pack
    quiet(t("share.state", lang, offers=len(pack.shares), needs=len(pack.needs)))
    if len(pack.shares) >= _FEW:
        return
    quiet(t("share.state_few", lang))
    demo = next((name for name in state.site().names if name == "demo"), None)
    if demo and not pack.city.fictional:
        query = urlencode(state.kept() | {"city": demo})
        markup.link(f"shares?{query}", t("share.see_demo", lang), ours=True)


def draw_cards(rows: pd.DataFrame) -> None:
    """Offers or needs as a list."""
    lang, pack = state.language(), state.current_city().pack
    origin = searchbox.origin()
    name = place_name(origin.place, lang) if origin else ""
    cards = [share_card(pack, row, name, lang) for row in rows.to_dict("records")]
    if cards:
        markup.offers(markup.offer(card, _page(card), _links(card)) for card in cards)


def draw_venue(venue: str) -> None:
    """What a venue shares, on its own page; nothing where nothing is on record."""
    lang, pack = state.language(), state.current_city().pack
    found = find(pack, ShareQuery(), clock.now())
    rows = pd.concat([found.located, found.unit_only])
    rows = rows[rows["venue"] == venue]
    if len(rows):
        heading(t("share.venue_head", lang))
        draw_cards(rows)


def _page(card: ShareCard) -> str:
    """Address of the page of an offer's venue."""
    return "venue?" + urlencode(state.kept() | {"id": card.venue}) if card.venue else ""


def _links(card: ShareCard) -> list[tuple[str, str]]:
    """Where an offer may be asked for: address and words."""
    known = [(card.phone_href, card.phone), (card.website, _website_words(card))]
    return [(href, words) for href, words in known if href]


def _website_words(card: ShareCard) -> str:
    lang = state.language()
    course = card.kind == label("share", "course", lang)
    return t("share.website_course" if course else "share.website", lang)
