"""A private PostgreSQL for the tests: its own folder, a socket in it, no port, gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from get_postgres import missing, programs

if TYPE_CHECKING:
    from collections.abc import Iterator

#: PostgreSQL refuses to run as root; Debian's package brings this user.
USER = "postgres"
_START_S = 60
_INIT = ["-A", "trust", "-U", "locator", "-E", "UTF8", "--locale=C", "--no-sync"]


@contextmanager
def server() -> Iterator[str]:
    """Start a server; yields the folder of its socket. Anybody on this machine may sign in."""
    found = programs()
    if found is None:
        raise RuntimeError(missing())
    folder = Path(tempfile.mkdtemp(prefix="locator-pg-"))
    user = USER if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user, user)
    # As that user by the process itself: a helper between would swallow the signal to stop.
    own: dict[str, Any] = {"cwd": folder}
    own |= {"user": user, "group": user, "extra_groups": []} if user else {}
    data, log = str(folder / "data"), folder / "log"
    init = [found / "initdb", "-D", data, *_INIT]
    # ``fsync=off``: the tests kill clients, not the machine.
    serve = [
        found / "postgres",
        "-D",
        data,
        "-k",
        folder,
        "-c",
        "listen_addresses=",
        "-c",
        "fsync=off",
    ]
    try:
        subprocess.run(init, check=True, capture_output=True, **own)
        with log.open("w") as out:
            process = subprocess.Popen(serve, stdout=out, stderr=out, **own)
        try:
            _wait(folder, process, log)
            yield str(folder)
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nobody wants the data
            process.wait(_START_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(folder: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_S
    while True:
        try:
            psycopg.connect(host=str(folder), user="locator", dbname="postgres").close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(log.read_text()) from None
            time.sleep(0.1)
        else:
            return


@contextmanager
def frozen(folder: str) -> Iterator[None]:
    """The server of a folder and all that it started stand still: it takes questions, and is silent."""
    first = int((Path(folder) / "data" / "postmaster.pid").read_text().split()[0])
    stopped = [first]
    os.kill(first, signal.SIGSTOP)  # first, so that it starts no more of them
    of_it = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    for process in map(int, of_it):
        os.kill(process, signal.SIGSTOP)
        stopped.append(process)
    try:
        yield
    finally:
        for process in stopped:
            os.kill(process, signal.SIGCONT)


def fresh(folder: str) -> str:
    """Address of the server's database, emptied."""
    with psycopg.connect(host=folder, user="locator", dbname="postgres", autocommit=True) as admin:
        admin.execute("DROP SCHEMA public CASCADE")
        admin.execute("CREATE SCHEMA public")
    return f"postgresql://locator@/postgres?host={folder}"
