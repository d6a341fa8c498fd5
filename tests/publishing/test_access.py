"""Who may change what: roles from a file, and every change held against them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from locator.pack.change import RowChange
from locator.problems import LocatorError
from locator.publishing.rights import (
    EVERYWHERE,
    Access,
    Person,
    Role,
    may_change,
    read_access,
    refused,
)
from locator.settings import Settings
from locator.wording.problems import failure_text, problem_text

if TYPE_CHECKING:
    from pathlib import Path

    from locator.pack.model import CityPack

CODES = ("99", "9901", "9902", "990101")


def read(tmp_path: Path, text: str) -> Access:
    file = tmp_path / "roles.toml"
    file.write_text(text, encoding="utf-8")
    return read_access(Settings(roles=file), CODES)


def venue(unit: str, *, before: str | None = None, key: str = "v1") -> RowChange:
    old = None if before is None else {"id": key, "unit": before, "name": "某馆"}
    return RowChange("venues/library.csv", key, old, {"id": key, "unit": unit, "name": "某馆"})


def test_nobody_may_anything_without_settings() -> None:
    access = read_access(Settings(), CODES)
    assert access == Access()
    assert access.person("a@example.org", {"email": "a@example.org"}) is None


def test_roles_by_address_and_by_claim(tmp_path: Path) -> None:
    access = read(
        tmp_path,
        """
        [[role]]
        email = "Li@example.org"
        units = ["9901"]
        [[role]]
        claim = "groups"
        value = "office"
        units = ["9902"]
    """,
    )
    units = {
        name: access.person(name, claims)
        for name, claims in {
            "li": {"email": "li@EXAMPLE.org"},
            "office": {"email": "x@example.org", "groups": ["other", "office"]},
            "both": {"email": "li@example.org", "email_verified": True, "groups": "office"},
            "unverified": {"email": "li@example.org", "email_verified": False},
            "stranger": {"email": "wang@example.org", "groups": ["Office"]},
            "nobody": {},
        }.items()
    }
    assert {name: set(who.units) if who else None for name, who in units.items()} == {
        "li": {"9901"},
        "office": {"9902"},
        "both": {"9901", "9902"},
        "unverified": None,
        "stranger": None,
        "nobody": None,
    }


@pytest.mark.parametrize(
    ("text", "key", "column"),
    [
        ('[[role]]\nemail = "a@b.c"\nunits = ["8888"]', "access.role_unit", "units"),
        ('[[role]]\nemail = "a@b.c"\nunits = []', "access.role_units", "units"),
        ('[[role]]\nemail = "a@b.c"\nunits = "*"', "access.role_units", "units"),
        ('[[role]]\nemail = "a@b.c"\nunits = ["*"]', "access.role_unit", "units"),
        ('[[role]]\nemail = ""\nunits = ["99"]', "access.role_text", "email"),
        ('[[role]]\nclaim = "groups"\nunits = ["99"]', "access.role_text", "value"),
        ('[[role]]\nunits = ["99"]', "access.role_who", "email"),
        (
            '[[role]]\nemail = "a@b.c"\nclaim = "g"\nvalue = "x"\nunits = ["99"]',
            "access.role_who",
            "email",
        ),
        ('[[role]]\nemail = "a@b.c"\nunit = ["99"]\nunits = ["99"]', "access.role_key", "unit"),
        ("[roles]", "access.role_key", "roles"),
        ("role = 7", "access.role_key", "role"),
        ("[[role", "problem.toml_broken", None),
    ],
)
def test_a_wrong_file_of_roles_is_explained(
    tmp_path: Path, text: str, key: str, column: str | None
) -> None:
    with pytest.raises(LocatorError) as failure:
        read(tmp_path, text)
    found = {p.key: p for p in failure.value.problems}
    assert found[key].column == column
    for lang in ("zh", "en"):
        assert "roles.toml" in problem_text(found[key], lang)


def test_every_wrong_setting_is_said_at_once() -> None:
    with pytest.raises(LocatorError) as failure:
        read_access(Settings(roles="/nowhere/roles.toml", desk_password_hash="secret"), CODES)  # noqa: S106 - no hash
    assert [p.key for p in failure.value.problems] == ["access.hash", "access.roles_missing"]
    assert "secret" not in failure_text(failure.value, "zh")


@pytest.mark.parametrize(("text", "remote"), [("yes", True), ("", False), ("no", False)])
def test_a_password_is_for_this_machine_unless_allowed(text: str, *, remote: bool) -> None:
    stored = f"scrypt:2:8:1:{'A' * 22}==:{'A' * 43}="
    settings = Settings(desk_password_hash=stored, desk_remote_password=text)
    assert read_access(settings, CODES).remote_password is remote


@pytest.mark.parametrize(
    ("text", "named"), [("", False), (" ", False), ("none", True), ("127.0.0.1", True)]
)
def test_this_machine_means_something_once_the_proxies_are_named(text: str, *, named: bool) -> None:
    assert read_access(Settings(trusted_proxies=text), CODES).proxies_named is named


def test_a_role_of_a_city_that_cannot_be_read_keeps_nobody_out(tmp_path: Path) -> None:
    file = tmp_path / "roles.toml"
    file.write_text('[[role]]\nemail = "a@b.c"\nunits = ["8888", "99"]\n', encoding="utf-8")
    [role] = read_access(Settings(roles=file), None).roles
    assert role.units == {"8888", "99"}


def test_what_a_person_may_change(invented: CityPack) -> None:
    assert may_change(None, invented) == frozenset()
    assert may_change(Person("a", frozenset({EVERYWHERE})), invented) == {"99"}
    assert may_change(Person("a", frozenset({"9901", "320505"})), invented) == {"9901"}


COUNTY = Person("county", frozenset({"9901"}))
CITY = Person("city", frozenset({"99"}))


@pytest.mark.parametrize(("change", "fine"), [
    (venue("9901"), True),
    (venue("990101"), True),
    (venue("99010101"), True),
    (venue("990201"), False),
    (venue("99"), False),
    (venue(""), False),
    (venue("nowhere"), False),
    (venue("990101", before="990201"), False),  # taken from another county
    (venue("990201", before="990101"), False),  # given to another county
    (RowChange("reporting.csv", "990101|library", None, {"unit": "990101"}), True),
    (RowChange("reporting.csv", "99|library", None, {"unit": "99"}), False),
    (RowChange("reporting.csv", "9902|library", {"unit": "9902"}, None), False),
    (RowChange("outlines.geojson", "990101", {"code": "990101"}, {"code": "990101"}), True),
    (RowChange("outlines.geojson", "99", {"code": "99"}, {"code": "99"}), False),
    (RowChange("units.csv", "9901", {"code": "9901", "parent": "99"},
               {"code": "9901", "parent": "99", "population": "5"}), True),
    (RowChange("units.csv", "990201", {"code": "990201", "parent": "9902"},
               {"code": "990201", "parent": "9901"}), False),  # another county's town
    (RowChange("units.csv", "990101", {"code": "990101", "parent": "9901"},
               {"code": "990101", "parent": "9902"}), False),
    (RowChange("villages.csv", "99010199", None, {"code": "99010199", "parent": "990101"}), True),
    (RowChange("villages.csv", "99020199", None, {"code": "99020199", "parent": "990201"}), False),
    (RowChange("villages.csv", "loop", None, {"code": "loop", "parent": "loop"}), False),
    (RowChange("shares.csv", "s1", None, {"id": "s1", "unit": "", "venue": "v1"}), True),
    (RowChange("shares.csv", "s1", None, {"id": "s1", "unit": "990201", "venue": "v1"}), False),
    (RowChange("shares.csv", "s1", None, {"id": "s1", "unit": "9901", "venue": "v99"}), False),
    (RowChange("shares.csv", "s1", None, {"id": "s1", "unit": "9901", "venue": ""}), True),
    (RowChange("places.csv", "a|b|", None, {"name": "a", "unit": ""}), False),
    (RowChange("elsewhere.csv", "k", None, {"name": "no unit at all"}), False),
])  # fmt: skip # a table, a row a line
def test_a_county_changes_only_its_own(
    change: RowChange, *, fine: bool, invented: CityPack
) -> None:
    assert (refused(COUNTY, invented, [change]) == ()) is fine
    assert refused(CITY, invented, [change]) == ()
    assert len(refused(None, invented, [change])) == 1


def test_a_new_unit_is_its_parents(invented: CityPack) -> None:
    town = RowChange("units.csv", "990199", None, {"code": "990199", "parent": "9901"})
    assert refused(COUNTY, invented, [town, venue("990199")]) == ()
    taken = RowChange("units.csv", "990201", None, {"code": "990201", "parent": "9901"})
    # A unit that is there already stays where it is, whatever the same file says of it.
    assert len(refused(COUNTY, invented, [taken, venue("990201")])) == 2


def test_the_refusal_names_the_record(invented: CityPack) -> None:
    [problem] = refused(COUNTY, invented, [venue("990201")])
    assert problem_text(problem, "zh").startswith(
        "“某馆”（venues/library.csv，v1）不在您可以修改的单位"
    )


def test_a_role_is_an_exact_claim() -> None:
    role = Role("groups", "office", frozenset({"99"}))
    assert not role.fits({"groups": ["office-guests"]})
    assert not role.fits({"groups": {"office": True}})
