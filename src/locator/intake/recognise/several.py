"""Names of several venues in one cell: each needs a row of its own."""

from __future__ import annotations

import re

#: What joins the names of several venues in one cell; the first ones always do.
_LISTED = re.compile(r"[\n;；①-⑳]|(?<=[^\d])\d{1,2}[.、．]")
_JOINED = re.compile(
    r"[、,，/+＋&]|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff]{3})[和及与](?=[\u4e00-\u9fff]{3})"
)
#: One name stands for the others too: 某某等3所老年学校.
_AND_MORE = re.compile(r"等\s*(\d+|[一二两三四五六七八九十百]+)\s*[余多]?\s*[所处个家]")
#: 某某农家书屋（4个）.
_COUNTED = re.compile(r"[(（]\s*共?\s*(\d+|[二两三四五六七八九十]+)\s*[所处个家]\s*[)）]\s*$")
#: 某某书房（含东街书房、西街书房）.
_WITH_MORE = re.compile(r"[(（](?:含|包括|包含|下设|下辖|另有)([^()（）]{3,})[)）]")
_AMONG = re.compile(r"[、,，;；和及]")
#: A part of a cell that is a name has at least so many characters.
_NAME_LENGTH = 3


def names_in(text: str) -> int | str | None:
    """How many venues a name stands for, as counted or as the text says; None for one."""
    if within := _WITH_MORE.search(text):
        return 1 + len(_AMONG.split(within[1]))
    if (more := _AND_MORE.search(text) or _COUNTED.search(text)) and more[1] != "1":
        return more[1]
    number = None
    for joint, sure in ((_LISTED, True), (_JOINED, False)):
        parts = [part.strip() for part in joint.split(text) if part and part.strip()]
        alike = sure or len({part[-1] for part in parts}) == 1
        if len(parts) > 1 and min(map(len, parts)) >= _NAME_LENGTH and alike:
            number = number or len(parts)
    return number
