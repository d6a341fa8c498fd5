"""The command line: the same answers as the screens, for terminals and scripts.

Answers go to standard output in the chosen format and nothing else does; messages go to standard
error. Exit status: 0 fine, 1 problems found in the data, 2 wrong use.
What does a terminal get? May use every room below, and only what a command needs.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

from locator.cli.commands import Commands
from locator.cli.writing import FINE, PROBLEMS, WRONG_USE, say
from locator.extras import missing_extra
from locator.problems import LocatorError, QueryError
from locator.settings import read_settings
from locator.wording.catalogue import LANGUAGES, Lang, t
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.cli.commands import Run
    from locator.site import Site

#: The commands of each module, in the order of the help. A module is imported when one of its
#: commands is asked for, and adds them with ``add(commands)``: ``hours`` waits for no map library.
MODULES = {
    "check": ("check",),
    "new_city": ("new-city",),
    "datapackage": ("datapackage",),
    "near": ("near", "ask", "place"),
    "coverage": ("coverage", "explain"),
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


def main(arguments: Sequence[str] | None = None, site: Site | None = None) -> int:
    """Run one command on a site (None: this installation); returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        # Chinese names on a terminal of another code page must not end in a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    given = list(sys.argv[1:] if arguments is None else arguments)
    lang = _language(given)
    try:
        asked = parser(lang, given[:1]).parse_args(given, argparse.Namespace(site=site))
        command: Run = asked.command
        return command(asked, lang)
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


class _Parser(argparse.ArgumentParser):
    lang: Lang = "zh"

    def error(self, message: str) -> NoReturn:
        """Wrong use, in the user's language as far as argparse has one."""
        self.print_usage(sys.stderr)
        self.exit(WRONG_USE, t("cli.wrong_use", self.lang, reason=message) + "\n")


def _language(given: Sequence[str]) -> Lang:
    """The language asked for, before anything else is understood: help and errors need it."""
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    first.add_argument("--lang", default="")
    try:
        asked = first.parse_known_args(given)[0].lang or read_settings().lang
    except (argparse.ArgumentError, LocatorError):
        asked = "zh"
    return cast("Lang", asked) if asked in LANGUAGES else "zh"


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
