"""What a template was made from, so that only what a planner changed in it is a change."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Name of the property of a workbook that holds its :class:`TemplateVersion`.
VERSION_PROPERTY = "locator_template"


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """What a template was made from; the workbook carries it where nobody sees it.

    Attributes
    ----------
    city
        Code of the city.
    head
        Number of the log's last entry at that time.
    checksum
        Of the effective pack, as :class:`locator.pack.model.CityPack` has it.
    lang
        Language of its headings and choices.
    """

    city: str
    head: int
    checksum: str
    lang: str

    def __str__(self) -> str:
        return f"{VERSION_PROPERTY} {self.city} {self.head} {self.checksum} {self.lang}"

    @classmethod
    def read(cls, text: str) -> TemplateVersion | None:
        """The version in a text that a workbook carries; None where it is none."""
        found = re.fullmatch(rf"{VERSION_PROPERTY} (\S+) ([0-9]{{1,9}}) (\S+) (\S+)", text.strip())
        return None if found is None else cls(found[1], int(found[2]), found[3], found[4])
