"""What is wrong with each city of a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.city import check_city

if TYPE_CHECKING:
    from locator.problems import Problem
    from locator.region.cities import RegionCity


def check(city: RegionCity) -> tuple[Problem, ...]:
    """Everything wrong with the effective pack of a city."""
    return check_city(city.kept(), city.folder, city.changes)[1]
