"""The command line: the same answers as the screens, for terminals and scripts.

Answers go to standard output in the chosen format and nothing else does; messages go to standard
error. Exit status: 0 fine, 1 problems found in the data, 2 wrong use. Whatever ends with 0 has an
answer, even where nothing was found or to be done; what is refused has its message and no answer.
What does a terminal get? May use every room below, and only what a command needs.
"""

from __future__ import annotations

import argparse
import atexit
import csv
import gc
import io
import json
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from errno import ENOENT
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

from locator.exports.cell import safe_cell, width_of
from locator.extras import missing_extra
from locator.folders import told_if_unwritable, written_whole
from locator.pack.model import LIST_SEPARATOR
from locator.problems import LocatorError, Problem, QueryError
from locator.settings import read_settings
from locator.wording.catalogue import LANGUAGES, Lang, t
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from locator.exports.records import Record
    from locator.site import Site

FINE, PROBLEMS, WRONG_USE = 0, 1, 2
FORMATS = ("json", "csv", "table")
#: The commands of each module, in the order of the help. A module is imported when one of its
#: commands is asked for, and adds them with ``add(commands)``: ``hours`` waits for no map library.
MODULES = {
    "check": ("check",),
    "new_city": ("new-city",),
    "datapackage": ("datapackage",),
    "near": ("near", "ask", "place"),
    "coverage": ("coverage", "explain"),
    "region": ("region",),
    "reach": ("reach", "fairness", "site"),
    "scenario": ("scenario",),
    "streets": ("network", "basemap"),
    "population": ("population",),
    "hours": ("hours",),
    "convert": ("convert",),
    "reports": ("report",),
    "lists": ("template", "import"),
    "fetch": ("fetch",),
    "store": ("store",),
    "round": ("round",),
    "returns": ("returns",),
    "snapshot": ("snapshot",),
    "serve": ("serve",),
    "desk_password": ("desk-password",),
}
#: Runs a command on its arguments and returns the exit status.
Run = Callable[[argparse.Namespace, Lang], int]
#: Of a degree in an answer, about a millimetre.
DECIMALS = 8
_LAYERS_SHOWN = 200


def main(arguments: Sequence[str] | None = None, site: Site | None = None) -> int:
    """Run one command on a site (None: this installation); returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        # Chinese names on a terminal of another code page must not end in a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    if arguments is None:
        # At the end of a process all that goes is looked through for garbage, which takes longer
        # than many a command.
        atexit.register(gc.freeze)
    words = list(sys.argv[1:] if arguments is None else arguments)
    lang = _language(words)
    try:
        with _importing():
            commands = parser(lang, words[:1])
        args = commands.parse_args(words, argparse.Namespace(site=site))
        command: Run = args.command
        return command(args, lang)
    except QueryError as failure:
        say(failure_text(failure, lang))
        return WRONG_USE
    except LocatorError as failure:
        say(failure_text(failure, lang))
        return PROBLEMS
    except ModuleNotFoundError as failure:
        say(failure_text(missing_extra(failure), lang))
        return WRONG_USE
    except BrokenPipeError:
        # The reader (head, less) has seen enough; silence the flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE


@contextmanager
def _importing() -> Iterator[None]:
    """Look for no garbage among what is imported: all of it is in use until the process ends."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Parser(argparse.ArgumentParser):
    lang: Lang = "zh"

    def error(self, message: str) -> NoReturn:
        """Wrong use, in the user's language as far as argparse has one."""
        self.print_usage(sys.stderr)
        self.exit(WRONG_USE, t("cli.wrong_use", self.lang, reason=message) + "\n")


def _language(words: Sequence[str]) -> Lang:
    """The language asked for, before anything else is understood: help and errors need it."""
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    first.add_argument("--lang", default="")
    try:
        lang = first.parse_known_args(words)[0].lang or read_settings().lang
    except (argparse.ArgumentError, LocatorError):
        lang = "zh"
    return cast("Lang", lang) if lang in LANGUAGES else "zh"


