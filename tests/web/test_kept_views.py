"""What pages keep of a publication is what they would make anew, byte for byte."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from locator.city import City
from locator.web.screens.coverage import view
from locator.web.screens.data import completeness

if TYPE_CHECKING:
    from locator.pack.model import CityPack

TODAY = date(2026, 11, 28)


def test_what_is_kept_is_what_is_made_anew(demo: CityPack) -> None:
    kept, fresh = City(pack=demo), City(pack=demo)
    county = demo.counties.index[0]
    for lang in ("zh", "en"):
        once = kept.once(completeness.matrix, TODAY, "phone", lang)
        assert once == completeness.matrix(fresh, TODAY, "phone", lang)
        assert kept.once(completeness.matrix, TODAY, "phone", lang) is once
        for shown in (view.Narrowed(), view.Narrowed(county, "required", "gap")):
            groups = kept.once(view.groups, *shown, lang)
            assert groups == view.groups(fresh, *shown, lang)
            verdicts = view.verdicts(kept, *shown)
            pd.testing.assert_frame_equal(verdicts, view.verdicts(fresh, *shown))
