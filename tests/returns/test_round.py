"""Rounds and their links: who may, what is asked, and which links open."""

from __future__ import annotations

import stat
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from starlette.testclient import TestClient

from locator import clock
from locator.problems import LocatorError
from locator.publishing.rights import AccessError
from locator.returns.cards import FigureCard, VenueCard, VillageCard, cards_of
from locator.returns.contacts import forget_contacts
from locator.returns.links import LinkError, links, open_link, renew, revoke
from locator.returns.round import close_round, prolong, round_of, rounds
from locator.site import Site
from locator.wording.catalogue import LANGUAGES, t
from locator.wording.figures import date_text
from offices import COUNTY, EAST, PLANNER, SOUTH, WEST, begin, returns_of, token

if TYPE_CHECKING:
    from pathlib import Path


def keys(failure: pytest.ExceptionInfo[LocatorError]) -> set[str]:
    return {problem.key for problem in failure.value.problems}


def test_a_round_asks_every_town_that_counts_about_what_is_required(site: Site) -> None:
    asked = begin(site)
    assert asked.units == (EAST, WEST, SOUTH)  # not the zone, which does not count
    assert asked.clauses == ("town-center", "town-quality", "town-teachers")
    assert (asked.days_left, asked.last_day - asked.deadline) == (10, timedelta(days=7))
    assert [one.number for one in rounds(site, "")] == [asked.number]


def test_a_county_asks_its_own_towns_only(site: Site) -> None:
    asked = begin(site, person=COUNTY)
    assert asked.units == (EAST, WEST)
    with pytest.raises(AccessError):
        begin(site, person=COUNTY, units=[SOUTH])
    with pytest.raises(AccessError):
        begin(site, person=None)


def test_clauses_of_counties_ask_the_counties_they_are_about(site: Site) -> None:
    teachers, school = "county-teachers", "county-field-school"
    assert begin(site, clauses=[teachers]).units == ("9901", "9902")
    assert begin(site, clauses=[school]).units == ("9901",)  # the other has no villages
    both = begin(site, clauses=["town-center", teachers], person=COUNTY)
    assert both.units == ("9901", EAST, WEST)
    (card,) = cards_of(site.city().pack, both, "9901")
    assert isinstance(card, FigureCard)
    with pytest.raises(LocatorError) as failure:
        begin(site, clauses=[school], units=["9901", "9902"])
    assert keys(failure) == {"returns.nothing_of_it"}


def test_everything_wrong_with_a_round_is_said_at_once(site: Site) -> None:
    with pytest.raises(LocatorError) as failure:
        begin(
            site,
            title=" ",
            deadline="2020-01-01",
            as_of="gestern",
            grace_days=-1,
            units=["99010101"],
            clauses=["x"],
        )
    assert keys(failure) == {
        f"returns.{k}" for k in ("title", "deadline_past", "date", "grace", "no_unit", "no_clause")
    }
    assert rounds(site, "") == []


def test_a_card_holds_the_clauses_of_one_kind_of_place(site: Site) -> None:
    asked = begin(
        site, clauses=["town-center", "town-quality", "village-book-room", "town-teachers"]
    )
    center, school, villages, figures = cards_of(site.city().pack, asked, EAST)
    assert isinstance(center, VenueCard)
    assert [r["id"] for r in center.records] == ["v1"]
    assert isinstance(school, VenueCard)
    assert school.recognised
    assert isinstance(villages, VillageCard)
    assert [c.villages for c in villages.columns] == [("99010101",)]  # a 社区 needs no 农家书屋
    assert set(villages.columns[0].known) == {"99010101"}
    assert isinstance(figures, FigureCard)
    teachers, residents = figures.figures
    assert (teachers.code, teachers.known["value"]) == ("full_time_teachers", 3)
    assert (residents.code, residents.known["value"]) == ("population", 20_000)  # a rate needs them
    assert [c.id for c in cards_of(site.city().pack, asked, SOUTH)] == [
        "town-center",
        "town-quality",
        "figures",
    ]


def test_a_link_opens_one_unit_of_one_round(site: Site) -> None:
    first, second = begin(site), begin(site, title="另一批")
    for asked in (first, second):
        for one in links(site, asked):
            found, unit = open_link(site, one.token)
            assert (found.number, unit) == (asked.number, one.unit)
    assert len({one.token for asked in (first, second) for one in links(site, asked)}) == 6


