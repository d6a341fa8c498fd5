"""A store of a test's own, in SQLite and in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import postgres
from locator.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from locator.store import Store


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with postgres.server() as folder:
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a store that does not exist yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'deep' / 'store.sqlite3'}"
        return
    found = postgres.fresh(request.getfixturevalue("server"))
    yield found
    open_store(found).close()


@pytest.fixture
def store(address: str) -> Store:
    return open_store(address)
