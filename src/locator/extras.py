"""Parts of the program whose packages are installed only when asked for.

``pip install suzhou-learning-map`` is what a notebook needs; each extra adds a face or a source.
"""

from __future__ import annotations

from locator.problems import LocatorError, Problem

#: Modules that come with an extra only. A package of two extras is named by the first.
EXTRAS = {
    "web": (
        "authlib",
        "branca",
        "fastapi",
        "folium",
        "htpy",
        "jinja2",
        "markupsafe",
        "prometheus_client",
        "pythonjsonlogger",
        "starlette",
        "streamlit",
        "streamlit_folium",
        "uvicorn",
        "xstatic",
    ),
    "reports": ("docx", "fpdf", "lxml", "pptx", "pylopdf_fonts_zh_cn", "pypdfium2", "segno"),
    "osm": ("osmium",),
    "population": ("rasterio",),
    "region": ("dask", "distributed", "pyarrow"),
    "postgres": ("psycopg",),
}


def missing_extra(failure: ModuleNotFoundError) -> LocatorError:
    """What to install for a module that is not there.

    Raises
    ------
    ModuleNotFoundError
        It is no extra's: a broken installation.
    """
    module = (failure.name or "").partition(".")[0]
    for extra, modules in EXTRAS.items():
        if module in modules:
            params = {"module": module, "extra": extra}
            return LocatorError(Problem("error", "cli.missing_extra", params=params))
    raise failure
