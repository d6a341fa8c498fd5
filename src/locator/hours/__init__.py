"""Is it open? From the hours a venue publishes, in Chinese or in OpenStreetMap's syntax.

Text → rules (:mod:`~locator.hours.text`, :mod:`~locator.hours.osm`) → a day's hours
(:mod:`~locator.hours.rules`) → the state at a moment. No language but that of the text: sentences
are made in :mod:`locator.wording.hours`. May use the clock, the problems; knows no venue.
"""

from locator.hours.state import (
    HoursState,
    is_open,
    is_open_on,
    open_spans,
    state_at,
    state_on,
    unsure_spans,
)
from locator.hours.text import ParsedHours, parse

__all__ = [
    "HoursState",
    "ParsedHours",
    "is_open",
    "is_open_on",
    "open_spans",
    "parse",
    "state_at",
    "state_on",
    "unsure_spans",
]
