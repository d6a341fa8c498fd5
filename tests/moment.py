"""The suite at another moment: ``TEST_NOW=2026-12-26T23:59 python -m pytest``.

The machine's clock is set for the test run and for every server that it starts, and stands
still there; ``make test-days`` does so for the days on which something is different. As a program
it runs a module at that moment: ``python tests/moment.py streamlit run app.py``.
"""

from __future__ import annotations

import os
import runpy
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine

VARIABLE = "TEST_NOW"


def begin() -> None:
    """Set the clock of this process, if a moment (naive, Asia/Shanghai) was given."""
    if text := os.environ.get(VARIABLE):
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        time_machine.travel(moment, tick=False).start()


if __name__ == "__main__":
    begin()
    sys.argv = sys.argv[1:]
    sys.path[0] = ""
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
