"""The markup of the pages: small ways to say something, always as text.

The one place where HTML is made. It is built by a library that escapes whatever it is given, so
no text from the data or from a visitor can become markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import htpy as h
import segno
import streamlit as st
from markupsafe import Markup

from locator.maps.files import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from htpy import Node

    from locator.maps.files import MapFile
    from locator.wording.sharing import ShareCard


def html(*nodes: Node) -> Markup:
    """Elements as text that :func:`draw` takes again, to keep what many look at."""
    return Markup(h.fragment[nodes])  # noqa: S704 - htpy escaped whatever it was given


def draw(*nodes: Node, width: int | Literal["stretch"] = "stretch") -> None:
    """Put elements on the page."""
    st.html(str(h.fragment[nodes]), width=width)


def purpose(text: str) -> None:
    """What a page is for, below its title."""
    draw(h.p(".ll-purpose")[text])


def page_title(title: str, purpose: str) -> None:
    """The title for those who hear the page, whose open tab says it already, and its purpose."""
    draw(h.h1(".ll-hidden")[title], h.p(".ll-purpose.ll-roomy")[purpose])


def page_links(
    label: str, pages: Iterable[tuple[str, str]], open_page: str, apart: tuple[str, str] | None
) -> None:
    """The row of pages: address and title; the link ``apart`` leads to pages of another kind."""
    links = [
        h.a(href=href, target="_self", aria_current="page" if title == open_page else None)[title]
        for href, title in pages
    ]
    more = [own_link(apart[0], apart[1], "ll-apart")] if apart else []
    draw(h.nav(".ll-pages", aria_label=label)[links, more])


def results(text: str, *more: Node, announced: bool = True) -> None:
    """What was found, read aloud when it changes unless it only names a row of buttons."""
    live = {"role": "status", "aria-live": "polite"} if announced else {}
    draw(h.div(".ll-results-row")[h.div(**live)[h.h2(".ll-results")[text]], *more])


def to_map(text: str) -> Node:
    """The way from a list to its map, which on a phone stands below it."""
    return h.a(".ll-to-map", href="#map")[text]


def map_anchor(back: str) -> None:
    """Where :func:`to_map` leads, and the way back to the list."""
    draw(h.div(id="map")[h.a(".ll-to-map", href="#list")[back]])


def answer(text: str) -> None:
    """The sentence that answers a chart's question."""
    draw(h.p(".ll-chart-answer")[text])


def quiet(text: str) -> None:
    """A sentence of lesser weight."""
    draw(h.p(".ll-quiet")[text])


def question(text: str) -> None:
    """What is to be decided, above the choices."""
    draw(h.p(".ll-question")[text])


def heading(text: str, kind: str = "ll-section-head") -> None:
    """The heading of a part of a page."""
    draw(h.h2(class_=kind)[text])


def plain_label(text: str) -> str:
    """A name as a label of Streamlit, which would read it as Markdown."""
    return "".join("\\" + c if c in "\\`*_{}[]()<>#+-.!|:$~^" else c for c in text)


def drawing(file: MapFile, words: str) -> None:
    """A drawing from its file, and what a person who cannot see it is told; wider than a phone."""
    shown = h.img(src=f"./assets/{FOLDER}/{file.digest}.svg", alt=words)
    draw(h.div(".ll-scroll.ll-drawing", tabindex="0", role="group")[shown])


def qr_picture(link: str) -> str:
    """A link as a QR code in black on white, with its quiet zone: the address of a picture."""
    return segno.make(link, error="m").svg_data_uri(border=4, light="#fff")


def qr(link: str, words: str) -> None:
    """A link as a QR code to scan."""
    draw(h.img(".ll-qr", src=qr_picture(link), alt=words), width=132)


def notice(kind: Literal["note", "done", "error"], *lines: str) -> None:
    """A few lines that must be read: the first one stands out; an error is announced at once."""
    role = "alert" if kind == "error" else "status"
    first, *rest = (line for text in lines for line in text.splitlines() if line)
    draw(h.div(".ll-notice", data_kind=kind, role=role)[h.b[first], (h.p[line] for line in rest)])


def figures(values: Mapping[str, int]) -> None:
    """A few numbers by what they count, in a row."""
    draw(h.dl(".ll-tally")[(h.div[h.dt[k], h.dd[f"{n:,}"]] for k, n in values.items())])


def own_link(href: str, text: str, kind: str | None = None) -> Node:
    """A link to another page of ours, opened in the same window."""
    return h.a(href=href, target="_self", class_=kind)[text]


def back(href: str, text: str) -> None:
    """The way back to the page that one came from, to where one was on it."""
    draw(h.a(".ll-mail.ll-back", href=href, target="_self")["‹ ", text])


def neighbours(items: Iterable[tuple[str, str]]) -> None:
    """Other venues: the address of each one's page, and words."""
    draw(h.ul(".ll-neighbours")[(h.li[own_link(href, text)] for href, text in items)])


