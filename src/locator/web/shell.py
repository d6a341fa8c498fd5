"""The frame around every page: header with navigation, city and language, footer, errors.

Run by Streamlit on every request. It stands apart from ``pages/`` on purpose: beside it,
Streamlit's own page discovery would answer the first deep link instead of ``st.navigation``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from locator import folders
from locator.clock import local
from locator.style import WATERMARK
from locator.web.parts import address, components, markup, metrics, session, state, uploading, warm
from locator.web.parts.markup import notice, plain_label
from locator.web.parts.opening import light_way
from locator.wording.catalogue import LANGUAGES, TAGS, t
from locator.wording.footer import footer_lines
from locator.wording.names import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from streamlit.navigation.page import StreamlitPage

    from locator.site.state import CityState
    from locator.wording.catalogue import Lang

ASSETS = Path(__file__).parent / "assets"
#: Up to so many cities are offered side by side.
_BUTTONS = 3
#: Pages with their titles: those for residents, which are all that 长辈版 shows, those for
#: planners, and pages that only others lead to.
RESIDENTS = {"find": "find.title", "circle": "circle.title", "shares": "share.title"}
PLANNERS = {
    "coverage": "coverage.title",
    "region": "region.title",
    "siting": "siting.title",
    "data": "data.title",
    "meeting": "meeting.title",
    "desk": "desk.title",
}
PAGES = RESIDENTS | PLANNERS
INNER = {"venue": "venue.title", "correct": "correct.title"}
#: What belongs to the frame around every page and outlives a change of city.
_FRAME = {
    one.name
    for one in (
        *(session.CITY, session.LANGUAGE, session.SENIOR, session.DRAWN),
        *(session.OPERATOR, session.ARRIVAL, session.SAID),
    )
}


def _on_city() -> None:
    """Another city: nothing that was chosen in the last one means anything here.

    A browser may tell the value of a control that was just taken away once more, which Streamlit
    takes for a change (large type has no city switch): the same city forgets nothing.
    """
    if state.current_name() == session.DRAWN.get():
        return
    for key in list(st.query_params):
        if key not in _FRAME:
            del st.query_params[key]
    _forget()


def _forget() -> None:
    for key in list(st.session_state):
        if key not in _FRAME:
            del st.session_state[key]
    session.DRAWN.put(state.current_name())
    # What the visitor chose of the frame counts, not what the address still says.
    address.arrive()
    address.fresh("every page")


def _page_links(page: str, lang: Lang) -> None:
    """Residents' pages with one way to the planners', or the other way round."""
    planning = page in PLANNERS and not state.senior()
    group, other = (PLANNERS, "find") if planning else (RESIDENTS, "coverage")
    links = [(state.href(name), t(title, lang)) for name, title in _there(group).items()]
    apart = (state.href(other), t("app.residents" if planning else "app.planning", lang))
    title = t(PAGES[page], lang) if page in PAGES else ""
    markup.page_links(t("app.pages", lang), links, title, None if state.senior() else apart)


def _there(pages: Mapping[str, str]) -> dict[str, str]:
    """The pages that this site has: one about a region needs one."""
    return {n: title for n, title in pages.items() if n != "region" or state.site().settings.region}


def _header(page: str) -> None:
    lang, site, current = state.language(), state.site(), state.current_name()
    names = {name: _city_name(name, lang) for name in site.names}
    shown = {n: name for n, name in names.items() if n == current or not _at_foot(n)}
    with st.container(key="header", horizontal=True, vertical_alignment="center", gap="small"):
        title = t("app.name", lang, city=names[current].removesuffix("市"))
        st.markdown(plain_label(title))
        with st.container(key="pages", width="content"):
            _page_links(page, lang)
        with st.container(key="switches", horizontal=True, width="content", gap="small"):
            st.toggle(t("app.senior", lang), key=session.SENIOR.name)
            st.segmented_control(
                t("app.language", lang),
                LANGUAGES,
                key=session.LANGUAGE.name,
                required=True,
                format_func=lambda code: t("app.language_name", code),
                label_visibility="collapsed",
            )
        # Large type has fewer controls: who is in the first city stays there, who is in an
        # invented one leaves it at its foot.
        if len(shown) > 1 and not (
            state.senior() and (current == site.names[0] or _at_foot(current))
        ):
            _city_switch(shown, lang)


def _city_name(name: str, lang: Lang) -> str:
    """Name of a city; one whose file cannot be read is called by its folder: its page says why."""
    city = state.site().offered.profile(name)
    return name_of(city, lang) if city else name


def _at_foot(name: str) -> bool:
    """Whether a city is offered at the foot of the page alone: an invented one beside real ones.

    Who came by its address can leave.
    """
    first, city = (state.site().offered.profile(n) for n in (state.site().names[0], name))
    return bool(city and city.fictional and not (first and first.fictional))


def _city_switch(names: Mapping[str, str], lang: Lang) -> None:
    """Buttons for a few cities (the browser has less to load), a list to search in for many."""
    if len(names) <= _BUTTONS:
        st.segmented_control(
            t("app.city", lang),
            list(names),
            key=session.CITY.name,
            required=True,
            format_func=names.__getitem__,
            label_visibility="collapsed",
            on_change=_on_city,
        )
    else:
        # What is typed is looked for in the label: of many, one is found by either name.
        other: Lang = "en" if lang == "zh" else "zh"
        more = {} if state.site().few else {n: f" {_city_name(n, other)}" for n in names}
        st.selectbox(
            t("app.city", lang),
            list(names),
            key=session.CITY.name,
            format_func=lambda name: names[name] + more.get(name, ""),
            label_visibility="collapsed",
            width=190,
            on_change=_on_city,
        )


def _fields() -> dict[str, address.Field]:
    names = state.site().names
    return {
        session.CITY.name: address.choice(names, names[0]),
        session.LANGUAGE.name: address.choice(LANGUAGES, "zh"),
        session.SENIOR.name: address.flag(),
    }


def _footer(page: str) -> None:
    lang, pack = state.language(), state.current_city().pack
    current, names = state.current_name(), state.site().names
    ways = {n: "app.see_demo" for n in names if _at_foot(n) and n != current}
    if _at_foot(current):
        ways = {names[0]: "app.leave_demo", **ways}
    # The same question as plain HTML; the address holds all of it that has a name.
    query = urlencode(address.of_view() | state.kept(), doseq=True)
    links = [markup.own_link(light_way(page, query), t("light.switch", lang), "ll-light")]
    links += [
        markup.own_link(
            f"./?{urlencode(state.kept() | {'city': name})}",
            t(text, lang, city=_city_name(name, lang)),
        )
        for name, text in ways.items()
    ]
    lines = footer_lines(pack, state.site().settings.map_approval, lang)
    markup.footer(lines, links)


def _tell_frame(pages: Iterable[str]) -> None:
    lang = state.language()
    components.frame(
        {
            "lang": TAGS[lang],
            "theme": state.theme(),
            "skip": t("app.skip", lang),
            "upload": t("app.upload", lang),
            "copy": t("app.copy", lang),
            "senior": state.senior(),
            "map": t("app.map_frame", lang),
            "pages": [name for name in pages if name != "find"],
            "again": session.AGAIN.get(),
            "go": session.GO.get(),
        }
    )


def _watermark() -> None:
    lang = state.language()
    note = t("app.watermark_note", lang)
    markup.watermark(WATERMARK, t("app.watermark_line", lang, mark=WATERMARK, note=note))


def _broken(found: CityState) -> None:
    """The page of a city that cannot be served: a plain sentence; the log has the details."""
    lang = state.language()
    st.title(t("site.broken_title", lang, city=found.name))
    st.text(t(f"site.reason_{found.reason}", lang))
    st.text(t("site.broken_hint", lang))


def _stale(found: CityState) -> None:
    """Since when what is shown is not the newest, and why."""
    if found.since is not None:
        lang = state.language()
        since = local(found.since).strftime("%Y-%m-%d %H:%M")
        reason = t(f"site.reason_{found.reason}", lang)
        notice("note", t("site.stale", lang, reason=reason, since=since))


def main() -> None:
    """Draw the frame and the page that the address asks for."""
    st.set_page_config(
        page_icon=ASSETS / "icon.png", layout="wide", initial_sidebar_state="collapsed"
    )
    address.arrive()
    address.restore("every page", _fields())
    if session.DRAWN.get() not in {None, state.current_name()}:
        # By a link to another city; what the link says of the frame was just read.
        _forget()
    lang = state.language()
    pages = {
        name: st.Page(
            folders.PAGES / f"{name}.py",
            title=t(title, lang),
            url_path=name,
            default=name == "find",
        )
        for name, title in _there(PAGES | INNER).items()
    }
    page = st.navigation(list(pages.values()), position="hidden")
    # A map that just left the screen may still answer, for the page that it stood on.
    asked = address.path()
    shown = (page.url_path if asked is None else asked) or "find"
    if shown in pages and shown != (page.url_path or "find"):
        # What it said of the address is of that page: the browser is asked for its own.
        session.AGAIN.put(session.AGAIN.get() + 1)
        _tell_frame(pages)
        st.stop()
    if address.arrive_at(page.url_path):
        address.restore("every page", _fields())
    session.DRAWN.put(state.current_name())
    with metrics.RUNS.labels(page.url_path or "find").time():
        _draw(page, pages)


def _draw(page: StreamlitPage, pages: Mapping[str, StreamlitPage]) -> None:
    lang = state.language()
    found = state.site().state(state.current_name())
    _tell_frame(pages)
    _header(page.url_path or "find")
    if not found.usable:
        if page.url_path == "region":  # the other cities of it answer
            page.run()
        else:
            _broken(found)
        address.write("every page", _fields())
        markup.footer([], [])
        address.tell(page.url_path)
        return
    warm.keep(state.current_city())
    city = state.current_city().pack.city
    name = t("app.name", lang, city=name_of(city, lang).removesuffix("市"))
    st.set_page_config(page_title=f"{page.title} · {name}")
    if city.fictional and page.url_path != "region":  # which says of each city whether it is
        _watermark()
    _stale(found)
    page.run()
    address.write("every page", _fields())
    _footer(page.url_path)
    address.tell(page.url_path)


main()
uploading.settle()
