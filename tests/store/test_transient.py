"""Uploads under way and sign-ins: kept for a while, in stores of any age, for their owner alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import time_machine
from sqlalchemy import text

from locator.intake.model import ColumnGuess, SheetPlan, Terms
from locator.publishing import unfinished
from locator.publishing.rights import Person
from locator.settings import Settings
from locator.site import Site

if TYPE_CHECKING:
    from locator.store import Store

JIA = Person("jia@example.org", frozenset({"99"}), unfinished.sso_key("jia@example.org"))
YI = Person("yi@example.org", frozenset({"99"}), unfinished.sso_key("yi@example.org"))
TERMS = Terms(
    datum="gcj02",
    plans={"表": SheetPlan("表", "venues", "library", (ColumnGuess("馆名", "name", 1.0),))},
    source="局",
    close_gone=True,
    answers={("表", 3): "known", ("", 4): "list"},
)


def configured(site: Site, **more: object) -> Site:
    return Site.open(Settings(packs=site.settings.packs, data=site.settings.data, **more))


def test_what_was_said_comes_back_as_it_was() -> None:
    again = unfinished.read_terms(unfinished.terms_text(TERMS))
    assert again == Terms(
        datum=TERMS.datum,
        plans=TERMS.plans,
        source=TERMS.source,
        close_gone=True,
        answers=TERMS.answers,
        today=again.today,
    )


def test_an_import_is_found_again_by_its_owner_and_expires(site: Site) -> None:
    assert unfinished.kept(site, "", JIA) is None
    assert not (site.settings.data / "locator.sqlite3").exists()  # asking writes nothing
    with time_machine.travel(date(2026, 11, 1), tick=False):
        assert unfinished.keep(site, "", JIA, "a.csv", b"1", Terms())
        assert unfinished.keep(site, "", JIA, "b.csv", b"\x00\xff", TERMS)  # in its place
        unfinished.keep_terms(site, "", JIA, Terms(source="另一局"))
        found = unfinished.kept(configured(site), "", JIA)  # another process
        assert found is not None
        assert (found.name, found.data, found.terms.source) == ("b.csv", b"\x00\xff", "另一局")
        assert unfinished.kept(site, "", YI) is None
    with time_machine.travel(date(2026, 11, 4), tick=False):  # 72 hours on
        assert unfinished.kept(site, "", JIA) is None
        unfinished.keep(site, "", YI, "c.csv", b"", Terms())
        with site.store.database.reading() as connection:
            assert connection is not None
            [(owner,)] = connection.execute(text("SELECT owner FROM store_upload"))
        assert owner == YI.key  # what has expired is gone, and nobody is named
        unfinished.drop(site, "", YI)
        assert unfinished.kept(site, "", YI) is None
    assert site.store.verify() == []
    assert site.store.log("99") == []


def test_only_so_much_is_kept_and_nothing_of_nobody(site: Site) -> None:
    small = configured(site, draft_mb=1)
    assert not unfinished.keep(small, "", JIA, "a.csv", bytes(2**20 + 1), Terms())
    assert unfinished.keep(small, "", JIA, "a.csv", bytes(2**20), Terms())
    assert not unfinished.keep(configured(site, draft_mb=0), "", JIA, "a.csv", b"1", Terms())
    assert not unfinished.keep(site, "", Person("x", frozenset()), "a.csv", b"1", Terms())


def test_a_sign_in_holds_until_it_ends_expires_or_the_password_changes(site: Site) -> None:
    first = configured(site, desk_password_hash="one")  # noqa: S106 - for tests
    token = unfinished.keep_sign_in(first, 12)
    assert unfinished.signed_in(configured(site, desk_password_hash="one"), token) is not None  # noqa: S106 - for tests
    assert unfinished.signed_in(first, token + "x") is None
    assert unfinished.signed_in(configured(site, desk_password_hash="two"), token) is None  # noqa: S106 - for tests
    with first.store.database.reading() as connection:
        assert connection is not None
        rows = str(connection.execute(text("SELECT * FROM store_sign_in")).all())
    assert token not in rows
    with time_machine.travel(date(2126, 1, 1)):
        assert unfinished.signed_in(first, token) is None
    first.store.end_sign_in(unfinished.key_of(token))
    assert unfinished.signed_in(first, token) is None


def test_a_store_of_before_gets_the_tables_when_they_are_needed(store: Store) -> None:
    store.submit("error", "99", {})
    with store.database.writing() as connection:
        for name in ("store_upload", "store_sign_in"):
            connection.execute(text(f"DROP TABLE {name}"))
        connection.execute(text("UPDATE store_migration SET version_num = '2'"))
    store.database.close()
    assert store.upload("o", "99", "2026") is None
    assert store.signed_in("k", "p", "2026") == ""
    store.keep_terms("o", "99", "{}")
    store.keep_sign_in("k", "p", "2027", "2026")
    assert store.signed_in("k", "p", "2026") == "2027"
