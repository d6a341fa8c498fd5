"""Opening hours: what a Chinese reader understands, decided by hand; sentences; properties.

The tables hold a text at the margin and below it, indented, moments with the state and its end:
``moment  state  until``, where ``until`` is a clock time of the same day, a date and time, or
``-`` for none. 23 November 2026 is a Monday; 1–7 October 2026 are holidays; 20 September (Sunday)
and 10 October 2026 (Saturday) are worked, as is Saturday 14 February before Spring Festival.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.hours.calendars import known_years, special_days
from locator.hours.state import calendar_problems, is_open, state_at, unsure_spans
from locator.hours.text import parse
from locator.wording.catalogue import LANGUAGES
from locator.wording.hours import describe, hours_words

WEEKLY = """
周一至周五 9:00-17:00
    2026-11-24 08:59  closed        09:00
    2026-11-24 09:00  open          17:00
    2026-11-24 10:00  open          17:00
    2026-11-24 16:29  open          17:00
    2026-11-24 16:30  closing_soon  17:00
    2026-11-24 17:00  closed        2026-11-25 09:00
    2026-11-27 18:00  closed        2026-11-30 09:00
周一至周五 9:00-11:30，13:30-16:30
    2026-11-24 09:00  open          11:30
    2026-11-24 11:10  closing_soon  11:30
    2026-11-24 12:00  closed        13:30
    2026-11-28 10:00  closed        2026-11-30 09:00
星期二到星期日 9:00-17:00
    2026-11-23 10:00  closed        2026-11-24 09:00
    2026-11-29 10:00  open          17:00
    2026-11-29 18:00  closed        2026-12-01 09:00
礼拜一 14:00-16:00
    2026-11-23 14:00  open          16:00
    2026-11-23 16:00  closed        2026-11-30 14:00
    2026-11-29 15:00  closed        2026-11-30 14:00
周一、三、五 9:00-11:00
    2026-11-23 09:30  open          11:00
    2026-11-24 09:30  closed        2026-11-25 09:00
    2026-11-27 10:45  closing_soon  11:00
周二、周四 9:00-11:00，14:00-16:00
    2026-11-26 15:00  open          16:00
    2026-11-26 16:00  closed        2026-12-01 09:00
    2026-11-25 10:00  closed        2026-11-26 09:00
每周六、日 9:00-16:00
    2026-11-28 10:00  open          16:00
    2026-11-29 15:45  closing_soon  16:00
    2026-11-27 10:00  closed        2026-11-28 09:00
周六至周一 10:00-18:00
    2026-11-23 12:00  open          18:00
    2026-11-24 12:00  closed        2026-11-28 10:00
    2026-11-29 17:40  closing_soon  18:00
周一至周四、周日 9:00-17:00
    2026-11-29 10:00  open          17:00
    2026-11-27 10:00  closed        2026-11-29 09:00
周末 9:00-16:00
    2026-11-28 10:00  open          16:00
    2026-11-23 10:00  closed        2026-11-28 09:00
双休日 13:00-17:00
    2026-11-29 12:00  closed        13:00
    2026-11-29 13:00  open          17:00
每天 8:00-20:00
    2026-11-23 07:59  closed        08:00
    2026-11-28 08:00  open          20:00
    2026-10-01 12:00  open          20:00
    2026-11-28 20:00  closed        2026-11-29 08:00
全年无休 9:00-21:00
    2026-02-17 10:00  open          21:00
    2026-11-28 22:00  closed        2026-11-29 09:00
08:30-16:30
    2026-11-28 08:30  open          16:30
    2026-11-28 16:20  closing_soon  16:30
周一至周五 9:00-17:00；周六 9:00-12:00
    2026-11-28 10:00  open          12:00
    2026-11-28 12:00  closed        2026-11-30 09:00
    2026-11-27 12:00  open          17:00
每天 9:00-17:00，周五 9:00-21:00
    2026-11-27 18:00  open          21:00
    2026-11-26 18:00  closed        2026-11-27 09:00
9:00-12:00，12:00-17:00
    2026-11-24 11:50  open          17:00
    2026-11-24 16:50  closing_soon  17:00
开放时间：周二至周日 10:00-22:00（周一公休）
    2026-11-23 12:00  closed        2026-11-24 10:00
    2026-11-24 12:00  open          22:00
"""

WRITTEN_FORMS = """
周一至周五　９：００－１７：００
    2026-11-24 10:00  open          17:00
    2026-11-28 10:00  closed        2026-11-30 09:00
周二～周日 9:00～17:00
    2026-11-23 10:00  closed        2026-11-24 09:00
    2026-11-29 10:00  open          17:00
每天９：３０—１６：３０
    2026-11-24 09:20  closed        09:30
    2026-11-24 16:15  closing_soon  16:30
周一至周五 上午8:30-11:30 下午1:30-5:00
    2026-11-24 11:45  closed        13:30
    2026-11-24 13:30  open          17:00
    2026-11-24 05:00  closed        08:30
每天上午9点至下午5点半
    2026-11-24 17:10  closing_soon  17:30
    2026-11-24 12:00  open          17:30
上午9时至12时，下午1时30分至5时
    2026-11-24 12:30  closed        13:30
    2026-11-24 16:00  open          17:00
周五、周六 晚上6点-9点
    2026-11-27 18:00  open          21:00
    2026-11-27 08:00  closed        18:00
    2026-11-28 20:40  closing_soon  21:00
早上9:00到晚上8:30
    2026-11-24 20:00  closing_soon  20:30
    2026-11-24 19:59  open          20:30
    2026-11-24 08:40  closed        09:00
9点半-17点
    2026-11-24 09:15  closed        09:30
    2026-11-24 09:30  open          17:00
中午12:00-下午6:00
    2026-11-24 11:00  closed        12:00
    2026-11-24 15:00  open          18:00
