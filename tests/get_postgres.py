"""Find PostgreSQL's programs for the store's tests, or install them; say what is missing otherwise.

Tried in this order: the folder that the environment variable POSTGRES_BIN names, the PATH,
Debian's folders, Debian's package (as root).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

DEBIAN = "postgresql"
PROGRAMS = ("initdb", "postgres")


def programs() -> Path | None:
    """Folder with ``initdb`` and ``postgres``; None when there is none."""
    on_path = shutil.which("initdb")
    places = [
        *([Path(os.environ["POSTGRES_BIN"])] if os.environ.get("POSTGRES_BIN") else []),
        *([Path(on_path).resolve().parent] if on_path else []),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
    ]
    return next((p for p in places if all((p / name).is_file() for name in PROGRAMS)), None)


def missing() -> str:
    """What to do when there is none."""
    return (
        "The store's tests need PostgreSQL's initdb and postgres and found none. Install Debian's "
        f"package {DEBIAN}, or name their folder in the environment variable POSTGRES_BIN.\n"
    )


def install(package: str) -> None:
    """Install a package of Debian's, where that is possible."""
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", package]):
            subprocess.run([apt, *command], env=quiet, check=False, stdout=subprocess.DEVNULL)


def main() -> int:
    """Exit status 0 when PostgreSQL is there."""
    if programs() is None:
        install(DEBIAN)
    if programs() is not None:
        return 0
    sys.stderr.write(missing())
    return 1


if __name__ == "__main__":
    sys.exit(main())
