"""``/m/circle``: everything within a walk of a place, by kind, and what is not on record there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING

import htpy as h

from locator import clock
from locator.circles.circle import circle, examples, plan_layers, states
from locator.hours.windows import only_day
from locator.light import asking, markup
from locator.light.visit import LightPage, Moved, RefusedError
from locator.pack.model import CIRCLE_MINUTES, WALKERS
from locator.venues.origin import origin_of
from locator.wording.catalogue import t
from locator.wording.circles import choose_text, pace_text, venue_distance, when_text
from locator.wording.hours import hours_words
from locator.wording.listing import place_name, suggestion
from locator.wording.names import name_of, unit_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from htpy import Node

    from locator.circles.circle import Circle, CircleLayer
    from locator.light.visit import Visit
    from locator.pack.model import Walker
    from locator.venues.origin import Origin

#: What the hours say → how the list says it.
_STATES = {"open": "open", "closing_soon": "open", "unattended": "open", "unknown": "unknown"}
_DEFAULT_HOUR = time(15)


def circle_page(visit: Visit) -> LightPage | Moved:
    """The circle around the place that the address names, or places to begin with."""
    lang, title = visit.lang, t("circle.title", visit.lang)
    if text := visit.sent("q").strip():
        return _ask(visit, text)
    origin = asking.origin_asked(visit)
    if origin is None or not origin.located:
        return LightPage(title, [markup.quiet(t("circle.purpose", lang)), *_start(visit, origin)])
    minutes, walker = _walk(visit, origin)
    lon, lat = origin.position
    place = origin.place
    unit = place.code if place.kind == "town" else place.unit
    asked = (visit.city.venues, visit.pack, lon, lat, minutes, walker)
    found = circle(*asked, unit=unit, network=visit.city.network)
    name, when = place_name(place, lang), _when(visit)
    head, parts = _list(visit, found, name, when)
    body: list[Node] = [
        _choices(visit, found),
        markup.said(head),
        *parts,
        _unplaced(visit, found, unit),
        markup.quiet(
            pace_text(found, lang) + (t("circle.pace_elderly", lang) if walker == "elderly" else "")
        ),
        *_lacking(visit, found),
    ]
    parts = [_box(visit, name), markup.carrying(visit, body)]
    return LightPage(title, parts, private=bool(visit.form), about=head)


def _ask(visit: Visit, text: str) -> LightPage | Moved:
    """Walk from the place that a line names, or from which of several."""
    question, lang = asking.question_asked(visit, text), visit.lang
    place = question.where
    if place is None:
        found = [p for p in question.choices if p.kind != "layer"]
        if not found:
            sentence = t("find.no_place", lang, text=text[: asking.TEXT_SHOWN])
            raise RefusedError(404, sentence, _beginnings(visit))
        words = [suggestion(visit.pack, p, lang) for p in found]
        links = [(visit.to("m/circle", {"near": w["token"]}), asking.called(w)) for w in words]
        body = [_box(visit, text), markup.said(t("find.did_you_mean", lang)), markup.buttons(links)]
        return LightPage(t("circle.title", lang), body, private=True)
    if token := origin_of(place).token:
        return Moved(visit.to("m/circle", {"near": token}))
    form = {"lon": [str(place.lon)], "lat": [str(place.lat)], "kind": ["coordinate"]}
    return circle_page(replace(visit, form=form))


def _walk(visit: Visit, origin: Origin) -> tuple[int, Walker]:
    """Minutes and walker: the address's, else those of a curated circle, else the default."""
    circles = visit.pack.circles
    curated = origin.place.kind == "circle" and origin.token in circles.index
    row = circles.loc[origin.token] if curated else {"minutes": 15, "walker": WALKERS[0]}
    minutes, walker = visit.parameter("minutes"), visit.parameter("walker")
    if minutes and minutes not in map(str, CIRCLE_MINUTES):
        raise asking.unknown_value(visit, minutes)
    chosen = next((one for one in WALKERS if one == (walker or row["walker"])), None)
    if chosen is None:
        raise asking.unknown_value(visit, walker)
    return int(minutes or row["minutes"]), chosen


def _when(visit: Visit) -> datetime:
    """For which moment venues are said to be open: the address's day and hour, as the page's."""
    text = asking.day_asked(visit, "day")
    day = only_day(text, clock.now()) if text else clock.today()
    if day is None:
        raise asking.unknown_value(visit, text)
    hour = visit.parameter("hour")
    try:
        clock_time = time.fromisoformat(hour) if hour else _DEFAULT_HOUR
    except ValueError:
        raise asking.unknown_value(visit, hour) from None
    return datetime.combine(day, clock_time.replace(tzinfo=None))


def _box(visit: Visit, value: str) -> Node:
    lang = visit.lang
    return markup.box(
        visit,
        visit.to("m/circle"),
        label=t("light.circle_from", lang),
        value=value,
        example=t("find.search_placeholder", lang),
    )


