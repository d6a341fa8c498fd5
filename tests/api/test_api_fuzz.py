"""The API against its own document, asked whatever schemathesis thinks of."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.applications import Starlette
from starlette.routing import Mount

from locator.api import api
from locator.api.document import BURST, RATE
from locator.ratelimit import Limiter
from locator.settings import Settings
from locator.site import Site

if TYPE_CHECKING:
    from schemathesis.schemas import BaseSchema

PATHS = (
    "/v1/venues",
    "/v1/venues/{id}",
    "/v1/near",
    "/v1/units",
    "/v1/coverage",
    "/v1/coverage/{unit}/{requirement}",
    "/v1/reach",
    "/v1/regions",
    "/v1/regions/{code}/coverage",
    "/v1/regions/{code}/compare",
    "/v1/regions/{code}/near",
    "/v1/shares",
    "/v1/ask",
    "/healthz",
)
#: Each answer measures every way of a city; of a region that is not there little can be asked.
SLOW = {"/v1/reach", *(path for path in PATHS if path.startswith("/v1/regions"))}
GEODATA = Path(__file__).resolve().parents[2] / "geodata"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def described() -> BaseSchema:
    """The API's own document, in front of the API."""
    door = api(Site.open(Settings(packs=(GEODATA / "suzhou", GEODATA / "demo"))))
    door.limiter = Limiter(RATE, BURST, count(step=10).__next__)  # the rate has its own tests
    app = Starlette(routes=[Mount("/api", door)])
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


# schemathesis.pytest.from_fixture() needs an older pytest: its strategies do the same.
@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
@pytest.mark.parametrize("path", PATHS)
def test_answers_conform(described: BaseSchema, path: str, mode: GenerationMode) -> None:
    operation = described[path]["GET"]
    if mode is GenerationMode.NEGATIVE and not operation.definition.raw.get("parameters"):
        pytest.skip("nothing to get wrong")

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=10 if path in SLOW else 30,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        # Starlette's Mount takes no line break: such an address never comes to the API.
        assume("\n" not in case.formatted_path and "%0A" not in case.formatted_path)
        case.call_and_validate(checks=CHECKS)

    ask()


def test_nothing_is_left_out(described: BaseSchema) -> None:
    assert sorted(described.raw_schema["paths"]) == sorted(PATHS)
