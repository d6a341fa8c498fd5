"""Finding shared resources: the sentence, the conditions it became, and the list of offers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from locator import clock
from locator.hours.windows import DAYS, PARTS
from locator.names.vocabulary import LONGEST, MOST_SEATS
from locator.pack.model import SHARE_KINDS
from locator.sharing.asking import answered, understand
from locator.sharing.search import ShareQuery, find, reach_of, relaxations
from locator.venues.origin import origin_of
from locator.web.parts import address, markup, searchbox, session, state
from locator.web.parts.markup import heading, plain_label, quiet
from locator.web.screens.sharing.view import TEXT_LENGTH, WISH, ShareView, change, current, wish
from locator.wording.catalogue import t
from locator.wording.labels import label, vocabulary
from locator.wording.listing import PAGE, place_name
from locator.wording.sharing import ShareCard, day_name, examples, share_card, wish_words

if TYPE_CHECKING:
    from locator.sharing.search import ShareResult
    from locator.wording.catalogue import Lang

#: Cities and languages whose examples are remembered.
_CITIES = 32
_RELAXATIONS = 3
#: So few offers are no choice: the page says why and invites.
_FEW = 10


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
    said = _answered(pack.checksum, lang)
    with st.container(horizontal=True, vertical_alignment="bottom", key="sentence_row"):
        st.text_input(
            t("share.sentence", lang),
            key=session.SENTENCE.name,
            max_chars=LONGEST,
            placeholder=t("share.sentence_placeholder", lang),
            on_change=_on_sentence,
        )
        # Leaving the box is what asks; the button is where one expects to press.
        st.button(t("share.ask", lang), type="primary")
    if said and not wish().active() and not state.senior():
        quiet(t("share.examples", lang))
        with st.container(horizontal=True, key="share_examples"):
            for text in said:
                st.button(plain_label(text), key=f"say_{text}", on_click=_say, args=(text,))


@st.cache_data(show_spinner=False, max_entries=_CITIES, ttl="1h")
def _answered(checksum: str, lang: Lang) -> list[str]:  # noqa: ARG001 - the cache key
    """The examples that have an answer in this city."""
    city = state.current_city()
    return answered(city.pack, city.places, examples(city.pack, lang), clock.now())


def _say(text: str) -> None:
    session.SENTENCE.put(text)
    _on_sentence()


def _on_sentence() -> None:
    """Turn the sentence into conditions; what it does not say is asked for no longer."""
    city = state.current_city()
    text = (session.SENTENCE.get() or "").strip()
    if not text:
        return
    heard = understand(city.pack, city.places, text)
    clear()
    change(
        **{
            key: getattr(heard.wish, name) or getattr(ShareView(), key)
            for key, name in WISH.items()
        },
        unknown=heard.unknown,
    )
    session.SENTENCE.put(text)
    if heard.place is not None:
        searchbox.start(origin_of(heard.place))


def clear() -> None:
    """Give every condition up, the place too."""
    change(**{key: getattr(ShareView(), key) for key in (*WISH, "unknown")})
    session.SENTENCE.take()
    searchbox.start(None)


def draw_understood(wanted: ShareQuery) -> None:
    """The conditions in force as words."""
    lang = state.language()
    origin = searchbox.origin()
    words = wish_words(wanted, origin.place if origin else None, clock.now(), lang)
    if words:
        markup.understood(t("share.understood", lang), words)


def draw_conditions() -> None:
    """Kinds always, everything else folded away; what is set shows above."""
    lang = state.language()
    st.pills(
        t("share.kinds", lang),
        SHARE_KINDS,
        **_bound("kind"),
        selection_mode="multi",
        format_func=lambda kind: label("share", kind, lang),
    )
    active = sum(bool(getattr(current(), key)) for key in (*WISH, "unknown") if key != "kind")
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
    else:
        searchbox.draw_message()


def _bound(name: str) -> dict[str, Any]:
    return address.bound(ShareView, name, pages=1)


def _draw_time() -> None:
    lang, moment = state.language(), clock.now()
    chosen = current().when
    days = ["", *DAYS, *([chosen] if chosen and chosen not in DAYS else [])]
    st.selectbox(
        t("share.day", lang),
        days,
        **_bound("when"),
        format_func=lambda d: day_name(d, moment, lang) if d else t("share.any_day", lang),
    )
    st.segmented_control(
        t("share.part", lang),
        list(PARTS),
        **_bound("part"),
        format_func=lambda part: t(f"share.part_{part}", lang),
    )
    st.number_input(t("share.seats", lang), 1, MOST_SEATS, value=None, step=1, **_bound("seats"))


def _draw_whom() -> None:
    lang = state.language()
    for key, name, codes in (("whom", "audience", "audiences"), ("about", "topic", "topics")):
        st.multiselect(
            t(f"share.{codes}", lang),
            vocabulary(name),
            **_bound(key),
            placeholder=t("find.any", lang),
            format_func=partial(label, name, lang=lang),
        )
    st.text_input(t("share.words", lang), **_bound("words"), max_chars=TEXT_LENGTH)
    st.checkbox(t("share.free", lang), **_bound("nocost"))


def draw_list(
    result: ShareResult, wanted: ShareQuery, position: tuple[float, float] | None
) -> None:
    """How many fit, the offers, and apart from them those that do not say everything."""
    lang = state.language()
    text = (
        t("share.found", lang, n=result.fitting) if result.fitting else t("share.found_none", lang)
    )
    markup.results(text)
    if not result.fitting:
        _draw_relaxations(wanted, position)
    shown = current().pages * PAGE
    # Without a place to measure from, what is known by its unit alone is as near as the rest.
    apart = position is not None and len(result.located) > 0
    first = result.located if apart else pd.concat([result.located, result.unit_only])
    draw_cards(first.head(shown))
    if len(first) > shown:
        more = t("share.more", lang, n=min(PAGE, len(first) - shown))
        st.button(more, on_click=_on_more, width="stretch")
    if apart and len(result.unit_only):
        with st.expander(t("share.unit_only", lang, n=len(result.unit_only))):
            draw_cards(result.unit_only)
    if len(result.perhaps):
        heading(t("share.perhaps", lang, n=len(result.perhaps)))
        quiet(t("share.perhaps_note", lang))
        draw_cards(result.perhaps.head(shown))
    st.button(t("share.register_call", lang), on_click=_on_register)
    draw_state()


def _on_register() -> None:
    change(share_view="register", side="need")


def _on_more() -> None:
    change(pages=current().pages + 1)


def _draw_relaxations(wanted: ShareQuery, position: tuple[float, float] | None) -> None:
    lang, pack = state.language(), state.current_city().pack
    with st.container(horizontal=True, key="remedies"):
        for name, n in relaxations(pack, wanted, clock.now(), position)[:_RELAXATIONS]:
            text = t("share.relax", lang, filter=t(f"share.relax_{name}", lang), n=n)
            st.button(text, key=f"relax_{name}", on_click=_give_up, args=(name,))


def _give_up(name: str) -> None:
    """Ask for something no longer."""
    if name == "units":  # the place that was chosen
        searchbox.start(None)
        return
    keys = [key for key, field in WISH.items() if field == name]
    keys += ["unknown"] if name == "text" else []
    change(**{key: getattr(ShareView(), key) for key in keys})


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
    return state.href("venue", id=card.venue) if card.venue else ""


def _links(card: ShareCard) -> list[tuple[str, str]]:
    """Where an offer may be asked for: address and words."""
    known = [(card.phone_href, card.phone), (card.website, _website_words(card))]
    return [(href, words) for href, words in known if href]


def _website_words(card: ShareCard) -> str:
    lang = state.language()
    course = card.kind == label("share", "course", lang)
    return t("share.website_course" if course else "share.website", lang)