def _start(visit: Visit, origin: Origin | None) -> list[Node]:
    """Nothing chosen yet, or something too wide: curated circles, and places to begin with."""
    lang = visit.lang
    offered = _beginnings(visit)
    named = place_name(origin.place, lang) if origin is not None else ""
    text = choose_text(named, lang, offered=bool(offered))
    return [_box(visit, ""), markup.said(text), markup.buttons(offered)]


def _beginnings(visit: Visit) -> list[tuple[str, str]]:
    """Curated circles, and places around which there is much: address and name."""
    lang, city = visit.lang, visit.city
    links = [
        (
            visit.to("m/circle", {"near": row["id"]}),
            t(
                "circle.curated_label",
                lang,
                name=name_of(row, lang),
                walker=t(f"circle.walker_{row['walker']}", lang),
                minutes=row["minutes"],
            ),
        )
        for row in city.pack.circles.to_dict("records")
    ]
    links += [
        (visit.to("m/circle", {"near": name}), t("circle.example", lang, place=name, n=n))
        for name, n in examples(city.venues, city.pack, network=city.network).items()
    ]
    return links


def _choices(visit: Visit, circle: Circle) -> Node:
    """How long a walk, and whose."""
    lang = visit.lang
    walks = [
        ({"minutes": [str(n)]}, t("circle.minutes_option", lang, n=n), n == circle.minutes)
        for n in CIRCLE_MINUTES
    ]
    walks += [
        ({"walker": [walker]}, t(f"circle.walker_{walker}", lang), walker == circle.walker)
        for walker in WALKERS
    ]
    links = [
        markup.go(visit, "m/circle", changed, text, current=own) for changed, text, own in walks
    ]
    return h.nav(".chips", aria_label=t("light.chips", lang))[h.p(".row")[links]]


def _list(visit: Visit, circle: Circle, place: str, when: datetime) -> tuple[str, list[Node]]:
    """How many and how many of them open, then group → layer → venues."""
    lang = visit.lang
    if circle.venues.empty:
        nearest = [
            t("circle.nearest", lang, name=name_of(v, lang), distance=venue_distance(v, lang))
            for v in circle.nearest.to_dict("records")
        ]
        head = t("circle.headline_none", lang, place=place, minutes=circle.minutes)
        return head, [markup.quiet(line) for line in nearest]
    kinds = sum(len(group.layers) for group in circle.groups)
    n = len(circle.venues)
    head = t("circle.headline", lang, place=place, minutes=circle.minutes, n=n, kinds=kinds)
    said = {key: _STATES.get(value, "closed") for key, value in states(circle, when).items()}
    counts = dict.fromkeys(("open", "closed", "unknown"), 0) | Counter(said.values())
    parts: list[Node] = [
        markup.quiet(t("circle.open_count", lang, when=when_text(when, lang), **counts))
    ]
    for group in circle.groups:
        name = t("circle.count", lang, n=group.size, name=name_of(group.group, lang))
        parts += [h.h2[name], [_layer(visit, part, said) for part in group.layers]]
    return head, parts


def _layer(visit: Visit, part: CircleLayer, said: Mapping[str, str]) -> Node:
    lang = visit.lang
    rows = []
    for venue in part.venues.to_dict("records"):
        state = said[venue["id"]]
        hours = hours_words(venue["opening_hours"], lang)
        rows.append(
            h.li[
                h.a(href=visit.to("m/venue", {"id": venue["id"]}))[name_of(venue, lang)],
                h.span(".badge", data_state=state)[t(f"circle.state_{state}", lang)],
                h.p[" · ".join(filter(None, (venue_distance(venue, lang), hours)))],
            ]
        )
    name = t("circle.count", lang, n=len(part.venues), name=name_of(part.layer, lang))
    return [h.h3[name], h.ul(".list")[rows]]


def _unplaced(visit: Visit, circle: Circle, unit: str) -> Node:
    """How many venues of the place's unit have no position and may be inside."""
    n = len(circle.unplaced)
    place = unit_path(visit.pack, unit, visit.lang) if n else ""
    return markup.quiet(t("circle.unplaced", visit.lang, n=n, place=place)) if n else None


def _lacking(visit: Visit, circle: Circle) -> list[Node]:
    """The kinds that the plan names and the circle has no record of."""
    lang, level = visit.lang, plan_layers(visit.pack)
    if not level:
        return []
    head = h.h2[t("circle.lacking", lang)]
    if not circle.lacking:
        return [head, markup.quiet(t("circle.lacking_none", lang, n=len(level)))]
    near = [y for y in circle.lacking if level[y.code] in {"town", "village"}]
    far = [y for y in circle.lacking if y not in near]
    parts: list[Node] = [head]
    for key, layers in (("near", near), ("far", far)):
        if layers:
            names = t("find.comma", lang).join(name_of(y, lang) for y in layers)
            parts += [markup.quiet(t(f"circle.lacking_{key}", lang)), h.p[names]]
    return [*parts, markup.quiet(t("circle.lacking_note", lang, n=len(level)))]
