"""What a person chose for a report, as a small file that can be replayed on newer data."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from locator.problems import LocatorError, Problem, QueryError
from locator.reach.question import PlanningQuestion, read_question
from locator.reach.scenario_file import read_scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from locator.reach.scenario import Scenario

_Part = TypeVar("_Part")
Drawing = Literal["geography", "hexagons"]
DRAWINGS: tuple[Drawing, ...] = get_args(Drawing)

Section = Literal[
    "standing",
    "gaps",
    "maps",
    "reach",
    "sites",
    "scenario",
    "changes",
    "round",
    "unreported",
    "charts",
    "scorecard",
    "next",
    "plan",
    "names",
    "sources",
]
#: All parts between title and end, in the order in which a meeting hears them.
SECTIONS: tuple[Section, ...] = get_args(Section)

_FORMAT = 1
#: A file of choices is short; nothing longer is read.
_MOST_BYTES = 200_000
_MOST_CHARACTERS = 20_000
#: A message quotes so many characters of what it found.
_QUOTED = 60


@dataclass(frozen=True, slots=True)
class MapChoice:
    """One map slide: the requirement and how it is drawn."""

    requirement: str
    drawing: Drawing = "geography"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a report is about.

    Attributes
    ----------
    scope
        Code of a county, "" for the whole city.
    maps
        The map slides in order; empty: every required clause on towns, as geography.
    sections
        Parts to show, of :data:`SECTIONS`; always shown in that order.
    next_steps
        What the speaker asks of the commission, a line each.
    since
        Name of the snapshot to compare with, "" for the last time that said anything else.
    full
        All slides; otherwise as many as a meeting sits through.
    deadline
        Day (ISO) by which offices are asked to report, "" where the commission is to set it.
    addressed, signed, dated
        Of the document: to whom it goes (主送), who signs (落款), and its day (成文日期, ISO).
    planning, scenario
        What who lives too far and where the next ones go is asked of, None for no such slides; and
        the scenario told before and after, None for none.
    """

    scope: str = ""
    maps: tuple[MapChoice, ...] = ()
    sections: tuple[Section, ...] = SECTIONS
    next_steps: str = ""
    since: str = ""
    full: bool = False
    deadline: str = ""
    addressed: str = ""
    signed: str = ""
    dated: str = ""
    planning: PlanningQuestion | None = None
    scenario: Scenario | None = None


def write_choices(choices: Choices) -> bytes:
    """The choices as a JSON file, UTF-8."""
    document = {"format": _FORMAT, **asdict(choices)}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def read_choices(data: bytes, file: str = "") -> Choices:
    """Choices from the bytes of a file that :func:`write_choices` wrote, or a person edited.

    Parameters
    ----------
    data
        The file's bytes.
    file
        Its name, for messages.

    Raises
    ------
    QueryError
        It is no such file; every problem names the key and the remedy. Whether scope and
        requirements exist is only known with the data, see
        :func:`locator.reports.building.build.build`.
    """
    document = _document(data, file)
    wrong = _Wrong(file)
    for key in document.keys() - {"format", *Choices.__dataclass_fields__}:
        wrong.add("report.choices_unknown", key, document[key])
    if document.get("format", _FORMAT) != _FORMAT:
        wrong.add("report.choices_format", "format", document["format"])
    choices = Choices(
        scope=wrong.text(document.get("scope", ""), "scope"),
        maps=tuple(wrong.maps(document.get("maps", []))),
        sections=wrong.sections(document.get("sections", list(SECTIONS))),
        next_steps=wrong.text(document.get("next_steps", ""), "next_steps"),
        since=wrong.text(document.get("since", ""), "since"),
        full=wrong.yes(document.get("full", False), "full"),
        deadline=wrong.day(document.get("deadline", ""), "deadline"),
        addressed=wrong.text(document.get("addressed", ""), "addressed"),
        signed=wrong.text(document.get("signed", ""), "signed"),
        dated=wrong.day(document.get("dated", ""), "dated"),
        planning=wrong.part(document.get("planning"), "planning", read_question),
        scenario=wrong.part(document.get("scenario"), "scenario", _scenario),
    )
    if wrong.problems:
        raise QueryError(wrong.problems)
    return choices


