"""The site itself, from any folder: ``locator serve`` is ``streamlit run app.py``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from locator.cli.writing import FINE
from locator.folders import APP

if TYPE_CHECKING:
    from locator.cli.commands import Commands
    from locator.wording.catalogue import Lang


def add(commands: Commands) -> None:
    """The command of this module."""
    serve = commands.name("serve")
    serve.set_defaults(command=_serve)
    serve.add_argument(
        "options", nargs=argparse.REMAINDER, metavar="…", help=commands.text("cli.serve_options")
    )


def _serve(asked: argparse.Namespace, _lang: Lang) -> int:
    # Streamlit is an extra, and its help is not ours: it comes in when the site is to run.
    from streamlit.web.cli import main as streamlit  # noqa: PLC0415 - see above

    streamlit(["run", str(APP), *asked.options], prog_name="streamlit", standalone_mode=False)
    return FINE
