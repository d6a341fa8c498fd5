"""What became of each unit's return, and the desk's decisions on it.

A return that was sent is the draft as it was then. The desk reads it as any import: problems,
difference, verdicts; publishing and undoing are those of :mod:`locator.publishing.publish`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from locator import clock
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
    sent
        When the last receipt was given (UTC), "" before the first.
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
    sent: str = ""
    why: str = ""
    entry: int | None = None
    published: tuple[str, ...] = ()


def returns_of(
    round_: Round, events: Sequence[RoundEvent], begun: Mapping[str, str]
) -> dict[str, UnitReturn]:
    """How it stands with every unit of a round, in its order.

    ``begun`` is when each unit's first answer was given (UTC), of those that gave one.
    """
    found = {
        unit: UnitReturn(unit, "begun", at=begun[unit]) if unit in begun else UnitReturn(unit)
        for unit in round_.units
    }
    for event in events:
        if event.unit not in found:
            continue
        now, said = found[event.unit], event.document
        if event.kind == OPENED and now.state == "not_opened":
            now = replace(now, state="begun", at=event.at)
        elif event.kind == SENT:
            receipt, upto, at = said["receipt"], said["upto"], event.at
            now = UnitReturn(event.unit, "sent", receipt, upto, at, at)
        elif event.kind == SENT_BACK:
            now = replace(now, state="sent_back", at=event.at, why=said["why"])
        elif event.kind == PUBLISHED:
            state: State = "published" if said["whole"] else "sent"
            now = replace(now, state=state, at=event.at, entry=said["entry"])
            now = replace(now, published=now.published + tuple(said["cards"]))
        found[event.unit] = now
    return found


def board(site: Site, round_: Round) -> dict[str, UnitReturn]:
    """How it stands with every unit of a round now, in its order.

    A return whose publication was taken back waits again, as it was sent.
    """
    kept = KeptRound(site, round_)
    events = kept.events()
    if any(event.kind == PUBLISHED for event in events):
        gone = undone(site.store.log(round_.city))
        events = [event for event in events if event.document.get("entry") not in gone]
    return returns_of(round_, events, kept.begun())


def unit_return(site: Site, round_: Round, unit: str) -> UnitReturn:
    """How it stands with one unit's return now."""
    if unit not in round_.units:
        raise LocatorError(Problem("error", "returns.not_asked", value=unit))
    return board(site, round_)[unit]


# -- the unit's side ---------------------------------------------------------------------------


def opened(site: Site, round_: Round, unit: str) -> None:
    """Somebody followed the unit's link; only the first time is kept."""

    def before(events: Sequence[RoundEvent]) -> RoundEvent | None:
        return next((e for e in events if e.unit == unit and e.kind == OPENED), None)

    kept = KeptRound(site, round_)
    if before(kept.events()) is None:
        kept.happen(OPENED, unit=unit, unless=before)


def send(site: Site, round_: Round, unit: str, contact: Mapping[str, str]) -> UnitReturn:
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
    pack = site.city(city_of(site, round_)).pack
    draft = read_draft(site, round_, unit)
    if not any(answer.value for answer in draft.answers.values()):
        raise LocatorError(Problem("error", "returns.empty"))
    errors = [p for _, p in doubts(pack, round_, unit, draft) if p.severity == "error"]
    if errors:
        raise LocatorError(errors)

    def before(events: Sequence[RoundEvent]) -> RoundEvent | None:
        own = [e for e in events if e.unit == unit and e.kind in {SENT, SENT_BACK}]
        last = own[-1] if own else None
        again = last is not None and last.kind == SENT and last.document["upto"] >= draft.last
        return last if again else None

    kept = KeptRound(site, round_)
    sent = [e for e in kept.events() if e.unit == unit and e.kind == SENT]
    # With strokes, since digits joined by hyphens are read as a telephone number.
    receipt = f"R{round_.number}/{unit}/{len(sent) + 1}"
    document = {"receipt": receipt, "upto": draft.last}
    kept.happen(SENT, unit=unit, document=document, contact=contact, unless=before)
    return unit_return(site, round_, unit)


