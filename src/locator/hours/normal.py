"""Opening hours in one width and one way of writing ranges, numbers, clocks and lists."""

from __future__ import annotations

import re

from locator.hours.english import WEEKDAY, WEEKDAYS
from locator.hours.phrases import (
    CLOCK,
    ENTRY,
    FESTIVALS,
    HALF,
    LUNAR,
    MONTH_LENGTH,
    NUMBER,
    NUMERAL,
    TO,
    UPKEEP,
    WORKS,
)
from locator.hours.vocabulary import NIGHT
from locator.names.keys import half_width, simplified

#: 春节放假：正月初一至初三闭馆: what is closed are the days that follow.
_FESTIVAL_OFF = re.compile(
    rf"((?:{'|'.join(FESTIVALS)})节?)(?:假?期间)?(?:放假|闭馆|休馆|休息)(?:时间|安排|日期|通知)?"
    rf"(?:[:,]|(\())((?:{LUNAR}|\d{{1,2}}月\d{{1,2}}[日号]?)(?:{TO}(?:{LUNAR}|(?:\d{{1,2}}月)?\d{{1,2}}[日号]))?)"
    r"(?(2)\))(?:放假|闭馆|休馆|休息)?(?=[,;]|$)"
)
_OPENS, _SHUTS = "开馆|开放|开门|开园", "闭馆|闭园|关门|闭门|关闭|关园|打烊"
#: Words and those that say the same.
_SAME = (
    (r"午间(?=\d)", "中午"),
    ("周末两天", "周末"),
    (r"(?<=[一二三四五六日])[仅只](?:开放|开)(?=[上下]午\d)", ""),
    (r"(?:^|(?<=[,;:]))(?:全年|每[天日])(?=除)", ""),  # 全年除除夕外每天9:00-17:00
    (rf"(?:中午|午间)(?:闭馆|休息)[一1]个?小时\(({CLOCK}-{CLOCK})\)", r"午休\1"),
    (r"(?<=[时点])[正整](?=[至到-]|[,;)]|$)", ""),
    (rf"日出(?:{_OPENS}),?日落(?:{_SHUTS})", "日出-日落"),
    (rf"({HALF})\(({CLOCK}-{CLOCK})\)", r"\1\2"),
    ("([仅只])开([上下]午)(?=[,;)]|$)", r"\1\2开放"),
    ("(?:即|今)日起(?:全面|临时)?(?:闭馆|休馆|闭园)(?=[,;]|$)", "暂停开放"),
    # 全天开放，23:00-次日6:00凭身份证刷卡入内: open all day, at night for some.
    (rf"全天候?(?:对外|免费)*开放[,;](?={NIGHT})", "24小时开放,"),
    (r"(?:夜间|夜场|晚间)\((周[^()\d]*)\)(?=延)", r"\1"),
    ("非(?:公休|休息)日", "工作日"),
    ("非工作日", "休息日"),
)


