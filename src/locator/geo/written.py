"""Coordinates as people write them: decimal or in degrees, minutes and seconds, in either order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from locator.geo.datum import Datum

#: What may stand beside typed coordinates to say their datum: its name, or whose map it is from.
_DATUMS: dict[str, Datum] = {
    "wgs84": "wgs84", "wgs-84": "wgs84", "gps": "wgs84",
    "gcj02": "gcj02", "gcj-02": "gcj02", "高德": "gcj02", "腾讯": "gcj02",
    "bd09": "bd09", "bd-09": "bd09", "百度": "bd09",
}  # fmt: skip # a table, a row a line
_LON = "东经|西经|经度|longitude|long|lon|lng|e|w"
_LAT = "北纬|南纬|纬度|latitude|lat|n|s"
_AXIS = rf"(?:{_LON}|{_LAT})"
_DEGREES = (
    r"[-+]?\d+(?:\.\d+)?"
    r"(?:\s*[°度]\s*(?:\d{1,2}(?:\.\d+)?\s*['分]\s*(?:\d{1,2}(?:\.\d+)?\s*[\"秒])?)?)?"
)
#: One number, with the word that says which it is before it or, if not before, behind it.
_ONE, _OTHER = (
    rf"(?:(?<![a-z])(?P<{name}>{_AXIS})\s*[:=]?\s*)?({_DEGREES})"
    rf"(?({name})|\s*(?:({_AXIS})(?![a-z]))?)"
    for name in ("first", "second")
)
_WORD = rf"(?:({'|'.join(map(re.escape, _DATUMS))})\s*(?:坐标|地图)?\s*:?\s*)?"
#: A separator, or a sign or word beside one of the numbers.
_BETWEEN = r"(?:\s*[,;/、&]\s*|\s+|(?<=[^\d\s.])|(?=[^\d\s.+-]))"
_PAIR = re.compile(rf"(?<![\d.]){_WORD}{_ONE}{_BETWEEN}{_OTHER}(?![\d.])", re.IGNORECASE)
#: Signs of minutes and seconds, and look-alikes of the degree sign, before NFKC takes them apart.
_SIGNS = str.maketrans("′’‘″”“º˚﹐，；", "'''\"\"\"°°,,;")

#: Two whole numbers with a blank between them are a position only within so many degrees of the
#: city: 0512 63480068 is a telephone.
_BARE_REACH = 5.0


@dataclass(frozen=True, slots=True)
class WrittenPosition:
    """Degrees as written, in the datum that the text names (None: it names none).

    ``rest`` is what else the text says. The numbers may be out of range.
    """

    lon: float
    lat: float
    datum: Datum | None
    rest: str

    def __repr__(self) -> str:
        """Without the position, which may be a person's."""
        return "WrittenPosition()"


def find_position(text: str, centre: tuple[float, float]) -> WrittenPosition | None:
    """The coordinates in a text, None where there are none.

    Where neither number says which it is, that order is taken which is nearer to ``centre``
    (lon, lat). Bare whole numbers count only where the text holds nothing else, and with a
    blank between them only near it.
    """
    plain = normalize("NFKC", text.translate(_SIGNS).replace("''", '"')).strip().strip("()[]")
    match = _PAIR.search(plain)
    if match is None:
        return None
    word, *parts = match.groups()
    first, second = parts[:3], parts[3:]
    rest = f"{plain[: match.start()]} {plain[match.end() :]}".strip().strip(",;:()[]。").strip()
    said = any((first[0], first[2], second[0], second[2], word))
    bare = not said and "." not in match[0] and not re.search("[°度]", match[0])
    if bare and rest:
        return None
    one, other = _axis(first), _axis(second)
    if one and one == other:
        return None
    x, y = _number(first), _number(second)
    if one == "lat" or other == "lon":
        x, y = y, x
    elif not one and not other:
        swapped = abs(y - centre[0]) + abs(x - centre[1])
        if swapped < abs(x - centre[0]) + abs(y - centre[1]):
            x, y = y, x
    far = max(abs(x - centre[0]), abs(y - centre[1])) > _BARE_REACH
    if bare and far and not re.search("[,;/、&]", match[0]):
        return None
    datum = _DATUMS.get((word or rest).casefold())
    return WrittenPosition(x, y, datum, "" if rest.casefold() in _DATUMS else rest)


def _axis(part: list[str]) -> str:
    word = (part[0] or part[2] or "").casefold()
    if not word:
        return ""
    return "lon" if re.fullmatch(_LON, word) else "lat"


def _number(part: list[str]) -> float:
    figures = [float(f) for f in re.findall(r"\d+(?:\.\d+)?", part[1])]
    degrees = sum(f / 60**n for n, f in enumerate(figures))
    word = (part[0] or part[2] or "").casefold()
    degrees = round(degrees, 9)
    return -degrees if part[1].startswith("-") or word in {"西经", "w", "南纬", "s"} else degrees
