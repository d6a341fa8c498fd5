"""Numbers of persons in a text, which are never published: mobiles and identity cards."""

from __future__ import annotations

import re

from locator.intake.recognise.words import REMARK
from locator.names.keys import half_width

#: A person's mobile number, or the number of an identity card (GB 11643).
_PRIVATE = re.compile(
    r"(?<!\d)(?:\+?86[-\s]?)?1[-.\s·]?[3-9](?:[-.\s·]?\d){9}(?!\d)"
    r"|(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)"
)
#: What is left around a number taken out: its label and joints.
_LEFT = re.compile(r"(?i:联系人?|身份证号?码?|手机号?码?|电话|微信同?号?|tel|phone)?[::]?\s*$")
_JOINTS = " ;、,/:()（）;,、\n"


def without_mobiles(text: str) -> tuple[str, bool]:
    """A text without numbers of persons' mobiles and identity cards, and whether there were any."""
    seen = half_width(text)
    if not _PRIVATE.search(seen):
        return text, False
    for remark in REMARK.finditer(seen):
        # What stands in brackets with a number speaks of the person.
        if _PRIVATE.search(remark[0]) and remark[0] != seen:
            seen = seen.replace(remark[0], "")
    parts = _PRIVATE.split(seen)
    kept = "".join(
        _LEFT.sub("", part) if at < len(parts) - 1 else part for at, part in enumerate(parts)
    )
    return kept.strip(_JOINTS), True
