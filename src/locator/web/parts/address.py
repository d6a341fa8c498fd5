"""The address of a view: codes and names that can be shared, never a person's position.

What a page shows is one frozen dataclass in the session (:func:`view`). Its fields that may be
shared stand in the address too, so that a link, a reload and the browser's way back give the same
view. The address is read once on every arrival at a page (:func:`arrive`); in between the session
is what counts, since a browser may send an older address along. What was drawn says its address,
path and parameters, in an element of its own (:func:`tell`), from which the script of the frame
writes it: Streamlit's message has no path, may be dropped with the run that sent it, and is written
behind whatever page the browser is at by then.

Streamlit's own binding of widgets writes the labels of options into the address; ours differ by
language and carry counts, so that a link would mean nothing to the next reader. Here the address
holds codes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from locator.web.parts import markup, session

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

V = TypeVar("V")
#: No number of an address has more.
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Field:
    """One value that an address carries.

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


def codes(allowed: Collection[str], former: Mapping[str, str] | None = None) -> Field:
    """The same as a tuple, as a view keeps them."""
    return Field((), lambda texts: tuple(choices(allowed, former).read(texts)), list)


def some(length: int, most: int) -> Field:
    """Codes, cut to a length, and so many at most; whether there are such the answer says."""
    return Field((), lambda texts: tuple(dict.fromkeys(one[:length] for one in texts[:most])), list)


def number(allowed: Collection[int]) -> Field:
    """One number of several, or none."""

    def read(texts: list[str]) -> int | None:
        text = texts[0][:_DIGITS]
        found = int(text) if text.isascii() and text.isdecimal() else None
        return found if found in allowed and str(found) == texts[0] else None

    return Field(None, read, lambda n: [str(n)])


def count(most: int) -> Field:
    """How many cards are shown; 0 says nothing."""
    known = {str(n): n for n in range(1, most + 1)}
    return Field(0, lambda texts: known.get(texts[0]), lambda n: [str(n)])


def flag() -> Field:
    """On or off."""
    return Field(default=False, read=lambda texts: texts[0] == "1", write=lambda _: ["1"])


def words(length: int) -> Field:
    """Free text, cut to a length."""
    return Field("", lambda texts: texts[0][:length], lambda text: [text])


def whole(length: int) -> Field:
    """Text that is nothing once it is cut: a longer one is not written."""
    return Field("", lambda texts: texts[0], lambda text: [text] if len(text) <= length else [])


def moment() -> Field:
    """A day and an hour of it, or none: 2026-11-28T15:00."""
    return Field(None, _read_moment, lambda when: [f"{when:%Y-%m-%dT%H:%M}"])


def day() -> Field:
    """A day, or none: 2026-11-28."""
    return Field(None, _read_day, lambda one: [one.isoformat()])


def _read_day(texts: list[str]) -> date | None:
    try:
        return date.fromisoformat(texts[0])
    except ValueError:
        return None


def _read_moment(texts: list[str]) -> datetime | None:
    try:
        found = datetime.fromisoformat(texts[0])
    except ValueError:
        return None
    return found if found.tzinfo is None else None


# -- what a page shows: one frozen dataclass in the session ------------------------------------


def view(kind: type[V]) -> V:
    """What a page shows as the session has it, or as it begins."""
    return cast("V", st.session_state.get(kind.__name__) or kind())


def change(kind: type[Any], /, **changed: Any) -> None:
    """Show something else."""
    st.session_state[kind.__name__] = replace(view(kind), **changed)


def forget(kind: type[Any]) -> None:
    """Show what a page begins with."""
    st.session_state.pop(kind.__name__, None)


def bound(kind: type[Any], name: str, /, **also: Any) -> dict[str, Any]:
    """Arguments that tie a widget to a field of a view; ``also`` changes with it.

    The widget's key is the name that the address uses.
    """
    key, value = _parameter(name), getattr(view(kind), name)
    # A value that is set is sent to the browser, where it would undo words that are being typed.
    if not isinstance(value, str) or st.session_state.get(key) != value:
        st.session_state[key] = list(value) if isinstance(value, tuple) else value
    return {"key": key, "on_change": _take, "args": (kind, name, also)}


def _take(kind: type[Any], name: str, also: Mapping[str, Any]) -> None:
    if _parameter(name) not in st.session_state:
        return  # the run before took the control away while it was being tapped
    value = st.session_state[_parameter(name)]
    default = getattr(kind(), name)
    if isinstance(default, tuple):
        value = tuple(value or ())
    change(kind, **{**also, name: default if value is None else value})


def _parameter(name: str) -> str:
    """``for`` is a word of Python, and a name in the address."""
    return name.removesuffix("_")


# -- reading and writing -----------------------------------------------------------------------


