"""The markup of the light face: the frame around every page, the box, cards, forms.

Built by the library that escapes whatever it is given, as :mod:`locator.web.parts.markup` is;
without Streamlit, and every control usable without a script.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import htpy as h

from locator.clock import local
from locator.maps.ground import ASSETS as MAP_ASSETS
from locator.style import WATERMARK
from locator.venues.gazetteer import LONGEST
from locator.wording.catalogue import TAGS, t
from locator.wording.footer import footer_lines
from locator.wording.names import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from htpy import Element, Node

    from locator.light.visit import LightPage, Values, Visit
    from locator.wording.cards import Card
    from locator.wording.catalogue import Lang

#: What the browser fetches beside the page, with its media type.
ASSETS = {"style.css": "text/css", "script.js": "text/javascript"}
_ICON = f"{MAP_ASSETS.strip('./')}/locator/icon.png"
#: The pages in the header with their titles.
_PAGES = {"m": "find.title", "m/circle": "circle.title", "m/shares": "share.title"}


@cache
def asset(name: str) -> bytes:
    """A style sheet or script of ours."""
    return files(__package__).joinpath("assets", name).read_bytes()


@cache
def version(name: str) -> str:
    """What its address carries, so that a browser keeps it until it is another."""
    return sha256(asset(name)).hexdigest()[:12]


def mark(visit: Visit, text: str) -> str:
    """By what a browser knows again what it has: the publication and the content."""
    return sha256(f"{visit.pack.checksum}\0{text}".encode()).hexdigest()


def document(visit: Visit, page: LightPage) -> str:
    """A whole page."""
    city = name_of(visit.pack.city, visit.lang)
    site = t("app.name", visit.lang, city=city.removesuffix("市"))
    # The header says already which of its pages this is.
    title = h.h1(class_="unseen" if visit.path in _PAGES else None)[page.title]
    main = h.main("#main", tabindex="-1")[_marks(visit), title, page.body]
    skip = h.a(".skip", href="#main")[t("app.skip", visit.lang)]
    return str(
        h.html(lang=TAGS[visit.lang], class_="large" if visit.senior else None)[
            h.head[
                h.meta(charset="utf-8"),
                h.meta(name="viewport", content="width=device-width, initial-scale=1"),
                _about(visit, page, site, page.about or t("light.about", visit.lang, city=city)),
                h.link(rel="icon", href=visit.up + _ICON),
                h.link(rel="stylesheet", href=_asset(visit, "style.css")),
                h.script(src=_asset(visit, "script.js"), defer=True),
            ],
            h.body(data_city=visit.pack.city.code)[
                skip, _header(visit, site), main, _footer(visit)
            ],
        ]
    )


def own_query(visit: Visit) -> Values:
    """What the address of this page says, without what every link carries."""
    return {key: list(v) for key, v in visit.query.items() if key not in {"city", "lang", "senior"}}


def _about(visit: Visit, page: LightPage, site: str, about: str) -> list[Node]:
    """What the page says of itself: to a tab, to who shares it, to search engines."""
    title = f"{page.title} · {site}"
    found = page.status == 200 and not page.private
    address = visit.absolute(visit.path, own_query(visit) if found else {})
    card = {
        "og:title": title,
        "og:site_name": site,
        "og:description": about,
        "og:type": "website",
        "og:url": address,
        "og:image": visit.root + _ICON,
        "og:locale": "zh_CN" if visit.lang == "zh" else "en_GB",
    }
    record = _RecordText(page.record) if page.record else None
    known = h.link(rel="canonical", href=address)
    return [
        h.title[title],
        h.meta(name="description", content=about),
        known if found else h.meta(name="robots", content="noindex"),
        [h.meta(property=name, content=text) for name, text in card.items()],
        h.script(type="application/ld+json")[record] if record else None,
    ]


class _RecordText:
    """JSON inside a script element, where ``<`` could end it and is written as JSON may."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self._text = json.dumps(record, ensure_ascii=False).replace("<", "\\u003c")

    def __html__(self) -> str:
        return self._text


def _asset(visit: Visit, name: str) -> str:
    return f"{visit.up}m/{name}?v={version(name)}"


def _header(visit: Visit, site: str) -> Node:
    return h.header[
        h.a(".brand", href=visit.to("m"))[site],
        carrying(visit, [h.p(".switches")[_switches(visit)]]),
        h.nav(aria_label=t("light.nav", visit.lang))[
            (
                h.a(href=visit.to(page), aria_current="page" if visit.path == page else None)[
                    t(title, visit.lang)
                ]
                for page, title in _PAGES.items()
            )
        ],
    ]


