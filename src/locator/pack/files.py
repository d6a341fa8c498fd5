"""The plain files of a pack: bytes, text, records of a CSV file, and what all packs share.

``geodata/vocabularies.toml`` has a row a code, ``geodata/headers.toml`` one a column; a pack that
brings a ``vocabularies.toml`` of its own replaces the tables that stand in it. Nothing here knows
what a unit or a venue is.
"""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from locator.folders import GEODATA
from locator.problems import LocatorError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from locator.problems import Problems

LAYERS_FILE = "layers.toml"
VOCABULARIES_FILE, HEADERS_FILE = "vocabularies.toml", "headers.toml"
#: What all packs share beside the layer catalogue.
SHARED_FILES = (VOCABULARIES_FILE, HEADERS_FILE)
#: Says that the folders beside it are the packs of a region, see :mod:`locator.pack.region_file`.
REGION_FILE = "region.toml"
#: What the packs of a region share that bring none of their own: the clauses of the plan.
_SHARED = ("requirements.toml",)
#: Folder of a pack with dated records of its verdicts; see :mod:`locator.coverage.snapshots`.
SNAPSHOTS = "snapshots"


#: Bytes of a file of a pack; Suzhou's largest has 1 MB, a list of all villages of China some 100.
FILE_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True)
class PackFiles:
    """A folder that is read.

    ``overlay`` holds the bytes of files, by name with forward slashes, that count instead of
    those in the folder or in addition to them.
    """

    root: Path
    overlay: Mapping[str, bytes] = field(default_factory=dict)

    def read(self, file: str) -> bytes:
        """Bytes of a file; OSError when there is none."""
        return self.overlay[file] if file in self.overlay else path_of(self.root, file).read_bytes()

    def has(self, file: str) -> bool:
        """Whether there is a file of that name."""
        return file in self.overlay or path_of(self.root, file).is_file()

    def names(self, folder: str, ending: str) -> list[str]:
        """Names of the files of a folder that end so, sorted."""
        found = {f"{folder}/{path.name}" for path in (self.root / folder).glob(f"*{ending}")}
        laid = {f for f in self.overlay if f.rpartition("/")[0] == folder and f.endswith(ending)}
        return sorted(found | laid)

    def all_names(self) -> list[str]:
        """Names of all files, sorted."""
        there = {p.relative_to(self.root).as_posix() for p in self.root.rglob("*") if p.is_file()}
        shared = {file for file in _SHARED if path_of(self.root, file).is_file()}
        return sorted(there | shared | set(self.overlay))

    def check_sizes(self, problems: Problems) -> bool:
        """Whether no file is too large to be read; says which ones are."""
        large = [
            file
            for file in self.all_names()
            if file not in self.overlay and path_of(self.root, file).stat().st_size > FILE_BYTES
        ]
        for file in large:
            problems.error("problem.file_large", file, megabytes=FILE_BYTES >> 20)
        return not large

    def text(self, problems: Problems, file: str) -> str | None:
        """Text of a file, or None when it is missing or cannot be decoded.

        UTF-8 with or without a byte-order mark is right. GB18030, which Excel writes on Chinese
        Windows, is named in the error and read all the same, so that the rest can be checked.
        """
        try:
            raw = self.read(file)
        except OSError:
            problems.error("problem.file_missing", file)
            return None
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as failure:
            line = raw.count(b"\n", 0, failure.start) + 1
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError:
            problems.error("problem.encoding_unknown", file, line)
            return None
        problems.error("problem.encoding_gb18030", file, line)
        return text


def csv_records(file: str, text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Line, text with its line ending, and cells of each record of a CSV file.

    Raises
    ------
    LocatorError
        From here on it is no CSV.
    """
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    reader, start = csv.reader(lines(), strict=True), 1
    try:
        for cells in reader:
            yield start, "".join(taken), cells
            taken.clear()
            start = reader.line_num + 1
    except csv.Error as failure:
        raise LocatorError(
            Problem(
                "error", "problem.csv_broken", file, reader.line_num, params={"reason": failure}
            )
        ) from None


def path_of(root: Path, file: str) -> Path:
    """Where a file of a pack lies: in its folder, or what its region shares where it has none."""
    own = root / file
    if file in _SHARED and not own.is_file() and (root.parent / REGION_FILE).is_file():
        return root.parent / file
    return own


def layers_path(root: Path) -> Path:
    """The pack's own catalogue, or the shared one where it brings none."""
    own = root / LAYERS_FILE
    return own if own.is_file() else GEODATA / LAYERS_FILE


@cache
def shared_bytes(file: str) -> bytes:
    """A file that all packs share, as this process knows it."""
    return (GEODATA / file).read_bytes()


def checksum(files: PackFiles) -> str:
    """SHA-256 over names and bytes of the pack's files and of its layer catalogue.

    Snapshots are left out: they hold the checksum of the pack that they were taken of.
    """
    digest = hashlib.sha256()
    digest.update(LAYERS_FILE.encode() + b"\0" + layers_path(files.root).read_bytes())
    for file in files.all_names():
        if file != LAYERS_FILE and not file.startswith(f"{SNAPSHOTS}/"):
            digest.update(file.encode() + b"\0" + files.read(file))
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Term:
    """A code's or a column's name in both languages, and what else lists call it."""

    name: str
    name_en: str
    words: tuple[str, ...] = ()


Vocabularies = dict[str, dict[str, Term]]


def entries(document: Mapping[str, Any]) -> Vocabularies:
    """Vocabulary → code → entry of a file as :mod:`tomllib` reads it.

    Raises
    ------
    ValueError
        A row has no name in both languages, or something that no row has; the text is
        ``table.code``.
    """
    found: Vocabularies = {}
    for table, rows in document.items():
        found[table] = {}
        listed: dict[str, Any] = rows if isinstance(rows, dict) else {"": None}
        for code, row in listed.items():
            try:
                term = Term(**(row | {"words": tuple(row.get("words", ()))}))
            except (TypeError, AttributeError):
                raise ValueError(f"{table}.{code}") from None
            if not all(isinstance(word, str) for word in (term.name, term.name_en, *term.words)):
                raise ValueError(f"{table}.{code}")
            found[table][code] = term
    return found


@cache
def vocabularies() -> Vocabularies:
    """The vocabularies of every pack that does not bring its own, codes in their order."""
    return entries(_shared(VOCABULARIES_FILE))


@cache
def headings() -> dict[str, Term]:
    """Every column's name, those included that only lists and outlines have."""
    return entries({"columns": _shared(HEADERS_FILE)["columns"]})["columns"]


@cache
def sheets() -> dict[str, Term]:
    """Names of the sheets of our own workbooks that are told by them."""
    return entries({"sheets": _shared(HEADERS_FILE)["sheets"]})["sheets"]


def header_words(table: str) -> dict[str, str]:
    """Other words for the columns of a table, separated by spaces.

    ``list`` stands for the columns that lists of other hands have and the pack does not.
    """
    document = _shared(HEADERS_FILE)
    every = document["every"] if table != "list" else {}
    return {**every, **document.get(table, {})}


@cache
def _shared(file: str) -> dict[str, Any]:
    return tomllib.loads(shared_bytes(file).decode())


def number_text(value: float) -> str:
    """A number as a file writes it: every digit that it has, and no exponent.

    ``:g`` keeps six digits, so that a threshold of 12345.67 would come back as another one.
    """
    return f"{Decimal(repr(float(value))).normalize():f}"
