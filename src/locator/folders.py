"""Where things lie (in a checkout beside ``src/``, installed inside the package), written whole.

The one place that knows the difference; the wheel carries ``geodata/`` (its packs and shared
tables), ``pages/`` and Streamlit's configuration as data of the package.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from locator.problems import Problem, QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE = Path(__file__).resolve().parent
#: A wheel holds ``locator/geodata``, a checkout ``geodata`` two folders above ``src/locator``.
INSTALLED = (_PACKAGE / "geodata").is_dir()
_ROOT = _PACKAGE if INSTALLED else _PACKAGE.parents[1]

#: Shared data: the layer catalogue, the vocabularies and the city packs that come with us.
GEODATA = _ROOT / "geodata"
PAGES = _ROOT / "pages"
#: What Streamlit runs; it finds ``.streamlit/config.toml`` beside it, from any folder.
APP = _ROOT / "app.py"
SUZHOU, DEMO = GEODATA / "suzhou", GEODATA / "demo"
#: The pack that a question is about where none is named.
DEFAULT_PACK = SUZHOU
#: Scripts and styles of the pages.
ASSETS = _PACKAGE / "web" / "assets"


def assets_stamp() -> str:
    """A few letters that change with any script or style that browsers load from us by address."""
    digest = hashlib.sha256()
    with suppress(PackageNotFoundError):  # maps for paper are drawn without it
        digest.update(version("XStatic-Leaflet").encode())
    for file in sorted(ASSETS.iterdir()):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


#: Something that was begun beside a target so long ago is a killed process's, in seconds.
_LEFT_S = 600.0
_PART = ".part"


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """A hidden name beside ``target`` that takes its place if all goes well, else is taken away.

    A file or an empty folder may be in its place. What a killed process left of the same target
    goes too.

    Raises
    ------
    OSError
        It cannot be written, or a folder that is not empty stands in its place.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    before = f".{target.name}."
    for old in target.parent.iterdir():
        own = old.name.startswith(before) and old.name.endswith(_PART)
        if own and time.time() - old.stat().st_mtime > _LEFT_S:
            _remove(old)
    part = target.parent / f"{before}{uuid4().hex[:8]}{_PART}"
    try:
        yield part
        part.replace(target)
    finally:
        _remove(part)


@contextmanager
def told_if_unwritable(target: Path) -> Iterator[None]:
    """Whoever named a file that cannot be written is told so.

    Raises
    ------
    QueryError
        In place of the system's error.
    """
    try:
        yield
    except OSError as failure:
        params = {"reason": failure.strerror or str(failure)}
        raise QueryError(Problem("error", "cli.not_written", str(target), params=params)) from None


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
