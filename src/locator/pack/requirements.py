"""The measurable clauses of the plan as rules: venues to count, or a figure to compare.

A snapshot keeps the rules that its verdicts followed, in the one form of :func:`definition` and
:func:`from_definition`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from locator.pack.model import Level, Strength

#: Residents to which a rate refers (work plan, item 7: 万分之一点五 of the resident population).
RATE_BASE = 10_000
#: Fields in the order in which a definition holds them: what verdicts depend on after the words.
WORDS = ("clause", "title", "title_en", "strength")
RULE = (
    "level",
    "layers",
    "recognised",
    "indicator",
    "minimum",
    "per_10000",
    "unit_kind",
    "has_kind",
)
_ORDER = ("id", "clause", "title", "title_en", "level", "strength", *RULE[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    """What every measurable clause of the plan has.

    ``unit_kind`` limits it to units of that kind; ``has_kind`` to units that have at least one
    unit of that kind below them.
    """

    id: str
    clause: str
    title: str
    title_en: str = ""
    level: Level
    strength: Strength
    unit_kind: str = ""
    has_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueRule(_Clause):
    """At least ``minimum`` open venues of any of the ``layers``.

    ``recognised``: only venues whose recognition is filled.
    """

    layers: tuple[str, ...]
    minimum: float = 1
    recognised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRule(_Clause):
    """A value of at least ``minimum``, or of ``per_10000`` for every 10 000 residents.

    With neither, any value above zero: the plan sets no number. A unit without a value is
    unreported, and stays in every total.
    """

    indicator: str
    minimum: float | None = None
    per_10000: float | None = None

    @property
    def has_threshold(self) -> bool:
        """Whether the plan sets a number."""
        return self.per_10000 is not None or self.minimum is not None


Requirement = VenueRule | IndicatorRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmeasured:
    """A clause of the plan that no rule measures, and why not."""

    clause: str
    why: str
    why_en: str = ""


def layers_of(rule: Requirement) -> tuple[str, ...]:
    """Layers whose venues a clause counts; none where it asks for a figure."""
    return rule.layers if isinstance(rule, VenueRule) else ()


def layers_asked(rules: Iterable[Requirement]) -> set[str]:
    """Layers that clauses count."""
    return {layer for rule in rules for layer in layers_of(rule)}


def asks_recognition(rule: Requirement) -> bool:
    """Whether only recognised venues count."""
    return isinstance(rule, VenueRule) and rule.recognised


def definition(rule: Requirement) -> dict[str, Any]:
    """The fields of a rule that are set, in a fixed order, ready for JSON."""
    given = {
        f.name: getattr(rule, f.name) for f in fields(rule) if getattr(rule, f.name) != f.default
    }
    if isinstance(rule, VenueRule):
        given["minimum"] = rule.minimum
    return {
        name: list(v) if isinstance(v := given[name], tuple) else v
        for name in _ORDER
        if name in given
    }


def from_definition(given: Mapping[str, Any]) -> Requirement:
    """The rule of a definition.

    Raises
    ------
    TypeError
        A field is missing, or there is one that no rule has.
    """
    if "layers" in given:
        return VenueRule(**{**given, "layers": tuple(given["layers"])})
    # Older snapshots left out units without a value, and said so.
    return IndicatorRule(**{name: value for name, value in given.items() if name != "where_known"})
