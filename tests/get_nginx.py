"""Find nginx for ``make deploy-check``, or install Debian's package; say what is missing otherwise."""

from __future__ import annotations

import os
import shutil
import sys

from get_postgres import install


def program() -> str | None:
    """nginx; None when there is none."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def main() -> int:
    """Exit status 0 when nginx is there."""
    if program() is None:
        install("nginx-light")
    if program() is not None:
        return 0
    sys.stderr.write(
        "This check needs nginx and found none. Install Debian's package nginx-light.\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
