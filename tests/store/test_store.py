"""The store: append-only, all or nothing, two at once, undo, and what tampering leaves behind."""

from __future__ import annotations

import ast
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

import postgres
from locator.pack.change import RowChange
from locator.problems import LocatorError
from locator.reach.scenario import Action, Scenario
from locator.store import Store, StoreConflict, StoreUnreachable, open_store, sql
from locator.store import log as store_log
from locator.store.model import Source, StoreBroken
from locator.wording.problems import failure_text, problem_text

if TYPE_CHECKING:
    from locator.site import Site

ROOT = Path(__file__).resolve().parents[2]
CITY = "99"
ROW = {"code": "1", "name": "甲", "level": "town", "counts": "yes", "source": "s"}
WHO = {"by": "张三", "why": "试"}
#: Seconds that may pass on a machine loaded ten times over.
PATIENCE_S = 60


def added(key: str, **more: str) -> RowChange:
    return RowChange("units.csv", key, None, ROW | {"code": key} | more)


def changed(key: str, before: dict[str, str], **more: str) -> RowChange:
    old = ROW | {"code": key} | before
    return RowChange("units.csv", key, old, old | more)


def edit(store: Store, statement: str) -> None:
    """Change the database behind the store's back."""
    with store.database.writing() as connection:
        connection.execute(text(statement))


def test_scenarios_stand_apart_from_the_log(store: Store, tmp_path: Path) -> None:
    first = Scenario("甲案", (Action("close", "v1", cost=2.5),), CITY, "2026-01-01", "2025-12")
    assert store.scenarios(CITY) == []
    later = first.branch("甲案", Action("open", "n", "新馆", "library", "1", 150.25, 20.5))
    for one in (first, first.branch("乙案"), later):
        store.keep_scenario(one, "张三")
    store.keep_scenario(Scenario("甲案", (), "98"), "李四")
    kept = store.scenarios(CITY)
    assert [(k.scenario, k.by) for k in kept] == [(later, "张三"), (first.branch("乙案"), "张三")]
    assert (store.scenarios("98"), store.head(CITY), store.changes(CITY)) == ([], 0, ())
    rows = store.back_up(tmp_path / "backup.jsonl")
    again = open_store(f"sqlite:///{tmp_path / 'again.sqlite3'}")
    assert again.restore(tmp_path / "backup.jsonl") == rows == 4
    assert again.scenarios(CITY) == kept
    store.keep_scenario(Scenario("乙案", (), CITY), "李四")
    assert [k.scenario.name for k in store.scenarios(CITY)] == ["甲案"]
    edit(store, "UPDATE store_scenario SET document = replace(document, 'v1', 'v2')")
    assert {p.key for p in store.verify()} == {"store.verify_scenario"}
    with pytest.raises(LocatorError, match="verify_scenario"):
        store.scenarios(CITY)


# -- the log -----------------------------------------------------------------------------------


def test_what_is_published_is_there(store: Store) -> None:
    assert (store.head(CITY), store.log(CITY), store.changes(CITY)) == (0, [], ())
    source = Source("名单.xlsx", "ab" * 32)
    changes = [added("1"), added("2", name='"\n,\x00')]
    entry = store.publish(CITY, changes, source=source, head=0, **WHO)
    assert (entry.number, entry.kind, entry.by, entry.why) == (1, "publish", "张三", "试")
    assert (entry.source, entry.undoes, entry.rows) == (source, None, 2)
    assert len(entry.at) == len("2026-11-25T01:00:00Z")
    assert entry.at.endswith("Z")
    assert store.log(CITY) == [entry]
    assert store.changes(CITY) == tuple(changes)
    assert store.changes(CITY, upto=0) == ()
    assert (store.head(CITY), store.head("98")) == (1, 0)
    assert store.publish("98", [added("1")], head=0, **WHO).number == 1
    assert store.verify() == []


def test_reading_creates_nothing(address: str, tmp_path: Path) -> None:
    store = open_store(address)
    assert store.head(CITY) == 0
    assert store.submissions(CITY) == []
    assert store.contact(1) == {}
    assert store.verify() == []
    assert store.digests() == {}
    if address.startswith("sqlite"):
        assert list(tmp_path.iterdir()) == []
    else:
        with store.database.reading() as connection:
            assert connection is None