FORGERIES = (
    lambda t: "",
    lambda t: t[:-1],
    lambda t: t + "x",
    lambda t: t.replace(EAST, WEST),
    lambda t: t.replace("1.", "2.", 1),
    lambda t: t.replace(".0.", ".1."),
    lambda t: "x" * 10_000,
    lambda t: "9.9.9",
    lambda t: "链接",
    lambda t: t.rpartition(".")[0],
)


def test_a_forged_link_is_told_nothing(site: Site) -> None:
    link = token(site, begin(site), EAST)
    for change in FORGERIES:
        with pytest.raises(LinkError) as failure:
            open_link(site, change(link))
        assert keys(failure) == {"returns.link_unknown"}


def test_a_leaked_link_stops_at_once_and_no_other(site: Site) -> None:
    asked = begin(site)
    old, other = token(site, asked, EAST), token(site, asked, WEST)
    revoke(site, asked.number, EAST, person=COUNTY)
    with pytest.raises(LinkError) as failure:
        open_link(site, old)
    assert keys(failure) == {"returns.link_revoked"}
    new = renew(site, asked.number, EAST, person=COUNTY).token
    assert open_link(site, new)[1] == EAST
    with pytest.raises(LinkError) as failure:
        open_link(site, old)
    assert keys(failure) == {"returns.link_renewed"}
    assert open_link(site, other)[1] == WEST
    with pytest.raises(AccessError):
        revoke(site, asked.number, SOUTH, person=COUNTY)


def test_links_end_with_the_grace_or_with_the_round(site: Site) -> None:
    asked = begin(site)
    link = token(site, asked, EAST)
    with time_machine.travel(f"{asked.last_day}T15:59:00Z", tick=False):
        assert open_link(site, link)[1] == EAST
    with time_machine.travel(f"{asked.last_day}T16:01:00Z", tick=False):  # midnight in China
        with pytest.raises(LinkError) as failure:
            open_link(site, link)
        assert keys(failure) == {"returns.link_late"}
        prolong(site, asked.number, str(clock.today()), person=PLANNER)
        assert open_link(site, link)[1] == EAST
    close_round(site, asked.number, person=PLANNER)
    with pytest.raises(LinkError) as failure:
        open_link(site, link)
    assert keys(failure) == {"returns.link_closed"}
    with pytest.raises(AccessError):
        prolong(site, asked.number, str(clock.today()), person=COUNTY)


def test_the_secret_is_made_once_for_the_owner_alone(site: Site, tmp_path: Path) -> None:
    asked = begin(site)
    file = site.settings.data / "link-secret"
    assert not file.exists()
    link = token(site, asked, EAST)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = Site.open(site.settings)
    assert open_link(again, link)[1] == EAST
    other = Site.open(site.settings.model_copy(update={"secret": "another"}))
    with pytest.raises(LinkError):
        open_link(other, link)
    assert "another" not in repr(other.settings)


def test_a_page_says_how_long_a_link_opens_in_the_readers_language(site: Site) -> None:
    asked = begin(site)
    link = f"/returns/to/{token(site, asked, WEST)}"
    client = TestClient(returns_of(site))
    last = {"zh": date_text(str(asked.last_day), "zh"), "en": str(asked.last_day)}
    for lang in LANGUAGES:
        for days, words in (
            (-1, t("returns.left_days", lang, n=1)),
            (0, t("returns.left_today", lang)),
            (asked.grace_days, t("returns.left_grace", lang, day=last[lang])),
            (asked.grace_days + 1, last[lang]),
        ):
            day = asked.deadline + timedelta(days=days)
            with time_machine.travel(f"{day}T04:00:00Z", tick=False):
                page = client.get(f"{link}?lang={lang}")
            assert page.status_code == (404 if days > asked.grace_days else 200)
            assert words in page.text
            assert all(f'href="?lang={other}"' in page.text for other in {*LANGUAGES} - {lang})


def test_contacts_are_forgotten_after_the_round(site: Site) -> None:
    asked = begin(site)
    site.store.rounds.happen(
        asked.number,
        "sent",
        unit=EAST,
        document={"receipt": "R", "upto": 0},
        contact={"name": "张三"},
    )
    assert site.store.rounds.contact(asked.number, EAST) == {"name": "张三"}
    kept = site.settings.contact_days
    for days, gone in ((kept - 1, 0), (kept, 1)):
        day = asked.last_day + timedelta(days=days)
        with time_machine.travel(f"{day}T04:00:00Z", tick=False):
            assert forget_contacts(site) == gone
    assert site.store.rounds.contact(asked.number, EAST) == {}
    assert round_of(site, asked.number).units == asked.units
