"""Which unit has what the plan requires, which lacks it, and which has not said?

Each requirement of each unit becomes a verdict; verdicts are explained, tabled and compared.
May use the pack and the ground below; knows neither pages nor words.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Protocol

    import pandas as pd

    from locator.pack.model import CityPack

    class Evaluated(Protocol):
        """A pack with its verdicts, as a city is."""

        @property
        def pack(self) -> CityPack:
            """The pack."""

        @property
        def verdicts(self) -> pd.DataFrame:
            """As :func:`locator.coverage.verdicts.evaluate_pack` gives them."""


class _Room(ModuleType):
    """A module that answers when it is called: ``locator.coverage(city)``.

    A function of the public API has the name of this room, and importing a room puts it where the
    function would be.
    """

    def __call__(
        self, city: Evaluated, *, county: str = "", strength: str = "", status: str = ""
    ) -> pd.DataFrame:
        """Verdict of every requirement for every unit that it applies to.

        Parameters
        ----------
        city
            As :func:`locator.open_city` opens it.
        county, strength, status
            Only of this county (code), strength (``required``, ``encouraged``) and status
            (``met``, ``gap``, ``unreported``); ``""``: all.

        Returns
        -------
        DataFrame
            ``requirement, unit, name, status, have, need, short``, see
            :func:`locator.coverage.verdicts.evaluate`.

        Examples
        --------
        >>> import locator
        >>> verdicts = locator.coverage(locator.open_city("demo"), status="gap")
        >>> verdicts["status"].unique().tolist()
        ['gap']
        """
        from locator.coverage.tables import narrow  # noqa: PLC0415 - the package costs nothing to import

        return narrow(city.verdicts, city.pack, county, strength, status)


sys.modules[__name__].__class__ = _Room
