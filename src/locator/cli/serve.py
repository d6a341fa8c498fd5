"""The site itself, from any folder: ``locator serve`` is ``streamlit run app.py``.

What else Streamlit can be told stands in its environment variables, ``STREAMLIT_SERVER_…``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.cli import FINE
from locator.folders import APP

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.wording.catalogue import Lang


def add(commands: Commands) -> None:
    """The command of this module."""
    serve = commands.name("serve")
    serve.set_defaults(command=_serve)
    serve.add_argument(
        "--port", type=int, metavar="N", default=8501, help=commands.text("cli.serve_port")
    )
    serve.add_argument("--address", metavar="HOST", help=commands.text("cli.serve_address"))


def _serve(args: argparse.Namespace, _lang: Lang) -> int:
    # Streamlit is an extra, and its help is not ours: it comes in when the site is to run.
    from streamlit.web.cli import main as streamlit  # noqa: PLC0415 - see above

    options = [f"--server.port={args.port}"]
    if args.address:
        options.append(f"--server.address={args.address}")
    streamlit(["run", str(APP), *options], prog_name="streamlit", standalone_mode=False)
    return FINE
