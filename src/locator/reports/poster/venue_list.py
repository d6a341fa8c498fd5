"""The venues of a poster in two columns, each with its number, name and facts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from locator.circles.circle import states
from locator.reports.poster.text import NAME_LENGTH, colour_of, lines_of, shortened, text_of
from locator.wording.catalogue import Lang, t
from locator.wording.circles import venue_distance
from locator.wording.hours import hours_words
from locator.wording.names import name_of

if TYPE_CHECKING:
    from datetime import datetime

    from locator.circles.circle import Circle
    from locator.pack.model import LayerGroup

_REMARK = re.compile("（[^（）]*）$")
#: Longer hours are cut.
_HOURS = 80
_COLUMN, _BADGE = 90.0, 7.0
#: Height of a line of a name in the list, in millimetres.
NAME_LINE = 4.8
_GROUP_LINE, _FACT_LINE, _ITEM_GAP = 6.4, 3.8, 1.2
_NAME_SIZE, _FACT_SIZE = 3.6, 2.8
#: A translated name is long: it is set on up to so many lines, and not cut.
_NAME_LINES = 3
_TAG_ROOM = 14.0


@dataclass(frozen=True, slots=True)
class PosterItem:
    """A venue in the list: its number, its texts and how many lines its facts may take."""

    number: int
    group: LayerGroup
    lon: float
    lat: float
    name: str
    fact: str
    tag: str
    most: int

    @property
    def lines(self) -> tuple[int, int]:
        """Lines of the name and of the facts."""
        room = _COLUMN - _BADGE
        beside = room - (_TAG_ROOM if self.tag else 0)
        name = lines_of(self.name, _NAME_SIZE, beside, _NAME_LINES)
        return name, lines_of(self.fact, _FACT_SIZE, room, self.most)

    @property
    def height(self) -> float:
        """Height in millimetres."""
        name, fact = self.lines
        return name * NAME_LINE + fact * _FACT_LINE + _ITEM_GAP


def list_items(
    circle: Circle, count: int, when: datetime | None, lang: Lang, most: int
) -> list[PosterItem]:
    """The nearest venues by group and layer, numbered in that order."""
    listed = set(circle.venues["id"].head(count))
    opened = states(circle, when) if when is not None else {}
    result: list[PosterItem] = []
    for group in circle.groups:
        for part in group.layers:
            for venue in part.venues.to_dict("records"):
                if venue["id"] not in listed:
                    continue
                kind = name_of(part.layer, lang)
                facts = [kind, venue_distance(venue, lang)]
                hours = hours_words(venue["opening_hours"], lang)
                # On one line there is no room for a remark.
                hours = _REMARK.sub("", hours) if most == 1 else hours
                if hours:
                    facts.append(shortened(hours, _HOURS))
                is_open = opened.get(venue["id"]) in {"open", "closing_soon", "unattended"}
                result.append(
                    PosterItem(
                        len(result) + 1,
                        group.group,
                        venue["lon"],
                        venue["lat"],
                        shortened(name_of(venue, lang), NAME_LENGTH),
                        " · ".join(facts),
                        t("circle.state_open", lang) if is_open else "",
                        most,
                    )
                )
    return result


def list_height(column: list[PosterItem]) -> float:
    """Height of a column with its headings, in millimetres."""
    groups = len({item.group.code for item in column})
    return sum(item.height for item in column) + groups * _GROUP_LINE


def two_columns(items: list[PosterItem]) -> tuple[list[PosterItem], list[PosterItem]]:
    """The list in two columns of about the same height, the first the taller one."""
    for cut in range(len(items)):
        if list_height(items[:cut]) >= list_height(items[cut:]):
            return items[:cut], items[cut:]
    return items, []


def column_html(items: list[PosterItem], lang: Lang) -> str:
    """One column, a heading above the venues of each group."""
    rows, group = [], ""
    for item in items:
        if item.group.code != group:
            group = item.group.code
            title = name_of(item.group, lang)
            rows.append(f'<h2 style="color:{colour_of(item.group.colour)}">{text_of(title)}</h2>')
        name, fact = item.lines
        tag = f'<span class="tag">{text_of(item.tag)}</span>' if item.tag else ""
        rows.append(
            f'<div class="item"><i style="background:{colour_of(item.group.colour)}">'
            f'{item.number}</i><div class="texts"><div class="first"><p class="name lines{name}">'
            f"<bdi>{text_of(item.name)}</bdi></p>{tag}</div>"
            f'<p class="fact lines{fact}"><bdi>{text_of(item.fact)}</bdi></p></div></div>'
        )
    return '<div class="column">' + "".join(rows) + "</div>"
