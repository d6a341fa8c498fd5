"""Small ways to say something on a page, always as text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Literal

import segno
import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Mapping


def quiet(text: str) -> None:
    """A sentence of lesser weight."""
    st.html(f'<p class="ll-quiet">{escape(text)}</p>')


def heading(text: str) -> None:
    """The heading of a part of a page."""
    st.html(f'<h2 class="ll-section-head">{escape(text)}</h2>')


def plain_label(text: str) -> str:
    """A name as a label of Streamlit, which would read it as Markdown."""
    return "".join("\\" + c if c in "\\`*_{}[]()<>#+-.!|:$~^" else c for c in text)


def qr_picture(link: str) -> str:
    """A link as a QR code in black on white, with its quiet zone: the address of a picture."""
    return segno.make(link, error="m").svg_data_uri(border=4, light="#fff")


def notice(kind: Literal["note", "done", "error"], *lines: str) -> None:
    """A few lines that must be read: the first one stands out; an error is announced at once."""
    role = "alert" if kind == "error" else "status"
    first, *rest = (escape(line) for text in lines for line in text.splitlines() if line)
    body = "".join(f"<p>{line}</p>" for line in rest)
    st.html(f'<div class="ll-notice" data-kind="{kind}" role="{role}"><b>{first}</b>{body}</div>')


def figures(values: Mapping[str, int]) -> None:
    """A few numbers by what they count, in a row."""
    pairs = "".join(f"<div><dt>{escape(k)}</dt><dd>{n:,}</dd></div>" for k, n in values.items())
    st.html(f'<dl class="ll-tally">{pairs}</dl>')