9:00-16:30（数据集所载，以馆方公告为准）
    2026-11-24 10:00  open          16:30
    2026-11-24 17:00  closed        2026-11-25 09:00
09:00-12:00, 12:30-17:00，周一闭馆（2022-08）
    2026-11-24 12:10  closed        12:30
    2026-11-23 10:00  closed        2026-11-24 09:00
"""

CLOSING_DAYS = """
周二至周日 9:00-17:00（16:30停止入馆），周一闭馆
    2026-11-24 16:00  open          17:00
    2026-11-24 16:45  closing_soon  17:00
    2026-11-23 10:00  closed        2026-11-24 09:00
周一闭馆，周二至周日 9:00-17:00
    2026-11-23 10:00  closed        2026-11-24 09:00
    2026-11-22 17:00  closed        2026-11-24 09:00
    2026-11-22 10:00  open          17:00
9:00-17:00，每周二闭馆
    2026-11-24 10:00  closed        2026-11-25 09:00
    2026-11-23 10:00  open          17:00
    2026-11-23 18:00  closed        2026-11-25 09:00
除周一外，每天9:00-17:00
    2026-11-23 10:00  closed        2026-11-24 09:00
    2026-11-24 10:00  open          17:00
每天9:00-17:00（周一除外）
    2026-11-23 10:00  closed        2026-11-24 09:00
    2026-11-29 16:50  closing_soon  17:00
周一除外 9:00-17:00
    2026-11-23 10:00  closed        2026-11-24 09:00
    2026-11-25 10:00  open          17:00
周一至周六 9:00-17:00，周日休息
    2026-11-28 18:00  closed        2026-11-30 09:00
    2026-11-28 10:00  open          17:00
周三至周日 10:00-18:00，周一、周二闭馆
    2026-11-23 12:00  closed        2026-11-25 10:00
    2026-11-24 12:00  closed        2026-11-25 10:00
    2026-11-25 12:00  open          18:00
周一闭馆，其余时间9:00-17:00
    2026-11-23 10:00  closed        2026-11-24 09:00
    2026-11-28 10:00  open          17:00
周二至周日 9:00-17:00，闭馆：周一
    2026-11-23 10:00  closed        2026-11-24 09:00
    2026-11-24 10:00  open          17:00
"""

MIDNIGHT_AND_ROUND_THE_CLOCK = """
18:00-次日2:00
    2026-11-24 01:00  open          02:00
    2026-11-24 01:40  closing_soon  02:00
    2026-11-24 12:00  closed        18:00
    2026-11-24 23:00  open          2026-11-25 02:00
周五、周六 18:00-次日2:00
    2026-11-29 01:00  open          02:00
    2026-11-27 01:00  closed        18:00
    2026-11-29 03:00  closed        2026-12-04 18:00
周一至周五 20:00-翌日1:00
    2026-11-28 00:20  open          01:00
    2026-11-23 00:20  closed        20:00
6:00-24:00
    2026-11-24 22:00  open          2026-11-25 00:00
    2026-11-24 23:45  closing_soon  2026-11-25 00:00
    2026-11-24 02:00  closed        06:00
每天 0:00-24:00
    2026-11-24 23:45  open          -
全年24小时
    2026-11-24 03:00  unattended    -
    2026-10-01 12:00  unattended    -
24小时自助图书馆
    2026-11-28 23:59  unattended    -
    2026-02-17 00:00  unattended    -
24小时
    2026-11-24 12:00  unattended    -
"""

SEASONS = """
5月-10月 9:00-17:30；11月-次年4月 9:00-17:00；周一闭馆
    2026-07-06 10:00  closed        2026-07-07 09:00
    2026-11-23 10:00  closed        2026-11-24 09:00
    2026-07-07 17:10  closing_soon  17:30
    2026-11-24 17:10  closed        2026-11-25 09:00
5月1日至9月30日 9:00-17:30，10月1日至次年4月30日 9:00-16:30，周一闭馆
    2026-09-30 17:00  closing_soon  17:30
    2026-10-01 16:00  closing_soon  16:30
    2026-04-30 16:40  closed        2026-05-01 09:00
    2026-02-16 10:00  closed        2026-02-17 09:00
周一闭馆，4月-10月 8:00-18:00；11月-次年3月 8:30-17:00
    2026-04-01 08:10  open          18:00
    2026-03-31 08:10  closed        08:30
    2026-10-31 19:00  closed        2026-11-01 08:30
    2026-06-01 12:00  closed        2026-06-02 08:00
"""

HOLIDAYS = """
9:00-17:00，端午节闭馆
    ! of a year without a notice nobody knows which days of May and June are off
    2028-05-28 10:00  unknown       -
    2028-07-28 10:00  open          17:00
周一至周五 8:30-11:30，13:30-16:30，法定节假日休息
    2026-09-30 17:00  closed          2026-10-08 08:30
    2026-10-01 10:00  holiday_closed  2026-10-08 08:30
    2026-10-08 10:00  open            11:30
    2026-10-10 10:00  closed          2026-10-12 08:30
周二至周日 9:00-17:00，周一闭馆，法定节假日照常开放
    2026-10-05 10:00  open            17:00
    2026-10-12 10:00  closed          2026-10-13 09:00
    2026-10-04 18:00  closed          2026-10-05 09:00
周三至周日 10:00-18:00，周一、周二闭馆（法定节假日照常开放）
    2026-10-06 12:00  open            18:00
    2026-10-13 12:00  closed          2026-10-14 10:00
周二至周日 09:00-21:00，周一闭馆（法定节假日开放）
    2026-10-05 20:45  closing_soon    21:00
    2026-09-28 12:00  closed          2026-09-29 09:00