def link(href: str, text: str, *, ours: bool = False) -> None:
    """A link that stands alone; one to a page of ``ours`` stays in the same window."""
    draw(h.a(".ll-mail", href=href, target="_self" if ours else None)[text])


def chips(items: Iterable[str]) -> Node:
    """Short words in a row."""
    return h.ul(".ll-chips")[(h.li[item] for item in items)]


def facts(title: str, pairs: Iterable[tuple[str, str]], status: str) -> None:
    """What is known of something, line by line, coloured by a status."""
    draw(
        h.h3(".ll-evidence-title")[title],
        h.dl(f".ll-evidence.ll-evidence-{status}")[((h.dt[a], h.dd[b]) for a, b in pairs)],
    )


def effects(sentences: Iterable[tuple[str, str]]) -> None:
    """Sentences, each with the status it is about."""
    draw(h.ul(".ll-effects")[(h.li(data_status=status)[text] for status, text in sentences)])


def steps(names: Sequence[str], reached: int) -> None:
    """The steps of a way and how far one has come."""
    items = [
        h.li(
            aria_current="step" if n == reached else None, data_done="yes" if n < reached else None
        )[name]
        for n, name in enumerate(names)
    ]
    draw(h.ol(".ll-steps")[items])


def pairs(rows: Iterable[tuple[str, Node]]) -> None:
    """A table of names and what they are."""
    draw(h.table(".ll-pairs")[(h.tr[h.th(scope="row")[a], h.td[b]] for a, b in rows)])


def change(before: str, after: str) -> Node:
    """A cell as it was and as it would be."""
    return h.fragment[before and h.del_[before], " → " if before and after else "", h.ins[after]]


def rows_table(label: str, heads: Sequence[str], rows: Iterable[str | Iterable[str]]) -> None:
    """A table of text that scrolls in its own box; a row that is one text heads those below it."""

    def cells(row: str | Iterable[str]) -> Node:
        if isinstance(row, str):
            return h.th(scope="rowgroup", colspan=len(heads))[row]
        return (h.td[cell] for cell in row)

    draw(
        h.div(".ll-scroll.ll-problem-box", tabindex="0", role="region", aria_label=label)[
            h.table(".ll-problems")[
                h.tr[(h.th(scope="col")[name] for name in heads)],
                (h.tr[cells(row)] for row in rows),
            ]
        ]
    )


def matrix(
    label: str, corner: Sequence[str], heads: Iterable[str],
    rows: Iterable[tuple[Node, list[Node]]], kind: str = "ll-matrix", box: str = "ll-scroll",
) -> Node:  # fmt: skip # a table of many parameters
    """A table with names along two sides, in a box that scrolls."""
    columns = [*corner, *heads]
    return h.div(class_=box, tabindex="0", role="region", aria_label=label)[
        h.table(class_=kind or None)[
            h.thead[h.tr[(h.th(scope="col")[name] for name in columns)]],
            h.tbody[(h.tr[h.th(scope="row")[name], cells] for name, cells in rows)],
        ]
    ]


def cities_table(
    label: str, heads: Sequence[str], rows: Iterable[tuple[Node, Iterable[str]]]
) -> None:
    """Figures of all cities, then of each, in a box that scrolls."""
    cells: Iterable[tuple[Node, list[Node]]] = (
        (name, [h.td[one] for one in texts]) for name, texts in rows
    )
    draw(matrix(label, heads[:1], heads[1:], cells, "ll-matrix"))


def bar(percent: int) -> Node:
    """A bar beside its figure, which says the same to those who do not see it."""
    return h.i(".ll-bar", aria_hidden="true")[h.i(style=f"width:{percent}%")]


def box(name: str, figure: str, words: str, percent: int | None = None) -> Node:
    """A figure with its name and what it is a figure of."""
    return h.li(".ll-figure")[
        h.span(".ll-figure-name")[name],
        h.strong[figure],
        None if percent is None else bar(percent),
        h.span[words],
    ]


def boxes(items: Iterable[Node]) -> None:
    """Figures of :func:`box` in a row."""
    draw(h.ul(".ll-figures")[items])


def share_cell(count: str, words: str, percent: int) -> Node:
    """A cell of a matrix: a number, a share, and its bar."""
    return h.td[h.b[count], " ", h.span[words], bar(percent)]


def empty_cell(words: str) -> Node:
    """A cell without anything in it, for those who hear the table."""
    return h.td[h.span(".ll-hidden")[words]]


def offer(card: ShareCard, page: str, links: Iterable[tuple[str, str]]) -> Node:
    """One offer or need; ``page`` is the address of its venue's page, "" without one."""
    actions = [
        h.a(".ll-action", href=href, **({} if href.startswith("tel:") else _OUTSIDE))[text]
        for href, text in links
    ]
    return h.li(".ll-offer", id=f"offer-{card.id}")[
        h.span(".ll-glyph", aria_hidden="true")[card.glyph],
        h.div[
            h.h3[
                card.title,
                h.span(".ll-offer-kind")[card.kind],
                (h.span(".ll-tag", data_state="unknown")[text] for text in card.unsaid),
            ],
            h.p(".ll-offer-who")[own_link(page, card.who or card.title) if page else card.who],
            h.p(".ll-quiet")[" · ".join(filter(None, (card.where, card.distance)))],
            h.dl(".ll-offer-facts")[((h.dt[name], h.dd[text]) for name, text in card.facts)],
            h.div(".ll-actions")[actions] if actions else None,
            h.p(".ll-offer-source")[card.source],
        ],
    ]


