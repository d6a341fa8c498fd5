"""The row of chips on ``/m``: what is asked for, each to take away, and what else may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import htpy as h

from locator import clock
from locator.hours.windows import ChosenTime
from locator.light import markup
from locator.light.asking import day_asked, moment_asked, part_asked
from locator.venues.listing import option_counts
from locator.wording.asking import time_words
from locator.wording.catalogue import t
from locator.wording.labels import label
from locator.wording.listing import layers_text, place_name
from locator.wording.names import name_of

if TYPE_CHECKING:
    from htpy import Element, Node

    from locator.light.find import LightSearch
    from locator.light.visit import Values, Visit

_FLAGS = {"open": "light.open", "free": "light.free_only"}


def draw(visit: Visit, view: LightSearch) -> Node:
    """What is asked for, each part to take away, and what else can be asked for at one tap."""
    lang = visit.lang
    query = markup.own_query(visit)

    def without(key: str, texts: list[str], words: str) -> Element:
        text = t("find.chip", lang, name=words)
        return markup.go(visit, "m", {key: texts, "shown": []}, text)

    chips: list[Element] = []
    if view.origin is not None:
        text = t("find.chip", lang, name=place_name(view.origin.place, lang))
        rest = {k: v for k, v in query.items() if k not in {"near", "shown", "opened", "q"}}
        chips.append(h.a(".button", href=visit.to("m", rest))[text])
    if kinds := [_chip(visit, "layer", code) for code in query.get("layer", ())]:
        chips.append(without("layer", [], layers_text(kinds, lang)))
    for key in ("group", "topic", "for", "town", "county", "name"):
        for code in query.get(key, ()):
            left = [one for one in query[key] if one != code]
            chips.append(without(key, left, _chip(visit, key, code)))
    chips += [without(key, [], words) for key, words in _times(visit).items()]
    for key, text in _FLAGS.items():
        on = visit.parameter(key) == "1"
        changed: Values = {key: [] if on else ["1"], "shown": []}
        chips.append(markup.go(visit, "m", changed, t(text, lang), current=on))
    if not view.wanted.layers:
        chips += _groups(visit, view)
    return h.nav(".chips", aria_label=t("light.chips", lang))[h.p(".row")[chips]]


def _times(visit: Visit) -> dict[str, str]:
    """When it is to be open, by the parameters that say it."""
    at = moment_asked(visit, "at")
    chosen = ChosenTime(day_asked(visit, "on"), part_asked(visit), at)
    return time_words(chosen, clock.now(), visit.lang)


def _chip(visit: Visit, key: str, code: str) -> str:
    """A condition of the address in words."""
    pack, lang = visit.pack, visit.lang
    if key in {"topic", "for"}:
        return label("audience" if key == "for" else key, code, lang)
    if key in {"group", "layer"}:
        catalogue = pack.catalogue.groups if key == "group" else pack.catalogue.layers
        return name_of(catalogue[code], lang)
    return name_of(pack.units.loc[code], lang) if key in {"town", "county"} else f"“{code}”"


def _groups(visit: Visit, view: LightSearch) -> list[Element]:
    """The groups of kinds, each with how many the list would then have."""
    lang, pack = visit.lang, visit.pack
    counts = option_counts(
        pack,
        visit.city.venues,
        view.origin,
        view.wanted,
        "layer",
        "layers",
        view.radius_m,
        network=visit.city.network,
    )
    totals = {
        g: sum(counts.get(c, 0) for c, y in pack.catalogue.layers.items() if y.group == g)
        for g in pack.catalogue.groups
    }
    return [
        markup.go(
            visit,
            "m",
            {"group": [g], "shown": []},
            t("find.option", lang, n=n, name=name_of(pack.catalogue.groups[g], lang)),
        )
        for g, n in totals.items()
        if n
    ]
