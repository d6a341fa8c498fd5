"""Hours that go by the sun: of the house's own place and date, in doubt where neither is known."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from math import acos, cos, pi, radians, sin, tan

import pytest
from hypothesis import given
from hypothesis import strategies as st

import locator
from locator.cli import main
from locator.hours import is_open, open_spans, state_at, unsure_spans
from locator.hours.state import each
from locator.hours.sun import MARGIN, OUTERMOST, SunTime, point_of
from locator.problems import QueryError

HARBIN, SUZHOU, URUMQI = (126.53, 45.80), (120.62, 31.30), (87.62, 43.83)
KASHGAR, SANYA, LHASA, FUYUAN = (75.99, 39.47), (109.51, 18.25), (91.13, 29.65), (134.3, 48.36)
CITIES = [HARBIN, SUZHOU, URUMQI, KASHGAR, SANYA, LHASA, FUYUAN, *OUTERMOST]
TURNS = [date(2026, 3, 20), date(2026, 6, 21), date(2026, 9, 23), date(2026, 12, 21)]
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
TEXTS = [
    "sunrise-sunset",
    "日出至日落",
    "9:00-日落",
    "日出至9:00",
    "sunrise-22:00",
    "(sunrise+01:00)-(sunset-00:30)",
    "(sunset-00:30)-sunset",
    "Mo-Sa sunrise-12:00,14:00-sunset; Su off",
    "dawn-dusk",
]


def noaa(event: str, day: date, point: tuple[float, float]) -> float:
    """Minutes of the day in Asia/Shanghai by NOAA's *General Solar Position Calculations*."""
    lon, lat = point
    g = 2 * pi / 365 * (day.timetuple().tm_yday - 1)
    equation = 229.18 * (
        0.000075
        + 0.001868 * cos(g)
        - 0.032077 * sin(g)
        - 0.014615 * cos(2 * g)
        - 0.040849 * sin(2 * g)
    )
    tilt = (
        0.006918
        - 0.399912 * cos(g)
        + 0.070257 * sin(g)
        - 0.006758 * cos(2 * g)
        + 0.000907 * sin(2 * g)
        - 0.002697 * cos(3 * g)
        + 0.00148 * sin(3 * g)
    )
    low = radians(96 if event in {"dawn", "dusk"} else 90.833)
    angle = acos(cos(low) / (cos(radians(lat)) * cos(tilt)) - tan(radians(lat)) * tan(tilt))
    side = 1 if event in {"dawn", "sunrise"} else -1
    return 720 - 4 * (lon + side * angle * 180 / pi) - equation + 480


@pytest.mark.parametrize("point", CITIES)
@pytest.mark.parametrize("event", ["dawn", "sunrise", "sunset", "dusk"])
def test_the_sun_is_where_noaa_has_it(point: tuple[float, float], event: str) -> None:
    for day in TURNS:
        first, last = SunTime(event).bounds(day, point)
        assert last - first == 2 * MARGIN
        assert abs((first + last) / 2 - noaa(event, day, point)) < 3


@pytest.mark.parametrize(
    ("text", "point", "moment", "want"),
    [
        # Harbin's sun sets at 15:51 in December: ten past four is night there, and day in Suzhou.
        ("sunrise-sunset", HARBIN, "2026-12-21 16:10", "closed"),
        ("sunrise-sunset", SUZHOU, "2026-12-21 16:10", "open"),
        ("sunrise-sunset", None, "2026-12-21 16:10", "unknown"),
        # Urumqi's rises at 9:40.
        ("日出至日落", URUMQI, "2026-12-21 08:30", "closed"),
        ("日出至日落", SUZHOU, "2026-12-21 08:30", "open"),
        ("日出至日落", None, "2026-12-21 08:30", "unknown"),
        ("9:00-日落", URUMQI, "2026-06-21 21:00", "open"),
        ("9:00-日落", SUZHOU, "2026-06-21 21:00", "closed"),
        ("9:00-日落", SUZHOU, "2026-06-21 19:04", "unknown"),
        ("日出至9:00", URUMQI, "2026-12-21 08:59", "closed"),
        ("日出至9:00", SUZHOU, "2026-12-21 08:00", "open"),
        ("(sunset-00:30)-sunset", None, "2026-12-21 16:40", "unknown"),
        ("(sunset-00:30)-sunset", SUZHOU, "2026-12-21 16:40", "open"),
        ("dawn-dusk", SUZHOU, "2026-12-21 06:38", "open"),
        ("日落至次日6:00", SUZHOU, "2026-12-21 23:00", "open"),
        ("sunset-06:00", SUZHOU, "2026-12-21 05:00", "open"),
        ("日落至次日6:00", SUZHOU, "2026-12-21 12:00", "closed"),
        ("sunrise-sunset", None, "2026-12-21 12:00", "open"),
        ("sunrise-sunset", None, "2026-12-21 23:00", "closed"),
        ("sunrise-sunset", (100.0, 80.0), "2026-12-21 12:00", "unknown"),  # it does not rise
    ],
)
def test_hours_by_the_sun(
    text: str, point: tuple[float, float] | None, moment: str, want: str
) -> None:
    state = state_at(text, datetime.fromisoformat(moment), point).state
    assert state.replace("closing_soon", "open") == want