def _marks(visit: Visit) -> Node:
    """What must be known of everything below: that it is invented, or not the newest."""
    lang, state = visit.lang, visit.site.state(visit.name)
    marks = []
    if visit.pack.city.fictional:
        note = t("app.watermark_note", lang)
        marks.append(t("app.watermark_line", lang, mark=WATERMARK, note=note))
    if state.since is not None:
        since = local(state.since).strftime("%Y-%m-%d %H:%M")
        reason = t(f"site.reason_{state.reason}", lang)
        marks.append(t("site.stale", lang, reason=reason, since=since))
    return [h.p(".mark", role="note")[text] for text in marks]


def _switches(visit: Visit) -> list[Element]:
    """Large type or usual, and the other language."""
    lang, query = visit.lang, own_query(visit)
    next_: Lang = "en" if lang == "zh" else "zh"
    other = {"lang": next_, "senior": ["1"] if visit.senior else []}
    type_ = {"senior": [] if visit.senior else "1"}
    large = t("light.normal_type" if visit.senior else "app.senior", lang)
    return [
        _switch(visit, visit.to(visit.path, query | type_), large),
        _switch(visit, visit.to(visit.path, query | other), t("app.language_name", next_)),
    ]


def _footer(visit: Visit) -> Node:
    lang, approval = visit.lang, visit.site.settings.map_approval
    address = visit.to(full_page(visit), own_query(visit))
    return h.footer[
        h.p(".row")[h.a(".button", href=address)[t("light.full", lang)]],
        (h.p[line] for line in footer_lines(visit.pack, approval, lang)),
    ]


def _switch(visit: Visit, address: str, text: str, *, current: bool = False) -> Element:
    now = "true" if current else None
    if visit.sent("lon"):
        return h.button(".button", formaction=address, aria_current=now)[text]
    return h.a(".button", href=address, aria_current=now)[text]


def full_page(visit: Visit) -> str:
    """The page of the full version that asks the same."""
    name = visit.path.removeprefix("m").strip("/")
    return name if name in {"venue", "circle", "shares", "correct"} else "find"


# -- parts of pages ----------------------------------------------------------------------------


def quiet(text: str) -> Node:
    """A sentence of lesser weight."""
    return h.p(".quiet")[text]


def said(text: str) -> Node:
    """The sentence that answers."""
    return h.p(".answer", role="status")[text]


def notice(kind: Literal["note", "done", "error"], *lines: str) -> Node:
    """A few lines that must be read, the first of which stands out."""
    first, *rest = (line for text in lines for line in text.splitlines() if line)
    role = "alert" if kind == "error" else "status"
    return h.div(".notice", data_kind=kind, role=role)[h.b[first], (h.p[line] for line in rest)]


def buttons(links: Iterable[tuple[str, str]]) -> Node:
    """Links that look like what they are for: to be tapped."""
    return h.p(".row")[(h.a(".button", href=href)[text] for href, text in links)]


def go(visit: Visit, page: str, changed: Values, text: str, *, current: bool = False) -> Element:
    """A way to the same page with something changed; ``current``: whether it holds already.

    Where a position is in the body, it is a button of the form that goes on sending it.
    """
    query = {k: v for k, v in (own_query(visit) | changed).items() if v and k != "q"}
    return _switch(visit, visit.to(page, query), text, current=current)


def carrying(visit: Visit, body: Iterable[Node]) -> Node:
    """Parts of a page; where a position is in the body, in a form that goes on sending it."""
    if not visit.sent("lon"):
        return list(body)
    return h.form(method="post", data_positioned="yes")[hidden(position(visit)), list(body)]


def hidden(values: Mapping[str, Sequence[str]]) -> Node:
    """What a form sends along."""
    pairs = [(key, text) for key, texts in values.items() for text in texts]
    return [h.input(type="hidden", name=key, value=text) for key, text in pairs]


def position(visit: Visit) -> Values:
    """Where the list starts, as it was sent in the body; empty without."""
    return {key: visit.form[key] for key in ("lon", "lat", "kind") if visit.sent(key)}


