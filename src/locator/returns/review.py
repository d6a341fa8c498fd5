"""What became of each unit's return, and the desk's decisions on it.

A return that was sent is the draft as it was then. The desk reads it as any import: problems,
difference, verdicts; publishing and undoing are those of :mod:`locator.publishing.publish`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from locator.intake.model import Difference, Import
from locator.intake.read import read_upload
from locator.intake.upload import import_upload
from locator.problems import LocatorError, Problem, Words
from locator.publishing.publish import PublicationError, publish_import
from locator.returns.answers import WORKBOOK, ReturnDraft, read_draft, read_drafts
from locator.returns.cards import cards_of
from locator.returns.kept import KeptRound
from locator.returns.round import city_of, may_run, round_of
from locator.returns.rows import ReturnRows, rows_of_return
from locator.returns.upload import terms_of, to_upload, workbook_of
from locator.store.log import undone
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from locator.pack.model import CityPack
    from locator.publishing.rights import Person
    from locator.returns.round import Round
    from locator.site import Site
    from locator.store.model import Entry, RoundEvent

State = Literal["not_opened", "begun", "sent", "sent_back", "published"]
STATES: tuple[State, ...] = ("not_opened", "begun", "sent", "sent_back", "published")
#: Events of one unit's return.
OPENED, SENT, SENT_BACK, PUBLISHED = "opened", "sent", "sent_back", "published"
#: What is kept of who filled a return in, and how many characters of it.
CONTACT = {"name": 40, "phone": 40}
_WHY_LENGTH = 300


@dataclass(frozen=True, slots=True)
class UnitReturn:
    """How it stands with the return of one unit.

    Attributes
    ----------
    state
        ``not_opened``, ``begun``, ``sent``, ``sent_back`` or ``published``.
    receipt
        Number of the last receipt, "" before the first.
    upto
        Number of the last answer that was sent.
    at
        When the state was reached (UTC), "" for the first.
    why
        The reviewer's words, where it was sent back.
    entry
        Number of the log entry by which it was published, None before that.
    published
        Ids of the cards of it that are published already.
    """

    unit: str
    state: State = "not_opened"
    receipt: str = ""
    upto: int = 0
    at: str = ""
    why: str = ""
    entry: int | None = None
    published: tuple[str, ...] = ()


def returns_of(
    asked: Round, events: Sequence[RoundEvent], begun: Mapping[str, str]
) -> dict[str, UnitReturn]:
    """How it stands with every unit of a round, in its order.

    ``begun`` is when each unit's first answer was given (UTC), of those that gave one.
    """
    found = {
        unit: UnitReturn(unit, "begun", at=begun[unit]) if unit in begun else UnitReturn(unit)
        for unit in asked.units
    }
    for event in events:
        if event.unit not in found:
            continue
        now, told = found[event.unit], event.document
        if event.kind == OPENED and now.state == "not_opened":
            now = replace(now, state="begun", at=event.at)
        elif event.kind == SENT:
            now = UnitReturn(event.unit, "sent", told["receipt"], told["upto"], event.at)
        elif event.kind == SENT_BACK:
            now = replace(now, state="sent_back", at=event.at, why=told["why"])
        elif event.kind == PUBLISHED:
            cards = tuple(told["cards"])
            state: State = "published" if told["whole"] else "sent"
            now = replace(
                now, state=state, at=event.at, entry=told["entry"], published=now.published + cards
            )
        found[event.unit] = now
    return found


def board(site: Site, asked: Round) -> dict[str, UnitReturn]:
    """How it stands with every unit of a round now, in its order.

    A return whose publication was taken back waits again, as it was sent.
    """
    kept = KeptRound(site, asked)
    events = kept.events()
    if any(event.kind == PUBLISHED for event in events):
        gone = undone(site.store.log(asked.city))
        events = [event for event in events if event.document.get("entry") not in gone]
    return returns_of(asked, events, kept.begun())


def unit_return(site: Site, asked: Round, unit: str) -> UnitReturn:
    """How it stands with one unit's return now."""
    if unit not in asked.units:
        raise LocatorError(Problem("error", "returns.not_asked", value=unit))
    return board(site, asked)[unit]


# -- the unit's side ---------------------------------------------------------------------------


def opened(site: Site, asked: Round, unit: str) -> None:
    """Somebody followed the unit's link; only the first time is kept."""

    def before(events: Sequence[RoundEvent]) -> RoundEvent | None:
        return next((e for e in events if e.unit == unit and e.kind == OPENED), None)

    kept = KeptRound(site, asked)
    if before(kept.events()) is None:
        kept.happen(OPENED, unit=unit, unless=before)


