"""What a commission asks, answered from the counts of the report; the plan, clause by clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.coverage.questions import closed_together, records_counted, seniors_without, to_close
from locator.maps.features import short_name
from locator.pack.model import STRENGTHS, IndicatorRule, Requirement, asks_recognition, layers_of
from locator.reports.content.annex import PlanLine, PlanTable
from locator.reports.content.report import Answers
from locator.wording.catalogue import Lang, pick, t
from locator.wording.explain import rule_text
from locator.wording.figures import date_text, of_level, people
from locator.wording.names import listed, unit_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from locator.pack.model import CityPack
    from locator.reports.content.report import Clause, Gap, Head, Report, Unreported

#: Offices named as those that owe most.
_MOST = 3
_SENIOR_LAYER = "senior_school"


def plan(pack: CityPack, standing: Sequence[Clause], head: Head) -> PlanTable:
    """Every clause of the plan: measured ones with rule, state and evidence, and the others."""
    lang, known = head.lang, {clause.id: clause for clause in standing}
    lines = [
        PlanLine(
            clause=rule.clause,
            title=pick(rule.title, rule.title_en, lang),
            strength=rule.strength,
            rule=rule_text(rule, pack, lang),
            state=_state(known.get(rule.id), lang),
            records=records_counted(pack, rule, head.scope_code),
        )
        for strength in STRENGTHS
        for rule in pack.requirements
        if rule.strength == strength
    ]
    unmeasured = tuple((one.clause, pick(one.why, one.why_en, lang)) for one in pack.unmeasured)
    return PlanTable(tuple(lines), unmeasured)


def _state(clause: Clause | None, lang: Lang) -> str:
    if clause is None:
        return t("report.plan_nobody", lang)
    return clause.words


def answers(
    pack: CityPack,
    verdicts: pd.DataFrame,
    gaps: Sequence[Gap],
    unreported: Sequence[Unreported],
    deadline: str,
    head: Head,
    undrawn: int,
) -> Answers:
    """Answers to what a commission asks, on the report's scope.

    ``undrawn`` is how many of its towns are on no map.
    """
    lang = head.lang
    closing = _closing(pack, verdicts, lang)
    return Answers(
        seniors=_seniors(pack, verdicts, head),
        owing=owing(unreported, lang),
        closing=closing,
        asks=asks(gaps, closing, unreported, deadline, lang),
        lacking=_lacking(pack, verdicts, head, undrawn),
    )


def _lacking(pack: CityPack, verdicts: pd.DataFrame, head: Head, undrawn: int) -> tuple[str, ...]:
    """What other data are to be asked for, since without them a question has no answer."""
    rule = senior_rule(pack)
    own = verdicts.loc[verdicts["requirement"] == (rule.id if rule else ""), "unit"]
    people = int(own.map(pack.units["population_60plus"]).isna().sum())
    counts = {"people": people, "places": undrawn}
    return tuple(t(f"report.ask_{what}", head.lang, n=n) for what, n in counts.items() if n)


def _seniors(pack: CityPack, verdicts: pd.DataFrame, head: Head) -> str:
    """How many of 60 and more live in towns with no known senior school."""
    rule = senior_rule(pack)
    if rule is None or rule.id not in set(verdicts["requirement"]):
        return ""
    lang = head.lang
    found = seniors_without(pack, verdicts, rule.id)
    if not found.towns:
        return t("report.seniors_none", lang)
    kind = "open" if not found.gaps else "lack" if found.gaps == found.towns else "gaps"
    towns = of_level("town", found.towns, lang)
    without = t(f"report.seniors_{kind}", lang, towns=towns, gaps=found.gaps)
    if found.people is None:
        text = t("report.seniors_unknown", lang, without=without)
    else:
        key = "report.seniors_part" if found.unknown else "report.seniors_all"
        words = {"people": people(found.people, lang), "unknown": found.unknown}
        text = t(key, lang, without=without, **words)
    if found.county_people is None or head.scope_code or not found.unknown:
        return text
    names_ = (unit_name(pack, code, lang) for code in found.counties)
    # Above a chart there are two lines: English names as on maps.
    names = listed(map(short_name, names_) if lang == "en" else names_, lang)
    return text + t(
        "report.seniors_counties", lang, names=names, people=people(found.county_people, lang)
    )


def _required(rows: Iterable[Unreported]) -> dict[str, int]:
    """What each office owes of the required clauses, by its name, most first."""
    found: dict[str, int] = {}
    for row in rows:
        if row.strength == "required":
            found[row.ask_name] = found.get(row.ask_name, 0) + row.count
    return dict(sorted(found.items(), key=lambda one: -one[1]))


def owing(rows: Sequence[Unreported], lang: Lang, most: int = _MOST) -> str:
    """Who owes most answers of the required clauses, ``most`` of them by name."""
    found = _required(rows)
    if not found:
        return ""
    words = {"total": f"{sum(found.values()):,}", "n": len(found)}
    if len(found) == 1:
        [name] = found
        return t("report.owing_one", lang, name=name, **words)
    first = list(found.items())[:most]
    # Above a table there are two lines: English names as on maps.
    named = ((short_name(name) if lang == "en" else name, f"{n:,}") for name, n in first)
    names = listed((t("report.owing_of", lang, name=name, n=n) for name, n in named), lang)
    return t("report.owing", lang, names=names, most=len(first), **words)


def _closing(pack: CityPack, verdicts: pd.DataFrame, lang: Lang) -> str:
    """What closing all known gaps of the required clauses takes, in places and people."""
    parts = []
    for code, row in to_close(pack, verdicts).iterrows():
        rule = pack.requirement(str(code))
        if rule.strength == "required":
            number = isinstance(rule, IndicatorRule)
            unknown = row["short"] != row["short"]
            key = "any" if unknown else "more" if number else "places"
            parts.append(
                t(
                    f"report.closing_{key}",
                    lang,
                    title=pick(rule.title, rule.title_en, lang),
                    n=f"{row['short']:,.0f}",
                    units=f"{row['units']:,.0f}",
                )
            )
    if not parts:
        return ""
    # The sum would be read as so many places.
    shared = closed_together(pack, verdicts)
    together = t("report.closing_together", lang, n=shared) if shared else ""
    return t("report.closing", lang, parts=listed(parts, lang), together=together)


def asks(
    gaps: Sequence[Gap], closing: str, unreported: Sequence[Unreported], deadline: str, lang: Lang
) -> tuple[str, ...]:
    """What the data ask the commission to decide; ``closing`` says what closing the gaps takes."""
    found = []
    own = [gap for gap in gaps if gap.strength == "required"]
    if own:
        found.append(t("report.ask_gaps", lang, n=f"{len(own):,}", closing=closing))
    owed = _required(unreported)
    if owed:
        words = {
            "names": listed(list(owed)[:_MOST], lang),
            "n": len(owed),
            "total": f"{sum(owed.values()):,}",
            "day": date_text(deadline, lang),
        }
        few = "few" if len(owed) <= _MOST else "many"
        found.append(t(f"report.ask_{'day' if deadline else 'no_day'}_{few}", lang, **words))
    return tuple(found)


def senior_rule(pack: CityPack) -> Requirement | None:
    """The requirement on senior schools of towns, recognised or not; None where none asks so."""
    for rule in pack.requirements:
        if rule.level == "town" and _SENIOR_LAYER in layers_of(rule) and not asks_recognition(rule):
            return rule
    return None


def no_gaps(report: Report) -> str:
    """What it means that there is no gap: hardly ever that everything is met."""
    unknown = sum(clause.unreported for clause in report.standing)
    key = "document.gaps_none" if unknown else "document.gaps_none_met"
    return t(key, report.head.lang, n=f"{unknown:,}")
