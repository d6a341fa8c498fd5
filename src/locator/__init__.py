"""Suzhou Lifelong-Learning Map: find places to learn, and see what the plan still lacks.

The names of ``__all__`` are the public Python API, the only ones that later versions keep;
``docs/notebook.md`` walks through them. Importing the package costs nothing: each name is loaded
when it is first used.

>>> import locator
>>> city = locator.open_city("demo")
>>> print(city.pack.city.name_en)
Cloudmere (fictional)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from locator.geo.datum import convert
    from locator.library import (
        check,
        explain,
        hours_state,
        near,
        open_city,
        places,
        read_pack,
        report,
    )

__all__ = [
    "check",
    "convert",
    "coverage",
    "explain",
    "hours_state",
    "near",
    "open_city",
    "places",
    "read_pack",
    "report",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # The room of that name answers when it is called.
    return (
        import_module(".coverage", __name__)
        if name == "coverage"
        else getattr(import_module(".library", __name__), name)
    )


def __dir__() -> list[str]:
    return [*globals(), *__all__]