def test_a_terminal_and_the_library_say_where_the_house_stands(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text, at = "日出至日落", "2026-12-21T16:10"

    def said(*where: str) -> tuple[int, str, str]:
        status = main(["hours", text, "--at", at, "--format", "json", *where])
        out, err = capsys.readouterr()
        return status, json.loads(out)["state"] if out else "", err

    lon, lat = SUZHOU
    assert said("--lon", str(lon), "--lat", str(lat)) == (0, "open", "")
    assert said()[:2] == (0, "unknown")
    assert "--lon" in said()[2]
    assert said("--lon", str(lon))[:2] == (2, "")
    assert said("--lon", str(lat), "--lat", str(lon))[:2] == (2, "")
    when = datetime.fromisoformat(at)
    assert locator.hours_state(text, when, point=HARBIN).state == "closed"
    with pytest.raises(QueryError):
        locator.hours_state(text, when, point=(lat, lon))


@given(st.sampled_from(CITIES), DAYS, st.integers(0, 24 * 60 - 1), st.sampled_from(TEXTS))
def test_what_is_said_of_china_is_so_everywhere_in_it(
    point: tuple[float, float], day: date, minute: int, text: str
) -> None:
    moment = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    anywhere = is_open(text, moment)
    assert anywhere is None or is_open(text, moment, point) in {anywhere, None}


@given(st.floats(73.5, 135.1), st.floats(3.9, 53.6), DAYS, st.sampled_from(["sunrise", "sunset"]))
def test_the_outermost_points_are_a_hull(lon: float, lat: float, day: date, event: str) -> None:
    from shapely import MultiPoint, Point  # noqa: PLC0415 - of this test alone

    if not MultiPoint(OUTERMOST).convex_hull.contains(Point(lon, lat)):
        return
    first, last = SunTime(event).bounds(day, None)
    assert first - 2 <= noaa(event, day, (lon, lat)) <= last + 2


@given(st.sampled_from(TEXTS), st.sampled_from([None, *CITIES]), DAYS, st.integers(0, 1439))
def test_a_state_agrees_with_the_spans(
    text: str, point: tuple[float, float] | None, day: date, minute: int
) -> None:
    moment = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    later = moment + timedelta(minutes=1)
    said = is_open(text, moment, point)
    assert (said is True) == bool(open_spans(text, moment, later, point))
    assert (said is None) == bool(unsure_spans(text, moment, later, point))


def test_a_moment_of_the_sun_is_no_clock() -> None:
    assert SunTime("sunrise") != 360
    assert len({SunTime("sunrise"), SunTime("sunrise", 0), SunTime("sunrise", 60), 360}) == 3
    moment = datetime(2026, 12, 21, 6, 30)  # noqa: DTZ001 - local
    assert [is_open(text, moment, SUZHOU) for text in ("6:00-18:00", "日出-日落")] == [True, False]


def test_many_are_asked_once_a_text_and_by_the_sun_once_a_point() -> None:
    asked: list[tuple[str, object]] = []

    def ask(text: str, point: tuple[float, float] | None) -> None:
        asked.append((text, point))

    nan = float("nan")
    texts = ["9:00-17:00", "日出至日落", "日出至日落", "日出至日落", "9:00-17:00"]
    each(ask, texts, [120.6, 120.6, 120.6, nan, 121.0], [31.3, 31.3, 31.3, nan, 31.0])
    assert sorted(asked, key=str) == [
        ("9:00-17:00", None),
        ("日出至日落", (120.6, 31.3)),
        ("日出至日落", None),
    ]
    assert point_of({"lon": nan, "lat": nan}) is None