def parser(lang: Lang, wanted: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """The command line with its help in a language.

    Every command is named; options have those of the modules of ``wanted`` (None: all).
    """
    _Parser.lang = lang
    name = "locator" if Path(sys.argv[0]).stem == "locator" else "python -m locator"
    top = _Parser(prog=name, description=t("cli.about", lang), allow_abbrev=False)
    commands = Commands(top, lang)
    for module, names in MODULES.items():
        if wanted is None or set(wanted) & set(names):
            import_module(f"locator.cli.{module}").add(commands)
        else:
            for one in names:
                commands.name(one)
    return top


def site_of(args: argparse.Namespace) -> Site:
    """The site that a command works on: the one it was given, else this installation's."""
    if args.site is None:
        with _importing():
            # Not every command needs a site, and what it imports takes half a second.
            from locator.pack.kept import keep_texts_plain  # noqa: PLC0415 - see above
            from locator.site import Site  # noqa: PLC0415 - see above

        keep_texts_plain()
        # What goes wrong is said by the command: the log is for servers.
        logging.getLogger("locator").addHandler(logging.NullHandler())
        args.site = Site.open(read_settings())
    site: Site = args.site
    return site


class Commands:
    """The commands of a parser, to which modules add theirs."""

    def __init__(self, parser: argparse.ArgumentParser, lang: Lang) -> None:
        self.lang = lang
        self._parsers = parser.add_subparsers(
            required=True, metavar=self.text("cli.command"), title=self.text("cli.commands")
        )

    @cached_property
    def _pack(self) -> Path:
        """The pack that a command is about where none is named."""
        return read_settings().packs[0]

    def text(self, key: str, **params: object) -> str:
        """Text of the catalogue for a help page."""
        return t(key, self.lang, **params).replace("%", "%%")

    def new(
        self, name: str, run: Run, about: str = "", *, of_pack: bool = True
    ) -> argparse.ArgumentParser:
        """A command with the shared options; ``about`` is its message key, else ``cli.<name>``.

        ``of_pack``: it is about one city.
        """
        sub = self.name(name, about)
        sub.set_defaults(command=run)
        if of_pack:
            sub.add_argument(
                "--pack", type=Path, default=self._pack, metavar="DIR", help=self.text("cli.pack")
            )
        sub.add_argument("--format", choices=FORMATS, default="table", help=self.text("cli.format"))
        sub.add_argument("--lang", choices=LANGUAGES, default=self.lang, help=self.text("cli.lang"))
        return sub

    def group(self, name: str, about: str = "") -> Commands:
        """Commands under a common word, such as ``store log``."""
        return Commands(self.name(name, about), self.lang)

    def name(self, name: str, about: str = "") -> argparse.ArgumentParser:
        """A command with its line of help and nothing else."""
        words = self.text(about or f"cli.{name.replace('-', '_')}")
        return self._parsers.add_parser(name, help=words, description=words, allow_abbrev=False)


def check_known(codes: Iterable[str], known: Iterable[str], key: str) -> None:
    """Refuse a code that is none of the known ones; ``key`` is the message."""
    names = list(known)
    wrong = [code for code in codes if code not in names]
    if wrong:
        params = {"known": ", ".join(names[:_LAYERS_SHOWN])}
        raise QueryError(Problem("error", key, value=wrong[0], params=params))


def moment(text: str | None) -> datetime | None:
    """The moment of an ISO text; naive: the city's time."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        raise QueryError(Problem("error", "query.time", value=text)) from None


def say(message: str) -> None:
    """A message for the person at the terminal, on standard error."""
    print(message, file=sys.stderr)


def as_json(answer: object) -> None:
    """An answer as JSON, alone on standard output."""
    print(json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False))


def save(out: Path, content: bytes) -> None:
    """A file written whole or not at all.

    Raises
    ------
    QueryError
        The folder does not exist or may not be written to.
    """
    with told_if_unwritable(out):
        if not out.parent.is_dir():
            raise FileNotFoundError(ENOENT, os.strerror(ENOENT))
        with written_whole(out) as part:
            part.write_bytes(content)


def listing(records: list[Record], columns: Sequence[str], form: str) -> None:
    """A plain list in any format."""
    if form == "json":
        as_json(records)
    else:
        rows(records, columns, form)


def single(record: Record, form: str, columns: Sequence[str] = ()) -> None:
    """A single record in any format; ``columns``: those of a table, none: all."""
    if form == "json":
        as_json(record)
    else:
        rows([record], columns or tuple(record), form)


def rows(records: Sequence[Mapping[str, Any]], columns: Sequence[str], form: str) -> None:
    """Records as CSV (a formula sign never starts a cell) or as an aligned table."""
    cells = [[_cell(row.get(c)) for c in columns] for row in records]
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        # Numbers were written by us: their sign is no formula.
        writer.writerows(
            [
                safe_cell(text) if isinstance(row.get(c), (str, list)) else text
                for c, text in zip(columns, line, strict=True)
            ]
            for row, line in zip(records, cells, strict=True)
        )
        return
    lines = [list(columns), *([" ".join(text.split()) for text in line] for line in cells)]
    widths = [max(width_of(line[i]) for line in lines) for i in range(len(columns))]
    for line in lines:
        padded = [text + " " * (w - width_of(text)) for text, w in zip(line, widths, strict=True)]
        print("  ".join(padded).rstrip())


def _cell(value: object) -> str:
    """A value as a cell says it: nothing as nothing, a list as its parts."""
    if isinstance(value, list):
        return LIST_SEPARATOR.join(map(str, value))
    return "" if value is None else str(value)


def flat(name: str, value: object) -> Iterable[tuple[str, str]]:
    """Nested records as dotted names with their values."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from flat(f"{name}.{key}" if name else str(key), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from flat(f"{name}.{number}", inner)
    else:
        yield name, "" if value is None else str(value)