9:00-17:00，周一闭馆（国家法定节假日除外）
    2026-10-05 10:00  open            17:00
    2026-11-23 10:00  closed          2026-11-24 09:00
周一至周五 9:00-17:00（法定节假日除外）
    2026-10-01 10:00  holiday_closed  2026-10-08 09:00
    2026-02-16 10:00  holiday_closed  2026-02-24 09:00
    2026-11-24 10:00  open            17:00
周一至周五（法定节假日除外）9:00-17:00
    2026-10-01 10:00  holiday_closed  2026-10-08 09:00
    2026-09-30 10:00  open            17:00
每天9:00-17:00，国定节假日闭馆
    2026-09-25 10:00  holiday_closed  2026-09-28 09:00
    2026-09-24 18:00  closed          2026-09-28 09:00
    2026-09-28 10:00  open            17:00
周一至周五 9:00-17:00，周末及法定节假日休息
    2026-10-02 10:00  holiday_closed  2026-10-08 09:00
    2026-11-28 10:00  closed          2026-11-30 09:00
周一至周五 9:00-17:00，法定节假日 10:00-16:00
    2026-10-01 09:30  closed          10:00
    2026-10-01 15:45  closing_soon    16:00
    2026-10-08 15:45  open            17:00
周六、周日及节假日 9:00-16:00
    2026-10-01 10:00  open            16:00
    2026-10-08 10:00  closed          2026-10-10 09:00
工作日 9:00-17:00
    2026-09-20 10:00  open            17:00
    2026-09-19 10:00  closed          2026-09-20 09:00
    2026-10-07 18:00  holiday_closed  2026-10-08 09:00
    2026-10-09 18:00  closed          2026-10-10 09:00
工作日 8:30-11:30，14:00-17:30
    2026-02-13 18:00  closed          2026-02-14 08:30
    2026-02-14 12:00  closed          14:00
    2026-02-14 18:00  closed          2026-02-24 08:30
    2026-02-17 10:00  holiday_closed  2026-02-24 08:30
    2026-02-28 09:00  open            11:30
工作日 18:00-21:00；周末 9:00-21:00
    2026-10-10 10:00  closed          18:00
    2026-10-11 10:00  open            21:00
    2026-11-24 10:00  closed          18:00
工作日 9:00-17:00，双休日及法定节假日 10:00-16:00
    2026-10-10 09:30  open            17:00
    2026-10-01 09:30  closed          10:00
    2026-11-28 11:00  open            16:00
平日 10:00-20:00，周末 10:00-22:00
    2026-11-24 19:45  closing_soon    20:00
    2026-11-28 19:45  open            22:00
"""

OSM = """
Tu-Su 09:00-17:00
    2026-11-23 10:00  closed          2026-11-24 09:00
    2026-11-24 10:00  open            17:00
Tu-Su,PH 09:00-16:00
    2026-10-05 10:00  open            16:00
    2026-11-23 10:00  closed          2026-11-24 09:00
    2026-11-24 15:45  closing_soon    16:00
Mo-Fr 09:00-17:00; PH off
    2026-10-01 10:00  holiday_closed  2026-10-08 09:00
    2026-10-08 10:00  open            17:00
    2026-11-28 10:00  closed          2026-11-30 09:00
Mo-Sa 08:00-12:00,13:00-17:00
    2026-11-24 12:30  closed          13:00
    2026-11-28 18:00  closed          2026-11-30 08:00
24/7
    2026-11-24 03:00  unattended      -
    2026-10-01 03:00  unattended      -
Fr-Sa 18:00-02:00
    2026-11-29 01:00  open            02:00
    2026-11-29 02:00  closed          2026-12-04 18:00
Apr-Oct 09:00-18:00; Nov-Mar 09:00-17:00; Mo off
    2026-07-06 10:00  closed          2026-07-07 09:00
    2026-11-24 17:00  closed          2026-11-25 09:00
    2026-07-07 17:00  open            18:00
Mo-Fr 09:00-17:00; PH 10:00-14:00
    2026-10-01 09:30  closed          10:00
    2026-10-01 13:00  open            14:00
"""

#: Texts that were once read wrongly; what makes them hard stands after ``!``.
HARD = """
周一至五 9:00-17:00
    ! the second 周 may be left out
    2026-11-24 10:00  open          17:00
周一~周五 9:00~17:00
    ! ASCII tilde between days
    2026-11-24 10:00  open          17:00
周一、 三、 五 9:00-11:00
    ! spaces in a list of days
    2026-11-25 10:00  open          11:00
周一 至 周五 9:00-17:00
    ! spaces around 至 between days
    2026-11-24 10:00  open          17:00
周一至周五 上午 8:30-11:30，下午 1:30-5:00
    ! space after 上午
    2026-11-24 14:00  open          17:00
中午1点-5点
    ! 中午1点 is 13:00
    2026-11-24 14:00  open          17:00
    2026-11-24 03:00  closed        13:00
晚上6点至次日凌晨2点
    ! 凌晨 is never in the afternoon
    2026-11-24 12:00  closed        18:00
    2026-11-24 20:00  open          2026-11-25 02:00
晚上18:00-次日2:00
    ! 次日2:00 is not in the afternoon
    2026-11-24 12:00  closed        18:00
晚上8点到12点
    ! 晚上12点 is midnight
    2026-11-24 21:00  open          2026-11-25 00:00
    2026-11-24 10:00  closed        20:00
周一至周五 24小时开放
    ! the days of 24 hours are lost
    2026-11-28 10:00  closed        2026-11-30 00:00
24小时开放，周一闭馆
    ! the closing day of 24 hours is lost
    2026-11-23 10:00  closed        2026-11-24 00:00
周一全天闭馆
    ! 全天 belongs to 闭馆; no hours are given
    2026-11-24 10:00  unknown       -
