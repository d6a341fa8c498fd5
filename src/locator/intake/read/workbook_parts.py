"""The XML inside a workbook, weighed before the workbook reader may see it.

The reader holds a sheet as one dense block from its first to its last filled cell, and repeats a
shared text in every cell that names it: two cells in far corners, or one long text named a million
times, would fill the memory. So blocks and texts are measured first, in one pass that keeps
nothing but what the reader does not tell: what is hidden, errors, and formulas without values. A
document type declaration, and with it every entity, is refused.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from locator.intake import colours
from locator.intake.read import limits

if TYPE_CHECKING:
    from typing import NoReturn

    from locator.intake.model import UploadSheet
    from locator.intake.read.archive import Archive
    from locator.problems import LocatorError, Problems

_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
#: Other parts are pictures, settings, macros, drawings in VML (where Office leaves tags open).
_XML = (".xml", ".rels")
#: A tag of a million attributes would be a large dictionary; a tag holds no second "<".
_LONG_RUN = re.compile(rb"<[^<]{%d}" % limits.XML_RUN)
_FIRST = ("sharedstrings.xml", "styles.xml")
#: Longest error that a cell may hold, #GETTING_DATA.
_ERROR = 20
#: So much of a comment is kept.
_COMMENT = 1000
#: Of these a style is made that has a line through the text, and it is drawn within a text.
_LISTS = {"font": "fonts", "fill": "fills", "xf": "cellXfs"}
_STYLES = frozenset({*_LISTS, *_LISTS.values(), "strike"})
#: What names a colour in them or in a theme, or paints by conditions.
_PAINTS = colours.TOLD | {"color", "fgColor", "conditionalFormatting"}
#: What makes a cell a filled one.
_CONTENTS = frozenset({"v", "is", "f"})


#: Stands in a cell whose formula was saved without its value.
UNSAVED = "=?"


@dataclass
class Marks:
    """What a sheet says beside its values; rows count from 1, columns from 0.

    ``texts`` are the errors in its cells (``#N/A``), and :data:`UNSAVED`; ``merged`` cells where
    the reader of the values does not tell them; ``struck`` cells with text that is struck through;
    ``comments`` what is pinned to cells; ``painted`` colours of the first painted cells of a row;
    ``formats`` of which they are, and ``conditional`` whether conditions paint too.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Any] = field(default_factory=list)
    struck: set[tuple[int, int]] = field(default_factory=set)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    painted: dict[int, dict[int, frozenset[colours.Paint]]] = field(default_factory=dict)
    formats: dict[int, dict[int, int]] = field(default_factory=dict)
    conditional: bool = False

    def pin(self, row: int, at: int, text: str) -> None:
        """Add to the comment on a cell, unless it is too long already to be one."""
        known = self.comments.get((row, at), "")
        if len(known) < _COMMENT:
            self.comments[row, at] = known + text[:_COMMENT]

    def laid_on(self, sheet: UploadSheet, lines: colours.Lines) -> UploadSheet:
        """The sheet with its hidden rows and columns, its cells that are struck through, what is
        pinned to cells, and its colours; ``lines`` are all of the file.
        """
        shown = sheet.positions.items()
        rows = set(sheet.cells.index)
        struck = {(r, sheet.positions.get(at, "")) for r, at in self.struck if r in rows}
        return replace(
            sheet,
            hidden_rows=frozenset(self.hidden_rows.intersection(sheet.cells.index)),
            hidden_columns=frozenset(h for at, h in shown if at in self.hidden_columns),
            struck=frozenset(struck),
            comments={(r, sheet.positions.get(at, "")): c for (r, at), c in self.comments.items()},
            painted=colours.painted(self.painted, lines, rows, told=not self.conditional),
        )


