"""The hash of the operator's password, for the environment."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from locator.cli import FINE, WRONG_USE, as_json, say
from locator.publishing.password import SHORTEST, hash_password
from locator.wording.catalogue import Lang, t

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands


def add(commands: Commands) -> None:
    """The command of this module."""
    commands.new("desk-password", _desk_password, of_pack=False)


def _desk_password(args: argparse.Namespace, lang: Lang) -> int:
    """Ask twice on a terminal, where nothing is shown; take a line of a pipe otherwise."""
    if sys.stdin.isatty():
        password = getpass.getpass(t("cli.desk_password_ask", lang, n=SHORTEST))
        if getpass.getpass(t("cli.desk_password_again", lang)) != password:
            say(t("cli.desk_password_differ", lang))
            return WRONG_USE
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    line = hash_password(password)
    say(t("cli.desk_password_use", lang))
    if args.format == "json":
        as_json({"LOCATOR_DESK_PASSWORD_HASH": line})
    else:
        print(f"LOCATOR_DESK_PASSWORD_HASH={line}")
    return FINE
