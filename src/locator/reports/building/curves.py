"""The curves of the planning page: more minutes, more sites, and how unevenly places lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.pack.model import cells
from locator.reach.reached import REACH_STATES
from locator.reports.content.report import Series
from locator.reports.drawing.chart import Caption, lines
from locator.wording.catalogue import t
from locator.wording.figures import percent

if TYPE_CHECKING:
    import pandas as pd

    from locator.reach.fairness import Fairness
    from locator.reach.reached import Reached
    from locator.reach.scenario import Outcome
    from locator.reach.siting import Siting
    from locator.reports.content.report import Chart, Head

#: Half of the people, of whom the sentence on the curve of fairness speaks.
_HALF = 0.5
#: Minutes that the sentence on the curve of reach tells: placeholders of the message.
_TOLD = ("m15", "m30", "m60")


def reach_curve(reached: Reached, head: Head) -> Chart | None:
    """Shares within reach, beyond and unknown by the minutes of the way; None: no way is known."""
    if reached.supply.placed.empty:
        return None
    lang = head.lang
    # The last is drawn in the colour that these people have on the map.
    named = {one: t(f"siting.mark_reach_{one}", lang) for one in reversed(REACH_STATES)}
    series = tuple(Series(name, _values(reached.curve[one])) for one, name in named.items())
    said = t("siting.curve_reach_answer", lang, **_told(reached))
    return _minutes(reached.curve, series, said, head)


def scenario_curve(outcome: Outcome, head: Head) -> Chart | None:
    """Shares within reach by the minutes of the way, before and after; None: no way is known."""
    if outcome.reach is None or outcome.reach[1].supply.placed.empty:
        return None
    names = t("siting.column_before", head.lang), t("scenario.mark", head.lang)
    series = tuple(
        Series(name, _values(one.curve["within"]))
        for name, one in zip(names, outcome.reach, strict=True)
    )
    before, after = outcome.reach
    words = _told(after) | {f"{name}_before": share for name, share in _told(before).items()}
    said = t("siting.curve_scenario_answer", head.lang, **words)
    return _minutes(after.curve, series, said, head)


def fairness_curve(fairness: Fairness, head: Head) -> Chart | None:
    """What the people with least have of all places, beside what equal shares would give them."""
    curve, lang = fairness.curve, head.lang
    if not curve["access"].any():
        return None
    half = float(curve.loc[(curve["share"] - _HALF).abs().idxmin(), "access"])
    caption = Caption(
        "fairness",
        t("siting.curve_fairness", lang),
        t("siting.curve_fairness_answer", lang, half=percent(half)),
    )
    series = (
        Series(t("siting.curve_fairness_equal", lang), _values(curve["share"])),
        Series(t("siting.curve_fairness_have", lang), _values(curve["access"])),
    )
    return lines(caption, tuple(f"{share:.0%}" for share in curve["share"]), series, head)


def siting_curve(siting: Siting, head: Head) -> Chart | None:
    """Share within reach by the number of new sites; None where each adds nothing to see."""
    curve, lang = siting.curve, head.lang
    if len(curve) < 2 or not curve["gain"].any():
        return None
    first, last = curve.iloc[0], curve.iloc[-1]
    words = {
        "n": int(last["sites"]),
        "before": percent(first["share"]),
        "after": percent(last["share"]),
    }
    caption = Caption(
        "sites", t("siting.curve_sites", lang), t("siting.curve_sites_answer", lang, **words)
    )
    names = tuple(f"{n:.0f}" for n in curve["sites"])
    series = (Series(t("siting.column_within", lang), _values(curve["share"])),)
    return lines(caption, names, series, head, fitted=True)


def _told(reached: Reached) -> dict[str, str]:
    """Shares within reach at the minutes that a sentence tells, by its placeholders."""
    within = cells(reached.curve, "minutes", "within")
    return {name: percent(share) for n, share in within if (name := f"m{n}") in _TOLD}


def _minutes(curve: pd.DataFrame, series: tuple[Series, ...], said: str, head: Head) -> Chart:
    lang = head.lang
    names = tuple(t("siting.minutes_option", lang, n=int(n)) for n in curve["minutes"])
    return lines(Caption("reach", t("siting.curve_reach", lang), said), names, series, head)


def _values(column: pd.Series[float]) -> tuple[float, ...]:
    return tuple(round(float(value), 6) for value in column)