def normalised(text: str) -> str:
    """Text in one width and one way of writing ranges, numbers and clocks."""
    text = re.sub("[①-⑳◎●○◆■★▪•]", ";", text)
    text = re.sub(r"【([^【】\d周星]{0,8}(?:时间|日|时段|闭馆|开放))】[::]?", r";\1:", text)
    plain = half_width(text.translate(str.maketrans("︰∶", "::")))
    plain = simplified(plain).translate(
        str.maketrans("~〜—–−－﹣―【】[]「」、，。｜", "--------()()()、,;;")
    )
    plain = re.sub(
        r"(?:周|星期|礼拜)[1-7](?:[-至到、][1-7])?(?!\d|[点时年月日号]|:\d\d(?![:点]))",
        _weekdays,
        plain,
    )
    plain = re.sub(r"(?<=\d)\s+(?=\d)", ",", plain)
    plain = re.sub(r"[\n\r]+", ";", plain)
    plain = re.sub(
        r"(?<![\d年月a-zA-Z])([1-9])(?=(?:-[1-9])?(?:楼|层|F(?![A-Za-z])))", _floor, plain
    )
    plain = re.sub("(?<=[一二三四五六七八九])F(?![A-Za-z])", "楼", plain)
    plain = re.sub(r"(?<=开放|闭馆|休馆|休息|无休)\s+(?!时间|[\d(:])", ",", plain)
    plain = re.sub(rf"(?<=开放|闭馆|休馆|休息)\s+(?={CLOCK}(?:停止|截止|谢绝|清场))", ",", plain)
    plain = re.sub(r"(?<=\d)\s+(?=[闭休]馆[日时]|(?:中午|午间)[闭休关不])", ",", plain)
    plain = re.sub(r"\s+", "", plain).strip("。;,")
    plain = re.sub(r"全天候?(?:开放|营业)?\(24小时\)", "24小时", plain)
    plain = _services(plain)
    ends = "[一二三四五六日]"
    plain = re.sub(
        rf"(?:^|(?<=[;,(])|(?<=时[间段])|(?<=时[间段]:)|(?<=:\d\d))({ends}(?:[至到-]{ends}|(?:、{ends})+))(?=:?\d)",
        r"周\1",
        plain,
    )
    plain = re.sub("第[1-5](?:[、和]第?[1-5])*(?=个|周|星期)", _ordinals, plain)
    plain = re.sub("无(?:节假日|假日)(?:开放)?(?=制|[,;)]|$)制?", "节假日照常开放", plain)
    plain = re.sub("[朝早]([六七八九十])晚([四五六七八九十])", _nine_to_five, plain)
    plain = _plainer(plain)
    plain = re.sub(r"([闭休]馆)半天\(?([上下]午)\)?", r"\2\1", plain)
    plain = re.sub(rf"(早上?{CLOCK})[,、]?(?=晚上?{CLOCK})", r"\1-", plain)
    if not plain.isascii():
        plain = re.sub(r"(\d{1,2}(?::\d\d)?)([AaPp])\.?[Mm](?![A-Za-z])\.?", _half_after, plain)
        plain = re.sub(r"(?<![A-Za-z])([AaPp])\.?[Mm]\.?:?(?=\d)", _half, plain)
        plain = re.sub(
            rf"(?<![A-Za-z]){WEEKDAY}(?![A-Za-z])\.?", _english_weekday, plain, flags=re.IGNORECASE
        )
    plain = _dates_in_words(plain)
    plain = re.sub(
        r"(?:(?<=[令季制时]\()|(?<=期间\()|(?<=国庆\())(\d{1,2})\.(\d{1,2})-(\d{1,2})\.(\d{1,2})(?=\):?\d)",
        r"\1月\2日-\3月\4日",
        plain,
    )
    plain = re.sub(r"(?<![\d.])(\d{1,2})\.(\d{2})(?![\d.])", r"\1:\2", plain)
    plain = re.sub(r"-{2,}", "-", plain)
    plain = re.sub(r"([春夏秋冬])季?[、和及]([春夏秋冬])季", r"\1\2季", plain)
    for words, same in _SAME:
        plain = re.sub(words, same, plain)
    plain = re.sub(r"(?:春秋季?|高温(?:期间?|季节?))\(([^()]*月[^()]*)\):?", r"\1", plain)
    plain = re.sub(r"[春秋]季?学期[:为]?(?=\d{1,2}月)", "", plain)
    plain = _days_off(plain)
    plain = _begun_seasons(plain)
    plain = re.sub(r"(?:7[×xX*])?24(?:[hH](?![A-Za-z])|小时)", "24小时", plain)
    plain = re.sub(rf"({CLOCK}-{CLOCK})\(({HALF})\)", r"\2\1", plain)
    plain = re.sub(r"(第[一二三四五])个[、和及与](?=第[一二三四五]个)", r"\1、", plain)
    plain = _without_weekdays(plain)
    plain = re.sub(
        r"(?<![\d-])(0[6-9]|1[0-6])([0-5][05])-([0-2]\d)([0-5][05])(?![\d-])", r"\1:\2-\3:\4", plain
    )
    plain = re.sub(
        r"(?:周|星期)([一二三四五六日])(?:恰?[为逢遇是]|适逢)((?:国家)?(?:法定)?节?假日)(?:时|的)?,?"
        r"(?:则|改|顺延|于|至|为|在)*(?:周|星期)([一二三四五六日])(?:闭馆|休馆|休息)",
        _day_after,
        plain,
    )
    # 周一闭馆，如周一为节假日则开放: the second naming says no more than 如遇.
    day = "(?:(?:周|星期)[一二三四五六日天]|[闭休]馆日)"
    plain = re.sub(rf"(?<=[节假]日)[如若]?[遇逢为是]{day}", "", plain)
    plain = re.sub(rf"[如若当遇]?{day}(?:恰?[为逢遇是]|适逢|恰为)(?=国|法定|节|公)", "遇", plain)
    plain = re.sub(rf"({HALF})(?:开放|场|班)?:?(?=\d)", r"\1", plain)
    plain = re.sub(r"(?<=\d)一(?=\d)|(?<=[周期])[-](?=[闭休不,;)])", _misprint, plain)
    plain = re.sub(r"(?:^|(?<=[;,]))\d{1,2}[,.、](?=[^\d.])", "", plain)
    return _hours_joined(plain).strip(",")


