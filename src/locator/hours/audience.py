"""Whom a text lets in beside its hours: everybody, named with other groups, or a house's own alone.

Who names the public among others shuts nobody out, 面向师生及社会公众开放, and says nothing of
hours; who names its own people alone, 凭校园卡入馆, leaves it open whether a reader gets in.
"""

from __future__ import annotations

import re

_WIDER = (
    r"(?:社会|广大|普通|周边|附近|外来|全体|所有|各[界类地]|社区|校外|一般|本市|城乡"
    r"|老年|青少年|散客)*"
)
#: Who is everybody, or anybody from outside.
_PUBLIC = (
    rf"{_WIDER}(?:社会公众|公众|大众|市民|居民|村民|群众|百姓|游客|散客|观众|非会员)"
    r"|(?:社会|校外|外来)(?:各界)?(?:人士|人员|读者|公众|群体)|全社会|社会(?=免费|开放|共享)"
)
_OWN = (
    r"(?:[本全][校院馆园厂村]|本单位|校内|在校|在职|退休|内部|全体|广大|注册|老年|合作|教?职工(?=家属))*(?:教?职工"
    r"|师生|员工|学生|教师|老师|学员|会员|党员|干部|业主|家属|教职员工|亲友|单位|校友|住户)"
)
#: Anybody may get a card.
_READERS = r"(?:持[证卡]|注册|本馆|普通|全体|广大)*读者"
_NEIGHBOURS = rf"{_WIDER}(?:残疾人|(?:外来)?务工人员|老年?人|青少年|儿童|家庭|企业职工|军人)"
_AND = r"(?:[、/和及与,]|以及|及其|和其他)"
_MAY = (
    r"(?:均|都|皆|也|一律|同[时步样]|全面|免费|可以?|能|[凭持][^,;()\d]{1,6}"
    r"|自由|共同|一起)"
)
_COMES_IN = r"(?:入[馆内园场校]|进[馆入园场校]|进出|使用|共享|共用|借阅|阅览)"
_DOES = rf"(?:{_COMES_IN}|(?:对外)?开放|参观|活动|参加)"
_TO = r"(?:面?向|同时对|对|供|由|欢迎)"
_AT_START, _AT_END = r"(?:^|(?<=[,;:(]))", r"(?=[,;):]|$)"
_GROUP = rf"(?:{_OWN}|{_PUBLIC}|{_READERS}|{_NEIGHBOURS})"
_ALL = re.compile(
    rf"{_AT_START}(?:(?:本[馆校院园])?(?:免费)?{_TO}?(?:{_GROUP}{_AND})*(?:{_PUBLIC})(?:{_AND}{_GROUP})*{_MAY}*{_DOES}"
    r"|会员[与和及、]?非会员[^,;()\d]{0,6}|对内[、和及]?对外[均都皆也]*(?:免费)?开放"
    r"|不限(?:会员|身份|人群|对象|户籍|年龄)"
    rf"|(?:人人|谁都|任何人)[均都]?(?:可以?|能)[进入用来][馆入内]?){_AT_END}"
)
#: A piece that lets in a house's own people, or shuts others out.
_CARD = r"凭(?:校园|一卡通|工作|职工|员工|学生|教工|会员|业主|门禁|学员)[卡证]?"
_OWNS = rf"(?:{_OWN}{_AND})*{_OWN}"
_SHUTS_OUT = r"(?:谢绝|禁止|不接待|不接受|不允许|拒绝)"
_SOME = re.compile(
    rf"{_AT_START}(?:{_TO}{_OWNS}{_MAY}*{_DOES}|{_OWNS}{_MAY}+{_DOES}|(?:{_OWNS}|{_CARD}){_MAY}*{_COMES_IN}"
    rf"|{_SHUTS_OUT}(?:{_PUBLIC}|非(?:会员|本[校院单])[^,;()\d]{{0,4}})[^,;()\d周]{{0,6}}){_AT_END}"
)


def without_everybody(plain: str) -> str:
    """A text without the pieces that let in everybody beside others."""
    return _without(_ALL, plain)


def own_alone(plain: str) -> tuple[str, bool]:
    """A text without the pieces by which only some come in, and whether there were any."""
    left = _without(_SOME, plain)
    return left, left != plain


def _without(pieces: re.Pattern[str], plain: str) -> str:
    left = pieces.sub("", plain)
    if left == plain:
        return plain
    left = re.sub(r"\([,;:]*\)", "", left)
    return re.sub("[,;:]+(?=[,;)]|$)", "", left).strip(",;:")