def weigh(problems: Problems, archive: Archive) -> dict[str, Marks]:
    """Read every part of a workbook once and keep the marks of its sheets, by name.

    Parts are told apart by what they contain, never by name: a workbook may call any of its parts
    a sheet.

    Raises
    ------
    LocatorError
        A part is no well-formed XML, declares a document type, or a limit is passed; the limits
        hold for all sheets together.
    """
    scale = _Scale(problems)
    # Shared texts and styles must be known before the sheets that name them.
    for name in sorted(archive.names, key=lambda n: not n.lower().endswith(_FIRST)):
        data = archive.read(name)
        if name.lower().endswith(_XML):
            scale.weigh(name, data)
        elif b"sheetData" in data:  # the reader would take it for a sheet if the workbook says so
            raise problems.refusal("upload.xml_broken", value=name)
    return scale.marks()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else 0


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    """Whether a row or column says so, or has no height or width."""
    return attributes.get("hidden") in {"1", "true"} or attributes.get(size) in {"0", "0.0"}


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
        #: Numbers of fonts, cell formats and shared texts that are struck through.
        self._fonts, self._formats, self._texts = set[int](), set[int](), set[int]()
        self._styles = colours.Styles()
        self._cells = self._written = self._text = 0
        self._marks: dict[str, Marks] = {}
        self._sheets: dict[str, str] = {}
        self._targets: dict[str, str] = {}
        #: Part of the sheet that each part with comments is of.
        self._commented: dict[str, str] = {}
        self._start("")

    def marks(self) -> dict[str, Marks]:
        """Marks of each sheet by its name."""
        for mark in self._marks.values():
            mark.painted = {row: self._styles.paints(of) for row, of in mark.formats.items()}
        for part, sheet in self._commented.items():
            if part in self._marks and sheet in self._marks:
                self._marks[sheet].comments = self._marks[part].comments
        parts = {name: self._targets.get(key, "") for name, key in self._sheets.items()}
        return {name: self._marks[part] for name, part in parts.items() if part in self._marks}

    def _start(self, part: str) -> None:
        self._part = part
        self._row = self._column = self._rows = self._merges = 0
        self._bottom = self._right = 0
        self._in_shared = self._names_shared = False
        self._value = self._kind = ""
        self._formula = self._saved = self._struck = False
        self._within, self._count = "", -1
        self._pinned: tuple[int, int] | None = None
        self._mark = self._marks.setdefault(part.lower(), Marks())

    def weigh(self, name: str, data: bytes) -> None:
        """Add one part to the sums."""
        self._start(name)
        if _LONG_RUN.search(data):
            raise self._problems.refusal("upload.xml_broken", value=name)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._element
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

    def _element(self, tag: str, attributes: dict[str, str]) -> None:
        local = _local(tag)
        opened = self._style if local in _STYLES else self._open
        if local in _PAINTS:
            opened = self._paint
        opened(local, attributes)

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._cell(attributes)
        elif tag in _CONTENTS:
            self._value = ""
            self._formula |= tag == "f"
            if self._struck:
                self._mark.struck.add((self._row, self._column - 1))
            self._saved |= tag == "is"
            self._bottom = max(self._bottom, self._row)
            self._right = max(self._right, self._column)
        elif tag == "row":
            self._next_row(attributes)
        elif tag == "si":
            self._in_shared = True
            self._within = ""
            self._shared.append(0)
            if len(self._shared) > limits.CELLS:
                raise self._too_many_cells()
        elif tag == "col" and _is_hidden(attributes, "width"):
            low, high = (_number(attributes.get(key, "")) for key in ("min", "max"))
            self._mark.hidden_columns.update(range(low - 1, min(high, limits.COLUMNS)))
        elif tag == "sheet" and "sheetId" in attributes and len(self._sheets) <= limits.SHEETS:
            key = next((v for k, v in attributes.items() if _local(k) == "id"), "")
            self._sheets[attributes.get("name", "")] = key
        elif tag in {"Relationship", "comment"}:
            self._relate(attributes)
        elif tag == "mergeCell":
            self._merges += 1
            if self._merges > limits.ROWS:
                raise self._too_many_rows()

    def _relate(self, attributes: dict[str, str]) -> None:
        """Note what a sheet is, which part holds its comments, and of which cell one is."""
        if place := _CELL.fullmatch(attributes.get("ref", "")):
            self._pinned = int(place[2]), _position(place[1]) - 1
            return
        folder, name = posixpath.split(self._part.lower())
        folder = posixpath.dirname(folder)
        target = posixpath.join("/" + folder, attributes.get("Target", ""))
        path = posixpath.normpath(target).lstrip("/").lower()
        if name == "workbook.xml.rels":
            self._targets[attributes.get("Id", "")] = path
        elif attributes.get("Type", "").endswith("/comments"):
            self._commented[path] = posixpath.join(folder, name.removesuffix(".rels"))

    def _paint(self, tag: str, attributes: dict[str, str]) -> None:
        """Note colours of styles and themes, and that conditions paint too."""
        if tag == "conditionalFormatting":
            self._mark.conditional = True
        elif tag in colours.TOLD:
            self._styles.add_theme(tag, attributes)
        elif self._within in {"fonts", "fills"}:
            self._styles.add_colour(self._within, self._count, attributes)

    def _style(self, tag: str, attributes: dict[str, str]) -> None:
        """Count fonts and cell formats, and note what a line goes through."""
        if tag in _LISTS.values():
            self._within, self._count = tag, -1
        elif tag != "strike":
            of_list = self._within == _LISTS[tag]
            self._count += of_list
            if tag == "xf" and of_list:
                font, ground = (_number(attributes.get(f"{of}Id", "")) for of in ("font", "fill"))
                self._styles.add_format(self._count, ground, font)
                if font in self._fonts:
                    self._formats.add(self._count)
        elif attributes.get("val", "1") not in {"0", "false"}:
            self._strike()

    def _strike(self) -> None:
        """Note what a line goes through: a font, a part of a shared text or of a cell's own."""
        if self._within == "fonts":
            self._fonts.add(self._count)
        elif self._in_shared:
            self._texts.add(len(self._shared) - 1)
        elif self._column:
            self._mark.struck.add((self._row, self._column - 1))

    def _next_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = _number(number) or self._row + 1
        self._column = 0
        self._rows += 1
        if self._rows > limits.ROWS:
            raise self._too_many_rows()
        if _is_hidden(attributes, "ht"):
            self._mark.hidden_rows.add(self._row)

    def _cell(self, attributes: dict[str, str]) -> None:
        self._kind = attributes.get("t", "")
        self._names_shared = self._kind == "s"
        self._struck = "s" in attributes and _number(attributes["s"]) in self._formats
        # A formula whose result is an empty text is saved like this.
        self._formula, self._saved = False, self._kind == "str"
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
        if "s" in attributes and self._styles.is_painted(style := _number(attributes["s"])):
            of_row = self._mark.formats.setdefault(self._row, {})
            if len(of_row) < colours.PAINTED:
                of_row[self._column - 1] = style

    def _characters(self, text: str) -> None:
        self._text += len(text)
        self._value = text
        if self._pinned:
            self._mark.pin(*self._pinned, text)
        if self._in_shared:
            self._shared[-1] += len(text)

    def _close(self, tag: str) -> None:
        local = _local(tag)
        if local == "v" and self._value.strip():
            self._saved = True
            if self._kind == "e":
                self._mark.texts[self._row, self._column - 1] = self._value.strip()[:_ERROR]
        elif local == "c" and self._formula and not self._saved:
            self._mark.texts[self._row, self._column - 1] = UNSAVED
        if local == "comment":
            self._pinned = None
        if self._names_shared and local == "v":
            index = self._value.strip()[:8]
            if index.isdecimal() and int(index) < len(self._shared):
                self._text += self._shared[int(index)]
                if int(index) in self._texts:
                    self._mark.struck.add((self._row, self._column - 1))
        elif local == self._within:
            self._within = ""
        elif self._in_shared and local == "si":
            self._in_shared = False

    def _too_many_rows(self) -> LocatorError:
        return self._problems.refusal("upload.rows", limit=limits.ROWS)

    def _too_many_cells(self) -> LocatorError:
        return self._problems.refusal("upload.cells", limit=limits.CELLS)