def _hours_joined(plain: str) -> str:
    """Opening and closing told apart: 9:00开馆，17:00闭馆 is a span of hours."""
    plain = re.sub(
        rf"(?:{_OPENS})(?:时间)?[:为是]*({HALF}?{CLOCK})[,;]?(?:{_SHUTS})(?:时间)?[:为是]*({HALF}?{CLOCK})",
        r"\1-\2",
        plain,
    )
    plain = re.sub(
        rf"(?:^|(?<=[;,]))({HALF}?{CLOCK})(?:{_SHUTS}),({HALF}?{CLOCK})(?:{_OPENS})",
        r"\2-\1",
        plain,
    )
    plain = re.sub(rf"{UPKEEP}\(([^()\d]*(?:每月|周|星期)[^()\d]*)\)", r"\1", plain)
    hour = f"({HALF}?{CLOCK})"
    plain = re.sub(  # 8:00开门，夏季18:00关门，冬季17:00关门
        rf"(?:^|(?<=[,;:])){hour}(?:{_OPENS}),([^,;()]{{2,12}}?){hour}(?:{_SHUTS})[,;]([^,;()]{{2,12}}?){hour}(?:{_SHUTS})",
        r"\2\1-\3;\4\1-\5",
        plain,
    )
    plain = re.sub(
        rf"(?:{ENTRY})时间:?{hour}-{hour},(?:{_SHUTS})时间:?{hour}(?!-)", r"\1-\3", plain
    )
    return re.sub(
        rf"({HALF}?{CLOCK})(?:{_OPENS}),?({HALF}?{CLOCK}(?:停止|谢绝|截止)(?:{ENTRY}),)?"
        rf"({HALF}?{CLOCK})(?:清场(?:并|、)?)?(?:{_SHUTS})",
        r"\1-\3,\2",
        plain,
    )


def _without_weekdays(plain: str) -> str:
    """2026年11月25日（周三）: the day of the week says no more than the date."""
    week, date = rf"\((?:(?:周|星期)[一二三四五六日天]|{LUNAR})\)", r"\d{1,2}月\d{1,2}[日号]"
    named = rf"(?:{'|'.join(FESTIVALS)})节?(?:假期|期间|放假)*(?:时间|安排)?[:,]?"
    plain = re.sub(rf"(20\d\d年){named}(?={date})", r"\1", plain)
    plain = re.sub(rf"({date}){week}([-至到](?:20\d\d年)?{date})(?:{week})?", r"\1\2", plain)
    return re.sub(rf"(?<![-至到\d])((?:20\d\d年)?{date}){week}", r"\1", plain)


def _dates_in_words(plain: str) -> str:
    """五月一日 → 5月1日; 腊月三十 is New Year's Eve, also in a year whose 腊月 has 29 days."""
    plain = re.sub("(?:农历|阴历)?(?:十二月|腊月)三十日?(?![天一])", "除夕", plain)
    plain = re.sub(
        r"除夕([上下]午)(?:起|开始)?[-至到]((?:农历|正月|大年|年)*初[一二三四五六七八九十])([闭休]馆|休息)",
        r"除夕\1\3,正月初一至\2\3",
        plain,
    )
    nth = "第[一二三四五]个?(?:周|星期)[一二三四五六日天]"
    plain = re.sub(f"(?<=每月)({nth})([、和及与])(?={nth})", r"\1\2每月", plain)
    for place in ("{}(?=[月点时])", "(?<=月){}(?=[日号])", "(?<=[点时]){}(?=分)"):
        plain = re.sub(place.format(f"({NUMERAL})"), lambda m: str(number_of(m[1])), plain)
    return plain


def _days_off(plain: str) -> str:
    """What closes, in one way of writing: 周日无晚场, 闭馆日 and 开馆日, 春节放假：初一至初三."""
    no_evening = "(?:无|没有|不含)(?:夜间|晚间|夜场|晚上|晚场)(?:开放|服务)?(?=[,;)]|$)"
    plain = re.sub(no_evening, "夜间闭馆", plain)
    if re.search("[闭休]馆", plain):
        plain = re.sub(rf"(?:开馆|开放)日(?:期间)?[:为]?(?={HALF}?\d)", "其余时间", plain)
    return _FESTIVAL_OFF.sub(r"\1\3闭馆", plain)


def _half(match: re.Match[str]) -> str:
    """PM 1:30 → 下午1:30."""
    return "上午" if match[1] in "aA" else "下午"


def _half_after(match: re.Match[str]) -> str:
    """1:30PM → 下午1:30."""
    clock, half = match.groups()
    return ("下午" if half in "pP" else "" if clock.startswith("12") else "上午") + clock


def _english_weekday(match: re.Match[str]) -> str:
    """Tue. in a Chinese text → 周二."""
    return "周" + WEEKDAYS[match[1].lower()]