def send(site: Site, asked: Round, unit: str, contact: Mapping[str, str]) -> UnitReturn:
    """Send a return: the draft as it is now; returns it with its receipt.

    Sent again without another answer it is the same return, with the same receipt.

    Parameters
    ----------
    contact
        ``name`` and ``phone`` of who filled it in, as far as given: kept apart, and deleted.

    Raises
    ------
    LocatorError
        Nothing was answered, what was answered contradicts itself, or a text is too long.
    """
    long = [
        Problem(
            "error",
            "returns.too_long",
            params={
                "field": Words((f"returns.contact_{name}",)),
                "n": n,
                "length": len(contact.get(name, "")),
            },
        )
        for name, n in CONTACT.items()
        if len(contact.get(name, "")) > n
    ]
    if long:
        raise LocatorError(long)
    pack = site.city(city_of(site, asked)).pack
    draft = read_draft(site, asked, unit)
    if not any(answer.value for answer in draft.answers.values()):
        raise LocatorError(Problem("error", "returns.empty"))
    errors = [p for _, p in doubts(pack, asked, unit, draft) if p.severity == "error"]
    if errors:
        raise LocatorError(errors)

    def before(events: Sequence[RoundEvent]) -> RoundEvent | None:
        own = [e for e in events if e.unit == unit and e.kind in {SENT, SENT_BACK}]
        last = own[-1] if own else None
        again = last is not None and last.kind == SENT and last.document["upto"] >= draft.last
        return last if again else None

    kept = KeptRound(site, asked)
    sent = [e for e in kept.events() if e.unit == unit and e.kind == SENT]
    # With strokes, since digits joined by hyphens are read as a telephone number.
    receipt = f"R{asked.number}/{unit}/{len(sent) + 1}"
    document = {"receipt": receipt, "upto": draft.last}
    kept.happen(SENT, unit=unit, document=document, contact=contact, unless=before)
    return unit_return(site, asked, unit)


def doubts(
    pack: CityPack, asked: Round, unit: str, draft: ReturnDraft
) -> list[tuple[str, Problem]]:
    """What a draft says against itself, each with the key of the answer that it is about."""
    rows = ReturnRows()
    cards = cards_of(pack, asked, unit)
    rows_of_return(rows, pack, asked, unit, cards, draft, source="", day="")
    return [(key, problem) for _, key, problem in rows.doubts]


def workbook_problems(
    site: Site, asked: Round, unit: str, name: str, content: bytes
) -> tuple[Problem, ...]:
    """What is wrong with a filled workbook, read as the desk will read it; nothing is kept."""
    terms = terms_of({}, {unit}, name)
    return import_upload(site, city_of(site, asked), read_upload(name, content), terms).problems


# -- the desk's side ---------------------------------------------------------------------------


@dataclass(frozen=True)
class ReturnsRead:
    """Returns read as one import.

    ``head`` is the log's last entry it was compared with; ``units`` those it holds, ``cards`` the
    ones meant, none for all; ``asked_back`` the units of whose answers something is to be asked.
    """

    result: Import
    head: int
    units: tuple[str, ...]
    cards: tuple[str, ...]
    asked_back: frozenset[str]


def read_returns(
    site: Site, asked: Round, units: Sequence[str], cards: Sequence[str] = ()
) -> ReturnsRead:
    """What publishing some returns that were sent would do.

    Parameters
    ----------
    units
        Units whose returns were sent; several are one import.
    cards
        Ids of the cards that are meant; none: all that are not published yet.

    Raises
    ------
    PublicationError
        A unit has sent nothing that waits.
    """
    return _read(site, asked, read_drafts(site, asked, units), cards)