def _scenario(given: Mapping[str, object], file: str) -> Scenario:
    return read_scenario(json.dumps(given), file)


def _document(data: bytes, file: str) -> dict[str, Any]:
    def refusal(kind: str, row: int | None = None, value: str = "") -> QueryError:
        key = f"report.choices_{kind}"
        return QueryError(Problem("error", key, file, row, value=value, params={"n": len(data)}))

    if len(data) > _MOST_BYTES:
        raise refusal("long")
    if not data.strip():
        raise refusal("empty")
    try:
        document = json.loads(data.decode("utf-8-sig"))
        json.dumps(document, ensure_ascii=False).encode()  # half a character can be said nowhere
    except json.JSONDecodeError as wrong:
        line = wrong.doc.splitlines()[wrong.lineno - 1 : wrong.lineno]
        raise refusal("unreadable", wrong.lineno, _short("".join(line).strip())) from None
    except (ValueError, RecursionError):
        start = data[:20].decode("ascii", "backslashreplace")
        raise refusal("no_text", value=_short(start)) from None
    if not isinstance(document, dict):
        raise refusal("no_object", value=_short(json.dumps(document, ensure_ascii=False)))
    return document


def _short(text: str) -> str:
    """As much of what stands in a file as finds it again."""
    return text if len(text) <= _QUOTED else text[:_QUOTED] + "…"


class _Wrong:
    """Values checked one by one; whatever is wrong is remembered with its key."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, message: str, key: str, value: object) -> None:
        text = _short(json.dumps(value, ensure_ascii=False))
        self.problems.append(
            Problem(
                "error",
                message,
                file=self.file,
                column=key,
                value=text,
                params={
                    "drawings": ", ".join(DRAWINGS),
                    "sections": ", ".join(SECTIONS),
                    "keys": ", ".join(Choices.__dataclass_fields__),
                },
            )
        )

    def text(self, value: object, key: str) -> str:
        if isinstance(value, str) and len(value) <= _MOST_CHARACTERS:
            return value
        self.add("report.choices_text", key, value)
        return ""

    def yes(self, value: object, key: str) -> bool:
        if not isinstance(value, bool):
            self.add("report.choices_yes", key, value)
        return value is True

    def day(self, value: object, key: str) -> str:
        try:
            # ISO has other ways to write a day, which nobody would look for on a paper.
            if value == "" or value == date.fromisoformat(str(value)).isoformat():
                return str(value)
        except ValueError:
            pass
        self.add("report.choices_day", key, value)
        return ""

    def part(
        self, value: object, key: str, read: Callable[[Mapping[str, object], str], _Part]
    ) -> _Part | None:
        """What is a small document of its own, with problems of its own."""
        if value is None:
            return None
        if not isinstance(value, dict):
            self.add("report.choices_part", key, value)
            return None
        try:
            return read(value, f"{self.file} [{key}]")
        except LocatorError as failure:
            self.problems += failure.problems
            return None

    def maps(self, value: object) -> list[MapChoice]:
        found = []
        for number, one in enumerate(value if isinstance(value, list) else [value]):
            known = isinstance(one, dict) and one.keys() <= {"requirement", "drawing"}
            requirement = one.get("requirement") if known else None
            drawing = one.get("drawing", DRAWINGS[0]) if known else None
            if isinstance(requirement, str) and drawing in DRAWINGS:
                found.append(MapChoice(requirement, drawing))
            else:
                self.add("report.choices_map", f"maps[{number}]", one)
        return found

    def sections(self, value: object) -> tuple[Section, ...]:
        if isinstance(value, list) and all(one in SECTIONS for one in value):
            return tuple(one for one in SECTIONS if one in value)
        wrong = [one for one in value if one not in SECTIONS] if isinstance(value, list) else value
        self.add("report.choices_sections", "sections", wrong)
        return SECTIONS
