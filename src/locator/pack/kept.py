"""Packs that were read and checked, kept on disk: the same files are not checked twice.

A kept form is a copy of what :func:`locator.pack.read.load_pack` made, under a checksum of all that
it was made from: every file of the pack and those laid over them, the shared catalogue and
vocabularies, the program that read and checked them, and the day, which some checks look at. What
differs in any of them is another pack. A form that is missing, damaged or not our own is made
anew, and a folder that takes none is no reason to stop.
"""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import os
import pickle
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from locator import clock
from locator.folders import written_whole
from locator.pack.files import (
    LAYERS_FILE,
    SHARED_FILES,
    PackFiles,
    layers_path,
    shared_bytes,
    vocabularies,
)
from locator.pack.model import CityPack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.problems import Problem

#: How many forms a folder keeps where nothing else is said: those made last.
KEPT = 24
_ENDING = ".pack"
_DIGEST_BYTES = 32
#: What others may do with a file that nobody but ourselves can have written.
_WRITTEN_BY_OTHERS = 0o022
#: Rooms and modules whose code decides what a pack in memory is.
_PROGRAM = ("pack", "names", "geo", "clock.py", "problems.py")

_log = logging.getLogger(__name__)


def keep_texts_plain() -> None:
    """Have pandas keep text as Python's own strings from now on, in the whole process.

    A pack's tables are small and read cell by cell; Arrow, pandas' own choice, makes a new string
    of a cell each time: a quarter of what an import takes. Our programs call this when they begin;
    the library does not, for in a notebook pandas is somebody else's.
    """
    pd.set_option("mode.string_storage", "python")


class KeptPacks:
    """Reads packs, and keeps those without errors.

    Parameters
    ----------
    folder
        Where forms are kept; made with the first one.
    most
        How many forms it keeps.
    """

    def __init__(self, folder: Path, most: int = KEPT) -> None:
        self.folder, self._most = folder, most

    def load(self, path: Path, overlay: Mapping[str, bytes] | None = None) -> CityPack:
        """The pack of a folder; see :func:`locator.pack.read.load_pack`.

        Raises
        ------
        PackError
            The pack has errors; the exception carries every problem, warnings included.
        """
        files = PackFiles(path.resolve(), overlay or {})
        key = _key(files)
        pack = self._kept(key) if key else None
        if pack is None:
            # What reads and checks takes longest to import, and is not needed for what is kept.
            from locator.pack.read import load_pack  # noqa: PLC0415 - see above

            pack = load_pack(path, overlay)
            if key and _key(files) == key:  # nobody changed a file meanwhile
                self._keep(key, pack)
        return dataclasses.replace(pack, path=files.root)

    def read(
        self, path: Path, overlay: Mapping[str, bytes] | None = None
    ) -> tuple[CityPack | None, tuple[Problem, ...]]:
        """What the files themselves say now; see :func:`locator.pack.read.read_pack`."""
        from locator.pack.read import read_pack  # noqa: PLC0415 - as in load

        return read_pack(path, overlay)

    def _kept(self, key: str) -> CityPack | None:
        """A kept form; None where there is none that can be trusted and read."""
        try:
            with (self.folder / (key + _ENDING)).open("rb") as file:
                if not _own(os.fstat(file.fileno())):
                    return None
                digest, form = file.read(_DIGEST_BYTES), file.read()
            if hashlib.sha256(form).digest() != digest:
                return None
            pack = pickle.loads(form)  # noqa: S301 - only what we wrote ourselves, see above
        except OSError:
            return None
        except Exception as failure:  # noqa: BLE001 - whatever is wrong with it, the files are there
            _log.warning("a kept pack cannot be read: %s", type(failure).__name__)
            return None
        if not isinstance(pack, CityPack):
            return None
        # What a pack shares with all others is known by being the same thing.
        shared = vocabularies()
        own = {
            name: shared[name] if shared.get(name) == entries else entries
            for name, entries in pack.vocabularies.items()
        }
        return dataclasses.replace(pack, vocabularies=own)

    def _keep(self, key: str, pack: CityPack) -> None:
        form = pickle.dumps(pack, protocol=pickle.HIGHEST_PROTOCOL)
        try:
            with written_whole(self.folder / (key + _ENDING)) as part:
                part.touch(mode=0o600)
                part.write_bytes(hashlib.sha256(form).digest() + form)
            forms = sorted(self.folder.glob(f"*{_ENDING}"), key=lambda f: f.stat().st_mtime)
            for old in forms[: -self._most]:
                old.unlink(missing_ok=True)
        except OSError as failure:
            _log.info("a pack is not kept: %s", os.strerror(failure.errno or 0))


def _own(stat: os.stat_result) -> bool:
    """Whether nobody but this user can have written a file; where users are numbers."""
    own = getattr(os, "geteuid", None)
    return own is None or (stat.st_uid == own() and not stat.st_mode & _WRITTEN_BY_OTHERS)


def _key(files: PackFiles) -> str:
    """SHA-256 over everything that a pack is made from; ``""`` where a file cannot be read."""
    digest = hashlib.sha256(program())
    digest.update(clock.today().isoformat().encode())
    try:
        for name in files.all_names():
            _add(digest, name, files.read(name))
        _add(digest, LAYERS_FILE, layers_path(files.root).read_bytes())
    except OSError:
        return ""
    for name in SHARED_FILES:
        _add(digest, name, shared_bytes(name))
    return digest.hexdigest()


def _add(digest: hashlib._Hash, name: str, content: bytes) -> None:
    digest.update(f"{len(name)} {len(content)} {name}".encode() + content)


@cache
def program() -> bytes:
    """The code that reads and checks, and whose objects a form holds, as this process has it."""
    digest = hashlib.sha256(f"{sys.implementation.cache_tag} {pd.__version__}".encode())
    package = Path(__file__).resolve().parents[1]
    for part in _PROGRAM:
        top = package / part
        for file in sorted(top.glob("*.py")) if top.is_dir() else (top,):
            _add(digest, file.name, file.read_bytes())
    return digest.digest()