def _read(
    site: Site, asked: Round, drafts: Mapping[str, ReturnDraft], cards: Sequence[str] = ()
) -> ReturnsRead:
    where, units = city_of(site, asked), tuple(drafts)
    city = site.city(where)
    now = board(site, asked)
    rows = ReturnRows()
    upload = None
    source = ""
    for unit, every in drafts.items():
        one = now.get(unit)
        if one is None or one.state != "sent":
            raise PublicationError(Problem("error", "returns.not_sent", value=unit))
        draft = every.upto(one.upto)
        source = source_text(city.pack, asked, one)
        upload = workbook_of(draft)
        if upload is not None:
            if len(units) > 1 or cards:
                raise PublicationError(Problem("error", "returns.workbook_alone", value=unit))
            break
        of_unit = cards_of(city.pack, asked, unit)
        meant = cards or [card.id for card in of_unit if card.id not in one.published]
        whole = len(meant) == len(of_unit)
        rows_of_return(
            rows,
            city.pack,
            asked,
            unit,
            of_unit,
            draft,
            source=source,
            day=one.at[:10],
            only=() if whole else meant,
        )
    scope = set(units)
    if upload is not None:
        terms = terms_of({}, scope, source)
    else:
        label = (
            source
            if len(units) == 1
            else t("returns.source_many", "zh", title=asked.title, n=len(units))
        )
        upload, plans = to_upload(rows, label)
        terms = terms_of(plans, scope, label)
    found = (
        import_upload(site, where, upload, terms)
        if upload.sheets
        else Import(upload, (), (), upload.problems, (), Difference(), ())
    )
    asked_back = frozenset(rows.asked_units(found))
    return ReturnsRead(found, city.head, units, tuple(cards), asked_back)


def source_text(pack: CityPack, asked: Round, one: UnitReturn) -> str:
    """What records name as their source: unit, round and receipt; data, hence always Chinese."""
    name = pack.units["name"].get(one.unit, one.unit)
    return t("returns.source", "zh", unit=name, title=asked.title, receipt=one.receipt)


def accept(
    site: Site,
    number: int,
    read: ReturnsRead,
    *,
    person: Person | None,
    why: str = "",
    warnings_seen: bool = False,
) -> Entry | None:
    """Publish returns as they were read; returns the log's entry, None where nothing changes.

    Raises
    ------
    AccessError
        The person may not change one of the units.
    PublicationError
        There are errors, warnings that were not seen, or a return was decided on meanwhile.
    StoreConflict
        Somebody else changed the same rows since.
    """
    asked = round_of(site, number)
    who = may_run(site, asked, person, read.units)
    name = city_of(site, asked)
    pack = site.city(name).pack
    now = board(site, asked)
    for unit in read.units:
        if now[unit].state != "sent":
            raise PublicationError(Problem("error", "returns.not_sent", value=unit))
    entry = None
    errors = any(problem.severity == "error" for problem in read.result.problems)
    if read.result.changes or errors:
        reason = why.strip() or read.result.upload.name
        entry = publish_import(
            site,
            name,
            read.result,
            person=who,
            why=reason,
            head=read.head,
            warnings_seen=warnings_seen,
        )
    for unit in read.units:
        every = {card.id for card in cards_of(pack, asked, unit)}
        done = set(read.cards or every) | set(now[unit].published)
        document = {
            "entry": entry.number if entry else None,
            "cards": sorted(set(read.cards or every)),
            "whole": done >= every,
        }
        KeptRound(site, asked).happen(PUBLISHED, unit=unit, by=who.name, document=document)
    return entry


def send_back(site: Site, number: int, unit: str, why: str, *, person: Person | None) -> UnitReturn:
    """Send a return back to its unit, with words that say what is to be mended.

    Raises
    ------
    AccessError
        The person may not change the unit.
    PublicationError
        There is no return that waits, or no word was said.
    """
    asked = round_of(site, number)
    who = may_run(site, asked, person, [unit])
    if unit_return(site, asked, unit).state != "sent":
        raise PublicationError(Problem("error", "returns.not_sent", value=unit))
    if not why.strip() or len(why) > _WHY_LENGTH:
        raise PublicationError(Problem("error", "returns.say_why", params={"n": _WHY_LENGTH}))
    document = {"why": why.strip()}
    KeptRound(site, asked).happen(SENT_BACK, unit=unit, by=who.name, document=document)
    return unit_return(site, asked, unit)


def without_doubt(site: Site, asked: Round, units: Collection[str]) -> ReturnsRead | None:
    """The returns among some that nothing is to be asked about, as one import; None if none is.

    All are read together, those that something is asked about are left out, and the rest is read
    again: what one says must not hide what another does.
    """
    now = board(site, asked)
    waiting = [unit for unit in asked.units if unit in units and now[unit].state == "sent"]
    drafts = read_drafts(site, asked, waiting)
    clear = {unit: one for unit, one in drafts.items() if not one.value(WORKBOOK).get("content")}
    while clear:
        read = _read(site, asked, clear)
        if not read.asked_back:
            return read
        clear = {unit: one for unit, one in clear.items() if unit not in read.asked_back}
    return None
