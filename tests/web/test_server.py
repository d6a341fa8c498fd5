"""What the log says when a page fails: where, never what a visitor typed or where they are."""

from __future__ import annotations

import logging
from unittest.mock import patch

import pytest

from locator.web import server


def failing(position: float) -> None:
    raise ValueError(f"no such place: {position}")


def test_a_failure_is_logged_without_its_values(caplog: pytest.LogCaptureFixture) -> None:
    with patch("streamlit.error") as shown, caplog.at_level(logging.ERROR):
        with pytest.raises(ValueError, match="no such place") as caught:
            failing(120.6123457)
        assert server.script_failed(caught.value)
        log = logging.getLogger("streamlit.error_util")
        log.error("Uncaught", exc_info=caught.value)
    assert "ValueError: test_server.py" in caplog.text
    assert "failing" in caplog.text
    assert "120.61" not in caplog.text
    assert shown.call_args.args == ("出了点问题，请刷新页面再试。如果仍然这样，请告诉管理员。",)


def test_scripts_that_do_not_compile_are_still_reported() -> None:
    log = logging.getLogger("streamlit.error_util")
    broken = (SyntaxError, SyntaxError("invalid syntax"), None)
    record = log.makeRecord(log.name, logging.ERROR, "x", 1, "Uncaught", (), broken)
    assert all(f.filter(record) if hasattr(f, "filter") else f(record) for f in log.filters)