def doubts(
    pack: CityPack, round_: Round, unit: str, draft: ReturnDraft
) -> list[tuple[str, Problem]]:
    """What a draft says against itself, each with the key of the answer that it is about."""
    rows = ReturnRows()
    cards = cards_of(pack, round_, unit)
    rows_of_return(rows, pack, round_, unit, cards, draft, source="", day="")
    return [(key, problem) for _, key, problem in rows.doubts]


def workbook_problems(
    site: Site, round_: Round, unit: str, name: str, content: bytes
) -> tuple[Problem, ...]:
    """What is wrong with a filled workbook, read as the desk will read it; nothing is kept."""
    terms = terms_of({}, {unit}, name)
    return import_upload(site, city_of(site, round_), read_upload(name, content), terms).problems


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
    site: Site, round_: Round, units: Sequence[str], cards: Sequence[str] = ()
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
    return _read(site, round_, read_drafts(site, round_, units), cards)


def _read(
    site: Site, round_: Round, drafts: Mapping[str, ReturnDraft], cards: Sequence[str] = ()
) -> ReturnsRead:
    where, units = city_of(site, round_), tuple(drafts)
    city = site.city(where)
    now = board(site, round_)
    rows = ReturnRows()
    upload = None
    source = ""
    for unit, every in drafts.items():
        one = now.get(unit)
        if one is None or one.state != "sent":
            raise PublicationError(Problem("error", "returns.not_sent", value=unit))
        draft = every.upto(one.upto)
        source = source_text(city.pack, round_, one)
        upload = workbook_of(draft)
        if upload is not None:
            if len(units) > 1 or cards:
                raise PublicationError(Problem("error", "returns.workbook_alone", value=unit))
            break
        of_unit = cards_of(city.pack, round_, unit)
        meant = cards or [card.id for card in of_unit if card.id not in one.published]
        whole = len(meant) == len(of_unit)
        rows_of_return(
            rows,
            city.pack,
            round_,
            unit,
            of_unit,
            draft,
            source=source,
            day=str(clock.day_of(one.sent)),
            only=() if whole else meant,
        )
    scope = set(units)
    if upload is not None:
        terms = terms_of({}, scope, source)
    else:
        label = (
            source
            if len(units) == 1
            else t("returns.source_many", "zh", title=round_.title, n=len(units))
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


def source_text(pack: CityPack, round_: Round, one: UnitReturn) -> str:
    """What records name as their source: unit, round and receipt; data, hence always Chinese."""
    name = pack.units["name"].get(one.unit, one.unit)
    return t("returns.source", "zh", unit=name, title=round_.title, receipt=one.receipt)


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
    round_ = round_of(site, number)
    who = may_run(site, round_, person, read.units)
    name = city_of(site, round_)
    pack = site.city(name).pack
    now = board(site, round_)
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
        every = {card.id for card in cards_of(pack, round_, unit)}
        done = set(read.cards or every) | set(now[unit].published)
        which = sorted(set(read.cards or every))
        document = {"entry": entry and entry.number, "cards": which, "whole": done >= every}
        KeptRound(site, round_).happen(PUBLISHED, unit=unit, by=who.name, document=document)
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
    round_ = round_of(site, number)
    who = may_run(site, round_, person, [unit])
    if unit_return(site, round_, unit).state != "sent":
        raise PublicationError(Problem("error", "returns.not_sent", value=unit))
    if not why.strip() or len(why) > _WHY_LENGTH:
        raise PublicationError(Problem("error", "returns.say_why", params={"n": _WHY_LENGTH}))
    document = {"why": why.strip()}
    KeptRound(site, round_).happen(SENT_BACK, unit=unit, by=who.name, document=document)
    return unit_return(site, round_, unit)


def without_doubt(site: Site, round_: Round, units: Collection[str]) -> ReturnsRead | None:
    """The returns among some that nothing is to be asked about, as one import; None if none is.

    All are read together, those that something is asked about are left out, and the rest is read
    again: what one says must not hide what another does.
    """
    now = board(site, round_)
    waiting = [unit for unit in round_.units if unit in units and now[unit].state == "sent"]
    drafts = read_drafts(site, round_, waiting)
    clear = {unit: one for unit, one in drafts.items() if not one.value(WORKBOOK).get("content")}
    while clear:
        read = _read(site, round_, clear)
        if not read.asked_back:
            return read
        clear = {unit: one for unit, one in clear.items() if unit not in read.asked_back}
    return None
