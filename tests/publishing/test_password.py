"""The operator's password: its hash, where it may be used, and what guessing costs."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from locator.cli import main
from locator.problems import QueryError
from locator.publishing import password
from locator.publishing.password import (
    PasswordSignIn,
    SignInError,
    hash_password,
    on_this_machine,
    read_hash,
)
from locator.ratelimit import network
from locator.wording.problems import failure_text

RIGHT = "湖心亭看雪 three men"
STORED = f"scrypt:2:8:1:{'A' * 22}==:{'A' * 43}="
LOCAL = {"host": "localhost:8501", "origin": "http://localhost:8501"}


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password, "_N", 2)
    monkeypatch.setattr(password, "_P", 1)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def refusal(door: PasswordSignIn, given: str, address: str = "127.0.0.1") -> str:
    """Message key of a refused attempt, "" for one that was let in."""
    try:
        door.enter(given, address)
    except SignInError as failure:
        [problem] = failure.problems
        return problem.key
    return ""


def test_a_hash_is_salted_and_checks_only_its_password() -> None:
    first, second = hash_password(RIGHT), hash_password(RIGHT)
    assert first != second
    assert first.startswith("scrypt:2:8:1:")
    assert RIGHT not in first
    assert [refusal(PasswordSignIn(first), p) for p in (RIGHT, RIGHT + " ", "", "x" * 5000)] == [
        "",
        "access.wrong",
        "access.wrong",
        "access.wrong",
    ]


def test_the_same_letters_in_full_width_are_the_same_password() -> None:
    assert (
        refusal(PasswordSignIn(hash_password("correct horse 12")), "ｃｏｒｒｅｃｔ horse １２")
        == ""
    )


@pytest.mark.parametrize("short", ["", "x" * 11, "x" * 257])
def test_a_short_password_is_refused(short: str) -> None:
    with pytest.raises(QueryError) as failure:
        hash_password(short)
    assert "12" in failure_text(failure.value, "zh")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "scrypt:2:8:1:AAAA:AAAA",
        STORED.replace("scrypt", "bcrypt"),
        STORED.replace(":2:", ":3:"),  # no power of two
        STORED.replace(":2:", ":1073741824:"),  # would take a terabyte
        STORED[:-3],
    ],
)
def test_what_is_no_hash_is_none(text: str) -> None:
    assert read_hash(STORED)
    assert read_hash(text) is None
    with pytest.raises(SignInError, match="hash"):
        PasswordSignIn(text)


@given(some.text())
def test_any_text_is_read_without_failing(text: str) -> None:
    assert read_hash(text) is None


def test_guessing_waits_longer_each_time() -> None:
    clock = Clock()
    door = PasswordSignIn(hash_password(RIGHT), clock)
    assert [refusal(door, "wrong") for _ in range(3)] == ["access.wrong"] * 3
    waits = []
    for _ in range(6):
        with pytest.raises(SignInError) as failure:
            door.enter(RIGHT, "127.0.0.1")  # even the right one
        [problem] = failure.value.problems
        waits.append(problem.params["seconds"])
        clock.now += waits[-1]
        assert refusal(door, "wrong") == "access.wrong"
    assert waits == [1, 2, 4, 8, 16, 32]
    clock.now += 64
    assert refusal(door, RIGHT) == ""
    assert refusal(door, "wrong") == "access.wrong"  # and the count starts again


def test_one_wait_is_a_quarter_of_an_hour_at_most_and_failures_are_forgotten() -> None:
    clock = Clock()
    door = PasswordSignIn(hash_password(RIGHT), clock)
    for _ in range(40):
        clock.now += 900
        assert refusal(door, "wrong") == "access.wrong"
    clock.now += 899
    assert refusal(door, RIGHT) == "access.wait"
    clock.now += 1
    assert refusal(door, RIGHT) == ""


def test_addresses_do_not_share_their_waiting_but_all_together_wait_too() -> None:
    clock = Clock()
    door = PasswordSignIn(hash_password(RIGHT), clock)
    for _ in range(3):
        refusal(door, "wrong", "203.0.113.1")
    assert refusal(door, RIGHT, "203.0.113.1") == "access.wait"
    assert refusal(door, RIGHT, "203.0.113.2") == ""
    for n in range(27):
        assert refusal(door, "wrong", f"198.51.100.{n}") == "access.wrong"
    assert refusal(door, RIGHT, "192.0.2.1") == "access.wait"
    clock.now += 30  # the longest that all together wait
    assert refusal(door, RIGHT, "192.0.2.1") == ""


def test_the_memory_of_addresses_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password, "ADDRESSES_KEPT", 8)
    clock = Clock()
    door = PasswordSignIn(hash_password(RIGHT), clock)
    for n in range(40):
        clock.now += 60
        refusal(door, "wrong", f"198.51.100.{n}")
    assert len(door) == 8


def test_a_household_in_ipv6_is_one_address() -> None:
    assert network("2001:db8:1:2:3:4:5:6") == network("2001:db8:1:2::1") == "2001:db8:1:2::/64"
    assert network("2001:db8:1:3::1") != network("2001:db8:1:2::1")
    assert network("203.0.113.7") == network("::ffff:203.0.113.7") == "203.0.113.7"
    assert network("unknown") == "unknown"


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("127.0.0.1", LOCAL),
        ("127.8.8.8", LOCAL),
        ("::1", {"host": "[::1]:8501", "origin": "http://[::1]:8501"}),
        ("::ffff:127.0.0.1", {"host": "127.0.0.1:8501"}),
    ],
)
def test_this_machine(address: str, headers: dict[str, str]) -> None:
    assert on_this_machine(address, headers)


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("", LOCAL),
        ("203.0.113.7", LOCAL),
        ("10.0.0.7", LOCAL),
        ("localhost", LOCAL),
        ("127.0.0.1", {}),
        ("127.0.0.1", {**LOCAL, "host": "map.example.org"}),  # a name that leads here
        ("127.0.0.1", {**LOCAL, "origin": "https://map.example.org"}),
        ("127.0.0.1", {**LOCAL, "origin": "null"}),
        ("127.0.0.1", {**LOCAL, "x-forwarded-for": "127.0.0.1"}),
        ("127.0.0.1", {**LOCAL, "forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", {**LOCAL, "x-real-ip": "203.0.113.7"}),
        ("203.0.113.7", {**LOCAL, "x-forwarded-for": "127.0.0.1"}),  # a claim grants nothing
    ],
)
def test_another_machine(address: str, headers: dict[str, str]) -> None:
    assert not on_this_machine(address, headers)


def test_the_command_prints_a_hash_that_works(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(RIGHT + "\n"))
    assert main(["desk-password"]) == 0
    out, err = capsys.readouterr()
    name, _, line = out.strip().partition("=")
    assert name == "LOCATOR_DESK_PASSWORD_HASH"
    assert refusal(PasswordSignIn(line), RIGHT) == ""
    assert RIGHT not in out + err
    monkeypatch.setattr("sys.stdin", io.StringIO(RIGHT + "\n"))
    assert main(["desk-password", "--format", "json"]) == 0
    line = json.loads(capsys.readouterr().out)[name]
    assert refusal(PasswordSignIn(line), RIGHT) == ""
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(["desk-password"]) == 2
