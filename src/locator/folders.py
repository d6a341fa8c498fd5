"""Where things lie: in a checkout beside ``src/``, in an installation inside the package.

The one place that knows the difference; the wheel carries ``geodata/`` (its packs and shared
tables), ``pages/`` and Streamlit's configuration as data of the package.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

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


def data() -> Path:
    """Folder of what an installation writes where none is configured; it need not exist yet.

    ``data/`` in a checkout, where it is seen; the user's data folder of the system when installed,
    because a package's own folder may be read-only and is lost with an update.
    """
    if not INSTALLED:
        return _ROOT / "data"
    from platformdirs import user_data_path  # noqa: PLC0415 - only an installation needs it

    return user_data_path("suzhou-learning-map", appauthor=False)
