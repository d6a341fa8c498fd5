"""Which venues an address or a telephone number belongs to, as records have them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator.names.keys import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

#: An address is asked for by so many characters at least, a telephone by so many digits.
_ADDRESS_LENGTH, _PHONE_LENGTH = 3, 7
#: A telephone number within what a record says of it, and what China is called from abroad by.
_NUMBER = re.compile(r"\+?\d[\d\s()-]{5,}\d")
_COUNTRY = re.compile(r"^(?:\+|00)\s*86|^86(?=\d{10})")


class VenueContacts:
    """Addresses and telephones of a venue table, as they are compared."""

    def __init__(self, venues: pd.DataFrame) -> None:
        self._ids = tuple(venues["id"])
        self._addresses = [name_key(text) for text in venues["address"]]
        self._phones = [[_digits(one) for one in _NUMBER.findall(t)] for t in venues["phone"]]

    def at_address(self, text: str) -> tuple[str, ...]:
        """Ids of venues whose address holds a text."""
        key = name_key(text)
        if len(key) < _ADDRESS_LENGTH:
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

    def _where(self, hits: Iterable[bool]) -> tuple[str, ...]:
        return tuple(one for one, hit in zip(self._ids, hits, strict=True) if hit)


def _digits(text: str) -> str:
    """A number without the codes by which it is dialled from elsewhere."""
    return re.sub(r"\D", "", _COUNTRY.sub("", re.sub(r"[\s()-]", "", text))).lstrip("0")
