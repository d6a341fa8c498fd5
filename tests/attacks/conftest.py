"""Attacks that take minutes run only when they are asked for by their mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked ``attack`` unless the command line names the mark."""
    if "attack" in (config.option.markexpr or ""):
        return
    left = [item for item in items if item.get_closest_marker("attack")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