def box(
    visit: Visit, action: str, *, label: str, value: str, example: str, about: str = ""
) -> Element:
    """The one box with its buttons: ask, my location (with a script), the map.

    What was typed and where a person is go in the body, never in an address.
    """
    lang = visit.lang
    sentences = {
        f"data_{reason}": t(f"find.locate_{reason}", lang)
        for reason in ("refused", "unavailable", "timeout")
    }
    return h.form(".box", method="post", action=action, role="search")[
        h.label(for_="q")[label],
        h.div(".line")[
            h.input("#q", type="search", name="q", value=value, placeholder=example,
                    maxlength=LONGEST, autocomplete="off", enterkeyhint="search"),
            h.button(type="submit")[t("light.ask", lang)],
        ],
        hidden(position(visit)),
        h.p(".row")[
            h.button("#locate", type="button", hidden=True, data_busy=t("find.locating", lang),
                     data_now=visit.parameter("here") == "1", **sentences)[t("find.locate", lang)],
            h.a(".button", href=visit.to("m/map"))[t("light.map", lang)],
        ],
        h.p("#located.quiet", role="status")[about],
        h.noscript[quiet(t("light.no_script", lang))],
    ]  # fmt: skip # the shape of the form, a line an element


def search(visit: Visit, value: str) -> Element:
    """The box on a page that has no list of its own."""
    label, example = t("find.ask_label", visit.lang), t("find.ask_placeholder", visit.lang)
    return box(visit, visit.to("m"), label=label, value=value, example=example)


def sentence(visit: Visit, action: str, label: str, example: str) -> Element:
    """A box for a sentence, which goes in the body."""
    return h.form(".box", method="post", action=action, role="search")[
        h.label(for_="q")[label],
        h.div(".line")[
            h.input("#q", type="search", name="q", placeholder=example, maxlength=LONGEST,
                    autocomplete="off", enterkeyhint="search"),
            h.button(type="submit")[t("light.ask", visit.lang)],
        ],
    ]  # fmt: skip # the shape of the form, a line an element


def card(visit: Visit, one: Card, *, whole: bool = False) -> Element:
    """A venue as a resident reads it; ``whole`` with its evidence, on its own page."""
    lang = visit.lang
    facts = one["facts"] if whole else one["brief"]
    title = one["name"] if whole else h.a(href=visit.light_address(one["page"]))[one["name"]]
    return h.article(".card")[
        None if whole else h.h2[title],
        h.p(".kind")[
            h.span(".glyph", aria_hidden="true")[one["glyph"]], one["kind"],
            (h.span(".badge")[badge] for badge in one["badges"]),
        ],
        h.p(".original")[h.span(lang="zh-CN")[one["original"]], _translated(one)]
        if one["original"] else None,
        h.p(".state", data_state=one["hours_state"])[one["hours"]] if one["hours"] else None,
        h.p[one["distance"]] if one["distance"] else None,
        h.dl[((h.dt[name], h.dd[text]) for name, text in facts)],
        _actions(visit, one),
        h.p(".quiet")[one["source"]],
        h.details[h.summary[t("find.fact_source", lang)],
                  h.dl[((h.dt[name], h.dd[text]) for name, text in one["evidence"])]]
        if whole and one["evidence"] else None,
    ]  # fmt: skip # the shape of a card, a line an element


def places(visit: Visit) -> Element:
    """Where a script lists "my places", which this device alone knows."""
    label = t("find.favourites", visit.lang)
    return h.nav("#places.row", hidden=True, aria_label=label, data_way=visit.to("m/"))[
        h.span(".quiet")[label]
    ]


def _translated(one: Card) -> str:
    return f" ({one['translated']})" if one["translated"] else ""


def _actions(visit: Visit, one: Card) -> Node:
    lang = visit.lang
    outside = {"rel": "noopener noreferrer"}
    ways = h.ul[
        (h.li[h.a(".button", href=way["url"], **outside)[way["name"]]] for way in one["directions"])
    ]
    return h.div(".row.actions")[
        h.details(".ways")[h.summary(".button")[t("find.directions", lang)], ways]
        if one["directions"] else None,
        h.a(".button", href=one["phone_href"])[one["phone"]] if one["phone_href"] else None,
        h.a(".button", href=one["website"], **outside)[t("find.website", lang)]
        if one["website"] else None,
        h.a(".button", href=visit.light_address(one["wrong"]))[t("correct.link", lang)],
        h.button(type="button", hidden=True, data_share=visit.light_address(one["page"]),
                 data_name=one["name"], data_copied=t("find.copied", lang))[
            t("find.share_card", lang)],
        h.button(type="button", hidden=True, data_star=one["id"], data_name=one["name"],
                 data_page=one["page"], aria_label=t("find.favourite", lang))["☆"],
    ]  # fmt: skip # a row of buttons, a line a button
