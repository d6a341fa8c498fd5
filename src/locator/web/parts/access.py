"""Who is at the data desk: single sign-on or the operator's password.

A browser that gave the password gets a cookie that no script can read, and is known by it after a
reload or a restart: a random key, of which the store has a digest. The roles are read again on
every run, so that whoever loses one loses it at once.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import streamlit as st

from locator.problems import LocatorError, Problem
from locator.publishing import unfinished
from locator.publishing.password import PasswordSignIn, SignInError, on_this_machine
from locator.publishing.rights import EVERYWHERE, Access, Person, may_change, read_access
from locator.web.parts import components, handing, session, state
from locator.web.parts.markup import notice, quiet
from locator.web.parts.sending import visitor
from locator.wording.catalogue import t
from locator.wording.names import names_of
from locator.wording.problems import failure_text, problem_text

#: A sign-in is good for a working day, however long the provider's cookie lives.
LONGEST_S = 12 * 3600.0
#: Keys of ``[auth]`` in Streamlit's secrets that are tables but no providers.
_NO_PROVIDER = {"client_kwargs"}


def settings() -> Access:
    """How people are let in.

    Raises
    ------
    LocatorError
        The file of roles or the password's hash cannot be used.
    """
    site = state.site()
    cities = site.cities()
    whole = len(cities) == len(site.names)
    codes = {code for city in cities.values() for code in city.pack.units.index}
    return read_access(site.settings, codes if whole else None)


def person() -> Person | None:
    """Who is signed in, with a role; None for a visitor, who may read."""
    try:
        access = settings()
    except LocatorError:
        return None
    token = _operator_token(access)
    if token:
        operator = state.site().settings.desk_operator
        return Person(operator, frozenset({EVERYWHERE}), unfinished.key_of(token))
    claims = _claims()
    if not claims:
        return None
    found = access.person(_name(claims), claims)
    return found and replace(found, key=unfinished.sso_key(found.name))


def _operator_token(access: Access) -> str:
    """Token of a sign-in with the password that still holds, of this session or the browser's."""
    if not (session.OPERATOR.written() or session.LOOKED.get()):
        session.LOOKED.put(value=True)
        _recall(access)
    token, until, stored = session.OPERATOR.get()
    if token and (stored != access.password_hash or time.time() >= until):
        session.OPERATOR.take()
        return ""
    return token


def _recall(access: Access) -> None:
    """Sign in whom the browser's cookie names, from where the password may be given."""
    token = _cookie()
    if not token or not access.password_hash or not _allowed(access):
        return
    try:
        until = unfinished.signed_in(state.site(), token)
    except LocatorError:
        return  # the store is away: the password is asked again
    if until is not None:
        session.OPERATOR.put((token, until.timestamp(), access.password_hash))


def _cookie() -> str:
    return st.context.cookies.get(handing.COOKIE, "")


def _allowed(access: Access) -> bool:
    """Whether the password may be used from where the visitor is."""
    return access.remote_password or (access.proxies_named and on_this_machine(*visitor()))


def draw_person(forget: Callable[[], None]) -> Person | None:
    """Who is signed in, or why nobody can be; returns the person.

    ``forget`` ends what is under way when somebody signs out.
    """
    lang = state.language()
    try:
        access = settings()
    except LocatorError as failure:
        notice("error", t("desk.misconfigured", lang), failure_text(failure, lang))
        return None
    who = person()
    if code := session.CODE.take():
        components.sign_in({"code": code})
    if who is not None:
        _draw_person(who, forget)
    elif _logged_in():
        claims = _claims()
        notice("note", t("desk.no_role" if claims else "desk.expired", lang, name=_name(claims)))
        st.button(t("desk.sign_out", lang), on_click=_sign_out, args=(forget,), key="desk_sign_out")
    elif not _providers() and not access.password_hash:
        notice("note", t("desk.read_only", lang), t("desk.turn_on", lang))
    return who


