"""The XML inside a workbook, weighed before the workbook reader may see it.

The reader holds a sheet as one dense block from its first to its last filled cell, and repeats a
shared text in every cell that names it: two cells in far corners, or one long text named a million
times, would fill the memory. So blocks and texts are measured first, in one pass that keeps
nothing. A document type declaration, and with it every entity, is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.parsers import expat

from locator.intake.read import limits

if TYPE_CHECKING:
    from typing import NoReturn

    from locator.intake.read.archive import Archive
    from locator.problems import LocatorError, Problems

_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
#: Other parts are pictures, settings, macros, drawings in VML (where Office leaves tags open).
_XML = (".xml", ".rels")
#: A tag of a million attributes would be a large dictionary; a tag holds no second "<".
_LONG_RUN = re.compile(rb"<[^<]{%d}" % limits.XML_RUN)
_SHARED = "sharedstrings.xml"
#: What makes a cell a filled one.
_CONTENTS = frozenset({"v", "is", "f"})


def weigh(problems: Problems, archive: Archive) -> None:
    """Read every part of a workbook once and keep nothing.

    Parts are told apart by what they contain, never by name: a workbook may call any of its parts
    a sheet.

    Raises
    ------
    LocatorError
        A part is no well-formed XML, declares a document type, or a limit is passed; the limits
        hold for all sheets together.
    """
    scale = _Scale(problems)
    # The lengths of the shared texts must be known before the sheets that name them.
    for name in sorted(archive.names, key=lambda n: not n.lower().endswith(_SHARED)):
        data = archive.read(name)
        if name.lower().endswith(_XML):
            scale.weigh(name, data)
        elif b"sheetData" in data:  # the reader would take it for a sheet if the workbook says so
            raise problems.refusal("upload.xml_broken", value=name)


@lru_cache(maxsize=20_000)
def _local(tag: str) -> str:
    """A tag without its prefix."""
    return tag.rpartition(":")[2]


@lru_cache(maxsize=20_000)
def _position(letters: str) -> int:
    """Number of a column from its letters, A being 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class _Scale:
    """Handlers of the XML parser, and the sums over all parts."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._shared: list[int] = []
        self._cells = self._written = self._text = 0
        self._start("")

    def _start(self, part: str) -> None:
        self._part = part
        self._row = self._column = self._rows = self._merges = 0
        self._bottom = self._right = 0
        self._in_shared = self._names_shared = False
        self._value = ""

    def weigh(self, name: str, data: bytes) -> None:
        """Add one part to the sums."""
        self._start(name)
        if _LONG_RUN.search(data):
            raise self._problems.refusal("upload.xml_broken", value=name)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(data, True)  # noqa: FBT003 - positional only
        except (expat.ExpatError, ValueError, LookupError):  # broken, or an unknown encoding
            raise self._problems.refusal("upload.xml_broken", value=name) from None
        self._cells += self._bottom * self._right
        if self._cells > limits.CELLS:
            raise self._too_many_cells()
        if self._text > limits.TEXT:
            raise self._problems.refusal("upload.text", limit=limits.TEXT)

    def _doctype(self, *_: object) -> NoReturn:
        raise self._problems.refusal("upload.xml_doctype", value=self._part)

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        tag = _local(tag)
        if tag == "c":
            self._cell(attributes)
        elif tag in _CONTENTS:
            self._value = ""
            self._bottom = max(self._bottom, self._row)
            self._right = max(self._right, self._column)
        elif tag == "row":
            self._next_row(attributes)
        elif tag == "si":
            self._in_shared = True
            self._shared.append(0)
            if len(self._shared) > limits.CELLS:
                raise self._too_many_cells()
        elif tag == "mergeCell":
            self._merges += 1
            if self._merges > limits.ROWS:
                raise self._too_many_rows()

    def _next_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) if number.isdecimal() and len(number) < 8 else self._row + 1
        self._column = 0
        self._rows += 1
        if self._rows > limits.ROWS:
            raise self._too_many_rows()

    def _cell(self, attributes: dict[str, str]) -> None:
        self._names_shared = attributes.get("t") == "s"
        self._column += 1
        self._written += 1
        if self._written > limits.CELLS + limits.BLANK_CELLS:
            raise self._too_many_cells()
        if "r" in attributes:
            place = _CELL.fullmatch(attributes["r"])
            if place is None:
                raise self._problems.refusal("upload.xml_broken", value=self._part)
            self._row = int(place[2])
            self._column = _position(place[1])

    def _characters(self, text: str) -> None:
        self._text += len(text)
        self._value = text
        if self._in_shared:
            self._shared[-1] += len(text)

    def _close(self, tag: str) -> None:
        if self._names_shared and _local(tag) == "v":
            index = self._value.strip()[:8]
            if index.isdecimal() and int(index) < len(self._shared):
                self._text += self._shared[int(index)]
        elif self._in_shared and _local(tag) == "si":
            self._in_shared = False

    def _too_many_rows(self) -> LocatorError:
        return self._problems.refusal("upload.rows", limit=limits.ROWS)

    def _too_many_cells(self) -> LocatorError:
        return self._problems.refusal("upload.cells", limit=limits.CELLS)