def offers(items: Iterable[Node]) -> None:
    """Offers of :func:`offer` as a list."""
    draw(h.ul(".ll-offers")[items])


def understood(label: str, words: Iterable[str]) -> None:
    """What a sentence was understood as."""
    draw(h.div(".ll-wish")[h.span[label], chips(words)])


_OUTSIDE = {"target": "_blank", "rel": "noopener"}


def need(title: str, kind: str, about: Iterable[str], *found: Node) -> Node:
    """One need and what could answer it."""
    return h.li[
        h.strong[title],
        h.span(".ll-offer-kind")[kind],
        h.p[" · ".join(filter(None, about))],
        h.p[found],
    ]


def needs(items: Iterable[Node]) -> None:
    """Needs of :func:`need` as a list."""
    draw(h.ul(".ll-needs")[items])


def balance(key: Mapping[str, tuple[str, str]], table: Node) -> None:
    """Supply against need, below the meaning of its marks by state."""
    items = [h.li[_mark(state, mark), words] for state, (mark, words) in key.items()]
    draw(h.ul(".ll-balance-key")[items], table)


def balance_cell(state: str, mark: str, texts: Iterable[str]) -> Node:
    """What is offered and asked for of a kind in a town; ``state`` is "" for nothing."""
    if not state:
        return h.td
    return h.td(data_state=state)[_mark(state, mark), (h.span[text] for text in texts)]


def _mark(state: str, mark: str) -> Node:
    return h.span(".ll-mark", data_state=state, aria_hidden="true")[mark]


def circle_group(colour: str, name: str, layers: Iterable[Node]) -> Node:
    """Venues of one group of kinds in a circle."""
    return h.section(".ll-circle-group", style=f"--ll-colour:{colour}")[h.h2[name], layers]


def circle_list(groups: Iterable[Node]) -> None:
    """Everything in a circle by group."""
    draw(h.div(".ll-circle-list")[groups])


def circle_layer(glyph: str, name: str, rows: Iterable[Node]) -> Node:
    """Venues of one kind in a circle."""
    mark = h.span(".ll-glyph", aria_hidden="true")[glyph]
    return h.fragment[h.h3[mark, name], h.ul[rows]]


def circle_row(
    page: tuple[str, str], state: tuple[str, str], about: Iterable[str], wrong: tuple[str, str]
) -> Node:
    """A venue in a circle: link, whether it is open, what is known, a link to report an error."""
    tag = h.span(".ll-tag", data_state=state[0])[state[1]]
    return h.li[
        h.div(".ll-circle-first")[own_link(*page), tag],
        h.p[" · ".join(about), " · ", own_link(*wrong, "ll-wrong")],
    ]


def week(days: Iterable[tuple[str, str, bool]]) -> None:
    """Opening hours day by day: weekday, hours, whether it is today."""
    rows = [
        h.tr(class_="ll-today" if today else None, aria_current="date" if today else None)[
            h.th(scope="row")[day], h.td[hours]
        ]
        for day, hours, today in days
    ]
    draw(h.table(".ll-week")[rows])


def footer(lines: Iterable[str], links: Iterable[Node]) -> None:
    """What stands at the foot of every page."""
    draw(h.footer(".ll-footer")[(h.p[line] for line in lines), (h.p[one] for one in links)])


def view_mark(*, view: str, arrived: str, arrival: int, number: int) -> None:
    """Nothing to see: ``view`` is the address of what is drawn, ``arrived`` the one with which the
    browser came, ``arrival`` its number; ``number`` tells the latest of several marks.
    """
    said = {"view": view, "arrived": arrived, "arrival": arrival, "number": number}
    # Hidden by its class: Streamlit leaves out a block of which nothing is shown.
    draw(h.data(".ll-view", {f"data-{key}": str(value) for key, value in said.items()}))


def watermark(mark: str, note: str) -> None:
    """That a city is invented, once as a sentence and once over the whole page."""
    draw(
        h.div(".ll-watermark", role="note")[note],
        h.div(".ll-watermark-over", aria_hidden="true", data_mark=mark),
    )


def whole_page(text: str, again_s: int, way: tuple[str, str]) -> str:
    """A document of its own that says a few lines, asks again by itself and has a way on."""
    lines = text.splitlines()
    return str(
        h.html(lang="zh-CN")[
            h.head[
                h.meta(charset="utf-8"),
                h.meta(name="viewport", content="width=device-width"),
                h.meta(http_equiv="refresh", content=str(again_s)),
                h.title[lines[0]],
            ],
            h.body[(h.p[line] for line in lines), h.p[own_link(*way)]],
        ]
    )
