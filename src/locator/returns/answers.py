"""Answers of a return as they are given: kept one by one, never overwritten in silence.

A key says what an answer is about, its parts joined by ``|``:

``card|CARD``
    ``state`` (has, none, building, unsure), ``complete`` (yes: the list is), ``name`` and
    ``expected`` of what is being built.
``venue|ID``
    A record that is known: ``gone`` (yes), or the cells that are to change.
``new|CARD|N``
    A place that is not known yet: its cells; no cells: it was taken out again.
``village|COLUMN|CODE``
    ``state`` (has, none, unsure, gone) of a cell, and ``name``.
``names|COLUMN``
    ``proposed`` (yes): places without a name are called after their village.
``figure|CODE``
    Of an indicator, or the residents (``population``): ``value``, ``year``;
    ``sure`` (yes) after it was asked back; ``state`` unsure: not known.
``workbook``
    ``name`` and ``content`` (base64) of the filled workbook, which then stands for all cards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from locator.problems import LocatorError, Problem, Words
from locator.returns.cards import FIGURES, VILLAGES, FigureCard, VenueCard, VillageCard
from locator.returns.kept import KeptRound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from locator.pack.model import CityPack
    from locator.returns.cards import Card
    from locator.returns.round import Round
    from locator.site import Site
    from locator.store.model import Answer

Value = dict[str, str]

#: Characters that an answer's text may have, by name; what is not named may have the least.
LENGTHS = {
    "name": 60, "address": 120, "opening_hours": 200, "phone": 60, "admission": 60,
    "recognition": 120, "position": 80, "landmark": 60, "expected": 40, "value": 20, "year": 6,
}  # fmt: skip # a table, a row a line
_SHORT = 40
#: What the page calls the fields that are no columns of a pack: keys of the catalogue.
_CALLED = {
    "position": "returns.position", "landmark": "returns.landmark", "datum": "returns.datum",
    "village": "returns.village", "expected": "returns.building_expected",
}  # fmt: skip # a table, a row a line
#: Answers that one return may hold: a town with 60 villages and ten clauses gives some 700.
MOST_ANSWERS = 5_000
WORKBOOK = "workbook"


@dataclass(frozen=True, slots=True)
class Clash:
    """Two people answered the same: what stands now, and what was not written over it."""

    key: str
    theirs: Mapping[str, str]
    yours: Mapping[str, str]


@dataclass(frozen=True)
class ReturnDraft:
    """The answers of one unit as far as they go.

    Attributes
    ----------
    answers
        The last answer of each key.
    last
        Number of the last one of all, 0 when there is none.
    history
        Every answer, in order.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    last: int = 0
    history: tuple[Answer, ...] = ()

    def value(self, *parts: str) -> Mapping[str, str]:
        """The answer of a key, {} where it was not given."""
        found = self.answers.get("|".join(parts))
        return found.value if found else {}

    def under(self, *parts: str) -> dict[str, Mapping[str, str]]:
        """Answers whose key begins with some parts, by what follows; empty values left out."""
        begin = "|".join(parts) + "|"
        return {
            key.removeprefix(begin): answer.value
            for key, answer in self.answers.items()
            if key.startswith(begin) and answer.value
        }

    def upto(self, number: int) -> ReturnDraft:
        """The draft as it was when answer ``number`` was the last."""
        return draft_of(one for one in self.history if one.number <= number)

    def others(self, device: str) -> list[Answer]:
        """Answers that another device gave, in order."""
        return [one for one in self.history if one.device != device]


def draft_of(answers: Iterable[Answer]) -> ReturnDraft:
    """The draft that some answers of a unit, in order, make."""
    history = tuple(answers)
    return ReturnDraft(
        {one.key: one for one in history}, history[-1].number if history else 0, history
    )


def read_draft(site: Site, round_: Round, unit: str) -> ReturnDraft:
    """A unit's draft as it is kept now."""
    return read_drafts(site, round_, [unit])[unit]


def read_drafts(site: Site, round_: Round, units: Sequence[str]) -> dict[str, ReturnDraft]:
    """The drafts of some units as they are kept now."""
    given: dict[str, list[Answer]] = {unit: [] for unit in units}
    for one in KeptRound(site, round_).answers(units) if given else ():
        given[one.unit].append(one)
    return {unit: draft_of(answers) for unit, answers in given.items()}


