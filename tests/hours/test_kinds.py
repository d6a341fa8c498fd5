"""How libraries, museums, schools and halls publish hours: texts, moments, what a reader says.

``MM-DDTHH:MM`` of 2026, then the answers that are right: O open, C closed, U unknown.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.hours import open_spans, parse, state_at, state_on, unsure_spans
from locator.hours.calendars import special_days
from locator.hours.days import new_year
from locator.hours.state import unless_shut

LETTERS = {"open": "O", "closing_soon": "O", "unattended": "O", "closed": "C"}
LETTERS |= {"holiday_closed": "C", "unknown": "U"}
TABLE = """
周二至周日上午9:00至下午5:00，周一例行闭馆整理|11-24T10 O|11-23T10 C|11-24T17:30 C
周一至周六 08:30-17:30，周日及国家法定节假日闭馆|11-29T10 C|10-01T10 C|11-28T10 O
周二至周五 9:00-17:30；周六、周日 9:00-20:00；每周一闭馆（遇国家法定节假日正常开放）|11-28T19 O|11-23T10 C|10-05T10 O
周一至周日9:00-17:00，除夕闭馆|02-16T10 C|02-17T10 O
9:00-17:00，除夕、大年初一闭馆|02-17T10 C|02-18T10 O
除夕至正月初三闭馆，其他时间9:00-16:30|02-19T10 C|02-20T10 O
周二—周日 9:00～17:00（16：30停止入馆）；每周一闭馆，节假日除外|11-23T10 C|10-05T10 O
每月最后一个周五闭馆，其余时间8:30-17:00|11-27T10 C|11-20T10 O
每月第二、第四个周六 9:00-11:00|11-28T10 O|11-21T10 C
每月1日、15日 14:00-16:00|11-15T15 O|11-16T15 C
周一至周五9:00-17:00，午休12:00-13:30|11-24T12:30 C|11-24T14 O
夏季8:30-18:00，冬季8:30-17:30|11-24T17:45 C|07-01T17:45 O|10-20T17:45 U
4月至10月8:00-18:00，11月至次年3月8:00-17:00，每周一闭馆|11-24T17:30 C|07-07T17:30 O|11-23T10 C
夏令时（5月1日至10月7日）9:00-17:30；冬令时 9:00-17:00|11-24T17:15 C|10-07T17:15 O
7月、8月 9:00-21:00，其余月份 9:00-17:00|07-07T20 O|11-24T20 C
周三闭馆，其余时间 9:00-17:00|11-25T10 C|11-24T10 O
周一、周二闭馆；周三至周五 12:00-20:00；周末 10:00-20:00|11-23T13 C|11-25T11 C|11-28T11 O
周五下午闭馆，其余9:00-17:00|11-27T15 C|11-27T10 O|11-24T15 O
每周二下午闭馆，周一至周日8:30-11:30，13:30-17:00|11-24T14 C|11-24T9 O
国庆节期间闭馆，平时9:00-17:00|10-03T10 C|11-24T10 O
9:00-17:00，国庆期间延长至20:00|10-02T19 O|11-24T19 C
周一至周五上课期间 8:00-17:00|11-24T10 OU|11-28T10 C
寒暑假闭馆，周一至周五 8:00-17:00|11-24T10 O|07-20T10 CU
寒暑假期间周一至周五9:00-16:00|11-24T10 C|11-28T10 C|07-21T10 OU
2026年11月1日至2026年12月31日闭馆装修|11-24T10 C|10-24T10 U
9:00-17:00，2026年11月1日至2026年12月31日因装修闭馆|11-24T10 C|10-24T10 O
因设备维护暂停开放|11-24T10 C
暂停对外开放，恢复时间另行通知|11-24T10 CU
每天8:30-20:30(法定节假日另行通知)|11-24T10 O|10-01T10 U
周二至周日：9:00-21:00（20:30停止入场，20:50清场）|11-24T20:55 O|11-23T10 C
工作日：9:00—12:00，13:00—17:30|11-24T12:30 C|10-10T10 O|10-01T10 C
工作日 18:00-21:00 周末及节假日 9:00-21:00|10-01T10 O|11-24T10 C|11-28T10 O
少儿阅览室：周二至周日9:00-17:00；自修室：周一至周日8:00-21:00|11-24T10 O|11-24T20 U|11-24T22 C|11-23T10 U
上午8：30-11：30 下午14：00-17：00（周六、日不休）|11-28T10 O|11-24T12 C
上午8:30-11:30，下午2:30-5:30|11-24T15 O|11-24T13 C
早8:30-晚9:00|11-24T20 O|11-24T21:30 C
9时30分至17时30分，周一闭馆|11-24T9:20 C|11-24T17:20 O
每天9:00开馆，17:00闭馆|11-24T10 O|11-24T18 C
周一闭馆(国家法定节假日除外) 周二至周日 9:00-17:00|10-05T10 O|11-23T10 C|11-24T10 O
逢周一闭馆（法定节假日顺延）9:00-17:00|04-06T10 O|04-07T10 C|11-23T10 C
周一闭馆，遇法定节假日开放，次日闭馆。9:00-17:00|04-06T10 OU|11-23T10 CU
每周二、四、六 14:00-17:00|11-24T15 O|11-25T15 C
周二到周日9点到17点，周一休息|11-24T10 O|11-23T10 C
7:00-21:00 全年无休|11-24T20 O|02-17T10 O
全年365天 24小时开放|11-24T3 O
周一至周五 8:30-17:30，周六日 9:00-16:00|11-28T10 O|11-28T16:30 C
周末 9:00-17:00，周三 13:00-17:00|11-25T14 O|11-24T14 C
双号日开放 9:00-17:00|11-24T10 OU
5:00-8:00，18:00-21:00|11-24T7 O|11-24T10 C|11-24T19 O
8:30-11:30,2:00-5:00|11-24T15 OU|11-24T3 CU
18:00至次日02:00|11-25T1 O|11-24T10 C
周二至周日9:00-17:00（周五、周六延长至21:00）|11-27T20 O|11-26T20 C|11-23T20 C
周二至周日9:00-17:00，周五、周六夜间开放至21:00|11-27T20 OU|11-26T20 CU
周一至周四9:00-17:30，周五9:00-12:00（下午闭馆）|11-27T14 C|11-26T14 O
9:00-17:00（周一闭馆，法定节假日除外），免费开放，凭身份证入馆|11-23T10 C|11-24T10 O|10-05T10 O
春节：初一至初三闭馆，其他时间 9:00-17:00|02-18T10 C|11-24T10 O
周一至周日 9:00-17:00 春节除外|02-17T10 C|11-24T10 O
周一至周五9:00-17:00（节假日除外）|10-01T10 C|11-24T10 O|11-28T10 C
周一至周五9:00-17:00，周末闭馆，法定节假日除外|11-28T10 C|11-24T10 O|10-01T10 CU
9:00-16:30周一、周四闭馆|11-23T10 C|11-26T10 C|11-24T10 O
学校教学日 8:00-17:00|11-28T10 CU
周一至周五（国家法定节假日除外）上午9:00-12:00，下午13:30-17:00|10-01T10 C|11-24T10 O|11-24T12:30 C
开放时间8:30-22:00（21:30停止入馆）每周三14:00-17:00闭馆|11-25T15 C|11-25T13 O|11-24T15 O
11月1日-次年3月31日：09:00-16:30 4月1日-10月31日：09:00-17:00 （周一闭馆）|11-24T16:45 C|07-07T16:45 O|11-23T10 C|07-06T10 C
周一至周五9:00-17:00（法定节假日不开放）|10-01T10 C|11-24T10 O
周二到周五9:30-18:00，周末9:30-19:00，周一闭馆，法定节假日照常|11-28T18:30 O|10-05T10 O|11-23T10 C
元旦、春节、国庆节闭馆，其余时间9:00-17:00|10-01T10 C|11-24T10 O|02-17T10 C
"by appointment"|11-24T3 U
Mo-Fr 09:00-17:00 || "call first"|11-28T10 U|11-24T10 O
Mo-Su 11:30+|11-24T23:30 U|11-24T10 C
Fr 18:00-02:00; Sa off|11-28T1 O|11-28T10 C
Mo-Fr 09:00-17:00; PH -1 day 09:00-12:00|09-30T14 C|09-29T14 O
sunrise-sunset|11-24T12 O|11-24T17 U|11-24T23 C
Mo-Sa 09:00-18:00; Su,PH off|11-29T10 C|10-01T10 C
10:00-12:00, 14:00-17:00|11-24T13 C
Mo 10:00-12:00, Tu 14:00-16:00|11-24T15 O|11-23T11 O|11-23T15 C
"""
_MOMENT = re.compile(r"\|(\d\d)-(\d\d)T(\d+)(?::(\d\d))? ([OCU]+)")
ROWS = [
    (line[: _MOMENT.search(line).start()], *found)
    for line in TABLE.strip().splitlines()
    for found in _MOMENT.findall(line)
]
TEXTS = sorted({row[0] for row in ROWS})
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31))  # noqa: DTZ001 - local


@pytest.mark.parametrize(("text", "month", "day", "hour", "minute", "want"), ROWS)
def test_kinds(text: str, month: str, day: str, hour: str, minute: str, want: str) -> None:
    moment = datetime(2026, int(month), int(day), int(hour), int(minute or 0))  # noqa: DTZ001 - local
    assert LETTERS[state_at(text, moment).state] in want


@given(st.sampled_from(TEXTS), MOMENTS)
def test_a_state_agrees_with_the_spans(text: str, moment: datetime) -> None:
    later = moment + timedelta(minutes=1)
    letter = LETTERS[state_at(text, moment).state]
    assert (letter == "O") == bool(open_spans(text, moment, later))
    if parse(text).understood:
        assert (letter == "U") == bool(unsure_spans(text, moment, later))


@pytest.mark.parametrize(
    "text", ["9" * 5000 + "月1日", "周一、" * 30_000, "8:00-11:30，13:30-5:00"]
)
def test_absurd_texts_are_unknown(text: str) -> None:
    assert state_at(text, datetime(2026, 11, 24, 10)).state == "unknown"  # noqa: DTZ001 - local


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_lunar_calendar_agrees_with_the_notices(year: int) -> None:
    for offset in (-1, 0, 1, 2):
        special = special_days()[new_year(year) + timedelta(days=offset)]
        assert (special.kind, special.name) == ("holiday", "春节")


def test_a_date_is_a_whole_day() -> None:
    text = "周二至周日 9:00-17:00，周一闭馆"
    assert state_on(text, date(2026, 11, 24)).state == "open"
    assert state_on(text, date(2026, 11, 23)).state == "closed"
    assert state_on("每天9:00-17:00，法定节假日另行通知", date(2026, 10, 1)).state == "unknown"


@pytest.mark.parametrize(("status", "state"), [("open", "open"), ("suspended", "closed")])
def test_a_suspended_venue_is_never_open(status: str, state: str) -> None:
    said = state_at("9:00-17:00", datetime(2026, 11, 24, 10))  # noqa: DTZ001 - local
    assert unless_shut(said, status).state == state


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ('"by appointment"', False),
        ('"凭预约"', False),
        ("Mo-Fr 09:00-17:00", True),
        ("周一至周五9:00-17:00", True),
        ("off", True),
        ("24/7", True),
    ],
)
def test_what_is_only_a_remark_tells_no_time(text: str, tells: bool) -> None:
    assert parse(text).tells is tells
