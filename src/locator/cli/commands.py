"""How a command is declared: its name, what runs it, and the options that all of them share."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from locator.cli.writing import FORMATS
from locator.settings import read_settings
from locator.wording.catalogue import LANGUAGES, Lang, t

if TYPE_CHECKING:
    from locator.site import Site

#: Runs a command on what was asked and returns the exit status.
Run = Callable[[argparse.Namespace, Lang], int]


def site_of(asked: argparse.Namespace) -> Site:
    """The site that a command works on: the one it was given, else this installation's."""
    if asked.site is None:
        # Not every command needs a site, and what it imports takes half a second.
        from locator.site import Site  # noqa: PLC0415 - see above

        # What goes wrong is said by the command: the log is for servers.
        logging.getLogger("locator").addHandler(logging.NullHandler())
        asked.site = Site.open(read_settings())
    site: Site = asked.site
    return site


class Commands:
    """The commands of a parser, to which modules add theirs."""

    def __init__(self, parser: argparse.ArgumentParser, lang: Lang) -> None:
        self.lang = lang
        self._parsers = parser.add_subparsers(
            required=True, metavar=self.text("cli.command"), title=self.text("cli.commands")
        )

    def text(self, key: str, **params: object) -> str:
        """Text of the catalogue for a help page."""
        return t(key, self.lang, **params).replace("%", "%%")

    def new(self, name: str, run: Run, about: str = "") -> argparse.ArgumentParser:
        """A command with the shared options; ``about`` is its message key, else ``cli.<name>``."""
        sub = self.name(name, about)
        sub.set_defaults(command=run)
        sub.add_argument(
            "--pack",
            type=Path,
            default=read_settings().packs[0],
            metavar="DIR",
            help=self.text("cli.pack"),
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