周一全天闭馆，周二至周日 9:00-17:00
    ! 全天 belongs to 闭馆
    2026-11-24 10:00  open          17:00
9:00-17:00（周二至周日）
    ! days after the hours
    2026-11-23 10:00  closed        2026-11-24 09:00
周一至周日（周一除外）9:00-17:00
    ! an exception inside a range closes the range
    2026-11-24 10:00  open          17:00
周一除外，周二至周日 9:00-17:00
    ! 除外 belongs to the day before it only
    2026-11-24 10:00  open          17:00
闭馆时间：周一；开放时间：9:00-17:00
    ! days after 闭馆 with hours following
    2026-11-23 10:00  closed        2026-11-24 09:00
周五、周六 9:00-21:00，其余时间 9:00-17:00
    ! 其余时间 means the other days
    2026-11-24 10:00  open          17:00
每天 9:00-17:00，10月1日至10月7日闭馆
    ! a period that is closed
    2026-10-03 10:00  closed        2026-10-08 09:00
10月1日至10月7日闭馆，其余时间 9:00-17:00
    ! a period that is closed
    2026-10-03 10:00  closed        2026-10-08 09:00
    2026-11-24 10:00  open          17:00
周一至周五 9:00-17:00，节假日及周末休息
    ! holidays named before the days that are closed
    2026-10-01 10:00  holiday_closed  2026-10-08 09:00
周二至周日 9:00-17:00，法定节假日及周一闭馆
    ! holidays named before the days that are closed
    2026-10-01 10:00  holiday_closed  2026-10-08 09:00
工作日 9:00-17:00，节假日、双休日 10:00-16:00
    ! holidays named before the weekend
    2026-10-01 11:00  open          16:00
周二至周日 9:00-17:00，每周一（法定节假日除外）闭馆
    ! the exception stands between the day and 闭馆
    2026-10-01 10:00  open          17:00
    2026-10-05 10:00  open          17:00
周二至周日 9:00-17:00，法定节假日开放
    ! open on holidays, without a closing day being named
    2026-10-05 10:00  open          17:00
5月-9月 9:00-17:30；10月-次年4月 9:00-16:30；周一闭馆（法定节假日除外）
    ! holidays with seasons
    2026-10-05 10:00  open          16:30
工作日 18:00-21:00；双休日 9:00-21:00
    ! the weekend is open by the text; nothing closes a holiday Saturday
    2026-10-03 10:00  open          21:00
Mo-Fr 09:00-17:00; PH closed
    ! "closed" is another word for "off"
    2026-10-01 10:00  holiday_closed  2026-10-08 09:00
Tu-Su 09:00-17:00; PH,Mo off
    ! PH first in a list of days raises
    2026-10-01 10:00  holiday_closed  2026-10-08 09:00
    2026-11-23 10:00  closed          2026-11-24 09:00
Mo-Fr 09:00-17:00; PH,SH off
    ! school holidays beside PH raise
    2026-10-01 10:00  holiday_closed  2026-10-08 09:00
Mo-Fr 10:00-12:00 "PH: ask"
    ! PH inside a remark raises
    2026-11-24 10:30  open            12:00
；  ；
    ! nothing but punctuation raises
    2026-11-24 10:30  unknown         -
unknown
    ! the syntax itself says unknown
    2026-11-24 10:30  unknown         -
8:00-12:00；14:00-18:00
    ! read as OpenStreetMap syntax, where the second rule replaces the first
    2026-11-24 10:00  open            12:00
除法定节假日外 9:00-17:00
    ! the exception is read as the opposite
    2026-10-01 10:00  holiday_closed  2026-10-08 09:00
    2026-11-24 10:00  open            17:00
周二至周日9:00-17:00，周一闭馆，法定节假日10:00-16:00
    ! holiday hours hold on a holiday Monday
    2026-10-05 10:30  open            16:00
工作日9:00-17:00，周六照常开放
    ! Saturday as usual
    2026-11-28 10:00  open            17:00
5月-9月 9:00-18:00；其余时间 9:00-17:00
    ! 其余时间 means the other months
    2026-11-24 10:00  open            17:00
5月-9月 工作日 9:00-18:00；10月-次年4月 工作日 9:00-17:00
    ! make-up working days follow the season too
    2026-10-10 17:10  closed          2026-10-12 09:00
13月1日-14月2日 9:00-17:00
    ! there is no thirteenth month
    2026-11-24 10:00  unknown         -
逢周一闭馆，9:00-17:00
    ! 逢周一 is every Monday
    2026-11-24 10:00  open            17:00
9:00-17:00（16点30分停止入馆）
    ! last admission with 点
    2026-11-24 10:00  open            17:00
9:00-17:00（闭馆前30分钟停止入馆）
    ! last admission relative to closing
    2026-11-24 10:00  open            17:00
9时~17时
    ! ASCII tilde after 时
    2026-11-24 10:00  open            17:00
全年开放 9:00-17:00
    ! 全年开放 is every day
    2026-11-24 10:00  open            17:00
8:30-17:00（11:30-13:00闭馆）
    ! a span that is closed is a break in the hours, not more hours
    2026-11-24 11:10  closing_soon  11:30
    2026-11-24 12:15  closed        13:00
    2026-11-24 13:00  open          17:00
周一至周五 8:30-17:00，中午12:00-13:00休息
    ! the same in other words
    2026-11-24 12:15  closed        13:00
星期二至星期日（周一闭馆，法定节假日除外）9:00-17:00
    ! the days before the bracket are not closed too
    2026-11-24 10:00  open          17:00
    2026-11-23 10:00  closed        2026-11-24 09:00
9:00-17:00（节假日除外）
    ! everyday speech counts weekends among 节假日
    2026-11-24 10:00  open            17:00
    2026-11-28 10:00  unknown         -
    2026-11-27 18:00  closed          -
    2026-10-01 10:00  holiday_closed  2026-10-08 09:00
