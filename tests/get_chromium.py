"""Find a Chromium for the browser tests, or install one; say what is missing otherwise.

Tried in this order: the binary that the environment variable CHROMIUM names, one on the PATH,
Debian's packages (as root), Playwright's own download.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

DEBIAN = ("chromium", "fonts-noto-cjk")
BINARIES = ("chromium", "google-chrome")


def main() -> int:
    """Exit status 0 when a browser is there."""
    if os.environ.get("CHROMIUM") or any(map(shutil.which, BINARIES)):
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-qq", *DEBIAN]
        for command in (["apt-get", "update", "-qq"], install):
            subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL)
        if shutil.which("chromium"):
            return 0
    own = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(own, check=False).returncode == 0:
        return 0
    sys.stderr.write(
        "The browser tests need Chromium and found none. Install Debian's packages "
        f"{' and '.join(DEBIAN)}, or name a Chromium in the environment variable CHROMIUM.\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