def draw_sign_in(why: str) -> None:
    """What signing in is needed for, and every way to do it that is configured."""
    lang = state.language()
    quiet(why)
    try:
        access = settings()
    except LocatorError:
        return  # said at the top of the page
    providers = [] if _logged_in() else _providers()
    if providers or access.password_hash:
        with st.container(border=True, key="desk_sign_in"):
            for provider in providers:
                words = {"name": provider}
                label = t("desk.sign_in_with", lang, **words) if provider else t("desk.sso", lang)
                if st.button(label, type="primary", key=f"desk_login_{provider}"):
                    st.login(provider or None)
            if access.password_hash:
                _draw_password(access)


def _draw_person(who: Person, forget: Callable[[], None]) -> None:
    lang, pack = state.language(), state.current_city().pack
    units = pack.units.loc[sorted(may_change(who, pack))]
    names = list(names_of(units, lang).values())
    scope = t("find.comma", lang).join(names)
    words = (
        t("desk.signed_in", lang, name=who.name, scope=scope)
        if names
        else t("desk.signed_in_elsewhere", lang, name=who.name)
    )
    with st.container(horizontal=True, vertical_alignment="center", key="desk_person"):
        quiet(words)
        st.button(t("desk.sign_out", lang), on_click=_sign_out, args=(forget,), key="desk_sign_out")


def _sign_out(forget: Callable[[], None]) -> None:
    """Forget the person and everything that was under way at the desk."""
    token, *_ = session.OPERATOR.get()
    if token:
        with suppress(LocatorError):  # it expires by itself
            state.site().store.end_sign_in(unfinished.key_of(token))
    for one in (session.OPERATOR, session.LOOKED, session.CODE):
        one.take()
    forget()
    if _logged_in():
        st.logout()


def _draw_password(access: Access) -> None:
    lang = state.language()
    if not _allowed(access):
        why = "access.remote" if access.proxies_named else "access.proxies"
        quiet(problem_text(Problem("error", why), lang))
        return
    with st.form("desk_password", border=False, clear_on_submit=True):
        given = st.text_input(
            t("desk.password", lang), type="password", autocomplete="current-password"
        )
        quiet(t("desk.operator", lang, name=state.site().settings.desk_operator))
        asked = st.form_submit_button(t("desk.sign_in", lang), type="primary")
    if asked:
        try:
            _door(access.password_hash).enter(given or "", visitor()[0])
        except SignInError as failure:
            notice("error", failure_text(failure, lang))
        else:
            _enter(access)
            st.rerun()


def _enter(access: Access) -> None:
    """Sign this session in, and the browser with it where the store can keep that."""
    until = time.time() + LONGEST_S
    try:
        token = unfinished.keep_sign_in(state.site(), LONGEST_S / 3600)
        session.CODE.put(handing.offer(token))
    except LocatorError:
        token = secrets.token_urlsafe()  # good for this session alone
    session.OPERATOR.put((token, until, access.password_hash))


@st.cache_resource(show_spinner=False, max_entries=1)
def _door(stored: str) -> PasswordSignIn:
    """One door a process, so that attempts of all sessions are counted together."""
    return PasswordSignIn(stored)


def _logged_in() -> bool:
    """Whether the browser has an identity of a provider, however old."""
    return bool(dict(st.user).get("is_logged_in"))


def _claims() -> Mapping[str, Any]:
    """Claims of the identity, empty without one or when it was issued too long ago."""
    claims = dict(st.user)
    issued = claims.get("iat")
    fresh = isinstance(issued, (int, float)) and time.time() - issued < LONGEST_S
    return claims if claims.get("is_logged_in") and fresh else {}


def _name(claims: Mapping[str, Any]) -> str:
    """What the log calls an identity."""
    names = (claims.get(key) for key in ("email", "preferred_username", "name", "sub"))
    return next((str(name) for name in names if name), "")


def _providers() -> list[str]:
    """Names of the configured identity providers, ``""`` for the unnamed one."""
    if "is_logged_in" not in st.user:  # true exactly when secrets have an [auth]
        return []
    auth = st.secrets["auth"]
    named = [str(k) for k, v in auth.items() if isinstance(v, Mapping) and k not in _NO_PROVIDER]
    return ([""] if "client_id" in auth else []) + named
