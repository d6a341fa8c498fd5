"""A tap on what the run before took away: on a slow line it comes after its control has gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from apptest import opened
from locator.web.middleware import PAGE_PATHS

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

#: Pages with controls that tell us of it, and what makes them show more than they begin with.
PAGES = [
    *((page, {}) for page in sorted(PAGE_PATHS - {"", "region", "correct", "venue"})),
    ("find", {"near": "察院场站"}),
    ("find", {"at": "2026-11-28T10:00"}),
    ("circle", {"near": "察院场站"}),
    ("siting", {"question": "site", "candidates": "list"}),
    ("siting", {"question": "scenario"}),
]


def taps(app: AppTest) -> list[WidgetState]:
    """What a browser sends when each control of a page that tells us of it is used."""
    known = app._session_state._state._new_widget_state
    found = []
    for name, control in known.widget_metadata.items():
        tap = known.get_serialized(name) or WidgetState(id=name)
        if control.callbacks:
            events = [{"event": event, "value": {"id": "0"}} for event in control.callbacks]
            tap.json_trigger_value = json.dumps(events)
        elif control.callback and control.value_type == "trigger_value":
            tap.trigger_value = True
        elif not control.callback:
            continue
        found.append(tap)
    return found


@pytest.mark.parametrize(("page", "query"), PAGES)
def test_a_tap_on_what_is_gone_is_no_failure(page: str, query: dict[str, str]) -> None:
    app = opened(page, city="suzhou", **query)
    if page == "find":
        app.button(key="more_filters").click().run()
    sent = taps(app)
    app.switch_page("../../../pages/venue.py").run()
    assert sent
    for tap in sent:
        app._run(WidgetStates(widgets=[tap]))
        assert not app.exception, tap