上午九点至十一点半，下午一点至五点
    ! numbers in characters
    2026-11-24 11:10  closing_soon  11:30
    2026-11-24 12:00  closed        13:00
十点至二十二点
    2026-11-24 21:00  open          22:00
上午：8.30—11.30　下午：13.30—17.00
    ! dots for colons, a colon after 上午
    2026-11-24 12:00  closed        13:30
夏令时（5月-10月）9:00-18:00，冬令时（11月-次年4月）9:00-17:00
    ! seasons by name with their months
    2026-11-24 17:10  closed        2026-11-25 09:00
    2026-10-08 17:10  open          18:00
7月-8月 9:00-20:00，其他月份 9:00-17:00
    2026-07-01 18:00  open          20:00
    2026-11-24 10:00  open          17:00
9:00-17:00，周一闭馆，如遇国家法定节假日照常开放
    ! a closing day that falls on a holiday
    2026-10-05 10:00  open          17:00
    2026-11-23 10:00  closed        2026-11-24 09:00
周一至周五 9:00-17:00（含法定节假日）
    2026-10-01 10:00  open          17:00
全年365天，8:30～17:00（中午不休息）
    2026-11-24 12:15  open          17:00
"""

#: Nothing can be said, whatever the moment: a wrong hour is worse than none.
UNKNOWN = [
    "",
    "   ",
    "9:00-5:00",  # the afternoon, or the night
    "18:30-9:00",
    "9:00-9:00",
    "节假日 9:00-17:00",
    "5.01-10.31 9:00-17:00",  # dates that read as clocks
    "9:00-17:00 周一至周三周五闭馆",
    "周二至周日周一闭馆 9:00-17:00",
    "9:00-17:00（20:00-21:00闭馆）",
    "法定节假日每天9:00-17:00",
    "每周二上午（寒暑假除外）",
    "以馆方公告为准",
    "9:00-17:00，以馆方公告为准",
    "预约参观",
    "周二至周日 9:00-17:00（需预约）",
    "闭馆",
    "周二至周日开放",
    "周二至周日开放至20:30，周一闭馆",
    "约9:00-17:00",
    "部分区域 9:00-17:00",
    "见门口告示",
    "0512-65227737",
    "Mo-Fr nine to five",
    "asdf",
    "9:00",
    "25:99-99:99",
    "；，。",
    "\x00\ufffd🏛",
]


def at(moment: str) -> datetime:
    """A naive local moment, ``at("2026-11-24 10:00")``."""
    return datetime.strptime(moment, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - local by contract


def cases(table: str) -> list:
    """The rows of a table as parameters ``text, moment, state, until``."""
    rows, text = [], ""
    for line in table.strip("\n").splitlines():
        if not line.startswith("    "):
            text = line
        elif not line.startswith("    ! "):
            moment, state, until = re.split(r" {2,}", line.strip())
            until = f"{moment[:10]} {until}" if len(until) == 5 else until
            rows.append(pytest.param(text, moment, state, until, id=f"{text} @ {moment}"))
    return rows


TABLES = [
    *(WEEKLY, WRITTEN_FORMS, CLOSING_DAYS, MIDNIGHT_AND_ROUND_THE_CLOCK),
    *(SEASONS, HOLIDAYS, OSM, HARD),
]
CASES = [case for table in TABLES for case in cases(table)]
TEXTS = list(dict.fromkeys(case.values[0] for case in CASES))


@pytest.mark.parametrize(("text", "moment", "state", "until"), CASES)
def test_reader(text: str, moment: str, state: str, until: str) -> None:
    answer = state_at(text, at(moment))
    assert (answer.state, answer.until) == (state, None if until == "-" else at(until))


@pytest.mark.parametrize("text", UNKNOWN)
def test_unknown(text: str) -> None:
    answer = state_at(text, at("2026-11-24 10:00"))
    assert (answer.state, answer.until, answer.syntax) == ("unknown", None, None)
    assert is_open(text, at("2026-11-24 10:00")) is None


def test_the_tables_are_large_enough() -> None:
    assert len(CASES) >= 150
    assert len(TEXTS) >= 55
    assert len({case.id for case in CASES}) == len(CASES)


def test_other_zones_are_converted() -> None:
    text = "周一至周五 9:00-17:00"
    for moment in (
        datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
        datetime(2026, 11, 23, 21, 0, tzinfo=ZoneInfo("America/New_York")),
        datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")),
    ):
        answer = state_at(text, moment)
        assert (answer.state, answer.until) == ("open", at("2026-11-24 17:00"))
        assert describe(answer, "zh", moment) == "现在开放，17:00 关闭"


def test_is_open() -> None:
    assert is_open("周一至周五 9:00-17:00", at("2026-11-24 10:00")) is True
    assert is_open("周一至周五 9:00-17:00", at("2026-11-24 16:45")) is True
    assert is_open("24小时", at("2026-11-24 03:00")) is True
    assert is_open("周一至周五 9:00-17:00", at("2026-11-24 17:00")) is False
    assert is_open("工作日 9:00-17:00", at("2026-10-01 10:00")) is False


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("周二至周日 9:00-17:00（16:30停止入馆），周一闭馆", "16:30停止入馆"),
        ("9：00—17：00（１６：３０停止入场）", "16:30停止入场"),
        ("9:00-17:00，最晚入馆时间16:30", "最晚入馆时间16:30"),
        ("9:00-17:00(16:00后谢绝参观)", "16:00后谢绝参观"),
        ("9:00-17:00，16:00停止售票", "16:00停止售票"),
        ("9:00-17:00", ""),
    ],
)
def test_last_admission_is_a_comment(text: str, comment: str) -> None:
    answer = state_at(text, at("2026-11-24 10:00"))
    assert (answer.state, answer.until) == ("open", at("2026-11-24 17:00"))
    assert answer.comment == comment


def test_hours_of_others_are_less_sure() -> None:
    assert parse("9:00-17:00（数据集所载，以馆方公告为准）").confidence < 0.8
    assert parse("周一至周五 9:00-17:00").confidence >= 0.8
    assert parse("Mo-Fr 09:00-17:00").confidence == 1.0
    assert parse("以当日公告为准").confidence == 0.0


def test_no_next_opening_is_announced_from_far_away() -> None:
    """Half a year of closing is closed without a date, not "opens 1 May"."""
    answer = state_at("5月-10月 9:00-17:00", at("2026-11-24 10:00"))
    assert (answer.state, answer.until) == ("closed", None)
    assert describe(answer, "zh", at("2026-11-24 10:00")) == "现在关闭"
    assert describe(answer, "en", at("2026-11-24 10:00")) == "Closed now"


def test_a_fortnight_ahead_is_announced_and_no_minute_more() -> None:
    """The second Saturdays are 14 November and 12 December: 14 days from 28 November, 9:00."""
    text = "每月第二个周六 9:00-17:00"
    assert state_at(text, at("2026-11-28 09:00")).until == at("2026-12-12 09:00")
    assert state_at(text, at("2026-11-28 08:59")).until is None


# --- sentences ---------------------------------------------------------------------------------

ADMISSION = "周二至周日 9:00-17:00（16:30停止入馆），周一闭馆"
SENTENCES = [
    ("周一至周五 9:00-17:00", "2026-11-24 10:00", "现在开放，17:00 关闭", "Open now, closes 17:00"),
    ("6:00-24:00", "2026-11-24 10:00", "现在开放，24:00 关闭", "Open now, closes 24:00"),
    ("18:00-次日2:00", "2026-11-24 23:00", "现在开放，明天 2:00 关闭", "Open now, closes tomorrow 2:00"),
    ("每天 0:00-24:00", "2026-11-24 10:00", "现在开放", "Open now"),
    ("周一至周五 9:00-17:00", "2026-11-24 16:45", "即将关闭（17:00）", "Closes soon (17:00)"),
    ("24小时", "2026-11-24 03:00", "24 小时开放（自助）", "Open 24 hours (self-service)"),
    ("周一至周五 9:05-17:00", "2026-11-24 08:00", "现在关闭，9:05 开放", "Closed now, opens 9:05"),
    ("周一至周五 9:00-17:00", "2026-11-24 18:00", "现在关闭，明天 9:00 开放", "Closed now, opens tomorrow 9:00"),
    ("周一至周五 9:00-17:00", "2026-11-27 18:00", "现在关闭，周一 9:00 开放", "Closed now, opens Monday 9:00"),
    ("工作日 9:00-17:00", "2026-09-30 18:00", "现在关闭，10月8日 9:00 开放", "Closed now, opens 8 Oct 9:00"),
    ("工作日 9:00-17:00", "2026-10-01 10:00", "节假日，今天不开放，10月8日 9:00 开放", "Public holiday, closed today, opens 8 Oct 9:00"),
    ("工作日 9:00-17:00", "2026-10-07 10:00", "节假日，今天不开放，明天 9:00 开放", "Public holiday, closed today, opens tomorrow 9:00"),
    ("", "2026-11-24 10:00", "开放时间未公布", "Hours not published"),
    ("每月第一个周六", "2026-11-24 10:00", "开放时间见下，请以场馆说明为准", "See the hours below and confirm with the venue"),
    (ADMISSION, "2026-11-24 10:00", "现在开放，17:00 关闭（16:30停止入馆）", "Open now, closes 17:00 (last admission 16:30)"),
    (ADMISSION, "2026-11-23 10:00", "现在关闭，明天 9:00 开放", "Closed now, opens tomorrow 9:00"),
    ("9:00-17:00（数据集所载）", "2026-11-24 10:00", "现在开放，17:00 关闭（时间未经场馆核实）", "Open now, closes 17:00 (hours not confirmed by the venue)"),
    ("工作日 9:00-17:00", "2031-01-01 10:00", "现在开放，17:00 关闭（尚无 2031 年节假日安排，未考虑节假日）", "Open now, closes 17:00 (no holiday calendar for 2031 yet; holidays not considered)"),
]  # fmt: skip # a table, a row a line


@pytest.mark.parametrize(("text", "moment", "zh", "en"), SENTENCES)
def test_sentences(text: str, moment: str, zh: str, en: str) -> None:
    answer = state_at(text, at(moment))
    assert describe(answer, "zh", at(moment)) == zh
    assert describe(answer, "en", at(moment)) == en


def test_a_year_without_calendar() -> None:
    """A Wednesday in 2031: the hours hold, the holidays are not known, and the sentence says so."""
    answer = state_at("工作日 9:00-17:00", at("2031-01-01 18:00"))
    assert (answer.state, answer.until) == ("closed", at("2031-01-02 09:00"))
    assert not answer.calendar
    assert state_at("工作日 9:00-17:00", at("2026-01-01 18:00")).calendar
    unknown = state_at("", at("2031-01-01 18:00"))
    assert "2031" not in describe(unknown, "zh", at("2031-01-01 18:00"))


def test_the_next_opening_lies_in_a_year_without_calendar() -> None:
    """On the last evening of the calendar the next opening is promised for New Year's Day."""
    evening = datetime(max(known_years()), 12, 31, 18, 0)  # noqa: DTZ001 - local by contract
    answer = state_at("工作日 9:00-17:00", evening)
    assert not answer.calendar
    assert str(evening.year + 1) in describe(answer, "zh", evening)


