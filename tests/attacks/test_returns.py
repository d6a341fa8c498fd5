"""A round under attack: publishers and servers killed half-way, and files that blow up at an office's link."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import socket
import threading
import zipfile
from itertools import count
from typing import TYPE_CHECKING

import pytest
import uvicorn
from httpx2 import Client, TransportError

from locator.pack.change import RowChange
from locator.returns.answers import read_draft
from locator.returns.kept import KeptRound
from locator.returns.review import accept, board, read_returns, without_doubt
from locator.returns.round import round_of
from offices import EAST, PLANNER, SOUTH, WEST, Phone, begin, returns_of, token

if TYPE_CHECKING:
    from locator.site import Site

FORK = multiprocessing.get_context("fork")
MB = 2**20


def killed_after(site: Site, marks: int) -> None:
    """Publish all that waits, and die when so many units are marked as published."""
    real, done = KeptRound.happen, [0]

    def happen(*given: object, **more: object) -> object:
        if done[0] == marks:
            os.kill(os.getpid(), signal.SIGKILL)
        done[0] += 1
        return real(*given, **more)  # type: ignore[arg-type]

    KeptRound.happen = happen  # type: ignore[assignment, method-assign] # this process ends here
    asked = round_of(site, 1)
    read = without_doubt(site, asked, asked.units)
    assert read is not None
    accept(site, 1, read, person=PLANNER)


@pytest.mark.parametrize("marks", [0, 1, 2])
def test_a_round_s_publishing_that_was_killed_is_finished_once(marks: int, site: Site) -> None:
    """After the log was written, before all units are marked: nothing is lost, nothing twice."""
    asked = begin(site)
    for unit in (EAST, WEST, SOUTH):
        phone = Phone(site, asked, unit)
        new = {"n:a:name": f"虚构{unit}教育中心", "n:a:opening_hours": "周一至周五 9:00-17:00"}
        phone.answer("town-center", state="has_all", **new, **{"n:a:phone": "0512-62345678"})
        phone.send()
    site.store.close()
    child = FORK.Process(target=killed_after, args=(site, marks))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    assert site.store.verify() == []
    names = [site.city().pack.venues["name"].tolist()]
    waiting = [unit for unit, one in board(site, asked).items() if one.state == "sent"]
    assert len(waiting) == 3 - marks
    entry = accept(site, 1, read_returns(site, asked, waiting), person=PLANNER)
    assert entry is None
    names.append(site.city().pack.venues["name"].tolist())
    assert names[0] == names[1]
    assert len(names[1]) == len(set(names[1]))
    assert {one.state for one in board(site, asked).values()} == {"published"}


def served_by_a_child(site: Site, own: socket.socket) -> None:
    uvicorn.Server(uvicorn.Config(returns_of(site), log_level="error", lifespan="off")).run([own])


@pytest.mark.parametrize("answers", [1, 4, 9])
def test_a_server_killed_while_an_office_fills_in_keeps_all_that_it_took(
    answers: int, site: Site
) -> None:
    """What the office was told is kept is there; of the rest at most the one under way."""
    asked = begin(site)
    home, link = f"/returns/1/{SOUTH}", token(site, asked, SOUTH)
    site.store.close()
    taken: list[str] = []

    def fill(office: Client) -> None:
        try:
            for n in count():
                form = {"seen": "0", f"n:{n}:name": f"虚构{n}处", "more": "1"}
                assert office.post(f"{home}/card/town-center", data=form).status_code == 303
                taken.append(f"虚构{n}处")
                if len(taken) == answers:
                    enough.set()
        except TransportError:
            return
        finally:
            enough.set()  # nobody waits for an office that was refused

    enough = threading.Event()
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        own.listen()
        child = FORK.Process(target=served_by_a_child, args=(site, own))
        child.start()
        with Client(base_url=f"http://127.0.0.1:{own.getsockname()[1]}", timeout=120) as office:
            assert office.get(f"/returns/to/{link}").status_code == 303
            filling = threading.Thread(target=fill, args=(office,))
            filling.start()
            enough.wait()
            child.kill()
            own.close()
            filling.join()
        child.join()
    names = [one.value["name"] for one in read_draft(site, asked, SOUTH).answers.values()]
    assert len(taken) >= answers
    assert names[: len(taken)] == taken
    assert len(names) <= len(taken) + 1
    assert site.store.verify() == []


def bomb(member: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)
    return out.getvalue()


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "{}"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">&a;&b;</workbook>'
).format("甲" * 1000)


@pytest.mark.parametrize(
    ("name", "member", "content"),
    [
        ("表.xlsx", "xl/workbook.xml", None),
        ("表.xlsx", "xl/workbook.xml", ENTITIES.encode()),
        ("表.xlsx", "../../etc/cron.d/x", b"x"),
        ("表.zip", "表.csv", None),
        ("表.kml", "", ENTITIES.encode()),
        ("表.ods", "content.xml", ENTITIES.encode()),
    ],
    ids=["bomb", "entities", "path", "bomb in a zip", "entities in KML", "entities in ODS"],
)
def test_files_that_blow_up_at_an_office_s_link(
    name: str, member: str, content: bytes | None, site: Site
) -> None:
    if content is None:
        content = bytes(400 * MB)
    if member:
        content = bomb(member, content)
    asked = begin(site)
    phone = Phone(site, asked, EAST)
    before = phone.get().text
    answer = phone.client.post(f"{phone.home}/workbook", files={"file": (name, content)})
    assert answer.status_code == 422
    assert "root:" not in answer.text
    assert phone.get().text == before


def test_an_office_s_old_workbook_undoes_nothing(site: Site) -> None:
    """Taken by the office, then the desk closes the school; brought back untouched, and sent."""
    asked = begin(site)
    phone = Phone(site, asked, EAST)
    book = phone.get("workbook").content
    file = "venues/community_education_center.csv"
    before = site.city().rows(file)["v1"]
    closed = RowChange(file, "v1", before, before | {"status": "closed"})
    site.publish("", [closed], by="甲", why="核实", head=site.city().head)
    assert phone.client.post(f"{phone.home}/workbook", files={"file": ("表.xlsx", book)}).is_success
    phone.send()
    result = read_returns(site, asked, [EAST]).result
    assert (result.changes, result.questions) == ((), ())