def _services(plain: str) -> str:
    """阅览时间…；借还时间…: two of them are as two rooms."""
    named = r"(阅览|借阅|借还|外借|办证|自习|自修)(?:服务)?时间:?(?=\d|周|星期|每)"
    if len(set(re.findall(named, plain))) < 2:
        return plain
    return re.sub(named, r"\1区:", plain)


def _begun_seasons(plain: str) -> str:
    """冬令时（10月1日起）… 夏令时（5月1日起）: each lasts until the day before the other."""
    if len(re.findall("[夏冬]", plain)) == 1:  # 11月1日起执行冬季开放时间: of the other nothing
        named = r"(?:执行|实行|按照?|启用)?[夏冬](?:季|令时?)(?:作息|开放|开馆)?时间:?"
        return re.sub(f"(?<=[日号]起),?{named}", "", plain)
    begins = (
        r"(?:(?<=[令季制时]\()|(?<![\d年月日]))(?:自|从|每年)?(\d{1,2})月(\d{1,2})日(?:起|开始)"
        rf"(?=\)|[:,]?{HALF}?\d{{1,2}}[:点时])"
    )
    found = [(int(m[1]), int(m[2])) for m in re.finditer(begins, plain)]
    if len(found) != 2 or not all(1 <= month <= len(MONTH_LENGTH) for month, _ in found):
        return plain
    ends = iter(
        (month, day - 1) if day > 1 else ((month - 2) % 12 + 1, MONTH_LENGTH[month - 2])
        for month, day in reversed(found)
    )
    return re.sub(begins, lambda m: "{}月{}日-{}月{}日".format(m[1], m[2], *next(ends)), plain)


def _weekdays(match: re.Match[str]) -> str:
    """周1-5 → 周一-五."""
    return match[0].translate(str.maketrans("1234567", "一二三四五六日"))


def _day_after(match: re.Match[str]) -> str:
    """周一为节假日则周二闭馆: the closing day moves to the day after."""
    closing, holiday, other = match.groups()
    week = "一二三四五六日"
    after = (week.index(closing) + 1) % 7 == week.index(other)
    return f"遇{holiday}顺延" if after else match[0]


def _plainer(plain: str) -> str:
    """A text without what changes no hours, and with the plain word for what closes a house."""
    plain = re.sub(r"[朝早]([5-9]|10)[点时]?晚([1-9]|1[01])(?![\d:点时月])", _nine_to_five, plain)
    plain = re.sub("每[周月][一二两三四五]次[,;]", "", plain)
    plain = re.sub("每月末的?(?=最后)", "每月", plain)
    if re.search(
        "对外(?:开放|服务|接待|办公)?时间", plain
    ):  # those of the office are not the house's
        own = rf"(?<!对外)(?:办公|上班|工作)时间:?{CLOCK}-{CLOCK}(?:[,、;]{CLOCK}-{CLOCK})*"
        plain = re.sub(rf"^{own}[,;]|[,;]{own}(?=[,;]|$)", "", plain)
    weather = "[^,;()\\d]{0,4}(?:恶劣|极端)天气[^,;()\\d]{0,4}"
    plain = re.sub(rf"\({weather}除?外\)|,{weather}除外(?=[,;]|$)", "", plain)
    plain = re.sub("(?<=[日号])暂停(?=[,;)]|$)", "闭馆", plain)
    works = f"(?:目前|现)?正在?(?:内部|全面)?({WORKS})(?:之?中)?"
    if found := re.fullmatch(works, plain):
        return f"因{found[1]}闭馆"
    # Beside hours it says nothing sure of whether it is open.
    return re.sub(rf"(?:^|(?<=[,;])){works}(?=[,;]|$)", r"视\1情况", plain)


def _nine_to_five(match: re.Match[str]) -> str:
    """朝九晚五, 早9晚5 → 9:00-17:00."""
    opens, closes = map(number_of, match.groups())
    return f"{opens}:00-{closes + 12}:00"


def _ordinals(match: re.Match[str]) -> str:
    """第1、3个 → 第一、三个."""
    return match[0].translate(str.maketrans("12345", "一二三四五"))


def _floor(match: re.Match[str]) -> str:
    """2楼 → 二楼."""
    return "零一二三四五六七八九"[int(match[1])]


def _misprint(match: re.Match[str]) -> str:
    """一 for a dash between numbers, and a dash for 一 after 周."""
    return "-" if match[0] == "一" else "一"


def number_of(word: str) -> int:
    """A number in digits or Chinese: 12, 九, 十, 十七, 三十."""
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    return (NUMBER.get(tens, 1) * 10 if ten else 0) + (NUMBER.get(ones, 0) if ones else 0)