WORDS = [
    ("24/7", "全天 24 小时", "24 hours a day"),
    ("08:30-16:30", "每天 08:30–16:30", "daily 08:30–16:30"),
    ("Mo-Su 09:00-16:00", "每天 09:00–16:00", "daily 09:00–16:00"),
    ("Tu-Su 09:00-17:00", "周二至周日 09:00–17:00", "Tuesday to Sunday 09:00–17:00"),
    ("Tu-Su,PH 09:00-16:00", "周二至周日、法定节假日 09:00–16:00", "Tuesday to Sunday, public holidays 09:00–16:00"),
    ("Mo-Fr 09:00-17:00; PH off", "周一至周五 09:00–17:00；法定节假日 不开放", "Monday to Friday 09:00–17:00; public holidays closed"),
    ("Mo-Sa 08:00-12:00,13:00-17:00;Su closed", "周一至周六 08:00–12:00、13:00–17:00；周日 不开放", "Monday to Saturday 08:00–12:00, 13:00–17:00; Sunday closed"),
    ("Mo,We,Fr 09:00-11:00", "周一、周三、周五 09:00–11:00", "Monday, Wednesday, Friday 09:00–11:00"),
    ("Apr-Oct Tu-Su 09:00-18:00", "4月至10月 周二至周日 09:00–18:00", "Apr to Oct Tuesday to Sunday 09:00–18:00"),
    ("Apr 01-Oct 31 09:00-18:00", "4月至10月 每天 09:00–18:00", "Apr to Oct daily 09:00–18:00"),
    ("Apr 02-Oct 31 09:00-18:00", "4月2日至10月31日 每天 09:00–18:00", "Apr 2 to Oct 31 daily 09:00–18:00"),
    ("Fr-Sa 18:00-02:00", "周五至周六 18:00–02:00", "Friday to Saturday 18:00–02:00"),
    ("Su[1] 10:00-12:00", "每月第一个周日 10:00–12:00", "first Sunday of the month 10:00–12:00"),
    # Not worded: shown as published rather than in part.
    ("week 1-10 10:00-12:00", "week 1-10 10:00-12:00", "week 1-10 10:00-12:00"),
    ("ask at the desk", "ask at the desk", "ask at the desk"),
    ("", "", ""),
    # Chinese stays as the venue wrote it; English readers get what was understood of it.
    ("周一至周五 9:00-17:00", "周一至周五 9:00-17:00", "Monday to Friday 09:00–17:00"),
    (ADMISSION, ADMISSION, "Tuesday to Sunday 09:00–17:00; Monday closed"),
    ("全年24小时", "全年24小时", "24 hours a day"),
    ("9:00-17:00，国庆节当天闭馆", "9:00-17:00，国庆节当天闭馆", "daily 09:00–17:00; Oct 1 closed"),
    ("以当日公告为准", "以当日公告为准", "以当日公告为准"),
    ("每月农历初一、十五8:00-17:00", "每月农历初一、十五8:00-17:00", "days 1, 15 of each lunar month 08:00–17:00"),
    ("节后第一天闭馆，9:00-17:00", "节后第一天闭馆，9:00-17:00", "daily 09:00–17:00; the first day after public holidays closed"),
    ("清明前后三天9:00-16:00", "清明前后三天9:00-16:00", "around Apr 5 09:00–16:00"),
    ("国庆节前一天9:00-12:00", "国庆节前一天9:00-12:00", "the day before National Day 09:00–12:00"),
    ("春节前三天9:00-12:00", "春节前三天9:00-12:00", "the 3 days before Spring Festival 09:00–12:00"),
    ("元旦至元宵节9:00-16:00", "元旦至元宵节9:00-16:00", "New Year to day 15 of the lunar year 09:00–16:00"),
    ("春节前后休息，其余9:00-17:00", "春节前后休息，其余9:00-17:00", "daily 09:00–17:00; around Spring Festival uncertain, please ask first"),
    ("Mo-Fr 9:00-17:00", "周一至周五 09:00–17:00", "Monday to Friday 09:00–17:00"),
]  # fmt: skip # a table, a row a line


