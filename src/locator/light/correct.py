"""``/m/correct``: what is wrong of a venue, or which one is missing; as the page of that name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

import htpy as h

from locator.light import markup
from locator.light.venue import known_venue
from locator.light.visit import LightPage, Moved
from locator.pack.schema import REMARK_LENGTH
from locator.problems import LocatorError, QueryError
from locator.publishing import corrections
from locator.publishing.corrections import Contact, Correction
from locator.wording.catalogue import t
from locator.wording.names import name_of, unit_path
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from htpy import Node

    from locator.light.visit import Visit

#: Takes a report of a city to the store: code of the city, report, whom to ask back, and the
#: address it came from, which only the rate limit sees.
HandIn = Callable[[str, Correction, Contact | None, str], None]

#: Sent along by whoever fills every box of a form: people do not see it.
_TRAP = "website2"
#: How HTTP calls what the visitor can only try again later.
_STATUS = {"correct.too_many": 429, "correct.busy": 503}


def correct(visit: Visit, hand_in: HandIn) -> LightPage | Moved:
    """The form, what was wrong with it, or the thanks."""
    lang = visit.lang
    id_ = known_venue(visit) if visit.parameter("id") else ""
    title = t("correct.title" if id_ else "correct.title_missing", lang)
    if visit.parameter("sent") == "1":
        return LightPage(title, _thanks(visit, id_), private=True)
    said: list[Node] = []
    status = 200
    if visit.form:
        try:
            report, contact = _report(visit, id_)
            # Whoever falls into the trap is told what everybody is told.
            if not visit.sent(_TRAP):
                hand_in(visit.pack.city.code, report, contact, visit.peer)
        except QueryError as failure:
            status = _STATUS.get(failure.problems[0].key, 400)
            said = [markup.notice("error", failure_text(failure, lang))]
        except LocatorError:  # the store cannot be written: nothing that a visitor can mend
            return LightPage(title, _closed(visit, id_), status=503, private=True)
        else:
            return Moved(visit.to("m/correct", {"sent": "1"} | ({"id": id_} if id_ else {})))
    purpose = markup.quiet(t("correct.purpose" if id_ else "correct.purpose_missing", lang))
    fields = _of_venue(visit, id_) if id_ else _of_missing(visit)
    action = visit.to("m/correct", {"id": id_} if id_ else {})
    body = [
        *said,
        purpose,
        h.form(".form", method="post", action=action)[fields, _person(visit, id_)],
    ]
    return LightPage(title, body, status=status, private=bool(visit.form))


def _report(visit: Visit, id_: str) -> tuple[Correction, Contact | None]:
    """The report as it was sent.

    Raises
    ------
    QueryError
        Something needed is blank or not known.
    """
    contact = corrections.contact(visit.sent("person"), visit.sent("person_phone"))
    remark = visit.sent("remark")
    if not id_:
        cells = {name: visit.sent(name) for name in corrections.MISSING_CELLS}
        return corrections.missing(visit.pack, cells, remark), contact
    field = visit.sent("field")
    if visit.sent("only_wrong") and field in corrections.FIELDS:
        words = t("correct.only_wrong", visit.lang, field=t(f"correct.field_{field}", visit.lang))
        return corrections.doubt(visit.pack, id_, words, remark), contact
    new = visit.sent("status" if field == "status" else "new")
    return corrections.correction(visit.pack, id_, field, new, remark), contact


def _of_venue(visit: Visit, id_: str) -> list[Node]:
    """Which field, what it says now, what it should say."""
    lang, pack = visit.lang, visit.pack
    row = pack.venues.loc[id_]
    kind = name_of(pack.catalogue.layers[row["layer"]], lang)
    chosen = visit.sent("field") or corrections.FIELDS[0]
    choices = []
    for field in corrections.FIELDS:
        now = corrections.current(pack, id_, field)
        if field == "status":
            now = t(f"correct.status_{now}", lang)
        text = t("correct.now", lang, text=now) if now else t("correct.now_blank", lang)
        choices.append(
            h.label(".choice")[
                h.input(type="radio", name="field", value=field, checked=field == chosen),
                h.span[
                    t(f"correct.field_{field}", lang),
                    h.small[text] if field not in {"other", "position"} else None,
                ],
            ]
        )
    states = [(code, t(f"correct.status_{code}", lang)) for code in corrections.STATUS_CHOICES]
    return [
        h.p[h.b[t("correct.of", lang, name=name_of(row, lang), kind=kind)]],
        h.fieldset[h.legend[t("correct.field", lang)], choices],
        _line(visit, "new", t("correct.new", lang), corrections.VALUE_LENGTH),
        _select(visit, "status", t("correct.new_status", lang), states),
    ]


def _of_missing(visit: Visit) -> list[Node]:
    """The venue that is not on record: name, kind, where, and what else is known."""
    lang, pack = visit.lang, visit.pack
    levels = pack.units["level"].isin(["county", "town"])
    known = {
        "layer": [(c, name_of(y, lang)) for c, y in pack.catalogue.layers.items()],
        "unit": [(code, unit_path(pack, code, lang)) for code in pack.units.index[levels]],
    }
    fields = []
    for name in corrections.MISSING_CELLS:
        label = t(f"correct.missing_{name}", lang)
        if name in known:
            fields.append(_select(visit, name, label, known[name]))
        else:
            fields.append(_line(visit, name, label, corrections.VALUE_LENGTH))
    return fields


def _person(visit: Visit, id_: str) -> list[Node]:
    """Room for words, whom to ask back, and the buttons."""
    lang = visit.lang
    return [
        h.label[
            t("correct.remark", lang),
            h.textarea(name="remark", rows=3, maxlength=REMARK_LENGTH)[visit.sent("remark")],
        ],
        markup.quiet(t("correct.remark_help", lang)),
        _line(visit, "person", t("correct.person", lang), corrections.CONTACT_LENGTH),
        _line(visit, "person_phone", t("correct.person_phone", lang), corrections.CONTACT_LENGTH),
        markup.quiet(t("correct.person_note", lang)),
        h.label(".trap", aria_hidden="true")[
            t("correct.trap", lang), h.input(name=_TRAP, tabindex="-1", autocomplete="off")
        ],
        h.p(".row")[
            h.button(type="submit")[t("correct.send", lang)],
            h.button(".button", type="submit", name="only_wrong", value="1")[
                t("correct.send_wrong", lang)
            ]
            if id_
            else None,
        ],
    ]


def _line(visit: Visit, name: str, label: str, longest: int) -> Node:
    field = h.input(type="text", name=name, value=visit.sent(name)[:longest], maxlength=longest,
                    autocomplete="off")  # fmt: skip # one field, two lines
    return h.label[label, field]


def _select(visit: Visit, name: str, label: str, choices: list[tuple[str, str]]) -> Node:
    options = [
        h.option(value=code, selected=visit.sent(name) == code)[text] for code, text in choices
    ]
    blank = h.option(value="")[t("correct.choose", visit.lang)]
    return h.label[label, h.select(name=name)[blank, options]]


def _thanks(visit: Visit, id_: str) -> list[Node]:
    """Received, and what happens next."""
    lang = visit.lang
    links = [(visit.to("m/venue", {"id": id_}), t("correct.back_venue", lang))] if id_ else []
    links += [
        (visit.to("m"), t("venue.back", lang)),
        (visit.to("m/correct", {"id": id_} if id_ else {}), t("correct.another", lang)),
    ]
    done = markup.notice("done", t("correct.sent", lang), t("correct.sent_next", lang))
    return [done, markup.buttons(links)]


def _closed(visit: Visit, id_: str) -> list[Node]:
    """Nothing can be stored now: whom to tell instead."""
    lang, address = visit.lang, visit.site.settings.contact
    lines = [t("correct.closed", lang)]
    if not address:
        lines.append(t("correct.closed_office", lang, id=id_ or "–"))
        return [markup.notice("note", *lines)]
    lines.append(t("correct.closed_mail", lang, id=id_ or "–", contact=address))
    name = visit.pack.venues.loc[id_, "name"] if id_ else t("correct.title_missing", lang)
    subject = quote(t("correct.mail_subject", lang, name=name, id=id_ or "–"))
    mail = (f"mailto:{address}?subject={subject}", t("correct.mail", lang))
    return [markup.notice("note", *lines), markup.buttons([mail])]
