"""The frame around every page: header with navigation, city and language, footer, errors.

Run by Streamlit on every request. It stands apart from ``pages/`` on purpose: beside it,
Streamlit's own page discovery would answer the first deep link instead of ``st.navigation``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from locator import folders
from locator.city import open_city
from locator.problems import LocatorError
from locator.style import WATERMARK
from locator.web.parts import access, address, components, markup, state
from locator.web.parts.markup import plain_label
from locator.wording.catalogue import LANGUAGES, t
from locator.wording.figures import date_text
from locator.wording.names import name_of
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.pack.model import CityProfile
    from locator.wording.catalogue import Lang

ASSETS = Path(__file__).parent / "assets"
#: Up to so many cities are offered side by side.
_BUTTONS = 3
#: Pages in the header with their titles: first those for residents, which are all that 长辈版
#: shows, then those for planners; and pages that only others lead to.
RESIDENTS = {"find": "find.title", "circle": "circle.title", "shares": "share.title"}
PLANNERS = {
    "coverage": "coverage.title",
    "data": "data.title",
    "meeting": "meeting.title",
    "desk": "desk.title",
}
PAGES = RESIDENTS | PLANNERS
INNER = {"venue": "venue.title", "correct": "correct.title"}
#: What belongs to the frame around every page and outlives a change of city.
_FRAME = {"city", "lang", "senior", access.OPERATOR}


def _forget_city() -> None:
    """Another city: nothing that was chosen in the last one means anything here."""
    for key in list(st.session_state):
        if key not in _FRAME:
            del st.session_state[key]
    for key in list(st.query_params):
        if key not in _FRAME:
            del st.query_params[key]


def _header(pages: dict[str, st.Page]) -> None:
    lang = state.language()
    packs = {path.name: open_city(path).pack.city for path in state.settings().packs}
    city = packs[state.current_path().name]
    with st.container(key="header", horizontal=True, vertical_alignment="center", gap="small"):
        name = name_of(city, lang).removesuffix("市")
        st.markdown(plain_label(t("app.name", lang, city=name)))
        with st.container(key="pages", horizontal=True, width="content", gap=None):
            for name, title in (RESIDENTS if state.senior() else PAGES).items():
                st.page_link(pages[name], label=t(title, lang), query_params=state.kept())
        with st.container(key="switches", horizontal=True, width="content", gap="small"):
            st.toggle(t("app.senior", lang), key="senior")
            st.segmented_control(
                t("app.language", lang),
                LANGUAGES,
                key="lang",
                required=True,
                format_func=lambda code: t("app.language_name", code),
                label_visibility="collapsed",
            )
            # Large type has fewer controls: who is in the first city stays there.
            first = state.current_path() == state.settings().packs[0]
            if len(packs) > 1 and not (state.senior() and first):
                _city_switch({c: name_of(p, lang) for c, p in packs.items()}, lang)


def _city_switch(names: Mapping[str, str], lang: Lang) -> None:
    """Buttons for a few cities (the browser has less to load), a list for many."""
    if len(names) <= _BUTTONS:
        st.segmented_control(
            t("app.city", lang),
            list(names),
            key="city",
            required=True,
            format_func=names.__getitem__,
            label_visibility="collapsed",
            on_change=_forget_city,
        )
    else:
        st.selectbox(
            t("app.city", lang),
            list(names),
            key="city",
            format_func=names.__getitem__,
            label_visibility="collapsed",
            width=190,
            on_change=_forget_city,
        )


def _fields() -> dict[str, address.Field]:
    names = [path.name for path in state.settings().packs]
    return {
        "city": address.choice(names, names[0]),
        "lang": address.choice(LANGUAGES, "zh"),
        "senior": address.flag(),
    }


def _cited(city: CityProfile, lang: Lang) -> str:
    """The plan and what else the data rest on, as the pack says."""
    if city.fictional:
        return t("app.footer_sources_demo", lang)
    plan = city.plan
    name = plan.name if lang == "zh" else plan.name_en or plan.name
    sources = plan.sources if lang == "zh" else plan.sources_en or plan.sources
    based = t("app.footer_plan", lang, name=name, number=plan.number) if name else ""
    return based + t("app.footer_sources", lang, sources=sources)


def _footer() -> None:
    lang, pack = state.language(), state.current_city().pack
    approval = state.settings().map_approval
    lines = [
        t("app.footer_data", lang, date=date_text(pack.data_date, lang), venues=len(pack.venues)),
        _cited(pack.city, lang),
        t(
            "app.footer_map",
            lang,
            approval=t("app.footer_approval", lang, number=approval)
            if approval
            else t("app.footer_no_approval", lang),
        ),
    ]
    markup.footer(lines)


def _watermark() -> None:
    lang = state.language()
    markup.watermark(WATERMARK, t("app.watermark_note", lang))


def _broken(failure: LocatorError) -> None:
    lang = state.language()
    st.title(t("app.error_title", lang))
    st.text(t("app.error_hint", lang))
    for problem in failure.problems:
        st.text(problem_text(problem, lang))


def main() -> None:
    """Draw the frame and the page that the address asks for."""
    st.set_page_config(
        page_icon=ASSETS / "icon.png", layout="wide", initial_sidebar_state="collapsed"
    )
    st.html(ASSETS / "page.css")
    address.restore("every page", _fields())
    lang = state.language()
    pages = {
        name: st.Page(
            folders.PAGES / f"{name}.py",
            title=t(title, lang),
            url_path=name,
            default=name == "find",
        )
        for name, title in (PAGES | INNER).items()
    }
    page = st.navigation(list(pages.values()), position="hidden")
    st.session_state["pages"] = pages
    try:
        city = state.current_city().pack.city
    except LocatorError as failure:
        _broken(failure)
        return
    name = t("app.name", lang, city=name_of(city, lang).removesuffix("市"))
    st.set_page_config(page_title=f"{page.title} · {name}")
    components.frame(
        {
            "lang": "zh-CN" if lang == "zh" else "en",
            "theme": state.theme(),
            "skip": t("app.skip", lang),
            "upload": t("app.upload", lang),
            "senior": state.senior(),
            "page": page.title,
        }
    )
    _header(pages)
    if city.fictional:
        _watermark()
    page.run()
    _footer()
    address.write("every page", _fields())


main()
