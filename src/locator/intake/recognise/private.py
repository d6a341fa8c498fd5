"""Personal data in lists: a mobile number belongs to a person and is never published."""

from __future__ import annotations

import re

from locator.names.keys import half_width

_MOBILE = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?1[-.\s·]?[3-9](?:[-.\s·]?\d){9}(?!\d)")
#: What is left around a number that was taken out: its label and joints.
_LEFT = re.compile(r"(?:联系人|联系|手机号?码?|电话|微信同?号?|tel|phone)?[::]?\s*$", re.IGNORECASE)
_JOINTS = " ;、,/:()（）;,、\n"


def without_mobiles(text: str) -> tuple[str, bool]:
    """A text without mobile numbers, and whether there were any."""
    seen = half_width(text)
    if not _MOBILE.search(seen):
        return text, False
    parts = _MOBILE.split(seen)
    kept = "".join(
        _LEFT.sub("", part) if at < len(parts) - 1 else part for at, part in enumerate(parts)
    )
    return kept.strip(_JOINTS), True