def arrive() -> None:
    """Notice an arrival: the first of a visit, or by the browser's way back and forth."""
    context = get_script_run_ctx()
    if not session.OF_ARRIVAL.written() or (context is not None and context.is_history_navigation):
        _count()


def _count() -> None:
    session.ARRIVAL.put(arrival() + 1)
    session.OF_ARRIVAL.put(_shown())
    session.OF_VIEW.put(of_arrival())


def arrive_again(page: str) -> None:
    """Have read once more what nobody understood of a page's address on arrival.

    What was understood stands as it is by now.
    """
    lost = session.LOST.get().get(page, {})
    if lost:
        st.query_params.from_dict(lost | of_view())
        _count()


def arrival() -> int:
    """The number of the arrival that is answered."""
    return session.ARRIVAL.get()


def of_arrival() -> dict[str, list[str]]:
    """The parameters that the arrival came with."""
    return session.OF_ARRIVAL.get()


def of_view() -> dict[str, list[str]]:
    """The parameters of the view as it is now."""
    return session.OF_VIEW.get()


def tell(page: str) -> None:
    """Say the address of what was drawn, last thing of a run or of a part that runs by itself."""
    session.SAID.put(number := session.SAID.get() + 1)
    markup.view_mark(
        view=_link(page, of_view()),
        arrived=_link(page, of_arrival()),
        arrival=arrival(),
        number=number,
    )
    # Streamlit sends what it believes the address to be along with whatever it asks anew.
    if _shown() != of_view():
        st.query_params.from_dict(of_view())


def _link(page: str, query: Mapping[str, list[str]]) -> str:
    return f"./{'' if page == 'find' else page}?{urlencode(query, doseq=True)}".rstrip("?")


def _shown() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def path() -> str | None:
    """Last part of the path that the browser shows; None where no browser says it."""
    context = get_script_run_ctx()
    asked = None if context is None or context.context_info is None else context.context_info.url
    return urlsplit(asked).path.rpartition("/")[2] if asked else None


def arrive_at(page: str) -> bool:
    """Notice another page than the last run's; whether it is one."""
    other = session.PAGE.get() not in {None, page}
    if other:
        _count()
    session.PAGE.put(page)
    return other


def fresh(part: str) -> bool:
    """Whether a part of the address is still to be read since the arrival; asked once."""
    read = session.READ.get()
    session.READ.put(read | {part: arrival()})
    return read.get(part) != arrival()


def restore(page: str, fields: Mapping[str, Field], kind: type[Any] | None = None) -> None:
    """Take over the address on arrival; call it before the widgets with these keys are drawn.

    With ``kind`` the values are fields of that view, otherwise they are keys of the session.
    """
    controls, texts_of = st.session_state, of_arrival()
    if fresh(page):
        values, lost = {}, {}
        for key, field in fields.items():
            value = field.read(texts_of[key]) if key in texts_of else None
            values[key] = field.default if value is None else value
            if value is None and key in texts_of:
                lost[key] = texts_of[key]
        session.LOST.put({page: lost})
        if kind is None:
            controls.update(values)
        else:
            change(kind, **{_attribute(kind, key): value for key, value in values.items()})
    for key, field in fields.items() if kind is None else ():
        if controls.get(key) is None:
            controls[key] = field.default


def write(page: str, fields: Mapping[str, Field], kind: type[Any] | None = None) -> None:
    """Bring the address up to date with what is shown, and remember it for links to this page."""
    said = texts(fields, kind)
    for key in fields:
        put(key, said.get(key, []))
    others = {p: q for p, q in session.WRITTEN.get().items() if p != page}
    session.WRITTEN.put({**others, page: said})


def texts(fields: Mapping[str, Field], kind: type[Any] | None = None) -> dict[str, list[str]]:
    """What differs from its default, as an address says it."""
    found = {}
    for key, field in fields.items():
        if kind is None:
            value = st.session_state.get(key, field.default)
        else:
            value = getattr(view(kind), _attribute(kind, key))
        said = [] if value in (field.default, None) else field.write(value)
        if said:
            found[key] = said
    return found


def put(key: str, values: list[str]) -> None:
    """Set one parameter of the address, or take it away."""
    others = {k: texts for k, texts in of_view().items() if k != key}
    session.OF_VIEW.put({**others, key: values} if values else others)


def says(key: str) -> bool:
    """Whether the address has a parameter."""
    return key in of_view()


def written(page: str) -> dict[str, list[str]]:
    """The address that a page was last left with."""
    return dict(session.WRITTEN.get().get(page, {}))


def came_from(pages: Collection[str]) -> str:
    """Which of some pages was seen last; "" for none of them."""
    return next((page for page in reversed(session.WRITTEN.get()) if page in pages), "")


def _attribute(kind: type[Any], key: str) -> str:
    return key if hasattr(kind, key) else f"{key}_"