def test_a_store_on_a_read_only_disk_is_read(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    open_store(address).publish(CITY, [added("1")], head=0, **WHO)
    # As root every file is writable: what the program asks is answered as on such a disk.
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("os.access", lambda *_: False)
        store = open_store(address)
        assert store.head(CITY) == 1
        with pytest.raises(LocatorError) as raised:
            store.publish(CITY, [added("2")], head=1, **WHO)
    assert "readonly" in failure_text(raised.value, "zh")
    assert [p.name for p in tmp_path.iterdir()] == ["store.sqlite3"]


def test_wrong_use_is_refused(store: Store) -> None:
    cases = [
        ([], 0, WHO, "store.no_changes"),
        ([added("1")], 0, WHO | {"by": " "}, "store.by_blank"),
        ([added("1")], 0, WHO | {"why": "\0"}, "store.why_blank"),
        ([added("1")], 3, WHO, "store.no_entry"),
        ([RowChange("units.csv", "2", None, ROW)], 0, WHO, "store.key"),
        ([RowChange("city.toml", "2", None, {})], 0, WHO, "store.unknown_file"),
    ]
    for changes, head, who, key in cases:
        with pytest.raises(LocatorError) as raised:
            store.publish(CITY, changes, head=head, **who)
        assert [p.key for p in raised.value.problems] == [key]
        assert store.log(CITY) == []
        assert store.changes(CITY) == ()


def test_a_check_that_fails_leaves_nothing(store: Store) -> None:
    store.publish(CITY, [added("1")], head=0, **WHO)
    seen: list[tuple[tuple[str, ...], tuple[str, ...]]] = []

    def refuse(earlier: tuple[RowChange, ...], wanted: list[RowChange]) -> None:
        seen.append((tuple(c.key for c in earlier), tuple(c.key for c in wanted)))
        raise LocatorError(())

    with pytest.raises(LocatorError):
        store.publish(CITY, [added("2")], head=1, check=refuse, **WHO)
    with pytest.raises(LocatorError):
        store.undo(CITY, 1, check=refuse, **WHO)
    assert seen == [(("1",), ("2",)), (("1",), ("1",))]
    assert store.head(CITY) == 1


# -- two at once -------------------------------------------------------------------------------


def test_the_second_planner_is_told_what_changed(store: Store) -> None:
    store.publish(CITY, [added("1"), added("2")], head=0, **WHO)
    store.publish(CITY, [changed("1", {}, name="乙", note="n")], head=1, by="李四", why="改名")
    with pytest.raises(StoreConflict) as raised:
        store.publish(
            CITY, [changed("1", {}, name="丙"), changed("2", {}, name="丁")], head=1, **WHO
        )
    [found] = raised.value.conflicts
    assert (found.file, found.key, found.columns) == ("units.csv", "1", ("name", "note"))
    assert (found.number, found.by) == (2, "李四")
    assert found.theirs is not None
    assert (found.theirs["name"], found.theirs["note"]) == ("乙", "n")
    for lang, words in (("zh", "名称：丙"), ("en", "Name: 丙")):
        message = failure_text(raised.value, lang)
        assert all(part in message for part in (words, "乙", "李四", "2"))
        assert "units.csv" not in message
    # Rows that nobody touched go through, though the planner has not seen entry 2.
    assert store.publish(CITY, [changed("2", {}, name="丁")], head=1, **WHO).number == 3
    with pytest.raises(StoreConflict) as raised:
        store.publish(CITY, [added("2")], head=3, **WHO)
    assert [(c.key, c.columns) for c in raised.value.conflicts] == [("2", ())]


@pytest.mark.parametrize("same", [True, False])
def test_planners_at_once(address: str, same: bool) -> None:
    def run(turn: int) -> None:
        store = Store(address)  # as another process has it
        start.wait()
        try:
            row = added("1", name=f"n{turn}") if same else added(f"{turn}")
            results.append(store.publish(CITY, [row], head=0, **WHO).number)
        except StoreConflict as conflict:
            results.append(conflict)
        store.close()

    results: list[int | StoreConflict] = []
    start = threading.Barrier(6)
    threads = [threading.Thread(target=run, args=(turn,)) for turn in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(r for r in results if isinstance(r, int))
    assert numbers == ([1] if same else [1, 2, 3, 4, 5, 6])
    assert len(results) == 6
    assert open_store(address).verify() == []


def test_killed_at_any_moment_all_or_nothing(address: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "killed.py", address],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    states = [json.loads(line) for line in done.stdout.splitlines()]
    steps = {how: sum(s["how"] == how for s in states) for how in ("new", "known", "timed")}
    assert min(steps["new"], steps["known"]) >= 10
    assert steps["timed"] == 12
    before = 0
    for state in states:
        assert state["verify"] == []
        numbers = state["numbers"]
        assert numbers == list(range(1, len(numbers) + 1))
        assert state["rows"] == 40 * len(numbers)  # all of a change or none
        if state["how"] == "new":
            before = 0
        assert len(numbers) - before in ({1} if state["ended"] else {0, 1})
        before = len(numbers)
    # Both ends were seen: nothing kept, and all kept though the publisher never heard of it.
    kept = [len(s["numbers"]) for s in states if s["how"] == "known" and not s["ended"]]
    assert kept[-1] == kept[0] + 1


# -- undo --------------------------------------------------------------------------------------


def test_undo_is_an_entry_and_can_be_undone(store: Store) -> None:
    store.publish(CITY, [added("1"), changed("2", {}, name="乙")], head=0, **WHO)
    entry = store.undo(CITY, 1, by="王五", why="填错")
    assert (entry.number, entry.kind, entry.undoes, entry.rows) == (2, "undo", 1, 2)
    assert store.changes(CITY, 2) == (
        RowChange("units.csv", "2", ROW | {"code": "2", "name": "乙"}, ROW | {"code": "2"}),
        RowChange("units.csv", "1", ROW, None),
    )
    assert store.undo(CITY, 2, **WHO).undoes == 2
    assert store.verify() == []


def test_undo_is_refused_when_later_entries_changed_the_rows(store: Store) -> None:
    store.publish(CITY, [added("1"), added("2")], head=0, **WHO)
    store.publish(CITY, [changed("1", {}, name="乙")], head=1, **WHO)
    with pytest.raises(LocatorError) as raised:
        store.undo(CITY, 1, **WHO)
    [problem] = raised.value.problems
    assert (problem.key, problem.value) == ("store.undo_later", "1")
    assert problem.params["number"] == 2
    assert "（乙）" in problem_text(problem, "zh")
    store.undo(CITY, 2, **WHO)
    store.undo(CITY, 1, **WHO)  # entry 2 is undone: the rows are as entry 1 left them
    with pytest.raises(LocatorError):
        store.undo(CITY, 1, **WHO)  # undone already
    with pytest.raises(LocatorError) as raised:
        store.undo(CITY, 9, **WHO)
    assert raised.value.problems[0].key == "store.no_entry"


# -- tampering ---------------------------------------------------------------------------------

TAMPERED = {
    "UPDATE store_change SET after = NULL WHERE number = 2": "store.verify_seal",
    "UPDATE store_entry SET by = 'x' WHERE number = 1": "store.verify_seal",
    "UPDATE store_entry SET at = '2020-01-01T00:00:00Z' WHERE number = 3": "store.verify_seal",
    "DELETE FROM store_change WHERE number = 2": "store.verify_seal",
}


@pytest.mark.parametrize("statement", TAMPERED)
def test_tampering_is_found(store: Store, statement: str) -> None:
    for number in range(3):
        store.publish(CITY, [added(f"{number}")], head=number, **WHO)
    assert store.verify() == []
    edit(store, statement.replace(" by =", ' "by" ='))
    assert [p.key for p in store.verify()] == [TAMPERED[statement]]


def test_an_entry_taken_out_is_found(store: Store) -> None:
    for number in range(3):
        store.publish(CITY, [added(f"{number}")], head=number, **WHO)
    last = store.digests()
    edit(store, "DELETE FROM store_change WHERE number = 2")
    edit(store, "DELETE FROM store_entry WHERE number = 2")
    assert [p.key for p in store.verify()] == ["store.verify_number"]
    # The last one cut off: only what was kept outside can tell.
    edit(store, "DELETE FROM store_change WHERE number = 3")
    edit(store, "DELETE FROM store_entry WHERE number = 3")
    assert store.verify() == []
    assert store.digests() != last


def test_no_code_updates_or_deletes() -> None:
    # But for what is kept for a while only, in tables that are no part of the log: uploads under
    # way, sign-ins, what was answered in a round.
    words = {"update", "delete", "drop", "truncate"}
    here = set((ROOT / "src/locator/store").glob("*.py"))
    for path in here - {ROOT / f"src/locator/store/{n}.py" for n in ("transient", "rounds")}:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy":
                assert not {a.name for a in node.names} & words, path
            if isinstance(node, ast.Attribute):
                assert node.attr not in words - {"update"}, path
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                first = node.value.split(" ", 1)[0]
                assert first not in {w.upper() for w in words}, path


VALUES = st.one_of(
    st.none(), st.integers(-(2**40), 2**40), st.text(max_size=8), st.binary(max_size=4)
)
CELLS = [
    (table.name, column.name)
    for table in sql.metadata.tables.values()
    for column in table.columns
    if table.name != "store_version"
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(CELLS), VALUES)
def test_whatever_stands_in_any_row_it_is_verified(
    tmp_path: Path, site: Site, cell: tuple[str, str], value: object
) -> None:
    """One cell of a sound store overwritten by other means: found out or harmless, no fault."""
    file = tmp_path / "sound.sqlite3"
    store = open_store(f"sqlite:///{file}")
    if not file.exists():
        store.publish(CITY, [added("1"), added("2")], source=Source("名单", "00"), head=0, **WHO)
        store.undo(CITY, 1, **WHO)
        store.submit("error", CITY, {"a": 1}, {"phone": "1"})
        store.decide(1, "accepted", by="张三", entry=1)
        store.keep(site.city().snapshot("一", "2026-01-01T00:00:00Z"))
        store.keep_sign_in("k", "p", "2027", "2026")
    # Not over the one before, which whoever verified it may still have open.
    broken = Path(mkdtemp(dir=tmp_path)) / "broken.sqlite3"
    shutil.copy(file, broken)
    table, column = cell
    connection = sqlite3.connect(broken)
    with connection, suppress(sqlite3.IntegrityError):
        connection.execute(f'UPDATE {table} SET "{column}" = ?', (value,))  # noqa: S608 - our names
    connection.close()
    found = open_store(f"sqlite:///{broken}").verify()
    assert all(problem_text(problem, lang) for problem in found for lang in ("zh", "en"))


def test_a_full_disk_is_called_that_and_nothing_is_half_written(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'full.sqlite3'}")
    store.publish(CITY, [added("1")], head=0, **WHO)
    event.listen(
        store.database._engine, "connect", lambda c, _: c.execute("PRAGMA max_page_count = 1")
    )  # as large as it is, and no page more
    many = [added(str(n), note="长" * 500) for n in range(2, 200)]
    with pytest.raises(StoreBroken) as raised:
        store.publish(CITY, many, head=1, **WHO)
    assert [p.key for p in raised.value.problems] == ["store.full"]
    assert "已满" in failure_text(raised.value, "zh")
    assert store.head(CITY) == 1
    assert store.verify() == []


# -- from the public ---------------------------------------------------------------------------


def test_submissions_and_what_becomes_of_them(store: Store) -> None:
    payload = {"venue": "v1", "column": "phone", "new": "电话"}
    one = store.submit("error", CITY, payload, {"name": "匿名", "phone": "  "})
    two = store.submit("offer", CITY, {"title": "教室"})
    assert (one, two) == (1, 2)
    assert [(s.id, s.kind, s.state, s.payload) for s in store.submissions(CITY)] == [
        (1, "error", "open", payload),
        (2, "offer", "open", {"title": "教室"}),
    ]
    assert store.contact(1) == {"name": "匿名"}
    assert store.contact(2) == {}
    store.decide(1, "declined", by="张三", why="查无此号")
    store.decide(1, "accepted", by="李四", entry=7)
    assert [s.id for s in store.submissions(CITY, state="open")] == [2]
    [found] = store.submissions(CITY, kind="error", state="accepted")
    assert [(d.state, d.by, d.why, d.entry) for d in found.decisions] == [
        ("declined", "张三", "查无此号", None),
        ("accepted", "李四", "", 7),
    ]
    assert store.submissions("98") == []
    with pytest.raises(LocatorError):
        store.decide(3, "accepted", by="张三")


def test_a_backup_moves_to_another_database(address: str, tmp_path: Path) -> None:
    old = open_store(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    old.publish(CITY, [added("1", name='"\x00\n')], source=Source("名单", "00"), head=0, **WHO)
    old.undo(CITY, 1, **WHO)
    old.submit("error", CITY, {"a": [1, None, "é"]}, {"phone": "1"})
    old.decide(1, "accepted", by="张三", entry=1)
    backup, again = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    count = old.back_up(backup)
    new = open_store(address)
    assert new.restore(backup) == count == 6
    assert (new.log(CITY), new.changes(CITY)) == (old.log(CITY), old.changes(CITY))
    assert new.submissions(CITY) == old.submissions(CITY)
    assert new.back_up(again) == count
    assert again.read_bytes() == backup.read_bytes()
    assert new.publish(CITY, [added("2")], head=2, **WHO).number == 3


# -- where the store is ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong", ["nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "postgresql://h:port/x"]
)
def test_addresses_that_are_none(wrong: str) -> None:
    with pytest.raises(LocatorError) as raised:
        open_store(wrong)
    assert "LOCATOR_DATABASE_URL" in failure_text(raised.value, "zh")


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    store = open_store(f"postgresql://u:secret@/x?host={tmp_path}")
    with pytest.raises(StoreUnreachable) as raised:
        store.head(CITY)
    assert "secret" not in failure_text(raised.value, "zh")


def test_a_file_that_is_no_store(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite3"
    file.write_bytes(b"not a database, but long enough to be read as one" * 100)
    with pytest.raises(LocatorError) as raised:
        open_store(f"sqlite:///{file}").head(CITY)
    assert raised.value.problems[0].key == "store.broken"


def test_a_store_of_a_later_version_is_refused(store: Store) -> None:
    store.publish(CITY, [added("1")], head=0, **WHO)
    edit(store, "UPDATE store_version SET version = 2")
    for use in (lambda: store.head(CITY), lambda: store.submit("k", CITY, {})):
        with pytest.raises(LocatorError) as raised:
            use()
        assert raised.value.problems[0].key == "store.newer"


def test_a_store_of_the_first_release_is_read_and_goes_on(store: Store) -> None:
    """Every table that came since is made by the first write; what was there stays as it was."""
    base = store.database
    statements = (ROOT / "tests" / "store" / "first_release.sql").read_text(encoding="utf-8")
    if base.file is not None:
        base.file.parent.mkdir(parents=True)
    with base._engine.execution_options(locator_writes=True, locator_wait_s=1).begin() as old:
        for statement in statements.split(";\n"):
            if statement.strip():
                old.exec_driver_sql(statement.strip())
    before = store.log(CITY)
    assert [(e.number, e.kind, e.by, e.undoes) for e in before] == [
        (1, "publish", "张三", None),
        (2, "publish", "李四", None),
        (3, "undo", "张三", 2),
    ]
    assert (store.verify(), store.rounds.all(), store.snapshots(CITY)) == ([], [], [])
    assert store.changes(CITY)[-1] == changed("1", {"name": "乙"}, name="甲")
    assert [s.state for s in store.submissions(CITY)] == ["declined", "open"]
    assert store.contact(1) == {"phone": "12345"}
    assert store.publish(CITY, [added("3")], head=3, **WHO).number == 4
    assert store.rounds.open(CITY, "甲", {"title": "一"}) == 1
    assert (store.log(CITY)[:3], store.verify()) == (before, [])
    with base.reading() as connection:
        assert connection is not None
        assert len(sql.there(connection, sql.metadata.tables.values())) == len(sql.metadata.tables)


def test_a_server_that_stands_still_holds_nobody(server: str) -> None:
    """In the middle of a transaction, with a connection of before, and with a new one."""
    store = open_store(postgres.fresh(server))
    assert store.submit("note", CITY, {"remark": "之前"}) == 1
    still, said = threading.Event(), []

    def read() -> None:
        with store.reading() as connection:
            assert connection is not None
            asking.set()
            still.wait()
            store_log.head(connection, CITY)

    def ask() -> None:
        for question in (read, *[partial(store.submit, "note", CITY, {"remark": "现在"})] * 2):
            with pytest.raises(StoreUnreachable) as failure:
                question()
            said.extend(failure.value.problems)

    asking = threading.Event()
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    assert asking.wait(PATIENCE_S)
    with postgres.frozen(server):
        still.set()
        # Who waited for the server would not be back before it is let go.
        thread.join(PATIENCE_S)
        assert len(said) == 3
    assert "does not answer" in said[0].params["reason"]
    assert [one.payload["remark"] for one in store.submissions(CITY)] == ["之前"]
    assert store.submit("note", CITY, {"remark": "之后"}) == 2
    store.close()