def give(
    site: Site, round_: Round, unit: str, device: str, seen: int, values: Mapping[str, Value]
) -> tuple[ReturnDraft, tuple[Clash, ...]]:
    """Keep the answers of a form.

    Parameters
    ----------
    device
        A random name of the device on which they were given.
    seen
        Number of the last answer when the form was shown: only what differs from then is an
        answer of this person.
    values
        Every answer of the form by its key.

    Returns
    -------
    ReturnDraft
        As it is now.
    tuple of Clash
        Answers that another device changed meanwhile: these were left as they are.

    Raises
    ------
    LocatorError
        An answer is too long, or there are too many: nothing is then kept.
    """
    check_lengths(values)
    for _ in range(20):
        draft = read_draft(site, round_, unit)
        then = draft.upto(seen)
        clashes, fresh = [], {}
        for key, value in values.items():
            clean = {name: text for name, text in value.items() if text}
            now = draft.answers.get(key)
            if clean == dict(then.value(key)) or clean == (dict(now.value) if now else {}):
                continue
            if now and now.number > seen and now.device != device:
                clashes.append(Clash(key, now.value, clean))
            else:
                fresh[key] = (now.number if now else 0, clean)
        if len(draft.history) + len(fresh) > MOST_ANSWERS:
            raise LocatorError(Problem("error", "returns.too_many", params={"n": MOST_ANSWERS}))
        if not fresh:
            return draft, tuple(clashes)
        try:
            KeptRound(site, round_).write_answers(unit, device, fresh)
        except LocatorError as failure:
            if {problem.key for problem in failure.problems} != {"returns.answer_moved"}:
                raise
            continue  # somebody was faster: look again at what stands there
        return read_draft(site, round_, unit), tuple(clashes)
    raise LocatorError(Problem("error", "returns.busy"))


def check_lengths(values: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse what is too long.

    Raises
    ------
    LocatorError
        One problem for each text.
    """
    long = [
        Problem(
            "error",
            "returns.too_long",
            value=text[:_SHORT],
            params={
                "field": Words((_CALLED.get(name, f"column.{name}"),)),
                "n": LENGTHS.get(name, _SHORT),
                "length": len(text),
            },
        )
        for key, value in values.items()
        if key != WORKBOOK
        for name, text in value.items()
        if len(text) > LENGTHS.get(name, _SHORT)
    ]
    if long:
        raise LocatorError(long)


def card_of_key(key: str, cards: Sequence[Card]) -> str:
    """Id of the card that an answer belongs to, "" for none that is asked."""
    kind, _, rest = key.partition("|")
    if kind in {"card", "new"}:
        return rest.partition("|")[0]
    if kind in {"village", "names"}:
        return VILLAGES
    if kind == "figure":
        return FIGURES
    venue = rest if kind == "venue" else ""
    return next(
        (
            card.id
            for card in cards
            if isinstance(card, VenueCard) and any(r["id"] == venue for r in card.records)
        ),
        "",
    )


def remaining(card: Card, draft: ReturnDraft) -> int:
    """How many questions of a card are not answered: clauses, columns of villages, figures.

    *Not known* is an answer. A village that is known to have something is answered already.
    """
    if isinstance(card, VenueCard):
        return int(not draft.value("card", card.id).get("state"))
    if isinstance(card, VillageCard):
        return sum(
            any(
                village not in column.known
                and not draft.value("village", column.id, village).get("state")
                for village in column.villages
            )
            for column in card.columns
        )
    assert isinstance(card, FigureCard)  # noqa: S101 - the third kind
    return sum(not draft.value("figure", figure.code) for figure in card.figures)


def name_proposed(pack: CityPack, layer: str, village: str) -> str:
    """What a place of a village might be called: proposed, never assumed."""
    return f"{pack.units.at[village, 'name']}{_bare(pack.catalogue.layers[layer].name)}"


def _bare(layer: str) -> str:
    """A layer's name without what stands in brackets and without 社区 or 村 before it."""
    for left, right in ("（）", "()"):
        while left in layer and right in layer:
            layer = layer[: layer.index(left)] + layer[layer.index(right) + 1 :]
    for begin in ("社区", "村"):
        layer = layer.removeprefix(begin)
    return layer
