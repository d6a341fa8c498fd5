"""What a place costs, in the reader's language where the record's words are sure."""

from __future__ import annotations

import re

from locator.venues.search import FREE
from locator.wording.catalogue import Lang, t

#: A price as records write it, and nothing beside it: 收费 每学期60元, 收费 15元/小时, 收费 ¥25.
_PRICE = re.compile(
    r"(?:收费|门票)?\s*(?:每(?P<per>学期|小时|人|次|年|月))?\s*"
    r"(?:[¥￥](?P<yuan>\d+(?:\.\d+)?)|(?P<amount>\d+(?:\.\d+)?)\s*元)"
    r"(?:\s*[/每](?P<each>学期|小时|人|次|年|月))?"
)
_PER = {"学期": "term", "小时": "hour", "人": "person", "次": "visit", "年": "year", "月": "month"}
#: What stands in brackets behind a price or behind 免费.
_REMARKS = (
    (re.compile(r"需?(?:提前)?预约"), "booking"),
    (re.compile(r"公共图书馆依法免费开放"), "by_law"),
    (re.compile(r"数据集标价"), "data_set"),
    (re.compile(r"(?P<n>\d+)周?岁(?:及)?以上免费"), "free_from"),
    (re.compile(r"押金\s*(?P<n>\d+)\s*元"), "deposit"),
)


def admission_text(text: str, lang: Lang) -> str:
    """What it costs in the record's words; in another language where each of them is sure.

    Of words that are not, free of charge alone is said in the reader's language before them.
    """
    free = t("find.free", lang)
    if free == FREE or not text:
        return text
    head, _, rest = text.partition("（")
    price = free if head.strip() == FREE else _price(head.strip(), lang)
    remark = _remark(rest.removesuffix("）"), lang) if rest else ""
    if price and (remark or not rest):
        return t("find.price_remark", lang, price=price, remark=remark) if remark else price
    return f"{free} · {text}" if text.startswith(FREE) else text


def _price(text: str, lang: Lang) -> str:
    """An amount and what it is for; "" where other words stand beside it."""
    said = _PRICE.fullmatch(text)
    if said is None:
        return ""
    amount = t("find.price", lang, yuan=said["yuan"] or said["amount"])
    per = said["per"] or said["each"]
    return t(f"find.price_{_PER[per]}", lang, price=amount) if per else amount


def _remark(text: str, lang: Lang) -> str:
    for words, key in _REMARKS:
        said = words.fullmatch(text)
        if said:
            return t(f"find.remark_{key}", lang, **said.groupdict())
    return ""
