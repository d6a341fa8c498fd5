"""The suite at another moment: ``TEST_NOW=2026-12-26T23:59 python -m pytest``.

The machine's clock is set for the test run and for every server that it starts, and stands
still there. As a program it runs a module at that moment (``python tests/moment.py streamlit run
app.py``), or without arguments the date-sensitive tests on each of :func:`days`.
"""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine

VARIABLE = "TEST_NOW"
CHINA = ZoneInfo("Asia/Shanghai")
#: Where a page, a rule or a sentence depends on the day.
SENSITIVE = (
    "tests/hours", "tests/venues", "tests/circles", "tests/sharing", "tests/publishing",
    "tests/web", "tests/api/test_api.py", "tests/cli/test_cli.py", "tests/wording", "tests/city",
    "tests/browser/test_find.py", "tests/browser/test_shares_page.py",
)  # fmt: skip # a table, a row a line


def begin() -> None:
    """Set the clock of this process, if a moment (naive, Asia/Shanghai) was given."""
    if text := os.environ.get(VARIABLE):
        moment = datetime.fromisoformat(text).replace(tzinfo=CHINA)
        time_machine.travel(moment, tick=False).start()


def days(today: date) -> list[datetime]:
    """Moments to come at which something is different: ends of week, month and year, holidays."""
    week = [today + timedelta(days=n) for n in range(1, 8)]
    friday, saturday, sunday, monday = (
        next(day for day in week if day.weekday() == number) for number in (4, 5, 6, 0)
    )
    leap = next(year for year in range(today.year + 1, today.year + 9) if _leap(year))
    return [
        datetime.combine(friday, time(23, 59)),
        datetime.combine(saturday, time(10, 0)),
        datetime.combine(sunday, time(0, 0)),
        datetime.combine(sunday, time(20, 10)),  # when little is open still
        datetime.combine(monday, time(8, 59)),
        datetime.combine(date(today.year, 12, 31), time(23, 59)),
        datetime.combine(date(today.year + 1, 10, 1), time(12, 0)),  # a holiday
        datetime.combine(date(leap, 2, 29), time(17, 0)),
    ]


def _leap(year: int) -> bool:
    return (date(year, 3, 1) - timedelta(days=1)).day == 29


def each_day(paths: list[str]) -> int:
    """Run the date-sensitive tests at each moment; the number of days on which one failed."""
    failed = 0
    for moment in days(datetime.now(tz=CHINA).date()):
        sys.stdout.write(f"{moment:%A %Y-%m-%d %H:%M}\n")
        sys.stdout.flush()
        command = [sys.executable, "-m", "pytest", *paths]
        run = subprocess.run(command, env={**os.environ, VARIABLE: moment.isoformat()}, check=False)
        failed += run.returncode != 0
    return failed


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(each_day(list(SENSITIVE)))
    begin()
    sys.argv = sys.argv[1:]
    sys.path[0] = ""
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
