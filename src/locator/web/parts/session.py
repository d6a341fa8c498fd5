"""What a visit remembers beside the views of pages: each name once, its type, and who writes it.

A page's own view is one frozen dataclass, which :mod:`locator.web.parts.address` keeps by its
class; the key of a widget whose value nobody else reads or sets stands beside that widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any, Generic, TypeVar, cast

import streamlit as st

from locator.geo.datum import Datum
from locator.problems import Problem
from locator.venues.origin import Origin

T = TypeVar("T")


@dataclass(frozen=True)
class Kept(Generic[T]):
    """A name of the session's memory, and what it holds as long as nobody wrote it."""

    name: str
    absent: T

    def get(self) -> T:
        """What it holds."""
        return cast("T", st.session_state.get(self.name, self.absent))

    def put(self, value: T) -> None:
        """Have it hold this from now on."""
        st.session_state[self.name] = value

    def take(self) -> T:
        """What it holds, and no longer: a message is said once."""
        return cast("T", st.session_state.pop(self.name, self.absent))

    def written(self) -> bool:
        """Whether anybody wrote it."""
        return self.name in st.session_state


Point = tuple[float, float]
#: The click that was answered already; a map repeats it on every run.
Click = tuple[int, str] | Point | None

# The frame around every page; written by its switches and by the address.
LANGUAGE = Kept("lang", "zh")
CITY = Kept("city", "")
SENIOR = Kept[bool | None]("senior", None)
#: City that the page was drawn for; written by the shell.
DRAWN = Kept[str | None]("drawn_city", None)
#: How often the browser was asked for its own page, and where it is to go, with a number of its
#: own; written by the shell and by whoever sends a visitor on (``state.go``).
AGAIN = Kept("again", 0)
GO = Kept("go", (0, ""))
#: Where the search starts; written by the search box.
ORIGIN = Kept[Origin | None]("origin", None)

# The address; written by its module alone. By page: the parameters that were not understood, and
# the address that it was last left with.
ARRIVAL = Kept("address_arrival", 0)
SAID = Kept("address_said", 0)
PAGE = Kept[str | None]("address_page", None)
OF_ARRIVAL = Kept[dict[str, list[str]]]("address_of_arrival", {})
OF_VIEW = Kept[dict[str, list[str]]]("address_of_view", {})
READ = Kept[dict[str, int]]("address_read", {})
LOST = Kept[dict[str, dict[str, list[str]]]]("address_lost", {})
WRITTEN = Kept[dict[str, dict[str, list[str]]]]("address_written", {})

# Signing in; written by ``access``. Token, until when, and the password's hash; that the cookie
# was looked at; the code for which the browser fetches it.
OPERATOR = Kept("desk_operator", ("", 0.0, ""))
LOOKED = Kept("desk_looked", absent=False)
CODE = Kept("desk_code", "")

# Clicks that were answered; written by the maps of Find, circles, coverage, the region, siting.
FIND_TAP = Kept[Click]("find_tap", None)
MARKER_CLICKS = Kept[Click]("marker_clicks", None)
CIRCLE_TAP = Kept[Click]("circle_click", None)
CIRCLE_VENUE = Kept[Click]("circle_venue_click", None)
AREA_CLICKS = Kept[Click]("area_clicks", None)
REGION_CLICKS = Kept[Click]("region_clicks", None)
PLAN_TAP = Kept[Click]("plan_click", None)
#: What was clicked for the next action of a scenario: longitude, latitude and the unit there.
PLAN_CLICKED = Kept[tuple[float, float, str] | None]("plan_clicked", None)

# Messages that are said once.
CORRECT_SENT = Kept("correct_sent", absent=False)
LIST_WRONG = Kept("siting_list_wrong", "")
#: Whether what was just done with a scenario went wrong, and the sentence.
PLAN_SAID = Kept("plan_said", (False, ""))
PLAN_WRONG = Kept[tuple[Problem, ...]]("plan_wrong", ())
#: The page that was drawn while the snapshots were still being read.
WITHOUT = Kept("reading_without", "")

# Widgets that somebody else sets or reads: files given, names typed, what is chosen.
MEETING_FILE = Kept[Any]("meeting_file", None)
PLAN_FILE = Kept[Any]("plan_file", None)
SITING_LIST = Kept[Any]("siting_list", None)
SITING_DATUM = Kept[Datum | None]("siting_datum", None)
PLAN_NAME = Kept("plan_name", "")
#: The scenario whose name stands in that field.
PLAN_NAMED = Kept[str | None]("plan_named", None)
PLAN_REMOVE = Kept[int | None]("plan_remove", None)
ROUND = Kept("desk_rounds_number", 0)
CHARTS = Kept("charts", "")
SENTENCE = Kept("sentence", "")
AT_GIVEN = Kept[bool | None]("at_given", None)
AT_DAY = Kept[date | None]("at_day", None)
AT_TIME = Kept[time | None]("at_time", None)
CIRCLE_DAY = Kept[date | None]("day", None)
#: The question of which an exact answer is known or under way; None while the greedy one shows.
SOLVED = Kept[Any]("siting_solved", None)
