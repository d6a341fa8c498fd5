"""The address of a view: codes and names that can be shared, never a person's position.

Streamlit's own binding of widgets writes the labels of options into the address; ours differ by
language and carry counts, so that a link would mean nothing to the next reader. Here the address
holds codes. The address wins when it changed (a link, the back button), the session otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

_SEEN = "address_seen"


@dataclass(frozen=True, slots=True)
class Field:
    """One session key that an address carries.

    ``read`` turns the texts of the parameter into a value (None: unusable), ``write`` the value
    into texts; a value equal to ``default`` is left out of the address.
    """

    default: Any
    read: Callable[[list[str]], Any]
    write: Callable[[Any], list[str]]


def choice(
    allowed: Collection[str], default: str, former: Mapping[str, str] | None = None
) -> Field:
    """One code of several; ``former`` codes mean what they became (:attr:`City.former`)."""

    def read(texts: list[str]) -> str | None:
        code = (former or {}).get(texts[0], texts[0])
        return code if code in allowed else None

    return Field(default, read, lambda code: [code])


def choices(allowed: Collection[str], former: Mapping[str, str] | None = None) -> Field:
    """Any number of codes; unknown ones are dropped, ``former`` ones mean what they became."""

    def read(texts: list[str]) -> list[str]:
        codes = dict.fromkeys((former or {}).get(text, text) for text in texts)
        return [code for code in codes if code in allowed]

    return Field([], read, list)


def number(allowed: Collection[int]) -> Field:
    """One number of several, or none."""
    known = {str(n): n for n in allowed}
    return Field(None, lambda texts: known.get(texts[0]), lambda n: [str(n)])


def flag() -> Field:
    """On or off."""
    return Field(default=False, read=lambda texts: texts[0] == "1", write=lambda _: ["1"])


def words(length: int) -> Field:
    """Free text, cut to a length."""
    return Field("", lambda texts: texts[0][:length], lambda text: [text])


def restore(page: str, fields: Mapping[str, Field]) -> None:
    """Fill the session from the address; call it before the widgets with these keys are drawn."""
    session = st.session_state
    seen = session.get(_SEEN) or {}
    given = _given(fields)
    if seen.get(page) != given:
        for key, field in fields.items():
            value = field.read(given[key]) if key in given else None
            if value is not None:
                session[key] = value
            elif page in seen and key in seen[page]:
                session[key] = field.default
    for key, field in fields.items():
        if session.get(key) is None:
            session[key] = field.default


def write(page: str, fields: Mapping[str, Field]) -> None:
    """Bring the address up to date with the session."""
    for key, field in fields.items():
        value = st.session_state.get(key, field.default)
        texts = [] if value in (field.default, None) else field.write(value)
        if not texts:
            st.query_params.pop(key, None)
        elif st.query_params.get_all(key) != texts:
            st.query_params[key] = texts
    st.session_state[_SEEN] = (st.session_state.get(_SEEN) or {}) | {page: _given(fields)}


def _given(fields: Mapping[str, Field]) -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in fields if key in st.query_params}
