"""What time is it? The one clock of the program: pages, API, terminal, store and imports ask here.

A test sets it by setting the machine's (``time-machine``, see ``tests/clock.py``), so that
no setting of the program can make it lie about the day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: All hours, days and calendars are China's.
TIMEZONE = ZoneInfo("Asia/Shanghai")
#: How a moment is written down.
STAMP = "%Y-%m-%dT%H:%M:%SZ"


def local(when: datetime) -> datetime:
    """A moment as naive time in Asia/Shanghai; naive input is taken as that already."""
    return when.astimezone(TIMEZONE).replace(tzinfo=None) if when.tzinfo else when


def now() -> datetime:
    """The present moment as naive time in Asia/Shanghai, to the minute."""
    return local(datetime.now(tz=TIMEZONE)).replace(second=0, microsecond=0)


def whole_day(day: date) -> tuple[datetime, datetime]:
    """A day from midnight to midnight."""
    midnight = datetime.combine(day, time())
    return midnight, midnight + timedelta(days=1)


def today() -> date:
    """The present day in Asia/Shanghai."""
    return now().date()


def stamp() -> str:
    """The present moment as it is written down: UTC, ISO 8601, to the second."""
    return datetime.now(tz=UTC).strftime(STAMP)


def day_of(at: str) -> date:
    """The day in Asia/Shanghai of a moment as it is written down, which is UTC."""
    return local(datetime.fromisoformat(at)).date()


def is_date(text: str) -> bool:
    """Whether an ISO text names a day without a clock: the whole day, not its midnight."""
    return len(text) <= len("2026-11-24") and ":" not in text and "T" not in text