@pytest.mark.parametrize(("text", "zh", "en"), WORDS)
def test_words(text: str, zh: str, en: str) -> None:
    assert hours_words(text, "zh") == zh
    assert hours_words(text, "en") == en


@pytest.mark.parametrize("text", [text for text in TEXTS if not text.isascii()])
def test_chinese_stays_as_published(text: str) -> None:
    assert hours_words(text, "zh") == text


# --- the calendar ------------------------------------------------------------------------------


def test_calendar_problems() -> None:
    last = max(known_years())
    assert calendar_problems(date(2026, 6, 1)) == []
    assert calendar_problems(date(2025, 12, 1)) == []  # 2026 is known
    assert calendar_problems(date(last, 11, 30)) == []
    (next_year,) = calendar_problems(date(last, 12, 1))
    assert (next_year.severity, next_year.key) == ("warning", "problem.calendar_missing")
    assert next_year.params == {"years": str(last + 1)}
    (unknown,) = calendar_problems(date(2131, 6, 1))
    assert unknown.params == {"years": "2131"}
    (both,) = calendar_problems(date(2131, 12, 31))
    assert both.params == {"years": "2131, 2132"}


def test_every_date_stands_once_and_in_order() -> None:
    text = files("locator.hours.calendars").joinpath("cn.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    dates = [row["date"] for row in rows]
    assert dates == sorted(set(dates))
    assert len(special_days()) == len(rows)
    assert {row["kind"] for row in rows} == {"holiday", "workday"}
    assert all(row["name"] and str(int(row["date"][:4])) in row["source"] for row in rows)


def test_known_years() -> None:
    assert {2025, 2026} <= known_years()
    for year in known_years():
        assert special_days()[date(year, 1, 1)].kind == "holiday"
        assert special_days()[date(year, 10, 1)].kind == "holiday"


def test_make_up_days_are_weekend_days() -> None:
    """What is worked is always a Saturday or Sunday, or it would not differ from its weekday."""
    worked = [day for day, special in special_days().items() if special.kind == "workday"]
    assert all(day.weekday() >= 5 for day in worked)


def test_the_year_2026_by_the_notice() -> None:
    """国办发明电〔2025〕7号: 33 days off, six weekend days worked."""
    of_2026 = {day: special for day, special in special_days().items() if day.year == 2026}
    off = Counter(special.name for special in of_2026.values() if special.kind == "holiday")
    names = ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"]
    assert off == dict(zip(names, [3, 9, 3, 5, 3, 3, 7], strict=True))
    worked = [f"{day:%m-%d}" for day, special in of_2026.items() if special.kind == "workday"]
    assert worked == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


# --- properties --------------------------------------------------------------------------------

#: Pieces of which hours are made, to be put together senselessly. PH stands only where it does
#: not raise today; the texts that do, and
#: the punctuation that does, are among the disagreements.
PIECES = [
    *("PH", ",PH", "PH,Mo off"),
    *(
        "周一",
        "周二至周日",
        "每天",
        "工作日",
        "周末",
        "、三、五",
        "法定节假日",
        "除外",
        "除",
        "闭馆",
    ),
    *(
        "9:00-17:00",
        "９：００～１７：００",
        "下午1点半-5点",
        "次日",
        "18:00-次日2:00",
        "24小时",
        "全天",
    ),
    *(
        "5月-10月",
        "11月-次年4月",
        "2月30日至3月1日",
        "照常开放",
        "16:30停止入馆",
        "每月",
        "(",
        "）",
    ),
    *("Mo-Fr", "Tu", "PH off", "; ", ",", " ", "，", "；", "09:00-17:00", "off", "Jan-Mar", "24/7"),
    *("-", ":", "99:99", "0", '"', "||", "week 1-10", "sunrise", "\n", "\x00", "。"),
]
NONSENSE = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
MINUTES = st.integers(0, 2 * 365 * 24 * 60 - 1)
MOMENTS = MINUTES.map(lambda minutes: at("2025-01-01 00:00") + timedelta(minutes=minutes))
STATES = {"open", "closing_soon", "unattended", "closed", "holiday_closed", "unknown"}


@given(NONSENSE, MOMENTS)
def test_no_text_raises(text: str, moment: datetime) -> None:
    parsed = parse(text)
    answer = state_at(text, moment)
    assert answer.state in STATES
    assert (answer.state == "unknown") == (answer.confidence == 0)
    assert 0 <= parsed.confidence <= 1
    for lang in LANGUAGES:
        assert describe(answer, lang, moment)
        assert isinstance(hours_words(text, lang), str)


@given(
    st.integers(0, 6),
    st.integers(0, 6),
    st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(lambda span: span[0] != span[1]),
    MOMENTS.filter(lambda moment: moment.date() not in special_days()),
)
def test_weekly_hours_against_plain_python(
    first: int, last: int, span: tuple[int, int], moment: datetime
) -> None:
    opens, closes = sorted(span)
    clocks = [f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in (opens, closes)]
    names = "一二三四五六日"
    text = f"周{names[first]}至周{names[last]} {clocks[0]}-{clocks[1]}"
    if first == last:
        text = f"周{names[first]} {clocks[0]}-{clocks[1]}"
    days = {(first + n) % 7 for n in range((last - first) % 7 + 1)}
    midnight = datetime.combine(moment.date(), datetime.min.time())
    spans = [
        (day + timedelta(minutes=opens), day + timedelta(minutes=closes))
        for day in (midnight + timedelta(days=n) for n in range(8))
        if day.weekday() in days
    ]
    now = next((end for start, end in spans if start <= moment < end), None)
    soon = now is not None and now - moment <= timedelta(minutes=30)
    answer = state_at(text, moment)
    assert answer.state == ("closing_soon" if soon else "open" if now else "closed")
    assert answer.until == (now or min(start for start, _ in spans if start > moment))


@given(st.sampled_from(TEXTS), MOMENTS)
def test_until_is_the_change(text: str, moment: datetime) -> None:
    """The state lasts to the minute before ``until`` and is another one there."""
    answer = state_at(text, moment)
    if answer.until is None:
        # Round the clock, not understood, doubtful, or closed for weeks: others open within days.
        doubt = unsure_spans(text, moment, moment + timedelta(days=14))
        assert "24" in text or "月" in text or answer.state == "unknown" or doubt
        return
    assert answer.until > moment
    assert is_open(text, answer.until - timedelta(minutes=1)) == is_open(text, moment)
    assert is_open(text, answer.until) != is_open(text, moment)


FULL_WIDTH = str.maketrans("0123456789:(),;- ", "０１２３４５６７８９：（），；－　")
CHINESE = [text for text in [*TEXTS, *UNKNOWN] if re.search("[一-龥]", text)]


@given(st.sampled_from(CHINESE), st.data())
def test_spaces_and_width_mean_nothing(text: str, data: st.DataObject) -> None:
    space = st.sampled_from(["", " ", "　", "  "])
    wide = "".join(c.translate(FULL_WIDTH) if data.draw(st.booleans()) else c for c in text)
    spaced = re.sub(r"([，；])", lambda mark: mark[0] + data.draw(space), wide)
    clock = r"(?<=[0-9０-９])[-－～—](?=[0-9０-９])"
    spaced = re.sub(clock, lambda dash: data.draw(space) + dash[0] + data.draw(space), spaced)
    variant = parse(data.draw(space) + spaced + data.draw(space))
    assert replace(variant, text=text) == parse(text)
