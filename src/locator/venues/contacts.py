"""Which venues an address or a telephone number belongs to, as records have them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from locator.names.english import english_keys
from locator.names.keys import name_key
from locator.names.written_time import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

#: An address is asked for by so many characters at least, a telephone by so many digits.
_ADDRESS_LENGTH, _PHONE_LENGTH = 3, 7
#: A telephone number in a record, and in a typed line; what China is called from abroad by.
_NUMBER = re.compile(r"\+?\d[\d\s()-]{5,}\d")
_TYPED_NUMBER = re.compile(
    r"(?:(?:拨?打|联系)?(?:电话|热线|座机|号码)(?:号码?|是|为)?|tel(?:ephone)?|phone|call)?"
    r"[^\w(+]*(?<![\d.])(\+?[\d(][\d\s()-]{5,}\d)(?![\d.])"
)
_COUNTRY = re.compile(r"^(?:\+|00)\s*86|^86(?=\d{10})")
#: A house in a street, as it is compared: 人民路858号, 人民路858, 仁爱路二百五十八号.
_STREET = "路街巷弄道坊浜里村"
_HOUSE = re.compile(
    rf"([\u3400-\u9fff]*?[{_STREET}])(?:(\d+)(?:[号弄]|$)|([一二三四五六七八九十百]+)[号弄])"
)
#: The same in English: 858 Renmin Road, No. 858, Renmin Rd.
_ENGLISH_HOUSE = re.compile(
    r"(?:no\.?\s*)?(\d+),?\s+([a-z][a-z'\s]*?(?:road|rd|street|st|lane|avenue|ave))\b"
)


class House(NamedTuple):
    """A house that a line names: what stands before its street, itself, ids of its venues."""

    before: str
    name: str
    ids: tuple[str, ...]


class VenueContacts:
    """Addresses and telephones of a venue table, as they are compared."""

    def __init__(self, venues: pd.DataFrame) -> None:
        self._ids = tuple(venues["id"])
        self._addresses = [name_key(text) for text in venues["address"]]
        self._joined = "\n".join(self._addresses)
        #: Streets of addresses by their English names.
        self._streets: dict[str, str] = {}
        for address in venues["address"]:
            for name in re.findall(rf"[\u3400-\u9fff]{{2,6}}?[{_STREET}](?=\d)", address):
                self._streets |= dict.fromkeys(english_keys(name), name)
        self._phones = [[_digits(one) for one in _NUMBER.findall(t)] for t in venues["phone"]]

    def at_house(self, line: str) -> House | None:
        """The house that a line names and that stands in an address, None where there is none.

        Its street is the longest end of what stands before the number that an address has:
        people put districts before it, and records mostly do not.
        """
        key = name_key(line)
        if match := _HOUSE.search(key):
            before, number = match[1], match[2] or str(number_of(match[3]))
        elif (match := _ENGLISH_HOUSE.search(line)) and (key := name_key(match[2])):
            before, number = self._streets.get(key, ""), match[1]
        else:
            return None
        for start in range(len(before) - 1):
            name = before[start:] + number
            if name not in self._joined:
                continue
            whole = re.compile(rf"{name}(?!\d)")
            if ids := self._where(bool(whole.search(address)) for address in self._addresses):
                return House(before[:start], f"{name}号", ids)
        return None

    def at_address(self, text: str) -> tuple[str, ...]:
        """Ids of venues whose address holds a text."""
        key = name_key(text)
        if len(key) < _ADDRESS_LENGTH or key not in self._joined:
            return ()
        return self._where(key in address for address in self._addresses)

    def at_phone(self, text: str) -> tuple[str, ...]:
        """Ids of venues of a number, either written without the code of its area or country."""
        digits = _digits(text)
        if len(digits) < _PHONE_LENGTH:
            return ()

        def own(number: str) -> bool:
            longer, shorter = sorted((number, digits), key=len, reverse=True)
            return len(shorter) >= _PHONE_LENGTH and longer.endswith(shorter)

        return self._where(any(map(own, numbers)) for numbers in self._phones)

    def telephone_in(self, line: str) -> tuple[tuple[str, ...], str] | None:
        """Ids of venues of the number that stands in a line, and the line without it."""
        match = _TYPED_NUMBER.search(line)
        if match is None:
            return None
        return self.at_phone(match[1]), f"{line[: match.start()]} {line[match.end() :]}"

    def _where(self, hits: Iterable[bool]) -> tuple[str, ...]:
        return tuple(one for one, hit in zip(self._ids, hits, strict=True) if hit)


def _digits(text: str) -> str:
    """A number without the codes by which it is dialled from elsewhere."""
    return re.sub(r"\D", "", _COUNTRY.sub("", re.sub(r"[\s()-]", "", text))).lstrip("0")
